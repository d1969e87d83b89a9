"""What an Approval binds: every input of what will leave the house, in one set of bytes that a person signs.

Whatever is not in here could change after the yes. The bytes are canonical, so that one manifest has one form and a change of
any input is another manifest.

Source: GDPR Art. 5(2), 24(1).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

NO_LIST = ""
"""Digest of addressees where the Notice goes to nobody by a list."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The inputs of one Approval."""

    incident: str
    """The Incident's id, which no other incident of any workspace has."""

    notice: str
    number: int
    kind: str
    stage: str
    language: str
    group: str
    template: str
    template_sha256: str
    """Over the template and its phrases as they were when the text was written."""

    content_sha256: str
    """Over subject and text, byte for byte: `text_digest`."""

    addressees_sha256: str = NO_LIST
    """Over everybody on the list: name, address, language, reference, categories, in the order of the list."""

    addressees: int = 0
    letters_sha256: str = ""
    """Over every letter as it will read, in the order of the list; empty where there is no list."""

    channel: str = ""
    """How it goes, and as whom: the profile of the sender; empty where nothing is sent by us."""

    version: int = 1

    @property
    def as_bytes(self) -> bytes:
        """The canonical form that is signed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.as_bytes).hexdigest()


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature over some bytes, and the key that made it."""

    armored: str
    """In the form of `ssh-keygen -Y sign` (SSHSIG)."""

    key: str
    """The public key in one line, as in `authorized_keys`."""

    fingerprint: str
    """`SHA256:…`, as ssh shows it."""

    made_for_them: bool = False
    """The key was made here for this person, for want of one of their own."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """The key a person signs with here, as far as it can be told without asking for it."""

    fingerprint: str
    made_for_them: bool = False
