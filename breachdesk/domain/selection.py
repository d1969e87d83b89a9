"""Which of the people on lists are meant: set algebra over systems, data categories, countries and languages.

One expression, many engines: bitmaps on this machine, SQL in a warehouse. Each must give the same people.
An expression is written as text, `crm and newsletter and not hr`, or `crm:financial-account and country=NL`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from breachdesk.domain.errors import WrongInput


@dataclass(frozen=True, slots=True)
class Everybody:
    """Every person on any list."""


@dataclass(frozen=True, slots=True)
class InSystem:
    """People on the list of a System; with a category, those it holds data of that kind about."""

    system: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class HasCategory:
    """People about whom any listed System holds this kind of data."""

    category: str


@dataclass(frozen=True, slots=True)
class FromCountry:
    """People of a country; the empty code means that the lists do not say."""

    country: str


@dataclass(frozen=True, slots=True)
class Speaks:
    """People to write to in a language; the empty code means that the lists do not say."""

    language: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """People that every part means; of no part, everybody."""

    parts: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """People that some part means; of no part, nobody."""

    parts: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """People that the part does not mean."""

    part: Selection


Selection: TypeAlias = Everybody | InSystem | HasCategory | FromCountry | Speaks | AllOf | AnyOf | Not

_WORD = re.compile(r"\s*(?:(\()|(\))|([A-Za-z0-9_][A-Za-z0-9_.:=-]*))")
_DEEPEST = 50


def any_system(systems: tuple[str, ...]) -> Selection:
    """Give the people on the list of at least one of these systems."""
    return AnyOf(tuple(InSystem(system) for system in systems))


def parse_selection(text: str) -> Selection:
    """Read an expression.

    `and` binds closer than `or`, `not` closest; parentheses group. A word is a system id, `system:category`,
    `has=category`, `country=NL`, `lang=nl` (both also `=unknown`), or `everybody`.

    Raises:
        WrongInput: says what is wrong and at which character.

    >>> parse_selection("crm and newsletter and not hr")
    AllOf(parts=(InSystem(system='crm', category=''), InSystem(system='newsletter', category=''), \
Not(part=InSystem(system='hr', category=''))))
    """
    reader = _Reader(text)
    found = reader.either(0)
    reader.end()
    return found


def words_of(selection: Selection) -> str:
    """Give the text that `parse_selection` reads as this expression.

    >>> words_of(AllOf((InSystem("crm"), Not(AnyOf((InSystem("hr"), FromCountry("")))))))
    'crm and not (hr or country=unknown)'
    """
    match selection:
        case AllOf(parts):
            return " and ".join(_grouped(part, AnyOf) for part in parts) or "everybody"
        case AnyOf(parts):
            return " or ".join(words_of(part) for part in parts) or "not everybody"
        case Not(part):
            return f"not {_grouped(part, AnyOf, AllOf)}"
        case InSystem(system, category):
            return f"{system}:{category}" if category else system
        case _:
            return _condition(selection)


def _condition(selection: Everybody | HasCategory | FromCountry | Speaks) -> str:
    match selection:
        case HasCategory(category):
            return f"has={category}"
        case FromCountry(country):
            return f"country={country or 'unknown'}"
        case Speaks(language):
            return f"lang={language or 'unknown'}"
        case Everybody():
            return "everybody"


def systems_in(selection: Selection) -> frozenset[str]:
    """Give every System an expression names."""
    return frozenset(part.system for part in leaves_of(selection) if isinstance(part, InSystem))


def leaves_of(selection: Selection) -> Iterator[Selection]:
    """Give the parts that have no parts, from the left."""
    match selection:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(part):
            yield from leaves_of(part)
        case _:
            yield selection


def _grouped(part: Selection, *looser: type) -> str:
    single = isinstance(part, AllOf | AnyOf) and len(part.parts) < 2
    return f"({words_of(part)})" if isinstance(part, looser) and not single else words_of(part)


class _Reader:
    """Reads words from the left; `either`, `both` and `one` are the three bindings, loosest first."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[tuple[str, int]] = []
        at = 0
        while text[at:].strip():
            found = _WORD.match(text, at)
            if found is None:
                place = at + len(text[at:]) - len(text[at:].lstrip())
                self._refuse(f"'{text[place]}' is no word, parenthesis, 'and', 'or' or 'not'", place)
            self._words.append((found.group(0).strip(), found.end() - len(found.group(0).strip())))
            at = found.end()
        self._next = 0

    def either(self, depth: int) -> Selection:
        parts = [self.both(depth)]
        while self._take("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self, depth: int) -> Selection:
        parts = [self.one(depth)]
        while self._take("and"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def one(self, depth: int) -> Selection:
        if depth > _DEEPEST:
            self._refuse(f"it is nested deeper than {_DEEPEST}", 0)
        if self._take("not"):
            return Not(self.one(depth + 1))
        if self._take("("):
            inner = self.either(depth + 1)
            if not self._take(")"):
                self._refuse("a ')' is missing", len(self._text))
            return inner
        if self._next >= len(self._words):
            self._refuse("a system or a condition is missing at the end", len(self._text))
        word, at = self._words[self._next]
        if word in (")", "and", "or"):
            self._refuse(f"'{word}' stands where a system or a condition belongs", at)
        self._next += 1
        return self._leaf(word, at)

    def end(self) -> None:
        if self._next < len(self._words):
            word, at = self._words[self._next]
            self._refuse(f"'{word}' stands where 'and' or 'or' belongs", at)

    def _leaf(self, word: str, at: int) -> Selection:
        name, sign, value = word.partition("=")
        if not sign:
            system, colon, category = word.partition(":")
            if colon and not (system and category):
                self._refuse(f"'{word}' must be system:category", at)
            return Everybody() if word == "everybody" else InSystem(system, category)
        if not value:
            self._refuse(f"'{name}=' has no value", at)
        known = "" if value == "unknown" else value
        if name == "country":
            return FromCountry(known.upper())
        if name == "lang":
            return Speaks(known.lower())
        if name == "has":
            return HasCategory(value)
        self._refuse(f"'{name}=' is not known; write country=, lang= or has=", at)

    def _take(self, word: str) -> bool:
        if self._next < len(self._words) and self._words[self._next][0] == word:
            self._next += 1
            return True
        return False

    def _refuse(self, what: str, at: int) -> NoReturn:
        raise WrongInput(f"The selection cannot be read at character {at + 1}: {what}. Example: crm and not hr")
