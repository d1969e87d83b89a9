"""What the law says, as dated data with a source; this module only gives it types.

Values are read from `breachdesk/law/` by an edge. Nothing here knows a number of hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from breachdesk.domain.conditions import ALWAYS, Condition

EEA = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split())
"""The Union with Iceland, Liechtenstein and Norway, where the GDPR holds."""


class LawStatus(StrEnum):
    """How sure a legal value is."""

    IN_FORCE = "in-force"
    PROPOSED = "proposed"
    CONTESTED = "contested"
    UNVERIFIED = "unverified"


def is_law_on(day: date, status: LawStatus, since: date | None, until: date | None) -> bool:
    """Tell whether something is law on a day: no proposal, begun, and not repealed yet."""
    if status is LawStatus.PROPOSED or (since is not None and day < since):
        return False
    return until is None or day < until


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands, and the day somebody last read it there."""

    act: str
    article: str
    url: str = ""
    read_on: date | None = None

    def __str__(self) -> str:
        if not self.article:
            return self.act
        # Guidelines and papers have sections and pages; an article begins with its number.
        return f"{self.act} Art. {self.article}" if self.article[0].isdigit() else f"{self.act}, {self.article}"


@dataclass(frozen=True, slots=True)
class LegalValue:
    """A number the law or an authority names, with its unit and where it stands."""

    id: str
    amount: float
    unit: str
    in_force_from: date
    status: LawStatus
    source: Citation
    repealed_from: date | None = None


class ReadingShape(StrEnum):
    """How another reading of a period moves its end."""

    END_OF_DAY = "end-of-day"
    """The last hour of the last day."""

    END_OF_WORKING_DAY = "end-of-working-day"
    """The same, and a day on which nobody works moves to the next one on which people do."""

    NOON_OF_WORKING_DAY = "noon-of-working-day"
    """An end on a day on which nobody works moves to noon of the next one on which people do."""

    TWO_WHOLE_WORKING_DAYS = "two-whole-working-days"
    """The period is stretched until it holds two working days from midnight to midnight."""

    TWO_TOUCHED_WORKING_DAYS = "two-touched-working-days"
    """The period is stretched until it touches two working days."""


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """Another way to read a period; never planned by."""

    id: str
    shape: ReadingShape
    status: LawStatus
    source: Citation
    words: Mapping[str, str] = field(default_factory=dict)
    """What to know about it: who follows it, who rejects it."""

    is_note: bool = False
    """Shown as a remark only, never as a date to work to."""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One legal period: how long, from what, by which provision. None of the lengths: the law names none."""

    id: str
    label: str
    hours: int | None
    """Elapsed hours, 1 or more."""

    starts_from: str
    """`awareness`, `detection`, `met:` with the id of an earlier clock, or `fact:` with the id of an instant."""

    in_force_from: date
    status: LawStatus
    source: Citation
    hour_reading_source: Citation | None = None
    """The provision for the reading that leaves out the hour of the event, where one applies."""

    days: int | None = None
    """Calendar days."""

    working_days: int | None = None
    months: int | None = None
    """Calendar months."""

    words: Mapping[str, str] = field(default_factory=dict)
    """The law's own words where it names no length, such as `without undue delay`."""

    cap_hours: int | None = None
    """At the latest so many elapsed hours after `cap_from`, unless the clock starts after that."""

    cap_from: str = ""
    repealed_from: date | None = None
    other_readings: tuple[ReadingRule, ...] = ()
    is_union_act: bool = False
    """Its other readings rest on Reg. 1182/71, which reads acts of the Union, and those in the EEA only."""

    weekends_only: bool = False
    """Its working days are those of another country, whose holidays are not at hand: only weekends are left out."""

    def holds_on(self, day: date) -> bool:
        """Tell whether it is law on a day."""
        return is_law_on(day, self.status, self.in_force_from, self.repealed_from)

    @property
    def has_length(self) -> bool:
        """Tell whether the law names a length."""
        return any(n is not None for n in (self.hours, self.days, self.working_days, self.months))

    @property
    def length(self) -> str:
        """Say the length, such as `72 elapsed hours`, or the law's words for none."""
        for number, unit in (
            (self.hours, "elapsed hour"),
            (self.days, "calendar day"),
            (self.working_days, "working day"),
            (self.months, "calendar month"),
        ):
            if number is not None:
                return f"{number} {unit}{'' if number == 1 else 's'}"
        return self.words.get("en", "no length in the law")


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

    english: str = ""
    """Its name in English."""

    subdivision: str = ""
    """ISO 3166-2 code of the part of the country it serves; empty where it serves the whole."""

    home: str = ""
    """Its home page: where to go when the page for breaches has moved."""

    email: str = ""
    phone: str = ""
    serves: str = ""
    """Whom it is there for, where another serves others."""


class DutyKind(StrEnum):
    """What a law asks to be done."""

    RECORD = "record"
    ASSESS = "assess"
    """Look into it, and come to a finding."""

    NOTIFY = "notify"
    """Tell an authority."""

    TELL_PEOPLE = "tell-people"
    TELL_CONTROLLER = "tell-controller"
    TELL_OTHERS = "tell-others"
    """Tell clients, recipients of a service, banks, media."""


@dataclass(frozen=True, slots=True)
class DutyNote:
    """What to know about a duty beside its own text: national law that narrows it, an authority that reads it strictly."""

    text: Mapping[str, str]
    source: Citation
    status: LawStatus
    when: Condition = ALWAYS
    """Must be known to hold for the note to be shown."""


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A duty a law may lay on the organisation: towards whom, when, by which clocks."""

    id: str
    kind: DutyKind
    label: Mapping[str, str]
    addressee: Mapping[str, str]
    source: Citation
    when: Condition = ALWAYS
    """Beside the pack's own condition."""

    because: Mapping[str, str] = field(default_factory=dict)
    """Why it applies, in words."""

    clocks: tuple[str, ...] = ()
    """Ids of its clocks, in the order of its stages."""

    status: LawStatus = LawStatus.IN_FORCE
    in_force_from: date | None = None
    """None: as long as its pack."""

    repealed_from: date | None = None
    notes: tuple[DutyNote, ...] = ()
    """Shown with it, and never part of whether it applies."""

    def holds_on(self, day: date) -> bool:
        """Tell whether it is law on a day on which its pack is."""
        return is_law_on(day, self.status, self.in_force_from, self.repealed_from)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Whom or what a regime leaves out, often because another takes its place."""

    because: Mapping[str, str]
    """Why it does not apply, in words."""

    when: Condition
    """Must be known to hold; silence exempts nobody."""

    source: Citation


@dataclass(frozen=True, slots=True)
class LawPack:
    """One regime's rules as dated data: in force, proposed or repealed."""

    id: str
    version: str
    label: Mapping[str, str]
    in_force_from: date
    status: LawStatus
    source: Citation
    clocks: Mapping[str, ClockRule] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)
    """Provisions by short key, such as `gdpr-33-3-a`."""

    when: Condition = ALWAYS
    """To whom and to which incidents the regime applies at all."""

    who: Mapping[str, str] = field(default_factory=dict)
    """The same in words."""

    duties: tuple[DutyRule, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    repealed_from: date | None = None
    notes: tuple[Mapping[str, str], ...] = ()
    values: tuple[LegalValue, ...] = ()
    """Numbers its conditions ask for, such as 500 people."""

    in_eea: bool = False
    """An act of the Union: its periods are read by Reg. 1182/71 too."""

    def cite(self, key: str) -> Citation:
        """Give the citation behind a key.

        Raises:
            KeyError: the pack has no such provision.
        """
        return self.citations[key]

    def holds_on(self, day: date) -> bool:
        """Tell whether it is law on a day."""
        return is_law_on(day, self.status, self.in_force_from, self.repealed_from)
