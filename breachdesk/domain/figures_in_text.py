"""Numbers written in a text, and whether any fact bears them out.

Hours, days, articles and telephone numbers are no figures here: what is looked for is how many people or records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from breachdesk.domain.dates_in_text import days_in

LEAST = 10
"""From here on a number in words of one's own is taken for a figure; smaller ones count steps and people in a room."""

_NUMBER = re.compile(r"(?<![\w.,/+-])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\w])|(?<![\w.,:/+-])\d+(?![\w:])")
_LAW = re.compile(
    r"\b(?:art|artt|artikel|article|artículo|articolo|artigo|section|lid|abs|ust|par|nr|no)\.?\s*\d[\d()., a-z]*", re.I
)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}(?!\d)")
_PHONE = re.compile(r"\+\d[\d ()/-]{6,20}")


def figures_in(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Give each figure of a sentence, as written and as a number.

    >>> list(figures_in("On 3 May 2026 at 10:30 about 12,500 people, art. 33 GDPR, call +31 30 555 01 10.", "en"))
    [('12,500', 12500)]
    """
    hidden = list(text)
    for start, end, _ in days_in(text, language):
        hidden[start:end] = " " * (end - start)
    rest = "".join(hidden)
    for pattern in (_PHONE, _LAW, _TIME):
        rest = pattern.sub(lambda found: " " * len(found[0]), rest)
    for found in _NUMBER.finditer(rest):
        number = int(re.sub(r"\D", "", found[0]))
        is_year = 1990 <= number <= 2100 and len(found[0]) == 4
        if number >= LEAST and not is_year:
            yield found[0], number


def numbers_of(texts: Iterable[str]) -> frozenset[int]:
    """Give every number that stands in some texts, such as what facts say."""
    return frozenset(int(re.sub(r"\D", "", found[0])) for text in texts for found in _NUMBER.finditer(text))
