"""How incidents went: spans by hand, who counts as late, and that unknown is never nought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.afterwards import Action
from breachdesk.domain.facts import Known
from breachdesk.domain.figures import (
    CaseFigures,
    OnTime,
    Span,
    Tally,
    Timeliness,
    figures_of,
    figures_over,
    median,
)
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.replaying import replay
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Confirmation, Duty
from breachdesk.domain.timeline import (
    Act,
    AwarenessCorrected,
    DecisionConfirmed,
    DecisionRecorded,
    FactAnswered,
    FilingRecorded,
    IncidentClosed,
    LettersHandedOver,
    ScopeSaved,
    StepReopened,
    StepSkipped,
    TimelineEntry,
    VerdictRecorded,
)
from breachdesk.domain.verdict import Verdict
from tests.strategies import AWARE, SAID, opening, timelines

DAY = AWARE.date()
DUE = AWARE + timedelta(hours=72)
BEFORE, PAST = AWARE + timedelta(hours=5), DUE + timedelta(seconds=1)


def hours(number: float) -> timedelta:
    """Give so many hours."""
    return timedelta(hours=number)


def told(*acts: tuple[float, Act]) -> Incident:
    """Give an incident in which each act was done so many hours after awareness."""
    entries = [TimelineEntry(1, AWARE, AWARE, "M. Aydin", opening())]
    for number, (after, act) in enumerate(acts, start=2):
        at = AWARE + hours(after)
        entries.append(TimelineEntry(number, at, at, "M. Aydin", act))
    return replay("i1", entries)


def measured(*acts: tuple[float, Act]) -> CaseFigures:
    """Give the figures of such an incident."""
    return figures_of(told(*acts), DAY)


def decided(notify: bool, duty: Duty = Duty.NOTIFY_AUTHORITY, wait: Confirmation = Confirmation.NONE) -> DecisionRecorded:
    """Give a decision."""
    return DecisionRecorded(duty, notify, "because", Finding.undetermined(needs=()), wait)


def filed(after: float) -> FilingRecorded:
    """Give a filing so many hours after awareness."""
    return FilingRecorded("notification-nl", 1, "0" * 64, AWARE + hours(after), "AP-1")


SCOPED = ScopeSaved(1, Scope(systems=("crm",)), "0" * 64, "")
TELL, KEEP_STILL = decided(True, Duty.NOTIFY_INDIVIDUALS), decided(False, Duty.NOTIFY_INDIVIDUALS)
SENT, FAILED = LettersHandedOver("communication-nl", 1, 3, 0, 0, 0), LettersHandedOver("communication-nl", 1, 0, 3, 0, 0)
CLOSED = IncidentClosed("over")


@pytest.mark.parametrize(
    ("acts", "span", "took"),
    [
        ([], Span.TO_AWARENESS, 2),
        ([(1, AwarenessCorrected(AWARE + hours(0.5), "misread"))], Span.TO_AWARENESS, 2.5),
        ([], Span.TO_SCOPE, None),
        ([(4, SCOPED), (9, replace(SCOPED, version=2))], Span.TO_SCOPE, 4),
        ([(4, SCOPED), (5, AwarenessCorrected(AWARE + hours(4.5), "misread"))], Span.TO_SCOPE, 0),
        ([], Span.TO_DECISION, None),
        ([(7, decided(True))], Span.TO_DECISION, 7),
        ([(7, decided(True)), (9, decided(False))], Span.TO_DECISION, 9),
        ([(7, TELL)], Span.TO_DECISION, None),
        ([(7, decided(False, wait=Confirmation.SECOND_PERSON))], Span.TO_DECISION, None),
        (
            [
                (7, decided(False, wait=Confirmation.SECOND_PERSON)),
                (8, DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "looked too")),
            ],
            Span.TO_DECISION,
            8,
        ),
        ([(7, decided(True, wait=Confirmation.SECOND_PERSON))], Span.TO_DECISION, 7),
        ([], Span.TO_FILING, None),
        ([(61, filed(60)), (71, filed(70))], Span.TO_FILING, 60),
        ([(5, SENT)], Span.TO_PEOPLE, None),
        ([(3, TELL)], Span.TO_PEOPLE, None),
        ([(3, TELL), (5, FAILED)], Span.TO_PEOPLE, None),
        ([(3, TELL), (5, FAILED), (8, SENT), (9, SENT)], Span.TO_PEOPLE, 5),
        ([(3, TELL), (8, SENT), (10, TELL)], Span.TO_PEOPLE, 0),
        ([(3, KEEP_STILL), (8, SENT)], Span.TO_PEOPLE, None),
    ],
)
def test_a_span_runs_from_one_instant_of_the_record_to_another(
    acts: list[tuple[float, Act]], span: Span, took: float | None
) -> None:
    """Lost without it: a figure that measures something else than its name says."""
    assert (None if took is None else hours(took)) == measured(*acts).spans.get(span)


@pytest.mark.parametrize(
    ("acts", "missing"),
    [
        ([], {Span.TO_PEOPLE}),
        ([(1, TELL)], set()),
        ([(1, KEEP_STILL)], {Span.TO_PEOPLE}),
        ([(1, decided(False)), (1, TELL)], {Span.TO_FILING}),
        ([(1, filed(1)), (2, decided(False)), (2, TELL)], set()),
    ],
)
def test_what_does_not_arise_is_not_missing(acts: list[tuple[float, Act]], missing: set[Span]) -> None:
    """Lost without it: "1 of 5 filed", where four were not to be notified."""
    assert missing == set(Span) - measured(*acts).asked


NO_DATA = FactAnswered("personal_data", Known("no"), SAID)


@pytest.mark.parametrize(
    ("acts", "now", "stands"),
    [
        ([], BEFORE, Timeliness.RUNNING),
        ([], DUE, Timeliness.RUNNING),
        ([], PAST, Timeliness.LATE),
        ([(1, decided(True))], PAST, Timeliness.LATE),
        ([(1, decided(True))], BEFORE, Timeliness.RUNNING),
        ([(72, filed(72))], PAST, Timeliness.ON_TIME),
        ([(73, filed(72.001))], PAST, Timeliness.LATE),
        ([(1, decided(True)), (80, filed(80)), (90, CLOSED)], PAST, Timeliness.LATE),
        ([(1, decided(False))], PAST, Timeliness.NOT_TO_NOTIFY),
        ([(1, decided(False)), (60, filed(60))], PAST, Timeliness.ON_TIME),
        ([(1, decided(False, wait=Confirmation.SECOND_PERSON))], PAST, Timeliness.LATE),
        ([(1, NO_DATA)], PAST, Timeliness.NOT_TO_NOTIFY),
        ([(1, VerdictRecorded(Verdict.NO_BREACH_OF_SECURITY, "a test", Verdict.BREACH))], PAST, Timeliness.NOT_TO_NOTIFY),
        ([(1, CLOSED)], BEFORE, Timeliness.UNDECIDED),
        ([(1, CLOSED)], PAST, Timeliness.UNDECIDED),
        ([(1, decided(True)), (2, CLOSED)], PAST, Timeliness.LATE),
    ],
)
def test_an_incident_stands_to_the_deadline_in_one_of_five_ways(
    acts: list[tuple[float, Act]], now: datetime, stands: Timeliness
) -> None:
    """Lost without it: one that nobody decided about looks like one in time, or one not to be notified like one missed."""
    assert stands is measured(*acts).timeliness(now)


def test_a_step_that_was_opened_again_is_not_skipped() -> None:
    """Lost without it: a step done after all is held against somebody for good."""
    skip, again = StepSkipped("keep", "no time"), StepReopened("keep", "time now")
    assert measured((1, StepSkipped("tell", "nobody")), (2, skip)).skipped == ("keep", "tell")
    assert measured((2, skip), (3, again)).skipped == ()


# Over several.


def case(number: int, **known: object) -> CaseFigures:
    """Give the figures of one incident."""
    made = CaseFigures(f"2026-{number:02d}", f"Incident {number}", date(2026, 1, 1) + timedelta(days=20 * number), DUE, "stolen")
    return replace(made, **known)  # type: ignore[arg-type]


FIVE = (
    case(1, spans={Span.TO_SCOPE: hours(4)}, filed_at=DUE, cause="human-error"),
    case(2, spans={Span.TO_SCOPE: hours(1)}, filed_at=PAST, cause="human-error", is_closed=True, override_reason="paper"),
    case(3, spans={}, is_to_notify=False, asked=frozenset(Span) - {Span.TO_FILING}, is_closed=True, skipped=("tell",)),
    case(4, spans={Span.TO_SCOPE: hours(9)}, playbook="mailbox", skipped=("keep", "tell")),
    case(5, spans={Span.TO_SCOPE: hours(2)}, due_at=PAST + hours(10), cause="malicious-external"),
)


def test_five_incidents_come_to_what_a_pencil_says() -> None:
    """Lost without it: a wrong number on the report to the board."""
    found = figures_over(FIVE, PAST)
    scope = found.spans[list(Span).index(Span.TO_SCOPE)]
    assert (scope.known, scope.of, scope.median, scope.worst, scope.worst_of) == (4, 5, hours(3), hours(9), "2026-04")
    assert (found.on_time.on_time, found.on_time.of, found.on_time.share) == (1, 3, 1 / 3)
    assert found.on_time.counts == {
        Timeliness.ON_TIME: 1,
        Timeliness.LATE: 2,
        Timeliness.NOT_TO_NOTIFY: 1,
        Timeliness.RUNNING: 1,
    }
    assert [(str(q), q.on_time.on_time, q.on_time.of) for q in found.quarters] == [("2026 Q1", 1, 3), ("2026 Q2", 0, 0)]
    assert (Tally("stolen", ("2026-01", "2026-02", "2026-03", "2026-05")), Tally("mailbox", ("2026-04",))) == found.playbooks
    assert [(t.key, t.count) for t in found.causes] == [("", 2), ("human-error", 2), ("malicious-external", 1)]
    assert [(t.key, t.count) for t in found.skipped] == [("tell", 2), ("keep", 1)]
    assert (found.closed, found.overridden) == (2, ("2026-02",))


def test_of_no_incidents_nothing_is_said() -> None:
    """Lost without it: a first day with a median of nought hours and a share of nought per cent."""
    found = figures_over((), PAST)
    assert {(None, None, "", 0, 0)} == {(row.median, row.worst, row.worst_of, row.known, row.of) for row in found.spans}
    assert (found.on_time.share, found.quarters, found.playbooks, found.closed) == (None, (), (), 0)


def test_a_share_of_none_that_had_to_be_filed_is_no_share() -> None:
    """Lost without it: a quarter without a duty reads as one in which everything failed."""
    assert OnTime({Timeliness.NOT_TO_NOTIFY: 3}).share is None


@pytest.mark.parametrize(
    ("given_hours", "middle"),
    [([], None), ([5], 5), ([1, 2], 1.5), ([9, 1, 2], 2), ([0, 0, 7], 0), ([4, 1, 3, 2], 2.5), ([1, 1, 1, 100], 1)],
)
def test_a_median_by_hand(given_hours: Sequence[float], middle: float | None) -> None:
    """Lost without it: an average that one Christmas decides."""
    assert (None if middle is None else hours(middle)) == median([hours(h) for h in given_hours])


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), min_size=1, max_size=9))
def test_at_least_half_are_no_longer_than_the_median_and_half_no_shorter(spans: list[timedelta]) -> None:
    """Lost without it: a middle that is not in the middle."""
    middle = median(spans)
    assert middle is not None
    assert min(spans) <= middle <= max(spans)
    assert 2 * sum(span <= middle for span in spans) >= len(spans)
    assert 2 * sum(span >= middle for span in spans) >= len(spans)


@given(st.permutations(FIVE))
def test_the_order_in_which_incidents_come_changes_nothing(cases: list[CaseFigures]) -> None:
    """Lost without it: a report that differs from yesterday's although nothing happened."""
    assert figures_over(FIVE, PAST) == figures_over(cases, PAST)


@given(timelines())
def test_whatever_happened_a_span_is_never_negative_and_an_unknown_one_never_nought(
    entries: tuple[TimelineEntry, ...],
) -> None:
    """Lost without it: an incident without a scope makes everybody look quick."""
    incident = replay("i1", entries)
    found = figures_of(incident, DAY)
    assert all(took >= timedelta(0) for took in found.spans.values())
    assert set() == set(found.spans) - found.asked
    assert (Span.TO_SCOPE in found.spans) == (incident.scope is not None)
    assert (incident.first_filed_at is not None) == (Span.TO_FILING in found.spans)
    over = figures_over([found], PAST)
    assert [row.known for row in over.spans] == [int(row.span in found.spans) for row in over.spans]
    assert {row.span for row in over.spans if row.median is None} == set(Span) - set(found.spans)


@given(timelines(), st.sampled_from(range(0, 300, 7)))
def test_time_alone_never_makes_a_late_incident_one_in_time(entries: tuple[TimelineEntry, ...], later: int) -> None:
    """Lost without it: waiting improves the share."""
    found = figures_of(replay("i1", entries), DAY)
    first, then = (found.timeliness(AWARE + hours(h)) for h in (later, later + 100))
    assert first is then or (first, then) == (Timeliness.RUNNING, Timeliness.LATE)


@pytest.mark.parametrize(("today", "late"), [(date(2026, 12, 14), False), (date(2026, 12, 15), False), (date(2026, 12, 16), True)])
def test_an_action_is_late_once_its_day_is_over_and_never_once_it_is_settled(today: date, late: bool) -> None:
    """Lost without it: somebody who has till tonight is called late this morning."""
    action = Action("a1", "encrypt", "Ann", date(2026, 12, 15), AWARE)
    assert late is action.is_late(today)
    assert not replace(action, settled_at=AWARE).is_late(today)
