"""When the work of a step ended, and the times that hang on it; conditions of which one must hold."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from breachdesk.domain.facts import Known, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.planning import PlannedStep, StepState, plan_of
from breachdesk.domain.playbook import AnyCondition, Step, StepKind
from breachdesk.domain.replaying import replay
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
    ObligationDeclined,
    PlaybookAdded,
    RevisionApproved,
    RevisionSaved,
    ScopeSaved,
    StageMet,
    StepSkipped,
    TaskDone,
)
from tests.plans import plan, step, unless, when
from tests.strategies import AWARE, SAID, numbered, opening, revision

NOTE, LETTER = revision(1), revision(1, NoticeKind.COMMUNICATION)
HOUR = timedelta(hours=1)


def minute(number: int) -> datetime:
    """Give when the so-many-th act was recorded, the opening being the first."""
    return AWARE + timedelta(minutes=number)


def planned(made: Step, *acts: Act, before: tuple[Step, ...] = ()) -> PlannedStep:
    """Give one step as it stands after these acts."""
    return plan_of(replay("i1", numbered(opening(), *acts)), plan(*before, made)).step(made.id)


def said(fact: str, value: str | tuple[str, ...]) -> FactAnswered:
    """Give the act that answers a question."""
    return FactAnswered(fact, Known(value), SAID)


ASKED = step("ask", StepKind.QUESTION, facts=("cause", "misuse_seen"))
DECIDE = step("decide", StepKind.DECISION, duty=Duty.NOTIFY_AUTHORITY)
UNSURE = DecisionRecorded(Duty.NOTIFY_AUTHORITY, False, "why", Finding.no("harmless"), Confirmation.SECOND_PERSON)
FILED = FilingRecorded(NOTE.notice, 1, NOTE.sha256, AWARE + 60 * HOUR, "AP-1")


@pytest.mark.parametrize(
    ("made", "acts", "at"),
    [
        (step("do"), (TaskDone("do"),), minute(2)),
        (ASKED, (said("misuse_seen", "no"), said("cause", "error")), minute(3)),
        (ASKED, (said("cause", "error"), said("misuse_seen", "no"), said("cause", "fraud")), minute(4)),
        (step("s", StepKind.SCOPE), (ScopeSaved(1, Scope(), "0" * 64, ""), ScopeSaved(2, Scope(), "0" * 64, "")), minute(2)),
        (DECIDE, (UNSURE, DecisionConfirmed(Duty.NOTIFY_AUTHORITY, "I looked")), minute(3)),
        (step("p", StepKind.PLAN, playbook="lost-device"), (PlaybookAdded("lost-device", "0" * 64, "why"),), minute(2)),
        (step("n", StepKind.NOTIFY, obligation="nis2"), (StageMet("nis2", "nis2-early", AWARE + HOUR, "C-1"),), AWARE + HOUR),
        (step("n", StepKind.NOTIFY, obligation="nis2"), (ObligationDeclined("nis2", "not essential"),), None),
        (step("d", StepKind.DRAFT, notice=NoticeKind.NOTIFICATION), (RevisionSaved(NOTE),), NOTE.written_at),
        (
            step("r", StepKind.REVIEW, notice=NoticeKind.NOTIFICATION),
            (RevisionSaved(NOTE), RevisionApproved(NOTE.notice, 1, NOTE.sha256)),
            minute(3),
        ),
        (step("f", StepKind.FILE, notice=NoticeKind.NOTIFICATION), (RevisionSaved(NOTE), FILED), FILED.filed_at),
        (
            step("x", StepKind.SEND, notice=NoticeKind.COMMUNICATION),
            (RevisionSaved(LETTER), LettersHandedOver(LETTER.notice, 1, 3, 0, 0, 0)),
            minute(3),
        ),
        (step("c", StepKind.CLOSE), (IncidentClosed("Done."),), minute(2)),
    ],
)
def test_a_step_that_is_done_says_when_its_work_ended(made: Step, acts: tuple[Act, ...], at: datetime | None) -> None:
    """Lost without it: times that hang on a step start at the wrong hour, and figures of how long things took lie."""
    found = planned(made, *acts)
    assert found.state is StepState.DONE
    assert at == found.done_at


def test_a_target_may_run_from_detection_or_from_the_end_of_another_step() -> None:
    """Lost without it: `within four hours of the call` cannot be said."""
    assert planned(step("do", due_hours=2, due_from="detection")).due_at == opening().detected_at + 2 * HOUR
    then = step("then", due_hours=2, due_from="call")
    assert planned(then, before=(step("call"),)).due_at is None
    assert planned(then, TaskDone("call"), before=(step("call"),)).due_at == minute(2) + 2 * HOUR
    assert planned(then, StepSkipped("call", "no phone"), before=(step("call"),)).due_at is None


EITHER = step("do", when=(AnyCondition((when("cause", "fraud"), when("misuse_seen", "yes"))), unless("personal_data", "no")))


@pytest.mark.parametrize(
    ("acts", "expected", "because"),
    [
        ((), StepState.WAITING, "depends on cause, misuse_seen, not settled yet"),
        ((said("cause", "fraud"),), StepState.OPEN, ""),
        ((said("misuse_seen", "yes"),), StepState.OPEN, ""),
        ((said("cause", "error"),), StepState.WAITING, "depends on misuse_seen, not settled yet"),
        ((said("cause", "error"), FactAnswered("misuse_seen", Unknown(), SAID)), StepState.WAITING, "depends on misuse_seen, not settled yet"),
        ((said("cause", "error"), said("misuse_seen", "no")), StepState.NOT_NEEDED, "cause is error and misuse_seen is no"),
        ((said("cause", "fraud"), said("personal_data", "no")), StepState.NOT_NEEDED, "personal_data is no"),
    ],
)
def test_of_conditions_joined_by_any_one_is_enough(acts: tuple[Act, ...], expected: StepState, because: str) -> None:
    """Lost without it: a step that two different causes call for is asked for neither."""
    found = planned(EITHER, *acts)
    assert (expected, because) == (found.state, found.because)


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        (("credentials",), StepState.OPEN),
        (("contact", "credentials.password"), StepState.OPEN),
        (("contact",), StepState.NOT_NEEDED),
        ((), StepState.NOT_NEEDED),
    ],
)
def test_a_condition_on_kinds_of_data_holds_for_a_refined_kind_too(categories: tuple[str, ...], expected: StepState) -> None:
    """Lost without it: passwords leaked under a name of one's own, and nobody is told to reset them."""
    made = step("reset", when=(when("data_categories", "credentials"),))
    assert planned(made, said("data_categories", categories)).state is expected


def test_work_done_on_a_step_that_is_no_longer_needed_is_not_forgotten() -> None:
    """Lost without it: a changed answer throws work away."""
    made = step("do", when=(when("cause", "fraud"),))
    found = planned(made, TaskDone("do"), said("cause", "error"))
    assert (found.state, found.was_done, found.done_at) == (StepState.NOT_NEEDED, True, minute(2))
    assert planned(made, TaskDone("do"), said("cause", "error"), said("cause", "fraud")).state is StepState.DONE
