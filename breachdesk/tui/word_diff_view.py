"""Two revisions compared on the screen: the new text with what was put in and taken out, word by word.

Signs stand around the words, so that colour does not speak alone. Lines are broken once for a width; scrolling draws them only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from breachdesk.domain.word_diff import Change, ChangedParagraph
from breachdesk.services.reviewing import WordDiff
from breachdesk.services.source_words import run_words
from breachdesk.tui.clockline import tone_style

Part = tuple[str, str]
"""Words, and their tone."""

TONES = {Change.KEPT: "calm", Change.ADDED: "done", Change.REMOVED: "late"}
LOOKS = {"done": " underline", "late": " strike"}
GUTTER = 2
SHOWN_SAME = 1
"""Unchanged paragraphs that are shown on either side of a change; the others are counted."""


class WordDiffView(ScrollView, can_focus=True):
    """A difference to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "by_lines(1)", show=False),
        Binding("up,k", "by_lines(-1)", show=False),
        Binding("pagedown", "by_pages(1)", show=False),
        Binding("pageup", "by_pages(-1)", show=False),
        Binding("home,g", "to_line(0)", show=False),
        Binding("end,G", "to_line(-1)", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._diff: WordDiff | None = None
        self._lines: list[list[Part]] = []
        self._broken_at = 0

    @property
    def text(self) -> str:
        """What is shown, as plain lines."""
        return "\n".join("".join(words for words, _ in line).rstrip() for line in self._lines)

    def set_diff(self, diff: WordDiff) -> None:
        """Show another difference from its beginning."""
        if diff is not self._diff:
            self._diff, self._broken_at = diff, 0
            self.scroll_to(y=0, animate=False)
            self._lay_out()

    def action_by_lines(self, by: int) -> None:
        """Scroll by lines, at once."""
        self.scroll_relative(y=by, animate=False)

    def action_by_pages(self, by: int) -> None:
        """Scroll by screenfuls, at once."""
        self.scroll_relative(y=by * max(1, self.size.height - 1), animate=False)

    def action_to_line(self, at: int) -> None:
        """Go to the first line, or to the last."""
        self.scroll_to(y=at % max(1, len(self._lines)), animate=False)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.size.width - 1
        if self._diff is None or width < 1 or width == self._broken_at:
            return
        self._broken_at = width
        self._lines = list(diff_lines(self._diff, width))
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, at = self.scrollable_content_region.width, y + self.scroll_offset.y
        parts = self._lines[at] if at < len(self._lines) else []
        segments = [
            Segment(words, self.rich_style + Style.parse(tone_style(self, tone) + LOOKS.get(tone, ""))) for words, tone in parts
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)


def diff_lines(diff: WordDiff, width: int) -> Iterator[list[Part]]:
    """Give a difference as lines of a width; a changed paragraph has a sign before it, many unchanged ones are counted."""
    added, removed = diff.counts
    legend = (f"[+{added} put in+]", "done"), (" ", "calm"), (f"[-{removed} taken out-]", "late")
    yield [(f"Revision {diff.old} → {diff.new}: ", "muted"), *legend]
    shown = (*diff.subject, *diff.paragraphs)
    for same, group in groupby(enumerate(shown), lambda one: _is_far(shown, one[0])):
        found = [paragraph for _, paragraph in group]
        yield []
        if same:
            yield [(f"  ·· {len(found)} unchanged paragraph{'s' if len(found) != 1 else ''} ··", "muted")]
            continue
        for number, paragraph in enumerate(found):
            yield from [[]] if number else []
            yield from _paragraph(paragraph, width)


def _is_far(shown: Sequence[ChangedParagraph], at: int) -> bool:
    near = shown[max(0, at - SHOWN_SAME) : at + SHOWN_SAME + 1]
    return not any(paragraph.is_changed for paragraph in near)


def _paragraph(paragraph: ChangedParagraph, width: int) -> Iterator[list[Part]]:
    sign = ("± " if paragraph.old and paragraph.new else "+ " if paragraph.new else "− ") if paragraph.is_changed else "  "
    room = max(1, width - GUTTER)
    line: list[Part] = [(sign, "urgent")]
    used = 0
    for word, tone in _words(paragraph):
        pieces = [word] if cell_len(word) <= room else chop_cells(word, room)
        for piece in pieces:
            if used and used + 1 + cell_len(piece) > room:
                yield line
                line, used = [(" " * GUTTER, "calm")], 0
            line += [(" ", tone if line[-1][1] == tone else "calm")] if used else []
            line.append((piece, tone))
            used += cell_len(piece) + (1 if used else 0)
    yield line


def _words(paragraph: ChangedParagraph) -> Iterator[Part]:
    for run in paragraph.runs:
        for word in run_words(run).split(" "):
            yield word, TONES[run.change]
