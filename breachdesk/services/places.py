"""Which place somebody means by a country, or a part of one: `DE`, `DE-BY`, or the two apart. Pure."""

from __future__ import annotations

from breachdesk.domain.errors import WrongInput


def named_place(country: str, subdivision: str = "") -> tuple[str, str]:
    """Give a country and the part of it that is meant; no part where none is named.

    Args:
        country: ISO 3166-1 alpha-2, in either case, or with the part behind it, as in ISO 3166-2.
        subdivision: The part, with or without the country before it.

    Raises:
        WrongInput: both name a part, and not the same one.

    >>> named_place("de-by"), named_place("DE", "BY"), named_place("DE", "de-by"), named_place("nl")
    (('DE', 'BY'), ('DE', 'BY'), ('DE', 'BY'), ('NL', ''))
    """
    whole, _, part = country.strip().upper().partition("-")
    named = subdivision.strip().upper().removeprefix(f"{whole}-")
    if part and named and part != named:
        raise WrongInput(f"'{country.strip()[:20]}' and '{subdivision.strip()[:20]}' are two places; name one of them.")
    return whole, part or named
