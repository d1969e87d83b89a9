"""How actions read: their day, how they stand, how many are open. Pure; one wording for screen and shell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from breachdesk.services.faces import Face
from breachdesk.services.learning import ActionRow
from breachdesk.services.times import MONTHS, WEEKDAYS


def day_words(day: date) -> str:
    """Say a day as `Tue 15 Dec 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def action_face(row: ActionRow) -> Face:
    """Say how an action stands."""
    if row.is_open:
        return Face("late", "!", "late") if row.is_late else Face("open", "·", "calm")
    return Face("done", "✓", "done") if row.action.done else Face("dropped", "–", "muted")


def open_words(rows: Sequence[ActionRow]) -> Face:
    """Say how many actions are open and how many of them late, such as `actions: 3 open, 1 late`."""
    open_rows = [row for row in rows if row.is_open]
    late = sum(row.is_late for row in open_rows)
    said = f"actions: {len(open_rows)} open"
    return Face(f"{said}, {late} late", "!", "late") if late else Face(said)
