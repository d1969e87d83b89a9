"""Injects: when they come in, in which order, and how their delivery is told from the notes of the timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.drill_course import events_of
from breachdesk.domain.drills import After, Expected, due_now, next_due, undelivered
from breachdesk.domain.facts import Unknown
from breachdesk.domain.timeline import Act, AwarenessCorrected
from tests.domain.drill_story import AUTHORITY, INJECTS, START, at, decided, inject, said, scoped, told

STARTED = {After.START: START}


def _note(number: int, language: str = "en", clock: str = "02:10") -> str:
    return f"INJECT {number}, {clock}, {INJECTS[number - 1].words(language)}"


@pytest.mark.parametrize(
    ("minute", "notes", "numbers"),
    [
        (9, (), []),
        (10, (), [1]),
        (700, (), [1, 2, 3]),
        (700, (1,), [2, 3]),
        (700, (1, 2, 3), []),
        (100_000, (1, 2, 3), []),
    ],
)
def test_what_is_due_comes_in_once_and_in_order(minute: int, notes: tuple[int, ...], numbers: list[int]) -> None:
    """Lost without it: a call that comes twice, or after the one that answers it."""
    found = due_now(INJECTS, [_note(n) for n in notes], STARTED, at(minute))
    assert [i.number for _, i in found] == numbers
    assert [when for when, _ in found] == sorted(when for when, _ in found)


def test_an_inject_that_follows_an_event_waits_for_it() -> None:
    """Lost without it: somebody answers a question about the scope before there is one."""
    notes = [_note(n) for n in (1, 2, 3)]
    assert next_due(INJECTS, notes, STARTED) is None
    events = STARTED | {After.SCOPE: at(5000)}
    assert next_due(INJECTS, notes, events) == at(5060)
    assert [i.number for _, i in due_now(INJECTS, notes, events, at(5060))] == [4]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_note_counts_as_delivery_in_either_language_and_at_any_hour(language: str) -> None:
    """Lost without it: after a crash everything comes in a second time."""
    assert undelivered(INJECTS, [_note(2, language, "23:59")]) == [INJECTS[0], INJECTS[2], INJECTS[3]]


@pytest.mark.parametrize(
    "note",
    [
        "INJECT 1, 02:10, service desk: something else",
        "INJECT 1",
        "INJECT 11, 02:10, service desk: something, number 1",
        "I saw INJECT 1, 02:10, service desk: something, number 1",
        "service desk: something, number 1",
    ],
)
def test_a_note_that_only_looks_like_one_holds_nothing_up(note: str) -> None:
    """Lost without it: somebody writes about an inject, and it never comes in."""
    assert undelivered(INJECTS, [note]) == list(INJECTS)


@given(st.permutations(INJECTS), st.sets(st.sampled_from([1, 2, 3])), st.integers(0, 2000))
def test_what_is_due_hangs_on_time_and_notes_and_not_on_the_order_in_the_file(
    injects: list[object], delivered: set[int], minute: int
) -> None:
    """Lost without it: a scenario plays differently after its lines were sorted."""
    notes = [_note(n) for n in delivered]
    assert due_now(injects, notes, STARTED, at(minute)) == due_now(INJECTS, notes, STARTED, at(minute))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("act", "event"),
    [
        (said("breach_confirmed", "yes"), After.AWARE),
        (AwarenessCorrected(START, "it was sooner"), After.AWARE),
        (scoped("crm"), After.SCOPE),
        (decided(AUTHORITY, True), After.DECISION),
        (said("breach_confirmed", "no"), None),
        (said("breach_confirmed", Unknown()), None),
        (said("personal_data", "yes"), None),
    ],
)
def test_an_event_is_what_was_put_on_record_first(act: Act, event: After | None) -> None:
    """Lost without it: an inject that follows awareness comes in before anybody is aware, or never."""
    found = events_of(told((5, act), (50, act)), START)
    assert found == STARTED | ({event: at(5)} if event else {})


@pytest.mark.parametrize(
    ("right", "value", "met"),
    [
        (("yes",), "yes", True),
        (("likely", "confirmed"), "confirmed", True),
        (("yes",), "no", False),
        (("yes",), None, False),
        (("a", "b"), ("b", "a"), True),
        (("a",), ("a", "b"), False),
        (("a", "b"), ("a",), False),
    ],
)
def test_an_answer_is_right_as_its_question_asks(right: tuple[str, ...], value: object, met: bool) -> None:
    """Lost without it: everything ticked counts as right, or nothing does."""
    assert Expected("f", right).is_met_by(value) is met


def test_words_of_an_inject_are_kept_as_the_timeline_keeps_them() -> None:
    """Lost without it: a hidden character in a scenario makes its inject come in again and again."""
    odd = replace(inject(1, 0), texts={"en": "a\x1b[2J \r\n b "})
    assert odd.is_in(f"INJECT 1, 02:00, {odd.words('en')}")
    assert "\x1b" not in odd.words("en")
