"""The three incidents of the demo, as what their notices are written from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from breachdesk.domain.drafting import LetterContext
from breachdesk.domain.terms import Duty, NoticeKind, Stage
from tests.tui.sample_desk import CLOSED, UNDER_WAY, WAITS_FOR_DPO, MovedNow, wiring_on

INCIDENTS = (UNDER_WAY, WAITS_FOR_DPO, CLOSED)


def contexts(folder: Path) -> dict[str, LetterContext]:
    """Give what each incident of the demo is written from."""
    front = wiring_on(folder)
    inventory = front.inventory_in_use()
    assert inventory is not None
    found = {}
    for id_ in INCIDENTS:
        incident = front.desk().incidents.get(id_)
        told = incident.decision(Duty.NOTIFY_INDIVIDUALS)
        first = min(incident.filings, key=lambda filing: filing.filed_at, default=None)
        found[id_] = LetterContext(
            reference=incident.reference,
            title=incident.title,
            detected_at=incident.detected_at,
            aware_at=incident.aware_at,
            awareness_reason=incident.awareness_reason,
            zone=incident.zone,
            due_at=incident.deadline.due_at,
            controller=inventory.controller,
            dpo=inventory.dpo,
            authority=incident.authority,
            facts=incident.facts,
            definitions=front.catalogues.facts(),
            scope=incident.scope,
            inventory=inventory,
            written_at=MovedNow().at,
            tell_people=told.notify if told else None,
            tell_people_reason=told.reason if told else "",
            people_told=incident.people_told,
            first_filed_at=first.filed_at if first else None,
            first_filing_reference=first.reference if first else "",
        )
    return found


def for_kind(context: LetterContext, kind: NoticeKind) -> LetterContext:
    """Give what one kind of notice is written from: a reason for a withdrawal, the right stage for a notification."""
    stage = Stage.SUPPLEMENT if kind is NoticeKind.NOTIFICATION and context.first_filed_at else Stage.INITIAL
    reason = "The file turned out to hold no personal data." if kind is NoticeKind.WITHDRAWAL else ""
    return replace(context, stage=stage, reason=reason)
