"""What a saved Scope says, as Facts: behind what people answered, each with the inventory rows it rests on.

Source: GDPR Art. 33(3)(a).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from breachdesk.domain.facts import Fact, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.scope import Scope


def facts_of_scope(scope: Scope, version: int, at: datetime) -> list[Fact]:
    """Put a saved Scope into facts.

    Args:
        version: Of the Scope, as the facts name it.
        at: When it was saved.
    """
    every_row = tuple(str(row) for line in scope.datasets for row in line.because)

    def fact(id_: str, answer: Known | Unknown | NotApplicable, rows: Iterable[str] = every_row) -> Fact:
        source = Source(SourceKind.INVENTORY, f"scope version {version}", "", tuple(dict.fromkeys(rows)))
        return Fact(id_, answer, source, at)

    special = [c for c in scope.categories if c.special]
    groups, countries = tuple(g.id for g in scope.groups), scope.countries
    facts = [
        fact("people", Unknown() if scope.people.is_unknown else Known(scope.people)),
        fact("records", Unknown() if scope.records.is_unknown else Known(scope.records)),
        fact("data_categories", Known(tuple(c.id for c in scope.categories))),
        fact("special_categories", Known("yes" if special else "no")),
        fact("subject_groups", Known(groups) if groups or not scope.whose_unknown else Unknown()),
        fact("vulnerable_people", _vulnerable(scope)),
    ]
    if countries:
        facts.append(fact("affected_countries", Known(countries)))
        facts.append(fact("cross_border", _cross_border(scope)))
    return facts


def _vulnerable(scope: Scope) -> Known | Unknown:
    marks = [group.vulnerable for group in scope.groups]
    if True in marks:
        return Known("yes")
    return Unknown() if None in marks or not marks or scope.whose_unknown else Known("no")


def _cross_border(scope: Scope) -> Known | Unknown:
    """More countries make a yes; one makes a no only where nobody may live elsewhere."""
    if len(scope.countries) > 1:
        return Known("yes")
    return Unknown() if scope.where_unknown else Known("no")
