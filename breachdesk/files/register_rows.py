"""Rows of the flat register of processing that most organisations keep: one row is an activity and the data it is about."""

from __future__ import annotations

from collections.abc import Sequence

from breachdesk.files.cell_meanings import categories_of, yes_no_of
from breachdesk.files.inventory_cells import RowCells, shown, slug
from breachdesk.files.section_entries import Entries, Entry
from breachdesk.files.strict_yaml import Node


def dataset_of(row: RowCells, id_: str, entries: Entries) -> str:
    """Make the body of data a row is about; give its id."""
    part = entries.parts["datasets"]
    name = row.line_of_text("name") or id_
    own = part.free(id_, "dataset")
    entry: Entry = {"id": Node(own, row.line()), **row.texts(name="name", retention="retention", source="source")}
    entry |= entries.named_in(row, "access")
    part.add(own, name, entry)
    entry["systems"] = row.listed("systems", _homes(row, entries))
    entry["categories"] = row.listed("categories", [*categories_of(row, "categories"), *_special(row, entries)])
    entry |= yes_no_of(row, "encrypted_at_rest", "encrypted")
    entry["subjects"] = Node(entries.subjects(row), row.line("groups"))
    return own


def _special(row: RowCells, entries: Entries) -> list[str]:
    text = row.line_of_text("special")
    if text and entries.found.words.yes.exact(text):
        row.problem("special", "says that there are special categories, and not which; name them.")
        return []
    return categories_of(row, "special")


def _homes(row: RowCells, entries: Entries) -> list[str]:
    """Give where the data of a register's row live: its systems, or else the place it says they are stored."""
    location = row.line_of_text("location")
    systems = entries.referred(row, "systems", "systems")
    if systems:
        _stands_at(row, systems, location, entries)
        return systems
    part = entries.parts["systems"]
    known = part.find(location) if location else ""
    if known:
        return [known]
    name = location if location and "systems" not in entries.tables else f"not stated in {row.file}"
    if name != location:
        row.note("systems", f"no system is named; the data were put into '{name}'.")
    found = part.find(name)
    if not found:
        found = part.free(slug(name), "system")
        line = row.line("location" if name == location else "")
        part.add(found, name, {"id": Node(found, line), "name": Node(name, line)})
    return [found]


def _stands_at(row: RowCells, systems: Sequence[str], location: str, entries: Entries) -> None:
    """Keep where a row's one system stands, unless a table of systems says so itself."""
    if not location:
        return
    entry = entries.parts["systems"].entries[systems[0]]
    before = entry.get("location")
    if len(systems) > 1 or "systems" in entries.tables:
        row.note("location", f"'{shown(location)}' was left out: of which system is not clear, or its own table says it.")
    elif before is None:
        entry["location"] = Node(location, row.line("location"))
    elif before.value != location:
        row.note("location", f"'{shown(location)}' was left out: another row says that the system stands elsewhere.")
