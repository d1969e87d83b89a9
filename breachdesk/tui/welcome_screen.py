"""The first frame: what is being opened; and, when it cannot be, one sentence and two keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.row_list import TextPane


class OpeningScreen(Screen[None]):
    """Shown until the workspace is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again", show=False),
        Binding("q", "app.quit", "quit", show=False),
    ]

    def __init__(self, name: str, retry: Callable[[], None]) -> None:
        super().__init__()
        self._name_shown = name
        self._retry = retry

    def compose(self) -> ComposeResult:
        """Give the frame that home will fill."""
        yield ClockLine(id="clock")
        yield TextPane(id="about")
        yield KeyLine([("r", "try again"), ("q", "quit")], id="keys")

    def on_mount(self) -> None:
        """Say what is going on."""
        self.query_one("#clock", ClockLine).set_line("BreachDesk", "opening the workspace…", "muted")
        self.query_one("#about", TextPane).set_lines([("", "calm"), (f"  Opening {self._name_shown}…", "muted")])

    def refuse(self, sentence: str) -> None:
        """Say why the workspace cannot be opened."""
        self.query_one("#clock", ClockLine).set_line("BreachDesk", "not opened !", "late")
        lines = [("The workspace could not be opened.", "late"), ("", "calm"), (sentence, "calm")]
        self.query_one("#about", TextPane).set_lines(lines)

    def action_retry(self) -> None:
        """Try again."""
        self.on_mount()
        self._retry()
