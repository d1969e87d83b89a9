"""Fides manifests read as an Inventory; what has no counterpart here is listed with its line, never dropped in silence.

Fides describes systems, datasets by field, and what each is used for; it knows no counts and no controller's zone.
So every count is unknown. Descriptions are prose for the manifests' own readers and stay there.
Format: the Fides language of the Ethyca project, as seen in its published manifests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.inventory import Dataset, Inventory, ProcessingActivity, SourceRow, SubjectsHeld, System
from breachdesk.domain.parties import ContactPoint, Controller
from breachdesk.files.fides_datasets import read_dataset
from breachdesk.files.fides_flows import flows_of
from breachdesk.files.fides_gathering import EVERYWHERE, Gathering
from breachdesk.files.fides_nodes import items, mapping, text
from breachdesk.files.fides_systems import read_system
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import Taxonomy

SECTIONS = ("system", "dataset", "organization", "data_subject", "data_category", "policy", "data_use", "registry")


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
    found = Gathering(taxonomy, dict(_own_categories(documents)))
    for name, document in documents:
        _read_document(found, name, document)
    _refer(found)
    activities = tuple(_activities(found))
    _home_the_homeless(found)
    flows = flows_of(found)
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
        processors=tuple(found.processors.values()),
        flows=flows,
        notes=tuple(found.said.notes),
    )


def _own_categories(documents: Sequence[tuple[str, Node]]) -> Iterator[tuple[str, str]]:
    for _, document in documents:
        section = mapping(document).get("data_category")
        for entry in section.value if section is not None and isinstance(section.value, list) else ():
            yield text(mapping(entry), "fides_key"), text(mapping(entry), "parent_key")


def _read_document(found: Gathering, name: str, document: Node) -> None:
    readers = {"system": read_system, "dataset": read_dataset, "organization": _organization}
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


def _organization(found: Gathering, node: Node, row: SourceRow) -> None:
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
    known = {*EVERYWHERE, *(["data_protection_officer"] if mapping(officer) else [])}
    found.said.note_others(fields, known, row.file, f"organization '{name}'")


def _officer(found: Gathering, fields: Mapping[str, Node], row: SourceRow) -> None:
    officer = ContactPoint(text(fields, "name"), text(fields, "email"), text(fields, "phone"))
    wrong = address_problem(officer.email) if officer.email else "is missing"
    if officer.name and officer.phone and not wrong:
        found.dpo = officer
    else:
        why = f"'email' {wrong}" if wrong else "'name' and 'phone' are needed"
        found.said.note(row, f"the data protection officer is left out: {why}.")
    found.said.note_others(fields, {"name", "email", "phone"}, row.file, "data protection officer")


def _activities(found: Gathering) -> Iterator[ProcessingActivity]:
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
            _keep(found, dataset, use.retention)
        yield ProcessingActivity(
            id=f"{use.system}-{number}",
            name=use.name,
            row=row,
            purpose=use.purpose,
            datasets=tuple(dict.fromkeys(there)),
            legal_basis=use.legal_basis,
            recipients=use.recipients,
        )


def _keep(found: Gathering, dataset: str, retention: str) -> None:
    """Say how long a dataset is kept; for another purpose it may be longer."""
    before = found.datasets[dataset]
    words = dict.fromkeys((*before.retention.split("; "), retention))
    found.datasets[dataset] = replace(before, retention="; ".join(word for word in words if word))


def _refer(found: Gathering) -> None:
    """Put datasets into the systems that name them beside their declarations."""
    for system, dataset, row in found.references:
        if dataset in found.datasets:
            found.held_in.setdefault(dataset, []).append(system)
        else:
            found.said.note(row, f"system '{system}' refers to dataset '{dataset}', which stands in none of the files.")


def _own_dataset(found: Gathering, system: str, categories: Sequence[str], row: SourceRow) -> str:
    id_ = found.own_datasets.get(system) or _free(f"{system}-data", found.datasets)
    found.own_datasets[system] = id_
    before = found.datasets.get(id_) or Dataset(id_, f"Data of {system}", row, (), (), ())
    found.datasets[id_] = replace(before, categories=tuple(dict.fromkeys((*before.categories, *categories))))
    return id_


def _home_the_homeless(found: Gathering) -> None:
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


def _with_homes_and_subjects(found: Gathering, dataset: Dataset) -> Dataset:
    homes = tuple(dict.fromkeys(found.held_in[dataset.id]))
    held: dict[str, SubjectsHeld] = {}
    for system in homes:
        for kind, row in found.subjects_of.get(system, ()):
            held.setdefault(kind, SubjectsHeld(kind, row))
    for kind, row in found.whose.get(dataset.id, ()):
        held.setdefault(kind, SubjectsHeld(kind, row))
    return replace(dataset, systems=homes, subjects=tuple(held.values()))
