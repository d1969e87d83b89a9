"""A count in words gives bounds that the truth cannot lie outside of, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.count_words import count_said
from breachdesk.domain.inventory import CountRange


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("140", 140, 140), ("12.000", 12000, 12000), ("12,000", 12000, 12000), ("12 000", 12000, 12000),
        ("12\u202f000", 12000, 12000), ("1.234.567", 1234567, 1234567), ("12_000", 12000, 12000), ("500 personen", 500, 500),
        ("12.000 - 15.500", 12000, 15500), ("12000–15500", 12000, 15500), ("10 tot 20", 10, 20), ("10 bis 20", 10, 20),
        ("10 à 20", 10, 20), ("tussen 10 en 20", 10, 20), ("between 10 and 20", 10, 20), ("entre 10 et 20", 10, 20),
        ("< 1000", None, 999), ("minder dan 1.000", None, 999), ("weniger als 10", None, 9), ("moins de 10", None, 9),
        ("≤ 1000", None, 1000), ("max. 50", None, 50), ("bis zu 50", None, 50), ("jusqu'à 50", None, 50),
        ("> 100", 101, None), ("meer dan 100", 101, None), ("mehr als 100", 101, None), ("plus de 100", 101, None),
        (">= 100", 100, None), ("minstens 100", 100, None), ("au moins 100", 100, None), ("100+", 100, None),
        ("0", 0, 0), ("onbekend", None, None), ("unbekannt", None, None), ("?", None, None), ("n.v.t.", None, None), ("", None, None),
    ],
)
def test_what_people_write_gives_its_bounds(text: str, low: int | None, high: int | None) -> None:
    """Lost without it: a register that must be written anew by hand."""
    said = count_said(text)
    assert said is not None
    assert (said.count, said.about) == (CountRange(low, high), False)


@pytest.mark.parametrize("text", ["ca. 500", "±500", "ongeveer 400 - 600", "about 500", "rund 500", "environ 500", "500 (geschat)"])
def test_about_gives_no_bound_and_says_so(text: str) -> None:
    """Lost without it: a scope that says at least 500 where there were 480."""
    said = count_said(text)
    assert said is not None
    assert (said.count.is_unknown, said.about) == (True, True)


@pytest.mark.parametrize("text", ["veel", "1.5", "1,5 mln", "20 - 10", "< 0", "-5", "1e5", "12.00", "99999999999", "ca.", "10 personen per dag"])
def test_what_is_no_count_gives_none(text: str) -> None:
    """Lost without it: 1.5 read as fifteen, or a wrong figure to the authority."""
    assert count_said(text) is None


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_range_read_back_is_the_range_that_was_written(one: int, other: int) -> None:
    """Lost without it: a figure changed by being written down."""
    low, high = sorted((one, other))
    for text in (f"{low} - {high}", f"{low:,} tot {high:,}", f"{low:,}".replace(",", ".") + f" – {high:,}".replace(",", ".")):
        said = count_said(text)
        assert said is not None
        assert said.count == CountRange(low, high)


@given(st.text(max_size=30))
def test_any_text_is_a_count_or_none(text: str) -> None:
    """Lost without it: a cell nobody foresaw ends the import."""
    said = count_said(text)
    assert said is None or not said.about or said.count.is_unknown
