"""Lessons and actions: recorded also on a closed incident, settled once, listed over all incidents with the late ones first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from breachdesk.domain.afterwards import Action, Lesson, LessonKind
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.timeline import ActionAgreed, ActionSettled, LessonRecorded
from breachdesk.services.incidents import Opening
from breachdesk.services.times import day_in, read_date, read_day
from tests.services.office import LEAD, MORNING, RESPONDER, Office

TODAY = date(2026, 11, 23)
FORTNIGHT = date(2026, 12, 7)


def test_a_lesson_is_kept_with_who_said_it_and_what_it_is_about(either_office: Office) -> None:
    """Lost without it: what was learned is a note among notes, and nobody finds it again."""
    incident = either_office.opened()
    after = either_office.desk.afterwards.learn(incident.id, LessonKind.ROOT_CAUSE, " No second factor.\r\nNobody asked. ", LEAD)
    said = "No second factor.\nNobody asked."
    assert (Lesson(LessonKind.ROOT_CAUSE, said, LEAD, MORNING),) == after.lessons
    assert LessonRecorded(LessonKind.ROOT_CAUSE, said) == either_office.store.timeline(incident.id)[-1].act


def test_an_action_has_an_owner_a_day_and_the_next_number(either_office: Office) -> None:
    """Lost without it: good intentions with nobody's name on them."""
    incident = either_office.opened()
    agree = either_office.desk.afterwards.agree
    agree(incident.id, "Second factor", LEAD, "+14d", RESPONDER)
    after = agree(incident.id, "Training", RESPONDER, "2026-12-15", LEAD)
    assert {
        "a1": Action("a1", "Second factor", LEAD, FORTNIGHT, MORNING),
        "a2": Action("a2", "Training", RESPONDER, date(2026, 12, 15), MORNING),
    } == after.actions
    assert ActionAgreed("a2", "Training", RESPONDER, date(2026, 12, 15)) == either_office.store.timeline(incident.id)[-1].act


def test_all_of_it_goes_on_after_the_incident_is_closed_and_nothing_else_of_it_moves(either_office: Office) -> None:
    """Lost without it: actions die with the incident, or closing waits for a training in spring."""
    incident = either_office.opened()
    afterwards = either_office.desk.afterwards
    afterwards.agree(incident.id, "Training", LEAD, "+6w", LEAD)
    closed = either_office.closed(incident)
    afterwards.learn(incident.id, LessonKind.HELD, "The alarm.", LEAD)
    afterwards.agree(incident.id, "Another", LEAD, "+1d", LEAD)
    after = afterwards.settle(incident.id, "a1", True, "", RESPONDER)
    assert (closed.closed_at, closed.conclusion, closed.steps) == (after.closed_at, after.conclusion, after.steps)
    assert [(id_, action.done) for id_, action in after.actions.items()] == [("a1", True), ("a2", False)]
    assert {ReminderState.CANCELLED} == {reminder.state for reminder in either_office.store.reminders(incident.id)}


@pytest.mark.parametrize(("done", "note"), [(True, ""), (True, "list shown"), (False, "replaced anyway")])
def test_an_action_is_done_or_dropped_for_a_reason(office: Office, done: bool, note: str) -> None:
    """Lost without it: an action that can only stay open for ever."""
    incident = office.opened()
    office.desk.afterwards.agree(incident.id, "Training", LEAD, "+1d", LEAD)
    later = office.now.advance(hours=3)
    after = office.desk.afterwards.settle(incident.id, "a1", done, note, RESPONDER)
    assert Action("a1", "Training", LEAD, date(2026, 11, 24), MORNING, later, done, note) == after.actions["a1"]
    assert ActionSettled("a1", done, note) == office.store.timeline(incident.id)[-1].act


def test_what_cannot_be_recorded_is_refused_in_words_and_leaves_everything_as_it_was(office: Office) -> None:
    """Lost without it: half an action, or one that vanished without a word."""
    incident = office.opened()
    afterwards, id_ = office.desk.afterwards, incident.id
    with office.refused(NotFound, "2026-01 has no action 'a1'; there are: none yet"):
        afterwards.settle(id_, "a1", True, "", LEAD)
    with office.refused(NotFound, "no incident 'x'"):
        afterwards.learn("x", LessonKind.HELD, "y", LEAD)
    afterwards.agree(id_, "Training", LEAD, "+1d", LEAD)
    with office.refused(WrongInput, "reason for dropping it is empty"):
        afterwards.settle(id_, "a1", False, "  ", LEAD)
    with office.refused(WrongInput, "action is empty"):
        afterwards.agree(id_, " ", LEAD, "+1d", LEAD)
    with office.refused(WrongInput, "name of the owner is empty"):
        afterwards.agree(id_, "Training", "", "+1d", LEAD)
    with office.refused(WrongInput, "lesson is empty"):
        afterwards.learn(id_, LessonKind.HELD, "\n", LEAD)
    with office.refused(WrongInput, "2026-11-22 has passed"):
        afterwards.agree(id_, "Training", LEAD, "2026-11-22", LEAD)
    afterwards.settle(id_, "a1", False, "replaced anyway", LEAD)
    with office.refused(NotAllowed, "Action a1 is dropped already"):
        afterwards.settle(id_, "a1", True, "", LEAD)


def test_the_list_over_all_incidents_has_the_late_ones_first_then_goes_by_day(either_office: Office) -> None:
    """Lost without it: what is overdue since spring stands under what is due next year."""
    desk, now = either_office.desk, either_office.now
    first, second = either_office.opened(), either_office.opened()
    for incident, what, due in ((first, "C", "+30d"), (second, "A", "+1d"), (first, "B", "+3d"), (second, "D", "+90d")):
        desk.afterwards.agree(incident.id, what, LEAD, due, LEAD)
    either_office.closed(second)
    now.advance(days=2)
    listed = [(row.action.what, row.reference, row.is_late) for row in desk.afterwards.open_actions()]
    assert listed == [("A", "2026-02", True), ("B", "2026-01", False), ("C", "2026-01", False), ("D", "2026-02", False)]
    assert desk.afterwards.open_actions() == desk.afterwards.open_actions([desk.incidents.get(i.id) for i in (second, first)])
    desk.afterwards.settle(second.id, "a1", True, "", LEAD)
    assert [row.action.what for row in desk.afterwards.open_actions()] == ["B", "C", "D"]
    assert [row.action.what for row in desk.afterwards.actions()] == ["B", "C", "D", "A"]
    assert [row.action.what for row in desk.afterwards.actions_of(desk.incidents.get(second.id))] == ["D", "A"]


def test_the_list_says_what_another_program_wrote_and_what_the_day_made_late(either_office: Office) -> None:
    """Lost without it: a list kept in memory that stays as it was at breakfast."""
    incident = either_office.opened()
    mine, other = either_office.desk, either_office.restarted()
    assert mine.afterwards.open_actions() == ()
    other.afterwards.agree(incident.id, "Training", LEAD, "+1d", LEAD)
    assert [row.is_late for row in mine.afterwards.open_actions()] == [False]
    either_office.now.advance(days=2)
    assert [row.is_late for row in mine.afterwards.open_actions()] == [True]


def test_late_is_by_the_day_of_the_incident_s_own_zone(office: Office) -> None:
    """Lost without it: in Honolulu an action is late on the afternoon of its day."""
    office.opened()
    opening = Opening(title="Far away", detected="now", reported_by=RESPONDER, zone="Pacific/Honolulu")
    far = office.desk.incidents.open(opening, RESPONDER)
    for incident in ("2026-01", far.id):
        office.desk.afterwards.agree(incident, "Training", LEAD, "2026-11-23", LEAD)
    office.now.at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert [(r.reference, r.is_late) for r in office.desk.afterwards.open_actions()] == [("2026-01", True), ("2026-02", False)]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-23", TODAY),
        (" 2026-12-07 ", FORTNIGHT),
        ("+14d", FORTNIGHT),
        ("+2w", FORTNIGHT),
        ("+2 W", FORTNIGHT),
        ("+0d", TODAY),
        ("2036-12-31", date(2036, 12, 31)),
    ],
)
def test_a_day_to_come_is_read_as_it_is_typed(typed: str, day: date) -> None:
    """Lost without it: somebody has to count days on a calendar."""
    assert day == read_day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-11-22", "2026-11-22 has passed; write a day to come, such as \\+14d or 2026-12-07"),
        ("2026-02-30", "'2026-02-30' is no day; write it as 2026-12-15, or \\+14d or \\+6w"),
        ("", "'' is no day"),
        ("+d", "is no day"),
        ("+1y", "is no day"),
        ("+12345d", "is no day"),
        ("+²d", "is no day"),
        ("20261215", "is no day"),
        ("2026-W50-1", "is no day"),
        ("tomorrow", "is no day"),
        ("2062-12-15", "more than 10 years away; check the year"),
        ("9999-12-31", "check the year"),
        ("+9999w", "check the year"),
    ],
)
def test_what_is_no_day_to_come_is_refused_with_how_to_write_one(typed: str, says: str) -> None:
    """Lost without it: an action due in 2062, for a slip of two keys."""
    with pytest.raises(WrongInput, match=says):
        read_day(typed, TODAY)


def test_a_day_long_past_can_be_counted_from() -> None:
    """Lost without it: figures since last year cannot be asked for."""
    assert date(2020, 1, 1) == read_date("2020-01-01")
    with pytest.raises(WrongInput, match=r"'\+14d' is no day; write it as 2026-12-15\.$"):
        read_date("+14d")


def test_a_day_is_that_of_the_zone() -> None:
    """Lost without it: New Year's Eve in the wrong quarter."""
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (date(2027, 1, 1), date(2026, 12, 31)) == (day_in("Europe/Amsterdam", new_year), day_in("UTC", new_year))
