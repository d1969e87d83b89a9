"""The form that opens an incident: what is known now, and from when the clock runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.incident import Incident
from breachdesk.services.incidents import Opening
from breachdesk.services.times import read_instant, zone_by_name
from breachdesk.tui.dialogs import Field, some_words

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

PLAYBOOK = "customer-data-stolen"


def open_incident_form(screen: DeskScreen, opened: Callable[[Incident], None]) -> None:
    """Ask, open, and hand over the incident."""
    desk, actor = screen.desk, screen.desk_app.actor
    now = desk.now()
    zone = desk.incidents.default_zone()
    local = now.astimezone(zone_by_name(zone)).strftime("%Y-%m-%d %H:%M")

    def readable(text: str) -> str | None:
        try:
            read_instant(text, zone, desk.now())
        except BreachDeskError as error:
            return str(error)
        return None

    fields = [
        Field("title", "What is wrong?", "", "a few words, without names of people", some_words),
        Field("detected", "When did somebody notice?", local, f"in {zone}; or with an offset, or: now", readable),
        Field(
            "aware",
            "When were you reasonably certain?",
            "",
            "leave empty: at detection. The 72 hours run from here",
            lambda text: readable(text) if text.strip() else None,
        ),
        Field("awareness_reason", "If later than detection, why?", "", "what had to be found out first", None),
        Field("reported_by", "Who says so?", actor, "the person who reported it", some_words),
    ]

    def save(answers: Mapping[str, str]) -> Incident:
        return desk.incidents.open(Opening(playbook=PLAYBOOK, **answers), actor)

    screen.fill_and_save("Open an incident", fields, save, "incident opened, the clock runs", opened)
