"""Ranges for people and records over the rows of the inventory that were touched: in all, by group, by data category.

Source: GDPR Art. 33(3)(a), which asks for both numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import CountRange, Dataset, Inventory, SubjectsHeld
from breachdesk.domain.overlap import Tree, added, largest, least, ranged


@dataclass(frozen=True, slots=True)
class Touched:
    """A row of a touched Dataset: people of one group, with the figures that hold for the window."""

    dataset: Dataset
    held: SubjectsHeld
    people: CountRange
    records: CountRange
    whole: bool = True
    """False where only a part of it falls into the window."""

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories held about these people."""
        return self.held.categories or self.dataset.categories


@dataclass(frozen=True, slots=True)
class Figures:
    """What was worked out."""

    people: CountRange
    records: CountRange
    people_of: Mapping[str, CountRange]
    records_of: Mapping[str, CountRange]
    people_with: Mapping[str, CountRange]
    """By data category."""


def touched_rows(inventory: Inventory, datasets: Iterable[Dataset], hit: Hit) -> list[Touched]:
    """Give every row of these datasets; where the window takes a part of one, it may be nobody."""
    found = []
    for dataset in datasets:
        whole = hit.window is None or hit.window.takes_all(dataset)
        for held in dataset.subjects:
            people = held.people if whole else CountRange(None, held.people.at_most)
            records = held.records if whole else CountRange(None, held.records.at_most)
            found.append(Touched(dataset, held, people, records, whole))
    return found


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What the inventory holds without saying about whom, so that nobody can say how many they are at most."""

    anybody: bool = False
    """A touched Dataset names no group at all."""

    categories: frozenset[str] = frozenset()
    """Held in a touched Dataset, and not in any row of it."""


def unsaid_in(datasets: Iterable[Dataset]) -> Unsaid:
    """Find it in the datasets that were touched."""
    anybody, categories = False, set[str]()
    for dataset in datasets:
        anybody = anybody or not dataset.subjects
        of_rows = (held.categories or dataset.categories for held in dataset.subjects)
        categories |= set(dataset.categories).difference(*of_rows)
    return Unsaid(anybody, frozenset(categories))


def figures_of(inventory: Inventory, rows: Sequence[Touched], hit: Hit, unsaid: Unsaid = Unsaid()) -> Figures:
    """Work out the ranges.

    Args:
        inventory: What the organisation holds.
        rows: What was touched.
        hit: Holds what a person stated about a group; it goes before what was worked out.
        unsaid: What was touched besides, about nobody knows whom.
    """
    sizes, trees = _Sizes(inventory), _dataset_trees(inventory)
    people_of: dict[str, CountRange] = {}
    records_of: dict[str, CountRange] = {}
    with_category: dict[str, dict[str, Ends]] = {}
    for group, of_group in by_group(rows).items():
        tree, cap, stated = trees[group], sizes.cap(group), hit.stated.get(group)
        people = [(row.dataset.id, row.people.at_least, row.people.at_most) for row in of_group]
        people_of[group] = stated.people if stated else ranged(*_people(tree, people, cap))
        records_of[group] = _records(of_group, stated is not None)
        cap = least(cap, people_of[group].at_most)
        for category, holders in _by_category(of_group).items():
            low, high = _people(tree, holders, cap)
            # Those stated may be the ones about whom it is not held.
            with_category.setdefault(category, {})[group] = (None if stated else low, high)
    ends = {group: (people.at_least, people.at_most) for group, people in people_of.items()}
    together = sizes.together(ends) if ends else CountRange(0, 0)
    records = _added(records_of.values())
    people_with = {category: sizes.together(groups) for category, groups in with_category.items()}
    return Figures(
        people=_without_end(together) if unsaid.anybody else together,
        records=_without_end(records) if unsaid.anybody else records,
        people_of=people_of,
        records_of=records_of,
        people_with=people_with | {c: _without_end(people_with.get(c, CountRange())) for c in unsaid.categories},
    )


def by_group(rows: Iterable[Touched]) -> dict[str, list[Touched]]:
    """Give the rows of each group."""
    found: dict[str, list[Touched]] = {}
    for row in rows:
        found.setdefault(row.held.group, []).append(row)
    return found


def _without_end(count: CountRange) -> CountRange:
    """Give a count that more may come to; no one so far is not known to be none at all."""
    return CountRange(count.at_least or None, None)


class _Sizes:
    """Bounds that come from how large groups are."""

    def __init__(self, inventory: Inventory) -> None:
        self._whole_of = {g.id: g.part_of for g in inventory.subject_groups if g.part_of}
        self._most = {g.id: g.size.at_most for g in inventory.subject_groups}
        self._tree = Tree(self._whole_of, self._most)

    def cap(self, group: str) -> int | None:
        """Give how many the group, and every one it is part of, has at most."""
        high, at, seen = None, group, set[str]()
        while at and at not in seen:
            seen.add(at)
            high = least(high, self._most.get(at))
            at = self._whole_of.get(at, "")
        return high

    def together(self, groups: Mapping[str, Ends]) -> CountRange:
        """Give the range over several groups, some a part of others."""
        high = self._tree.most_of_all({group: high for group, (_, high) in groups.items()})
        return ranged(largest(low for low, _ in groups.values()), high)


def _dataset_trees(inventory: Inventory) -> dict[str, Tree]:
    """Give by group which dataset is part of which, and how many of the group each holds in all."""
    whole_of = {d.id: d.part_of for d in inventory.datasets if d.part_of}
    most: dict[str, dict[str, int | None]] = {}
    for dataset in inventory.datasets:
        for held in dataset.subjects:
            of_group = most.setdefault(held.group, {})
            of_group[dataset.id] = added((of_group.get(dataset.id, 0), held.people.at_most))
    return {group: Tree(whole_of, of_group) for group, of_group in most.items()}


Ends = tuple[int | None, int | None]
"""At least and at most, where there are too many to make a value of each."""

Held = tuple[str, int | None, int | None]
"""In which Dataset, and how many people at least and at most."""


def _by_category(rows: Iterable[Touched]) -> dict[str, list[Held]]:
    """Give, for each category, about how many people it is held in each row that holds it."""
    found: dict[str, list[Held]] = {}
    for row in rows:
        dataset, most, holding = row.dataset.id, row.people.at_most, row.held.holding
        unsaid = (dataset, None, most)
        for category in row.categories:
            said = holding.get(category)
            low = said.at_least if said and row.whole else None
            held = (dataset, low, least(said.at_most, most)) if said else unsaid
            found.setdefault(category, []).append(held)
    return found


def _people(tree: Tree, counts: Sequence[Held], cap: int | None) -> Ends:
    """Give how many there are in all of these, and never more than the cap."""
    highs: dict[str, int | None] = {}
    for dataset, _, high in counts:
        highs[dataset] = added((highs[dataset], high)) if dataset in highs else high
    low, most = largest(low for _, low, _ in counts), least(tree.most_of_all(highs), cap)
    return (low if low is None or most is None else min(low, most)), most


def _records(rows: Sequence[Touched], is_stated: bool) -> CountRange:
    """Records do not overlap: each dataset holds its own. Of fewer people than there are, there may be fewer."""
    found = _added(row.records for row in rows)
    return CountRange(None, found.at_most) if is_stated else found


def _added(counts: Iterable[CountRange]) -> CountRange:
    ranges = list(counts)
    lows = [r.at_least for r in ranges if r.at_least is not None]
    low = sum(lows) if lows else (None if ranges else 0)
    return CountRange(low, added(r.at_most for r in ranges))
