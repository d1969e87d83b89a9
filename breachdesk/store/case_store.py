"""The workspace on SQLite: incidents, timelines, inventories, reminders and the outbox.

Every change of an incident, its entry, its list row and its reminders are one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlmodel import col, select

from breachdesk.domain.deliveries import Delivery
from breachdesk.domain.errors import NotFound, StoreProblem
from breachdesk.domain.incident import Incident
from breachdesk.domain.letter_digests import ApprovedList
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.reminders import Reminder, ReminderState, urgency
from breachdesk.domain.replaying import replay
from breachdesk.domain.timeline import TimelineEntry
from breachdesk.services.ports import HealthLine, IncidentRow, StoredInventory, Tick
from breachdesk.store.engine import transaction
from breachdesk.store.file_lock import held_alone
from breachdesk.store.health import look_at
from breachdesk.store.opening import FILE, open_workspace
from breachdesk.store.rows import (
    damage_in_words,
    delivery_of,
    entry_of,
    first_broken,
    incident_row_of,
    reminder_of,
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
from breachdesk.store.values import inventory_from_text, list_from_text, playbook_from_text
from breachdesk.store.values import sha256 as digest_of
from breachdesk.store.writing import SqliteTransaction


class SqliteCaseStore:
    """The port `CaseStore`, in one folder.

    Args:
        folder: Made when missing, for its owner only.
        busy_timeout_ms: How long to wait for another program before saying so.
    """

    def __init__(self, folder: Path, busy_timeout_ms: int = 5000) -> None:
        self._folder = folder
        self._engine: Engine = open_workspace(folder, busy_timeout_ms)
        self._identity = self._file_identity()
        self._lock = Lock()
        self._incidents: dict[str, Incident] = {}
        self._playbooks: dict[str, Playbook] = {}
        self._inventory: tuple[int, StoredInventory] | None = None

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        """Begin one write, alone in the workspace."""
        self._require_same_file()
        with transaction(self._engine, "BEGIN IMMEDIATE") as connection, Session(bind=connection) as session:
            yield SqliteTransaction(session, self._load)
            session.flush()

    def rows(self) -> tuple[IncidentRow, ...]:
        """Give every incident: open ones by deadline, then closed ones, newest first."""
        with self._reading() as session:
            rows = [incident_row_of(r) for r in session.scalars(select(IncidentRecord))]
        open_rows = sorted((r for r in rows if r.closed_at is None), key=_pressing)
        closed = sorted((r for r in rows if r.closed_at is not None), key=lambda r: r.due_at, reverse=True)
        return (*open_rows, *closed)

    def incident(self, name: str) -> Incident:
        """Give an Incident by id or reference; NotFound names those there are."""
        with self._reading() as session:
            found = session.scalars(
                select(IncidentRecord).where((col(IncidentRecord.id) == name) | (col(IncidentRecord.reference) == name))
            ).first()
            if found is None:
                there = session.scalars(select(col(IncidentRecord.reference)).order_by(col(IncidentRecord.reference)))
                raise NotFound(f"There is no incident '{name[:40]}'; there are: {', '.join(there) or 'none yet'}.")
            return self._load(session, found.id)

    def timeline(self, incident_id: str) -> tuple[TimelineEntry, ...]:
        """Give all entries in order."""
        with self._reading() as session:
            row = session.get(IncidentRecord, incident_id)
            return tuple(entry_of(record) for record in _chained(session, row)) if row else ()

    def inventory(self) -> StoredInventory | None:
        """Give the inventory in use, or None when none was imported."""
        with self._reading() as session:
            newest = session.scalars(select(col(InventoryRecord.seq)).order_by(col(InventoryRecord.seq).desc())).first()
            if newest is None:
                return None
            if self._inventory is None or self._inventory[0] != newest:
                record = session.get(InventoryRecord, newest)
                assert record is not None
                if digest_of(record.content) != record.sha256:
                    raise StoreProblem(
                        "The inventory in use was changed outside BreachDesk; it is not used. Import it again."
                    )
                value = inventory_from_text(record.content)
                stored = StoredInventory(value, record.sha256, record.imported_at, record.imported_by)
                self._inventory = newest, stored
            return self._inventory[1]

    def playbook(self, sha256: str) -> Playbook:
        """Give a kept plan by fingerprint; NotFound when there is none."""
        if sha256 not in self._playbooks:
            with self._reading() as session:
                record = session.get(PlaybookRecord, sha256)
            if record is None:
                raise NotFound(f"The workspace keeps no playbook with fingerprint {sha256[:12]}.")
            with damage_in_words():
                self._playbooks[sha256] = playbook_from_text(record.content)
        return self._playbooks[sha256]

    def law_texts(self, sha256: str) -> Mapping[str, str]:
        """Give the texts of a kept book of law by fingerprint; NotFound when there is none."""
        with self._reading() as session:
            record = session.get(LawRecord, sha256)
        if record is None:
            raise NotFound(f"The workspace keeps no book of law with fingerprint {sha256[:12]}.")
        with damage_in_words():
            texts: Mapping[str, str] = json.loads(record.content)
        return texts

    def approved_list(self, sha256: str) -> ApprovedList:
        """Give a kept list by the fingerprint of the Manifest it was approved in; NotFound when there is none."""
        with self._reading() as session:
            record = session.get(ApprovedListRecord, sha256)
        if record is None:
            raise NotFound(f"The workspace keeps no list for the approval {sha256[:12]}; approve it again with the list.")
        with damage_in_words():
            return list_from_text(record.content)

    def due_reminders(self, now: datetime) -> tuple[Reminder, ...]:
        """Give reminders that wait and are due, most urgent first."""
        return self._reminders_where(
            col(ReminderRecord.state) == ReminderState.WAITING.value, col(ReminderRecord.due_at) <= now
        )

    def claimed_reminders(self) -> tuple[Reminder, ...]:
        """Give reminders somebody began to mail and did not finish."""
        return self._reminders_where(col(ReminderRecord.state) == ReminderState.CLAIMED.value)

    def unshown_reminders(self, now: datetime) -> tuple[Reminder, ...]:
        """Give due reminders, in any state but cancelled, that no screen has shown yet."""
        return self._reminders_where(
            col(ReminderRecord.state) != ReminderState.CANCELLED.value,
            col(ReminderRecord.due_at) <= now,
            col(ReminderRecord.shown_at).is_(None),
        )

    def reminders(self, incident_id: str) -> tuple[Reminder, ...]:
        """Give an Incident's reminders in the order they fall due."""
        found = self._reminders_where(col(ReminderRecord.incident) == incident_id)
        return tuple(sorted(found, key=lambda r: (r.due_at, r.to_name)))

    def next_reminder_at(self) -> datetime | None:
        """Give when the next waiting reminder falls due, or None."""
        with self._reading() as session:
            waiting = select(col(ReminderRecord.due_at)).where(col(ReminderRecord.state) == ReminderState.WAITING.value)
            return session.scalars(waiting.order_by(col(ReminderRecord.due_at))).first()

    def deliveries(self, incident_id: str | None = None) -> tuple[Delivery, ...]:
        """Give the outbox, of one Incident or of all, in the order they were queued."""
        query = select(DeliveryRecord).order_by(col(DeliveryRecord.seq))
        if incident_id is not None:
            query = query.where(col(DeliveryRecord.incident) == incident_id)
        with self._reading() as session:
            return tuple(delivery_of(record) for record in session.scalars(query))

    def last_tick(self) -> Tick | None:
        """Give when somebody last looked for due reminders."""
        with self._reading() as session:
            record = session.get(TickRecord, 1)
            return Tick(record.at, record.note) if record else None

    def changes(self) -> int:
        """Give a number that is another one after any write by any program."""
        counter = 0
        for suffix in ("", "-wal"):
            try:
                found = (self._folder / f"{FILE}{suffix}").stat()
            except FileNotFoundError:
                continue
            counter = hash((counter, found.st_mtime_ns, found.st_size))
        return counter

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        """Hold a lock by name while inside; False when another living program holds it."""
        with held_alone(self._folder / f"{work}.lock") as alone:
            yield alone

    def health(self) -> tuple[HealthLine, ...]:
        """Look at everything the workspace stands on."""
        with self._reading() as session:
            return look_at(session, self._folder)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        self._require_same_file()
        with transaction(self._engine, "BEGIN") as connection, Session(bind=connection) as session:
            yield session

    def _reminders_where(self, *conditions: object) -> tuple[Reminder, ...]:
        with self._reading() as session:
            query = select(ReminderRecord).where(*conditions)  # type: ignore[arg-type]
            found = [reminder_of(record) for record in session.scalars(query)]
        return tuple(sorted(found, key=urgency))

    def _load(self, session: Session, incident_id: str) -> Incident:
        """Replay an incident; an unchanged one is taken from memory, its entries being append-only."""
        row = session.get(IncidentRecord, incident_id)
        if row is None:
            raise NotFound(f"There is no incident '{incident_id[:40]}'.")
        with self._lock:
            known = self._incidents.get(incident_id)
        if known is not None and known.entries == row.entries:
            return known
        incident = replay(incident_id, [entry_of(record) for record in _chained(session, row)])
        with self._lock:
            self._incidents[incident_id] = incident
        return incident

    def _file_identity(self) -> tuple[int, int]:
        found = (self._folder / FILE).stat()
        return found.st_dev, found.st_ino

    def _require_same_file(self) -> None:
        try:
            same = self._file_identity() == self._identity
        except OSError:
            same = False
        if not same:
            raise StoreProblem(
                f"{FILE} was removed or replaced while it was open; nothing more is saved. "
                "Leave, put the file back, and start again."
            )


def _chained(session: Session, row: IncidentRecord) -> list[EntryRecord]:
    """Give an incident's entries in order.

    Raises:
        StoreProblem: one was changed, or is missing; nothing of the record is shown then.
    """
    query = select(EntryRecord).where(col(EntryRecord.incident_id) == row.id).order_by(col(EntryRecord.number))
    records = list(session.scalars(query))
    broken = first_broken(records)
    if broken is None and len(records) != row.entries:
        broken = len(records) + 1
    if broken is not None:
        raise StoreProblem(
            f"The record of {row.reference} was changed outside BreachDesk at entry {broken}; "
            "it is not shown. Restore it from a backup."
        )
    return records


def _pressing(row: IncidentRow) -> tuple[bool, datetime]:
    return (row.first_filed_at is not None, row.due_at)
