"""The systems at the left of the scope screen: grouped, searched, each with its mark. Pure; the screen draws them.

What never changes while one inventory is in use, such as groups, names and what a search looks through, is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.foreign import folded
from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import System
from breachdesk.domain.reach import Reached, Way
from breachdesk.domain.scope import Scope
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.row_list import Cell, Row

SECTION = "\0"
"""Begins the key of a section; no id holds it."""

HIT, NOT, OUT = "[x]", "[ ]", "[–]"
MANY = 100
"""From so many systems on, sections stand folded until they are opened."""


class Grouping(StrEnum):
    """By what systems stand together."""

    KIND = "kind"
    OWNER = "owner"
    LOCATION = "location"
    PROCESSOR = "processor"
    NONE = "name"

    @property
    def after(self) -> Grouping:
        """The one that follows."""
        all_of_them = list(Grouping)
        return all_of_them[(all_of_them.index(self) + 1) % len(all_of_them)]


@dataclass(frozen=True, slots=True)
class TreeView:
    """How the systems are looked at."""

    grouping: Grouping = Grouping.KIND
    wanted: str = ""
    """Text to find in name, id, owner or location."""

    only_reached: bool = False
    folded: frozenset[str] = frozenset()
    """Keys of sections whose systems are not shown."""


class SystemTree:
    """All systems of one inventory."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._systems = sorted(names.inventory.systems, key=lambda s: (s.name.lower(), s.id))
        self._texts = {s.id: folded(f"{s.name} {s.id} {s.owner} {s.location}") for s in self._systems}
        self._sections: dict[Grouping, dict[str, list[System]]] = {}
        self._made: dict[tuple[str, str, bool], Row] = {}

    def __len__(self) -> int:
        """How many systems there are."""
        return len(self._systems)

    def all_folded(self, grouping: Grouping) -> frozenset[str]:
        """Give the keys of all sections."""
        return frozenset(SECTION + title for title in self.sections(grouping))

    @property
    def starts_folded(self) -> bool:
        """Tell whether there are too many systems to stand open unasked."""
        return len(self._systems) >= MANY

    def sections(self, grouping: Grouping) -> Mapping[str, list[System]]:
        """Give the systems by section, in the order they are shown."""
        if grouping not in self._sections:
            found: dict[str, list[System]] = {}
            for system in self._systems:
                found.setdefault(self._section_of(system, grouping), []).append(system)
            self._sections[grouping] = dict(sorted(found.items(), key=lambda item: (item[0].endswith(NOT_SAID), item[0])))
        return self._sections[grouping]

    def shown(self, section: str, hit: Hit, scope: Scope, view: TreeView) -> list[System]:
        """Give the systems of a section that the search leaves; those marked always stay."""
        wanted, marked = folded(view.wanted), set(hit.systems)
        reached = {r.system for r in scope.reached} if view.only_reached else set()

        def is_shown(system: System) -> bool:
            if view.only_reached and system.id not in reached:
                return False
            return system.id in marked or wanted in self._texts[system.id]

        return [s for s in self.sections(view.grouping)[section] if is_shown(s)]

    def rows(self, hit: Hit, scope: Scope, view: TreeView) -> list[Row]:
        """Give what is listed."""
        reached = {r.system: r for r in scope.reached}
        state = _states(hit, reached)
        rows: list[Row] = []
        for title, all_of_it in self.sections(view.grouping).items():
            shown = self.shown(title, hit, scope, view)
            if not shown:
                continue
            has_head = view.grouping is not Grouping.NONE
            is_folded = has_head and SECTION + title in view.folded and not (view.wanted or view.only_reached)
            if has_head:
                rows.append(self._head(title, all_of_it, state, is_folded))
            if not is_folded:
                rows += [self._row(s, state(s.id), has_head) for s in shown]
        return rows

    def _head(self, title: str, systems: list[System], state: State, is_folded: bool) -> Row:
        states = [state(s.id) for s in systems]
        hit, look = states.count(HIT), sum(1 for s in states if s not in (HIT, NOT, OUT))
        said = f"{hit} of {len(systems)} hit" + (f" · {look} to look at" if look else "")
        tone = "accent" if hit else "calm"
        cells = (Cell("▸" if is_folded else "▾", 1, "muted"), Cell(title, 0, tone), Cell(said, len(said), "muted"))
        return Row(SECTION + title, cells, tone)

    def _row(self, system: System, state: str, has_head: bool) -> Row:
        key = (system.id, state, has_head)
        if key not in self._made:
            self._made[key] = _system_row(system, state, has_head)
        return self._made[key]

    def _section_of(self, system: System, grouping: Grouping) -> str:
        match grouping:
            case Grouping.KIND:
                return system.kind or f"kind {NOT_SAID}"
            case Grouping.OWNER:
                return system.owner or f"owner {NOT_SAID}"
            case Grouping.LOCATION:
                return system.location or f"location {NOT_SAID}"
            case Grouping.PROCESSOR:
                return self._names.processor(system.processor) if system.processor else "run in the house"
            case Grouping.NONE:
                return ""


NOT_SAID = "not said"
State = Callable[[str], str]
"""Gives `[x]`, `[ ]`, `[–]`, or how a system may have been reached."""


def _states(hit: Hit, reached: Mapping[str, Reached]) -> State:
    marked = set(hit.systems)

    def state(system: str) -> str:
        if system in marked:
            return HIT
        if system in hit.ruled_out:
            return OUT
        return reach_word(reached[system]) if system in reached else NOT

    return state


def reach_word(reached: Reached) -> str:
    """Say in a word how a System may have been reached."""
    return "same data" if reached.ways == (Way.SAME_DATA,) else f"reach {reached.hops}"


def _system_row(system: System, state: str, has_head: bool) -> Row:
    mark, note, tone = {
        HIT: (HIT, "hit", "accent"),
        NOT: (NOT, "", "calm"),
        OUT: (OUT, "ruled out", "muted"),
    }.get(state, ("[?]", state, "waiting"))
    cells = (Cell(mark, 3), Cell(system.name, 0), Cell(note.rjust(9), 9))
    return Row(system.id, cells, tone, 3 if has_head else 0)
