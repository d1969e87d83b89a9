"""Editing a notice's text; leaving without saving asks first."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.dialogs import Confirm


class EditScreen(ModalScreen[tuple[str, str] | None]):
    """Subject and text; gives both back, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("escape", "leave", "leave", priority=True),
    ]

    def __init__(self, subject: str, text: str) -> None:
        super().__init__()
        self._before = subject, text

    def compose(self) -> ComposeResult:
        """Give the two fields."""
        subject, text = self._before
        yield ClockLine(id="clock")
        yield Input(subject, id="subject")
        yield TextArea(text, id="editor", soft_wrap=True)
        yield KeyLine([("ctrl+s", "save as next revision"), ("esc", "leave")], id="keys")

    def on_mount(self) -> None:
        """Start in the text."""
        self.query_one("#clock", ClockLine).set_line("Edit: a saved text is a new revision", "", "muted")
        self.query_one("#editor", TextArea).focus()

    def action_save(self) -> None:
        """Give back what stands there."""
        self.dismiss(self._now())

    def action_leave(self) -> None:
        """Leave; ask when something would be lost."""
        if self._now() == self._before:
            self.dismiss(None)
            return
        words = "What you typed since the last revision is thrown away."
        self.app.push_screen(Confirm("Leave without saving?", words, "Throw away"), lambda yes: yes and self.dismiss(None))

    def _now(self) -> tuple[str, str]:
        return self.query_one("#subject", Input).value, self.query_one("#editor", TextArea).text
