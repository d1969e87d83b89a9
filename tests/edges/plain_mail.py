"""Mail as the library alone writes it, how a reader's program sees a mail, and odd names to try both with."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"
KNOWN = (
    ["Ann", "O'Brien", "Null", "Zoë de Vos", "Łukasz Żółć", "Ann, the 2nd", '"Q" \\ <x@y>', "李 小龍", "محمد", "👩‍👩‍👧"]
    + ["A" * 200, "é" * 90, "a.b", "=20", "[@click=app.quit]", "{{7*7}}", "{name}", "{data}", "Miller, Ann; Bob", "Jose\u0301"]
    + ["Ann\u00a0Visser", "A\u202eB", "A\r\nBcc: x@example.net", "=?utf-8?q?x?=", "(comment) Ann", "Ann @ home", "née <b>"]
)
LETTERS = "abcXYZ éüßłżĄøñ'’-.,;:()<>\"\\=?_@ 0123456789 漢字 ع{}[]%*"


def hostile_names() -> list[str]:
    """Give the names of the shared corpus, where that is beside this checkout."""
    path = HOSTILE / "names.json"
    return [row["value"] for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def odd_names(count: int) -> list[str]:
    """Give odd names: the corpus's, known ones, each of them beside another, and random ones."""
    chance = random.Random(20261129)
    known = [*hostile_names(), *KNOWN]
    found = known[:count]
    while len(found) < count:
        drawn = "".join(chance.choices(LETTERS, k=chance.randint(1, 60)))
        beside = f"{chance.choice(known)} {chance.choice(known)}"
        found.append(" ".join((drawn if len(found) % 3 else beside).split()))
    return found


def plain_message(
    sender: tuple[str, str], to: tuple[str, str], subject: str, text: str, at: datetime, id_: str, language: str
) -> bytes:
    """Give a mail as a program does that knows nothing better."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender[0], addr_spec=sender[1])
    message["To"] = Address(to[0], addr_spec=to[1])
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = id_
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = language
    return message.as_bytes()


def read(raw: bytes) -> dict[str, Any]:
    """Give a mail as a reader's program sees it; names without their spaces, which 3.11 reads loosely."""
    message: Any = message_from_bytes(raw, policy=SMTP)
    found: dict[str, Any] = {name: str(message[name]) for name in sorted(set(message.keys())) if name not in ("To", "From")}
    for name in ("To", "From"):
        found[name] = [part for a in message[name].addresses for part in ("".join(a.display_name.split()), a.addr_spec)]
    return {**found, "text": message.get_content().replace("\r\n", "\n")}


def attempt(what: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """Give a result, or None where the library cannot build the mail, or read what it built."""
    try:
        return what()
    except (ValueError, IndexError, AttributeError):
        return None
