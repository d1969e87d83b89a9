"""One letter to one person, and what became of it.

A letter is journalled before it is handed over and after. Whatever breaks once the server may have
it is *uncertain*: never called sent, never sent again by itself; a person decides.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class DeliveryState(StrEnum):
    """Where a letter stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    """The server said "not now" (4xx): it may be tried again."""

    FAILED = "failed"
    """The server said no (5xx), or the letter cannot be sent as it is."""

    UNCERTAIN = "uncertain"
    """The server may have it. A person decides; nothing is sent again by itself."""


NOBODY_HAS_IT = (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.FAILED)
"""States in which no server took the letter, so that another may take its place."""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail to one person, with plain text only."""

    message_id: str
    """`<unique@domain>`; the same when the same letter is tried again."""

    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    written_at: datetime
    """Goes into the Date header."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took it over."""

    reply: str
    outcome: Literal["accepted"] = "accepted"


@dataclass(frozen=True, slots=True)
class Refused:
    """The server, or we ourselves, refused it; nobody has it."""

    reason: str
    may_retry: bool
    outcome: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class Unclear:
    """The line broke after the letter may have arrived."""

    reason: str
    outcome: Literal["unclear"] = "unclear"


HandOver = Accepted | Refused | Unclear


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to bring one Revision to one Addressee by mail."""

    id: str
    """See `letter_id`; also the left part of the Message-ID."""

    incident: str
    notice: str
    number: int
    """The Revision's number."""

    sha256: str
    """The approved text's fingerprint; checked again at the moment of sending."""

    to_name: str
    to_address: str
    state: DeliveryState
    attempts: int = 0
    detail: str = ""
    changed_at: datetime | None = None


def letter_id(incident: str, notice: str, sha256: str, to_name: str, to_address: str) -> str:
    """Give the id of a letter: a fingerprint over all that may not change between queueing and sending.

    >>> letter_id("i", "n", "s", "Ann", "ann@example.net") == letter_id("i", "n", "s", "Ann", "anm@example.net")
    False
    """
    parts = (incident, notice, sha256, to_name, to_address)
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:32]


def state_after(hand_over: HandOver) -> DeliveryState:
    """Give the state a letter is in after a try."""
    if isinstance(hand_over, Accepted):
        return DeliveryState.SENT
    if isinstance(hand_over, Unclear):
        return DeliveryState.UNCERTAIN
    return DeliveryState.DEFERRED if hand_over.may_retry else DeliveryState.FAILED
