"""One set expression, the same people: DuckDB, PostgreSQL and Spark against plain sets of Python, every figure."""

from __future__ import annotations

import random

import pytest

from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.selection import AllOf, AnyOf, Everybody, InSystem, parse_selection, words_of
from breachdesk.warehouse.warehouse_people import WarehousePeople
from tests.warehouse.made_lists import PlainPeople, drawn_selection

SELECTIONS = 36
FIELDS = PeopleCounts.__dataclass_fields__


@pytest.mark.parametrize("field", list(FIELDS))
def test_every_figure_is_that_of_plain_sets_for_dozens_of_selections(
    field: str, asked: WarehousePeople, plain: PlainPeople, figures: dict[int, PeopleCounts]
) -> None:
    """Lost without it: a warehouse tells the authority another number of people than the lists would."""
    for number in range(SELECTIONS):
        systems, selection = question(number)
        expected = plain.counts(systems, selection)
        assert getattr(figures[number], field) == getattr(expected, field), (systems, words_of(selection))


@pytest.fixture(scope="module")
def figures(asked: WarehousePeople) -> dict[int, PeopleCounts]:
    """Ask all selections once an engine."""
    return {number: asked.counts(*question(number)) for number in range(SELECTIONS)}


def question(number: int) -> tuple[list[str], object]:
    """Make up the systems asked about, and a selection."""
    draw = random.Random(number)
    return sorted(draw.sample(["crm", "hr", "newsletter", "shop"], draw.randrange(1, 5))), drawn_selection(draw)


def test_the_made_up_selections_mean_some_but_not_all(plain: PlainPeople) -> None:
    """Lost without it: dozens of selections agree because each of them means nobody."""
    sizes = [plain.counts(*question(number)).people for number in range(SELECTIONS)]
    everybody = len(plain.everybody)
    assert sum(0 < size < everybody for size in sizes) > SELECTIONS // 2
    assert len(set(sizes)) > SELECTIONS // 3


def test_people_written_to_are_those_counted_each_with_what_concerns_them(asked: WarehousePeople, plain: PlainPeople) -> None:
    """Lost without it: somebody gets a letter about another one's data, or gets none."""
    selection = parse_selection("crm and not hr or country=unknown")
    systems = ["newsletter", "shop"]
    found = list(asked.addressees(systems, selection))
    people = plain.meant(selection) & (plain.on["newsletter"] | plain.on["shop"])
    assert {person.reference for person in found} == people
    assert len(found) == len(people)
    for person in found:
        key = person.reference
        assert person.systems == tuple(s for s in systems if key in plain.on[s])
        held = {c for (s, c), keys in plain.held.items() if s in systems and key in keys}
        assert person.categories == tuple(sorted(held))
        assert (person.country, person.language) == (plain.country.get(key, ""), plain.language.get(key, ""))
        assert person.name == (f"Person {key}" if key in plain.on["crm"] else "")
        here = {"crm": f"p{key}@example.org", "newsletter": f"n{key}@example.net"}
        assert person.address == next((mail for system, mail in here.items() if key in plain.on[system]), "")


def test_only_so_many_people_come_as_were_asked_for(asked: WarehousePeople) -> None:
    """Lost without it: a look at three addresses takes ten million out of the warehouse."""
    some = list(asked.addressees(["crm"], Everybody(), 3))
    assert len(some) == 3
    assert [p.reference for p in some] == sorted(p.reference for p in some)


def test_of_no_part_everybody_is_meant_or_nobody(asked: WarehousePeople, plain: PlainPeople) -> None:
    """Lost without it: an empty group of conditions turns into its opposite."""
    assert asked.counts(["hr"], AllOf(())).people == len(plain.on["hr"])
    assert asked.counts(["hr"], AnyOf(())).people == 0


def test_what_the_figures_leave_out_is_said(asked: WarehousePeople) -> None:
    """Lost without it: rows without a key vanish from a figure without a word."""
    notes = asked.figures(["shop", "crm"], parse_selection("has=location or crm:purchases")).notes
    said = "\n".join(notes)
    assert "rows of shop have no key" in said
    assert "rows of crm say a country that is no code" in said
    assert "rows of crm say a language that is no code" in said
    assert "No table holds location" in said
    assert "The table of crm does not hold purchases" in said


def test_a_system_without_a_table_is_refused_with_the_nearest_name(asked: WarehousePeople) -> None:
    """Lost without it: a slip in a name counts nobody."""
    with pytest.raises(NotFound, match="'shopp'.*Did you mean 'shop'"):
        asked.counts(["shopp"], Everybody())
    with pytest.raises(NotFound, match="newsletters"):
        asked.counts(["shop"], InSystem("newsletters"))
    with pytest.raises(WrongInput, match="at least one"):
        asked.counts([], Everybody())
