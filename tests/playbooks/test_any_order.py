"""What a plan says hangs on what is known and was done, and not on the order in which it came to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.facts import FactKind, Known, NotApplicable, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.next_best import Demands, in_order, next_step
from breachdesk.domain.plan_changes import changes_between
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import Plan, StepState, plan_of
from breachdesk.domain.playbook import TICKED, Playbook, StepKind
from breachdesk.domain.replaying import replay
from breachdesk.domain.timeline import (
    Act,
    DecisionRecorded,
    EvidenceKept,
    FactAnswered,
    RevisionSaved,
    ScopeSaved,
    StepSkipped,
    TaskDone,
)
from tests.plans import playbooks as drawn_playbooks
from tests.playbooks.domain_hand import ids, scopes
from tests.playbooks.graph import DECIDED
from tests.playbooks.shipped import IDS, facts_of, playbooks
from tests.playbooks.walker import any_answer
from tests.strategies import AWARE, RISK_FACTS, SAID, numbered, opening, revision

SHIPPED = [playbooks()[id_] for id_ in IDS]
any_shipped = st.sampled_from(SHIPPED)
any_playbook = any_shipped | drawn_playbooks()
seeds = st.integers(0, 1_000_000)


def acts_on(playbook: Playbook, chance: Random) -> list[Act]:
    """Give acts on a playbook of which each is about something else, so that any order is as good as another."""
    acts: list[Act] = []
    for step in playbook.steps():
        if step.kind in TICKED and chance.random() < 0.4:
            acts.append(TaskDone(step.id) if chance.random() < 0.7 else StepSkipped(step.id, "not here"))
    asked = sorted({fact for step in playbook.steps() for fact in step.facts})
    rested_on = sorted({c.fact for step in playbook.steps() for c in step.conditions()})
    for fact in sorted({*asked, *rested_on}):
        if chance.random() < 0.7:
            acts.append(FactAnswered(fact, answer_to(playbook, fact, chance), SAID))
    acts += [DecisionRecorded(duty, chance.random() < 0.5, "because", Finding.yes()) for duty in DECIDED if chance.random() < 0.6]
    acts += [ScopeSaved(1, chance.choice(scopes()), "0" * 64, "")] if chance.random() < 0.5 else []
    acts += [RevisionSaved(revision())] if chance.random() < 0.3 else []
    acts += [EvidenceKept("any", "a log", "the safe")] if chance.random() < 0.3 else []
    return acts


def answer_to(playbook: Playbook, fact: str, chance: Random) -> Known | Unknown | NotApplicable:
    """Give some answer to a question of a shipped or a drawn playbook."""
    if chance.random() < 0.2:
        return chance.choice((Unknown(), NotApplicable("does not arise")))
    asked = facts_of(playbook)[fact]
    typed = any_answer(asked, ids(), chance)
    if asked.kind in (FactKind.CHOICES, FactKind.CATEGORIES, FactKind.GROUPS, FactKind.COUNTRIES):
        return Known(tuple(typed.split(", ")))
    return Known(typed)


def incident_after(acts: Sequence[Act]) -> Incident:
    """Give the incident that acts make."""
    return replay("one", numbered(opening(), *acts))


def states(plan: Plan) -> dict[str, tuple[StepState, str, bool]]:
    """Give where each step stands and why; not when."""
    return {s.step.id: (s.state, s.because, s.was_done) for s in plan.steps()}


@given(any_playbook, seeds)
def test_any_order_of_the_same_acts_gives_the_same_plan(playbook: Playbook, seed: int) -> None:
    """Lost without it: two shifts that know the same stand at different steps."""
    chance = Random(seed)
    acts = acts_on(playbook, chance)
    shuffled = chance.sample(acts, len(acts))
    one, other = (states(plan_of(incident_after(some), playbook)) for some in (acts, shuffled))
    assert one == other


@given(any_playbook, seeds)
def test_answering_back_gives_the_state_back(playbook: Playbook, seed: int) -> None:
    """Lost without it: a slip that was mended at once leaves a step closed, or open, for good."""
    chance = Random(seed)
    acts = acts_on(playbook, chance)
    before = plan_of(incident_after(acts), playbook)
    answers = {act.fact: act for act in acts if isinstance(act, FactAnswered)}
    wandered = chance.sample(sorted(answers), min(len(answers), 4))
    detour = [FactAnswered(fact, answer_to(playbook, fact, chance), SAID) for fact in wandered for _ in range(2)]
    decided = [act for act in acts if isinstance(act, DecisionRecorded)]
    detour_and_back = [*detour, *(replace(act, notify=not act.notify) for act in decided), *(answers[f] for f in wandered), *decided]
    after = plan_of(incident_after([*acts, *detour_and_back]), playbook)
    assert states(before) == states(after)
    assert changes_between(before, after) == ()


@given(any_playbook, seeds)
def test_work_that_was_done_is_never_lost(playbook: Playbook, seed: int) -> None:
    """Lost without it: an answer is changed, and what three people did last night was never done."""
    chance = Random(seed)
    acts = acts_on(playbook, chance)
    done = plan_of(incident_after(acts), playbook)
    ticked = {s.step.id for s in done.steps() if s.was_done and s.step.kind in TICKED}
    answers = [FactAnswered(f, answer_to(playbook, f, chance), SAID) for f in sorted({c.fact for s in playbook.steps() for c in s.conditions()})]
    decisions = [DecisionRecorded(duty, chance.random() < 0.5, "because", Finding.yes()) for duty in DECIDED]
    after = plan_of(incident_after([*acts, *answers, *decisions]), playbook)
    assert ticked <= {s.step.id for s in after.steps() if s.was_done}


@given(any_shipped, any_shipped, seeds, st.booleans())
def test_taking_in_another_plan_keeps_what_was_done_and_does_not_mind_when_answers_came(
    first: Playbook, second: Playbook, seed: int, replaces: bool
) -> None:
    """Lost without it: at two in the morning it turns out to be ransomware too, and the night's work is gone."""
    chance = Random(seed)
    acts = acts_on(first, chance)
    incident = incident_after(acts)
    alone = plan_of(incident, first)
    merged = plan_of(incident, whole_plan(first, [Added(second, replaces)]))
    for planned in alone.steps():
        there = merged.step(planned.step.id)
        # What leads to a plan hangs on which plans are walked, and the drawn incident walks only the first.
        if planned.was_done and planned.step.kind is not StepKind.PLAN:
            assert there.was_done
        if planned.state is StepState.DONE and planned.step.kind is not StepKind.PLAN:
            assert there.state is StepState.DONE
    later = chance.sample(acts, len(acts))
    assert states(merged) == states(plan_of(incident_after(later), whole_plan(first, [Added(second, replaces)])))


@given(any_shipped, any_shipped)
def test_a_merged_plan_has_every_step_once_and_each_need_is_there(first: Playbook, second: Playbook) -> None:
    """Lost without it: a step of the second plan waits for one that is nowhere, or stands twice."""
    whole = whole_plan(first, [Added(second)])
    steps = [step.id for step in whole.steps()]
    assert len(steps) == len(set(steps))
    assert {need for step in whole.steps() for need in step.needs} <= set(steps)
    assert {step.id for step in first.steps()} <= set(steps)
    assert whole_plan(whole, [Added(second)]) == whole or first is second


@given(any_playbook, seeds)
def test_changes_name_exactly_the_steps_that_differ(playbook: Playbook, seed: int) -> None:
    """Lost without it: an answer opens a step and nobody is told, or is told of one that stayed as it was."""
    chance = Random(seed)
    acts = acts_on(playbook, chance)
    before = plan_of(incident_after(acts), playbook)
    after = plan_of(incident_after([*acts, *acts_on(playbook, chance)]), playbook)
    assert changes_between(before, before) == ()
    old = {s.step.id: s.state for s in before.steps()}
    differ = [(s.step.id, old[s.step.id], s.state) for s in after.steps() if old[s.step.id] is not s.state]
    assert [(c.now.step.id, c.before, c.now.state) for c in changes_between(before, after)] == differ


def demands(playbook: Playbook, chance: Random) -> Demands:
    """Give something law and clock may demand."""
    facts = sorted({fact for step in playbook.steps() for fact in step.facts} | set(RISK_FACTS))
    due_at = AWARE + timedelta(hours=72) if chance.random() < 0.5 else None
    return Demands(tuple(chance.sample(facts, min(3, len(facts)))), chance.random() < 0.5, due_at)


@given(any_playbook, seeds, st.sampled_from((0, 1, 5, 30, 61, 71, 73, 200)))
def test_what_is_proposed_can_be_done_and_something_is_while_anything_can_be(playbook: Playbook, seed: int, hours: int) -> None:
    """Lost without it: `n` leads to a step that waits for another, or says that all is done when it is not."""
    chance = Random(seed)
    plan = plan_of(incident_after(acts_on(playbook, chance)), playbook)
    now, wanted = AWARE + timedelta(hours=hours), demands(playbook, chance)
    found = next_step(plan, now, wanted)
    late = {s.step.id for s in plan.steps() if s.due_at is not None and s.due_at < now}
    doable = [s for s in plan.steps() if s.state is StepState.OPEN and (s.step.kind is not StepKind.WAIT or s.step.id in late)]
    if doable:
        assert found is not None
        assert found.planned in doable
        assert found.because
    else:
        assert found is None or found.planned.state is StepState.PARKED
    assert found == next_step(plan, now, wanted)
    must_late = [s for s in doable if s.step.must and s.step.id in late]
    filing = any(s.step.kind is StepKind.FILE and not s.is_settled for s in plan.steps())
    if must_late and found is not None and (wanted.filing_due_at is None or not filing):
        assert found.planned.step.must
        assert found.planned.due_at == min(s.due_at for s in must_late if s.due_at)


@given(any_playbook, seeds)
def test_the_order_of_work_begins_with_the_next_step_and_names_each_once(playbook: Playbook, seed: int) -> None:
    """Lost without it: the list of what comes is another one than what `n` does."""
    chance = Random(seed)
    plan = plan_of(incident_after(acts_on(playbook, chance)), playbook)
    wanted = demands(playbook, chance)
    listed = [s.planned.step.id for s in in_order(plan, AWARE, wanted, most=100)]
    assert len(listed) == len(set(listed))
    first = next_step(plan, AWARE, wanted)
    if listed:
        assert first is not None
        assert first.planned.step.id == listed[0]


def test_the_facts_of_drawn_playbooks_are_questions_of_the_house() -> None:
    """Lost without it: drawn playbooks rest on facts nobody can answer, and every property holds by itself."""
    assert {*RISK_FACTS} <= {*facts_of(SHIPPED[0])}


@pytest.mark.parametrize("id_", IDS)
def test_acts_drawn_for_a_playbook_move_it(id_: str) -> None:
    """Lost without it: properties that hold because nothing happened."""
    playbook = playbooks()[id_]
    found = {state for seed in range(20) for state, _, _ in states(plan_of(incident_after(acts_on(playbook, Random(seed))), playbook)).values()}
    assert found >= {StepState.DONE, StepState.OPEN, StepState.NOT_NEEDED, StepState.SKIPPED, StepState.PARKED}
