"""A second register, written in plain Python with sets: what lists of people must come to, and lists to try it on."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import strategies as st

from breachdesk.domain.people import (
    AffectedPerson,
    Column,
    ColumnRole,
    ListMapping,
    PeopleCounts,
    SameAddress,
)
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
)
from breachdesk.files.countries import COUNTRIES, MEANT
from breachdesk.register.file_register import FileRegister
from breachdesk.services.ports import ListFile, ListToTake

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
CATEGORIES = ("contact", "financial", "health")
SYSTEMS = ("crm", "hr", "newsletter", "shop")
ROLES = {
    "number": ColumnRole.KEY,
    "mail": ColumnRole.EMAIL,
    "name": ColumnRole.NAME,
    "country": ColumnRole.COUNTRY,
    "language": ColumnRole.LANGUAGE,
}


@dataclass(frozen=True)
class Row:
    """One row of a list."""

    number: str = ""
    mail: str = ""
    name: str = ""
    country: str = ""
    language: str = ""
    held: frozenset[str] = frozenset()


@dataclass(frozen=True)
class People:
    """One list: its rows, and which columns it has."""

    system: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = tuple(ROLES)
    categories: tuple[str, ...] = ("contact", "financial")
    everywhere: tuple[str, ...] = ()
    country: str = ""
    language: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of its file."""
        return (*self.columns, *(f"has {category}" for category in self.categories))

    @property
    def mapping(self) -> ListMapping:
        """How it is read."""
        named = [Column(name, ROLES[name]) for name in self.columns]
        flags = [Column(f"has {category}", ColumnRole.CATEGORY, category) for category in self.categories]
        return ListMapping((*named, *flags), self.everywhere, self.country, self.language)

    def cell(self, row: Row, column: str) -> str:
        """Give a cell as the list says it; empty where it has no such column."""
        if column in self.columns:
            return str(getattr(row, column))
        return {"country": self.country, "language": self.language}.get(column, "")


def register_in(folder: Path) -> FileRegister:
    """Give a register in a folder."""
    return FileRegister(folder / "people", COUNTRIES, MEANT)


def to_take(people: People, folder: Path) -> ListToTake:
    """Write a list as a file, ready to be taken in."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{people.system}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(people.header)
        for row in people.rows:
            flags = ["yes" if category in row.held else "no" for category in people.categories]
            writer.writerow([*(people.cell(row, column) for column in people.columns), *flags])
    return ListToTake(people.system, ListFile(str(path), people.header), people.mapping)


def shares_an_address(lists: Sequence[People]) -> bool:
    """Tell whether an address stands beside two names or two keys."""
    return bool(_shared(_entries(lists)))


@dataclass
class Person:
    """Somebody, with all rows about this person in order."""

    rows: list[tuple[People, Row]] = field(default_factory=list)

    def first(self, column: str) -> str:
        """Give what is said first."""
        return next((text for people, row in self.rows if (text := people.cell(row, column).strip())), "")

    def listed(self, system: str) -> bool:
        """Tell whether a system's list holds this person."""
        return any(people.system == system for people, _ in self.rows)

    def held(self, systems: Iterable[str]) -> frozenset[str]:
        """Give the categories that these systems hold about this person."""
        found: set[str] = set()
        for people, row in self.rows:
            if people.system in systems:
                found |= {*people.everywhere, *(row.held & {*people.categories})}
        return frozenset(found)


def people_of(lists: Sequence[People], same: SameAddress) -> list[Person]:
    """Join rows into people, in the order in which people first appear."""
    entries = _entries(lists)
    shared = _shared(entries) if same is SameAddress.SEPARATE else set()
    keys_of: dict[tuple[str, str], set[str]] = {}
    for people, row in entries:
        number, mail, name = _said(people, row)
        keys_of.setdefault((mail, name), set()).update({number} - {""})
    parent = list(range(len(entries)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    seen: dict[tuple[str, ...], int] = {}
    for at, (people, row) in enumerate(entries):
        number, mail, name = _said(people, row)
        tokens: list[tuple[str, ...]] = [("number", number)] if number else []
        if mail and mail not in shared:
            tokens.append(("mail", mail))
        elif mail and (not number or (name and len(keys_of[mail, name]) == 1)):
            tokens.append(("both", mail, name))
        for token in tokens:
            a, b = root(at), root(seen.setdefault(token, at))
            parent[max(a, b)] = min(a, b)
    found: dict[int, Person] = {}
    for at, entry in enumerate(entries):
        found.setdefault(root(at), Person()).rows.append(entry)
    return list(found.values())


def counts(lists: Sequence[People], same: SameAddress, systems: Sequence[str], selection: Selection) -> PeopleCounts:
    """Count as the port says."""
    everybody = people_of(lists, same)
    meant = [p for p in everybody if any(p.listed(s) for s in systems) and holds(selection, p)]
    categories = {c for people in lists if people.system in systems for c in people.mapping.categories}
    return PeopleCounts(
        people=len(meant),
        records=sum(len(people.rows) for people in lists if people.system in systems),
        by_system={system: sum(p.listed(system) for p in meant) for system in systems},
        by_category={c: sum(c in p.held(systems) for p in meant) for c in sorted(categories)},
        by_country=dict(Counter(p.first("country") for p in meant)),
        by_language=dict(Counter(p.first("language") for p in meant)),
        by_combination=dict(Counter(tuple(sorted(p.held(systems))) for p in meant)),
    )


def addressees(
    lists: Sequence[People], same: SameAddress, systems: Sequence[str], selection: Selection
) -> list[AffectedPerson]:
    """Name them as the port says."""
    return [
        AffectedPerson(
            name=p.first("name"),
            address=p.first("mail"),
            language=p.first("language"),
            country=p.first("country"),
            reference=p.first("number"),
            categories=tuple(sorted(p.held(systems))),
            systems=tuple(sorted(system for system in systems if p.listed(system))),
        )
        for p in people_of(lists, same)
        if any(p.listed(s) for s in systems) and holds(selection, p)
    ]


def holds(selection: Selection, person: Person) -> bool:
    """Tell whether a selection means somebody."""
    match selection:
        case AllOf(parts):
            return all(holds(part, person) for part in parts)
        case AnyOf(parts):
            return any(holds(part, person) for part in parts)
        case Not(part):
            return not holds(part, person)
        case InSystem(system, category):
            return category in person.held([system]) if category else person.listed(system)
        case HasCategory(category):
            return category in person.held(SYSTEMS)
        case FromCountry(country):
            return person.first("country") == country
        case Speaks(language):
            return person.first("language") == language
        case Everybody():
            return True


def _entries(lists: Sequence[People]) -> list[tuple[People, Row]]:
    return [(people, row) for people in sorted(lists, key=lambda one: one.system) for row in people.rows]


def _said(people: People, row: Row) -> tuple[str, str, str]:
    name = " ".join(people.cell(row, "name").lower().split())
    return people.cell(row, "number").strip(), people.cell(row, "mail").strip().lower(), name


def _shared(entries: Sequence[tuple[People, Row]]) -> set[str]:
    names: dict[str, set[str]] = {}
    numbers: dict[str, set[str]] = {}
    for people, row in entries:
        number, mail, name = _said(people, row)
        if mail:
            names.setdefault(mail, set()).update({name} - {""})
            numbers.setdefault(mail, set()).update({number} - {""})
    return {mail for mail in names if len(names[mail]) > 1 or len(numbers[mail]) > 1}


def _rows(columns: Sequence[str]) -> st.SearchStrategy[Row]:
    row = st.builds(
        Row,
        number=st.sampled_from(("", "1", "2", "3", " 3 ", "4")),
        mail=st.sampled_from(("", "a@x.example", "A@x.example ", "b@x.example", "c@x.example", "d@x.example")),
        name=st.sampled_from(("", "Ann", "ann ", "Bob")),
        country=st.sampled_from(("", "NL", "BE")),
        language=st.sampled_from(("", "nl", "fr")),
        held=st.frozensets(st.sampled_from(CATEGORIES)),
    )
    return row.filter(lambda one: any(getattr(one, name) for name in ("number", "mail") if name in columns))


@st.composite
def lists_of_people(draw: st.DrawFn) -> list[People]:
    """Draw a few small lists whose people overlap."""
    found = []
    for system in draw(st.lists(st.sampled_from(SYSTEMS), min_size=1, max_size=4, unique=True)):
        keys = draw(st.sampled_from((("number",), ("mail",), ("number", "mail"))))
        more = tuple(name for name in ("name", "country", "language") if draw(st.booleans()))
        columns = (*keys, *more)
        found.append(
            People(
                system,
                tuple(draw(st.lists(_rows(columns), min_size=1, max_size=6))),
                columns,
                tuple(draw(st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=3))),
                tuple(draw(st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=1))),
                draw(st.sampled_from(("", "NL"))),
                draw(st.sampled_from(("", "nl"))),
            )
        )
    return found


def selections(systems: Sequence[str]) -> st.SearchStrategy[Selection]:
    """Draw a selection that names only these systems."""
    leaf: st.SearchStrategy[Selection] = st.one_of(
        st.just(Everybody()),
        st.builds(InSystem, st.sampled_from(list(systems)), st.sampled_from(("", *CATEGORIES))),
        st.builds(HasCategory, st.sampled_from(CATEGORIES)),
        st.builds(FromCountry, st.sampled_from(("", "NL", "BE", "DE"))),
        st.builds(Speaks, st.sampled_from(("", "nl", "fr", "de"))),
    )
    return st.recursive(
        leaf,
        lambda part: st.one_of(
            st.builds(Not, part),
            st.builds(AllOf, st.lists(part, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(part, max_size=3).map(tuple)),
        ),
        max_leaves=5,
    )
