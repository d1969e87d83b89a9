"""What holds up closing: open must-steps, decisions nobody took, duties owed; all of it in one sentence."""

from __future__ import annotations

import pytest

from breachdesk.domain.closing import check_may_close, undecided
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.facts import Known
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import plan_of
from breachdesk.domain.replaying import replay
from breachdesk.domain.terms import Confirmation, Duty
from breachdesk.domain.timeline import Act, DecisionRecorded, FactAnswered, StepSkipped, VerdictRecorded
from breachdesk.domain.verdict import Verdict
from tests.plans import plan, step
from tests.strategies import SAID, numbered, opening

AUTHORITY, PEOPLE = "whether to notify the authority", "whether to tell the people"


def told(*acts: Act) -> Incident:
    """Give the incident that an opening and these acts tell."""
    return replay("i1", numbered(opening(), *acts))


def decided(duty: Duty, waits: Confirmation = Confirmation.NONE) -> DecisionRecorded:
    """Give the act that decides not to do a duty."""
    return DecisionRecorded(duty, False, "because", Finding.no("harmless"), waits)


BOTH = (decided(Duty.NOTIFY_AUTHORITY), decided(Duty.NOTIFY_INDIVIDUALS))


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((), [AUTHORITY, PEOPLE]),
        ((decided(Duty.NOTIFY_AUTHORITY),), [PEOPLE]),
        ((decided(Duty.NOTIFY_AUTHORITY, Confirmation.SECOND_PERSON), decided(Duty.NOTIFY_INDIVIDUALS)), [AUTHORITY]),
        (BOTH, []),
        ((FactAnswered("personal_data", Known("no"), SAID),), []),
        ((FactAnswered("breach_confirmed", Known("no"), SAID),), []),
        ((VerdictRecorded(Verdict.NO_PERSONAL_DATA, "looked", Verdict.UNDETERMINED),), []),
        ((VerdictRecorded(Verdict.BREACH, "looked", Verdict.UNDETERMINED),), [AUTHORITY, PEOPLE]),
        (
            (FactAnswered("personal_data", Known("no"), SAID), VerdictRecorded(Verdict.BREACH, "not so", Verdict.BREACH)),
            [AUTHORITY, PEOPLE],
        ),
    ],
)
def test_what_nobody_decided_is_named_unless_there_was_no_breach(acts: tuple[Act, ...], expected: list[str]) -> None:
    """Lost without it: a breach is closed and nobody ever decided whether to notify (Art. 33(1), 34(1))."""
    assert expected == undecided(told(*acts))


def test_all_that_is_open_stands_in_one_refusal() -> None:
    """Lost without it: a person mends one thing, tries again, and meets the next."""
    incident = told()
    with pytest.raises(NotAllowed) as refused:
        check_may_close(incident, plan_of(incident, plan(step("do", must=True))), ["'nis2' to the CSIRT"])
    assert str(refused.value) == (
        f"The incident cannot be closed yet: still open are 'Do'; nobody decided {AUTHORITY} or {PEOPLE}; "
        "still owed by law are 'nis2' to the CSIRT. "
        "Do, skip or turn down each with a reason, or override with a reason."
    )


def test_nothing_holds_up_closing_once_all_is_done_skipped_or_decided() -> None:
    """Lost without it: an incident that can never be closed without an override."""
    incident = told(StepSkipped("do", "not here"), *BOTH)
    check_may_close(incident, plan_of(incident, plan(step("do", must=True), step("may"))))
