"""A signer without secrets: signatures in the real armour, made of a hash, so that a changed byte anywhere shows."""

from __future__ import annotations

import base64
import hashlib

from breachdesk.domain.manifest import Signature


def _string(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


class FakeSigner:
    """The port `Signer`: whoever asks has a key."""

    def sign(self, person: str, message: bytes) -> Signature:
        """Sign as this person."""
        key = _string(b"ssh-ed25519") + _string(hashlib.sha256(person.encode()).digest())
        return self._made(key, message)

    def holds(self, message: bytes, signature: Signature) -> bool:
        """Tell whether this signature was made over exactly these bytes with the key it names."""
        kind, _, encoded = signature.key.partition(" ")
        key = base64.b64decode(encoded.partition(" ")[0])
        return kind == "ssh-ed25519" and self._made(key, message).armored == signature.armored

    def _made(self, key: bytes, message: bytes) -> Signature:
        made = _string(b"ssh-ed25519") + _string(hashlib.sha512(key + message).digest())
        parts = (_string(key), _string(b"breachdesk-t"), _string(b""), _string(b"sha512"), _string(made))
        text = base64.b64encode(b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(parts)).decode()
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        armored = "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
        digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
        return Signature(armored, f"ssh-ed25519 {base64.b64encode(key).decode()}", f"SHA256:{digest}")
