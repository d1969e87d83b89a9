"""Version 4: approvals are signed over all that goes out, and the list of addressees they were given for is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room for the lists; approvals from before cover none, and are asked for again."""
    op.create_table(
        "approved_list",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
    )
