"""A fast list for the keyboard, and a pane of lines to read; every text in them is plain, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.console import Group
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from breachdesk.tui.clockline import fitted, tone_style
from breachdesk.tui.look import CURSOR, DARK
from breachdesk.tui.wrapping import wrapped

BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a row; width 0 takes what is left."""

    text: str
    width: int = 0
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    key: str
    cells: tuple[Cell, ...]
    tone: str = "calm"
    indent: int = 0
    selectable: bool = True


class RowList(ScrollView, can_focus=True):
    """Lines to move over and choose from; only what is seen is drawn.

    Args:
        rests: Show the cursor also while another part of the screen has the focus.
        wraps: Draw a row on as many lines as its words need; else each has one, and what does not fit is cut.
        at_most: Take the height of what is listed, up to this.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("down,j", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home,g", "to_first", "first", show=False),
        Binding("end,G", "to_last", "last", show=False),
        Binding("enter", "choose", "choose", show=False),
        Binding("space", "tick", "tick", show=False),
    ]

    BESIDE: ClassVar[int] = 1
    """Columns at the right that no row that wraps takes: that of the scrollbar, and any space before it."""

    class _About(Message):
        def __init__(self, rows: RowList, key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> RowList:
            """The list it comes from."""
            return self.rows

    class Chosen(_About):
        """Enter was pressed on a row."""

    class Toggled(_About):
        """Space was pressed on a row."""

    class Highlighted(_About):
        """The cursor came to a row."""

    def __init__(self, *, id: str | None = None, rests: bool = False, wraps: bool = False, at_most: int = 0) -> None:
        super().__init__(id=id)
        self._rows: list[Row] = []
        self._drawn: list[tuple[int, int]] = []
        """For each line drawn: which row, and which line of it."""

        self._tops: list[int] = []
        """For each row: the first line it is drawn on."""

        self._heights: dict[int, tuple[Row, int]] = {}
        """By identity of a row, which stays one while the row itself is kept here: how many lines it takes."""

        self._broken_at = 0
        self._cursor = 0
        self._wraps, self._at_most = wraps, at_most
        self.rests = rests

    @property
    def current_key(self) -> str:
        """The row under the cursor; empty when there is none."""
        if 0 <= self._cursor < len(self._rows) and self._rows[self._cursor].selectable:
            return self._rows[self._cursor].key
        return ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on its key where that is still there."""
        if list(rows) == self._rows:
            return
        key, before = self.current_key, self._top_of_cursor
        self._rows = list(rows)
        self._lay_out()
        at = next((i for i, row in enumerate(self._rows) if row.selectable and row.key == key), None)
        self._cursor = at if at is not None else self._nearest(min(self._cursor, max(0, len(self._rows) - 1)))
        self.refresh()
        if self._top_of_cursor != before:
            # After the layout: until then the new height is not known, and nothing scrolls that far.
            self.call_after_refresh(self._into_view)
        if at is None:
            self._tell()

    def to_key(self, key: str) -> None:
        """Put the cursor on a row, where it is there."""
        at = next((i for i, row in enumerate(self._rows) if row.selectable and row.key == key), None)
        if at is not None:
            self._go(at)

    def start_at(self, key: str) -> None:
        """Put the cursor on a row before anything is laid out; it comes into view once it is, wherever the cursor is then."""
        self.to_key(key)
        self.call_after_refresh(self._into_view)

    def key_above(self, is_wanted: Callable[[str], bool]) -> str:
        """Give the key of the cursor's row, or of the nearest row above it, that is wanted; empty where there is none."""
        return next((row.key for row in reversed(self._rows[: self._cursor + 1]) if is_wanted(row.key)), "")

    def to_first(self) -> None:
        """Put the cursor on the first row that can be chosen."""
        self._go(self._nearest(0))

    def action_move(self, by: int) -> None:
        """Move over rows that can be chosen."""
        at = self._cursor + by
        while 0 <= at < len(self._rows) and not self._rows[at].selectable:
            at += by
        if 0 <= at < len(self._rows):
            self._go(at)
        else:
            self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Move by a screenful."""
        if self._rows:
            line = self._tops[self._cursor] + by * max(1, self.size.height - 1)
            self._go(self._nearest(self._row_at(min(max(0, line), len(self._drawn) - 1))))

    def action_to_first(self) -> None:
        """Go to the first row."""
        self.to_first()

    def action_to_last(self) -> None:
        """Go to the last row."""
        self._go(self._nearest(len(self._rows) - 1))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.current_key:
            self.post_message(self.Chosen(self, self.current_key))

    def action_tick(self) -> None:
        """Tick the row under the cursor."""
        if self.current_key:
            self.post_message(self.Toggled(self, self.current_key))

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse: first to the row, then the row."""
        at = self._row_at(event.y + self.scroll_offset.y)
        if at >= 0 and self._rows[at].selectable:
            again = at == self._cursor
            self._go(at)
            if again:
                self._clicked_again()

    def _clicked_again(self) -> None:
        self.action_choose()

    def on_focus(self) -> None:
        """Say where the cursor is."""
        self._tell()
        self.refresh()

    def on_blur(self) -> None:
        """Draw the cursor as resting."""
        self.refresh()

    def on_resize(self) -> None:
        """Break the rows anew."""
        self._lay_out()
        if self._wraps:
            self._into_view()

    @property
    def _top_of_cursor(self) -> int:
        return self._tops[self._cursor] if self._cursor < len(self._tops) else 0

    def _lay_out(self) -> None:
        self._drawn, self._tops = [], []
        # A row that was there before is as high as it was, while the width is the same; breaking it anew costs most.
        known, width = self._heights, self.size.width if self._wraps else 0
        if width != self._broken_at:
            known, self._broken_at = {}, width
        self._heights = {}
        for at, row in enumerate(self._rows):
            height = known[id(row)][1] if id(row) in known else self._height_of(row)
            self._heights[id(row)] = (row, height)
            self._tops.append(len(self._drawn))
            self._drawn += [(at, line) for line in range(height)]
        self.virtual_size = Size(self.size.width, len(self._drawn))
        if self._at_most:
            self.styles.height = min(self._at_most, max(1, len(self._drawn)))

    def _height_of(self, row: Row) -> int:
        if not self._wraps or not self.size.width:
            return 1
        return max(len(wrapped(cell.text, width)) for cell, width in zip(row.cells, self._widths_of(row), strict=True))

    def _widths_of(self, row: Row) -> list[int]:
        # Where rows wrap, the place of the scrollbar stays free: a bar that comes or goes would break them anew.
        width = self.size.width - self.BESIDE if self._wraps else self.scrollable_content_region.width
        return _widths(row, width - 1 - row.indent)

    def _row_at(self, line: int) -> int:
        return self._drawn[line][0] if 0 <= line < len(self._drawn) else -1

    def _nearest(self, at: int) -> int:
        """Give the nearest row that can be chosen, below first."""
        below = (i for i in range(max(0, at), len(self._rows)) if self._rows[i].selectable)
        above = (i for i in range(min(at, len(self._rows)) - 1, -1, -1) if self._rows[i].selectable)
        return next(below, next(above, 0))

    def _go(self, at: int) -> None:
        self._cursor = at
        self._into_view()
        self.refresh()
        self._tell()

    def _into_view(self) -> None:
        # What can only be read comes into view too: a heading just above, and notes set in below.
        at = top = self._cursor
        if at >= len(self._rows):
            return
        end, most = self._end_of(at), self._tops[at] + self.size.height
        for below in range(at + 1, len(self._rows)):
            if not self._is_note_of(below, at) or self._end_of(below) > most:
                break
            end = self._end_of(below)
        while top > 0 and not self._rows[top - 1].selectable and end - self._tops[top - 1] < self.size.height:
            top -= 1
        self.scroll_to_region(Region(0, self._tops[top], 1, end - self._tops[top]), animate=False, force=True)

    def _end_of(self, at: int) -> int:
        return self._tops[at + 1] if at + 1 < len(self._tops) else len(self._drawn)

    def _is_note_of(self, at: int, above: int) -> bool:
        return not self._rows[at].selectable and self._rows[at].indent > self._rows[above].indent

    def _tell(self) -> None:
        if self.current_key:
            self.post_message(self.Highlighted(self, self.current_key))

    def _is_in_range(self, at: int) -> bool:
        """Tell whether a row is drawn as one of several that the next key is for."""
        return False

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        drawn = y + self.scroll_offset.y
        if not 0 <= drawn < len(self._drawn):
            return Strip.blank(width, self.rich_style)
        at, line = self._drawn[drawn]
        row = self._rows[at]
        here = at == self._cursor and row.selectable and (self.has_focus or self.rests)
        base = self.rich_style
        in_range = self._is_in_range(at)
        if here or in_range:
            base += Style(bgcolor=CURSOR.get(self.app.theme, CURSOR[DARK]), bold=self.has_focus)
        mark = "▸" if here and self.has_focus and not line else "┃" if in_range else " "
        segments = [Segment(mark + " " * row.indent, base + Style.parse(tone_style(self, "accent")))]
        for cell, cell_width in zip(row.cells, self._widths_of(row), strict=True):
            colour = tone_style(self, cell.tone or row.tone)
            text = set_cell_size(self._part(cell.text, cell_width, line), cell_width)
            segments.append(Segment(text, base + Style.parse(colour)))
            segments.append(Segment(" " * BETWEEN, base))
        return Strip(segments).adjust_cell_length(width, base)

    def _part(self, text: str, width: int, line: int) -> str:
        """Give what stands on one line of a cell."""
        if not self._wraps:
            return fitted(text, width)
        lines = wrapped(text, width)
        return lines[line] if line < len(lines) else ""


def _widths(row: Row, room: int) -> list[int]:
    fixed = sum(c.width for c in row.cells) + BETWEEN * len(row.cells)
    free = sum(1 for c in row.cells if not c.width)
    share = max(0, (room - fixed + BETWEEN) // free) if free else 0
    return [c.width or share for c in row.cells]


class TextPane(VerticalScroll, can_focus=True):
    """Lines to read, wrapped to the width; scrolls when they are many."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._body = _Lines()

    def compose(self):  # type: ignore[no-untyped-def]
        """Give the one body."""
        yield self._body

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return self._body.lines

    def set_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show other lines, each with its tone."""
        self._body.set_lines(lines)
        self.set_class(not any(text for text, _ in lines), "-empty")


class _Lines(Widget):
    DEFAULT_CSS = "_Lines { height: auto; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[tuple[str, str], ...] = ()

    def set_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show other lines."""
        if tuple(lines) != self.lines:
            self.lines = tuple(lines)
            self.refresh(layout=True)

    def render(self) -> Group:
        """Draw them; what is set in stays so where it runs over the width."""
        return Group(*(self._drawn(line, tone) for line, tone in self.lines))

    def _drawn(self, line: str, tone: str) -> Padding:
        style = tone_style(self, tone) + (" bold" if tone == "accent" else "")
        words = line.lstrip(" ")
        return Padding(Text(words, style=style, overflow="fold"), (0, 0, 0, len(line) - len(words)))
