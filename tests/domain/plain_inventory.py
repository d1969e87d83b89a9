"""An inventory as the plain document a second implementation reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from breachdesk.domain.harms import Combination
from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import CountRange, Dataset, Encryption, Inventory, SourceRow, SubjectsHeld

Plain = dict[str, Any]


def plain_inventory(inventory: Inventory) -> Plain:
    """Give an inventory as plain lists and texts."""
    return {
        "systems": [{"id": s.id, "kind": s.kind, "processor": s.processor} for s in inventory.systems],
        "datasets": [_dataset(d) for d in inventory.datasets],
        "subject_groups": [
            {
                "id": g.id,
                "size": _count(g.size),
                "vulnerable": g.vulnerable,
                "countries": list(g.countries),
                "languages": list(g.languages),
                "part_of": g.part_of,
                "row": _row(g.row),
            }
            for g in inventory.subject_groups
        ],
        "categories": [{"id": c.id, "special": c.special, "harms": list(c.harms)} for c in inventory.data_categories],
        "flows": [
            {
                "from": f.sender,
                "to": f.receiver,
                "datasets": list(f.datasets),
                "opened_by": f.opened_by.value,
                "row": _row(f.row),
            }
            for f in inventory.flows
        ],
        "credentials": [
            {"name": c.name, "kept_in": list(c.kept_in), "opens": list(c.opens), "row": _row(c.row)}
            for c in inventory.credentials
        ],
        "processing_activities": [
            {
                "id": a.id,
                "datasets": list(a.datasets),
                "processors": list(a.processors),
                "recipients": list(a.recipients),
                "transfers": list(a.transfers),
            }
            for a in inventory.processing_activities
        ],
        "processors": [{"id": p.id} for p in inventory.processors],
    }


def plain_hit(hit: Hit) -> Plain:
    """Give what was hit as plain lists and texts."""
    window = hit.window
    return {
        "systems": list(hit.systems),
        "datasets": list(hit.datasets),
        "left_out": dict(hit.left_out),
        "ruled_out": dict(hit.ruled_out),
        "window": window
        and {
            "since": window.since and window.since.isoformat(),
            "until": window.until and window.until.isoformat(),
            "collected": window.collected,
        },
        "stated": {g: {"people": _count(s.people), "reason": s.reason} for g, s in hit.stated.items()},
    }


def plain_combinations(combinations: Iterable[Combination]) -> list[Plain]:
    """Give combinations as plain lists and texts."""
    return [{"id": c.id, "needs": c.needs, "consequences": c.consequences} for c in combinations]


def _dataset(dataset: Dataset) -> Plain:
    since, until = dataset.collected.since, dataset.collected.until
    encryption = dataset.protection.encryption
    return {
        "id": dataset.id,
        "name": dataset.name,
        "systems": list(dataset.systems),
        "copies": list(dataset.copies),
        "categories": list(dataset.categories),
        "subjects": [_held(held) for held in dataset.subjects],
        "part_of": dataset.part_of,
        "encrypted": {Encryption.NONE: "no", Encryption.SOMEHOW: "yes"}.get(encryption, encryption.value),
        "keys": list(dataset.protection.keys_in),
        "unreadable": list(dataset.protection.unreadable),
        "from": since and since.isoformat(),
        "until": until and until.isoformat(),
        "kept_months": dataset.kept_months,
        "row": _row(dataset.row),
    }


def _held(held: SubjectsHeld) -> Plain:
    return {
        "group": held.group,
        "people": _count(held.people),
        "records": _count(held.records),
        "countries": list(held.countries),
        "languages": list(held.languages),
        "categories": list(held.categories),
        "holding": {category: _count(count) for category, count in held.holding.items()},
        "row": _row(held.row),
    }


def _count(count: CountRange) -> Plain:
    return {"at_least": count.at_least, "at_most": count.at_most}


def _row(row: SourceRow) -> Plain:
    return {"file": row.file, "line": row.line, "path": row.path}
