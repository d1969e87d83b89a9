"""Fingerprints of a list of addressees, and of every letter as it will read: what a yes to letters binds.

Both count order, so that nobody is added, left out, or put into another's place unseen.

Source: GDPR Art. 5(2), 34(1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.merge import letter_to


@dataclass(frozen=True, slots=True)
class ApprovedList:
    """The addressees an Approval was given for, as they are kept for sending; a later edit of the file changes nothing."""

    rows: tuple[Addressee, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    """What the data categories on it are called in the language of the text."""


def addressees_digest(rows: Iterable[Addressee]) -> str:
    """Give the SHA-256 over everybody on a list: name, address, language, reference and categories, in order.

    >>> ann, ben = Addressee("Ann", "a@example.net"), Addressee("Ben", "b@example.net")
    >>> addressees_digest([ann, ben]) == addressees_digest([ben, ann])
    False
    """
    return _digest([p.name, p.address, p.language, p.reference, list(p.categories)] for p in rows)


def letters_digest(subject: str, text: str, people: ApprovedList) -> str:
    """Give the SHA-256 over every letter as it will read, with whom it goes to, in the order of the list.

    Raises:
        NotAllowed: a merge field cannot be filled for somebody.
    """
    return _digest(letter for letter in letters(subject, text, people))


def letters(subject: str, text: str, people: ApprovedList) -> Iterator[tuple[str, str, str, str]]:
    """Give name, address, subject and text of every letter.

    Raises:
        NotAllowed: a merge field cannot be filled for somebody.
    """
    for number, person in enumerate(people.rows, start=1):
        try:
            letter = letter_to(subject, text, person, people.words)
        except NotAllowed as refused:
            raise NotAllowed(f"Person {number} of the list: {refused}") from refused
        yield person.name, person.address, letter.subject, letter.text


def _digest(rows: Iterable[Sequence[object]]) -> str:
    """One line of JSON a row: no two lists of rows have the same lines."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(json.dumps(row).encode() + b"\n")
    return whole.hexdigest()
