"""Who signs with which key: as the settings of a workspace say, or always with keys made for them, in a demo or an exercise.

Built when somebody signs or a signature is looked at; most commands do neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.files.signing_settings import ApprovalSettings

if TYPE_CHECKING:
    from breachdesk.domain.manifest import KnownKey, Signature
    from breachdesk.services.signing_port import Signer

KEYS = "keys"
FOUR_EYES_OFF = "four-eyes is off: the author of a text may approve it, and the record says so (`approval:` in settings.yaml)"


class LateSigner:
    """The port `Signer`, on one that is built when first asked."""

    def __init__(self, build: Callable[[], Signer]) -> None:
        self._build = build

    @cached_property
    def _signer(self) -> Signer:
        return self._build()

    def sign(self, person: str, message: bytes) -> Signature:
        """Sign as this person."""
        return self._signer.sign(person, message)

    def holds(self, message: bytes, signature: Signature) -> bool:
        """Tell whether this signature was made over exactly these bytes."""
        return self._signer.holds(message, signature)

    def key_of(self, person: str) -> KnownKey | None:
        """Give the key this person signs with."""
        return self._signer.key_of(person)


def signer_of(folder: Path, settings: ApprovalSettings | None = None) -> LateSigner:
    """Give who signs in a workspace; without settings only keys made there are used."""

    def build() -> Signer:
        from breachdesk.signing.made_keys import MadeKeys
        from breachdesk.signing.own_keys import OwnKeys
        from breachdesk.signing.ssh_signer import SshSigner

        made = MadeKeys(folder / KEYS)
        if settings is None:
            return SshSigner(made)
        return SshSigner(made, OwnKeys(settings.keys, folder, os.environ), tuple(settings.keys))

    return LateSigner(build)
