"""Fides manifests read as an Inventory; what has no counterpart here is listed with its line, never dropped in silence.

Fides describes systems, datasets by field, and what each is used for; it knows no counts and no controller's zone.
So every count is unknown. Descriptions are prose for the manifests' own readers and stay there.
Format: the Fides language of the Ethyca project, as seen in its published manifests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from breachdesk.domain.addressees import address_problem
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
from breachdesk.files.fides_nodes import Noting, items, mapping, text, texts
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import Taxonomy

SECTIONS = ("system", "dataset", "organization", "data_subject", "data_category", "policy", "data_use", "registry")
_EVERYWHERE = {"fides_key", "name", "description", "organization_fides_key"}
_KNOWN_SYSTEM = {*_EVERYWHERE, "system_type", "administrating_department", "privacy_declarations"}
_KNOWN_DECLARATION = {"name", "data_categories", "data_use", "data_subjects", "dataset_references"}
_KNOWN_DATASET = {*_EVERYWHERE, "collections", "data_categories"}
_KNOWN_FIELD = {"name", "description", "fields", "data_categories"}
"""Of a collection and of a field in it."""

_KINDS = {"application": "application", "service": "application", "database": "database", "saas": "saas"}


@dataclass(frozen=True, slots=True)
class _Use:
    """A declaration, kept until every dataset is known."""

    system: str
    name: str
    purpose: str
    categories: tuple[str, ...]
    datasets: tuple[str, ...]


@dataclass(slots=True)
class _Gathering:
    taxonomy: Taxonomy
    parents: Mapping[str, str]
    """The manifests' own data categories, each with the one it refines."""

    said: Noting = field(default_factory=Noting)
    systems: dict[str, System] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    groups: dict[str, SubjectGroup] = field(default_factory=dict)
    uses: dict[_Use, SourceRow] = field(default_factory=dict)
    own_datasets: dict[str, str] = field(default_factory=dict)
    """By system: the dataset made for what it holds beyond the datasets it refers to."""

    held_in: dict[str, list[str]] = field(default_factory=dict)
    """By dataset: the systems that refer to it."""

    subjects_of: dict[str, list[tuple[str, SourceRow]]] = field(default_factory=dict)
    """By system: the group kinds its declarations name."""

    whose: dict[str, list[tuple[str, SourceRow]]] = field(default_factory=dict)
    """By dataset: the group kinds its categories say the data are of."""

    organization: str = ""
    dpo: ContactPoint | None = None


def is_fides(document: Node) -> bool:
    """Tell whether a document is a Fides manifest; one that names a controller is ours, whatever else it says."""
    keys = mapping(document)
    return "controller" not in keys and any(key in keys for key in SECTIONS)


def inventory_from_fides(
    documents: Sequence[tuple[str, Node]], taxonomy: Taxonomy, controller: Controller
) -> Inventory:
    """Give one Inventory for several manifests.

    Args:
        documents: File name and document of each.
        controller: Who is responsible; a manifest's organisation gives its name, never its zone.
    """
    found = _Gathering(taxonomy, dict(_own_categories(documents)))
    for name, document in documents:
        _read_document(found, name, document)
    activities = tuple(_activities(found))
    _home_the_homeless(found)
    datasets = tuple(_with_homes_and_subjects(found, dataset) for dataset in found.datasets.values())
    used = sorted({c for d in datasets for c in d.categories})
    return Inventory(
        controller=replace(controller, name=found.organization or controller.name),
        dpo=found.dpo,
        systems=tuple(found.systems.values()),
        datasets=datasets,
        subject_groups=tuple(found.groups.values()),
        data_categories=tuple(c for c in map(taxonomy.category, used) if c is not None),
        processing_activities=activities,
        notes=tuple(found.said.notes),
    )


def _own_categories(documents: Sequence[tuple[str, Node]]) -> Iterator[tuple[str, str]]:
    for _, document in documents:
        section = mapping(document).get("data_category")
        for entry in section.value if section is not None and isinstance(section.value, list) else ():
            yield text(mapping(entry), "fides_key"), text(mapping(entry), "parent_key")


def _read_document(found: _Gathering, name: str, document: Node) -> None:
    readers = {"system": _system, "dataset": _dataset, "organization": _organization}
    for section, node in mapping(document).items():
        row = SourceRow(name, node.line, section)
        if section not in readers:
            entries = node.value if isinstance(node.value, list) else ()
            keys = [text(mapping(entry), "fides_key") or "?" for entry in entries]
            which = f" ({', '.join(keys)})" if keys else ""
            found.said.note(row, f"'{section}' has no counterpart in an inventory{which}.")
            continue
        for index, item in enumerate(items(found.said, node, row, f"'{section}'")):
            readers[section](found, item, SourceRow(name, item.line, f"{section}[{index}]"))


def _organization(found: _Gathering, node: Node, row: SourceRow) -> None:
    fields = mapping(node)
    name = text(fields, "name") or text(fields, "fides_key")
    if found.organization:
        said = f"organization '{name}' is left out; '{found.organization}' came first, and there is one controller."
        found.said.note(row, said)
        return
    found.organization = name
    officer = fields.get("data_protection_officer")
    if mapping(officer):
        _officer(found, mapping(officer), row)
    known = {*_EVERYWHERE, *(["data_protection_officer"] if mapping(officer) else [])}
    found.said.note_others(fields, known, row.file, f"organization '{name}'")


def _officer(found: _Gathering, fields: Mapping[str, Node], row: SourceRow) -> None:
    officer = ContactPoint(text(fields, "name"), text(fields, "email"), text(fields, "phone"))
    wrong = address_problem(officer.email) if officer.email else "is missing"
    if officer.name and officer.phone and not wrong:
        found.dpo = officer
    else:
        why = f"'email' {wrong}" if wrong else "'name' and 'phone' are needed"
        found.said.note(row, f"the data protection officer is left out: {why}.")
    found.said.note_others(fields, {"name", "email", "phone"}, row.file, "data protection officer")


def _system(found: _Gathering, node: Node, row: SourceRow) -> None:
    fields = mapping(node)
    key, kind = text(fields, "fides_key"), text(fields, "system_type")
    who = f"system '{key}'"
    if not key:
        found.said.note(row, f"a system without 'fides_key' ('{text(fields, 'name')}') cannot be taken over.")
        return
    if key in found.systems:
        found.said.note(row, f"{who} stands at {found.systems[key].row} too; both were put together as one.")
    else:
        owner = text(fields, "administrating_department")
        name = text(fields, "name") or key
        found.systems[key] = System(key, name, row, _KINDS.get(kind.lower(), "other"), owner=owner)
    if kind and kind.lower() not in _KINDS:
        found.said.note(row, f"{who}: the type '{kind}' is not known here; taken as 'other'.")
    found.said.note_others(fields, _KNOWN_SYSTEM, row.file, who)
    for declaration in items(found.said, fields.get("privacy_declarations"), row, f"{who}: 'privacy_declarations'"):
        _declaration(found, key, declaration, SourceRow(row.file, declaration.line, f"{row.path}.privacy_declarations"))


def _declaration(found: _Gathering, system: str, node: Node, row: SourceRow) -> None:
    fields, who = mapping(node), f"system '{system}'"
    purpose = text(fields, "data_use") or "not stated"
    for subject, at in texts(found.said, fields.get("data_subjects"), row, f"{who}: 'data_subjects'"):
        _subject(found, system, subject, at)
    held = found.subjects_of.setdefault(system, [])
    categories = tuple(_categories(found, fields.get("data_categories"), row, who, held))
    named = texts(found.said, fields.get("dataset_references"), row, f"{who}: 'dataset_references'")
    name = text(fields, "name") or f"{purpose} by {system}"
    found.uses.setdefault(_Use(system, name, purpose, categories, tuple(d for d, _ in named)), row)
    found.said.note_others(fields, _KNOWN_DECLARATION, row.file, who)


def _subject(found: _Gathering, system: str, subject: str, row: SourceRow) -> None:
    kind = found.taxonomy.fides_subjects.get(subject)
    if kind is None:
        found.said.note(row, f"system '{system}': data subject '{subject}' is not known here.")
        return
    _group(found, kind, row, found.subjects_of.setdefault(system, []))


def _whose(found: _Gathering, key: str, row: SourceRow, held: list[tuple[str, SourceRow]]) -> None:
    """A category may say whose data it is: data on children have children behind them."""
    kind = next((k for k in map(found.taxonomy.group_for_fides, _refined(found, key)) if k is not None), None)
    if kind is not None:
        _group(found, kind, row, held)


def _group(found: _Gathering, kind: str, row: SourceRow, held: list[tuple[str, SourceRow]]) -> None:
    known = found.taxonomy.group_kinds[kind]
    vulnerable = True if known.vulnerable else None
    found.groups.setdefault(kind, SubjectGroup(kind, known.labels, kind, row, vulnerable=vulnerable))
    held.append((kind, row))


def _dataset(found: _Gathering, node: Node, row: SourceRow) -> None:
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
    named = list(_categories(found, fields.get("data_categories"), row, who, found.whose.setdefault(key, [])))
    for collection in items(found.said, fields.get("collections"), row, f"{who}: 'collections'"):
        named += _of_fields(found, collection, row, key, quiet)
    if quiet:
        found.said.note(row, f"{who}: storage details without a counterpart: {', '.join(sorted(quiet))}.")
    if not named:
        found.said.note(row, f"{who}: no field names a known kind of personal data.")
    found.datasets[key] = replace(before, categories=tuple(dict.fromkeys((*before.categories, *named))))


def _of_fields(found: _Gathering, node: Node, row: SourceRow, dataset: str, quiet: set[str]) -> Iterator[str]:
    """Give the categories of a collection or a field, and of every field in it."""
    fields, at = mapping(node), SourceRow(row.file, node.line, dataset)
    who = f"dataset '{dataset}', '{text(fields, 'name')}'"
    quiet |= found.said.note_others(fields, _KNOWN_FIELD, row.file, who)
    yield from _categories(found, fields.get("data_categories"), at, who, found.whose.setdefault(dataset, []))
    for inner in items(found.said, fields.get("fields"), at, f"{who}: 'fields'"):
        yield from _of_fields(found, inner, at, dataset, quiet)


def _categories(
    found: _Gathering, node: Node | None, row: SourceRow, who: str, held: list[tuple[str, SourceRow]]
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


def _ours(found: _Gathering, key: str) -> str | None:
    """Give our category for a Fides one; one of the manifests' own counts as the one it refines."""
    return next((ours for ours in map(found.taxonomy.category_for_fides, _refined(found, key)) if ours is not None), None)


def _refined(found: _Gathering, key: str) -> Iterator[str]:
    """Give a key, the one it refines, and so on; a ring of them ends."""
    for _ in range(len(found.parents) + 1):
        yield key
        if key not in found.parents:
            return
        key = found.parents[key]


def _activities(found: _Gathering) -> Iterator[ProcessingActivity]:
    """Give each declaration as an activity; what its datasets do not hold is held by the system itself."""
    given = dict(found.datasets)
    for number, (use, row) in enumerate(found.uses.items(), start=1):
        for missing in dict.fromkeys(d for d in use.datasets if d not in given):
            found.said.note(row, f"system '{use.system}' refers to dataset '{missing}', which stands in none of the files.")
        there = [d for d in use.datasets if d in given]
        held = {c for d in there for c in given[d].categories}
        more = [c for c in use.categories if c not in held]
        if more:
            there.append(_own_dataset(found, use.system, more, row))
        for dataset in there:
            found.held_in.setdefault(dataset, []).append(use.system)
        yield ProcessingActivity(f"{use.system}-{number}", use.name, row, use.purpose, tuple(dict.fromkeys(there)))


def _own_dataset(found: _Gathering, system: str, categories: Sequence[str], row: SourceRow) -> str:
    id_ = found.own_datasets.get(system) or _free(f"{system}-data", found.datasets)
    found.own_datasets[system] = id_
    before = found.datasets.get(id_) or Dataset(id_, f"Data of {system}", row, (), (), ())
    found.datasets[id_] = replace(before, categories=tuple(dict.fromkeys((*before.categories, *categories))))
    return id_


def _home_the_homeless(found: _Gathering) -> None:
    """A dataset no system refers to still lives somewhere: in a system of its own name."""
    for key, dataset in found.datasets.items():
        if key not in found.held_in:
            system = _free(f"{key}-store", found.systems)
            found.systems[system] = System(system, f"Store of {dataset.name}", dataset.row, "other")
            found.held_in[key] = [system]
            found.said.note(dataset.row, f"dataset '{key}': no system refers to it; put into '{system}'.")


def _free(id_: str, taken: Mapping[str, object]) -> str:
    while id_ in taken:
        id_ += "-too"
    return id_


def _with_homes_and_subjects(found: _Gathering, dataset: Dataset) -> Dataset:
    homes = tuple(dict.fromkeys(found.held_in[dataset.id]))
    held: dict[str, SubjectsHeld] = {}
    for system in homes:
        for kind, row in found.subjects_of.get(system, ()):
            held.setdefault(kind, SubjectsHeld(kind, row))
    for kind, row in found.whose.get(dataset.id, ()):
        held.setdefault(kind, SubjectsHeld(kind, row))
    return replace(dataset, systems=homes, subjects=tuple(held.values()))
