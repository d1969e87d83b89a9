"""Lines to read over a screen, as long as they need to be; and, where something follows from them, the key that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.dialogs import plain
from breachdesk.tui.lines import Line
from breachdesk.tui.row_list import TextPane


class Reading(ModalScreen[bool | None]):
    """Something to read first; gives True when it was agreed to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1", "leave", "leave"),
        Binding("enter", "agree", "go on"),
    ]

    def __init__(self, title: str, lines: Sequence[Line], yes: str = "") -> None:
        """Args: yes: What enter does; without it enter only closes."""
        super().__init__()
        self._title_text, self._lines, self._yes = title, tuple(lines), yes

    def compose(self) -> ComposeResult:
        """Give title, lines and keys."""
        with Vertical(classes="dialog message"):
            yield plain(self._title_text, classes="question")
            yield TextPane(id="said")
            yield KeyLine([("enter", self._yes), ("esc", "leave it")] if self._yes else [("esc", "close")])

    def on_mount(self) -> None:
        """Show the lines."""
        pane = self.query_one("#said", TextPane)
        pane.set_lines([(line.text, line.tone) for line in self._lines])
        pane.focus()

    def action_agree(self) -> None:
        """Go on with it."""
        self.dismiss(True if self._yes else None)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)
