"""What an exercise was worth, out of 100: eleven measures with stated weights, each with its reason.

A measure that cannot be judged (nobody pressed for anything, the inject never came) does not count, and its weight falls
away: the score is the share of the weight that counts. What should be done by a time is worth all of its weight in time,
half of it late, nothing never. The weights are this house's, not the law's; only the authority's deadline is law
(GDPR Art. 33(1)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breachdesk.domain.drill_answers import TakenUp, all_taken_up
from breachdesk.domain.drill_course import CONFIRMED, Course, gave_in_at, is_put_right
from breachdesk.domain.drills import After, Scenario
from breachdesk.domain.next_best import hours_words
from breachdesk.domain.planning import StepState
from breachdesk.domain.terms import Duty

WEIGHTS: Mapping[str, int] = {
    "aware": 10,
    "scoped": 5,
    "scope-right": 15,
    "assessed": 5,
    "decided-authority": 10,
    "decided-people": 10,
    "notified": 15,
    "told": 5,
    "injects": 10,
    "pressure": 5,
    "must-steps": 10,
}
"""Out of 100; in the order of the report."""

TITLES: Mapping[str, str] = {
    "aware": "Breach put on record",
    "scoped": "First scope saved",
    "scope-right": "The right systems in the scope",
    "assessed": "Conclusion written down",
    "decided-authority": "Decision on the authority",
    "decided-people": "Decision on the people concerned",
    "notified": "Authority notified",
    "told": "Text to the people approved",
    "injects": "Injects taken up in the answers",
    "pressure": "Pressure withstood",
    "must-steps": "Must-steps done",
}
USUAL_LIMITS: Mapping[str, int] = {
    "aware": 60,
    "scoped": 24 * 60,
    "assessed": 48 * 60,
    "decided-authority": 60 * 60,
    "decided-people": 72 * 60,
    "told": 96 * 60,
    "injects": 120,
}
"""Scenario minutes: `aware` and `injects` from when it could be known, the others from the start."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing an exercise is judged by."""

    id: str
    share: float | None
    """0 to 1; None where it cannot be judged."""

    said: str
    """Why, in one sentence."""

    minutes: int | None = None
    """Scenario minutes from the start until it was done."""

    @property
    def weight(self) -> int:
        """How much it counts, out of 100."""
        return WEIGHTS[self.id]


@dataclass(frozen=True, slots=True)
class DrillScore:
    """Every measure, and what they come to."""

    measures: tuple[Measure, ...]
    taken_up: tuple[TakenUp, ...]

    @property
    def total(self) -> int:
        """The score, 0 to 100."""
        judged = [m for m in self.measures if m.share is not None]
        weight = sum(m.weight for m in judged)
        return round(100 * sum(m.weight * (m.share or 0.0) for m in judged) / weight) if weight else 0


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure beside the same one of an earlier exercise."""

    id: str
    verdict: str
    """better, worse, the same, or cannot be compared."""


def scored(scenario: Scenario, course: Course) -> DrillScore:
    """Weigh how an exercise went against what would have been right."""
    taken_up = tuple(all_taken_up(scenario, course, _limit(scenario, "injects")))
    measures = (
        _aware(scenario, course),
        _timed(scenario, course, "scoped", course.events.get(After.SCOPE)),
        _scope_right(scenario, course),
        _timed(scenario, course, "assessed", course.assessed_at()),
        _decision(scenario, course, "decided-authority", Duty.NOTIFY_AUTHORITY),
        _decision(scenario, course, "decided-people", Duty.NOTIFY_INDIVIDUALS),
        _notified(scenario, course),
        _told(scenario, course),
        _injects(taken_up),
        _pressure(scenario, course),
        _must_steps(scenario, course),
    )
    return DrillScore(measures, taken_up)


def compared(now: Sequence[Measure], before: Sequence[Measure]) -> tuple[Compared, ...]:
    """Set each measure beside that of an earlier exercise: by what it was worth, then by how soon it was done."""
    old = {measure.id: measure for measure in before}
    return tuple(Compared(m.id, _verdict(m, old.get(m.id))) for m in now)


def _verdict(now: Measure, before: Measure | None) -> str:
    if before is None or before.share is None or now.share is None:
        return "cannot be compared"
    if abs(now.share - before.share) > 0.005:
        return "better" if now.share > before.share else "worse"
    if now.minutes is None or before.minutes is None or now.minutes == before.minutes:
        return "the same"
    return "better" if now.minutes < before.minutes else "worse"


def _limit(scenario: Scenario, id_: str) -> timedelta:
    return timedelta(minutes=scenario.truth.within_minutes.get(id_, USUAL_LIMITS[id_]))


def _minutes(course: Course, at: datetime) -> int:
    return int((at - course.started_at).total_seconds() // 60)


def _after(course: Course, at: datetime) -> str:
    return f"{hours_words(at - course.started_at)} after the start"


def _timed(scenario: Scenario, course: Course, id_: str, at: datetime | None) -> Measure:
    limit = _limit(scenario, id_)
    if at is None:
        return Measure(id_, 0.0, "never done")
    in_time = at - course.started_at <= limit
    late = "" if in_time else f", later than the {hours_words(limit)} there were"
    return Measure(id_, 1.0 if in_time else 0.5, f"{_after(course, at)}{late}", _minutes(course, at))


def _aware(scenario: Scenario, course: Course) -> Measure:
    known = [e.right for e in scenario.known_at_start if e.fact == CONFIRMED]
    since = course.started_at if known else None
    for inject in scenario.injects:
        if since is None and inject.number in course.delivered and any(e.fact == CONFIRMED for e in inject.reveals):
            since = course.delivered[inject.number]
    if since is None:
        return Measure("aware", None, "it could not be known yet")
    at, limit = course.events.get(After.AWARE), _limit(scenario, "aware")
    if at is None:
        return Measure("aware", 0.0, "it could be known, and nobody put it on record")
    took = max(timedelta(), at - since)
    in_time = took <= limit
    late = "" if in_time else f", later than {hours_words(limit)}"
    said = f"{_after(course, at)}, {hours_words(took)} after it could be known{late}"
    return Measure("aware", 1.0 if in_time else 0.5, said, _minutes(course, at))


def _scope_right(scenario: Scenario, course: Course) -> Measure:
    truth = scenario.truth
    if not truth.systems:
        return Measure("scope-right", None, "the scenario says nothing about systems")
    if After.SCOPE not in course.events:
        return Measure("scope-right", 0.0, "no scope was saved")
    missed, too_many = scope_faults(scenario, course.systems)
    right = len(truth.systems) - len(missed)
    faults = [f"missed {', '.join(missed)}"] if missed else []
    faults += [f"too many: {', '.join(too_many)}"] if too_many else []
    first = scope_faults(scenario, course.first_systems)
    said = "; ".join(faults) or "all of them, and no other"
    if first != (missed, too_many):
        said += f"; the first scope missed {len(first[0])} and had {len(first[1])} too many"
    return Measure("scope-right", right / (len(truth.systems) + len(too_many)), said)


def scope_faults(scenario: Scenario, systems: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the systems a scope missed, and those it has too many."""
    truth = scenario.truth
    missed = tuple(s for s in truth.systems if s not in systems)
    return missed, tuple(s for s in systems if s not in truth.systems and s not in truth.either_systems)


def _decision(scenario: Scenario, course: Course, id_: str, duty: Duty) -> Measure:
    right = scenario.truth.decisions.get(duty)
    if right is None:
        return Measure(id_, None, "the scenario leaves it open")
    found = course.decided(duty)
    if found is None:
        return Measure(id_, 0.0, "never decided")
    at, notify = found
    if notify is not right:
        return Measure(id_, 0.0, f"decided {_yes(notify)}, right was {_yes(right)}", _minutes(course, at))
    timed = _timed(scenario, course, id_, at)
    return Measure(id_, timed.share, f"rightly {_yes(notify)}, {timed.said}", timed.minutes)


def _yes(notify: bool) -> str:
    return "to notify" if notify else "not to notify"


def _notified(scenario: Scenario, course: Course) -> Measure:
    if not scenario.truth.decisions.get(Duty.NOTIFY_AUTHORITY):
        said = "no notification was called for" + (", and one was filed" if course.filed_at else "")
        return Measure("notified", None, said)
    if course.filed_at is None:
        over = "the deadline passed" if course.until > course.due_at else "it ended before the deadline"
        return Measure("notified", 0.0, f"never filed; {over}")
    late = course.filed_at > course.due_at
    said = _after(course, course.filed_at) + (", after the deadline" if late else ", in time")
    return Measure("notified", 0.5 if late else 1.0, said, _minutes(course, course.filed_at))


def _told(scenario: Scenario, course: Course) -> Measure:
    if not scenario.truth.decisions.get(Duty.NOTIFY_INDIVIDUALS):
        return Measure("told", None, "the people did not have to be told")
    return _timed(scenario, course, "told", course.told_at)


def _injects(taken_up: Iterable[TakenUp]) -> Measure:
    worth = {"in time": 1.0, "late": 0.5, "wrong": 0.0, "never": 0.0}
    counted = [t.outcome for t in taken_up if t.outcome in worth]
    if not counted:
        return Measure("injects", None, "nothing that came in asked for an answer yet")
    parts = [f"{counted.count(word)} {word}" for word in worth if counted.count(word)]
    return Measure("injects", sum(worth[word] for word in counted) / len(counted), ", ".join(parts))


def _pressure(scenario: Scenario, course: Course) -> Measure:
    pressed = [(i.wrong, course.delivered[i.number]) for i in scenario.injects if i.wrong and i.number in course.delivered]
    if not pressed:
        return Measure("pressure", None, "nobody pressed for anything wrong")
    worth, said = 0.0, []
    for wrong, since in pressed:
        gave_in = gave_in_at(course, wrong, since)
        mended = gave_in is not None and is_put_right(course, wrong)
        worth += 1.0 if gave_in is None else 0.5 if mended else 0.0
        what = " ".join(part for part in (wrong.kind.value, wrong.what.replace("_", " "), wrong.value) if part)
        said.append(f"{what}: " + ("withstood" if gave_in is None else "done and put right" if mended else "done"))
    return Measure("pressure", worth / len(pressed), "; ".join(said))


def _must_steps(scenario: Scenario, course: Course) -> Measure:
    states = course.steps or {}
    wanted = [id_ for id_ in scenario.truth.must_steps if states.get(id_) is not StepState.NOT_NEEDED]
    if not wanted:
        return Measure("must-steps", None, "the scenario names none")
    left = [id_ for id_ in wanted if states.get(id_) is not StepState.DONE]
    said = f"{len(wanted) - len(left)} of {len(wanted)}" + (f"; not done: {', '.join(left)}" if left else "")
    return Measure("must-steps", 1 - len(left) / len(wanted), said)
