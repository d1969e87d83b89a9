"""How an exercise went, read from its record and nothing else: who answered, scoped, decided, filed and skipped what, when.

Injects stand in the record as notes by `exercise`; everything else was done by the people who took part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.closing import open_must_steps
from breachdesk.domain.drills import After, Inject, Scenario, WrongDeed, WrongKind
from breachdesk.domain.facts import UNKNOWN_WORD, Known
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import Plan, StepState
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import (
    AwarenessCorrected,
    DecisionRecorded,
    FactAnswered,
    IncidentClosed,
    NoteAdded,
    RevisionApproved,
    ScopeSaved,
    StepReopened,
    StepSkipped,
    TimelineEntry,
)

CONFIRMED = "breach_confirmed"
CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class SkippedStep:
    """A step that people did not do, and why."""

    step: str
    title: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Course:
    """How one exercise went, up to an instant of scenario time."""

    started_at: datetime
    until: datetime
    events: Mapping[After, datetime]
    delivered: Mapping[int, datetime]
    """Injects by number."""

    entries: tuple[TimelineEntry, ...]
    due_at: datetime
    """The legal deadline for the authority."""

    first_systems: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    """Of the Scope as last saved."""

    filed_at: datetime | None = None
    told_at: datetime | None = None
    """When a Communication to the people was first approved; an exercise sends nothing."""

    steps: Mapping[str, StepState] | None = None
    skipped: tuple[SkippedStep, ...] = ()
    open_must: tuple[str, ...] = ()

    def answers(self, fact: str) -> list[tuple[datetime, object]]:
        """Give what was answered to a question, and when; None for `not known yet` and `does not apply`."""
        return [(e.recorded_at, _value(e.act)) for e in self.entries if isinstance(e.act, FactAnswered) and e.act.fact == fact]

    def answer(self, fact: str, at: datetime) -> object:
        """Give the answer in force at an instant; None when there was none."""
        return next((value for given, value in reversed(self.answers(fact)) if given <= at), None)

    def decided(self, duty: Duty) -> tuple[datetime, bool] | None:
        """Give when a duty was decided last, and how."""
        found = [e for e in self.entries if isinstance(e.act, DecisionRecorded) and e.act.duty is duty]
        last = found[-1] if found else None
        return (last.recorded_at, last.act.notify) if last and isinstance(last.act, DecisionRecorded) else None

    def assessed_at(self) -> datetime | None:
        """Give when a conclusion was first written down."""
        return next((at for at, value in self.answers(CONCLUSION) if value is not None), None)


def events_of(entries: Sequence[TimelineEntry], started_at: datetime) -> Mapping[After, datetime]:
    """Give when each event happened that injects may follow."""
    found = {After.START: started_at}
    for entry in entries:
        event = _event(entry)
        if event is not None:
            found.setdefault(event, entry.recorded_at)
    return found


def _event(entry: TimelineEntry) -> After | None:
    act = entry.act
    is_confirmed = isinstance(act, FactAnswered) and act.fact == CONFIRMED and _value(act) == "yes"
    if is_confirmed or isinstance(act, AwarenessCorrected):
        return After.AWARE
    if isinstance(act, ScopeSaved):
        return After.SCOPE
    return After.DECISION if isinstance(act, DecisionRecorded) else None


def course_of(
    scenario: Scenario, incident: Incident, plan: Plan, entries: Sequence[TimelineEntry], until: datetime
) -> Course:
    """Read how an exercise went.

    Args:
        until: Scenario instant up to which it is looked at.
    """
    versions = incident.scope_versions
    return Course(
        started_at=scenario.starts_at,
        until=until,
        events=events_of(entries, scenario.starts_at),
        delivered=_delivered(scenario.injects, entries),
        entries=tuple(entries),
        due_at=incident.deadline.due_at,
        first_systems=versions[0].scope.systems if versions else (),
        systems=versions[-1].scope.systems if versions else (),
        filed_at=incident.first_filed_at,
        told_at=_told_at(entries),
        steps={s.step.id: s.state for s in plan.steps()},
        skipped=tuple(_skipped(incident, plan)),
        open_must=tuple(open_must_steps(plan)),
    )


def _delivered(injects: Iterable[Inject], entries: Sequence[TimelineEntry]) -> Mapping[int, datetime]:
    notes = [(e.recorded_at, e.act.text) for e in entries if isinstance(e.act, NoteAdded)]
    found = {}
    for inject in injects:
        at = next((at for at, text in notes if inject.is_in(text)), None)
        if at is not None:
            found[inject.number] = at
    return found


def _told_at(entries: Sequence[TimelineEntry]) -> datetime | None:
    prefix = NoticeKind.COMMUNICATION.value
    approved = (e for e in entries if isinstance(e.act, RevisionApproved) and e.act.notice.startswith(prefix))
    return next((e.recorded_at for e in approved), None)


def _skipped(incident: Incident, plan: Plan) -> Iterable[SkippedStep]:
    for planned in plan.steps():
        if planned.state is StepState.SKIPPED:
            record = incident.steps[planned.step.id]
            yield SkippedStep(planned.step.id, planned.step.title(), record.note, record.by)


def _value(act: object) -> object:
    if not isinstance(act, FactAnswered) or not isinstance(act.answer, Known) or act.answer.value == UNKNOWN_WORD:
        return None
    return act.answer.value


def gave_in_at(course: Course, wrong: WrongDeed, since: datetime) -> datetime | None:
    """Give when somebody did what an inject pressed for; None when nobody did."""
    later = (e for e in course.entries if e.recorded_at >= since and _is_deed(e, wrong))
    return next((e.recorded_at for e in later), None)


def is_put_right(course: Course, wrong: WrongDeed) -> bool:
    """Tell whether what was done wrongly was put right again before the end."""
    if wrong.kind is WrongKind.DECIDE:
        last = course.decided(Duty(wrong.what))
        return last is not None and last[1] is not (wrong.value == "yes")
    if wrong.kind is WrongKind.ANSWER:
        return course.answer(wrong.what, course.until) != wrong.value
    if wrong.kind is WrongKind.SKIP:
        return any(isinstance(e.act, StepReopened) and e.act.step == wrong.what for e in course.entries)
    return False


def _is_deed(entry: TimelineEntry, wrong: WrongDeed) -> bool:
    act = entry.act
    if wrong.kind is WrongKind.DECIDE:
        return isinstance(act, DecisionRecorded) and act.duty == wrong.what and act.notify is (wrong.value == "yes")
    if wrong.kind is WrongKind.ANSWER:
        return isinstance(act, FactAnswered) and act.fact == wrong.what and _value(act) == wrong.value
    if wrong.kind is WrongKind.SKIP:
        return isinstance(act, StepSkipped) and act.step == wrong.what
    return isinstance(act, IncidentClosed)
