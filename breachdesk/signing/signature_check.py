"""Does a signature hold over exactly these bytes? Each kind of key is checked in its own way; nothing is run for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from breachdesk.signing.sshsig import Malformed, Reader

SMALLEST_RSA = 2048
LARGEST_RSA = 16_384
PRESENT = 1
"""The bit with which a security key says that somebody touched it."""

_CURVES: Mapping[bytes, tuple[ec.EllipticCurve, SHA256 | SHA384 | SHA512]] = {
    b"nistp256": (ec.SECP256R1(), SHA256()),
    b"nistp384": (ec.SECP384R1(), SHA384()),
    b"nistp521": (ec.SECP521R1(), SHA512()),
}
_RSA = {b"rsa-sha2-256": SHA256(), b"rsa-sha2-512": SHA512()}


def signed_by(key_blob: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether the key made this signature over this data; what is in no known form never did."""
    try:
        key, made = Reader(key_blob), Reader(signature)
        kind = key.string()
        check = _KINDS.get(kind)
        if check is None:
            return False
        check(kind, key, made, data)
        return True
    except (Malformed, InvalidSignature, ValueError):
        return False


def _ed25519(kind: bytes, key: Reader, made: Reader, data: bytes) -> None:
    public = Ed25519PublicKey.from_public_bytes(key.string())
    key.end()
    _expect(made, kind)
    raw = made.string()
    made.end()
    public.verify(raw, data)


def _ecdsa(kind: bytes, key: Reader, made: Reader, data: bytes) -> None:
    public, digest = _curve_key(kind, key)
    key.end()
    _expect(made, kind)
    raw = made.string()
    made.end()
    public.verify(_dss(raw), data, ec.ECDSA(digest))


def _rsa(kind: bytes, key: Reader, made: Reader, data: bytes) -> None:
    exponent, modulus = key.positive(), key.positive()
    key.end()
    if not SMALLEST_RSA <= modulus.bit_length() <= LARGEST_RSA:
        raise Malformed
    digest = _RSA.get(made.string())
    raw = made.string()
    made.end()
    if digest is None:
        raise Malformed
    rsa.RSAPublicNumbers(exponent, modulus).public_key().verify(raw, data, padding.PKCS1v15(), digest)


def _sk_ed25519(kind: bytes, key: Reader, made: Reader, data: bytes) -> None:
    public = Ed25519PublicKey.from_public_bytes(key.string())
    application = key.string()
    key.end()
    _expect(made, kind)
    raw = made.string()
    public.verify(raw, _by_security_key(application, made, data))


def _sk_ecdsa(kind: bytes, key: Reader, made: Reader, data: bytes) -> None:
    public, digest = _curve_key(kind, key)
    application = key.string()
    key.end()
    _expect(made, kind)
    raw = made.string()
    public.verify(_dss(raw), _by_security_key(application, made, data), ec.ECDSA(digest))


def _by_security_key(application: bytes, made: Reader, data: bytes) -> bytes:
    """Give what a security key really signs; somebody must have touched it."""
    flags = made.take(1)
    counter = made.take(4)
    made.end()
    if not flags[0] & PRESENT:
        raise Malformed
    return hashlib.sha256(application).digest() + flags + counter + hashlib.sha256(data).digest()


def _curve_key(kind: bytes, key: Reader) -> tuple[ec.EllipticCurvePublicKey, SHA256 | SHA384 | SHA512]:
    name = key.string()
    if name not in _CURVES or name not in kind:
        raise Malformed
    curve, digest = _CURVES[name]
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, key.string()), digest


def _dss(raw: bytes) -> bytes:
    numbers = Reader(raw)
    r, s = numbers.positive(), numbers.positive()
    numbers.end()
    return encode_dss_signature(r, s)


def _expect(made: Reader, kind: bytes) -> None:
    if made.string() != kind:
        raise Malformed


_KINDS: Mapping[bytes, Callable[[bytes, Reader, Reader, bytes], None]] = {
    b"ssh-ed25519": _ed25519,
    b"ecdsa-sha2-nistp256": _ecdsa,
    b"ecdsa-sha2-nistp384": _ecdsa,
    b"ecdsa-sha2-nistp521": _ecdsa,
    b"ssh-rsa": _rsa,
    b"sk-ssh-ed25519@openssh.com": _sk_ed25519,
    b"sk-ecdsa-sha2-nistp256@openssh.com": _sk_ecdsa,
}
TAKEN = tuple(kind.decode() for kind in _KINDS)
"""Kinds of key that can sign an approval."""

