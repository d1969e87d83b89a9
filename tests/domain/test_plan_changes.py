"""What an answer changed in the plan: each step that opened, closed or fell away, with the reason."""

from __future__ import annotations

from hypothesis import given

from breachdesk.domain.facts import Known
from breachdesk.domain.plan_changes import changes_between
from breachdesk.domain.planning import StepState, plan_of
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.replaying import replay
from breachdesk.domain.timeline import Act, FactAnswered, TimelineEntry
from tests.plans import plan, playbooks, step, when
from tests.strategies import SAID, numbered, opening, timelines

BRANCHED = plan(
    step("ask", StepKind.QUESTION, facts=("cause",)),
    step("attack", when=(when("cause", "fraud"),)),
    step("mistake", when=(when("cause", "error"),)),
    step("always"),
)


def cause(value: str) -> Act:
    """Give the act that answers what caused it."""
    return FactAnswered("cause", Known(value), SAID)


def test_a_changed_answer_tells_what_it_opened_and_what_it_took_away_and_why() -> None:
    """Lost without it: the plan changes behind a person's back."""
    before = plan_of(replay("i1", numbered(opening(), cause("fraud"))), BRANCHED)
    now = plan_of(replay("i1", numbered(opening(), cause("fraud"), cause("error"))), BRANCHED)
    dropped, opened = changes_between(before, now)
    assert (dropped.now.step.id, dropped.before, dropped.is_dropped) == ("attack", StepState.OPEN, True)
    assert dropped.now.because == "cause is error"
    assert (opened.now.step.id, opened.before, opened.is_opened) == ("mistake", StepState.NOT_NEEDED, True)


def test_a_step_that_is_new_in_the_plan_was_in_no_state_before() -> None:
    """Lost without it: steps of a plan that was taken in are told as changed, or not told at all."""
    incident = replay("i1", numbered(opening()))
    found = changes_between(plan_of(incident, plan(step("a"))), plan_of(incident, plan(step("a"), step("b"))))
    assert [(change.now.step.id, change.before) for change in found] == [("b", None)]


@given(entries=timelines(), playbook=playbooks())
def test_nothing_changed_where_nothing_happened(entries: tuple[TimelineEntry, ...], playbook: Playbook) -> None:
    """Lost without it: every look at the plan reports news."""
    incident = replay("i1", entries)
    assert changes_between(plan_of(incident, playbook), plan_of(incident, playbook)) == ()
