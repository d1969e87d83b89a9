"""What the services need of whoever signs: a person's yes over exact bytes, and the check of one made before."""

from __future__ import annotations

from typing import Protocol

from breachdesk.domain.errors import SigningProblem
from breachdesk.domain.manifest import KnownKey, Signature


class Signer(Protocol):
    """Signs with a person's own key, and checks signatures; no secret ever leaves it."""

    def sign(self, person: str, message: bytes) -> Signature:
        """Sign as this person, with their own key where there is one, else with one made for them.

        Raises:
            SigningProblem: there is no key that can be used; says what to do.
        """
        ...

    def holds(self, message: bytes, signature: Signature) -> bool:
        """Tell whether this signature was made over exactly these bytes with the key it names."""
        ...

    def key_of(self, person: str) -> KnownKey | None:
        """Give the key this person signs with; None when none was made for them yet.

        Raises:
            SigningProblem: the key that is named for them cannot be read or must not be used.
        """
        ...


class NoSigner:
    """Stands where a desk was put together without a way to sign: nothing can be approved, and no approval holds."""

    def sign(self, person: str, message: bytes) -> Signature:
        """Refuse.

        Raises:
            SigningProblem: always.
        """
        raise SigningProblem("This desk has no keys to sign with; approve on the workspace itself.")

    def holds(self, message: bytes, signature: Signature) -> bool:
        """Trust nothing."""
        return False

    def key_of(self, person: str) -> KnownKey | None:
        """Know nobody."""
        return None
