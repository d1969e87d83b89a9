"""Which query reads a list of people, checks every cell of it and keeps only what is needed?

Three layers: the cells as they stand in the file; trimmed and numbered; and what is kept. The last is narrow: where
only counts are kept, no key, name or address leaves the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase

from breachdesk.domain.people import Column, ColumnRole, ListMapping
from breachdesk.register import cell_sql

COUNTRY_CODES, LANGUAGE_CODES = "country_codes", "lang_codes"
"""Enumerations that number the codes."""

LANGUAGES = tuple(first + second for first, second in product(ascii_lowercase, repeat=2))
"""Every pair of small letters, by number; the numbers never change."""

_TEXTS = {ColumnRole.KEY: "k", ColumnRole.EMAIL: "e", ColumnRole.NAME: "n"}
_CODES = {ColumnRole.COUNTRY: ("country", COUNTRY_CODES), ColumnRole.LANGUAGE: ("lang", LANGUAGE_CODES)}
MAX_FLAGS = 60
"""Data categories that columns of one list can tell of; each is a bit of one number."""


def flags_of(mapping: ListMapping) -> tuple[str, ...]:
    """Give the categories that columns tell of, in the order of their bits."""
    named = (c.category for c in mapping.columns if c.role is ColumnRole.CATEGORY)
    return tuple(dict.fromkeys(category for category in named if category not in mapping.everywhere))


def read_columns(mapping: ListMapping) -> tuple[Column, ...]:
    """Give the columns that are read at all."""
    return tuple(c for c in mapping.columns if c.role is not ColumnRole.IGNORED)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One list: where its cells come from, and how they are read."""

    source: str
    """An SQL table function."""

    cells: Mapping[str, str]
    """The SQL name of each column, by header."""

    mapping: ListMapping

    def kept(self, salt: str, texts: bool) -> str:
        """Write the query for what is kept of every row, in the order of the file.

        Args:
            salt: The secret of this import, under which keys and addresses are numbered.
            texts: Whether keys, names and addresses themselves are kept too.
        """
        outer = (f"NOT ({self._passes()}) AS bad", *self._numbers(salt, texts), *self._codes(), self._mask())
        return f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(self._inner())} FROM {self.source})"

    def bad(self, at_most: int) -> str:
        """Write the query for the cells of rows that are not right, in the order of the file."""
        headers = [c.header for c in read_columns(self.mapping)]
        raw = [f"{self.cells[header]} AS raw_{i}" for i, header in enumerate(headers)]
        shown = ", ".join(f"raw_{i}" for i in range(len(headers)))
        within = f"SELECT {', '.join((*raw, *self._inner()))} FROM {self.source}"
        return f"SELECT {shown} FROM ({within}) WHERE NOT ({self._passes()}) LIMIT {at_most}"

    def _inner(self) -> Iterator[str]:
        for role, name in _TEXTS.items():
            if header := self.mapping.header_of(role):
                trim = cell_sql.trim if role is ColumnRole.EMAIL else cell_sql.trim_text
                yield f"{trim(self.cells[header])} AS {name}"
        for role, (name, codes) in _CODES.items():
            if header := self.mapping.header_of(role):
                cell = cell_sql.trim(self.cells[header])
                yield f"{cell} AS {name}_cell"
                yield f"{cell_sql.code_of(cell, codes)} AS {name}_code"
        for number, column in enumerate(self._category_columns()):
            yield f"{cell_sql.yes_no(self.cells[column.header])} AS flag_{number}"

    def _passes(self) -> str:
        has = self.mapping.header_of
        rules = [cell_sql.text_passes(_TEXTS[role]) for role in (ColumnRole.KEY, ColumnRole.NAME) if has(role)]
        rules += [cell_sql.address_passes("e")] if has(ColumnRole.EMAIL) else []
        rules += [f"({name}_code IS NOT NULL OR {name}_cell = '')" for role, (name, _) in _CODES.items() if has(role)]
        rules += [f"flag_{number} < 2" for number, _ in enumerate(self._category_columns())]
        named = [f"{_TEXTS[role]} <> ''" for role in (ColumnRole.KEY, ColumnRole.EMAIL) if has(role)]
        return " AND ".join(f"({rule})" for rule in (*rules, " OR ".join(named)))

    def _numbers(self, salt: str, texts: bool) -> Iterator[str]:
        for role, name in _TEXTS.items():
            there = bool(self.mapping.header_of(role))
            if there and role is ColumnRole.NAME:
                yield f"{cell_sql.name_print(name)} AS np"
                yield f"{cell_sql.misread(name)} AS misread"
            elif there:
                yield cell_sql.prints("lower(e)" if name == "e" else name, salt, name)
            if texts:
                yield name if there else f"'' AS {name}"

    def _codes(self) -> Iterator[str]:
        defaults = (self.mapping.default_country, self.mapping.default_language)
        for (role, (name, codes)), default in zip(_CODES.items(), defaults, strict=True):
            there = bool(self.mapping.header_of(role))
            code = f"{name}_code" if there else cell_sql.code_of(cell_sql.text(default), codes)
            yield f"coalesce({code}, {cell_sql.UNKNOWN}::USMALLINT) AS {name}"

    def _mask(self) -> str:
        flags = flags_of(self.mapping)
        bits = [
            f"((flag_{number} = 1)::UBIGINT << {flags.index(column.category)})"
            for number, column in enumerate(self._category_columns())
            if column.category in flags
        ]
        return f"{' | '.join(bits) or '0::UBIGINT'} AS mask"

    def _category_columns(self) -> list[Column]:
        return [c for c in self.mapping.columns if c.role is ColumnRole.CATEGORY]
