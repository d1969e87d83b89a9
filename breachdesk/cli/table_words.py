"""How the preview of an import reads: which table is which, what its columns mean, what will change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from breachdesk.cli.speaking import say, say_wrapped, table
from breachdesk.domain.columns import Proposal, Sure
from breachdesk.domain.inventory_difference import RowsChanged
from breachdesk.domain.sheets import InventoryRead, ReadTable, SheetFormat, SheetLook

SURE = {
    Sure.GIVEN: "as you said",
    Sure.REMEMBERED: "as before",
    Sure.EXACT: "known word",
    Sure.SIMILAR: "PROPOSED: like a known word",
    Sure.CONTENT: "PROPOSED: from its cells",
    Sure.NONE: "not used",
}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NAMED = {
    "subject_groups": "groups of people",
    "processing_activities": "processing activities",
    "register": "register of processing",
}
_WIDEST = 24
_MOST_IDS = 8


def say_tables(read: InventoryRead) -> None:
    """Show each table: what it was taken for, its columns with sample cells, and what was guessed."""
    for one in read.tables:
        say(f"{one.look.name}: {named(one.kind)}, {as_read(one.look)}.")
        for warning in one.look.warnings:
            say_wrapped(f"  Note: {warning}")
        table(("  COLUMN", "MEANS", "BECAUSE", "FIRST FIVE ROWS"), list(_columns(one)))
        for guess in one.guesses:
            say_wrapped(f"  PROPOSED: {guess}")
        say()


def named(kind: str) -> str:
    """Give what a kind of table is called."""
    return _NAMED.get(kind, kind)


def as_read(look: SheetLook) -> str:
    """Say how a file was read."""
    if look.format is SheetFormat.XLSX:
        return f"sheet '{look.sheet}' of {len(look.sheets)}" if len(look.sheets) > 1 else f"sheet '{look.sheet}'"
    return f"CSV with {_DELIMITERS.get(look.delimiter, look.delimiter)}, {look.encoding}"


def _columns(one: ReadTable) -> Iterable[tuple[str, str, str, str]]:
    for column in one.columns:
        cells = " | ".join(_short(cell) for cell in one.look.column(column.header))
        yield f"  {_short(column.header, 40)}", column.meaning or "-", SURE[column.sure], cells


def _short(text: str, most: int = _WIDEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def say_difference(changes: Sequence[RowsChanged], first: bool) -> None:
    """Say what an import changes."""
    if first:
        return
    if not changes:
        say("Nothing changes against the inventory in use.")
    for change in changes:
        for word, ids in (("new", change.added), ("changed", change.changed), ("gone", change.gone)):
            if ids:
                more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
                say_wrapped(f"{change.part}: {len(ids)} {word}: {', '.join(ids[:_MOST_IDS])}{more}")


def preview_document(read: InventoryRead, changes: Sequence[RowsChanged]) -> dict[str, Any]:
    """Give the preview as plain data."""
    return {
        "tables": [_table_document(one) for one in read.tables],
        "changes": [
            {"part": c.part, "added": list(c.added), "changed": list(c.changed), "gone": list(c.gone)} for c in changes
        ],
        "needs_a_look": read.needs_a_look,
    }


def _table_document(one: ReadTable) -> dict[str, Any]:
    look = one.look
    return {
        "file": look.name,
        "kind": one.kind,
        "format": look.format.value,
        "encoding": look.encoding,
        "delimiter": look.delimiter,
        "sheet": look.sheet,
        "sheets": list(look.sheets),
        "sha256": look.sha256,
        "warnings": list(look.warnings),
        "columns": [_column_document(column, look) for column in one.columns],
        "guesses": list(one.guesses),
    }


def _column_document(column: Proposal, look: SheetLook) -> dict[str, Any]:
    return {
        "header": column.header,
        "means": column.meaning,
        "because": column.sure.value,
        "samples": list(look.column(column.header)),
    }
