"""After one incident: what it came from, what held, what to change, and the actions that outlive it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.afterwards import LessonKind
from breachdesk.services.faces import Face
from breachdesk.services.learning import ActionRow
from breachdesk.services.times import day_in, read_day
from breachdesk.services.views import clock_line
from breachdesk.tui.after_phrases import QUESTIONS, action_key, after_rows
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Field, some_words
from breachdesk.tui.row_list import RowList
from breachdesk.tui.settling import settle_action


class AfterScreen(OneIncidentScreen):
    """Also of a closed incident: nothing of it changes but what is learned and done."""

    KIND = "after"
    ROWS = "#after"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("after")

    def __init__(self, incident_id: str) -> None:
        super().__init__(incident_id)
        self._actions: dict[str, ActionRow] = {}

    def compose_body(self) -> Iterable[Widget]:
        """Give lessons and actions in one list."""
        yield RowList(id="after", rests=True, wraps=True)

    def on_mount(self) -> None:
        """Start on the list."""
        super().on_mount()
        self.query_one("#after", RowList).focus()

    def show(self) -> None:
        """Show everything that was learned and agreed."""
        rows = self.desk.afterwards.actions_of(self.incident)
        self._actions = {action_key(row): row for row in rows}
        self.query_one("#after", RowList).set_rows(after_rows(self.incident, rows, self.is_narrow))

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        return f"{self.incident.reference}  After", clock_line(self.incident, now, self.is_narrow)

    @on(RowList.Chosen, "#after")
    def settle(self, event: RowList.Chosen) -> None:
        """Settle the action under the cursor; a lesson stays as it was said."""
        row = self._actions.get(event.key)
        if row is None:
            self.say("A lesson stays as it was said; r, h or c adds another.")
        else:
            settle_action(self, row)

    # What keys do.

    def action_root_cause(self) -> None:
        """Say what it came from."""
        self._learn(LessonKind.ROOT_CAUSE)

    def action_held(self) -> None:
        """Say what held."""
        self._learn(LessonKind.HELD)

    def action_change(self) -> None:
        """Say what should be different."""
        self._learn(LessonKind.CHANGE)

    def action_agree(self) -> None:
        """Agree on an action."""
        fields = [
            Field("what", "What is to be done?", "", "one thing that somebody can see is done", some_words),
            Field("owner", "Who does it?", "", "a name", some_words),
            Field("due", "By which day?", "+14d", "2026-12-15, or +14d, or +6w", self._readable),
        ]
        agree, actor = self.desk.afterwards.agree, self.desk_app.actor

        def save(said: Mapping[str, str]) -> object:
            return agree(self.incident_id, said["what"], said["owner"], said["due"], actor)

        self.fill_and_save("Agree on an action; it outlives the incident", fields, save, "agreed")

    def _learn(self, kind: LessonKind) -> None:
        learn, actor = self.desk.afterwards.learn, self.desk_app.actor
        question, hint = QUESTIONS[kind]
        self.ask_and_save(question, hint, lambda text: learn(self.incident_id, kind, text, actor), None, "saved")

    def _readable(self, text: str) -> str | None:
        today = day_in(self.incident.zone, self.desk.now())
        return self.desk_app.problem_with(lambda: read_day(text, today))
