"""An inventory that stands in tables, CSV or XLSX: read into the same tree our YAML gives, so that one reader checks both.

Ids are made from names; free words in cells become ids of the taxonomy. Whose inventory it is stands in no table: that is
taken from the inventory in use, or was said. Nothing is dropped in silence: a column or a word that is left out is a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.foreign import visible
from breachdesk.domain.inventory import Inventory, SourceRow
from breachdesk.domain.parties import Controller
from breachdesk.domain.sheets import InventoryRead, ReadTable, TableChoices
from breachdesk.files.inventory_cells import Gathering, Place, RowCells
from breachdesk.files.inventory_dump import dump_inventory
from breachdesk.files.inventory_file import inventory_from
from breachdesk.files.inventory_sections import Sections
from breachdesk.files.inventory_tables import Table, tables_in
from breachdesk.files.mapping_memory import MappingMemory
from breachdesk.files.sheet import rows
from breachdesk.files.sheet_words_file import cell_words, own_words, with_own
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, Node, parse_yaml
from breachdesk.files.taxonomy_file import Taxonomy

MAX_ROWS = 20_000
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
NOT_STATED = Controller("not stated in the tables", "NL", "Europe/Amsterdam")
"""No table says whose inventory it is; the first users are Dutch."""

_ORDER = ("processors", "subject_groups", "systems", "datasets", "register", "processing_activities")


def is_table(path: Path) -> bool:
    """Tell whether a file is a table by its name."""
    return path.suffix.lower() in SUFFIXES


def inventory_from_tables(
    paths: Sequence[Path],
    taxonomy: Taxonomy,
    in_use: Inventory | None,
    choices: TableChoices,
    memory: MappingMemory | None = None,
) -> InventoryRead:
    """Read one inventory from one or more tables of different kinds.

    Args:
        in_use: The inventory that gives whose it is, the people of the house, and categories of their own.

    Raises:
        FileProblems: every problem of the tables, each with file, row and column.
        WrongInput: two tables are of one kind, or a choice fits none.
    """
    tables = tables_in(paths, choices, memory)
    own = {**(memory.words() if memory else {}), **own_words(choices.words, taxonomy)}
    found = Gathering(taxonomy, with_own(cell_words(taxonomy), own, taxonomy))
    sections = Sections(found, frozenset(table.kind for table in tables))
    read = {table.kind: _rows_of(table, found) for table in tables}
    for kind in _ORDER:
        sections.define_all(kind, read.get(kind, ()))
    for kind in _ORDER:
        sections.take_all(kind, read.get(kind, ()))
    _refuse_halves(tables, sections, found)
    first = tables[0].look.name
    _raise_any(found.problems, first)
    base, notes = _base(in_use, choices.controller, taxonomy)
    inventory = _checked(base, sections.nodes(), first, found)
    unused = [note for table in tables for note in _unused(table)]
    taken = replace(inventory, notes=tuple((*notes, *unused, *found.notes)))
    return InventoryRead(taken, tuple(_read_table(table, found) for table in tables), own)


def _rows_of(table: Table, found: Gathering) -> list[RowCells]:
    """Read every row of a table; what is wrong with its shape joins the other problems."""
    taken: list[RowCells] = []
    name = table.look.name
    try:
        for number, cells in rows(table.look):
            if len(taken) >= MAX_ROWS:
                raise FileProblems(name, [Problem(number, f"holds more than {MAX_ROWS:,} rows; split it, or take out others.")])
            by_meaning = {meaning: cells[place] for meaning, place in table.place_of.items()}
            taken.append(RowCells(name, number, by_meaning, table.headers, table.language, found))
    except FileProblems as refused:
        found.problems += [replace(problem, file=problem.file or refused.file) for problem in refused.problems]
    return taken


def _refuse_halves(tables: Sequence[Table], sections: Sections, found: Gathering) -> None:
    """Say which table is missing; what the validator says of an empty list speaks of our own format."""
    file = tables[0].look.name
    if found.problems:
        return
    if not sections.has("systems"):
        found.problem(Place(file, 0), "names no system; import a table of systems, or a register, with it.")
    if not sections.has("datasets"):
        said = "says nothing of which data are held; import a table of datasets, or a register, with it."
        found.problem(Place(file, 0), said)


def _base(in_use: Inventory | None, said: Controller | None, taxonomy: Taxonomy) -> tuple[dict[str, Node], list[str]]:
    """Give what no table says: the controller, the contact point, the people, categories of their own."""
    controller = said or (in_use.controller if in_use else NOT_STATED)
    lead = Inventory(
        controller,
        in_use.dpo if in_use else None,
        people=in_use.people if in_use else (),
        data_categories=in_use.data_categories if in_use else (),
    )
    document = parse_yaml(dump_inventory(lead, taxonomy).encode(), "the inventory in use", INVENTORY_LIMITS)
    assert isinstance(document.value, dict)
    notes = []
    if controller == NOT_STATED:
        notes.append(
            "whose inventory it is stands in no table; NL and Europe/Amsterdam were taken. "
            "Say it with --controller, --country and --zone, or import a YAML inventory first."
        )
    return {key: _without_lines(node) for key, node in document.value.items()}, notes


def _without_lines(node: Node) -> Node:
    value = node.value
    if isinstance(value, dict):
        return Node({key: _without_lines(child) for key, child in value.items()}, 0)
    return Node([_without_lines(child) for child in value] if isinstance(value, list) else value, 0)


def _checked(base: Mapping[str, Node], tables: Mapping[str, Node], first: str, found: Gathering) -> Inventory:
    """Let the reader of our own format check the tree, and put its lines back to rows and columns."""
    try:
        inventory = inventory_from(Node({**base, **tables}, 0), first, found.taxonomy)
    except FileProblems as refused:
        for problem in refused.problems:
            place = found.places[problem.line - 1] if problem.line else Place(first, 0)
            found.problem(place, _plain(problem.message))
        _raise_any(found.problems, first)
        raise
    placed: Inventory = _placed(inventory, found)
    return placed


def _plain(message: str) -> str:
    """Take off where in a YAML file it would stand."""
    return re.sub(r"^[a-z_]+\[\d+\](?:\.[a-z_]+(?:\[\d+\])?)*: ", "", message)


def _placed(value: Any, found: Gathering) -> Any:
    """Give a value with every row that names a number of ours naming file and row instead."""
    if isinstance(value, SourceRow):
        if not value.line:
            return value
        place = found.places[value.line - 1]
        return SourceRow(place.file, place.row, f"column '{place.header}'" if place.header else f"row {place.row}")
    if isinstance(value, tuple):
        return tuple(_placed(item, found) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _placed(getattr(value, f.name), found) for f in fields(value)})
    return value


def _unused(table: Table) -> list[str]:
    """Name the columns that were left out, the same way whether nobody knew, somebody said so, or it was remembered."""
    left = [column.header for column in table.columns if not column.meaning]
    return [f"{table.look.name}: column '{visible(header)[:60]}' was left out; it has no counterpart here." for header in left]


def _read_table(table: Table, found: Gathering) -> ReadTable:
    return ReadTable(table.look, table.kind, table.columns, tuple(found.guesses.get(table.look.name, ())))


def _raise_any(problems: Sequence[Problem], file: str) -> None:
    if problems:
        raise FileProblems(file, problems)
