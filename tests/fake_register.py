"""The port `Register` in plain sets: a second way to the same people, slow, short, and for small CSV files only."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from breachdesk.domain.errors import FileProblems, NotAllowed, NotFound, Problem, StoreProblem, WrongInput
from breachdesk.domain.people import AffectedPerson, ColumnRole, Keep, ListMapping, PeopleCounts, PeopleList, SameAddress
from breachdesk.domain.selection import (
    AllOf,
    AnyOf,
    Everybody,
    FromCountry,
    HasCategory,
    InSystem,
    Not,
    Selection,
    Speaks,
    systems_in,
)
from breachdesk.services.ports import ListToTake, Taken

NO = frozenset({"", "0", "no", "n", "false", "nee", "nein", "non", "-"})


@dataclass
class Somebody:
    """One person, with what each system holds."""

    keys: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    name: str = ""
    country: str = ""
    language: str = ""
    held: dict[str, set[str]] = field(default_factory=dict)
    """Categories by system."""

    def is_meant(self, by: Selection) -> bool:
        """Tell whether a selection means this person."""
        match by:
            case Everybody():
                return True
            case InSystem(system, category):
                return system in self.held and (not category or category in self.held[system])
            case HasCategory(category):
                return any(category in held for held in self.held.values())
            case FromCountry(country):
                return self.country == country
            case Speaks(language):
                return self.language == language
            case Not(part):
                return not self.is_meant(part)
            case AllOf(parts):
                return all(self.is_meant(part) for part in parts)
            case AnyOf(parts):
                return any(self.is_meant(part) for part in parts)


@dataclass
class Kept:
    """What is kept of one incident."""

    lists: dict[str, PeopleList]
    rows: dict[str, list[dict[str, str]]]
    people: list[Somebody]
    keep: Keep


class FakeRegister:
    """Everything in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.broken = ""
        """Why nothing can be taken in now; empty where it can."""

    def take_in(
        self,
        incident_id: str,
        lists: Sequence[ListToTake],
        keep: Keep,
        same_address: SameAddress,
        now: datetime,
        by: str,
    ) -> Taken:
        if self.broken:
            raise StoreProblem(self.broken)
        before = self.kept.get(incident_id)
        named = {one.system for one in lists}
        if before is not None and before.keep is Keep.COUNTS and set(before.lists) - named:
            raise WrongInput("Earlier lists were kept as counts only; take in all lists again, together.")
        rows = dict(before.rows) if before else {}
        same = []
        for one in lists:
            digest = hashlib.sha256(Path(one.file.path).read_bytes()).hexdigest()
            if before is not None and one.system in before.lists and before.lists[one.system].sha256 == digest:
                same.append(one.system)
            rows[one.system] = list(_rows_of(one))
        people = _identified(rows, same_address)
        found = dict(before.lists) if before else {}
        for one in lists:
            found[one.system] = PeopleList(
                system=one.system,
                file=one.file.name or Path(one.file.path).name,
                sha256=hashlib.sha256(Path(one.file.path).read_bytes()).hexdigest(),
                rows=len(rows[one.system]),
                people=sum(one.system in p.held for p in people),
                categories=one.mapping.categories,
                imported_at=now,
                imported_by=by,
            )
        self.kept[incident_id] = Kept(dict(sorted(found.items())), rows, people, keep)
        return Taken(tuple(found[one.system] for one in lists), keep, tuple(same))

    def lists(self, incident_id: str) -> tuple[PeopleList, ...]:
        return tuple(self.kept[incident_id].lists.values()) if incident_id in self.kept else ()

    def keeps(self, incident_id: str) -> Keep | None:
        return self.kept[incident_id].keep if incident_id in self.kept else None

    def counts(
        self, incident_id: str, systems: Sequence[str], selection: Selection, combinations: bool = True
    ) -> PeopleCounts:
        meant = self._meant(incident_id, systems, selection)
        held = [sorted({c for s in systems for c in p.held.get(s, ())}) for p in meant]
        return PeopleCounts(
            people=len(meant),
            records=sum(self.kept[incident_id].lists[s].rows for s in systems),
            by_system={s: sum(s in p.held for p in meant) for s in systems},
            by_category=dict(Counter(c for each in held for c in each)),
            by_country=dict(Counter(p.country for p in meant)),
            by_language=dict(Counter(p.language for p in meant)),
            by_combination=dict(Counter(tuple(each) for each in held)) if combinations else {},
        )

    def addressees(
        self, incident_id: str, systems: Sequence[str], selection: Selection, first: int | None = None
    ) -> Iterator[AffectedPerson]:
        meant = self._meant(incident_id, systems, selection)
        if self.kept[incident_id].keep is Keep.COUNTS:
            raise NotAllowed("Only counts were kept; take the lists in again with --keep addressees.")
        return iter(
            [
                AffectedPerson(
                    name=p.name,
                    address=min(p.emails, default=""),
                    language=p.language,
                    country=p.country,
                    reference=min(p.keys, default=""),
                    categories=tuple(sorted({c for s in systems for c in p.held.get(s, ())})),
                    systems=tuple(s for s in systems if s in p.held),
                )
                for p in meant[:first]
            ]
        )

    def purge(self, incident_id: str) -> bool:
        return self.kept.pop(incident_id, None) is not None

    def _meant(self, incident_id: str, systems: Sequence[str], selection: Selection) -> list[Somebody]:
        for system in {*systems, *systems_in(selection)}:
            if incident_id not in self.kept or system not in self.kept[incident_id].lists:
                raise NotFound(f"There is no list of people of '{system}'.")
        people = self.kept[incident_id].people
        return [p for p in people if set(systems) & set(p.held) and p.is_meant(selection)]


def _rows_of(one: ListToTake) -> Iterator[dict[str, str]]:
    with Path(one.file.path).open(encoding=one.file.encoding, newline="") as stream:
        for row in csv.DictReader(stream, delimiter=one.file.delimiter):
            cells = {str(header).strip(): str(cell or "").strip() for header, cell in row.items()}
            yield _read(cells, one.mapping)


def _read(cells: dict[str, str], mapping: ListMapping) -> dict[str, str]:
    found = {role.value: cells.get(mapping.header_of(role), "") for role in ColumnRole}
    held = {c.category for c in mapping.columns if c.role is ColumnRole.CATEGORY and cells[c.header].lower() not in NO}
    return {
        "key": found["key"],
        "email": found["email"].lower(),
        "name": found["name"],
        "country": found["country"].upper() or mapping.default_country,
        "language": found["language"].lower() or mapping.default_language,
        "held": ",".join(sorted({*mapping.everywhere, *held})),
    }


def _identified(rows: dict[str, list[dict[str, str]]], same_address: SameAddress) -> list[Somebody]:
    """One person by key and by address, also in a chain over both."""
    people: list[Somebody] = []
    for system, its_rows in rows.items():
        for number, row in enumerate(its_rows, start=2):
            marks = {("key", row["key"]), ("email", row["email"])} - {("key", ""), ("email", "")}
            same = [p for p in people if {("key", k) for k in p.keys} & marks or _shares(p, row, same_address, number)]
            whole = Somebody()
            for one in same:
                people.remove(one)
                whole = _together(whole, one)
            people.append(_together(whole, _somebody(row, system)))
    return people


def _shares(person: Somebody, row: dict[str, str], same_address: SameAddress, number: int) -> bool:
    if row["email"] not in person.emails or not row["email"]:
        return False
    other_name = bool(person.name and row["name"] and person.name.casefold() != row["name"].casefold())
    other = other_name or bool(person.keys and row["key"] and row["key"] not in person.keys)
    if other and same_address is SameAddress.ASK:
        raise FileProblems("list", [Problem(number, "shares its email with another person.")])
    return not (other and same_address is SameAddress.SEPARATE)


def _somebody(row: dict[str, str], system: str) -> Somebody:
    return Somebody(
        keys={row["key"]} - {""},
        emails={row["email"]} - {""},
        name=row["name"],
        country=row["country"],
        language=row["language"],
        held={system: set(filter(None, row["held"].split(",")))},
    )


def _together(one: Somebody, other: Somebody) -> Somebody:
    held = {system: set(categories) for system, categories in one.held.items()}
    for system, categories in other.held.items():
        held[system] = held.get(system, set()) | categories
    return Somebody(
        one.keys | other.keys,
        one.emails | other.emails,
        one.name or other.name,
        one.country or other.country,
        one.language or other.language,
        held,
    )
