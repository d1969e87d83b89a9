"""Lists of people on their way in and out: files, databases, warehouses; each library is loaded when it is asked for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from breachdesk.cli.list_front import ListSource
    from breachdesk.domain.people import AffectedPerson
    from breachdesk.domain.sheets import SheetLook
    from breachdesk.domain.warehouses import Engine, Warehouse
    from breachdesk.files.catalogue import FileCatalogues
    from breachdesk.files.table_reader import TableReader
    from breachdesk.services.ports import AskedWarehouse, CaseStore, Fetched, ListFile

ON_THEIR_WAY = ".lists-"


class ListFiles:
    """What a command may do with lists of people.

    Args:
        folder: The workspace.
        store: Opens it; asked for only where a list comes in.
    """

    def __init__(
        self, folder: Path, catalogues: FileCatalogues, tables: TableReader, store: Callable[[], CaseStore]
    ) -> None:
        self._folder = folder
        self._catalogues = catalogues
        self._tables = tables
        self._store = store

    def read_warehouse(self, path: Path) -> Warehouse:
        """Read where lists of people lie in a database."""
        from breachdesk.files.warehouse_file import load_warehouse

        return load_warehouse(path, self._catalogues.taxonomy.categories)

    def ask(self, warehouse: Warehouse) -> AskedWarehouse:
        """Give the way to ask a database; it is opened when something is asked."""
        from breachdesk.warehouse.warehouse_people import WarehousePeople

        return WarehousePeople(warehouse, os.environ)

    def fetch(self, engine: Engine, variable: str, query: str, target: Path) -> Fetched:
        """Write the answer of a source database to one SELECT as CSV."""
        from breachdesk.warehouse.fetching import fetch_list

        return fetch_list(engine, variable, os.environ, query, target)

    def write_people(self, people: Iterable[AffectedPerson], path: Path) -> int:
        """Write people as CSV to a new file for its owner only."""
        from breachdesk.files.people_csv import write_people

        return write_people(people, path)

    def look_at(self, source: ListSource, folder: Path) -> SheetLook:
        """Look at a list of people, wherever it comes from."""
        if source.query:
            from breachdesk.domain.warehouses import Engine

            fetched = folder / f"{source.system}-from-{source.variable}.csv"
            self.fetch(Engine(source.engine), source.variable, source.query, fetched)
            return self._tables.look(fetched, "utf-8", ",", None)
        if source.path.suffix.lower() == ".parquet":
            from breachdesk.register.parquet_look import look_at_parquet

            return look_at_parquet(source.path, folder)
        return self._tables.look(source.path, source.encoding or None, source.delimiter or None, source.sheet or None)

    def as_file(self, seen: SheetLook, target: Path) -> ListFile:
        """Give how the register opens a list; what it cannot open as it is, is first written to `target`."""
        from breachdesk.domain.sheets import SheetFormat
        from breachdesk.services.ports import ListFile

        if seen.format is SheetFormat.PARQUET:
            return ListFile(seen.path, seen.header, is_parquet=True, name=seen.name)
        return self._tables.to_list_file(seen, target)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give a folder in the workspace for its owner only, for lists on their way in; it is gone afterwards."""
        with self._store().alone("lists-of-people") as alone:
            if not alone:
                from breachdesk.domain.errors import StoreBusy

                raise StoreBusy("Another program takes lists of people in or removes them; try again when it is done.")
            # Whoever holds the lock knows that a program which left such a folder behind is dead.
            for left in self._folder.glob(f"{ON_THEIR_WAY}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=ON_THEIR_WAY, dir=self._folder) as folder:
                yield Path(folder)

    def addressee_parts(
        self, people: Callable[[], Iterable[AffectedPerson]]
    ) -> Iterator[tuple[str, bytes, int, bool]]:
        """Give people as the files that letters are sent from."""
        from breachdesk.files.addressees_export import addressee_parts

        return ((p.name_ending, p.content, p.people, p.by_post) for p in addressee_parts(people))
