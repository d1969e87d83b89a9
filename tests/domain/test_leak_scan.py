"""A letter that holds something of another person on the list is found, and one that holds only its own is not."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.leak_scan import LeakScan
from breachdesk.domain.naming import first_named
from tests.faults.test_text_names_nobody import HARMLESS, NAMING, PLAIN

ME = Addressee("Qu Xi", "qu@example.com", "", "990017")
ANN = Addressee("Ann Visser", "ann@example.net", "en", "KL-00123")


def foreign(text: str, *others: Addressee, me: Addressee = ANN) -> str | None:
    """Give what of the others stands in a letter to me."""
    return LeakScan([me, *others]).foreign(text, me)


@pytest.mark.parametrize("how", NAMING)
def test_another_person_is_found_however_they_are_written(how: str) -> None:
    """Lost without it: one reader learns that another one's data were stolen."""
    words, person = NAMING[how]
    assert foreign(f"{PLAIN}\n{words}\n{PLAIN}", person, me=ME) in (person.name, person.address, person.reference)


@pytest.mark.parametrize("how", NAMING)
def test_ones_own_name_and_number_are_not_foreign_in_any_spelling(how: str) -> None:
    """Lost without it: nobody can be greeted by name."""
    words, person = NAMING[how]
    assert foreign(f"{PLAIN}\n\n{words}\n\n{PLAIN}", ME, me=person) is None


@pytest.mark.parametrize("why", HARMLESS)
def test_a_text_that_names_nobody_is_let_through(why: str) -> None:
    """Lost without it: nobody can be told in time, because of somebody's name or number."""
    assert foreign(PLAIN, HARMLESS[why], me=ME) is None


NOT_FOREIGN = {
    "somebody of the same name": ("Dear Ann Visser,", replace(ANN, address="a2@example.net", reference="")),
    "the same name turned around in the list": ("Dear Ann Visser,", Addressee("Visser, ANN", "a2@example.net")),
    "a shorter name within one's own": ("Dear Ann Visser,", Addressee("Visser", "v@example.net")),
    "an initial that is the next word": ("Dear Ann Visser,\na data breach", Addressee("A. Visser", "v@example.net")),
    "a shorter number within one's own": ("Your number is KL-00123.", Addressee("Bo", "v@example.net", "", "KL-00")),
    "a number that goes on": ("Reference 2026-0012 and KL-001234.", Addressee("Bo", "v@example.net", "", "2026-001")),
    "the end of an address": ("Write to joann@example.org.", Addressee("Bo", "ann@example.org")),
    "a name inside words": ("Gegevens van derden", Addressee("An Der", "v@example.net")),
    "an empty line between": ("Dear Ann\n\nBos", Addressee("Ann Bos", "v@example.net")),
    "no name, address or number at all": ("Dear Ann Visser,", Addressee("", "")),
}


@pytest.mark.parametrize("why", NOT_FOREIGN)
def test_what_is_ones_own_or_nobodys_is_not_foreign(why: str) -> None:
    """Lost without it: a list of a real size is never sent, since two people on it are called alike."""
    text, other = NOT_FOREIGN[why]
    assert foreign(text, other) is None


FOREIGN = {
    "a longer name that holds one's own": ("Dear Ann Visser Bos,", Addressee("Ann Visser Bos", "v@example.net")),
    "the shorter name elsewhere": ("Dear Ann Visser, ask\n\nVisser Smit", Addressee("Visser Smit", "v@example.net")),
    "a number beside one's own": ("KL-00123, KL-00124", Addressee("Bo", "v@example.net", "", "KL-00124")),
    "a name in signs without spaces": ("Beste 山田太郎様", Addressee("山田太郎", "v@example.net")),
    "a name written apart": ("Dear Anne Marie Smit", Addressee("Annemarie Smit", "v@example.net")),
    "a name of ten words": ("an A B C D E F G H I J", Addressee("A B C D E F G H I J", "v@example.net")),
    "a name with an apostrophe": ("Dear Ann O'Brien,", Addressee("Ann O'Brien", "v@example.net")),
    "a name with another apostrophe": ("Dear Ann O’Brien,", Addressee("Ann O'Brien", "v@example.net")),
    "a name with quotes": ('Dear Ann "The Boss" Bos,', Addressee('Ann "The Boss" Bos', "v@example.net")),
    "a name with brackets": ("Dear Ann (née Smit) <Bos>,", Addressee("Ann (née Smit) <Bos>", "v@example.net")),
    "a name like a slot": ("Dear {{7*7}} Bos,", Addressee("{{7*7}} Bos", "v@example.net")),
    "an address in a link": ("<mailto:bo@example.org>", Addressee("Bo", "bo@example.org")),
    "an address with a sign": ("o'brien@example.org", Addressee("Bo", "o'brien@example.org")),
    "an address in quotes": ("'bo@example.org'", Addressee("Bo", "bo@example.org")),
    "a number in the subject": ("About KL 7\nDear", Addressee("Bo", "v@example.net", "", "KL-7")),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_anothers_is_found_beside_ones_own(what: str) -> None:
    """Lost without it: one's own name in a letter hides the name of the next person."""
    text, other = FOREIGN[what]
    assert foreign(text, other) in (other.name, other.address, other.reference)
    assert foreign(text, me=other) is None


def test_what_everybody_may_read_is_not_foreign() -> None:
    """Lost without it: a breach of the data of employees can be told to nobody, since the DPO is one of them."""
    dpo = Addressee("S. Kok", "fg@fietsgoed.example")
    text = "Dear Ann Visser,\n\nAsk S. Kok, fg@fietsgoed.example, about it."
    assert LeakScan([ANN, dpo]).foreign(text, ANN) in ("S. Kok", "fg@fietsgoed.example")
    assert LeakScan([ANN, dpo], public=["S. Kok", "fg@fietsgoed.example"]).foreign(text, ANN) is None
    assert LeakScan([ANN, dpo], public=["S. Kok"]).foreign(text, ANN) == "fg@fietsgoed.example"


def test_the_first_of_several_is_told_and_a_second_look_tells_the_same() -> None:
    """Lost without it: what was kept of a paragraph for one reader is told to another."""
    ben, eva = Addressee("Ben Bos", "ben@example.net"), Addressee("Eva Mol", "eva@example.net")
    scan = LeakScan([ANN, ben, eva])
    text = "Dear Eva Mol,\n\nand Ben Bos"
    for _ in range(2):
        assert [scan.foreign(text, person) for person in (ANN, ben, eva)] == ["Eva Mol", "Eva Mol", "Ben Bos"]


WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=8, max_size=12)
PEOPLE = st.lists(WORDS, min_size=8, max_size=24, unique=True).map(
    lambda w: [Addressee(f"x{a} y{b}", f"{c}@example.net", "", f"R-{d}") for a, b, c, d in zip(*[iter(w)] * 4, strict=False)]
)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_everybody_may_read_their_own_and_nobody_anothers(people: list[Addressee], chance: object) -> None:
    """Lost without it: the one letter among thousands that holds two people."""
    scan = LeakScan(people)
    for at, person in enumerate(people):
        other = people[at - 1]
        own = f"Dear {person.name},\n\n{PLAIN}\n\nYour number: {person.reference}. {person.address}"
        assert scan.foreign(own, person) is None
        for token in (other.name, other.address, other.reference):
            assert scan.foreign(f"{own}\n{token.upper()}", person) == token
            assert first_named(token, [other]) == token


def test_fifty_thousand_people_are_read_in_seconds_and_a_letter_in_no_time() -> None:
    """Lost without it: a list of a real size waits an hour for its scan."""
    people = [Addressee(f"Voor{n % 900} van der Naam{n}", f"p{n}@example.net", "", f"K-{n:06}") for n in range(50_000)]
    began = time.process_time()
    scan = LeakScan(people)
    for person in people[:5_000]:
        assert scan.foreign(f"Dear {person.name},\n\n{PLAIN}\n\nYour number is {person.reference}.", person) is None
    assert scan.foreign(f"Dear {people[7].name},", people[8]) == people[7].name
    assert time.process_time() - began < 20
