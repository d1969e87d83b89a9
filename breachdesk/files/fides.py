"""Fides manifests read as an Inventory; what has no counterpart here is listed with its line, never dropped in silence.

Fides describes systems, datasets by field, and what each is used for; it knows no counts and no controller's zone.
So every count is unknown. Format: the Fides language of the Ethyca project, as seen in its published manifests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from breachdesk.domain.inventory import (
    Dataset,
    Inventory,
    ProcessingActivity,
    SourceRow,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import ContactPoint, Controller
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import Taxonomy

SECTIONS = ("system", "dataset", "organization", "data_subject", "data_category", "policy", "data_use", "registry")
_KNOWN_SYSTEM = {
    "fides_key",
    "name",
    "description",
    "system_type",
    "administrating_department",
    "privacy_declarations",
    "organization_fides_key",
}
_KNOWN_DATASET = {"fides_key", "name", "description", "collections", "organization_fides_key"}
_KNOWN_FIELD = {"name", "description", "data_categories", "fields"}
_QUIET_FIELD = {"fides_meta", "fidesops_meta", "meta", "data_qualifier", "retention"}
"""Storage details of a field that say nothing about people; noted once a dataset."""

_KINDS = {"application": "application", "service": "application", "database": "database", "saas": "saas"}


@dataclass(slots=True)
class _Gathering:
    taxonomy: Taxonomy
    systems: dict[str, System] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    held_in: dict[str, list[str]] = field(default_factory=dict)
    """By dataset: the systems that refer to it."""

    subjects_of: dict[str, list[tuple[str, SourceRow]]] = field(default_factory=dict)
    """By system: the group kinds its declarations name."""

    activities: list[ProcessingActivity] = field(default_factory=list)
    groups: dict[str, SubjectGroup] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    controller: Controller | None = None
    dpo: ContactPoint | None = None

    def note(self, row: SourceRow, text: str) -> None:
        """Keep what could not be mapped."""
        self.notes.append(f"{row}: {text}")


def is_fides(document: Node) -> bool:
    """Tell whether a document is a Fides manifest."""
    return isinstance(document.value, dict) and any(key in document.value for key in SECTIONS)


def inventory_from_fides(
    documents: Sequence[tuple[str, Node]], taxonomy: Taxonomy, controller: Controller
) -> Inventory:
    """Give one Inventory for several manifests.

    Args:
        documents: File name and document of each.
        controller: Who is responsible; a manifest's organisation gives its name, never its zone.
    """
    found = _Gathering(taxonomy)
    for name, document in documents:
        _read_document(found, name, document)
    _home_the_homeless(found)
    datasets = tuple(_with_subjects(found, dataset) for dataset in found.datasets.values())
    used = sorted({c for d in datasets for c in d.categories})
    categories = tuple(c for c in (taxonomy.category(id_) for id_ in used) if c is not None)
    name = found.controller.name if found.controller else controller.name
    return Inventory(
        controller=Controller(name, controller.country, controller.zone, controller.address),
        dpo=found.dpo,
        systems=tuple(found.systems.values()),
        datasets=datasets,
        subject_groups=tuple(found.groups.values()),
        data_categories=categories,
        processing_activities=tuple(found.activities),
        notes=tuple(found.notes),
    )


def _read_document(found: _Gathering, name: str, document: Node) -> None:
    readers = {"system": _system, "dataset": _dataset, "organization": _organization}
    for section, node in _mapping(document).items():
        row = SourceRow(name, node.line, section)
        if section not in readers:
            count = len(node.value) if isinstance(node.value, list) else 1
            found.note(row, f"'{section}' ({count} entries) has no counterpart in an inventory.")
            continue
        for index, item in enumerate(_items(node)):
            readers[section](found, item, SourceRow(name, item.line, f"{section}[{index}]"))


def _organization(found: _Gathering, node: Node, row: SourceRow) -> None:
    fields = _mapping(node)
    name = _text(fields, "name")
    if found.controller is None and name:
        found.controller = Controller(name, "", "")
    officer = _mapping(fields.get("data_protection_officer"))
    if found.dpo is None and officer:
        found.dpo = ContactPoint(_text(officer, "name"), _text(officer, "email"), _text(officer, "phone"))
    for key in fields:
        if key not in ("fides_key", "name", "description", "data_protection_officer"):
            found.note(row, f"organization '{name}': '{key}' has no counterpart here.")


def _system(found: _Gathering, node: Node, row: SourceRow) -> None:
    fields = _mapping(node)
    key = _text(fields, "fides_key")
    if not key:
        found.note(row, "a system without 'fides_key' cannot be taken over.")
        return
    if key in found.systems:
        found.note(row, f"system '{key}' stands in another file too ({found.systems[key].row}); the first one is kept.")
        return
    kind = _KINDS.get(_text(fields, "system_type").lower(), "other")
    owner = _text(fields, "administrating_department")
    found.systems[key] = System(key, _text(fields, "name") or key, row, kind, owner=owner)
    for name, value in fields.items():
        if name not in _KNOWN_SYSTEM:
            found.note(SourceRow(row.file, value.line, row.path), f"system '{key}': '{name}' has no counterpart here.")
    for index, declaration in enumerate(_items(fields.get("privacy_declarations"))):
        _declaration(
            found, key, declaration, SourceRow(row.file, declaration.line, f"{row.path}.declarations[{index}]")
        )


def _declaration(found: _Gathering, system: str, node: Node, row: SourceRow) -> None:
    fields = _mapping(node)
    purpose = _text(fields, "data_use") or "not stated"
    datasets = tuple(_texts(fields.get("dataset_references")))
    for dataset in datasets:
        found.held_in.setdefault(dataset, []).append(system)
    for subject in _texts(fields.get("data_subjects")):
        kind = found.taxonomy.fides_subjects.get(subject)
        if kind is None:
            found.note(row, f"system '{system}': data subject '{subject}' is not known here.")
            continue
        known = found.taxonomy.group_kinds[kind]
        vulnerable = True if known.vulnerable else None
        found.groups.setdefault(kind, SubjectGroup(kind, known.labels, kind, row, vulnerable=vulnerable))
        found.subjects_of.setdefault(system, []).append((kind, row))
    categories = list(_categories(found, fields.get("data_categories"), row, f"system '{system}'"))
    if categories and not datasets:
        _own_dataset(found, system, categories, row)
    name = _text(fields, "name") or f"{purpose} by {system}"
    id_ = f"{system}-{len(found.activities) + 1}"
    own = (f"{system}-data",) if categories and not datasets else datasets
    found.activities.append(ProcessingActivity(id_, name, row, purpose, own))
    for key, value in fields.items():
        if key not in ("name", "data_categories", "data_use", "data_subjects", "dataset_references"):
            found.note(
                SourceRow(row.file, value.line, row.path), f"system '{system}': '{key}' has no counterpart here."
            )


def _own_dataset(found: _Gathering, system: str, categories: Sequence[str], row: SourceRow) -> None:
    """A declaration that names categories and no dataset still says what the system holds."""
    id_ = f"{system}-data"
    before = found.datasets.get(id_)
    merged = tuple(dict.fromkeys((*(before.categories if before else ()), *categories)))
    found.datasets[id_] = Dataset(id_, f"Data of {system}", before.row if before else row, (system,), merged, ())
    found.held_in.setdefault(id_, []).append(system)


def _dataset(found: _Gathering, node: Node, row: SourceRow) -> None:
    fields = _mapping(node)
    key = _text(fields, "fides_key")
    if not key:
        found.note(row, "a dataset without 'fides_key' cannot be taken over.")
        return
    if key in found.datasets:
        found.note(
            row, f"dataset '{key}' stands in another file too ({found.datasets[key].row}); the first one is kept."
        )
        return
    categories: dict[str, None] = {}
    quiet: set[str] = set()
    for collection in _items(fields.get("collections")):
        inner = _mapping(collection)
        _note_others(found, inner, {"name", "description", "fields"}, quiet, row.file, f"dataset '{key}'")
        for category in _of_fields(found, _items(inner.get("fields")), row.file, key, quiet):
            categories[category] = None
    _note_others(found, fields, _KNOWN_DATASET, quiet, row.file, f"dataset '{key}'")
    if quiet:
        found.note(row, f"dataset '{key}': storage details without a counterpart: {', '.join(sorted(quiet))}.")
    if not categories:
        found.note(row, f"dataset '{key}': no field names a known kind of personal data.")
    found.datasets[key] = Dataset(key, _text(fields, "name") or key, row, (), tuple(categories), ())


def _note_others(
    found: _Gathering, fields: Mapping[str, Node], known: set[str], quiet: set[str], file: str, who: str
) -> None:
    for name, value in fields.items():
        if name in _QUIET_FIELD:
            quiet.add(name)
        elif name not in known:
            found.note(SourceRow(file, value.line, who), f"{who}: '{name}' has no counterpart here.")


def _of_fields(found: _Gathering, fields: Sequence[Node], file: str, dataset: str, quiet: set[str]) -> Iterator[str]:
    for item in fields:
        inner = _mapping(item)
        row = SourceRow(file, item.line, dataset)
        where = f"dataset '{dataset}', field '{_text(inner, 'name')}'"
        _note_others(found, inner, _KNOWN_FIELD, quiet, file, where)
        yield from _categories(found, inner.get("data_categories"), row, where)
        yield from _of_fields(found, _items(inner.get("fields")), file, dataset, quiet)


def _categories(found: _Gathering, node: Node | None, row: SourceRow, who: str) -> Iterator[str]:
    for key in _texts(node):
        if key == "system" or key.startswith("system."):
            continue  # Fides keeps data about machines there; it is not personal data by its own definition.
        ours = found.taxonomy.category_for_fides(key)
        if ours is not None:
            yield ours
        elif key == "user":
            yield "profile"
            found.note(row, f"{who}: data category 'user' says no kind; taken as 'profile', look at it.")
        else:
            found.note(row, f"{who}: data category '{key}' is not known here.")


def _home_the_homeless(found: _Gathering) -> None:
    """A dataset no system refers to still lives somewhere: in a system of its own name."""
    for key, dataset in list(found.datasets.items()):
        homes = tuple(dict.fromkeys(found.held_in.get(key, ())))
        if not homes:
            system = f"{key}-store"
            found.systems.setdefault(system, System(system, f"Store of {dataset.name}", dataset.row, "other"))
            found.note(dataset.row, f"dataset '{key}': no system refers to it; put into '{system}'.")
            homes = (system,)
        found.datasets[key] = Dataset(key, dataset.name, dataset.row, homes, dataset.categories, ())
    for key in found.held_in:
        if key not in found.datasets:
            systems = ", ".join(found.held_in[key])
            found.notes.append(f"dataset '{key}' is referred to by {systems} and stands in none of the files.")
    known = set(found.datasets)
    found.activities = [
        ProcessingActivity(a.id, a.name, a.row, a.purpose, tuple(d for d in a.datasets if d in known))
        for a in found.activities
    ]


def _with_subjects(found: _Gathering, dataset: Dataset) -> Dataset:
    held: dict[str, SubjectsHeld] = {}
    for system in dataset.systems:
        for kind, row in found.subjects_of.get(system, ()):
            held.setdefault(kind, SubjectsHeld(kind, row))
    return Dataset(dataset.id, dataset.name, dataset.row, dataset.systems, dataset.categories, tuple(held.values()))


def _mapping(node: Node | None) -> Mapping[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _items(node: Node | None) -> Sequence[Node]:
    return node.value if node is not None and isinstance(node.value, list) else ()


def _text(fields: Mapping[str, Node], key: str) -> str:
    node = fields.get(key)
    value = node.value if node is not None else ""
    return value.strip() if isinstance(value, str) and value not in ("null", "~") else ""


def _texts(node: Node | None) -> list[str]:
    if node is not None and isinstance(node.value, str):
        return [node.value.strip()] if node.value.strip() not in ("", "null") else []
    return [item.value.strip() for item in _items(node) if isinstance(item.value, str) and item.value.strip()]
