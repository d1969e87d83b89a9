"""Does a letter to one person hold something of another? Asked of every letter, whatever it was made by.

Built once over a list: every address, name and number on it, in each spelling it is looked for in. A letter is then read
paragraph by paragraph and its words are looked up; nothing of a person is looked for across an empty line. What a paragraph
holds is kept, since nearly all of them are shared. A first name alone is nobody: it may be a word.

Source: GDPR Art. 34(1), 5(1)(f): telling people of a breach must not be another one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.naming import LEAST_DIGITS, MOST_PARTS
from breachdesk.domain.shared_ending import EMPTY_LINE, SharedEnding
from breachdesk.domain.spellings import forms_of, is_wide, name_forms, number_forms, plain_form

KEPT = 4096
"""Paragraphs, and pairs of lines, whose findings are kept."""

_BETWEEN_PARTS = re.compile(r"([\W_]+)")
_NEAR = 8
"""Signs and spaces that may stand between two parts of a name, as in `O'Brien` and `Ann ("Nan") Bos`."""

_CLOSE = re.compile(r"[\s./_\-\u2010-\u2015]")
"""What may part a name or a number that is written as one in the list."""

_AT = re.compile(r"\s?[\[({<]\s?(?:at|apenstaartje)\s?[\])}>]\s?")
_DOT = re.compile(r"\s?[\[({<]\s?(?:dot|punt)\s?[\])}>]\s?|\s+\.\s*")
_AROUND_AT = re.compile(r"\s*@\s*")
_ADDRESS = re.compile(r"([a-z0-9!#$%&'*+/^_{}~.-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_AFTER_SIGN = re.compile(r"(?<=[!#$%&'*/^{}~])")
_ENDINGS = (1, 2)
"""Letters that a name may have at its end for the sake of grammar, as in `Millers`."""

_BEGINNING = 4
"""Characters of a form by which it is told early that nothing begins so."""


_NONE: frozenset[int] = frozenset()


class _Nearness(dict[str, int]):
    """How near two parts are, by what stands between them; as much of it as was met."""

    def __missing__(self, between: str) -> int:
        near = _IS_CLOSE if _CLOSE.fullmatch(between) else int(len(between) <= _NEAR)
        if len(self) < KEPT:
            self[between] = near
        return near


_IS_CLOSE = 2
_NEARNESS = _Nearness()


class _Hit(NamedTuple):
    """A form of somebody's token, and where it stands in the folded text; an address stands nowhere."""

    form: str
    start: int
    end: int


_Piece = tuple[str, tuple[_Hit, ...]]
"""Two lines of a text, folded, and what stands in them."""


class LeakScan:
    """Everything that can only mean one person of a list, ready to be looked for.

    Args:
        people: All who are written to.
        public: Names and addresses that everybody may read, such as those of the DPO, also where one of the people has them.
    """

    def __init__(self, people: Iterable[Addressee], public: Collection[str] = ()) -> None:
        self._token_of: dict[str, str] = {}
        for person in people:
            for form, token in forms_of(person):
                self._token_of.setdefault(form, token)
        self._public = frozenset(form for words in public for form in _public_forms(words))
        self._token_of.update((form, form) for form in self._public)
        self._counts = _word_counts(self._token_of)
        self._beginnings = frozenset(form[:n] for form in self._token_of for n in range(1, _BEGINNING + 1))
        # Of names of one word; a name of several is looked for with an ending by its words.
        self._lone = frozenset(form[:_BEGINNING] for form, token in self._token_of.items() if token.isalpha())
        self._wide = _wide_lengths(self._token_of)
        self._shared = SharedEnding()
        self._parts: dict[str, tuple[_Piece, ...]] = {}
        self._pieces: dict[str, _Piece] = {}

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
        kept = self._parts
        own = (person.name, person.reference, person.address)
        before, ending = self._shared.parted(text)
        for part in (*before.split(EMPTY_LINE), ending) if ending else before.split(EMPTY_LINE):
            pieces = kept.get(part)
            if pieces is None:
                pieces = self._keep(part)
            for words, hits in pieces:
                if any(self._token_of[hit.form] not in own for hit in hits):
                    token = self._anothers(words, hits, person)
                    if token is not None:
                        return token
        return None

    def _anothers(self, words: str, hits: tuple[_Hit, ...], person: Addressee) -> str | None:
        """Give the first that is not one's own, and does not lie in what is."""
        mine = self._public.union(form for form, _ in forms_of(person))
        spans = [(hit.start, hit.end) for hit in hits if hit.form in mine and hit.end]
        address = plain_form(person.address)
        spans += [found.span() for found in re.finditer(re.escape(address), words) if address]
        for hit in hits:
            within = hit.end and any(start <= hit.start and hit.end <= end for start, end in spans)
            if hit.form not in mine and not within:
                return self._token_of[hit.form]
        return None

    def _keep(self, part: str) -> tuple[_Piece, ...]:
        """Read some paragraphs, each line with the next, and keep what was found."""
        found: list[_Piece] = []
        for paragraph in part.split(EMPTY_LINE):
            lines = paragraph.split("\n")
            pairs = map("\n".join, pairwise(lines)) if len(lines) > 1 else lines
            found += [piece for pair in pairs if (piece := self._piece(pair))[1]]
        if len(self._parts) >= KEPT:
            self._parts.clear()
        self._parts[part] = pieces = tuple(found)
        return pieces

    def _piece(self, lines: str) -> _Piece:
        found = self._pieces.get(lines)
        if found is None:
            words = plain_form(lines)
            hits = (*self._addresses(words), *self._runs(words), *self._among_wide(words))
            if len(self._pieces) >= KEPT:
                self._pieces.clear()
            found = self._pieces[lines] = (words, hits)
        return found

    def _addresses(self, words: str) -> Iterator[_Hit]:
        plain = _AT.sub("@", words) if "at" in words or "apen" in words else words
        if "@" not in plain:
            return
        for local, domain in _ADDRESS.findall(_AROUND_AT.sub("@", _DOT.sub(".", plain))):
            for start in (0, *(sign.start() for sign in _AFTER_SIGN.finditer(local))):
                form = f"{local[start:].lstrip('.')}@{domain.rstrip('-')}"
                if form in self._token_of:
                    yield _Hit(form, 0, 0)

    def _runs(self, words: str) -> Iterator[_Hit]:
        """Look up every run of words that have little between them: parted by spaces, and written as one."""
        parts = _BETWEEN_PARTS.split(words)
        first = 0
        while first < len(parts):
            found = self._from(parts, first) if parts[first][:_BEGINNING] in self._beginnings else ()
            start = sum(map(len, parts[:first])) if found else 0
            for form, end in found:
                yield _Hit(form, start, start + sum(map(len, parts[first : end + 1])))
            # Where the run ends with what was found, all that begins within lies within: foreign or own with it.
            first = found[-1][1] + 2 if found and _ends_run(parts, found[-1][1]) else first + 2

    def _from(self, parts: list[str], first: int) -> list[tuple[str, int]]:
        """Give the forms that begin with one part, and the part each ends with; signs stand at every second place."""
        joined = spaced = parts[first]
        counts = self._counts.get(joined, _NONE)
        alone = joined if joined in self._token_of else None
        if alone is None and joined[:_BEGINNING] in self._lone:
            alone = self._without_ending(joined)
        found = [] if alone is None else [(alone, first)]
        most = min(2 * MOST_PARTS, len(parts) - first)
        for end in range(first + 2, first + most, 2):
            nearness = _NEARNESS[parts[end - 1]]
            spaced = f"{spaced} {parts[end]}"
            # Whatever is not begun by now is no longer looked for.
            joined = joined + parts[end] if nearness == _IS_CLOSE and joined[:_BEGINNING] in self._beginnings else ""
            if not nearness or not (joined or counts):
                break
            form = self._spaced(spaced) if (end - first) // 2 + 1 in counts else None
            if form is not None:
                found.append((form, end))
            elif joined in self._token_of and (not joined.isdigit() or len(joined) >= LEAST_DIGITS):
                # A few figures turn up in any telephone number.
                found.append((joined, end))
        return found

    def _spaced(self, spaced: str) -> str | None:
        return spaced if spaced in self._token_of else self._without_ending(spaced)

    def _without_ending(self, spaced: str) -> str | None:
        """Give the form that some words are but for an ending of the last."""
        for ending in _ENDINGS:
            form = spaced[:-ending]
            if form in self._token_of and spaced[-ending - 1 :].isalpha():
                return form
        return None

    def _among_wide(self, words: str) -> Iterator[_Hit]:
        """Look for names in scripts that put no spaces between words."""
        if not self._wide or words.isascii():
            return
        for start, character in enumerate(words):
            for length in self._wide.get(character, ()):
                form = words[start : start + length]
                if form in self._token_of:
                    yield _Hit(form, start, start + length)


def _public_forms(words: str) -> Iterator[str]:
    yield plain_form(words)
    yield from name_forms(words)
    yield from number_forms(words)


def _ends_run(parts: list[str], at: int) -> bool:
    """Tell whether no other word stands near after a part."""
    return at + 2 >= len(parts) or not parts[at + 2] or not _NEARNESS[parts[at + 1]]


def _word_counts(forms: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give, for each word that begins a form of several words, of how many such forms are."""
    found: dict[str, set[int]] = {}
    for form in forms:
        if " " in form:
            found.setdefault(form[: form.index(" ")], set()).add(form.count(" ") + 1)
    return {word: frozenset(counts) for word, counts in found.items()}


def _wide_lengths(forms: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give, for each character that begins a name in a script without spaces, how long such names are."""
    found: dict[str, set[int]] = {}
    for form in forms:
        if not form.isascii() and is_wide(form):
            found.setdefault(form[0], set()).add(len(form))
    return {character: frozenset(lengths) for character, lengths in found.items()}
