"""The kinds of personal data and of people that BreachDesk knows, read from `law/taxonomy.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from breachdesk.domain.inventory import DataCategory
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import read_yaml

Kept = TypeVar("Kept")
LANGUAGES = ("en", "nl", "de", "fr")
DPV_TERM = re.compile(r"(pd|dpv):[A-Za-z]+")
ARTICLES = ("9", "10")
"""Of the GDPR: special categories, and criminal convictions and offences."""


@dataclass(frozen=True, slots=True)
class GroupKind:
    """A kind of people, as the law engine knows it."""

    id: str
    labels: Mapping[str, str]
    vulnerable: bool = False
    dpv: tuple[str, ...] = ()
    """Terms of the W3C Data Privacy Vocabulary that mean these people, such as `dpv:Patient`."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Categories and group kinds by id, and what the Fides taxonomy calls them."""

    categories: dict[str, DataCategory]
    group_kinds: dict[str, GroupKind]
    fides_categories: dict[str, str]
    """Fides data category to ours."""

    fides_subjects: dict[str, str]
    """Fides data subject to our group kind."""

    fides_groups: dict[str, str]
    """Fides data category that says whose data it is to our group kind."""

    organisation_kinds: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """What an organisation may be for other laws, with its words by language."""

    @property
    def harms(self) -> frozenset[str]:
        """Give everything that may follow for people."""
        return frozenset(harm for category in self.categories.values() for harm in category.harms)

    def category(self, id_: str) -> DataCategory | None:
        """Give a category; a dotted child takes everything but its id from its parent."""
        found = self.categories.get(id_) or self.categories.get(id_.partition(".")[0])
        if found is None or found.id == id_:
            return found
        return replace(found, id=id_)

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
        FileProblems: a kind without its words in every language, marks that contradict each other, a key of Fides or
            of DPV meant twice, or anything outside strict YAML.
    """
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    top.text("id")
    top.text("version")
    source = top.part("source")
    for key in ("act", "article", "read_on"):
        source.text(key)
    source.end()
    found = Taxonomy({}, {}, {}, {}, {}, {})
    for part in top.parts("categories"):
        _read_category(part, found)
    for part in top.parts("group_kinds"):
        _read_kind(part, found)
    for part in top.parts("organisation_kinds"):
        found.organisation_kinds[part.text("id")] = part.words("labels")
        part.end()
    top.end()
    problems.raise_if_any()
    return found


def _read_category(part: Fields, found: Taxonomy) -> None:
    category = DataCategory(
        id=part.text("id"),
        labels=_labels(part),
        special=part.yes_no("special") or False,
        harms=part.texts("harms"),
        article=part.choice("article", ARTICLES, ""),
        dpv=_dpv(part),
    )
    if category.special != bool(category.article):
        part.problem(f"'{category.id}' needs both 'special: yes' and its 'article', or neither.")
    if not category.harms:
        part.problem(f"'{category.id}' has no 'harms'; say what may follow for people.")
    _define(part, category.id, category, found.categories)
    _define_all(part, "fides", category.id, found.fides_categories)
    part.end()


def _read_kind(part: Fields, found: Taxonomy) -> None:
    kind = GroupKind(part.text("id"), _labels(part), part.yes_no("vulnerable") or False, _dpv(part))
    _define(part, kind.id, kind, found.group_kinds)
    _define_all(part, "fides", kind.id, found.fides_subjects)
    _define_all(part, "fides_data", kind.id, found.fides_groups)
    part.end()


def _labels(part: Fields) -> Mapping[str, str]:
    labels = part.words("labels")
    missing = [language for language in LANGUAGES if language not in labels]
    if missing:
        part.problem(f"'labels' lacks {', '.join(missing)}; notices are written in {', '.join(LANGUAGES)}.")
    return labels


def _dpv(part: Fields) -> tuple[str, ...]:
    found = part.texts_with_lines("dpv")
    if not found:
        part.problem("'dpv' is empty; name at least one term, such as pd:Health.")
    for term, line in found:
        if not DPV_TERM.fullmatch(term):
            part.problem(f"'dpv' holds '{term[:40]}'; write a term such as pd:Health or dpv:Customer.", line)
    return tuple(term for term, _ in found)


def _define_all(part: Fields, key: str, ours: str, known: dict[str, str]) -> None:
    for theirs in part.texts(key):
        _define(part, theirs, ours, known)


def _define(part: Fields, key: str, value: Kept, known: dict[str, Kept]) -> None:
    if key in known:
        part.problem(f"'{key}' stands here a second time; keep one.")
    known[key] = value
