"""The words of the house that are not values elsewhere: duties, breach kinds, notice kinds."""

from __future__ import annotations

from enum import StrEnum

EXERCISE = "EXERCISE"
"""Stands on everything an exercise shows or writes, in every language."""


class Duty(StrEnum):
    """What the law may ask of the controller."""

    DOCUMENT = "document"
    NOTIFY_AUTHORITY = "notify_authority"
    NOTIFY_INDIVIDUALS = "notify_individuals"


class BreachKind(StrEnum):
    """What happened to the data; several may hold (Art. 4(12))."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class NoticeKind(StrEnum):
    """A Notification to an authority (Art. 33) or a Communication to people (Art. 34)."""

    NOTIFICATION = "notification"
    COMMUNICATION = "communication"


class Moment(StrEnum):
    """Instants before Awareness that an authority asks about; each with who says so and why."""

    FIRST_SIGNAL = "first-signal"
    INVESTIGATION_STARTED = "investigation-started"


class Confirmation(StrEnum):
    """What a decision not to notify waits for before it holds; a setting of the house."""

    NONE = "none"
    SECOND_PERSON = "second-person"
    COOLING_OFF_HOUR = "cooling-off-hour"


def duty_of(kind: NoticeKind) -> Duty:
    """Give the duty that a kind of Notice fulfils."""
    return Duty.NOTIFY_AUTHORITY if kind is NoticeKind.NOTIFICATION else Duty.NOTIFY_INDIVIDUALS
