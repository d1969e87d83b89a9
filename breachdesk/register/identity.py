"""Which rows of all lists are about one person? By key and by address, in chains over both.

Pure arithmetic on arrays; nothing here has seen a name or an address, only numbers of them. A key or an address of 0 is
none. Two numbers stand for each text, so that two texts that share the first by chance are found out by the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breachdesk.domain.people import SameAddress

Numbers = NDArray[Any]


class NumbersClash(Exception):
    """Two texts have one number by chance; number them anew under another salt."""


@dataclass(frozen=True, slots=True)
class RowNumbers:
    """What identifies the rows of all lists, one after the other; None where no list has such a column."""

    rows: int
    keys: tuple[Numbers, Numbers] | None
    addresses: tuple[Numbers, Numbers] | None
    names: Numbers | None


@dataclass(frozen=True, slots=True)
class People:
    """A number from 0 for the person of each row, in the order in which people first appear."""

    count: int
    of_row: Numbers


@dataclass(frozen=True, slots=True)
class SharedAddresses:
    """Rows whose address stands beside two names or two keys, and the number of their address."""

    rows: Numbers
    address: Numbers


@dataclass(frozen=True, slots=True)
class _Groups:
    """Rows that share a text: the number of each row's group, -1 for none."""

    count: int
    of_row: Numbers
    order: Numbers
    """The rows of a group one after the other."""

    starts: Numbers


def resolve(numbers: RowNumbers, same_address: SameAddress) -> People | SharedAddresses:
    """Give everybody a number; or, where that must be asked first, the addresses that several share.

    Raises:
        NumbersClash: the texts must be numbered anew.
    """
    keys = _grouped(*numbers.keys) if numbers.keys is not None else None
    addresses = _grouped(*numbers.addresses) if numbers.addresses is not None else None
    if addresses is None or (keys is None and numbers.names is None):
        return _people(keys, addresses, numbers.rows)
    key_of = keys.of_row if keys is not None else np.full(numbers.rows, -1, np.int32)
    names = numbers.names if numbers.names is not None else np.zeros(numbers.rows, np.uint64)
    shared = _differ(names, addresses) | _differ((key_of + 1).astype(np.uint32), addresses)
    if same_address is not SameAddress.MERGE and shared.any():
        rows = addresses.order[np.repeat(shared, np.diff(addresses.starts, append=len(addresses.order)))]
        if same_address is SameAddress.ASK:
            rows = np.sort(rows)
            return SharedAddresses(rows, addresses.of_row[rows])
        addresses = _apart(addresses, rows, names, key_of)
    return _people(keys, addresses, numbers.rows)


def _grouped(first: Numbers, second: Numbers) -> _Groups:
    there = np.flatnonzero(first)
    order = there[np.argsort(first[there])]
    ordered, check = first[order], second[order]
    begins = np.ones(len(order), bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    if bool(((check[1:] != check[:-1]) & ~begins[1:]).any()):
        raise NumbersClash
    starts = np.flatnonzero(begins)
    of_row = np.full(len(first), -1, np.int32)
    of_row[order] = np.cumsum(begins, dtype=np.int32) - 1
    return _Groups(len(starts), of_row, order, starts)


def _differ(values: Numbers, groups: _Groups) -> Numbers:
    """Tell of each group whether two different values stand in it; 0 is no value."""
    if not groups.count:
        return np.zeros(0, bool)
    ordered = values[groups.order]
    most = np.maximum.reduceat(ordered, groups.starts)
    # No value may not count as the least one, so it is made the greatest there is.
    least = np.minimum.reduceat(np.where(ordered == 0, np.iinfo(ordered.dtype).max, ordered), groups.starts)
    found: Numbers = (most > 0) & (least != most)
    return found


def _apart(addresses: _Groups, rows: Numbers, names: Numbers, key_of: Numbers) -> _Groups:
    """Let a shared address identify together with a name only.

    A row with a key goes by its key; its name and address identify too, where they stand beside no second key.
    """
    pair = np.stack([addresses.of_row[rows].astype(np.uint64), names[rows]], axis=1)
    _, together = np.unique(pair, axis=0, return_inverse=True)
    together = together.reshape(-1)
    pairs = int(together.max()) + 1
    keys = key_of[rows]
    most, least = np.full(pairs, -1, np.int32), np.full(pairs, np.iinfo(np.int32).max, np.int32)
    keyed = keys >= 0
    np.maximum.at(most, together[keyed], keys[keyed])
    np.minimum.at(least, together[keyed], keys[keyed])
    one_key = (most >= 0) & (most == least)
    own = ~keyed | (one_key[together] & (names[rows] != 0))
    of_row = addresses.of_row.copy()
    of_row[rows] = np.where(own, addresses.count + together, -1)
    return _Groups(addresses.count + pairs, of_row, addresses.order, addresses.starts)


def _people(keys: _Groups | None, addresses: _Groups | None, rows: int) -> People:
    if keys is None or addresses is None:
        only = keys if keys is not None else addresses
        assert only is not None
        return _numbered(only.of_row, only.count, rows)
    # One graph: addresses and keys are its nodes, a row with both joins two of them.
    node = np.where(addresses.of_row >= 0, addresses.of_row, keys.of_row + addresses.count)
    both = (addresses.of_row >= 0) & (keys.of_row >= 0)
    nodes = addresses.count + keys.count
    root = _joined(nodes, addresses.of_row[both], keys.of_row[both] + addresses.count)
    return _numbered(root[node], nodes, rows)


def _joined(nodes: int, left: Numbers, right: Numbers) -> Numbers:
    """Give the root of each node's component.

    In each round every root hooks on to its least neighbour, so that the number of trees at least halves in two rounds.
    """
    root = np.arange(nodes, dtype=np.int32)
    while True:
        a, b = root[left], root[right]
        apart = a != b
        if not apart.any():
            return root
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(further := root[root], root):
            root = further


def _numbered(group_of: Numbers, groups: int, rows: int) -> People:
    """Number the groups by the first row of each, so that the same lists always give the same numbers."""
    first = np.full(groups, rows, np.int64)
    # Of several rows of a group the last assignment stays, so the rows go in backwards.
    first[group_of[::-1]] = np.arange(rows - 1, -1, -1)
    begins = np.zeros(rows + 1, bool)
    begins[first] = True
    begins[rows] = False
    number = np.cumsum(begins, dtype=np.uint32) - 1
    return People(int(begins.sum()), number[first[group_of]].astype(np.uint32))
