"""What may stand in a cell of a list of people: the fast rule in SQL and the one with words agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.people import ColumnRole
from breachdesk.files.countries import COUNTRIES, MEANT
from breachdesk.register import cell_sql
from breachdesk.register.cell_rules import (
    MAX_CELL,
    CellRules,
    language_problem,
    says_yes,
    text_problem,
    trimmed,
)

RULES = CellRules(COUNTRIES, MEANT)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
PARTS = st.sampled_from(("a", "A9", "-", ".", "@", "x--y", "xn--p1ai", "xn--", "org", "é", " ", "=", "+", "a" * 63, "b" * 64))
NEARLY = st.lists(PARTS, max_size=8).map("".join)
ADDRESSES = st.one_of(
    NEARLY,
    st.from_regex(r"[a-z+.'-]{1,5}@[a-z-]{1,4}(\.[a-z0-9-]{1,3}){0,3}", fullmatch=True),
    st.builds("{}@{}.{}".format, NEARLY, NEARLY, NEARLY),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database in memory."""
    with duckdb.connect() as connection:
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, expression: str, cell: str) -> object:
    """Work out an expression over a cell named c."""
    return connection.execute(f"SELECT {expression} FROM (SELECT ?::VARCHAR AS c)", [cell]).fetchall()[0][0]


@given(cell=st.one_of(ADDRESSES, TEXTS))
@example(cell="-a@x.org")
@example(cell="a@x.org\n")
@example(cell="a" * 64 + "@x.org")
@example(cell="a" * 65 + "@x.org")
@example(cell="a@" + "x" * 63 + ".org")
@example(cell="a@" + "x" * 64 + ".org")
@example(cell="a@" + ".".join(["x" * 60] * 4) + ".orgorg")
@example(cell="a@" + ".".join(["x" * 60] * 4) + ".orgorgor")
@example(cell="a@x.xn--p1ai")
@example(cell="a@x.c1")
@example(cell="a@x..org")
def test_an_address_passes_exactly_where_the_domain_lets_it(connection: duckdb.DuckDBPyConnection, cell: str) -> None:
    """Lost without it: ten million addresses by a looser rule than the one that letters go out by."""
    passes = asked(connection, cell_sql.address_passes("c"), cell)
    assert passes == (not cell or address_problem(cell) is None)


@given(cell=st.one_of(TEXTS, TEXTS.map(lambda t: t * 200)))
@example(cell="x" * MAX_CELL)
@example(cell="x" * (MAX_CELL + 1))
@example(cell="é" * MAX_CELL)
@example(cell="a\0b")
@example(cell="a\u202eb")
@example(cell="\tAnn\r\n")
@example(cell="\u00a0\tAnn\n ")
def test_a_text_passes_exactly_where_nothing_is_said_against_it(
    connection: duckdb.DuckDBPyConnection, cell: str
) -> None:
    """Lost without it: a row refused without a reason, or one let in with characters that drive a terminal."""
    inner = trimmed(cell, ColumnRole.NAME)
    assert asked(connection, cell_sql.trim_text("c"), cell) == inner
    assert asked(connection, cell_sql.text_passes("c"), inner) == (text_problem(inner) is None)
    assert asked(connection, cell_sql.trim("c"), cell) == trimmed(cell, ColumnRole.EMAIL)


WORDS = st.sampled_from(("no", "NEE", "Nein", "non", "0", "FALSE", "n", "", "yes", "1", "true", "ja", "x", "nope", "ſ", "00"))


@given(cell=st.one_of(TEXTS, st.builds("{}{}{}".format, st.sampled_from(("", " ", "\t")), WORDS, st.sampled_from(("", " ")))))
def test_a_cell_says_yes_alike_in_both(connection: duckdb.DuckDBPyConnection, cell: str) -> None:
    """Lost without it: 'Nein' counts as yes, and people are told of data that was never held."""
    found = asked(connection, cell_sql.yes_no("c"), cell)
    unfit = text_problem(trimmed(cell, ColumnRole.CATEGORY)) is not None
    assert found == (2 if unfit else int(says_yes(cell)))


def test_an_empty_cell_of_a_category_says_no(connection: duckdb.DuckDBPyConnection) -> None:
    """Lost without it: a blank cell counts as data held."""
    assert connection.execute(f"SELECT {cell_sql.yes_no('c')} FROM (SELECT NULL::VARCHAR AS c)").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("NL", None),
        ("", None),
        ("nl", "write NL"),
        ("UK", "write GB"),
        ("XX", "two capitals such as NL"),
        ("Germany", "'Germany'"),
        ("ann@example.org", "holds no ISO"),
        ("Ann Marie de Vries-Jansen", "holds no ISO"),
    ],
)
def test_a_country_is_an_iso_code_and_the_nearest_is_named(cell: str, says: str | None) -> None:
    """Lost without it: 'UK' counted as no country; or an address shown because its column was shifted."""
    found = RULES.country_problem(cell)
    assert found is None if says is None else found is not None and says in found
    assert found is None or "ann@" not in found.lower()
    assert found is None or "Vries" not in found


@pytest.mark.parametrize(
    ("cell", "says"), [("nl", None), ("nl-NL", "write nl"), ("FR", "write fr"), ("Dutch", "two small letters")]
)
def test_a_language_is_two_small_letters_and_the_nearest_is_named(cell: str, says: str | None) -> None:
    """Lost without it: a letter in no language at all."""
    found = language_problem(cell)
    assert found is None if says is None else found is not None and re.search(says, found)


@pytest.mark.parametrize("name", ["MÃ¼ller", "ZoÃ«", "Dâ€™Arc", "AndrÃ©"])
def test_a_name_saved_in_a_wrong_encoding_is_noticed(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Lost without it: ten thousand letters to Herr MÃ¼ller."""
    assert asked(connection, cell_sql.misread("c"), name) is True


@pytest.mark.parametrize("name", ["Müller", "Âge", "Ãngela", "Zoë"])
def test_a_good_name_is_not_taken_for_a_misread_one(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Lost without it: a warning on every list, which nobody reads any more."""
    assert asked(connection, cell_sql.misread("c"), name) is False


@given(one=TEXTS, other=TEXTS)
def test_equal_texts_have_equal_numbers_and_no_text_has_none(
    connection: duckdb.DuckDBPyConnection, one: str, other: str
) -> None:
    """Lost without it: one person counted twice, or all who have no key taken for one."""
    query = f"SELECT {cell_sql.prints('c', 'salt', 'p')} FROM (SELECT unnest([?, ?, '']) AS c)"
    first, second, none = connection.execute(query, [one, other]).fetchall()
    assert (first == second) == (one == other)
    assert none == (0, 0)
