"""What the organisation holds: systems, datasets, groups, categories, activities (Art. 30).

The inventory says what a processing may hold, not what leaked. Every row knows the file and line
it was read from, so that any figure built on it can be traced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    retention: str = ""

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
