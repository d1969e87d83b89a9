"""The entries of an inventory's parts while tables are read: by id, found by name, and made where only a name is given.

Where there is a table of what a cell refers to, a name it does not hold is a problem; where there is none, such as for the
systems of a register, the name itself makes the entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from breachdesk.domain.columns import plain_word
from breachdesk.domain.inventory import CountRange
from breachdesk.files.cell_meanings import count_node, count_of, countries_of, group_kind_of, group_names_in
from breachdesk.files.inventory_cells import Gathering, RowCells, names_in, shown, slug
from breachdesk.files.strict_yaml import Node

NAMED = {"systems": "system", "datasets": "dataset", "subject_groups": "group of people", "processors": "processor"}
PARTS = ("processors", "subject_groups", "systems", "datasets", "processing_activities")
Entry = dict[str, Node]


@dataclass(slots=True)
class Section:
    """The entries of one part, by id, and the ids by name."""

    entries: dict[str, Entry] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    """Names as they stand, by their plain form; for hints."""

    def find(self, text: str) -> str:
        """Give the id a name or id means; empty when none."""
        return text if text in self.entries else self.by_name.get(plain_word(text), "")

    def add(self, id_: str, name: str, entry: Entry, also: str = "") -> None:
        """Put an entry in, to be found by id, by name, and by what else it is known by."""
        self.entries[id_] = entry
        for word in (name, id_, also):
            if plain_word(word):
                self.by_name.setdefault(plain_word(word), id_)
                self.written.setdefault(plain_word(word), word)

    def free(self, wanted: str, what: str) -> str:
        """Give an id nobody has yet, made of a wanted one."""
        base = wanted or what
        number, id_ = 1, base
        while id_ in self.entries:
            number += 1
            id_ = f"{base}-{number}"
        return id_


class Entries:
    """All parts, and what cells refer to in them."""

    def __init__(self, found: Gathering, tables: frozenset[str]) -> None:
        self.found = found
        self.tables = tables
        """Kinds of tables there are."""

        self.parts = {name: Section() for name in PARTS}

    def named_in(self, row: RowCells, meaning: str) -> Entry:
        """Give a key with the names of its cell, without words that say there are none."""
        words = self.found.words
        names = [name for name in names_in(row.text(meaning)) if not words.no.exact(name) and not words.unknown.exact(name)]
        return {meaning: row.listed(meaning, names)} if names else {}

    def referred(self, row: RowCells, meaning: str, part_name: str) -> list[str]:
        """Give the ids of what a cell refers to."""
        part = self.parts[part_name]
        whole = row.line_of_text(meaning)
        if whole and part.find(whole):
            return [part.find(whole)]
        words = self.found.words
        found = []
        for name in group_names_in(row, meaning) if part_name == "subject_groups" else names_in(row.text(meaning)):
            if words.no.exact(name) or words.unknown.exact(name):
                continue
            if words.etcetera.exact(name):
                row.note(meaning, f"'{shown(name)}' says that there are more, and not which.")
                continue
            id_ = part.find(name) or self._made(row, meaning, part_name, name)
            found += [id_] if id_ else []
        return list(dict.fromkeys(found))

    def _made(self, row: RowCells, meaning: str, part_name: str, name: str) -> str:
        """Make an entry of a name, where no table holds the names there are; else it is a problem."""
        part = self.parts[part_name]
        if part_name in self.tables or part_name == "datasets":
            close = get_close_matches(plain_word(name), part.by_name, n=1, cutoff=0.6)
            hint = f" Did you mean '{shown(part.written[close[0]])}'?" if close else ""
            row.problem(meaning, f"'{shown(name)}' is no {NAMED[part_name]} of the table.{hint}")
            return ""
        if part_name == "subject_groups":
            return self._made_group(row, meaning, name)
        id_ = part.free(slug(name), NAMED[part_name])
        line = row.line(meaning)
        part.add(id_, name, {"id": Node(id_, line), "name": Node(name, line)})
        return id_

    def _made_group(self, row: RowCells, meaning: str, text: str) -> str:
        kind = group_kind_of(row, meaning, text)
        if not kind:
            return ""
        name = text.partition("(")[0].strip() or text
        part = self.parts["subject_groups"]
        known = part.find(name)
        if known:
            before = part.entries[known]["kind"].value
            if before != kind:
                row.problem(meaning, f"'{shown(name)}' is {kind} here and {before} on another row; make them one.")
            return known
        id_ = part.free(slug(name), "group")
        part.add(id_, name, {"id": Node(id_, row.line(meaning)), **group_fields(name, kind, row, meaning)})
        return id_

    def subjects(self, row: RowCells) -> list[Node]:
        """Give the groups of people of a row. A count for several together is at most that for each of them."""
        groups = self.referred(row, "groups", "subject_groups")
        people, records = count_of(row, "people"), count_of(row, "records")
        for meaning, count in (("people", people), ("records", records)):
            if count.is_unknown:
                continue
            if not groups:
                row.note(meaning, "says how many, and no column says who; left out.")
            elif len(groups) > 1:
                row.note(meaning, f"is for {len(groups)} groups together, so each has at most that many.")
        if len(groups) > 1:
            people, records = CountRange(None, people.at_most), CountRange(None, records.at_most)
        line = row.line("groups")
        held = []
        for group in groups:
            entry: Entry = {"group": Node(group, line)}
            for key, count in (("people", people), ("records", records)):
                node = count_node(count, row.line(key))
                entry |= {key: node} if node else {}
            held.append(Node(entry | countries_node(row), line))
        return held


def group_fields(name: str, kind: str, row: RowCells, meaning: str) -> Entry:
    """Give the kind and the label of a group of people; the label in the table's language."""
    line = row.line(meaning)
    labels = Node({row.language: Node(name, line)}, line)
    return {"kind": Node(kind or "customers", line), "labels": labels}


def countries_node(row: RowCells) -> Entry:
    """Give the countries a row names."""
    countries = countries_of(row, "countries")
    return {"countries": row.listed("countries", countries)} if countries else {}
