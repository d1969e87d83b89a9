"""The register of affected people, as the services know it: a folder beside the workspace, loaded when first asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.domain.errors import NotAllowed, NotFound, StoreProblem
from breachdesk.domain.people import AffectedPerson, Keep, PeopleCounts, PeopleList, SameAddress
from breachdesk.domain.selection import Selection
from breachdesk.register.cell_rules import CellRules
from breachdesk.register.marks import KeptMarks, read_head, read_marks
from breachdesk.register.people_folder import PeopleFolder
from breachdesk.services.ports import ListToTake, Taken

if TYPE_CHECKING:
    from breachdesk.register.counting import Meant

_MOST_LOADED = 4
_Stamp = tuple[int, int, int]


class FileRegister:
    """Keeps the people of each incident in a folder of its own.

    Args:
        folder: Holds all of them; made when the first list is taken in.
        countries: The codes that may stand in a list.
        meant: Codes that people write for a country, and its own.
        free: How many bytes a folder's disk has left.
    """

    def __init__(
        self,
        folder: Path,
        countries: frozenset[str],
        meant: Mapping[str, str] | None = None,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        stage: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._folder = folder
        self._rules = CellRules(countries, dict(meant or {}))
        self._free = free
        self._stage = stage
        self._loaded: dict[str, tuple[_Stamp, KeptMarks]] = {}

    def take_in(
        self,
        incident_id: str,
        lists: Sequence[ListToTake],
        keep: Keep,
        same_address: SameAddress,
        now: datetime,
        by: str,
    ) -> Taken:
        """Take in lists: all of them, or nothing."""
        from breachdesk.register.taking import take_in
        from breachdesk.register.wish import House, Wish

        wish = Wish(tuple(lists), keep, same_address, now, by)
        return take_in(self._place(incident_id), self._folder, wish, House(self._rules, self._free, self._stage))

    def lists(self, incident_id: str) -> tuple[PeopleList, ...]:
        """Give the lists of an incident, by system."""
        head = read_head(self._place(incident_id).marks)
        return head.facts() if head else ()

    def keeps(self, incident_id: str) -> Keep | None:
        """Tell what is kept of an incident's lists."""
        head = read_head(self._place(incident_id).marks)
        return head.keep if head else None

    def counts(
        self, incident_id: str, systems: Sequence[str], selection: Selection, combinations: bool = True
    ) -> PeopleCounts:
        """Count the people who are meant."""
        from breachdesk.register.counting import count

        return count(self._marks(incident_id), systems, selection, combinations)

    def addressees(
        self, incident_id: str, systems: Sequence[str], selection: Selection, first: int | None = None
    ) -> Iterator[AffectedPerson]:
        """Give the people who are meant, in the order of their numbers; what is asked amiss is refused at once."""
        from breachdesk.register.counting import meant

        marks = self._marks(incident_id)
        who: Meant = meant(marks, systems, selection)
        if marks.head.keep is not Keep.ADDRESSEES:
            raise NotAllowed(
                "Only counts were kept of these lists, so nobody can be named. "
                "To write to people one by one, take the lists in again and keep their addresses."
            )
        from breachdesk.register.records import addressees

        return addressees(marks, self._place(incident_id).records(marks.head), who, first)

    def purge(self, incident_id: str) -> bool:
        """Remove everything kept of an incident's lists."""
        self._loaded.pop(incident_id, None)
        try:
            return self._place(incident_id).remove()
        except OSError as error:
            raise StoreProblem(
                f"The people lists of this incident could not be removed: {error.strerror or 'no reason said'}."
            ) from None

    def _place(self, incident_id: str) -> PeopleFolder:
        return PeopleFolder(self._folder, incident_id)

    def _marks(self, incident_id: str) -> KeptMarks:
        """Give the marks as they are on the disk now; read again only when the file is another one."""
        path = self._place(incident_id).marks
        try:
            found = path.stat()
        except OSError:
            raise NotFound("No list of people was taken in for this incident.") from None
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        kept = self._loaded.get(incident_id)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        marks = read_marks(path)
        if marks is None:
            raise NotFound("No list of people was taken in for this incident.")
        while len(self._loaded) >= _MOST_LOADED:
            del self._loaded[next(iter(self._loaded))]
        self._loaded[incident_id] = (stamp, marks)
        return marks
