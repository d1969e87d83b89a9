"""What may stand in a cell of a list of people? The rules, and the sentence about each cell that breaks one.

The same rules stand as SQL in `cell_sql`, for millions of rows; here they judge the few rows that SQL did not pass.
No sentence repeats a cell, but for a short code of a country or language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import Column, ColumnRole

MAX_CELL = 1000
BLANKS = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What is taken off both ends of a cell: the spaces of Unicode, as `trim` in SQL does."""

TEXT_BLANKS = BLANKS + "\t\r\n"
"""What is taken off both ends of a name, a key or a word."""

NO_WORDS = ("no", "nee", "nein", "non", "0", "false", "n")
"""What a cell says that no data of a category are held; in any case of letters. A blank cell says so too."""

HIDDEN = (
    (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F),
    (0x890, 0x891), (0x8E2, 0x8E2), (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x206F), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF),
    (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE007F), (0xF0000, 0x10FFFF),
)  # fmt: skip
"""Ranges of characters that no reader sees or that drive a terminal; the two joiners stay, which names need."""

_CODED = (ColumnRole.EMAIL, ColumnRole.COUNTRY, ColumnRole.LANGUAGE)
_HIDDEN = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in HIDDEN) + "]")
_LANGUAGE = re.compile(r"[a-z]{2}")
_CODE = re.compile(r"[^\W\d_][\w -]{0,11}")


@dataclass(frozen=True, slots=True)
class CellRules:
    """The codes that may stand in a cell."""

    countries: frozenset[str]
    meant: Mapping[str, str] = field(default_factory=dict)
    """Codes that people write for a country, and its own."""

    def country_problem(self, cell: str) -> str | None:
        """Say why a cell is no country; None when it is one, or blank."""
        if not cell or cell in self.countries:
            return None
        likely = self.meant.get(cell.upper(), cell.upper())
        advice = f"write {likely}" if likely in self.countries else "write two capitals such as NL, or leave it empty"
        return f"holds{_shown(cell)} no ISO 3166 code of a country; {advice}"


def language_problem(cell: str) -> str | None:
    """Say why a cell is no language; None when it is one, or blank.

    >>> language_problem("nl-NL")
    "holds 'nl-NL', no two-letter code of a language; write nl"
    """
    if not cell or _LANGUAGE.fullmatch(cell):
        return None
    likely = re.match(r"[A-Za-z]{2}(?![^\W_])", cell)
    advice = f"write {likely.group().lower()}" if likely else "write two small letters such as nl, or leave it empty"
    return f"holds{_shown(cell)} no two-letter code of a language; {advice}"


def text_problem(cell: str) -> str | None:
    """Say what makes a text unfit to keep and show; None when nothing does."""
    if (found := _HIDDEN.search(cell)) is not None:
        if found.group() in "\r\n":
            return "holds a line end; write it on one line"
        return f"holds the unseen character U+{ord(found.group()):04X}; remove it"
    if len(cell) > MAX_CELL:
        return f"has {len(cell):,} characters; at most {MAX_CELL:,} fit. Perhaps a quote is not closed"
    return None


def says_yes(cell: str) -> bool:
    """Tell whether a cell of a category says that such data are held."""
    word = cell.strip(TEXT_BLANKS).lower()
    return bool(word) and word not in NO_WORDS


def trimmed(cell: str | None, role: ColumnRole) -> str:
    """Give a cell without the blanks around it; around a code or an address a tab is no blank."""
    return (cell or "").strip(BLANKS if role in _CODED else TEXT_BLANKS)


def row_problems(columns: Sequence[Column], cells: Sequence[str | None], rules: CellRules) -> Iterator[str]:
    """Say everything wrong with one row: its columns that are read, and whether it names anybody."""
    named = False
    for column, raw in zip(columns, cells, strict=True):
        cell = trimmed(raw, column.role)
        named = named or (bool(cell) and column.role in (ColumnRole.KEY, ColumnRole.EMAIL))
        if (trouble := _cell_problem(column.role, cell, rules)) is not None:
            yield f"column '{header_words(column.header)}' {trouble}."
    if not named:
        headers = (c.header for c in columns if c.role in (ColumnRole.KEY, ColumnRole.EMAIL))
        empty = " and ".join(f"'{header_words(header)}'" for header in headers)
        yield f"names nobody: nothing stands under {empty}; fill it in or take the row out."


def header_words(header: str) -> str:
    """Give a header as it may be shown."""
    return visible(header.replace("\n", " "))[:40]


def _cell_problem(role: ColumnRole, cell: str, rules: CellRules) -> str | None:
    if role is ColumnRole.EMAIL:
        return address_problem(cell) if cell else None
    if role is ColumnRole.COUNTRY:
        return rules.country_problem(cell)
    if role is ColumnRole.LANGUAGE:
        return language_problem(cell)
    return text_problem(cell)


def _shown(cell: str) -> str:
    """Give a code in quotes; a longer text, or one with other signs in it, may be somebody's name or address."""
    return f" '{cell}'," if _CODE.fullmatch(cell) else ""
