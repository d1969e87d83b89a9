"""How much work a template may make: the rounds of its lists and what its filters go through, counted while it is filled.

The rules keep out whatever computes. What is left are lists in lists over the letter's own data, and those may be long: such a
template prints nothing for minutes, so that a limit on what it prints does not stop it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context

from breachdesk.domain.errors import TemplateProblem

MAX_WORK = 400_000
"""Steps; a notice takes about a hundred, for each list item a few."""

COUNTER = "_work"
"""The name under which the count goes with the data; no template may name it."""

A_STEP = 64
"""Characters of a text that count as one step."""


BY_ITEM = frozenset(("join", "sort", "unique"))
"""Filters that take even a text apart; one of them makes a text forty times as long."""


class Work:
    """Counts the steps of one filling."""

    def __init__(self) -> None:
        self.left = MAX_WORK

    def take(self, steps: int) -> None:
        """Take steps off what is left.

        Raises:
            TemplateProblem: nothing is left.
        """
        self.left -= steps
        if self.left < 0:
            raise TemplateProblem(f"makes more than {MAX_WORK:,} steps over its lists; write them apart, or shorten them.")


def bounded(tree: nodes.Template) -> nodes.Template:
    """Let whatever goes through a list or a text count its steps; the tree is changed and given back."""
    for loop in tree.find_all(nodes.For):
        loop.iter = _called("_rounds", loop.iter, nodes.Const(_weight(loop)))
    for filter_ in [f for f in tree.find_all(nodes.Filter) if f.name not in COUNTING]:
        filter_.node = _called("_weighed", filter_.node, nodes.Const(_apiece(filter_)))
    for operand in tree.find_all(nodes.Operand):
        if operand.op in ("in", "notin"):
            operand.expr = _called("_weighed", operand.expr, nodes.Const(0))
    return tree


def _weight(loop: nodes.For) -> int:
    return 1 + sum(1 for node in loop.body for _ in node.find_all(nodes.Node))


def _apiece(filter_: nodes.Filter) -> int:
    """Give what a filter makes of each item of a list or letter of a text, in characters; 0 where it takes a text whole."""
    if filter_.name not in BY_ITEM:
        return 0
    return 1 + sum(len(word.value) for word in filter_.args if isinstance(word, nodes.Const))


def _called(name: str, value: nodes.Node | None, *rest: nodes.Expr) -> nodes.Filter:
    made = nodes.Filter(value, name, list(rest), [], None, None)
    made.set_lineno(value.lineno if value else 0, override=True)
    return made


@pass_context
def _rounds(context: Context, items: Iterable[Any], weight: int) -> Iterator[Any]:
    """Give the items of a list, each counted with what its round holds."""
    work = context[COUNTER]
    for item in items:
        work.take(weight)
        yield item


@pass_context
def _weighed(context: Context, value: Any, apiece: int) -> Any:
    """Give a value as it is, and count how much there is to go through, and how much a filter will make of it."""
    if isinstance(value, list | tuple | dict) or (apiece and isinstance(value, str)):
        context[COUNTER].take(1 + len(value) + len(value) * apiece // A_STEP)
    elif isinstance(value, str):
        context[COUNTER].take(1 + len(value) // A_STEP)
    return value


COUNTING = {"_rounds": _rounds, "_weighed": _weighed}
"""Filters that no template may name: the rules know others only."""
