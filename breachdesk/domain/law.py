"""What the law says, as dated data with a source; this module only gives it types.

Values are read from `breachdesk/law/*.yaml` by an edge. Nothing here knows a number of hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LawStatus(StrEnum):
    """How sure a legal value is."""

    IN_FORCE = "in-force"
    PROPOSED = "proposed"
    CONTESTED = "contested"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands, and the day somebody last read it there."""

    act: str
    article: str
    url: str = ""
    read_on: date | None = None

    def __str__(self) -> str:
        return f"{self.act} Art. {self.article}" if self.article else self.act


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One legal period: how long, from what, by which provision."""

    id: str
    label: str
    hours: int
    """Elapsed hours, 1 or more."""

    starts_from: str
    """The fact the period counts from, `awareness` for GDPR Art. 33(1)."""

    in_force_from: date
    status: LawStatus
    source: Citation
    hour_reading_source: Citation | None = None
    """The provision for the reading that leaves out the hour of the event, where one applies."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority and the way to reach it."""

    id: str
    country: str
    """ISO 3166-1 alpha-2, upper case."""

    name: str
    short: str
    zone: str
    """IANA zone of its country, `Europe/Amsterdam`."""

    languages: tuple[str, ...]
    channel: str
    url: str
    checked_on: date | None
    """The day the channel was last checked; None means from memory."""


@dataclass(frozen=True, slots=True)
class LawPack:
    """The rules an incident is worked under; a snapshot is kept with the incident."""

    id: str
    version: str
    clocks: Mapping[str, ClockRule]
    citations: Mapping[str, Citation]
    """Provisions by short key, such as `gdpr-33-3-a`."""

    def cite(self, key: str) -> Citation:
        """Give the citation behind a key.

        Raises:
            KeyError: the pack has no such provision.
        """
        return self.citations[key]
