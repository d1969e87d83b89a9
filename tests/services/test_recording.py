"""Every change of an incident: entry, picture and reminders in one write, by a named person, at one time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.incident import Incident
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.timeline import Act, FilingRecorded, IncidentOpened, NoteAdded
from breachdesk.services.ports import Transaction
from breachdesk.services.recording import Recorder
from tests.services.office import LEAD, MORNING, NOTIFICATION, RESPONDER, Office, people


def recorder(office: Office) -> Recorder:
    """Give the recorder of an office."""
    return Recorder(office.store, office.catalogues, office.now)


def test_acts_are_written_in_order_with_who_and_when(either_office: Office) -> None:
    """Lost without it: the record does not say who did what, or in which order."""
    incident = either_office.opened()
    either_office.now.advance(hours=2)
    after = recorder(either_office).record(
        incident.reference, f"  {LEAD} ", lambda *_: [NoteAdded("one"), NoteAdded("two")]
    )
    first, second = either_office.store.timeline(incident.id)[1:]
    assert [first.act, second.act] == [NoteAdded("one"), NoteAdded("two")]
    assert (first.number, second.number, first.by) == (2, 3, LEAD)
    assert first.happened_at == first.recorded_at == MORNING + timedelta(hours=2)
    assert after == either_office.store.incident(incident.id)


def test_the_decision_is_taken_on_the_incident_as_it_is_in_the_write(either_office: Office) -> None:
    """Lost without it: somebody decides on a picture that another person has changed meanwhile."""
    incident = either_office.opened()
    either_office.desk.incidents.note(incident.id, "somebody was quicker", LEAD)
    seen: list[Incident] = []

    def decide(found: Incident, write: Transaction) -> Sequence[Act]:
        seen.append(found)
        return []

    recorder(either_office).record(incident.id, LEAD, decide)
    assert [i.notes for i in seen] == [("somebody was quicker",)]


def test_an_act_that_the_record_cannot_take_undoes_those_before_it(either_office: Office) -> None:
    """Lost without it: half of what somebody did is in the record."""
    incident = either_office.opened()
    before = either_office.everything()
    opened_again = either_office.store.timeline(incident.id)[0].act
    assert isinstance(opened_again, IncidentOpened)
    with pytest.raises(ValueError, match="opens twice"):
        recorder(either_office).record(incident.id, LEAD, lambda *_: [NoteAdded("one"), opened_again])
    assert before == either_office.everything()


def test_reminders_follow_in_the_same_write(either_office: Office) -> None:
    """Lost without it: people are nudged about a notification that was made."""
    incident = either_office.opened()
    filed = FilingRecorded(NOTIFICATION, 1, "0" * 64, MORNING, "AP-1")
    assert {r.state for r in either_office.store.reminders(incident.id)} == {ReminderState.WAITING}
    recorder(either_office).record(incident.id, LEAD, lambda *_: [filed])
    assert {r.state for r in either_office.store.reminders(incident.id)} == {ReminderState.CANCELLED}


def test_without_an_act_nothing_is_written(either_office: Office) -> None:
    """Lost without it: looking at something leaves a mark in the record."""
    incident = either_office.opened()
    before = either_office.everything()
    recorder(either_office).record(incident.id, LEAD, lambda *_: [])
    assert before == either_office.everything()


@pytest.mark.parametrize("by", ["", " \n", "\u3000"])
def test_nobody_is_no_actor(office: Office, by: str) -> None:
    """Lost without it: an act in the record that nobody did."""
    incident = office.opened()
    with office.refused(WrongInput, "name of who acts is empty"):
        recorder(office).record(incident.id, by, lambda *_: [NoteAdded("one")])


def test_an_incident_that_is_not_there_is_refused(office: Office) -> None:
    """Lost without it: a slip of the pen ends in a crash."""
    with office.refused(NotFound, "no incident '2026-99'; there are: none yet"):
        recorder(office).record("2026-99", RESPONDER, lambda *_: [NoteAdded("one")])


def test_five_thousand_letters_are_queued_in_one_write_that_does_not_wait_for_itself(either_office: Office) -> None:
    """Lost without it: a write too large for the memory of SQLite locks out the read it makes itself, and gives up."""
    incident = either_office.queued(people(5000))
    assert incident.queued["communication-nl"].letters == 5000
