"""An exercise as it is written: a briefing, injects that come in by scenario time, and what would have been right.

A Scenario says nothing about how it went; `drill_course` reads that from the record, `drill_score` weighs it. An inject is
delivered as a note in the Incident's own timeline, and that note is the only trace of it: what was delivered is told from
the notes, so that nothing comes twice after a crash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from breachdesk.domain.drill_clock import DrillClock
from breachdesk.domain.foreign import clean_text
from breachdesk.domain.playbook import Texts, in_language
from breachdesk.domain.terms import EXERCISE, Duty

MARK = EXERCISE
BY = "exercise"
"""Who delivers injects, in the timeline."""


class After(StrEnum):
    """From which event an inject's minutes are counted."""

    START = "start"
    AWARE = "aware"
    """It is on record that this is a breach."""

    SCOPE = "scope"
    """The first Scope was saved."""

    DECISION = "decision"
    """The first Decision was recorded."""


class InjectKind(StrEnum):
    """In what form an inject comes in."""

    MESSAGE = "message"
    CALL = "call"
    LOG = "log"
    PRESS = "press"
    PRESSURE = "pressure"
    """Somebody wants something done that is wrong."""


class WrongKind(StrEnum):
    """What kind of thing an inject presses for."""

    DECIDE = "decide"
    ANSWER = "answer"
    SKIP = "skip"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Expected:
    """The right answer to one question, from some moment on."""

    fact: str
    right: tuple[str, ...]
    """Of a question with one answer, any of these; of one with several, exactly these."""

    def is_met_by(self, value: object) -> bool:
        """Tell whether an answer is right."""
        return set(value) == set(self.right) if isinstance(value, tuple) else value in self.right


@dataclass(frozen=True, slots=True)
class WrongDeed:
    """What an inject presses for, and what would be a mistake."""

    kind: WrongKind
    what: str = ""
    """The duty, fact or step."""

    value: str = ""
    """The wrong answer or decision."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Something that comes in while the exercise runs."""

    number: int
    """Counted from 1, as they stand in the file."""

    kind: InjectKind
    sender: Texts
    texts: Texts
    minutes: int
    after: After = After.START
    reveals: tuple[Expected, ...] = ()
    """From then on these answers can be known."""

    wrong: WrongDeed | None = None
    """What it presses for; only of the kind `pressure`."""

    def due_at(self, events: Mapping[After, datetime]) -> datetime | None:
        """Give when it comes in; None while what it follows has not happened."""
        start = events.get(self.after)
        return start + timedelta(minutes=self.minutes) if start is not None else None

    def words(self, language: str) -> str:
        """Give sender and text as they stand in the note.

        >>> Inject(1, InjectKind.CALL, {"en": "service desk"}, {"en": "Help."}, 5).words("nl")
        'service desk: Help.'
        """
        return clean_text(f"{in_language(self.sender, language)}: {in_language(self.texts, language)}", "inject")

    def is_in(self, note: str) -> bool:
        """Tell whether a note of the timeline is its delivery, in whichever language."""
        languages = {"en", *self.texts, *self.sender}
        is_numbered = note.startswith(f"INJECT {self.number}, ")
        return is_numbered and any(note.endswith(f", {self.words(language)}") for language in languages)


@dataclass(frozen=True, slots=True)
class Truth:
    """What would have been right, for the score."""

    systems: tuple[str, ...] = ()
    either_systems: tuple[str, ...] = ()
    """Systems that may be marked or left out."""

    decisions: Mapping[Duty, bool] = field(default_factory=dict)
    must_steps: tuple[str, ...] = ()
    within_minutes: Mapping[str, int] = field(default_factory=dict)
    """Own limits by measure, where they differ from the usual ones."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """An exercise as it is written."""

    id: str
    version: str
    titles: Texts
    briefing: Texts
    starts_at: datetime
    zone: str
    organisation: str
    playbook: str
    injects: tuple[Inject, ...]
    truth: Truth
    known_at_start: tuple[Expected, ...] = ()
    """What the briefing says already."""

    def title(self, language: str = "en") -> str:
        """Give its title in a language, or in English."""
        return in_language(self.titles, language)


@dataclass(frozen=True, slots=True)
class Drill:
    """One exercise under way or over: which Scenario, whose clock."""

    id: str
    scenario: str
    language: str
    zone: str
    """Whose wall clock it plays by."""

    clock: DrillClock
    started_at: datetime
    """Real instant, UTC."""

    ended_at: datetime | None = None
    """Real instant, UTC; None while it runs."""


def undelivered(injects: Iterable[Inject], notes: Collection[str]) -> list[Inject]:
    """Give the injects that no note of the timeline holds yet."""
    return [inject for inject in injects if not any(inject.is_in(note) for note in notes)]


def due_now(
    injects: Sequence[Inject], notes: Collection[str], events: Mapping[After, datetime], now: datetime
) -> list[tuple[datetime, Inject]]:
    """Give the injects to deliver now, each with the instant it was due, in that order."""
    dated = [(inject.due_at(events), inject) for inject in undelivered(injects, notes)]
    due = [(at, inject) for at, inject in dated if at is not None and at <= now]
    return sorted(due, key=lambda pair: (pair[0], pair[1].number))


def next_due(injects: Sequence[Inject], notes: Collection[str], events: Mapping[After, datetime]) -> datetime | None:
    """Give when the next inject comes in; None when none is left whose time is known."""
    times = [at for inject in undelivered(injects, notes) if (at := inject.due_at(events)) is not None]
    return min(times, default=None)
