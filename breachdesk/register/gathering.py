"""The rows of all lists side by side as numbers, and what must be asked of people before they can be matched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.register.bitmap_building import ListRows
from breachdesk.register.identity import Numbers, RowNumbers, SharedAddresses
from breachdesk.register.list_troubles import MOST


@dataclass(frozen=True, slots=True)
class Gathered:
    """One list in a table, taken in now or kept from before."""

    system: str
    table: str
    file: str
    rows: int
    flags: tuple[str, ...]
    everywhere: tuple[str, ...]
    columns: frozenset[str]
    """The columns of its table."""

    row_of: Callable[[int], int]
    """Gives the row of the file of its n-th row, counted from 0."""

    row_sql: str


def numbers_of(connection: duckdb.DuckDBPyConnection, lists: Sequence[Gathered]) -> RowNumbers:
    """Give what identifies each row of all lists, in their order."""
    rows = sum(one.rows for one in lists)
    keys, addresses = _pair(connection, lists, "k"), _pair(connection, lists, "e")
    return RowNumbers(rows, keys, addresses, _column(connection, lists, "np"))


def rows_of(connection: duckdb.DuckDBPyConnection, one: Gathered) -> ListRows:
    """Give what the rows of a list say of people."""
    found = connection.execute(f"SELECT mask, country, lang FROM {one.table}").fetchnumpy()
    return ListRows(one.system, one.flags, one.everywhere, found["mask"], found["country"], found["lang"])


def question(lists: Sequence[Gathered], shared: SharedAddresses) -> FileProblems:
    """Say which rows share an address under two names or keys, and which answers there are; never the address."""
    offsets = np.cumsum([0, *(one.rows for one in lists)])
    _, first, inverse = np.unique(shared.address, return_index=True, return_inverse=True)
    problems: dict[str, list[Problem]] = {}

    def place(row: int) -> tuple[str, int]:
        number = int(np.searchsorted(offsets, row, side="right")) - 1
        return lists[number].file, lists[number].row_of(row - int(offsets[number]))

    for row, beside in _pairs(shared, first, inverse):
        file, line = place(row)
        other, other_line = place(beside)
        problems.setdefault(file, []).append(
            Problem(line, f"gives an address that row {other_line} of {other} gives too, under another name or key.")
        )
    begun = next(iter(problems))
    problems[begun].append(Problem(0, _asked(len(first), len(shared.rows))))
    found = [FileProblems(file, rows) for file, rows in problems.items()]
    return FileProblems.of_several(found)


def _pairs(shared: SharedAddresses, first: Numbers, inverse: Numbers) -> Iterator[tuple[int, int]]:
    """Give each row beside another one of its address: the first there is, or the next for the first itself."""
    second: dict[int, int] = {}
    shown = range(min(MOST, len(shared.rows)))
    for at in range(len(shared.rows)):
        group = int(inverse[at])
        if at != first[group]:
            second.setdefault(group, at)
        if at >= MOST and len(second) >= len(first):
            break
    for at in shown:
        group = int(inverse[at])
        beside = second[group] if at == first[group] else int(first[group])
        yield int(shared.rows[at]), int(shared.rows[beside])


def _asked(addresses: int, rows: int) -> str:
    more = f" The first {MOST:,} of {rows:,} rows are named." if rows > MOST else ""
    return (
        f"gives one address beside two names or two keys, {addresses:,} times in all lists. Say whether that is one person "
        f"(--same-address merge) or people who share a mailbox (--same-address separate).{more}"
    )


def _pair(connection: duckdb.DuckDBPyConnection, lists: Sequence[Gathered], name: str) -> tuple[Numbers, Numbers] | None:
    first = _column(connection, lists, f"{name}1")
    if first is None or not first.any():
        return None
    second = _column(connection, lists, f"{name}2")
    assert second is not None
    return first, second


def _column(connection: duckdb.DuckDBPyConnection, lists: Sequence[Gathered], name: str) -> Numbers | None:
    """Give a column of all lists, 0 where a list has none; None where no list has it."""
    if not any(name in one.columns for one in lists):
        return None
    parts = [
        connection.execute(f"SELECT {name} FROM {one.table}").fetchnumpy()[name]
        if name in one.columns
        else np.zeros(one.rows, np.uint64)
        for one in lists
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
