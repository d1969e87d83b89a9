"""Each way the talk with a mail server can break has its own answer, and no letter is called sent that was not."""

from __future__ import annotations

import asyncio
import logging
import shutil
import ssl
import subprocess
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import pytest

from breachdesk.domain.deliveries import Accepted, HandOver, OutgoingMail, Refused, Unclear
from breachdesk.domain.errors import MailProblem
from breachdesk.mail.envelope import compose
from breachdesk.mail.smtp import SmtpMailer, SmtpSettings
from tests.edges.smtp_faults import DROP, HANG, FaultyServer, Script

PASSWORD = "marker-pa55word"
SHORT, PATIENT = 0.4, 5.0
"""Seconds for a step: where the server hangs on purpose, and where only a busy machine is slow."""

LETTER = OutgoingMail(
    message_id="<0a1b@example.org>",
    from_name="Kaasland privacy desk",
    from_address="privacy@example.org",
    to_name="Miller, Ann",
    to_address="ann@example.net",
    subject="About your data",
    text="Dear Ann,\n.\n..two dots\nMAIL FROM:<evil@example.net>\n",
    written_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
)


def way_to(server: FaultyServer, security: str = "loopback-plain", host: str = "127.0.0.1") -> SmtpSettings:
    """Give settings that reach a server, with a log-in and little patience."""
    patience = SHORT if HANG in server.script.replies.values() else PATIENT
    return SmtpSettings(host, server.port, security, user="desk", password=PASSWORD, timeout_seconds=patience)


def sent(
    script: Script,
    security: str = "loopback-plain",
    trust: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    mail: OutgoingMail = LETTER,
) -> tuple[HandOver, FaultyServer]:
    """Send one letter to a server that follows a script."""

    async def talk() -> tuple[HandOver, FaultyServer]:
        async with FaultyServer(script) as server:
            return await SmtpMailer(way_to(server, security, host), trust).send(mail), server

    return asyncio.run(talk())


def replying(**replies: str) -> Script:
    """Give a script that answers some steps otherwise."""
    return Script(replies=replies)


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for `localhost`, made for one run."""

    server: ssl.SSLContext
    trusting: Callable[[], ssl.SSLContext]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Make a key and certificate that live as long as the tests of this file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    made = subprocess.run(
        [openssl, "req", *kind, *subject, "-keyout", str(key), "-out", str(cert)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("this openssl cannot make a certificate")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(cert, key)
    return Certificate(server, lambda: ssl.create_default_context(cafile=str(cert)))


def test_a_letter_taken_over_arrives_once_byte_for_byte_at_one_person() -> None:
    """Lost without it: smuggled commands, doubled dots, a second recipient."""
    outcome, server = sent(Script())
    assert outcome == Accepted("250 2.0.0 kept")
    assert server.letters == [compose(LETTER)]
    assert server.recipients == [["ann@example.net"]]
    assert server.verbs() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


def test_each_of_many_letters_has_one_recipient_its_own() -> None:
    """Lost without it: a letter handed to the neighbour in the list."""

    async def talk() -> FaultyServer:
        async with FaultyServer() as server:
            mailer = SmtpMailer(way_to(server))
            people = [
                replace(LETTER, to_address=f"p{n}@example.net", text=f"token-{n:03d}\n", message_id=f"<{n}@example.org>")
                for n in range(12)
            ]
            await asyncio.gather(*(mailer.send(mail) for mail in people))
        return server

    server = asyncio.run(talk())
    assert {len(to) for to in server.recipients} == {1}
    told = {to[0]: raw.split(b"token-")[1][:3] for to, raw in zip(server.recipients, server.letters, strict=True)}
    assert told == {f"p{n}@example.net": f"{n:03d}".encode() for n in range(12)}


def test_this_machine_is_not_named_to_the_server() -> None:
    """Lost without it: the name of a laptop in every mail's path."""
    _, server = sent(Script())
    assert server.said[0][1] == "EHLO breachdesk.invalid"


def test_without_tls_no_log_in_is_sent_even_where_the_server_asks_for_one() -> None:
    """Lost without it: the password in clear on the loopback line."""
    outcome, server = sent(Script(offers=("AUTH PLAIN LOGIN",)))
    assert isinstance(outcome, Accepted)
    assert "AUTH" not in server.verbs()


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize("fault", [DROP, HANG, "what?", "999 odd"])
def test_what_breaks_before_the_text_may_be_tried_again(step: str, fault: str) -> None:
    """Lost without it: a letter given up, or called uncertain, that nobody ever had."""
    outcome, server = sent(replying(**{step: fault}))
    assert isinstance(outcome, Refused), outcome
    assert outcome.may_retry
    assert server.letters == []


AT_OR_AFTER_THE_TEXT = [("text", DROP), ("text", HANG)] + [
    (step, fault)
    for step in ("DATA", "dot")
    for fault in (DROP, HANG, "what?", "999 odd", "251 will forward", "150 hm")
]


@pytest.mark.parametrize(("step", "fault"), AT_OR_AFTER_THE_TEXT)
def test_what_breaks_at_or_after_the_text_is_unclear(step: str, fault: str) -> None:
    """Lost without it: a letter sent twice, or called sent that was not taken over."""
    outcome, _ = sent(replying(**{step: fault}))
    assert isinstance(outcome, Unclear), outcome


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("code", ["421", "450", "451"])
def test_a_plain_not_now_may_be_tried_again(step: str, code: str) -> None:
    """Lost without it: a greylisted letter is given up."""
    outcome, _ = sent(replying(**{step: f"{code} 4.2.0 later"}))
    assert isinstance(outcome, Refused)
    assert outcome.may_retry
    assert f"{code} 4.2.0 later" in outcome.reason


@pytest.mark.parametrize("step", ["RCPT", "DATA", "dot"])
def test_a_plain_no_is_final_and_quoted(step: str) -> None:
    """Lost without it: an address that does not exist is written to for ever, and nobody writes by post."""
    outcome, _ = sent(replying(**{step: "550 5.1.1 no such user"}))
    assert isinstance(outcome, Refused)
    assert not outcome.may_retry
    assert "550 5.1.1 no such user" in outcome.reason


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL"])
def test_a_no_before_an_addressee_is_named_is_about_the_server_and_the_letter_may_be_tried_again(step: str) -> None:
    """Lost without it: a blocked line gives up every letter in the queue."""
    outcome, _ = sent(replying(**{step: "554 not from here"}))
    assert isinstance(outcome, Refused)
    assert outcome.may_retry


def test_a_refused_recipient_gets_no_text() -> None:
    """Lost without it: a partly refused mail that returns as if all were well."""
    _, server = sent(replying(RCPT="550 no"))
    assert "DATA" not in server.verbs()


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    """Lost without it: one restart of the server gives up letters."""

    async def talk() -> HandOver:
        async with FaultyServer() as server:
            settings = way_to(server)
        return await SmtpMailer(settings).send(LETTER)

    outcome = asyncio.run(talk())
    assert isinstance(outcome, Refused)
    assert outcome.may_retry


def test_an_endless_reply_is_cut_short() -> None:
    """Lost without it: a hostile server fills the memory."""
    outcome, _ = sent(replying(EHLO="\r\n".join(["250-" + "X" * 900] * 200) + "\r\n250 ok"))
    assert isinstance(outcome, Refused)
    assert len(outcome.reason) <= 200


def test_a_reply_is_cleaned_and_cut() -> None:
    """Lost without it: a server writes to the terminal of whoever looks at the outbox."""
    outcome, _ = sent(replying(dot="250 \x1b]52;c;ZXZpbA==\x07\u202e\x9b2J " + "x" * 900))
    assert isinstance(outcome, Accepted)
    assert outcome.reply.isprintable()
    assert "\x1b" not in outcome.reply
    assert len(outcome.reply) == 200


def test_a_letter_that_cannot_be_built_never_reaches_the_server() -> None:
    """Lost without it: an injection tried on the server instead of being refused here."""
    outcome, server = sent(Script(), mail=replace(LETTER, subject="x\r\nBcc: evil@example.net"))
    assert isinstance(outcome, Refused)
    assert not outcome.may_retry
    assert server.said == []


def test_stripped_starttls_gets_neither_log_in_nor_mail() -> None:
    """Lost without it: a man in the middle reads the password, as the library's default allows."""
    outcome, server = sent(Script(offers=("AUTH PLAIN LOGIN",)), "starttls")
    assert isinstance(outcome, Refused)
    assert outcome.may_retry
    assert "STARTTLS" in outcome.reason
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(server.verbs())


def test_refused_starttls_gets_neither_log_in_nor_mail() -> None:
    """Lost without it: going on in clear after a 454."""
    outcome, server = sent(Script(offers=("STARTTLS", "AUTH PLAIN LOGIN"), replies={"STARTTLS": "454 later"}), "starttls")
    assert isinstance(outcome, Refused)
    assert outcome.may_retry
    assert "454 later" in outcome.reason
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(server.verbs())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_self_signed_certificate_is_refused_by_name(certificate: Certificate, security: str) -> None:
    """Lost without it: anybody on the way reads letters and password."""
    script = Script(offers=("STARTTLS",), certificate=certificate.server, tls_at_once=security == "tls")
    outcome, server = sent(script, security, host="localhost")
    assert isinstance(outcome, Refused)
    assert outcome.may_retry
    assert "self-signed certificate" in outcome.reason.replace("self signed", "self-signed")
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(server.verbs())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(certificate: Certificate, security: str) -> None:
    """Lost without it: any site's certificate passes for the mail server's."""
    script = Script(offers=("STARTTLS",), certificate=certificate.server, tls_at_once=security == "tls")
    outcome, server = sent(script, security, certificate.trusting(), host="127.0.0.1")
    assert isinstance(outcome, Refused)
    assert outcome.may_retry
    assert "TLS" in outcome.reason
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(server.verbs())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_with_a_trusted_certificate_log_in_and_letter_go_over_tls_only(
    certificate: Certificate, security: str
) -> None:
    """Lost without it: no mail at all, or parts of it in clear."""
    script = Script(
        offers=("STARTTLS", "AUTH PLAIN LOGIN"), certificate=certificate.server, tls_at_once=security == "tls"
    )
    outcome, server = sent(script, security, certificate.trusting(), host="localhost")
    assert isinstance(outcome, Accepted), outcome
    assert server.letters == [compose(LETTER)]
    assert [line.partition(" ")[0] for tls, line in server.said if not tls] == (
        ["EHLO", "STARTTLS"] if security == "starttls" else []
    )
    assert "AUTH" in server.verbs()


def test_answers_slipped_in_before_tls_are_not_believed(certificate: Certificate) -> None:
    """Lost without it: a man in the middle says what the server can do."""
    script = Script(
        offers=("STARTTLS",),
        offers_over_tls=(),
        certificate=certificate.server,
        injected=b"250-evil\r\n250 AUTH PLAIN\r\n",
    )
    outcome, server = sent(script, "starttls", certificate.trusting(), host="localhost")
    assert isinstance(outcome, Refused)
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(server.verbs())


@pytest.mark.parametrize("reply", ["535 no", "454 later", DROP, HANG])
def test_a_failed_log_in_sends_no_mail_and_keeps_the_letter_for_later(certificate: Certificate, reply: str) -> None:
    """Lost without it: one mistyped password gives up every letter in the queue."""
    script = Script(offers=("STARTTLS",), certificate=certificate.server, replies={"AUTH": reply})
    outcome, server = sent(script, "starttls", certificate.trusting(), host="localhost")
    assert isinstance(outcome, Refused)
    assert outcome.may_retry
    assert not {"MAIL", "RCPT", "DATA"} & set(server.verbs())


def test_the_password_is_in_no_text_we_make(certificate: Certificate, caplog: pytest.LogCaptureFixture) -> None:
    """Lost without it: the password in a log, an error panel or a bug report, even if the server repeats it."""
    caplog.set_level(logging.DEBUG)
    echo = f"535 you said {PASSWORD}"
    script = Script(offers=("STARTTLS",), certificate=certificate.server, replies={"AUTH": echo})
    outcome, server = sent(script, "starttls", certificate.trusting(), host="localhost")
    settings = way_to(server, "starttls")
    try:
        replace(settings, security="none")
    except MailProblem as problem:
        shown = "".join(traceback.format_exception(problem))
    for text in (repr(outcome), repr(settings), f"{settings}", shown, caplog.text):
        assert PASSWORD not in text


def test_no_log_line_names_a_person(caplog: pytest.LogCaptureFixture) -> None:
    """Lost without it: the affected people, listed in a log file."""
    caplog.set_level(logging.DEBUG)
    for script in (Script(), replying(dot="550 no"), replying(dot=DROP)):
        sent(script)
    assert "ann@example.net" not in caplog.text
    assert "Miller" not in caplog.text


@pytest.mark.parametrize(
    "host", ["mail.example.org", "10.0.0.5", "0.0.0.0", "127.0.0.1.example.org", "localhost.example.org", ""]
)
def test_plain_mail_to_another_machine_is_refused(host: str) -> None:
    """Lost without it: letters about a breach, readable on the way."""
    with pytest.raises(MailProblem):
        SmtpSettings(host, 25, "loopback-plain")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_plain_mail_to_this_machine_is_allowed(host: str) -> None:
    """Lost without it: the demo, and a relay on the same machine."""
    assert SmtpSettings(host, 25, "loopback-plain").host == host


def test_a_localhost_that_is_another_machine_gets_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: one line in a hosts file, and letters leave in clear."""
    monkeypatch.setattr(aiosmtplib.SMTP, "get_transport_info", lambda *_: ("192.0.2.7", 25))
    outcome, server = sent(Script())
    assert isinstance(outcome, Refused)
    assert "another machine" in outcome.reason
    assert not {"EHLO", "MAIL", "RCPT", "DATA"} & set(server.verbs())


@pytest.mark.parametrize(
    ("host", "port", "security", "seconds"),
    [
        ("", 587, "starttls", 20),
        ("a b", 587, "starttls", 20),
        ("mail\r\n.example.org", 587, "starttls", 20),
        ("mail.example.org", 0, "starttls", 20),
        ("mail.example.org", 65536, "tls", 20),
        ("mail.example.org", 587, "none", 20),
        ("mail.example.org", 587, "starttls", 0),
    ],
)
def test_settings_that_cannot_be_right_are_refused(host: str, port: int, security: str, seconds: float) -> None:
    """Lost without it: a strange failure at the moment of sending."""
    with pytest.raises(MailProblem):
        SmtpSettings(host, port, security, timeout_seconds=seconds)


def test_checks_of_certificates_cannot_be_switched_off() -> None:
    """Lost without it: somebody does so "for now", and it stays."""
    careless = ssl.create_default_context()
    careless.check_hostname = False
    with pytest.raises(MailProblem, match="always checked"):
        SmtpMailer(SmtpSettings("mail.example.org", 587, "starttls"), careless)


def test_no_key_is_kept_beside_the_tests() -> None:
    """Lost without it: a private key in the tree that somebody takes for a real one."""
    assert not [p for p in Path(__file__).parents[1].rglob("*") if p.suffix in {".pem", ".key", ".crt"}]
