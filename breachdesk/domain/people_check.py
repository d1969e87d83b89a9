"""Do the lists of people agree with what the inventory states, and what is then known of how many are affected?

An exact count outside a stated range means that a row of the inventory is wrong, or that a list is not whole; which of
the two, a person finds out. Source: GDPR Art. 33(3)(a).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from breachdesk.domain.inventory import CountRange, Inventory, SourceRow
from breachdesk.domain.scope import GroupLine, Scope

ROWS_NAMED = 3
"""Rows of the inventory that one sentence names; more would hide the figure."""


def outside_stated(inventory: Inventory, stated: Scope, exact: int, whose: str) -> str:
    """Say that an exact count lies outside the stated range, and which rows state it; empty when it lies inside.

    Args:
        inventory: What the scope was worked out from.
        stated: The scope of exactly the systems whose lists were counted.
        exact: Distinct people on those lists.
        whose: What was counted, with its verb, such as `the list of crm names`.
    """
    people = stated.people
    if people.at_most is not None and exact > people.at_most:
        rows = _named(_rows_of_the_most(inventory, stated))
        return f"{whose} {exact:,} people; the inventory says at most {people.at_most:,}{rows}"
    if people.at_least is not None and exact < people.at_least:
        rows = _named(_rows_of_the_least(inventory, stated))
        return f"{whose} {exact:,} people; the inventory says at least {people.at_least:,}{rows}"
    return ""


def with_lists(scope: Scope, exact: int, listed: Collection[str]) -> CountRange:
    """Give how many people are affected, by the inventory and by lists together.

    At least those on the lists; exactly those where every hit System that holds people has its list. An upper bound
    that the lists go beyond is refuted and bounds nothing.

    Args:
        scope: What the inventory says of the systems hit.
        exact: Distinct people on the lists of those hit systems that have one.
        listed: Systems with a list; others than those hit do not count.

    >>> from breachdesk.domain.scope import DatasetLine
    >>> hit = Scope(("crm", "erp"), (), (DatasetLine("d", "D", ("crm", "erp"), None, ()),), people=CountRange(10, 15))
    >>> str(with_lists(hit, 12, ["crm"])), str(with_lists(hit, 12, ["crm", "erp"])), str(with_lists(hit, 20, ["crm"]))
    ('12 to 15', '12', 'at least 20')
    """
    if not set(listed) & set(scope.systems):
        return scope.people
    if not without_list(scope, listed):
        return CountRange(exact, exact)
    low = max(exact, scope.people.at_least or 0)
    high = scope.people.at_most
    return CountRange(low, high if high is not None and high >= low else None)


def without_list(scope: Scope, listed: Collection[str]) -> tuple[str, ...]:
    """Give the hit systems that hold people, as far as the inventory knows, and have no list."""
    holding = {system for dataset in scope.datasets for system in dataset.systems}
    return tuple(system for system in scope.systems if system in holding and system not in listed)


def _rows_of_the_most(inventory: Inventory, stated: Scope) -> Iterable[SourceRow]:
    """Rows that bound from above: what is held, and a group's size where it bounds."""
    for line in stated.groups:
        size = inventory.group(line.id).size.at_most
        yield from line.because if size is not None and size == line.people.at_most else line.because[:-1]


def _rows_of_the_least(inventory: Inventory, stated: Scope) -> Iterable[SourceRow]:
    """Rows that say there are at least so many: those of the group that says most."""
    lows = {row: held.people.at_least for dataset in inventory.datasets for held in dataset.subjects for row in [held.row]}
    most = max(stated.groups, key=_low)
    yield from (row for row in most.because if lows.get(row) == most.people.at_least)


def _low(line: GroupLine) -> int:
    return -1 if line.people.at_least is None else line.people.at_least


def _named(rows: Iterable[SourceRow]) -> str:
    all_rows = tuple(dict.fromkeys(str(row) for row in rows))
    more = f" and {len(all_rows) - ROWS_NAMED} more" if len(all_rows) > ROWS_NAMED else ""
    return f" ({', '.join(all_rows[:ROWS_NAMED])}{more})" if all_rows else ""
