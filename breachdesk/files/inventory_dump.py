"""An inventory written back as YAML: importing it again gives equal values, but for the lines they stand on.

What an import could not map is not part of the inventory's values; it leads the text as comments.
"""

from __future__ import annotations

from typing import Any

import yaml

from breachdesk.domain.inventory import CountRange, Dataset, Inventory, SubjectGroup, SubjectsHeld
from breachdesk.domain.parties import Controller
from breachdesk.files.taxonomy_file import Taxonomy

Plain = dict[str, Any]

class _Writer(yaml.SafeDumper):
    """Every text quoted, so that no reader takes NO for false; lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists too."""
        super().increase_indent(flow, False)


def _quoted(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.replace("-", "").replace("_", "").isalpha() and len(text) > 3
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Writer.add_representer(str, _quoted)


def dump_inventory(inventory: Inventory, taxonomy: Taxonomy) -> str:
    """Give the inventory as YAML text.

    Args:
        taxonomy: What stands there as it is here need not be written out.
    """
    controller = inventory.controller
    document: Plain = {
        "controller": _filled(
            name=controller.name,
            country=controller.country,
            zone=controller.zone,
            address=controller.address,
            registration=controller.registration,
            languages=list(controller.languages),
            subdivision=controller.subdivision,
            role=controller.role,
            establishments=list(controller.establishments),
            turnover_eur=controller.turnover_eur,
            **_kinds(controller),
        )
    }
    if inventory.dpo:
        document["dpo"] = {"name": inventory.dpo.name, "email": inventory.dpo.email, "phone": inventory.dpo.phone}
    document["people"] = [
        _filled(name=p.name, email=p.email, roles=[r.value for r in p.roles]) for p in inventory.people
    ]
    document["data_categories"] = [
        _filled(id=c.id, labels=dict(c.labels), special="yes" if c.special else "", harms=list(c.harms))
        for c in inventory.data_categories
        if taxonomy.category(c.id) != c
    ]
    document["subject_groups"] = [_group(g) for g in inventory.subject_groups]
    document["processors"] = [
        _filled(id=p.id, name=p.name, country=p.country, contact=p.contact) for p in inventory.processors
    ]
    document["systems"] = [
        _filled(
            id=s.id,
            name=s.name,
            kind=s.kind,
            location=s.location,
            owner=s.owner,
            processor=s.processor,
            exposure=s.exposure,
        )
        for s in inventory.systems
    ]
    document["datasets"] = [_dataset(d) for d in inventory.datasets]
    document["processing_activities"] = [
        _filled(
            id=a.id,
            name=a.name,
            purpose=a.purpose,
            datasets=list(a.datasets),
            legal_basis=a.legal_basis,
            recipients=list(a.recipients),
            processors=list(a.processors),
            transfers=list(a.transfers),
        )
        for a in inventory.processing_activities
    ]
    filled = {key: value for key, value in document.items() if value}
    notes = "".join(f"# {' '.join(note.split())}\n" for note in inventory.notes)
    return notes + yaml.dump(filled, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=110)


def _kinds(controller: Controller) -> Plain:
    """Give the key `is`, a word of the language, where somebody said what the organisation is."""
    return {} if controller.kinds is None else {"is": list(controller.kinds) or "none"}


def _group(group: SubjectGroup) -> Plain:
    return _filled(
        id=group.id,
        kind=group.kind,
        labels=dict(group.labels),
        size=_count(group.size),
        vulnerable=_word(group.vulnerable),
        countries=list(group.countries),
        languages=list(group.languages),
    )


def _dataset(dataset: Dataset) -> Plain:
    return _filled(
        id=dataset.id,
        name=dataset.name,
        systems=list(dataset.systems),
        copies=list(dataset.copies),
        categories=list(dataset.categories),
        subjects=[_held(held) for held in dataset.subjects],
        part_of=dataset.part_of,
        encrypted_at_rest=_word(dataset.encrypted_at_rest),
        retention=dataset.retention,
    )


def _held(held: SubjectsHeld) -> Plain:
    return _filled(
        group=held.group,
        people=_count(held.people),
        records=_count(held.records),
        countries=list(held.countries),
        categories=list(held.categories),
    )


def _count(count: CountRange) -> Plain | int | None:
    if count.is_unknown:
        return None
    if count.at_least == count.at_most:
        return count.at_least
    return {k: v for k, v in (("at_least", count.at_least), ("at_most", count.at_most)) if v is not None}


def _word(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _filled(**fields: Any) -> Plain:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}
