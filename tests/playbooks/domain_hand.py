"""A Hand on the domain alone: each act is an entry that is replayed, with nothing kept anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from breachdesk.domain.closing import check_may_close
from breachdesk.domain.facts import Answer, FactDefinition, FactKind, Source, SourceKind, read_answer
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Incident
from breachdesk.domain.next_best import Demands
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import Plan, plan_of
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.replaying import after, replay
from breachdesk.domain.scope import Scope, scope_of
from breachdesk.domain.terms import Confirmation, Duty, NoticeKind
from breachdesk.domain.timeline import (
    Act,
    ApprovalWithdrawn,
    DecisionRecorded,
    EvidenceKept,
    FactAnswered,
    FilingRecorded,
    IncidentClosed,
    LettersHandedOver,
    LettersQueued,
    NoteAdded,
    ObligationDeclined,
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
    TimelineEntry,
    WorkHandedOver,
)
from breachdesk.services.judging import judged
from breachdesk.services.overview import demands_of
from tests.playbooks.shipped import catalogues, sample
from tests.strategies import AWARE, opening, revision

WHO = "M. Aydin"
SAID = Source(SourceKind.PERSON, WHO)


@cache
def scopes() -> tuple[Scope, ...]:
    """Give three scopes of the sample organisation: small, larger, and all of it."""
    systems = [system.id for system in sample().systems]
    return tuple(scope_of(sample(), some, ()) for some in (systems[:1], systems[:3], systems))


@cache
def ids() -> Mapping[FactKind, Sequence[str]]:
    """Give the ids that answers may name."""
    return {
        FactKind.CATEGORIES: tuple(category.id for category in sample().data_categories),
        FactKind.GROUPS: tuple(group.id for group in sample().subject_groups),
    }


@cache
def _read(kind: FactKind, id_: str, text: str, options: tuple[str, ...], definition: _Hashed) -> Answer:
    return read_answer(definition.it, text)


class _Hashed:
    """A question in a cache's key; the other parts of the key tell questions apart."""

    def __init__(self, it: FactDefinition) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed)

    def __hash__(self) -> int:
        return 0


def law_demands(incident: Incident) -> Demands:
    """Give what the shipped law demands of the plan."""
    return demands_of(incident, judged(incident.facts, catalogues().book(), catalogues()))


class DomainHand:
    """Acts are entries; the incident is what they tell.

    Args:
        playbook: The plan the incident is opened with.
        others: Plans that may be taken in, by id.
    """

    def __init__(self, playbook: Playbook, others: Mapping[str, Playbook], facts: Mapping[str, FactDefinition]) -> None:
        self._first, self._others, self._facts = playbook, others, facts
        self._now = AWARE
        self._whole: tuple[object, Playbook] = (None, playbook)
        self.entries: list[TimelineEntry] = []
        self.incident = replay("walked", [self._entry(replace(opening(), playbook=playbook.id, playbook_hash=playbook.sha256))])

    def _entry(self, act: Act) -> TimelineEntry:
        self.entries.append(TimelineEntry(len(self.entries) + 1, self._now, self._now, WHO, act))
        return self.entries[-1]

    def _do(self, act: Act) -> None:
        self.incident = after(self.incident, self._entry(act))

    def playbook(self) -> Playbook:
        """Give the one plan it walks."""
        key = (self.incident.added_playbooks, self.incident.added_tasks)
        if self._whole[0] != key:
            added = [Added(self._others[use.playbook], use.replaces) for use in self.incident.added_playbooks]
            self._whole = (key, whole_plan(self._first, added, self.incident.added_tasks))
        return self._whole[1]

    def plan(self) -> Plan:
        return plan_of(self.incident, self.playbook())

    def facts(self) -> Mapping[str, FactDefinition]:
        return {**self.playbook().facts, **self._facts}

    def now(self) -> datetime:
        return self._now

    def wait(self, span: timedelta) -> None:
        self._now += span

    def answer(self, fact: str, text: str) -> None:
        asked = self.facts()[fact]
        answer = _read(asked.kind, fact, text, tuple(o.id for o in asked.options), _Hashed(asked))
        self._do(FactAnswered(fact, answer, SAID))

    def done(self, step: str) -> None:
        self._do(TaskDone(step))

    def skip(self, step: str) -> None:
        self._do(StepSkipped(step, "not here"))

    def reopen(self, step: str) -> None:
        self._do(StepReopened(step, "after all"))

    def block(self, step: str, hours: int) -> None:
        self._do(StepBlocked(step, "nobody answers", self._now + timedelta(hours=hours) if hours else None))

    def assign(self, step: str) -> None:
        self._do(TaskAssigned(step, "J. Vos"))

    def scope(self, which: int) -> None:
        self._do(ScopeSaved(len(self.incident.scope_versions) + 1, scopes()[which], "0" * 64, ""))

    def decide(self, duty: Duty, notify: bool) -> None:
        self._do(DecisionRecorded(duty, notify, "because", Finding.yes(), Confirmation.NONE))

    def draft(self, kind: NoticeKind) -> None:
        number = max((r.number for r in self.incident.notices_of(kind)), default=0) + 1
        self._do(RevisionSaved(revision(number, kind, written_at=self._now)))

    def approve(self, kind: NoticeKind) -> None:
        newest = self.incident.notices_of(kind)[-1]
        self._do(RevisionApproved(newest.notice, newest.number, newest.sha256))

    def withdraw(self, kind: NoticeKind) -> None:
        newest = self.incident.notices_of(kind)[-1]
        self._do(ApprovalWithdrawn(newest.notice, newest.number, "a name is wrong"))

    def file(self) -> None:
        newest = self.incident.notices_of(NoticeKind.NOTIFICATION)[-1]
        self._do(FilingRecorded(newest.notice, newest.number, newest.sha256, self._now, "AP-1", "late"))

    def send(self, deferred: bool) -> None:
        newest = self.incident.notices_of(NoticeKind.COMMUNICATION)[-1]
        self._do(LettersQueued(newest.notice, newest.number, newest.sha256, 3))
        self._do(LettersHandedOver(newest.notice, newest.number, *((1, 0, 2, 0) if deferred else (3, 0, 0, 0))))

    def meet(self, obligation: str) -> None:
        self._do(StageMet(obligation, "", self._now, "their ticket 7"))

    def decline(self, obligation: str) -> None:
        self._do(ObligationDeclined(obligation, "not owed here"))

    def other_playbooks(self) -> Sequence[str]:
        return sorted(set(self._others) - {*self.incident.playbooks_walked})

    def add_playbook(self, id_: str, replaces: bool) -> None:
        self._do(PlaybookAdded(id_, self._others[id_].sha256, "it fits too", replaces))

    def add_task(self, must: bool) -> None:
        number = len(self.incident.added_tasks) + 1
        phase = self.playbook().phases[number % len(self.playbook().phases)].id
        self._do(TaskAdded(f"own-{number}", phase, f"Ring number {number}", must=must))

    def keep_evidence(self, step: str) -> None:
        self._do(EvidenceKept(step, "a log", "the safe"))

    def hand_over(self, steps: Sequence[str]) -> None:
        self._do(WorkHandedOver("J. Vos", tuple(steps)))

    def note(self) -> None:
        self._do(NoteAdded("seen"))

    def close(self) -> None:
        check_may_close(self.incident, self.plan())
        self._do(IncidentClosed("Done."))
