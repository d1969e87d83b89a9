"""What each sentence of a Notice rests on, and which sentences are out of date since.

The writer says of every sentence which facts it was made from; a Revision keeps that with the facts' words and sources as
they were. A sentence is known again by its exact words, so that an edited text keeps the origin of what was left alone.

Source: GDPR Art. 5(2), 33(5): who answers for a statement must be able to show where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.facts import Fact, FactDefinition, Known, NotApplicable, Value
from breachdesk.domain.inventory import CountRange

NOT_KNOWN = "not known yet"


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence as it was written, and what it was made from."""

    sentence: str
    sources: tuple[str, ...]
    """Ids of facts; a name with a colon is no fact: `incident:aware_at`, `inventory:dpo`, `decision:notify_individuals`."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One fact as it stood when a text was written."""

    id: str
    label: str
    value: str
    """In words, ids of options as they are; `not known yet` where nobody knew."""

    source: str
    """Who or what said so: a person with their basis, or the rows of the inventory."""

    at: datetime | None = None
    rows: tuple[str, ...] = ()


def basis_of(
    ids: Iterable[str], facts: Mapping[str, Fact], definitions: Mapping[str, FactDefinition], others: Mapping[str, Basis]
) -> tuple[Basis, ...]:
    """Give what the named facts say now.

    Args:
        ids: As `Stated.sources` has them.
        facts: By id.
        definitions: By id; for what a fact is called.
        others: What is no fact, by its name with a colon.
    """
    found = []
    for id_ in dict.fromkeys(ids):
        if ":" in id_:
            if id_ in others:
                found.append(others[id_])
            continue
        label = definitions[id_].label() if id_ in definitions else id_
        fact = facts.get(id_)
        if fact is None:
            found.append(Basis(id_, label, NOT_KNOWN, ""))
        else:
            found.append(Basis(id_, label, value_words(fact), str(fact.source), fact.at, fact.source.rows))
    return tuple(found)


def value_words(fact: Fact) -> str:
    """Give what a fact says, for a reader of the record."""
    answer = fact.answer
    if isinstance(answer, NotApplicable):
        return f"not applicable: {answer.reason}"
    return _words(answer.value) if isinstance(answer, Known) else NOT_KNOWN


def _words(value: Value) -> str:
    if isinstance(value, CountRange):
        return str(value)
    return value if isinstance(value, str) else ", ".join(value)


def changed(then: Iterable[Basis], now: Iterable[Basis]) -> tuple[tuple[Basis, Basis | None], ...]:
    """Give what says something else now than it did; None where it says nothing any more."""
    by_id = {basis.id: basis for basis in now}
    return tuple((old, by_id.get(old.id)) for old in then if old.id not in by_id or by_id[old.id].value != old.value)


def out_of_date(stated: Iterable[Stated], differing: Iterable[str]) -> tuple[Stated, ...]:
    """Give the sentences that rest on something that says something else now."""
    ids = set(differing)
    return tuple(one for one in stated if ids.intersection(one.sources))
