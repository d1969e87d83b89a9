"""How much a template may do: rounds of its lists and lengths of texts it works on are counted, and it is stopped in time.

The sandbox bounds neither. A list in a list over a letter's own data, or a text joined with itself a few times, would run for
hours or fill the memory without printing a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from jinja2 import Environment, nodes

from breachdesk.domain.errors import TemplateProblem

MAX_WORK = 1_000_000
"""Steps in filling one text: a part of a list at each round, a character a filter looks at. Ours take some thousand."""

COUNTED = "counted rounds"
"""What a list is passed through; no template can write a filter's name with a space in it."""

_left: ContextVar[list[int]] = ContextVar("left")


@contextmanager
def metered() -> Iterator[None]:
    """Begin to count for one text."""
    token = _left.set([MAX_WORK])
    try:
        yield
    finally:
        _left.reset(token)


def spend(steps: int) -> None:
    """Count some steps.

    Raises:
        TemplateProblem: they are more than a notice needs.
    """
    left = _left.get()
    left[0] -= steps
    if left[0] < 0:
        raise TemplateProblem("has more to do here than any notice needs; take out a list within a list, or shorten the data.")


def with_counted_loops(tree: nodes.Template) -> nodes.Template:
    """Have every list counted, each round by how much stands in it; the tree is changed and given back."""
    for loop in list(tree.find_all(nodes.For)):
        steps = 1 + sum(1 for part in loop.body for _ in part.find_all(nodes.Node))
        arguments: list[nodes.Expr] = [nodes.Const(steps, lineno=loop.lineno)]
        loop.iter = nodes.Filter(loop.iter, COUNTED, arguments, [], None, None, lineno=loop.lineno)
    return tree


def counted(values: Iterable[object], steps: int) -> Iterator[object]:
    """Give each of some values, counting.

    Raises:
        TemplateProblem: it is a text, whose characters are no list; or there are too many.
    """
    if isinstance(values, str):
        raise TemplateProblem("makes a list of the letters of a text; name a list.")
    for value in values:
        spend(steps)
        yield value


def counting(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Give a filter that counts before it works what it will look at or make."""

    @wraps(filter_)
    def of(*given: object) -> object:
        # Some filters are given the environment first; `wraps` keeps what says so.
        value, *rest = given[1:] if isinstance(given[0], Environment) else given
        longest = 1 + max((len(word) for word in rest if isinstance(word, str)), default=0)
        spend(longest * _size(value))
        return filter_(*given)

    return of


def all_counting(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Give filters that count, with the one that lists pass through."""
    return {name: counting(filter_) for name, filter_ in filters.items()} | {COUNTED: counted}


def _size(value: object) -> int:
    if isinstance(value, list | tuple):
        return 1 + sum(len(part) if isinstance(part, str) else 1 for part in value)
    return len(value) if isinstance(value, str) else 1
