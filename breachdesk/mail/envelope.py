"""One mail to one person as bytes, checked by reading it back: what stands there is what was meant.

The first mail of a row of letters goes this way whole; those that differ only in person and words take the quick way
(`quick_letter`), which is held to give the same bytes.

Source: RFC 5322.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import MailProblem
from breachdesk.mail.header_words import as_phrase, as_words, needs_words, refuse_hidden
from breachdesk.mail.quick_letter import Rows

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@([^@<>]+)>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HEADER = re.compile(rb"([!-9;-~]+): ")


class _OneLineOrWords(EmailPolicy):
    """Writes a header as a short plain line or as encoded words, never by the library's folding."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Give one header's lines; whatever holds no free text is left to stand as it is."""
        if name == "Subject":
            written = as_words(str(value)) if needs_words(str(value), len(name)) else str(value)
        elif name in ("From", "To"):
            (person,) = value.addresses
            written = f"{as_phrase(person.display_name)}<{person.addr_spec}>"
        else:
            written = str(value)
        return f"{name}: {written}\r\n".encode("ascii")


POLICY = _OneLineOrWords(linesep="\r\n", cte_type="7bit")
_ROWS = Rows()


def check_address(text: str) -> str:
    """Give an address that reaches exactly one mailbox, unchanged.

    Raises:
        MailProblem: it is not one plain address; the sentence does not repeat it.
    """
    wrong = address_problem(text)
    if wrong is not None:
        raise MailProblem(f"The address {wrong}.")
    return text


def compose(mail: OutgoingMail) -> bytes:
    """Give the bytes of a mail: ASCII only, lines ended by CR LF.

    Raises:
        MailProblem: an address is not one plain address, a header holds something hidden, or the bytes read
            back are not what was meant.
    """
    quick = _ROWS.letter(mail)
    if quick is not None:
        return quick
    raw = _whole(mail)
    _ROWS.prove(mail, raw)
    return raw


def _whole(mail: OutgoingMail) -> bytes:
    _check(mail)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(mail.from_name, addr_spec=mail.from_address)
    message["To"] = Address(mail.to_name, addr_spec=mail.to_address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written_at.astimezone(UTC))
    message["Message-ID"] = mail.message_id
    message.set_content(_lines(mail.text), charset="utf-8", cte="quoted-printable")
    if mail.language:
        # After the text: setting that takes every earlier Content- header away.
        message["Content-Language"] = mail.language
    raw = message.as_bytes()
    _read_back(raw, mail)
    return raw


def to_eml(mail: OutgoingMail) -> bytes:
    """Give a mail as an .eml file: the very bytes that would be sent."""
    return compose(mail)


def _check(mail: OutgoingMail) -> None:
    for whose, address in (("sender", mail.from_address), ("addressee", mail.to_address)):
        wrong = address_problem(address)
        if wrong is not None:
            raise MailProblem(f"The {whose}'s address {wrong}.")
    for field, value in (
        ("sender's name", mail.from_name),
        ("addressee's name", mail.to_name),
        ("subject", mail.subject),
    ):
        refuse_hidden(field, value)
    known = _MESSAGE_ID.fullmatch(mail.message_id)
    if known is None or address_problem(f"id@{known[1]}") is not None:
        raise MailProblem("The Message-ID is not of the form <unique@domain>; this is a fault of the program.")
    if mail.language and not _LANGUAGE.fullmatch(mail.language):
        raise MailProblem("The letter's language is not a code such as nl or pt-BR; choose it again.")
    if mail.written_at.tzinfo is None:
        raise MailProblem("The mail's date has no zone, so it names no instant; this is a fault of the program.")
    if any(unicodedata.category(character) == "Cs" for character in mail.text):
        raise MailProblem("The text holds half a character, which cannot be sent; write it again and have it approved.")


def _lines(text: str) -> str:
    """Give a text with one kind of line end, and one at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else f"{lines}\n"


def _read_back(raw: bytes, mail: OutgoingMail) -> None:
    """Compare the bytes with what was meant; names and subject without their spaces, which 3.11 reads loosely."""
    expected = ["From", "To", "Subject", "Date", "Message-ID"] + ["Content-Language"] * bool(mail.language)
    expected += ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    if sorted(_header_names(raw)) != sorted(expected):
        raise MailProblem("The mail would carry a header nobody wrote, so it was not built; look at names and subject.")
    found: Any = BytesParser(EmailMessage, policy=POLICY).parsebytes(raw)
    people = [(_packed(a.display_name), a.addr_spec) for name in ("From", "To") for a in found[name].addresses]
    meant = [(_packed(mail.from_name), mail.from_address), (_packed(mail.to_name), mail.to_address)]
    if people != meant:
        raise MailProblem("The mail would go out under another name or address than was meant, so it was not built.")
    if _packed(str(found["Subject"])) != _packed(mail.subject) or str(found["Message-ID"]) != mail.message_id:
        raise MailProblem("The subject would arrive changed, so the mail was not built; write it in plainer words.")
    if _lines(found.get_content()) != _lines(mail.text):
        raise MailProblem("The text would arrive changed, so the mail was not built; write it in plainer characters.")


def _header_names(raw: bytes) -> list[str]:
    """Give the names on the header lines, read without the library that wrote them; "" for a line without one."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    lines = [line for line in re.split(rb"\r\n|\r|\n", head) if not line.startswith((b" ", b"\t"))]
    names = [_HEADER.match(line) for line in lines]
    return [name[1].decode("ascii") if name else "" for name in names]


def _packed(text: str) -> str:
    return "".join(text.split())
