"""The decision of a person, recorded beside what the rules propose and never mixed up with it."""

from __future__ import annotations

import pytest

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.findings import Outcome
from breachdesk.domain.reminders import ReminderState
from breachdesk.domain.terms import Duty
from breachdesk.domain.timeline import DecisionRecorded
from tests.services.office import LEAD, MORNING, RESPONDER, Office

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
