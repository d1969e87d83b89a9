"""Duties of every regime: worked out, done stage by stage, turned down; and the moments before awareness."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from breachdesk.domain.conditions import Has
from breachdesk.domain.errors import AmbiguousLocalTime, BreachDeskError, NotAllowed, NotFound, StoreProblem, WrongInput
from breachdesk.domain.facts import FactDefinition, FactKind, Known
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import DataCategory
from breachdesk.domain.obligations import Obligation, ObligationState, Standing
from breachdesk.domain.standing import ClockState
from breachdesk.domain.terms import Confirmation, Duty, Moment, NoticeKind
from breachdesk.domain.timeline import MomentRecorded, ObligationDeclined, StageMet
from breachdesk.services.incidents import Opening
from tests.fakes import FakeCaseStore
from tests.services.office import COMMUNICATION, INVENTORY, LEAD, MORNING, NOTIFICATION, RESPONDER, Office
from tests.strategies import AP

HOUR = timedelta(hours=1)
REPORT = "alarm-report"
GRAVE = {
    "personal_data": "yes",
    "breach_confirmed": "yes",
    "cause": "malicious-external",
    "breach_kinds": "confidentiality",
    "exfiltration": "confirmed",
    "misuse_seen": "yes",
}


def row(office: Office, incident: Incident, id_: str = REPORT) -> Obligation:
    """Give one duty of an incident as it stands."""
    return next(r for r in office.desk.duties.of(office.store.incident(incident.id)) if r.id == id_)


def test_every_duty_stands_there_from_the_opening_on_with_what_is_needed_to_tell(office: Office) -> None:
    """Lost without it: a regime nobody thought of is found when its deadline has passed."""
    rows = {r.id: r.standing for r in office.desk.duties.of(office.opened())}
    assert rows == {
        REPORT: Standing.APPLIES,
        "gdpr-33-1": Standing.OPEN,
        "gdpr-34-1": Standing.OPEN,
        "gdpr-33-5": Standing.OPEN,
        "gdpr-33-2": Standing.DOES_NOT,
    }


def test_what_the_inventory_says_of_the_house_stands_behind_what_people_say(office: Office) -> None:
    """Lost without it: a processor is told to notify the authority, or a controller only its client."""
    incident = office.opened()
    assert office.desk.duties.facts(incident).text("our_role") == "controller"
    assert office.desk.duties.facts(incident).texts("established_in") == ("NL",)
    hired = replace(INVENTORY, controller=replace(INVENTORY.controller, role="processor", establishments=("NL", "BE")))
    office.desk.scoping.take_in(hired, LEAD)
    assert office.desk.duties.facts(incident).text("our_role") == "processor"
    assert office.desk.duties.facts(incident).texts("established_in") == ("NL", "BE")
    assert row(office, incident, "gdpr-33-2").standing is Standing.OPEN


def test_without_an_inventory_only_people_say_what_the_house_is(office: Office) -> None:
    """Lost without it: an incident of a workspace that was restored in part cannot be shown."""
    incident = office.opened()
    assert isinstance(office.store, FakeCaseStore)
    office.store.kept.inventories = ()
    assert office.desk.duties.facts(incident) == incident.facts
    assert office.desk.duties.fines()


def test_stages_are_done_one_after_the_other_and_each_starts_the_next(either_office: Office) -> None:
    """Lost without it: a second report is dated from the wrong instant, or a duty counts as done after its first stage."""
    incident = either_office.opened()
    either_office.now.advance(hours=3)
    first = row(either_office, incident).next_clock
    assert first is not None
    assert first.deadline is not None
    assert (first.rule.id, first.deadline.due_at) == ("alarm-early", MORNING + 24 * HOUR)
    either_office.desk.duties.meet(incident.id, REPORT, "", "2026-11-23 15:00", " A-1 ", LEAD)
    entry = either_office.store.timeline(incident.id)[-1]
    assert entry.act == StageMet(REPORT, "alarm-early", MORNING + HOUR, "A-1")
    begun = row(either_office, incident)
    assert (begun.state, begun.is_closed) == (ObligationState.BEGUN, False)
    assert begun.next_clock is not None
    assert begun.next_clock.deadline is not None
    assert (begun.next_clock.rule.id, begun.next_clock.deadline.due_at) == ("alarm-full", MORNING + 73 * HOUR)
    either_office.desk.duties.meet(incident.id, REPORT, "alarm-full", "now", "A-2", LEAD)
    done = row(either_office, incident)
    assert (done.state, done.is_closed) == (ObligationState.MET, True)


@pytest.mark.parametrize(
    ("obligation", "clock", "at", "reference", "error", "match"),
    [
        (REPORT, "alarm-late", "now", "A-1", NotFound, "has no stage 'alarm-late'; there are: alarm-early, alarm-full"),
        ("gdpr-33-5", "x", "now", "A-1", NotFound, "has no stage 'x'; there are: none"),
        ("alarm", "", "now", "A-1", NotFound, "There is no duty 'alarm'; there are: alarm-report, gdpr-33-1"),
        ("gdpr-33-1", "", "now", "A-1", NotAllowed, "is closed in the plan: by the decision, by filing"),
        ("gdpr-34-1", "", "now", "A-1", NotAllowed, "is closed in the plan"),
        (REPORT, "", "2026-11-23T14:05:01+01:00", "A-1", WrongInput, "Done in the future cannot be right"),
        (REPORT, "", "2026-11-23 13:59", "A-1", WrongInput, "Done before the detection cannot be right"),
        (REPORT, "", "2026-10-25 02:30", "A-1", AmbiguousLocalTime, "exists twice"),
        (REPORT, "", "now", " ", WrongInput, "The reference or proof is empty"),
    ],
)
def test_a_stage_that_cannot_have_been_done_so_is_refused(
    office: Office, obligation: str, clock: str, at: str, reference: str, error: type[BreachDeskError], match: str
) -> None:
    """Lost without it: a duty counts as done that was not, or one of the plan is closed without its proof."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.duties.meet(incident.id, obligation, clock, at, reference, LEAD)


@pytest.mark.parametrize("at", ["2026-11-23 14:00", "2026-11-23T14:05:00+01:00"])
def test_a_stage_may_be_done_at_the_detection_and_on_a_clock_a_little_ahead(office: Office, at: str) -> None:
    """Lost without it: a report made at once cannot be recorded."""
    incident = office.opened()
    assert office.desk.duties.meet(incident.id, REPORT, "", at, "A-1", LEAD).stages


def test_a_duty_is_turned_down_with_a_reason_and_taken_up_again_by_doing_it(either_office: Office) -> None:
    """Lost without it: a duty is dropped in silence, or stays turned down although it was done."""
    incident = either_office.opened()
    either_office.desk.duties.decline(incident.id, REPORT, " we are\ntoo small ", LEAD)
    assert either_office.store.timeline(incident.id)[-1].act == ObligationDeclined(REPORT, "we are\ntoo small")
    turned_down = row(either_office, incident)
    assert (turned_down.state, turned_down.state_because) == (ObligationState.DECLINED, "we are\ntoo small")
    either_office.desk.duties.meet(incident.id, REPORT, "", "now", "A-1", LEAD)
    assert row(either_office, incident).state is ObligationState.BEGUN


@pytest.mark.parametrize(
    ("obligation", "reason", "error", "match"),
    [
        ("gdpr-33-2", "why", NotAllowed, "does not apply here, so there is nothing to turn down"),
        ("gdpr-33-1", "why", NotAllowed, "is closed in the plan"),
        ("gdpr-33-5", "why", NotAllowed, "is always owed \\(GDPR Art"),
        ("nis", "why", NotFound, "There is no duty 'nis'"),
        (REPORT, " ", WrongInput, "The reason is empty"),
    ],
)
def test_a_duty_that_is_not_there_or_is_decided_in_the_plan_is_not_turned_down(
    office: Office, obligation: str, reason: str, error: type[BreachDeskError], match: str
) -> None:
    """Lost without it: the notification to the authority is waved away past the decision about it."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.duties.decline(incident.id, obligation, reason, LEAD)


def test_filing_and_sending_close_the_two_duties_of_the_plan(office: Office) -> None:
    """Lost without it: the list of duties says open what the plan says done."""
    incident = office.approved(NoticeKind.NOTIFICATION)
    office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)
    assert row(office, incident, "gdpr-33-1").state is ObligationState.MET
    assert row(office, incident, "gdpr-34-1").state is ObligationState.OPEN
    second = office.queued()
    office.now.advance(hours=1)
    asyncio.run(office.desk.outbox.send(second.id, COMMUNICATION, LEAD))
    clock = row(office, second, "gdpr-34-1").clocks[0]
    assert (row(office, second, "gdpr-34-1").state, clock.met_at) == (ObligationState.MET, office.now())


@pytest.mark.parametrize(
    ("confirmation", "state"),
    [(Confirmation.NONE, ObligationState.DECLINED), (Confirmation.SECOND_PERSON, ObligationState.UNCONFIRMED)],
)
def test_a_decision_not_to_notify_turns_its_duty_down_once_it_holds(
    office: Office, confirmation: Confirmation, state: ObligationState
) -> None:
    """Lost without it: a duty looks closed while a second person has not said so."""
    asked = Office(office.store, office.book, confirmation=confirmation)
    incident = asked.opened()
    asked.decided(incident, notify=False)
    found = row(asked, incident, "gdpr-33-1")
    assert (found.state, found.state_because) == (state, "because it is so")
    asked.decided(incident, notify=True)
    assert row(asked, incident, "gdpr-33-1").state is ObligationState.OPEN
    assert row(asked, incident, "gdpr-34-1").state is ObligationState.OPEN


def without_a_seat(office: Office) -> Incident:
    """Open an incident of a controller from overseas that hit people in Belgium, the Netherlands and the US."""
    incident = office.opened()
    abroad = replace(INVENTORY, controller=replace(INVENTORY.controller, establishments=("US",)))
    office.desk.scoping.take_in(abroad, LEAD)
    office.catalogues.by_country = {"NL": AP, "BE": replace(AP, id="be-apd", name="APD")}
    countries = FactDefinition("affected_countries", FactKind.COUNTRIES, {"en": "countries"})
    office.catalogues.questions = {**office.catalogues.questions, countries.id: countries}
    office.desk.walking.answer(incident.id, "affected_countries", "nl, be, us", RESPONDER)
    return incident


def test_without_a_seat_in_the_union_each_country_with_people_hit_has_a_duty_of_its_own(office: Office) -> None:
    """Lost without it: an organisation from overseas tells one authority of many (Guidelines 9/2022, 73)."""
    incident = without_a_seat(office)
    assert row(office, incident, "gdpr-33-1:BE").addressee == "APD"
    assert row(office, incident, "gdpr-33-1:NL").addressee == AP.name


def test_each_other_country_is_told_apart_and_the_own_one_by_filing(either_office: Office) -> None:
    """Lost without it: one filing closes every country, or a country cannot be closed at all."""
    office = either_office
    incident = without_a_seat(office)
    office.now.advance(hours=3)
    after = office.desk.duties.meet(incident.id, "gdpr-33-1:BE", "", "2026-11-23 15:00", "GBA-1", LEAD)
    assert office.store.timeline(incident.id)[-1].act == StageMet("gdpr-33-1:BE", "gdpr-art33", MORNING + HOUR, "GBA-1")
    told = {id_: row(office, incident, id_).state for id_ in ("gdpr-33-1:BE", "gdpr-33-1:NL")}
    assert told == {"gdpr-33-1:BE": ObligationState.MET, "gdpr-33-1:NL": ObligationState.OPEN}
    assert after.first_filed_at is None
    (clock,) = office.desk.duties.clocks(after, row(office, incident, "gdpr-33-1:BE"))
    assert clock.met_at == MORNING + HOUR
    (own,) = office.desk.duties.clocks(after, row(office, incident, "gdpr-33-1:NL"))
    assert own.met_at is None
    with office.refused(NotAllowed, "'gdpr-33-1:NL' is closed in the plan"):
        office.desk.duties.meet(incident.id, "gdpr-33-1:NL", "", "now", "AP-1", LEAD)
    office.approved(NoticeKind.NOTIFICATION, incident)
    office.desk.approving.file(incident.id, NOTIFICATION, "AP-1", LEAD)
    assert row(office, incident, "gdpr-33-1:NL").state is ObligationState.MET


def test_the_decision_not_to_notify_covers_every_country_and_none_is_turned_down_alone(office: Office) -> None:
    """Lost without it: a country waved away past the decision, or left open after it."""
    incident = without_a_seat(office)
    with office.refused(NotAllowed, "'gdpr-33-1:BE' is turned down in the plan: one decision holds for every country"):
        office.desk.duties.decline(incident.id, "gdpr-33-1:BE", "too far", LEAD)
    office.decided(incident, notify=False)
    for id_ in ("gdpr-33-1:BE", "gdpr-33-1:NL"):
        assert row(office, incident, id_).state is ObligationState.DECLINED


def test_an_incident_stays_open_while_a_country_was_not_told(office: Office) -> None:
    """Lost without it: the file is closed on one notification where the law wants one for each country."""
    incident = without_a_seat(office)
    for fact, said in GRAVE.items():
        office.desk.walking.answer(incident.id, fact, said, RESPONDER)
    for step in office.desk.incidents.plan(incident).playbook.steps():
        office.desk.walking.skip(incident.id, step.id, "for the test", LEAD)
    office.desk.duties.decline(incident.id, REPORT, "the desk knows", LEAD)
    for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS):
        office.desk.assessing.decide(incident.id, duty, True, "grave", LEAD)
    with office.refused(NotAllowed, "still owed by law are 'gdpr-33-1:BE' to APD\\. Do, skip or turn down"):
        office.desk.incidents.close(incident.id, "Done.", LEAD)
    office.desk.duties.meet(incident.id, "gdpr-33-1:BE", "", "now", "GBA-1", LEAD)
    assert office.desk.incidents.close(incident.id, "Done.", LEAD).closed_at


def test_the_clocks_of_a_duty_are_given_in_every_reading(office: Office) -> None:
    """Lost without it: a person sees one date where the law can be read in two ways."""
    incident = office.opened()
    (clock,) = office.desk.duties.clocks(incident, row(office, incident, "gdpr-33-1"))
    assert clock.state is ClockState.DATED
    assert clock.deadline is not None
    assert clock.deadline.due_at == MORNING + 72 * HOUR
    assert len(clock.deadline.readings) > 1


def test_another_law_sees_what_follows_from_the_categories_named(office: Office) -> None:
    """Lost without it: a duty about special data waits for an answer that the categories give already."""
    special = Has("special_categories", frozenset({"yes"}))
    duty = replace(office.book.packs["alarm"].duties[0], when=special)
    alarm = replace(office.book.packs["alarm"], duties=(duty,))
    office.catalogues.law_book = replace(office.book, packs={**office.book.packs, "alarm": alarm})
    incident = office.opened()
    assert row(office, incident).needs == ("data_categories",)
    office.desk.scoping.take_in(replace(INVENTORY, data_categories=(*INVENTORY.data_categories, DataCategory("health", {"en": "health"}))), LEAD)
    office.desk.walking.answer(incident.id, "data_categories", "health", RESPONDER)
    found = row(office, incident)
    assert (found.standing, found.reasons[0].facts) == (Standing.APPLIES, ("data_categories",))


def test_a_fact_that_names_an_instant_may_start_a_clock(office: Office) -> None:
    """Lost without it: a period that runs from an event is never dated."""
    rule = replace(office.book.packs["alarm"].clocks["alarm-early"], starts_from="fact:happened_at")
    alarm = replace(office.book.packs["alarm"], clocks={**office.book.packs["alarm"].clocks, rule.id: rule})
    office.catalogues.law_book = replace(office.book, packs={**office.book.packs, "alarm": alarm})
    question = replace(office.catalogues.questions["happened_from"], id="happened_at")
    office.catalogues.questions = {**office.catalogues.questions, "happened_at": question}
    incident = office.opened()
    assert row(office, incident).clocks[0].state is ClockState.NOT_STARTED
    office.desk.walking.answer(incident.id, "happened_at", "2026-11-22T08:00Z", RESPONDER)
    deadline = row(office, incident).clocks[0].deadline
    assert deadline is not None
    assert deadline.due_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    office.desk.walking.answer(incident.id, "happened_at", "n/a: it never happened", RESPONDER)
    assert row(office, incident).clocks[0].state is ClockState.NOT_STARTED


# --- moments before awareness ---------------------------------------------------------------------------


def test_a_moment_before_awareness_is_kept_with_who_says_so(either_office: Office) -> None:
    """Lost without it: nobody can show that the time before awareness was used to look (EDPB 9/2022)."""
    incident = either_office.opened(detected="2026-11-23 09:00", aware="2026-11-23 13:00", awareness_reason="the log")
    for at in ("2026-11-23 08:00", "2026-11-23 13:00"):
        after = either_office.desk.duties.note_moment(incident.id, Moment.FIRST_SIGNAL, at, " a\ncall ", RESPONDER)
    told = [e.act for e in either_office.store.timeline(incident.id)[1:]]
    assert told[0] == MomentRecorded(Moment.FIRST_SIGNAL, datetime(2026, 11, 23, 7, tzinfo=UTC), "a call")
    assert len(told) == 2
    assert after.moments[Moment.FIRST_SIGNAL].at == after.aware_at
    assert after.moments[Moment.FIRST_SIGNAL].by == RESPONDER


@pytest.mark.parametrize(
    ("at", "reason", "error", "match"),
    [
        ("2026-11-23T14:00:01+01:00", "why", WrongInput, "later than awareness; first signal and investigation come before"),
        ("2026-10-25 02:30", "why", AmbiguousLocalTime, "exists twice"),
        ("early", "why", WrongInput, "is not a time"),
        ("13:00", " ", WrongInput, "The reason is empty"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(
    office: Office, at: str, reason: str, error: type[BreachDeskError], match: str
) -> None:
    """Lost without it: looking into a breach begins after the house was certain of it."""
    incident = office.opened()
    with office.refused(error, match):
        office.desk.duties.note_moment(incident.id, Moment.INVESTIGATION_STARTED, at, reason, LEAD)


# --- fines, and the book of law -------------------------------------------------------------------------


@pytest.mark.parametrize(("turnover", "most"), [(None, 10_000_000), (100_000_000, 10_000_000), (900_000_000, 18_000_000)])
def test_the_ceiling_of_a_fine_is_the_higher_of_amount_and_share(office: Office, turnover: int | None, most: int) -> None:
    """Lost without it: a large organisation reads a ceiling that is far too low (Art. 83(4))."""
    house = replace(INVENTORY, controller=replace(INVENTORY.controller, turnover_eur=turnover))
    office.desk.scoping.take_in(house, LEAD)
    tier, ceiling = office.desk.duties.fines()[0]
    assert (tier.id, ceiling) == ("failure-to-notify", most)


def test_an_incident_is_worked_under_the_book_it_was_opened_under(either_office: Office) -> None:
    """Lost without it: a change of law rewrites the duties of an incident that is under way."""
    incident = either_office.opened()
    old = either_office.book
    packs = {id_: pack for id_, pack in old.packs.items() if id_ != "alarm"}
    either_office.catalogues.law_book = replace(old, sha256="e" * 64, packs=packs)
    either_office.catalogues.older_books = {old.sha256: old}
    desk = either_office.restarted()
    assert REPORT in {r.id for r in desk.duties.of(incident)}
    later = desk.incidents.open(Opening("Again", "now", RESPONDER), RESPONDER)
    assert later.law_hash == "e" * 64
    assert REPORT not in {r.id for r in desk.duties.of(later)}


def test_a_kept_book_that_was_changed_is_not_used(office: Office) -> None:
    """Lost without it: whoever writes into the file gives an incident another law."""
    incident = office.opened()
    office.catalogues.law_book = replace(office.book, sha256="e" * 64)
    office.catalogues.older_books = {office.book.sha256: replace(office.book, sha256="f" * 64)}
    with office.refused(StoreProblem, "The book of law kept with 2026-01 was changed outside BreachDesk"):
        office.restarted().duties.of(incident)


def test_an_incident_older_than_the_books_is_worked_under_the_one_in_use(office: Office) -> None:
    """Lost without it: incidents of an earlier version cannot be opened any more."""
    incident = replace(office.opened(), law_hash="")
    assert REPORT in {r.id for r in office.desk.duties.of(incident)}
    assert Known("controller") == office.desk.duties.facts(incident).by_id["our_role"].answer
    assert Duty.NOTIFY_AUTHORITY in office.desk.assessing.proposals(incident)
