"""Keys made for people who have none of their own: one Ed25519 key a person, in the workspace, for its owner only.

Whoever may read the workspace file may read these. So such a key shows who was asked, not who it was; a person's own key
shows more, and the record says which of the two it was.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from breachdesk.domain.errors import SigningProblem
from breachdesk.domain.foreign import folded
from breachdesk.signing.sshsig import string

KIND = b"ssh-ed25519"
MOST_BYTES = 64 * 1024
_PLAIN = re.compile(r"[^a-z0-9]+")


class MadeKeys:
    """The folder of made keys.

    Args:
        folder: Made with the first key; nobody else may look into it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def blob(self, person: str) -> bytes | None:
        """Give the public key made for a person; None when none was.

        Raises:
            SigningProblem: it cannot be read, or others can.
        """
        path = self._path(person)
        if not _stands(path):
            return None
        return _public(_read(path))

    def sign(self, person: str, data: bytes) -> tuple[bytes, bytes]:
        """Sign with a person's made key, making it first where there is none; give public key and signature.

        Raises:
            SigningProblem: it cannot be made or read, or others can read it.
        """
        path = self._path(person)
        if not _stands(path):
            self._make(path)
        key = _read(path)
        _finish(path, key)
        return _public(key), string(KIND) + string(key.sign(data))

    def _path(self, person: str) -> Path:
        """The name is for people, what follows it tells apart whom it cannot."""
        name = folded(person)
        slug = _PLAIN.sub("-", name).strip("-")[:40] or "key"
        return self._folder / f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"

    def _make(self, path: Path) -> None:
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        try:
            if not self._folder.exists():
                self._folder.mkdir(parents=True, mode=0o700)
                self._folder.chmod(0o700)
            refuse_open_to_others(self._folder)
            # Under its name stands a whole key or none, and never one in the place of another program's, which may have
            # tidied ours away as well.
            with suppress(FileExistsError, FileNotFoundError):
                _put(path, private, os.link)
        except OSError as error:
            said = f"No key can be made in {self._folder.name}/: {_said(error)}. Mend that and try again."
            raise SigningProblem(said) from None


def refuse_open_to_others(path: Path) -> None:
    """Refuse a private key, or the folder of some, that others can read.

    Raises:
        SigningProblem: says the chmod that mends it.
        OSError: it cannot be looked at.
    """
    _refuse_open(path, path.stat())


def _refuse_open(path: Path, found: os.stat_result) -> None:
    mode = stat.S_IMODE(found.st_mode)
    if os.name == "posix" and mode & 0o077:
        wanted = "700" if stat.S_ISDIR(found.st_mode) else "600"
        raise SigningProblem(f"{path} can be read by others (mode {mode:04o}); run `chmod {wanted} {path}`, then try again.")


def _finish(path: Path, key: Ed25519PrivateKey) -> None:
    """Put the public half beside a key, and take away what a killed program left half made; neither keeps from signing."""
    beside = path.with_name(f"{path.name}.pub")
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b"\n"
    with suppress(OSError):
        if not beside.is_file() or beside.read_bytes() != public:
            _put(beside, public, os.replace)
        for made in (path, beside):
            # Whoever still makes one finds the key that stands.
            for left in path.parent.glob(f"{_beside(made)}*"):
                left.unlink(missing_ok=True)


def _beside(path: Path) -> str:
    """Give how a file begins that is not whole yet; no name of a key holds that sign."""
    return f".{path.name}~"


def _put(path: Path, content: bytes, into_place: Callable[[str, Path], None]) -> None:
    descriptor, beside = tempfile.mkstemp(prefix=_beside(path), dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        into_place(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _stands(path: Path) -> bool:
    """Say whether anything stands there, also a link that leads nowhere."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(path, error) from None
    return True


def _unreadable(path: Path, error: OSError) -> SigningProblem:
    return SigningProblem(f"The key {path.name} cannot be read: {_said(error)}. Mend that, or put it back from a backup.")


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            # Of what was opened, not of what stands under its name by now.
            _refuse_open(path, os.fstat(stream.fileno()))
            refuse_open_to_others(path.parent)
            raw = stream.read(MOST_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        key = load_ssh_private_key(raw, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningProblem(
            f"The key {path.name} is damaged. Put it back from a backup, or move it away: another is made, and what was "
            "approved with the old one is approved again."
        )
    return key


def _public(key: Ed25519PrivateKey) -> bytes:
    return string(KIND) + string(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _said(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
