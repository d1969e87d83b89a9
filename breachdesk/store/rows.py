"""Rows to values and back, and the chain that ties each timeline entry to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from breachdesk.domain.deliveries import Delivery, DeliveryState
from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.incident import Incident
from breachdesk.domain.reminders import Reminder, ReminderState
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.services.ports import IncidentRow
from breachdesk.store.engine import DAMAGED
from breachdesk.store.tables import DeliveryRecord, EntryRecord, IncidentRecord, ReminderRecord
from breachdesk.store.values import act_from_text, act_to_text, canonical, sha256

State = TypeVar("State", ReminderState, DeliveryState)

CHAIN = "breachdesk-entry-v1"
"""Stands before each hashed entry, so that a hash of something else never fits."""


def record_of(incident_id: str, entry: TimelineEntry, previous_hash: str) -> EntryRecord:
    """Give the row for an entry, chained to the one before."""
    record = EntryRecord(
        incident_id=incident_id,
        number=entry.number,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        by=entry.by,
        act=act_to_text(entry.act),
        previous_hash=previous_hash,
        hash="",
    )
    record.hash = chain_hash(record)
    return record


def entry_of(record: EntryRecord) -> TimelineEntry:
    """Give the entry a row holds."""
    act = act_from_text(record.act)
    return TimelineEntry(record.number, record.happened_at, record.recorded_at, record.by, act)


def chain_hash(record: EntryRecord) -> str:
    """Give the hash that an entry must have, from its own content and the hash before it."""
    content = canonical(
        {
            "act": record.act,
            "by": record.by,
            "happened_at": _stamp(record.happened_at),
            "incident": record.incident_id,
            "number": record.number,
            "recorded_at": _stamp(record.recorded_at),
        }
    )
    return sha256(f"{CHAIN}\n{record.previous_hash}\n{content}")


def first_broken(records: Sequence[EntryRecord]) -> int | None:
    """Give the number of the first entry that does not fit the chain; None when all fit."""
    previous = ""
    for expected, record in enumerate(records, start=1):
        if record.number != expected or record.previous_hash != previous or record.hash != chain_hash(record):
            return expected
        previous = record.hash
    return None


def update_projection(record: IncidentRecord, incident: Incident) -> None:
    """Bring the list row up to date."""
    record.title = incident.title
    record.due_at = incident.deadline.due_at
    record.first_filed_at = incident.first_filed_at
    record.closed_at = incident.closed_at
    record.entries = incident.entries


def incident_row_of(record: IncidentRecord) -> IncidentRow:
    """Give a list row."""
    return IncidentRow(
        record.id,
        record.reference,
        record.title,
        record.due_at,
        record.first_filed_at,
        record.closed_at,
        record.entries,
    )


def reminder_of(record: ReminderRecord) -> Reminder:
    """Give the reminder a row holds."""
    return Reminder(
        key=record.key,
        incident=record.incident,
        reference=record.reference,
        clock=record.clock,
        rung=record.rung,
        due_at=record.due_at,
        deadline_at=record.deadline_at,
        to_name=record.to_name,
        to_address=record.to_address,
        state=_one_of(ReminderState, record.state),
        detail=record.detail,
        shown_at=record.shown_at,
    )


def record_of_reminder(reminder: Reminder, now: datetime) -> ReminderRecord:
    """Give the row for a reminder."""
    return ReminderRecord(
        key=reminder.key,
        incident=reminder.incident,
        reference=reminder.reference,
        clock=reminder.clock,
        rung=reminder.rung,
        due_at=reminder.due_at,
        deadline_at=reminder.deadline_at,
        to_name=reminder.to_name,
        to_address=reminder.to_address,
        state=reminder.state.value,
        detail=reminder.detail,
        shown_at=reminder.shown_at,
        changed_at=now,
    )


def delivery_of(record: DeliveryRecord) -> Delivery:
    """Give the letter a row holds."""
    return Delivery(
        id=record.id,
        incident=record.incident,
        notice=record.notice,
        number=record.number,
        sha256=record.sha256,
        to_name=record.to_name,
        to_address=record.to_address,
        state=_one_of(DeliveryState, record.state),
        attempts=record.attempts,
        detail=record.detail,
        changed_at=record.changed_at,
    )


def record_of_delivery(delivery: Delivery) -> DeliveryRecord:
    """Give the row for a letter."""
    return DeliveryRecord(
        id=delivery.id,
        incident=delivery.incident,
        notice=delivery.notice,
        number=delivery.number,
        sha256=delivery.sha256,
        to_name=delivery.to_name,
        to_address=delivery.to_address,
        state=delivery.state.value,
        attempts=delivery.attempts,
        detail=delivery.detail,
        changed_at=delivery.changed_at,
    )


def _one_of(states: type[State], word: str) -> State:
    """Give the state a row names; one nobody wrote is damage."""
    with damage_in_words():
        return states(word)


@contextmanager
def damage_in_words() -> Iterator[None]:
    """Say of a value that nobody wrote so that the file is damaged, without repeating it."""
    try:
        yield
    except ValueError:
        raise StoreProblem(DAMAGED) from None


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
