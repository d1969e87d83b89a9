"""The line at the top, where we are and how long there is; and the line at the bottom, the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.widget import Widget

from breachdesk.tui.look import DARK, TONES


def tone_style(widget: Widget, tone: str) -> str:
    """Give the colour of a tone under the theme in use."""
    return TONES.get(widget.app.theme, TONES[DARK]).get(tone, "")


def fitted(text: str, width: int) -> str:
    """Give text cut to a width, with `…` where something is missing.

    >>> fitted("Customer data", 9), fitted("short", 9)
    ('Customer…', 'short')
    """
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + "…" if width > 0 else ""


SMALLEST = (60, 20)
"""Columns and lines that show everything; below, the desk works on and says so."""

TOO_SMALL = ("Make this window 60 by 20 or larger.", "Make the window larger.", "too small", "…")


def shorter(time: str, width: int) -> str:
    """Give the time without its deadline where both do not fit.

    >>> shorter("05:12:09 left, until Thu 16:48 CET !", 40), shorter("05:12:09 left, until Thu 16:48 CET !", 20)
    ('05:12:09 left, until Thu 16:48 CET !', '05:12:09 left')
    """
    return time if cell_len(time) <= width else time.partition(", until")[0]


class ClockLine(Widget):
    """One line; the right part, the time, is never cut."""

    DEFAULT_CSS = "ClockLine { height: 1; dock: top; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line = ("", "", "calm")

    def set_line(self, left: str, right: str, tone: str) -> None:
        """Say where we are, how long there is, and how pressing that is."""
        if (left, right, tone) != self._line:
            self._line = (left, right, tone)
            self.refresh()

    def render(self) -> Text:
        """Draw it."""
        left, right, tone = self._line
        right = shorter(right, self.size.width - 2)
        room = self.size.width - cell_len(right) - 3
        shown = fitted(left, room)
        gap = max(1, self.size.width - 2 - cell_len(shown) - cell_len(right))
        text = Text(" ", no_wrap=True)
        text.append(shown, style=f"bold {tone_style(self, 'calm')}")
        text.append(" " * gap)
        text.append(right, style=f"bold {tone_style(self, tone)}")
        return text


class KeyLine(Widget):
    """One line of keys; what does not fit drops from the right, help stays.

    Args:
        below: Stands at the bottom of the screen, and says there when the window is too small.
    """

    DEFAULT_CSS = "KeyLine { height: 1; dock: bottom; }"
    AT_80, MOST_AT_80 = 80, 6

    def __init__(self, pairs: Sequence[tuple[str, str]], *, id: str | None = None, below: bool = False) -> None:
        super().__init__(id=id)
        self._pairs = tuple(pairs)
        self._below = below

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show other keys."""
        self._pairs = tuple(pairs)
        self.refresh()

    def shown_pairs(self, width: int) -> list[tuple[str, str]]:
        """Give the keys that fit."""
        help_pair = [pair for pair in self._pairs if pair[0] == "F1"]
        others = [pair for pair in self._pairs if pair[0] != "F1"]
        if width <= self.AT_80:
            others = others[: self.MOST_AT_80 - len(help_pair)]
        while others and _room_for([*others, *help_pair]) > width:
            others.pop()
        return [*others, *help_pair] if _room_for(help_pair) <= width else others

    def render(self) -> Text:
        """Draw it."""
        text = Text(" ", no_wrap=True)
        width = self.size.width
        if self._below and (self.app.size.width < SMALLEST[0] or self.app.size.height < SMALLEST[1]):
            notice = next((words for words in TOO_SMALL if cell_len(words) < width), "")
            text.append(f"{notice}  ", style=f"bold {tone_style(self, 'urgent')}")
            width -= cell_len(notice) + 2
        for key, label in self.shown_pairs(width):
            text.append(f"{key} ", style=f"bold {tone_style(self, 'accent')}")
            text.append(f"{label}  ", style=tone_style(self, "muted"))
        return text


def _room_for(pairs: Sequence[tuple[str, str]]) -> int:
    return sum(cell_len(key) + cell_len(label) + 3 for key, label in pairs) + 1
