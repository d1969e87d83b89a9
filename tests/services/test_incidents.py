"""Opening, correcting, noting and closing: what is taken, what is refused, and what stays in the record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from breachdesk.domain.errors import AmbiguousLocalTime, NotAllowed, NotFound, WrongInput
from breachdesk.domain.planning import StepState
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.terms import NoticeKind
from breachdesk.domain.timeline import AwarenessCorrected, IncidentClosed, IncidentOpened, NoteAdded
from breachdesk.services.incidents import SLACK, Opening
from tests.plans import SMALL, plan, step
from tests.services.office import INVENTORY, LEAD, MORNING, NOTIFICATION, RESPONDER, Office
from tests.strategies import AP

HOUR = timedelta(hours=1)
WHY = {"awareness_reason": "the log had to be read first"}


# --- opening --------------------------------------------------------------------------------------------


def test_an_opening_sets_the_facts_of_the_clock_and_keeps_the_rule_and_the_plan(either_office: Office) -> None:
    """Lost without it: the clock of an incident changes when somebody edits a rule, a plan or the inventory."""
    incident = either_office.opened(detected="2026-11-23 09:15", aware="2026-11-23 11:40", **WHY)
    (entry,) = either_office.store.timeline(incident.id)
    assert entry.act == IncidentOpened(
        reference="2026-01",
        title="Customer file copied",
        detected_at=datetime(2026, 11, 23, 8, 15, tzinfo=UTC),
        aware_at=datetime(2026, 11, 23, 10, 40, tzinfo=UTC),
        zone="Europe/Amsterdam",
        reported_by=RESPONDER,
        awareness_reason="the log had to be read first",
        authority=AP,
        clock_rule=either_office.book.clock("gdpr-art33")[1],
        playbook="customer-data-stolen",
        playbook_hash=SMALL.sha256,
        law_hash=either_office.book.sha256,
    )
    assert either_office.store.law_texts(either_office.book.sha256) == {"book": either_office.book.sha256}
    assert (entry.by, entry.happened_at, entry.recorded_at) == (RESPONDER, MORNING, MORNING)
    assert datetime(2026, 11, 26, 10, 40, tzinfo=UTC) == incident.deadline.due_at


def test_an_incident_goes_on_with_the_plan_it_was_opened_under(either_office: Office) -> None:
    """Lost without it: an edited playbook changes the steps of an incident that is under way."""
    incident = either_office.opened()
    either_office.catalogues.plans = {SMALL.id: plan(step("other"), sha256="q" * 64)}
    assert either_office.desk.incidents.plan(incident).playbook == SMALL


def test_awareness_is_detection_when_nobody_says_otherwise(office: Office) -> None:
    """Lost without it: the clock starts at another instant than the one that was typed."""
    incident = office.opened(detected="2026-11-23 09:15", aware=" ")
    assert incident.aware_at == incident.detected_at == datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize("reason", ["", " \n "])
@pytest.mark.parametrize("aware", ["2026-11-23 09:16", "2026-11-23T09:15:01+01:00", "now"])
def test_awareness_later_than_detection_needs_a_reason(office: Office, aware: str, reason: str) -> None:
    """Lost without it: the clock is pushed back in silence, and nobody can show why (Art. 33(1), 33(5))."""
    office.opened()
    with office.refused(WrongInput, "Awareness is later than detection; say why"):
        office.opened(detected="2026-11-23 09:15", aware=aware, awareness_reason=reason)


@pytest.mark.parametrize("aware", ["2026-11-23T09:15+01:00", "2026-11-23T08:15Z", "09:15"])
def test_awareness_at_detection_needs_none_however_it_is_written(office: Office, aware: str) -> None:
    """Lost without it: a person has to explain a gap that is not there."""
    assert office.opened(detected="2026-11-23 09:15", aware=aware).awareness_reason == ""


def test_a_reason_given_without_a_gap_is_kept(office: Office) -> None:
    """Lost without it: what somebody wrote down is thrown away."""
    assert office.opened(**WHY).awareness_reason == "the log had to be read first"


TIMES = [
    ({"detected": "2026-11-23T14:05:01+01:00"}, WrongInput, "in the future cannot be right; check day, hour and zone"),
    ({"detected": "2026-11-24 09:00"}, WrongInput, "in the future"),
    ({"aware": "2026-11-23 14:06", **WHY}, WrongInput, "in the future"),
    ({"detected": "2026-11-23 09:15", "aware": "2026-11-23 09:14", **WHY}, WrongInput, "Awareness cannot be earlier"),
    ({"detected": "2026-10-25 02:30"}, AmbiguousLocalTime, "Give 2026-10-25T02:30\\+02:00 \\(first\\) or 2026-10-25T02:30\\+01"),
    ({"detected": "2026-03-29 02:30"}, AmbiguousLocalTime, "Give 2026-03-29T01:30\\+01:00 \\(before\\) or 2026-03-29T03:30\\+02"),
    ({"detected": "2026-10-25 01:00", "aware": "2026-10-25 02:30", **WHY}, AmbiguousLocalTime, "exists twice"),
    ({"detected": "2026-03-08 02:30", "zone": "America/New_York"}, AmbiguousLocalTime, "does not exist in America/New_York"),
    ({"detected": "last night"}, WrongInput, "'last night' is not a time"),
    ({"detected": ""}, WrongInput, "'' is not a time"),
    ({"detected": "1999-12-31T23:59Z"}, WrongInput, "year 1999 cannot be right"),
    ({"zone": "Europe/Amsterdm"}, WrongInput, "Did you mean 'Europe/Amsterdam'"),
]
WORDS = [
    ({"title": " "}, WrongInput, "The title is empty"),
    ({"title": "x" * 121}, WrongInput, "The title has 121 characters"),
    ({"reported_by": ""}, WrongInput, "name of who says so is empty"),
    ({"awareness_reason": "x" * 501}, WrongInput, "The reason has 501 characters"),
    ({"playbook": "lost-laptop"}, NotFound, "no playbook 'lost-laptop'. There are: customer-data-stolen"),
    ({"country": "XX"}, NotFound, "no authority for 'XX'"),
]


@pytest.mark.parametrize(("said", "error", "match"), TIMES + WORDS, ids=lambda value: str(value)[:40])
def test_an_opening_that_cannot_be_right_is_refused_and_opens_nothing(
    office: Office, said: dict[str, str], error: type[WrongInput], match: str
) -> None:
    """Lost without it: an incident with a clock nobody meant, which then cannot be taken back."""
    office.opened()
    with office.refused(error, match):
        office.opened(**said)


def test_a_clock_a_few_minutes_ahead_is_no_future(office: Office) -> None:
    """Lost without it: a person whose watch is ahead of the machine cannot open an incident."""
    ahead = (MORNING + SLACK).isoformat()
    assert office.opened(detected=ahead).aware_at == MORNING + SLACK


def test_times_are_read_in_the_zone_that_was_given_and_it_is_kept(office: Office) -> None:
    """Lost without it: a New York incident is read on Amsterdam's clock."""
    incident = office.opened(detected="2026-11-23 07:00", zone="America/New_York")
    assert datetime(2026, 11, 23, 12, 0, tzinfo=UTC) == incident.detected_at
    assert incident.zone == "America/New_York"


def test_the_country_that_was_given_names_the_authority(office: Office) -> None:
    """Lost without it: the notification goes to the authority of another country."""
    belgian = replace(AP, id="be-apd", country="BE")
    office.catalogues.by_country = {"NL": AP, "BE": belgian}
    assert office.opened(country="BE").authority == belgian
    assert office.opened().authority == AP


def test_the_seat_of_the_controller_names_the_authority_of_its_part_of_the_country(office: Office) -> None:
    """Lost without it: a house in Cologne notifies Berlin (Art. 55)."""
    rhine = replace(AP, id="de-nw", country="DE", subdivision="DE-NW")
    office.catalogues.by_country = {"DE": replace(AP, id="de"), "DE-NW": rhine}
    seat = replace(INVENTORY.controller, country="DE", subdivision="DE-NW")
    office.desk.scoping.take_in(replace(INVENTORY, controller=seat), LEAD)
    assert office.opened().authority == rhine


@pytest.mark.parametrize(("country", "authority"), [("DE", "de-nw"), ("de", "de-nw"), ("DE-BY", "de-by"), ("de-by", "de-by")])
def test_a_part_of_a_country_can_be_named_and_the_country_alone_is_the_controllers_part(
    office: Office, country: str, authority: str
) -> None:
    """Lost without it: whoever types `DE` in Cologne notifies Berlin, and nobody can name Munich."""
    parts = {part: replace(AP, id=part.lower(), country="DE", subdivision=part) for part in ("DE", "DE-NW", "DE-BY")}
    office.catalogues.by_country = parts
    seat = replace(INVENTORY.controller, country="DE", subdivision="DE-NW")
    office.desk.scoping.take_in(replace(INVENTORY, controller=seat), LEAD)
    assert office.opened(country=country).authority.id == authority


def test_nothing_can_be_opened_before_an_inventory_was_taken_in(office: Office) -> None:
    """Lost without it: an incident without a controller, and so without an authority."""
    with office.refused(NotFound, "No inventory has been imported yet"):
        office.desk.incidents.open(Opening("Stolen", "now", RESPONDER), RESPONDER)
    assert office.desk.incidents.default_zone() == "Europe/Amsterdam"


def test_times_are_read_in_the_zone_of_the_controller_by_default(office: Office) -> None:
    """Lost without it: an Irish house opens its incidents on Dutch time."""
    dublin = replace(INVENTORY, controller=replace(INVENTORY.controller, zone="Europe/Dublin"))
    office.desk.scoping.take_in(dublin, LEAD)
    assert office.desk.incidents.default_zone() == "Europe/Dublin"
    assert office.opened(detected="2026-11-23 09:15").detected_at == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def test_each_incident_has_a_reference_of_its_own_by_year(office: Office) -> None:
    """Lost without it: two incidents under one reference in a letter to the authority."""
    references = [office.opened().reference for _ in range(2)]
    office.now.advance(days=60)
    assert [*references, office.opened().reference] == ["2026-01", "2026-02", "2027-01"]


def test_reminders_stand_from_the_opening_on(either_office: Office) -> None:
    """Lost without it: nobody is nudged unless somebody does something first."""
    incident = either_office.opened()
    made = either_office.store.reminders(incident.id)
    assert {r.state for r in made} == {ReminderState.WAITING}
    assert sorted({r.rung for r in made}) == [24, 60, 72]


# --- correcting awareness -------------------------------------------------------------------------------


def test_a_corrected_awareness_is_a_new_entry_and_the_old_one_stays(either_office: Office) -> None:
    """Lost without it: the first account of when the controller knew is overwritten (Art. 33(5))."""
    incident = either_office.opened(detected="2026-11-23 09:15", aware="2026-11-23 11:40", **WHY)
    after = either_office.desk.incidents.correct_awareness(incident.id, "2026-11-23 10:00", "an earlier mail", LEAD)
    opened, corrected = either_office.store.timeline(incident.id)
    assert isinstance(opened.act, IncidentOpened)
    assert opened.act.aware_at == datetime(2026, 11, 23, 10, 40, tzinfo=UTC)
    assert corrected.act == AwarenessCorrected(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "an earlier mail")
    assert corrected.by == LEAD
    assert after.deadline.due_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert either_office.store.rows()[0].due_at == after.deadline.due_at


def test_a_corrected_awareness_renews_the_reminders(either_office: Office) -> None:
    """Lost without it: people are nudged by the old deadline, and not by the one that holds."""
    incident = either_office.opened(detected="2026-11-23 09:15", aware="2026-11-23 11:40", **WHY)
    old = {r.key for r in either_office.store.reminders(incident.id)}
    after = either_office.desk.incidents.correct_awareness(incident.id, "2026-11-23 10:00", "an earlier mail", LEAD)
    renewed = either_office.store.reminders(incident.id)
    waiting = [r for r in renewed if r.state is ReminderState.WAITING]
    assert {r.key for r in renewed if r.state is ReminderState.CANCELLED} == old
    assert {r.deadline_at for r in waiting} == {after.deadline.due_at}
    assert len(waiting) == len(old)


@pytest.mark.parametrize(
    ("aware", "reason", "error", "match"),
    [
        ("2026-11-23 09:14", "why", WrongInput, "Awareness cannot be earlier than detection"),
        ("2026-11-23 14:06", "why", WrongInput, "in the future"),
        ("2026-10-25 02:30", "why", AmbiguousLocalTime, "exists twice"),
        ("soon", "why", WrongInput, "is not a time"),
        ("10:00", "", WrongInput, "reason for the correction is empty"),
        ("10:00", "x" * 501, WrongInput, "has 501 characters"),
    ],
)
def test_a_correction_that_cannot_be_right_is_refused(
    office: Office, aware: str, reason: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: the clock is moved to an instant that cannot be, or for no reason."""
    incident = office.opened(detected="2026-11-23 09:15")
    with office.refused(error, match):
        office.desk.incidents.correct_awareness(incident.id, aware, reason, LEAD)


def test_awareness_is_not_corrected_to_after_the_notification_was_made(office: Office) -> None:
    """Lost without it: the record says that the authority was told of a breach nobody knew of yet."""
    incident = office.opened(detected="2026-11-23 09:15")
    office.approved(NoticeKind.NOTIFICATION, incident)
    office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD, "2026-11-23 12:00")
    with office.refused(WrongInput, "Awareness cannot be later than the notification made on"):
        office.desk.incidents.correct_awareness(incident.id, "2026-11-23 12:01", "why", LEAD)
    office.desk.incidents.correct_awareness(incident.id, "2026-11-23 12:00", "why", LEAD)


# --- notes, closing, looking ----------------------------------------------------------------------------


def test_a_note_is_kept_with_its_lines(office: Office) -> None:
    """Lost without it: what somebody saw is not in the record, or runs together."""
    incident = office.opened()
    office.desk.incidents.note(incident.id, "  Seen at noon:\r\n  a strange login. ", RESPONDER)
    assert office.store.timeline(incident.id)[-1].act == NoteAdded("Seen at noon:\n  a strange login.")


@pytest.mark.parametrize(("text", "match"), [(" \n ", "The note is empty"), ("x" * 4001, "has 4,001 characters")])
def test_an_empty_or_endless_note_is_refused(office: Office, text: str, match: str) -> None:
    """Lost without it: an entry that says nothing, or a dump of a log file with everybody's data."""
    incident = office.opened()
    with office.refused(WrongInput, match):
        office.desk.incidents.note(incident.id, text, RESPONDER)


def test_an_incident_does_not_close_over_what_must_be_done(office: Office) -> None:
    """Lost without it: a duty to notify ends in a closed file."""
    incident = office.opened()
    with office.refused(NotAllowed, "still open are 'Ask', 'Conclude', 'Decide-authority', 'File' and more"):
        office.desk.incidents.close(incident.id, "Done.", LEAD)


@pytest.mark.parametrize("override", ["", "  "])
def test_an_empty_reason_overrides_nothing(office: Office, override: str) -> None:
    """Lost without it: a key pressed by mistake closes an incident over its duties."""
    incident = office.opened()
    with office.refused(NotAllowed, "override with a reason"):
        office.desk.incidents.close(incident.id, "Done.", LEAD, override)


def test_a_named_person_may_close_over_what_is_open_and_the_reason_is_kept(either_office: Office) -> None:
    """Lost without it: a false alarm stays open for ever, or the record does not say why it was closed."""
    incident = either_office.opened()
    closed = either_office.desk.incidents.close(incident.id, "A test, no breach.", LEAD, "it was a drill")
    entry = either_office.store.timeline(incident.id)[-1]
    assert entry.act == IncidentClosed("A test, no breach.", "it was a drill")
    assert (entry.by, closed.closed_at, closed.conclusion) == (LEAD, MORNING, "A test, no breach.")
    assert {r.state for r in either_office.store.reminders(incident.id)} == {ReminderState.CANCELLED}


def test_an_incident_closes_when_all_that_must_be_done_is_done(office: Office) -> None:
    """Lost without it: work that is finished cannot be ended."""
    incident = office.opened()
    office.desk.walking.answer(incident.id, "personal_data", "no", RESPONDER)
    office.desk.walking.answer(incident.id, "conclusion", "No personal data.", RESPONDER)
    with office.refused(NotAllowed, "still owed by law are 'alarm-report' to the alarm desk"):
        office.desk.incidents.close(incident.id, "No breach.", LEAD)
    office.desk.duties.decline(incident.id, "alarm-report", "the desk knows", LEAD)
    assert office.desk.incidents.close(incident.id, "No breach.", LEAD).closed_at == MORNING


@pytest.mark.parametrize("conclusion", ["", "x" * 4001])
def test_an_incident_is_not_closed_without_a_conclusion_that_fits(office: Office, conclusion: str) -> None:
    """Lost without it: the register says that a breach is over and not how it ended (Art. 33(5))."""
    incident = office.opened()
    with office.refused(WrongInput, "The conclusion"):
        office.desk.incidents.close(incident.id, conclusion, LEAD, "because")


def test_an_incident_is_looked_at_by_id_and_by_reference(office: Office) -> None:
    """Lost without it: what a letter calls an incident cannot be looked up."""
    incident = office.opened()
    assert office.desk.incidents.get("2026-01") == office.desk.incidents.get(incident.id) == incident
    assert [e.number for e in office.desk.incidents.timeline("2026-01")] == [1]
    assert [r.id for r in office.desk.incidents.rows()] == [incident.id]
    assert office.desk.incidents.plan(incident).step("ask").state is StepState.OPEN
    with office.refused(NotFound, "There is no incident '2026-99'; there are: 2026-01"):
        office.desk.incidents.get("2026-99")


def test_an_opening_asks_for_what_an_incident_needs_and_for_nothing_else() -> None:
    """Lost without it: the form, the command and the use case ask for different things."""
    assert [f.name for f in fields(Opening)] == [
        "title", "detected", "reported_by", "aware", "awareness_reason", "zone", "country", "playbook",
    ]  # fmt: skip
