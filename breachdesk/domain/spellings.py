"""In which forms something of a person is looked for in a text: an address, a name, a number; folded or as one word.

What can mean more than one person is no form: a few figures, a name of a few letters written as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.foreign import folded
from breachdesk.domain.naming import LEAST, LEAST_LETTERS, MOST_PARTS

_PART = re.compile(r"[^\W_]+")


def forms_of(person: Addressee) -> Iterator[tuple[str, str]]:
    """Give each form of what is a person's, with the thing itself as the list has it.

    >>> [form for form, _ in forms_of(Addressee("Ann Bos", "ab@example.net", "", "KL-1"))]
    ['ab@example.net', 'ann bos', 'bos ann', 'kl 1']
    """
    if person.address:
        yield plain_form(person.address).replace(" ", ""), person.address
    for form in name_forms(person.name):
        yield form, person.name
    for form in number_forms(person.reference):
        yield form, person.reference


def name_forms(name: str) -> Iterator[str]:
    """Give a name as its words, turned around at each place, and as one word."""
    parts = _PART.findall(plain_form(name))
    joined = "".join(parts)
    if is_wide(joined) or len(joined) >= (LEAST if len(parts) == 1 else LEAST_LETTERS):
        yield joined
    if len(parts) > 1:
        # Initials are not turned around: 'A. Visser' would stand in 'Dear Ann Visser, a data breach ...'.
        turns = len(parts) if sum(len(part) > 1 for part in parts) > 1 and len(parts) <= MOST_PARTS else 1
        for turn in range(turns):
            yield " ".join((parts[turn:] + parts[:turn])[:MOST_PARTS])


def number_forms(number: str) -> Iterator[str]:
    """Give a number as it is parted and as one; never figures that are so few that any date holds them."""
    parts = _PART.findall(plain_form(number))
    joined = "".join(parts)
    if len(joined) >= LEAST:
        yield joined
    if len(parts) > 1 and (len(joined) >= LEAST or not joined.isdigit()):
        yield " ".join(parts[:MOST_PARTS])


def is_wide(word: str) -> bool:
    """Tell whether a word is of a script that puts no spaces between words."""
    return len(word) > 1 and all(unicodedata.east_asian_width(c) == "W" for c in word)


def plain_form(token: str) -> str:
    """Give a text as `folded` does; most of a long list is plain, and this is quicker."""
    return " ".join(token.lower().split()) if token.isascii() else folded(token)
