"""Which ids an inventory defines, and whether every one that a row refers to is there.

A reference may stand before what it names, so references are looked at once the whole file is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from breachdesk.domain.inventory import DataCategory
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.taxonomy_file import Taxonomy

_SECTION = {
    "system": "systems",
    "dataset": "datasets",
    "subject group": "subject_groups",
    "processor": "processors",
}


@dataclass(slots=True)
class Reading:
    """What was met so far in an inventory that is being read."""

    problems: Problems
    taxonomy: Taxonomy
    known: dict[str, DataCategory] = field(default_factory=dict)
    """Data categories of the taxonomy and of this inventory."""

    used: dict[str, DataCategory] = field(default_factory=dict)
    """Those that a dataset holds."""

    _defined: dict[str, dict[str, int]] = field(default_factory=dict)
    _wanted: list[tuple[str, str, int, str]] = field(default_factory=list)

    def define(self, what: str, id_: str, line: int) -> None:
        """Note an id; a second one of the same kind is a problem."""
        known = self._defined.setdefault(what, {})
        if id_ in known:
            self.problems.add(line, f"{what} '{id_}' is defined twice (first on line {known[id_]}); rename one.")
        elif id_:
            known[id_] = line

    def refer(self, what: str, id_: str, line: int, who: str) -> None:
        """Note a reference."""
        self._wanted.append((what, id_, line, who))

    def refer_one(self, part: Fields, key: str, what: str, who: str) -> str | None:
        """Take one id that refers to something; None when absent."""
        line = part.line_of(key)
        id_ = part.optional(key)
        if id_:
            self.refer(what, id_, line, who)
        return id_

    def refer_all(self, part: Fields, key: str, what: str, who: str) -> tuple[str, ...]:
        """Take a list of ids that refer to something, each once."""
        found = part.texts_with_lines(key)
        for id_, line in found:
            self.refer(what, id_, line, who)
        return tuple(dict.fromkeys(id_ for id_, _ in found))

    def categories(self, part: Fields, who: str) -> tuple[str, ...]:
        """Take the data categories that a row holds."""
        found = part.texts_with_lines("categories")
        for id_, line in found:
            category = self.known.get(id_) or self.taxonomy.category(id_)
            if category is None:
                hint = part.problems.nearest(id_, self.known)
                part.problem(f"{who}: data category '{id_}' is not known.{hint} docs/INVENTORY.md lists them.", line)
            else:
                self.used[id_] = category
        return tuple(dict.fromkeys(id_ for id_, _ in found))

    def look_up(self) -> None:
        """Report every reference to something nobody defined."""
        for what, id_, line, who in self._wanted:
            known = self._defined.get(what, {})
            if id_ not in known:
                where = f"Each {what} is listed under '{_SECTION[what]}:'."
                self.problems.add(line, f"{who}: {what} '{id_}' is not defined.{self.problems.nearest(id_, known)} {where}")

    def in_order(self) -> tuple[DataCategory, ...]:
        """Give the categories used, in the order of the taxonomy."""
        order: Mapping[str, int] = {id_: place for place, id_ in enumerate(self.known)}
        return tuple(sorted(self.used.values(), key=lambda c: (order.get(c.id.partition(".")[0], 999), c.id)))
