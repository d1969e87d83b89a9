"""Which marks follow from the rows and their people: one set of numbers for each system, category, country and language."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from breachdesk.register.cell_sql import UNKNOWN
from breachdesk.register.identity import Numbers, People
from breachdesk.register.marks import COUNTRY, HELD, LANGUAGE, LISTED, Bitmaps


@dataclass(frozen=True, slots=True)
class ListRows:
    """The rows of one list, as numbers."""

    system: str
    flags: tuple[str, ...]
    """Categories by bit of the mask."""

    everywhere: tuple[str, ...]
    mask: Numbers
    country: Numbers
    language: Numbers


@dataclass(frozen=True, slots=True)
class Built:
    """The marks, and how many people the lists say different things about."""

    bitmaps: Bitmaps
    two_countries: int
    two_languages: int


def build(lists: Sequence[ListRows], people: People, countries: Sequence[str], languages: Sequence[str]) -> Built:
    """Make all marks; the lists are in the order of their systems, and of their rows in `people`."""
    parts = tuple(_parts(lists, people))
    bitmaps: Bitmaps = {}
    for rows, ids in zip(lists, parts, strict=True):
        everybody = _set_of(ids, people.count)
        bitmaps[LISTED, rows.system, ""] = everybody
        for category in rows.everywhere:
            bitmaps[HELD, rows.system, category] = everybody
        for bit, category in enumerate(rows.flags):
            held = (rows.mask >> np.uint64(bit)) & np.uint64(1)
            bitmaps[HELD, rows.system, category] = _set_of(ids[held.astype(bool)], people.count)
    two_countries = _by_code(bitmaps, COUNTRY, [rows.country for rows in lists], parts, people.count, countries)
    two_languages = _by_code(bitmaps, LANGUAGE, [rows.language for rows in lists], parts, people.count, languages)
    return Built(bitmaps, two_countries, two_languages)


def _parts(lists: Sequence[ListRows], people: People) -> Iterator[Numbers]:
    at = 0
    for rows in lists:
        yield people.of_row[at : at + len(rows.mask)]
        at += len(rows.mask)


def _set_of(ids: Numbers, count: int) -> BitMap:
    there = np.zeros(count, bool)
    there[ids] = True
    return _bitmap(np.flatnonzero(there))


def _bitmap(ids: Numbers) -> BitMap:
    """Make a bitmap of sorted numbers; from an array of the standard library this takes a tenth of the time."""
    numbers = array("I")
    numbers.frombytes(ids.astype(np.uint32).tobytes())
    bitmap = BitMap(numbers)
    bitmap.run_optimize()
    return bitmap


def _by_code(
    bitmaps: Bitmaps, kind: str, codes: Sequence[Numbers], parts: Sequence[Numbers], count: int, names: Sequence[str]
) -> int:
    """Sort people by the first code that the lists say of them; tell of how many they say a second one."""
    said = np.full(count, UNKNOWN, np.uint16)
    for code, ids in zip(reversed(codes), reversed(parts), strict=True):
        known = np.flatnonzero(code != UNKNOWN)[::-1]
        said[ids[known]] = code[known]
    second = np.zeros(count, bool)
    for code, ids in zip(codes, parts, strict=True):
        second[ids[(code != UNKNOWN) & (code != said[ids])]] = True
    order = np.argsort(said, kind="stable")
    found, starts = np.unique(said[order], return_index=True)
    for number, ids in zip(found, np.split(order, starts[1:]), strict=True):
        bitmaps[kind, "" if number == UNKNOWN else names[int(number)], ""] = _bitmap(ids)
    return int(second.sum())
