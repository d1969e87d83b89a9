"""How this workspace sends mail and decides, read from `settings.yaml`; no secret ever stands in it.

The password is named, not written: the file says which environment variable holds it. So the file may be
read by others, and wiring fetches the secret at the moment of sending.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from breachdesk.domain.addressees import address_problem
from breachdesk.domain.terms import Confirmation
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.signing_settings import approval_of
from breachdesk.files.strict_yaml import read_yaml

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,252}|::1")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_SECRETS = ("password", "pass", "secret", "token")


class MailSecurity(StrEnum):
    """How the line to the server is protected; there is no unprotected way off this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    LOOPBACK_PLAIN = "loopback-plain"
    """No encryption, to this machine only."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The way out for letters and reminders, and whose name they carry."""

    host: str
    port: int
    security: MailSecurity
    sender_name: str
    sender_address: str
    user: str = ""
    """Empty when the server wants no log-in."""

    password_env: str = ""
    """The NAME of the environment variable that holds the password."""


def load_settings(path: Path) -> MailSettings | None:
    """Read the mail settings; None when there is no file, or it says nothing about mail.

    Raises:
        FileProblems: a setting is wrong, or a password stands in the file.
    """
    if not path.exists():
        return None
    return _read(path)[0]


def load_confirmation(path: Path) -> Confirmation:
    """Read what a decision not to notify waits for in this house; nothing when the file does not say.

    Raises:
        FileProblems: a setting is wrong.
    """
    return _read(path)[1] if path.exists() else Confirmation.NONE


def _read(path: Path) -> tuple[MailSettings | None, Confirmation]:
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    settings = _mail(top.part("mail")) if top.has("mail") else None
    top.take("mail")
    confirmation = _decisions(top.part("decisions")) if top.has("decisions") else Confirmation.NONE
    top.take("decisions")
    if top.has("approval"):
        approval_of(top.part("approval"))
    top.take("approval")
    top.end()
    problems.raise_if_any()
    return settings, confirmation


def _decisions(part: Fields) -> Confirmation:
    word = part.choice("not_to_notify", tuple(Confirmation))
    part.end()
    return Confirmation(word) if word else Confirmation.NONE


def _mail(part: Fields) -> MailSettings | None:
    _refuse_secrets(part)
    host, security = _host(part)
    port = _port(part)
    user, password_env = _login(part)
    sender_name, sender_address = _sender(part)
    part.end()
    if security is None or port is None:
        return None
    return MailSettings(host, port, security, sender_name, sender_address, user, password_env)


def _refuse_secrets(part: Fields) -> None:
    for key in _SECRETS:
        if part.has(key):
            line = part.line_of(key)
            part.take(key)
            part.problem(
                f"'{key}' must not stand in this file; take it out, change it if others could read it, "
                "and name the environment variable that holds it under 'password_env'.",
                line,
            )


def _host(part: Fields) -> tuple[str, MailSecurity | None]:
    line = part.line_of("host")
    host = part.text("host").lower()
    word = part.choice("security", tuple(MailSecurity))
    if host and not _HOST.fullmatch(host):
        part.problem("'host' is not the name of a server; write it as mail.example.org.", line)
    if word == MailSecurity.LOOPBACK_PLAIN and host not in LOOPBACK:
        part.problem(
            f"'security' is loopback-plain, which works only to {', '.join(LOOPBACK)}; "
            "use starttls or tls for any other server.",
            line,
        )
    return host, MailSecurity(word) if word else None


def _port(part: Fields) -> int | None:
    before = len(part.problems.found)
    port = part.integer("port", 1, 65535)
    if port is None and len(part.problems.found) == before:
        part.problem("'port' is missing; usual are 587 for starttls and 465 for tls.")
    return port


def _login(part: Fields) -> tuple[str, str]:
    line = part.line_of("password_env")
    user, variable = part.text("user", ""), part.text("password_env", "")
    if bool(user) != bool(variable):
        part.problem("'user' and 'password_env' belong together; give both, or neither.", line)
    if variable and not _VARIABLE.fullmatch(variable):
        # Not shown: somebody may have written the password itself here.
        part.problem("'password_env' is not a variable's name; write one such as SMTP_PASSWORD.", line)
    if not user.isprintable():
        part.problem("'user' must be one line of visible characters.", line)
    return user, variable


def _sender(part: Fields) -> tuple[str, str]:
    name_line, address_line = part.line_of("sender_name"), part.line_of("sender_address")
    name, address = part.text("sender_name"), part.text("sender_address")
    if not name.isprintable() or "=?" in name or len(name) > 100:
        part.problem("'sender_name' must be one plain line of at most 100 signs, without '=?'.", name_line)
    trouble = address_problem(address) if address else None
    if trouble is not None:
        part.problem(f"'sender_address' {trouble}.", address_line)
    return name, address
