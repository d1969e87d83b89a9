"""Whom and what an Incident touches, worked out from the systems that were hit.

Every line says which inventory row it comes from. Overlap is honest: people of one group seen in
several datasets are at least the largest and at most the sum, unless the inventory says that one
dataset is part of another or how large the group is. An unknown upper bound stays unknown.

Source: GDPR Art. 33(3)(a): categories and approximate numbers of data subjects and of records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from breachdesk.domain.inventory import CountRange, Dataset, Inventory, SourceRow, SubjectsHeld


@dataclass(frozen=True, slots=True)
class Reached:
    """Another System that holds the same data: worth a look, not assumed hit."""

    system: str
    because: str


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """A Dataset held in a System that was hit."""

    id: str
    name: str
    systems: tuple[str, ...]
    """The hit Systems that hold it."""

    encrypted_at_rest: bool | None
    because: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A SubjectGroup touched, and how many people and records."""

    id: str
    people: CountRange
    records: CountRange
    vulnerable: bool | None
    countries: tuple[str, ...]
    because: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A DataCategory touched, and whose."""

    id: str
    special: bool
    groups: tuple[str, ...]
    because: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The groups, categories, people, records and countries an Incident touches."""

    systems: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()
    datasets: tuple[DatasetLine, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    categories: tuple[CategoryLine, ...] = ()
    people: CountRange = CountRange(0, 0)
    records: CountRange = CountRange(0, 0)
    countries: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Questions the inventory leaves open."""


def scope_of(inventory: Inventory, hit: Collection[str]) -> Scope:
    """Work out what is touched when these systems are hit.

    Args:
        inventory: What the organisation holds.
        hit: Ids of the systems; the order does not matter.

    Raises:
        NotFound: a system is not in the inventory.

    Source: GDPR Art. 33(3)(a).
    """
    systems = tuple(dict.fromkeys(inventory.system(id_).id for id_ in sorted(hit)))
    datasets = [d for d in inventory.datasets if set(d.held_in()) & set(systems)]
    groups = tuple(_group_lines(inventory, datasets))
    return Scope(
        systems=systems,
        reached=tuple(_reached(inventory, datasets, systems)),
        datasets=tuple(_dataset_line(d, systems) for d in datasets),
        groups=groups,
        categories=tuple(_category_lines(inventory, datasets)),
        people=_overlapping(line.people for line in groups),
        records=_added(line.records for line in groups),
        countries=tuple(sorted({c for line in groups for c in line.countries})),
        processors=tuple(_processors(inventory, datasets, systems)),
        activities=tuple(a.id for a in inventory.processing_activities if _uses(a.datasets, datasets)),
        unknown=tuple(_open_questions(inventory, datasets)),
    )


def _uses(ids: Iterable[str], datasets: Iterable[Dataset]) -> bool:
    return bool(set(ids) & {d.id for d in datasets})


def _dataset_line(dataset: Dataset, systems: tuple[str, ...]) -> DatasetLine:
    held = tuple(s for s in dataset.held_in() if s in systems)
    return DatasetLine(dataset.id, dataset.name, held, dataset.encrypted_at_rest, (dataset.row,))


def _reached(inventory: Inventory, datasets: list[Dataset], hit: tuple[str, ...]) -> Iterable[Reached]:
    for system in inventory.systems:
        if system.id in hit:
            continue
        names = [d.id for d in datasets if system.id in d.held_in()]
        if names:
            what = "dataset" if len(names) == 1 else "datasets"
            yield Reached(system.id, f"holds {what} {', '.join(names)}")


def _group_lines(inventory: Inventory, datasets: list[Dataset]) -> Iterable[GroupLine]:
    for group in inventory.subject_groups:
        held = [(d, s) for d in datasets for s in d.subjects if s.group == group.id]
        if not held:
            continue
        people = _capped(_overlapping_people(inventory, group.id, held), group.size)
        countries = {c for _, s in held for c in (s.countries or group.countries)}
        yield GroupLine(
            id=group.id,
            people=people,
            records=_added(s.records for _, s in held),
            vulnerable=group.vulnerable,
            countries=tuple(sorted(countries)),
            because=(*(s.row for _, s in held), group.row),
        )


def _overlapping_people(
    inventory: Inventory, group: str, held: list[tuple[Dataset, SubjectsHeld]]
) -> CountRange:
    """At least the largest dataset; at most the sum, where a whole bounds the sum of its parts.

    The whole bounds its parts whether or not it was hit itself, so that hitting it too never lowers a figure.
    """
    highs: dict[str, int | None] = {}
    for dataset, subjects in held:
        highs[dataset.id] = _sum_or_unknown((highs.get(dataset.id, 0), subjects.people.at_most))
    high = _sum_or_unknown(highs[root] for root in _folded_into_wholes(inventory, group, highs))
    lows = [s.people.at_least for _, s in held if s.people.at_least is not None]
    low = max(lows) if lows else None
    return CountRange(low if low is None or high is None else min(low, high), high)


def _folded_into_wholes(inventory: Inventory, group: str, highs: dict[str, int | None]) -> list[str]:
    """Fold each part's upper bound into its whole's, deepest first; give the datasets left on top."""
    by_id = {d.id: d for d in inventory.datasets}
    hit = set(highs)
    top: list[str] = []
    waiting = list(highs)
    while waiting:
        # Always the deepest of those left: a whole folded before its last part would be counted twice.
        id_ = max(waiting, key=lambda waits: _depth(by_id, waits))
        waiting.remove(id_)
        whole = by_id.get(by_id[id_].part_of or "")
        bound = _held_people(whole, group) if whole else None
        if whole is None or bound is None:
            top.append(id_)
            continue
        if whole.id not in hit:
            highs[whole.id] = _least(bound.at_most, _sum_or_unknown((highs.get(whole.id, 0), highs[id_])))
        if whole.id not in waiting and whole.id not in top:
            waiting.append(whole.id)
    return top


def _depth(by_id: dict[str, Dataset], id_: str) -> int:
    depth, seen = 0, {id_}
    while (parent := by_id[id_].part_of) and parent in by_id and parent not in seen:
        depth, id_ = depth + 1, parent
        seen.add(parent)
    return depth


def _held_people(dataset: Dataset, group: str) -> CountRange | None:
    """Give how many of a group a dataset holds; None when it holds none of them."""
    held = [s.people for s in dataset.subjects if s.group == group]
    return CountRange(None, _sum_or_unknown(p.at_most for p in held)) if held else None


def _least(first: int | None, second: int | None) -> int | None:
    known = [n for n in (first, second) if n is not None]
    return min(known) if known else None


def _overlapping(counts: Iterable[CountRange]) -> CountRange:
    """At least the largest, at most the sum."""
    ranges = list(counts)
    lows = [r.at_least for r in ranges if r.at_least is not None]
    return CountRange(
        max(lows) if lows else _zero_if_none(ranges), _sum_or_unknown(r.at_most for r in ranges)
    )


def _added(counts: Iterable[CountRange]) -> CountRange:
    """Records do not overlap: each dataset holds its own."""
    ranges = list(counts)
    lows = [r.at_least for r in ranges if r.at_least is not None]
    return CountRange(
        sum(lows) if lows else _zero_if_none(ranges), _sum_or_unknown(r.at_most for r in ranges)
    )


def _zero_if_none(ranges: list[CountRange]) -> int | None:
    return None if ranges else 0


def _sum_or_unknown(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _capped(people: CountRange, size: CountRange) -> CountRange:
    """Never more than the group has; never a lower bound above the upper one."""
    if size.at_most is None:
        return people
    high = size.at_most if people.at_most is None else min(people.at_most, size.at_most)
    low = None if people.at_least is None else min(people.at_least, high)
    return CountRange(low, high)


def _category_lines(inventory: Inventory, datasets: list[Dataset]) -> Iterable[CategoryLine]:
    for category in inventory.data_categories:
        groups: dict[str, None] = {}
        rows: dict[SourceRow, None] = {}
        for dataset in datasets:
            if category.id in dataset.categories:
                rows[dataset.row] = None
            for held in dataset.subjects:
                if category.id in (held.categories or dataset.categories):
                    groups[held.group] = None
                    rows[held.row] = None
        if rows:
            yield CategoryLine(category.id, category.special, tuple(groups), tuple(rows))


def _processors(inventory: Inventory, datasets: list[Dataset], hit: tuple[str, ...]) -> Iterable[str]:
    named = {s.processor for s in inventory.systems if s.id in hit and s.processor}
    for activity in inventory.processing_activities:
        if _uses(activity.datasets, datasets):
            named.update(activity.processors)
    return (p.id for p in inventory.processors if p.id in named)


def _open_questions(inventory: Inventory, datasets: list[Dataset]) -> Iterable[str]:
    sizes = {g.id: g.size for g in inventory.subject_groups}
    for dataset in datasets:
        if not dataset.subjects:
            yield f"Whose data are in '{dataset.name}'? The inventory names no group ({dataset.row})."
        for held in dataset.subjects:
            if held.people.at_most is None and sizes[held.group].at_most is None:
                yield (
                    f"How many {held.group} are in '{dataset.name}'? "
                    f"The inventory has no upper bound ({held.row})."
                )
            if held.records.is_unknown:
                yield (
                    f"How many records about {held.group} are in '{dataset.name}'? "
                    f"Not in the inventory ({held.row})."
                )
