"""Whom to tell and how to reach them: the supervisory authorities, each with the day its channel was last checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from breachdesk.domain.errors import NotFound
from breachdesk.domain.law import Authority
from breachdesk.files.fields import Fields, nearest
from breachdesk.files.law_fields import opened, refuse_second, slug, web_address, zone

VERIFIED, UNVERIFIED = "verified", "unverified"
_ALSO_CALLED = {"UK": "GB", "EL": "GR"}
"""Codes people write for a country beside its ISO 3166-1 one."""

_COUNTRY = re.compile(r"[A-Z]{2}")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def load_authorities(path: Path) -> tuple[Authority, ...]:
    """Read the supervisory authorities; the first of a country or part of it is the one most controllers answer to.

    Raises:
        FileProblems: an entry lacks something, or claims to be verified without saying when.
    """
    top, problems = opened(path)
    slug(top)
    top.text("version")
    found: dict[str, Authority] = {}
    for part in top.parts("authorities"):
        authority = _authority(part)
        refuse_second(part, authority.id, found, "authority")
        found[authority.id] = authority
    if not found and not problems.found:
        top.problem("'authorities' names nobody.")
    top.end()
    problems.raise_if_any()
    return tuple(found.values())


def authorities_of(country: str, authorities: Iterable[Authority]) -> tuple[Authority, ...]:
    """Give every authority of a country, that of the whole first.

    Args:
        country: ISO 3166-1 alpha-2, in either case.

    Raises:
        NotFound: there is none; the message names the nearest code.

    Source: GDPR Art. 51, 55.
    """
    listed = tuple(authorities)
    by_country = {authority.country for authority in listed}
    code = country.strip().upper()
    if code not in by_country:
        usual = _ALSO_CALLED.get(code)
        hint = f" Did you mean '{usual}'?" if usual in by_country else nearest(code, by_country)
        raise NotFound(
            f"No supervisory authority is known for '{country.strip()[:20]}'.{hint} "
            f"Use a two-letter country code: {', '.join(sorted(by_country))}."
        )
    return tuple(authority for authority in listed if authority.country == code)


def authority_for(country: str, authorities: Iterable[Authority], subdivision: str = "") -> Authority:
    """Give the supervisory authority most controllers of a country, or of a part of it, answer to.

    Args:
        subdivision: ISO 3166-2, `DE-NW` or `NW`, in either case; empty for the whole country.

    Raises:
        NotFound: there is none; the message names the nearest code.

    Source: GDPR Art. 55.
    """
    found = authorities_of(country, authorities)
    if not subdivision.strip():
        return found[0]
    code = subdivision.strip().upper()
    code = code if code.startswith(f"{found[0].country}-") else f"{found[0].country}-{code}"
    parts = {authority.subdivision: authority for authority in reversed(found) if authority.subdivision}
    if code in parts:
        return parts[code]
    if not parts:
        # A country with one authority for all of it: each of its parts answers to that one.
        return found[0]
    raise NotFound(
        f"No authority is known for '{subdivision.strip()[:20]}'.{nearest(code, parts)} "
        f"Parts with their own: {', '.join(sorted(parts))}."
    )


def _authority(part: Fields) -> Authority:
    authority = Authority(
        id=slug(part),
        country=_code(part, "country", _COUNTRY, 'two quoted capitals, like "NO"'),
        name=part.text("name"),
        short=part.text("short"),
        zone=zone(part),
        languages=_languages(part),
        channel=part.text("channel"),
        url=web_address(part),
        checked_on=part.day("checked_on") if part.has("checked_on") else None,
        english=part.text("english", ""),
        subdivision=_code(part, "subdivision", _SUBDIVISION, "an ISO 3166-2 code, like DE-NW"),
        home=web_address(part, "home") if part.has("home") else "",
        email=part.text("email", ""),
        phone=part.text("phone", ""),
        serves=part.text("serves", ""),
    )
    if authority.subdivision and not authority.subdivision.startswith(authority.country):
        part.problem(f"'subdivision' {authority.subdivision} is no part of {authority.country}.")
    status = part.choice("status", (VERIFIED, UNVERIFIED))
    if status and (status == VERIFIED) != (authority.checked_on is not None):
        part.problem("'checked_on' and 'status' disagree: verified entries carry the day, others do not.")
    part.end()
    return authority


def _code(part: Fields, key: str, shape: re.Pattern[str], said: str) -> str:
    line = part.line_of(key)
    code = part.text(key) if key == "country" else part.text(key, "")
    if code and not shape.fullmatch(code):
        part.problem(f"'{key}' is '{code[:20]}'; write {said}.", line)
    return code


def _languages(part: Fields) -> tuple[str, ...]:
    line = part.line_of("languages")
    languages = part.texts("languages")
    if not languages:
        part.problem("'languages' is missing; name at least one language the authority accepts.", line)
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            part.problem(f"'languages' holds '{language[:20]}'; write two-letter codes such as nl.", line)
    return languages
