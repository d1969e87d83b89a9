"""Whether a thief of a dataset can read it, as far as the inventory tells. The strict reading: readable, unless shown not.

Whether data count as unintelligible under Art. 34(3)(a) is for a person to say; this is what the inventory gives to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.inventory import Dataset, Encryption, Inventory

AT_REST = ("device", "backup", "paper")
"""Kinds of system that are taken as a thing, not entered while they run: there a disk's encryption holds."""


class Readable(StrEnum):
    """What the inventory says of a thief's chances."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a thief was, and may have been."""

    hit: frozenset[str]
    perhaps: frozenset[str]
    """Systems that may have been reached besides."""

    at_rest: frozenset[str]
    """Systems that are taken as a thing."""

    def running(self, systems: Collection[str]) -> str:
        """Name those of some systems that read their own disk for whoever is in them."""
        return ", ".join(sorted(set(systems) - self.at_rest))


def whereabouts(inventory: Inventory, hit: Collection[str], perhaps: Collection[str] = ()) -> Whereabouts:
    """Say where a thief was."""
    at_rest = frozenset(s.id for s in inventory.systems if s.kind in AT_REST)
    return Whereabouts(frozenset(hit), frozenset(perhaps), at_rest)


def readable_by_a_thief(
    dataset: Dataset, thief: Whereabouts, taken_from: Collection[str], perhaps_from: Collection[str] = ()
) -> tuple[Readable, str]:
    """Say whether the data can be read by whoever took them, and why.

    Args:
        dataset: What was taken.
        thief: Where whoever took it was.
        taken_from: The systems it was taken from.
        perhaps_from: Systems it may have been taken from as well; where nobody said from which, all it can be found in.

    Source: GDPR Art. 34(3)(a); EDPB Guidelines 9/2022, on encryption whose key was not compromised.
    """
    protection = dataset.protection
    if protection.encryption is Encryption.NONE:
        return Readable.YES, "not encrypted"
    if protection.encryption is Encryption.UNKNOWN:
        return Readable.UNKNOWN, "encryption unknown"
    lost = sorted(thief.hit & set(protection.keys_in))
    if lost:
        return Readable.YES, f"encrypted, but the key is kept in {', '.join(lost)}"
    running = thief.running(taken_from)
    if protection.encryption is Encryption.DISK and running:
        return Readable.YES, f"only the disk is encrypted, and {running} reads it while running"
    unsure = _unsure(dataset, thief, perhaps_from)
    if unsure:
        return Readable.UNKNOWN, f"encrypted, and {unsure}"
    where = "by itself" if protection.encryption is Encryption.CONTENT else "on its disk"
    return Readable.NO, f"encrypted {where}; the key is kept in {', '.join(protection.keys_in)}, which was not hit"


def _unsure(dataset: Dataset, thief: Whereabouts, perhaps_from: Collection[str]) -> str:
    """Say why nobody can rely on the encryption; empty when somebody can."""
    protection = dataset.protection
    if protection.encryption is Encryption.SOMEHOW:
        return "nobody said in which layer"
    if not protection.keys_in:
        return "nobody said where the key is kept"
    reached = sorted(set(protection.keys_in) & thief.perhaps.union(perhaps_from))
    if reached:
        return f"the key is kept in {', '.join(reached)}, which may have been reached"
    running = thief.running(perhaps_from) if protection.encryption is Encryption.DISK else ""
    return f"only on its disk; it may have been read in {running}" if running else ""
