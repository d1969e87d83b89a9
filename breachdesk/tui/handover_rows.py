"""A hand-over as rows of exactly so many lines: what does not fit is counted, and stands whole in the Markdown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from breachdesk.services.faces import Face
from breachdesk.services.handover import Handover
from breachdesk.tui.row_list import BETWEEN, Cell, Row
from breachdesk.tui.wrapping import wrapped

LABEL = 9
LEAST = {"NEXT": 5, "KNOWN": 2, "BY LAW": 2, "OPEN": 2, "DECIDED": 2, "DONE": 2}
"""Things that a part keeps as long as another part can give way; every other part keeps one."""

LAST_TO_GIVE = {"NEXT": 5}

BESIDE = 2
"""Columns that a row leaves free: the cursor's and that of a scrollbar."""


@dataclass
class _Shown:
    label: str
    items: list[Face]
    left_out: int = 0

    def lines(self) -> list[Face]:
        """Give what is said, one text a row; the last one says how much more there is."""
        if not self.left_out:
            return self.items
        *before, last = self.items
        return [*before, Face(f"{last} · +{self.left_out} (x)", "", last.tone)]

    def height(self, width: int) -> int:
        """Give how many lines that takes."""
        return sum(len(wrapped(str(face), width)) for face in self.lines())

    def shorten(self) -> None:
        """Leave the last thing out."""
        self.items.pop()
        self.left_out += 1


def handover_rows(handover: Handover, width: int, height: int) -> list[Row]:
    """Give the rows for a window; parts with the most lines give way first, and each says at least its first thing."""
    room = text_width(width)
    parts = [_Shown(part.label, list(part.items)) for part in handover.parts]
    for least in (LEAST, LAST_TO_GIVE, {}):
        _shorten(parts, room, height, least)
    spaced = sum(part.height(room) for part in parts) + len(parts) - 1 <= height
    rows: list[Row] = []
    for part in parts:
        for at, face in enumerate(part.lines()):
            label = Cell("" if at else part.label, LABEL, "muted")
            rows.append(Row(f"{part.label}{at}", (label, Cell(str(face), 0, face.tone)), face.tone, selectable=False))
        if spaced and part is not parts[-1]:
            rows.append(Row(f"{part.label}-", (Cell(""),), selectable=False))
    return rows


def _shorten(parts: list[_Shown], width: int, height: int, least: Mapping[str, int]) -> None:
    """Leave things out of the longest part, until all fits or every part has no more than its least."""
    while sum(part.height(width) for part in parts) > height:
        can_give = [p for p in parts if len(p.items) > least.get(p.label, 1)]
        if not can_give:
            return
        max(can_give, key=lambda p: p.height(width)).shorten()


def text_width(width: int) -> int:
    """Give the columns for what is said beside its label."""
    return max(10, width - BESIDE - LABEL - 2 * BETWEEN + BETWEEN)
