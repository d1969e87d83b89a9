"""Who a Communication goes to, one person and one address each; and which addresses can be written to.

Strict on purpose: what passes here reaches one mailbox and nothing else, whichever library carries it.
Source: GDPR Art. 34(1).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_LOCAL, MAX_ADDRESS = 64, 254
# Fewer signs than RFC 5321 allows: no quotes or comments, and no "=" or "?", which encoded words are made of.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/^_{}~-]+(?:\.[A-Za-z0-9!#$%&'*+/^_{}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP_LABEL = re.compile(r"[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,59}")


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person a Notice goes to."""

    name: str
    address: str
    language: str = ""
    """Two letters such as `nl`; empty means the house's own."""

    reference: str = ""
    """What the house calls this person, such as a customer number; empty when it has none."""

    categories: tuple[str, ...] = ()
    """Ids of the data categories of this person that are concerned; none when the list does not say."""


@dataclass(frozen=True, slots=True)
class AddresseeList:
    """Everybody a Communication goes to, and the file that says so."""

    rows: tuple[Addressee, ...]
    source_file: str
    sha256: str
    warnings: tuple[str, ...] = ()
    """What looks wrong but may be right; a person looks before anything is sent."""


def address_problem(address: str) -> str | None:
    """Say why an address cannot be written to, without repeating it; None when it can.

    >>> address_problem("ann@example.org") is None
    True
    >>> address_problem("mailto:ann@example.org")
    "holds ':' before the @; write the bare address"
    """
    if not address:
        return "is empty"
    if not (address.isascii() and address.isprintable()) or " " in address:
        return _foreign(next(c for c in address if not 32 < ord(c) < 127))
    local, _, domain = address.partition("@")
    if len(local) > MAX_LOCAL or len(address) > MAX_ADDRESS:
        return f"is too long; at most {MAX_LOCAL} characters before the @ and {MAX_ADDRESS} in all"
    if address.count("@") != 1:
        return f"has {address.count('@')} @ signs; write exactly one address"
    return _local_problem(local) or _domain_problem(domain)


def _foreign(character: str) -> str:
    name = unicodedata.name(character, "a control character").lower()
    if character == " ":
        return "holds a space; write exactly one bare address"
    return f"holds U+{ord(character):04X} ({name}); only plain ASCII can be sent, a domain in its xn-- form"


def _local_problem(local: str) -> str | None:
    if local.startswith("-"):
        return "begins with a hyphen, which a mail program may take for a command"
    if _LOCAL.fullmatch(local):
        return None
    odd = next((c for c in local if c != "." and not _LOCAL.fullmatch(c)), None)
    if odd is not None:
        return f"holds '{odd}' before the @; write the bare address"
    return "has a dot too many before the @" if local else "has nothing before the @"


def _domain_problem(domain: str) -> str | None:
    labels = domain.split(".")
    if len(labels) < 2:
        return "has no full domain after the @, such as example.org"
    if all(_LABEL.fullmatch(label) for label in labels) and _TOP_LABEL.fullmatch(labels[-1]):
        return None
    return "has a domain after the @ that cannot exist; check its dots, hyphens and ending"
