"""One letter for one person, from a text that was written once for all: its merge fields filled, and nothing else.

The fields are {name}, {reference} and {data}. Each is filled once: what a person is called is put in and never looked at again,
so a name that reads `{data}` stays a name. A value that is not there stops the letter; a blank never passes.

Source: GDPR Art. 34(1), 5(1)(f).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.leftovers import MERGE_FIELDS

NAME, REFERENCE, DATA = MERGE_FIELDS
_FIELD = re.compile(r"\{(" + "|".join(MERGE_FIELDS) + r")\}")


@dataclass(frozen=True, slots=True)
class LetterText:
    """What one person will read."""

    subject: str
    text: str

    @property
    def sha256(self) -> str:
        """The fingerprint of these very words."""
        return hashlib.sha256(f"{self.subject}\n\n{self.text}".encode()).hexdigest()


@lru_cache(maxsize=32)
def merge_fields(*texts: str) -> tuple[str, ...]:
    """Give the merge fields that stand in some texts, once each.

    >>> merge_fields("Dear {name},", "{name}, your {data}, {city}")
    ('name', 'data')
    """
    return tuple(dict.fromkeys(field for text in texts for field in _parts(text)[1::2]))


def letter_of(revision: Revision, person: Addressee) -> LetterText:
    """Give the letter one person will read.

    Raises:
        NotAllowed: the text wants something that the list does not say of this person; who is not repeated.
    """
    words = dict(revision.data_words)
    return letter_to(revision.subject, revision.text, person, words)


def letter_to(subject: str, text: str, person: Addressee, words: Mapping[str, str]) -> LetterText:
    """Give the letter one person will read, from an approved text.

    Args:
        subject: With merge fields or without.
        text: With merge fields or without.
        person: Who reads it.
        words: What each data category that may concern somebody is called in the language of the text.

    Raises:
        NotAllowed: as `letter_of`.
    """
    fields = merge_fields(subject, text)
    if not fields:
        return LetterText(subject, text)
    values = {field: _value(field, words, person) for field in fields}
    return LetterText(_filled(subject, values), _filled(text, values))


def letters_digest(letters: Iterable[LetterText]) -> str:
    """Give one fingerprint over letters in their order."""
    whole = hashlib.sha256()
    for letter in letters:
        whole.update(letter.sha256.encode())
    return whole.hexdigest()


def _value(field: str, words: Mapping[str, str], person: Addressee) -> str:
    if field == DATA:
        return _data(words, person)
    value = " ".join((person.name if field == NAME else person.reference).split())
    if not value:
        raise NotAllowed(f"The letter wants a {field} of everybody, and one row of the list has none; add it or edit the text.")
    return value


def _data(words: Mapping[str, str], person: Addressee) -> str:
    """Name the data of one person, a line each, in the words of the letter."""
    unknown = [id_ for id_ in person.categories if id_ not in words]
    if unknown:
        raise NotAllowed(
            f"The list names the data category '{unknown[0][:60]}', for which the letter has no words; "
            "the scope does not hold it. Save the scope again and draft anew, or mend the list."
        )
    if not person.categories:
        raise NotAllowed(
            "The letter names each person's own data, and one row of the list says none; "
            "fill the column categories, or draft the letter without."
        )
    return "\n".join(f"- {words[id_]}" for id_ in person.categories)


def _filled(text: str, values: Mapping[str, str]) -> str:
    parts = _parts(text)
    if len(parts) == 1:
        return text
    return "".join(values[part] if n % 2 else part for n, part in enumerate(parts))


@lru_cache(maxsize=32)
def _parts(text: str) -> tuple[str, ...]:
    """Part a text at its fields; every second part is the name of one."""
    return tuple(_FIELD.split(text))
