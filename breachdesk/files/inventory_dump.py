"""An inventory written back as YAML: importing it again gives equal values, but for the lines they stand on.

What an import could not map is not part of the inventory's values; it leads the text as comments.
"""

from __future__ import annotations

from typing import Any

from breachdesk.domain.inventory import (
    CountRange,
    DataCategory,
    Dataset,
    Encryption,
    Flow,
    Inventory,
    OpenedBy,
    Period,
    ProcessingActivity,
    Protection,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Controller
from breachdesk.files.inventory_datasets import ENCRYPTED
from breachdesk.files.quoted_yaml import quoted_yaml
from breachdesk.files.taxonomy_file import Taxonomy

Plain = dict[str, Any]


def dump_inventory(inventory: Inventory, taxonomy: Taxonomy) -> str:
    """Give the inventory as YAML text.

    Args:
        taxonomy: What stands there as it is here need not be written out.
    """
    dpo = inventory.dpo
    document: Plain = {
        "controller": _controller(inventory.controller),
        "dpo": {"name": dpo.name, "email": dpo.email, "phone": dpo.phone} if dpo else None,
        "people": [_filled(name=p.name, email=p.email, roles=[r.value for r in p.roles]) for p in inventory.people],
        "data_categories": [_category(c) for c in inventory.data_categories if taxonomy.category(c.id) != c],
        "subject_groups": [_group(g) for g in inventory.subject_groups],
        "processors": [
            _filled(id=p.id, name=p.name, country=p.country, contact=p.contact) for p in inventory.processors
        ],
        "systems": [_system(s) for s in inventory.systems],
        "datasets": [_dataset(d) for d in inventory.datasets],
        "flows": [_flow(f) for f in inventory.flows],
        "credentials": [
            _filled(id=c.id, name=c.name, kept_in=list(c.kept_in), opens=list(c.opens)) for c in inventory.credentials
        ],
        "processing_activities": [_activity(a) for a in inventory.processing_activities],
    }
    filled = {key: value for key, value in document.items() if value}
    notes = "".join(f"# {' '.join(note.split())}\n" for note in inventory.notes)
    return quoted_yaml(filled, notes)


def _controller(controller: Controller) -> Plain:
    # The key `is` is a word of the language; it is written where somebody said what the organisation is.
    kinds = {} if controller.kinds is None else {"is": list(controller.kinds) or "none"}
    return _filled(
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
        **kinds,
    )


def _category(category: DataCategory) -> Plain:
    return _filled(
        id=category.id,
        labels=dict(category.labels),
        special="yes" if category.special else "",
        article=category.article,
        harms=list(category.harms),
        dpv=list(category.dpv),
    )


def _group(group: SubjectGroup) -> Plain:
    return _filled(
        id=group.id,
        kind=group.kind,
        labels=dict(group.labels),
        size=_count(group.size),
        part_of=group.part_of,
        vulnerable=_word(group.vulnerable),
        countries=list(group.countries),
        languages=list(group.languages),
    )


def _system(system: System) -> Plain:
    return _filled(
        id=system.id,
        name=system.name,
        kind=system.kind,
        location=system.location,
        owner=system.owner,
        processor=system.processor,
        exposure=system.exposure,
        access=list(system.access),
    )


def _dataset(dataset: Dataset) -> Plain:
    protected = _protection(dataset.protection)
    return _filled(
        id=dataset.id,
        name=dataset.name,
        systems=list(dataset.systems),
        copies=list(dataset.copies),
        categories=list(dataset.categories),
        subjects=[_held(held) for held in dataset.subjects],
        part_of=dataset.part_of,
        # The short form is for an inventory kept before there was a longer one.
        encrypted_at_rest=None if "encrypted" in protected else _word(dataset.encrypted_at_rest),
        protection=protected,
        collected=_period(dataset.collected),
        kept_months=dataset.kept_months,
        retention=dataset.retention,
        source=dataset.source,
        access=list(dataset.access),
    )


def _protection(protection: Protection) -> Plain:
    words: dict[Encryption, str] = {encryption: word for word, encryption in ENCRYPTED.items()}
    del words[Encryption.UNKNOWN]
    return _filled(
        encrypted=words.get(protection.encryption),
        keys=list(protection.keys_in),
        pseudonymised=_word(protection.pseudonymised),
        unreadable=list(protection.unreadable),
    )


def _period(period: Period) -> Plain:
    since, until = period.since, period.until
    return {key: day.isoformat() for key, day in (("from", since), ("until", until)) if day is not None}


def _held(held: SubjectsHeld) -> Plain:
    return _filled(
        group=held.group,
        people=_count(held.people),
        records=_count(held.records),
        countries=list(held.countries),
        languages=list(held.languages),
        categories=list(held.categories),
        holding={category: "unknown" if count.is_unknown else _count(count) for category, count in held.holding.items()},
    )


def _flow(flow: Flow) -> Plain:
    ends = {"from": flow.sender, "to": flow.receiver}
    opened_by = "" if flow.opened_by is OpenedBy.UNKNOWN else flow.opened_by.value
    return {**ends, **_filled(datasets=list(flow.datasets), opened_by=opened_by, note=flow.note)}


def _activity(activity: ProcessingActivity) -> Plain:
    return _filled(
        id=activity.id,
        name=activity.name,
        purpose=activity.purpose,
        datasets=list(activity.datasets),
        legal_basis=activity.legal_basis,
        recipients=list(activity.recipients),
        processors=list(activity.processors),
        transfers=list(activity.transfers),
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
