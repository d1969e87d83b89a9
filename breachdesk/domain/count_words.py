"""How many, as people write it in a cell: `12.000 - 15.500`, `< 1000`, `minstens 50`, `onbekend`; four languages.

What is only about right gives no bound: a scope must never state a figure that the truth may lie outside of. So
`ca. 500` counts as unknown, and whoever reads it in says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from breachdesk.domain.inventory import CountRange

MOST = 10**10
_NUMBER = r"(\d{1,3}(?:[.,'’_ \u00a0\u202f]\d{3})+|\d{1,11})"
_UNITS = (
    r"(?:personen|persoon|mensen|betrokkenen|records|dossiers|regels|people|persons|individuals|data subjects|entries|"
    r"betroffene|datensätze|personnes|enregistrements|stuks)"
)
_UNKNOWN = frozenset(
    """
    ? ?? - – n.b. nb n.n.b. nnb n/a na n.v.t. nvt onbekend unknown tbd niet_bekend not_known k.a. k._a. unbekannt
    nicht_bekannt inconnu non_connu pas_connu nc n.c.
    """.split()
)
_ABOUT = r"(?:ca\.?|circa|±|~|≈|ongeveer|plusminus|rond|approx\.?|approximately|about|around|etwa|ungefähr|rund|environ|env\.?)"
_ROUGHLY = r"(?:geschat|schatting|estimated?|geschätzt|estimation|estimé|naar schatting)"
_LESS = r"(?:<|minder dan|less than|fewer than|under|onder|weniger als|unter|moins de)"
_AT_MOST = (
    r"(?:<=|=<|≤|max\.?|maximaal|maximum|hoogstens|ten hoogste|tot|tot en met|up to|at most|no more than|höchstens|bis|bis zu|"
    r"maximal|jusqu['’]à|au plus|au maximum)"
)
_MORE = r"(?:>|meer dan|more than|over|mehr als|über|plus de)"
_AT_LEAST = (
    r"(?:>=|=>|≥|min\.?|minimaal|minimum|minstens|ten minste|tenminste|vanaf|at least|from|mindestens|ab|au moins|au minimum)"
)
_BETWEEN = r"(?:(?:tussen|between|zwischen|entre|van|from|von|de)\s+)?"
_TO = r"(?:-|–|—|\.\.|tot|tot en met|t/m|to|bis|à|a|en|and|und|et)"
_RANGE = re.compile(rf"{_BETWEEN}{_NUMBER}\s*{_TO}\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class CountSaid:
    """What a text says of a count."""

    count: CountRange
    about: bool = False
    """Only about right; the count is unknown then."""


def count_said(text: str) -> CountSaid | None:
    """Give the count a text says; None when it says none that can be read.

    >>> str(count_said("12.000 - 15.500").count), str(count_said("< 1000").count), count_said("veel")
    ('12,000 to 15,500', 'at most 999', None)
    >>> count_said("ca. 500")
    CountSaid(count=CountRange(at_least=None, at_most=None), about=True)
    """
    plain = re.sub(rf"\s*{_UNITS}$", "", " ".join(text.casefold().split())).strip()
    if not plain or plain.replace(" ", "_") in _UNKNOWN:
        return CountSaid(CountRange())
    about = re.fullmatch(rf"{_ABOUT}\s*(.+)", plain) or re.fullmatch(rf"(.+?)\s*\(?{_ROUGHLY}\)?", plain)
    if about:
        inner = count_said(about[1])
        return CountSaid(CountRange(), True) if inner is not None and not inner.count.is_unknown else None
    count = _exactly_said(plain)
    return None if count is None else CountSaid(count)


def _exactly_said(plain: str) -> CountRange | None:
    both = _RANGE.fullmatch(plain)
    if both:
        low, high = _whole(both[1]), _whole(both[2])
        return CountRange(low, high) if low <= high <= MOST else None
    for word, low_by, high_by in (("", 0, 0), (_AT_MOST, None, 0), (_LESS, None, -1), (_AT_LEAST, 0, None), (_MORE, 1, None)):
        found = re.fullmatch(rf"{word}\s*{_NUMBER}", plain)
        if found:
            return _bounded(_whole(found[1]), low_by, high_by)
    more = re.fullmatch(rf"{_NUMBER}\s*\+", plain)
    return _bounded(_whole(more[1]), 0, None) if more else None


def _bounded(number: int, low_by: int | None, high_by: int | None) -> CountRange | None:
    low = None if low_by is None else number + low_by
    high = None if high_by is None else number + high_by
    if number > MOST or (high is not None and high < 0):
        return None
    return CountRange(low, high)


def _whole(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))
