"""A country, a part of one, or both apart: one way to read them."""

from __future__ import annotations

import pytest

from breachdesk.domain.errors import WrongInput
from breachdesk.services.places import named_place


@pytest.mark.parametrize(
    ("country", "subdivision", "place"),
    [
        ("NL", "", ("NL", "")),
        (" nl ", " ", ("NL", "")),
        ("DE-BY", "", ("DE", "BY")),
        ("de-by", "", ("DE", "BY")),
        ("DE", "BY", ("DE", "BY")),
        ("DE", "de-by", ("DE", "BY")),
        ("DE-BY", "DE-BY", ("DE", "BY")),
        ("", "", ("", "")),
    ],
)
def test_a_place_is_read_however_it_is_written(country: str, subdivision: str, place: tuple[str, str]) -> None:
    """Lost without it: `DE-BY` opens an incident and is refused by the clock, or the other way round."""
    assert place == named_place(country, subdivision)


def test_two_parts_at_once_are_refused() -> None:
    """Lost without it: one of two places wins in silence, and the other's authority is never told."""
    with pytest.raises(WrongInput, match="'DE-BY' and 'DE-NW' are two places; name one of them"):
        named_place("DE-BY", "DE-NW")
