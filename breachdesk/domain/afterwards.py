"""What comes after: lessons, and actions with an owner and a day that outlive the Incident.

Source: GDPR Art. 24(1), 32(1)(d), 33(5): measures are reviewed and kept effective, and remedial action is on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LessonKind(StrEnum):
    """What a Lesson is about."""

    ROOT_CAUSE = "root-cause"
    HELD = "held"
    """A measure that did what it was for."""

    CHANGE = "change"
    """What should be different next time."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned from one Incident, by whom it was said."""

    kind: LessonKind
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """Something to change, agreed on after an Incident."""

    id: str
    what: str
    owner: str
    due_on: date
    agreed_at: datetime
    settled_at: datetime | None = None
    done: bool = False
    """Done, or else dropped, once it is settled."""

    note: str = ""

    def is_late(self, today: date) -> bool:
        """Tell whether its day has passed and it is not settled."""
        return self.settled_at is None and today > self.due_on
