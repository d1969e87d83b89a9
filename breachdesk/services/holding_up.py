"""What holds up closing an Incident, point by point, each with the place where it is settled.

Source: GDPR Art. 33(1), 33(5), 34(1).
"""

from __future__ import annotations

from dataclasses import dataclass

from breachdesk.domain.closing import steps_holding_up, undecided_duties
from breachdesk.domain.obligations import owed_rows
from breachdesk.services.duties import closed_in_plan
from breachdesk.services.overview import CaseView
from breachdesk.services.views import STATE_FACES


@dataclass(frozen=True, slots=True)
class HeldUp:
    """One thing that must be settled before an Incident is closed."""

    words: str
    step: str = ""
    """The step that settles it; empty where the plan has none."""

    obligation: str = ""
    """The duty it is, where the law screen settles it."""


def holding_up(view: CaseView) -> tuple[HeldUp, ...]:
    """Give what is open: must-steps, decisions nobody took, and duties owed that no step of the plan closes."""
    steps = steps_holding_up(view.plan)
    found = [HeldUp(f"{s.step.title()}: {STATE_FACES[s.state].text}", s.step.id) for s in steps]
    there = {s.step.id for s in steps}
    for duty, words in undecided_duties(view.incident).items():
        deciding = view.plan.deciding(duty)
        if deciding is None or deciding.step.id not in there:
            found.append(HeldUp(f"nobody decided {words}", deciding.step.id if deciding else ""))
    owed = owed_rows(row for row in view.duties if closed_in_plan(row) is None)
    found += [HeldUp(f"owed by law: {row.duty.label['en']}, to {row.addressee}", obligation=row.id) for row in owed]
    return tuple(found)
