"""Version 1: the tables of the first release, written out so that later versions build on what was shipped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "incident",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("reference", sa.String, nullable=False, unique=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("due_at", sa.String, nullable=False),
        sa.Column("first_filed_at", sa.String),
        sa.Column("closed_at", sa.String),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("happened_at", sa.String, nullable=False),
        sa.Column("recorded_at", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.UniqueConstraint("incident_id", "number", name="one_entry_a_number"),
    )
    op.create_index("ix_entry_incident_id", "entry", ["incident_id"])
    _contents()
    _queues()
    op.execute(
        "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
    )


def _contents() -> None:
    op.create_table(
        "kept_inventory",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("imported_at", sa.String, nullable=False),
        sa.Column("imported_by", sa.String, nullable=False),
    )
    op.create_index("ix_kept_inventory_sha256", "kept_inventory", ["sha256"])
    op.create_table(
        "kept_playbook",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
    )


def _queues() -> None:
    op.create_table(
        "reminder",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("incident", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("clock", sa.String, nullable=False),
        sa.Column("rung", sa.Integer, nullable=False),
        sa.Column("due_at", sa.String, nullable=False),
        sa.Column("deadline_at", sa.String, nullable=False),
        sa.Column("to_name", sa.String, nullable=False),
        sa.Column("to_address", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("shown_at", sa.String),
        sa.Column("changed_at", sa.String, nullable=False),
    )
    for name in ("incident", "due_at", "state"):
        op.create_index(f"ix_reminder_{name}", "reminder", [name])
    op.create_table(
        "delivery",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("incident", sa.String, nullable=False),
        sa.Column("notice", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("to_name", sa.String, nullable=False),
        sa.Column("to_address", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("changed_at", sa.String),
        sa.UniqueConstraint("incident", "notice", "to_address", name="one_letter_a_person"),
    )
    op.create_index("ix_delivery_incident", "delivery", ["incident"])
    op.create_table(
        "tick",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
    )
