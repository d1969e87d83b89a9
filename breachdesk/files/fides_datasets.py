"""Fides datasets, the kinds of data their fields name, and whose data they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from breachdesk.domain.inventory import Dataset, SourceRow, SubjectGroup
from breachdesk.files.fides_gathering import EVERYWHERE, Gathering
from breachdesk.files.fides_nodes import items, mapping, text, texts
from breachdesk.files.strict_yaml import Node

_KNOWN_DATASET = {*EVERYWHERE, "collections", "data_categories", "data_subjects", "retention"}
_KNOWN_FIELD = {"name", "description", "fields", "data_categories", "data_subjects"}
"""Of a collection and of a field in it."""


def subjects_named(
    found: Gathering, node: Node | None, row: SourceRow, who: str, held: list[tuple[str, SourceRow]]
) -> None:
    """Put the group kinds of a list of data subjects to `held`."""
    for subject, at in texts(found.said, node, row, f"{who}: 'data_subjects'"):
        kind = found.taxonomy.fides_subjects.get(subject)
        if kind is None:
            found.said.note(at, f"{who}: data subject '{subject}' is not known here.")
        else:
            _group(found, kind, at, held)


def _whose(found: Gathering, key: str, row: SourceRow, held: list[tuple[str, SourceRow]]) -> None:
    """A category may say whose data it is: data on children have children behind them."""
    kind = next((k for k in map(found.taxonomy.group_for_fides, _refined(found, key)) if k is not None), None)
    if kind is not None:
        _group(found, kind, row, held)


def _group(found: Gathering, kind: str, row: SourceRow, held: list[tuple[str, SourceRow]]) -> None:
    known = found.taxonomy.group_kinds[kind]
    vulnerable = True if known.vulnerable else None
    found.groups.setdefault(kind, SubjectGroup(kind, known.labels, kind, row, vulnerable=vulnerable))
    held.append((kind, row))


def read_dataset(found: Gathering, node: Node, row: SourceRow) -> None:
    """Take a dataset; one of the same key is put together with it."""
    fields = mapping(node)
    key = text(fields, "fides_key")
    who = f"dataset '{key}'"
    if not key:
        found.said.note(row, f"a dataset without 'fides_key' ('{text(fields, 'name')}') cannot be taken over.")
        return
    before = found.datasets.get(key) or Dataset(key, text(fields, "name") or key, row, (), (), ())
    if key in found.datasets:
        found.said.note(row, f"{who} stands at {before.row} too; both were put together as one.")
    quiet = found.said.note_others(fields, _KNOWN_DATASET, row.file, who)
    held = found.whose.setdefault(key, [])
    subjects_named(found, fields.get("data_subjects"), row, who, held)
    named = list(categories_of(found, fields.get("data_categories"), row, who, held))
    for collection in items(found.said, fields.get("collections"), row, f"{who}: 'collections'"):
        named += _of_fields(found, collection, row, key, quiet)
    if quiet:
        found.said.note(row, f"{who}: storage details without a counterpart: {', '.join(sorted(quiet))}.")
    if not named:
        found.said.note(row, f"{who}: no field names a known kind of personal data.")
    found.datasets[key] = replace(
        before,
        categories=tuple(dict.fromkeys((*before.categories, *named))),
        retention=before.retention or text(fields, "retention"),
    )


def _of_fields(found: Gathering, node: Node, row: SourceRow, dataset: str, quiet: set[str]) -> Iterator[str]:
    """Give the categories of a collection or a field, and of every field in it."""
    fields, at = mapping(node), SourceRow(row.file, node.line, dataset)
    who = f"dataset '{dataset}', '{text(fields, 'name')}'"
    quiet |= found.said.note_others(fields, _KNOWN_FIELD, row.file, who)
    held = found.whose.setdefault(dataset, [])
    subjects_named(found, fields.get("data_subjects"), at, who, held)
    yield from categories_of(found, fields.get("data_categories"), at, who, held)
    for inner in items(found.said, fields.get("fields"), at, f"{who}: 'fields'"):
        yield from _of_fields(found, inner, at, dataset, quiet)


def categories_of(
    found: Gathering, node: Node | None, row: SourceRow, who: str, held: list[tuple[str, SourceRow]]
) -> Iterator[str]:
    """Give our categories, and put whose data they say they are to `held`."""
    for key, at in texts(found.said, node, row, f"{who}: 'data_categories'"):
        _whose(found, key, at, held)
        ours = _ours(found, key)
        if key == "system" or key.startswith("system."):
            # Fides keeps data about machines there; by its own definition they are not personal data.
            found.said.note_once(at, f"'{key}' is about machines, not people; left out, here and further on.")
        elif ours is not None:
            yield ours
        elif key.partition(".")[0] == "user":
            # About a person, so it must count for something in a breach.
            yield "profile"
            found.said.note(at, f"{who}: data category '{key}' says no kind known here; taken as 'profile', look at it.")
        else:
            found.said.note(at, f"{who}: data category '{key}' is not known here.")


def _ours(found: Gathering, key: str) -> str | None:
    """Give our category for a Fides one; one of the manifests' own counts as the one it refines."""
    return next((ours for ours in map(found.taxonomy.category_for_fides, _refined(found, key)) if ours is not None), None)


def _refined(found: Gathering, key: str) -> Iterator[str]:
    """Give a key, the one it refines, and so on; a ring of them ends."""
    for _ in range(len(found.parents) + 1):
        yield key
        if key not in found.parents:
            return
        key = found.parents[key]
