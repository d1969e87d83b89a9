"""One Incident: what its timeline says, as one value; `replaying` makes it, act by act.

There is no other state. Nothing is overwritten: a later act changes the picture, the earlier one stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from breachdesk.domain.afterwards import Action, Lesson
from breachdesk.domain.clock import Deadline, due_after
from breachdesk.domain.drafting import Revision
from breachdesk.domain.facts import Fact, Facts
from breachdesk.domain.findings import Finding
from breachdesk.domain.hit import Hit
from breachdesk.domain.law import Authority, ClockRule
from breachdesk.domain.manifest import Manifest, Signature
from breachdesk.domain.people import Keep
from breachdesk.domain.scope import Scope
from breachdesk.domain.scope_facts import facts_of_scope
from breachdesk.domain.terms import Confirmation, Duty, Moment, NoticeKind
from breachdesk.domain.timeline import LettersHandedOver, LettersQueued, ListTaken, TaskAdded
from breachdesk.domain.verdict import Verdict


class StepMark(StrEnum):
    """What a person did about a Step."""

    DONE = "done"
    SKIPPED = "skipped"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A Step made real: owner, and whether it was done or skipped, by whom, when, why."""

    owner: str = ""
    mark: StepMark | None = None
    note: str = ""
    by: str = ""
    at: datetime | None = None
    until: datetime | None = None
    """When to look again at what is blocked."""


@dataclass(frozen=True, slots=True)
class PlaybookUse:
    """A plan that was taken into a running Incident."""

    playbook: str
    sha256: str
    reason: str
    replaces: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """What was put aside as evidence, where it lies, and who did it."""

    what: str
    where: str
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandOverNote:
    """That one shift gave its work to the next."""

    by: str
    to: str
    note: str
    at: datetime


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
    manifest: Manifest | None = None
    signature: Signature | None = None
    four_eyes: bool = True

    @property
    def is_signed(self) -> bool:
        """Tell whether it can be held against anything; those from before approvals were signed cannot."""
        return self.manifest is not None and self.signature is not None


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """What a reviewer said about a paragraph, and what came of it."""

    id: str
    notice: str
    number: int
    paragraph: int
    quote: str
    text: str
    by: str
    at: datetime
    answer: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A reviewer's no to one text; the next Revision answers it."""

    notice: str
    number: int
    sha256: str
    reason: str
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
    added_playbooks: tuple[PlaybookUse, ...] = ()
    """Plans that came in after it was opened, in that order."""

    added_tasks: tuple[TaskAdded, ...] = ()
    """Tasks of its own, in the order they were put in."""

    evidence: Mapping[str, tuple[KeptEvidence, ...]] = field(default_factory=dict)
    """By step."""

    hand_overs: tuple[HandOverNote, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
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

    comments: Mapping[str, ReviewComment] = field(default_factory=dict)
    change_requests: Mapping[str, ChangeRequest] = field(default_factory=dict)
    """By notice; only those that no later Revision and no Approval answered."""

    form_answers: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    """What was answered by hand in authorities' forms, by form and field."""

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
    override_reason: str = ""
    """Why it was closed although something was open; empty where nothing was."""

    @property
    def deadline(self) -> Deadline:
        """The last instant for the authority, in every reading (Art. 33(1))."""
        return due_after(self.aware_at, self.clock_rule, with_notes=False)

    @property
    def first_filed_at(self) -> datetime | None:
        """When the authority was first notified; it freezes the clock."""
        return min((f.filed_at for f in self.filings), default=None)

    @property
    def playbooks_walked(self) -> tuple[str, ...]:
        """The plans it walks now: the first one and those that came in, without those another took over from."""
        walked = [self.playbook]
        for use in self.added_playbooks:
            walked = [use.playbook] if use.replaces else [*walked, use.playbook]
        return tuple(walked)

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
        saved = self.saved_scope
        return self.answers.over(facts_of_scope(saved.scope, saved.version, saved.at) if saved else ())

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
