"""How incidents went: how long each span took, whether the authority was told on time, what was skipped. Counts, no scores.

What nobody knows is no nought: an Incident without a saved Scope has no span to it, and each figure says of how many
Incidents it was worked out. What stood there before its span began took no time.

Source: GDPR Art. 5(2), 24(1), 33(5); EDPB Guidelines 9/2022 paras 31 and 33 on detection and awareness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from breachdesk.domain.closing import undecided
from breachdesk.domain.incident import Decision, Incident, StepMark
from breachdesk.domain.terms import Confirmation, Duty

NO_TIME = timedelta(0)
CAUSE = "cause"


class Span(StrEnum):
    """A stretch of an Incident that is measured."""

    TO_AWARENESS = "detection-to-awareness"
    TO_SCOPE = "awareness-to-scope"
    """To the first Scope that was saved."""

    TO_DECISION = "awareness-to-decision"
    """To the Decision about the authority that holds, from when it held."""

    TO_FILING = "awareness-to-filing"
    """To the first Filing."""

    TO_PEOPLE = "decision-to-people-told"
    """From the Decision to tell the people to the first run in which a letter was taken over."""


class Timeliness(StrEnum):
    """How an Incident stands to the period for the authority (Art. 33(1))."""

    ON_TIME = "on-time"
    LATE = "late"
    """Filed after the deadline; or not filed, and the deadline has passed."""

    RUNNING = "running"
    """Not filed, and there is time left."""

    NOT_TO_NOTIFY = "not-to-notify"
    """Nothing had to be filed: somebody decided so, or it was no breach."""

    UNDECIDED = "closed-undecided"
    """Closed without a Filing and without a Decision."""


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What one Incident adds to the figures."""

    reference: str
    title: str
    aware_on: date
    """The day of Awareness in the Incident's own zone; its quarter counts."""

    due_at: datetime
    playbook: str
    cause: str = ""
    """Empty while nobody knows."""

    spans: Mapping[Span, timedelta] = field(default_factory=dict)
    """Only those that are known."""

    asked: frozenset[Span] = frozenset(Span)
    """Those that can be there at all: nobody files what is not to be notified."""

    filed_at: datetime | None = None
    is_to_notify: bool | None = None
    """What holds about the authority; None while nobody decided."""

    is_closed: bool = False
    override_reason: str = ""
    skipped: tuple[str, ...] = ()
    """Steps by id, sorted."""

    def timeliness(self, now: datetime) -> Timeliness:
        """Tell how it stands to the deadline.

        Source: GDPR Art. 33(1).
        """
        if self.filed_at is not None:
            return Timeliness.LATE if self.filed_at > self.due_at else Timeliness.ON_TIME
        if self.is_to_notify is False:
            return Timeliness.NOT_TO_NOTIFY
        if self.is_closed and self.is_to_notify is None:
            return Timeliness.UNDECIDED
        return Timeliness.LATE if now > self.due_at else Timeliness.RUNNING


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """One span over all Incidents."""

    span: Span
    known: int
    of: int
    """How many Incidents have it, of how many that could."""

    median: timedelta | None = None
    worst: timedelta | None = None
    worst_of: str = ""
    """Reference of the Incident that took longest."""


@dataclass(frozen=True, slots=True)
class OnTime:
    """How many Incidents stand how to the deadline."""

    counts: Mapping[Timeliness, int]

    @property
    def on_time(self) -> int:
        """Filed within the period."""
        return self.counts.get(Timeliness.ON_TIME, 0)

    @property
    def of(self) -> int:
        """Those that had to be filed by now."""
        return self.on_time + self.counts.get(Timeliness.LATE, 0)

    @property
    def share(self) -> float | None:
        """Give the share on time, 0 to 1; None where nothing had to be filed yet."""
        return self.on_time / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Quarter:
    """Incidents whose Awareness fell into one quarter."""

    year: int
    number: int
    on_time: OnTime

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many Incidents have one thing in common, and which."""

    key: str
    references: tuple[str, ...]

    @property
    def count(self) -> int:
        """Give how many."""
        return len(self.references)


@dataclass(frozen=True, slots=True)
class FiguresOverAll:
    """The figures over several Incidents."""

    cases: tuple[CaseFigures, ...]
    """By day of Awareness, then by reference."""

    spans: tuple[SpanFigures, ...]
    on_time: OnTime
    quarters: tuple[Quarter, ...]
    """The earliest first; those without an Incident are left out."""

    playbooks: tuple[Tally, ...]
    causes: tuple[Tally, ...]
    """The key is empty where nobody knows the cause."""

    skipped: tuple[Tally, ...]
    """Steps by id."""

    closed: int
    overridden: tuple[str, ...]
    """References of Incidents that were closed although something was open."""


def figures_of(incident: Incident, aware_on: date) -> CaseFigures:
    """Measure one Incident.

    Args:
        aware_on: The day of Awareness in the Incident's zone.
    """
    is_to_notify = _is_to_notify(incident)
    people = incident.decision(Duty.NOTIFY_INDIVIDUALS)
    asked = set(Span)
    if is_to_notify is False and incident.first_filed_at is None:
        asked.discard(Span.TO_FILING)
    if people is None or not people.notify:
        asked.discard(Span.TO_PEOPLE)
    spans = {span: took for span, took in _spans(incident).items() if span in asked}
    return CaseFigures(
        reference=incident.reference,
        title=incident.title,
        aware_on=aware_on,
        due_at=incident.deadline.due_at,
        playbook=incident.playbook,
        cause=incident.facts.text(CAUSE) or "",
        spans=spans,
        asked=frozenset(asked),
        filed_at=incident.first_filed_at,
        is_to_notify=is_to_notify,
        is_closed=incident.closed_at is not None,
        override_reason=incident.override_reason,
        skipped=tuple(sorted(step for step, record in incident.steps.items() if record.mark is StepMark.SKIPPED)),
    )


def figures_over(cases: Iterable[CaseFigures], now: datetime) -> FiguresOverAll:
    """Put the figures of several Incidents together; the order in which they come changes nothing."""
    ordered = tuple(sorted(cases, key=lambda case: (case.aware_on, case.reference)))
    closed = [case for case in ordered if case.is_closed]
    return FiguresOverAll(
        cases=ordered,
        spans=tuple(_over(span, ordered) for span in Span),
        on_time=_on_time(ordered, now),
        quarters=_quarters(ordered, now),
        playbooks=_tallies(ordered, lambda case: (case.playbook,)),
        causes=_tallies(ordered, lambda case: (case.cause,)),
        skipped=_tallies(ordered, lambda case: case.skipped),
        closed=len(closed),
        overridden=tuple(case.reference for case in closed if case.override_reason),
    )


def median(spans: Sequence[timedelta]) -> timedelta | None:
    """Give the middle one, or the middle of the two in the middle; None of none.

    >>> median([timedelta(hours=9), timedelta(hours=1), timedelta(hours=2)])
    datetime.timedelta(seconds=7200)
    """
    if not spans:
        return None
    ordered, half = sorted(spans), len(spans) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _is_to_notify(incident: Incident) -> bool | None:
    decision = incident.decision(Duty.NOTIFY_AUTHORITY)
    if decision is not None:
        return decision.notify
    # Where it is settled that there was no breach, closing asks for no decision either.
    return None if undecided(incident) else False


def _spans(incident: Incident) -> dict[Span, timedelta]:
    authority, people = (incident.decision(duty) for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS))
    scopes = incident.scope_versions
    ends = {
        Span.TO_AWARENESS: (incident.detected_at, incident.aware_at),
        Span.TO_SCOPE: (incident.aware_at, scopes[0].at if scopes else None),
        Span.TO_DECISION: (incident.aware_at, _held_from(authority)),
        Span.TO_FILING: (incident.aware_at, incident.first_filed_at),
        Span.TO_PEOPLE: (_held_from(people), incident.first_sent_at),
    }
    return {span: max(NO_TIME, end - start) for span, (start, end) in ends.items() if start is not None and end is not None}


def _held_from(decision: Decision | None) -> datetime | None:
    if decision is None:
        return None
    waited = not decision.notify and decision.confirmation is not Confirmation.NONE
    return decision.confirmed_at if waited else decision.at


def _over(span: Span, cases: Sequence[CaseFigures]) -> SpanFigures:
    asked = [case for case in cases if span in case.asked]
    known = [case for case in asked if span in case.spans]
    worst = max(known, key=lambda case: case.spans[span], default=None)
    return SpanFigures(
        span=span,
        known=len(known),
        of=len(asked),
        median=median([case.spans[span] for case in known]),
        worst=worst.spans[span] if worst else None,
        worst_of=worst.reference if worst else "",
    )


def _on_time(cases: Iterable[CaseFigures], now: datetime) -> OnTime:
    counts: dict[Timeliness, int] = {}
    for case in cases:
        stands = case.timeliness(now)
        counts[stands] = counts.get(stands, 0) + 1
    return OnTime(counts)


def _quarters(cases: Sequence[CaseFigures], now: datetime) -> tuple[Quarter, ...]:
    by_quarter: dict[tuple[int, int], list[CaseFigures]] = {}
    for case in cases:
        by_quarter.setdefault((case.aware_on.year, (case.aware_on.month + 2) // 3), []).append(case)
    return tuple(Quarter(year, number, _on_time(own, now)) for (year, number), own in sorted(by_quarter.items()))


def _tallies(cases: Iterable[CaseFigures], keys: Callable[[CaseFigures], Iterable[str]]) -> tuple[Tally, ...]:
    """Give what is most common first."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for key in keys(case):
            found.setdefault(key, []).append(case.reference)
    tallies = (Tally(key, tuple(references)) for key, references in found.items())
    return tuple(sorted(tallies, key=lambda tally: (-tally.count, tally.key)))
