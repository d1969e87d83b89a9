"""What differs between two scopes: what is new, what is gone, whose figures moved.

For a what-if before it is saved, and for what changed from one version to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.inventory import CountRange
from breachdesk.domain.scope import Scope


class Part(StrEnum):
    """Which part of a Scope a difference is about."""

    SYSTEM = "system"
    PEOPLE = "people"
    RECORDS = "records"
    GROUP = "group"
    CATEGORY = "category"
    DATASET = "dataset"
    COUNTRY = "country"
    LANGUAGE = "language"
    PROCESSOR = "processor"
    ACTIVITY = "activity"
    RECIPIENT = "recipient"
    TRANSFER = "transfer"
    CONSEQUENCE = "consequence"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; None stands where it was or is not in scope."""

    part: Part
    id: str
    """Empty for the totals."""

    before: CountRange | None
    after: CountRange | None

    @property
    def is_new(self) -> bool:
        """Tell whether it came into scope."""
        return self.before is None

    @property
    def is_gone(self) -> bool:
        """Tell whether it went out of scope."""
        return self.after is None


def differences(before: Scope, after: Scope) -> tuple[Difference, ...]:
    """Give what came, what went and whose number of people moved, totals first; nothing for equal scopes.

    A part without a figure has the empty range where it is in scope.
    """
    found: list[Difference] = []
    for part, old, new in (
        (Part.PEOPLE, before.people, after.people),
        (Part.RECORDS, before.records, after.records),
    ):
        if old != new:
            found.append(Difference(part, "", old, new))
    old_parts, new_parts = dict(_parts(before)), dict(_parts(after))
    for part in new_parts:
        found += _moved(part, old_parts[part], new_parts[part])
    return tuple(found)


def _moved(part: Part, old: Mapping[str, CountRange], new: Mapping[str, CountRange]) -> Iterator[Difference]:
    for id_ in (*new, *(id_ for id_ in old if id_ not in new)):
        if old.get(id_) != new.get(id_):
            yield Difference(part, id_, old.get(id_), new.get(id_))


def _parts(scope: Scope) -> Iterator[tuple[Part, Mapping[str, CountRange]]]:
    yield Part.SYSTEM, _without_figures(scope.systems)
    yield Part.GROUP, {line.id: line.people for line in scope.groups}
    yield Part.CATEGORY, {line.id: line.people for line in scope.categories}
    yield Part.DATASET, _without_figures(line.id for line in scope.datasets)
    yield Part.COUNTRY, _without_figures(scope.countries)
    yield Part.LANGUAGE, _without_figures(scope.languages)
    yield Part.PROCESSOR, _without_figures(scope.processors)
    yield Part.ACTIVITY, _without_figures(scope.activities)
    yield Part.RECIPIENT, _without_figures(scope.recipients)
    yield Part.TRANSFER, _without_figures(scope.transfers)
    yield Part.CONSEQUENCE, _without_figures(line.id for line in scope.consequences)
    yield Part.REACHED, _without_figures(reached.system for reached in scope.reached)


def _without_figures(ids: Iterable[str]) -> Mapping[str, CountRange]:
    return dict.fromkeys(ids, CountRange())
