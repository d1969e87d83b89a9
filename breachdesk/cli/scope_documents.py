"""A Scope, its versions and their differences as JSON documents; keys are a contract, unknown is null or said."""

from __future__ import annotations

from collections.abc import Iterable

from breachdesk.cli.law_documents import Document
from breachdesk.domain.hit import Hit
from breachdesk.domain.incident import SavedScope
from breachdesk.domain.inventory import CountRange, SourceRow
from breachdesk.domain.scope import ConsequenceLine, DatasetLine, Scope
from breachdesk.domain.scope_difference import Difference
from breachdesk.services.times import with_z


def count_document(count: CountRange) -> Document:
    """Give a count; null where unknown."""
    return {"at_least": count.at_least, "at_most": count.at_most}


def rows_document(rows: tuple[SourceRow, ...]) -> list[Document]:
    """Give inventory rows."""
    return [{"file": r.file, "line": r.line, "path": r.path} for r in rows]


def scope_document(scope: Scope) -> Document:
    """Give a Scope with the rows behind every line."""
    return {
        "systems": list(scope.systems),
        "reached": [
            {
                "system": r.system,
                "because": r.because,
                "hops": r.hops,
                "from": r.came_from or None,
                "ways": [way.value for way in r.ways],
                "rows": rows_document(r.rows),
            }
            for r in scope.reached
        ],
        "ruled_out": [{"system": r.system, "because": r.because, "reason": r.reason} for r in scope.ruled_out],
        "datasets": [_dataset_document(line) for line in scope.datasets],
        "left_out": [{"dataset": line.id, "because": line.because} for line in scope.left_out],
        "processing_activities": list(scope.activities),
        "subject_groups": [
            {
                "id": g.id,
                "people": count_document(g.people),
                "records": count_document(g.records),
                "vulnerable": g.vulnerable,
                "countries": list(g.countries),
                "languages": list(g.languages),
                "stated": g.stated or None,
                "because": rows_document(g.because),
            }
            for g in scope.groups
        ],
        "data_categories": [
            {
                "id": c.id,
                "special": c.special,
                "groups": list(c.groups),
                "people": count_document(c.people),
                "unreadable": c.unreadable,
                "because": rows_document(c.because),
            }
            for c in scope.categories
        ],
        "likely_consequences": [_consequence_document(line) for line in scope.consequences],
        "people": count_document(scope.people),
        "records": count_document(scope.records),
        "countries": list(scope.countries),
        "languages": list(scope.languages),
        "processors": list(scope.processors),
        "recipients": list(scope.recipients),
        "transfers": list(scope.transfers),
        "unknown": list(scope.unknown),
    }


def _dataset_document(line: DatasetLine) -> Document:
    return {
        "id": line.id,
        "systems": list(line.systems),
        "readable": line.readable.value,
        "protection": line.protection,
        "whole": line.whole,
        "because": rows_document(line.because),
    }


def _consequence_document(line: ConsequenceLine) -> Document:
    return {
        "id": line.id,
        "groups": list(line.groups),
        "data_categories": list(line.categories),
        "combinations": list(line.combinations),
    }


def hit_document(hit: Hit) -> Document:
    """Give what was asked."""
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
        "stated": {g: {"people": count_document(s.people), "reason": s.reason} for g, s in hit.stated.items()},
    }


def difference_document(found: Iterable[Difference]) -> list[Document]:
    """Give what differs; null where something is not in scope."""
    return [
        {
            "part": d.part.value,
            "id": d.id or None,
            "before": d.before and count_document(d.before),
            "after": d.after and count_document(d.after),
        }
        for d in found
    ]


def version_document(saved: SavedScope, changed: Iterable[Difference]) -> Document:
    """Give one version: who saved it, why, and what it changed."""
    return {
        "version": saved.version,
        "saved_by": saved.by,
        "saved_at": with_z(saved.at),
        "why": saved.why or None,
        "inventory": saved.inventory_hash,
        "hit": hit_document(saved.hit),
        "people": count_document(saved.scope.people),
        "records": count_document(saved.scope.records),
        "changed": difference_document(changed),
    }
