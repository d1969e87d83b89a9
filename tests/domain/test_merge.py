"""A letter holds its own person's words, filled once, and never a blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.merge import letter_of, letters_digest, merge_fields
from breachdesk.domain.terms import NoticeKind
from tests.strategies import revision

TEXT = "Dear {name},\n\nYour data ({reference}):\n\n{data}\n\nRegards {name}\n"
WORDS = (("contact", "Addresses"), ("health", "Health data"))
ANN = Addressee("Ann  Visser", "ann@example.net", "en", "K-1", ("contact", "health"))


def letter(text: str = TEXT, person: Addressee = ANN, subject: str = "Data breach") -> str:
    """Give the words one person will read."""
    made = revision(kind=NoticeKind.COMMUNICATION, subject=subject, text=text, data_words=WORDS)
    return letter_of(made, person).text


def test_every_field_is_filled_with_the_persons_own() -> None:
    """Lost without it: people are greeted as '{name}'."""
    assert letter() == "Dear Ann Visser,\n\nYour data (K-1):\n\n- Addresses\n- Health data\n\nRegards Ann Visser\n"


@pytest.mark.parametrize("name", ["{data}", "{{7*7}}", "{name}", "\\g<1>", "{reference} x"])
def test_a_name_is_put_in_and_never_looked_at_again(name: str) -> None:
    """Lost without it: a name in the customer file decides what stands in the letter."""
    assert letter("Dear {name}", Addressee(name, "a@example.net", "", "R", ("contact",))) == f"Dear {name}"


def test_a_text_without_fields_is_the_same_for_all() -> None:
    """Lost without it: a brace in a text changes it."""
    assert letter("A {brace} stays.") == "A {brace} stays."
    assert merge_fields("A {brace}", "{name}{name}") == ("name",)


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (Addressee(" ", "a@example.net", "", "R", ("contact",)), "name"),
        (Addressee("Ann", "a@example.net", "", "", ("contact",)), "reference"),
        (Addressee("Ann", "a@example.net", "", "R"), "one row of the list says none"),
        (Addressee("Ann", "a@example.net", "", "R", ("payment-card",)), "'payment-card'"),
    ],
)
def test_what_the_list_does_not_say_stops_the_letter_and_names_nobody(person: Addressee, says: str) -> None:
    """Lost without it: somebody gets a letter with a hole in it, or a list of problems with names in it."""
    with pytest.raises(NotAllowed) as refused:
        letter(person=person)
    assert says in str(refused.value)
    assert "a@example.net" not in str(refused.value)


def test_the_digest_of_letters_sees_words_subject_and_order() -> None:
    """Lost without it: another set of letters passes for the approved one."""
    made = revision(kind=NoticeKind.COMMUNICATION, subject="A", text=TEXT, data_words=WORDS)
    ann, ben = (letter_of(made, Addressee(name, "a@example.net", "", "R", ("contact",))) for name in ("Ann", "Ben"))
    digests = {letters_digest(order) for order in ((ann, ben), (ben, ann), (ann,), (ann, ann), ())}
    assert len(digests) == 5


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_stands_around_a_field_is_kept(before: str, after: str) -> None:
    """Lost without it: an odd character beside a field is lost."""
    text = f"{before}{{name}}{after}"
    whole = [part.replace("{name}", "Ann Visser") for part in (before, after)]
    if "{" not in before + after:
        assert letter(text) == "Ann Visser".join(whole)
