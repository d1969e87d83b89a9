"""What the services need of whoever signs: a person's yes over exact bytes, and the check of one made before."""

from __future__ import annotations

from typing import Protocol

from breachdesk.domain.manifest import Signature


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
