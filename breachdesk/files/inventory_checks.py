"""What no single row of an inventory can show: parts and wholes, datasets and sizes that contradict each other.

A contradiction would make the scope state a figure that one of the rows denies (Art. 33(3)(a)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from breachdesk.domain.inventory import CountRange, Dataset, SubjectGroup
from breachdesk.files.fields import Problems

Part = Dataset | SubjectGroup


def check_wholes(problems: Problems, datasets: Iterable[Dataset]) -> None:
    """Note parts that are their own whole, or hold surely more people than their whole."""
    by_id = {dataset.id: dataset for dataset in datasets}
    _check_rings(problems, by_id)
    for dataset in by_id.values():
        whole = by_id.get(dataset.part_of or "")
        for held in dataset.subjects if whole and whole is not dataset else ():
            over = _over(held.people, _most(whole, held.group) if whole else None)
            if over:
                problems.add(
                    held.row.line,
                    f"dataset '{dataset.id}' holds at least {over.least:,} {held.group}, but the whole "
                    f"'{dataset.part_of}' holds at most {over.most:,}; mend one.",
                )


def check_groups(problems: Problems, groups: Iterable[SubjectGroup]) -> None:
    """Note groups that are their own whole, or have surely more people than their whole."""
    by_id = {group.id: group for group in groups}
    _check_rings(problems, by_id)
    for group in by_id.values():
        whole = by_id.get(group.part_of or "")
        over = _over(group.size, whole.size.at_most) if whole and whole is not group else None
        if over:
            problems.add(
                group.row.line,
                f"group '{group.id}' has at least {over.least:,} people, but '{group.part_of}', which it is part of, "
                f"has at most {over.most:,}; mend one.",
            )


def check_sizes(problems: Problems, datasets: Iterable[Dataset], groups: Iterable[SubjectGroup]) -> None:
    """Note datasets that hold surely more people of a group than the group has, or one that it is part of."""
    by_id = {group.id: group for group in groups}
    smallest = {id_: _smallest(id_, by_id) for id_ in by_id}
    for dataset in datasets:
        for held in dataset.subjects:
            small = smallest.get(held.group)
            over = _over(held.people, small.size.at_most) if small else None
            if small and over:
                which = "the group" if small.id == held.group else f"'{small.id}', which they are part of,"
                problems.add(
                    held.row.line,
                    f"dataset '{dataset.id}' holds at least {over.least:,} {held.group}, but {which} "
                    f"has at most {over.most:,}; mend one.",
                )


def check_holding(problems: Problems, datasets: Iterable[Dataset]) -> None:
    """Note categories held about surely more people than there are in their row."""
    for dataset in datasets:
        for held in dataset.subjects:
            for category, count in held.holding.items():
                over = _over(count, held.people.at_most)
                if over:
                    problems.add(
                        held.row.line,
                        f"dataset '{dataset.id}' holds '{category}' about at least {over.least:,} {held.group}, but holds "
                        f"at most {over.most:,} of them; mend one.",
                    )


class _Over(NamedTuple):
    """A count that is surely above a bound."""

    least: int
    most: int


def _over(count: CountRange, most: int | None) -> _Over | None:
    least = count.at_least
    return _Over(least, most) if most is not None and least is not None and least > most else None


def _smallest(group: str, by_id: Mapping[str, SubjectGroup]) -> SubjectGroup:
    """Give the smallest of a group and all it is part of; the group itself where none is smaller."""
    bounded = [g for g in _with_wholes(group, by_id) if g.size.at_most is not None]
    return min(bounded, key=lambda g: g.size.at_most or 0, default=by_id[group])


def _with_wholes(group: str, by_id: Mapping[str, SubjectGroup]) -> Iterator[SubjectGroup]:
    """Give a group, the one it is part of, and so on; a ring of them ends."""
    seen: set[str] = set()
    while group in by_id and group not in seen:
        seen.add(group)
        yield by_id[group]
        group = by_id[group].part_of or ""


def _check_rings(problems: Problems, by_id: Mapping[str, Part]) -> None:
    for ring in _rings(by_id):
        said = f"'part_of' goes in a ring: {' → '.join([*ring, ring[0]])}; cut it somewhere."
        problems.add(by_id[ring[0]].row.line, said)


def _rings(by_id: Mapping[str, Part]) -> Iterator[list[str]]:
    """Give each ring of parts once, in the order it goes round."""
    seen: set[str] = set()
    for start in by_id:
        path: list[str] = []
        at = start
        while at in by_id and at not in seen:
            seen.add(at)
            path.append(at)
            at = by_id[at].part_of or ""
        if at in path:
            yield path[path.index(at) :]


def _most(whole: Dataset, group: str) -> int | None:
    counts: list[CountRange] = [held.people for held in whole.subjects if held.group == group]
    highs = [count.at_most for count in counts]
    return None if not highs or None in highs else sum(high for high in highs if high is not None)
