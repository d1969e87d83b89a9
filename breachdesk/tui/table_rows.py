"""Tables put into rows of a width: figures to the right, bars beside them, notes under the name; nothing is cut."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from breachdesk.tui.phrases import bar
from breachdesk.tui.row_list import BETWEEN, Cell, Row
from breachdesk.tui.scope_tables import Table, TableLine

HEAD = "\0"
"""Begins the key of a table's head; no other key holds it."""

BAR = 8
SET_IN = 3
"""Columns, so that names stand under the title."""

WANTED_FOR_NAME = 20
MANY = 20
"""From so many lines on, a table that is only looked into stays folded until it is opened."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """How wide the parts of one table are."""

    bar: int
    figures: tuple[int, ...]
    """Those that stand beside the name; the others stand under it."""


def starts_folded(table: Table) -> bool:
    """Tell whether a table is too long to stand open unasked."""
    return len(table.lines) >= MANY and not table.has_bars


def rows_of(tables: Sequence[Table], width: int, folded: Collection[str]) -> list[Row]:
    """Give the rows.

    Args:
        width: Columns there are for a row, its margin not counted.
        folded: Titles of tables that show their head alone.
    """
    rows: list[Row] = []
    for table in tables:
        if rows:
            rows.append(Row("", (Cell(""),), selectable=False))
        measure = _measured(table, width)
        is_folded = table.title in folded
        rows.append(_head(table, measure, is_folded))
        if not is_folded:
            rows += [row for line in table.lines for row in _rows_of_line(table, line, measure)]
    return rows


def share_bar(share: float | None, width: int) -> str:
    """Draw a share; of what is not nothing at least one part is filled, and what is unknown has no bar.

    >>> share_bar(0.001, 4), share_bar(0, 4), share_bar(None, 4)
    ('▰▱▱▱', '▱▱▱▱', '')
    """
    if share is None:
        return ""
    return bar(max(share, 1 / width) if share > 0 else 0.0, width)


def _measured(table: Table, width: int) -> _Measure:
    """Give the widest measure that leaves room for the names."""
    columns = []
    for at, head in enumerate(table.heads):
        said = [line.figures[at] for line in table.lines if at < len(line.figures)]
        columns.append(max(cell_len(text) for text in (head, *said)))
    bar_width = BAR if table.has_bars and any(line.share is not None for line in table.lines) else 0
    wanted = min(WANTED_FOR_NAME, max(cell_len(line.name) for line in table.lines))
    beside = len(columns)
    while beside > 1 and _name_room(width, bar_width, columns[:beside]) < wanted:
        beside -= 1
    return _Measure(bar_width, tuple(columns[:beside]))


def _name_room(width: int, bar_width: int, columns: Sequence[int]) -> int:
    parts = [*([bar_width] if bar_width else []), *columns]
    return width - SET_IN - sum(parts) - BETWEEN * len(parts)


def _head(table: Table, measure: _Measure, is_folded: bool) -> Row:
    title = f"{table.title}  {len(table.lines)}" if is_folded else table.title
    cells = [Cell("▸" if is_folded else "▾", 1), Cell(title, 0)]
    if not is_folded:
        cells += [Cell(head.rjust(width), width) for head, width in zip(table.heads, measure.figures, strict=False)]
    return Row(HEAD + table.title, tuple(cells), "muted")


def _rows_of_line(table: Table, line: TableLine, measure: _Measure) -> Iterator[Row]:
    cells = [Cell(line.name, 0)]
    if measure.bar:
        cells.append(Cell(share_bar(line.share, measure.bar), measure.bar, "accent"))
    beside = len(measure.figures)
    for at, width in enumerate(measure.figures):
        cells.append(_figure(line.figures[at] if at < len(line.figures) else "", width))
    yield Row(line.key, tuple(cells), line.tone, SET_IN)
    for at, head in enumerate(table.heads[beside:], start=beside):
        text = line.figures[at] if at < len(line.figures) else ""
        if text:
            width = max(measure.figures[-1], cell_len(text))
            yield Row(f"{line.key}#{head}", (Cell(head, 0, "muted"), _figure(text, width)), line.tone, SET_IN + 2, False)
    for n, note in enumerate(line.notes):
        yield Row(f"{line.key}#{n}", (Cell(note.text, 0),), note.tone, SET_IN + 2, False)


def _figure(text: str, width: int) -> Cell:
    return Cell(text.rjust(width), width, "waiting" if text == "unknown" else "")
