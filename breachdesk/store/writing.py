"""One write under way: everything in it is saved together, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session
from sqlmodel import col, select

from breachdesk.domain.deliveries import NOBODY_HAS_IT, Delivery, DeliveryState
from breachdesk.domain.errors import ChangedMeanwhile
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.reminders import Reminder, ReminderState
from breachdesk.domain.replaying import after
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.store.rows import (
    delivery_of,
    record_of,
    record_of_delivery,
    record_of_reminder,
    update_projection,
)
from breachdesk.store.tables import (
    ApprovedListRecord,
    DeliveryRecord,
    EntryRecord,
    IncidentRecord,
    InventoryRecord,
    LawRecord,
    PlaybookRecord,
    ReminderRecord,
    TickRecord,
)
from breachdesk.store.values import canonical, inventory_to_text, list_to_text, playbook_to_text, sha256


class SqliteTransaction:
    """The port `Transaction`."""

    def __init__(self, session: Session, load: Callable[[Session, str], Incident]) -> None:
        self._session = session
        self._load = load
        self._changed: dict[str, Incident] = {}

    def next_reference(self, year: int) -> str:
        """Give the next free reference of a year, such as `2026-07`."""
        taken = self._session.scalars(
            select(col(IncidentRecord.reference)).where(col(IncidentRecord.reference).startswith(f"{year}-"))
        )
        numbers = [int(r.rpartition("-")[2]) for r in taken]
        return f"{year}-{max(numbers, default=0) + 1:02d}"

    def incident(self, id_: str) -> Incident:
        """Give an Incident as it is now, what this write added included."""
        return self._changed.get(id_) or self._load(self._session, id_)

    def append(self, incident_id: str, entry: TimelineEntry) -> Incident:
        """Write the next timeline entry and give the Incident after it."""
        row = self._session.get(IncidentRecord, incident_id)
        have = row.entries if row else 0
        if entry.number != have + 1:
            raise ChangedMeanwhile(
                f"Somebody else changed this incident meanwhile (it has {have} entries now); look again, then repeat."
            )
        before = self.incident(incident_id) if row else None
        incident = after(before, entry, incident_id)
        self._session.add(record_of(incident_id, entry, self._last_hash(incident_id)))
        if row is None:
            row = IncidentRecord(
                id=incident_id, reference=incident.reference, title="", due_at=incident.aware_at, entries=0
            )
            self._session.add(row)
        update_projection(row, incident)
        self._session.flush()
        self._changed[incident_id] = incident
        return incident

    def set_reminders(self, incident_id: str, wanted: Sequence[Reminder], now: datetime) -> None:
        """Add what is missing; cancel what still waits and is wanted no longer; touch nothing else."""
        query = select(ReminderRecord).where(col(ReminderRecord.incident) == incident_id)
        have = {record.key: record for record in self._session.scalars(query)}
        keys = {reminder.key for reminder in wanted}
        for reminder in wanted:
            if reminder.key not in have:
                self._session.add(record_of_reminder(reminder, now))
            elif have[reminder.key].state == ReminderState.CANCELLED.value and reminder.due_at > now:
                have[reminder.key].state = ReminderState.WAITING.value
        for key, record in have.items():
            if key not in keys and record.state == ReminderState.WAITING.value:
                record.state = ReminderState.CANCELLED.value
                record.changed_at = now
        self._session.flush()

    def keep_inventory(self, inventory: Inventory, now: datetime, by: str) -> str:
        """Make this the inventory in use; give its fingerprint. Earlier ones stay."""
        content = inventory_to_text(inventory)
        fingerprint = sha256(content)
        self._session.add(InventoryRecord(sha256=fingerprint, content=content, imported_at=now, imported_by=by))
        self._session.flush()
        return fingerprint

    def keep_playbook(self, playbook: Playbook) -> None:
        """Keep the plan under its fingerprint."""
        if self._session.get(PlaybookRecord, playbook.sha256) is None:
            self._session.add(PlaybookRecord(sha256=playbook.sha256, content=playbook_to_text(playbook)))
            self._session.flush()

    def keep_law(self, sha256: str, texts: Mapping[str, str]) -> None:
        """Keep the texts of a book of law under its fingerprint."""
        if self._session.get(LawRecord, sha256) is None:
            self._session.add(LawRecord(sha256=sha256, content=canonical(dict(texts))))
            self._session.flush()

    def keep_list(self, sha256: str, people: ApprovedList) -> None:
        """Keep the list that letters were approved for, under the fingerprint of that Approval's Manifest.

        Not of the letters: two lists can make the same letters, and then one approval would have the list of the other.
        """
        record = self._session.get(ApprovedListRecord, sha256)
        if record is None:
            self._session.add(ApprovedListRecord(sha256=sha256, content=list_to_text(people)))
        else:
            # It may have been changed by another hand, and this one was signed for.
            record.content = list_to_text(people)
        self._session.flush()

    def add_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Put letters in the outbox."""
        self._session.add_all([record_of_delivery(delivery) for delivery in deliveries])
        self._session.flush()

    def replace_delivery(self, id_: str, by: Delivery) -> None:
        """Put a letter into the place of one that nobody has; one that somebody has or may have stays."""
        record = self._session.scalars(select(DeliveryRecord).where(col(DeliveryRecord.id) == id_)).first()
        if record is None or DeliveryState(record.state) not in NOBODY_HAS_IT:
            return
        for name, value in record_of_delivery(by).model_dump(exclude={"seq"}).items():
            setattr(record, name, value)
        self._session.flush()

    def deliveries(self, incident_id: str, notice: str) -> tuple[Delivery, ...]:
        """Give a Notice's letters in the order they were queued."""
        query = select(DeliveryRecord).where(
            col(DeliveryRecord.incident) == incident_id, col(DeliveryRecord.notice) == notice
        )
        return tuple(delivery_of(r) for r in self._session.scalars(query.order_by(col(DeliveryRecord.seq))))

    def move_delivery(self, id_: str, was: DeliveryState, becomes: DeliveryState, detail: str, now: datetime) -> bool:
        """Change a letter's state if it is still `was`; tell whether it did. `sending` counts an attempt."""
        record = self._session.scalars(select(DeliveryRecord).where(col(DeliveryRecord.id) == id_)).first()
        if record is None or record.state != was.value:
            return False
        record.state, record.detail, record.changed_at = becomes.value, detail, now
        record.attempts += becomes is DeliveryState.SENDING
        self._session.flush()
        return True

    def move_reminder(self, key: str, was: ReminderState, becomes: ReminderState, detail: str, now: datetime) -> bool:
        """Change a reminder's state if it is still `was`; tell whether it did."""
        record = self._session.get(ReminderRecord, key)
        if record is None or record.state != was.value:
            return False
        record.state, record.detail, record.changed_at = becomes.value, detail, now
        self._session.flush()
        return True

    def mark_shown(self, keys: Sequence[str], now: datetime) -> tuple[str, ...]:
        """Mark reminders as shown on a screen; give the keys nobody had shown before."""
        mine = []
        for key in keys:
            record = self._session.get(ReminderRecord, key)
            if record is not None and record.shown_at is None:
                record.shown_at = now
                mine.append(key)
        self._session.flush()
        return tuple(mine)

    def note_tick(self, now: datetime, note: str) -> None:
        """Write down that somebody looked for due reminders; what was noted last stays until something else is."""
        record = self._session.get(TickRecord, 1) or TickRecord(id=1, at=now)
        record.at, record.note = now, note or record.note
        self._session.add(record)
        self._session.flush()

    def _last_hash(self, incident_id: str) -> str:
        query = select(col(EntryRecord.hash)).where(col(EntryRecord.incident_id) == incident_id)
        return self._session.scalars(query.order_by(col(EntryRecord.number).desc())).first() or ""
