"""The step to take now, and why this one and no other.

What the authority clock demands, what is overdue, what falls due soon, what would settle an outcome that cannot be told
yet, what puts a settled outcome on record, what opens most other work; then the plan's own order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breachdesk.domain.planning import Plan, PlannedStep, StepState
from breachdesk.domain.playbook import StepKind

PRESSING_HOURS_BEFORE_DEADLINE = 12
"""From here on only what stands in the way of filing comes first. House policy, not law."""

SOON_HOURS = 2


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step to take now, and why this one."""

    planned: PlannedStep
    because: str


@dataclass(frozen=True, slots=True)
class Demands:
    """What law and clock ask of the plan at one instant."""

    settles: tuple[str, ...] = ()
    """Unknown facts that could change an outcome, the most telling first."""

    told: bool = False
    """Both outcomes can be told: authority and people."""

    filing_due_at: datetime | None = None
    """The last instant for the authority; None where nothing is to be filed, or it was."""


NO_DEMANDS = Demands()


@dataclass(frozen=True, slots=True)
class _Field:
    """The plan as it is looked at now: what can be done, and what stands before what."""

    plan: Plan
    now: datetime
    demands: Demands
    open: tuple[PlannedStep, ...]
    before: Mapping[str, frozenset[str]]
    """Of each step, itself and all that it waits for, through any number of others."""


def next_step(plan: Plan, now: datetime, demands: Demands = NO_DEMANDS) -> NextStep | None:
    """Give the step to take now with its reason; None when all is done.

    Answers that are not known yet come back only when nothing else is left to do.
    """
    field = _Field(plan, now, demands, tuple(_doable(plan, now)), _before(plan))
    for rule in RULES:
        found = rule(field)
        if found is not None:
            return found
    parked = [s for s in plan.steps() if s.state is StepState.PARKED]
    return NextStep(parked[0], "it was not known yet; perhaps it is now") if parked else None


def in_order(plan: Plan, now: datetime, demands: Demands = NO_DEMANDS, most: int = 8) -> list[NextStep]:
    """Give the steps that can be done now in the order in which they should be, each with its reason.

    Args:
        most: How many at most.
    """
    left, found = plan, list[NextStep]()
    while len(found) < most:
        following = next_step(left, now, demands)
        if following is None or following.planned.state is StepState.PARKED:
            break
        found.append(following)
        left = left.without(following.planned.step.id)
    return found


def _doable(plan: Plan, now: datetime) -> list[PlannedStep]:
    """Open steps; one that waits for somebody else only when its time is up; one that was blocked until now."""
    def is_doable(planned: PlannedStep) -> bool:
        if planned.state is StepState.OPEN:
            return planned.step.kind is not StepKind.WAIT or planned.is_late(now)
        return planned.look_again_at is not None and now >= planned.look_again_at

    return [planned for planned in plan.steps() if is_doable(planned)]


def _clock_demands(field: _Field) -> NextStep | None:
    due_at = field.demands.filing_due_at
    if due_at is None or due_at - field.now > timedelta(hours=PRESSING_HOURS_BEFORE_DEADLINE):
        return None
    filing = next((s for s in field.plan.steps() if s.step.kind is StepKind.FILE and not s.is_settled), None)
    if filing is None:
        return None
    way = field.before[filing.step.id]
    found = next((s for s in field.open if s.step.id in way), None)
    left = due_at - field.now
    is_over = left <= timedelta()
    said = f"the time to notify passed {hours_words(-left)} ago" if is_over else f"{hours_words(left)} left to notify"
    return NextStep(found, f"{said}, and this stands before filing") if found else None


def _overdue(field: _Field) -> NextStep | None:
    again = [s for s in field.open if s.look_again_at is not None]
    if again:
        return NextStep(again[0], "it was blocked until now; look at it again")
    late = [s for s in field.open if s.is_late(field.now)]
    for found in (_first_due([s for s in late if s.step.must]), _first_due(late)):
        if found is not None and found.due_at is not None:
            must = "it must be done and its time" if found.step.must else "its time"
            return NextStep(found, f"{must} passed {hours_words(field.now - found.due_at)} ago")
    return None


def _due_soon(field: _Field) -> NextStep | None:
    soon = field.now + timedelta(hours=SOON_HOURS)
    found = _first_due([s for s in field.open if s.due_at is not None and s.due_at <= soon])
    if found is None or found.due_at is None:
        return None
    return NextStep(found, f"it should be done within {hours_words(found.due_at - field.now)}")


def _settles(field: _Field) -> NextStep | None:
    for fact in field.demands.settles:
        found = next((s for s in field.open if fact in s.step.facts), None)
        if found is not None:
            return NextStep(found, "the answer settles most of what cannot be told yet")
    return None


def _puts_on_record(field: _Field) -> NextStep | None:
    """Once both outcomes can be told, what leads to the decisions comes before questions that change nothing."""
    if not field.demands.told:
        return None
    undecided = [s for s in field.plan.steps() if s.step.kind is StepKind.DECISION and not s.is_settled]
    way = {id_ for decision in undecided for id_ in field.before[decision.step.id]}
    found = next((s for s in field.open if s.step.id in way), None)
    return NextStep(found, "both outcomes can be told; put the decision on record") if found else None


def _opens_most(field: _Field) -> NextStep | None:
    if not field.open:
        return None
    first = field.open[0]
    if first.step.kind is StepKind.GUIDANCE:
        return NextStep(first, "it says what to know before the rest")
    blocked = [s for s in field.plan.steps() if s.state is StepState.BLOCKED]

    def opens(planned: PlannedStep) -> list[PlannedStep]:
        return [s for s in blocked if planned.step.id in field.before[s.step.id]]

    def rank(planned: PlannedStep) -> tuple[bool, float, int]:
        """By what falls due first, of itself and of all that waits for it; then by how much waits for it."""
        waiting = opens(planned)
        due = [s.due_at.timestamp() for s in (planned, *waiting) if s.due_at is not None]
        return not due, min(due, default=0.0), -len(waiting)

    found = min((s for s in field.open if s.phase == first.phase), key=rank)
    number = len(opens(found))
    if number:
        return NextStep(found, f"it opens {number} other step{'s' if number != 1 else ''}")
    return NextStep(found, "it is next in the plan" if found is first else "of what is open here it falls due first")


RULES: Sequence[Callable[[_Field], NextStep | None]] = (
    _clock_demands,
    _overdue,
    _due_soon,
    _settles,
    _puts_on_record,
    _opens_most,
)
"""The first that finds a step says which."""


def _first_due(steps: Sequence[PlannedStep]) -> PlannedStep | None:
    due = [(s.due_at, at, s) for at, s in enumerate(steps) if s.due_at is not None]
    return min(due)[2] if due else None


def _before(plan: Plan) -> dict[str, frozenset[str]]:
    needs = {s.step.id: s.step.needs for s in plan.steps()}
    found: dict[str, frozenset[str]] = {}

    def way(id_: str) -> frozenset[str]:
        if id_ not in found:
            found[id_] = frozenset({id_}).union(*(way(needed) for needed in needs[id_]))
        return found[id_]

    for id_ in needs:
        way(id_)
    return found


def hours_words(span: timedelta) -> str:
    """Say a span of time in hours and minutes.

    >>> hours_words(timedelta(hours=4, minutes=12)), hours_words(timedelta(minutes=40)), hours_words(timedelta(days=3))
    ('4 h 12 min', '40 min', '72 h')
    """
    minutes = max(0, int(span.total_seconds() // 60))
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
