"""What the commands on people need from outside: lists of people, in files and in databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from breachdesk.domain.people import AffectedPerson
    from breachdesk.domain.sheets import SheetLook
    from breachdesk.domain.warehouses import Engine, Warehouse
    from breachdesk.services.ports import AskedWarehouse, Fetched, ListFile


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where the list of a system comes from, and what somebody said of how it is opened."""

    system: str
    path: Path
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    query: str = ""
    """One SELECT that gives the list; `path` names what it is called."""

    engine: str = ""
    """Of the source database: postgresql or duckdb."""

    variable: str = ""
    """The environment variable that holds the connection."""


class ListFiles(Protocol):
    """Lists of people on their way in and out."""

    def read_warehouse(self, path: Path) -> Warehouse:
        """Read where lists of people lie in a database."""
        ...

    def ask(self, warehouse: Warehouse) -> AskedWarehouse:
        """Give the way to ask a database; it is opened when something is asked."""
        ...

    def fetch(self, engine: Engine, variable: str, query: str, target: Path) -> Fetched:
        """Write the answer of a source database to one SELECT as CSV, to a new file for its owner only.

        Args:
            variable: The environment variable that holds the connection.

        Raises:
            WrongInput: the query is not one SELECT, the connection is wrong, or the file is there already.
            NotAllowed: the query would change something.
            StoreProblem: the database went away or took too long, or the disk is full. There is no file then.
        """
        ...

    def write_people(self, people: Iterable[AffectedPerson], path: Path) -> int:
        """Write people as CSV to a new file for its owner only: all of them, or no file; give how many."""
        ...

    def look_at(self, source: ListSource, folder: Path) -> SheetLook:
        """Look at a list of people, wherever it comes from.

        Args:
            source: Where it comes from.
            folder: For what has to be fetched first.
        """
        ...

    def as_file(self, seen: SheetLook, target: Path) -> ListFile:
        """Give how the register opens a list; what it cannot open as it is, is first written to `target`."""
        ...

    def folder(self) -> AbstractContextManager[Path]:
        """Give a folder for its owner only, for lists on their way in; it is gone afterwards, and so are older ones.

        Raises:
            StoreBusy: another program has one now.
        """
        ...

    def addressee_parts(
        self, people: Callable[[], Iterable[AffectedPerson]]
    ) -> Iterator[tuple[str, bytes, int, bool]]:
        """Give people as the files that letters are sent from: name's ending, content, people, whether for the post."""
        ...
