"""What every legal file has in common: ids, citations, dates, how sure a value is; refused where one is missing.

A legal value without unit, day in force, status, citation or the day it was read is refused: nobody may work to
something that cannot be traced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from breachdesk.domain.law import Citation, LawStatus, LegalValue
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.strict_yaml import Node, parse_yaml, read_yaml

Taken = TypeVar("Taken")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_WEB = re.compile(r"https://[^\s<>\"'\\]+")
NO_NET = "internal:"
"""Begins the address of a source that is no publication, such as a contract in the house's own files."""


@dataclass(frozen=True, slots=True)
class InForce:
    """From when a value holds, until when, and how sure it is."""

    since: date
    until: date | None
    status: LawStatus


def opened(path: Path) -> tuple[Fields, Problems]:
    """Open a legal file."""
    problems = Problems(path.name)
    return Fields(read_yaml(path), problems), problems


def opened_text(text: str, name: str) -> tuple[Fields, Problems]:
    """Open a legal file that was kept as text."""
    problems = Problems(name)
    return Fields(parse_yaml(text.encode(), name), problems), problems


def slug(part: Fields) -> str:
    """Take an id."""
    line = part.line_of("id")
    id_ = part.text("id")
    if id_ and not _SLUG.fullmatch(id_):
        part.problem(f"'id' is '{id_[:40]}'; use small letters, digits and hyphens, at most 60.", line)
    return id_


def in_force(part: Fields) -> InForce | None:
    """Take from when a value holds, until when, and its status; None, reported, when something is missing."""
    day = needed(part, "in_force_from", part.day, "a legal value needs the day from which it holds")
    until = _repealed(part, day)
    status = part.choice("status", tuple(LawStatus))
    if day is None or status not in tuple(LawStatus):
        return None
    return InForce(day, until, LawStatus(status))


def days_in_force(part: Fields) -> tuple[date | None, date | None]:
    """Take the day from which something holds and the one from which it does no more, each where it is said."""
    why = "write the day from which it holds, or leave the key out where that is its pack's"
    said = part.has("in_force_from")
    day = needed(part, "in_force_from", part.day, why) if said else part.day("in_force_from")
    return day, _repealed(part, day)


def _repealed(part: Fields, day: date | None) -> date | None:
    line = part.line_of("repealed_from")
    until = part.day("repealed_from") if part.has("repealed_from") else None
    if day is not None and until is not None and until <= day:
        part.problem(f"'repealed_from' is {until}, not after 'in_force_from' {day}; mend one.", line)
    return until


def cited(part: Fields, key: str = "source") -> Citation | None:
    """Take the citation under a key; a missing one is a problem."""
    if not part.has(key):
        part.problem(f"'{key}' is missing; a legal value needs its act, article, url and read_on.")
        return None
    return citation(part.part(key), needs_article=True)


def cited_by_key(part: Fields, key: str, citations: Mapping[str, Citation]) -> Citation | None:
    """Take a citation written out under a key, or named there by its key in the pack."""
    if not part.holds_text(key):
        return cited(part, key)
    line = part.line_of(key)
    name = part.text(key)
    if name not in citations:
        part.problem(f"'{key}' is '{name[:40]}', which the pack does not cite.{nearest(name, citations)}", line)
    return citations.get(name)


def citation(part: Fields, needs_article: bool) -> Citation | None:
    """Read a citation: act, article, address, and the day somebody last read it there."""
    act = part.text("act")
    article = part.text("article") if needs_article or not part.has("article") else part.text("article", "")
    url = web_address(part)
    read_on = needed(part, "read_on", part.day, "write the day somebody last read the provision there")
    part.end()
    return Citation(act, article, url, read_on) if read_on is not None else None


def citations(part: Fields) -> dict[str, Citation]:
    """Take the pack's citations by key."""
    found = {key: citation(inner, needs_article=False) for key, inner in by_key(part, "citations")}
    return {key: cited_ for key, cited_ in found.items() if cited_ is not None}


def legal_value(part: Fields, units: Iterable[str]) -> LegalValue | None:
    """Read one number with everything that makes it traceable."""
    id_ = slug(part)
    amount = needed(part, "amount", lambda key: part.integer(key, 0, 10**9), "a legal value needs its number")
    unit = part.choice("unit", tuple(units))
    held, source = in_force(part), cited(part)
    part.end()
    if amount is None or held is None or source is None:
        return None
    return LegalValue(id_, amount, unit, held.since, held.status, source, held.until)


def words(part: Fields, key: str, required: bool = True) -> Mapping[str, str]:
    """Take texts by language; English must be there."""
    line, given = part.line_of(key), part.has(key)
    found = part.words(key)
    if "en" not in found and (required or given):
        part.problem(f"'{key}' has no English words; write {key}: {{en: \"…\"}}.", line)
    for language in found:
        if not _LANGUAGE.fullmatch(language):
            part.problem(f"'{key}' has '{language[:20]}', no language; write a code such as nl.", line)
    return found


def web_address(part: Fields, key: str = "url") -> str:
    """Take an https address, or one that says the source is in the house."""
    line = part.line_of(key)
    url = part.text(key)
    if url and not (_WEB.fullmatch(url) or url.startswith(NO_NET)):
        part.problem(f"'{key}' is '{url[:60]}'; write a full address that begins with https://.", line)
    return url


def zone(part: Fields) -> str:
    """Take an IANA zone."""
    line = part.line_of("zone")
    found = part.text("zone")
    try:
        ZoneInfo(found or "UTC")
    except (KeyError, ValueError, OSError):
        # KeyError: no such zone; ValueError: a path outside; OSError: a folder such as "Europe".
        near = nearest(found, available_timezones())
        part.problem(f"'zone' is '{found[:40]}', no time zone.{near} Write it as Europe/Amsterdam.", line)
    return found


def needed(part: Fields, key: str, read: Callable[[str], Taken | None], why: str) -> Taken | None:
    """Take a value that may not be missing."""
    line, before = part.line_of(key), len(part.problems.found)
    value = read(key)
    if value is None and len(part.problems.found) == before:
        part.problem(f"'{key}' is missing; {why}.", line)
    return value


def by_key(part: Fields, key: str) -> Iterator[tuple[str, Fields]]:
    """Take mappings by key."""
    for name, inner in nodes_by_key(part, key).items():
        yield name, Fields(inner, part.problems, f"{key}.{name}")


def nodes_by_key(part: Fields, key: str) -> Mapping[str, Node]:
    """Take what stands under a key, by key, whatever it is; nothing when absent."""
    node = part.take(key)
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        part.problem(f"'{key}' must be keys with values, not {node.kind}.", node.line)
        return {}
    return node.value


def refuse_proposed(part: Fields, status: LawStatus | None, pack: InForce | None) -> None:
    """Report something proposed in a pack that is law: it would be worked by as if it were law too."""
    if status is LawStatus.PROPOSED and pack is not None and pack.status is not LawStatus.PROPOSED:
        part.problem("it is proposed, and its pack is not; put it into a pack of its own with status: proposed.")


def refuse_elsewhere(part: Fields, key: str, taken: Mapping[str, str], what: str, line: int | None = None) -> None:
    """Report an id that stands in another file already.

    Args:
        taken: Ids of other files, each with where it stands.
    """
    if key in taken:
        part.problem(f"the {what} '{key}' stands in {taken[key]} too; give it another id.", line)


def refuse_read_after(top: Node, version: str, problems: Problems, line: int) -> None:
    """Report a version that is no day, and every provision read after it; whoever cites changes the pack."""
    try:
        changed_on = date.fromisoformat(version)
    except ValueError:
        problems.add(line, f"'version' is '{version[:40]}'; write the day of the last change as 2026-11-23.")
        return
    for node in _every(top, "read_on"):
        day = node.value.strip() if isinstance(node.value, str) else ""
        if _DAY.fullmatch(day) and day > changed_on.isoformat():
            problems.add(
                node.line, f"'read_on' is {day}, after the pack's own version {version}; mend the day, or raise 'version'."
            )


def _every(node: Node, key: str) -> Iterator[Node]:
    """Give whatever stands under a key, anywhere in a document."""
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            yield from [child] if name == key else _every(child, key)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _every(child, key)


def refuse_second(part: Fields, key: str, seen: Iterable[str], what: str) -> None:
    """Report an id that stands in the file already."""
    if key in seen:
        part.problem(f"the {what} '{key}' stands here a second time; keep one.")
