"""A hand-over as rows of exactly so many lines: what does not fit is counted, and stands whole in the Markdown. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from breachdesk.services.faces import Face
from breachdesk.services.handover import Handover
from breachdesk.tui.row_list import BETWEEN, Cell, Row
from breachdesk.tui.wrapping import wrapped

LABEL = 9
BESIDE = 2
"""Columns that a row leaves free: the cursor's and that of a scrollbar."""


@dataclass
class _Shown:
    label: str
    items: list[Face]
    left_out: int = 0

    def lines(self, width: int) -> list[Face]:
        """Give what is said, one text a row."""
        more = [Face(f"and {self.left_out} more (x writes all)", "", "muted")] if self.left_out else []
        return [*self.items, *more]

    def height(self, width: int) -> int:
        """Give how many lines that takes."""
        return sum(len(wrapped(str(face), width)) for face in self.lines(width))

    def shorten(self) -> None:
        """Leave the last thing out."""
        self.items.pop()
        self.left_out += 1


def handover_rows(handover: Handover, width: int, height: int) -> list[Row]:
    """Give the rows for a window; parts with the most lines give way first, and each says at least its first thing."""
    room = text_width(width)
    parts = [_Shown(part.label, list(part.items)) for part in handover.parts]
    while sum(part.height(room) for part in parts) > height:
        longest = max((p for p in parts if len(p.items) > 1), key=lambda p: p.height(room), default=None)
        if longest is None:
            break
        longest.shorten()
    spaced = sum(part.height(room) for part in parts) + len(parts) - 1 <= height
    rows: list[Row] = []
    for part in parts:
        for at, face in enumerate(part.lines(room)):
            label = Cell("" if at else part.label, LABEL, "muted")
            rows.append(Row(f"{part.label}{at}", (label, Cell(str(face), 0, face.tone)), face.tone, selectable=False))
        if spaced and part is not parts[-1]:
            rows.append(Row(f"{part.label}-", (Cell(""),), selectable=False))
    return rows


def text_width(width: int) -> int:
    """Give the columns for what is said beside its label."""
    return max(10, width - BESIDE - LABEL - 2 * BETWEEN + BETWEEN)
