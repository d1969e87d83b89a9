"""Ten thousand made-up organisations whose people are known one by one: the scope never says what is not so.

A failure names its seed: `organisation("0:17")` gives the case back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from breachdesk.cli.scope_documents import scope_document
from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.readable import Readable
from breachdesk.domain.scope import Scope, scope_of
from breachdesk.domain.scope_difference import Difference, Part, differences
from tests.domain.plain_inventory import plain_combinations, plain_hit, plain_inventory
from tests.domain.scope_by_rule import scope_document as scope_by_rule
from tests.domain.true_people import COMBINATIONS, Organisation, hit_on, organisation

CHUNKS, IN_A_CHUNK = 20, 500
A_QUARTER = 4
"""Of what can hardly go wrong for one in ten thousand only, every fourth seed is looked at."""

RISK = (Readable.NO, Readable.UNKNOWN, Readable.YES)
SETS = ("systems", "countries", "languages", "processors", "activities", "recipients", "transfers", "unknown")
LINES = ("datasets", "groups", "categories")


def seeds(chunk: int, every: int = 1) -> list[str]:
    """Give the seeds of a chunk."""
    return [f"{chunk}:{n}" for n in range(0, IN_A_CHUNK, every)]


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
    if found.whose_unknown != any(not known.inventory.dataset(line.id).subjects for line in found.datasets):
        return ["whether everybody is in a group"]
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
    wrong += [
        f"group {group} has nobody in it: {of_group[group].people}"
        for group in of_group
        if group not in truth.people_of and (of_group[group].people.at_least or 0) > 0
    ]
    for category, people in truth.people_with.items():
        if category not in with_it:
            wrong.append(f"category {category} is missing")
        elif not holds(with_it[category], len(people)):
            wrong.append(f"people with {category} {with_it[category]}, really {len(people)}")
    wrong += [
        f"category {c} is held about nobody: {with_it[c]}"
        for c in with_it
        if c not in truth.people_with and (with_it[c].at_least or 0) > 0
    ]
    return wrong + _untrue_places(known, found, truth.countries, truth.languages)


def _untrue_places(known: Organisation, found: Scope, countries: Collection[str], languages: Collection[str]) -> list[str]:
    """Name the countries and languages that are missing where the inventory knows those of everybody."""
    touched = {line.id for line in found.datasets}
    groups = {g.id: g for g in known.inventory.subject_groups}
    rows = [(d, held) for d in known.inventory.datasets if d.id in touched for held in d.subjects]
    wrong = []
    if not found.where_unknown:
        wrong += [f"country {c} is missing" for c in countries if c not in found.countries]
    if found.whose_unknown:
        return wrong
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
def test_one_more_system_or_dataset_makes_nothing_smaller(chunk: int) -> None:
    """Lost without it: marking one more system as hit lowers a number, or takes away a worry."""
    for seed in seeds(chunk):
        known = organisation(seed)
        hit = hit_on(known)
        more = hit.marked((known.random.choice(known.inventory.systems).id,))
        before = scope(known, hit)
        assert shrunk(before, scope(known, more)) == [], seed
        dataset = known.random.choice(known.inventory.datasets).id
        if dataset not in hit.left_out:
            assert shrunk(before, scope(known, replace(hit, datasets=(*hit.datasets, dataset)))) == [], seed


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_scope_of_two_hits_is_what_both_scopes_say_together(chunk: int) -> None:
    """Lost without it: two systems marked at once say something else than the same two one after the other."""
    for seed in seeds(chunk, A_QUARTER):
        known = organisation(seed)
        hit = hit_on(known)
        parts = [replace(hit, systems=tuple(s for s in hit.systems if known.random.random() < 0.6)) for _ in range(2)]
        one, other = (scope(known, part) for part in parts)
        both = scope(known, replace(hit, systems=tuple({*parts[0].systems, *parts[1].systems})))
        assert not_together(one, other, both) == [], seed


def not_together(one: Scope, other: Scope, both: Scope) -> list[str]:
    """Name every part of a scope that is not what two others say together."""
    wrong = [name for name in SETS if {*getattr(one, name), *getattr(other, name)} != set(getattr(both, name))]
    for name in (*LINES, "left_out"):
        of_each = [{line.id: line for line in getattr(s, name)} for s in (one, other, both)]
        if of_each[0].keys() | of_each[1].keys() != of_each[2].keys():
            wrong.append(name)
        for id_, line in of_each[2].items():
            apart = [lines[id_] for lines in of_each[:2] if id_ in lines]
            wrong += [f"{name} {id_}: {what}" for what in ("people", "records") if not _adds_up(apart, line, what)]
            for what in ("groups", "countries", "languages", "systems", "because"):
                if hasattr(line, what) and {x for a in apart for x in getattr(a, what)} != set(getattr(line, what)):
                    wrong.append(f"{name} {id_}: {what}")
            if hasattr(line, "unreadable") and line.unreadable != all(a.unreadable for a in apart):
                wrong.append(f"{name} {id_}: unreadable")
    return wrong + [name for name in ("people", "records") if not _adds_up([one, other], both, name)]


def _adds_up(apart: list[object], both: object, name: str) -> bool:
    """Tell whether a count is at least the largest of its parts, and at most their sum."""
    if not hasattr(both, name):
        return True
    said, parts = getattr(both, name), [getattr(a, name) for a in apart]
    lows = [part.at_least or 0 for part in parts]
    highs = [part.at_most for part in parts]
    if (said.at_least or 0) < max(lows):
        return False
    return None in highs or (said.at_most is not None and said.at_most <= sum(highs))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_scope_is_the_same_however_it_was_marked_and_differs_as_is_said(chunk: int) -> None:
    """Lost without it: two people who mark the same file different numbers, or a what-if hides what it changes."""
    for seed in seeds(chunk, A_QUARTER):
        known = organisation(seed)
        hit = hit_on(known)
        turned = list(hit.systems) * 2
        known.random.shuffle(turned)
        found = scope(known, hit)
        assert found == scope(known, replace(hit, systems=tuple(turned))), seed
        system = known.random.choice(known.inventory.systems).id
        other = scope(known, hit.toggled(system))
        if system not in hit.ruled_out:
            assert found == scope(known, hit.toggled(system).toggled(system)), seed
        assert differences(found, found) == (), seed
        assert applied(parts(found), differences(found, other)) == parts(other), seed
        assert scope(known, replace(hit, systems=(), datasets=())) == Scope(), seed


def parts(found: Scope) -> dict[tuple[Part, str], CountRange]:
    """Give every part that a difference can be about, and its figure."""
    lists = {
        Part.SYSTEM: found.systems,
        Part.DATASET: [line.id for line in found.datasets],
        Part.COUNTRY: found.countries,
        Part.LANGUAGE: found.languages,
        Part.PROCESSOR: found.processors,
        Part.ACTIVITY: found.activities,
        Part.RECIPIENT: found.recipients,
        Part.TRANSFER: found.transfers,
        Part.CONSEQUENCE: [line.id for line in found.consequences],
        Part.REACHED: [reached.system for reached in found.reached],
    }
    return (
        {(Part.PEOPLE, ""): found.people, (Part.RECORDS, ""): found.records}
        | {(part, id_): CountRange() for part, ids in lists.items() for id_ in ids}
        | {(Part.GROUP, line.id): line.people for line in found.groups}
        | {(Part.CATEGORY, line.id): line.people for line in found.categories}
    )


def applied(before: dict[tuple[Part, str], CountRange], changes: tuple[Difference, ...]) -> dict[tuple[Part, str], CountRange]:
    """Give what stands after the changes; each begins where the scope before stood."""
    after = dict(before)
    for change in changes:
        key = (change.part, change.id)
        assert change.before == before.get(key)
        assert change.is_new == (key not in before)
        if change.is_gone:
            del after[key]
        else:
            after[key] = change.after
    return after


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_ruling_a_system_out_never_lets_anything_more_be_reached(chunk: int) -> None:
    """Lost without it: a responder rules out a system and another appears, or one comes nearer."""
    for seed in seeds(chunk, A_QUARTER):
        known = organisation(seed)
        hit = hit_on(known)
        found = scope(known, hit)
        if not found.reached:
            continue
        out = known.random.choice(found.reached).system
        after = scope(known, replace(hit, ruled_out={**hit.ruled_out, out: "its log shows nobody"}))
        away = {r.system: r.hops for r in found.reached if r.came_from}
        assert out not in {r.system for r in after.reached}, seed
        assert out in {r.system for r in after.ruled_out}, seed
        assert {r.system for r in after.reached} <= {r.system for r in found.reached} - {out}, seed
        assert all(r.hops >= away[r.system] for r in after.reached if r.came_from), seed


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_second_working_out_from_the_rules_comes_to_the_same_document(chunk: int) -> None:
    """Lost without it: a slip in any line of the scope that no range can show."""
    for seed in seeds(chunk, A_QUARTER):
        known = organisation(seed)
        hit = hit_on(known)
        second = scope_by_rule(plain_inventory(known.inventory), plain_hit(hit), plain_combinations(COMBINATIONS))
        first = scope_document(scope(known, hit))
        assert {key: first[key] for key in first if first[key] != second[key]} == {}, seed
        assert list(first) == list(second), seed
