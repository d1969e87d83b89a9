"""The rows of an inventory but its datasets: kinds of data, groups, systems, flows, credentials, activities."""

from __future__ import annotations

from collections.abc import Collection

from breachdesk.domain.inventory import (
    Credential,
    DataCategory,
    Flow,
    OpenedBy,
    ProcessingActivity,
    SubjectGroup,
    System,
)
from breachdesk.files.fields import Fields
from breachdesk.files.inventory_ids import Reading
from breachdesk.files.inventory_parties import countries, languages
from breachdesk.files.taxonomy_file import ARTICLES

SYSTEM_KINDS = (
    "application",
    "database",
    "file-share",
    "device",
    "mail",
    "backup",
    "saas",
    "paper",
    "network",
    "other",
)
EXPOSURES = ("internet", "partners", "internal", "offline")


def category_of(part: Fields, reading: Reading) -> DataCategory:
    """Take a kind of data of the organisation's own; it keeps every mark of the one it refines."""
    line, taxonomy = part.line, reading.taxonomy
    id_ = part.text("id")
    reading.define("data category", id_, line)
    parent = taxonomy.category(id_)
    labels, harms, dpv = part.words("labels"), _harms(part, taxonomy.harms), part.texts("dpv")
    article = _article(part, parent)
    part.end()
    if parent is None:
        hint = part.problems.nearest(id_.partition(".")[0], taxonomy.categories)
        part.problem(f"'{id_}' refines no known category; begin it with one, such as 'health.dental'.{hint}", line)
        return DataCategory(id_, labels or {"en": id_})
    return DataCategory(
        id=id_,
        labels={**parent.labels, **labels},
        special=bool(article),
        harms=harms or parent.harms,
        article=article,
        dpv=dpv or parent.dpv,
    )


def _harms(part: Fields, known: Collection[str]) -> tuple[str, ...]:
    found = part.texts_with_lines("harms")
    for harm, line in found:
        if harm not in known:
            part.problem(f"'harms' holds '{harm[:40]}', which is no consequence.{part.problems.nearest(harm, known)}", line)
    return tuple(harm for harm, _ in found)


def _article(part: Fields, parent: DataCategory | None) -> str:
    """Take `9` or `10`, empty where the kind is not special; nothing takes a parent's mark away."""
    line = part.line_of("article")
    special, article = part.yes_no("special"), part.choice("article", ARTICLES, "")
    if article and special is False:
        part.problem(f"'article' is {article}, and 'special' says no; mend one.", line)
    if parent is not None and parent.special:
        if article and article != parent.article:
            part.problem(f"'article' is {article}, but what it refines is of Art. {parent.article}; leave it out.", line)
        return parent.article
    return article or ("9" if special else "")


def group_of(part: Fields, reading: Reading) -> SubjectGroup:
    """Take a group of people."""
    row = part.row
    id_ = part.text("id")
    reading.define("subject group", id_, row.line)
    kind = part.choice("kind", reading.taxonomy.group_kinds, "customers")
    known = reading.taxonomy.group_kinds.get(kind)
    vulnerable = part.yes_no("vulnerable")
    group = SubjectGroup(
        id=id_,
        labels=part.words("labels") or (known.labels if known else {"en": id_}),
        kind=kind,
        row=row,
        size=part.count("size"),
        vulnerable=True if known and known.vulnerable else vulnerable,
        countries=countries(part),
        languages=languages(part),
        part_of=reading.refer_one(part, "part_of", "subject group", f"subject group '{id_}'"),
    )
    part.end()
    return group


def system_of(part: Fields, reading: Reading) -> System:
    """Take a system."""
    row = part.row
    id_ = part.text("id")
    reading.define("system", id_, row.line)
    system = System(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        kind=part.choice("kind", SYSTEM_KINDS, ""),
        location=part.text("location", ""),
        owner=part.text("owner", ""),
        processor=reading.refer_one(part, "processor", "processor", f"system '{id_}'"),
        exposure=part.choice("exposure", EXPOSURES, ""),
        access=part.texts("access"),
    )
    part.end()
    return system


def flow_of(part: Fields, reading: Reading) -> Flow:
    """Take data that go from one system to another."""
    row = part.row
    sender, receiver = part.text("from"), part.text("to")
    who = f"flow '{sender}' to '{receiver}'"
    for end in (sender, receiver):
        if end:
            reading.refer("system", end, row.line, who)
    if sender and sender == receiver:
        part.problem(f"'from' and 'to' are both '{sender}'; name two systems.")
    flow = Flow(
        sender=sender,
        receiver=receiver,
        row=row,
        datasets=reading.refer_all(part, "datasets", "dataset", who),
        opened_by=OpenedBy(part.choice("opened_by", tuple(OpenedBy), OpenedBy.UNKNOWN)),
        note=part.text("note", ""),
    )
    part.end()
    return flow


def credential_of(part: Fields, reading: Reading) -> Credential:
    """Take an account, key or token."""
    row = part.row
    id_ = part.text("id")
    who = f"credential '{id_}'"
    reading.define("credential", id_, row.line)
    credential = Credential(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        kept_in=reading.refer_all(part, "kept_in", "system", who),
        opens=reading.refer_all(part, "opens", "system", who),
    )
    if not credential.kept_in:
        part.problem(f"{who} is kept nowhere; name the systems it can be found in under 'kept_in'.")
    if not credential.opens:
        part.problem(f"{who} opens nothing; name at least one system under 'opens'.")
    part.end()
    return credential


def activity_of(part: Fields, reading: Reading) -> ProcessingActivity:
    """Take what data are used for."""
    row = part.row
    id_ = part.text("id")
    who = f"processing activity '{id_}'"
    reading.define("processing activity", id_, row.line)
    activity = ProcessingActivity(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        purpose=part.text("purpose"),
        datasets=reading.refer_all(part, "datasets", "dataset", who),
        legal_basis=part.text("legal_basis", ""),
        recipients=part.texts("recipients"),
        processors=reading.refer_all(part, "processors", "processor", who),
        transfers=countries(part, "transfers"),
    )
    part.end()
    return activity
