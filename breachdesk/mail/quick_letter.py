"""The quick way to build a letter of a row: what all letters of it share is written once, the rest is put in and read back.

The library spends nearly all its time on folding headers and encoding the same lines again. Here the head of a row is kept,
and every line of text is encoded once and decoded again by another hand before it is used. A row is used only after one whole
letter of it, built and read back by the library, was the same byte for byte; whatever is odd goes the slow way for good.

Source: RFC 5322; RFC 2045, section 6.7 (quoted-printable).
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from dataclasses import dataclass, field
from datetime import UTC
from email.quoprimime import body_encode
from email.utils import format_datetime
from functools import lru_cache

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import MailProblem
from breachdesk.domain.shared_ending import EMPTY_LINE, SharedEnding
from breachdesk.mail.header_words import as_phrase, as_words, needs_words, read_phrase, refuse_hidden

WIDTH = 78
"""Characters on an encoded line, as the library's own policy has it."""

MOST_ROWS = 8
"""Rows kept; a desk sends one or two at a time."""

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9_+-]{1,80}@")
_UNPLAIN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""What some readers take for the end of a line; such a text goes the slow way."""


class _Odd(Exception):
    """A line that some readers would part into two."""


@dataclass(slots=True)
class QuickLetters:
    """One row: letters from one sender with one subject, language and date."""

    before: bytes
    """The headers up to the addressee."""

    between: bytes
    """Those up to the Message-ID."""

    after: bytes
    """Those from the Message-ID to the text."""

    domain: str
    """Of every Message-ID, with the bracket behind it."""

    shared: SharedEnding = field(default_factory=SharedEnding)

    is_proven: bool = False
    """One whole letter of it was the same byte for byte; else all go the slow way."""

    def letter(self, mail: OutgoingMail) -> bytes | None:
        """Give a letter of this row; None where it must go the slow way.

        Raises:
            MailProblem: the address is not one plain address, or the name holds something hidden.
        """
        wrong = address_problem(mail.to_address)
        if wrong is not None:
            raise MailProblem(f"The addressee's address {wrong}.")
        refuse_hidden("addressee's name", mail.to_name)
        phrase = as_phrase(mail.to_name)
        known = _MESSAGE_ID.match(mail.message_id)
        if known is None or mail.message_id[known.end() :] != self.domain:
            return None
        if phrase and read_phrase(phrase) != mail.to_name:
            return None
        try:
            body = _body(mail.text, self.shared)
        except _Odd:
            return None
        to = f"To: {phrase}<{mail.to_address}>\r\n".encode("ascii")
        return b"".join((self.before, to, self.between, mail.message_id.encode("ascii"), self.after, body))


_Key = tuple[str, str, str, str, object]


@dataclass(slots=True)
class Rows:
    """The rows in use, the latest last."""

    _rows: dict[_Key, QuickLetters] = field(default_factory=dict)

    def letter(self, mail: OutgoingMail) -> bytes | None:
        """Give a letter of a row that was proven; None where it must go the slow way.

        Raises:
            MailProblem: the address, the name or the text cannot be sent.
        """
        row = self._rows.get(_key(mail))
        return row.letter(mail) if row is not None and row.is_proven else None

    def prove(self, mail: OutgoingMail, whole: bytes) -> None:
        """Take the row of a mail into use where it gives the very bytes that the library gave and read back."""
        key = _key(mail)
        if key in self._rows:
            return
        row = self._rows[key] = _row_of(mail)
        row.is_proven = row.letter(mail) == whole
        if len(self._rows) > MOST_ROWS:
            del self._rows[next(iter(self._rows))]


def _key(mail: OutgoingMail) -> _Key:
    return mail.from_name, mail.from_address, mail.subject, mail.language, mail.written_at


def _row_of(mail: OutgoingMail) -> QuickLetters:
    """Write the shared headers; whether they are right is proved by the first letter, not here."""
    subject = as_words(mail.subject) if needs_words(mail.subject, len("Subject")) else mail.subject
    date = format_datetime(mail.written_at.astimezone(UTC))
    after = 'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n'
    if mail.language:
        after += f"Content-Language: {mail.language}\r\n"
    return QuickLetters(
        before=_bytes(f"From: {as_phrase(mail.from_name)}<{mail.from_address}>\r\n"),
        between=_bytes(f"Subject: {subject}\r\nDate: {date}\r\nMessage-ID: "),
        after=_bytes(f"\r\n{after}\r\n"),
        domain=mail.message_id.partition("@")[2],
    )


def _bytes(text: str) -> bytes:
    """Give bytes that differ from what was meant where it is not ASCII, so that the row is never proven."""
    return text.encode("ascii", "replace")


def _body(text: str, shared: SharedEnding) -> bytes:
    """Encode a text, paragraph by paragraph, for nearly all of them are shared.

    Raises:
        _Odd: a line must go the slow way.
    """
    lines = text.replace("\r\n", "\n") if "\r" in text else text
    before, ending = shared.parted(lines if lines.endswith("\n") else f"{lines}\n")
    # The last line end is written with its line.
    return _paragraphs(before) + _ending(ending) if ending else _paragraphs(before[:-1])


def _paragraphs(text: str) -> bytes:
    return b"\r\n".join(map(_paragraph, text.split(EMPTY_LINE)))


@lru_cache(maxsize=64)
def _ending(ending: str) -> bytes:
    return b"\r\n" + (_paragraphs(ending[len(EMPTY_LINE) : -1]) if ending != EMPTY_LINE else b"")


@lru_cache(maxsize=2048)
def _paragraph(text: str) -> bytes:
    return b"".join(map(_line, text.split("\n")))


@lru_cache(maxsize=4096)
def _line(line: str) -> bytes:
    """Encode one line, and decode it again by another hand."""
    if _UNPLAIN.search(line):
        raise _Odd
    try:
        meant = line.encode()
    except UnicodeEncodeError as error:
        raise MailProblem(
            "The text holds half a character, which cannot be sent; write it again and have it approved."
        ) from error
    written = body_encode(meant.decode("latin-1"), WIDTH).replace("\n", "\r\n").encode("ascii")
    if a2b_qp(written) != meant:
        raise MailProblem("The text would arrive changed, so the mail was not built; write it in plainer characters.")
    return written + b"\r\n"
