"""How a legal clock stands for one Incident: dated, not started yet, or without a length in the law.

A stage counts from the one before it. What was done in time stays in time: lateness freezes when the stage is met.

Source: GDPR Art. 33(1), 33(4); the acts each rule cites.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from breachdesk.domain.clock import Deadline, Place, due_after
from breachdesk.domain.instants import utc
from breachdesk.domain.law import ClockRule

AWARENESS, DETECTION, MET = "awareness", "detection", "met:"


class ClockState(StrEnum):
    """The three states of a legal clock, and that it is none on the day."""

    DATED = "dated"
    NONE_IN_LAW = "none-in-law"
    """It runs, and the law names no length: without undue delay."""

    NOT_STARTED = "not-started"
    NOT_IN_FORCE = "not-in-force"
    """The period is not law on the day of Awareness, so it dates nothing."""


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """One clock of an Incident as it stands."""

    rule: ClockRule
    state: ClockState
    deadline: Deadline | None = None
    """Only where it is dated."""

    waits_for: str = ""
    """What starts it, where it has not started: as in ClockRule.starts_from."""

    at_latest: datetime | None = None
    """Where it has not started: the end of its cap, should it start before that."""

    target_at: datetime | None = None
    """The house's own aim where the law names no length; policy, not law."""

    met_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it was missed; frozen once it was met."""
        return self.deadline is not None and self.deadline.is_late(self.met_at or now)


def clock_standing(
    rule: ClockRule,
    events: Mapping[str, datetime],
    place: Place,
    target_hours: int | None = None,
    with_notes: bool = True,
    day: date | None = None,
) -> ClockStanding:
    """Say how a clock stands.

    Args:
        events: Instants by name: `awareness`, `detection`, `met:<clock>`, `fact:<id>`; those that are known.
        target_hours: The house's own aim since the start where the law names no length.
        with_notes: Work out readings that are only a note too; they want the holidays.
        day: The day of Awareness; a period that is no law then is not counted. None: it is not asked.
    """
    start, met_at = events.get(rule.starts_from), events.get(f"{MET}{rule.id}")
    if day is not None and not rule.holds_on(day):
        return ClockStanding(rule, ClockState.NOT_IN_FORCE, met_at=met_at)
    if start is None:
        cap_start = events.get(rule.cap_from) if rule.cap_hours is not None else None
        latest = utc(cap_start) + timedelta(hours=rule.cap_hours or 0) if cap_start else None
        return ClockStanding(rule, ClockState.NOT_STARTED, None, rule.starts_from, latest, met_at=met_at)
    if not rule.has_length:
        target = utc(start) + timedelta(hours=target_hours) if target_hours is not None else None
        return ClockStanding(rule, ClockState.NONE_IN_LAW, target_at=target, met_at=met_at)
    deadline = _capped(due_after(start, rule, place, with_notes), rule, events)
    return ClockStanding(rule, ClockState.DATED, deadline, met_at=met_at)


def in_force(clocks: Iterable[ClockStanding]) -> tuple[ClockStanding, ...]:
    """Give the clocks that are law on the day of Awareness."""
    return tuple(clock for clock in clocks if clock.state is not ClockState.NOT_IN_FORCE)


def _capped(deadline: Deadline, rule: ClockRule, events: Mapping[str, datetime]) -> Deadline:
    """Let the cap end the period earlier, unless the clock started only after it (Del. Reg. 2025/301 Art. 5)."""
    cap_start = events.get(rule.cap_from) if rule.cap_hours is not None else None
    if cap_start is None:
        return deadline
    cap = utc(cap_start) + timedelta(hours=rule.cap_hours or 0)
    if deadline.started_at > cap or deadline.due_at <= cap:
        return deadline
    return deadline.ending_at(cap)
