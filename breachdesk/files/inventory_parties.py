"""The parties of an inventory: the controller, its contact point and people, its processors; and the codes rows share."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.parties import ContactPoint, Controller, Person, Processor, Role
from breachdesk.files.countries import COUNTRIES, MEANT
from breachdesk.files.fields import Fields
from breachdesk.files.inventory_ids import Reading
from breachdesk.files.taxonomy_file import Taxonomy

ROLES = ("controller", "joint-controller", "processor")
MOST_EUROS = 10**13
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
LANGUAGES = ("nl", "en", "de", "fr", "es", "it", "pl", "pt")


def controller_of(part: Fields, taxonomy: Taxonomy) -> Controller:
    """Take the controller."""
    controller = Controller(
        name=part.text("name"),
        country=_country(part, "country"),
        zone=_zone(part),
        address=part.text("address", ""),
        registration=part.text("registration", ""),
        languages=languages(part),
        subdivision=_subdivision(part),
        role=part.choice("role", ROLES, ""),
        kinds=_kinds(part, taxonomy),
        establishments=countries(part, "establishments"),
        turnover_eur=part.integer("turnover_eur", 0, MOST_EUROS),
    )
    part.end()
    return controller


def contact_of(part: Fields) -> ContactPoint:
    """Take the contact point."""
    contact = ContactPoint(part.text("name"), _email(part), part.text("phone"))
    part.end()
    return contact


def person_of(part: Fields, reading: Reading) -> Person:
    """Take one who acts on an incident."""
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


def processor_of(part: Fields, reading: Reading) -> Processor:
    """Take a processor."""
    line = part.line
    id_ = part.text("id")
    reading.define("processor", id_, line)
    country = _country(part, "country") if part.has("country") else ""
    processor = Processor(id_, part.text("name"), country, part.text("contact", ""))
    part.end()
    return processor


def countries(part: Fields, key: str = "countries") -> tuple[str, ...]:
    """Take country codes, each once."""
    found = part.texts_with_lines(key)
    for country, line in found:
        if country not in COUNTRIES:
            part.problem(f"'{key}' holds '{country}'; write two capital letters such as NL.{_meant(part, country)}", line)
    return tuple(dict.fromkeys(country for country, _ in found))


def languages(part: Fields) -> tuple[str, ...]:
    """Take language codes."""
    found = part.texts_with_lines("languages")
    for language, line in found:
        if not (len(language) == 2 and language.islower()):
            hint = part.problems.nearest(language.lower(), LANGUAGES)
            part.problem(f"'languages' holds '{language}'; write two small letters such as nl.{hint}", line)
    return tuple(language for language, _ in found)


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
