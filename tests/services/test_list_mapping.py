"""How the columns of a list are read: what somebody says wins, nothing is guessed twice, and samples show little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.people import Column, ColumnRole, ListMapping
from breachdesk.services.list_mapping import (
    HIDDEN,
    LookedAtList,
    SaidColumn,
    check_all_used,
    is_said_whole,
    mapping_for,
    masked,
    said_category,
    said_column,
)
from breachdesk.services.ports import ListFile

KEY, EMAIL, NAME, CATEGORY, IGNORED = (
    ColumnRole.KEY, ColumnRole.EMAIL, ColumnRole.NAME, ColumnRole.CATEGORY, ColumnRole.IGNORED,
)  # fmt: skip
HEADER = ("Nr", "Naam", "Mail", "Mail 2")
LOOK = LookedAtList(
    ListFile("/x/crm.csv", HEADER),
    ListMapping((Column("Nr", KEY), Column("Naam", NAME), Column("Mail", EMAIL), Column("Mail 2", IGNORED))),
    is_remembered=False,
)


def is_category(id_: str) -> bool:
    """Two categories are known."""
    return id_ in ("health", "contact")


def said(*texts: str) -> list[SaidColumn]:
    """Read what somebody said, with the lists of two systems at hand."""
    return [said_column(text, ("crm", "till"), is_category) for text in texts]


def roles(*texts: str) -> dict[str, str]:
    """Give how the columns are read after somebody said something."""
    made = mapping_for(LOOK, "crm", said(*texts), (), "", "")
    return {c.header: c.category or c.role.value for c in made.columns}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Mail=email", SaidColumn("", Column("Mail", EMAIL))),
        ("crm:Mail=email", SaidColumn("crm", Column("Mail", EMAIL))),
        ("hr:Mail=email", SaidColumn("", Column("hr:Mail", EMAIL))),
        ("a=b=key", SaidColumn("", Column("a=b", KEY))),
        ("Diagnose=health", SaidColumn("", Column("Diagnose", CATEGORY, "health"))),
        ("x = ignored", SaidColumn("", Column("x", IGNORED))),
    ],
)
def test_what_is_said_of_a_column_is_read_whatever_its_header_is(text: str, means: SaidColumn) -> None:
    """Lost without it: a column whose name holds a colon or an equals sign cannot be named."""
    assert said(text) == [means]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Mail", "must be HEADER=ROLE, such as Mailadres=email"),
        ("=email", "must be HEADER=ROLE"),
        ("Mail=", "must be HEADER=ROLE"),
        ("Mail=emial", "'emial' is no role of a column. Did you mean 'email'?"),
        ("Mail=zzz", "Roles are key, email, name, language, country, ignored, and the id of a data category"),
        ("Mail=category", "'category' is no role"),
    ],
)
def test_what_cannot_be_read_says_what_would(text: str, match: str) -> None:
    """Lost without it: a slip leaves a column of addresses out, and nobody notices."""
    with pytest.raises(WrongInput, match=match.replace("?", r"\?")):
        said(text)


def test_what_is_said_takes_the_role_from_the_column_it_was_proposed_for() -> None:
    """Lost without it: two columns of addresses, and letters to the wrong one."""
    assert roles() == {"Nr": "key", "Naam": "name", "Mail": "email", "Mail 2": "ignored"}
    assert roles("Mail 2=email") == {"Nr": "key", "Naam": "name", "Mail": "ignored", "Mail 2": "email"}
    assert roles("Naam=health") == {"Nr": "key", "Naam": "health", "Mail": "email", "Mail 2": "ignored"}
    assert roles("till:Mail=ignored") == roles()


def test_two_columns_cannot_have_one_role() -> None:
    """Lost without it: which of two addresses is taken, nobody knows."""
    with pytest.raises(WrongInput, match="Two columns of the list of crm are said to be email: Mail, Mail 2; keep one"):
        roles("Mail=email", "Mail 2=email")


def test_a_list_that_tells_nobody_apart_is_refused() -> None:
    """Lost without it: a thousand rows are one person, or a thousand."""
    with pytest.raises(WrongInput, match="crm.csv: no column tells people apart; .*--column 'Nr=key'"):
        roles("Nr=ignored", "Mail=ignored")


def test_a_column_that_no_list_has_names_the_nearest() -> None:
    """Lost without it: what was said of a column is silently not done."""
    headers = {"crm": HEADER, "till": ("Bon",)}
    check_all_used(said("Mail=email", "till:Bon=key"), headers)
    with pytest.raises(WrongInput, match="No column is called 'Mial'. Did you mean 'Mail'?"):
        check_all_used(said("Mial=email"), headers)
    with pytest.raises(WrongInput, match="No column is called 'Nr'. There are: Bon."):
        check_all_used(said("till:Nr=key"), headers)


def test_what_is_held_about_everybody_may_be_said_for_one_list() -> None:
    """Lost without it: health data are said to be held about people of whom only an address is known."""
    assert said_category("health", ("crm",), is_category) == ("", "health")
    assert said_category("crm:health", ("crm",), is_category) == ("crm", "health")
    with pytest.raises(WrongInput, match="'helth' is no data category"):
        said_category("helth", ("crm",), is_category)
    made = mapping_for(LOOK, "crm", (), ("contact", "contact"), "NL", "nl")
    assert (made.everywhere, made.default_country, made.default_language) == (("contact",), "NL", "nl")


def test_only_a_list_of_which_every_column_was_said_rests_on_no_proposal() -> None:
    """Lost without it: a script takes in what a program guessed."""
    assert not is_said_whole(LOOK, "crm", said("Nr=key"))
    whole = said("Nr=key", "Naam=name", "Mail=email", "crm:Mail 2=ignored")
    assert is_said_whole(LOOK, "crm", whole)
    assert not is_said_whole(LOOK, "till", whole)


@given(cell=st.text(min_size=4, max_size=30), role=st.sampled_from([KEY, EMAIL, NAME, CATEGORY, IGNORED]))
def test_a_sample_shows_at_most_one_letter_and_a_domain(cell: str, role: ColumnRole) -> None:
    """Lost without it: whoever stands behind the screen reads the names of the people concerned."""
    shown = masked(Column("x", role, "health" if role is CATEGORY else ""), cell)
    domain = cell.strip().partition("@")[2]
    assert shown in ("(empty)", "filled", HIDDEN) or shown[1:] == HIDDEN or (role is EMAIL and domain and shown[1:2] == HIDDEN)
    assert "\n" not in shown
    assert "\x1b" not in shown
