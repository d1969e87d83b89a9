"""Handing one mail to a server, step by step, so that every way it can break has its own answer.

TLS always, except to this machine. Until the text begins nobody has the letter; from then on only a plain yes or no
from the server is an answer, and everything else is unclear. What is never done: a second try.
"""

from __future__ import annotations

import ipaddress
import ssl
from contextlib import suppress
from dataclasses import dataclass, field

import aiosmtplib

from breachdesk.domain.deliveries import Accepted, HandOver, OutgoingMail, Refused, Unclear
from breachdesk.domain.errors import MailProblem
from breachdesk.domain.foreign import visible
from breachdesk.mail.envelope import compose

SECURITY = ("starttls", "tls", "loopback-plain")
OWN_NAME = "breachdesk.invalid"
"""How we greet a server; the name of this machine is nobody's business."""

MAX_REPLY = 200
GOODBYE_SECONDS = 2.0
_BROKEN = (aiosmtplib.SMTPException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The way to a server.

    Raises:
        MailProblem: the line would not be protected, or a value cannot be right.
    """

    host: str
    port: int
    security: str
    """`starttls`, `tls`, or `loopback-plain` to this machine only."""

    user: str = ""
    password: str = field(default="", repr=False)
    sender_name: str = ""
    sender_address: str = ""
    timeout_seconds: float = 20.0
    """For each step of the talk with the server."""

    def __post_init__(self) -> None:
        if self.security not in SECURITY:
            named = visible(self.security)
            raise MailProblem(f"'{named}' is no way to protect mail; use one of {', '.join(SECURITY)}.")
        if self.security == "loopback-plain" and not _is_loopback(self.host):
            raise MailProblem(
                f"Mail to {visible(self.host)} needs TLS; only this machine (127.0.0.1, ::1, localhost) is reached "
                "without it. Use starttls or tls."
            )
        if not self.host or not self.host.isprintable() or " " in self.host:
            raise MailProblem("The mail server has no usable name; write it as mail.example.org.")
        if not 1 <= self.port <= 65535 or self.timeout_seconds <= 0:
            raise MailProblem("The mail server's port must be from 1 to 65535, and the time to wait above 0 seconds.")


class SmtpMailer:
    """The port `Mailer`, on aiosmtplib.

    Args:
        settings: The way to the server.
        trust: Which certificates hold, when not those the system trusts. It may not switch the checks off.

    Raises:
        MailProblem: `trust` would take any certificate.
    """

    def __init__(self, settings: SmtpSettings, trust: ssl.SSLContext | None = None) -> None:
        if trust is not None and (trust.verify_mode is not ssl.CERT_REQUIRED or not trust.check_hostname):
            raise MailProblem("A mail server's certificate is always checked; trust its issuer instead.")
        self._settings = settings
        self._trust = trust

    async def send(self, mail: OutgoingMail) -> HandOver:
        """Try once, within bounded time."""
        try:
            raw = compose(mail)
        except MailProblem as problem:
            return Refused(str(problem), may_retry=False)
        client = self._client()
        try:
            outcome = await self._talk(client, mail, raw)
            if client.is_connected:
                with suppress(*_BROKEN):
                    await client.quit(timeout=min(GOODBYE_SECONDS, self._settings.timeout_seconds))
            return outcome
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        """Give a client that upgrades and logs in only when told to, never by itself."""
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=False,
            tls_context=self._trust,
            local_hostname=OWN_NAME,
        )

    async def _talk(self, client: aiosmtplib.SMTP, mail: OutgoingMail, raw: bytes) -> HandOver:
        return (
            await self._reach(client)
            or await self._protect(client)
            or await self._log_in(client)
            or await _address(client, mail)
            or await _hand_over(client, raw)
        )

    async def _reach(self, client: aiosmtplib.SMTP) -> Refused | None:
        try:
            await client.connect()
            peer = client.get_transport_info("peername")[0]
            if self._settings.security == "loopback-plain" and not _is_loopback(peer):
                return Refused("'localhost' is another machine here, and mail to it needs TLS", may_retry=True)
            await client.ehlo()
        except aiosmtplib.SMTPResponseException as error:
            return Refused(_said("at the greeting", error), may_retry=True)
        except _BROKEN as error:
            if isinstance(error.__cause__, ssl.SSLError):
                return _no_trust(error.__cause__)
            return Refused(_broke("before any mail was sent", error), may_retry=True)
        return None

    async def _protect(self, client: aiosmtplib.SMTP) -> Refused | None:
        """A line that cannot be trusted is no fault of the letter, which waits until it can."""
        if self._settings.security != "starttls":
            return None
        if not client.supports_extension("starttls"):
            return Refused("the server offers no STARTTLS; no mail and no log-in were sent", may_retry=True)
        try:
            await client.starttls()
            await client.ehlo()
        except aiosmtplib.SMTPResponseException as error:
            return Refused(_said("to STARTTLS", error), may_retry=True)
        except ssl.SSLError as error:
            return _no_trust(error)
        except _BROKEN as error:
            return Refused(_broke("while TLS was set up", error), may_retry=True)
        return None

    async def _log_in(self, client: aiosmtplib.SMTP) -> Refused | None:
        """A refused log-in is about our settings and not the letter, so the letter may be tried again."""
        settings = self._settings
        if not settings.user or settings.security == "loopback-plain":
            return None
        if not client.supports_extension("auth"):
            return Refused("the server takes no log-in; check its name and port", may_retry=True)
        try:
            await client.login(settings.user, settings.password)
        except aiosmtplib.SMTPResponseException as error:
            # The code only: a server may repeat what it was told.
            return Refused(f"the server refused the log-in ({error.code}); check user and password", may_retry=True)
        except _BROKEN as error:
            return Refused(_broke("at the log-in", error), may_retry=True)
        return None


async def _address(client: aiosmtplib.SMTP, mail: OutgoingMail) -> Refused | None:
    """Name the sender and exactly one addressee; nobody has the letter yet."""
    try:
        await client.mail(mail.from_address)
        await client.rcpt(mail.to_address)
    except aiosmtplib.SMTPSenderRefused as error:
        # The sender is the same for every letter: a no to it is about our settings.
        return Refused(_said("to the sender", error), may_retry=True)
    except aiosmtplib.SMTPResponseException as error:
        return Refused(_said("to the addressee", error), may_retry=not 500 <= error.code < 600)
    except _BROKEN as error:
        return Refused(_broke("before the text was sent", error), may_retry=True)
    return None


async def _hand_over(client: aiosmtplib.SMTP, raw: bytes) -> HandOver:
    """Send the text.

    250 is the one yes (RFC 5321, 4.3.2); any other good code may as well answer the word DATA, so it is unclear.
    """
    try:
        response = await client.data(raw)
    except aiosmtplib.SMTPResponseException as error:
        if 400 <= error.code < 600:
            return Refused(_said("to the letter", error), may_retry=error.code < 500)
        return Unclear(_said("something unclear to the letter", error))
    except _BROKEN as error:
        return Unclear(_broke("while the letter was handed over; the server may have it", error))
    return Accepted(_clean(f"{response.code} {response.message}"))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _no_trust(error: ssl.SSLError) -> Refused:
    why = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason or "no TLS"
    return Refused(
        _clean(f"TLS failed, the server cannot be trusted: {why}; no mail and no log-in were sent"), may_retry=True
    )


def _broke(when: str, error: Exception) -> str:
    what = "the server took too long" if isinstance(error, TimeoutError) else "the line to the server broke"
    return f"{what} {when}"


def _said(where: str, error: aiosmtplib.SMTPResponseException) -> str:
    return _clean(f"the server said {where}: {error.code} {error.message}")


def _clean(text: str) -> str:
    return " ".join(visible(text).split())[:MAX_REPLY]
