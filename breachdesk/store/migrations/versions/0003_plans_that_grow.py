"""Version 3: records speak of more: plans taken in, own tasks, evidence, lessons, actions. The tables stay as they are.

An older program would take such a record for a damaged one; by the version it knows that it is only too old.
"""

from __future__ import annotations

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nothing is to be changed in what is there."""
