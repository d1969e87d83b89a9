"""What a person sees at a glance: all incidents by time left, and one incident whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.findings import Finding, Outcome
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.next_best import Demands, NextStep, next_step
from breachdesk.domain.obligations import Obligation
from breachdesk.domain.planning import Plan, StepState
from breachdesk.domain.terms import Duty, NoticeKind, duty_of
from breachdesk.services.assessing import Assessing
from breachdesk.services.duties import Duties
from breachdesk.services.faces import Face
from breachdesk.services.incidents import Incidents
from breachdesk.services.judging import Judgement
from breachdesk.services.ports import CaseStore, IncidentRow, Now


@dataclass(frozen=True, slots=True)
class CaseView:
    """One incident with everything that follows from it."""

    incident: Incident
    plan: Plan
    next: NextStep | None
    judgement: Judgement
    inventory: Inventory | None
    duties: tuple[Obligation, ...] = ()

    @property
    def proposals(self) -> Mapping[Duty, Finding]:
        """What the rules propose."""
        return self.judgement.proposals


@dataclass(frozen=True, slots=True)
class Coming:
    """Something of an incident that falls due."""

    at: datetime
    reference: str
    what: str
    is_legal: bool
    """A deadline of the law, not a target of the house."""


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One line of the list of incidents."""

    row: IncidentRow
    incident: Incident
    phase: str
    waits_for_dpo: bool
    owner: str
    next_step: str
    coming: tuple[Coming, ...] = ()
    """In no order; what is past stands in it too."""


class Overview:
    """Reads only; what was worked out for an unchanged incident is kept."""

    def __init__(
        self, store: CaseStore, incidents: Incidents, assessing: Assessing, duties: Duties, now: Now
    ) -> None:
        self._store = store
        self._incidents = incidents
        self._assessing = assessing
        self._duties = duties
        self._now = now

    def case(self, name: str) -> CaseView:
        """Give one incident whole; NotFound names those there are."""
        incident = self._incidents.get(name)
        plan = self._incidents.plan(incident)
        stored = self._store.inventory()
        judgement = self._assessing.judge(incident)
        return CaseView(
            incident=incident,
            plan=plan,
            next=next_step(plan, self._now(), demands_of(incident, judgement)),
            judgement=judgement,
            inventory=stored.inventory if stored else None,
            duties=self._duties.of(incident),
        )

    def home(self) -> tuple[HomeRow, ...]:
        """Give every incident: open ones by deadline, then closed ones."""
        return tuple(self._home_row(row) for row in self._incidents.rows())

    def read_ahead(self) -> None:
        """Work out what the law says of every open incident, so that the list of incidents has it at hand."""
        for row in self._incidents.rows():
            if row.closed_at is None:
                self._assessing.judge(self._incidents.get(row.id))

    def organisation(self) -> str:
        """Give the controller's name; empty when no inventory was imported."""
        stored = self._store.inventory()
        return stored.inventory.controller.name if stored else ""

    def _next(self, incident: Incident, plan: Plan) -> NextStep | None:
        """The list of incidents must stand at once, so the law has its say in it only where that was worked out."""
        judgement = self._assessing.at_hand(incident)
        demands = demands_of(incident, judgement) if judgement else Demands(filing_due_at=_filing_due_at(incident))
        return next_step(plan, self._now(), demands)

    def _home_row(self, row: IncidentRow) -> HomeRow:
        incident = self._incidents.get(row.id)
        plan = self._incidents.plan(incident)
        step = self._next(incident, plan) if incident.closed_at is None else None
        return HomeRow(
            row=row,
            incident=incident,
            phase=(plan.playbook.phase_of(step.planned.step.id) if step else plan.current_phase.phase).title(),
            waits_for_dpo=_waits_for_dpo(incident),
            owner=(step.planned.owner if step else "") or incident.opened_by,
            next_step=step.planned.step.title() if step else "",
            coming=_coming(incident, plan),
        )


DECIDABLE = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)


def demands_of(incident: Incident, judgement: Judgement) -> Demands:
    """Give what law and clock ask of the plan now."""
    is_told = all(judgement.proposals[duty].outcome is not Outcome.UNDETERMINED for duty in DECIDABLE)
    return Demands(tuple(m.fact for m in judgement.assessment.missing), is_told, _filing_due_at(incident))


def _filing_due_at(incident: Incident) -> datetime | None:
    decision = incident.decision(Duty.NOTIFY_AUTHORITY)
    is_over = incident.first_filed_at is not None or (decision is not None and not decision.notify)
    return None if is_over else incident.deadline.due_at


def _coming(incident: Incident, plan: Plan) -> tuple[Coming, ...]:
    """Give the deadline while it runs, and every step with a target that is still to be done."""
    if incident.closed_at is not None:
        return ()
    reference = incident.reference
    steps = [
        Coming(s.due_at, reference, s.step.title(), False)
        for s in plan.steps()
        if s.due_at is not None and s.state in (StepState.OPEN, StepState.BLOCKED, StepState.PARKED)
    ]
    if incident.first_filed_at is None:
        what = f"notification to {incident.authority.short} due"
        steps.append(Coming(incident.deadline.due_at, reference, what, True))
    return tuple(steps)


def home_state(row: HomeRow) -> Face:
    """Say where an incident stands, for the list."""
    if row.row.closed_at is not None:
        return Face("closed", "✓", "muted")
    if row.waits_for_dpo:
        return Face(row.phase, "◷ DPO", "waiting")
    return Face(row.phase, "▸", "calm")


def _waits_for_dpo(incident: Incident) -> bool:
    """A text was written and nobody has signed for it yet, and it did not go out in an earlier revision."""
    out = {filing.notice for filing in incident.filings} | {n for n, run in incident.handed_over.items() if run.sent}
    newest = [revisions[-1] for revisions in incident.revisions.values()]
    kinds_out = {r.kind for r in newest if r.notice in out}
    signed = {r.kind for r in newest if (given := incident.approval_of(r)) is not None and given.is_signed}
    waiting = [r for r in newest if r.kind not in signed and r.kind not in kinds_out]
    return any(_wanted(incident, r.kind) for r in waiting)


def _wanted(incident: Incident, kind: NoticeKind) -> bool:
    duty = duty_of(kind)
    decision = incident.decision(duty) if duty else None
    return decision is None or decision.notify
