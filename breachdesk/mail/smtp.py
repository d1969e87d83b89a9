"""Handing one mail to a server, step by step, so that every way it can break has its own answer.

TLS always, except to this machine. Nothing is clear once the text was begun: without a plain yes or no from the
server the outcome is unclear.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field

import aiosmtplib

from breachdesk.domain.deliveries import Accepted, HandOver, OutgoingMail, Refused, Unclear
from breachdesk.domain.errors import MailProblem
from breachdesk.domain.foreign import visible
from breachdesk.mail.envelope import compose

SECURITY = ("starttls", "tls", "loopback-plain")


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The way to a server."""

    host: str
    port: int
    security: str
    """`starttls`, `tls`, or `loopback-plain` to this machine only."""

    user: str = ""
    password: str = field(default="", repr=False)
    sender_name: str = ""
    sender_address: str = ""
    timeout_seconds: float = 20.0

    def __post_init__(self) -> None:
        if self.security not in SECURITY:
            raise MailProblem(f"'{self.security}' is no way to protect mail. One of: {', '.join(SECURITY)}.")
        if self.security == "loopback-plain" and not _is_loopback(self.host):
            raise MailProblem(f"Mail to {self.host} needs TLS; only this machine is reached without. Use starttls.")


class SmtpMailer:
    """The port `Mailer`, on aiosmtplib."""

    def __init__(self, settings: SmtpSettings, trust: ssl.SSLContext | None = None) -> None:
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
            refused = await self._greet(client, mail)
            return refused or await self._hand_over(client, raw)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._trust,
            local_hostname="breachdesk.invalid",
        )

    async def _greet(self, client: aiosmtplib.SMTP, mail: OutgoingMail) -> Refused | None:
        """Everything before the text; whatever breaks here, nobody has the letter."""
        settings = self._settings
        try:
            await client.connect()
            if settings.user and settings.security != "loopback-plain":
                await client.login(settings.user, settings.password)
            await client.mail(mail.from_address)
            await client.rcpt(mail.to_address)
        except aiosmtplib.SMTPAuthenticationError as error:
            return Refused(f"the server refused the log-in: {_code(error)}", may_retry=False)
        except aiosmtplib.SMTPResponseException as error:
            return Refused(_said(error), may_retry=400 <= error.code < 500)
        except ssl.SSLError as error:
            return Refused(f"the server's certificate is not to be trusted: {_clean(error.reason or 'TLS')}", False)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Refused(_failure(error), may_retry=not _is_about_tls(error))
        return None

    async def _hand_over(self, client: aiosmtplib.SMTP, raw: bytes) -> HandOver:
        try:
            response = await client.data(raw)
        except aiosmtplib.SMTPDataError as error:
            return Refused(_said(error), may_retry=400 <= error.code < 500)
        except aiosmtplib.SMTPResponseException as error:
            return _after_text(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Unclear(f"the line broke while the letter was handed over ({type(error).__name__})")
        return Accepted(_clean(f"{response.code} {response.message}"))


def _after_text(error: aiosmtplib.SMTPResponseException) -> HandOver:
    if 400 <= error.code < 600:
        return Refused(_said(error), may_retry=error.code < 500)
    return Unclear(f"the server's answer was not clear: {_said(error)}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_about_tls(error: Exception) -> bool:
    return "STARTTLS" in str(error) or "TLS" in str(error) or "certificate" in str(error).lower()


def _failure(error: Exception) -> str:
    if _is_about_tls(error):
        return "the server offers no TLS that can be trusted; no mail and no log-in were sent"
    return f"the server could not be reached ({type(error).__name__})"


def _code(error: aiosmtplib.SMTPResponseException) -> str:
    return str(error.code)


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    return _clean(f"the server said {error.code} {error.message}")


def _clean(text: str) -> str:
    return " ".join(visible(text).split())[:200]
