"""What the law says as JSON documents; kept apart, so that asking for a date loads nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from breachdesk.domain.clock import Deadline, Reading
from breachdesk.domain.law import Authority, ClockRule, LawPack, LawStatus
from breachdesk.domain.standing import ClockStanding
from breachdesk.services.authority_words import authority_warning
from breachdesk.services.reliance import is_in_force, reliance_words
from breachdesk.services.times import with_z, zone_by_name

Document = dict[str, Any]


def deadline_document(deadline: Deadline, rule: ClockRule, zone: str) -> Document:
    """Give a deadline in every reading."""
    return {
        "clock": deadline.clock,
        "aware_at": with_z(deadline.started_at),
        "due_at": with_z(deadline.due_at),
        "due_local": local(deadline.due_at, zone_by_name(zone)),
        "readings": [_reading(r) for r in deadline.readings],
        "source": str(deadline.source),
        "in_force_from": rule.in_force_from.isoformat(),
        "status": rule.status.value,
    }


def clock_document(standing: ClockStanding, aware_at: datetime, zone: str) -> Document:
    """Give a clock as it stands: dated, without a length in the law, or not started."""
    rule, deadline = standing.rule, standing.deadline
    found: Document = {
        "clock": rule.id,
        "label": rule.label,
        "state": standing.state.value,
        "aware_at": with_z(aware_at),
        "due_at": None,
        "due_local": None,
        "readings": [],
        "source": str(rule.source),
        "in_force_from": rule.in_force_from.isoformat(),
        "status": rule.status.value,
        "length": rule.length,
        "starts_from": rule.starts_from,
        "at_latest": with_z(standing.at_latest) if standing.at_latest else None,
        "target_at": with_z(standing.target_at) if standing.target_at else None,
        "notes": [],
    }
    if deadline is None:
        return found
    notes = [{**_reading(r), "says": r.words.get("en", "")} for r in deadline.notes]
    return {**found, **deadline_document(deadline, rule, zone), "aware_at": with_z(aware_at), "notes": notes}


def reliance_document(pack: LawPack, rule: ClockRule, day: date) -> Document:
    """Give whether a period is law on a day, what speaks against relying on it, and what its regime remarks."""
    repealed = rule.repealed_from or pack.repealed_from
    return {
        "regime": pack.id,
        "in_force": is_in_force(pack, rule, day),
        "repealed_from": repealed.isoformat() if repealed else None,
        "warnings": list(reliance_words(pack, rule, day)),
        "regime_notes": [note["en"] for note in pack.notes],
    }


def authority_document(authority: Authority, today: date) -> Document:
    """Give an authority and the way to reach it; `warning` says why its channel may not be trusted."""
    return {
        "id": authority.id,
        "country": authority.country,
        "subdivision": authority.subdivision or None,
        "name": authority.name,
        "english": authority.english or None,
        "short": authority.short,
        "languages": list(authority.languages),
        "zone": authority.zone,
        "channel": authority.channel,
        "url": authority.url,
        "home": authority.home or None,
        "email": authority.email or None,
        "phone": authority.phone or None,
        "serves": authority.serves or None,
        "checked_on": authority.checked_on.isoformat() if authority.checked_on else None,
        "warning": authority_warning(authority, today) or None,
    }


def documents_of(authorities: Iterable[Authority], today: date) -> list[Document]:
    """Give several authorities."""
    return [authority_document(authority, today) for authority in authorities]


def local(instant: datetime, zone: ZoneInfo) -> str:
    """Give an instant as ISO 8601 with the offset of a zone."""
    return instant.astimezone(zone).isoformat(timespec="seconds")


def _reading(reading: Reading) -> Document:
    found = {"id": reading.id, "due_at": with_z(reading.due_at), "source": str(reading.source)}
    if reading.status is not LawStatus.IN_FORCE:
        found["status"] = reading.status.value
    return {**found, "says": reading.words["en"]} if "en" in reading.words else found
