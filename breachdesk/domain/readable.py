"""Whether a thief of a dataset can read it, as far as the inventory tells. The strict reading: readable, unless shown not.

Whether data count as unintelligible under Art. 34(3)(a) is for a person to say; this is what the inventory gives to it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from breachdesk.domain.inventory import Dataset, Encryption, Inventory

AT_REST = ("device", "backup", "paper")
"""Kinds of system that are taken as a thing, not entered while they run: there a disk's encryption holds."""


class Readable(StrEnum):
    """What the inventory says of a thief's chances."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def readable_by_a_thief(inventory: Inventory, dataset: Dataset, systems: Collection[str]) -> tuple[Readable, str]:
    """Say whether the data can be read by whoever hit these systems, and why.

    Source: GDPR Art. 34(3)(a); EDPB Guidelines 9/2022, on encryption whose key was not compromised.
    """
    protection = dataset.protection
    if protection.encryption is Encryption.NONE:
        return Readable.YES, "not encrypted"
    if protection.encryption is Encryption.UNKNOWN:
        return Readable.UNKNOWN, "encryption unknown"
    lost = sorted(set(protection.keys_in) & set(systems))
    if lost:
        return Readable.YES, f"encrypted, but the key is kept in {', '.join(lost)}"
    if protection.encryption is Encryption.SOMEHOW:
        return Readable.UNKNOWN, "encrypted, and nobody said in which layer"
    if not protection.keys_in:
        return Readable.UNKNOWN, "encrypted, and nobody said where the key is kept"
    keys = f"the key is kept in {', '.join(protection.keys_in)}"
    if protection.encryption is Encryption.CONTENT:
        return Readable.NO, f"encrypted by itself; {keys}, which was not hit"
    kinds = {s.id: s.kind for s in inventory.systems}
    running = sorted(s for s in systems if kinds.get(s) not in AT_REST)
    if running or not systems:
        return Readable.YES, f"only the disk is encrypted, and {', '.join(running) or 'the system'} reads it while running"
    return Readable.NO, f"on an encrypted disk; {keys}, which was not hit"
