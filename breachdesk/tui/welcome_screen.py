"""The first frame: what the workspace holds at first sight, while it is being opened; or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from breachdesk.services.faces import Glance, glance_clock
from breachdesk.tui.actions import key_pairs
from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.home_rows import Listed, head, line
from breachdesk.tui.readiness import stands
from breachdesk.tui.row_list import RowList, TextPane


class OpeningScreen(Screen[None]):
    """Shown until the workspace is open; what is asked of it meanwhile is done as soon as it is.

    Args:
        name: Of the workspace's folder.
        glance: What it holds at first sight, if that could be told.
        mark: What kind of workspace it is, where it is not a real one.
        now: The present instant, in UTC.
        retry: Tries to open it again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "try again", show=False),
        Binding("n", "new_incident", "new incident", show=False),
        Binding("q", "app.quit", "quit", show=False),
    ]

    def __init__(
        self, name: str, glance: Glance | None, mark: str, now: Callable[[], datetime], retry: Callable[[], None]
    ) -> None:
        super().__init__()
        self._name_shown = name
        self._glance = glance
        self._mark = mark
        self._now = now
        self._retry = retry
        self.wanted = ""
        """Reference of the incident to open first, or `new`."""

    def compose(self) -> ComposeResult:
        """Give the frame that home will fill."""
        yield ClockLine(id="clock")
        yield RowList(id="incidents")
        yield TextPane(id="about")
        yield KeyLine(key_pairs("home") if self._glance else [("q", "quit")], id="keys", below=True)

    def on_mount(self) -> None:
        """Show what is known already."""
        self.set_interval(1.0, self._beat)
        self._say_opening()
        self._tick()
        self.query_one("#incidents", RowList).focus()

    def refuse(self, sentence: str) -> None:
        """Say why the workspace cannot be opened; what stood here at first sight goes."""
        self._glance = None
        self.query_one("#incidents", RowList).set_rows([])
        self.query_one("#clock", ClockLine).set_line(f"{self._mark} BreachDesk".lstrip(), "not opened !", "late")
        lines = [("The workspace could not be opened.", "late"), ("", "calm"), (sentence, "calm")]
        self.query_one("#about", TextPane).set_lines(lines)
        self.query_one("#keys", KeyLine).set_pairs([("r", "try again"), ("q", "quit")])

    @on(RowList.Chosen, "#incidents")
    def want(self, event: RowList.Chosen) -> None:
        """Remember which incident is wanted."""
        self.wanted = event.key
        self._tick()

    def action_new_incident(self) -> None:
        """Remember that a new incident is wanted."""
        self.wanted = "new"
        self._tick()

    def action_retry(self) -> None:
        """Try again."""
        self._say_opening()
        self._retry()

    def _say_opening(self) -> None:
        self.query_one("#clock", ClockLine).set_line(f"{self._mark} BreachDesk".lstrip(), "opening the workspace…", "muted")
        said = "" if self._glance else f"Opening {self._name_shown}…"
        self.query_one("#about", TextPane).set_lines([(said, "muted")])

    def _beat(self) -> None:
        if stands(self):
            self._tick()

    def _tick(self) -> None:
        if self._glance is None:
            return
        narrow, now = self.app.size.width < 100, self._now()
        rows = [line(Listed(r.reference, glance_clock(r, now), r.reference, r.title), narrow) for r in self._glance.rows]
        self.query_one("#incidents", RowList).set_rows([head(narrow), *rows])
        name = self._glance.organisation if narrow else f"BreachDesk   {self._glance.organisation}"
        wanted = f"opening {self.wanted}…" if self.wanted else "opening…"
        self.query_one("#clock", ClockLine).set_line(f"{self._mark} {name}".lstrip(), wanted, "muted")
