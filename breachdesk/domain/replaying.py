"""What each act in a timeline makes of an Incident, and the Incident that a whole timeline tells.

One function an act. Nothing is taken away: a later act changes the picture, the entry of the earlier one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from breachdesk.domain.afterwards import Action, Lesson
from breachdesk.domain.facts import Fact
from breachdesk.domain.hit import Hit
from breachdesk.domain.incident import (
    Decision,
    Filing,
    HandOverNote,
    Incident,
    KeptEvidence,
    PlaybookUse,
    RecordedMoment,
    RecordedVerdict,
    SavedScope,
    StageRecord,
    StepMark,
    StepRecord,
)
from breachdesk.domain.replaying_reviews import REVIEW_CHANGES
from breachdesk.domain.timeline import (
    ActionAgreed,
    ActionSettled,
    AwarenessCorrected,
    DecisionConfirmed,
    DecisionRecorded,
    EvidenceKept,
    FactAnswered,
    FilingRecorded,
    IncidentClosed,
    IncidentOpened,
    LessonRecorded,
    LettersHandedOver,
    LettersQueued,
    MomentRecorded,
    NoteAdded,
    ObligationDeclined,
    PeopleListsPurged,
    PeopleListsTaken,
    PlaybookAdded,
    ScopeSaved,
    StageMet,
    StepBlocked,
    StepReopened,
    StepSkipped,
    TaskAdded,
    TaskAssigned,
    TaskDone,
    TimelineEntry,
    VerdictRecorded,
    WorkHandedOver,
)


def replay(id_: str, entries: Iterable[TimelineEntry]) -> Incident:
    """Give the Incident that a timeline tells.

    Raises:
        ValueError: the timeline does not begin with its opening, or has a gap.
    """
    incident: Incident | None = None
    for expected, entry in enumerate(entries, start=1):
        if entry.number != expected:
            raise ValueError(f"the timeline of {id_} has entry {entry.number} where {expected} belongs")
        incident = after(incident, entry, id_)
    if incident is None:
        raise ValueError(f"the timeline of {id_} is empty")
    return incident


def after(incident: Incident | None, entry: TimelineEntry, id_: str = "") -> Incident:
    """Give the Incident as it is after one more entry."""
    act = entry.act
    if incident is None:
        if not isinstance(act, IncidentOpened):
            raise ValueError(f"the timeline of {id_} begins with {act.act}, not with its opening")
        return _opened(id_, act, entry)
    changed = _CHANGES[type(act)](incident, act, entry)
    return replace(changed, entries=entry.number)


def _opened(id_: str, act: IncidentOpened, entry: TimelineEntry) -> Incident:
    return Incident(
        id=id_,
        reference=act.reference,
        title=act.title,
        detected_at=act.detected_at,
        aware_at=act.aware_at,
        zone=act.zone,
        reported_by=act.reported_by,
        awareness_reason=act.awareness_reason,
        authority=act.authority,
        clock_rule=act.clock_rule,
        playbook=act.playbook,
        playbook_hash=act.playbook_hash,
        opened_at=entry.happened_at,
        opened_by=entry.by,
        law_hash=act.law_hash,
    )


def _mark(incident: Incident, step: str, record: StepRecord) -> Incident:
    return replace(incident, steps={**incident.steps, step: record})


def _record(incident: Incident, step: str) -> StepRecord:
    return incident.steps.get(step, StepRecord())


def _answered(i: Incident, act: FactAnswered, e: TimelineEntry) -> Incident:
    return replace(i, answers=i.answers.with_fact(Fact(act.fact, act.answer, act.source, e.happened_at)))


def _corrected(i: Incident, act: AwarenessCorrected, e: TimelineEntry) -> Incident:
    return replace(i, aware_at=act.aware_at, awareness_reason=act.reason)


def _done(i: Incident, act: TaskDone, e: TimelineEntry) -> Incident:
    old = _record(i, act.step)
    return _mark(i, act.step, StepRecord(old.owner, StepMark.DONE, act.note, e.by, e.happened_at))


def _skipped(i: Incident, act: StepSkipped, e: TimelineEntry) -> Incident:
    old = _record(i, act.step)
    return _mark(i, act.step, StepRecord(old.owner, StepMark.SKIPPED, act.reason, e.by, e.happened_at))


def _reopened(i: Incident, act: StepReopened, e: TimelineEntry) -> Incident:
    return _mark(i, act.step, StepRecord(owner=_record(i, act.step).owner))


def _assigned(i: Incident, act: TaskAssigned, e: TimelineEntry) -> Incident:
    return _mark(i, act.step, replace(_record(i, act.step), owner=act.owner))


def _scoped(i: Incident, act: ScopeSaved, e: TimelineEntry) -> Incident:
    hit = Hit(act.scope.systems) if act.hit.is_empty else act.hit
    saved = SavedScope(act.version, act.scope, act.inventory_hash, act.why, e.by, e.happened_at, hit)
    return replace(i, scope_versions=(*i.scope_versions, saved))


def _decided(i: Incident, act: DecisionRecorded, e: TimelineEntry) -> Incident:
    decision = Decision(act.duty, act.notify, act.reason, act.proposal, e.by, e.happened_at, act.confirmation)
    return replace(i, decisions={**i.decisions, act.duty: decision})


def _confirmed(i: Incident, act: DecisionConfirmed, e: TimelineEntry) -> Incident:
    decision = replace(i.decisions[act.duty], confirmed_by=e.by, confirmed_at=e.happened_at)
    return replace(i, decisions={**i.decisions, act.duty: decision})


def _moment(i: Incident, act: MomentRecorded, e: TimelineEntry) -> Incident:
    recorded = RecordedMoment(act.at, act.reason, e.by, e.recorded_at)
    return replace(i, moments={**i.moments, act.moment: recorded})


def _judged(i: Incident, act: VerdictRecorded, e: TimelineEntry) -> Incident:
    return replace(i, verdict=RecordedVerdict(act.verdict, act.reason, act.proposed, e.by, e.happened_at))


def _stage_met(i: Incident, act: StageMet, e: TimelineEntry) -> Incident:
    stage = StageRecord(act.obligation, act.at, act.reference, e.by)
    still = {k: why for k, why in i.declined.items() if k != act.obligation}
    return replace(i, stages={**i.stages, act.stage: stage}, declined=still)


def _turned_down(i: Incident, act: ObligationDeclined, e: TimelineEntry) -> Incident:
    return replace(i, declined={**i.declined, act.obligation: act.reason})


def _filed(i: Incident, act: FilingRecorded, e: TimelineEntry) -> Incident:
    filing = Filing(act.notice, act.number, act.sha256, act.filed_at, act.reference, act.late_reasons, e.by)
    return replace(i, filings=(*i.filings, filing))


def _queued(i: Incident, act: LettersQueued, e: TimelineEntry) -> Incident:
    return replace(i, queued={**i.queued, act.notice: act})


def _handed_over(i: Incident, act: LettersHandedOver, e: TimelineEntry) -> Incident:
    first = i.first_sent_at or (e.happened_at if act.sent else None)
    return replace(i, handed_over={**i.handed_over, act.notice: act}, first_sent_at=first)


def _lists_taken(i: Incident, act: PeopleListsTaken, e: TimelineEntry) -> Incident:
    return replace(i, people_lists={**i.people_lists, **{t.system: t for t in act.lists}}, people_kept=act.keep)


def _lists_purged(i: Incident, act: PeopleListsPurged, e: TimelineEntry) -> Incident:
    return replace(i, people_lists={}, people_kept=None)


def _plan_added(i: Incident, act: PlaybookAdded, e: TimelineEntry) -> Incident:
    use = PlaybookUse(act.playbook, act.playbook_hash, act.reason, act.replaces, e.by, e.happened_at)
    return replace(i, added_playbooks=(*i.added_playbooks, use))


def _task_added(i: Incident, act: TaskAdded, e: TimelineEntry) -> Incident:
    return replace(i, added_tasks=(*i.added_tasks, act))


def _blocked(i: Incident, act: StepBlocked, e: TimelineEntry) -> Incident:
    old = _record(i, act.step)
    held = StepRecord(old.owner, StepMark.BLOCKED, act.reason, e.by, e.happened_at, act.until)
    return _mark(i, act.step, held)


def _handed_on(i: Incident, act: WorkHandedOver, e: TimelineEntry) -> Incident:
    owned = {step: replace(_record(i, step), owner=act.to) for step in act.steps}
    note = HandOverNote(e.by, act.to, act.note, e.happened_at)
    return replace(i, steps={**i.steps, **owned}, hand_overs=(*i.hand_overs, note))


def _evidence(i: Incident, act: EvidenceKept, e: TimelineEntry) -> Incident:
    kept = KeptEvidence(act.what, act.where, act.sha256, e.by, e.happened_at)
    return replace(i, evidence={**i.evidence, act.step: (*i.evidence.get(act.step, ()), kept)})


def _learned(i: Incident, act: LessonRecorded, e: TimelineEntry) -> Incident:
    return replace(i, lessons=(*i.lessons, Lesson(act.kind, act.text, e.by, e.happened_at)))


def _agreed(i: Incident, act: ActionAgreed, e: TimelineEntry) -> Incident:
    action = Action(act.action, act.what, act.owner, act.due_on, e.happened_at)
    return replace(i, actions={**i.actions, act.action: action})


def _settled(i: Incident, act: ActionSettled, e: TimelineEntry) -> Incident:
    action = replace(i.actions[act.action], settled_at=e.happened_at, done=act.done, note=act.note)
    return replace(i, actions={**i.actions, act.action: action})


def _noted(i: Incident, act: NoteAdded, e: TimelineEntry) -> Incident:
    return replace(i, notes=(*i.notes, act.text))


def _closed(i: Incident, act: IncidentClosed, e: TimelineEntry) -> Incident:
    return replace(i, closed_at=e.happened_at, conclusion=act.conclusion, override_reason=act.override_reason)


def _twice_opened(i: Incident, act: IncidentOpened, e: TimelineEntry) -> Incident:
    raise ValueError(f"the timeline of {i.id} opens twice")


_CHANGES: Mapping[type, Callable[[Incident, Any, TimelineEntry], Incident]] = {
    IncidentOpened: _twice_opened,
    AwarenessCorrected: _corrected,
    MomentRecorded: _moment,
    VerdictRecorded: _judged,
    FactAnswered: _answered,
    TaskDone: _done,
    TaskAssigned: _assigned,
    StepSkipped: _skipped,
    StepReopened: _reopened,
    ScopeSaved: _scoped,
    DecisionRecorded: _decided,
    DecisionConfirmed: _confirmed,
    StageMet: _stage_met,
    ObligationDeclined: _turned_down,
    **REVIEW_CHANGES,
    FilingRecorded: _filed,
    LettersQueued: _queued,
    LettersHandedOver: _handed_over,
    PeopleListsTaken: _lists_taken,
    PeopleListsPurged: _lists_purged,
    PlaybookAdded: _plan_added,
    TaskAdded: _task_added,
    StepBlocked: _blocked,
    WorkHandedOver: _handed_on,
    EvidenceKept: _evidence,
    LessonRecorded: _learned,
    ActionAgreed: _agreed,
    ActionSettled: _settled,
    NoteAdded: _noted,
    IncidentClosed: _closed,
}
