"""The affected people where lists of them exist: what a list holds, and what is counted over several.

A person keeps which system gave what. Nothing here holds a name or an address but `AffectedPerson`, which is made only
where people must be written to one by one (GDPR Art. 5(1)(c), 34(1)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OTHER_COMBINATIONS = ("*",)
"""Stands for all sets of categories that are not told apart."""

WORDS_FOR_NO = ("no", "nee", "nein", "non", "0", "false", "n")
"""What a cell says that no data of a category are held, in any case of letters; an empty one says so too."""


class Keep(StrEnum):
    """What is kept of the lists once they are counted."""

    COUNTS = "counts"
    """Numbered marks without names, addresses or keys: enough to count any combination, too little to say who."""

    ADDRESSEES = "addressees"
    """Names, addresses and keys too: somebody must be written to."""


class SameAddress(StrEnum):
    """What to do where one address stands beside two names or two keys; never decided in silence."""

    ASK = "ask"
    MERGE = "merge"
    """One person under two names."""

    SEPARATE = "separate"
    """Two people who share a mailbox."""


class ColumnRole(StrEnum):
    """What a column of a list says about a person."""

    KEY = "key"
    """A number the house knows the person by, such as a customer number; the same in every list."""

    EMAIL = "email"
    NAME = "name"
    LANGUAGE = "language"
    COUNTRY = "country"
    CATEGORY = "category"
    """Data of one category are held about the person where the cell is filled, and is no word for no."""

    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, and what it says."""

    header: str
    role: ColumnRole
    category: str = ""
    """The data category, for the role `category`."""


@dataclass(frozen=True, slots=True)
class ListMapping:
    """How the rows of a list are read."""

    columns: tuple[Column, ...]
    everywhere: tuple[str, ...] = ()
    """Data categories held about everybody on the list."""

    default_country: str = ""
    default_language: str = ""
    """Taken where the list has no such column; empty is unknown."""

    @property
    def categories(self) -> tuple[str, ...]:
        """Every data category the list can say something of, once each."""
        named = (c.category for c in self.columns if c.role is ColumnRole.CATEGORY)
        return tuple(dict.fromkeys((*self.everywhere, *named)))

    def header_of(self, role: ColumnRole) -> str:
        """Give the header with a role, or empty."""
        return next((c.header for c in self.columns if c.role is role), "")


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list that was taken in: which system it came from, and what it held."""

    system: str
    file: str
    """Its name, without folders."""

    sha256: str
    rows: int
    """Records, Art. 33(3)(a)."""

    people: int
    """Distinct people on it."""

    categories: tuple[str, ...]
    imported_at: datetime
    imported_by: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """Exact figures about the people a selection means.

    Categories are those held in the systems asked about, not in others that hold the same person.
    """

    people: int
    records: int
    """Rows of the lists of the systems asked about; not narrowed by the selection."""

    by_system: Mapping[str, int] = field(default_factory=dict)
    by_category: Mapping[str, int] = field(default_factory=dict)
    by_country: Mapping[str, int] = field(default_factory=dict)
    """By ISO 3166 code; the empty code counts those whose country the lists do not say. The sum is `people`."""

    by_language: Mapping[str, int] = field(default_factory=dict)
    """By ISO 639-1 code; the empty code counts those whose language the lists do not say. The sum is `people`."""

    by_combination: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """By the exact set of categories held about a person, sorted; the sum is `people`.

    Empty where nobody asked. Where there are thousands of sets, those of the fewest people stand under
    `OTHER_COMBINATIONS` together.
    """


@dataclass(frozen=True, slots=True)
class AffectedPerson:
    """One person to write to, with only what concerns this person."""

    name: str
    address: str
    language: str
    country: str
    reference: str
    """The key the house knows the person by."""

    categories: tuple[str, ...]
    systems: tuple[str, ...]
