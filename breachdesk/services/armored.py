"""An SSH signature in its armour, taken apart as far as a reader must: which key made it, and is this its only form?

The same signature can be written in many ways (line ends, spare bits of base64). Only one is taken here, so that no byte of a
signature's file can change unseen. Whether it holds is for the signer to say.

Source: OpenSSH, PROTOCOL.sshsig.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.manifest import Signature

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_WIDEST = 76


def read_armored(raw: bytes, name: str) -> Signature:
    """Read the signature of a file.

    Raises:
        WrongInput: it is none, or not in the one form it was written in.
    """
    try:
        text = raw.decode("ascii")
        lines = text.split("\n")
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
        key = next(_strings(blob[len(_MAGIC) + 4 :]))
        kind = next(_strings(key)).decode("ascii")
    except (ValueError, binascii.Error, StopIteration) as error:
        raise _none(name) from error
    if not blob.startswith(_MAGIC) or text != _armoured(blob, len(lines[1])):
        raise _none(name)
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    return Signature(text, f"{kind} {base64.b64encode(key).decode()}", f"SHA256:{digest}")


def _armoured(blob: bytes, width: int) -> str:
    text = base64.b64encode(blob).decode()
    wide = min(max(width, 1), _WIDEST)
    return "\n".join([_BEGIN, *(text[at : at + wide] for at in range(0, len(text), wide)), _END, ""])


def _strings(raw: bytes) -> Iterator[bytes]:
    """Give the strings of a message, each with its length before it."""
    at = 0
    while at + 4 <= len(raw):
        size = int.from_bytes(raw[at : at + 4], "big")
        if at + 4 + size > len(raw):
            raise ValueError("a string is longer than what holds it")
        yield raw[at + 4 : at + 4 + size]
        at += 4 + size


def _none(name: str) -> WrongInput:
    return WrongInput(f"{name} is not a signature as it was written; somebody changed it, or it is another file.")
