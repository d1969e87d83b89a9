"""What a column means is proposed from its name and cells, and nothing that was merely guessed passes for certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.columns import (
    ColumnWords,
    Proposal,
    Sure,
    given_columns,
    people_mapping,
    plain_word,
    propose,
    propose_people,
    settled,
)
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.people import Column, ColumnRole

WORDS = ColumnWords(
    meanings={
        "klantnummer": "key", "id": "key", "email": "email", "emailadres": "email", "naam": "name", "land": "country",
        "bsn": "national-id", "telefoonnummer": "contact",
    },
    known=frozenset({"key", "email", "name", "country", "language", "contact", "national-id", "health"}),
    once=frozenset({"key", "email", "name", "country", "language"}),
    countries=frozenset({"NL", "NO", "BE"}),
)
NOBODY: tuple[tuple[str, ...], ...] = ()


def one(header: str, *cells: str) -> Proposal:
    """Give the proposal for a table of one column."""
    return propose([header], [[cell] for cell in cells], WORDS)[0]


@pytest.mark.parametrize("header", ["E-mail", "EMAIL", " e mail ", "ÉMAIL", "e_mail"])
def test_a_known_word_is_exact_however_it_is_written(header: str) -> None:
    """Lost without it: asking about what every spelling says plainly."""
    assert one(header) == Proposal(header, "email", Sure.EXACT)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [("E-mailadres (privé)", "email"), ("Klant nummer 2", "key"), ("Klantnumer", "key"), ("klantNaam", "name"), ("Land van herkomst", "country")],
)
def test_a_name_like_a_known_word_is_proposed_and_needs_a_look(header: str, meaning: str) -> None:
    """Lost without it: a guess taken in without anybody seeing it."""
    found = one(header)
    assert (found.meaning, found.sure, found.needs_a_look) == (meaning, Sure.SIMILAR, True)


def test_the_longest_word_inside_a_name_wins() -> None:
    """Lost without it: the name of a phone number taken for a person's name."""
    assert one("naam telefoonnummer").meaning == "contact"


@pytest.mark.parametrize("header", ["Opmerking", "x", "idee", "Nederland", ""])
def test_a_name_that_only_contains_letters_of_a_word_is_not_used(header: str) -> None:
    """Lost without it: `Nederland` read as a column of countries, `idee` as the key."""
    assert one(header) == Proposal(header, "", Sure.NONE)


@pytest.mark.parametrize(
    ("cells", "meaning"),
    [
        (("ann@example.org", "bo@example.org"), "email"),
        (("NL", "NO", ""), "country"),
        (("NL91 ABNA 0417 1643 00",), "financial-account"),
        (("4111 1111 1111 1111",), "payment-card"),
        (("123456782",), "national-id"),
        (("$2b$12$abcdefghijk",), "credentials"),
        (("+31 6 12345678",), "contact"),
    ],
)
def test_cells_tell_what_a_column_is_that_has_an_unknown_name(cells: tuple[str, ...], meaning: str) -> None:
    """Lost without it: a column of bank accounts called `kolom7` is left out of the scope."""
    found = one("kolom7", *cells)
    assert (found.meaning, found.sure, found.needs_a_look) == (meaning, Sure.CONTENT, True)


@pytest.mark.parametrize(
    "cells",
    [(), ("",), ("ann@example.org", "?"), ("123456789",), ("NL91 ABNA 0417 1643 01",), ("4111 1111 1111 1112",), ("nl", "be"), ("12-11-2001",)],
)
def test_cells_that_could_be_anything_tell_nothing(cells: tuple[str, ...]) -> None:
    """Lost without it: an order number taken for a citizen's number, which makes a breach look worse than it is."""
    assert one("kolom7", *cells) == Proposal("kolom7", "", Sure.NONE)


def test_what_one_column_can_be_goes_to_the_surest() -> None:
    """Lost without it: letters go to the address in the second column."""
    found = propose(["e-mailadres werk", "e-mail", "email"], NOBODY, WORDS)
    assert [proposal.meaning for proposal in found] == ["", "email", ""]


def test_what_was_given_wins_over_memory_and_memory_over_the_proposal() -> None:
    """Lost without it: a correction that is ignored, or one that must be given every time."""
    proposed = propose(["naam", "email", "id"], NOBODY, WORDS)
    found = settled(proposed, {"naam": "", "id": "national-id"}, {"id": "ignored", "naam": "name"}, WORDS)
    assert found == (
        Proposal("naam", "name", Sure.GIVEN), Proposal("email", "email", Sure.EXACT), Proposal("id", "", Sure.GIVEN),
    )
    assert not any(proposal.needs_a_look for proposal in found)


def test_one_meaning_given_to_two_columns_is_refused() -> None:
    """Lost without it: one of two columns somebody named is dropped without a word."""
    proposed = propose(["a", "b"], NOBODY, WORDS)
    with pytest.raises(WrongInput, match="'email' is given to 'a' and to 'b'"):
        settled(proposed, {}, {"a": "email", "b": "email"}, WORDS)


def test_header_and_meaning_are_given_as_text() -> None:
    """Lost without it: no way to say what a column means."""
    found = given_columns(["Klantnr=key", "a=b = health.diagnosis", "e-mail=-"], ["Klantnr", "a=b", "E mail"], WORDS.known)
    assert found == {"Klantnr": "key", "a=b": "health.diagnosis", "E mail": "ignored"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Klantnr", "names no column; write it as HEADER=MEANING"),
        ("=key", "names no column"),
        ("Klantnr=", "names no column"),
        ("Klantnrs=key", "There is no column 'Klantnrs'. Did you mean 'Klantnr'?"),
        ("zzz=key", "There is no column 'zzz'. One of: Klantnr, Naam."),
        ("Naam=names", "'names' is nothing a column can mean here. Did you mean 'name'?"),
    ],
)
def test_a_slip_in_it_is_met_with_the_nearest(text: str, said: str) -> None:
    """Lost without it: guessing which columns and meanings there are."""
    with pytest.raises(WrongInput) as refused:
        given_columns([text], ["Klantnr", "Naam"], WORDS.known)
    assert said in str(refused.value)


def test_a_column_given_twice_is_refused() -> None:
    """Lost without it: the last of two contradicting words wins."""
    with pytest.raises(WrongInput, match="'Naam' is given a meaning twice"):
        given_columns(["Naam=name", "naam=key"], ["Naam"], WORDS.known)


def test_a_mapping_for_a_list_names_roles_and_categories() -> None:
    """Lost without it: the register does not learn which data are held about whom."""
    proposals, mapping = propose_people(["id", "email", "BSN", "x"], NOBODY, WORDS)
    assert mapping.columns == (
        Column("id", ColumnRole.KEY), Column("email", ColumnRole.EMAIL), Column("BSN", ColumnRole.CATEGORY, "national-id"),
        Column("x", ColumnRole.IGNORED),
    )
    assert mapping.everywhere == ("contact",)
    assert people_mapping(proposals, "NL", "nl").default_country == "NL"


def test_a_list_without_addresses_holds_no_contact_details_about_everybody() -> None:
    """Lost without it: a category that nobody on the list is known to be in."""
    assert propose_people(["id", "BSN"], NOBODY, WORDS)[1].everywhere == ()


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True), st.text(max_size=30))
def test_any_header_and_cell_get_one_proposal_each_and_no_role_twice(header: list[str], cell: str) -> None:
    """Lost without it: a name nobody foresaw ends the import, or two columns are the key."""
    found = propose(header, [[cell] * len(header)], WORDS)
    assert [proposal.header for proposal in found] == header
    once = [proposal.meaning for proposal in found if proposal.meaning in WORDS.once]
    assert len(once) == len(set(once))


@given(st.text(max_size=40))
def test_a_plain_word_stays_plain(text: str) -> None:
    """Lost without it: a remembered header that is not found again."""
    assert plain_word(plain_word(text)) == plain_word(text)
