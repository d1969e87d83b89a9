"""The words of the house that are not values elsewhere: duties, breach kinds, notice kinds."""

from __future__ import annotations

from collections.abc import Mapping
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


class Audience(StrEnum):
    """Who a Notice is written for."""

    AUTHORITY = "authority"
    INDIVIDUALS = "individuals"
    CONTROLLER = "controller"
    """The controller we work for, told by us as its processor (Art. 33(2))."""

    MANAGEMENT = "management"
    PRESS = "press"
    INSURER = "insurer"
    POLICE = "police"


class Channel(StrEnum):
    """The way a Notice goes."""

    PORTAL = "portal"
    EMAIL = "email"
    POST = "post"
    SMS = "sms"
    PHONE = "phone"
    PUBLIC = "public"
    """A website, an advert: everybody can read it (Art. 34(3)(c))."""

    BY_HAND = "by-hand"
    """Whoever needs it is given it: no fixed way out of the house."""


class NoticeKind(StrEnum):
    """What is written: the Notification to an authority, the Communication to people in each of its forms, and the rest."""

    NOTIFICATION = "notification"
    WITHDRAWAL = "withdrawal"
    """Taking a Notification back: it turned out that there was nothing to notify."""

    COMMUNICATION = "communication"
    """To individuals by e-mail."""

    LETTER = "letter"
    SMS = "sms"
    PHONE = "phone"
    """What is said on the telephone, in order."""

    PUBLIC = "public"
    CONTROLLER_NOTICE = "controller-notice"
    BRIEF = "brief"
    PRESS = "press"
    INSURER = "insurer"
    POLICE = "police"

    @property
    def audience(self) -> Audience:
        """Who it is written for."""
        return _PROFILES[self][0]

    @property
    def channel(self) -> Channel:
        """The way it goes."""
        return _PROFILES[self][1]

    @property
    def obligation(self) -> str:
        """The duty it fulfils, by the id the law's data give it; empty where no law asks for it."""
        return _PROFILES[self][2]


_PROFILES: Mapping[NoticeKind, tuple[Audience, Channel, str]] = {
    NoticeKind.NOTIFICATION: (Audience.AUTHORITY, Channel.PORTAL, "gdpr-33-1"),
    NoticeKind.WITHDRAWAL: (Audience.AUTHORITY, Channel.PORTAL, "gdpr-33-1"),
    NoticeKind.COMMUNICATION: (Audience.INDIVIDUALS, Channel.EMAIL, "gdpr-34-1"),
    NoticeKind.LETTER: (Audience.INDIVIDUALS, Channel.POST, "gdpr-34-1"),
    NoticeKind.SMS: (Audience.INDIVIDUALS, Channel.SMS, "gdpr-34-1"),
    NoticeKind.PHONE: (Audience.INDIVIDUALS, Channel.PHONE, "gdpr-34-1"),
    NoticeKind.PUBLIC: (Audience.INDIVIDUALS, Channel.PUBLIC, "gdpr-34-1"),
    NoticeKind.CONTROLLER_NOTICE: (Audience.CONTROLLER, Channel.BY_HAND, "gdpr-33-2"),
    NoticeKind.BRIEF: (Audience.MANAGEMENT, Channel.BY_HAND, ""),
    NoticeKind.PRESS: (Audience.PRESS, Channel.BY_HAND, ""),
    NoticeKind.INSURER: (Audience.INSURER, Channel.BY_HAND, ""),
    NoticeKind.POLICE: (Audience.POLICE, Channel.BY_HAND, ""),
}

STATUTORY = (NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION)
"""What the law asks of a controller in the plain case; the other kinds are other ways to say it, or for others to read."""


class Stage(StrEnum):
    """Where a Notification stands in the row of those made about one Incident (Art. 33(4))."""

    INITIAL = "initial"
    SUPPLEMENT = "supplement"
    FINAL = "final"


class Moment(StrEnum):
    """Instants before Awareness that an authority asks about; each with who says so and why."""

    FIRST_SIGNAL = "first-signal"
    INVESTIGATION_STARTED = "investigation-started"


class Confirmation(StrEnum):
    """What a decision not to notify waits for before it holds; a setting of the house."""

    NONE = "none"
    SECOND_PERSON = "second-person"
    COOLING_OFF_HOUR = "cooling-off-hour"


def duty_of(kind: NoticeKind) -> Duty | None:
    """Give the decision that a kind of Notice carries out; None where no decision stands before it."""
    duties = {Audience.AUTHORITY: Duty.NOTIFY_AUTHORITY, Audience.INDIVIDUALS: Duty.NOTIFY_INDIVIDUALS}
    return duties.get(kind.audience)
