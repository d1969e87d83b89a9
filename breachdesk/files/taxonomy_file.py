"""The kinds of personal data and of people that BreachDesk knows, read from `law/taxonomy.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from breachdesk.domain.inventory import DataCategory
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import read_yaml


@dataclass(frozen=True, slots=True)
class GroupKind:
    """A kind of people, as the law engine knows it."""

    id: str
    labels: Mapping[str, str]
    vulnerable: bool = False


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Categories and group kinds by id, and what the Fides taxonomy calls them."""

    categories: Mapping[str, DataCategory]
    group_kinds: Mapping[str, GroupKind]
    fides_categories: Mapping[str, str]
    """Fides data category to ours."""

    fides_subjects: Mapping[str, str]
    """Fides data subject to our group kind."""

    fides_groups: Mapping[str, str]
    """Fides data category that says whose data it is to our group kind."""

    organisation_kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What an organisation may be for other laws, with its words by language."""

    def category(self, id_: str) -> DataCategory | None:
        """Give a category; a dotted child takes everything but its id from its parent."""
        found = self.categories.get(id_) or self.categories.get(id_.partition(".")[0])
        if found is None or found.id == id_:
            return found
        return DataCategory(id_, found.labels, found.special, found.harms)

    def category_for_fides(self, key: str) -> str | None:
        """Give our category for a Fides one: the longest known prefix of its dotted key; None when unknown."""
        return _longest(key, self.fides_categories)

    def group_for_fides(self, key: str) -> str | None:
        """Give the group kind whose data a Fides category is, such as children; None where it does not say."""
        return _longest(key, self.fides_groups)


def _longest(key: str, known: Mapping[str, str]) -> str | None:
    parts = key.split(".")
    prefixes = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((known[p] for p in prefixes if p in known), None)


def load_taxonomy(path: Path) -> Taxonomy:
    """Read the taxonomy.

    Raises:
        FileProblems: an entry without id or English label, or anything outside strict YAML.
    """
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    top.text("id")
    top.text("version")
    source = top.part("source")
    for key in ("act", "article", "read_on"):
        source.text(key)
    source.end()
    categories: dict[str, DataCategory] = {}
    kinds: dict[str, GroupKind] = {}
    fides_categories: dict[str, str] = {}
    fides_subjects: dict[str, str] = {}
    fides_groups: dict[str, str] = {}
    for part in top.parts("categories"):
        category = DataCategory(
            part.text("id"), part.words("labels"), part.yes_no("special") or False, part.texts("harms")
        )
        categories[category.id] = category
        fides_categories.update(dict.fromkeys(part.texts("fides"), category.id))
        part.end()
    for part in top.parts("group_kinds"):
        kind = GroupKind(part.text("id"), part.words("labels"), part.yes_no("vulnerable") or False)
        kinds[kind.id] = kind
        fides_subjects.update(dict.fromkeys(part.texts("fides"), kind.id))
        fides_groups.update(dict.fromkeys(part.texts("fides_data"), kind.id))
        part.end()
    organisation_kinds: dict[str, Mapping[str, str]] = {}
    for part in top.parts("organisation_kinds"):
        organisation_kinds[part.text("id")] = part.words("labels")
        part.end()
    top.end()
    problems.raise_if_any()
    return Taxonomy(categories, kinds, fides_categories, fides_subjects, fides_groups, organisation_kinds)
