"""The one plan an Incident walks: the playbook it was opened with, those taken in since, and tasks of its own.

A step that two playbooks share stands once, so work done for the one counts for the other. Of two different steps with
one id the later is called `playbook.step`. Nothing that was done is ever taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from breachdesk.domain.playbook import AWARENESS, DETECTION, Phase, Playbook, Step, StepKind, Texts
from breachdesk.domain.timeline import TaskAdded

OWN = "own"


@dataclass(frozen=True, slots=True)
class Added:
    """A playbook that came in later, and whether it took over from those before it."""

    playbook: Playbook
    replaces: bool = False


def whole_plan(first: Playbook, added: Sequence[Added] = (), tasks: Iterable[TaskAdded] = ()) -> Playbook:
    """Put plans and tasks together in the order in which they came.

    The result goes by the id and the fingerprint of the plan that leads: the first one, or the last that took over.
    A task for a phase that is not there stands in the last one.
    """
    whole = first
    for one in added:
        whole = _merged(whole, one)
    for task in tasks:
        whole = _with_task(whole, task)
    return whole


def _merged(whole: Playbook, added: Added) -> Playbook:
    coming = _renamed(added.playbook, {step.id: step for step in whole.steps()})
    asked = {step.id for step in coming.steps()}
    there = {step.id for step in whole.steps()}
    dropped_for = added.playbook.titles if added.replaces else None
    phases = {phase.id: _still_asked(phase, asked, dropped_for) for phase in whole.phases}
    order, at = list(phases), 0
    for phase in coming.phases:
        new = tuple(step for step in phase.steps if step.id not in there)
        if phase.id in phases:
            phases[phase.id] = replace(phases[phase.id], steps=(*phases[phase.id].steps, *new))
        else:
            phases[phase.id] = replace(phase, steps=new)
            order.insert(at, phase.id)
        at = order.index(phase.id) + 1
    lead = added.playbook if added.replaces else whole
    made = tuple(phases[id_] for id_ in order if phases[id_].steps)
    return replace(lead, phases=made, facts={**coming.facts, **whole.facts})


def _renamed(coming: Playbook, there: dict[str, Step]) -> Playbook:
    """Give a coming plan the ids it can have beside the steps that are there, and mark where its steps come from."""
    names = {
        step.id: step.id if step.id not in there or _same(step, there[step.id]) else f"{coming.id}.{step.id}"
        for step in coming.steps()
    }

    def moved(step: Step) -> Step:
        needs = tuple(names.get(needed, needed) for needed in step.needs)
        due_from = step.due_from if step.due_from in (AWARENESS, DETECTION) else names.get(step.due_from, step.due_from)
        return replace(step, id=names[step.id], needs=needs, due_from=due_from, came_with=coming.id)

    phases = tuple(replace(phase, steps=tuple(moved(step) for step in phase.steps)) for phase in coming.phases)
    return replace(coming, phases=phases)


def _same(one: Step, other: Step) -> bool:
    """Tell whether two steps ask the same: which file they stand in and what dropped them says nothing."""
    blank = {"line": 0, "file": "", "came_with": "", "dropped_for": {}}
    return replace(one, **blank) == replace(other, **blank)  # type: ignore[arg-type]


def _still_asked(phase: Phase, asked: set[str], dropped_for: Texts | None) -> Phase:
    """Mark what the plan that took over does not ask; what a coming plan asks is asked again."""

    def marked(step: Step) -> Step:
        if step.id in asked:
            return replace(step, dropped_for={})
        return step if dropped_for is None else replace(step, dropped_for=dropped_for)

    return replace(phase, steps=tuple(marked(step) for step in phase.steps))


def _with_task(whole: Playbook, task: TaskAdded) -> Playbook:
    why = {"en": task.why} if task.why else {}
    step = Step(task.step, StepKind.TASK, {"en": task.title}, why, 0, must=task.must, came_with=OWN)
    at = task.phase if any(phase.id == task.phase for phase in whole.phases) else whole.phases[-1].id
    phases = tuple(replace(p, steps=(*p.steps, step)) if p.id == at else p for p in whole.phases)
    return replace(whole, phases=phases)
