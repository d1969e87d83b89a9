"""Tables for whoever takes them in: look, propose, remember; for lists of people and for inventories."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from breachdesk.domain.columns import ColumnWords, Proposal, given_columns, propose_people
from breachdesk.domain.people import ListMapping
from breachdesk.domain.sheets import InventoryRead, SheetFormat, SheetLook
from breachdesk.files.columns_file import people_words
from breachdesk.files.mapping_memory import MappingMemory
from breachdesk.files.sheet import as_csv, list_file, look
from breachdesk.files.taxonomy_file import Taxonomy
from breachdesk.services.ports import ListFile

PEOPLE = "people"


class TableReader:
    """Built for one workspace; reads no file of it before it is asked."""

    def __init__(self, folder: Path, taxonomy: Taxonomy) -> None:
        self.memory = MappingMemory(folder)
        self._taxonomy = taxonomy

    def look(
        self, path: Path, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
    ) -> SheetLook:
        """Look at a table; raises as `files.sheet.look` does."""
        return look(path, encoding, delimiter, sheet)

    def propose_people(
        self, seen: SheetLook, given: Sequence[str] = ()
    ) -> tuple[tuple[Proposal, ...], ListMapping]:
        """Propose how a list of people is read; what was remembered counts, and over it `HEADER=ROLE` texts.

        Raises:
            WrongInput: a text names no column or no role; with the nearest.
        """
        words = self._people_words()
        said = given_columns(given, seen.header, words.known)
        remembered = self.memory.recall(PEOPLE, seen.header, words.known)
        return propose_people(seen.header, seen.samples, words, remembered, said)

    def remember_people(self, proposals: Sequence[Proposal]) -> None:
        """Keep how a list of people was read, for the next list with this header."""
        self._remember(PEOPLE, proposals)

    def remember_inventory(self, read: InventoryRead) -> None:
        """Keep how the tables of an inventory were read."""
        for table in read.tables:
            self._remember(table.kind, table.columns)
        if read.words:
            self.memory.remember_words(read.words)

    @property
    def warning(self) -> str:
        """Give a sentence where what was remembered cannot be used; empty when all is well."""
        return self.memory.warning

    def _remember(self, use: str, proposals: Sequence[Proposal]) -> None:
        self.memory.remember(use, {proposal.header: proposal.meaning for proposal in proposals})

    def to_list_file(self, seen: SheetLook, target: Path) -> ListFile:
        """Give how a list is to be opened; a workbook's sheet is first written to `target`, for its owner only."""
        return list_file(seen) if seen.format is SheetFormat.CSV else as_csv(seen, target)

    def _people_words(self) -> ColumnWords:
        return people_words(self._taxonomy.categories)
