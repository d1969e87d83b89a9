"""A three-valued answer with its reasons: yes, no, or "cannot be told yet" and what would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.law import Citation


class Outcome(StrEnum):
    """What a rule says."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome holds: the sentence, the facts it rests on, the provision."""

    because: str
    facts: tuple[str, ...]
    source: Citation


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer for one Incident."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    needs: tuple[str, ...] = ()
    """Facts that would settle it, the most telling first; empty unless undetermined."""

    @classmethod
    def yes(cls, *reasons: Reason) -> Finding:
        """It holds, for these reasons."""
        return cls(Outcome.YES, reasons)

    @classmethod
    def no(cls, *reasons: Reason) -> Finding:
        """It does not hold, for these reasons."""
        return cls(Outcome.NO, reasons)

    @classmethod
    def undetermined(cls, *reasons: Reason, needs: tuple[str, ...]) -> Finding:
        """It cannot be told yet; these facts would settle it."""
        return cls(Outcome.UNDETERMINED, reasons, needs)
