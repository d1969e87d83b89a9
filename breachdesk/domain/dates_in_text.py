"""Days written in a text, found in any of the ways a notice writes them; to see whether one lies in the future.

Month names are those of the Unicode CLDR, as they stand in a date, for the languages BreachDesk ships; in others only days in
figures are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

_MONTHS: Mapping[str, str] = {
    "en": "january february march april may june july august september october november december",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_NAMED = re.compile(r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\s+(?:de\s+)?(\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")


def days_in(text: str, language: str) -> Iterator[tuple[int, int, date]]:
    """Give each day a text names: where it begins and ends, and which day it is.

    >>> [day.isoformat() for _, _, day in days_in("on 3 May 2026, not 31.02.2026 or 2026-05-04", "en")]
    ['2026-05-03', '2026-05-04']
    """
    months = {name: number for number, name in enumerate(_MONTHS.get(language, "").split(), start=1)}
    found: list[tuple[int, int, date | None]] = []
    for named in _NAMED.finditer(text):
        month = months.get(named[2].lower(), 0)
        found.append((named.start(), named.end(), _day(named[3], str(month), named[1])))
    found.extend((m.start(), m.end(), _day(m[1], m[2], m[3])) for m in _ISO.finditer(text))
    found.extend((m.start(), m.end(), _day(m[3], m[2], m[1])) for m in _FIGURES.finditer(text))
    yield from ((start, end, day) for start, end, day in sorted(found, key=lambda one: one[0]) if day is not None)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
