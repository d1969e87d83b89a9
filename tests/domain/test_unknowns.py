"""What is worth asking: exactly the unknown facts that can still change an outcome, checked by trying every answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.conditions import (
    ALWAYS,
    NEVER,
    All,
    Any,
    AtMost,
    Atom,
    Condition,
    Has,
    Not,
    Unanswered,
    Unproven,
    holds,
    once_known,
)
from breachdesk.domain.facts import Facts, Known
from breachdesk.domain.unknowns import NO, YES, Diagram, Diagrams, Question, holds_whatever_comes, questions_for
from tests.domain.condition_trees import DEFINITIONS, EVERY, ORDER, PARTS, completions, conditions, some_facts
from tests.strategies import answered

RED, BLUE = Has("colour", frozenset({"red"})), Has("colour", frozenset({"blue"}))
WET, DRY = Has("wet", frozenset({"yes"})), Has("wet", frozenset({"no"}))


def questions(*asked: Condition, facts: Facts = Facts()) -> list[Question]:
    """Give the questions these conditions ask."""
    return questions_for(asked, facts, DEFINITIONS, ORDER)


def diagram_of(condition: Condition, facts: Facts = Facts()) -> tuple[Diagrams, Diagram]:
    """Give the diagram of one condition, and where it stands."""
    diagrams = Diagrams(questions(condition, facts=facts))
    return diagrams, diagrams.of(condition, facts)


@given(condition=conditions(), facts=some_facts(most_open=3))
def test_exactly_the_facts_that_can_change_the_outcome_are_left(condition: Condition, facts: Facts) -> None:
    """Lost without it: a question asked in vain, or the one that matters forgotten. Every completion is tried."""
    diagrams, diagram = diagram_of(condition, facts)
    open_ = [id_ for id_ in ORDER if not facts.is_known(id_)]
    outcomes = dict(
        zip(
            product(*(range(len(EVERY[id_])) for id_ in open_)),
            (holds(once_known(condition), whole) for whole in completions(facts)),
            strict=True,
        )
    )
    decisive = set()
    for at, id_ in enumerate(open_):
        for choice, outcome in outcomes.items():
            others = (choice[:at] + (n,) + choice[at + 1 :] for n in range(len(EVERY[id_])))
            if any(outcomes[other] is not outcome for other in others):
                decisive.add(id_)
                break
    assert decisive == diagrams.facts_in(diagram)
    assert (set(outcomes.values()) == {True}) is (diagram == YES) is holds_whatever_comes(condition, facts, DEFINITIONS, ORDER)
    assert (set(outcomes.values()) == {False}) is (diagram == NO)


@given(condition=conditions(with_unproven=False), facts=some_facts(most_open=3), data=st.data())
def test_an_answer_put_into_the_diagram_is_the_diagram_of_the_answer(
    condition: Condition, facts: Facts, data: st.DataObject
) -> None:
    """Lost without it: how much a question decides would be worked out from something else than its answers."""
    diagrams, diagram = diagram_of(condition, facts)
    for place, question in enumerate(diagrams.questions):
        value = data.draw(st.sampled_from(EVERY[question.fact]))
        after = answered({id_: f.answer for id_, f in facts.by_id.items()} | {question.fact: Known(value)})
        vector = tuple(holds(atom, after) is True for atom in question.atoms)
        class_ = list(question.classes).index(vector)
        found = diagrams.of(condition, after)
        assert diagrams.settled(diagram, question.fact)[class_] == (found if found in (NO, YES) else None)
        assert diagrams.shares_of_yes(diagram, question.fact)[class_] == pytest.approx(diagrams.share_of_yes(found))
        assert diagrams.questions[place] == question


def _comes_out(condition: Condition, facts: Facts, so: Mapping[Atom, bool]) -> bool:
    """Work a condition out with every atom on an unknown fact given."""
    if isinstance(condition, Not | Unproven):
        return not _comes_out(condition.part, facts, so)
    if isinstance(condition, Unanswered):
        return False
    if isinstance(condition, All | Any):
        parts = [_comes_out(part, facts, so) for part in condition.parts]
        return all(parts) if isinstance(condition, All) else any(parts)
    known = holds(condition, facts)
    return so[condition] if known is None else known


@given(condition=conditions(), facts=some_facts(most_open=3))
def test_the_share_of_yes_is_counted_over_all_classes_of_answers(condition: Condition, facts: Facts) -> None:
    """Lost without it: the order in which to ask would rest on a wrong number."""
    diagrams, diagram = diagram_of(condition, facts)
    share = 0.0
    for classes in product(*(q.classes.items() for q in diagrams.questions)):
        asked = [atom for question in diagrams.questions for atom in question.atoms]
        so = dict(zip(asked, chain.from_iterable(vector for vector, _ in classes), strict=True))
        share += prod(weight for _, weight in classes) * _comes_out(condition, facts, so)
    assert diagrams.share_of_yes(diagram) == pytest.approx(share)


@given(first=conditions(), second=conditions())
def test_two_ways_to_write_one_thing_are_one_diagram(first: Condition, second: Condition) -> None:
    """Lost without it: canonical diagrams; without them a question that decides nothing could stay in."""
    diagrams = Diagrams(questions(first, second))

    def of(condition: Condition) -> Diagram:
        return diagrams.of(condition, Facts())

    assert of(All((first, second))) == of(All((second, first, second)))
    assert of(Not(Any((first, second)))) == of(All((Not(first), Not(second))))
    assert of(Not(Not(first))) == of(first)
    assert of(Any((first, All((first, second))))) == of(first)
    assert of(All((first, Any((second, Not(second)))))) == of(first)
    assert of(Unproven(first)) == of(Not(first))


@pytest.mark.parametrize(
    ("condition", "decided"),
    [
        (ALWAYS, YES),
        (NEVER, NO),
        (Any((WET, DRY)), YES),
        (All((WET, DRY)), NO),
        (All((RED, BLUE)), NO),
        (Any((RED, Not(RED))), YES),
        (All((AtMost("people", 10), Not(AtMost("people", 100)))), NO),
        (Any((AtMost("hours", 24), Not(AtMost("hours", 1)))), YES),
    ],
)
def test_a_question_that_can_only_come_out_one_way_is_moot(condition: Condition, decided: Diagram) -> None:
    """Lost without it: somebody is sent to find out what makes no difference."""
    diagrams, diagram = diagram_of(condition)
    assert decided == diagram
    assert diagrams.facts_in(diagram) == set()


def test_several_answers_at_once_are_possible_where_a_fact_holds_several() -> None:
    """Lost without it: a breach of two kinds at once would be taken for impossible, and its questions for moot."""
    lid, base = (Has("parts", frozenset({part})) for part in PARTS[:2])
    diagrams, diagram = diagram_of(All((lid, base)))
    assert diagrams.facts_in(diagram) == {"parts"}
    every_part = [Has("parts", frozenset({part})) for part in PARTS]
    (question,) = questions(*every_part)
    assert set(question.classes) == {v for v in product((True, False), repeat=3) if any(v)}


def test_what_a_pack_does_not_name_is_an_answer_too() -> None:
    """Lost without it: a kind of data no rule speaks of could not be answered, and `none of these` would be moot."""
    health, contact = (Has("kinds", frozenset({kind})) for kind in ("health", "contact"))
    (question,) = questions(health, contact)
    assert (False, False) in question.classes
    assert len(question.classes) == 4


@given(asked=st.lists(conditions(), max_size=4), facts=some_facts())
def test_the_shares_of_the_answers_to_a_question_make_a_whole(asked: list[Condition], facts: Facts) -> None:
    """Lost without it: chances that add up to more than one."""
    for question in questions(*asked, facts=facts):
        assert sum(question.classes.values()) == pytest.approx(1)
        assert all(len(vector) == len(question.atoms) for vector in question.classes)
        assert not facts.is_known(question.fact)


def test_numbers_fall_into_the_ranges_between_the_limits() -> None:
    """Lost without it: an answer above one limit and below another would have no class of its own."""
    (question,) = questions(AtMost("people", 100), AtMost("people", 10))
    assert list(question.classes) == [(True, True), (True, False), (False, False)]


def test_questions_come_in_the_order_in_which_a_person_would_ask() -> None:
    """Lost without it: the same facts asked in another order each time."""
    asked = All((AtMost("hours", 1), WET, RED, Has("unheard-of", frozenset({"x"}))))
    assert [q.fact for q in questions(asked)] == ["colour", "wet", "hours", "unheard-of"]
    known = answered({"wet": Known("yes")})
    assert [q.fact for q in questions(asked, facts=known)] == ["colour", "hours", "unheard-of"]
