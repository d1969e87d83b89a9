"""A workflow as what it is made of: actions in a row, ways to go on, ways that run side by side, and rounds.

Both directions meet here: a plan becomes blocks and then a document; a document becomes blocks and then a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Choosing(StrEnum):
    """By what a way is chosen."""

    IF = "if-condition"
    SWITCH = "switch-condition"
    OUTCOME = "outcome"
    """By whether the step before succeeded."""

    WHILE = "while-condition"
    """Of one way: it is gone as often as the condition holds."""


@dataclass(frozen=True, slots=True)
class Deed(Generic[Item]):
    """One thing to do."""

    item: Item


@dataclass(frozen=True, slots=True)
class Branch(Generic[Item]):
    """One of several ways, by what is so."""

    by: Choosing
    item: str
    """The step of the document that chooses, or the variable it looks at."""

    ways: tuple[tuple[str, Row[Item]], ...]
    """Each with the answer that leads to it: `yes`, `no`, or a case."""


@dataclass(frozen=True, slots=True)
class Beside(Generic[Item]):
    """Rows that do not wait for each other."""

    item: str
    rows: tuple[Row[Item], ...]


@dataclass(frozen=True, slots=True)
class Row(Generic[Item]):
    """Blocks one after the other."""

    blocks: tuple[Deed[Item] | Branch[Item] | Beside[Item], ...] = ()

    def items(self) -> Iterator[Item]:
        """Give every thing to do, in reading order."""
        for block in self.blocks:
            if isinstance(block, Deed):
                yield block.item
            elif isinstance(block, Branch):
                for _, row in block.ways:
                    yield from row.items()
            else:
                for row in block.rows:
                    yield from row.items()
