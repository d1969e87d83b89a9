"""What every screen says of an exercise: that it is one, and what time it is in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from breachdesk.domain.terms import EXERCISE
from breachdesk.services.desk import Desk
from breachdesk.services.times import zone_by_name

if TYPE_CHECKING:
    from breachdesk.services.drilling import CameIn

SHOWN_IN_PASSING = 90
"""Signs; more would lie over the step somebody is at."""

ONLY_IN_A_DRILL = "Injects come in only in an exercise; `breachdesk drill list` shows which there are."


def marked(left: str, desk: Desk, now: datetime) -> str:
    """Give the left of the top line with what must be plain wherever one stands: nothing here is real."""
    if desk.drill is not None:
        local = now.astimezone(zone_by_name(desk.drill.drill.zone))
        return f"{EXERCISE} {local:%H:%M} {left}"
    return f"DEMO {left}" if desk.demo else left


def in_passing(came_in: CameIn) -> str:
    """Give an inject as it is shown when it comes in; the whole of it stands on the screen of injects."""
    text = came_in.text
    return text if len(text) <= SHOWN_IN_PASSING else f"{text[:SHOWN_IN_PASSING].rstrip()}… (i)"
