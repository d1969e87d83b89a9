"""The register counts what plain sets count, whatever the lists and whatever is asked."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.errors import FileProblems, NotAllowed, NotFound
from breachdesk.domain.people import OTHER_COMBINATIONS, Keep, SameAddress
from breachdesk.domain.selection import AllOf, Everybody, InSystem, any_system, parse_selection
from breachdesk.register import counting
from breachdesk.register.file_register import FileRegister
from tests.edges import people_model as model
from tests.edges.people_model import AT, People, Row, lists_of_people, register_in, selections, to_take

FEWER = settings(max_examples=30)
"""A whole import for every example takes its time."""


def taken(
    lists: list[People], folder: Path, keep: Keep = Keep.COUNTS, same: SameAddress = SameAddress.MERGE
) -> FileRegister:
    """Take lists in together."""
    register = register_in(folder)
    register.take_in("one", [to_take(people, folder / "lists") for people in lists], keep, same, AT, "Ann")
    return register


@FEWER
@given(lists=lists_of_people(), same=st.sampled_from((SameAddress.MERGE, SameAddress.SEPARATE)), data=st.data())
def test_counts_are_those_of_plain_sets(lists: list[People], same: SameAddress, data: st.DataObject) -> None:
    """Lost without it: a number in a filing that no recount bears out."""
    names = [people.system for people in lists]
    with tempfile.TemporaryDirectory() as folder:
        register = taken(lists, Path(folder), same=same)
        for _ in range(4):
            systems = data.draw(st.lists(st.sampled_from(names), unique=True))
            selection = data.draw(selections(names))
            assert register.counts("one", systems, selection) == model.counts(lists, same, systems, selection)
        for one in register.lists("one"):
            assert one.people == model.counts(lists, same, [one.system], Everybody()).people


@FEWER
@given(lists=lists_of_people(), same=st.sampled_from((SameAddress.MERGE, SameAddress.SEPARATE)), data=st.data())
def test_addressees_are_those_of_plain_sets(lists: list[People], same: SameAddress, data: st.DataObject) -> None:
    """Lost without it: somebody is told of data that another system lost, or of nobody's."""
    names = [people.system for people in lists]
    with tempfile.TemporaryDirectory() as folder:
        register = taken(lists, Path(folder), Keep.ADDRESSEES, same)
        systems = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
        selection = data.draw(selections(names))
        expected = model.addressees(lists, same, systems, selection)
        assert list(register.addressees("one", systems, selection)) == expected
        assert list(register.addressees("one", systems, selection, 2)) == expected[:2]
        assert register.counts("one", systems, selection) == model.counts(lists, same, systems, selection)


@settings(max_examples=15)
@given(lists=lists_of_people(), same=st.sampled_from((SameAddress.MERGE, SameAddress.SEPARATE)), data=st.data())
def test_lists_taken_in_one_by_one_come_to_the_same(lists: list[People], same: SameAddress, data: st.DataObject) -> None:
    """Lost without it: who is who depends on which list came first."""
    names = [people.system for people in lists]
    with tempfile.TemporaryDirectory() as folder:
        register = register_in(Path(folder))
        for people in data.draw(st.permutations([*lists, lists[0]])):
            register.take_in("one", [to_take(people, Path(folder) / "l")], Keep.ADDRESSEES, same, AT, "Ann")
        assert register.counts("one", names, Everybody()) == model.counts(lists, same, names, Everybody())
        assert list(register.addressees("one", names, Everybody())) == model.addressees(lists, same, names, Everybody())


@FEWER
@given(lists=lists_of_people())
def test_one_address_beside_two_names_is_asked_about(lists: list[People]) -> None:
    """Lost without it: Bob reads the letter to Ann, because nobody asked whether they are one."""
    with tempfile.TemporaryDirectory() as folder:
        if not model.shares_an_address(lists):
            taken(lists, Path(folder), same=SameAddress.ASK)
            return
        with pytest.raises(FileProblems, match=r"--same-address merge.*--same-address separate"):
            taken(lists, Path(folder), same=SameAddress.ASK)
        assert register_in(Path(folder)).lists("one") == ()


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        ((Row("1", "a@x.example", "Ann"), Row("2", "a@x.example", "Bob")), 2),
        # Two keys are two people, even of one name; a third row of that name may be either, and is neither.
        ((Row("1", "a@x.example", "Ann"), Row("2", "a@x.example", "Ann")), 2),
        ((Row("1", "a@x.example", "Ann"), Row("2", "a@x.example", "Ann"), Row("", "a@x.example", "ann ")), 3),
        # Where a name stands beside one key, it means that person.
        ((Row("1", "a@x.example", "Ann"), Row("2", "a@x.example", "Bob"), Row("", "a@x.example", "ann ")), 2),
        # A row of the mailbox without key and name is somebody of its own.
        ((Row("", "a@x.example", "Ann"), Row("", "a@x.example", "Bob"), Row("", "a@x.example", "")), 3),
        ((Row("1", "a@x.example", ""), Row("2", "a@x.example", ""), Row("1", "b@x.example", "")), 2),
    ],
)
def test_people_who_share_a_mailbox_are_told_apart_by_key_and_then_by_name(
    tmp_path: Path, rows: tuple[Row, ...], people: int
) -> None:
    """Lost without it: a father and a son of one name are one person, and one letter goes out for two."""
    lists = [People("shop", rows)]
    register = taken(lists, tmp_path, Keep.ADDRESSEES, SameAddress.SEPARATE)
    assert register.counts("one", ["shop"], Everybody()).people == people
    assert people == len(model.people_of(lists, SameAddress.SEPARATE))
    assert {p.address for p in register.addressees("one", ["shop"], Everybody())} == {"a@x.example"}


@settings(max_examples=15)
@given(lists=lists_of_people())
def test_another_system_never_makes_less_and_overlaps_add_up(lists: list[People]) -> None:
    """Lost without it: a scope that shrinks when one more system is found hit."""
    names = [people.system for people in lists]
    with tempfile.TemporaryDirectory() as folder:
        register = taken(lists, Path(folder))
        of = {
            systems: register.counts("one", systems, Everybody())
            for size in range(len(names) + 1)
            for systems in combinations(names, size)
        }
        for systems, less in of.items():
            for more in (found for wider, found in of.items() if set(systems) < set(wider)):
                assert less.people <= more.people
                assert less.records <= more.records
                assert all(number <= more.by_category[name] for name, number in less.by_category.items())
                assert all(number <= more.by_country[name] for name, number in less.by_country.items())
        both = {
            systems: register.counts("one", names, AllOf(tuple(InSystem(s) for s in systems))).people for systems in of
        }
        added = sum((-1) ** (len(systems) + 1) * number for systems, number in both.items() if systems)
        assert added == of[tuple(names)].people == register.counts("one", names, any_system(tuple(names))).people


def test_in_the_shop_and_not_in_the_newsletter(tmp_path: Path) -> None:
    """Lost without it: the one question that lists are taken in for."""
    both, one = Row(mail="a@x.example"), Row(mail="b@x.example")
    register = taken([People("shop", (both, one), ("mail",)), People("newsletter", (both,), ("mail",))], tmp_path)
    selection = parse_selection("shop and not newsletter")
    assert register.counts("one", ["shop", "newsletter"], selection).people == 1


def test_a_system_without_a_list_is_refused_by_name(tmp_path: Path) -> None:
    """Lost without it: a misspelled system counts as nobody."""
    register = taken([People("shop", (Row(mail="a@x.example"),), ("mail",))], tmp_path)
    with pytest.raises(NotFound, match="'shpo'; there is one of shop"):
        register.counts("one", ["shpo"], Everybody())
    with pytest.raises(NotFound, match="'hr'"):
        register.counts("one", ["shop"], InSystem("hr"))
    with pytest.raises(NotFound, match="No list of people"):
        register.counts("two", ["shop"], Everybody())


def test_where_only_counts_were_kept_nobody_is_named(tmp_path: Path) -> None:
    """Lost without it: an empty list of letters, as if nobody had to be told."""
    register = taken([People("shop", (Row(mail="a@x.example"),), ("mail",))], tmp_path)
    with pytest.raises(NotAllowed, match="Only counts were kept"):
        register.addressees("one", ["shop"], Everybody())


def test_combinations_are_left_out_when_nobody_asks(tmp_path: Path) -> None:
    """Lost without it: every key press on a live screen pays for figures it does not show."""
    register = taken([People("shop", (Row(mail="a@x.example"),), ("mail",))], tmp_path)
    assert register.counts("one", ["shop"], Everybody(), combinations=False).by_combination == {}


def test_too_many_combinations_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: forty categories, and a screen that waits for a million sets; or people who are in none."""
    monkeypatch.setattr(counting, "MOST_COMBINATIONS", 2)
    held = (("contact",), ("contact",), ("contact",), ("financial",), ("financial",), ("contact", "financial"), ())
    rows = tuple(Row(mail=f"p{n}@x.example", held=frozenset(of)) for n, of in enumerate(held))
    found = taken([People("shop", rows, ("mail",))], tmp_path).counts("one", ["shop"], Everybody()).by_combination
    assert found == {("contact",): 3, ("financial",): 2, OTHER_COMBINATIONS: 2}
