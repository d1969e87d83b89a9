"""A table in a file, CSV or XLSX: what it looks like, and its rows.

`look` reads the file through once and checks the header and the first rows; `rows` checks every row as it gives it, and
raises what was wrong at the end, so that all problems come in one round. Whoever keeps rows keeps none until then.
Rows are numbered as an editor or a spreadsheet numbers them; the header stands on row 1, or `header_row`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TextIO

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.foreign import visible
from breachdesk.domain.sheets import SheetFormat, SheetLook
from breachdesk.files.csv_text import (
    HEAD,
    LONGEST_CELL,
    csv_words,
    delimiter_of,
    lines_of,
    looks_misread,
    opened,
    read_through,
)
from breachdesk.files.owner_only import write_for_owner
from breachdesk.services.ports import ListFile

MAX_COLUMNS = 500
LONGEST_NAME = 200
MAX_SHOWN = 20
SAMPLES = 5
LOOKED_AT = 200
"""Rows that a look checks; `rows` checks all of them."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
Numbered = tuple[int, tuple[str, ...]]


def look(
    path: Path, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> SheetLook:
    """Look at a table.

    Args:
        encoding: Of a CSV file, where it is not UTF-8: utf-16, cp1252 or latin-1.
        delimiter: Of a CSV file, where the header does not tell.
        sheet: Of a workbook; the first with a header when None.

    Raises:
        FileProblems: it cannot be read as a table; with row and column.
        WrongInput: there is no such encoding, delimiter or sheet.
    """
    if path.suffix.lower() in _WORKBOOKS:
        return _look_at_workbook(path, sheet)
    return _look_at_csv(path, encoding, delimiter)


def sheets_in(path: Path) -> tuple[str, ...]:
    """Give the sheets of a workbook; none for any other file.

    Raises:
        FileProblems: the workbook cannot or must not be read.
    """
    if path.suffix.lower() not in _WORKBOOKS:
        return ()
    from breachdesk.files.workbook_parts import checked_parts, read_packed

    return tuple(checked_parts(read_packed(path), path.name).sheets)


def rows(seen: SheetLook) -> Iterator[Numbered]:
    """Give every row under the header: its number, and its cells, trimmed, as many as the header has.

    Empty rows are left out.

    Raises:
        FileProblems: after the last row that could be given; the first 20 problems, each with its row.
    """
    if seen.format is SheetFormat.XLSX:
        from breachdesk.files.workbook import read_sheet

        read = read_sheet(Path(seen.path), seen.sheet)
        problems = [*read.problems, *_header_problems(read.header, read.header_row)]
        yield from _checked(iter(read.rows), seen.name, problems, len(seen.header))
        return
    with closing(opened(Path(seen.path), seen.encoding)) as stream:
        yield from _csv_rows(stream, seen.name, seen.delimiter, len(seen.header))


def as_csv(seen: SheetLook, target: Path) -> ListFile:
    """Write a table as UTF-8 CSV with commas, readable for its owner only; give how it is to be opened.

    Raises:
        FileProblems: a row is not right; nothing is written then.
        StoreProblem: the target cannot be written.
    """

    def write(stream: TextIO) -> None:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(seen.header)
        writer.writerows(cells for _, cells in rows(seen))

    write_for_owner(target, write)
    return ListFile(str(target), seen.header, name=seen.name, sha256=seen.sha256)


def list_file(seen: SheetLook) -> ListFile:
    """Give how a CSV file that was looked at is to be opened; a workbook is written `as_csv` first."""
    if seen.format is not SheetFormat.CSV:
        raise ValueError(f"{seen.name} is no CSV file; as_csv writes it as one")
    return ListFile(seen.path, seen.header, seen.encoding, seen.delimiter, name=seen.name)


def _look_at_csv(path: Path, encoding: str | None, delimiter: str | None) -> SheetLook:
    told = read_through(path, encoding)
    with closing(opened(path, told.encoding)) as stream:
        head = stream.read(HEAD)
    used = delimiter_of(head, delimiter)
    header = _csv_header(head, path.name, used)
    _raise_any(path.name, _header_problems(header, 1))
    with closing(opened(path, told.encoding)) as stream:
        first = _first(_csv_rows(stream, path.name, used, len(header)))
    warnings = (*told.warnings, *_misread(header, first))
    return SheetLook(
        name=path.name,
        path=str(path),
        format=SheetFormat.CSV,
        header=header,
        samples=_samples(first, path.name),
        sha256=told.sha256,
        encoding=told.encoding,
        delimiter=used,
        warnings=warnings,
    )


def _look_at_workbook(path: Path, sheet: str | None) -> SheetLook:
    from breachdesk.files.workbook import read_sheet

    read = read_sheet(path, sheet)
    name = f"{path.name} ({visible(read.sheet)[:60]})" if len(read.sheets) > 1 else path.name
    problems = [*read.problems, *_header_problems(read.header, read.header_row)]
    first = _first(_checked(iter(read.rows), name, problems, len(read.header)))
    warnings = [*_misread(read.header, first)]
    if read.header_row > 1:
        warnings.append(f"the header was found on row {read.header_row}; what stands above it was left out.")
    if sheet is None and len(read.sheets) > 1:
        others = ", ".join(visible(other)[:60] for other in read.sheets if other != read.sheet)
        warnings.append(f"the sheet '{visible(read.sheet)[:60]}' was taken; others are there, for --sheet: {others}.")
    return SheetLook(
        name=name,
        path=str(path),
        format=SheetFormat.XLSX,
        header=read.header,
        samples=_samples(first, name),
        sha256=hashlib.sha256(read.raw).hexdigest(),
        sheet=read.sheet,
        sheets=read.sheets,
        header_row=read.header_row,
        warnings=tuple(warnings),
    )


def _first(found: Iterator[Numbered]) -> list[Numbered]:
    """Give the rows a look checks; what is wrong with one of them is raised."""
    first = []
    for row in found:
        first.append(row)
        if len(first) >= LOOKED_AT:
            break
    return first


def _samples(first: Sequence[Numbered], name: str) -> tuple[tuple[str, ...], ...]:
    if not first:
        raise FileProblems(name, [Problem(0, "has a header and no row under it.")])
    return tuple(cells for _, cells in first[:SAMPLES])


def _misread(header: Iterable[str], first: Iterable[Numbered]) -> list[str]:
    odd = [number for number, cells in first if any(map(looks_misread, cells))]
    if any(map(looks_misread, header)):
        odd.insert(0, 1)
    if not odd:
        return []
    where = ", ".join(map(str, odd[:5])) + ("…" if len(odd) > 5 else "")
    return [f"row {where}: letters look as if the file was once saved in a wrong encoding (Ã¼ for ü); check them."]


def _csv_header(head: str, name: str, delimiter: str) -> tuple[str, ...]:
    try:
        record = next(csv.reader(lines_of(io.StringIO(head, newline=""), name), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileProblems(name, [Problem(1, f"cannot be read as CSV: {csv_words(str(error))}")]) from error
    return tuple(cell.strip() for cell in record)


def _header_problems(header: Sequence[str], row: int) -> list[Problem]:
    """Say what is wrong with the names of the columns."""
    if not any(header):
        return [Problem(row, "has no names of columns; write a header above the rows.")]
    if len(header) > MAX_COLUMNS:
        return [Problem(row, f"has {len(header):,} columns; at most {MAX_COLUMNS} can be read.")]
    found = []
    seen: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        shown = visible(name)[:60]
        if not name:
            found.append(Problem(row, f"column {place} has no name in the header; name it or take it out."))
        elif _EMAIL.search(name):
            found.append(Problem(row, f"column {place} has an e-mail address for a name; write a header above the rows."))
        elif len(name) > LONGEST_NAME or visible(name) != name:
            said = f"the name of column {place} is too long or holds characters that cannot be seen; write it plainly."
            found.append(Problem(row, said))
        elif (folded := name.casefold()) in seen:
            said = f"the header names '{shown}' twice (columns {seen[folded]} and {place}); rename one, or cells get mixed up."
            found.append(Problem(row, said))
        else:
            seen[folded] = place
    return found


def _csv_rows(stream: TextIO, name: str, delimiter: str, width: int) -> Iterator[Numbered]:
    problems: list[Problem] = []
    records = csv.reader(lines_of(stream, name), delimiter=delimiter, strict=True)
    try:
        yield from _checked(_records(records, problems, width), name, problems, width)
    except (UnicodeError, OSError) as error:
        raise FileProblems(name, [Problem(0, "changed while it was read; try again.")]) from error


def _records(records: Iterator[list[str]], problems: list[Problem], width: int) -> Iterator[Numbered]:
    """Give the records under the header that are as wide as it is; note the others."""
    line = 1
    try:
        next(records, None)
        line = _line(records) + 1
        for record in records:
            if len(record) == width:
                yield line, tuple(cell.strip() for cell in record)
            elif any(cell.strip() for cell in record):
                said = (
                    f"has {len(record)} of the {width} values that the header names; check for a missing or extra "
                    'delimiter, and write a value that holds one in quotes: "Miller, Ann".'
                )
                problems.append(Problem(line, said))
                if len(problems) > MAX_SHOWN:
                    return
            line = _line(records) + 1
    except csv.Error as error:
        problems.append(Problem(line, f"cannot be read as CSV from here on: {csv_words(str(error))}"))


def _line(records: Iterator[list[str]]) -> int:
    return int(getattr(records, "line_num", 0))


def _checked(found: Iterator[Numbered], name: str, problems: list[Problem], width: int) -> Iterator[Numbered]:
    """Pass rows on that have a value, and raise at the end what was found wrong."""
    for number, cells in found:
        if max(map(len, cells), default=0) > LONGEST_CELL:
            problems.append(Problem(number, f"holds a value longer than {LONGEST_CELL:,} characters; shorten it."))
        elif any(cells) and len(cells) == width:
            yield number, cells
        if len(problems) > MAX_SHOWN:
            break
    _raise_any(name, problems)


def _raise_any(name: str, problems: Sequence[Problem]) -> None:
    found = sorted(problems)
    if len(found) > MAX_SHOWN:
        more = Problem(found[MAX_SHOWN].line, "is where more problems begin; mend these first.")
        found = [*found[:MAX_SHOWN], more]
    if found:
        raise FileProblems(name, found)
