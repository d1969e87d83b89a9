"""Fides systems, who runs them, and what each declares that it uses data for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from breachdesk.domain.inventory import SourceRow, System
from breachdesk.domain.parties import Processor
from breachdesk.files.fides_datasets import categories_of, subjects_named
from breachdesk.files.fides_flows import note_carried, note_flows
from breachdesk.files.fides_gathering import EVERYWHERE, Gathering, Use
from breachdesk.files.fides_nodes import items, mapping, text, texts
from breachdesk.files.strict_yaml import Node

_KNOWN_SYSTEM = {
    *EVERYWHERE,
    "system_type",
    "administrating_department",
    "privacy_declarations",
    "dataset_references",
    "egress",
    "ingress",
    "responsibility",
    "legal_name",
}
_KNOWN_DECLARATION = {
    "name",
    "data_categories",
    "data_use",
    "data_subjects",
    "dataset_references",
    "egress",
    "ingress",
    "legal_basis_for_processing",
    "special_category_legal_basis",
    "retention_period",
    "data_shared_with_third_parties",
    "third_parties",
}
_KINDS = {
    "application": "application",
    "service": "application",
    "database": "database",
    "saas": "saas",
    "third party": "saas",
}
_PROCESSORS = ("processor", "sub-processor")
_NOT_STATED = "not defined"
"""How Fides says that nobody named a department."""

SOMEBODY = "third parties, not named"


def read_system(found: Gathering, node: Node, row: SourceRow) -> None:
    """Take a system with its declarations; one of the same key is put together with it."""
    fields = mapping(node)
    key, kind = text(fields, "fides_key"), text(fields, "system_type")
    who = f"system '{key}'"
    if not key:
        found.said.note(row, f"a system without 'fides_key' ('{text(fields, 'name')}') cannot be taken over.")
        return
    if key in found.systems:
        found.said.note(row, f"{who} stands at {found.systems[key].row} too; both were put together as one.")
    else:
        department = text(fields, "administrating_department")
        owner = "" if department.lower() == _NOT_STATED else department
        name = text(fields, "name") or key
        found.systems[key] = System(key, name, row, _KINDS.get(kind.lower(), "other"), owner=owner)
    if kind and kind.lower() not in _KINDS:
        found.said.note(row, f"{who}: the type '{kind}' is not known here; taken as 'other'.")
    _run_by(found, key, fields, row)
    named = texts(found.said, fields.get("dataset_references"), row, f"{who}: 'dataset_references'")
    found.references += [(key, dataset, at) for dataset, at in named]
    note_flows(found, key, fields, row)
    found.said.note_others(fields, _KNOWN_SYSTEM, row.file, who)
    for declaration in items(found.said, fields.get("privacy_declarations"), row, f"{who}: 'privacy_declarations'"):
        _declaration(found, key, declaration, SourceRow(row.file, declaration.line, f"{row.path}.privacy_declarations"))


def _run_by(found: Gathering, system: str, fields: Mapping[str, Node], row: SourceRow) -> None:
    """Take the party behind a system as a processor where it is said to be one."""
    titles = texts(found.said, fields.get("responsibility"), row, f"system '{system}': 'responsibility'")
    legal_name = text(fields, "legal_name")
    for title, at in titles:
        if title.lower() not in _PROCESSORS:
            found.said.note(at, f"system '{system}': 'responsibility' {title} has no counterpart here.")
    if any(title.lower() in _PROCESSORS for title, _ in titles):
        found.processors[system] = Processor(system, legal_name or found.systems[system].name)
        found.systems[system] = replace(found.systems[system], processor=system)
    elif legal_name:
        found.said.note(row, f"system '{system}': 'legal_name' {legal_name} is not said to be a processor; left out.")


def _declaration(found: Gathering, system: str, node: Node, row: SourceRow) -> None:
    fields, who = mapping(node), f"system '{system}'"
    purpose = text(fields, "data_use") or "not stated"
    held = found.subjects_of.setdefault(system, [])
    subjects_named(found, fields.get("data_subjects"), row, who, held)
    categories = tuple(categories_of(found, fields.get("data_categories"), row, who, held))
    named = texts(found.said, fields.get("dataset_references"), row, f"{who}: 'dataset_references'")
    datasets = tuple(d for d, _ in named)
    use = Use(
        system=system,
        name=text(fields, "name") or f"{purpose} by {system}",
        purpose=purpose,
        categories=categories,
        datasets=datasets,
        legal_basis=_legal_basis(fields),
        recipients=_recipients(fields),
        retention=text(fields, "retention_period"),
    )
    found.uses.setdefault(use, row)
    note_carried(found, system, fields, datasets, row)
    found.said.note_others(fields, _KNOWN_DECLARATION, row.file, who)


def _legal_basis(fields: Mapping[str, Node]) -> str:
    special = text(fields, "special_category_legal_basis")
    found = (text(fields, "legal_basis_for_processing"), f"Art. 9: {special}" if special else "")
    return "; ".join(basis for basis in found if basis)


def _recipients(fields: Mapping[str, Node]) -> tuple[str, ...]:
    """Give to whom data are disclosed (Art. 30(1)(d)); somebody, where it is only said that they are."""
    named = text(fields, "third_parties")
    shared = text(fields, "data_shared_with_third_parties").lower() in ("true", "yes")
    return (named,) if named else (SOMEBODY,) if shared else ()
