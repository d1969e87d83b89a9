"""Everything an Incident is worked under, as it stood on the day it was opened: all packs, by one fingerprint.

Packs are found by id; a clock by the pack that holds it. What is only proposed, or law no more, is in the book too and
says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from breachdesk.domain.assessment import AssessmentPack
from breachdesk.domain.conditions import Condition
from breachdesk.domain.errors import NotFound
from breachdesk.domain.law import Citation, ClockRule, LawPack, LawStatus
from breachdesk.domain.severity import SeverityPack


@dataclass(frozen=True, slots=True)
class PracticeNote:
    """How one country's authority has decided where that parts from the common line."""

    id: str
    country: str
    stance: str
    """`stricter` or `milder` than the common line."""

    words: Mapping[str, str]
    when: Condition
    source: Citation
    status: LawStatus


@dataclass(frozen=True, slots=True)
class Amendment:
    """A proposal that would change the law: what an Incident would look like under it. Never applied."""

    id: str
    label: Mapping[str, str]
    authority_hours: int
    authority_only_at: str
    """The risk from which the authority would be told, `high`."""

    words: tuple[Mapping[str, str], ...]
    """What else it would change."""

    status: LawStatus
    source: Citation

    @property
    def authority_length(self) -> timedelta:
        """The period it would set, as elapsed time."""
        return timedelta(hours=self.authority_hours)


@dataclass(frozen=True, slots=True)
class FineTier:
    """The most an authority may fine for a kind of infringement: an amount, or a share of worldwide turnover."""

    id: str
    label: Mapping[str, str]
    euros: int
    percent_of_turnover: float
    source: Citation

    def most(self, turnover_euros: int | None) -> int:
        """Give the ceiling in euros: the higher of the two (Art. 83(4), 83(5)); the amount alone without a turnover."""
        if turnover_euros is None:
            return self.euros
        return max(self.euros, round(turnover_euros * self.percent_of_turnover / 100))


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """The part of the book a set of facts is judged by; enough where no deadline and no other law is asked for."""

    assessment: AssessmentPack
    severity: SeverityPack
    practice: tuple[PracticeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class LawBook:
    """All packs, with the fingerprint of the texts they were read from."""

    sha256: str
    packs: Mapping[str, LawPack]
    assessment: AssessmentPack
    severity: SeverityPack
    practice: tuple[PracticeNote, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    fines: tuple[FineTier, ...] = ()

    def clocks(self) -> Iterator[tuple[LawPack, ClockRule]]:
        """Give every clock with its pack."""
        for pack in self.packs.values():
            for clock in pack.clocks.values():
                yield pack, clock

    def clock(self, id_: str) -> tuple[LawPack, ClockRule]:
        """Give a clock by id, with its pack.

        Raises:
            NotFound: there is none; those there are are named.
        """
        for pack, clock in self.clocks():
            if clock.id == id_:
                return pack, clock
        raise NotFound(f"There is no clock '{id_[:60]}'; there are: {', '.join(sorted(c.id for _, c in self.clocks()))}.")
