"""The one plan of an Incident: playbooks put together, tasks of its own, and what a plan that takes over leaves behind."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.facts import FactDefinition, FactKind, Known
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import StepState, plan_of
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.replaying import replay
from breachdesk.domain.timeline import FactAnswered, TaskAdded, TaskDone, TimelineEntry
from tests.plans import plan_of_phases, playbooks, step, when
from tests.strategies import AWARE, SAID, numbered, opening, timelines

ASK = step("ask", StepKind.QUESTION, facts=("cause",))
FIRST = plan_of_phases({"confirm": (ASK, step("keep")), "contain": (step("unplug"),), "close": (step("end"),)})
SECOND = replace(
    plan_of_phases(
        {
            "confirm": (replace(ASK, line=77, file="other.yaml"), step("note")),
            "scope": (step("count", needs=("unplug",)),),
            "contain": (step("unplug", why={"en": "another reason"}), step("wipe", due_hours=2, due_from="unplug")),
            "close": (step("end"),),
        },
        sha256="s" * 64,
    ),
    id="lost-device",
    titles={"en": "Lost device"},
    facts={"own_wiped": FactDefinition("own_wiped", FactKind.YES_NO, {"en": "wiped"})},
)


def ids(playbook: Playbook) -> dict[str, list[str]]:
    """Give the steps of each phase."""
    return {phase.id: [s.id for s in phase.steps] for phase in playbook.phases}


def test_a_step_that_both_plans_share_stands_once_and_a_different_one_by_the_same_name_beside_it() -> None:
    """Lost without it: a person does the same work twice, or one of two different tasks is never seen."""
    assert ids(whole_plan(FIRST, [Added(SECOND)])) == {
        "confirm": ["ask", "keep", "note"],
        "scope": ["count"],
        "contain": ["unplug", "lost-device.unplug", "wipe"],
        "close": ["end"],
    }


def test_what_a_coming_plan_waits_for_is_its_own_step() -> None:
    """Lost without it: after merging a step waits for another plan's work, or its hours run from it."""
    whole = whole_plan(FIRST, [Added(SECOND)])
    assert whole.step("count").needs == ("lost-device.unplug",)
    assert whole.step("wipe").due_from == "lost-device.unplug"
    assert {s.id: s.came_with for s in whole.steps() if s.came_with} == {
        "note": "lost-device", "count": "lost-device", "lost-device.unplug": "lost-device", "wipe": "lost-device",
    }  # fmt: skip


def test_own_questions_of_a_plan_come_with_it() -> None:
    """Lost without it: a step asks for a fact that nobody can answer."""
    assert list(whole_plan(FIRST, [Added(SECOND)]).facts) == ["own_wiped"]


def test_a_plan_that_takes_over_leads_and_only_open_work_it_does_not_ask_falls_away() -> None:
    """Lost without it: triage goes on asking after the right plan was found, or throws away what was done."""
    whole = whole_plan(FIRST, [Added(SECOND, replaces=True)])
    assert (whole.id, whole.sha256, whole.title()) == ("lost-device", "s" * 64, "Lost device")
    told = replay("i1", numbered(opening(), TaskDone("keep"), FactAnswered("cause", Known("theft"), SAID)))
    found = {s.step.id: s for s in plan_of(told, whole).steps()}
    assert (found["keep"].state, found["ask"].state, found["end"].state) == (StepState.DONE, StepState.DONE, StepState.OPEN)
    assert (found["unplug"].state, found["unplug"].because) == (StepState.NOT_NEEDED, "the plan is now 'Lost device'")
    assert found["lost-device.unplug"].state is StepState.OPEN


def test_a_step_that_was_dropped_is_asked_again_by_a_later_plan_that_has_it() -> None:
    """Lost without it: a step stays away although the plan that now leads asks it."""
    third = replace(plan_of_phases({"contain": (step("unplug"),)}), id="third")
    whole = whole_plan(FIRST, [Added(SECOND, replaces=True), Added(third)])
    assert whole.step("unplug").dropped_for == {}


def test_own_tasks_stand_at_the_end_of_their_phase_and_of_the_last_one_where_theirs_is_gone() -> None:
    """Lost without it: a task somebody put in is nowhere to be seen."""
    late = TaskAdded("own-2", "nowhere", "Call the landlord", "he has the key", AWARE, must=True)
    whole = whole_plan(FIRST, (), [TaskAdded("own-1", "contain", "Lock the door"), late])
    assert ids(whole) == {"confirm": ["ask", "keep"], "contain": ["unplug", "own-1"], "close": ["end", "own-2"]}
    made = whole.step("own-2")
    assert (made.title(), made.reason(), made.must, made.came_with) == ("Call the landlord", "he has the key", True, "own")


def test_the_time_of_an_own_task_is_the_one_that_was_named() -> None:
    """Lost without it: a task for tonight is never late."""
    task = TaskAdded("own-1", "contain", "Lock the door", due_at=AWARE)
    told = replay("i1", numbered(opening(), task))
    assert plan_of(told, whole_plan(FIRST, (), told.added_tasks)).step("own-1").due_at == AWARE


@given(entries=timelines(), first=playbooks(), second=playbooks(), replaces=st.booleans())
def test_taking_in_a_plan_loses_no_work(
    entries: tuple[TimelineEntry, ...], first: Playbook, second: Playbook, replaces: bool
) -> None:
    """Lost without it: done work is asked for again once a second plan comes in."""
    incident = replay("i1", entries)
    before = plan_of(incident, first)
    merged = {s.step.id: s for s in plan_of(incident, whole_plan(first, [Added(replace(second, id="second"), replaces)])).steps()}
    for planned in before.steps():
        if planned.was_done:
            assert merged[planned.step.id].was_done
            assert planned.state is not StepState.DONE or merged[planned.step.id].state is StepState.DONE


@given(first=playbooks(), second=playbooks())
def test_a_merged_plan_has_every_step_once_and_nothing_waits_for_what_is_not_there(first: Playbook, second: Playbook) -> None:
    """Lost without it: a merged plan with a hole, in which everything behind it waits for ever."""
    whole = whole_plan(first, [Added(replace(second, id="second"))])
    found = [s.id for s in whole.steps()]
    assert len(found) == len(set(found))
    assert {needed for s in whole.steps() for needed in s.needs} <= set(found)


@given(playbook=playbooks())
def test_taking_in_the_same_plan_again_changes_nothing(playbook: Playbook) -> None:
    """Lost without it: the same work stands in the plan twice."""
    assert ids(whole_plan(playbook, [Added(playbook)])) == ids(playbook)


def test_a_condition_of_a_merged_step_still_decides() -> None:
    """Lost without it: merging makes every step needed."""
    second = replace(plan_of_phases({"contain": (step("wipe", when=(when("cause", "theft"),)),)}), id="second")
    told = replay("i1", numbered(opening(), FactAnswered("cause", Known("error"), SAID)))
    assert plan_of(told, whole_plan(FIRST, [Added(second)])).step("wipe").state is StepState.NOT_NEEDED
