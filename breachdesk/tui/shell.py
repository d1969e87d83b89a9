"""The app under the screens: safe to look at, restored on every way out, its own look, one beat a second."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerFailed

from breachdesk.tui.crash import keep_report, report_lines
from breachdesk.tui.look import DARK, LIGHT, THEMES
from breachdesk.tui.safe_text import SafeText

OUR_FAULT = 70
NO_LOCALE = ("C", "POSIX")
BY_PYTHON = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python itself puts into LC_CTYPE when it is started under a C locale (PEP 538)."""


def tty_ready() -> str | None:
    """Say in one sentence why the desk cannot be shown here; None when it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "BreachDesk needs a terminal for its desk; use `breachdesk incident list` or `breachdesk demo --headless`."
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "This terminal says it can draw nothing (TERM is empty or dumb); set TERM, or use the commands."
    if "utf" not in (sys.stdout.encoding or "").lower() or "utf" not in (_locale_named().lower() or "utf"):
        return "This terminal is not set to UTF-8; set LANG to a UTF-8 locale, such as C.UTF-8."
    return None


def _locale_named() -> str:
    """Give the locale the terminal was set to; empty when nobody said."""
    everything, characters, language = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if language in NO_LOCALE and characters in BY_PYTHON:
        characters = ""
    return everything or characters or language


class DeskShell(App[None]):
    """Everything about the terminal, nothing about breaches."""

    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
        Binding("ctrl+c", "leave_twice", "quit", show=False, priority=True),
        Binding("f3", "toggle_look", "light or dark", show=False),
    ]

    def __init__(self, reports: Path) -> None:
        super().__init__()
        self._safe = SafeText()
        self._reports = reports
        self._asked_to_leave = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def get_line_filters(self) -> list[LineFilter]:
        """Put the gate before every other filter."""
        return [self._safe, *super().get_line_filters()]

    def get_driver_class(self) -> type[Driver]:
        """Take a driver that no byte can end, where the usual one is in use."""
        found = super().get_driver_class()
        if found.__module__ != "textual.drivers.linux_driver":
            return found
        from breachdesk.tui.patient_driver import PatientDriver

        return PatientDriver

    def on_mount(self) -> None:
        """Begin the beat, and leave the terminal whole when asked to go."""
        self.set_interval(1.0, self.on_heartbeat)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
            if number is None:
                continue
            try:
                loop.add_signal_handler(number, self._asked_to_end, number)
            except (NotImplementedError, RuntimeError, ValueError):
                continue  # Not the main thread, as under a test, or a system without it.

    def on_heartbeat(self) -> None:
        """Called each second."""

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer none of Textual's own: a screenshot would write personal data to disk."""
        return ()

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Do nothing, for the same reason."""

    def action_toggle_look(self) -> None:
        """Change between light and dark."""
        self.theme = LIGHT if self.theme == DARK else DARK

    def action_leave_twice(self) -> None:
        """Leave at the second press; the first says so."""
        if self._asked_to_leave:
            self.exit()
            return
        self._asked_to_leave = True
        self.notify("Press ctrl+c again to leave; everything shown as saved is saved.", markup=False)
        self.set_timer(3, self._forget_leaving)

    def _forget_leaving(self) -> None:
        self._asked_to_leave = False

    def _asked_to_end(self, number: int) -> None:
        self.exit(return_code=128 + number)

    def panic(self, *renderables: Any) -> None:
        """Leave without what was to be printed, a traceback with values in it."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """Leave with a report that holds no value; Textual's own would print local variables."""
        self._fail(sys.exc_info()[1])

    def _handle_exception(self, error: Exception) -> None:
        """Keep Textual's course, with our report in place of its own."""
        # What a worker raised comes wrapped; the place that matters is inside.
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fail(cause)

    def _fail(self, error: BaseException | None) -> None:
        self._return_code = OUR_FAULT
        self.bell()
        if not self._exit_renderables:
            self._exit_renderables.append(_Plain(self._last_words(error)))
        self._close_messages_no_wait()

    def _last_words(self, error: BaseException | None) -> str:
        saved = "What was shown as saved is saved."
        if error is None:
            return f"BreachDesk failed. {saved}"
        kept = keep_report(self._reports, error)
        where = f" A report without personal data is in {kept.parent.name}/{kept.name} in the workspace." if kept else ""
        return f"BreachDesk failed ({type(error).__name__}, {report_lines(error)[-1].strip()}). {saved}{where}"


class _Plain:
    """A line that is printed as it stands."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __rich__(self) -> Any:
        from rich.text import Text

        return Text(self._text)
