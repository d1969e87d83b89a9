"""Where lists of people lie in a warehouse: which table is which system, and what its columns say.

One key means the same person in every table; nothing else joins two rows. Which people a selection means, and how
they are counted, is said by `domain/selection.py` and `domain/people.py`, for a warehouse as for files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.selection import Selection, systems_in

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}")


class Engine(StrEnum):
    """What answers in SQL."""

    POSTGRESQL = "postgresql"
    SPARK = "spark"
    TRINO = "trino"
    DUCKDB = "duckdb"


CATALOGUED = (Engine.SPARK, Engine.TRINO, Engine.DUCKDB)
"""Engines that know catalogues above schemas; DuckDB's is the file's name, needed where a schema is called the same."""

CONNECTED = (Engine.POSTGRESQL, Engine.DUCKDB)
"""Engines that need a connection; Spark may run in this program, and Trino is not asked from here."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a table says of one thing about a person: the same of everybody, or what stands in a column, or nothing."""

    column: str = ""
    always: str = ""
    """A value for everybody in the table, where no column is named; for a category, any text."""


SILENT = Said()


@dataclass(frozen=True, slots=True)
class WarehouseTable:
    """The table one system's people stand in, a row a record."""

    system: str
    table: tuple[str, ...]
    """Catalogue (may be missing), schema and name."""

    key: str
    """The column that holds the key; rows without one are records of nobody known."""

    country: Said = SILENT
    language: Said = SILENT
    name: str = ""
    address: str = ""
    categories: Mapping[str, Said] = field(default_factory=dict)
    """By data category. A column says yes where it is filled and holds no word for no; true is yes, false is no."""

    @property
    def shown(self) -> str:
        """Give the table's name as people write it."""
        return ".".join(self.table)


@dataclass(frozen=True, slots=True)
class Warehouse:
    """One place with a table a system, and how it is reached."""

    engine: Engine
    connection_env: str
    """The NAME of the environment variable that holds the connection; empty where none is needed, as for local Spark."""

    tables: tuple[WarehouseTable, ...]
    """Sorted by system: in this order, the first value that is not empty is a person's country, language and name."""

    seconds: int = 300
    """How long one statement may take."""

    @property
    def systems(self) -> tuple[str, ...]:
        """Give every system, sorted."""
        return tuple(table.system for table in self.tables)


@dataclass(frozen=True, slots=True)
class WarehouseFigures:
    """What came back from a warehouse."""

    counts: PeopleCounts
    notes: tuple[str, ...] = ()
    """What the figures leave out or cannot say, one sentence each."""


def identifier_problem(text: str) -> str | None:
    """Say why a text is no name of a schema, table or column; None when it is one.

    >>> identifier_problem("customer_no") is None, identifier_problem('x"; drop')
    (True, 'is not a plain name: letters, digits and _, not a digit first, at most 63')
    """
    if _IDENTIFIER.fullmatch(text):
        return None
    return "is not a plain name: letters, digits and _, not a digit first, at most 63"


def asked_systems(warehouse: Warehouse, systems: Sequence[str], selection: Selection) -> tuple[str, ...]:
    """Give the systems asked about, sorted and once each.

    Raises:
        WrongInput: no system is named.
        NotFound: the warehouse has no table of a system that `systems` or the selection names.
    """
    if not systems:
        raise WrongInput("No system is named; name at least one whose people are meant.")
    known = warehouse.systems
    for system in sorted({*systems, *systems_in(selection)} - set(known)):
        close = get_close_matches(system[:80], known, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else f" It has: {', '.join(known[:12])}."
        raise NotFound(f"The warehouse has no table of the system '{system[:80]}'.{hint}")
    return tuple(sorted(set(systems)))


def categories_of(warehouse: Warehouse, systems: Sequence[str]) -> tuple[str, ...]:
    """Give every data category that one of these systems can hold, sorted."""
    return tuple(sorted({c for table in warehouse.tables if table.system in systems for c in table.categories}))
