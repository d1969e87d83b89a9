"""Signatures in the form of `ssh-keygen -Y sign`: written, read and checked without running anything.

Kinds of key that are taken: ssh-ed25519, ecdsa-sha2-nistp256/384/521, ssh-rsa from 2048 bits with SHA-2, and the two kinds
that live on a security key, sk-ssh-ed25519 and sk-ecdsa-sha2-nistp256. One signature has one form of text: whatever else
would decode to the same bytes is refused, so that no byte of a kept signature can change unseen.

Source: OpenSSH, PROTOCOL.sshsig and PROTOCOL.u2f; RFC 4251, 5656, 8332, 8709.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from breachdesk.domain.errors import SigningProblem

NAMESPACE = "breachdesk-approval"
MAGIC = b"SSHSIG"
VERSION = 1
HASHES: dict[bytes, Callable[[bytes], bytes]] = {
    b"sha512": lambda message: hashlib.sha512(message).digest(),
    b"sha256": lambda message: hashlib.sha256(message).digest(),
}
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
LINE = 70
MOST_BYTES = 32 * 1024
_KEY_LINE = re.compile(r"([a-z0-9@.-]{1,64}) ([A-Za-z0-9+/]{1,8000}={0,2})(?: .*)?")


class Malformed(Exception):
    """It is not in the form it should have; never leaves this folder."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What stands in a signature."""

    key_blob: bytes
    namespace: bytes
    hash_name: bytes
    signature: bytes


class Reader:
    """Takes the pieces of an ssh message one after the other."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def take(self, count: int) -> bytes:
        """Take so many bytes."""
        piece = self._raw[self._at : self._at + count]
        if len(piece) != count:
            raise Malformed
        self._at += count
        return piece

    def number(self) -> int:
        """Take a number of four bytes."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """Take a string with its length before it."""
        return self.take(self.number())

    def positive(self) -> int:
        """Take a whole number that is not negative, in its one shortest form."""
        raw = self.string()
        if raw[:1] >= b"\x80" or (raw[:1] == b"\x00" and raw[1:2] < b"\x80") or not raw:
            raise Malformed
        return int.from_bytes(raw, "big")

    def end(self) -> None:
        """Refuse what stands behind the last piece."""
        if self._at != len(self._raw):
            raise Malformed


def string(raw: bytes) -> bytes:
    """Give a string as ssh writes it."""
    return len(raw).to_bytes(4, "big") + raw


def to_be_signed(message: bytes, namespace: bytes = NAMESPACE.encode(), hash_name: bytes = b"sha512") -> bytes:
    """Give the bytes a key signs for a message."""
    return MAGIC + string(namespace) + string(b"") + string(hash_name) + string(HASHES[hash_name](message))


def armored(parsed: Parsed) -> str:
    """Give a signature as the one text that stands for it."""
    pieces = (parsed.key_blob, parsed.namespace, b"", parsed.hash_name, parsed.signature)
    raw = MAGIC + VERSION.to_bytes(4, "big") + b"".join(map(string, pieces))
    text = base64.b64encode(raw).decode()
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    return "\n".join([BEGIN, *lines, END, ""])


def parsed(text: str) -> Parsed:
    """Read a signature; line ends may differ.

    Raises:
        Malformed: it is none.
    """
    lines = text.strip().splitlines()
    if len(text) > MOST_BYTES or len(lines) < 3 or lines[0] != BEGIN or lines[-1] != END:
        raise Malformed
    try:
        reader = Reader(base64.b64decode("".join(lines[1:-1]), validate=True))
    except (binascii.Error, ValueError):
        raise Malformed from None
    if reader.take(len(MAGIC)) != MAGIC or reader.number() != VERSION:
        raise Malformed
    key, namespace, reserved, hash_name, signature = (reader.string() for _ in range(5))
    reader.end()
    if reserved or hash_name not in HASHES:
        raise Malformed
    return Parsed(key, namespace, hash_name, signature)


def key_line(blob: bytes) -> str:
    """Give a public key in one line, as in `authorized_keys`, without a comment."""
    return f"{Reader(blob).string().decode('ascii')} {base64.b64encode(blob).decode()}"


def fingerprint(blob: bytes) -> str:
    """Give the fingerprint of a public key as ssh shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def blob_of(line: str) -> bytes:
    """Give the bytes of a public key that stands in one line.

    Raises:
        SigningProblem: it is none.
    """
    found = _KEY_LINE.fullmatch(line.strip())
    try:
        if found is None:
            raise Malformed
        blob = base64.b64decode(found[2], validate=True)
        if Reader(blob).string() != found[1].encode():
            raise Malformed
    except (Malformed, binascii.Error, ValueError):
        raise SigningProblem("That is no public SSH key in one line; name a .pub file as ssh-keygen writes it.") from None
    return blob
