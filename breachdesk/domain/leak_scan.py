"""Does a letter to one person hold something of another? Asked of every letter, whatever it was made by.

Built once over a list: every address, name and number on it, in each spelling it is looked for in. A letter is then read
paragraph by paragraph and its words are looked up; nothing of a person is looked for across an empty line. What a paragraph
holds is kept, since nearly all of them are shared. A first name alone is nobody: it may be a word.

Source: GDPR Art. 34(1), 5(1)(f): telling people of a breach must not be another one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.foreign import folded
from breachdesk.domain.naming import LEAST, LEAST_DIGITS, LEAST_LETTERS, MOST_PARTS

KEPT = 4096
"""Paragraphs whose findings are kept."""

_PART = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s.,;:/|_\-\u2010-\u2015]{1,3}")
_CLOSE = re.compile(r"[\s./_\-\u2010-\u2015]")
"""What may part a name or a number that is written as one in the list."""

_AT = re.compile(r"\s?[\[({<]\s?(?:at|apenstaartje)\s?[\])}>]\s?")
_DOT = re.compile(r"\s?[\[({<]\s?(?:dot|punt)\s?[\])}>]\s?|\s+\.\s*")
_AROUND_AT = re.compile(r"\s*@\s*")
_ADDRESS = re.compile(r"([a-z0-9!#$%&'*+/^_{}~.-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_AFTER_SIGN = re.compile(r"(?<=[!#$%&'*/^{}~])")
_ENDINGS = 2
"""Letters that a name may have at its end for the sake of grammar, as in `Millers`."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A form of somebody's token that stands in a paragraph, and where in its folded text; addresses have no place."""

    form: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a folded text."""

    text: str
    start: int
    end: int
    is_close: bool
    """It may be one with the word before it."""


class LeakScan:
    """Everything that can only mean one person of a list, ready to be looked for.

    Args:
        people: All who are written to.
        public: Names and addresses that everybody may read, such as those of the DPO, also where one of the people has them.
    """

    def __init__(self, people: Iterable[Addressee], public: Collection[str] = ()) -> None:
        self._tokens: dict[str, str] = {}
        self._public = frozenset(form for words in public for form in (*_name_forms(words), *_number_forms(words), _plain(words)))
        for person in people:
            for form, token in _forms(person):
                self._tokens.setdefault(form, token)
        for form in self._public:
            self._tokens.setdefault(form, form)
        self._starts = _starts(self._tokens)
        self._wide = _wide(self._tokens)
        self._hits = lru_cache(maxsize=KEPT)(self._found)

    def foreign(self, text: str, person: Addressee) -> str | None:
        """Give the first thing in a person's letter that belongs to somebody else, as the list has it; None when nothing does.

        What two people share is foreign to neither; nor is what stands within a longer name or number of one's own.

        Args:
            text: Subject and text.
            person: Whose letter it is.

        >>> ann, ben = Addressee("Ann Miller", "am@example.net"), Addressee("Ben Bos", "bb@example.net", "", "KL-00123")
        >>> LeakScan([ann, ben]).foreign("Dear Ann Miller, your number is KL 001 23.", ann)
        'KL-00123'
        """
        mine: frozenset[str] | None = None
        for paragraph in text.split("\n\n"):
            hits = self._hits(paragraph)
            if not hits:
                continue
            if mine is None:
                mine = self._public.union(form for form, _ in _forms(person))
            others = [hit for hit in hits if hit.form not in mine]
            if others:
                token = self._first_outside(others, _spans(hits, mine, paragraph, person))
                if token is not None:
                    return token
        return None

    def _first_outside(self, others: list[_Hit], own: list[tuple[int, int]]) -> str | None:
        for hit in others:
            if hit.start < 0 or not any(start <= hit.start and hit.end <= end for start, end in own):
                return self._tokens[hit.form]
        return None

    def _found(self, paragraph: str) -> tuple[_Hit, ...]:
        """Give every form that stands in a paragraph."""
        words = _plain(paragraph)
        return (*self._addresses(words), *self._runs(words), *self._among_wide(words))

    def _addresses(self, words: str) -> Iterator[_Hit]:
        plain = _AT.sub("@", words)
        if "@" not in plain:
            return
        for local, domain in _ADDRESS.findall(_AROUND_AT.sub("@", _DOT.sub(".", plain))):
            for start in (0, *(sign.start() for sign in _AFTER_SIGN.finditer(local))):
                form = f"{local[start:].lstrip('.')}@{domain.rstrip('-')}"
                if form in self._tokens:
                    yield _Hit(form)

    def _runs(self, words: str) -> Iterator[_Hit]:
        """Look up every run of words that have little between them, parted by spaces and written as one."""
        for run in _near(words):
            for first in range(len(run)):
                yield from self._from(run, first)

    def _from(self, run: list[_Word], first: int) -> Iterator[_Hit]:
        start, joined, is_close = run[first].start, "", True
        for count in range(1, min(MOST_PARTS, len(run) - first) + 1):
            word = run[first + count - 1]
            is_close = is_close and (count == 1 or word.is_close)
            joined += word.text
            if is_close and joined in self._tokens and (count == 1 or _is_long(joined)):
                yield _Hit(joined, start, word.end)
        lengths = self._starts.get(run[first].text, ())
        for count in (1, *lengths):
            if first + count <= len(run):
                yield from self._spaced(run[first : first + count])

    def _spaced(self, run: list[_Word]) -> Iterator[_Hit]:
        spaced = " ".join(word.text for word in run)
        for ending in range(_ENDINGS + 1):
            form = spaced[: len(spaced) - ending]
            if form in self._tokens and (not ending or (spaced[-ending:].isalpha() and form[-1].isalpha())):
                yield _Hit(form, run[0].start, run[-1].end)
                return

    def _among_wide(self, words: str) -> Iterator[_Hit]:
        """Look for names in scripts that put no spaces between words."""
        if not self._wide or words.isascii():
            return
        for start, character in enumerate(words):
            for length in self._wide.get(character, ()):
                form = words[start : start + length]
                if form in self._tokens:
                    yield _Hit(form, start, start + length)


def _forms(person: Addressee) -> Iterator[tuple[str, str]]:
    """Give each form in which something of a person is looked for, with the thing itself."""
    yield _plain(person.address).replace(" ", ""), person.address
    for form in _name_forms(person.name):
        yield form, person.name
    for form in _number_forms(person.reference):
        yield form, person.reference


def _name_forms(name: str) -> Iterator[str]:
    """A name as its words, turned around at each place, and as one word."""
    parts = _PART.findall(_plain(name))
    joined = "".join(parts)
    if _is_wide(joined) or (len(parts) == 1 and len(joined) >= LEAST):
        yield joined
    elif len(joined) >= LEAST_LETTERS:
        yield joined
    if 1 < len(parts) <= MOST_PARTS:
        # Initials are not turned around: 'A. Visser' would stand in 'Dear Ann Visser, a data breach ...'.
        turns = len(parts) if sum(len(part) > 1 for part in parts) > 1 else 1
        for turn in range(turns):
            yield " ".join(parts[turn:] + parts[:turn])
    elif len(parts) > MOST_PARTS:
        yield " ".join(parts[:MOST_PARTS])


def _number_forms(number: str) -> Iterator[str]:
    """A number as it is parted and as one; never figures that are so few that any date holds them."""
    parts = _PART.findall(_plain(number))
    joined = "".join(parts)
    if len(joined) >= LEAST or (len(parts) > 1 and not joined.isdigit()):
        yield joined if len(joined) >= LEAST else " ".join(parts)
        if len(parts) > 1:
            yield " ".join(parts[:MOST_PARTS])


def _near(words: str) -> Iterator[list[_Word]]:
    """Part a text into runs of words with little between them."""
    run: list[_Word] = []
    for part in _PART.finditer(words):
        start, end = part.span()
        between = words[run[-1].end : start] if run else ""
        if run and _BETWEEN.fullmatch(between) is None:
            yield run
            run = []
        run.append(_Word(part[0], start, end, _CLOSE.fullmatch(between) is not None))
    if run:
        yield run


def _is_long(joined: str) -> bool:
    """Tell whether it may be looked for across spaces; a few figures turn up in any telephone number."""
    return not joined.isdigit() or len(joined) >= LEAST_DIGITS


def _spans(hits: Iterable[_Hit], mine: Collection[str], paragraph: str, person: Addressee) -> list[tuple[int, int]]:
    """Give where one's own things stand."""
    found = [(hit.start, hit.end) for hit in hits if hit.form in mine and hit.start >= 0]
    address = re.escape(_plain(person.address))
    return found + [match.span() for match in re.finditer(address, _plain(paragraph)) if address]


def _starts(forms: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give, for each word that begins a form, of how many words such forms are."""
    found: dict[str, set[int]] = {}
    for form in forms:
        if " " in form:
            found.setdefault(form[: form.index(" ")], set()).add(form.count(" ") + 1)
    return {word: frozenset(lengths) for word, lengths in found.items()}


def _wide(forms: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give, for each character that begins a name in a script without spaces, how long such names are."""
    found: dict[str, set[int]] = {}
    for form in forms:
        if not form.isascii() and _is_wide(form):
            found.setdefault(form[0], set()).add(len(form))
    return {character: frozenset(lengths) for character, lengths in found.items()}


def _is_wide(word: str) -> bool:
    return len(word) > 1 and all(unicodedata.east_asian_width(c) == "W" for c in word)


def _plain(token: str) -> str:
    """As `folded`; most of a long list is plain, and this is quicker."""
    return " ".join(token.lower().split()) if token.isascii() else folded(token)
