"""Answers: how each kind is read, what unknown means, whose word counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.errors import NaiveInstant, WrongInput
from breachdesk.domain.facts import (
    YES_NO_OPTIONS,
    Answer,
    Fact,
    FactDefinition,
    FactKind,
    Facts,
    Known,
    NotApplicable,
    Option,
    Source,
    SourceKind,
    Unknown,
    Value,
    is_unknown,
    read_answer,
)
from breachdesk.domain.inventory import CountRange
from tests.strategies import AWARE, SAID, answered, counts

OPTIONS = (Option("phishing", {"en": "a false message", "nl": "een vals bericht"}), Option("fraud", {"en": "fraud"}))
OFFERED = {FactKind.YES_NO: YES_NO_OPTIONS, FactKind.CHOICE: OPTIONS, FactKind.CHOICES: OPTIONS}


def question(kind: FactKind) -> FactDefinition:
    """Give a question of a kind."""
    return FactDefinition("asked", kind, {"en": "what is asked", "nl": "wat gevraagd wordt"}, OFFERED.get(kind, ()))


READ: list[tuple[FactKind, str, Value]] = [
    (FactKind.YES_NO, "yes", "yes"),
    (FactKind.YES_NO, " No ", "no"),
    (FactKind.CHOICE, "phishing", "phishing"),
    (FactKind.CHOICE, "FRAUD", "fraud"),
    (FactKind.CHOICES, "phishing", ("phishing",)),
    (FactKind.CHOICES, "fraud, phishing", ("fraud", "phishing")),
    (FactKind.CHOICES, "fraud,,fraud , Phishing,", ("fraud", "phishing")),
    (FactKind.COUNT, "250", CountRange(250, 250)),
    (FactKind.COUNT, "0", CountRange(0, 0)),
    (FactKind.COUNT, "100-250", CountRange(100, 250)),
    (FactKind.COUNT, "100 - 250", CountRange(100, 250)),
    (FactKind.COUNT, "100 to 250", CountRange(100, 250)),
    (FactKind.COUNT, "12,000 to 15,500", CountRange(12000, 15500)),
    (FactKind.COUNT, "12_000", CountRange(12000, 12000)),
    (FactKind.COUNT, "1,234,567", CountRange(1234567, 1234567)),
    (FactKind.COUNT, "at least 5", CountRange(5, None)),
    (FactKind.COUNT, "At Most 1,000", CountRange(None, 1000)),
    (FactKind.COUNT, "99999999999", CountRange(99999999999, 99999999999)),
    (FactKind.TEXT, "Somebody got in.\nBy the back door.", "Somebody got in.\nBy the back door."),
    (FactKind.TEXT, "x" * 4000, "x" * 4000),
    (FactKind.TEXT, "Unknown people got in", "Unknown people got in"),
    (FactKind.TEXT, "N/Able software was used", "N/Able software was used"),
    (FactKind.HOURS, "4", "4"),
    (FactKind.HOURS, "007", "7"),
    (FactKind.HOURS, "0.5", "0.5"),
    (FactKind.HOURS, "1,25", "1.25"),
    (FactKind.INSTANT, "2026-11-23T14:30+01:00", "2026-11-23T13:30:00+00:00"),
    (FactKind.INSTANT, "2026-11-23 13:30Z", "2026-11-23T13:30:00+00:00"),
    (FactKind.CATEGORIES, "contact, health.diagnosis", ("contact", "health.diagnosis")),
    (FactKind.CATEGORIES, "contact,contact", ("contact",)),
    (FactKind.GROUPS, "customers", ("customers",)),
    (FactKind.COUNTRIES, "NL", ("NL",)),
    (FactKind.COUNTRIES, "nl, be,NL", ("NL", "BE")),
]
REFUSED: list[tuple[FactKind, str, str]] = [
    (FactKind.YES_NO, "maybe", "'maybe' is no answer to asked. One of: yes, no"),
    (FactKind.YES_NO, "y", "One of: yes, no"),
    (FactKind.CHOICE, "theft", "One of: phishing, fraud"),
    (FactKind.CHOICE, "phising", "One of: phishing, fraud. Did you mean 'phishing'?"),
    (FactKind.CHOICE, "phishing, fraud", "One of: phishing, fraud"),
    (FactKind.CHOICES, "phishing, theft", "'theft' is no answer"),
    (FactKind.CHOICES, " , ", "name at least one option"),
    (FactKind.COUNT, "many", "'many' is not a whole number"),
    (FactKind.COUNT, "-5", "is not a whole number"),
    (FactKind.COUNT, "5-", "is not a whole number"),
    (FactKind.COUNT, "1-2-3", "is not a whole number"),
    (FactKind.COUNT, "12.5", "is not a whole number"),
    (FactKind.COUNT, "12,5", "is not a whole number"),
    (FactKind.COUNT, "1,23", "is not a whole number"),
    (FactKind.COUNT, "1,2,3", "is not a whole number"),
    (FactKind.COUNT, "1e9", "is not a whole number"),
    (FactKind.COUNT, "٣", "is not a whole number"),
    (FactKind.COUNT, "at least 5 to 9", "is not a whole number"),
    (FactKind.COUNT, "100000000000", "is not a whole number"),
    (FactKind.COUNT, "250-100", "at least 250 is more than at most 100; swap them"),
    (FactKind.TEXT, "x" * 4001, "longer than 4,000 characters"),
    (FactKind.HOURS, "4.", "is not a number of hours; write 4 or 0.5"),
    (FactKind.HOURS, "4.5.1", "is not a number of hours"),
    (FactKind.HOURS, "0.1234", "is not a number of hours"),
    (FactKind.HOURS, "four", "is not a number of hours"),
    (FactKind.HOURS, ".5", "is not a number of hours"),
    (FactKind.HOURS, "-1", "is not a number of hours"),
    (FactKind.INSTANT, "yesterday", "'yesterday' is not a time"),
    (FactKind.INSTANT, "1970-01-01T00:00Z", "year 1970 cannot be right"),
    (FactKind.INSTANT, "9999-12-31T23:59Z", "year 9999 cannot be right"),
    (FactKind.CATEGORIES, ",", "name at least one"),
    (FactKind.GROUPS, " , ,", "name at least one"),
    (FactKind.COUNTRIES, "Belgium", "'BELGIUM' is no country; write two-letter codes such as NL, BE"),
    (FactKind.COUNTRIES, "NL, B1", "'B1' is no country"),
    (FactKind.COUNTRIES, "ÅX", "is no country"),
    (FactKind.COUNTRIES, ",", "name at least one"),
]


@pytest.mark.parametrize(("kind", "typed", "value"), READ)
def test_an_answer_is_read_as_a_person_means_it(kind: FactKind, typed: str, value: Value) -> None:
    """Lost without it: the facts of a filing are other ones than those that were typed."""
    assert Known(value) == read_answer(question(kind), typed)


@pytest.mark.parametrize(("kind", "typed", "match"), REFUSED)
def test_what_is_no_answer_is_refused_and_says_what_would_be(kind: FactKind, typed: str, match: str) -> None:
    """Lost without it: a slip of the pen becomes a fact, or a refusal that leaves a person guessing."""
    with pytest.raises(WrongInput, match=match):
        read_answer(question(kind), typed)


def test_the_tables_know_every_kind_of_question() -> None:
    """Lost without it: a new kind of question is read by rules nobody wrote down."""
    assert set(FactKind) == {kind for kind, _, _ in READ} == {kind for kind, _, _ in REFUSED}


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("typed", ["unknown", "Unknown", "  UNKNOWN\n"])
def test_every_question_may_be_answered_with_not_known_yet(kind: FactKind, typed: str) -> None:
    """Lost without it: a person has to guess, or the word becomes a value of its own."""
    assert Unknown() == read_answer(question(kind), typed)


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("typed", ["n/a: no such data", "N/A, no such data", "n/a - no such data", "n/a no such data"])
def test_every_question_may_be_said_not_to_apply_with_a_reason(kind: FactKind, typed: str) -> None:
    """Lost without it: a question that does not arise is left open for ever, or answered with a lie."""
    assert NotApplicable("no such data") == read_answer(question(kind), typed)


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("typed", ["n/a", "N/A :", "n/a -"])
def test_not_applicable_without_a_reason_is_refused(kind: FactKind, typed: str) -> None:
    """Lost without it: a question is waved away and the record does not say why (Art. 33(5))."""
    with pytest.raises(WrongInput, match="Say why asked does not apply"):
        read_answer(question(kind), typed)


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("typed", ["", " \n\t"])
def test_an_empty_answer_is_refused(kind: FactKind, typed: str) -> None:
    """Lost without it: a key pressed by mistake counts as an answer."""
    with pytest.raises(WrongInput, match="write 'unknown' if nobody can tell yet"):
        read_answer(question(kind), typed)


def test_a_time_without_a_zone_is_refused() -> None:
    """Lost without it: the authority is told an instant that depends on who reads it."""
    with pytest.raises(NaiveInstant, match="has no zone"):
        read_answer(question(FactKind.INSTANT), "2026-11-23T14:30")


@given(count=counts())
def test_a_count_is_read_back_from_its_own_words(count: CountRange) -> None:
    """Lost without it: what the screen shows cannot be typed in again without changing it."""
    read = read_answer(question(FactKind.COUNT), str(count))
    assert (Unknown() if count.is_unknown else Known(count)) == read


@given(kind=st.sampled_from(FactKind), typed=st.text(max_size=40) | st.text("n/a0123456789-, :TZ+", max_size=24))
def test_whatever_is_typed_is_an_answer_or_a_refusal_in_words(kind: FactKind, typed: str) -> None:
    """Lost without it: a strange key ends the program in the middle of an incident."""
    try:
        read = read_answer(question(kind), typed)
    except WrongInput as refusal:
        assert str(refusal)
    else:
        assert isinstance(read, Known | Unknown | NotApplicable)


@pytest.mark.parametrize(
    ("answer", "unknown"),
    [
        (Unknown(), True),
        (Known("unknown"), True),
        (Known(()), False),
        (Known(CountRange(0, 0)), False),
        (Known("no"), False),
        (NotApplicable("why"), False),
    ],
)
def test_not_known_yet_is_told_in_whichever_way_it_was_said(answer: Answer, unknown: bool) -> None:
    """Lost without it: an option called `unknown` counts as knowledge and closes a question."""
    assert unknown == is_unknown(answer)


# What each way of asking gives for one fact: text, texts, is_any("yes"), not applicable, settled, answered.
LOOKED_AT = [
    (None, None, None, None, False, False, False),
    (Unknown(), None, None, None, False, False, True),
    (Known("unknown"), None, None, None, False, False, True),
    (NotApplicable("why"), None, None, None, True, True, True),
    (Known("yes"), "yes", None, True, False, True, True),
    (Known("no"), "no", None, False, False, True, True),
    (Known(("no", "yes")), None, ("no", "yes"), True, False, True, True),
    (Known(("no",)), None, ("no",), False, False, True, True),
    (Known(()), None, (), False, False, True, True),
    (Known(CountRange(1, 2)), None, None, None, False, True, True),
]


@pytest.mark.parametrize(("answer", "text", "texts", "is_yes", "not_applicable", "settled", "has_answer"), LOOKED_AT)
def test_each_way_of_asking_tells_known_from_unknown(
    answer: Answer | None,
    text: str | None,
    texts: tuple[str, ...] | None,
    is_yes: bool | None,
    not_applicable: bool,
    settled: bool,
    has_answer: bool,
) -> None:
    """Lost without it: a rule takes `nobody knows` for `no`."""
    facts = Facts() if answer is None else answered({"f": answer})
    assert text == facts.text("f")
    assert texts == facts.texts("f")
    assert is_yes is facts.is_any("f", "yes", "certainly")
    assert not_applicable is facts.is_not_applicable("f")
    assert settled is facts.is_settled("f")
    assert has_answer is facts.is_answered("f")
    assert (facts.get("f") is None) is (answer is None)


@pytest.mark.parametrize("answer", [None, Unknown(), NotApplicable("why"), Known("12"), Known(("a",))])
def test_a_count_nobody_gave_is_unknown_on_both_sides(answer: Answer | None) -> None:
    """Lost without it: a missing number is read as zero people."""
    facts = Facts() if answer is None else answered({"people": answer})
    assert CountRange() == facts.count("people")


def test_a_count_that_was_given_is_what_was_given() -> None:
    """Lost without it: the number of people in a filing is another one."""
    assert CountRange(1, 2) == answered({"people": Known(CountRange(1, 2))}).count("people")


def test_a_new_answer_takes_the_place_of_the_old_and_leaves_the_old_value_alone() -> None:
    """Lost without it: a correction changes what was known at the time, or is not seen."""
    before = answered({"cause": Known("human-error"), "people": Unknown()})
    after = before.with_fact(Fact("cause", Known("fraud"), SAID, AWARE))
    assert (after.text("cause"), after.is_answered("people")) == ("fraud", True)
    assert before.text("cause") == "human-error"


@pytest.mark.parametrize(
    ("said", "of_the_scope", "holds"),
    [
        (None, Known("scope"), "scope"),
        (Unknown(), Known("scope"), "scope"),
        (Known("unknown"), Known("scope"), "scope"),
        (Known("person"), Known("scope"), "person"),
        (Known("person"), Unknown(), "person"),
        (NotApplicable("why"), Known("scope"), None),
        (Unknown(), None, None),
        (None, None, None),
    ],
)
def test_what_a_person_knows_wins_over_the_inventory_and_what_they_do_not_know_hides_nothing(
    said: Answer | None, of_the_scope: Answer | None, holds: str | None
) -> None:
    """Lost without it: the inventory overrules somebody who looked, or `not known yet` erases a number."""
    own = Facts() if said is None else answered({"f": said})
    weaker = [] if of_the_scope is None else [Fact("f", of_the_scope, SAID, AWARE)]
    assert holds == own.over(weaker).text("f")


def test_facts_of_the_inventory_stand_beside_those_of_people() -> None:
    """Lost without it: answering one question hides what the scope says about the others."""
    merged = answered({"cause": Known("fraud")}).over([Fact("people", Known(CountRange(1, 2)), SAID, AWARE)])
    assert {"cause", "people"} == set(merged.by_id)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source(SourceKind.PERSON, "M. Aydin"), "M. Aydin"),
        (Source(SourceKind.PERSON, "M. Aydin", "log files"), "M. Aydin; log files"),
        (Source(SourceKind.INVENTORY, "scope 1", "", ("a:1", "a:2", "a:3")), "scope 1; a:1, a:2, a:3"),
        (Source(SourceKind.INVENTORY, "scope 1", "", ("a:1", "a:2", "a:3", "a:4")), "scope 1; a:1, a:2, a:3 and 1 more"),
        (Source(SourceKind.INVENTORY, "scope 1", "", ("a:1", "a:2", "a:3", "a:4", "a:5")), "scope 1; a:1, a:2, a:3 and 2 more"),
    ],
)
def test_a_source_says_who_how_they_know_and_from_which_rows(source: Source, words: str) -> None:
    """Lost without it: a DPO cannot put a finger on where a number comes from."""
    assert words == str(source)


@pytest.mark.parametrize(("language", "words"), [("en", "a false message"), ("nl", "een vals bericht"), ("fr", "a false message")])
def test_an_option_is_called_by_its_words_in_the_language_or_in_english(language: str, words: str) -> None:
    """Lost without it: a bare id, or a hole, in a letter."""
    assert words == question(FactKind.CHOICE).option("phishing").label(language)


@pytest.mark.parametrize(("language", "words"), [("nl", "wat gevraagd wordt"), ("fr", "what is asked")])
def test_a_question_is_called_by_its_words_in_the_language_or_in_english(language: str, words: str) -> None:
    """Lost without it: a list of what is missing that cannot be read."""
    assert words == question(FactKind.TEXT).label(language)


@pytest.mark.parametrize(
    ("answer", "known"), [(None, False), (Unknown(), False), (NotApplicable("why"), False), (Known("no"), True)]
)
def test_only_a_value_counts_as_known(answer: Answer | None, known: bool) -> None:
    """Lost without it: `does not apply` is taken for an answer to build on."""
    assert known is (Facts() if answer is None else answered({"f": answer})).is_known("f")


def test_facts_can_be_looked_at_as_if_one_had_not_been_answered() -> None:
    """Lost without it: trying out `what if` changes what is known."""
    facts = answered({"cause": Known("fraud"), "people": Unknown()})
    assert (facts.without("cause").is_answered("cause"), facts.without("cause").is_answered("people")) == (False, True)
    assert facts.text("cause") == "fraud"
    assert facts.without("never asked") == facts


def test_the_value_of_a_fact_is_there_only_when_it_is_known() -> None:
    """Lost without it: the reason why a question does not arise is taken for its answer."""
    fact = Fact("f", Known("yes"), SAID, AWARE)
    assert fact.value == "yes"
    assert replace(fact, answer=Unknown()).value is None
    assert replace(fact, answer=NotApplicable("yes")).value is None
