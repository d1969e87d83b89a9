"""How many people at least and at most, where the same person may be counted in several places.

At least the largest of the parts, at most their sum; a whole bounds the sum of its parts whether or not it was hit
itself, so that hitting it too never lowers a figure. An unknown upper bound stays unknown.

Source: GDPR Art. 33(3)(a), "approximate number"; the bounds are those of the union of finite sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from breachdesk.domain.inventory import CountRange


@dataclass(frozen=True, slots=True)
class Tree:
    """Parts and wholes of one kind, such as datasets or groups of people."""

    whole_of: Mapping[str, str]
    """By part: the whole that all of its people belong to."""

    most: Mapping[str, int | None]
    """The most people each whole can have; None is unknown. What stands not here bounds nothing."""

    def most_of_all(self, highs: Mapping[str, int | None]) -> int | None:
        """Give the most people in the union of these, each with its own upper bound; None when unknown."""
        # None is part of a bounded whole: by far the most common, and quick.
        if all(self.whole_of.get(id_) not in self.most for id_ in highs):
            return added([least(self.most.get(id_), high) for id_, high in highs.items()])
        high = dict(highs)
        done: set[str] = set()
        top: list[int | None] = []
        # Always the deepest of those left: a whole folded before its last part would be counted twice.
        waiting = [(-self._depth(id_), id_) for id_ in high]
        heapify(waiting)
        while waiting:
            _, id_ = heappop(waiting)
            done.add(id_)
            bound = least(self.most.get(id_), high[id_])
            whole = self.whole_of.get(id_, "")
            if whole not in self.most or whole in done:
                top.append(bound)
                continue
            if whole not in high:
                heappush(waiting, (-self._depth(whole), whole))
            high[whole] = added((high.get(whole, 0), bound))
        return added(top)

    def _depth(self, id_: str) -> int:
        depth, seen = 0, {id_}
        while (id_ := self.whole_of.get(id_, "")) and id_ not in seen:
            depth += 1
            seen.add(id_)
        return depth


def largest(lows: Iterable[int | None]) -> int | None:
    """Give the largest lower bound; unknown when none is known."""
    return max((low for low in lows if low is not None), default=None)


def ranged(low: int | None, high: int | None) -> CountRange:
    """Give a range whose lower bound never stands above the upper one."""
    return CountRange(low if low is None or high is None else min(low, high), high)


def least(first: int | None, second: int | None) -> int | None:
    """Give the smaller of two bounds; one that is unknown bounds nothing."""
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)


def added(numbers: Iterable[int | None]) -> int | None:
    """Give a sum; unknown as soon as one part is."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
