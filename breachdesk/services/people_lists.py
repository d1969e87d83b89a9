"""The affected people, where lists of them exist: taking lists in, counting over them, naming addressees, removing all.

The register takes lists in first, then the record gets its entry: a list of millions takes minutes, and no other
program may be shut out of the workspace for so long. When only the second fails, the lists are there without an entry;
`state` says so, and taking the same lists in again, or removing them, mends it. Removing goes in the same order, so that
what is recorded as removed is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import BreachDeskError, NotAllowed, NotFound, StoreBusy, StoreProblem, WrongInput
from breachdesk.domain.foreign import clean_line, optional_line, visible
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.people import AffectedPerson, Keep, PeopleCounts, PeopleList, SameAddress
from breachdesk.domain.people_check import outside_stated, with_lists, without_list
from breachdesk.domain.scope import scope_of
from breachdesk.domain.selection import Everybody, Selection
from breachdesk.domain.timeline import Act, ListTaken, PeopleListsPurged, PeopleListsTaken
from breachdesk.services.ports import CaseStore, ListToTake, Now, Register, Taken, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.scoping import inventory_in_use


@dataclass(frozen=True, slots=True)
class PeopleCounted:
    """Exact figures over lists, and what they rest on."""

    counts: PeopleCounts
    systems: tuple[str, ...]
    """Whose lists were counted."""

    lists: tuple[PeopleList, ...]
    keep: Keep
    unlisted: tuple[str, ...]
    """Systems of the saved scope that hold people and have no list; these figures say nothing of them."""

    outside: tuple[str, ...]
    """Where the whole lists disagree with the inventory, each with the rows that state it."""


@dataclass(frozen=True, slots=True)
class PeopleState:
    """The lists that are there, beside what the record says of them."""

    lists: tuple[PeopleList, ...]
    keep: Keep | None
    unrecorded: tuple[str, ...] = ()
    """Systems whose list is there, and the record has no entry of it."""

    missing: tuple[str, ...] = ()
    """Systems whose list the record names, and it is not there."""


class People:
    """One use case a method."""

    def __init__(self, store: CaseStore, recorder: Recorder, register: Callable[[], Register], now: Now) -> None:
        self._store = store
        self._recorder = recorder
        self._register = register
        self._now = now

    def take_in(
        self, name: str, lists: Sequence[ListToTake], keep: Keep, same_address: SameAddress, by: str, why: str = ""
    ) -> Taken:
        """Take in lists of the people in systems: all of them, or nothing.

        Args:
            name: Id or reference of the Incident.
            lists: At most one a System.
            keep: What is kept once they are counted.
            same_address: What to do about one address beside two names.
            by: Who acts.
            why: Why names and addresses are kept; not needed for counts.

        Raises:
            NotAllowed: the Incident is closed.
            NotFound: a System is not in the inventory.
            FileProblems: every problem of a file; nothing was taken in.
            WrongInput: two lists of one System, no reason for keeping addresses, or earlier lists kept counts only.
            StoreProblem: there is too little room; or the lists are there and the record could not be written.
        """
        actor = clean_line(by, "name of who acts", 80)
        incident = self.ready(name, [one.system for one in lists])
        reason = reason_to_keep(keep, why)
        register = self._register()
        taken = register.take_in(incident.id, lists, keep, same_address, self._now(), actor)
        try:
            self._record_taken(incident, taken, register, reason, actor)
        except BreachDeskError as error:
            kind = StoreBusy if isinstance(error, StoreBusy) else StoreProblem
            raise kind(
                f"The lists were taken in, but the record has no entry of it yet: {error} When that is mended, take the "
                "same lists in again to have it recorded, or remove them with `breachdesk people purge`."
            ) from error
        return taken

    def ready(self, name: str, systems: Sequence[str]) -> Incident:
        """Give the Incident that lists of these systems can be taken in for, before any file is opened.

        Raises:
            NotAllowed: the Incident is closed.
            NotFound: it is not there, or a System is not in the inventory.
            WrongInput: no System is named, or one twice.
        """
        incident = self._store.incident(name)
        check_open(incident)
        self._check_systems(systems)
        return incident

    def categories_held(self, system: str) -> tuple[str, ...]:
        """Give the data categories that the inventory says a System holds."""
        inventory = inventory_in_use(self._store).inventory
        check_system(inventory, system)
        return tuple(line.id for line in scope_of(inventory, [system]).categories)

    def state(self, name: str) -> PeopleState:
        """Give the lists that are there, and where the record says otherwise."""
        incident = self._store.incident(name)
        register = self._register()
        lists = register.lists(incident.id)
        told = incident.people_lists
        there = {found.system: (found.sha256, found.rows, found.people) for found in lists}
        recorded = {system: (t.sha256, t.rows, t.people) for system, t in told.items()}
        return PeopleState(
            lists=lists,
            keep=register.keeps(incident.id),
            unrecorded=tuple(system for system, what in there.items() if recorded.get(system) != what),
            missing=tuple(system for system in recorded if system not in there),
        )

    def counts(
        self, name: str, systems: Sequence[str] = (), selection: Selection | None = None, combinations: bool = True
    ) -> PeopleCounted:
        """Count the people a selection means, on the lists of these systems.

        Args:
            name: Id or reference of the Incident.
            systems: None for those of the saved scope that have a list, or all lists where it has none of them.
            selection: None for everybody on those lists.
            combinations: Whether people are counted by set of categories too, which takes longer than all the rest.

        Raises:
            NotFound: no list was taken in, or none of a System that was named.
        """
        incident = self._store.incident(name)
        register = self._register()
        lists = self._lists(register, incident)
        asked = self._asked(incident, lists, systems)
        counts = register.counts(incident.id, asked, selection or Everybody(), combinations)
        scope = incident.scope
        return PeopleCounted(
            counts=counts,
            systems=asked,
            lists=lists,
            keep=register.keeps(incident.id) or Keep.COUNTS,
            unlisted=without_list(scope, [found.system for found in lists]) if scope else (),
            outside=self._outside(register, incident, lists, asked),
        )

    def affected(self, name: str) -> CountRange | None:
        """Give how many people the saved scope touches, by the inventory and the lists together; None without a scope.

        Raises:
            NotFound: no list was taken in.
        """
        incident = self._store.incident(name)
        register = self._register()
        listed = [one.system for one in self._lists(register, incident)]
        if incident.scope is None:
            return None
        hit = [system for system in listed if system in incident.scope.systems]
        exact = _how_many(register, incident.id, hit) if hit else 0
        return with_lists(incident.scope, exact, hit)

    def counts_of_all(self, name: str) -> PeopleCounted:
        """Count everybody on every list of an Incident, but by no combination; NotFound where there is no list."""
        incident = self._store.incident(name)
        systems = [one.system for one in self._lists(self._register(), incident)]
        return self.counts(name, systems, combinations=False)

    def check_addressees(self, name: str) -> None:
        """Do nothing where the people on an Incident's lists can be named.

        Raises:
            NotAllowed: only counts were kept.
            NotFound: no list was taken in.
        """
        incident = self._store.incident(name)
        register = self._register()
        self._lists(register, incident)
        if register.keeps(incident.id) is not Keep.ADDRESSEES:
            raise NotAllowed(
                f"Only counts were kept of the lists of {incident.reference}, so nobody can be named. Where people must be "
                "written to, take all lists in again with `--keep addressees --why …`."
            )

    def addressees(
        self, name: str, systems: Sequence[str] = (), selection: Selection | None = None, first: int | None = None
    ) -> Iterator[AffectedPerson]:
        """Give the people a selection means, each with only what concerns this person; systems are chosen as in `counts`.

        Raises:
            NotAllowed: only counts were kept.
            NotFound: no list was taken in, or none of a System that was named.
        """
        self.check_addressees(name)
        incident = self._store.incident(name)
        register = self._register()
        asked = self._asked(incident, self._lists(register, incident), systems)
        return register.addressees(incident.id, asked, selection or Everybody(), first)

    def purge(self, name: str, by: str, why: str) -> tuple[str, ...]:
        """Remove everything kept of the lists, also of a closed Incident; give whose lists they were.

        Raises:
            NotFound: there is nothing to remove.
            WrongInput: no reason is given.
        """
        actor = clean_line(by, "name of who acts", 80)
        reason = clean_line(why, "reason", 500)
        incident = self._store.incident(name)
        register = self._register()
        there = {found.system for found in register.lists(incident.id)}
        systems = tuple(sorted(there | set(incident.people_lists)))
        was_there = register.purge(incident.id)
        if not systems and not was_there:
            raise NotFound(f"There are no lists of people to remove from {incident.reference}.")
        self._recorder.record(incident.id, actor, lambda *_: [PeopleListsPurged(systems, reason)])
        return systems

    def _check_systems(self, systems: Sequence[str]) -> None:
        if not systems:
            raise WrongInput("No list is named; write each as SYSTEM=FILE, such as crm=customers.csv.")
        inventory = inventory_in_use(self._store).inventory
        for system in systems:
            check_system(inventory, system)
            if systems.count(system) > 1:
                raise WrongInput(f"Two lists are named for the system '{system}'; put them into one file.")

    def _record_taken(self, before: Incident, taken: Taken, register: Register, why: str, by: str) -> None:
        """Write the entry, unless the record says all of it already."""
        lists = tuple(ListTaken(t.system, _short(t.file), t.sha256, t.rows, t.people) for t in taken.lists)
        systems = tuple(found.system for found in register.lists(before.id))
        people = _how_many(register, before.id, systems)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            known = all(incident.people_lists.get(t.system) == t for t in lists)
            if known and incident.people_kept is taken.keep:
                return []
            return [PeopleListsTaken(lists, taken.keep, people, why)]

        self._recorder.record(before.id, by, decide)

    def _lists(self, register: Register, incident: Incident) -> tuple[PeopleList, ...]:
        lists = register.lists(incident.id)
        if lists:
            return lists
        if incident.people_lists:
            raise NotFound(
                f"The lists of people that {incident.reference} names are not in this workspace; take them in again "
                "with `breachdesk people import`."
            )
        raise NotFound(
            f"No list of people was taken in for {incident.reference}; `breachdesk people import SYSTEM=FILE "
            f"--incident {incident.reference}` does it."
        )

    def _asked(
        self, incident: Incident, lists: tuple[PeopleList, ...], systems: Sequence[str]
    ) -> tuple[str, ...]:
        listed = tuple(found.system for found in lists)
        for system in systems:
            if system not in listed:
                raise NotFound(f"There is no list of people of '{visible(system)[:60]}'; there are: {', '.join(listed)}.")
        if systems:
            return tuple(dict.fromkeys(systems))
        hit = incident.scope.systems if incident.scope else ()
        return tuple(system for system in listed if system in hit) or listed

    def _outside(
        self, register: Register, incident: Incident, lists: tuple[PeopleList, ...], asked: tuple[str, ...]
    ) -> tuple[str, ...]:
        stored = self._store.inventory()
        if stored is None:
            return ()
        inventory = stored.inventory
        known = {system.id for system in inventory.systems}
        said = [
            outside_stated(inventory, scope_of(inventory, [one.system]), one.people, f"the list of {one.system} names")
            for one in lists
            if one.system in asked and one.system in known
        ]
        if len(asked) > 1 and known.issuperset(asked):
            exact = _how_many(register, incident.id, asked)
            together = f"the lists of {', '.join(asked)} together name"
            said.append(outside_stated(inventory, scope_of(inventory, asked), exact, together))
        return tuple(filter(None, said))


def reason_to_keep(keep: Keep, why: str) -> str:
    """Give the reason for what is kept, as the record holds it.

    Raises:
        WrongInput: names and addresses are to be kept for no reason.
    """
    if keep is Keep.ADDRESSEES and not why.strip():
        raise WrongInput(
            "Names and addresses are kept only for a reason, such as that the people must be told one by one "
            "(Art. 34); give it with --why. Without that need, keep counts only."
        )
    return optional_line(why, "reason")


def check_system(inventory: Inventory, id_: str) -> None:
    """Do nothing where the inventory has this System.

    Raises:
        NotFound: it has none by that id; the nearest is named.
    """
    ids = [system.id for system in inventory.systems]
    if id_ in ids:
        return
    near = get_close_matches(id_[:80], ids, n=1, cutoff=0.6)
    hint = f"Did you mean '{near[0]}'?" if near else "`breachdesk inventory show` lists them."
    raise NotFound(f"The inventory has no system '{visible(id_)[:60]}'. {hint}")


def _how_many(register: Register, incident_id: str, systems: Sequence[str]) -> int:
    return register.counts(incident_id, systems, Everybody(), combinations=False).people


def _short(file: str) -> str:
    """A file's name as the record may hold it: one line, nothing hidden."""
    return clean_line(file or "a list", "name of the file", 255) if len(file) <= 255 else f"{clean_line(file[:200], 'name')}…"
