"""Where an incident stands in its plan: the state of every kind of step, what comes next, what holds up closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.closing import check_may_close
from breachdesk.domain.errors import NotAllowed, NotFound
from breachdesk.domain.facts import Answer, Known, NotApplicable, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.next_best import NextStep, next_step
from breachdesk.domain.planning import (
    SETTLED,
    StepState,
    check_may_do,
    plan_of,
)
from breachdesk.domain.playbook import DecisionCondition, Playbook, Step, StepKind
from breachdesk.domain.replaying import after, replay
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Confirmation, Duty, NoticeKind
from breachdesk.domain.timeline import (
    Act,
    DecisionConfirmed,
    DecisionRecorded,
    FactAnswered,
    FilingRecorded,
    IncidentClosed,
    LettersHandedOver,
    LettersQueued,
    ObligationDeclined,
    PlaybookAdded,
    RevisionApproved,
    RevisionSaved,
    ScopeSaved,
    StageMet,
    StepBlocked,
    StepReopened,
    StepSkipped,
    TaskAssigned,
    TaskDone,
    TimelineEntry,
)
from tests.plans import SMALL, plan, plan_of_phases, playbooks, step, unless, when
from tests.strategies import AWARE, RISK_FACTS, SAID, numbered, opening, revision, timelines

DONE, OPEN, BLOCKED, WAITING = StepState.DONE, StepState.OPEN, StepState.BLOCKED, StepState.WAITING
PARKED, NOT_NEEDED, SKIPPED = StepState.PARKED, StepState.NOT_NEEDED, StepState.SKIPPED
NOTE, LETTER = revision(1), revision(1, NoticeKind.COMMUNICATION)
HOUR = timedelta(hours=1)


def told(*acts: Act) -> Incident:
    """Give the incident that an opening and these acts tell."""
    return replay("i1", numbered(opening(), *acts))


def said(fact: str, answer: Answer | str) -> FactAnswered:
    """Give the act that answers a question."""
    return FactAnswered(fact, Known(answer) if isinstance(answer, str) else answer, SAID)


def decided(duty: Duty, notify: bool) -> DecisionRecorded:
    """Give the act that decides a duty."""
    return DecisionRecorded(duty, notify, "because", Finding.yes())


def state(made: Step, *acts: Act, before: tuple[Step, ...] = ()) -> tuple[StepState, str]:
    """Give the state of one step, and why."""
    planned = plan_of(told(*acts), plan(*before, made)).step(made.id)
    return planned.state, planned.because


UNSURE = DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "because", Finding.yes(), Confirmation.SECOND_PERSON)

# --- the state of each kind of step ---------------------------------------------------------------------

ASK = step("ask", StepKind.QUESTION, facts=("cause", "people"))
DECIDE = step("decide", StepKind.DECISION, duty=Duty.NOTIFY_AUTHORITY)
SCOPE = step("scope", StepKind.SCOPE)
FILE = step("file", StepKind.FILE, notice=NoticeKind.NOTIFICATION)
SEND = step("send", StepKind.SEND, notice=NoticeKind.COMMUNICATION)
CLOSE = step("close", StepKind.CLOSE)
ASSESS = step("assess", StepKind.ASSESS, facts=("conclusion",))
LEAD_ON = step("lead-on", StepKind.PLAN, playbook="lost-device")
EARLY = step("early", StepKind.NOTIFY, obligation="nis2")
DRAFT = {kind: step("draft", StepKind.DRAFT, notice=kind) for kind in NoticeKind}
REVIEW = {kind: step("review", StepKind.REVIEW, notice=kind) for kind in NoticeKind}
NOTIFICATION, COMMUNICATION = NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION
FILED = FilingRecorded(NOTE.notice, 1, NOTE.sha256, AWARE, "AP-1")
QUEUED = LettersQueued(LETTER.notice, 1, LETTER.sha256, 3)
ENGLISH = replace(LETTER, notice="communication-en", language="en")


def yes_to(made: object) -> RevisionApproved:
    """Give the act that approves a text."""
    return RevisionApproved(made.notice, made.number, made.sha256)  # type: ignore[attr-defined]


def run(sent: int, failed: int, deferred: int, uncertain: int, notice: str = LETTER.notice) -> LettersHandedOver:
    """Give the end of a sending run."""
    return LettersHandedOver(notice, 1, sent, failed, deferred, uncertain)


STATES: list[tuple[Step, tuple[Act, ...], StepState]] = [
    (step("do"), (), OPEN),
    (step("do"), (TaskDone("do"),), DONE),
    (step("do"), (TaskDone("other"),), OPEN),
    (step("do"), (TaskAssigned("do", "J. Vos"),), OPEN),
    (step("do"), (TaskDone("do"), StepReopened("do", "not so")), OPEN),
    (step("do"), (StepSkipped("do", "why"),), SKIPPED),
    (step("do"), (StepSkipped("do", "why"), StepReopened("do", "after all")), OPEN),
    (step("do"), (StepSkipped("do", "why"), TaskDone("do")), DONE),
    (ASK, (), OPEN),
    (ASK, (said("cause", "fraud"),), OPEN),
    (ASK, (said("cause", "fraud"), said("people", "7")), DONE),
    (ASK, (said("cause", "fraud"), said("people", NotApplicable("none"))), DONE),
    (ASK, (said("cause", "fraud"), said("people", Unknown())), PARKED),
    (ASK, (said("cause", Unknown()), said("people", "unknown")), PARKED),
    (ASK, (said("cause", Unknown()),), OPEN),
    (ASK, (TaskDone("ask"),), OPEN),
    (ASK, (StepSkipped("ask", "why"), said("cause", "fraud"), said("people", "7")), SKIPPED),
    (SCOPE, (), OPEN),
    (SCOPE, (ScopeSaved(1, Scope(), "0" * 64, ""),), DONE),
    (SCOPE, (TaskDone("scope"),), OPEN),
    (DECIDE, (), OPEN),
    (DECIDE, (decided(Duty.NOTIFY_AUTHORITY, True),), DONE),
    (DECIDE, (decided(Duty.NOTIFY_AUTHORITY, False),), DONE),
    (DECIDE, (decided(Duty.NOTIFY_INDIVIDUALS, True),), OPEN),
    (DECIDE, (UNSURE,), OPEN),
    (DECIDE, (UNSURE, DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "I looked as well")), DONE),
    (DRAFT[NOTIFICATION], (), OPEN),
    (DRAFT[NOTIFICATION], (RevisionSaved(NOTE),), DONE),
    (DRAFT[NOTIFICATION], (RevisionSaved(LETTER),), OPEN),
    (DRAFT[COMMUNICATION], (RevisionSaved(LETTER),), DONE),
    (REVIEW[NOTIFICATION], (), OPEN),
    (REVIEW[NOTIFICATION], (RevisionSaved(NOTE),), OPEN),
    (REVIEW[NOTIFICATION], (RevisionSaved(NOTE), yes_to(NOTE)), DONE),
    (REVIEW[NOTIFICATION], (RevisionSaved(NOTE), yes_to(NOTE), RevisionSaved(revision(2))), OPEN),
    (REVIEW[NOTIFICATION], (RevisionSaved(NOTE), yes_to(NOTE), FILED, RevisionSaved(revision(2))), DONE),
    (REVIEW[NOTIFICATION], (RevisionSaved(LETTER), yes_to(LETTER)), OPEN),
    (REVIEW[COMMUNICATION], (RevisionSaved(LETTER), yes_to(LETTER)), DONE),
    (REVIEW[COMMUNICATION], (RevisionSaved(LETTER), run(3, 0, 0, 0)), DONE),
    (REVIEW[COMMUNICATION], (RevisionSaved(LETTER), FILED), OPEN),
    (FILE, (RevisionSaved(NOTE), yes_to(NOTE)), OPEN),
    (FILE, (RevisionSaved(NOTE), FILED), DONE),
    (SEND, (RevisionSaved(LETTER), yes_to(LETTER)), OPEN),
    (SEND, (RevisionSaved(LETTER), QUEUED), OPEN),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(3, 0, 0, 0)), DONE),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(2, 1, 0, 0)), DONE),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(2, 0, 0, 1)), DONE),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(0, 0, 3, 0)), OPEN),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(2, 0, 1, 0)), OPEN),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(0, 3, 0, 0)), OPEN),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(0, 0, 0, 3)), OPEN),
    (SEND, (RevisionSaved(LETTER), QUEUED, run(2, 0, 1, 0), run(3, 0, 0, 0)), DONE),
    (SEND, (RevisionSaved(LETTER), RevisionSaved(ENGLISH), QUEUED, run(3, 0, 0, 0)), DONE),
    (
        SEND,
        (RevisionSaved(LETTER), RevisionSaved(ENGLISH), QUEUED, replace(QUEUED, notice=ENGLISH.notice), run(3, 0, 0, 0)),
        OPEN,
    ),
    (step("read", StepKind.GUIDANCE), (), OPEN),
    (step("read", StepKind.GUIDANCE), (TaskDone("read"),), DONE),
    (step("wait", StepKind.WAIT), (), OPEN),
    (step("wait", StepKind.WAIT), (TaskDone("wait"),), DONE),
    (step("do"), (StepBlocked("do", "no key"),), BLOCKED),
    (step("do"), (StepBlocked("do", "no key"), TaskDone("do")), DONE),
    (step("do"), (StepBlocked("do", "no key"), StepReopened("do", "the key came")), OPEN),
    (replace(ASK, id="held"), (StepBlocked("held", "no log"), said("cause", "fraud"), said("people", "7")), DONE),
    (ASSESS, (), OPEN),
    (ASSESS, (said("conclusion", Unknown()),), OPEN),
    (ASSESS, (said("conclusion", "No risk."),), DONE),
    (LEAD_ON, (), OPEN),
    (LEAD_ON, (PlaybookAdded("other", "0" * 64, "why"),), OPEN),
    (LEAD_ON, (PlaybookAdded("lost-device", "0" * 64, "why"),), DONE),
    (replace(LEAD_ON, playbook="customer-data-stolen"), (), DONE),
    (EARLY, (), OPEN),
    (EARLY, (StageMet("cra", "cra-early", AWARE, "CSIRT-1"),), OPEN),
    (EARLY, (StageMet("nis2", "nis2-early", AWARE, "CSIRT-1"),), DONE),
    (EARLY, (StageMet("nis2:BE", "nis2-early", AWARE, "CSIRT-1"),), DONE),
    (EARLY, (ObligationDeclined("nis2", "not essential"),), DONE),
    (CLOSE, (), OPEN),
    (CLOSE, (IncidentClosed("Done."),), DONE),
]  # fmt: skip


@pytest.mark.parametrize(("made", "acts", "expected"), STATES, ids=lambda v: getattr(v, "id", None))
def test_a_step_is_in_the_state_that_facts_and_acts_say(made: Step, acts: tuple[Act, ...], expected: StepState) -> None:
    """Lost without it: work that was not done counts as done, and an incident closes over it, or the other way."""
    assert expected is state(made, *acts)[0]


def test_the_table_of_states_knows_every_kind_of_step() -> None:
    """Lost without it: a new kind of step is judged by rules nobody wrote down."""
    assert set(StepKind) == {made.kind for made, _, expected in STATES if expected is DONE}


# --- conditions -----------------------------------------------------------------------------------------

YES = step("do", when=(when("cause", "fraud", "theft"),))
NOT = step("do", when=(unless("cause", "fraud", "theft"),))
BOTH = step("do", when=(when("cause", "fraud"), unless("seen", "no")))
TOLD = step("do", when_decided=DecisionCondition(Duty.NOTIFY_AUTHORITY, True))
KEPT = step("do", when_decided=DecisionCondition(Duty.NOTIFY_AUTHORITY, False))
NEEDED: list[tuple[Step, tuple[Act, ...], StepState, str]] = [
    (YES, (), WAITING, "depends on cause, not settled yet"),
    (YES, (said("cause", Unknown()),), WAITING, "depends on cause, not settled yet"),
    (YES, (said("cause", "theft"),), OPEN, ""),
    (YES, (said("cause", "error"),), NOT_NEEDED, "cause is error"),
    (YES, (said("cause", Known(("error", "fraud"))),), OPEN, ""),
    (YES, (said("cause", Known(("error", "loss"))),), NOT_NEEDED, "cause is error, loss"),
    (YES, (said("cause", Known(())),), NOT_NEEDED, "cause is empty"),
    (YES, (said("cause", NotApplicable("no cause")),), NOT_NEEDED, "cause is not applicable"),
    (NOT, (), OPEN, ""),
    (NOT, (said("cause", Unknown()),), OPEN, ""),
    (NOT, (said("cause", "error"),), OPEN, ""),
    (NOT, (said("cause", "theft"),), NOT_NEEDED, "cause is theft"),
    (NOT, (said("cause", NotApplicable("no cause")),), OPEN, ""),
    (BOTH, (), WAITING, "depends on cause, not settled yet"),
    (BOTH, (said("seen", "no"),), NOT_NEEDED, "seen is no"),
    (BOTH, (said("cause", "fraud"), said("seen", "no")), NOT_NEEDED, "seen is no"),
    (BOTH, (said("cause", "fraud"),), OPEN, ""),
    (TOLD, (), WAITING, "depends on the decision, not settled yet"),
    (TOLD, (decided(Duty.NOTIFY_AUTHORITY, True),), OPEN, ""),
    (TOLD, (decided(Duty.NOTIFY_AUTHORITY, False),), NOT_NEEDED, "M. Aydin decided not to notify"),
    (TOLD, (decided(Duty.NOTIFY_INDIVIDUALS, True),), WAITING, "depends on the decision, not settled yet"),
    (TOLD, (UNSURE,), WAITING, "depends on the decision, not settled yet"),
    (KEPT, (decided(Duty.NOTIFY_AUTHORITY, True),), NOT_NEEDED, "M. Aydin decided to notify"),
    (KEPT, (decided(Duty.NOTIFY_AUTHORITY, False),), OPEN, ""),
    (YES, (TaskDone("do"),), DONE, "done by M. Aydin"),
    (YES, (TaskDone("do"), said("cause", "error")), NOT_NEEDED, "cause is error"),
    (YES, (StepSkipped("do", "too late"), said("cause", "error")), SKIPPED, "skipped by M. Aydin: too late"),
]


@pytest.mark.parametrize(("made", "acts", "expected", "because"), NEEDED)
def test_a_step_is_needed_waits_or_falls_away_as_its_conditions_say_and_says_why(
    made: Step, acts: tuple[Act, ...], expected: StepState, because: str
) -> None:
    """Lost without it: a step vanishes from the plan, or nags, and nobody can tell why."""
    assert (expected, because) == state(made, *acts)


# --- steps that wait for steps --------------------------------------------------------------------------

FIRST = step("first", StepKind.QUESTION, facts=("seen",), when=(unless("cause", "error"),))
THEN = step("then", needs=("first",))


@pytest.mark.parametrize(
    ("acts", "expected", "because"),
    [
        ((), BLOCKED, "waits for 'First'"),
        ((said("seen", "yes"),), OPEN, ""),
        ((said("seen", Unknown()),), OPEN, ""),
        ((StepSkipped("first", "why"),), OPEN, ""),
        ((said("cause", "error"),), OPEN, ""),
        ((TaskDone("then"),), DONE, "done by M. Aydin"),
        ((StepSkipped("then", "why"),), SKIPPED, "skipped by M. Aydin: why"),
    ],
)
def test_only_work_that_can_be_done_now_holds_up_what_needs_it(
    acts: tuple[Act, ...], expected: StepState, because: str
) -> None:
    """Lost without it: what nobody knows yet, or nobody will do, holds up a notification (Art. 33(4))."""
    assert (expected, because) == state(THEN, *acts, before=(FIRST,))


def test_a_step_that_waits_for_a_fact_holds_nothing_up() -> None:
    """Lost without it: a question nobody can answer yet stops everything behind it."""
    first = step("first", when=(when("cause", "fraud"),))
    assert state(first)[0] is WAITING
    assert state(THEN, before=(first,)) == (OPEN, "")


def test_waiting_reaches_through_a_chain_of_steps() -> None:
    """Lost without it: a letter may be sent although its text may not even be drafted yet."""
    chain = (step("first"), step("second", needs=("first",)), step("third", needs=("second",)))
    incident = told()
    assert [s.state for s in plan_of(incident, plan(*chain)).steps()] == [OPEN, BLOCKED, BLOCKED]
    done = told(TaskDone("first"))
    assert [s.state for s in plan_of(done, plan(*chain)).steps()] == [DONE, OPEN, BLOCKED]


def test_a_step_may_need_one_that_stands_later_in_the_plan() -> None:
    """Lost without it: the order on the page decides what waits, and not what the plan says."""
    assert state(step("then", needs=("later",)), before=(step("later"),)) == (BLOCKED, "waits for 'Later'")
    planned = plan_of(told(), plan(step("then", needs=("later",)), step("later")))
    assert [s.state for s in planned.steps()] == [BLOCKED, OPEN]


def test_a_step_that_was_done_stays_done_when_what_it_needed_opens_again() -> None:
    """Lost without it: filed notices are asked for again because a question was re-opened."""
    acts = (said("seen", "yes"), TaskDone("then"), said("seen", Unknown()))
    assert state(THEN, *acts, before=(FIRST,))[0] is DONE


# --- a changed answer -----------------------------------------------------------------------------------

BRANCHED = plan(
    step("ask", StepKind.QUESTION, facts=("cause",)),
    step("attack", when=(when("cause", "fraud"),)),
    step("mistake", when=(when("cause", "error"),)),
    step("always"),
    step("after", needs=("attack",)),
)


def states(*acts: Act) -> dict[str, StepState]:
    """Give the state of every step of the branched plan."""
    return {s.step.id: s.state for s in plan_of(told(*acts), BRANCHED).steps()}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("fraud", {"ask": DONE, "attack": OPEN, "mistake": NOT_NEEDED, "always": OPEN, "after": BLOCKED}),
        ("error", {"ask": DONE, "attack": NOT_NEEDED, "mistake": OPEN, "always": OPEN, "after": OPEN}),
        (Unknown(), {"ask": PARKED, "attack": WAITING, "mistake": WAITING, "always": OPEN, "after": OPEN}),
    ],
)
@pytest.mark.parametrize("before", [(), ("fraud",), ("error",), (Unknown(), "error")], ids=str)
def test_a_changed_answer_opens_and_closes_the_steps_that_hang_on_it(
    before: tuple[Answer | str, ...], answer: Answer | str, expected: dict[str, StepState]
) -> None:
    """Lost without it: after a correction the desk asks for what no longer matters, or forgets what now does."""
    assert expected == states(*(said("cause", a) for a in (*before, answer)))


def hangs_on(playbook: Playbook, fact: str) -> set[str]:
    """Name the steps whose state may change with a fact, through questions, conditions and needs."""
    found = {s.id for s in playbook.steps() if fact in s.facts or fact in {c.fact for c in s.when}}
    while more := {s.id for s in playbook.steps() if set(s.needs) & found} - found:
        found |= more
    return found


@given(
    entries=timelines(),
    playbook=playbooks(),
    fact=st.sampled_from(list(RISK_FACTS)),
    answer=st.sampled_from([Known("yes"), Known("no"), Known("none"), Unknown(), NotApplicable("why")]),
)
def test_a_changed_answer_changes_only_steps_that_hang_on_it(
    entries: tuple[TimelineEntry, ...], playbook: Playbook, fact: str, answer: Answer
) -> None:
    """Lost without it: answering one question moves a step that has nothing to do with it."""
    before = replay("i1", entries)
    later = after(before, replace(entries[-1], number=len(entries) + 1, act=said(fact, answer)))
    first, second = plan_of(before, playbook), plan_of(later, playbook)
    changed = {a.step.id for a, b in zip(first.steps(), second.steps(), strict=True) if a.state is not b.state}
    assert changed <= hangs_on(playbook, fact)


# --- what holds for any plan and any record -------------------------------------------------------------


@given(entries=timelines(), playbook=playbooks())
def test_an_answered_question_is_never_open(entries: tuple[TimelineEntry, ...], playbook: Playbook) -> None:
    """Lost without it: a person is asked again what they have answered."""
    incident = replay("i1", entries)
    for planned in plan_of(incident, playbook).steps():
        if planned.step.kind is StepKind.QUESTION and all(incident.facts.is_answered(f) for f in planned.step.facts):
            assert planned.state is not OPEN


@given(entries=timelines(), playbook=playbooks())
def test_a_blocked_step_waits_for_work_that_can_be_done_or_waits_itself(
    entries: tuple[TimelineEntry, ...], playbook: Playbook
) -> None:
    """Lost without it: a step waits for one that is done, skipped, not needed or not known."""
    planned = {s.step.id: s for s in plan_of(replay("i1", entries), playbook).steps()}
    for one in planned.values():
        before = [planned[n] for n in one.step.needs if planned[n].step.kind is not StepKind.GUIDANCE]
        holding = [s.step for s in before if s.state in (OPEN, BLOCKED)]
        if one.state is BLOCKED and one.because.startswith("blocked by"):
            assert one.because == "blocked by M. Aydin: no key"
        elif one.state is BLOCKED:
            assert one.because == f"waits for '{holding[0].title()}'"
        elif one.state in (OPEN, PARKED):
            assert holding == []


@given(entries=timelines(), playbook=playbooks(), data=st.data())
def test_a_skipped_step_never_blocks(
    entries: tuple[TimelineEntry, ...], playbook: Playbook, data: st.DataObject
) -> None:
    """Lost without it: skipping a step, with a reason, leaves everything behind it stuck."""
    incident = replay("i1", entries)
    chosen = data.draw(st.sampled_from(list(playbook.steps())))
    for needed in chosen.needs:
        skipped = StepSkipped(needed, "it cannot be done")
        incident = after(incident, replace(entries[-1], number=incident.entries + 1, act=skipped))
    found = plan_of(incident, playbook).step(chosen.id)
    assert found.state is not BLOCKED or found.because.startswith("blocked by")


@given(entries=timelines(), playbook=playbooks(), hours=st.integers(-10, 120))
def test_the_next_step_can_be_taken_now_and_is_missing_only_when_none_can(
    entries: tuple[TimelineEntry, ...], playbook: Playbook, hours: int
) -> None:
    """Lost without it: the desk proposes a step that is blocked, done or not needed, or none although there is one."""
    made = plan_of(replay("i1", entries), playbook)
    following = next_step(made, AWARE + hours * HOUR)
    by_state = {s: [p for p in made.steps() if p.state is s] for s in StepState}
    now = AWARE + hours * HOUR
    waits = [p for p in by_state[OPEN] if p.step.kind is StepKind.WAIT and not p.is_late(now)]
    again = [p for p in by_state[BLOCKED] if p.look_again_at is not None and p.look_again_at <= now]
    can = [p for p in by_state[OPEN] if p not in waits] + again
    if following is None:
        assert can == by_state[PARKED] == []
    else:
        assert following.planned in can + by_state[PARKED]
        assert following.because
        assert following.planned in can or can == []


@given(entries=timelines(), playbook=playbooks())
def test_working_a_plan_out_again_gives_the_same_plan(entries: tuple[TimelineEntry, ...], playbook: Playbook) -> None:
    """Lost without it: what is to be done depends on who looks."""
    incident = replay("i1", entries)
    assert plan_of(incident, playbook) == plan_of(incident, playbook)


@given(entries=timelines(), playbook=playbooks())
def test_an_incident_may_close_exactly_when_no_must_step_is_left(
    entries: tuple[TimelineEntry, ...], playbook: Playbook
) -> None:
    """Lost without it: an incident closes over an open duty, or never."""
    incident = replay("i1", entries)
    made = plan_of(incident, playbook)
    left = [s for s in made.steps() if s.step.must and s.state not in SETTLED and s.step.kind is not StepKind.CLOSE]
    try:
        check_may_close(incident, made)
    except NotAllowed as refusal:
        assert left or "nobody decided" in str(refusal)
        assert not left or f"'{left[0].step.title()}'" in str(refusal)
    else:
        assert left == []


@given(entries=timelines(), playbook=playbooks())
def test_every_step_says_why_it_does_not_stand_open(entries: tuple[TimelineEntry, ...], playbook: Playbook) -> None:
    """Lost without it: a dimmed line in the plan, and no word about the reason."""
    for planned in plan_of(replay("i1", entries), playbook).steps():
        if planned.state not in (OPEN, DONE):
            assert planned.because


# --- what comes next ------------------------------------------------------------------------------------


def following(made: Playbook, *acts: Act, now: float = 0) -> tuple[str, str] | None:
    """Give the next step's id and why, so many hours after awareness."""
    found = next_step(plan_of(told(*acts), made), AWARE + now * HOUR)
    return (found.planned.step.id, found.because) if isinstance(found, NextStep) else None


LATE = plan(step("a"), step("b", due_hours=5), step("c", due_hours=5, must=True), step("d", due_hours=4, must=True))
OPENS = plan(step("a"), step("b", needs=("a",)), step("c", needs=("a",)), step("d", needs=("b",)))
ASKS = plan(step("a", StepKind.QUESTION, facts=("cause",)), step("b"))


@pytest.mark.parametrize(
    ("made", "acts", "hours", "expected"),
    [
        (LATE, (), 0, ("d", "of what is open here it falls due first")),
        (LATE, (), 2, ("d", "it should be done within 2 h")),
        (LATE, (), 3.5, ("d", "it should be done within 30 min")),
        (LATE, (), 4.5, ("d", "it must be done and its time passed 30 min ago")),
        (LATE, (), 5.5, ("d", "it must be done and its time passed 1 h 30 min ago")),
        (LATE, (TaskDone("d"),), 5.5, ("c", "it must be done and its time passed 30 min ago")),
        (LATE, (TaskDone("c"),), 6, ("d", "it must be done and its time passed 2 h ago")),
        (LATE, (TaskDone("c"), TaskDone("d")), 6, ("b", "its time passed 1 h ago")),
        (LATE, (TaskDone("b"), TaskDone("c"), TaskDone("d")), 6, ("a", "it is next in the plan")),
        (OPENS, (), 0, ("a", "it opens 3 other steps")),
        (OPENS, (TaskDone("a"),), 0, ("b", "it opens 1 other step")),
        (OPENS, (TaskDone("a"), TaskDone("b")), 0, ("c", "it is next in the plan")),
        (ASKS, (said("cause", Unknown()),), 0, ("b", "it is next in the plan")),
        (ASKS, (said("cause", Unknown()), TaskDone("b")), 0, ("a", "it was not known yet; perhaps it is now")),
        (ASKS, (said("cause", "fraud"), TaskDone("b")), 0, None),
    ],
)
def test_the_next_step_is_what_is_late_then_what_is_open_then_what_was_not_known(
    made: Playbook, acts: tuple[Act, ...], hours: float, expected: tuple[str, str] | None
) -> None:
    """Lost without it: a tired person is sent to the wrong work at three in the morning."""
    assert expected == following(made, *acts, now=hours)


@pytest.mark.parametrize(
    ("acts", "hours", "late"),
    [
        ((), 4, False),
        ((), 4.001, True),
        ((TaskDone("do"),), 5, False),
        ((StepSkipped("do", "why"),), 5, False),
    ],
)
def test_a_step_is_late_once_its_hour_has_passed_and_it_is_not_settled(
    acts: tuple[Act, ...], hours: float, late: bool
) -> None:
    """Lost without it: done work is called late, or late work is not."""
    planned = plan_of(told(*acts), plan(step("do", due_hours=4))).step("do")
    assert planned.due_at == AWARE + 4 * HOUR
    assert late is planned.is_late(AWARE + hours * HOUR)


def test_a_step_without_a_target_is_never_late() -> None:
    """Lost without it: everything the house set no time for turns red."""
    planned = plan_of(told(), plan(step("do"))).step("do")
    assert planned.due_at is None
    assert not planned.is_late(AWARE + 1000 * HOUR)


def test_nothing_is_late_in_an_incident_that_is_closed() -> None:
    """Lost without it: a closed file asks for work for ever, in red."""
    planned = plan_of(told(IncidentClosed("Done.")), plan(step("do", due_hours=4))).step("do")
    assert (planned.state, planned.due_at) == (OPEN, None)


def test_a_target_of_no_hours_at_all_is_a_target() -> None:
    """Lost without it: `at once` is taken for `whenever`."""
    assert plan_of(told(), plan(step("do", due_hours=0))).step("do").due_at == AWARE


# --- phases, owners, lookups ----------------------------------------------------------------------------

TWO = plan_of_phases(
    {"confirm": (step("a"), step("b", when=(when("cause", "fraud"),))), "close": (step("c"), step("d"))}
)


@pytest.mark.parametrize(
    ("acts", "phase", "counts"),
    [
        ((), "confirm", [(0, 2), (0, 2)]),
        ((said("cause", "error"),), "confirm", [(0, 1), (0, 2)]),
        ((said("cause", "error"), TaskDone("a")), "close", [(1, 1), (0, 2)]),
        ((said("cause", "error"), StepSkipped("a", "why"), TaskDone("c")), "close", [(1, 1), (1, 2)]),
        ((said("cause", "error"), TaskDone("a"), TaskDone("c"), TaskDone("d")), "close", [(1, 1), (2, 2)]),
    ],
)
def test_a_phase_counts_what_is_done_of_what_is_needed_and_the_first_unfinished_one_is_current(
    acts: tuple[Act, ...], phase: str, counts: list[tuple[int, int]]
) -> None:
    """Lost without it: the list of incidents shows another phase than the work is in."""
    made = plan_of(told(*acts), TWO)
    assert phase == made.current_phase.phase.id
    assert counts == [(p.done, len(p.needed)) for p in made.phases]


def test_a_step_stands_in_its_phase_with_its_owner() -> None:
    """Lost without it: nobody knows whose work it is."""
    made = plan_of(told(TaskAssigned("c", "J. Vos")), TWO)
    assert (made.step("c").owner, made.step("c").phase, made.step("a").owner) == ("J. Vos", "close", "")


def test_a_step_that_is_not_in_the_plan_is_refused() -> None:
    """Lost without it: a slip of the pen ends in a crash."""
    with pytest.raises(NotFound, match="has no step 'z'"):
        plan_of(told(), TWO).step("z")


ONE_BY_ONE = plan(step("first"), step("then", needs=("first",)))


def test_work_that_waits_for_other_work_may_not_be_done() -> None:
    """Lost without it: a letter is sent before its text was approved."""
    with pytest.raises(NotAllowed, match="'Then' is blocked: waits for 'First'"):
        check_may_do(plan_of(told(), ONE_BY_ONE).step("then"))


@pytest.mark.parametrize("acts", [(TaskDone("first"),), (StepSkipped("first", "why"),), (StepSkipped("then", "why"),)])
def test_work_that_waits_for_nothing_may_be_done(acts: tuple[Act, ...]) -> None:
    """Lost without it: a step cannot be ticked off although all it needs is there."""
    check_may_do(plan_of(told(*acts), ONE_BY_ONE).step("then"))


# --- closing --------------------------------------------------------------------------------------------


NO_BREACH = told(said("personal_data", "no"))


def many(number: int) -> Playbook:
    """Give a plan of so many must-steps, and a closing that is a must as well."""
    return plan(*(step(f"s{n}", must=True) for n in range(number)), step("close", StepKind.CLOSE, must=True))


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (1, "still open are 'S0'. "),
        (4, "still open are 'S0', 'S1', 'S2', 'S3'. "),
        (5, "still open are 'S0', 'S1', 'S2', 'S3' and more. "),
    ],
)
def test_a_refusal_to_close_names_what_is_open_and_what_to_do(number: int, names: str) -> None:
    """Lost without it: `cannot be closed`, and a person has to find out why."""
    with pytest.raises(NotAllowed, match=f"{names}Do, skip or turn down each with a reason"):
        check_may_close(NO_BREACH, plan_of(NO_BREACH, many(number)))


def test_the_closing_step_does_not_hold_up_closing() -> None:
    """Lost without it: an incident can never be closed."""
    check_may_close(NO_BREACH, plan_of(NO_BREACH, many(0)))


def test_a_must_question_whose_answer_is_not_known_holds_up_closing() -> None:
    """Lost without it: an incident closes while nobody knows whether personal data were involved."""
    incident = told(said("personal_data", Unknown()))
    made = plan_of(incident, SMALL)
    assert made.step("ask").state is PARKED
    with pytest.raises(NotAllowed, match="'Ask'"):
        check_may_close(incident, made)


def walked() -> Iterator[tuple[Act, str]]:
    """Give each act of a whole walk, with the step the desk must propose before it."""
    yield said("personal_data", "yes"), "ask"
    yield said("cause", "fraud"), "how"
    yield said("breach_kinds", Known(("confidentiality",))), "how"
    yield TaskDone("contain"), "contain"
    yield TaskDone("logs"), "logs"
    yield ScopeSaved(1, Scope(), "0" * 64, ""), "scope"
    yield said("conclusion", "High risk."), "conclude"
    yield decided(Duty.NOTIFY_AUTHORITY, True), "decide-authority"
    yield decided(Duty.NOTIFY_INDIVIDUALS, True), "decide-people"
    yield RevisionSaved(NOTE), "draft"
    yield yes_to(NOTE), "review"
    yield FILED, "file"
    yield RevisionSaved(LETTER), "draft-letter"
    yield yes_to(LETTER), "review-letter"
    yield run(3, 0, 0, 0), "send"
    yield IncidentClosed("Done."), "close"


def test_whoever_follows_the_desk_gets_from_opening_to_closing() -> None:
    """Lost without it: the proposals lead in a circle, or past a duty."""
    acts: list[Act] = []
    for act, expected in walked():
        proposed = next_step(plan_of(told(*acts), SMALL), AWARE)
        assert proposed is not None
        assert expected == proposed.planned.step.id
        acts.append(act)
    finished = plan_of(told(*acts), SMALL)
    assert next_step(finished, AWARE) is None
    assert all(p.is_done for p in finished.phases)
