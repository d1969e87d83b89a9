"""One sheet of a workbook as rows of text.

A formula counts with the value it last had, and never with its text; a date becomes ISO text, a whole number loses its
`.0`. What a spreadsheet has already lost, such as the last digits of a long number, is refused with its cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem, WrongInput
from breachdesk.files.fields import nearest
from breachdesk.files.workbook_parts import Parts, PartSeen, checked_parts, column_letters, read_packed

MOST_TITLE_ROWS = 20
MAX_DIGITS = 10**15
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet's rows as text, from its header on."""

    sheet: str
    sheets: tuple[str, ...]
    header: Cells
    header_row: int
    rows: tuple[tuple[int, Cells], ...]
    """Row number and cells, as wide as the header; empty rows are left out."""

    problems: tuple[Problem, ...]
    raw: bytes


def read_sheet(path: Path, sheet: str | None) -> SheetRead:
    """Read a sheet: the one named, or the first that has a header.

    Raises:
        FileProblems: the workbook cannot or must not be read.
        WrongInput: it has no sheet of that name.
    """
    raw = read_packed(path)
    parts = checked_parts(raw, path.name)
    names = tuple(parts.sheets)
    if not names:
        raise FileProblems(path.name, [Problem(0, "holds no sheet.")])
    if sheet is not None and sheet not in names:
        raise WrongInput(f"{path.name} has no sheet '{sheet[:80]}'.{nearest(sheet, names)} It has: {', '.join(names)[:300]}.")
    for name in [sheet] if sheet is not None else names:
        grid = _grid(parts, name, path.name)
        start = _header_at(grid)
        if start is not None:
            seen = parts.seen.get(parts.sheets[name], PartSeen())
            return _read(grid, start, name, names, seen, raw)
    raise FileProblems(path.name, [Problem(0, f"has no row of names for its columns{_in(sheet)}; write a header.")])


def _in(sheet: str | None) -> str:
    return f" in the sheet '{sheet}'" if sheet else ""


def _grid(parts: Parts, sheet: str, file: str) -> list[list[object]]:
    """Let the library read one sheet of a workbook that was looked at."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(parts.packed)) as book:
            return [list(row) for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
    except BaseException as error:
        # A panic of the library is no Exception; anything else that is none, such as Ctrl+C, goes on.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise FileProblems(file, [Problem(0, "cannot be read as a workbook; save it anew as .xlsx or 'CSV UTF-8'.")]) from error


def _header_at(grid: list[list[object]]) -> int | None:
    """Give where the header stands: the first row with two names or more; a title may stand above it."""
    filled = [sum(cell not in ("", None) for cell in row) for row in grid]
    first = next((place for place, count in enumerate(filled) if count), None)
    if first is None:
        return None
    wide = next((p for p, count in enumerate(filled[: first + MOST_TITLE_ROWS]) if count > 1), None)
    return first if wide is None else wide


def _read(
    grid: list[list[object]], start: int, sheet: str, sheets: tuple[str, ...], seen: PartSeen, raw: bytes
) -> SheetRead:
    problems = [Problem(row, said) for row, said in seen.unusable if row > start]
    header = tuple(_text(cell).strip() for cell in grid[start])
    used = [place for place in range(len(header)) if header[place] or any(_filled(row[place]) for row in grid[start + 1 :])]
    for place in used:
        if not header[place]:
            problems.append(Problem(start + 1, f"column {column_letters(place + 1)} has values and no name; name it."))
    rows = []
    for number, row in enumerate(grid[start + 1 :], start=start + 2):
        if any(map(_filled, row)):
            cells = tuple(_text(row[place]).strip() for place in used)
            rows.append((number, cells))
            problems += [
                Problem(number, f"cell {column_letters(place + 1)}{number} {_TOO_LONG}")
                for place in used
                if isinstance(row[place], int | float) and abs(_number(row[place])) >= MAX_DIGITS
            ]
    named = tuple(header[place] for place in used)
    return SheetRead(sheet, sheets, named, start + 1, tuple(rows), tuple(problems), raw)


_TOO_LONG = "holds a number of which a spreadsheet keeps 15 digits only; write it as text."


def _filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _text(cell: object) -> str:
    """Give a cell as people would write it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def rows_of(read: SheetRead) -> Iterator[tuple[int, Cells]]:
    """Give the rows under the header."""
    yield from read.rows
