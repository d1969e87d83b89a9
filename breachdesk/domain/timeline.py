"""What happened in an Incident, act by act; append-only. A correction is a new entry.

An Incident is nothing but its timeline replayed (see `incident`). Each Act says one thing that a
person did; `happened_at` is when, `recorded_at` is when BreachDesk was told.

Source: GDPR Art. 33(5): the record must let the authority verify compliance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from breachdesk.domain.afterwards import LessonKind
from breachdesk.domain.drafting import Revision
from breachdesk.domain.facts import Answer, Source
from breachdesk.domain.findings import Finding
from breachdesk.domain.hit import Hit
from breachdesk.domain.law import Authority, ClockRule
from breachdesk.domain.manifest import Manifest, Signature
from breachdesk.domain.people import Keep
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Confirmation, Duty, Moment
from breachdesk.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """Somebody reported an event; the clock's facts are set."""

    reference: str
    title: str
    detected_at: datetime
    aware_at: datetime
    zone: str
    reported_by: str
    awareness_reason: str
    """Why awareness came later than detection; empty when it did not."""

    authority: Authority
    clock_rule: ClockRule
    """The legal period as it was in force, kept as it was read."""

    playbook: str
    playbook_hash: str
    law_hash: str = ""
    """Fingerprint of the book of law it was opened under; empty for incidents older than that."""

    act: Literal["incident-opened"] = "incident-opened"


@dataclass(frozen=True, slots=True)
class AwarenessCorrected:
    """The instant of Awareness was wrong; the old one stays in the record."""

    aware_at: datetime
    reason: str
    act: Literal["awareness-corrected"] = "awareness-corrected"


@dataclass(frozen=True, slots=True)
class MomentRecorded:
    """When the first signal came, or when looking into it began; kept apart from Awareness (EDPB 9/2022, 31 to 40)."""

    moment: Moment
    at: datetime
    reason: str
    act: Literal["moment-recorded"] = "moment-recorded"


@dataclass(frozen=True, slots=True)
class VerdictRecorded:
    """A person said what the Incident is, beside what the facts propose; also when it is no breach (Art. 4(12))."""

    verdict: Verdict
    reason: str
    proposed: Verdict
    act: Literal["verdict-recorded"] = "verdict-recorded"


@dataclass(frozen=True, slots=True)
class FactAnswered:
    """Somebody answered a question."""

    fact: str
    answer: Answer
    source: Source
    act: Literal["fact-answered"] = "fact-answered"


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A Step's work is done."""

    step: str
    note: str = ""
    act: Literal["task-done"] = "task-done"


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """A Step has an owner."""

    step: str
    owner: str
    act: Literal["task-assigned"] = "task-assigned"


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A Step will not be done, for a reason."""

    step: str
    reason: str
    act: Literal["step-skipped"] = "step-skipped"


@dataclass(frozen=True, slots=True)
class StepReopened:
    """A Step that was done or skipped is open again."""

    step: str
    reason: str
    act: Literal["step-reopened"] = "step-reopened"


@dataclass(frozen=True, slots=True)
class ScopeSaved:
    """The Scope was worked out for these systems, from this inventory."""

    version: int
    scope: Scope
    inventory_hash: str
    why: str
    hit: Hit = Hit()
    """What was asked; in records from before it was kept, the scope's systems are all there is."""

    act: Literal["scope-saved"] = "scope-saved"


@dataclass(frozen=True, slots=True)
class DecisionRecorded:
    """A person decided whether to notify; kept apart from what the rules proposed."""

    duty: Duty
    notify: bool
    reason: str
    proposal: Finding
    confirmation: Confirmation = Confirmation.NONE
    """What a decision not to notify waits for, by the house's setting of that day."""

    act: Literal["decision-recorded"] = "decision-recorded"


@dataclass(frozen=True, slots=True)
class DecisionConfirmed:
    """A second person, or the same one after an hour, stands by a decision not to notify."""

    duty: Duty
    reason: str
    act: Literal["decision-confirmed"] = "decision-confirmed"


@dataclass(frozen=True, slots=True)
class StageMet:
    """A stage of another duty was done: its report was handed in, the controller was told."""

    obligation: str
    clock: str
    """Empty for a duty without clocks."""

    at: datetime
    reference: str
    act: Literal["stage-met"] = "stage-met"

    @property
    def stage(self) -> str:
        """Name the stage: by clock, or by duty without one; with the country where each country's authority is told."""
        duty, colon, country = self.obligation.partition(":")
        return f"{self.clock or duty}{colon}{country}"


@dataclass(frozen=True, slots=True)
class ObligationDeclined:
    """A person decided, with reasons, that another duty is not to be done."""

    obligation: str
    reason: str
    act: Literal["obligation-declined"] = "obligation-declined"


@dataclass(frozen=True, slots=True)
class RevisionSaved:
    """One text of a Notice was saved. It voids any Approval of an earlier one."""

    revision: Revision
    act: Literal["revision-saved"] = "revision-saved"


@dataclass(frozen=True, slots=True)
class RevisionApproved:
    """A named person said yes to exactly one text."""

    notice: str
    number: int
    sha256: str
    manifest: Manifest | None = None
    """All that was said yes to; None in records from before it was kept."""

    signature: Signature | None = None
    four_eyes: bool = True
    """False where the house of that day let the author approve, by its settings."""

    act: Literal["revision-approved"] = "revision-approved"


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn:
    """A named person took back their yes."""

    notice: str
    number: int
    reason: str
    act: Literal["approval-withdrawn"] = "approval-withdrawn"


@dataclass(frozen=True, slots=True)
class CommentMade:
    """A reader of a Revision said something about a paragraph of it."""

    comment: str
    """Its id in this Incident: `c1`, `c2`, …"""

    notice: str
    number: int
    paragraph: int
    """Counted from 1; 0 for the text as a whole."""

    quote: str
    """The beginning of that paragraph as it read then, so that it is found again in a later Revision."""

    text: str
    act: Literal["comment-made"] = "comment-made"


@dataclass(frozen=True, slots=True)
class CommentSettled:
    """A comment was answered, or what it asked for was done."""

    comment: str
    answer: str
    act: Literal["comment-settled"] = "comment-settled"


@dataclass(frozen=True, slots=True)
class ChangesRequested:
    """A reviewer said that a Revision cannot be approved as it is; the next one can."""

    notice: str
    number: int
    sha256: str
    reason: str
    act: Literal["changes-requested"] = "changes-requested"


@dataclass(frozen=True, slots=True)
class FormFieldAnswered:
    """A field of an authority's form was answered by hand; None takes that back, so that the facts speak again."""

    form: str
    field: str
    answer: Answer | None
    act: Literal["form-field-answered"] = "form-field-answered"


@dataclass(frozen=True, slots=True)
class FilingRecorded:
    """A Notification was made in the authority's portal; this freezes the clock."""

    notice: str
    number: int
    sha256: str
    filed_at: datetime
    reference: str
    late_reasons: str = ""
    """Why after the deadline (Art. 33(1) second sentence); empty when on time."""

    act: Literal["filing-recorded"] = "filing-recorded"


@dataclass(frozen=True, slots=True)
class LettersQueued:
    """An approved Communication was put in the outbox, one letter a person."""

    notice: str
    number: int
    sha256: str
    letters: int
    act: Literal["letters-queued"] = "letters-queued"


@dataclass(frozen=True, slots=True)
class LettersHandedOver:
    """A sending run came to its end; the outbox knows each letter's fate."""

    notice: str
    number: int
    sent: int
    failed: int
    deferred: int
    uncertain: int
    act: Literal["letters-handed-over"] = "letters-handed-over"


@dataclass(frozen=True, slots=True)
class ListTaken:
    """A list of people that was taken in: a file and what it counted, and nothing about anybody on it."""

    system: str
    file: str
    sha256: str
    rows: int
    people: int


@dataclass(frozen=True, slots=True)
class PeopleListsTaken:
    """Lists of the people in systems were taken in; each replaces the one there was of its System."""

    lists: tuple[ListTaken, ...]
    keep: Keep
    people: int
    """Distinct people over all lists there were then."""

    why: str = ""
    """Why names and addresses are kept; empty where only counts are."""

    act: Literal["people-lists-taken"] = "people-lists-taken"


@dataclass(frozen=True, slots=True)
class PeopleListsPurged:
    """Everything kept of the lists of people was removed; that there were lists stays in the record."""

    systems: tuple[str, ...]
    why: str
    act: Literal["people-lists-purged"] = "people-lists-purged"


@dataclass(frozen=True, slots=True)
class PlaybookAdded:
    """A second plan was taken into the Incident, or took over from the one there was; what was done stays done."""

    playbook: str
    playbook_hash: str
    reason: str
    replaces: bool = False
    """What the plans before it still ask falls away, but for what this one asks too."""

    act: Literal["playbook-added"] = "playbook-added"


@dataclass(frozen=True, slots=True)
class TaskAdded:
    """Somebody put a task of this Incident's own into the plan."""

    step: str
    """Its id in the plan: `own-1`, `own-2`, …"""

    phase: str
    title: str
    why: str = ""
    due_at: datetime | None = None
    must: bool = False
    act: Literal["task-added"] = "task-added"


@dataclass(frozen=True, slots=True)
class StepBlocked:
    """A Step cannot go on now, for a reason; re-opening it, or doing it, ends that."""

    step: str
    reason: str
    until: datetime | None = None
    """When to look at it again."""

    act: Literal["step-blocked"] = "step-blocked"


@dataclass(frozen=True, slots=True)
class WorkHandedOver:
    """One shift gave its open Steps to the next."""

    to: str
    steps: tuple[str, ...]
    note: str = ""
    act: Literal["work-handed-over"] = "work-handed-over"


@dataclass(frozen=True, slots=True)
class EvidenceKept:
    """Something was put aside as evidence: what, and where it lies; its fingerprint where it is a file."""

    step: str
    what: str
    where: str
    sha256: str = ""
    act: Literal["evidence-kept"] = "evidence-kept"


@dataclass(frozen=True, slots=True)
class LessonRecorded:
    """What was learned, looking back."""

    kind: LessonKind
    text: str
    act: Literal["lesson-recorded"] = "lesson-recorded"


@dataclass(frozen=True, slots=True)
class ActionAgreed:
    """Something to change afterwards, with a name and a date; it outlives the Incident."""

    action: str
    """Its id in this Incident: `a1`, `a2`, …"""

    what: str
    owner: str
    due_on: date
    act: Literal["action-agreed"] = "action-agreed"


@dataclass(frozen=True, slots=True)
class ActionSettled:
    """An action was done, or dropped for a reason; also after the Incident was closed."""

    action: str
    done: bool
    note: str
    act: Literal["action-settled"] = "action-settled"


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Somebody wrote something down."""

    text: str
    act: Literal["note-added"] = "note-added"


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """A person closed the Incident."""

    conclusion: str
    override_reason: str = ""
    act: Literal["incident-closed"] = "incident-closed"


Act = (
    IncidentOpened
    | AwarenessCorrected
    | MomentRecorded
    | VerdictRecorded
    | FactAnswered
    | TaskDone
    | TaskAssigned
    | StepSkipped
    | StepReopened
    | ScopeSaved
    | DecisionRecorded
    | DecisionConfirmed
    | StageMet
    | ObligationDeclined
    | RevisionSaved
    | RevisionApproved
    | ApprovalWithdrawn
    | CommentMade
    | CommentSettled
    | ChangesRequested
    | FormFieldAnswered
    | FilingRecorded
    | LettersQueued
    | LettersHandedOver
    | PeopleListsTaken
    | PeopleListsPurged
    | PlaybookAdded
    | TaskAdded
    | StepBlocked
    | WorkHandedOver
    | EvidenceKept
    | LessonRecorded
    | ActionAgreed
    | ActionSettled
    | NoteAdded
    | IncidentClosed
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act in the record of one Incident."""

    number: int
    """Counted from 1, without gaps."""

    happened_at: datetime
    recorded_at: datetime
    by: str
    act: Act
