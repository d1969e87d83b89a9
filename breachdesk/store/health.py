"""What `doctor` sees of a workspace: engine, journal, integrity, modes, room, records."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlmodel import col, select

from breachdesk.domain.deliveries import letter_id
from breachdesk.domain.replaying import replay
from breachdesk.services.ports import HealthLine
from breachdesk.store.engine import wal_is_safe
from breachdesk.store.opening import FILE
from breachdesk.store.rows import entry_of, first_broken, incident_row_of, update_projection
from breachdesk.store.tables import SCHEMA_VERSION, DeliveryRecord, EntryRecord, IncidentRecord, InventoryRecord
from breachdesk.store.values import sha256

ENOUGH_MIB = 50


def look_at(session: Session, folder: Path) -> tuple[HealthLine, ...]:
    """Look at everything a workspace stands on."""
    return (
        _journal(session),
        _integrity(session),
        HealthLine("version", True, f"workspace version {SCHEMA_VERSION}, the newest this program knows"),
        *_modes(folder),
        _room(folder),
        _records(session),
    )


def _journal(session: Session) -> HealthLine:
    mode = str(session.execute(text("PRAGMA journal_mode")).scalar()).upper()
    synchronous = {2: "FULL", 3: "EXTRA"}.get(
        int(session.execute(text("PRAGMA synchronous")).scalar() or 0), "too weak"
    )
    why = "" if wal_is_safe(sqlite3.sqlite_version_info) else "; this SQLite's write-ahead log has a known fault"
    says = f"SQLite {sqlite3.sqlite_version}, journal {mode}, synchronous {synchronous}{why}"
    return HealthLine("storage", synchronous != "too weak", says)


def _integrity(session: Session) -> HealthLine:
    said = str(session.execute(text("PRAGMA integrity_check(1)")).scalar())
    return HealthLine("integrity", said == "ok", "the file is whole" if said == "ok" else "damaged; restore a backup")


def _modes(folder: Path) -> Iterator[HealthLine]:
    if os.name != "posix":
        return
    for path, wanted in ((folder, 0o700), (folder / FILE, 0o600)):
        mode = stat.S_IMODE(path.stat().st_mode)
        tight = not mode & 0o077
        mend = "" if tight else f"; run `chmod {wanted:o}` on it"
        yield HealthLine(
            path.name, tight, f"mode {mode:04o}, for its owner only" if tight else f"mode {mode:04o}{mend}"
        )


def _room(folder: Path) -> HealthLine:
    free = shutil.disk_usage(folder).free // 2**20
    return HealthLine("room", free >= ENOUGH_MIB, f"{free:,} MiB free")


def _records(session: Session) -> HealthLine:
    """Every entry fits its chain; the list, the inventories and the letters are what was written."""
    broken = []
    count = 0
    for incident in session.scalars(select(IncidentRecord)):
        query = select(EntryRecord).where(col(EntryRecord.incident_id) == incident.id).order_by(col(EntryRecord.number))
        records = list(session.scalars(query))
        count += len(records)
        at = first_broken(records)
        if at is not None or len(records) != incident.entries:
            broken.append(f"{incident.reference} at entry {at or len(records) + 1}")
        elif not _is_projection_of(incident, records):
            broken.append(f"the line of {incident.reference} in the list")
    broken += _not_as_kept(session)
    if broken:
        return HealthLine("records", False, f"changed outside BreachDesk: {', '.join(broken)}")
    return HealthLine("records", True, f"{count} entries, every one in its chain")


def _not_as_kept(session: Session) -> Iterator[str]:
    """Name what no longer fits its own fingerprint."""
    for inventory in session.scalars(select(InventoryRecord)):
        if sha256(inventory.content) != inventory.sha256:
            yield f"inventory {inventory.seq}"
    for letter in session.scalars(select(DeliveryRecord)):
        if letter.id != letter_id(letter.incident, letter.notice, letter.sha256, letter.to_name, letter.to_address):
            yield f"letter {letter.seq} of the outbox"


def _is_projection_of(row: IncidentRecord, records: Sequence[EntryRecord]) -> bool:
    incident = replay(row.id, [entry_of(record) for record in records])
    fresh = IncidentRecord(id=row.id, reference=incident.reference, title="", due_at=row.due_at, entries=0)
    update_projection(fresh, incident)
    return incident_row_of(fresh) == incident_row_of(row)
