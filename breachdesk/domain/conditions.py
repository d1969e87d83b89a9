"""Conditions on facts as the rule packs write them, answered yes, no, or not known yet.

A condition is a tree: atoms ask one fact, `All`, `Any` and `Not` join them. What nobody knows stays unknown (None)
unless the rest of the tree decides. Nothing here knows what a fact means; the packs say that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from breachdesk.domain.facts import Facts
from breachdesk.domain.inventory import CountRange


@dataclass(frozen=True, slots=True)
class Has:
    """The fact is one of these values; of a fact with several values, at least one of them is."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class AtMost:
    """A count of people or records, or a number of hours, is at most this."""

    fact: str
    limit: float


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Unproven:
    """Nobody has shown that the part holds; true while it is not known."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody gave any answer to the fact; once everything is known it is answered, so this does not hold."""

    fact: str


Atom = Has | AtMost
Condition = Atom | All | Any | Not | Unproven | Unanswered
NEVER: Condition = Any(())
ALWAYS: Condition = All(())


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Tell whether a condition holds; None while it cannot be told.

    A refined value such as `health.diagnosis` counts as its parent. What was said not to apply counts as not known:
    waving a question away must never decide anything.
    """
    if isinstance(condition, Has):
        return _has(condition, facts)
    if isinstance(condition, AtMost):
        return _at_most(condition, facts)
    if isinstance(condition, Not):
        inner = holds(condition.part, facts)
        return None if inner is None else not inner
    if isinstance(condition, Unproven):
        return holds(condition.part, facts) is not True
    if isinstance(condition, Unanswered):
        return not facts.is_answered(condition.fact)
    decisive = isinstance(condition, Any)
    found = [holds(part, facts) for part in condition.parts]
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Give every atom of a condition, in reading order."""
    if isinstance(condition, Has | AtMost):
        yield condition
    elif isinstance(condition, Not | Unproven):
        yield from atoms_of(condition.part)
    elif not isinstance(condition, Unanswered):
        for part in condition.parts:
            yield from atoms_of(part)


def facts_behind(condition: Condition, facts: Facts) -> Iterator[str]:
    """Give the facts that make a condition hold: of alternatives, only those that do."""
    if isinstance(condition, Has | AtMost):
        yield condition.fact
    elif isinstance(condition, Not | Unproven):
        yield from facts_behind_no(condition.part, facts)
    elif not isinstance(condition, Unanswered):
        for part in condition.parts:
            if isinstance(condition, All) or holds(part, facts):
                yield from facts_behind(part, facts)


def facts_behind_no(condition: Condition, facts: Facts) -> Iterator[str]:
    """Give the facts that keep a condition from holding."""
    if isinstance(condition, Has | AtMost | Unanswered):
        yield condition.fact
    elif isinstance(condition, Not | Unproven):
        yield from facts_behind(condition.part, facts)
    else:
        # Where no part is denied, what nobody knows is what keeps it from being proven.
        denied = [part for part in condition.parts if holds(part, facts) is False]
        unproven = [part for part in condition.parts if holds(part, facts) is None]
        for part in condition.parts if isinstance(condition, Any) else denied or unproven:
            yield from facts_behind_no(part, facts)


def open_facts(condition: Condition, facts: Facts) -> Iterator[str]:
    """Give the facts because of which it cannot be told whether a condition holds."""
    if holds(condition, facts) is not None:
        return
    if isinstance(condition, Has | AtMost):
        yield condition.fact
    elif isinstance(condition, Not):
        yield from open_facts(condition.part, facts)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from open_facts(part, facts)


def substituted(condition: Condition, words: Mapping[Atom, Condition]) -> Condition:
    """Give the condition with some atoms replaced by what they stand for."""
    if isinstance(condition, Has | AtMost):
        return words.get(condition, condition)
    if isinstance(condition, Not | Unproven):
        return type(condition)(substituted(condition.part, words))
    if isinstance(condition, Unanswered):
        return condition
    parts = tuple(substituted(part, words) for part in condition.parts)
    return All(parts) if isinstance(condition, All) else Any(parts)


def once_known(condition: Condition) -> Condition:
    """Give the condition as it reads when nothing is unknown any more: unproven is then the same as not so."""
    if isinstance(condition, Has | AtMost):
        return condition
    if isinstance(condition, Not | Unproven):
        return Not(once_known(condition.part))
    if isinstance(condition, Unanswered):
        return NEVER
    parts = tuple(once_known(part) for part in condition.parts)
    return All(parts) if isinstance(condition, All) else Any(parts)


def as_things_stand(condition: Condition, facts: Facts) -> Condition:
    """Give the condition with what is unproven now taken as not so."""
    if isinstance(condition, Has | AtMost):
        return condition
    if isinstance(condition, Unproven | Unanswered):
        return ALWAYS if holds(condition, facts) else NEVER
    if isinstance(condition, Not):
        return Not(as_things_stand(condition.part, facts))
    parts = tuple(as_things_stand(part, facts) for part in condition.parts)
    return All(parts) if isinstance(condition, All) else Any(parts)


def parent_of(id_: str) -> str:
    """Give the value a refined one belongs to: `health.diagnosis` is a kind of `health`."""
    return id_.partition(".")[0]


def _has(atom: Has, facts: Facts) -> bool | None:
    single, several = facts.text(atom.fact), facts.texts(atom.fact)
    if single is not None:
        return single in atom.values
    if several is not None:
        return any(parent_of(value) in atom.values for value in several)
    return None


def _at_most(atom: AtMost, facts: Facts) -> bool | None:
    text = facts.text(atom.fact)
    if text is not None:
        return float(text) <= atom.limit
    count: CountRange = facts.count(atom.fact)
    if count.at_most is not None and count.at_most <= atom.limit:
        return True
    return False if count.at_least is not None and count.at_least > atom.limit else None
