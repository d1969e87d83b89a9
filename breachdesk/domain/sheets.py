"""What a table that somebody exported looks like, before a word of it is believed: its header, some rows, how it was read.

A look holds cells of a foreign file, and these may be personal data: they are shown to the person who asked and
never logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from breachdesk.domain.columns import Proposal
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.parties import Controller


class SheetFormat(StrEnum):
    """What kind of file a table stands in."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A table as it was found, to be shown before it is taken in."""

    name: str
    """The file's name, without folders; with the sheet in brackets where a workbook has several."""

    path: str
    format: SheetFormat
    header: tuple[str, ...]
    """Trimmed; no name twice, none empty."""

    samples: tuple[tuple[str, ...], ...]
    """The first rows under the header, five at most."""

    sha256: str
    """Of the whole file."""

    encoding: str = ""
    """Of a CSV file: utf-8, utf-16, cp1252 or latin-1."""

    delimiter: str = ""
    """Of a CSV file."""

    sheet: str = ""
    """Of a workbook: the sheet that was looked at."""

    sheets: tuple[str, ...] = ()
    """Of a workbook: every sheet it has."""

    header_row: int = 1
    warnings: tuple[str, ...] = ()
    """What was done to read it that its owner should know."""

    def column(self, header: str) -> tuple[str, ...]:
        """Give the sample cells of a column."""
        place = self.header.index(header)
        return tuple(row[place] for row in self.samples)


@dataclass(frozen=True, slots=True)
class TableChoices:
    """What somebody said of the tables of an inventory, where the files do not tell."""

    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """`HEADER=FIELD` texts."""

    words: tuple[str, ...] = ()
    """`WORD=ID` texts: what a word in a cell means, a data category or a kind of people."""

    controller: Controller | None = None
    """Whose inventory it is; that of the inventory in use when None."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table of an inventory, as it was read."""

    look: SheetLook
    kind: str
    """`systems`, `register` and so on."""

    columns: tuple[Proposal, ...]
    guesses: tuple[str, ...] = ()
    """Words in cells that were taken for something they resemble, one sentence each."""

    @property
    def needs_a_look(self) -> bool:
        """Tell whether somebody should see how it was read before it is taken in."""
        return bool(self.guesses) or any(column.needs_a_look for column in self.columns)


@dataclass(frozen=True, slots=True)
class InventoryRead:
    """An inventory read from files, and the tables it stood in; none for YAML."""

    inventory: Inventory
    tables: tuple[ReadTable, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    """What words in cells were said to mean, now or before; by the plain word."""

    @property
    def needs_a_look(self) -> bool:
        """Tell whether somebody should see how its tables were read before it is taken in."""
        return any(table.needs_a_look for table in self.tables)
