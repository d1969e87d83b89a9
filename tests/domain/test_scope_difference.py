"""What differs between two scopes: what came, what went, whose number moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from breachdesk.domain.inventory import CountRange
from breachdesk.domain.reach import Reached
from breachdesk.domain.scope import CategoryLine, ConsequenceLine, DatasetLine, GroupLine, Scope
from breachdesk.domain.scope_difference import Difference, Part, differences

CUSTOMERS = GroupLine("customers", CountRange(5, 9), CountRange(), None, ("NL",), ())
HEALTH = CategoryLine("health", True, ("customers",), (), CountRange(None, 9))
SMALL = Scope(
    systems=("crm",),
    groups=(CUSTOMERS,),
    categories=(HEALTH,),
    people=CountRange(5, 9),
    records=CountRange(9, 9),
    countries=("NL",),
)


def test_equal_scopes_do_not_differ() -> None:
    """Lost without it: a what-if that changes nothing looks like a change."""
    assert differences(SMALL, replace(SMALL)) == ()
    assert differences(Scope(), Scope()) == ()


def test_totals_stand_first_and_say_before_and_after() -> None:
    """Lost without it: the one number a filing changes by stands somewhere down the list."""
    larger = replace(SMALL, systems=("crm", "erp"), people=CountRange(5, 20), records=CountRange(9, None))
    assert (
        Difference(Part.PEOPLE, "", CountRange(5, 9), CountRange(5, 20)),
        Difference(Part.RECORDS, "", CountRange(9, 9), CountRange(9, None)),
        Difference(Part.SYSTEM, "erp", None, CountRange()),
    ) == differences(SMALL, larger)


def test_a_group_and_a_kind_of_data_differ_by_their_number_of_people() -> None:
    """Lost without it: half the customers come on top, and the group is said to be as it was."""
    moved = replace(
        SMALL,
        groups=(replace(CUSTOMERS, people=CountRange(7, 9)),),
        categories=(replace(HEALTH, people=CountRange(2, 9)),),
    )
    assert (
        Difference(Part.GROUP, "customers", CountRange(5, 9), CountRange(7, 9)),
        Difference(Part.CATEGORY, "health", CountRange(None, 9), CountRange(2, 9)),
    ) == differences(SMALL, moved)


def test_what_came_and_what_went_are_told_apart() -> None:
    """Lost without it: a country that left the scope reads like one that came."""
    (came, went) = differences(SMALL, replace(SMALL, countries=("BE",)))
    assert (came.part, came.id, came.is_new, came.is_gone) == (Part.COUNTRY, "BE", True, False)
    assert (went.part, went.id, went.is_new, went.is_gone) == (Part.COUNTRY, "NL", False, True)
    (moved,) = differences(SMALL, replace(SMALL, people=CountRange()))
    assert (moved.is_new, moved.is_gone) == (False, False)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (Part.SYSTEM, {"systems": ("crm", "x")}),
        (Part.DATASET, {"datasets": (DatasetLine("x", "X", (), None, ()),)}),
        (Part.GROUP, {"groups": (CUSTOMERS, replace(CUSTOMERS, id="x"))}),
        (Part.CATEGORY, {"categories": (HEALTH, replace(HEALTH, id="x"))}),
        (Part.COUNTRY, {"countries": ("NL", "x")}),
        (Part.LANGUAGE, {"languages": ("x",)}),
        (Part.PROCESSOR, {"processors": ("x",)}),
        (Part.ACTIVITY, {"activities": ("x",)}),
        (Part.RECIPIENT, {"recipients": ("x",)}),
        (Part.TRANSFER, {"transfers": ("x",)}),
        (Part.CONSEQUENCE, {"consequences": (ConsequenceLine("x", (), ()),)}),
        (Part.REACHED, {"reached": (Reached("x", "holds dataset file"),)}),
    ],
)
def test_every_part_of_a_scope_can_come_and_go(part: Part, change: dict[str, object]) -> None:
    """Lost without it: a what-if says `nothing differs` where the data now leave the EEA."""
    (came,) = differences(SMALL, replace(SMALL, **change))
    (went,) = differences(replace(SMALL, **change), SMALL)
    assert (part, "x", True) == (came.part, came.id, came.is_new)
    assert (part, "x", True) == (went.part, went.id, went.is_gone)


def test_every_part_has_been_looked_at() -> None:
    """Lost without it: a new part of which nobody tried whether it is told."""
    tried = {case[0] for mark in test_every_part_of_a_scope_can_come_and_go.pytestmark for case in mark.args[1]}
    assert set(Part) - {Part.PEOPLE, Part.RECORDS} == tried
