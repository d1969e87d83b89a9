"""Who is nudged when: each rung once a person, nobody once the duty is done, anew when the deadline moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.reminders import (
    Reminder,
    ReminderState,
    Rung,
    clock_needs_reminders,
    reminders_for,
    urgency,
)
from breachdesk.domain.replaying import replay
from breachdesk.domain.terms import Confirmation, Duty
from breachdesk.domain.timeline import (
    Act,
    AwarenessCorrected,
    DecisionConfirmed,
    DecisionRecorded,
    FilingRecorded,
    IncidentClosed,
    NoteAdded,
    TimelineEntry,
)
from tests.strategies import AWARE, numbered, opening, timelines

ANN = Person("Ann", "ann@example.org", (Role.RESPONDER,))
LEA = Person("Lea", "lea@example.org", (Role.RESPONDER, Role.INCIDENT_LEAD))
DEE = Person("Dee", "dee@example.org", (Role.DPO,))
NOBODY = Person("Bob", "bob@example.org")
PEOPLE = (LEA, ANN, DEE, NOBODY)
LADDER = (
    Rung(24, (Role.RESPONDER,)),
    Rung(60, (Role.INCIDENT_LEAD, Role.DPO)),
    Rung(72, (Role.RESPONDER, Role.DPO)),
)
DUE = AWARE + timedelta(hours=72)
SECOND = timedelta(seconds=1)


def told(*acts: Act) -> Incident:
    """Give the incident that an opening and these acts tell."""
    return replay("i1", numbered(opening(), *acts))


def heard(incident: Incident, ladder: tuple[Rung, ...] = LADDER) -> list[tuple[str, int]]:
    """Give who hears of which rung."""
    return [(r.to_name, r.rung) for r in reminders_for(incident, ladder, PEOPLE)]


def test_each_rung_reaches_everybody_with_one_of_its_roles_and_nobody_else() -> None:
    """Lost without it: the DPO hears nothing, or everybody hears everything and stops listening."""
    expected = [("Ann", 24), ("Lea", 24), ("Dee", 60), ("Lea", 60), ("Ann", 72), ("Dee", 72), ("Lea", 72)]
    assert expected == heard(told())


def test_a_reminder_says_which_incident_which_clock_which_deadline_and_to_whom() -> None:
    """Lost without it: a nudge that does not say what presses."""
    (made,) = reminders_for(told(), (Rung(24, (Role.DPO,)),), PEOPLE)
    assert made == Reminder(
        key="i1:gdpr-art33:2026-11-26T13:00:00+00:00:24:dee@example.org",
        incident="i1",
        reference="2026-001",
        clock="gdpr-art33",
        rung=24,
        due_at=AWARE + timedelta(hours=24),
        deadline_at=DUE,
        to_name="Dee",
        to_address="dee@example.org",
    )


@pytest.mark.parametrize(
    ("hours", "due_at"),
    [
        (0, AWARE),
        (1, AWARE + timedelta(hours=1)),
        (71, DUE - timedelta(hours=1)),
        (72, DUE + SECOND),
        (73, DUE + SECOND),
        (500, DUE + SECOND),
    ],
)
def test_a_rung_falls_due_at_its_hour_and_overdue_one_second_after_the_deadline(hours: int, due_at: object) -> None:
    """Lost without it: a person is told `too late` at an instant that is still on time, or much later."""
    (made,) = reminders_for(told(), (Rung(hours, (Role.DPO,)),), PEOPLE)
    assert due_at == made.due_at


@pytest.mark.parametrize(
    "acts",
    [
        (FilingRecorded("notification-nl", 1, "0" * 64, AWARE, "AP-1"),),
        (IncidentClosed("No breach."),),
        (DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.no()),),
        (
            DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "one", Finding.no(), Confirmation.SECOND_PERSON),
            DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "I looked as well"),
        ),
        (
            DecisionRecorded(Duty.NOTIFY_AUTHORITY, True, "at first", Finding.yes()),
            DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "all encrypted", Finding.no()),
        ),
    ],
    ids=["filed", "closed", "decided not to notify", "confirmed by a second person", "decided not to notify after all"],
)
def test_nobody_is_nudged_once_the_duty_is_done_or_decided_against(acts: tuple[Act, ...]) -> None:
    """Lost without it: people are woken about a clock that stands still, and learn to ignore it."""
    assert not clock_needs_reminders(told(*acts))
    assert heard(told(*acts)) == []


@pytest.mark.parametrize(
    "acts",
    [
        (),
        (NoteAdded("seen"),),
        (DecisionRecorded(Duty.NOTIFY_AUTHORITY, True, "risk", Finding.yes()),),
        (DecisionRecorded(Duty.NOTIFY_INDIVIDUALS, False, "no high risk", Finding.no()),),
        (DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "one", Finding.no(), Confirmation.SECOND_PERSON),),
        (
            DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "at first", Finding.no()),
            DecisionRecorded(Duty.NOTIFY_AUTHORITY, True, "after all", Finding.yes()),
        ),
    ],
    ids=["open", "noted", "decided to notify", "people need not be told", "not confirmed yet", "decided to notify after all"],
)
def test_people_are_nudged_as_long_as_the_authority_clock_runs(acts: tuple[Act, ...]) -> None:
    """Lost without it: a decision about the people silences the clock for the authority."""
    assert clock_needs_reminders(told(*acts))
    assert heard(told()) == heard(told(*acts))


def test_a_moved_deadline_makes_new_reminders_at_new_instants() -> None:
    """Lost without it: reminders already shown for the old deadline count for the new one, and nobody is told."""
    moved = told(AwarenessCorrected(AWARE - timedelta(hours=5), "a mail was found"))
    old, new = (reminders_for(i, LADDER, PEOPLE) for i in (told(), moved))
    assert {r.key for r in old}.isdisjoint(r.key for r in new)
    assert [r.due_at - timedelta(hours=5) for r in old] == [r.due_at for r in new]


def test_a_correction_that_moves_nothing_makes_the_same_reminders() -> None:
    """Lost without it: everybody is told everything twice after a correction of the reason."""
    again = told(AwarenessCorrected(AWARE, "the same instant, in better words"))
    assert reminders_for(told(), LADDER, PEOPLE) == reminders_for(again, LADDER, PEOPLE)


def test_a_person_who_stands_there_twice_is_nudged_once() -> None:
    """Lost without it: two mails to one mailbox for one rung."""
    twice = replace(DEE, name="Dee, the DPO")
    made = reminders_for(told(), (Rung(24, (Role.DPO,)),), (DEE, twice))
    assert [r.to_address for r in made] == ["dee@example.org"]


def test_the_order_of_the_people_does_not_matter() -> None:
    """Lost without it: importing the inventory in another order makes other reminders."""
    assert reminders_for(told(), LADDER, PEOPLE) == reminders_for(told(), LADDER, PEOPLE[::-1])


def test_without_rungs_or_people_there_is_nothing_to_remind() -> None:
    """Lost without it: a house without a ladder cannot open an incident."""
    assert reminders_for(told(), (), PEOPLE) == ()
    assert reminders_for(told(), LADDER, ()) == ()


_LADDERS = st.lists(st.builds(Rung, st.integers(0, 100), st.sets(st.sampled_from(Role)).map(tuple)), max_size=8)


@given(entries=timelines(), ladder=_LADDERS)
def test_every_reminder_has_a_key_of_its_own_that_working_out_again_gives_too(
    entries: tuple[TimelineEntry, ...], ladder: list[Rung]
) -> None:
    """Lost without it: a reminder is sent each time somebody opens the desk."""
    incident = replay("i1", entries)
    made = reminders_for(incident, ladder, PEOPLE)
    assert len(made) == len({r.key for r in made})
    assert made == reminders_for(incident, ladder, PEOPLE)


@given(entries=timelines(), ladder=_LADDERS)
def test_no_reminder_falls_due_later_than_one_second_after_the_deadline(
    entries: tuple[TimelineEntry, ...], ladder: list[Rung]
) -> None:
    """Lost without it: the first word of a missed deadline comes hours after it."""
    for made in reminders_for(replay("i1", entries), ladder, PEOPLE):
        assert made.due_at <= made.deadline_at + SECOND
        assert made.state is ReminderState.WAITING


@given(entries=timelines())
def test_whatever_was_said_the_clock_stands_still_after_filing_closing_or_no(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: in some order of acts, people are nudged for ever."""
    incident = replay("i1", entries)
    decision = incident.decision(Duty.NOTIFY_AUTHORITY)
    over = bool(incident.filings) or incident.closed_at is not None or (decision is not None and not decision.notify)
    assert over is not clock_needs_reminders(incident)


def test_what_presses_most_stands_first() -> None:
    """Lost without it: after a long sleep the incident with an hour left stands under one with a day."""

    def due(deadline_hours: int, rung: int) -> Reminder:
        at = AWARE + timedelta(hours=deadline_hours)
        return Reminder("k", "i1", "2026-001", "c", rung, AWARE, at, "Ann", "ann@example.org")

    ordered = [due(10, 71), due(10, 24), due(20, 72), due(20, 60)]
    assert ordered == sorted(ordered[::-1], key=urgency)
