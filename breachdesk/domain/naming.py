"""Does a text that goes to many people name one of them? The last look before letters are queued.

It knows nothing of how the text was made, so it finds what slipped through everything before it. What is looked
for is what can only mean one person: an address, a name, a number; however it is spelled, spaced or turned around.
A first name alone is not: it may be a word.

Source: GDPR Art. 34(1), 5(1)(f): telling people of a breach must not be another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.foreign import folded

LEAST = 5
"""Characters from which on a piece of text is looked for inside a word too."""

LEAST_LETTERS = 8
"""Letters from which on a name written as one word is looked for; shorter ones may be a word, as `An Ders` is."""

LEAST_DIGITS = 9
"""Digits from which on a number is looked for across spaces; shorter ones turn up in any telephone number."""

MOST_PARTS = 8
"""Parts of a name or number that are looked for one after the other."""

_PART = re.compile(r"[^\W_]+")
_BETWEEN_NAMES = re.compile(r"[\s.,;:/|_\-\u2010-\u2015]{1,3}")
_BETWEEN_DIGITS = re.compile(r"[\s./_\-\u2010-\u2015]")
_AT = re.compile(r"\s?[\[({<]\s?(?:at|apenstaartje)\s?[\])}>]\s?")
_DOT = re.compile(r"\s?[\[({<]\s?(?:dot|punt)\s?[\])}>]\s?")


class _Text:
    """A text, ready to be asked about one person after the other."""

    def __init__(self, text: str) -> None:
        self._words = folded(text)
        self._packed = "".join(_DOT.sub(".", _AT.sub("@", self._words)).split())
        self._parts = frozenset(_PART.findall(self._words))
        self._phrases = _runs(self._words, _BETWEEN_NAMES)
        self._joined = frozenset("".join(run) for run in _runs(self._words, _BETWEEN_DIGITS))

    def names(self, person: Addressee) -> str | None:
        """Give what of a person stands in the text, as the list has it; None when nothing does."""
        if "".join(_plain(person.address).split()) in self._packed:
            return person.address
        for token in (person.name, person.reference):
            if token and self._holds(_plain(token)):
                return token
        return None

    def _holds(self, token: str) -> bool:
        parts = tuple(_PART.findall(token))
        joined = "".join(parts)
        if len(joined) >= LEAST and joined.isdigit():
            return joined in self._parts or (len(joined) >= LEAST_DIGITS and joined in self._joined)
        if len(token) >= LEAST and token in self._words:
            return True
        if len(joined) >= (LEAST if any(map(str.isdigit, joined)) else LEAST_LETTERS) and joined in self._joined:
            return True
        return len(parts) > 1 and any(parts[n:] + parts[:n] in self._phrases for n in range(len(parts)))


def first_named(text: str, people: Iterable[Addressee]) -> str | None:
    """Give the first thing in a text that belongs to one of these people, as the list has it; None when there is none.

    >>> first_named("Dear Miller, Ann: your number is KL 001 23.", [Addressee("Ann Miller", "am@example.net")])
    'Ann Miller'
    """
    asked = _Text(text)
    return next((found for person in people if (found := asked.names(person)) is not None), None)


def _runs(words: str, between: re.Pattern[str]) -> frozenset[tuple[str, ...]]:
    """Give every run of parts that have nothing but this between them."""
    found: set[tuple[str, ...]] = set()
    recent: list[str] = []
    end = 0
    for part in _PART.finditer(words):
        near = between.fullmatch(words, end, part.start()) is not None
        recent = [*recent[-MOST_PARTS + 1 :], part[0]] if near else [part[0]]
        end = part.end()
        found |= {tuple(recent[start:]) for start in range(len(recent))}
    return frozenset(found)


def _plain(token: str) -> str:
    """As `folded`; most of a long list is plain, and this is quicker."""
    return " ".join(token.lower().split()) if token.isascii() and token.isprintable() else folded(token)
