"""How a running clock reads, and what a list of incidents needs at first sight. Loads next to nothing.

A tone names a meaning (`calm`, `waiting`, `urgent`, `late`, `done`, `muted`); how it looks is the screen's
business. A tone never speaks alone: word and symbol come with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from breachdesk.services.times import hours_minutes_seconds

SOON = timedelta(hours=24)
VERY_SOON = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Face:
    """A word, a symbol and a tone."""

    text: str
    symbol: str = ""
    tone: str = "calm"

    def __str__(self) -> str:
        return f"{self.text} {self.symbol}".rstrip()


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """An incident as the list shows it before anything is worked out."""

    reference: str
    title: str
    due_at: datetime
    is_filed: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """A workspace at first sight."""

    organisation: str
    rows: tuple[GlanceRow, ...]


def running_clock(due_at: datetime, now: datetime) -> Face:
    """Say how long is left, or how long it is late; overdue counts up."""
    left = due_at - now
    span = hours_minutes_seconds(left)
    if now > due_at:
        return Face(f"{span} late", "!", "late")
    tone = "late" if left <= VERY_SOON else "urgent" if left <= SOON else "calm"
    return Face(f"{span} left", "" if tone == "calm" else "!", tone)


def glance_clock(row: GlanceRow, now: datetime) -> Face:
    """Say the clock of an incident in the list: running, or stopped by a filing."""
    if row.is_filed:
        return Face("filed", "✓", "done" if not row.is_closed else "muted")
    face = running_clock(row.due_at, now)
    return Face(face.text, face.symbol, "muted") if row.is_closed else face
