"""What no single row of an inventory can show: parts and wholes, datasets and group sizes that contradict each other.

A contradiction would make the scope state a figure that one of the rows denies (Art. 33(3)(a)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from breachdesk.domain.inventory import CountRange, Dataset, SubjectGroup
from breachdesk.files.fields import Problems


def check_wholes(problems: Problems, datasets: Iterable[Dataset]) -> None:
    """Note parts that are their own whole, or hold surely more people than their whole."""
    by_id = {dataset.id: dataset for dataset in datasets}
    for ring in _rings(by_id):
        said = f"'part_of' goes in a ring: {' → '.join([*ring, ring[0]])}; cut it somewhere."
        problems.add(by_id[ring[0]].row.line, said)
    for dataset in by_id.values():
        whole = by_id.get(dataset.part_of or "")
        for held in dataset.subjects if whole and whole is not dataset else ():
            most = _most(whole, held.group) if whole else None
            least = held.people.at_least
            if most is not None and least is not None and least > most:
                problems.add(
                    held.row.line,
                    f"dataset '{dataset.id}' holds at least {least:,} {held.group}, but the whole '{dataset.part_of}' "
                    f"holds at most {most:,}; mend one.",
                )


def check_sizes(problems: Problems, datasets: Iterable[Dataset], groups: Iterable[SubjectGroup]) -> None:
    """Note datasets that hold surely more people of a group than the group has."""
    sizes = {group.id: group.size.at_most for group in groups}
    for dataset in datasets:
        for held in dataset.subjects:
            most, least = sizes.get(held.group), held.people.at_least
            if most is not None and least is not None and least > most:
                problems.add(
                    held.row.line,
                    f"dataset '{dataset.id}' holds at least {least:,} {held.group}, but the group has at most {most:,}; "
                    "mend one.",
                )


def _rings(by_id: Mapping[str, Dataset]) -> Iterator[list[str]]:
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
