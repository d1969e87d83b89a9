"""Who is who in a breach: controller, processors, DPO, and the people named by role.

Source: GDPR Art. 4(7), 4(8), 33(3)(b), 37.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does for an Incident; reminders and tasks are addressed by role."""

    RESPONDER = "responder"
    INCIDENT_LEAD = "incident-lead"
    DPO = "dpo"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the house who acts, approves, or is reminded."""

    name: str
    email: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """Where more information can be had: the DPO or another contact (Art. 33(3)(b))."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Controller:
    """The organisation that decides why and how personal data are processed (Art. 4(7))."""

    name: str
    country: str
    """ISO 3166-1 alpha-2 of its main establishment; it names the competent authority (Art. 55, 56)."""

    zone: str
    """IANA zone in which its people read the clock."""

    address: str = ""
    registration: str = ""
    """Its number in the trade register."""

    languages: tuple[str, ...] = ()
    subdivision: str = ""
    """ISO 3166-2 code of its seat where parts of the country have their own authority, such as `DE-NW`."""

    role: str = ""
    """controller, joint-controller or processor, for the data of this inventory; empty when nobody said."""

    kinds: tuple[str, ...] | None = None
    """What the organisation is for other laws, such as `financial-entity`; None when nobody said, () for none of them."""

    establishments: tuple[str, ...] = ()
    """Countries in which it is established, the main one included; empty when nobody said."""

    turnover_eur: int | None = None
    """Worldwide annual turnover in euros; only the ceiling of a fine rests on it."""


@dataclass(frozen=True, slots=True)
class Processor:
    """A party that processes personal data for the Controller (Art. 4(8)); never a piece of code."""

    id: str
    name: str
    country: str = ""
    contact: str = ""
