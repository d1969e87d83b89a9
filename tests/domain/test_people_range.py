"""Ranges for people and records: what windows, statements and rows without a group do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.hit import Hit, Stated, Window
from breachdesk.domain.inventory import (
    CountRange,
    DataCategory,
    Dataset,
    Inventory,
    Period,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Controller
from breachdesk.domain.scope import Scope, check_hit, scope_of
from tests.strategies import row

KINDS = ("identity", "contact", "health")
LAST_YEAR = Window(date(2026, 1, 1), None, collected=True)


def held(group: str, people: CountRange, records: CountRange = CountRange(), **more: object) -> SubjectsHeld:
    """Give a row of a dataset."""
    return SubjectsHeld(group, row(group), people, records, **more)


def body(id_: str, *subjects: SubjectsHeld, categories: tuple[str, ...] = ("contact",), **more: object) -> Dataset:
    """Give a dataset in a system of its own name."""
    return Dataset(id_, id_.title(), row(id_), (id_,), categories, subjects, **more)


def house(*datasets: Dataset, groups: tuple[SubjectGroup, ...] = ()) -> Inventory:
    """Give an inventory of these; every group that is not given is of unknown size."""
    known = {g.id for g in groups}
    others = dict.fromkeys(s.group for d in datasets for s in d.subjects if s.group not in known)
    return Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=tuple(System(d.id, d.id, row(d.id)) for d in datasets),
        datasets=datasets,
        subject_groups=(*groups, *(group(id_) for id_ in others)),
        data_categories=tuple(DataCategory(id_, {"en": id_}) for id_ in KINDS),
    )


def group(id_: str, size: CountRange = CountRange(), part_of: str | None = None) -> SubjectGroup:
    """Give a group."""
    return SubjectGroup(id_, {"en": id_}, "customers", row(id_), size, part_of=part_of)


def everything(inventory: Inventory, **narrowed: object) -> Scope:
    """Give the scope of all systems."""
    return scope_of(inventory, Hit(tuple(s.id for s in inventory.systems), **narrowed))


def people(scope: Scope) -> dict[str, str]:
    """Give people by group, by kind of data and in all, in words."""
    lines = [*scope.groups, *scope.categories]
    return {"all": str(scope.people), "records": str(scope.records)} | {line.id: str(line.people) for line in lines}


CRM = body("crm", held("customers", CountRange(5, 9), CountRange(20, 30), holding={"contact": CountRange(4, 8)}))


def test_what_is_held_about_some_bounds_the_kind_of_data_on_both_sides() -> None:
    """Lost without it: `holding` says four to eight, and the filing says up to nine."""
    assert people(everything(house(CRM))) == {"all": "5 to 9", "records": "20 to 30", "customers": "5 to 9", "contact": "4 to 8"}


def test_a_part_of_the_time_keeps_no_lower_bound() -> None:
    """Lost without it: at least five people in a window in which it may have been nobody."""
    wanted = {"all": "at most 9", "records": "at most 30", "customers": "at most 9", "contact": "at most 8"}
    assert people(everything(house(CRM), window=LAST_YEAR)) == wanted


@pytest.mark.parametrize("said", [CountRange(None, 9), CountRange(None, None)])
def test_a_part_of_the_time_keeps_none_for_a_kind_of_data_either(said: CountRange) -> None:
    """Lost without it: the row has no lower bound, so nobody saw that the one of `holding` is gone as well."""
    only = body("crm", held("customers", said, holding={"contact": CountRange(4, 8)}))
    assert everything(house(only), window=LAST_YEAR).categories[0].people == CountRange(None, 8)


def test_a_whole_dataset_keeps_its_lower_bound_beside_a_part() -> None:
    """Lost without it: one dataset at the edge of the window takes away what is known of the others."""
    whole = replace(CRM, id="new", systems=("new",), collected=Period(date(2026, 2, 1)))
    found = people(everything(house(CRM, whole), window=LAST_YEAR))
    assert found == {"all": "5 to 18", "records": "20 to 60", "customers": "5 to 18", "contact": "4 to 16"}


def test_a_stated_number_goes_first_and_takes_the_lower_bounds_that_no_longer_hold() -> None:
    """Lost without it: six customers were counted, and the filing says at least four of them had an account."""
    stated = {"customers": Stated(CountRange(6, 7), "log")}
    found = everything(house(CRM), stated=stated)
    assert people(found) == {"all": "6 to 7", "records": "at most 30", "customers": "6 to 7", "contact": "at most 7"}
    assert found.groups[0].stated == "log"


def test_stated_nobody_is_nobody() -> None:
    """Lost without it: a group found untouched keeps the numbers of the inventory."""
    found = everything(house(CRM), stated={"customers": Stated(CountRange(0, 0), "log")})
    assert (people(found)["all"], people(found)["contact"]) == ("0", "at most 0")


def test_a_number_stated_for_one_group_leaves_another_alone() -> None:
    """Lost without it: the employees' figures vanish because somebody counted the customers."""
    hr = body("hr", held("employees", CountRange(3, 4), CountRange(6, 6), holding={"contact": CountRange(2, 2)}))
    found = people(everything(house(CRM, hr), stated={"customers": Stated(CountRange(1, 1), "log")}))
    assert found == {"all": "3 to 5", "records": "6 to 36", "customers": "1", "employees": "3 to 4", "contact": "2 to 3"}


def test_a_dataset_of_nobody_known_takes_the_end_from_every_total() -> None:
    """Lost without it: `0 people` in a filing about boxes nobody ever looked into."""
    boxes = body("boxes", categories=("health", "contact"))
    assert people(everything(house(boxes))) == {"all": "unknown", "records": "unknown", "health": "unknown", "contact": "unknown"}
    found = people(everything(house(CRM, boxes)))
    assert (found["all"], found["records"]) == ("at least 5", "at least 20")
    assert (found["contact"], found["health"], found["customers"]) == ("at least 4", "unknown", "5 to 9")


def test_a_kind_of_data_that_no_row_of_a_dataset_holds_has_no_end() -> None:
    """Lost without it: nine people have health data by another row, and whoever's they are in this file is nobody."""
    odd = body("odd", held("customers", CountRange(2, 2), categories=("identity",)), categories=("identity", "contact"))
    found = people(everything(house(CRM, odd)))
    assert (found["contact"], found["identity"], found["all"]) == ("at least 4", "at most 2", "5 to 11")


def test_the_scope_knows_whether_everybody_is_in_a_group_and_lives_somewhere() -> None:
    """Lost without it: `not cross-border` and `nobody vulnerable`, said of people nobody ever placed."""
    at_home = replace(group("customers"), countries=("NL",))
    placed = body("placed", held("visitors", CountRange(1, 1), countries=("BE",)))
    known = everything(house(CRM, placed, groups=(at_home,)))
    assert (known.whose_unknown, known.where_unknown, known.countries) == (False, False, ("BE", "NL"))
    nowhere = everything(house(CRM, placed))
    assert (nowhere.whose_unknown, nowhere.where_unknown) == (False, True)
    assert [q for q in nowhere.unknown if "live" in q] == [
        f"Where do the customers in 'Crm' live? The inventory names no country ({row('customers')})."
    ]
    boxes = everything(house(CRM, body("boxes"), groups=(at_home,)))
    assert (boxes.whose_unknown, boxes.where_unknown) == (True, True)
    assert not any("live" in q for q in boxes.unknown)


def test_what_follows_from_data_of_nobody_known_is_told_as_well() -> None:
    """Lost without it: health data in boxes without a group bring no consequence at all."""
    inventory = house(body("boxes", categories=("health",)))
    marked = replace(inventory, data_categories=(DataCategory("health", {"en": "health"}, harms=("discrimination",)),))
    (line,) = everything(marked).consequences
    assert (line.id, line.groups, line.categories) == ("discrimination", (), ("health",))


def test_parts_of_a_left_out_whole_are_still_bound_by_it() -> None:
    """Lost without it: leaving the customer file out raises the number of customers in its exports."""
    exports = [body(id_, held("customers", CountRange(5, 8)), part_of="crm") for id_ in ("a", "b")]
    inventory = house(CRM, *exports)
    assert str(everything(inventory, left_out={"crm": "paper"}).people) == "5 to 9"
    assert str(scope_of(inventory, Hit(("a",))).people) == "5 to 8"


def test_a_group_that_the_whole_does_not_name_is_not_bound_by_it() -> None:
    """Lost without it: the nurses on a ward list, which is part of the patient file, are capped by the number of patients' nurses: none."""
    ward = body("ward", held("customers", CountRange(1, 2)), held("nurses", CountRange(3, 4)), part_of="crm")
    assert people(everything(house(CRM, ward)))["nurses"] == "3 to 4"


def test_a_sub_group_counts_inside_its_whole_and_never_above_it() -> None:
    """Lost without it: children counted on top of the patients they are."""
    groups = (group("patients", CountRange(0, 12)), group("children", CountRange(), "patients"), group("babies", CountRange(), "children"))
    wards = [body(f"w{n}", held(id_, CountRange(n, 2 * n))) for n, id_ in ((5, "patients"), (2, "children"), (7, "babies"))]
    found = people(everything(house(*wards, groups=groups)))
    assert found == {"all": "7 to 12", "records": "unknown", "patients": "5 to 10", "children": "2 to 4", "babies": "7 to 12", "contact": "at most 12"}


def test_two_rows_of_one_group_in_one_dataset_may_hold_different_people() -> None:
    """Lost without it: customers abroad, a row of their own, vanish behind those at home."""
    both = body("crm", held("customers", CountRange(5, 5)), held("customers", CountRange(3, 4), countries=("BE",)))
    assert str(everything(house(both)).people) == "5 to 9"


@pytest.mark.parametrize(
    ("hit", "error", "words"),
    [
        (Hit(), WrongInput, "No system is marked as hit; mark at least one"),
        (Hit(("crn",)), NotFound, "no system 'crn'"),
        (Hit(("crm",), ruled_out={"crn": "clean"}), NotFound, "no system 'crn'"),
        (Hit(datasets=("crn",)), NotFound, "no dataset 'crn'"),
        (Hit(("crm",), left_out={"crn": "paper"}), NotFound, "no dataset 'crn'"),
        (Hit(("crm",), ruled_out={"crm": "clean"}), WrongInput, "'crm' is marked as hit and ruled out; do one of them."),
        (Hit(datasets=("crm",), left_out={"crm": "paper"}), WrongInput, "'crm' is named as touched and left out; do one of them."),
        (Hit(("crm",), stated={"clients": Stated(CountRange(1, 1), "log")}), NotFound, "no subject group 'clients'"),
        (
            Hit(("crm",), stated={"employees": Stated(CountRange(1, 1), "log")}),
            WrongInput,
            "A number was stated for 'employees', and nothing that was hit holds any of them.",
        ),
        (
            Hit(("crm",), stated={"customers": Stated(CountRange(1_000, 1_200), "log")}),
            WrongInput,
            "At least 1,000 customers were stated, and what was hit holds at most 9 by the inventory; mend the number",
        ),
    ],
)
def test_what_cannot_be_is_refused(hit: Hit, error: type[WrongInput], words: str) -> None:
    """Lost without it: a slip of the pen is kept in the record as what was hit."""
    inventory = house(CRM, body("hr", held("employees", CountRange(3, 4))))
    with pytest.raises(error, match=words):
        check_hit(inventory, hit)


def test_what_can_be_is_not_refused() -> None:
    """Lost without it: a responder counts nine of at most nine, and is sent away."""
    inventory = house(CRM, body("hr", held("employees", CountRange(3, None))))
    stated = {"customers": Stated(CountRange(9, 12), "log"), "employees": Stated(CountRange(900, 900), "list")}
    check_hit(inventory, Hit(("crm", "hr"), left_out={"hr": "paper"}, stated={"customers": stated["customers"]}))
    check_hit(inventory, Hit(("crm", "hr"), stated=stated))
    check_hit(inventory, Hit(datasets=("hr",), ruled_out={"crm": "clean"}))
