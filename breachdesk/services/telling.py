"""Each act of a timeline in one line of words; the same on screen, in the shell and in an export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.people import Keep
from breachdesk.domain.timeline import (
    Act,
    ActionAgreed,
    ActionSettled,
    ApprovalWithdrawn,
    AwarenessCorrected,
    ChangesRequested,
    CommentMade,
    CommentSettled,
    DecisionConfirmed,
    DecisionRecorded,
    EvidenceKept,
    FactAnswered,
    FilingRecorded,
    FormFieldAnswered,
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
    RevisionApproved,
    RevisionSaved,
    ScopeSaved,
    StageMet,
    StepBlocked,
    StepReopened,
    StepSkipped,
    TaskAdded,
    TaskAssigned,
    TaskDone,
    VerdictRecorded,
    WorkHandedOver,
)
from breachdesk.services.times import in_words
from breachdesk.services.views import DUTY_WORDS, answer_words


class Telling:
    """Knows the words for facts and the zone to tell times in."""

    def __init__(self, facts: Mapping[str, FactDefinition], zone: str) -> None:
        self._facts = facts
        self._zone = zone
        self._words: Mapping[type, Callable[[Any], str]] = {
            IncidentOpened: self._opened,
            AwarenessCorrected: self._corrected,
            FactAnswered: self._answered,
            TaskDone: lambda a: f"task done: {a.step}{_tail(a.note)}",
            TaskAssigned: lambda a: f"{a.step} given to {a.owner}",
            StepSkipped: lambda a: f"skipped {a.step}: {a.reason}",
            StepReopened: lambda a: f"re-opened {a.step}: {a.reason}",
            ScopeSaved: _scoped,
            DecisionRecorded: _decided,
            DecisionConfirmed: lambda a: f"stood by the decision not to notify: {DUTY_WORDS[a.duty].lower()}: {a.reason}",
            MomentRecorded: self._moment,
            VerdictRecorded: lambda a: f"verdict: {a.verdict.value}, proposed was {a.proposed.value}: {a.reason}",
            StageMet: self._stage,
            ObligationDeclined: lambda a: f"turned down {a.obligation}: {a.reason}",
            RevisionSaved: lambda a: f"saved {a.revision.notice} revision {a.revision.number}",
            RevisionApproved: _approved,
            ApprovalWithdrawn: lambda a: f"took back the approval of {a.notice}: {a.reason}",
            CommentMade: lambda a: f"commented on {a.notice} revision {a.number}, paragraph {a.paragraph}: {a.text}",
            CommentSettled: lambda a: f"settled comment {a.comment}: {a.answer}",
            ChangesRequested: lambda a: f"asked for changes in {a.notice} revision {a.number}: {a.reason}",
            FormFieldAnswered: self._field,
            FilingRecorded: self._filed,
            LettersQueued: lambda a: f"queued {a.letters} letters of {a.notice} revision {a.number}",
            LettersHandedOver: _handed_over,
            PeopleListsTaken: _lists_taken,
            PeopleListsPurged: lambda a: f"removed the people lists of {', '.join(a.systems)}{_tail(a.why)}",
            PlaybookAdded: _plan_added,
            TaskAdded: lambda a: f"task added, {a.step}: {a.title}{_tail(a.why)}",
            StepBlocked: self._blocked,
            WorkHandedOver: lambda a: f"handed {len(a.steps)} steps over to {a.to}{_tail(a.note)}",
            EvidenceKept: lambda a: f"evidence of {a.step}: {a.what}, kept at {a.where}{_tail(a.sha256[:12])}",
            LessonRecorded: lambda a: f"lesson, {a.kind.value.replace('-', ' ')}: {a.text}",
            ActionAgreed: lambda a: f"action {a.action}: {a.what}, {a.owner}, by {a.due_on.isoformat()}",
            ActionSettled: lambda a: f"action {a.action} {'done' if a.done else 'dropped'}{_tail(a.note)}",
            NoteAdded: lambda a: f"note: {a.text}",
            IncidentClosed: lambda a: f"closed: {a.conclusion}{_tail(a.override_reason)}",
        }

    def words(self, act: Act) -> str:
        """Say one act, in one line: words of several lines could pass for entries of their own."""
        return " ".join(self._words[type(act)](act).split())

    def _opened(self, act: IncidentOpened) -> str:
        aware = in_words(act.aware_at, self._zone)
        return f"opened {act.reference} '{act.title}', aware {aware}, says {act.reported_by}{_tail(act.awareness_reason)}"

    def _corrected(self, act: AwarenessCorrected) -> str:
        return f"awareness corrected to {in_words(act.aware_at, self._zone)}: {act.reason}"

    def _moment(self, act: MomentRecorded) -> str:
        return f"{act.moment.value.replace('-', ' ')} at {in_words(act.at, self._zone)}: {act.reason}"

    def _stage(self, act: StageMet) -> str:
        return f"done: {act.stage}, {in_words(act.at, self._zone)}, {act.reference}"

    def _blocked(self, act: StepBlocked) -> str:
        until = f", to be looked at again {in_words(act.until, self._zone)}" if act.until else ""
        return f"blocked {act.step}{until}: {act.reason}"

    def _answered(self, act: FactAnswered) -> str:
        definition = self._facts.get(act.fact)
        said = answer_words(definition, act.answer, self._zone)
        label = definition.label() if definition else act.fact
        return f"{label}: {said}{_tail(act.source.basis)}"

    def _field(self, act: FormFieldAnswered) -> str:
        if act.answer is None:
            return f"field {act.field} of the form {act.form} left to the facts again"
        return f"field {act.field} of the form {act.form}: {answer_words(None, act.answer, self._zone)}"

    def _filed(self, act: FilingRecorded) -> str:
        at = in_words(act.filed_at, self._zone)
        return f"filed {act.notice} revision {act.number}, {at}, under {act.reference}{_tail(act.late_reasons)}"


def _approved(act: RevisionApproved) -> str:
    signed = f", signed with {act.signature.fingerprint}" if act.signature else ", unsigned: from before approvals were signed"
    made = ", a key made here" if act.signature and act.signature.made_for_them else ""
    people = f", for {act.manifest.addressees} addressees" if act.manifest and act.manifest.addressees else ""
    eyes = "" if act.four_eyes else "; four-eyes was off, its author approved it"
    return f"approved {act.notice} revision {act.number}, {act.sha256[:12]}{people}{signed}{made}{eyes}"


def _tail(text: str) -> str:
    return f" ({text})" if text else ""


def _scoped(act: ScopeSaved) -> str:
    systems = ", ".join(act.scope.systems)
    return f"scope version {act.version}: {systems}; people {act.scope.people}{_tail(act.why)}"


def _plan_added(act: PlaybookAdded) -> str:
    way = "the plan is now" if act.replaces else "took in the plan"
    return f"{way} {act.playbook}, {act.playbook_hash[:12]}{_tail(act.reason)}"


def _decided(act: DecisionRecorded) -> str:
    said = "notify" if act.notify else "do not notify"
    return f"decided: {DUTY_WORDS[act.duty].lower()}: {said}, proposed was {act.proposal.outcome.value}: {act.reason}"


def _handed_over(act: LettersHandedOver) -> str:
    parts = {"sent": act.sent, "failed": act.failed, "deferred": act.deferred, "uncertain": act.uncertain}
    said = ", ".join(f"{number} {word}" for word, number in parts.items() if number) or "none"
    return f"letters of {act.notice} revision {act.number}: {said}"


def _lists_taken(act: PeopleListsTaken) -> str:
    lists = ", ".join(f"{t.system} from {t.file} {t.sha256[:12]} ({t.rows:,} rows, {t.people:,} people)" for t in act.lists)
    kept = "only counts kept" if act.keep is Keep.COUNTS else "names and addresses kept"
    return f"people lists taken in: {lists}; {act.people:,} people on all lists; {kept}{_tail(act.why)}"
