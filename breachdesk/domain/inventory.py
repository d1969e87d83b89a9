"""What the organisation holds: systems, datasets, groups, categories, activities (Art. 30).

The inventory says what a processing may hold, not what leaked. Every row knows the file and line
it was read from, so that any figure built on it can be traced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from breachdesk.domain.errors import NotFound
from breachdesk.domain.parties import ContactPoint, Controller, Person, Processor


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The row of a file that a value was read from."""

    file: str
    line: int
    path: str
    """Where in the document, such as `datasets[2].subjects[0]`."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class CountRange:
    """At least and at most; either may be unknown (None). Unknown is never zero.

    >>> str(CountRange(12000, 15500)), str(CountRange(None, None)), str(CountRange(5, None))
    ('12,000 to 15,500', 'unknown', 'at least 5')
    """

    at_least: int | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at least {self.at_least} is more than at most {self.at_most}")
        if (self.at_least or 0) < 0 or (self.at_most or 0) < 0:
            raise ValueError(f"a count cannot be negative: {self.at_least} to {self.at_most}")

    @property
    def is_unknown(self) -> bool:
        """Tell whether nothing at all is known."""
        return self.at_least is None and self.at_most is None

    def __str__(self) -> str:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            return "unknown"
        if high is None:
            return f"at least {low:,}"
        if low is None:
            return f"at most {high:,}"
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"


@dataclass(frozen=True, slots=True)
class DataCategory:
    """A kind of personal data, with the marks that matter in a breach."""

    id: str
    labels: Mapping[str, str]
    """By language code; English is always there."""

    special: bool = False
    """Art. 9 (special) or Art. 10 (criminal)."""

    harms: tuple[str, ...] = ()
    """What may follow; option ids of the fact `likely_consequences`, such as `phishing` or `fraud`."""

    article: str = ""
    """`9` or `10` where it is special; empty otherwise."""

    dpv: tuple[str, ...] = ()
    """Terms of the W3C Data Privacy Vocabulary that mean this, such as `pd:Health`."""

    def label(self, language: str) -> str:
        """Give the name in a language, or in English where that is missing."""
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """A category of persons, with its size where known (Art. 30(1)(c))."""

    id: str
    labels: Mapping[str, str]
    kind: str
    """The law engine's group: customers, employees, patients, children…"""

    row: SourceRow
    size: CountRange = CountRange()
    vulnerable: bool | None = None
    """None when nobody said."""

    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    part_of: str | None = None
    """A SubjectGroup that all of these people belong to as well."""

    def label(self, language: str) -> str:
        """Give the name in a language, or in English, or failing both any."""
        return self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values()))


@dataclass(frozen=True, slots=True)
class System:
    """Something that holds or moves data."""

    id: str
    name: str
    row: SourceRow
    kind: str = ""
    """application, database, file-share, device, mail, backup, saas, paper."""

    location: str = ""
    owner: str = ""
    processor: str | None = None
    """Id of the Processor that runs it, None when run in the house."""

    exposure: str = ""
    """internet, partners, internal, offline."""

    access: tuple[str, ...] = ()
    """Who can get at it: teams, roles, partners."""


class Encryption(StrEnum):
    """Where data become readable again."""

    UNKNOWN = "unknown"
    NONE = "none"
    SOMEHOW = "somehow"
    """Encrypted, and nobody said in which layer."""

    DISK = "disk"
    """Whoever takes the medium reads nothing; whoever is in the running system reads all."""

    CONTENT = "content"
    """The data themselves: whoever reads the system still needs the key."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What keeps a thief of the data from reading them."""

    encryption: Encryption = Encryption.UNKNOWN
    keys_in: tuple[str, ...] = ()
    """Systems that hold the key; none when nobody said."""

    pseudonymised: bool | None = None
    """The data name nobody without a table kept elsewhere (Art. 4(5))."""

    unreadable: tuple[str, ...] = ()
    """Data categories stored only as a strong hash or encrypted field by field, such as passwords."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; None is open or unknown."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")


@dataclass(frozen=True, slots=True)
class SubjectsHeld:
    """How many people of one group, and records about them, a Dataset holds."""

    group: str
    row: SourceRow
    people: CountRange = CountRange()
    records: CountRange = CountRange()
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """The categories held about this group; all of the Dataset's when empty."""

    languages: tuple[str, ...] = ()
    """The group's own when empty."""

    holding: Mapping[str, CountRange] = field(default_factory=dict)
    """About how many of them a category is held, where not about all; by category."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A body of data in one or more Systems."""

    id: str
    name: str
    row: SourceRow
    systems: tuple[str, ...]
    """Systems where it lives."""

    categories: tuple[str, ...]
    subjects: tuple[SubjectsHeld, ...]
    copies: tuple[str, ...] = ()
    """Systems that hold a copy or backup."""

    part_of: str | None = None
    """A Dataset whose people include all of this one's."""

    encrypted_at_rest: bool | None = None
    """Whether it is encrypted at all; `protection` says how."""

    retention: str = ""
    protection: Protection = Protection()
    collected: Period = Period()
    """When the data were or are collected; until None: they still are."""

    kept_months: int | None = None
    """How long each item is kept; None when nobody said, or when items are not removed by age."""

    source: str = ""
    """Where the data came from (Art. 14(2)(f)): the people themselves, a partner, another system."""

    access: tuple[str, ...] = ()
    """Who can get at it: teams, roles, partners."""

    def held_in(self) -> tuple[str, ...]:
        """Give every System that holds it, copies included."""
        return (*self.systems, *(c for c in self.copies if c not in self.systems))


@dataclass(frozen=True, slots=True)
class ProcessingActivity:
    """A purpose for which Datasets are used (Art. 30(1)(b))."""

    id: str
    name: str
    row: SourceRow
    purpose: str
    datasets: tuple[str, ...]
    legal_basis: str = ""
    recipients: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    transfers: tuple[str, ...] = ()
    """Countries outside the EEA the data go to."""


class OpenedBy(StrEnum):
    """Which end of a Flow logs in at the other; whoever holds that end can go where it goes."""

    SENDER = "sender"
    RECEIVER = "receiver"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that go from one System to another by themselves."""

    sender: str
    receiver: str
    row: SourceRow
    datasets: tuple[str, ...] = ()
    """What goes along; none when nobody said."""

    opened_by: OpenedBy = OpenedBy.UNKNOWN
    note: str = ""
    """How and how often, such as `SFTP, every night`."""


@dataclass(frozen=True, slots=True)
class Credential:
    """An account, key or token that opens Systems; whoever finds it where it is kept can use it."""

    id: str
    name: str
    row: SourceRow
    kept_in: tuple[str, ...]
    """Systems where it can be found or is used to log in."""

    opens: tuple[str, ...]
    """Systems it opens."""


Row = TypeVar("Row", System, Dataset, SubjectGroup, ProcessingActivity)


@dataclass(frozen=True, slots=True)
class Inventory:
    """All of it, as one value."""

    controller: Controller
    dpo: ContactPoint | None
    people: tuple[Person, ...] = ()
    systems: tuple[System, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    subject_groups: tuple[SubjectGroup, ...] = ()
    data_categories: tuple[DataCategory, ...] = ()
    """Those used; taxonomy entries plus the organisation's own refinements."""

    processing_activities: tuple[ProcessingActivity, ...] = ()
    processors: tuple[Processor, ...] = ()
    flows: tuple[Flow, ...] = ()
    credentials: tuple[Credential, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What an import could not map, kept so that nothing is dropped in silence."""

    def system(self, id_: str) -> System:
        """Give a System by id; NotFound names the nearest habit: list them."""
        return _find(self.systems, id_, "system")

    def dataset(self, id_: str) -> Dataset:
        """Give a Dataset by id, or raise NotFound."""
        return _find(self.datasets, id_, "dataset")

    def group(self, id_: str) -> SubjectGroup:
        """Give a SubjectGroup by id, or raise NotFound."""
        return _find(self.subject_groups, id_, "subject group")

    def category(self, id_: str) -> DataCategory:
        """Give a DataCategory by id, or raise NotFound."""
        for category in self.data_categories:
            if category.id == id_:
                return category
        raise NotFound(f"The inventory has no data category '{id_}'.")


def _find(rows: tuple[Row, ...], id_: str, what: str) -> Row:
    for row in rows:
        if row.id == id_:
            return row
    raise NotFound(f"The inventory has no {what} '{id_}'; `breachdesk inventory show` lists them.")
