"""On which days nobody works: the public holidays of a country or a part of it, from the `holidays` library.

Weekends are not its business. Where the library knows a country or a part of it not, it gives none, so that an end is
never moved later than a weekend would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from holidays import country_holidays


def public_holidays(country: str, subdivision: str, years: Iterable[int]) -> Mapping[date, str]:
    """Give the public holidays by day.

    Args:
        country: ISO 3166-1 alpha-2.
        subdivision: ISO 3166-2 such as `DE-BY`; empty for what holds in the whole country.
        years: Of the days wanted.
    """
    part = subdivision.removeprefix(f"{country}-") or None
    for candidate in dict.fromkeys((part, None)):
        try:
            return dict(country_holidays(country, subdiv=candidate, years=list(years), language="en_US"))
        except NotImplementedError:
            continue
    return {}
