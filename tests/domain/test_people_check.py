"""Exact counts beside what the inventory states: the sentence that names the row, and the range that is left."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.inventory import (
    CountRange,
    Dataset,
    Inventory,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Controller
from breachdesk.domain.people_check import outside_stated, with_lists, without_list
from breachdesk.domain.scope import DatasetLine, Scope, scope_of
from tests.strategies import inventories, row


def inventory(*held: tuple[str, CountRange], size: CountRange = CountRange()) -> Inventory:
    """Give an inventory with a dataset in the CRM for each of these."""
    groups = tuple(SubjectGroup(g, {"en": g}, "customers", row(f"group {g}"), size) for g in dict.fromkeys(g for g, _ in held))
    datasets = tuple(
        Dataset(f"d{n}", f"d{n}", row(f"d{n}"), ("crm",), ("contact",), (SubjectsHeld(g, row(f"held {n}"), people),))
        for n, (g, people) in enumerate(held)
    )
    crm = System("crm", "CRM", row("crm"))
    return Inventory(Controller("X", "NL", "Europe/Amsterdam"), None, (), (crm,), datasets, groups)


def said(of: Inventory, exact: int) -> str:
    """Give what is said of a count on the list of the CRM."""
    return outside_stated(of, scope_of(of, ["crm"]), exact, "the list of crm names")


def test_a_count_above_the_stated_range_names_its_row() -> None:
    """Lost without it: a DPO looks through a whole inventory for the one figure that is wrong."""
    of = inventory(("customers", CountRange(12_000, 15_500)))
    assert said(of, 16_020) == f"the list of crm names 16,020 people; the inventory says at most 15,500 ({row('held 0')})"
    assert said(of, 11_999) == f"the list of crm names 11,999 people; the inventory says at least 12,000 ({row('held 0')})"


@pytest.mark.parametrize("exact", [12_000, 13_000, 15_500])
def test_a_count_inside_the_range_needs_no_word(exact: int) -> None:
    """Lost without it: a warning about what is right."""
    assert said(inventory(("customers", CountRange(12_000, 15_500))), exact) == ""


def test_an_unknown_bound_is_never_broken() -> None:
    """Lost without it: unknown is read as nought."""
    assert said(inventory(("customers", CountRange())), 10**9) == ""


def test_the_size_of_a_group_is_named_where_it_bounds() -> None:
    """Lost without it: the wrong row is mended, and the sentence stays."""
    of = inventory(("customers", CountRange(0, 500)), size=CountRange(0, 100))
    assert said(of, 101).endswith(f"at most 100 ({row('held 0')}, {row('group customers')})")
    assert said(inventory(("customers", CountRange(0, 50)), size=CountRange(0, 100)), 101).endswith(f"at most 50 ({row('held 0')})")


def test_the_group_that_says_most_is_named_for_the_least() -> None:
    """Lost without it: a row is called wrong that says nothing of the kind."""
    of = inventory(("staff", CountRange(5, 9)), ("customers", CountRange(100, 200)))
    assert said(of, 90).endswith(f"at least 100 ({row('held 1')})")


def test_no_more_than_three_rows_are_named() -> None:
    """Lost without it: a sentence of forty rows."""
    of = inventory(*((f"g{n}", CountRange(0, 1)) for n in range(5)))
    assert said(of, 6).endswith(f"at most 5 ({row('held 0')}, {row('held 1')}, {row('held 2')} and 2 more)")


HIT = Scope(
    systems=("crm", "erp", "proxy"),
    datasets=(DatasetLine("d", "D", ("crm", "erp"), None, ()),),
    people=CountRange(10, 15),
)


@pytest.mark.parametrize(
    ("exact", "listed", "left"),
    [
        (0, (), CountRange(10, 15)),
        (5, ("newsletter",), CountRange(10, 15)),
        (12, ("crm",), CountRange(12, 15)),
        (8, ("crm",), CountRange(10, 15)),
        (20, ("crm",), CountRange(20, None)),
        (12, ("crm", "erp"), CountRange(12, 12)),
        (3, ("crm", "erp", "newsletter"), CountRange(3, 3)),
        (99, ("erp", "crm"), CountRange(99, 99)),
    ],
)
def test_lists_narrow_what_the_inventory_says(exact: int, listed: tuple[str, ...], left: CountRange) -> None:
    """Lost without it: a range is filed where the number is known, or a number where half of it is unknown."""
    assert with_lists(HIT, exact, listed) == left


def test_a_system_that_holds_nobody_needs_no_list() -> None:
    """Lost without it: a firewall in the scope keeps the exact number from ever being said."""
    assert without_list(HIT, ["crm"]) == ("erp",)
    assert without_list(HIT, ["crm", "erp"]) == ()


def test_an_upper_bound_that_is_unknown_stays_unknown() -> None:
    """Lost without it: a list of one system passes for all there are."""
    assert with_lists(Scope(HIT.systems, (), HIT.datasets, people=CountRange(3, None)), 7, ["crm"]) == CountRange(7, None)


@given(of=inventories(), seed=st.integers(0, 10**6), listed=st.sets(st.sampled_from([f"s{n}" for n in range(5)])))
def test_the_true_number_lies_in_what_is_left(of: Inventory, seed: int, listed: set[str]) -> None:
    """Lost without it: with a list at hand the desk states a range that the truth is not in."""
    draw = random.Random(seed)
    true = {system.id: {draw.randrange(40) for _ in range(draw.randrange(12))} for system in of.systems}
    hit = [system.id for system in of.systems if draw.random() < 0.6]
    scope = scope_of(of, hit)
    holding = {s for line in scope.datasets for s in line.systems}
    all_people = set().union(*(true[s] for s in holding)) if holding else set()
    on_lists = set().union(*(true[s] for s in holding & listed)) if holding & listed else set()
    left = with_lists(scope, len(on_lists), listed & holding)
    wrong = not (scope.people.at_least or 0) <= len(all_people) <= (scope.people.at_most if scope.people.at_most is not None else 10**9)
    if not listed & holding or (wrong and without_list(scope, listed)):
        return
    assert (left.at_least or 0) <= len(all_people) <= (left.at_most if left.at_most is not None else 10**9)
