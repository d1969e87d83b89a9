"""What an import changes: which systems, datasets and the like are new, other than before, or gone.

Where a row stands in its file is no difference; an inventory moved by a line is the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from breachdesk.domain.inventory import Inventory, SourceRow

_NOWHERE = SourceRow("", 0, "")


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """What changes in one part of an inventory; rows by id."""

    part: str
    """In words: `systems`, `datasets` and so on."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def inventory_difference(before: Inventory | None, after: Inventory) -> tuple[RowsChanged, ...]:
    """Give what changes from one inventory to another, part by part; parts without change are left out."""
    earlier = _parts(before) if before is not None else {}
    found = []
    for part, rows in _parts(after).items():
        old = earlier.get(part, {})
        change = RowsChanged(
            part,
            tuple(id_ for id_ in rows if id_ not in old),
            tuple(id_ for id_ in rows if id_ in old and rows[id_] != old[id_]),
            tuple(id_ for id_ in old if id_ not in rows),
        )
        if change.added or change.changed or change.gone:
            found.append(change)
    return tuple(found)


def _parts(inventory: Inventory) -> dict[str, dict[str, Any]]:
    plain: Inventory = _without_rows(inventory)
    whole = {"controller": plain.controller, "contact point": plain.dpo}
    return {
        "organisation": {name: value for name, value in whole.items() if value is not None},
        "people of the house": {person.name: person for person in plain.people},
        "data categories": _by_id(plain.data_categories),
        "subject groups": _by_id(plain.subject_groups),
        "processors": _by_id(plain.processors),
        "systems": _by_id(plain.systems),
        "datasets": _by_id(plain.datasets),
        "processing activities": _by_id(plain.processing_activities),
        "flows": {f"{flow.sender} → {flow.receiver}": flow for flow in plain.flows},
        "credentials": _by_id(plain.credentials),
    }


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.id: row for row in rows}


def _without_rows(value: Any) -> Any:
    """Give a value in which every source row is the same."""
    if isinstance(value, SourceRow):
        return _NOWHERE
    if isinstance(value, tuple):
        return tuple(_without_rows(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _without_rows(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _without_rows(getattr(value, f.name)) for f in fields(value)})
    return value
