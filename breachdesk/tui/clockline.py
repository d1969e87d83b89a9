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
        room = self.size.width - cell_len(right) - 3
        shown = fitted(left, room)
        gap = max(1, self.size.width - 2 - cell_len(shown) - cell_len(right))
        text = Text(" ", no_wrap=True)
        text.append(shown, style=f"bold {tone_style(self, 'calm')}")
        text.append(" " * gap)
        text.append(right, style=f"bold {tone_style(self, tone)}")
        return text


class KeyLine(Widget):
    """One line of keys; what does not fit drops from the right, help stays."""

    DEFAULT_CSS = "KeyLine { height: 1; dock: bottom; }"
    AT_80, MOST_AT_80 = 80, 6

    def __init__(self, pairs: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pairs = tuple(pairs)

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
        while others and sum(cell_len(k) + cell_len(t) + 3 for k, t in [*others, *help_pair]) + 1 > width:
            others.pop()
        return [*others, *help_pair]

    def render(self) -> Text:
        """Draw it."""
        text = Text(" ", no_wrap=True)
        for key, label in self.shown_pairs(self.size.width):
            text.append(f"{key} ", style=f"bold {tone_style(self, 'accent')}")
            text.append(f"{label}  ", style=tone_style(self, "muted"))
        return text
