"""One mail to one person as bytes, checked by reading it back: what stands there is what was meant.

Older Pythons turn encoded words in a name into a second header, so nothing that could become one gets in.
"""

from __future__ import annotations

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import MailProblem

HEADERS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "content-type",
    "content-transfer-encoding",
    "mime-version",
    "content-language",
}
POLICY = SMTP.clone(utf8=False, max_line_length=78)


def compose(mail: OutgoingMail) -> bytes:
    """Give the bytes of a mail.

    Raises:
        MailProblem: an address is not one plain address, a header holds something hidden, or the bytes read
            back are not what was meant.
    """
    for field, value in (("name", mail.from_name), ("name", mail.to_name), ("subject", mail.subject)):
        _refuse_hidden(field, value)
    for address in (mail.from_address, mail.to_address):
        wrong = address_problem(address)
        if wrong:
            raise MailProblem(f"An address {wrong}; mend it in the list and queue again.")
    if not mail.message_id.isascii() or not mail.message_id.isprintable() or " " in mail.message_id:
        raise MailProblem("The Message-ID is not plain; this is a fault of the program.")
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(mail.from_name, addr_spec=mail.from_address)
    message["To"] = Address(mail.to_name, addr_spec=mail.to_address)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = mail.message_id
    if mail.language:
        message["Content-Language"] = mail.language
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    raw = message.as_bytes()
    _read_back(raw, mail)
    return raw


def to_eml(mail: OutgoingMail) -> bytes:
    """Give a mail as an .eml file: the very bytes that would be sent."""
    return compose(mail)


def _refuse_hidden(field: str, value: str) -> None:
    if "=?" in value or not all(c.isprintable() for c in value):
        raise MailProblem(f"The {field} holds a control character or an encoded word; write it in plain letters.")


def _read_back(raw: bytes, mail: OutgoingMail) -> None:
    found = message_from_bytes(raw, policy=POLICY)
    names = [name.lower() for name in found.keys()]  # noqa: SIM118 - a message gives its headers, doubles too
    if len(names) != len(set(names)) or not set(names) <= HEADERS:
        raise MailProblem("The mail would carry a header nobody wrote; it was not built. Look at names and subject.")
    recipients = [a.addr_spec for a in found["To"].addresses]
    senders = [a.addr_spec for a in found["From"].addresses]
    if recipients != [mail.to_address] or senders != [mail.from_address]:
        raise MailProblem("The mail would go to another address than was meant; it was not built.")
    if " ".join(str(found["Subject"]).split()) != " ".join(mail.subject.split()):
        raise MailProblem("The subject would arrive changed; it was not built. Use plain words.")
    body = found.get_content().replace("\r\n", "\n")
    if body.rstrip("\n") != mail.text.rstrip("\n"):
        raise MailProblem("The text would arrive changed; it was not built.")
