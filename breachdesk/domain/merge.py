r"""Merge fields: the three places of an approved text that read differently for each addressee.

`{name}`, `{reference}` and `{data}`, and nothing else. They are filled in one pass: what a value holds is never looked at
again, so that a name such as `{data}` stays the name it is. A blank is never sent.

Source: GDPR Art. 5(1)(d), 34(2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.errors import WrongInput

NAME, REFERENCE, DATA = "name", "reference", "data"
FIELDS = (NAME, REFERENCE, DATA)
BETWEEN = ", "
"""Between the kinds of data of one person; the same in every language."""

_PLACE = re.compile(r"\{+[^{}\n]*\}+")


def merge_fields(text: str) -> tuple[str, ...]:
    """Give the merge fields of a text, each once, in the order they come.

    Raises:
        WrongInput: something else stands in braces, which is a placeholder somebody left.

    >>> merge_fields("Dear {name}, your number is {reference}. Yours, {name}")
    ('name', 'reference')
    """
    found: dict[str, None] = {}
    for place in _PLACE.findall(text):
        if place[1:-1] not in FIELDS:
            raise WrongInput(
                f"'{place[:40]}' is left in the text and nothing fills it; write {{name}}, {{reference}} or {{data}}, "
                "or take it out."
            )
        found[place[1:-1]] = None
    return tuple(found)


def values_of(fields: tuple[str, ...], person: Addressee, words: Mapping[str, str]) -> Mapping[str, str]:
    """Give what stands in these merge fields for one addressee.

    Args:
        words: What each data category is called in the language of the text.

    Raises:
        WrongInput: the list does not say it, and whose row that is; or a category has no words.
    """
    data = BETWEEN.join(_called(c, person, words) for c in person.categories) if DATA in fields else ""
    said = {NAME: person.name, REFERENCE: person.reference, DATA: data}
    for field in fields:
        if not said[field].strip():
            column = "categories" if field == DATA else field
            raise WrongInput(
                f"The text has {{{field}}}, and the row of {person.name} <{person.address}> has no {column}; "
                "fill it in the list, or take the field out of the text."
            )
    return {field: said[field] for field in fields}


def filled(text: str, person: Addressee, words: Mapping[str, str]) -> str:
    """Give a text as one addressee reads it.

    Raises:
        WrongInput: as `merge_fields` and `values_of`.

    >>> filled("Dear {name}", Addressee("{data} & Sons", "info@example.net"), {})
    'Dear {data} & Sons'
    """
    fields = merge_fields(text)
    if not fields:
        return text
    values = values_of(fields, person, words)
    return _PLACE.sub(lambda place: values[place[0][1:-1]], text)


def _called(category: str, person: Addressee, words: Mapping[str, str]) -> str:
    if category not in words:
        raise WrongInput(
            f"The row of {person.name} <{person.address}> names the data category '{category}', which the inventory does not "
            "have; mend the list, or add the category to the inventory."
        )
    return words[category]
