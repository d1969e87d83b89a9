"""Which column of somebody's table says what: proposed from its name and its first cells, and never taken for certain.

A proposal says how sure it is. Only what was said, remembered, or named with a known word is taken without asking;
what merely resembles a word, or was told from the cells, is shown to somebody first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.people import Column, ColumnRole, ListMapping

ONE_EACH = frozenset({ColumnRole.KEY, ColumnRole.EMAIL, ColumnRole.NAME, ColumnRole.LANGUAGE, ColumnRole.COUNTRY})
"""What at most one column of a list of people can be."""

_ALIKE = 0.86
_LEAST_LETTERS = 3
"""Shorter words are found alone only, not inside a longer name."""

_MERE_NAMES = frozenset({"name", "id", "key"})
"""What any column may be the name or number of."""

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Sure(StrEnum):
    """How a proposal came about, surest first."""

    GIVEN = "given"
    REMEMBERED = "remembered"
    EXACT = "exact"
    """The column's name is a known word."""

    SIMILAR = "similar"
    """The name resembles a known word, or holds one."""

    CONTENT = "content"
    """Told from the cells alone."""

    NONE = "none"
    """Nobody knows; the column is not used."""


_SUREST = tuple(Sure)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one column is proposed to mean."""

    header: str
    meaning: str
    """A role, a field or a data category; empty where the column is not used."""

    sure: Sure

    @property
    def needs_a_look(self) -> bool:
        """Tell whether somebody should see it before it is used."""
        return self.sure in (Sure.SIMILAR, Sure.CONTENT)


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """The words columns go by, for one kind of table."""

    meanings: Mapping[str, str]
    """Meaning by word, the word as `plain_word` gives it."""

    known: frozenset[str]
    """Every meaning somebody may give a column."""

    once: frozenset[str] = frozenset()
    """Meanings that one column has at most."""

    languages: Mapping[str, str] = field(default_factory=dict)
    """Language of a word that belongs to one only."""

    countries: frozenset[str] = frozenset()
    """Codes that tell a column of countries by its cells."""

    @property
    def by_content(self) -> bool:
        """Tell whether cells alone may tell what a column is."""
        return bool(self.countries)


def plain_word(text: str) -> str:
    """Give a column's name for comparing: letters and digits only, small, without accents.

    >>> plain_word("E-mail adres"), plain_word("Catégories de données")
    ('emailadres', 'categoriesdedonnees')
    """
    # Taking a letter apart may give capitals, and making those small may give what can be taken apart again.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return "".join(c for c in apart if c.isalnum())


def propose(
    header: Sequence[str], samples: Sequence[Sequence[str]], words: ColumnWords
) -> tuple[Proposal, ...]:
    """Propose what each column means.

    Args:
        samples: The first rows, each as wide as the header.
    """
    found = []
    for place, name in enumerate(header):
        cells = [row[place].strip() for row in samples if place < len(row) and row[place].strip()]
        found.append(_proposal(name, cells, words))
    return _one_each(found, words)


def settled(
    proposals: Iterable[Proposal], remembered: Mapping[str, str], given: Mapping[str, str], words: ColumnWords
) -> tuple[Proposal, ...]:
    """Let what was remembered, and over it what was given now, win over what is proposed; by header."""
    found = []
    for proposal in proposals:
        if proposal.header in given:
            meaning = given[proposal.header]
            found.append(Proposal(proposal.header, "" if meaning == ColumnRole.IGNORED else meaning, Sure.GIVEN))
        elif proposal.header in remembered:
            found.append(Proposal(proposal.header, remembered[proposal.header], Sure.REMEMBERED))
        else:
            found.append(proposal)
    return _one_each(found, words)


def given_columns(texts: Iterable[str], headers: Sequence[str], known: Iterable[str]) -> dict[str, str]:
    """Take `HEADER=MEANING` texts; give the meaning by header. `ignored` or `-` says that a column is not used.

    Raises:
        WrongInput: no such column, no such meaning, or a column named twice; with the nearest name.
    """
    choices = {*known, ColumnRole.IGNORED.value}
    found: dict[str, str] = {}
    for text in texts:
        name, equals, meaning = (part.strip() for part in text.rpartition("="))
        if not equals or not name or not meaning:
            raise WrongInput(f"'{text[:80]}' names no column; write it as HEADER=MEANING, such as Klantnr=key.")
        header = _header_meant(name, headers)
        if header in found:
            raise WrongInput(f"The column '{header}' is given a meaning twice; keep one.")
        meaning = ColumnRole.IGNORED.value if meaning == "-" else meaning
        if meaning not in choices and meaning.partition(".")[0] not in choices:
            raise WrongInput(f"'{meaning[:60]}' is nothing a column can mean here.{_near(meaning, choices)}")
        found[header] = meaning
    return found


def people_mapping(proposals: Iterable[Proposal], country: str = "", language: str = "") -> ListMapping:
    """Give how a list of people is read.

    Everybody on a list with an e-mail address is known by contact details, so that category is held about all of them.
    """
    columns = tuple(map(_people_column, proposals))
    reached = any(column.role is ColumnRole.EMAIL for column in columns)
    return ListMapping(columns, ("contact",) if reached else (), country, language)


def propose_people(
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    words: ColumnWords,
    remembered: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
) -> tuple[tuple[Proposal, ...], ListMapping]:
    """Propose how a list of people is read: column by column with how sure that is, and all of it as a mapping."""
    proposals = settled(propose(header, samples, words), remembered or {}, given or {}, words)
    return proposals, people_mapping(proposals)


def _people_column(proposal: Proposal) -> Column:
    meaning = proposal.meaning
    if not meaning:
        return Column(proposal.header, ColumnRole.IGNORED)
    if meaning in set(ColumnRole):
        return Column(proposal.header, ColumnRole(meaning))
    return Column(proposal.header, ColumnRole.CATEGORY, meaning)


def _proposal(name: str, cells: Sequence[str], words: ColumnWords) -> Proposal:
    plain = plain_word(name)
    if plain in words.meanings:
        return Proposal(name, words.meanings[plain], Sure.EXACT)
    inside = _word_inside(name, words.meanings)
    if inside:
        return Proposal(name, words.meanings[inside], Sure.SIMILAR)
    close = get_close_matches(plain[:80], words.meanings, n=1, cutoff=_ALIKE) if len(plain) > _LEAST_LETTERS else []
    if close:
        return Proposal(name, words.meanings[close[0]], Sure.SIMILAR)
    told = _told_by_cells(cells, words.countries) if words.by_content else ""
    return Proposal(name, told, Sure.CONTENT if told else Sure.NONE)


def _word_inside(name: str, meanings: Mapping[str, str]) -> str:
    """Give the known word that is made of whole words of a name; empty when there is none.

    What a column is about stands first in its name, as in `Retention of personal data`; but `Name of the processor` is
    about the processor.
    """
    parts = [plain_word(part) for part in _WORD.findall(_CAMEL.sub(" ", name[:200]))]
    found = []
    for start in range(len(parts)):
        for end in range(start + 1, min(len(parts), start + 8) + 1):
            run = "".join(parts[start:end])
            if len(run) >= _LEAST_LETTERS and run in meanings:
                found.append((meanings[run] in _MERE_NAMES, start, -len(run), run))
    return min(found)[3] if found else ""


def _one_each(proposals: Sequence[Proposal], words: ColumnWords) -> tuple[Proposal, ...]:
    """Leave what only one column can mean to the surest, and to the first of those; the others are not used."""
    best: dict[str, int] = {}
    for place, proposal in enumerate(proposals):
        held = best.get(proposal.meaning)
        if held is None or _rank(proposal) < _rank(proposals[held]):
            best[proposal.meaning] = place
    found = []
    for place, proposal in enumerate(proposals):
        loses = proposal.meaning in words.once and best[proposal.meaning] != place
        if loses and proposal.sure is Sure.GIVEN:
            first = proposals[best[proposal.meaning]].header
            raise WrongInput(f"'{proposal.meaning}' is given to '{first}' and to '{proposal.header}'; only one can be it.")
        found.append(replace(proposal, meaning="", sure=Sure.NONE) if loses else proposal)
    return tuple(found)


def _rank(proposal: Proposal) -> int:
    return _SUREST.index(proposal.sure)


def _header_meant(name: str, headers: Sequence[str]) -> str:
    if name in headers:
        return name
    alike = [header for header in headers if plain_word(header) == plain_word(name)]
    if len(alike) == 1:
        return alike[0]
    raise WrongInput(f"There is no column '{name[:80]}'.{_near(name, headers)}")


def _near(word: str, choices: Iterable[str]) -> str:
    listed = sorted(set(choices))
    close = get_close_matches(word[:80], listed, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else f" One of: {', '.join(listed)[:600]}."


def _told_by_cells(cells: Sequence[str], countries: frozenset[str]) -> str:
    """Give what all of these cells can only be; empty when they could be anything."""
    if not cells:
        return ""
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        (ColumnRole.EMAIL, lambda cell: _EMAIL.fullmatch(cell) is not None),
        (ColumnRole.COUNTRY, lambda cell: cell in countries),
        ("financial-account", _is_iban),
        ("payment-card", _is_card),
        ("national-id", _is_bsn),
        ("credentials", lambda cell: _HASH.match(cell) is not None),
        ("contact", lambda cell: _PHONE.fullmatch(cell) is not None),
    )
    return next((meaning for meaning, fits in tests if all(map(fits, cells))), "")


_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_HASH = re.compile(r"\$(2[aby]|argon2(id|i|d)|5|6|pbkdf2[a-z0-9-]*)\$")
_PHONE = re.compile(r"(\+|00)[1-9][0-9 ()/.-]{6,20}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def _is_iban(cell: str) -> bool:
    packed = cell.replace(" ", "").upper()
    if not _IBAN.fullmatch(packed):
        return False
    return int("".join(str(int(character, 36)) for character in packed[4:] + packed[:4])) % 97 == 1


def _is_card(cell: str) -> bool:
    digits = cell.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and 13 <= len(digits) <= 19):
        return False
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def _is_bsn(cell: str) -> bool:
    """Tell whether it is a Dutch citizen service number by its check digit; one number in eleven is by chance."""
    digits = cell.replace(" ", "").replace(".", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 9) or digits == "000000000":
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0
