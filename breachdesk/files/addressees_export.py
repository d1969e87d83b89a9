"""Affected people as the CSV files that letters are sent from, and as a list of those whom no letter reaches by mail.

Whoever shares an address with another person would have their letter read; whoever has none gets none. Both stand in a
file of their own, with the reason, because they must be told all the same (GDPR Art. 34(1)).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from breachdesk.domain.addressees import Addressee
from breachdesk.domain.people import AffectedPerson
from breachdesk.files.addressees_file import COLUMNS, MAX_BYTES, MAX_ROWS, row_problems
from breachdesk.files.formula_guard import guarded

BY_POST_COLUMNS = ("name", "email", "reference", "country", "language", "categories", "reason")
NO_ADDRESS = "no e-mail address on the lists"
SHARED = "shares the address with another person, who would read the letter"


@dataclass(frozen=True, slots=True)
class AddresseePart:
    """One file to write."""

    name_ending: str
    """What the file's name ends in before `.csv`: empty, `-2`, `-by-post`."""

    content: bytes
    people: int
    by_post: bool


def addressee_parts(people: Callable[[], Iterable[AffectedPerson]]) -> Iterator[AddresseePart]:
    """Give the files, each no larger than `send` reads; people without a name are named by their address.

    Args:
        people: Gives everybody anew, in the same order; asked twice, so that nobody has to be kept in memory.
    """
    doubled = _doubled(people())
    mailed, by_post = _Sheet(COLUMNS, ""), _Sheet(BY_POST_COLUMNS, "-by-post")
    for person in people():
        reason = _reason_against_mail(person, doubled)
        yield from by_post.add(_post_row(person, reason)) if reason else mailed.add(_mail_row(person))
    yield from mailed.rest()
    yield from by_post.rest()


@dataclass
class _Sheet:
    """Rows of one kind, handed out in parts."""

    columns: Sequence[str]
    ending: str
    part: int = 1
    lines: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, row: Sequence[str]) -> Iterator[AddresseePart]:
        """Add a row; give the part that was full before it."""
        line = _line(row)
        if len(self.lines) > MAX_ROWS or self.size + len(line) > MAX_BYTES:
            yield from self.rest()
        for each in (line,) if self.lines else (_line(self.columns), line):
            self.lines.append(each)
            self.size += len(each)

    def rest(self) -> Iterator[AddresseePart]:
        """Give what is left."""
        if not self.lines:
            return
        number = f"-{self.part}" if self.part > 1 else ""
        yield AddresseePart(f"{self.ending}{number}", b"".join(self.lines), len(self.lines) - 1, bool(self.ending))
        self.part, self.lines, self.size = self.part + 1, [], 0


def _line(row: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(row)
    return text.getvalue().encode()


def _doubled(people: Iterable[AffectedPerson]) -> set[int]:
    """Give the addresses of more than one person, as numbers: ten million addresses would not fit into memory."""
    seen: set[int] = set()
    twice: set[int] = set()
    for person in people:
        mark = hash(person.address.lower())
        (twice if mark in seen else seen).add(mark)
    return twice


def _reason_against_mail(person: AffectedPerson, doubled: set[int]) -> str:
    if not person.address:
        return NO_ADDRESS
    if hash(person.address.lower()) in doubled:
        return SHARED
    return next(row_problems(_addressee(person)), "").rstrip(".")


def _addressee(person: AffectedPerson) -> Addressee:
    return Addressee(person.name or person.address, person.address, person.language, person.reference)


def _mail_row(person: AffectedPerson) -> list[str]:
    to = _addressee(person)
    # An address that can be written to holds no parenthesis, bar or equals sign, so no spreadsheet can run one.
    return [guarded(to.name), to.address, to.language, guarded(to.reference), _categories(person)]


def _post_row(person: AffectedPerson, reason: str) -> list[str]:
    row = [person.name, person.address, person.reference, person.country, person.language, _categories(person), reason]
    return [guarded(cell) for cell in row]


def _categories(person: AffectedPerson) -> str:
    return guarded("; ".join(person.categories))
