"""What this house does of its own accord: when it nudges whom, and what it aims at where the law names no hours.

House policy is kept apart from law and says of itself that it is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from breachdesk.domain.parties import Role
from breachdesk.domain.reminders import Rung
from breachdesk.files.fields import Fields, nearest
from breachdesk.files.law_fields import needed, opened, slug

HOUSE_POLICY = "house-policy"
MAX_HOURS = 8760


@dataclass(frozen=True, slots=True)
class HousePolicy:
    """When this organisation nudges whom before a deadline, and its own targets; habits of the house, not law."""

    id: str
    version: str
    rungs: tuple[Rung, ...]
    targets: dict[str, int]
    """Elapsed hours since awareness the house sets itself, by clock for which the law names none."""


def load_policy(path: Path) -> HousePolicy:
    """Read the house's policy.

    Raises:
        FileProblems: a rung is out of order or reaches nobody, or the file does not call itself house policy.
    """
    top, problems = opened(path)
    id_, version = slug(top), top.text("version")
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
    targets = dict(found for part in top.parts("targets") if (found := _target(part)) is not None)
    top.end()
    problems.raise_if_any()
    return HousePolicy(id_, version, tuple(rungs), targets)


def _target(part: Fields) -> tuple[str, int] | None:
    clock = part.text("clock")
    hours = needed(part, "hours", lambda key: part.integer(key, 1, MAX_HOURS), "a target is a point in time")
    part.end()
    return (clock, hours) if hours is not None else None


def _rung(part: Fields) -> Rung | None:
    hours = needed(part, "hours", lambda key: part.integer(key, 1, MAX_HOURS), "a rung is a point in time")
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
