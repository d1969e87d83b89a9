"""Whose signature counts: what the house knows of keys, and whether two people must look at a text.

A name is only what somebody says; so the author is known by name and by key, and either one gives them away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from breachdesk.domain.foreign import folded
from breachdesk.domain.manifest import KnownKey, Signature


@dataclass(frozen=True, slots=True)
class Trust:
    """What the house says about signatures: whether one holds, whose key is whose, and whether two must look."""

    holds: Callable[[bytes, Signature], bool]
    key_of: Callable[[str], KnownKey | None]
    """The key a person signs with here; None when none is known."""

    four_eyes: bool = True

    def are_one(self, author: str, approver: str, fingerprint: str) -> bool:
        """Tell whether author and approver are the same person: by name however it is written, or by the key that signs."""
        if folded(author) == folded(approver):
            return True
        theirs = self.key_of(author)
        return theirs is not None and theirs.fingerprint == fingerprint
