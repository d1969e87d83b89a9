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
import numpy as np
from pyroaring import BitMap

from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.people import AffectedPerson
from breachdesk.register import duck
from breachdesk.register.cell_sql import UNKNOWN, code_of, name_print, prints, text
from breachdesk.register.counting import Meant
from breachdesk.register.identity import People
from breachdesk.register.list_sql import COUNTRY_CODES, LANGUAGES
from breachdesk.register.marks import LISTED, KeptMarks

FIRST_BATCH, MOST_BATCH = 1000, 50_000
_GROUP_OF_ROWS = 20_480
"""Rows that are read at least; small, so that the first thousand people come at once."""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """The rows of one list in a table, in the order of their people."""

    table: str
    row: str
    """The row of the file, in SQL."""

    rows: int


def write_records(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[RecordTable], people: People, path: Path
) -> None:
    """Write the rows of all lists beside the number of their person; lists by number, countries and languages too."""
    # One number to sort by: the person, and then the place of the row among all rows.
    place = (people.of_row.astype(np.uint64) << np.uint64(32)) | np.arange(len(people.of_row), dtype=np.uint64)
    parts, at = [], 0
    for number, one in enumerate(tables):
        connection.register(f"numbers_{number}", {"place": place[at : at + one.rows]})
        at += one.rows
        parts.append(
            f"SELECT place, {number}::USMALLINT AS list, ({one.row})::UINTEGER AS row, k, e, n, country, lang, mask "
            f"FROM {one.table} POSITIONAL JOIN numbers_{number}"
        )
    connection.execute(
        f"COPY (SELECT (place >> 32)::UINTEGER AS person, * EXCLUDE (place) FROM ({' UNION ALL '.join(parts)}) "
        f"ORDER BY place) TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_OF_ROWS})"
    )


def read_again(
    connection: duckdb.DuckDBPyConnection, path: Path, number: int, table: str, salt: str, countries: Sequence[str]
) -> int:
    """Make a table of the rows of a list that was kept, in the order of its file; give how many they are.

    Args:
        connection: Where the table is made.
        path: The rows that were kept.
        number: Which list it was.
        table: How the table is called.
        salt: The secret under which keys and addresses are numbered now.
        countries: The codes by the numbers they had then, which may be others by now.
    """
    known = "[" + ", ".join(text(code) for code in countries) + "]"
    country = f"coalesce({code_of(f'{known}[country::INTEGER + 1]', COUNTRY_CODES)}, {UNKNOWN}::USMALLINT) AS country"
    numbers = f"{prints('k', salt, 'k')}, {prints('lower(e)', salt, 'e')}, {name_print('n')} AS np"
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT row, k, e, n, mask, {country}, lang, {numbers} "
        f"FROM read_parquet({text(str(path))}) WHERE list = {number} ORDER BY row"
    )
    return duck.number(connection, f"SELECT count(*) FROM {table}")


def addressees(marks: KeptMarks, path: Path, who: Meant, first: int | None) -> Iterator[AffectedPerson]:
    """Give the people who are meant, by number; nothing is read before the first is asked for."""
    wanted = who.people if first is None else BitMap(who.people[:first])
    if not path.exists():
        raise StoreProblem("The lists of people were replaced meanwhile; ask again.")
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
            language=_first_code(columns[5], LANGUAGES),
            country=_first_code(columns[4], marks.head.countries),
            reference=_first_text(columns[1]),
            categories=tuple(category for category, people in held.items() if person in people),
            systems=tuple(system for system, people in listed.items() if person in people),
        )
    if found != len(batch):
        raise StoreProblem("The names kept do not fit the people counted; take the lists in again.")


def _first_text(cells: Sequence[object]) -> str:
    return next((str(cell) for cell in cells if cell), "")


def _first_code(numbers: Sequence[object], codes: Sequence[str]) -> str:
    return next((codes[number] for number in numbers if isinstance(number, int) and number < len(codes)), "")
