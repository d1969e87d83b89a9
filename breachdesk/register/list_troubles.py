"""What is wrong with a list, row by row? Asked only after it was refused, so it may take its time.

Every problem comes in one round, as far as the first thousand. The row that is named is the row of the file: the header
is row 1, a blank row counts, and a value with line ends in it is one row still.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Sequence

import duckdb

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.register.cell_rules import CellRules, row_problems
from breachdesk.register.duck import number
from breachdesk.register.list_source import ReadyFile
from breachdesk.register.list_sql import ListQuery, read_columns

MOST = 1000
_BLANK = re.compile(rb"\n\r?\n|\r\r")
_WORDS = {
    "MISSING COLUMNS": "has fewer values than the header names; a delimiter is missing, or the row is cut short.",
    "TOO MANY COLUMNS": 'has more values than the header names; write a value with a delimiter in it in quotes: "Miller, Ann".',
    "UNQUOTED VALUE": 'has a quote (") that is not closed, or stands in the wrong place; double it inside a quoted value.',
    "INVALID ENCODING": "is not UTF-8; save the file as 'CSV UTF-8', or say which encoding it is in.",
    "LINE SIZE OVER MAXIMUM": "is far too long; perhaps a quote is not closed.",
}
_ODD = "cannot be read as CSV; check its quotes, and that every row ends in the same way."


def troubles_of_cells(
    connection: duckdb.DuckDBPyConnection, ready: ReadyFile, query: ListQuery, rules: CellRules, table: str
) -> FileProblems:
    """Say what is wrong in rows that could be read but did not pass."""
    skipped = blank_rows(ready)
    rows, count = _bad_rows(connection, table, ready, skipped)
    problems = _cell_problems(connection, query, rules, rows)
    return at_most(ready.name, problems, count - len(rows))


def troubles_of_rows(
    connection: duckdb.DuckDBPyConnection, ready: ReadyFile, query: ListQuery, rules: CellRules, said: str
) -> FileProblems:
    """Say which rows cannot be read, and what is wrong in the others; `said` is what DuckDB said of the first."""
    again = ListQuery(ready.source(skip_bad=True), query.cells, query.mapping)
    try:
        connection.execute(f"CREATE OR REPLACE TABLE again AS {again.kept('', texts=False)}")
        found = connection.execute(
            "SELECT line, first(error_type ORDER BY column_idx) FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
    except duckdb.Error:
        return FileProblems(ready.name, [Problem(_line_in(said), _ODD)])
    finally:
        _forget_rejects(connection)
    if not found:
        return FileProblems(ready.name, [Problem(_line_in(said), _ODD)])
    skipped = sorted({*blank_rows(ready), *(int(line) for line, _ in found)})
    rows, count = _bad_rows(connection, "again", ready, skipped)
    problems = [Problem(int(line), _WORDS.get(str(kind), _ODD)) for line, kind in found]
    problems += _cell_problems(connection, again, rules, rows)
    _forget_rejects(connection)
    return at_most(ready.name, problems, count - len(rows))


def at_most(name: str, problems: Iterable[Problem], more: int) -> FileProblems:
    """Give the first thousand problems; the rest is a number."""
    found = sorted(problems)
    more += max(0, len(found) - MOST)
    found = found[:MOST]
    if more:
        found.append(Problem(found[-1].line + 1, f"and rows after it hold {more:,} more problems; mend these first."))
    return FileProblems(name, found)


def blank_rows(ready: ReadyFile) -> list[int]:
    """Give the rows that are blank, which are passed over; none in a file of one column, where they are people."""
    if ready.file.is_parquet or len(ready.file.header) < 2:
        return []
    with ready.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _blank_rows_in(content, ready.file.delimiter.encode()) if _BLANK.search(content) else []


def _blank_rows_in(content: mmap.mmap, delimiter: bytes) -> list[int]:
    # A quote begins a quoted value only where a value begins; the halves of a doubled one follow each other.
    pieces = re.compile(rb'(?<![^\n\r"' + re.escape(delimiter) + rb'])"[^"]*"|\r\n|\n|\r')
    found, row, after = [], 1, 0
    for piece in pieces.finditer(content):
        if content[piece.start()] == ord('"'):
            continue
        if piece.start() == after:
            found.append(row)
        row, after = row + 1, piece.end()
    return found


def file_row(index: int, first: int, skipped: Sequence[int]) -> int:
    """Give the row of the file of the n-th row that was read, counted from 0.

    >>> [file_row(index, 2, (3, 4, 7)) for index in range(4)]
    [2, 5, 6, 8]
    """
    row = index + first
    for passed_over in skipped:
        if passed_over > row:
            break
        row += 1
    return row


def _bad_rows(
    connection: duckdb.DuckDBPyConnection, table: str, ready: ReadyFile, skipped: Sequence[int]
) -> tuple[list[int], int]:
    found = connection.execute(f"SELECT rowid FROM {table} WHERE bad ORDER BY rowid LIMIT {MOST}").fetchall()
    count = number(connection, f"SELECT count(*) FROM {table} WHERE bad")
    return [file_row(int(row), ready.first_row, skipped) for (row,) in found], count


def _cell_problems(
    connection: duckdb.DuckDBPyConnection, query: ListQuery, rules: CellRules, rows: Sequence[int]
) -> list[Problem]:
    cells = connection.execute(query.bad(MOST)).fetchall()
    columns = read_columns(query.mapping)
    return [
        Problem(row, message)
        for row, raw in zip(rows, cells, strict=False)
        for message in row_problems(columns, raw, rules)
    ]


def _forget_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")


def _line_in(said: str) -> int:
    found = re.search(r"Line: (\d+)", said)
    return int(found.group(1)) if found else 0
