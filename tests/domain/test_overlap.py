"""How many there are at most in parts that may share people, where some are parts of others."""

from __future__ import annotations

import pytest

from breachdesk.domain.inventory import CountRange
from breachdesk.domain.overlap import Tree, added, largest, least, ranged

#   whole (100)           other (no end)
#    ├ left (40)            └ small (5)
#    │   └ leaf (30)
#    └ right (no end)
TREE = Tree(
    {"left": "whole", "leaf": "left", "right": "whole", "small": "other", "lost": "nowhere"},
    {"whole": 100, "left": 40, "leaf": 30, "right": None, "other": None, "small": 5, "lost": 7},
)


@pytest.mark.parametrize(
    ("highs", "most"),
    [
        ({}, 0),
        ({"whole": 90}, 90),
        ({"left": 40}, 40),
        ({"left": 40, "leaf": 30}, 40),
        ({"leaf": 30, "right": 25}, 55),
        ({"leaf": 30, "right": 90}, 100),
        ({"whole": 90, "right": 20}, 100),
        ({"whole": 60, "leaf": 30}, 90),
        ({"right": None}, 100),
        ({"right": None, "small": 5}, 105),
        ({"other": 8, "small": 5}, 13),
        ({"other": None, "small": 5}, None),
        ({"small": None}, 5),
        ({"lost": 9}, 7),
        ({"lost": 6, "elsewhere": 4}, 10),
        ({"elsewhere": None}, None),
        ({"elsewhere": None, "leaf": 1}, None),
    ],
)
def test_a_whole_bounds_its_parts_whether_or_not_it_is_there(highs: dict[str, int | None], most: int | None) -> None:
    """Lost without it: the same people counted once for each export of the file they are in."""
    assert most == TREE.most_of_all(highs)


def test_the_order_in_which_parts_stand_does_not_matter() -> None:
    """Lost without it: two files that say the same come to different numbers."""
    highs: dict[str, int | None] = {"leaf": 30, "right": 25, "whole": 10, "left": 4, "other": 3}
    assert TREE.most_of_all(highs) == TREE.most_of_all(dict(reversed(highs.items()))) == 72


def test_a_ring_of_parts_ends() -> None:
    """Lost without it: an inventory from elsewhere in which two datasets are part of each other stops the program."""
    assert Tree({"a": "b", "b": "a"}, {"a": 7, "b": 9}).most_of_all({"a": 7, "b": 5}) == 9


def test_unknown_is_neither_nought_nor_without_end_by_mistake() -> None:
    """Lost without it: a bound nobody knows makes a sum too small, or takes away one that is known."""
    assert added(()) == 0
    assert added((1, 2)) == 3
    assert added((1, None)) is None
    assert least(None, 3) == least(3, None) == least(3, 5) == 3
    assert least(0, None) == 0
    assert least(None, None) is None
    assert largest((None, 2, 5, None)) == 5
    assert largest((0, None)) == 0
    assert largest((None,)) is largest(()) is None
    assert ranged(9, 5) == CountRange(5, 5)
    assert ranged(0, None) == CountRange(0, None)
    assert ranged(None, 5) == CountRange(None, 5)
