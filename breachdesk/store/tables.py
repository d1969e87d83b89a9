"""The tables of a workspace. Rows only; what they mean is the domain's business."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel

from breachdesk.domain.errors import NaiveInstant, StoreProblem
from breachdesk.store.engine import DAMAGED

SCHEMA_VERSION = 4


class Instant(TypeDecorator[datetime]):
    """An instant as ISO text in UTC: sorts as text, reads by eye, and refuses what has no zone."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Give the text that is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveInstant(value)
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Give the instant back, in UTC."""
        if value is None:
            return None
        try:
            found = datetime.fromisoformat(value)
        except (ValueError, TypeError):
            raise StoreProblem(DAMAGED) from None
        if found.tzinfo is None:
            raise StoreProblem(DAMAGED)
        return found


def instant(**options: Any) -> Any:
    """Give a column for an instant."""
    return Field(sa_type=Instant, **options)


class IncidentRecord(SQLModel, table=True):
    """What a list needs of an incident; worked out anew with every entry."""

    __tablename__ = "incident"
    id: str = Field(primary_key=True)
    reference: str = Field(unique=True)
    title: str
    due_at: datetime = instant()
    first_filed_at: datetime | None = instant(default=None, nullable=True)
    closed_at: datetime | None = instant(default=None, nullable=True)
    entries: int


class EntryRecord(SQLModel, table=True):
    """One timeline entry; append-only, each holding the hash of the one before."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("incident_id", "number", name="one_entry_a_number"),)
    seq: int | None = Field(default=None, primary_key=True)
    incident_id: str = Field(index=True)
    number: int
    happened_at: datetime = instant()
    recorded_at: datetime = instant()
    by: str
    act: str
    previous_hash: str
    hash: str


class InventoryRecord(SQLModel, table=True):
    """An imported inventory; the newest is in use, earlier ones stay for the scopes that name them."""

    __tablename__ = "kept_inventory"
    seq: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(index=True)
    content: str
    imported_at: datetime = instant()
    imported_by: str


class PlaybookRecord(SQLModel, table=True):
    """A plan as it was when an incident was opened under it."""

    __tablename__ = "kept_playbook"
    sha256: str = Field(primary_key=True)
    content: str


class LawRecord(SQLModel, table=True):
    """The book of law as it stood when an incident was opened under it: the texts of its files."""

    __tablename__ = "kept_law"
    sha256: str = Field(primary_key=True)
    content: str


class ApprovedListRecord(SQLModel, table=True):
    """The addressees letters were approved for, under the fingerprint of the manifest that was signed."""

    __tablename__ = "approved_list"
    sha256: str = Field(primary_key=True)
    content: str


class ReminderRecord(SQLModel, table=True):
    """One nudge to one person; the key is what makes it one."""

    __tablename__ = "reminder"
    key: str = Field(primary_key=True)
    incident: str = Field(index=True)
    reference: str
    clock: str
    rung: int
    due_at: datetime = instant(index=True)
    deadline_at: datetime = instant()
    to_name: str
    to_address: str
    state: str = Field(index=True)
    detail: str = ""
    shown_at: datetime | None = instant(default=None, nullable=True)
    changed_at: datetime = instant()


class DeliveryRecord(SQLModel, table=True):
    """One letter to one person."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("incident", "notice", "to_address", name="one_letter_a_person"),)
    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    incident: str = Field(index=True)
    notice: str
    number: int
    sha256: str
    to_name: str
    to_address: str
    state: str
    attempts: int = 0
    detail: str = ""
    changed_at: datetime | None = instant(default=None, nullable=True)


class TickRecord(SQLModel, table=True):
    """The last look for due reminders; one row."""

    __tablename__ = "tick"
    id: int = Field(default=1, primary_key=True)
    at: datetime = instant()
    note: str = ""


TRIGGERS = (
    "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
)
