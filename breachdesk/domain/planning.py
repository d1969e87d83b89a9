"""Where one Incident stands in its Playbook: what is done, open, blocked, not needed, and what comes next.

The state of a step is worked out from facts and acts each time; nothing is ticked off by hand that the
facts can tell. A changed answer re-opens or closes steps by itself, and each state says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.facts import Facts
from breachdesk.domain.incident import Incident, StepMark, StepRecord
from breachdesk.domain.playbook import Condition, Phase, Playbook, Step, StepKind, Wanted
from breachdesk.domain.terms import NoticeKind


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
        return all(s.state in SETTLED for s in self.steps)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step to take now, and why this one."""

    planned: PlannedStep
    because: str


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
        wanted = self.playbook.step(id_).id
        return next(s for s in self.steps() if s.step.id == wanted)

    @property
    def current_phase(self) -> PlannedPhase:
        """The first phase with something left to do; the last one when all is done."""
        return next((p for p in self.phases if not p.is_done), self.phases[-1])


def plan_of(incident: Incident, playbook: Playbook) -> Plan:
    """Work out where an Incident stands in its Playbook."""
    states: dict[str, PlannedStep] = {}

    def settle(step: Step) -> PlannedStep:
        if step.id not in states:
            before = [settle(playbook.step(needed)) for needed in step.needs]
            states[step.id] = _planned(incident, playbook.phase_of(step.id), step, before)
        return states[step.id]

    phases = (PlannedPhase(phase, tuple(settle(step) for step in phase.steps)) for phase in playbook.phases)
    return Plan(playbook, tuple(phases))


def next_step(plan: Plan, now: datetime) -> NextStep | None:
    """Give the step to take now: what is late first, then in the plan's order; None when all is done.

    Answers that are not known yet come back only when nothing else is left to do.
    """
    open_steps = [s for s in plan.steps() if s.state is StepState.OPEN]
    late = [s for s in open_steps if s.is_late(now) and s.step.must]
    if late:
        return NextStep(late[0], "it must be done and its time has passed")
    if open_steps:
        first = open_steps[0]
        opens = [
            s.step.id for s in plan.steps() if s.state is StepState.BLOCKED and first.step.id in s.step.needs
        ]
        why = (
            f"it opens {len(opens)} other step{'s' if len(opens) != 1 else ''}"
            if opens
            else "it is next in the plan"
        )
        return NextStep(first, why)
    parked = [s for s in plan.steps() if s.state is StepState.PARKED]
    if parked:
        return NextStep(parked[0], "it was not known yet; perhaps it is now")
    return None


def check_may_close(plan: Plan) -> None:
    """Refuse to close an Incident whose must-steps are open.

    Raises:
        NotAllowed: names what is open; a named person may override with a reason.
    """
    left = [
        s
        for s in plan.steps()
        if s.step.must and s.state not in SETTLED and s.step.kind is not StepKind.CLOSE
    ]
    if left:
        names = ", ".join(f"'{s.step.title()}'" for s in left[:4]) + (" and more" if len(left) > 4 else "")
        raise NotAllowed(
            f"The incident cannot be closed yet: still open are {names}. "
            "Do or skip them, or override with a reason."
        )


def check_may_do(planned: PlannedStep) -> None:
    """Refuse work on a step that waits for another.

    Raises:
        NotAllowed: it is blocked; the message says by what.
    """
    if planned.state is StepState.BLOCKED:
        raise NotAllowed(f"'{planned.step.title()}' is blocked: {planned.because}.")


def _planned(incident: Incident, phase: Phase, step: Step, before: Sequence[PlannedStep]) -> PlannedStep:
    record = incident.steps.get(step.id, StepRecord())
    due_at = incident.aware_at + timedelta(hours=step.due_hours) if step.due_hours is not None else None
    state, because = _state(incident, step, record, before)
    return PlannedStep(step, phase.id, state, because, record.owner, due_at)


def _state(
    incident: Incident, step: Step, record: StepRecord, before: Sequence[PlannedStep]
) -> tuple[StepState, str]:
    """Give the first of these that holds: skipped, not needed, done, waiting, blocked, parked, open."""
    if record.mark is StepMark.SKIPPED:
        return StepState.SKIPPED, f"skipped by {record.by}: {record.note}"
    needed, why = _needed(incident, step)
    if needed is False:
        return StepState.NOT_NEEDED, why
    if _DONE[step.kind](incident, step, record):
        return StepState.DONE, f"done by {record.by}" if record.by else ""
    if needed is None:
        return StepState.WAITING, why
    # What nobody knows yet must not hold up the rest: only work that can be done now blocks.
    blockers = [b for b in before if b.state in (StepState.OPEN, StepState.BLOCKED)]
    if blockers:
        return StepState.BLOCKED, f"waits for '{blockers[0].step.title()}'"
    if step.kind is StepKind.QUESTION and all(incident.facts.is_answered(f) for f in step.facts):
        return StepState.PARKED, "answered: not known yet"
    return StepState.OPEN, ""


def _needed(incident: Incident, step: Step) -> tuple[bool | None, str]:
    """Tell whether the conditions hold: no, with the reason; None while a fact they ask is not known."""
    open_facts = []
    for condition in step.when:
        holds = _holds(condition, incident.facts)
        if holds is False:
            return False, f"{condition.fact} is {_value(incident.facts, condition.fact)}"
        if holds is None:
            open_facts.append(condition.fact)
    if step.when_decided is not None:
        decision = incident.decision(step.when_decided.duty)
        if decision is not None and decision.notify is not step.when_decided.notify:
            return False, f"{decision.by} decided {'to notify' if decision.notify else 'not to notify'}"
        if decision is None:
            open_facts.append("the decision")
    if open_facts:
        return None, f"depends on {', '.join(open_facts)}, not settled yet"
    return True, ""


def _holds(condition: Condition, facts: Facts) -> bool | None:
    """Compare; what is not applicable has none of the values."""
    if facts.is_not_applicable(condition.fact):
        has: bool | None = False
    else:
        has = facts.is_any(condition.fact, *condition.values)
    if condition.wanted is Wanted.IS_NOT:
        # A step that falls away only for certain values stays while the fact is unknown.
        return not has
    return has


def _value(facts: Facts, fact: str) -> str:
    found = facts.get(fact)
    value = found.value if found else None
    if isinstance(value, tuple):
        return ", ".join(value) or "empty"
    return str(value) if value is not None else "not applicable"


def _task_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return record.mark is StepMark.DONE


def _question_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return all(incident.facts.is_settled(fact) for fact in step.facts)


def _scope_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return incident.saved_scope is not None


def _decision_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return step.duty is not None and incident.decision(step.duty) is not None


def _draft_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return bool(_notices(incident, step))


def _review_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    """Some notice of this kind is approved in its newest text, or went out already."""
    return any(incident.approval_of(r) for r in _notices(incident, step)) or _file_or_send_done(
        incident, step
    )


def _file_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return bool(incident.filings)


def _send_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    """Somebody has a letter, and of no notice that was queued is one still to be sent."""
    begun = [n for n in _names(incident, step) if n in incident.queued or n in incident.handed_over]
    runs = [incident.handed_over.get(notice) for notice in begun]
    return any(run is not None and run.sent for run in runs) and all(run is not None and not run.deferred for run in runs)


def _close_done(incident: Incident, step: Step, record: StepRecord) -> bool:
    return incident.closed_at is not None


def _file_or_send_done(incident: Incident, step: Step) -> bool:
    if step.notice is NoticeKind.NOTIFICATION:
        return bool(incident.filings)
    return any(n in incident.handed_over and incident.handed_over[n].sent for n in _names(incident, step))


def _names(incident: Incident, step: Step) -> tuple[str, ...]:
    return tuple(r.notice for r in _notices(incident, step))


def _notices(incident: Incident, step: Step) -> tuple[Revision, ...]:
    return incident.notices_of(step.notice) if step.notice else ()


_DONE: Mapping[StepKind, Callable[[Incident, Step, StepRecord], bool]] = {
    StepKind.TASK: _task_done,
    StepKind.QUESTION: _question_done,
    StepKind.SCOPE: _scope_done,
    StepKind.DECISION: _decision_done,
    StepKind.DRAFT: _draft_done,
    StepKind.REVIEW: _review_done,
    StepKind.FILE: _file_done,
    StepKind.SEND: _send_done,
    StepKind.CLOSE: _close_done,
}
