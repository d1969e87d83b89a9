"""Whom and what an Incident touches, worked out from what was hit.

Every line says which inventory row it comes from. Overlap is honest: people of one group seen in several datasets are at
least the largest and at most the sum, unless the inventory says that one dataset or group is part of another, or how large
the group is. An unknown upper bound stays unknown. Nothing is left out because it is protected; the line says so instead.

Source: GDPR Art. 33(3)(a): categories and approximate numbers of data subjects and of records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.harms import Combination, combined
from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import CountRange, Dataset, Flow, Inventory, SourceRow
from breachdesk.domain.people_range import Figures, Touched, by_group, figures_of, touched_rows, unsaid_in
from breachdesk.domain.reach import Reached, RuledOut, reach_of
from breachdesk.domain.readable import Readable, Whereabouts, readable_by_a_thief, whereabouts


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """A Dataset held in a System that was hit."""

    id: str
    name: str
    systems: tuple[str, ...]
    """The hit Systems that hold it, or through which it flows."""

    encrypted_at_rest: bool | None
    because: tuple[SourceRow, ...]
    readable: Readable = Readable.UNKNOWN
    protection: str = ""
    """Why a thief can read it, cannot, or why nobody can tell."""

    whole: bool = True
    """False where only a part of it falls into the window."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A Dataset of a hit System that was not touched, and why."""

    id: str
    because: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A SubjectGroup touched, and how many people and records."""

    id: str
    people: CountRange
    records: CountRange
    vulnerable: bool | None
    countries: tuple[str, ...]
    because: tuple[SourceRow, ...]
    languages: tuple[str, ...] = ()
    stated: str = ""
    """How the figure is known where a person stated it; empty where it was worked out."""


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A DataCategory touched, and whose."""

    id: str
    special: bool
    groups: tuple[str, ...]
    because: tuple[SourceRow, ...]
    people: CountRange = CountRange()
    """About how many people it is held; the lower bound is known only where the inventory says about how many."""

    unreadable: bool = False
    """Every dataset touched keeps it only as a strong hash or encrypted by itself."""


@dataclass(frozen=True, slots=True)
class ConsequenceLine:
    """What may follow for people, and the data that make it so (Art. 33(3)(c))."""

    id: str
    groups: tuple[str, ...]
    categories: tuple[str, ...]
    """Data categories that bring it by themselves."""

    combinations: tuple[str, ...] = ()
    """Combinations of data categories held about one group that bring it."""


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

    languages: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    """To whom the activities touched disclose data (Art. 4(9))."""

    transfers: tuple[str, ...] = ()
    """Countries outside the EEA the data go to."""

    consequences: tuple[ConsequenceLine, ...] = ()
    whose_unknown: bool = False
    """A Dataset touched names no group, so there may be others than those above."""

    where_unknown: bool = False
    """Nobody said where some of these people live, so there may be other countries."""

    left_out: tuple[LeftOut, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()


def scope_of(inventory: Inventory, hit: Hit | Collection[str], combinations: Sequence[Combination] = ()) -> Scope:
    """Work out what is touched.

    Args:
        inventory: What the organisation holds.
        hit: What was hit; ids of systems alone will do, in any order.
        combinations: What data categories bring about together; without them each counts alone.

    Raises:
        NotFound: a system or dataset is not in the inventory.

    Source: GDPR Art. 33(3)(a).
    """
    hit = hit if isinstance(hit, Hit) else Hit(tuple(hit))
    systems = _known(inventory, hit.systems)
    datasets, left_out = _touched_datasets(inventory, hit, systems)
    rows = touched_rows(inventory, datasets, hit)
    unsaid = unsaid_in(datasets)
    figures = figures_of(inventory, rows, hit, unsaid)
    categories = tuple(_category_lines(inventory, datasets, rows, figures))
    groups = tuple(_group_lines(inventory, rows, figures, hit))
    reached, ruled_out = reach_of(inventory, systems, hit.ruled_out, datasets)
    thief = whereabouts(inventory, systems, [r.system for r in reached if r.came_from])
    passing = _flows_by_dataset(inventory)
    used = {d.id for d in datasets}
    activities = [a for a in inventory.processing_activities if used & set(a.datasets)]
    return Scope(
        systems=systems,
        reached=reached,
        datasets=tuple(_dataset_line(d, passing.get(d.id, ()), thief, hit) for d in datasets),
        groups=groups,
        categories=categories,
        people=figures.people,
        records=figures.records,
        countries=_all_of(line.countries for line in groups),
        processors=tuple(_processors(inventory, thief.hit, (p for a in activities for p in a.processors))),
        activities=tuple(a.id for a in activities),
        unknown=(*_open_questions(inventory, datasets, hit), *_where_they_live(_nowhere(inventory, rows))),
        languages=_all_of(line.languages for line in groups),
        recipients=_all_of(a.recipients for a in activities),
        transfers=_all_of(a.transfers for a in activities),
        consequences=tuple(_consequences(inventory, categories, rows, combinations)),
        whose_unknown=unsaid.anybody,
        where_unknown=unsaid.anybody or any(_nowhere(inventory, rows)),
        left_out=left_out,
        ruled_out=ruled_out,
    )


def _nowhere(inventory: Inventory, rows: Iterable[Touched]) -> Iterable[Touched]:
    """Give the rows about people of whom nobody said where they live."""
    known = {group.id for group in inventory.subject_groups if group.countries}
    return (row for row in rows if not row.held.countries and row.held.group not in known)


def check_hit(inventory: Inventory, hit: Hit) -> None:
    """Refuse what a responder narrowed by where the inventory knows nothing of it, or denies it.

    Raises:
        NotFound: a system, dataset or group is not in the inventory.
        WrongInput: nothing is marked, or more people are stated than there can be.
    """
    if hit.is_empty:
        raise WrongInput("No system is marked as hit; mark at least one, or leave the scope open.")
    for system in (*hit.systems, *hit.ruled_out):
        inventory.system(system)
    for dataset in (*hit.datasets, *hit.left_out):
        inventory.dataset(dataset)
    _not_both(hit.systems, hit.ruled_out, "is marked as hit and ruled out")
    _not_both(hit.datasets, hit.left_out, "is named as touched and left out")
    _check_stated(inventory, hit)


def _check_stated(inventory: Inventory, hit: Hit) -> None:
    worked_out = {line.id: line.people for line in scope_of(inventory, replace(hit, stated={})).groups}
    for group, stated in hit.stated.items():
        inventory.group(group)
        if group not in worked_out:
            raise WrongInput(f"A number was stated for '{group}', and nothing that was hit holds any of them.")
        most = worked_out[group].at_most
        if most is not None and (stated.people.at_least or 0) > most:
            raise WrongInput(
                f"At least {stated.people.at_least:,} {group} were stated, and what was hit holds at most {most:,} by the "
                "inventory; mend the number, or the inventory."
            )


def _not_both(touched: Iterable[str], denied: Collection[str], words: str) -> None:
    for id_ in touched:
        if id_ in denied:
            raise WrongInput(f"'{id_}' {words}; do one of them.")


def _known(inventory: Inventory, systems: Collection[str]) -> tuple[str, ...]:
    """Give these systems in order, each once; NotFound names one that the inventory has not."""
    known = {system.id for system in inventory.systems}
    return tuple(id_ if id_ in known else inventory.system(id_).id for id_ in sorted(set(systems)))


def _touched_datasets(
    inventory: Inventory, hit: Hit, systems: tuple[str, ...]
) -> tuple[list[Dataset], tuple[LeftOut, ...]]:
    """Give the datasets held in a hit system, flowing through one, or named; and those left out, with the reason."""
    named, marked = {inventory.dataset(id_).id for id_ in hit.datasets}, frozenset(systems)
    flowing = {d for f in inventory.flows if f.sender in marked or f.receiver in marked for d in f.datasets}
    touched: list[Dataset] = []
    left_out: list[LeftOut] = []
    for dataset in inventory.datasets:
        if dataset.id not in named and dataset.id not in flowing and marked.isdisjoint(dataset.held_in()):
            continue
        why = "" if dataset.id in named else hit.left_out.get(dataset.id, "")
        why = why or (hit.window.misses(dataset) if hit.window else "")
        if why:
            left_out.append(LeftOut(dataset.id, why))
        else:
            touched.append(dataset)
    return touched, tuple(left_out)


def _flows_by_dataset(inventory: Inventory) -> Mapping[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in inventory.flows:
        for dataset in flow.datasets:
            found.setdefault(dataset, []).append(flow)
    return found


def _dataset_line(dataset: Dataset, flows: Iterable[Flow], thief: Whereabouts, hit: Hit) -> DatasetLine:
    held = dataset.held_in()
    ends = [(f, end) for f in flows for end in (f.sender, f.receiver) if end not in held]
    through = [(f, end) for f, end in ends if end in thief.hit]
    taken_from = [*(s for s in held if s in thief.hit), *(end for _, end in through)]
    # A dataset that was named may have been taken from wherever it can be found.
    elsewhere = {*held, *(end for _, end in ends)} - thief.hit - hit.ruled_out.keys()
    perhaps_from = elsewhere if dataset.id in hit.datasets else elsewhere & thief.perhaps
    readable, why = readable_by_a_thief(dataset, thief, taken_from, perhaps_from)
    return DatasetLine(
        id=dataset.id,
        name=dataset.name,
        systems=tuple(dict.fromkeys(taken_from)),
        encrypted_at_rest=dataset.encrypted_at_rest,
        because=tuple(dict.fromkeys((dataset.row, *(f.row for f, _ in through)))),
        readable=readable,
        protection=why,
        whole=hit.window is None or hit.window.takes_all(dataset),
    )


def _group_lines(inventory: Inventory, rows: Sequence[Touched], figures: Figures, hit: Hit) -> Iterable[GroupLine]:
    rows_of = by_group(rows)
    for group in inventory.subject_groups:
        of_group = rows_of.get(group.id, [])
        if not of_group:
            continue
        stated = hit.stated.get(group.id)
        yield GroupLine(
            id=group.id,
            people=figures.people_of[group.id],
            records=figures.records_of[group.id],
            vulnerable=group.vulnerable,
            countries=_all_of(row.held.countries or group.countries for row in of_group),
            because=(*(row.held.row for row in of_group), group.row),
            languages=_all_of(row.held.languages or group.languages for row in of_group),
            stated=stated.reason if stated else "",
        )


def _category_lines(
    inventory: Inventory, datasets: Sequence[Dataset], rows: Sequence[Touched], figures: Figures
) -> Iterable[CategoryLine]:
    because: dict[str, dict[SourceRow, None]] = defaultdict(dict)
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    readable: set[str] = set()
    by_dataset: dict[str, list[Touched]] = {}
    for row in rows:
        by_dataset.setdefault(row.dataset.id, []).append(row)
    for dataset in datasets:
        held = by_dataset.get(dataset.id, [])
        for category in dataset.categories:
            because[category][dataset.row] = None
        for row in held:
            for category in row.categories:
                because[category][row.held.row] = None
                groups[category][row.held.group] = None
        held_here = {*dataset.categories, *(c for row in held for c in row.categories)}
        readable |= held_here.difference(dataset.protection.unreadable)
    for known in inventory.data_categories:
        if known.id in because:
            yield CategoryLine(
                id=known.id,
                special=known.special,
                groups=tuple(groups.get(known.id, ())),
                because=tuple(because[known.id]),
                people=figures.people_with.get(known.id, CountRange()),
                unreadable=known.id not in readable,
            )


def _consequences(
    inventory: Inventory,
    categories: Iterable[CategoryLine],
    rows: Sequence[Touched],
    combinations: Sequence[Combination],
) -> Iterable[ConsequenceLine]:
    """Give what may follow: from each category, whosever it is, and from those held about one group together."""
    harms = {category.id: category.harms for category in inventory.data_categories}
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for line in categories:
        for harm in harms[line.id]:
            groups, alone, _ = found.setdefault(harm, (set(), set(), set()))
            groups.update(line.groups)
            alone.add(line.id)
    of_group: dict[str, set[str]] = {}
    for row in rows:
        of_group.setdefault(row.held.group, set()).update(row.categories)
    vulnerable = {group.id for group in inventory.subject_groups if group.vulnerable}
    for group, held in of_group.items():
        for combination in combined(held, combinations, group in vulnerable):
            for harm in combination.consequences:
                groups, _, together = found.setdefault(harm, (set(), set(), set()))
                groups.add(group)
                together.add(combination.id)
    order = {group.id: n for n, group in enumerate(inventory.subject_groups)}
    for harm, (groups, alone, together) in sorted(found.items()):
        yield ConsequenceLine(harm, tuple(sorted(groups, key=order.__getitem__)), tuple(sorted(alone)), tuple(sorted(together)))


def _processors(inventory: Inventory, systems: Collection[str], of_activities: Iterable[str]) -> Iterable[str]:
    named = {s.processor for s in inventory.systems if s.id in systems and s.processor} | set(of_activities)
    return (p.id for p in inventory.processors if p.id in named)


def _all_of(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({word for part in parts for word in part}))


def _where_they_live(rows: Iterable[Touched]) -> Iterable[str]:
    for row in rows:
        yield (
            f"Where do the {row.held.group} in '{row.dataset.name}' live? "
            f"The inventory names no country ({row.held.row})."
        )


def _open_questions(inventory: Inventory, datasets: Sequence[Dataset], hit: Hit) -> Iterable[str]:
    sizes = {g.id: g.size for g in inventory.subject_groups}
    for dataset in datasets:
        if not dataset.subjects:
            yield f"Whose data are in '{dataset.name}'? The inventory names no group ({dataset.row})."
        for held in dataset.subjects:
            if held.people.at_most is None and sizes[held.group].at_most is None and held.group not in hit.stated:
                yield (
                    f"How many {held.group} are in '{dataset.name}'? "
                    f"The inventory has no upper bound ({held.row})."
                )
            if held.records.is_unknown:
                yield (
                    f"How many records about {held.group} are in '{dataset.name}'? "
                    f"Not in the inventory ({held.row})."
                )
        if hit.window is not None and dataset.collected.since is None:
            yield f"Since when are the data of '{dataset.name}' collected? Not in the inventory ({dataset.row})."
