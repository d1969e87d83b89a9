"""Every playbook that ships is walked to its end at random, again and again, without a dead end.

`BREACHDESK_WALKS=1000` walks each a thousand times; figures of such a run stand in bench/FIGURES.md.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from breachdesk.domain.closing import NO_BREACH, undecided
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import StepState
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.replaying import replay
from breachdesk.domain.verdict import verdict_of
from tests.plans import step
from tests.playbooks import spoilt
from tests.playbooks.domain_hand import DomainHand, ids, law_demands
from tests.playbooks.shipped import IDS, facts_of, playbooks
from tests.playbooks.walker import DeadEnd, Walker

WALKS = int(os.environ.get("BREACHDESK_WALKS", "30"))
BY_LAW = 40
"""Every so many walks one asks the real law at every step; it costs some milliseconds each time."""


def walked(playbook: Playbook, seed: int) -> tuple[DomainHand, Walker]:
    """Walk a playbook to its end; the same seed walks the same way."""
    others = playbooks()
    hand = DomainHand(playbook, others, facts_of(playbook))
    asked = law_demands if seed % BY_LAW == 0 else None
    walker = Walker(hand, Random(f"{playbook.id} {seed}"), ids(), asked)
    try:
        walker.walk()
    except DeadEnd as dead_end:
        raise DeadEnd(f"{playbook.id}, walk {seed}, after {walker.acts} acts: {dead_end}") from dead_end
    return hand, walker


def walked_often(playbook: Playbook) -> None:
    """Walk a playbook as often as it takes to come across what is rare."""
    for seed in range(40):
        walked(playbook, seed)


def ends_recorded(incident: Incident) -> bool:
    """Tell whether what was decided stands on record: both decisions, or that there was no breach."""
    no_breach = verdict_of(incident.facts).verdict in NO_BREACH
    return no_breach or not undecided(incident)


@pytest.mark.parametrize("id_", IDS)
def test_a_random_walk_never_comes_to_a_dead_end(id_: str) -> None:
    """Lost without it: at some answer nobody thought of, a responder has nothing to do and cannot close."""
    reached: set[str] = set()
    for seed in range(WALKS):
        hand, _ = walked(playbooks()[id_], seed)
        assert hand.incident.closed_at is not None
        assert hand.incident.override_reason == ""
        assert ends_recorded(hand.incident), seed
        if seed % 10 == 0:
            assert replay("walked", hand.entries) == hand.incident
        reached |= {s.step.id for s in hand.plan().steps() if s.was_done or s.state is StepState.SKIPPED}
    own = {s.id for s in playbooks()[id_].steps() if s.kind is not StepKind.PLAN}
    assert WALKS < 1000 or own <= reached, own - reached


def test_walks_are_different_and_each_is_the_same_again() -> None:
    """Lost without it: a thousand walks that are one walk, or a failure nobody can look at again."""
    acts = [[entry.act for entry in walked(spoilt.sound(), seed)[0].entries] for seed in (1, 2, 1)]
    assert acts[0] == acts[2]
    assert acts[0] != acts[1]


@pytest.mark.parametrize(
    ("playbook", "said"),
    [
        (spoilt.MUST_ON_WHAT_NOBODY_ASKS, "'Orphan'.*orphan is waiting"),
        (spoilt.UNDECIDED, "nobody decided whether to tell the people"),
        (spoilt.NO_CLOSE, "nothing is left to do|no end in sight"),
        (spoilt.DECIDES_TOO_NARROWLY, "still open are 'Decide: notify the authority"),
        (spoilt.WAITS_ON_A_DECISION_OF_NOBODY, "filed-by-chance is waiting"),
    ],
)
def test_a_planted_dead_end_is_walked_into(playbook: Playbook, said: str) -> None:
    """Lost without it: a walker that finds its way through everything."""
    with pytest.raises(DeadEnd, match=said):
        walked_often(playbook)


def test_a_plan_that_goes_round_in_circles_is_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a walk that never ends hangs the tests and not the plan."""
    monkeypatch.setattr(DomainHand, "done", lambda self, id_: self.note())
    with pytest.raises(DeadEnd, match="no end in sight"):
        walked(spoilt.plus(step("again", must=True)), 3)


@pytest.mark.parametrize("wrong", ["a blocked step", "nothing at all"])
def test_a_next_step_that_cannot_be_done_is_found(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the desk sends somebody to a step that waits for another, or says that all is done."""
    from breachdesk.domain.next_best import NextStep
    from tests.playbooks import walker

    def misled(plan: object, now: object, demands: object) -> NextStep | None:
        blocked = [s for s in plan.steps() if s.state is StepState.BLOCKED]  # type: ignore[attr-defined]
        return NextStep(blocked[0], "") if blocked and wrong == "a blocked step" else None

    monkeypatch.setattr(walker, "next_step", misled)
    with pytest.raises(DeadEnd, match="is proposed and is blocked" if wrong == "a blocked step" else "nothing is proposed although"):
        walked(spoilt.sound(), 1)
