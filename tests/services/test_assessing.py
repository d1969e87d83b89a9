"""The decision of a person, recorded beside what the rules propose and never mixed up with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from breachdesk.domain.errors import NotAllowed, WrongInput
from breachdesk.domain.facts import Fact, Known
from breachdesk.domain.findings import Outcome
from breachdesk.domain.incident import Incident
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.terms import Confirmation, Duty
from breachdesk.domain.timeline import DecisionConfirmed, DecisionRecorded, VerdictRecorded
from breachdesk.domain.verdict import Verdict
from breachdesk.services.assessing import KEPT
from tests.services.office import DPO, LEAD, MORNING, RESPONDER, Office
from tests.strategies import SAID, answered

DECIDED = [Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS]


@pytest.mark.parametrize("notify", [True, False])
@pytest.mark.parametrize("duty", DECIDED)
def test_a_decision_is_kept_apart_from_the_proposal_it_was_taken_beside(
    office: Office, duty: Duty, notify: bool
) -> None:
    """Lost without it: nobody can show who decided, against or with which advice, and why (Art. 33(5))."""
    incident = office.opened()
    office.desk.walking.answer(incident.id, "personal_data", "yes", RESPONDER)
    now = office.store.incident(incident.id)
    proposal = office.desk.assessing.proposals(now)[duty]
    after = office.desk.assessing.decide(incident.id, duty, notify, " The logs\nare clear. ", LEAD)
    entry = office.store.timeline(incident.id)[-1]
    assert entry.act == DecisionRecorded(duty, notify, "The logs\nare clear.", proposal)
    decision = after.decisions[duty]
    assert (decision.notify, decision.by, decision.at) == (notify, LEAD, MORNING)
    assert decision.proposal == proposal


def test_a_decision_against_the_proposal_leaves_the_proposal_standing(either_office: Office) -> None:
    """Lost without it: the record shows a `no` the rules never said."""
    incident = either_office.opened()
    for fact, answer in {"personal_data": "yes", "breach_confirmed": "yes", "misuse_seen": "yes"}.items():
        either_office.desk.walking.answer(incident.id, fact, answer, RESPONDER)
    after = either_office.decided(incident, notify=False)
    decision = after.decisions[Duty.NOTIFY_AUTHORITY]
    assert (decision.notify, decision.proposal.outcome) == (False, Outcome.YES)
    assert either_office.desk.assessing.proposals(after)[Duty.NOTIFY_AUTHORITY].outcome is Outcome.YES


def test_a_decision_stays_as_it_was_taken_when_the_facts_change(office: Office) -> None:
    """Lost without it: it looks as if somebody had decided knowing what came out later."""
    incident = office.opened()
    before = office.decided(incident, notify=False).decisions
    office.desk.walking.answer(incident.id, "misuse_seen", "yes", RESPONDER)
    assert before == office.store.incident(incident.id).decisions


def test_a_later_decision_follows_and_the_earlier_stays_in_the_record(either_office: Office) -> None:
    """Lost without it: a change of mind cannot be traced."""
    incident = either_office.opened()
    either_office.decided(incident, notify=False)
    after = either_office.decided(incident, notify=True)
    told = [e.act.notify for e in either_office.store.timeline(incident.id)[1:]]  # type: ignore[union-attr]
    assert told == [False, True]
    assert after.decisions[Duty.NOTIFY_AUTHORITY].notify


def test_not_to_notify_stops_the_reminders_and_a_change_of_mind_starts_them_again(either_office: Office) -> None:
    """Lost without it: people are nudged about a duty that was decided against, or not when it is back."""
    incident = either_office.opened()

    def states() -> set[ReminderState]:
        return {r.state for r in either_office.store.reminders(incident.id)}

    either_office.decided(incident, notify=False)
    assert states() == {ReminderState.CANCELLED}
    either_office.decided(incident, notify=True)
    assert states() == {ReminderState.WAITING}


@pytest.mark.parametrize(
    ("duty", "reason", "match"),
    [
        (Duty.DOCUMENT, "because", "'document' is always done and needs no decision"),
        (Duty.NOTIFY_AUTHORITY, " \n", "The reason for the decision is empty"),
        (Duty.NOTIFY_INDIVIDUALS, "x" * 2001, "has 2,001 characters"),
    ],
)
def test_a_decision_needs_a_duty_that_is_decided_and_a_reason(
    office: Office, duty: Duty, reason: str, match: str
) -> None:
    """Lost without it: `do not notify`, and no word on why."""
    incident = office.opened()
    with office.refused(WrongInput, match):
        office.desk.assessing.decide(incident.id, duty, False, reason, LEAD)


def test_both_duties_have_a_proposal_from_the_first_moment_on(office: Office) -> None:
    """Lost without it: the screen has nothing to show beside the decision."""
    proposals = office.desk.assessing.proposals(office.opened())
    assert list(proposals) == DECIDED
    assert all(p.outcome is Outcome.UNDETERMINED and p.needs for p in proposals.values())


# --- decisions that wait for confirmation ---------------------------------------------------------------

SECOND, HOUR = Confirmation.SECOND_PERSON, Confirmation.COOLING_OFF_HOUR


def undecided(office: Office, confirmation: Confirmation) -> Incident:
    """Open an incident in a house that wants `do not notify` confirmed, and let J. Vos decide so."""
    asked = Office(office.store, office.book, office.now, confirmation=confirmation)
    office.desk = asked.desk
    return office.decided(office.opened(), notify=False)


@pytest.mark.parametrize("confirmation", [SECOND, HOUR])
def test_not_to_notify_silences_nothing_until_somebody_else_stands_by_it(
    either_office: Office, confirmation: Confirmation
) -> None:
    """Lost without it: one tired person stops the clock for the whole house."""
    incident = undecided(either_office, confirmation)
    assert incident.decision(Duty.NOTIFY_AUTHORITY) is None
    assert {r.state for r in either_office.store.reminders(incident.id)} == {ReminderState.WAITING}
    after = either_office.desk.assessing.confirm(incident.id, Duty.NOTIFY_AUTHORITY, " I looked\nas well ", DPO)
    entry = either_office.store.timeline(incident.id)[-1]
    assert (entry.act, entry.by) == (DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "I looked\nas well"), DPO)
    decision = after.decision(Duty.NOTIFY_AUTHORITY)
    assert decision is not None
    assert (decision.by, decision.confirmed_by, decision.confirmed_at) == (LEAD, DPO, MORNING)
    assert {r.state for r in either_office.store.reminders(incident.id)} == {ReminderState.CANCELLED}


@pytest.mark.parametrize("confirmation", [SECOND, HOUR])
def test_to_notify_waits_for_nobody(office: Office, confirmation: Confirmation) -> None:
    """Lost without it: a notification is held up by the wish for a second opinion."""
    incident = undecided(office, confirmation)
    after = office.decided(incident, notify=True)
    assert after.decision(Duty.NOTIFY_AUTHORITY) is not None
    with office.refused(NotAllowed, "No decision on 'notify_authority' waits for confirmation"):
        office.desk.assessing.confirm(incident.id, Duty.NOTIFY_AUTHORITY, "why", DPO)


@pytest.mark.parametrize("by", ["J. Vos", " j.  vos ", "J. VOS"])
def test_the_second_person_is_another_one_however_their_name_is_written(office: Office, by: str) -> None:
    """Lost without it: one person confirms their own decision by a capital or a space."""
    incident = undecided(office, SECOND)
    office.now.advance(hours=5)
    with office.refused(NotAllowed, "took this decision; another person must stand by it"):
        office.desk.assessing.confirm(incident.id, Duty.NOTIFY_AUTHORITY, "why", by)


@pytest.mark.parametrize(("span", "minutes"), [({}, 60), ({"minutes": 30}, 30), ({"seconds": 1}, 60), ({"minutes": 59, "seconds": 59}, 1)])
def test_the_same_person_may_not_stand_by_it_before_the_hour_is_over(
    office: Office, span: dict[str, int], minutes: int
) -> None:
    """Lost without it: the hour to think it over is no hour."""
    incident = undecided(office, HOUR)
    office.now.advance(**span)
    with office.refused(NotAllowed, f"The hour to think it over ends in {minutes} minutes"):
        office.desk.assessing.confirm(incident.id, Duty.NOTIFY_AUTHORITY, "why", LEAD)


def test_the_same_person_may_stand_by_it_after_an_hour(office: Office) -> None:
    """Lost without it: a house of one person can never decide not to notify."""
    incident = undecided(office, HOUR)
    office.now.advance(hours=1)
    after = office.desk.assessing.confirm(incident.id, Duty.NOTIFY_AUTHORITY, "still so", LEAD)
    assert after.decision(Duty.NOTIFY_AUTHORITY) is not None


@pytest.mark.parametrize(
    ("duty", "reason", "error", "match"),
    [
        (Duty.NOTIFY_INDIVIDUALS, "why", NotAllowed, "No decision on 'notify_individuals' waits"),
        (Duty.DOCUMENT, "why", NotAllowed, "No decision on 'document' waits"),
        (Duty.NOTIFY_AUTHORITY, " ", WrongInput, "The reason for standing by it is empty"),
    ],
)
def test_only_a_decision_that_waits_is_confirmed_and_only_with_a_reason(
    office: Office, duty: Duty, reason: str, error: type[WrongInput], match: str
) -> None:
    """Lost without it: the record says that somebody stood by what was never decided."""
    incident = undecided(office, SECOND)
    with office.refused(error, match):
        office.desk.assessing.confirm(incident.id, duty, reason, DPO)


# --- the verdict ----------------------------------------------------------------------------------------


def test_a_verdict_is_kept_beside_what_the_facts_propose(either_office: Office) -> None:
    """Lost without it: `not a breach` stands in the register without who said so, and against what (Art. 33(5))."""
    incident = either_office.opened()
    either_office.desk.walking.answer(incident.id, "personal_data", "no", RESPONDER)
    after = either_office.desk.assessing.record_verdict(incident.id, Verdict.NO_BREACH_OF_SECURITY, " a test ", LEAD)
    entry = either_office.store.timeline(incident.id)[-1]
    assert entry.act == VerdictRecorded(Verdict.NO_BREACH_OF_SECURITY, "a test", Verdict.NO_PERSONAL_DATA)
    assert after.verdict is not None
    assert (after.verdict.by, after.verdict.at) == (LEAD, MORNING)
    with either_office.refused(WrongInput, "The reason for the verdict is empty"):
        either_office.desk.assessing.record_verdict(incident.id, Verdict.BREACH, " ", LEAD)


def test_trying_out_other_facts_saves_nothing(office: Office) -> None:
    """Lost without it: asking `what if` changes the record."""
    incident = office.opened()
    before = office.everything()
    tried = incident.facts.with_fact(Fact("misuse_seen", Known("yes"), SAID, MORNING))
    tried = tried.with_fact(Fact("personal_data", Known("yes"), SAID, MORNING))
    tried = tried.with_fact(Fact("breach_confirmed", Known("yes"), SAID, MORNING))
    assert office.desk.assessing.what_if(incident, tried).proposals[Duty.NOTIFY_AUTHORITY].outcome is Outcome.YES
    assert office.desk.assessing.proposals(incident)[Duty.NOTIFY_AUTHORITY].outcome is Outcome.UNDETERMINED
    assert before == office.everything()


def test_what_was_worked_out_is_kept_for_a_while_and_forgotten_then(office: Office) -> None:
    """Lost without it: a list of incidents takes seconds, or the program grows without end."""
    incident = office.opened()
    first = office.desk.assessing.judge(incident)
    assert office.desk.assessing.judge(incident) is first
    for entries in range(2, 2 + KEPT):
        office.desk.assessing.judge(replace(incident, entries=entries))
    again = office.desk.assessing.judge(incident)
    assert again is not first
    assert again == first


def test_where_the_score_and_the_rules_part_it_is_said_and_the_rules_prevail(office: Office) -> None:
    """Lost without it: a low score is read as leave not to notify."""
    facts = answered(
        {
            "personal_data": Known("yes"),
            "breach_confirmed": Known("yes"),
            "misuse_seen": Known("yes"),
            "breach_kinds": Known(("confidentiality",)),
            "data_categories": Known(("contact",)),
            "identifiability": Known("hard"),
            "cause": Known("human-error"),
            "exposure": Known("one-known-recipient"),
            "reveals_little": Known("yes"),
        }
    )
    said = office.desk.assessing.what_if(office.opened(), facts)
    assert said.severity.band is not None
    assert "The rules prevail" in said.disagreement
