"""The plan at the left, and its one line at 80 columns: phases, steps that matter now, what an act changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from breachdesk.domain.plan_merging import OWN
from breachdesk.domain.planning import Plan, PlannedPhase, PlannedStep, StepState
from breachdesk.services.views import STATE_FACES

MOST_GONE = 6
"""Steps that fell away and are still shown for the time; more of them would bury the plan."""


@dataclass(frozen=True, slots=True)
class RailLine:
    """One line of the plan at the left."""

    key: str
    """Step id; empty for a phase."""

    symbol: str
    text: str
    right: str
    tone: str


@dataclass(frozen=True, slots=True)
class RailLook:
    """How the plan is looked at."""

    now: datetime
    current: str
    """The step in the middle."""

    marks: Mapping[str, str] = field(default_factory=dict)
    """By step: what the last act did to it."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """Of playbooks that came in later, by id."""

    language: str = "en"


def plan_lines(plan: Plan, look: RailLook) -> list[RailLine]:
    """Give the rail: every phase, the steps of the one we are in, and elsewhere what is late or has just changed."""
    lines = []
    here = _here(plan, look.current)
    gone = sum(s.step.id in look.marks and s.state is StepState.NOT_NEEDED for s in plan.steps())
    for number, phase in enumerate(plan.phases, start=1):
        lines.append(_phase_line(number, phase, here, look.language))
        lines += [_step_line(s, look) for s in phase.steps if _is_shown(s, phase.phase.id == here, look, gone)]
    return lines


def _is_shown(planned: PlannedStep, in_phase: bool, look: RailLook, gone: int) -> bool:
    if planned.step.id == look.current:
        return True
    if planned.state is StepState.NOT_NEEDED:
        return planned.step.id in look.marks and gone <= MOST_GONE
    return in_phase or planned.is_late(look.now) or planned.step.id in look.marks


def _here(plan: Plan, current: str) -> str:
    return plan.playbook.phase_of(current).id if current else plan.current_phase.phase.id


def _phase_line(number: int, phase: PlannedPhase, here: str, language: str) -> RailLine:
    name = f"{number} {phase.phase.title(language)}"
    count = f"{phase.done}/{len(phase.needed)}"
    if phase.is_done:
        return RailLine("", "✓", name, count, "done")
    return RailLine("", "▸" if phase.phase.id == here else " ", name, count, "accent" if phase.phase.id == here else "muted")


def _step_line(planned: PlannedStep, look: RailLook) -> RailLine:
    face = STATE_FACES[planned.state]
    mark = look.marks.get(planned.step.id, "")
    right = mark or ("late !" if planned.is_late(look.now) else "")
    symbol = "▸" if planned.step.id == look.current else face.symbol
    return RailLine(planned.step.id, symbol, _named(planned, look), right, "accent" if mark else face.tone)


def _named(planned: PlannedStep, look: RailLook) -> str:
    """Give its title, and where it comes from when that is not the first plan."""
    came = planned.step.came_with
    title = planned.step.title(look.language)
    if not came:
        return title
    return f"{title} · own task" if came == OWN else f"{title} · {look.titles.get(came, came)}"


def phase_strip(plan: Plan, current: str, language: str = "en") -> str:
    """Give the rail in one narrow line: `1✓ 2✓ 3▸ 4· …  Scope 2/5`."""
    here = _here(plan, current)
    glyphs = []
    for number, phase in enumerate(plan.phases, start=1):
        mark = "▸" if phase.phase.id == here else "✓" if phase.is_done else "·"
        glyphs.append(f"{number}{mark}")
    phase = next(p for p in plan.phases if p.phase.id == here)
    return f"{' '.join(glyphs)}   {phase.phase.title(language)} {phase.done}/{len(phase.needed)}"
