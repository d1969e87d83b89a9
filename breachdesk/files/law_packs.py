"""What the law says and whom we must tell, read from dated files; and the house's own reminder rungs.

A legal value without unit, day in force, status, citation or the day it was read is refused: nobody may
work to a period that cannot be traced. House policy is kept apart and says of itself that it is no law.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from breachdesk.domain.errors import NotFound
from breachdesk.domain.law import Authority, Citation, ClockRule, LawPack, LawStatus
from breachdesk.domain.parties import Role
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.strict_yaml import read_yaml

if TYPE_CHECKING:
    from breachdesk.domain.reminders import Rung

Taken = TypeVar("Taken")

ELAPSED_HOURS = "elapsed hours"
HOUSE_POLICY = "house-policy"
VERIFIED, UNVERIFIED = "verified", "unverified"
MAX_HOURS = 8760
# Codes people write for a country beside its ISO 3166-1 one.
_ALSO_CALLED = {"UK": "GB", "EL": "GR"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_WEB = re.compile(r"https://[^\s<>\"'\\]+")


@dataclass(frozen=True, slots=True)
class HousePolicy:
    """When this organisation nudges whom before a deadline; a habit of the house, not law."""

    id: str
    version: str
    rungs: tuple[Rung, ...]


def load_law(path: Path) -> LawPack:
    """Read one regime's rule pack.

    Raises:
        FileProblems: a value cannot be traced to its provision, or the file is not strict YAML.
    """
    top, problems = _open(path)
    id_, version = _slug(top), top.text("version")
    clocks: dict[str, ClockRule] = {}
    for part in top.parts("clocks"):
        clock = _clock(part)
        if clock is not None:
            _refuse_second(part, clock.id, clocks, "clock")
            clocks[clock.id] = clock
    if not clocks and not problems.found:
        top.problem("'clocks' names no legal period.")
    citations = {key: _citation(part, needs_article=False) for key, part in _by_key(top, "citations")}
    top.end()
    problems.raise_if_any()
    return LawPack(id_, version, clocks, {key: cited for key, cited in citations.items() if cited})


def load_authorities(path: Path) -> tuple[Authority, ...]:
    """Read the supervisory authorities, one a country.

    Raises:
        FileProblems: an entry lacks something, or claims to be verified without saying when.
    """
    top, problems = _open(path)
    _slug(top)
    top.text("version")
    found: dict[str, Authority] = {}
    for part in top.parts("authorities"):
        authority = _authority(part)
        _refuse_second(part, authority.country, found, "authority of")
        found[authority.country] = authority
    if not found and not problems.found:
        top.problem("'authorities' names nobody.")
    top.end()
    problems.raise_if_any()
    return tuple(found.values())


def authority_for(country: str, authorities: Iterable[Authority]) -> Authority:
    """Give the supervisory authority of a country.

    Args:
        country: ISO 3166-1 alpha-2, in either case.

    Raises:
        NotFound: there is none; the message names the nearest code.

    Source: GDPR Art. 55.
    """
    by_country = {authority.country: authority for authority in authorities}
    code = country.strip().upper()
    if code in by_country:
        return by_country[code]
    usual = _ALSO_CALLED.get(code)
    hint = f" Did you mean '{usual}'?" if usual in by_country else nearest(code, by_country)
    raise NotFound(
        f"No supervisory authority is known for '{country.strip()[:20]}'.{hint} "
        f"Use a two-letter country code: {', '.join(sorted(by_country))}."
    )


def load_policy(path: Path) -> HousePolicy:
    """Read the house's reminder rungs.

    Raises:
        FileProblems: a rung is out of order or reaches nobody, or the file does not call itself house policy.
    """
    top, problems = _open(path)
    id_, version = _slug(top), top.text("version")
    top.choice("status", (HOUSE_POLICY,))
    rungs: list[Rung] = []
    for part in top.parts("rungs"):
        rung = _rung(part)
        if rung is None:
            continue
        if rungs and rung.hours <= rungs[-1].hours:
            before = rungs[-1].hours
            part.problem(f"'hours' is {rung.hours}, not later than {before} before it; put them in order.")
        rungs.append(rung)
    if not rungs and not problems.found:
        top.problem("'rungs' is empty; nobody would be reminded.")
    top.end()
    problems.raise_if_any()
    return HousePolicy(id_, version, tuple(rungs))


def _open(path: Path) -> tuple[Fields, Problems]:
    problems = Problems(path.name)
    return Fields(read_yaml(path), problems), problems


def _clock(part: Fields) -> ClockRule | None:
    id_, label = _slug(part), part.text("label")
    hours = _needed(part, "hours", lambda key: part.integer(key, 1, MAX_HOURS), "a period needs its length")
    part.choice("unit", (ELAPSED_HOURS,))
    starts_from = part.text("starts_from")
    day = _needed(part, "in_force_from", part.day, "a legal value needs the day from which it holds")
    status = part.choice("status", tuple(LawStatus))
    source = _cited(part, "source")
    other = _cited(part, "hour_reading_source") if part.has("hour_reading_source") else None
    part.end()
    if hours is None or day is None or source is None or status not in tuple(LawStatus):
        return None
    return ClockRule(id_, label, hours, starts_from, day, LawStatus(status), source, other)


def _cited(part: Fields, key: str) -> Citation | None:
    if not part.has(key):
        part.problem(f"'{key}' is missing; a legal value needs its act, article, url and read_on.")
        return None
    return _citation(part.part(key), needs_article=True)


def _citation(part: Fields, needs_article: bool) -> Citation | None:
    act = part.text("act")
    article = part.text("article") if needs_article or not part.has("article") else part.text("article", "")
    url = _web_address(part)
    read_on = _needed(part, "read_on", part.day, "write the day somebody last read the provision there")
    part.end()
    return Citation(act, article, url, read_on) if read_on is not None else None


def _authority(part: Fields) -> Authority:
    line = part.line_of("country")
    country = part.text("country")
    if country and not _COUNTRY.fullmatch(country):
        part.problem(f"'country' is '{country[:20]}'; write two quoted capitals, like \"NO\".", line)
    authority = Authority(
        id=_slug(part),
        country=country,
        name=part.text("name"),
        short=part.text("short"),
        zone=_zone(part),
        languages=_languages(part),
        channel=part.text("channel"),
        url=_web_address(part),
        checked_on=part.day("checked_on") if part.has("checked_on") else None,
    )
    status = part.choice("status", (VERIFIED, UNVERIFIED))
    if status and (status == VERIFIED) != (authority.checked_on is not None):
        part.problem("'checked_on' and 'status' disagree: verified entries carry the day, others do not.")
    part.end()
    return authority


def _languages(part: Fields) -> tuple[str, ...]:
    line = part.line_of("languages")
    languages = part.texts("languages")
    if not languages:
        part.problem("'languages' is missing; name at least one language the authority accepts.", line)
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            part.problem(f"'languages' holds '{language[:20]}'; write two-letter codes such as nl.", line)
    return languages


def _zone(part: Fields) -> str:
    line = part.line_of("zone")
    zone = part.text("zone")
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        # KeyError: no such zone; ValueError: a path outside; OSError: a folder such as "Europe".
        near = nearest(zone, available_timezones())
        part.problem(f"'zone' is '{zone[:40]}', no time zone.{near} Write it as Europe/Amsterdam.", line)
    return zone


def _rung(part: Fields) -> Rung | None:
    # Loaded here: it brings the whole of an incident along, and a legal date needs none of it.
    from breachdesk.domain.reminders import Rung

    hours = _needed(part, "hours", lambda key: part.integer(key, 1, MAX_HOURS), "a rung is a point in time")
    roles = []
    for word, line in part.texts_with_lines("roles"):
        if word in tuple(Role):
            roles.append(Role(word))
        else:
            part.problem(f"'roles' holds '{word[:40]}', which is no role.{nearest(word, tuple(Role))}", line)
    if not roles:
        part.problem("'roles' names nobody; a rung must reach someone.")
    part.end()
    return Rung(hours, tuple(dict.fromkeys(roles))) if hours is not None else None


def _slug(part: Fields) -> str:
    line = part.line_of("id")
    id_ = part.text("id")
    if id_ and not _SLUG.fullmatch(id_):
        part.problem(f"'id' is '{id_[:40]}'; use small letters, digits and hyphens, at most 60.", line)
    return id_


def _web_address(part: Fields) -> str:
    line = part.line_of("url")
    url = part.text("url")
    if url and not _WEB.fullmatch(url):
        part.problem(f"'url' is '{url[:60]}'; write a full address that begins with https://.", line)
    return url


def _needed(part: Fields, key: str, read: Callable[[str], Taken | None], why: str) -> Taken | None:
    line, before = part.line_of(key), len(part.problems.found)
    value = read(key)
    if value is None and len(part.problems.found) == before:
        part.problem(f"'{key}' is missing; {why}.", line)
    return value


def _by_key(part: Fields, key: str) -> Iterator[tuple[str, Fields]]:
    node = part.take(key)
    if node is None:
        return
    if not isinstance(node.value, dict):
        part.problem(f"'{key}' must be keys with values, not {node.kind}.", node.line)
        return
    for name, inner in node.value.items():
        yield name, Fields(inner, part.problems, f"{key}.{name}")


def _refuse_second(part: Fields, key: str, seen: Iterable[str], what: str) -> None:
    if key in seen:
        part.problem(f"the {what} '{key}' stands here a second time; keep one.")
