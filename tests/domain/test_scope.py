"""Whom and what an Incident touches: the tables, and what holds for any inventory and any set of systems."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from breachdesk.domain.errors import NotFound
from breachdesk.domain.inventory import CountRange, Dataset, Inventory, SubjectGroup, SubjectsHeld
from breachdesk.domain.parties import Controller
from breachdesk.domain.scope import Scope, scope_of
from breachdesk.files.inventory_file import load_inventory
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.domain.case_files import CASES, LAW, Case, cases
from tests.strategies import inventories, row, subsets


@pytest.fixture(scope="module")
def organisation() -> Inventory:
    """Give the made-up organisation of the tables."""
    return load_inventory(CASES / "scope" / "organisation.yaml", load_taxonomy(LAW / "taxonomy.yaml"))


@pytest.mark.parametrize("case", cases("scope.scope_of"), ids=str)
def test_the_scope_is_as_the_case_says(case: Case, organisation: Inventory) -> None:
    """Lost without it: the numbers a filing states, traceable by hand from an inventory."""
    scope = scope_of(organisation, case.given["hit"])
    said = {
        "people": str(scope.people),
        "records": str(scope.records),
        "groups": [f"{g.id}: {g.people}" for g in scope.groups],
        "categories": [c.id for c in scope.categories],
        "countries": list(scope.countries),
        "open_questions": str(len(scope.unknown)),
        "reached": [r.system for r in scope.reached],
        "processors": list(scope.processors),
        "activities": list(scope.activities),
    }
    assert {"reached": [], "processors": [], "activities": []} | case.expect == said, case.where


@st.composite
def more_and_more(draw: st.DrawFn) -> tuple[Inventory, list[str], list[str]]:
    """Give an inventory, some of its systems, and the same with more."""
    inventory = draw(inventories())
    ids = [s.id for s in inventory.systems]
    fewer = draw(subsets(ids))
    more = draw(subsets(ids))
    return inventory, list(fewer), [*fewer, *(s for s in more if s not in fewer)]


def within(small: CountRange, large: CountRange) -> bool:
    """Tell whether both bounds of the first are at most those of the second; unknown is no bound."""
    lows = (small.at_least or 0) <= (large.at_least or 0)
    highs = large.at_most is None or (small.at_most is not None and small.at_most <= large.at_most)
    return lows and highs


def shrinkage(fewer: Scope, more: Scope) -> list[str]:
    """Name what is smaller in the scope of more systems."""
    parts = {
        "people": within(fewer.people, more.people),
        "records": within(fewer.records, more.records),
        "datasets": _ids(fewer.datasets) <= _ids(more.datasets),
        "groups": _ids(fewer.groups) <= _ids(more.groups),
        "categories": _ids(fewer.categories) <= _ids(more.categories),
        "countries": set(fewer.countries) <= set(more.countries),
        "processors": set(fewer.processors) <= set(more.processors),
        "activities": set(fewer.activities) <= set(more.activities),
        "questions": set(fewer.unknown) <= set(more.unknown),
    }
    groups = {g.id: g for g in more.groups}
    for group in fewer.groups:
        parts[f"people of {group.id}"] = within(group.people, groups[group.id].people)
        parts[f"records of {group.id}"] = within(group.records, groups[group.id].records)
        parts[f"countries of {group.id}"] = set(group.countries) <= set(groups[group.id].countries)
    return [name for name, grown in parts.items() if not grown]


def _ids(lines: Iterable[object]) -> set[str]:
    return {line.id for line in lines}


def a_chain_of_parts() -> tuple[Inventory, list[str], list[str]]:
    """Give the smallest inventory in which a whole was once folded before all of its parts."""
    bounds = {"s": None, "r": None, "c": None, "b": 100, "a": 100, "e": 50}
    whole = {"r": "s", "c": "r", "b": "c", "a": "b", "e": "r"}
    inventory = an_inventory(
        [
            Dataset(
                id=id_,
                name=id_,
                row=row(id_),
                systems=(id_,),
                categories=(),
                subjects=(SubjectsHeld("customers", row(id_), CountRange(None, high)),),
                part_of=whole.get(id_),
            )
            for id_, high in bounds.items()
        ]
    )
    return inventory, ["a", "e"], ["a", "e", "b"]


def an_inventory(datasets: list[Dataset], size: CountRange = CountRange()) -> Inventory:
    """Give an inventory of customers in these datasets."""
    from breachdesk.domain.inventory import System

    systems = sorted({s for d in datasets for s in d.held_in()})
    return Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=tuple(System(s, s, row(s)) for s in systems),
        datasets=tuple(datasets),
        subject_groups=(SubjectGroup("customers", {"en": "customers"}, "customers", row("customers"), size),),
    )


@given(more_and_more())
@example(a_chain_of_parts())
def test_adding_a_system_never_shrinks_the_scope(drawn: tuple[Inventory, list[str], list[str]]) -> None:
    """Lost without it: marking one more system as hit would lower a number in the filing."""
    inventory, fewer, more = drawn
    assert shrinkage(scope_of(inventory, fewer), scope_of(inventory, more)) == []


@given(inventories(), st.randoms(use_true_random=False))
def test_the_scope_does_not_depend_on_the_order_of_systems_or_rows(inventory: Inventory, chance: object) -> None:
    """Lost without it: two people mark the same systems and file different numbers."""
    ids = [s.id for s in inventory.systems]
    turned = list(ids)
    chance.shuffle(turned)
    assert scope_of(inventory, ids) == scope_of(inventory, turned) == scope_of(inventory, [*turned, *turned])
    rows = list(inventory.datasets)
    chance.shuffle(rows)
    moved = scope_of(
        Inventory(**{f: getattr(inventory, f) for f in inventory.__slots__} | {"datasets": tuple(rows)}), ids
    )
    straight = scope_of(inventory, ids)
    assert (straight.people, straight.records, straight.countries) == (moved.people, moved.records, moved.countries)
    assert {g.id: (g.people, g.records) for g in straight.groups} == {
        g.id: (g.people, g.records) for g in moved.groups
    }


@given(inventories())
def test_an_upper_bound_is_stated_only_where_every_row_has_one(inventory: Inventory) -> None:
    """Lost without it: a row nobody counted is taken as zero people in `at most`."""
    scope = scope_of(inventory, [s.id for s in inventory.systems])
    sizes = {g.id: g.size.at_most for g in inventory.subject_groups}
    wholes = {g.id: g.part_of for g in inventory.subject_groups}

    def bounded(group: str | None) -> bool:
        """Tell whether the group, or one it is part of, has a size."""
        return group is not None and (sizes[group] is not None or bounded(wholes[group]))

    in_wholes = {d.id for d in inventory.datasets if d.part_of}
    for group in scope.groups:
        rows = [
            s.people.at_most for d in inventory.datasets if d.id not in in_wholes for s in d.subjects
            if s.group == group.id
        ]
        if None in rows and not bounded(group.id):
            assert group.people.at_most is None


@given(inventories())
def test_every_line_says_which_rows_it_rests_on(inventory: Inventory) -> None:
    """Lost without it: a DPO cannot put a finger on a number and see where it comes from."""
    scope = scope_of(inventory, [s.id for s in inventory.systems])
    assert all(line.because for lines in (scope.datasets, scope.groups, scope.categories) for line in lines)


@given(inventories())
def test_people_of_a_group_are_never_more_than_the_group(inventory: Inventory) -> None:
    """Lost without it: more customers told about than the organisation has."""
    scope = scope_of(inventory, [s.id for s in inventory.systems])
    sizes = {g.id: g.size.at_most for g in inventory.subject_groups}
    for line in (line for line in scope.groups if sizes[line.id] is not None):
        assert line.people.at_most is not None
        assert line.people.at_most <= sizes[line.id]


def test_a_whole_is_folded_after_all_of_its_parts() -> None:
    """Lost without it: in a chain of parts the same people are counted twice into the upper bound."""
    inventory, fewer, _ = a_chain_of_parts()
    assert scope_of(inventory, fewer).people == CountRange(None, 150)


def test_a_reached_system_says_which_dataset_it_shares(organisation: Inventory) -> None:
    """Lost without it: nobody thinks of looking at the backup of a stolen system."""
    assert [(r.system, r.because) for r in scope_of(organisation, ["crm"]).reached] == [
        ("backup", "holds dataset customer-file")
    ]


def test_an_open_question_names_the_row_that_leaves_it_open(organisation: Inventory) -> None:
    """Lost without it: the inventory's gaps stay where they are, for nobody knows where to mend them."""
    (question,) = scope_of(organisation, ["archive"]).unknown
    assert question.startswith("Whose data are in 'Unsorted boxes'? The inventory names no group (organisation.yaml:")


def test_special_categories_are_marked_and_say_whose(organisation: Inventory) -> None:
    """Lost without it: health data that do not weigh in the assessment, or weigh for the wrong people."""
    lines = {c.id: c for c in scope_of(organisation, ["clinic"]).categories}
    assert lines["health"].special
    assert lines["health"].groups == ("patients",)
    assert not lines["contact"].special
    assert lines["identity"].groups == ("patients", "employees")


def test_the_countries_of_a_row_win_over_those_of_its_group(organisation: Inventory) -> None:
    """Lost without it: an incident becomes cross-border because the group lives abroad elsewhere."""
    (patients,) = (g for g in scope_of(organisation, ["clinic"]).groups if g.id == "patients")
    assert patients.countries == ("NL",)
    assert patients.vulnerable is True


def test_a_system_the_inventory_does_not_have_is_refused(organisation: Inventory) -> None:
    """Lost without it: a slip of the pen in a system's name gives a scope with nobody in it."""
    with pytest.raises(NotFound, match="no system 'crn'"):
        scope_of(organisation, ["crm", "crn"])


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, "unknown"),
        (0, 0, "0"),
        (5, None, "at least 5"),
        (None, 5, "at most 5"),
        (12000, 15500, "12,000 to 15,500"),
        (7, 7, "7"),
    ],
)
def test_a_count_reads_as_what_is_known_of_it(low: int | None, high: int | None, words: str) -> None:
    """Lost without it: an unknown number shown as zero or left blank."""
    assert str(CountRange(low, high)) == words
    assert CountRange(low, high).is_unknown == (words == "unknown")


@pytest.mark.parametrize(("low", "high"), [(6, 5), (-1, None), (None, -1), (-2, -1)])
def test_a_count_that_cannot_be_is_not_made(low: int | None, high: int | None) -> None:
    """Lost without it: at least six and at most five in a filing."""
    with pytest.raises(ValueError, match=r"more than|negative"):
        CountRange(low, high)
