"""What may follow from data alone and together: known in advance, never less for more data, each with what brings it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.harms import Combination, Consequence, combined, consequences_of
from breachdesk.domain.inventory import DataCategory
from tests.strategies import subsets

LOG_IN = Combination(
    "log-in", (("contact", "profile"), ("credentials",)), ("account-takeover", "phishing"), {"en": "a log-in", "nl": "een inlog"}
)
AT_HOME = Combination("at-home", (("family",), ("contact", "location")), ("physical",))
CHILD_FOUND = Combination("child-found", (("contact", "location"),), ("physical",), vulnerable=True)
RULES = (LOG_IN, AT_HOME, CHILD_FOUND)
HARMS = {"contact": ("phishing",), "credentials": ("account-takeover",), "family": ("embarrassment",), "location": ()}
CATEGORIES = {id_: DataCategory(id_, {"en": id_}, harms=harms) for id_, harms in HARMS.items()}


@pytest.mark.parametrize(
    ("categories", "made"),
    [
        ((), ()),
        (("contact",), ()),
        (("credentials",), ()),
        (("contact", "credentials"), ("log-in",)),
        (("profile", "credentials"), ("log-in",)),
        (("contact", "profile"), ()),
        (("contact.email", "credentials.hash"), ("log-in",)),
        (("contacts", "credentials"), ()),
        (("family", "location"), ("at-home",)),
        (("family", "contact", "credentials"), ("log-in", "at-home")),
    ],
)
def test_data_combine_where_one_of_each_part_is_held(categories: tuple[str, ...], made: tuple[str, ...]) -> None:
    """Lost without it: an e-mail address and a password are two harmless lines in a table."""
    assert made == tuple(c.id for c in combined(categories, RULES))


def test_an_address_is_a_danger_to_the_vulnerable_only() -> None:
    """Lost without it: every mailing list is a danger to life, or the address of a shelter is none."""
    assert (
        combined(("contact",), RULES),
        tuple(c.id for c in combined(("contact",), RULES, vulnerable=True)),
    ) == ((), ("child-found",))


def test_a_consequence_names_all_the_data_that_bring_it_in_the_order_asked_for() -> None:
    """Lost without it: a consequence that nobody can trace to the data, or a list in another order on every screen."""
    held = (CATEGORIES["contact"], CATEGORIES["credentials"], CATEGORIES["family"])
    expected = (
        Consequence("phishing", ("contact",), ("log-in",)),
        Consequence("account-takeover", ("credentials",), ("log-in",)),
        Consequence("embarrassment", ("family",)),
        Consequence("physical", (), ("at-home",)),
    )
    order = ("phishing", "identity-theft", "account-takeover")
    assert expected == consequences_of(held, RULES, order)


def test_what_data_combine_to_has_words_in_every_language_asked_for() -> None:
    """Lost without it: an id from a file stands in a letter to people."""
    assert (LOG_IN.label("nl"), LOG_IN.label("pl"), AT_HOME.label("nl")) == ("een inlog", "a log-in", "at-home")


@given(subsets(tuple(CATEGORIES)), subsets(tuple(CATEGORIES)), st.booleans())
def test_more_data_never_take_a_consequence_away(few: tuple[str, ...], more: tuple[str, ...], vulnerable: bool) -> None:
    """Lost without it: one more stolen file makes an incident look milder."""

    def following(ids: tuple[str, ...]) -> dict[str, set[str]]:
        found = consequences_of([CATEGORIES[id_] for id_ in ids], RULES, vulnerable=vulnerable)
        return {c.id: {*c.categories, *c.combinations} for c in found}

    small, large = following(few), following(tuple(dict.fromkeys((*few, *more))))
    assert all(because <= large.get(id_, set()) for id_, because in small.items())
    assert all(because for because in large.values())
