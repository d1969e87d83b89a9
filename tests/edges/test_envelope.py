"""A mail carries what was meant to one person, and nothing else."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.errors import MailProblem
from breachdesk.mail import envelope
from breachdesk.mail.envelope import check_address, compose, to_eml
from breachdesk.mail.quick_letter import Rows

HOSTILE = Path(__file__).resolve().parents[2].parent / "shared" / "hostile"
WRITTEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ALL_HEADERS = {
    *("from", "to", "subject", "date", "message-id", "content-language"),
    *("content-type", "content-transfer-encoding", "mime-version"),
}
BREAKS = ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\x00", "\x1b"]


def letter(**changed: Any) -> OutgoingMail:
    """Give a letter to Ann."""
    ann = OutgoingMail(
        message_id="<0a1b@example.org>",
        from_name="Kaasland privacy desk",
        from_address="privacy@example.org",
        to_name="Ann Miller",
        to_address="ann@example.net",
        subject="About your data",
        text="Dear Ann,\n\nwe write to you.\n",
        written_at=WRITTEN,
        language="nl",
    )
    return replace(ann, **changed)


def read(raw: bytes) -> EmailMessage:
    """Read a mail as a mail program would."""
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def as_sent(text: str) -> bytes:
    """Give a text with the line ends of mail, and one at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return (lines if lines.endswith("\n") else lines + "\n").replace("\n", "\r\n").encode()


@pytest.fixture(autouse=True)
def no_row_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build each letter whole; the quick way has tests of its own."""
    monkeypatch.setattr(envelope, "_ROWS", Rows())


def header_names(raw: bytes) -> list[str]:
    """Give the names of the header lines, read without any library."""
    head = raw.split(b"\r\n\r\n")[0]
    lines = head.replace(b"\r", b"\n").split(b"\n")
    return [line.split(b":")[0].decode().lower() for line in lines if line and line[:1] not in b" \t"]


def shared(name: str) -> list[dict[str, str]]:
    """Give a list of hostile inputs; empty where they are not at hand."""
    path = HOSTILE / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def refused_or_literal(mail: OutgoingMail) -> None:
    """Hold that a hostile value adds neither a header nor a recipient."""
    try:
        raw = compose(mail)
    except MailProblem:
        return
    assert set(header_names(raw)) <= ALL_HEADERS
    assert len(header_names(raw)) == len(set(header_names(raw)))
    assert [mail.to_address] == [a.addr_spec for a in read(raw)["To"].addresses]
    assert [mail.from_address] == [a.addr_spec for a in read(raw)["From"].addresses]


def test_a_letter_reads_as_it_was_meant() -> None:
    """Lost without it: people get another name, date or text than was approved."""
    found = read(compose(letter(subject="Über Ihre Daten", to_name="Zoë Müller")))
    assert found["From"] == "Kaasland privacy desk <privacy@example.org>"
    assert (
        found["To"].addresses[0].display_name,
        found["To"].addresses[0].addr_spec,
    ) == ("Zoë Müller", "ann@example.net")
    assert found["Subject"] == "Über Ihre Daten"
    assert found["Date"].datetime == WRITTEN
    assert found["Message-ID"] == "<0a1b@example.org>"
    assert found["Content-Language"] == "nl"
    assert found.get_content_type() == "text/plain"
    assert found.get_payload(decode=True) == b"Dear Ann,\r\n\r\nwe write to you.\r\n"


def test_the_date_is_in_utc_whatever_zone_it_came_in() -> None:
    """Lost without it: the mail tells where the desk stands."""
    raw = compose(letter(written_at=WRITTEN.astimezone(timezone(timedelta(hours=5, minutes=30)))))
    assert b"Date: Mon, 23 Nov 2026 09:30:00 +0000\r\n" in raw


def test_a_date_without_a_zone_is_refused() -> None:
    """Lost without it: a mail dated hours off, in a matter of hours."""
    with pytest.raises(MailProblem, match="no zone"):
        compose(letter(written_at=WRITTEN.replace(tzinfo=None)))


@pytest.mark.parametrize("field", ["subject", "from_name", "to_name", "language", "message_id"])
@pytest.mark.parametrize("line_end", BREAKS)
def test_a_line_end_or_control_character_is_refused_in_every_header(field: str, line_end: str) -> None:
    """Lost without it: a second header, and a second recipient."""
    with pytest.raises(MailProblem):
        compose(letter(**{field: f"x{line_end}Bcc: evil@example.net"}))


@pytest.mark.parametrize("field", ["subject", "from_name", "to_name"])
@pytest.mark.parametrize(
    "word", ["=?utf-8?q?x=0d=0aBcc:_evil=40example.net?=", "=?utf-8?b?eA0KQmNjOiBldmlsQGV4YW1wbGUubmV0?=", "a =? b"]
)
def test_an_encoded_word_is_refused_in_every_header(field: str, word: str) -> None:
    """Lost without it: Python 3.11.7 and 3.12.1 write it out as a true Bcc line."""
    with pytest.raises(MailProblem, match=r"=\?"):
        compose(letter(**{field: word}))


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\ufeff", "\u2066", "\ud800", "\ue000"])
def test_an_unseen_character_is_refused_and_named(character: str) -> None:
    """Lost without it: a subject that reads backwards."""
    with pytest.raises(MailProblem, match=rf"U\+{ord(character):04X}"):
        compose(letter(subject=f"a{character}b"))


@pytest.mark.parametrize("case", shared("headers.json"), ids=lambda case: case["where"])
def test_no_hostile_header_gets_through(case: dict[str, str]) -> None:
    """Lost without it: injection that somebody already thought of."""
    field = {
        "Subject": "subject",
        "From-name": "from_name",
        "To-name": "to_name",
        "Reply-To": "to_address",
        "Message-ID": "message_id",
        "body": "text",
    }.get(case["where"], "subject")
    refused_or_literal(letter(**{field: case["value"]}))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=120))
def test_whatever_stands_in_names_and_subject_stays_one_header_and_one_recipient(
    from_name: str, to_name: str, subject: str
) -> None:
    """Lost without it: the injection nobody thought of."""
    refused_or_literal(letter(from_name=from_name, to_name=to_name, subject=subject))


@pytest.mark.parametrize(
    "name",
    [
        "Miller, Ann",
        "Müller, Ann",
        'x" <evil@example.net>, "y',
        "O'Brien",
        "back\\slash",
        "a@b.example",
        "Dr. A. (Ann) Miller; jr.",
        "",
        "محمد",
        "نام\u200cخانوادگی",
        "Ministerie van Volksgezondheid, Welzijn en Sport, afdeling Gegevensbescherming en Toezicht",
        "Ann <b@c.example> " * 8 + ".",
        "Ä, " * 30 + "Ö",
    ],
)
def test_a_name_with_commas_quotes_or_brackets_is_one_recipient(name: str) -> None:
    """Lost without it: "Miller, Ann" becomes two people, and a long one loses its quotes on 3.11."""
    raw = compose(letter(to_name=name, from_name=name))
    for side, address in (("To", "ann@example.net"), ("From", "privacy@example.org")):
        (person,) = read(raw)[side].addresses
        assert person.addr_spec == address
        assert person.display_name.replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize(
    "subject",
    ["x" * 2000, "Ä" * 500, "wörter " * 60 + "ende", "日本語 の 件名 " * 12 + "x", "a  b", "Violation\u00a0: données"],
)
def test_a_long_or_foreign_subject_is_folded_and_reads_unchanged(subject: str) -> None:
    """Lost without it: a subject cut off, or refused because of how Python folds it."""
    raw = compose(letter(subject=subject))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert read(raw)["Subject"] == subject
    written = raw.split(b"Subject: ")[1].split(b"\r\nDate")[0].decode("ascii")
    assert str(make_header(decode_header(written))) == subject


@pytest.mark.parametrize(
    "text",
    [
        "a\r\n.\r\nMAIL FROM:<evil@example.net>\r\nDATA\r\nx",
        "a\n.\n..\n...\nMAIL FROM:<evil@example.net>",
        "a\r.\rQUIT",
        "From the start of a line\n From here\n",
        "x" * 20000,
        "日本" * 3000,
        "trailing space \ntab\t\n\n\n",
        "= =20 =?utf-8?q?x?=\n",
        "form\ffeed \u2028 \x85 \x1b[2J \x00 end",
        "",
        "ende ohne Zeilenumbruch: äöü €",
    ],
)
def test_every_text_survives_but_for_its_kind_of_line_end(text: str) -> None:
    """Lost without it: what arrives is not what was approved."""
    raw = compose(letter(text=text))
    assert read(raw).get_payload(decode=True) == as_sent(text)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_survives(text: str) -> None:
    """Lost without it: a character nobody tried."""
    assert read(compose(letter(text=text))).get_payload(decode=True) == as_sent(text)


def test_half_a_character_in_the_text_is_refused() -> None:
    """Lost without it: a crash in the middle of a sending run."""
    with pytest.raises(MailProblem, match="half a character"):
        compose(letter(text="a\ud800b"))


ADDRESSES = [
    "",
    "ann",
    "ann@example.org\n",
    "ann@example.org\r\nRCPT TO:<evil@example.net>",
    " ann@example.org",
    "Ann <ann@example.org>",
    "ann@example.org, evil@example.net",
    "ann@example.org;evil@example.net",
    "ann@example.org>evil@example.net",
    "ann@example.org)evil@example.net",
    "ann@example.org(evil@example.net)",
    '"ann"@example.org',
    "All: ann@example.org, bob@example.org;",
    "jürgen@example.org",
    "a@bücher.example",
    "-oQ/tmp@example.org",
    "=?utf-8?q?x=0d=0aBcc=3a_evil=40example.net?=@example.org",
    "a" * 65 + "@example.org",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("field", ["to_address", "from_address"])
def test_what_is_not_one_plain_address_is_refused(address: str, field: str) -> None:
    """Lost without it: the letter goes to somebody else, or to two."""
    with pytest.raises(MailProblem):
        compose(letter(**{field: address}))
    with pytest.raises(MailProblem) as caught:
        check_address(address)
    assert len(address) < 4 or address not in str(caught.value)


@pytest.mark.parametrize("case", shared("addresses.json"), ids=lambda case: case["expect"][:20])
def test_every_hostile_address_is_refused_and_every_good_one_taken(case: dict[str, str]) -> None:
    """Lost without it: an address that a library reads in another way than we do."""
    address, expected = case["value"], case["expect"]
    if expected.startswith("refuse"):
        with pytest.raises(MailProblem):
            check_address(address)
    if expected.startswith("ok"):
        assert check_address(address) == address


LOCAL = st.text(st.sampled_from("abcXYZ019!#$%&'*+/^_{}~-."), min_size=1, max_size=64)


@settings(max_examples=150, deadline=None)
@given(LOCAL)
def test_an_address_that_passes_stands_in_the_mail_unchanged(local: str) -> None:
    """Lost without it: a strict address that the header writer bends."""
    address = f"{local}@example.org"
    if address_problem(address) is None:
        (person,) = read(compose(letter(to_address=address)))["To"].addresses
        assert person.addr_spec == address


@pytest.mark.parametrize(
    ("writer", "writes", "said"),
    [
        ("as_phrase", "Ann <evil@example.net>, ", "another name or address"),
        ("as_phrase", "Bob ", "another name or address"),
        ("as_phrase", "Ann\r\nBcc: evil@example.net\r\nX: ", "a header nobody wrote"),
        ("as_words", "=?utf-8?q?changed?=", "subject would arrive changed"),
        ("as_words", "x\r\nBcc: evil@example.net", "a header nobody wrote"),
        ("as_words", "x\r\nBcc : evil@example.net", "a header nobody wrote"),
        ("as_words", "x\r\n\r\nanother text", "a header nobody wrote"),
        ("as_words", "x\rBcc: evil@example.net", "a header nobody wrote"),
    ],
)
def test_bytes_that_are_not_what_was_meant_are_never_given_out(
    monkeypatch: pytest.MonkeyPatch, writer: str, writes: str, said: str
) -> None:
    """Lost without it: the next fault of a header writer, ours or Python's, sends a letter to somebody else."""
    monkeypatch.setattr(envelope, writer, lambda text: writes)
    with pytest.raises(MailProblem, match=said):
        compose(letter(subject="Über"))


def test_a_text_that_would_change_is_never_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the next fault of an encoder sends something else than was approved."""
    kept = EmailMessage.set_content

    def cut(message: EmailMessage, text: str, **how: str) -> None:
        kept(message, text[:-5] + "\n", **how)

    monkeypatch.setattr(EmailMessage, "set_content", cut)
    with pytest.raises(MailProblem, match="text would arrive changed"):
        compose(letter())


def test_each_letter_holds_its_own_person_and_nobody_else() -> None:
    """Lost without it: one person reads another's data, the worst a breach tool can do."""
    people = [
        letter(
            message_id=f"<id{n:04d}@example.org>",
            to_name=f"Name{n:04d}, Ann",
            to_address=f"box{n:04d}@example.net",
            subject=f"Subject{n:04d}",
            text=f"Dear Name{n:04d},\nyour number is IBAN{n:04d}.\n",
        )
        for n in range(60)
    ]
    for n, raw in enumerate([compose(mail) for mail in people]):
        others = [m for m in range(60) if m != n]
        for token in ("id", "Name", "box", "Subject", "IBAN"):
            assert f"{token}{n:04d}".encode() in raw
            assert not [m for m in others if f"{token}{m:04d}".encode() in raw]


def test_a_mail_has_one_recipient_and_no_copies() -> None:
    """Lost without it: 245 people in one "To", which cost a ministry 350 000 pounds."""
    raw = compose(letter())
    assert header_names(raw).count("to") == 1
    assert not {"cc", "bcc", "resent-to", "resent-bcc"} & set(header_names(raw))
    assert not [f.name for f in fields(OutgoingMail) if "cc" in f.name]


@pytest.mark.parametrize("domain_parts", [1, 4, 8])
def test_the_message_id_is_the_one_given_and_stays_on_its_line(domain_parts: int) -> None:
    """Lost without it: a second try cannot be told from a second letter."""
    domain = ".".join(["department"] * domain_parts + ["example", "org"])
    raw = compose(letter(message_id=f"<{'a' * 32}@{domain}>"))
    assert f"Message-ID: <{'a' * 32}@{domain}>\r\n".encode() in raw


@pytest.mark.parametrize(
    "wrong", ["", "a@b.example", "<a b@example.org>", "<a@example.org> <b@example.org>", "<@x.org>", "<a@localhost>"]
)
def test_a_message_id_of_another_form_is_refused(wrong: str) -> None:
    """Lost without it: servers make up their own, and the letter cannot be found again."""
    with pytest.raises(MailProblem, match="Message-ID"):
        compose(letter(message_id=wrong))


def test_the_file_holds_the_very_bytes_that_would_be_sent() -> None:
    """Lost without it: the rehearsal shows something else than what is sent."""
    assert compose(letter()) == to_eml(letter())


def test_this_machine_is_not_named() -> None:
    """Lost without it: a mail tells outsiders the name of a laptop."""
    import socket

    assert socket.gethostname().encode() not in compose(letter())
