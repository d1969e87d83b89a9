"""What an act changed in the plan beside what it was about: which steps it opened, closed or took away, and why."""

from __future__ import annotations

from dataclasses import dataclass

from breachdesk.domain.planning import Plan, PlannedStep, StepState

GONE = (StepState.NOT_NEEDED, StepState.WAITING)


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step whose state is another one than before."""

    before: StepState | None
    """None where the step is new in the plan."""

    now: PlannedStep

    @property
    def is_opened(self) -> bool:
        """Tell whether there is now something to do that there was not."""
        return self.now.state is StepState.OPEN

    @property
    def is_dropped(self) -> bool:
        """Tell whether it is needed no more."""
        return self.now.state is StepState.NOT_NEEDED


def changes_between(before: Plan, now: Plan) -> tuple[StepChange, ...]:
    """Give every step whose state changed, in the order of the plan as it is now."""
    states = {s.step.id: s.state for s in before.steps()}
    return tuple(StepChange(states.get(s.step.id), s) for s in now.steps() if states.get(s.step.id) is not s.state)
