"""What an answer nobody gave stands for: worked out, presumed, not arising; and otherwise nothing at all."""

from __future__ import annotations

import pytest

from breachdesk.domain.conditions import AtMost, Condition, Has, Not, atoms_of, holds, substituted
from breachdesk.domain.facts import Answer, FactDefinition, Facts, Known, NotApplicable, Unknown
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.silence import Arising, Derived, Presumed, Silence
from tests.strategies import answered

SPECIAL, NOT_SPECIAL = Has("special", frozenset({"yes"})), Has("special", frozenset({"no"}))
MISUSE, NO_MISUSE = Has("misuse", frozenset({"yes"})), Has("misuse", frozenset({"no"}))
GONE = Has("kinds", frozenset({"availability"}))
HURT, UNHURT = Has("effect", frozenset({"severe"})), Has("effect", frozenset({"none"}))
SOON = AtMost("hours", 1)
EVERYTHING = (SPECIAL, NOT_SPECIAL, MISUSE, NO_MISUSE, GONE, HURT, UNHURT, SOON)
SILENCE = Silence(
    derived=(Derived("special", "data", frozenset({"health", "criminal"})),),
    presumed=(Presumed("misuse", "no"),),
    arising=(Arising("effect", GONE, "none"), Arising("hours", GONE, "0")),
)
WAVED = NotApplicable("does not arise")


def read(condition: Condition, **answers: Answer) -> bool | None:
    """Tell whether a condition holds once silence has been read."""
    facts = answered(answers)
    return holds(substituted(condition, SILENCE.stands_for(EVERYTHING, facts)), facts)


@pytest.mark.parametrize(
    ("answers", "is_special"),
    [
        ({"data": Known(("health.diagnosis", "contact"))}, True),
        ({"data": Known(("contact",))}, False),
        ({"data": Known(())}, False),
        ({}, None),
        ({"data": Unknown()}, None),
        ({"data": Known(("health",)), "special": Known("no")}, False),
        ({"data": Known(("contact",)), "special": Known("yes")}, True),
        # Somebody looked and could not tell: that is no silence.
        ({"data": Known(("contact",)), "special": Unknown()}, None),
        ({"data": Known(("health",)), "special": WAVED}, None),
    ],
)
def test_a_list_answers_for_what_follows_from_it_and_only_where_nobody_did(
    answers: dict[str, Answer], is_special: bool | None
) -> None:
    """Lost without it: health data that nobody called special count as plain, or the list overrules a person."""
    assert is_special is read(SPECIAL, **answers)
    assert (None if is_special is None else not is_special) is read(NOT_SPECIAL, **answers)


@pytest.mark.parametrize("answer", [None, Unknown(), Known("unknown"), WAVED])
def test_what_nobody_has_seen_counts_as_not_so(answer: Answer | None) -> None:
    """Lost without it: `no misuse seen so far` keeps every outcome open for ever."""
    given = {"misuse": answer} if answer else {}
    assert read(MISUSE, **given) is False
    assert read(NO_MISUSE, **given) is True


def test_what_somebody_has_seen_is_not_presumed_away() -> None:
    """Lost without it: misuse that was seen would count as not seen."""
    assert read(MISUSE, misuse=Known("yes")) is True


@pytest.mark.parametrize(
    ("kinds", "hurt", "unhurt", "soon"),
    [
        (Known(("availability",)), None, None, None),
        (Known(("confidentiality",)), False, True, True),
        # Whether the question arises is not known either: neither harm nor its absence may be taken for granted.
        (None, None, None, None),
        (Unknown(), None, None, None),
    ],
)
def test_a_question_that_makes_no_sense_counts_as_answered(
    kinds: Answer | None, hurt: bool | None, unhurt: bool | None, soon: bool | None
) -> None:
    """Lost without it: a leak stays open until somebody says how long nothing was unavailable."""
    given = {"kinds": kinds} if kinds else {}
    assert (hurt, unhurt, soon) == (read(HURT, **given), read(UNHURT, **given), read(SOON, **given))


def test_an_answer_to_a_question_that_makes_no_sense_still_counts() -> None:
    """Lost without it: a harm that somebody told would be waved aside because another box was not ticked."""
    assert read(HURT, kinds=Known(("confidentiality",)), effect=Known("severe")) is True


def test_while_nobody_knows_whether_it_arises_both_ways_are_kept() -> None:
    """Lost without it: an answer that comes later could not change what was decided on a guess."""
    words = SILENCE.stands_for(EVERYTHING, Facts())
    for atom, decided in ((HURT, False), (UNHURT, True)):
        assert {"kinds", "effect"} == {a.fact for a in atoms_of(words[atom])}
        leak = answered({"kinds": Known(("confidentiality",))})
        assert holds(words[atom], leak) is decided
        gone = answered({"kinds": Known(("availability",)), "effect": Known("severe")})
        assert holds(words[atom], gone) is not decided


def test_what_arises_may_rest_on_what_is_worked_out() -> None:
    """Lost without it: a question that arises for special data only would ignore that the data were found to be special."""
    silence = Silence(derived=SILENCE.derived, arising=(Arising("effect", SPECIAL, "none"),))
    for data, hurt in ((("contact",), False), (("health",), None)):
        facts = answered({"data": Known(data)})
        assert hurt is holds(substituted(HURT, silence.stands_for([HURT, SPECIAL], facts)), facts)


def test_anything_else_stays_unknown() -> None:
    """Lost without it: silence read as an answer (Recital 85)."""
    colour = Has("colour", frozenset({"red"}))
    assert SILENCE.stands_for([colour], Facts()).get(colour) is None
    assert read(Not(GONE)) is None


def test_the_shipped_rules_presume_only_what_nobody_can_prove(
    book: LawBook, definitions: dict[str, FactDefinition]
) -> None:
    """Lost without it: a presumption that makes a risk unlikely. These three, and each against whom it does not help."""
    silence = book.assessment.silence
    assert {(p.fact, p.counts_as) for p in silence.presumed} == {
        ("misuse_seen", "no"), ("high_risk_removed", "no"), ("disproportionate_effort", "no"),
    }  # fmt: skip
    assert {(d.fact, d.from_fact) for d in silence.derived} == {
        ("special_categories", "data_categories"), ("vulnerable_people", "subject_groups"),
    }  # fmt: skip
    for arising in silence.arising:
        options = {option.id for option in definitions[arising.fact].options}
        assert arising.counts_as in options or (not options and arising.counts_as == "0"), arising.fact
