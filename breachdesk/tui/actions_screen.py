"""What is still to be done after all incidents: late first, then by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.services.action_words import open_words
from breachdesk.services.faces import Face
from breachdesk.services.learning import ActionRow
from breachdesk.services.ports import IncidentRow
from breachdesk.tui.after_phrases import action_key, action_lines, action_list, next_due
from breachdesk.tui.after_screen import AfterScreen
from breachdesk.tui.deskscreen import DeskScreen, bindings_of
from breachdesk.tui.lines import capital
from breachdesk.tui.row_list import RowList, TextPane
from breachdesk.tui.settling import settle_action


class ActionsScreen(DeskScreen):
    """Actions outlive their incidents, so they stand together here."""

    KIND = "actions"
    ROWS = "#actions"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("actions")

    def __init__(self) -> None:
        super().__init__()
        self.with_settled = False
        self._incidents: tuple[IncidentRow, ...] = ()
        self._actions: dict[str, ActionRow] = {}
        self._all: tuple[ActionRow, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        """Give the list, and the action under the cursor in full."""
        yield RowList(id="actions", rests=True, wraps=True)
        yield TextPane(id="action")

    def on_mount(self) -> None:
        """Start on the list."""
        super().on_mount()
        self.query_one("#actions", RowList).focus()

    def reload(self) -> None:
        """Show every action."""
        self._incidents = self.desk.incidents.rows()
        self._all = self.desk.afterwards.actions()
        shown = [row for row in self._all if row.is_open or self.with_settled]
        self._actions = {action_key(row): row for row in shown}
        listing = self.query_one("#actions", RowList)
        listing.set_rows(action_list(shown, self.is_narrow, self.with_settled))
        self._say(listing.current_key)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give how many are open, and what is due next."""
        return capital(str(open_words(self._all))), next_due(self._incidents, now)

    @on(RowList.Highlighted, "#actions")
    def show_action(self, event: RowList.Highlighted) -> None:
        """Show the action under the cursor in full."""
        self._say(event.key)

    @on(RowList.Chosen, "#actions")
    def settle(self, event: RowList.Chosen) -> None:
        """Settle the action under the cursor."""
        row = self._actions.get(event.key)
        if row is not None:
            settle_action(self, row)

    def action_settled(self) -> None:
        """Show those that are done or dropped too, or hide them."""
        self.with_settled = not self.with_settled
        self.look_again()

    def action_after(self) -> None:
        """Go to lessons and actions of its incident."""
        row = self._actions.get(self.query_one("#actions", RowList).current_key)
        if row is not None:
            self.app.push_screen(AfterScreen(row.incident_id))

    def _say(self, key: str) -> None:
        row = self._actions.get(key)
        lines = action_lines(row, self.desk.incidents.get(row.incident_id).zone) if row else []
        self.query_one("#action", TextPane).set_lines([(line.text, line.tone) for line in lines])
