"""The rows behind the people, kept only where somebody must be written to: written once, read a batch at a time.

A Parquet file, sorted by person, then by system and row. What was said first of a person, in that order, is what stands:
the first name that is not empty, the first address, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
from pyroaring import BitMap

from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.people import AffectedPerson
from breachdesk.register import duck
from breachdesk.register.cell_sql import UNKNOWN, code_of, name_print, prints, text
from breachdesk.register.counting import Meant
from breachdesk.register.identity import People
from breachdesk.register.list_sql import COUNTRY_CODES, LANGUAGE_CODES
from breachdesk.register.marks import LISTED, KeptMarks

FIRST_BATCH, MOST_BATCH = 1000, 50_000
_GROUP_OF_ROWS = 20_480
"""Rows that are read at least; small, so that the first thousand people come at once."""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """The rows of one list in a table, in the order of their people."""

    system: str
    table: str
    row: str = "row"
    """The row of the file, in SQL."""


def write_records(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[RecordTable], people: People, path: Path
) -> None:
    """Write the rows of all lists beside the number of their person."""
    parts, at = [], 0
    for number, one in enumerate(tables):
        rows = duck.number(connection, f"SELECT count(*) FROM {one.table}")
        name = f"numbers_{number}"
        connection.register(name, {"person": people.of_row[at : at + rows]})
        at += rows
        parts.append(
            f"SELECT person, {number}::USMALLINT AS list, {text(one.system)} AS system, ({one.row})::UBIGINT AS row, k, e, n, "
            f"{_code(COUNTRY_CODES, 'country')} AS country, {_code(LANGUAGE_CODES, 'lang')} AS lang, mask "
            f"FROM {one.table} POSITIONAL JOIN {name}"
        )
    connection.execute(
        f"COPY ({' UNION ALL '.join(parts)} ORDER BY person, list, row) TO {text(str(path))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_OF_ROWS})"
    )


def read_again(connection: duckdb.DuckDBPyConnection, path: Path, system: str, table: str, salt: str) -> int:
    """Make a table of the rows of a list that was kept, in the order of its file; give how many they are."""
    codes = ", ".join(
        f"coalesce({code_of(name, codes)}, {UNKNOWN}::USMALLINT) AS {name}"
        for name, codes in (("country", COUNTRY_CODES), ("lang", LANGUAGE_CODES))
    )
    numbers = f"{prints('k', salt, 'k')}, {prints('lower(e)', salt, 'e')}, {name_print('n')} AS np"
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT row, k, e, n, mask, {codes}, {numbers} "
        f"FROM read_parquet({text(str(path))}) WHERE system = {text(system)} ORDER BY row"
    )
    return duck.number(connection, f"SELECT count(*) FROM {table}")


def _code(codes: str, number: str) -> str:
    """Give the code itself, which means the same in every version of this program."""
    return f"coalesce(enum_range(NULL::{codes})[{number}::INTEGER + 1]::VARCHAR, '')"


def addressees(marks: KeptMarks, path: Path, who: Meant, first: int | None) -> Iterator[AffectedPerson]:
    """Give the people who are meant, by number; nothing is read before the first is asked for."""
    wanted = who.people if first is None else BitMap(who.people[:first])
    with duck.opened(path.parent, [path]) as connection:
        for batch in _batches(wanted):
            with duck.in_words():
                found = connection.execute(_QUERY.format(path=text(str(path))), [batch[0], batch[-1], list(batch)]).fetchall()
            yield from _people_of(found, batch, marks, who)


_QUERY = (
    "SELECT person, k, e, n, country, lang FROM read_parquet({path}) "
    "WHERE person BETWEEN ? AND ? AND person IN (SELECT unnest(?::UINTEGER[])) ORDER BY person, list, row"
)


def _batches(people: BitMap) -> Iterator[BitMap]:
    at, size = 0, FIRST_BATCH
    while at < len(people):
        yield people[at : at + size]
        at, size = at + size, min(MOST_BATCH, size * 4)


def _people_of(
    rows: Sequence[tuple[object, ...]], batch: BitMap, marks: KeptMarks, who: Meant
) -> Iterator[AffectedPerson]:
    held = {category: set(bitmap & batch) for category, bitmap in who.held.items()}
    listed = {system: set(marks.bitmaps[LISTED, system, ""] & batch) for system in sorted(who.systems)}
    found = 0
    for person, said in groupby(rows, key=itemgetter(0)):
        columns = list(zip(*said, strict=True))
        found += 1
        yield AffectedPerson(
            name=_first_text(columns[3]),
            address=_first_text(columns[2]),
            language=_first_text(columns[5]),
            country=_first_text(columns[4]),
            reference=_first_text(columns[1]),
            categories=tuple(category for category, people in held.items() if person in people),
            systems=tuple(system for system, people in listed.items() if person in people),
        )
    if found != len(batch):
        raise StoreProblem("The names kept do not fit the people counted; take the lists in again.")


def _first_text(cells: Sequence[object]) -> str:
    return next((str(cell) for cell in cells if cell), "")
