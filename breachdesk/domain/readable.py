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


def readable_by_a_thief(
    inventory: Inventory,
    dataset: Dataset,
    taken_from: Collection[str],
    hit: Collection[str],
    perhaps: Collection[str] = (),
) -> tuple[Readable, str]:
    """Say whether the data can be read by whoever took them, and why.

    Args:
        inventory: What the organisation holds.
        dataset: What was taken.
        taken_from: The systems it was taken from.
        hit: Every system that was hit.
        perhaps: Systems that may have been reached besides.

    Source: GDPR Art. 34(3)(a); EDPB Guidelines 9/2022, on encryption whose key was not compromised.
    """
    protection = dataset.protection
    if protection.encryption is Encryption.NONE:
        return Readable.YES, "not encrypted"
    if protection.encryption is Encryption.UNKNOWN:
        return Readable.UNKNOWN, "encryption unknown"
    lost = sorted({key for key in protection.keys_in if key in taken_from or key in hit})
    if lost:
        return Readable.YES, f"encrypted, but the key is kept in {', '.join(lost)}"
    running = _running(inventory, taken_from)
    if protection.encryption is Encryption.DISK and running:
        return Readable.YES, f"only the disk is encrypted, and {', '.join(running)} reads it while running"
    unsure = _unsure(dataset, perhaps)
    if unsure:
        return Readable.UNKNOWN, f"encrypted, and {unsure}"
    where = "by itself" if protection.encryption is Encryption.CONTENT else "on its disk"
    return Readable.NO, f"encrypted {where}; the key is kept in {', '.join(protection.keys_in)}, which was not hit"


def _running(inventory: Inventory, systems: Collection[str]) -> list[str]:
    kinds = {s.id: s.kind for s in inventory.systems}
    return sorted(s for s in systems if kinds.get(s) not in AT_REST)


def _unsure(dataset: Dataset, perhaps: Collection[str]) -> str:
    """Say why nobody can rely on the encryption; empty when somebody can."""
    protection = dataset.protection
    if protection.encryption is Encryption.SOMEHOW:
        return "nobody said in which layer"
    if not protection.keys_in:
        return "nobody said where the key is kept"
    reached = sorted(set(protection.keys_in) & set(perhaps))
    return f"the key is kept in {', '.join(reached)}, which may have been reached" if reached else ""
