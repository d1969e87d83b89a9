"""Ten thousand made-up organisations whose people are known one by one: the scope never says what is not so.

A failure names its seed: `organisation("0:17")` gives the case back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.readable import Readable
from breachdesk.domain.scope import Scope, scope_of
from tests.domain.true_people import COMBINATIONS, Organisation, hit_on, organisation

CHUNKS, IN_A_CHUNK = 20, 500
RISK = (Readable.NO, Readable.UNKNOWN, Readable.YES)
SETS = ("systems", "countries", "languages", "processors", "activities", "recipients", "transfers", "unknown")
LINES = ("datasets", "groups", "categories")


def seeds(chunk: int) -> list[str]:
    """Give the seeds of a chunk."""
    return [f"{chunk}:{n}" for n in range(IN_A_CHUNK)]


def scope(known: Organisation, hit: Hit) -> Scope:
    """Work it out with what the data bring about together."""
    return scope_of(known.inventory, hit, COMBINATIONS)


def holds(said: CountRange, count: int) -> bool:
    """Tell whether a count lies in a range."""
    return (said.at_least or 0) <= count and (said.at_most is None or count <= said.at_most)


def untrue(known: Organisation, hit: Hit, found: Scope) -> list[str]:
    """Name every line that a count denies."""
    truth = known.truth(hit)
    of_group = {line.id: line for line in found.groups}
    with_it = {line.id: line.people for line in found.categories}
    wrong = [] if holds(found.people, len(truth.people)) else [f"people {found.people}, really {len(truth.people)}"]
    if not holds(found.records, truth.records):
        wrong.append(f"records {found.records}, really {truth.records}")
    for group, people in truth.people_of.items():
        if not group:
            continue
        if people and group not in of_group:
            wrong.append(f"group {group} is missing")
        elif group in of_group:
            if not holds(of_group[group].people, len(people)):
                wrong.append(f"people of {group} {of_group[group].people}, really {len(people)}")
            if not holds(of_group[group].records, truth.records_of[group]):
                wrong.append(f"records of {group} {of_group[group].records}, really {truth.records_of[group]}")
    wrong += [f"group {group} has nobody in it: {of_group[group].people}" for group in of_group if group not in truth.people_of and (of_group[group].people.at_least or 0) > 0]
    for category, people in truth.people_with.items():
        if category not in with_it:
            wrong.append(f"category {category} is missing")
        elif not holds(with_it[category], len(people)):
            wrong.append(f"people with {category} {with_it[category]}, really {len(people)}")
    wrong += [f"category {c} is held about nobody: {with_it[c]}" for c in with_it if c not in truth.people_with and (with_it[c].at_least or 0) > 0]
    return wrong + _untrue_places(known, found, truth.countries, truth.languages)


def _untrue_places(known: Organisation, found: Scope, countries: Collection[str], languages: Collection[str]) -> list[str]:
    """Name the countries and languages that are missing where the inventory knows those of everybody."""
    touched = {line.id for line in found.datasets}
    groups = {g.id: g for g in known.inventory.subject_groups}
    rows = [(d, held) for d in known.inventory.datasets if d.id in touched for held in d.subjects]
    if any(not d.subjects for d in known.inventory.datasets if d.id in touched):
        return []
    wrong = []
    if all(held.countries or groups[held.group].countries for _, held in rows):
        wrong += [f"country {c} is missing" for c in countries if c not in found.countries]
    if all(held.languages or groups[held.group].languages for _, held in rows):
        wrong += [f"language {c} is missing" for c in languages if c not in found.languages]
    return wrong


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_really_happened_lies_inside_every_range(chunk: int) -> None:
    """Lost without it: a number in a filing that is not so."""
    for seed in seeds(chunk):
        known = organisation(seed)
        hit = hit_on(known)
        assert untrue(known, hit, scope(known, hit)) == [], seed


def within(small: CountRange, large: CountRange) -> bool:
    """Tell whether neither bound of the first is above that of the second; unknown is no bound."""
    lows = (small.at_least or 0) <= (large.at_least or 0)
    return lows and (large.at_most is None or (small.at_most is not None and small.at_most <= large.at_most))


def shrunk(fewer: Scope, more: Scope) -> list[str]:
    """Name everything that is smaller, or less of a worry, where more was hit."""
    smaller = [name for name in SETS if not set(getattr(fewer, name)) <= set(getattr(more, name))]
    for name in ("people", "records"):
        if not within(getattr(fewer, name), getattr(more, name)):
            smaller.append(name)
    for name in (*LINES, "consequences", "left_out"):
        old, new = ({line.id: line for line in getattr(s, name)} for s in (fewer, more))
        smaller += [f"{name} {id_}" for id_ in old if id_ not in new]
        smaller += [f"{name} {id_}: {what}" for id_ in old if id_ in new for what in _less(old[id_], new[id_])]
    could_be = [{*s.systems, *(r.system for r in s.reached), *(r.system for r in s.ruled_out)} for s in (fewer, more)]
    return smaller if could_be[0] <= could_be[1] else [*smaller, "reach"]


def _less(old: object, new: object) -> list[str]:
    found = []
    for name in ("people", "records"):
        if hasattr(old, name) and not within(getattr(old, name), getattr(new, name)):
            found.append(name)
    for name in ("groups", "countries", "languages", "combinations", "systems", "because"):
        if hasattr(old, name) and not set(getattr(old, name)) <= set(getattr(new, name)):
            found.append(name)
    if hasattr(old, "readable") and RISK.index(old.readable) > RISK.index(new.readable):
        found.append("readable")
    if hasattr(old, "unreadable") and new.unreadable > old.unreadable:
        found.append("unreadable")
    return found


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_one_more_system_makes_nothing_smaller(chunk: int) -> None:
    """Lost without it: marking one more system as hit lowers a number, or takes away a worry."""
    for seed in seeds(chunk):
        known = organisation(seed)
        hit = hit_on(known)
        left = [s.id for s in known.inventory.systems if s.id not in hit.systems]
        more = hit.marked(tuple(known.random.sample(left, min(len(left), known.random.choice((1, 1, 2))))))
        assert shrunk(scope(known, hit), scope(known, more)) == [], seed
        wider = replace(hit, datasets=(*hit.datasets, known.random.choice(known.inventory.datasets).id))
        assert shrunk(replace(scope(known, hit), left_out=()), scope(known, wider)) == [], seed
