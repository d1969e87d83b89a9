"""Values as JSON documents; keys are a contract, instants are UTC with `Z`, unknown is null or said."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from breachdesk.cli.law_documents import Document, authority_document, deadline_document
from breachdesk.cli.scope_documents import count_document, scope_document
from breachdesk.domain.deliveries import Delivery
from breachdesk.domain.facts import Fact, FactDefinition, Known, NotApplicable
from breachdesk.domain.findings import Finding
from breachdesk.domain.incident import Approval, Filing, Incident
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.planning import PlannedStep
from breachdesk.domain.reminders import Reminder
from breachdesk.services.handover import Handover
from breachdesk.services.notices import NoticeState
from breachdesk.services.overview import CaseView
from breachdesk.services.times import with_z

_KEPT_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
"""An answer that is an instant, as it is kept."""


def finding_document(finding: Finding) -> Document:
    """Give what the rules propose, with reasons and what would settle it."""
    return {
        "outcome": finding.outcome.value,
        "reasons": [{"because": r.because, "facts": list(r.facts), "source": str(r.source)} for r in finding.reasons],
        "missing": list(finding.needs),
    }


def fact_definition_document(definition: FactDefinition) -> Document:
    """Give a question and its valid answers; none listed where any text, count or instant will do."""
    return {
        "id": definition.id,
        "kind": definition.kind.value,
        "label": definition.label(),
        "answers": [option.id for option in definition.options],
    }


def fact_document(fact: Fact) -> Document:
    """Give a fact with its source."""
    answer = fact.answer
    value: Any = None
    if isinstance(answer, Known):
        value = count_document(answer.value) if isinstance(answer.value, CountRange) else answer.value
        value = list(value) if isinstance(value, tuple) else value
    if isinstance(value, str) and _KEPT_INSTANT.fullmatch(value):
        value = with_z(datetime.fromisoformat(value))
    found: Document = {"id": fact.id, "state": answer.state, "value": value}
    if isinstance(answer, NotApplicable):
        found["reason"] = answer.reason
    return {**found, "source": str(fact.source), "at": with_z(fact.at)}


def step_document(planned: PlannedStep, now: datetime) -> Document:
    """Give a step as it stands."""
    return {
        "id": planned.step.id,
        "phase": planned.phase,
        "kind": planned.step.kind.value,
        "title": planned.step.title(),
        "state": planned.state.value,
        "because": planned.because,
        "facts": list(planned.step.facts),
        "owner": planned.owner or None,
        "due_at": with_z(planned.due_at) if planned.due_at else None,
        "late": planned.is_late(now),
        "must": planned.step.must,
        "came_with": planned.step.came_with or None,
        "evidence": planned.step.evidence.get("en"),
        "cannot": planned.step.cannot.get("en"),
        "done_at": with_z(planned.done_at) if planned.done_at else None,
        "look_again_at": with_z(planned.look_again_at) if planned.look_again_at else None,
    }


def evidence_document(incident: Incident) -> list[Document]:
    """Give what was put aside as evidence, step by step."""
    return [
        {"step": step, "what": k.what, "where": k.where, "sha256": k.sha256 or None, "by": k.by, "at": with_z(k.at)}
        for step, kept in incident.evidence.items()
        for k in kept
    ]


def handover_document(handover: Handover) -> Document:
    """Give a hand-over, part by part in its words."""
    return {
        "reference": handover.reference,
        "title": handover.title,
        "at": with_z(handover.at),
        "clock": str(handover.clock),
        "parts": {part.label.lower().replace(" ", "_"): [str(item) for item in part.items] for part in handover.parts},
    }


def case_document(view: CaseView, now: datetime) -> Document:
    """Give an Incident whole."""
    incident = view.incident
    return {
        "id": incident.id,
        "reference": incident.reference,
        "title": incident.title,
        "detected_at": with_z(incident.detected_at),
        "aware_at": with_z(incident.aware_at),
        "awareness_reason": incident.awareness_reason or None,
        "zone": incident.zone,
        "reported_by": incident.reported_by,
        "authority": authority_document(incident.authority, now.date()),
        "deadline": deadline_document(incident.deadline, incident.clock_rule, incident.zone),
        "first_filed_at": with_z(incident.first_filed_at) if incident.first_filed_at else None,
        "closed_at": with_z(incident.closed_at) if incident.closed_at else None,
        "next_step": ({**step_document(view.next.planned, now), "why_now": view.next.because} if view.next else None),
        "steps": [step_document(s, now) for s in view.plan.steps()],
        "facts": [fact_document(f) for _, f in sorted(incident.facts.by_id.items())],
        "proposals": {duty.value: finding_document(f) for duty, f in view.proposals.items()},
        "decisions": {
            duty.value: {"notify": d.notify, "reason": d.reason, "by": d.by, "at": with_z(d.at)}
            for duty, d in incident.decisions.items()
        },
        "scope": scope_document(incident.scope) if incident.scope else None,
        "notices": {notice: len(revisions) for notice, revisions in incident.revisions.items()},
    }


def notice_document(state: NoticeState) -> Document:
    """Give a revision and what a reviewer needs to know."""
    revision = state.revision
    return {
        "notice": revision.notice,
        "revision": revision.number,
        "of": state.of,
        "kind": revision.kind.value,
        "language": revision.language,
        "subject": revision.subject,
        "text": revision.text,
        "sha256": revision.sha256,
        "author": revision.author,
        "written_at": with_z(revision.written_at),
        "in_phases": revision.in_phases,
        "gaps": [{"fact": g.fact, "label": g.label, "article": g.article} for g in state.gaps],
        "facts_changed": state.facts_changed,
        "approved_by": state.approval.by if state.approval else None,
        "approved_at": with_z(state.approval.at) if state.approval else None,
        "changes_asked": state.changes_asked.reason if state.changes_asked else None,
        "open_comments": state.open_comments,
        "approval": approval_document(state.approval) if state.approval else None,
    }


def approval_document(approval: Approval) -> Document:
    """Give what was signed, and by which key; both are None for one from before approvals were signed."""
    return {
        "manifest": asdict(approval.manifest) if approval.manifest else None,
        "signature": asdict(approval.signature) if approval.signature else None,
        "four_eyes": approval.four_eyes,
    }


def filing_document(filing: Filing) -> Document:
    """Give a filing with an authority."""
    return {
        "notice": filing.notice,
        "revision": filing.number,
        "sha256": filing.sha256,
        "filed_at": with_z(filing.filed_at),
        "reference": filing.reference,
        "late_reasons": filing.late_reasons or None,
    }


def delivery_document(delivery: Delivery) -> Document:
    """Give a letter's fate."""
    return {
        "id": delivery.id,
        "incident": delivery.incident,
        "notice": delivery.notice,
        "revision": delivery.number,
        "to": delivery.to_address,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "detail": delivery.detail,
        "changed_at": with_z(delivery.changed_at) if delivery.changed_at else None,
    }


def reminder_document(reminder: Reminder) -> Document:
    """Give a reminder."""
    return {
        "key": reminder.key,
        "reference": reminder.reference,
        "rung_hours": reminder.rung,
        "due_at": with_z(reminder.due_at),
        "deadline_at": with_z(reminder.deadline_at),
        "to": reminder.to_name,
        "state": reminder.state.value,
        "detail": reminder.detail,
        "shown_at": with_z(reminder.shown_at) if reminder.shown_at else None,
    }
