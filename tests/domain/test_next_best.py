"""The step to take now: each of its reasons in turn, and that a more pressing one always wins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from breachdesk.domain.incident import Incident
from breachdesk.domain.next_best import NO_DEMANDS, Demands, hours_words, in_order, next_step
from breachdesk.domain.planning import plan_of
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.replaying import replay
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import Act, FilingRecorded, StepBlocked, TaskDone
from tests.plans import plan_of_phases, step
from tests.strategies import AWARE, numbered, opening

PLAN = plan_of_phases(
    {
        "confirm": (step("read", StepKind.GUIDANCE), step("ask", StepKind.QUESTION, facts=("cause",))),
        "contain": (step("lock", due_hours=3), step("call", due_hours=6, must=True)),
        "assess": (
            step("seen", StepKind.QUESTION, facts=("misuse_seen", "recovered")),
            step("conclude", StepKind.ASSESS, facts=("conclusion",)),
        ),
        "decide": (step("decide", StepKind.DECISION, needs=("conclude",), duty=Duty.NOTIFY_AUTHORITY),),
        "notify": (
            step("draft", StepKind.DRAFT, needs=("decide",), notice=NoticeKind.NOTIFICATION),
            step("file", StepKind.FILE, needs=("draft",), notice=NoticeKind.NOTIFICATION),
        ),
    }
)


def told(*acts: Act) -> Incident:
    """Give the incident that an opening and these acts tell."""
    return replay("i1", numbered(opening(), *acts))


def proposed(hours: float, demands: Demands = NO_DEMANDS, *acts: Act, made: Playbook = PLAN) -> tuple[str, str] | None:
    """Give the next step's id and why, so many hours after awareness."""
    found = next_step(plan_of(told(*acts), made), AWARE + timedelta(hours=hours), demands)
    return (found.planned.step.id, found.because) if found else None


DUE = AWARE + timedelta(hours=72)
TOLD = Demands(told=True)
ASKS = Demands(settles=("no_step_asks_this", "recovered"))


@pytest.mark.parametrize(
    ("hours", "demands", "expected"),
    [
        (0, NO_DEMANDS, ("read", "it says what to know before the rest")),
        (0, ASKS, ("seen", "the answer settles most of what cannot be told yet")),
        (0, TOLD, ("conclude", "both outcomes can be told; put the decision on record")),
        (0, Demands(("recovered",), told=True), ("seen", "the answer settles most of what cannot be told yet")),
        (1.5, ASKS, ("lock", "it should be done within 1 h 30 min")),
        (3.5, ASKS, ("lock", "its time passed 30 min ago")),
        (6.5, ASKS, ("call", "it must be done and its time passed 30 min ago")),
        (59, Demands(filing_due_at=DUE), ("call", "it must be done and its time passed 53 h ago")),
        (60, Demands(filing_due_at=DUE), ("conclude", "12 h left to notify, and this stands before filing")),
        (71.5, Demands(filing_due_at=DUE), ("conclude", "30 min left to notify, and this stands before filing")),
        (73, Demands(filing_due_at=DUE), ("conclude", "the time to notify passed 1 h ago, and this stands before filing")),
    ],
)
def test_the_most_pressing_reason_says_which_step_comes_next(
    hours: float, demands: Demands, expected: tuple[str, str]
) -> None:
    """Lost without it: in the last hours of the 72 a person is sent to write lessons."""
    assert expected == proposed(hours, demands)


def test_once_it_was_filed_the_clock_demands_nothing_more() -> None:
    """Lost without it: the desk goes on pressing for a filing that was made."""
    filed = FilingRecorded("notification-nl", 1, "0" * 64, AWARE, "AP-1")
    found = proposed(71, Demands(filing_due_at=DUE), filed, TaskDone("call"), TaskDone("lock"), TaskDone("read"))
    assert found == ("ask", "it is next in the plan")


def test_what_was_blocked_until_now_comes_back() -> None:
    """Lost without it: a step that waited for the provider is forgotten."""
    acts = (TaskDone("read"), StepBlocked("ask", "no log yet", AWARE + timedelta(hours=1)))
    assert proposed(0.9, NO_DEMANDS, *acts) != ("ask", "it was blocked until now; look at it again")
    assert proposed(1, NO_DEMANDS, *acts) == ("ask", "it was blocked until now; look at it again")


def test_what_waits_for_somebody_else_is_proposed_only_once_its_time_is_up() -> None:
    """Lost without it: the desk sends a person to wait."""
    made = plan_of_phases({"contain": (step("answer", StepKind.WAIT, due_hours=4),)})
    assert proposed(3, made=made) is None
    assert proposed(5, made=made) == ("answer", "its time passed 1 h ago")


def test_the_order_of_all_that_can_be_done_begins_with_the_next_step_and_names_each_once() -> None:
    """Lost without it: a hand-over lists other work first than the desk proposes."""
    plan = plan_of(told(), PLAN)
    found = [one.planned.step.id for one in in_order(plan, AWARE)]
    assert found == ["read", "ask", "lock", "call", "conclude", "seen"]
    assert [one.planned.step.id for one in in_order(plan, AWARE, most=2)] == ["read", "ask"]


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (61, "1 h 1 min"), (4320, "72 h")])
def test_a_span_is_said_in_hours_and_minutes(minutes: int, words: str) -> None:
    """Lost without it: `1:12:00` beside a countdown in hours."""
    assert words == hours_words(timedelta(minutes=minutes))
