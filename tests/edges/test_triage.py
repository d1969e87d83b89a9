"""Where the triage leads, what it carries along, and how the plans for a mishap and for a processor end."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from breachdesk.domain.closing import undecided
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.findings import Outcome
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import StepState
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.terms import Duty
from tests.edges.shipped_desk import SHIPPED, UNKNOWN, Responder, desk_with
from tests.services.office import LEAD

TRIAGE, GENERAL, AS_PROCESSOR = "not-sure-yet", "customer-data-stolen", "we-are-processor"
LEADS_TO = {
    "data-locked": "ransomware-locked",
    "data-gone": "data-destroyed",
    "sent-wrong": "misdirected-message",
    "thing-lost": "lost-device",
    "data-public": "exposed-storage",
    "mailbox-misused": "mailbox-compromise",
    "accounts-misused": "account-takeover",
    "website-broken-into": "web-application-theft",
    "payment-page": "web-skimmer",
    "insider": "insider-theft",
    "supplier-told": "processor-breach",
    "client-data": AS_PROCESSOR,
    "other": GENERAL,
}
COPIED_OUT = {"confirmed", "likely"}
SITUATIONS = [option.id for option in SHIPPED.facts()["situation"].options]
EXFILTRATION = [UNKNOWN, *(option.id for option in SHIPPED.facts()["exfiltration"].options)]
BREACH = {"personal_data": "yes", "breach_confirmed": "yes", "conclusion": "Harm is unlikely; see the answers."}
HARMLESS_MAIL = BREACH | {
    "situation": "sent-wrong",
    "breach_kinds": "confidentiality",
    "cause": "human-error",
    "exposure": "one-known-recipient",
    "recipient_trusted": "yes",
    "recovered": "yes",
    "unintelligible": "no",
    "reveals_little": "yes",
}
HARMLESS_LOSS = BREACH | {
    "situation": "thing-lost",
    "breach_kinds": "confidentiality, availability",
    "cause": "human-error",
    "exposure": "unknown-people",
    "unintelligible": "yes",
    "backup_intact": "yes",
    "restored_within_hours": "4",
    "outage_effect": "none",
}
PROCESSOR = BREACH | {"our_role": "processor", "breach_kinds": "confidentiality", "cause": "technical-failure"}
MOST_ANSWERS = 11
"""A harmless case is decided in fewer than twelve answers, the decisions among them."""


@pytest.fixture(scope="module")
def playbooks() -> Mapping[str, Playbook]:
    """Give every shipped playbook."""
    return SHIPPED.playbooks()


@pytest.fixture
def somebody(book: LawBook, playbooks: Mapping[str, Playbook]) -> type[Responder]:
    """Give the way to put somebody at a fresh desk: a plan, and what they know."""

    def at_a_desk(playbook: str, knows: Mapping[str, str]) -> Responder:
        return Responder(desk_with(book, playbooks), playbook, knows)

    return at_a_desk  # type: ignore[return-value]


# --- where it leads ----------------------------------------------------------------------------------


def test_the_first_question_is_what_it_looks_like(somebody: type[Responder]) -> None:
    """Lost without it: somebody who does not know what is wrong is first asked what only an expert knows."""
    responder = somebody(TRIAGE, {})
    following = responder.desk.overview.case(responder.id).next
    assert following is not None
    assert following.planned.step.facts == ("situation",)


def test_no_plan_is_open_before_the_first_answer(somebody: type[Responder]) -> None:
    """Lost without it: somebody at a loss is offered fourteen plans at once."""
    assert somebody(TRIAGE, {}).open_plans() == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_opens_exactly_one_plan(somebody: type[Responder], situation: str) -> None:
    """Lost without it: an answer leads nowhere, or to two plans between which nobody can choose."""
    responder = somebody(TRIAGE, {})
    responder.answer("situation", situation)
    for copied in EXFILTRATION:
        responder.answer("exfiltration", copied)
        locked_and_copied = situation == "data-locked" and copied in COPIED_OUT
        assert responder.open_plans() == ["ransomware-stolen" if locked_and_copied else LEADS_TO[situation]]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_following_the_desk_goes_over_to_that_plan_before_anything_of_it_is_asked(
    somebody: type[Responder], situation: str
) -> None:
    """Lost without it: the triage asks on and on, and the first hour of the right plan is over."""
    responder = somebody(TRIAGE, {"situation": situation})
    responder.walk(StepKind.PLAN)
    assert set(responder.answered) <= {"situation", "exfiltration"}
    assert len(responder.did) <= 4
    assert responder.open_plans() == [LEADS_TO[situation]]


def test_only_where_systems_are_locked_is_a_copy_asked_first(somebody: type[Responder]) -> None:
    """Lost without it: whoever sent a wrong mail is asked about leak sites at night."""
    asked = {}
    for situation in SITUATIONS:
        responder = somebody(TRIAGE, {"situation": situation})
        responder.walk(StepKind.PLAN)
        asked[situation] = "exfiltration" in responder.answered
    assert [situation for situation, was in asked.items() if was] == ["data-locked"]


def test_a_changed_answer_opens_another_plan_and_closes_the_first(somebody: type[Responder]) -> None:
    """Lost without it: a first guess at night binds the house."""
    responder = somebody(TRIAGE, {})
    responder.answer("situation", "data-gone")
    responder.answer("situation", "thing-lost")
    assert responder.open_plans() == ["lost-device"]
    assert responder.step("triage-go-destroyed").state is StepState.NOT_NEEDED


# --- what it carries along ---------------------------------------------------------------------------


@pytest.mark.parametrize("playbook", sorted({*LEADS_TO.values(), "ransomware-stolen"}))
def test_answers_and_work_of_the_triage_count_in_the_plan_it_leads_to(somebody: type[Responder], playbook: str) -> None:
    """Lost without it: at three in the morning people are asked twice, and evidence kept once seems missing."""
    responder = somebody(TRIAGE, BREACH)
    for step in ("keep-evidence", "take-the-lead", "tell-dpo", "triage-hands-off"):
        responder.desk.walking.done(responder.id, step, LEAD)
    for fact, value in {"situation": "other", "personal_data": "yes", "breach_confirmed": "yes"}.items():
        responder.answer(fact, value)
    responder.desk.shaping.add_playbook(responder.id, playbook, "it fits", LEAD, replaces=True)
    plan = responder.desk.incidents.plan(responder.incident)
    assert plan.playbook.id == playbook
    done = {s.step.id for s in plan.steps() if s.state is StepState.DONE}
    first = {"keep-evidence", "take-the-lead", "tell-dpo", "triage-hands-off"}
    assert done >= first | {"triage-situation", "personal-data", "breach-confirmed"}
    assert responder.open_plans() == []


def test_what_only_the_triage_still_asked_falls_away_with_it(somebody: type[Responder]) -> None:
    """Lost without it: the plan that fits is cluttered with thirteen that do not."""
    responder = somebody(TRIAGE, {})
    responder.answer("situation", "sent-wrong")
    responder.do(responder.step("triage-go-misdirected").step)
    plan = responder.desk.incidents.plan(responder.incident)
    left = {s.step.id for s in plan.steps() if s.step.id.startswith("triage-") and s.state is not StepState.NOT_NEEDED}
    assert left == {"triage-situation", "triage-go-misdirected"}
    assert {responder.step(id_).state for id_ in left} == {StepState.DONE}


def test_no_two_shipped_plans_call_different_steps_by_one_name(playbooks: Mapping[str, Playbook]) -> None:
    """Lost without it: a second plan brings the same question in again under another name."""
    renamed = {
        (first.id, second.id, step.id)
        for first, second in permutations(playbooks.values(), 2)
        for step in whole_plan(first, [Added(second)]).steps()
        if "." in step.id
    }
    assert renamed == set()


# --- how it ends where there was nothing ---------------------------------------------------------------


@pytest.mark.parametrize("fact", ["personal_data", "breach_confirmed"])
def test_a_false_alarm_ends_inside_the_triage_with_its_reason(somebody: type[Responder], fact: str) -> None:
    """Lost without it: a false alarm drags everybody through a whole plan, or stays open for ever."""
    responder = somebody(TRIAGE, BREACH | {fact: "no", "situation": "sent-wrong"})
    for asked in ("personal_data", "breach_confirmed", "situation"):
        responder.answer(asked)
    assert responder.open_plans() == []
    responder.walk(StepKind.CLOSE)
    assert "register" in responder.did
    assert responder.desk.incidents.close(responder.id, "No breach.", LEAD).closed_at is not None


def test_the_triage_cannot_be_closed_over_a_breach_nobody_decided_on(somebody: type[Responder]) -> None:
    """Lost without it: the triage is a back door past the decisions."""
    responder = somebody(TRIAGE, BREACH)
    for asked in ("personal_data", "breach_confirmed", "conclusion"):
        responder.answer(asked)
    responder.desk.walking.done(responder.id, "register", LEAD)
    with pytest.raises(NotAllowed, match="nobody decided whether to notify the authority"):
        responder.desk.incidents.close(responder.id, "Done.", LEAD)


# --- how soon a harmless case is decided -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("playbook", "knows"),
    [
        ("misdirected-message", HARMLESS_MAIL),
        ("lost-device", HARMLESS_LOSS),
        (TRIAGE, HARMLESS_MAIL),
        (TRIAGE, HARMLESS_LOSS),
    ],
)
def test_a_harmless_case_is_decided_in_fewer_than_twelve_answers(
    somebody: type[Responder], playbook: str, knows: Mapping[str, str]
) -> None:
    """Lost without it: a mail deleted by a friendly reader costs a night of questions that change nothing."""
    responder = somebody(playbook, knows)
    responder.walk()
    proposals = responder.desk.overview.case(responder.id).proposals
    assert {duty: found.outcome for duty, found in proposals.items()} == dict.fromkeys(proposals, Outcome.NO)
    assert responder.decided()
    assert len(responder.answered) <= MOST_ANSWERS, responder.answered
    assert UNKNOWN not in {knows.get(asked, UNKNOWN) for asked in responder.answered if asked not in set(Duty)}


# --- how it ends for a processor -------------------------------------------------------------------------


def test_a_processor_tells_the_controllers_decides_nothing_and_may_close(somebody: type[Responder]) -> None:
    """Lost without it: a processor is made to decide what is its customers' to decide, or can never close."""
    responder = somebody(AS_PROCESSOR, PROCESSOR)
    responder.walk(StepKind.CLOSE)
    assert "as-processor-tell" in responder.did
    assert not responder.incident.decisions
    notices = (StepKind.DECISION, StepKind.DRAFT, StepKind.REVIEW, StepKind.FILE, StepKind.SEND)
    plan = responder.desk.incidents.plan(responder.incident)
    assert {s.state for s in plan.steps() if s.step.kind in notices} == {StepState.NOT_NEEDED}
    assert responder.desk.incidents.close(responder.id, "Every controller knows.", LEAD).closed_at is not None


def test_a_processor_cannot_close_before_the_controllers_know(somebody: type[Responder]) -> None:
    """Lost without it: 'the decisions are theirs' becomes a reason to tell nobody (Art. 33(2))."""
    responder = somebody(AS_PROCESSOR, PROCESSOR)
    responder.walk(StepKind.NOTIFY)
    with pytest.raises(NotAllowed, match=r"Tell each controller.*still owed by law are 'gdpr-33-2"):
        responder.desk.incidents.close(responder.id, "Done.", LEAD)


def test_data_that_turn_out_to_be_our_own_bring_the_decisions_back(somebody: type[Responder]) -> None:
    """Lost without it: one wrong answer about our role, and nobody ever decides."""
    responder = somebody(AS_PROCESSOR, PROCESSOR)
    responder.walk(StepKind.CLOSE)
    responder.answer("our_role", "controller")
    assert responder.open_plans() == [GENERAL]
    assert responder.step("decide-authority").state is StepState.OPEN
    assert len(undecided(responder.incident)) == 2


@pytest.mark.parametrize(("role", "left"), [("processor", 0), ("controller", 2), ("joint-controller", 2), ("unknown", 2)])
def test_only_a_known_processor_has_nothing_to_decide(somebody: type[Responder], role: str, left: int) -> None:
    """Lost without it: whoever is not sure of their role closes without anybody having decided."""
    responder = somebody(GENERAL, {})
    responder.answer("our_role", role)
    assert len(undecided(responder.incident)) == left


def test_a_processor_hit_by_an_attack_decides_nothing_in_that_plan_either(somebody: type[Responder]) -> None:
    """Lost without it: the most common case of a processor, ransomware, asks for two decisions that are not its own."""
    responder = somebody(GENERAL, PROCESSOR)
    responder.desk.shaping.add_playbook(responder.id, AS_PROCESSOR, "it is a customer's", LEAD)
    responder.walk(StepKind.CLOSE)
    assert "as-processor-tell" in responder.did
    assert not responder.incident.decisions
    assert responder.desk.incidents.close(responder.id, "Every controller knows.", LEAD).closed_at is not None
