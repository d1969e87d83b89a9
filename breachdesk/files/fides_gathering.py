"""What was gathered so far from Fides manifests, before everything that refers to something else is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from breachdesk.domain.inventory import Dataset, SourceRow, SubjectGroup, System
from breachdesk.domain.parties import ContactPoint, Processor
from breachdesk.files.fides_nodes import Noting
from breachdesk.files.taxonomy_file import Taxonomy

EVERYWHERE = {"fides_key", "name", "description", "organization_fides_key"}
"""Keys of every entry; descriptions are prose for the manifests' own readers and stay there."""


@dataclass(frozen=True, slots=True)
class Use:
    """A declaration, kept until every dataset is known."""

    system: str
    name: str
    purpose: str
    categories: tuple[str, ...]
    datasets: tuple[str, ...]
    legal_basis: str = ""
    recipients: tuple[str, ...] = ()
    retention: str = ""


@dataclass(frozen=True, slots=True)
class WantedFlow:
    """An end that a system sends to or gets from, kept until every system and dataset is known."""

    system: str
    end: str
    kind: str
    """system, dataset, user; empty when not said."""

    outgoing: bool
    row: SourceRow


@dataclass(slots=True)
class Gathering:
    """Systems, datasets and the rest by their keys, in the order they were met."""

    taxonomy: Taxonomy
    parents: Mapping[str, str]
    """The manifests' own data categories, each with the one it refines."""

    said: Noting = field(default_factory=Noting)
    systems: dict[str, System] = field(default_factory=dict)
    processors: dict[str, Processor] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    groups: dict[str, SubjectGroup] = field(default_factory=dict)
    uses: dict[Use, SourceRow] = field(default_factory=dict)
    own_datasets: dict[str, str] = field(default_factory=dict)
    """By system: the dataset made for what it holds beyond the datasets it refers to."""

    held_in: dict[str, list[str]] = field(default_factory=dict)
    """By dataset: the systems that refer to it."""

    references: list[tuple[str, str, SourceRow]] = field(default_factory=list)
    """Systems with a dataset that each says it uses, beside its declarations."""

    flows: list[WantedFlow] = field(default_factory=list)
    carried: dict[tuple[str, str, bool], list[str]] = field(default_factory=dict)
    """By system, end and whether data go out: the datasets that a declaration says go along."""

    subjects_of: dict[str, list[tuple[str, SourceRow]]] = field(default_factory=dict)
    """By system: the group kinds its declarations name."""

    whose: dict[str, list[tuple[str, SourceRow]]] = field(default_factory=dict)
    """By dataset: the group kinds whose data its entries say they are."""

    organization: str = ""
    dpo: ContactPoint | None = None
