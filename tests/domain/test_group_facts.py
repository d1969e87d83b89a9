"""What concerns one group of people: narrowed to it, with nothing lost that may concern it and no false source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.facts import Answer, Fact, Facts, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.group_facts import facts_for_group
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.scope import CategoryLine, ConsequenceLine, GroupLine, Scope
from tests.strategies import AWARE, SAID, row

CUSTOMERS = GroupLine("customers", CountRange(10, 20), CountRange(), False, ("NL",), (row("c"),))
EMPLOYEES = GroupLine("employees", CountRange(3, 3), CountRange(4, 9), True, (), (row("e"),), stated="counted by HR")
SCOPE = Scope(
    groups=(CUSTOMERS, EMPLOYEES),
    categories=(
        CategoryLine("contact", False, ("customers", "employees"), ()),
        CategoryLine("health", True, ("employees",), ()),
        CategoryLine("location", False, (), ()),
    ),
    consequences=(ConsequenceLine("discrimination", ("employees",), ("health",)), ConsequenceLine("physical", (), ("location",))),
)


def answered(**answers: Answer) -> Facts:
    """Give facts a person answered."""
    return Facts({id_: Fact(id_, answer, SAID, AWARE) for id_, answer in answers.items()})


def test_data_of_which_nobody_said_whose_they_are_concern_every_group() -> None:
    """Lost without it: a dataset without groups, and no letter says that where people are was taken."""
    facts = answered(data_categories=Known(("contact", "health", "location")), likely_consequences=Known(("physical", "fraud")))
    customers = facts_for_group(facts, SCOPE, "customers")
    assert customers.texts("data_categories") == ("contact", "location")
    assert customers.texts("likely_consequences") == ("physical", "fraud")


def test_what_was_said_not_to_arise_stays_so_for_each_group() -> None:
    """Lost without it: a person said why a question does not arise, and the letter answers it."""
    facts = answered(data_categories=NotApplicable("only noise"), people=NotApplicable("nobody"), likely_consequences=NotApplicable("x"))
    assert facts_for_group(facts, SCOPE, "employees") == facts


def test_a_figure_of_the_group_says_that_it_is_the_scopes() -> None:
    """Lost without it: the record says that a person stated a number that person never said."""
    employees = facts_for_group(answered(people=Known(CountRange(13, 23)), records=Unknown()), SCOPE, "employees")
    people = employees.get("people")
    assert people is not None
    assert people.answer == Known(CountRange(3, 3))
    assert people.source == Source(SourceKind.INVENTORY, "scope, group employees", "counted by HR", (str(row("e")),))
    assert employees.count("records") == CountRange(4, 9)


def test_what_was_answered_for_the_only_group_is_its_answer() -> None:
    """Lost without it: the lead counted the people, and the letter to them has the inventory's guess."""
    alone = Scope(groups=(CUSTOMERS,), categories=SCOPE.categories[:1])
    facts = answered(people=Known(CountRange(12, 12)), special_categories=Known("yes"))
    assert facts_for_group(facts, alone, "customers") == facts


IDS = st.sampled_from(["contact", "health", "location", "odd"])
GROUPS = st.lists(st.sampled_from(["customers", "employees"]), unique=True).map(tuple)


@given(st.lists(IDS, unique=True, min_size=1).map(tuple), st.dictionaries(IDS, GROUPS))
def test_every_kind_of_data_reaches_the_letter_of_at_least_one_group(said: tuple[str, ...], held: dict[str, tuple[str, ...]]) -> None:
    """Lost without it: a kind of data between two groups that nobody is told of."""
    scope = Scope(groups=(CUSTOMERS, EMPLOYEES), categories=tuple(CategoryLine(i, False, of, ()) for i, of in held.items()))
    each = [facts_for_group(answered(data_categories=Known(said)), scope, g.id).texts("data_categories") or () for g in scope.groups]
    assert set(said) == {id_ for found in each for id_ in found}
    assert all(g.id in held[i] for g, found in zip(scope.groups, each, strict=True) for i in found if held.get(i))
