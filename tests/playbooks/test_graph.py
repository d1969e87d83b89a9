"""Every playbook that ships: each step can be reached, each fact is asked, each way ends at a recorded decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.facts import Fact, FactKind, Facts, Known, NotApplicable, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.planning import StepState, plan_of
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.replaying import replay
from tests.playbooks import spoilt
from tests.playbooks.graph import DECIDED, SEVERAL, Case, Given, Graph, is_needed
from tests.playbooks.shipped import IDS, asked_before, facts_of, playbooks
from tests.strategies import AWARE, SAID, numbered, opening


def graph_of(id_: str) -> Graph:
    """Give the graph of a shipped playbook."""
    return Graph(playbooks()[id_], facts_of(playbooks()[id_]), asked_before(id_))


def problems(playbook: Playbook) -> list[str]:
    """Give what the check has against a made-up playbook."""
    return Graph(playbook, facts_of(playbook)).problems()


@pytest.mark.parametrize("id_", IDS)
def test_every_branch_can_be_reached_every_fact_is_asked_every_way_ends_at_a_decision(id_: str) -> None:
    """Lost without it: a plan that asks for what it never comes to, or leaves a responder with nobody to decide."""
    assert graph_of(id_).problems() == []


@pytest.mark.parametrize(
    ("playbook", "said"),
    [
        (spoilt.MUST_ON_WHAT_NOBODY_ASKS, "'orphan' rests on 'situation', which nothing asks"),
        (spoilt.MUST_ON_WHAT_NOBODY_ASKS, "'orphan' can never be reached"),
        (spoilt.CONTRADICTION, "'never' can never be reached"),
        (spoilt.ASKS_WHAT_IT_RESTS_ON, "'attack-route' can never be reached"),
        (spoilt.ASKS_WHAT_IT_RESTS_ON, "'reset-credentials' can never be reached"),
        (spoilt.NO_FACT, "'dreamt' speaks of 'colour_of_the_sky', which is no fact"),
        (spoilt.UNDECIDED, "nothing decides notify_individuals, where personal_data yes"),
        (spoilt.NO_CLOSE, "it has no step that closes the incident"),
        (spoilt.NO_CONCLUSION, "nothing decides notify_authority and notify_individuals, nor is the conclusion written, where personal_data no"),
        (spoilt.DECIDES_TOO_NARROWLY, "nothing decides notify_authority, where personal_data yes; cause technical-failure"),
        (spoilt.LEADS_ON, "no step takes 'situation' where it is 'sent-wrong'"),
        (spoilt.WAITS_ON_A_DECISION_OF_NOBODY, "'filed-by-chance' can never be reached"),
    ],
)  # fmt: skip
def test_what_is_planted_is_found_and_named(playbook: Playbook, said: str) -> None:
    """Lost without it: a check that finds nothing in anything."""
    assert problems(spoilt.sound()) == []
    found = problems(playbook)
    assert [line for line in found if line.startswith(said)], found


def test_only_what_is_planted_is_found() -> None:
    """Lost without it: one slip is told as ten, and the one is not found among them."""
    assert problems(spoilt.CONTRADICTION) == ["'never' can never be reached"]
    assert problems(spoilt.NO_FACT) == ["'dreamt' speaks of 'colour_of_the_sky', which is no fact"]
    (said,) = problems(spoilt.UNDECIDED)
    assert said.startswith("nothing decides notify_individuals, where personal_data yes")


def test_a_fact_that_the_plan_before_asked_counts_as_given() -> None:
    """Lost without it: a plan that triage leads to must ask again what was answered there."""
    playbook = spoilt.MUST_ON_WHAT_NOBODY_ASKS
    assert Graph(playbook, facts_of(playbook), ["situation"]).problems() == []


def incident_in(case: Case, graph: Graph) -> Incident:
    """Give an incident in which all of a case was answered and decided."""
    answers = {fact: _answer(fact, value, graph) for fact, value in case.facts.items()}
    facts = Facts({id_: Fact(id_, answer, SAID, AWARE) for id_, answer in answers.items()})
    decisions = {d: Decision(d, yes, "because", Finding.yes(), "J. Vos", AWARE) for d, yes in case.decisions.items()}
    return replace(replay("case", numbered(opening())), answers=facts, decisions=decisions)


def _answer(fact: str, value: Given, graph: Graph) -> Known | Unknown | NotApplicable:
    if not value:
        return Unknown() if value is None else NotApplicable("does not arise")
    several = graph.facts[fact].kind in SEVERAL
    return Known(value if several else value[0])


@pytest.mark.parametrize("id_", IDS)
@given(data=st.data())
def test_planning_needs_a_step_exactly_where_the_format_says_so(id_: str, data: st.DataObject) -> None:
    """Lost without it: a step vanishes, or nags, because planning reads a condition in its own way."""
    graph = graph_of(id_)
    facts = list(dict.fromkeys(c.fact for s in graph.steps for c in s.conditions()))
    values = {fact: data.draw(st.sampled_from(graph.values(fact, with_silence=True))) for fact in facts}
    decisions = data.draw(st.fixed_dictionaries({}, optional={duty: st.booleans() for duty in DECIDED}))
    case = Case(values, decisions)
    plan = plan_of(incident_in(case, graph), graph.playbook)
    told = {
        s.step.id: {StepState.NOT_NEEDED: False, StepState.WAITING: None}.get(s.state, True)
        for s in plan.steps()
        if s.state is not StepState.DONE
    }
    assert told == {s.id: is_needed(s, case) for s in graph.steps if s.id in told}
    done = {s.step.id for s in plan.steps() if s.state is StepState.DONE}
    assert [s.id for s in graph.steps if s.id in done and is_needed(s, case) is False] == []


@pytest.mark.parametrize("id_", IDS)
def test_the_case_found_for_a_step_brings_it_into_the_real_plan(id_: str) -> None:
    """Lost without it: the check says that a branch can be reached, and the desk never shows it."""
    graph = graph_of(id_)
    for step in graph.steps:
        case = graph.case_of(step)
        assert case is not None
        planned = plan_of(incident_in(case, graph), graph.playbook).step(step.id)
        assert planned.state not in (StepState.NOT_NEEDED, StepState.WAITING), (step.id, str(case))


def test_every_kind_of_fact_is_known_to_the_check() -> None:
    """Lost without it: a fact of a new kind has no values, so no case speaks of it."""
    singles = (FactKind.YES_NO, FactKind.CHOICE, FactKind.COUNT, FactKind.TEXT, FactKind.HOURS, FactKind.INSTANT)
    assert {*FactKind} == {*SEVERAL, *singles}
