"""What is wrong with a text before a DPO reads it: remarks, each with its reason and a place to jump to.

What blocks and what is advice are kept apart. This module holds the shape of a remark and what the law still misses; the
checks themselves stand in modules of their own.

Source: GDPR Art. 33(3), 34(2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a remark means for an approval."""

    BLOCKING = "blocking"
    """Nobody can approve the text while it stands."""

    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader of the draft should know before saying yes."""

    code: str
    """Which check, such as `missing`, `figures-differ`, `unsupported`, `placeholder`, `tone`."""

    weight: Weight
    says: str
    """One sentence: what is wrong, and what to do."""

    paragraph: int = 0
    """Where; 0 for the subject, or for the text as a whole."""

    quote: str = ""
    """The words it is about; empty where it is about the whole."""

    fact: str = ""
    """The question whose answer would settle it; empty where none would."""

    source: str = ""
    """Article, guideline or decision."""


def blocking(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Give those that stand in the way of an approval."""
    return tuple(remark for remark in remarks if remark.weight is Weight.BLOCKING)
