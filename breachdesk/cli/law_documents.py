"""What the law says as JSON documents; kept apart, so that asking for a date loads nothing else."""

from __future__ import annotations

from typing import Any

from breachdesk.domain.clock import Deadline
from breachdesk.domain.law import Authority, ClockRule
from breachdesk.services.times import with_z, zone_by_name

Document = dict[str, Any]


def deadline_document(deadline: Deadline, rule: ClockRule, zone: str) -> Document:
    """Give a deadline in every reading."""
    return {
        "clock": deadline.clock,
        "aware_at": with_z(deadline.started_at),
        "due_at": with_z(deadline.due_at),
        "due_local": deadline.due_at.astimezone(zone_by_name(zone)).isoformat(timespec="seconds"),
        "readings": [{"id": r.id, "due_at": with_z(r.due_at), "source": str(r.source)} for r in deadline.readings],
        "source": str(deadline.source),
        "in_force_from": rule.in_force_from.isoformat(),
        "status": rule.status.value,
    }


def authority_document(authority: Authority) -> Document:
    """Give an authority and the way to reach it."""
    return {
        "id": authority.id,
        "country": authority.country,
        "name": authority.name,
        "short": authority.short,
        "languages": list(authority.languages),
        "channel": authority.channel,
        "url": authority.url,
        "checked_on": authority.checked_on.isoformat() if authority.checked_on else None,
    }
