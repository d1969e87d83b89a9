"""An incident may come back to a plan that another one took over from: it turned out to be right after all."""

from __future__ import annotations

import pytest

from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import StepState, plan_of
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.replaying import replay
from breachdesk.domain.timeline import Act, PlaybookAdded, TaskDone
from tests.plans import plan, step
from tests.services.office import LEAD, Office
from tests.strategies import numbered, opening

GENERAL = plan(step("look"), step("decide"))
"""Goes by the id of the plan that incidents are opened with here."""

TRIAGE_STEPS = (step("lead", StepKind.PLAN, playbook=GENERAL.id, replaces=True), step("ask"))
TRIAGE = plan(*TRIAGE_STEPS, sha256="t" * 64)
TO_TRIAGE, BACK = PlaybookAdded("triage", "t" * 64, "not sure", True), PlaybookAdded(GENERAL.id, "p" * 64, "sure", True)


def states(*acts: Act) -> dict[str, StepState]:
    """Give where each step stands after acts, opened with the general plan."""
    incident = replay("one", numbered(opening(), *acts))
    books = {"triage": TRIAGE, GENERAL.id: GENERAL}
    whole = whole_plan(GENERAL, [Added(books[use.playbook], use.replaces) for use in incident.added_playbooks])
    return {s.step.id: s.state for s in plan_of(incident, whole).steps()}


def test_a_way_back_to_a_plan_that_was_replaced_is_open_until_it_is_taken() -> None:
    """Lost without it: triage leads back to the plan it took over from, counts that as done, and nothing is left to do."""
    assert states(TO_TRIAGE) == {"look": StepState.NOT_NEEDED, "decide": StepState.NOT_NEEDED, "lead": StepState.OPEN, "ask": StepState.OPEN}
    back = states(TaskDone("look"), TO_TRIAGE, BACK)
    assert back == {"look": StepState.DONE, "decide": StepState.OPEN, "lead": StepState.DONE, "ask": StepState.NOT_NEEDED}


def walked(*acts: Act) -> tuple[str, ...]:
    """Give the plans that are walked after acts."""
    incident: Incident = replay("one", numbered(opening(), *acts))
    return incident.playbooks_walked


def test_the_plans_that_are_walked_are_those_none_took_over_from() -> None:
    """Lost without it: a plan that was put aside still counts as there, and cannot be taken in again."""
    beside = PlaybookAdded("beside", "b" * 64, "it fits too")
    assert walked() == (GENERAL.id,)
    assert walked(beside) == (GENERAL.id, "beside")
    assert walked(beside, TO_TRIAGE) == ("triage",)
    assert walked(TO_TRIAGE, BACK, beside) == (GENERAL.id, "beside")


def test_a_plan_that_was_replaced_can_be_taken_in_again_and_one_that_is_walked_cannot(office: Office) -> None:
    """Lost without it: the way back is refused because the incident 'walks it already'."""
    other = Playbook("other", {"en": "Other"}, "1", "o" * 64, GENERAL.phases)
    office.catalogues.plans = {**office.catalogues.plans, other.id: other}
    incident = office.opened()
    first = incident.playbook
    with pytest.raises(NotAllowed, match="walks .* already"):
        office.desk.shaping.add_playbook(incident.id, first, "again", LEAD)
    office.desk.shaping.add_playbook(incident.id, other.id, "it is this", LEAD, replaces=True)
    back = office.desk.shaping.add_playbook(incident.id, first, "it was that", LEAD, replaces=True)
    assert back.playbooks_walked == (first,)
    assert office.desk.plans.of(back).step("ask").state is StepState.OPEN
