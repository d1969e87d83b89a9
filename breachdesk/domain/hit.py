"""What was hit: the question a Scope answers, with everything a responder has narrowed it by, and why.

Only what somebody said stands here; what follows from it is worked out in `scope` and `reach`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from breachdesk.domain.inventory import CountRange, Dataset


@dataclass(frozen=True, slots=True)
class Window:
    """The days that matter, both included; an open end is None.

    The counts of the inventory are taken to hold for that time.
    """

    since: date | None = None
    until: date | None = None
    collected: bool = False
    """Only data collected in these days, as where a form was tapped; otherwise data that were kept in them."""

    def misses(self, dataset: Dataset) -> str:
        """Say why nothing of a Dataset falls into these days; empty when something may."""
        period = dataset.collected
        if self.until is not None and period.since is not None and self.until < period.since:
            return f"collected only since {period.since}, after the window"
        if self.since is None or period.until is None:
            return ""
        if self.collected:
            return f"collected only until {period.until}, before the window" if period.until < self.since else ""
        if dataset.kept_months is not None and months_after(period.until, dataset.kept_months) < self.since:
            kept = "1 month" if dataset.kept_months == 1 else f"{dataset.kept_months} months"
            return f"collected until {period.until} and kept for {kept}, so gone before the window"
        return ""

    def takes_all(self, dataset: Dataset) -> bool:
        """Tell whether surely every item of a Dataset falls into these days."""
        if not self._ends_after(dataset.collected.until):
            return False
        first = dataset.collected.since
        if not self.collected:
            if dataset.kept_months is None:
                return True
            first = months_after(first, dataset.kept_months) if first is not None else None
        return self.since is None or (first is not None and self.since <= first)

    def _ends_after(self, last: date | None) -> bool:
        """Tell whether the window is open at its end, or closes no earlier than a collection that ended."""
        return self.until is None or (last is not None and last <= self.until)

    def __str__(self) -> str:
        what = "collected" if self.collected else "kept"
        since, until = self.since or "the beginning", self.until or "today"
        return f"{what} from {since} to {until}"


@dataclass(frozen=True, slots=True)
class Stated:
    """How many people of a group a responder says were touched, and how that is known."""

    people: CountRange
    reason: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Systems and datasets that were hit, and what is known to narrow it."""

    systems: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    """Datasets touched though none of their systems is marked."""

    left_out: Mapping[str, str] = field(default_factory=dict)
    """Datasets of the systems above that were not touched, each with the reason."""

    ruled_out: Mapping[str, str] = field(default_factory=dict)
    """Systems an attacker might have reached and did not, each with the reason."""

    window: Window | None = None
    stated: Mapping[str, Stated] = field(default_factory=dict)
    """By subject group."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is marked as hit."""
        return not self.systems and not self.datasets

    def toggled(self, system: str) -> Hit:
        """Mark a System, or take its mark away; a mark ends its being ruled out."""
        if system in self.systems:
            return replace(self, systems=tuple(s for s in self.systems if s != system))
        return self.marked((system,))

    def marked(self, systems: tuple[str, ...]) -> Hit:
        """Mark Systems beside those marked already."""
        ruled_out = {s: why for s, why in self.ruled_out.items() if s not in systems}
        return replace(self, systems=tuple(dict.fromkeys((*self.systems, *systems))), ruled_out=ruled_out)

    def without(self, systems: tuple[str, ...]) -> Hit:
        """Take the marks of Systems away."""
        return replace(self, systems=tuple(s for s in self.systems if s not in systems))


def months_after(day: date, months: int) -> date:
    """Give the day some months later; the last of a shorter month.

    >>> months_after(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year >= date.max.year:
        return date.max
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = date.fromordinal(first_of_next.toordinal() - 1).day
    return date(year, month + 1, min(day.day, last))

