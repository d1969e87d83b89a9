"""Which book of law holds for an Incident: the one it was opened under, or the one in use; and whether that can be read."""

from __future__ import annotations

from breachdesk.domain.errors import FileProblems, StoreProblem
from breachdesk.domain.incident import Incident
from breachdesk.domain.lawbook import LawBook
from breachdesk.services.ports import CaseStore, Catalogues, HealthLine, Transaction


def law_line(catalogues: Catalogues) -> HealthLine:
    """Read everything the law stands in, and say whether it is in order; else the first file that is not, and where."""
    try:
        book, authorities = catalogues.book(), catalogues.authorities()
        combinations, forms = catalogues.combinations(), catalogues.forms()
    except FileProblems as wrong:
        first, *more = wrong.lines()
        return HealthLine("law", False, f"{first} ({len(more)} more in that file)" if more else first)
    clocks = sum(1 for _ in book.clocks())
    holds = f"{len(book.packs)} regimes with {clocks} clocks, {len(authorities)} authorities"
    return HealthLine("law", True, f"{holds}, {len(combinations)} combinations of data, {len(forms)} forms")


class Lawbooks:
    """Reads each kept book once."""

    def __init__(self, store: CaseStore, catalogues: Catalogues) -> None:
        self._store = store
        self._catalogues = catalogues
        self._kept: dict[str, LawBook] = {}

    def in_use(self) -> LawBook:
        """Give the book a new Incident is opened under."""
        return self._catalogues.book()

    def of(self, incident: Incident) -> LawBook:
        """Give the book an Incident is worked under.

        Raises:
            StoreProblem: what was kept is not what it was opened under.
        """
        current = self.in_use()
        if incident.law_hash in ("", current.sha256):
            return current
        if incident.law_hash not in self._kept:
            book = self._catalogues.book_from(self._store.law_texts(incident.law_hash))
            if book.sha256 != incident.law_hash:
                raise StoreProblem(
                    f"The book of law kept with {incident.reference} was changed outside BreachDesk; it is not used. "
                    "Restore the workspace from a backup."
                )
            self._kept[incident.law_hash] = book
        return self._kept[incident.law_hash]

    def keep(self, write: Transaction) -> str:
        """Keep the book in use with the Incident that is being opened; give its fingerprint."""
        book = self.in_use()
        write.keep_law(book.sha256, self._catalogues.book_texts())
        return book.sha256
