"""Shaping an Incident's own plan: another playbook, tasks of its own, what is blocked, who has it now, what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.foreign import clean_line, folded, optional_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import SETTLED, Plan, plan_of
from breachdesk.domain.timeline import Act, EvidenceKept, PlaybookAdded, StepBlocked, TaskAdded, WorkHandedOver
from breachdesk.services.plans import Plans
from breachdesk.services.ports import CaseStore, Catalogues, Now, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.times import read_later

OWN_TASK = "own-"
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task as somebody asks for it; the time as typed, empty where it has none."""

    title: str
    phase: str = ""
    """Empty: the phase the Incident is in."""

    why: str = ""
    due: str = ""
    must: bool = False


class Shaping:
    """One use case a method; each saves at once."""

    def __init__(
        self, store: CaseStore, catalogues: Catalogues, plans: Plans, recorder: Recorder, now: Now
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._plans = plans
        self._recorder = recorder
        self._now = now

    def with_playbook(self, name: str, playbook: str, replaces: bool = False) -> Plan:
        """Give the plan as it would be with another playbook taken in; nothing is saved."""
        incident = self._store.incident(name)
        added = self._plans.named(playbook)
        return plan_of(incident, whole_plan(self._plans.playbook(incident), [Added(added, replaces)]))

    def add_playbook(self, name: str, playbook: str, reason: str, by: str, replaces: bool = False) -> Incident:
        """Take another playbook into a running Incident, as it is now; what was done stays done.

        Args:
            replaces: What the plans before it still ask falls away.

        Raises:
            NotFound: there is no such playbook.
            NotAllowed: the Incident walks it already, or is closed.
        """
        added = self._plans.named(playbook)
        why = clean_line(reason, "reason for taking it in", 500)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            if playbook in incident.playbooks_walked:
                raise NotAllowed(f"This incident walks '{added.title()}' already.")
            write.keep_playbook(added)
            return [PlaybookAdded(added.id, added.sha256, why, replaces)]

        return self._recorder.record(name, by, decide)

    def add_task(self, name: str, task: NewTask, by: str) -> Incident:
        """Put a task of the Incident's own into its plan.

        Raises:
            WrongInput: it has no title, or its time cannot be read.
            NotFound: the plan has no such phase; those there are, are named.
        """
        title, why = clean_line(task.title, "title of the task", 80), optional_line(task.why, "reason")

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            plan = self._plans.of(incident)
            phases = [phase.id for phase in plan.playbook.phases]
            if task.phase and task.phase not in phases:
                raise NotFound(f"The plan has no phase '{task.phase[:40]}'; there are: {', '.join(phases)}.")
            due_at = read_later(task.due, incident.zone, self._now()) if task.due.strip() else None
            id_ = f"{OWN_TASK}{len(incident.added_tasks) + 1}"
            return [TaskAdded(id_, task.phase or plan.current_phase.phase.id, title, why, due_at, task.must)]

        return self._recorder.record(name, by, decide)

    def block(self, name: str, step: str, reason: str, by: str, until: str = "") -> Incident:
        """Say that a step cannot go on, why, and when to look at it again; re-opening or doing it ends that.

        Raises:
            NotAllowed: nothing is left to do about it.
        """
        why = clean_line(reason, "reason why it is blocked", 500)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            planned = self._plans.of(incident).step(step)
            if planned.state in SETTLED:
                raise NotAllowed(f"'{planned.step.title()}' is {planned.state.value}; there is nothing to block.")
            at = read_later(until, incident.zone, self._now()) if until.strip() else None
            return [StepBlocked(step, why, at)]

        return self._recorder.record(name, by, decide)

    def hand_over(self, name: str, to: str, by: str, owned_by: str = "", note: str = "") -> Incident:
        """Give every open step of one person to the next; with nobody named, those of who hands over, and nobody's.

        Raises:
            NotAllowed: there is nothing to hand over.
        """
        heir, said = clean_line(to, "name of who takes over", 80), optional_line(note, "note")
        owner = folded(owned_by or by)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            steps = [s for s in self._plans.of(incident).steps() if s.state not in SETTLED]
            mine = [s.step.id for s in steps if folded(s.owner) == owner or (not s.owner and not owned_by)]
            if not mine:
                raise NotAllowed(f"No open step belongs to {owned_by or by}; there is nothing to hand over.")
            return [WorkHandedOver(heir, tuple(mine), said)]

        return self._recorder.record(name, by, decide)

    def keep_evidence(self, name: str, step: str, what: str, where: str, by: str, sha256: str = "") -> Incident:
        """Put on record what was put aside as evidence for a step, and where it lies.

        Raises:
            WrongInput: what or where is missing, or the fingerprint is none.
        """
        digest = sha256.strip().lower()
        if digest and (len(digest) != 64 or not set(digest) <= HEX):
            raise WrongInput("A fingerprint is the 64 signs that `sha256sum FILE` gives; leave it out if there is no file.")
        act = EvidenceKept(step, clean_line(what, "what it is", 200), clean_line(where, "where it lies", 300), digest)

        def decide(incident: Incident, write: Transaction) -> Sequence[Act]:
            check_open(incident)
            self._plans.playbook(incident).step(step)
            return [act]

        return self._recorder.record(name, by, decide)
