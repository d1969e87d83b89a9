"""Version 2: the book of law an incident is worked under is kept with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make room for it; incidents opened before keep to the book in use."""
    op.create_table(
        "kept_law",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
    )
