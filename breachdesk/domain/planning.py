"""Where one Incident stands in its Playbook: what is done, open, blocked, not needed, and what comes next.

The state of a step is worked out from facts and acts each time; nothing is ticked off by hand that the
facts can tell. A changed answer re-opens or closes steps by itself, and each state says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from breachdesk.domain.conditions import parent_of
from breachdesk.domain.errors import NotAllowed, NotFound
from breachdesk.domain.facts import UNKNOWN_WORD, Answer, Facts, Known, NotApplicable
from breachdesk.domain.incident import Incident, StepMark, StepRecord
from breachdesk.domain.playbook import (
    AWARENESS,
    DETECTION,
    AnyCondition,
    Condition,
    Phase,
    Playbook,
    Step,
    StepKind,
    Wanted,
    in_language,
)
from breachdesk.domain.step_ends import Ended, ended_at
from breachdesk.domain.terms import Duty


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    OPEN = "open"
    BLOCKED = "blocked"
    """Waits for another step."""

    WAITING = "waiting"
    """Whether it is needed depends on a fact nobody knows yet."""

    PARKED = "parked"
    """Asked, and the answer was: not known yet. It can be answered any time."""

    NOT_NEEDED = "not-needed"
    SKIPPED = "skipped"


SETTLED = frozenset({StepState.DONE, StepState.NOT_NEEDED, StepState.SKIPPED})


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the plan made real for one Incident."""

    step: Step
    phase: str
    state: StepState
    because: str
    """Why it is in this state: what it waits for, why it is not needed, who skipped it."""

    owner: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    """When its work ended, where that is known; also of a step that is no longer needed."""

    was_done: bool = False
    """Its work was done, whatever it counts for now."""

    look_again_at: datetime | None = None
    """When to look at it again, where somebody blocked it until then."""

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to do about it."""
        return self.state in SETTLED

    def is_late(self, now: datetime) -> bool:
        """Tell whether it should have been done by now and is not."""
        return self.due_at is not None and now > self.due_at and self.state not in SETTLED


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase with its steps as they stand."""

    phase: Phase
    steps: tuple[PlannedStep, ...]

    @property
    def done(self) -> int:
        """How many of its needed steps are done or skipped."""
        return sum(s.state in (StepState.DONE, StepState.SKIPPED) for s in self.needed)

    @property
    def needed(self) -> tuple[PlannedStep, ...]:
        """Its steps without those that are not needed."""
        return tuple(s for s in self.steps if s.state is not StepState.NOT_NEEDED)

    @property
    def is_done(self) -> bool:
        """Tell whether nothing in it is left to do."""
        return all(s.state in SETTLED or s.step.kind is StepKind.GUIDANCE for s in self.steps)


@dataclass(frozen=True, slots=True)
class Plan:
    """A Playbook as it stands for one Incident."""

    playbook: Playbook
    phases: tuple[PlannedPhase, ...]

    def steps(self) -> Iterator[PlannedStep]:
        """Give every step in reading order."""
        for phase in self.phases:
            yield from phase.steps

    def step(self, id_: str) -> PlannedStep:
        """Give a step by id; NotFound when the plan has none."""
        found = next((s for s in self.steps() if s.step.id == id_), None)
        if found is None:
            raise NotFound(f"The playbook '{self.playbook.id}' has no step '{id_}'.")
        return found

    def without(self, id_: str) -> Plan:
        """Give the plan as if one step were settled, to see what comes after it."""

        def settled(planned: PlannedStep) -> PlannedStep:
            return replace(planned, state=StepState.DONE, look_again_at=None) if planned.step.id == id_ else planned

        phases = tuple(replace(p, steps=tuple(settled(s) for s in p.steps)) for p in self.phases)
        return replace(self, phases=phases)

    def asking(self, fact: str) -> PlannedStep | None:
        """Give the step that asks for a fact; None when the plan has none."""
        return self._first(lambda step: fact in step.facts)

    def deciding(self, duty: Duty) -> PlannedStep | None:
        """Give the step at which a duty is decided; None when the plan has none."""
        return self._first(lambda step: step.kind is StepKind.DECISION and step.duty is duty)

    def _first(self, fits: Callable[[Step], bool]) -> PlannedStep | None:
        """Give the first step that fits; one that is needed before one that is not."""
        found = [s for s in self.steps() if fits(s.step)]
        return min(found, key=lambda s: s.state is StepState.NOT_NEEDED, default=None)

    @property
    def current_phase(self) -> PlannedPhase:
        """The first phase with something left to do; the last one when all is done."""
        return next((p for p in self.phases if not p.is_done), self.phases[-1])


def plan_of(incident: Incident, playbook: Playbook) -> Plan:
    """Work out where an Incident stands in its Playbook."""
    states: dict[str, PlannedStep] = {}
    # Put together once: with a scope saved, asking the incident for its facts at every step is most of the work.
    facts = incident.facts
    own_times = {task.step: task.due_at for task in incident.added_tasks}
    places = {step.id: (phase, step) for phase in playbook.phases for step in phase.steps}

    def settle(id_: str) -> PlannedStep:
        if id_ not in states:
            phase, step = places[id_]
            before = [settle(needed) for needed in step.needs]
            due_at = own_times[id_] if id_ in own_times else _due_at(incident, step, settle)
            if incident.closed_at is not None:
                due_at = None  # Targets end with the Incident; nothing in it is late any more.
            states[id_] = _planned(incident, facts, phase, step, before, due_at)
        return states[id_]

    phases = (PlannedPhase(phase, tuple(settle(step.id) for step in phase.steps)) for phase in playbook.phases)
    return Plan(playbook, tuple(phases))


def check_may_do(planned: PlannedStep) -> None:
    """Refuse work on a step that waits for another.

    Raises:
        NotAllowed: it is blocked; the message says by what.
    """
    if planned.state is StepState.BLOCKED:
        raise NotAllowed(f"'{planned.step.title()}' is blocked: {planned.because}.")


def _planned(
    incident: Incident, facts: Facts, phase: Phase, step: Step, before: Sequence[PlannedStep], due_at: datetime | None
) -> PlannedStep:
    record = incident.steps.get(step.id, StepRecord())
    ended = ended_at(incident, facts, step, record)
    state, because = _state(incident, facts, step, record, before, ended)
    look_again = record.until if state is StepState.BLOCKED and record.mark is StepMark.BLOCKED else None
    done_at = ended.at if ended else None
    return PlannedStep(step, phase.id, state, because, record.owner, due_at, done_at, ended is not None, look_again)


def _due_at(incident: Incident, step: Step, other: Callable[[str], PlannedStep]) -> datetime | None:
    """Give by when it should be done; nobody can tell while it hangs on a step that has not ended."""
    if step.due_hours is None:
        return None
    if step.due_from in (AWARENESS, DETECTION):
        start: datetime | None = incident.aware_at if step.due_from == AWARENESS else incident.detected_at
    else:
        start = other(step.due_from).done_at
    return start + timedelta(hours=step.due_hours) if start is not None else None


def _state(
    incident: Incident, facts: Facts, step: Step, record: StepRecord, before: Sequence[PlannedStep], ended: Ended | None
) -> tuple[StepState, str]:
    """Give the first of these that holds: skipped, not needed, done, waiting, blocked, parked, open."""
    if record.mark is StepMark.SKIPPED:
        return StepState.SKIPPED, f"skipped by {record.by}: {record.note}"
    needed, why = _needed(incident, facts, step)
    if needed is not False and step.dropped_for and ended is None:
        needed, why = False, f"the plan is now '{in_language(step.dropped_for, 'en')}'"
    if needed is False:
        return StepState.NOT_NEEDED, why
    if ended is not None:
        return StepState.DONE, f"done by {record.by}" if record.by and record.mark is StepMark.DONE else ""
    return (StepState.WAITING, why) if needed is None else _to_do(facts, step, record, before)


def _to_do(
    facts: Facts, step: Step, record: StepRecord, before: Sequence[PlannedStep]
) -> tuple[StepState, str]:
    """Say whether what is needed and not done can be done now."""
    if record.mark is StepMark.BLOCKED:
        return StepState.BLOCKED, f"blocked by {record.by}: {record.note}"
    # What nobody knows yet must not hold up the rest: only work that can be done now blocks.
    blockers = [b for b in before if b.state in (StepState.OPEN, StepState.BLOCKED) and b.step.kind is not StepKind.GUIDANCE]
    if blockers:
        return StepState.BLOCKED, f"waits for '{blockers[0].step.title()}'"
    if step.kind is StepKind.QUESTION and all(facts.is_answered(f) for f in step.facts):
        return StepState.PARKED, "answered: not known yet"
    return StepState.OPEN, ""


def _needed(incident: Incident, facts: Facts, step: Step) -> tuple[bool | None, str]:
    """Tell whether the conditions hold: no, with the reason; None while a fact they ask is not known."""
    open_facts: list[str] = []
    for condition in step.when:
        parts = condition.any_of if isinstance(condition, AnyCondition) else (condition,)
        found = [condition_holds(part, facts) for part in parts]
        if True in found:
            continue
        if None not in found:
            return False, " and ".join(f"{part.fact} is {_value(facts, part.fact)}" for part in parts)
        open_facts += [part.fact for part, holds in zip(parts, found, strict=True) if holds is None]
    if step.when_decided is not None:
        decision = incident.decision(step.when_decided.duty)
        if decision is not None and decision.notify is not step.when_decided.notify:
            return False, f"{decision.by} decided {'to notify' if decision.notify else 'not to notify'}"
        if decision is None:
            open_facts.append("the decision")
    if open_facts:
        return None, f"depends on {', '.join(dict.fromkeys(open_facts))}, not settled yet"
    return True, ""


def condition_holds(condition: Condition, facts: Facts) -> bool | None:
    """Compare; what is not applicable has none of the values, and a refined value counts as its parent."""
    found = facts.get(condition.fact)
    has = _is_any(found.answer, condition.values) if found is not None else None
    if condition.wanted is Wanted.IS_NOT:
        # A step that falls away only for certain values stays while the fact is unknown.
        return not has
    return has


def _is_any(answer: Answer, values: Collection[str]) -> bool | None:
    """Tell whether an answer is one of these values; None where it says nothing that can be compared."""
    if isinstance(answer, NotApplicable):
        return False
    value = answer.value if isinstance(answer, Known) else None
    if isinstance(value, tuple):
        return any(part in values or parent_of(part) in values for part in value)
    return value in values if isinstance(value, str) and value != UNKNOWN_WORD else None


def _value(facts: Facts, fact: str) -> str:
    found = facts.get(fact)
    value = found.value if found else None
    if isinstance(value, tuple):
        return ", ".join(value) or "empty"
    return str(value) if value is not None else "not applicable"
