"""Merge fields: filled in one pass, never with a blank, and nothing else stands in braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.merge import FIELDS, filled, merge_fields

ANN = Addressee("Ann Visser", "ann@example.net", "nl", "K-10001", ("contact", "health"))
WORDS = {"contact": "contactgegevens", "health": "gezondheid"}


def test_each_field_is_filled_with_what_the_list_says() -> None:
    """Lost without it: a letter reads {name}, or names somebody else."""
    text = "{name}, {reference}: {data}. Groet, {name}"
    assert filled(text, ANN, WORDS) == "Ann Visser, K-10001: contactgegevens, gezondheid. Groet, Ann Visser"


def test_a_text_without_fields_reads_the_same_for_everybody() -> None:
    """Lost without it: an empty column of the list stops a letter that does not use it."""
    assert filled("Beste lezer", Addressee("", ""), {}) == "Beste lezer"


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_a_value_holds_is_never_looked_at_again(name: str, reference: str) -> None:
    """Lost without it: a customer called {reference} makes the letter of everybody fail, or shows a number."""
    odd = Addressee(f"{{reference}}{name}", "a@example.net", "", f"{{data}}{{name}}{reference}")
    assert filled("<{name}|{reference}>", odd, {}) == f"<{odd.name}|{odd.reference}>"


@pytest.mark.parametrize("left", ["{naam}", "{ name }", "{{name}}", "{{ name }}", "{Name}", "{}", "{name", "name}"])
def test_what_nothing_fills_is_refused_and_a_lone_brace_is_only_a_brace(left: str) -> None:
    """Lost without it: people read a placeholder where their name should be."""
    if left in ("{name", "name}"):
        assert filled(f"a {left} b", ANN, {}) == f"a {left} b"
        return
    with pytest.raises(WrongInput, match="is left in the text and nothing fills it"):
        merge_fields(f"Beste {left},")


@pytest.mark.parametrize(
    ("field", "person", "match"),
    [
        ("name", Addressee(" ", "ann@example.net"), "has no name"),
        ("reference", Addressee("Ann", "ann@example.net"), "Ann <ann@example.net> has no reference"),
        ("data", Addressee("Ann", "ann@example.net"), "Ann <ann@example.net> has no categories"),
        ("data", Addressee("Ann", "ann@example.net", categories=("genes",)), "Ann <ann@example.net> names the data category 'genes'"),
    ],
)
def test_a_blank_is_refused_and_it_is_said_whose_row_has_it(field: str, person: Addressee, match: str) -> None:
    """Lost without it: "Dear ," to one of two thousand, and nobody knows which."""
    with pytest.raises(WrongInput, match=match):
        filled(f"Beste {{{field}}}", person, WORDS)


def test_the_fields_of_a_text_are_given_once_each_in_their_order() -> None:
    """Lost without it: a list is asked for what no letter uses."""
    assert merge_fields("{data} {name} {data}") == ("data", "name")
    assert set(FIELDS) == {"name", "reference", "data"}
