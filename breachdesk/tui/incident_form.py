"""The form that opens an incident: which situation it looks like, what is known now, and from when the clock runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.incident import Incident
from breachdesk.domain.playbook import Playbook
from breachdesk.services.incidents import Opening
from breachdesk.services.times import read_instant, zone_by_name
from breachdesk.tui.dialogs import Field, Pick, some_words
from breachdesk.tui.plan_question import NOT_SURE, playbook_rows

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

USUAL = "customer-data-stolen"


def open_incident_form(screen: DeskScreen, opened: Callable[[Incident], None]) -> None:
    """Ask which situation it looks like, then what is known; open, and hand over the incident."""
    language = screen.desk_app.language

    def offer(playbooks: Mapping[str, Playbook]) -> None:
        first = NOT_SURE if NOT_SURE in playbooks else USUAL

        def picked(id_: str | None) -> None:
            if id_ is not None:
                _ask_what_is_known(screen, playbooks[id_], opened)

        rows = playbook_rows(playbooks, language)
        question = "What does it look like? You can go over to another later."
        left_out = screen.desk.catalogues.playbook_problems()
        if left_out is not None:
            question += f" Left out for what is wrong with it: {left_out.lines()[0]}"
        screen.app.push_screen(Pick(question, rows, first, True), picked)

    # Off the screen's thread: where nobody has read the playbooks yet, the key press does not wait for them.
    screen.act(screen.desk.catalogues.playbooks, offer, "")


def _ask_what_is_known(screen: DeskScreen, playbook: Playbook, opened: Callable[[Incident], None]) -> None:
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
        return desk.incidents.open(Opening(playbook=playbook.id, **answers), actor)

    title = f"Open an incident: {playbook.title(screen.desk_app.language)}"
    screen.fill_and_save(title, fields, save, "incident opened, the clock runs", opened)
