"""What data categories bring about together that none of them does alone.

Placeholder of the value; the law data and its reader come with the inventory model.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Combination:
    """Categories that together make a consequence likely."""

    id: str
    needs: tuple[tuple[str, ...], ...]
    """Each part: any one of these categories, or a refinement of it."""

    consequences: tuple[str, ...]


def combined(categories: Collection[str], combinations: Sequence[Combination]) -> tuple[Combination, ...]:
    """Give the combinations that these categories make."""
    return tuple(c for c in combinations if all(_any(part, categories) for part in c.needs))


def _any(part: Collection[str], categories: Collection[str]) -> bool:
    return any(held == wanted or held.startswith(f"{wanted}.") for wanted in part for held in categories)
