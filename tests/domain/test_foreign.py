"""Text from people and files: what is kept, what is marked, what is refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import MARK, clean_line, clean_text, visible

DRIVING = "\x00\x07\x08\x1b\x7f\x80\x9b\x9d"
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff"
HALVES = "\ud800\udfff"
# Letters and signs, and more often than by chance what is dangerous.
TEXTS = st.text(st.characters() | st.sampled_from(DRIVING + TURNING + HALVES + " \t\n\r\v\f\x85\u0301"), max_size=30)


@pytest.mark.parametrize("character", [*DRIVING, *TURNING, *HALVES], ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize("clean", [lambda t: clean_line(t, "title"), lambda t: clean_text(t, "note"), visible])
def test_what_drives_a_terminal_or_turns_text_is_shown_as_a_mark(clean: Callable[[str], str], character: str) -> None:
    """Lost without it: a name in a list clears the screen, or shows an address back to front."""
    assert f"a{MARK}b" == clean(f"a{character}b")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  CRM  copied ", "CRM copied"),
        ("two\nlines", "two lines"),
        ("a\tb\r\nc\vd\fe\x85f", "a b c d e f"),
        ("Zoe\u0308", "Zoë"),
        ("[bold]Ann[/]", "[bold]Ann[/]"),
        ("اب\u200cج", "اب\u200cج"),
    ],
)
def test_a_line_is_one_line_and_its_words_are_not_changed(typed: str, line: str) -> None:
    """Lost without it: a title breaks the list of incidents, or reads otherwise than it was typed."""
    assert line == clean_line(typed, "title")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("\n\n  indented  \n\n\nafter \n\n", "indented\n\n\nafter"),
        ("first\n  second", "first\n  second"),
        ("Zoe\u0308\nb", "Zoë\nb"),
        ("a\tb", "a b"),
    ],
)
def test_a_text_keeps_its_lines_and_loses_what_nobody_sees(typed: str, text: str) -> None:
    """Lost without it: paragraphs of a letter run together, or two equal texts have two fingerprints."""
    assert text == clean_text(typed, "note")


@pytest.mark.parametrize("typed", ["", " ", "\n\t\r\n", "\u3000", "\x85"])
@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_nothing_is_refused_and_the_field_is_named(clean: Callable[..., str], typed: str) -> None:
    """Lost without it: a decision without a reason, a note without words."""
    with pytest.raises(WrongInput, match="The reason is empty; write a few words"):
        clean(typed, "reason")


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_as_many_characters_as_fit_are_taken_and_one_more_is_refused(clean: Callable[..., str]) -> None:
    """Lost without it: a text is cut in silence, or a novel is kept as a title."""
    assert clean("x" * 1200, "note", 1200) == "x" * 1200
    with pytest.raises(WrongInput, match="The note has 1,201 characters; at most 1,200 fit"):
        clean("x" * 1201, "note", 1200)


def test_length_is_counted_on_what_is_kept() -> None:
    """Lost without it: accents written in two signs are refused although the kept text fits."""
    assert clean_line("e\u0301" * 10 + "  ", "title", 10) == "é" * 10


def hidden(text: str) -> list[str]:
    """Name the characters that must not be there."""
    return [hex(ord(c)) for c in text if c in TURNING or unicodedata.category(c) in ("Cc", "Cs")]


@given(typed=TEXTS)
@example(typed="\u2028")
@example(typed="\ud83d\ude00")
def test_a_line_holds_nothing_hidden_and_cleaning_it_again_changes_nothing(typed: str) -> None:
    """Lost without it: what was cleaned once is another text the next time, and fingerprints differ."""
    try:
        line = clean_line(typed, "title")
    except WrongInput:
        return
    assert hidden(line) == []
    assert unicodedata.is_normalized("NFC", line)
    assert line == clean_line(line, "title")


@given(typed=TEXTS)
def test_a_text_holds_nothing_hidden_but_line_ends_and_cleaning_it_again_changes_nothing(typed: str) -> None:
    """Lost without it: a letter carries a hidden sign, or is another text each time it is saved."""
    try:
        text = clean_text(typed, "note")
    except WrongInput:
        return
    assert hidden(text.replace("\n", "")) == []
    assert text == clean_text(text, "note")


@given(typed=TEXTS)
def test_showing_foreign_text_marks_what_is_hidden_and_nothing_else(typed: str) -> None:
    """Lost without it: a server's reply drives the terminal, or is shown without what it said."""
    shown = visible(typed)
    assert hidden(shown.replace("\n", "")) == []
    assert len(shown) == len(typed)
    assert all(new in (old, MARK) for old, new in zip(typed, shown, strict=True))
