"""What somebody says reaches the list it is meant for, and samples show little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.people import Column, ColumnRole, ListMapping
from breachdesk.services.list_mapping import HIDDEN, check_tells_apart, for_each_list, masked, with_defaults

HEADERS = {"crm": ("Nr", "E-mail"), "till": ("Bon", "E-mail")}


@pytest.mark.parametrize(
    ("text", "crm", "till"),
    [
        ("E-mail=email", ("E-mail=email",), ("E-mail=email",)),
        ("email=email", ("email=email",), ("email=email",)),
        ("crm:E-mail=email", ("E-mail=email",), ()),
        ("Bon=key", (), ("Bon=key",)),
        ("hr:Mail=email", ("hr:Mail=email",), ("hr:Mail=email",)),
        ("Mial=email", ("Mial=email",), ("Mial=email",)),
        ("Mail", ("Mail",), ("Mail",)),
    ],
)
def test_what_is_said_of_a_column_reaches_the_lists_that_have_it(text: str, crm: tuple[str, ...], till: tuple[str, ...]) -> None:
    """Lost without it: a word for one list is refused by another, or what nobody has is silently not done."""
    assert for_each_list([text], HEADERS) == {"crm": crm, "till": till}


def test_what_is_said_of_the_whole_list_stands_in_the_mapping() -> None:
    """Lost without it: a country somebody gave is unknown in every count."""
    plain = ListMapping((Column("E-mail", ColumnRole.EMAIL),), ("contact",))
    assert with_defaults(plain, (), "", "") == plain
    made = with_defaults(plain, ("health", "health"), "NL", "nl")
    assert (made.everywhere, made.default_country, made.default_language) == (("health",), "NL", "nl")


def test_a_list_that_tells_nobody_apart_is_refused() -> None:
    """Lost without it: a thousand rows are one person, or a thousand."""
    check_tells_apart(ListMapping((Column("Nr", ColumnRole.KEY),)), "crm.csv")
    check_tells_apart(ListMapping((Column("Mail", ColumnRole.EMAIL),)), "crm.csv")
    with pytest.raises(WrongInput, match="crm.csv: no column tells people apart; .*--column 'Naam=key'"):
        check_tells_apart(ListMapping((Column("Naam", ColumnRole.NAME),)), "crm.csv")


ROLES = (ColumnRole.KEY, ColumnRole.EMAIL, ColumnRole.NAME, ColumnRole.CATEGORY, ColumnRole.IGNORED, ColumnRole.COUNTRY)


@given(cell=st.text(min_size=4, max_size=30), role=st.sampled_from(ROLES))
def test_a_sample_shows_at_most_one_letter_and_a_domain(cell: str, role: ColumnRole) -> None:
    """Lost without it: whoever stands behind the screen reads the names of the people concerned."""
    shown = masked(Column("x", role, "health" if role is ColumnRole.CATEGORY else ""), cell)
    local = shown.partition("@")[0] if role is ColumnRole.EMAIL else shown
    assert shown in ("(empty)", "filled", HIDDEN) or local[1:] == HIDDEN or local == HIDDEN or len(cell.strip()) <= 2
    assert "\n" not in shown
    assert "\x1b" not in shown
