"""Editing a notice's text; leaving without saving asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from breachdesk.services.faces import Face
from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.dialogs import leave
from breachdesk.tui.readiness import stands


class EditScreen(ModalScreen[tuple[str, str] | None]):
    """Subject and text; gives both back, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("escape", "leave", "leave", priority=True),
    ]

    def __init__(self, subject: str, text: str, clock: Callable[[], Face], unsaved: bool = False) -> None:
        """Args: unsaved: These were typed before and could not be saved; they count as typed."""
        super().__init__()
        self._unsaved = unsaved
        self._before = subject, text
        self._clock = clock

    def compose(self) -> ComposeResult:
        """Give the two fields."""
        subject, text = self._before
        yield ClockLine(id="clock")
        yield Input(subject, id="subject", select_on_focus=False)
        yield TextArea(text, id="editor", soft_wrap=True)
        yield KeyLine([("ctrl+s", "save as next revision"), ("esc", "leave")], id="keys", below=True)

    def on_mount(self) -> None:
        """Start in the text."""
        self.set_interval(1.0, self._beat)
        self._tick()
        # From its beginning: the end of a long subject alone says little.
        self.query_one("#subject", Input).cursor_position = 0
        self.query_one("#editor", TextArea).focus()

    def _beat(self) -> None:
        if stands(self):
            self._tick()

    def _tick(self) -> None:
        face = self._clock()
        self.query_one("#clock", ClockLine).set_line("Edit: saved as the next revision", str(face), face.tone)

    def action_save(self) -> None:
        """Give back what stands there."""
        self.dismiss(self._now())

    def action_leave(self) -> None:
        """Leave; ask when something would be lost."""
        leave(self, self._unsaved or self._now() != self._before)

    def _now(self) -> tuple[str, str]:
        return self.query_one("#subject", Input).value, self.query_one("#editor", TextArea).text
