"""What is known about an Incident, answer by answer, and where each answer came from.

A Fact is known, unknown, or not applicable with a reason. Unknown is an answer: it is shown as
such and never as zero or blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Literal

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.instants import utc
from breachdesk.domain.inventory import CountRange

Value = str | tuple[str, ...] | CountRange
UNKNOWN_WORD = "unknown"
# A comma parts thousands and nothing else: taken out anywhere, "12,5" would be read as 125 people.
_WHOLE = re.compile(r"[0-9]{1,11}|[0-9]{1,3}(?:[,_][0-9]{3}){1,3}")


class FactKind(StrEnum):
    """How a Fact is asked and written."""

    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    COUNT = "count"
    TEXT = "text"
    HOURS = "hours"
    INSTANT = "instant"
    CATEGORIES = "categories"
    """Data categories of the inventory."""

    GROUPS = "groups"
    """Subject groups of the inventory."""

    COUNTRIES = "countries"
    """Two-letter codes, ISO 3166-1."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen."""

    id: str
    labels: Mapping[str, str]
    """By language; English is always there."""

    def label(self, language: str = "en") -> str:
        """Give its words in a language, or in English."""
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """A question that may be asked about an Incident."""

    id: str
    kind: FactKind
    labels: Mapping[str, str]
    """What the Fact is called, by language."""

    options: tuple[Option, ...] = ()

    def label(self, language: str = "en") -> str:
        """Give its name in a language, or in English."""
        return self.labels.get(language) or self.labels["en"]

    def option(self, id_: str) -> Option:
        """Give one of its options.

        Raises:
            WrongInput: there is no such option.
        """
        for option in self.options:
            if option.id == id_:
                return option
        ids = [option.id for option in self.options]
        near = get_close_matches(id_[:80], ids, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise WrongInput(f"'{id_}' is no answer to {self.id}. One of: {', '.join(ids)}.{hint}")


@dataclass(frozen=True, slots=True)
class Known:
    """The answer is this value."""

    value: Value
    state: Literal["known"] = "known"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell yet."""

    state: Literal["unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not arise, for a reason."""

    reason: str
    state: Literal["not-applicable"] = "not-applicable"


Answer = Known | Unknown | NotApplicable


class SourceKind(StrEnum):
    """Where an answer comes from."""

    PERSON = "person"
    INVENTORY = "inventory"


@dataclass(frozen=True, slots=True)
class Source:
    """Who or what says so, and how they know."""

    kind: SourceKind
    by: str
    basis: str = ""
    rows: tuple[str, ...] = ()
    """`file:line` of each inventory row it rests on."""

    def __str__(self) -> str:
        rows = ", ".join(self.rows[:3]) + (f" and {len(self.rows) - 3} more" if len(self.rows) > 3 else "")
        return "; ".join(part for part in (self.by, self.basis, rows) if part)


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer about an Incident, with its source."""

    id: str
    answer: Answer
    source: Source
    at: datetime

    @property
    def value(self) -> Value | None:
        """The value if known, else None."""
        return self.answer.value if isinstance(self.answer, Known) else None


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one Incident; asking for one nobody answered gives unknown."""

    by_id: Mapping[str, Fact] = field(default_factory=dict)

    def get(self, id_: str) -> Fact | None:
        """Give the Fact, or None when nobody answered."""
        return self.by_id.get(id_)

    def text(self, id_: str) -> str | None:
        """Give a known single value, or None."""
        fact = self.by_id.get(id_)
        value = fact.value if fact else None
        return value if isinstance(value, str) and value != UNKNOWN_WORD else None

    def texts(self, id_: str) -> tuple[str, ...] | None:
        """Give known values, or None when not known; a known empty list is `()`."""
        fact = self.by_id.get(id_)
        value = fact.value if fact else None
        return value if isinstance(value, tuple) else None

    def count(self, id_: str) -> CountRange:
        """Give a count; unknown on both sides when not known."""
        fact = self.by_id.get(id_)
        value = fact.value if fact else None
        return value if isinstance(value, CountRange) else CountRange()

    def is_any(self, id_: str, *values: str) -> bool | None:
        """Tell whether the value is one of these; None when it is not known."""
        single, several = self.text(id_), self.texts(id_)
        if single is not None:
            return single in values
        if several is not None:
            return any(value in values for value in several)
        return None

    def is_not_applicable(self, id_: str) -> bool:
        """Tell whether somebody said the question does not arise."""
        fact = self.by_id.get(id_)
        return fact is not None and isinstance(fact.answer, NotApplicable)

    def is_settled(self, id_: str) -> bool:
        """Tell whether the Fact is known or not applicable."""
        fact = self.by_id.get(id_)
        return fact is not None and not is_unknown(fact.answer)

    def is_known(self, id_: str) -> bool:
        """Tell whether somebody gave a value; `not known yet` and `not applicable` are none."""
        return self.is_settled(id_) and not self.is_not_applicable(id_)

    def is_answered(self, id_: str) -> bool:
        """Tell whether somebody gave any answer, `not known yet` included."""
        return id_ in self.by_id

    def with_fact(self, fact: Fact) -> Facts:
        """Give the facts with this one put in or replaced."""
        return Facts({**self.by_id, fact.id: fact})

    def without(self, id_: str) -> Facts:
        """Give the facts as if nobody had answered one."""
        return Facts({k: fact for k, fact in self.by_id.items() if k != id_})

    def over(self, weaker: Iterable[Fact]) -> Facts:
        """Give these facts, with `weaker` ones where these say nothing or unknown."""
        merged = {fact.id: fact for fact in weaker}
        merged.update({k: f for k, f in self.by_id.items() if k not in merged or not is_unknown(f.answer)})
        return Facts(merged)


def is_unknown(answer: Answer) -> bool:
    """Tell whether an answer says `not known yet`, in whichever way."""
    return isinstance(answer, Unknown) or (isinstance(answer, Known) and answer.value == UNKNOWN_WORD)


def read_answer(definition: FactDefinition, text: str) -> Answer:
    """Read what a person typed or chose as an answer to a question.

    Args:
        definition: The question.
        text: `unknown`, `n/a: reason`, an option, options parted by commas, a number or range such
            as `100-250` or `at least 5`, or free text.

    Raises:
        WrongInput: it is no answer to this question; the message names the valid ones.
    """
    text = text.strip()
    if not text:
        raise WrongInput(f"{definition.id} has no answer; write 'unknown' if nobody can tell yet.")
    if text.lower() == UNKNOWN_WORD:
        return Unknown()
    if text.lower().startswith("n/a") and not text[3:4].isalnum():
        reason = text[3:].lstrip(" :,-")
        if not reason:
            raise WrongInput(f"Say why {definition.id} does not apply: 'n/a: reason'.")
        return NotApplicable(reason)
    return Known(_READERS[definition.kind](definition, text))


YES_NO_OPTIONS = (
    Option("yes", {"en": "yes", "nl": "ja", "de": "ja", "fr": "oui"}),
    Option("no", {"en": "no", "nl": "nee", "de": "nein", "fr": "non"}),
)
"""What every yes-no question offers; an edge gives them to the definitions it reads."""


def _option(definition: FactDefinition, text: str) -> str:
    return definition.option(text.lower()).id


def _options(definition: FactDefinition, text: str) -> tuple[str, ...]:
    chosen = [definition.option(part.strip().lower()).id for part in text.split(",") if part.strip()]
    if not chosen:
        raise WrongInput(f"{definition.id} has no answer; name at least one option.")
    return tuple(dict.fromkeys(chosen))


def _count(definition: FactDefinition, text: str) -> CountRange:
    words = text.lower()
    for word in ("at least", "at most"):
        if words.startswith(word):
            number = _number(definition, words.removeprefix(word), text)
            return CountRange(number, None) if word == "at least" else CountRange(None, number)
    low, dash, high = words.replace(" to ", "-").partition("-")
    first = _number(definition, low, text)
    second = _number(definition, high, text) if dash else first
    if first > second:
        raise WrongInput(f"{definition.id}: at least {first:,} is more than at most {second:,}; swap them.")
    return CountRange(first, second)


def _number(definition: FactDefinition, text: str, typed: str) -> int:
    digits = text.strip()
    if not _WHOLE.fullmatch(digits):
        raise WrongInput(
            f"{definition.id}: '{typed.strip()[:40]}' is not a whole number; "
            "write 250, 100-250, 'at least 5' or 'unknown'."
        )
    return int(digits.replace(",", "").replace("_", ""))


def _is_whole(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 11


def _text(definition: FactDefinition, text: str) -> str:
    if len(text) > 4000:
        raise WrongInput(
            f"{definition.id} is longer than 4,000 characters; shorten it, keep the rest as a note."
        )
    return text


def _hours(definition: FactDefinition, text: str) -> str:
    whole, dot, part = text.strip().replace(",", ".").partition(".")
    is_part = part.isascii() and part.isdigit() and len(part) <= 3
    if not _is_whole(whole) or (dot and not is_part):
        raise WrongInput(f"{definition.id}: '{text.strip()[:40]}' is not a number of hours; write 4 or 0.5.")
    return f"{int(whole)}.{part}" if dot else str(int(whole))


def _words(definition: FactDefinition, text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not named:
        # None at all would say that nobody and nothing was touched, and that is not said by a slip of the pen.
        raise WrongInput(f"{definition.id} has no answer; name at least one, or write 'unknown' or 'n/a: reason'.")
    return named


def _countries(definition: FactDefinition, text: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(word.upper() for word in _words(definition, text)))
    for code in codes:
        if not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise WrongInput(f"{definition.id}: '{code[:20]}' is no country; write two-letter codes such as NL, BE.")
    return codes


def _instant(definition: FactDefinition, text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongInput(
            f"{definition.id}: '{text[:40]}' is not a time; write it as 2026-11-23T14:30+01:00."
        ) from error
    return utc(instant).isoformat()


_READERS: Mapping[FactKind, Callable[[FactDefinition, str], Value]] = {
    FactKind.YES_NO: _option,
    FactKind.CHOICE: _option,
    FactKind.CHOICES: _options,
    FactKind.COUNT: _count,
    FactKind.TEXT: _text,
    FactKind.HOURS: _hours,
    FactKind.INSTANT: _instant,
    FactKind.CATEGORIES: _words,
    FactKind.GROUPS: _words,
    FactKind.COUNTRIES: _countries,
}
