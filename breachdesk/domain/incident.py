"""One Incident: what its timeline says, replayed act by act into one value.

There is no other state. Nothing is overwritten: a later act changes the picture, the earlier one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from breachdesk.domain.clock import Deadline, due_after
from breachdesk.domain.drafting import Revision
from breachdesk.domain.facts import Fact, Facts, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.findings import Finding
from breachdesk.domain.hit import Hit
from breachdesk.domain.law import Authority, ClockRule
from breachdesk.domain.people import Keep
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Confirmation, Duty, Moment, NoticeKind
from breachdesk.domain.timeline import (
    ApprovalWithdrawn,
    AwarenessCorrected,
    DecisionConfirmed,
    DecisionRecorded,
    FactAnswered,
    FilingRecorded,
    IncidentClosed,
    IncidentOpened,
    LettersHandedOver,
    LettersQueued,
    ListTaken,
    MomentRecorded,
    NoteAdded,
    ObligationDeclined,
    PeopleListsPurged,
    PeopleListsTaken,
    RevisionApproved,
    RevisionSaved,
    ScopeSaved,
    StageMet,
    StepReopened,
    StepSkipped,
    TaskAssigned,
    TaskDone,
    TimelineEntry,
    VerdictRecorded,
)
from breachdesk.domain.verdict import Verdict


class StepMark(StrEnum):
    """What a person did about a Step."""

    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A Step made real: owner, and whether it was done or skipped, by whom, when, why."""

    owner: str = ""
    mark: StepMark | None = None
    note: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision whether to notify, beside what the rules proposed."""

    duty: Duty
    notify: bool
    reason: str
    proposal: Finding
    by: str
    at: datetime
    confirmation: Confirmation = Confirmation.NONE
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Tell whether it holds: to notify at once, not to notify once confirmed where the house wants that."""
        return self.notify or self.confirmation is Confirmation.NONE or self.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class RecordedMoment:
    """An instant before Awareness, with who says so and why."""

    at: datetime
    reason: str
    by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedVerdict:
    """What a person said the Incident is, beside what the facts proposed."""

    verdict: Verdict
    reason: str
    proposed: Verdict
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StageRecord:
    """When a stage of another duty was done, and under which reference."""

    obligation: str
    at: datetime
    reference: str
    by: str


@dataclass(frozen=True, slots=True)
class SavedScope:
    """The Scope as last worked out and saved."""

    version: int
    scope: Scope
    inventory_hash: str
    why: str
    by: str
    at: datetime
    hit: Hit = Hit()
    """What was asked."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A named person's yes to exactly one text of one Notice of this Incident."""

    notice: str
    number: int
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Filing:
    """A Notification made to the authority."""

    notice: str
    number: int
    sha256: str
    filed_at: datetime
    reference: str
    late_reasons: str
    by: str


@dataclass(frozen=True, slots=True)
class Incident:
    """A security event under examination; may turn out not to be a breach."""

    id: str
    reference: str
    title: str
    detected_at: datetime
    aware_at: datetime
    zone: str
    reported_by: str
    awareness_reason: str
    authority: Authority
    clock_rule: ClockRule
    playbook: str
    playbook_hash: str
    opened_at: datetime
    opened_by: str
    law_hash: str = ""
    """The book of law it is worked under; empty: the one in use."""

    entries: int = 1
    """How many timeline entries made this value."""

    answers: Facts = Facts()
    steps: Mapping[str, StepRecord] = field(default_factory=dict)
    scope_versions: tuple[SavedScope, ...] = ()
    """Every Scope that was saved, the first one first."""

    decisions: Mapping[Duty, Decision] = field(default_factory=dict)
    moments: Mapping[Moment, RecordedMoment] = field(default_factory=dict)
    verdict: RecordedVerdict | None = None
    stages: Mapping[str, StageRecord] = field(default_factory=dict)
    """Stages of other duties that were done, as StageMet names them."""

    declined: Mapping[str, str] = field(default_factory=dict)
    """Other duties somebody decided not to do, with the reason."""

    revisions: Mapping[str, tuple[Revision, ...]] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    """By notice; only those that still hold."""

    filings: tuple[Filing, ...] = ()
    queued: Mapping[str, LettersQueued] = field(default_factory=dict)
    handed_over: Mapping[str, LettersHandedOver] = field(default_factory=dict)
    first_sent_at: datetime | None = None
    """When the first letters to the people concerned had gone out."""

    people_lists: Mapping[str, ListTaken] = field(default_factory=dict)
    """Lists of people that were taken in and not purged since, by System."""

    people_kept: Keep | None = None
    """What is kept of them; None where there are none."""

    notes: tuple[str, ...] = ()
    closed_at: datetime | None = None
    conclusion: str = ""

    @property
    def deadline(self) -> Deadline:
        """The last instant for the authority, in every reading (Art. 33(1))."""
        return due_after(self.aware_at, self.clock_rule, with_notes=False)

    @property
    def first_filed_at(self) -> datetime | None:
        """When the authority was first notified; it freezes the clock."""
        return min((f.filed_at for f in self.filings), default=None)

    @property
    def people_told(self) -> bool:
        """Tell whether a letter to one of the people concerned was taken over; a run that failed told nobody."""
        return self.first_sent_at is not None

    @property
    def saved_scope(self) -> SavedScope | None:
        """The Scope as last saved."""
        return self.scope_versions[-1] if self.scope_versions else None

    @property
    def scope(self) -> Scope | None:
        """The saved Scope, or None when nobody worked one out."""
        return self.saved_scope.scope if self.saved_scope else None

    @property
    def facts(self) -> Facts:
        """All facts: what people answered, and behind it what the Scope says."""
        return self.answers.over(_facts_of_scope(self.saved_scope))

    def decision(self, duty: Duty) -> Decision | None:
        """Give the decision that holds for a duty; one that still waits for confirmation does not."""
        found = self.decisions.get(duty)
        return found if found is not None and found.is_final else None

    def latest(self, notice: str) -> Revision | None:
        """Give the newest revision of a Notice, or None."""
        revisions = self.revisions.get(notice, ())
        return revisions[-1] if revisions else None

    def notices_of(self, kind: NoticeKind) -> tuple[Revision, ...]:
        """Give the newest revision of each Notice of a kind."""
        return tuple(r[-1] for r in self.revisions.values() if r[-1].kind is kind)

    def approval_of(self, revision: Revision) -> Approval | None:
        """Give the Approval that holds for exactly this text, or None."""
        approval = self.approvals.get(revision.notice)
        if approval and approval.number == revision.number and approval.sha256 == revision.sha256:
            return approval
        return None


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
    return _mark(i, act.step, replace(old, mark=StepMark.DONE, note=act.note, by=e.by, at=e.happened_at))


def _skipped(i: Incident, act: StepSkipped, e: TimelineEntry) -> Incident:
    old = _record(i, act.step)
    return _mark(i, act.step, replace(old, mark=StepMark.SKIPPED, note=act.reason, by=e.by, at=e.happened_at))


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


def _revised(i: Incident, act: RevisionSaved, e: TimelineEntry) -> Incident:
    notice = act.revision.notice
    revisions = {**i.revisions, notice: (*i.revisions.get(notice, ()), act.revision)}
    still = {k: a for k, a in i.approvals.items() if k != notice}
    return replace(i, revisions=revisions, approvals=still)


def _approved(i: Incident, act: RevisionApproved, e: TimelineEntry) -> Incident:
    approval = Approval(act.notice, act.number, act.sha256, e.by, e.happened_at)
    return replace(i, approvals={**i.approvals, act.notice: approval})


def _withdrawn(i: Incident, act: ApprovalWithdrawn, e: TimelineEntry) -> Incident:
    return replace(i, approvals={k: a for k, a in i.approvals.items() if k != act.notice})


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


def _noted(i: Incident, act: NoteAdded, e: TimelineEntry) -> Incident:
    return replace(i, notes=(*i.notes, act.text))


def _closed(i: Incident, act: IncidentClosed, e: TimelineEntry) -> Incident:
    return replace(i, closed_at=e.happened_at, conclusion=act.conclusion)


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
    RevisionSaved: _revised,
    RevisionApproved: _approved,
    ApprovalWithdrawn: _withdrawn,
    FilingRecorded: _filed,
    LettersQueued: _queued,
    LettersHandedOver: _handed_over,
    PeopleListsTaken: _lists_taken,
    PeopleListsPurged: _lists_purged,
    NoteAdded: _noted,
    IncidentClosed: _closed,
}


def _facts_of_scope(saved: SavedScope | None) -> list[Fact]:
    """Put a saved Scope into facts, each with the inventory rows it rests on."""
    if saved is None:
        return []
    scope = saved.scope
    every_row = tuple(str(row) for line in scope.datasets for row in line.because)

    def fact(id_: str, answer: Known | Unknown | NotApplicable, rows: Iterable[str] = every_row) -> Fact:
        source = Source(
            SourceKind.INVENTORY, f"scope version {saved.version}", "", tuple(dict.fromkeys(rows))
        )
        return Fact(id_, answer, source, saved.at)

    special = [c for c in scope.categories if c.special]
    groups, countries = tuple(g.id for g in scope.groups), scope.countries
    facts = [
        fact("people", Unknown() if scope.people.is_unknown else Known(scope.people)),
        fact("records", Unknown() if scope.records.is_unknown else Known(scope.records)),
        fact("data_categories", Known(tuple(c.id for c in scope.categories))),
        fact("special_categories", Known("yes" if special else "no")),
        fact("subject_groups", Known(groups) if groups or not scope.whose_unknown else Unknown()),
        fact("vulnerable_people", _vulnerable(scope)),
    ]
    if countries:
        facts.append(fact("affected_countries", Known(countries)))
        facts.append(fact("cross_border", _cross_border(scope)))
    return facts


def _vulnerable(scope: Scope) -> Known | Unknown:
    marks = [group.vulnerable for group in scope.groups]
    if True in marks:
        return Known("yes")
    return Unknown() if None in marks or not marks or scope.whose_unknown else Known("no")


def _cross_border(scope: Scope) -> Known | Unknown:
    """More countries make a yes; one makes a no only where nobody may live elsewhere."""
    if len(scope.countries) > 1:
        return Known("yes")
    return Unknown() if scope.where_unknown else Known("no")
