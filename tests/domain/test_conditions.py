"""Conditions on facts: yes, no or not known yet, the same as trying every way in which the unknown may turn out."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from breachdesk.domain.conditions import (
    ALWAYS,
    NEVER,
    All,
    Any,
    AtMost,
    Condition,
    Has,
    Not,
    Unanswered,
    Unproven,
    as_things_stand,
    atoms_of,
    facts_behind,
    facts_behind_no,
    holds,
    once_known,
    open_facts,
    parent_of,
    substituted,
)
from breachdesk.domain.facts import Answer, Facts, Known, NotApplicable, Unknown
from breachdesk.domain.inventory import CountRange
from tests.domain.condition_trees import completions, conditions, has_unproven, some_facts, whole_facts
from tests.strategies import answered

RED = Has("colour", frozenset({"red"}))
WET = Has("wet", frozenset({"yes"}))
HEALTH = Has("kinds", frozenset({"health"}))
FEW = AtMost("people", 100)
A_DAY = AtMost("hours", 24)


@given(condition=conditions(with_unproven=False), facts=some_facts(most_open=3))
def test_what_is_said_to_hold_or_not_stays_so_however_the_unknown_turns_out(condition: Condition, facts: Facts) -> None:
    """Lost without it: a yes or no given too early, which the next answer turns round."""
    said = holds(condition, facts)
    if said is not None:
        assert {said} == {holds(condition, whole) for whole in completions(facts)}


@given(condition=conditions(), facts=whole_facts())
def test_where_everything_is_known_nothing_is_left_open(condition: Condition, facts: Facts) -> None:
    """Lost without it: `cannot be told yet` with nothing left to ask."""
    assert holds(condition, facts) is not None
    assert holds(once_known(condition), facts) is holds(condition, facts)


@pytest.mark.parametrize(
    ("parts", "all_of", "any_of"),
    [
        ((), True, False),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((True, False), False, True),
    ],
)
def test_one_part_decides_or_it_stays_open(parts: tuple[bool | None, ...], all_of: bool | None, any_of: bool | None) -> None:
    """Lost without it: an open part read as no, or a decided whole left open."""
    trees = tuple({True: ALWAYS, False: NEVER, None: RED}[part] for part in parts)
    assert all_of is holds(All(trees), Facts())
    assert any_of is holds(Any(trees), Facts())


@pytest.mark.parametrize(
    ("answer", "not_red", "unproven_red"),
    [
        (Known("red"), False, False),
        (Known("green"), True, True),
        (Unknown(), None, True),
        (Known("unknown"), None, True),
        (NotApplicable("no colour"), None, True),
        (None, None, True),
    ],
)
def test_not_waits_for_an_answer_and_unproven_does_not(answer: Answer | None, not_red: bool | None, unproven_red: bool) -> None:
    """Lost without it: silence helps the one who has to show something, or what was waved away decides."""
    facts = answered({"colour": answer} if answer else {})
    assert not_red is holds(Not(RED), facts)
    assert unproven_red is holds(Unproven(RED), facts)
    assert holds(Unanswered("colour"), facts) is (answer is None)


@pytest.mark.parametrize(
    ("answer", "is_health"),
    [
        (Known(("health.diagnosis",)), True),
        (Known(("contact", "health")), True),
        (Known(("contact",)), False),
        (Known(("healthy",)), False),
        (Known(()), False),
        (Unknown(), None),
    ],
)
def test_a_refined_value_counts_as_the_one_it_belongs_to(answer: Answer, is_health: bool | None) -> None:
    """Lost without it: naming the data more exactly would take them out of every rule."""
    assert is_health is holds(HEALTH, answered({"kinds": answer}))
    assert parent_of("health.diagnosis") == parent_of("health") == "health"


@pytest.mark.parametrize(
    ("count", "few"),
    [
        (CountRange(100, 100), True),
        (CountRange(None, 100), True),
        (CountRange(101, None), False),
        (CountRange(101, 101), False),
        (CountRange(100, 101), None),
        (CountRange(0, None), None),
        (CountRange(None, 101), None),
        (CountRange(), None),
    ],
)
def test_a_count_is_at_most_so_many_where_both_ends_say_so(count: CountRange, few: bool | None) -> None:
    """Lost without it: a range that straddles the line taken for one side of it."""
    assert few is holds(FEW, answered({"people": Known(count)}))


@pytest.mark.parametrize(("hours", "in_a_day"), [("0", True), ("24", True), ("24.001", False), ("48", False)])
def test_hours_are_compared_as_numbers(hours: str, in_a_day: bool) -> None:
    """Lost without it: '9' would be more than '24', as words go."""
    assert in_a_day is holds(A_DAY, answered({"hours": Known(hours)}))
    assert holds(A_DAY, Facts()) is None


@example(
    condition=Unproven(All((Any((RED, Unanswered("colour"))),))), facts=answered({"colour": Unknown()})
)
@given(condition=conditions(), facts=some_facts())
def test_the_facts_behind_a_yes_or_no_are_enough_for_it(condition: Condition, facts: Facts) -> None:
    """Lost without it: a reason that names too little, so that nobody can check it."""
    said = holds(condition, facts)
    assume(said is not None)
    behind = set((facts_behind if said else facts_behind_no)(condition, facts))
    assert said is holds(condition, Facts({id_: f for id_, f in facts.by_id.items() if id_ in behind}))


def test_of_alternatives_only_those_that_hold_are_named() -> None:
    """Lost without it: a reason that also names facts which had nothing to do with it."""
    facts = answered({"colour": Known("red"), "wet": Known("no")})
    assert list(facts_behind(Any((RED, WET)), facts)) == ["colour"]
    assert list(facts_behind(Not(All((RED, WET))), facts)) == ["wet"]
    assert list(facts_behind_no(All((RED, WET)), facts)) == ["wet"]
    assert list(facts_behind(All((RED, Unproven(WET))), facts)) == ["colour", "wet"]


@given(condition=conditions(), facts=some_facts())
def test_what_keeps_it_open_is_named_and_only_then(condition: Condition, facts: Facts) -> None:
    """Lost without it: an open duty that names nothing to find out, or a settled one that asks on."""
    found = set(open_facts(condition, facts))
    assert bool(found) == (holds(condition, facts) is None)
    assert not any(facts.is_known(id_) for id_ in found)


@given(condition=conditions(), facts=some_facts())
def test_taking_the_unproven_as_not_so_leaves_the_answer_as_it_is_now(condition: Condition, facts: Facts) -> None:
    """Lost without it: what settles an outcome at once would be worked out from another outcome."""
    now = as_things_stand(condition, facts)
    assert not has_unproven(now)
    assert holds(now, facts) is holds(condition, facts)
    assert not has_unproven(once_known(condition))


@given(condition=conditions(), facts=some_facts())
def test_an_atom_is_replaced_wherever_it_stands_and_nothing_else_is(condition: Condition, facts: Facts) -> None:
    """Lost without it: a word of a pack read in one place and forgotten in another."""
    assert substituted(condition, {}) == condition
    swapped = substituted(condition, dict.fromkeys(atoms_of(condition), WET))
    assert set(atoms_of(swapped)) <= {WET}
    decided = substituted(condition, {atom: ALWAYS if holds(atom, facts) else NEVER for atom in atoms_of(condition)})
    if all(holds(atom, facts) is not None for atom in atoms_of(condition)):
        assert holds(decided, facts) is holds(condition, facts)


@given(condition=conditions(), facts=some_facts())
def test_a_condition_that_asks_nothing_twice_negated_is_itself(condition: Condition, facts: Facts) -> None:
    """Lost without it: two negations that do not cancel, in a rule with an exception to an exception."""
    assert holds(Not(Not(condition)), facts) is holds(condition, facts)


@given(parts=st.lists(conditions(), max_size=4), facts=some_facts())
def test_the_order_of_parts_does_not_matter(parts: list[Condition], facts: Facts) -> None:
    """Lost without it: a rule that says something else when somebody sorts its lines."""
    for join in (All, Any):
        assert holds(join(tuple(parts)), facts) is holds(join(tuple(reversed(parts))), facts)
