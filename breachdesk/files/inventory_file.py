"""An inventory written in our own YAML, read as one value, with every problem of the file in one round.

Each row keeps the line it came from, so that any figure built on it can be traced (Art. 30, 33(3)(a)).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import available_timezones

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.inventory import (
    DataCategory,
    Dataset,
    Inventory,
    ProcessingActivity,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import ContactPoint, Controller, Person, Processor, Role
from breachdesk.files.countries import COUNTRIES, MEANT
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.inventory_checks import check_sizes, check_wholes
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, Node, parse_yaml, read_yaml
from breachdesk.files.taxonomy_file import Taxonomy

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
ROLES = ("controller", "joint-controller", "processor")
MOST_EUROS = 10**13
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
LANGUAGES = ("nl", "en", "de", "fr", "es", "it", "pl", "pt")


@dataclass(slots=True)
class _Reading:
    """Ids defined so far, and references to look at once all of them are known."""

    problems: Problems
    taxonomy: Taxonomy
    defined: dict[str, dict[str, int]] = field(default_factory=dict)
    wanted: list[tuple[str, str, int, str]] = field(default_factory=list)

    def define(self, what: str, id_: str, line: int) -> None:
        """Note an id; a second one of the same kind is a problem."""
        known = self.defined.setdefault(what, {})
        if id_ in known:
            self.problems.add(line, f"{what} '{id_}' is defined twice (first on line {known[id_]}); rename one.")
        elif id_:
            known[id_] = line

    def refer(self, what: str, id_: str, line: int, who: str) -> None:
        """Note a reference."""
        self.wanted.append((what, id_, line, who))

    def look_up(self) -> None:
        """Report every reference to something nobody defined."""
        for what, id_, line, who in self.wanted:
            known = self.defined.get(what, {})
            if id_ not in known:
                where = f"Each {what} is listed under '{_SECTION[what]}:'."
                self.problems.add(line, f"{who}: {what} '{id_}' is not defined.{self.problems.nearest(id_, known)} {where}")


_SECTION = {
    "system": "systems",
    "dataset": "datasets",
    "subject group": "subject_groups",
    "processor": "processors",
    "processing activity": "processing_activities",
}


def load_inventory(path: Path, taxonomy: Taxonomy) -> Inventory:
    """Read an inventory file.

    Raises:
        FileProblems: every problem of the file; nothing is taken over half.
    """
    return inventory_from(read_yaml(path, limits=INVENTORY_LIMITS), path.name, taxonomy)


def parse_inventory(raw: bytes, name: str, taxonomy: Taxonomy) -> Inventory:
    """Read an inventory from bytes; `name` stands in messages and in every row.

    Raises:
        FileProblems: every problem of the text.
    """
    return inventory_from(parse_yaml(raw, name, INVENTORY_LIMITS), name, taxonomy)


def inventory_from(node: Node, name: str, taxonomy: Taxonomy) -> Inventory:
    """Take an inventory out of a document.

    Raises:
        FileProblems: every problem of it.
    """
    reading = _Reading(Problems(name), taxonomy)
    top = Fields(node, reading.problems)
    controller = _controller(top.part("controller"), taxonomy)
    dpo = _contact(top.part("dpo")) if top.has("dpo") else None
    top.take("dpo")
    people = tuple(_person(part, reading) for part in top.parts("people"))
    known = {**taxonomy.categories, **{c.id: c for c in (_category(p, reading) for p in top.parts("data_categories"))}}
    groups = tuple(_group(part, reading) for part in top.parts("subject_groups"))
    processors = tuple(_processor(part, reading) for part in top.parts("processors"))
    systems = tuple(_system(part, reading) for part in top.parts("systems"))
    used: dict[str, DataCategory] = {}
    datasets = tuple(_dataset(part, reading, known, used) for part in top.parts("datasets"))
    activities = tuple(_activity(part, reading) for part in top.parts("processing_activities"))
    top.end()
    _check_not_empty(reading.problems, systems, datasets)
    reading.look_up()
    check_wholes(reading.problems, datasets)
    check_sizes(reading.problems, datasets, groups)
    reading.problems.raise_if_any()
    order = {id_: place for place, id_ in enumerate(known)}
    categories = sorted(used.values(), key=lambda c: (order.get(c.id.partition(".")[0], 999), c.id))
    return Inventory(controller, dpo, people, systems, datasets, groups, tuple(categories), activities, processors)


def _check_not_empty(problems: Problems, systems: Collection[System], datasets: Collection[Dataset]) -> None:
    if not systems and not problems.found:
        problems.add(0, "lists no system; add at least one under 'systems:', or nothing can be hit.")
    if not datasets and not problems.found:
        problems.add(0, "lists no dataset; add at least one under 'datasets:', or nobody can be affected.")


def _controller(part: Fields, taxonomy: Taxonomy) -> Controller:
    controller = Controller(
        name=part.text("name"),
        country=_country(part, "country"),
        zone=_zone(part),
        address=part.text("address", ""),
        registration=part.text("registration", ""),
        languages=_languages(part),
        subdivision=_subdivision(part),
        role=part.choice("role", ROLES, ""),
        kinds=_kinds(part, taxonomy),
        establishments=_countries(part, "establishments"),
        turnover_eur=part.integer("turnover_eur", 0, MOST_EUROS),
    )
    part.end()
    return controller


def _subdivision(part: Fields) -> str:
    line = part.line_of("subdivision")
    code = part.text("subdivision", "")
    if code and not _SUBDIVISION.fullmatch(code):
        part.problem(f"'subdivision' is '{code[:20]}'; write an ISO 3166-2 code such as DE-NW.", line)
    return code


def _kinds(part: Fields, taxonomy: Taxonomy) -> tuple[str, ...] | None:
    """Take what the organisation is for other laws; `none` for none of them, an absent key for nobody knows."""
    if not part.has("is"):
        return None
    found = part.texts_with_lines("is")
    if [kind for kind, _ in found] == ["none"]:
        return ()
    for kind, line in found:
        if kind == "none":
            part.problem("'is' holds 'none' beside others; write none alone, or leave it out.", line)
        elif kind not in taxonomy.organisation_kinds:
            near = part.problems.nearest(kind, [*taxonomy.organisation_kinds, "none"])
            part.problem(f"'is' holds '{kind[:40]}', which is no kind of organisation.{near}", line)
    return tuple(dict.fromkeys(kind for kind, _ in found))


def _zone(part: Fields) -> str:
    line = part.line_of("zone")
    zone = part.text("zone")
    if zone and zone not in available_timezones():
        hint = part.problems.nearest(zone, available_timezones())
        part.problem(f"'zone' is '{zone}', which is no time zone; write one such as Europe/Amsterdam.{hint}", line)
    return zone


def _country(part: Fields, key: str) -> str:
    line = part.line_of(key)
    country = part.text(key)
    if country and country not in COUNTRIES:
        part.problem(f"'{key}' is '{country}'; write two capital letters such as NL.{_meant(part, country)}", line)
    return country


def _countries(part: Fields, key: str = "countries") -> tuple[str, ...]:
    found = part.texts_with_lines(key)
    for country, line in found:
        if country not in COUNTRIES:
            part.problem(f"'{key}' holds '{country}'; write two capital letters such as NL.{_meant(part, country)}", line)
    return tuple(dict.fromkeys(country for country, _ in found))


def _meant(part: Fields, country: str) -> str:
    capital = MEANT.get(country.upper(), country.upper())
    return f" Did you mean '{capital}'?" if capital in COUNTRIES else part.problems.nearest(capital, COUNTRIES)


def _email(part: Fields, key: str = "email") -> str:
    line = part.line_of(key)
    address = part.text(key)
    wrong = address_problem(address) if address else None
    if wrong:
        part.problem(f"'{key}' {wrong}.", line)
    return address


def _contact(part: Fields) -> ContactPoint:
    contact = ContactPoint(part.text("name"), _email(part), part.text("phone"))
    part.end()
    return contact


def _person(part: Fields, reading: _Reading) -> Person:
    line = part.line
    name, email = part.text("name"), _email(part)
    reading.define("person", name, line)
    roles = []
    for word, line in part.texts_with_lines("roles"):
        if word in set(Role):
            roles.append(Role(word))
        else:
            part.problem(f"'{word}' is not a role.{part.problems.nearest(word, [r.value for r in Role])}", line)
    part.end()
    return Person(name, email, tuple(roles))


def _category(part: Fields, reading: _Reading) -> DataCategory:
    line, taxonomy = part.line, reading.taxonomy
    id_ = part.text("id")
    reading.define("data category", id_, line)
    parent = taxonomy.category(id_)
    special = part.yes_no("special")
    labels = part.words("labels")
    harms = part.texts("harms")
    part.end()
    if parent is None:
        hint = part.problems.nearest(id_.partition(".")[0], taxonomy.categories)
        part.problem(f"'{id_}' refines no known category; begin it with one, such as 'health.dental'.{hint}", line)
        return DataCategory(id_, labels or {"en": id_})
    merged = {**parent.labels, **labels}
    return DataCategory(id_, merged, parent.special or bool(special), harms or parent.harms)


def _group(part: Fields, reading: _Reading) -> SubjectGroup:
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
        countries=_countries(part),
        languages=_languages(part),
    )
    part.end()
    return group


def _languages(part: Fields) -> tuple[str, ...]:
    found = part.texts_with_lines("languages")
    for language, line in found:
        if not (len(language) == 2 and language.islower()):
            hint = part.problems.nearest(language.lower(), LANGUAGES)
            part.problem(f"'languages' holds '{language}'; write two small letters such as nl.{hint}", line)
    return tuple(language for language, _ in found)


def _processor(part: Fields, reading: _Reading) -> Processor:
    line = part.line
    id_ = part.text("id")
    reading.define("processor", id_, line)
    country = _country(part, "country") if part.has("country") else ""
    processor = Processor(id_, part.text("name"), country, part.text("contact", ""))
    part.end()
    return processor


def _system(part: Fields, reading: _Reading) -> System:
    row = part.row
    id_ = part.text("id")
    reading.define("system", id_, row.line)
    line = part.line_of("processor")
    processor = part.optional("processor")
    if processor:
        reading.refer("processor", processor, line, f"system '{id_}'")
    system = System(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        kind=part.choice("kind", SYSTEM_KINDS, ""),
        location=part.text("location", ""),
        owner=part.text("owner", ""),
        processor=processor,
        exposure=part.choice("exposure", EXPOSURES, ""),
    )
    part.end()
    return system


def _refer_all(part: Fields, key: str, what: str, who: str, reading: _Reading) -> tuple[str, ...]:
    found = part.texts_with_lines(key)
    for id_, line in found:
        reading.refer(what, id_, line, who)
    return tuple(dict.fromkeys(id_ for id_, _ in found))


def _dataset(
    part: Fields, reading: _Reading, known: Mapping[str, DataCategory], used: dict[str, DataCategory]
) -> Dataset:
    row = part.row
    id_ = part.text("id")
    who = f"dataset '{id_}'"
    reading.define("dataset", id_, row.line)
    systems = _refer_all(part, "systems", "system", who, reading)
    if not systems:
        part.problem(f"{who} lives in no system; name at least one under 'systems'.")
    part_line = part.line_of("part_of")
    part_of = part.optional("part_of")
    if part_of:
        reading.refer("dataset", part_of, part_line, who)
    dataset = Dataset(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        systems=systems,
        categories=_categories(part, who, reading, known, used),
        subjects=tuple(_held(held, who, reading, known, used) for held in part.parts("subjects")),
        copies=_refer_all(part, "copies", "system", who, reading),
        part_of=part_of,
        encrypted_at_rest=part.yes_no("encrypted_at_rest"),
        retention=part.text("retention", ""),
    )
    part.end()
    return dataset


def _categories(
    part: Fields, who: str, reading: _Reading, known: Mapping[str, DataCategory], used: dict[str, DataCategory]
) -> tuple[str, ...]:
    found = part.texts_with_lines("categories")
    for id_, line in found:
        category = known.get(id_) or reading.taxonomy.category(id_)
        if category is None:
            hint = part.problems.nearest(id_, known)
            part.problem(f"{who}: data category '{id_}' is not known.{hint} docs/INVENTORY.md lists them.", line)
        else:
            used[id_] = category
    return tuple(dict.fromkeys(id_ for id_, _ in found))


def _held(
    part: Fields, who: str, reading: _Reading, known: Mapping[str, DataCategory], used: dict[str, DataCategory]
) -> SubjectsHeld:
    row = part.row
    line = part.line_of("group")
    group = part.text("group")
    if group:
        reading.refer("subject group", group, line, who)
    held = SubjectsHeld(
        group=group,
        row=row,
        people=part.count("people"),
        records=part.count("records"),
        countries=_countries(part),
        categories=_categories(part, who, reading, known, used),
    )
    part.end()
    return held


def _activity(part: Fields, reading: _Reading) -> ProcessingActivity:
    row = part.row
    id_ = part.text("id")
    who = f"processing activity '{id_}'"
    reading.define("processing activity", id_, row.line)
    activity = ProcessingActivity(
        id=id_,
        name=part.text("name", id_) or id_,
        row=row,
        purpose=part.text("purpose"),
        datasets=_refer_all(part, "datasets", "dataset", who, reading),
        legal_basis=part.text("legal_basis", ""),
        recipients=part.texts("recipients"),
        processors=_refer_all(part, "processors", "processor", who, reading),
        transfers=_countries(part, "transfers"),
    )
    part.end()
    return activity
