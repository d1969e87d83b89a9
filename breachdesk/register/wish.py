"""What was asked for when lists are taken in, and why may it be refused before any file is read?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.people import Keep, SameAddress
from breachdesk.register.cell_rules import CellRules
from breachdesk.register.list_source import PLAIN
from breachdesk.register.marks import Head, KeptList
from breachdesk.register.people_folder import PeopleFolder
from breachdesk.services.ports import ListToTake

ROOM = {Keep.COUNTS: 1.0, Keep.ADDRESSEES: 3.0}
"""Bytes of disk for a byte of CSV, where memory is short and all spills.

Measured with 190 MB of CSV: 0.2 for counts in 150 MB of memory, 2.1 for addressees in 300 MB.
"""

ROOM_PARQUET, ROOM_TURNED = 8.0, 1.5
"""How much larger Parquet is when it is unpacked; and what a copy in UTF-8 takes beside it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for."""

    lists: tuple[ListToTake, ...]
    keep: Keep
    same_address: SameAddress
    now: datetime
    by: str


@dataclass(frozen=True, slots=True)
class House:
    """What holds for every import."""

    rules: CellRules
    free: Callable[[Path], int]
    stage: Callable[[str], None] = lambda _name: None
    """Told when a stage begins; for measuring."""

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes in the order of their numbers."""
        return tuple(sorted(self.rules.countries))


def refuse_odd(wish: Wish) -> None:
    """Refuse no list, and two of one system."""
    systems = [one.system for one in wish.lists]
    if not systems:
        raise WrongInput("No list was named; name a system and its file.")
    twice = sorted({system for system in systems if systems.count(system) > 1})
    if twice:
        raise WrongInput(f"Two lists are named for {', '.join(twice)}; put them into one file, or take one out.")


def still_there(old: Head | None, wish: Wish) -> tuple[KeptList, ...]:
    """Give the lists that stay; refuse where their people can no longer be recognised."""
    given = {one.system for one in wish.lists}
    still = tuple(kept for kept in old.lists if kept.facts.system not in given) if old else ()
    if still and old and old.keep is Keep.COUNTS:
        names = ", ".join(kept.facts.system for kept in still)
        raise WrongInput(
            f"Of the lists of {names} only counts were kept, so the people on a new list cannot be recognised on them. "
            "Take all lists in again together."
        )
    return still


def room_for(wish: Wish, place: PeopleFolder, old: Head | None) -> int:
    """Give how many bytes of disk the work may take; with too much memory in use elsewhere, all of it spills."""
    needed = 0.0
    for one in wish.lists:
        path = Path(one.file.path)
        size = path.stat().st_size if path.is_file() else 0
        needed += size * ROOM[wish.keep] * (ROOM_PARQUET if one.file.is_parquet else 1)
        needed += size * ROOM_TURNED if one.file.encoding.lower() not in PLAIN else 0
    if old is not None and place.records(old).is_file():
        needed += place.records(old).stat().st_size * ROOM_PARQUET
    return int(needed)
