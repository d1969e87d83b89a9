"""What a template may hold: slots, choices and lists over given names, and nothing that computes or calls.

Only the node kinds named here pass; whatever Jinja learns tomorrow is refused until somebody allows it.
Every breach of the rules is reported with its line, all in one round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from jinja2 import nodes

FILTERS = ("first", "join", "last", "length", "lower", "sort", "title", "trim", "unique", "upper")
MAX_BLOCKS, MAX_LOOPS, MAX_EXPRESSION = 8, 2, 20
MAX_SEPARATOR = 40
MAX_PARTS = 5_000
"""Slots, choices, texts and lists in one template, for it takes a second to make thousands ready; ours have some hundred."""

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9 _/-]+\](?!\()|\b(?:TODO|TBD|FIXME|XXX+)\b|\{\{|\}\}|\{%|%\}")
"""[NAME], TODO and the like, and slots that are none; a Markdown link's [TEXT](...) is none of these."""

_BLOCKS = (nodes.If, nodes.For)
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_WORDS = {
    "Call": "a call",
    "Include": "an include",
    "Import": "an import",
    "FromImport": "an import",
    "Extends": "an extends",
    "Macro": "a macro",
    "CallBlock": "a call block",
    "FilterBlock": "a filter block",
    "Assign": "a set",
    "AssignBlock": "a set",
    "Getitem": "an index",
    "Test": "a test (is ...)",
    "CondExpr": "an inline if",
    "Block": "a block",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A dotted name a template reads, and where."""

    line: int
    path: tuple[str, ...]


@dataclass(slots=True)
class Verdict:
    """What is wrong with a template, line by line, and which names of its data it reads."""

    wrong: list[tuple[int, str]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)


def judge(tree: nodes.Template, names: Collection[str]) -> Verdict:
    """Look at a parsed template.

    Args:
        tree: As Jinja parsed it.
        names: The top-level names it will be filled from.
    """
    verdict = Verdict()
    if sum(1 for _ in tree.find_all(nodes.Node)) > MAX_PARTS:
        verdict.wrong.append((1, f"has more than {MAX_PARTS:,} slots and other parts; shorten it."))
        return verdict
    loop_names = {n.target.name for n in tree.find_all(nodes.For) if isinstance(n.target, nodes.Name)}
    _Walk(verdict, frozenset(names), frozenset(loop_names)).visit(tree, 0, 0, 0)
    verdict.wrong.sort()
    return verdict


def placeholders(text: str) -> Iterator[tuple[int, str]]:
    """Give each place where the author meant to write more: its line offset and what stands there."""
    for found in PLACEHOLDER.finditer(text):
        yield text[: found.start()].count("\n"), found[0]


def nearest(word: str, choices: Collection[str]) -> str:
    """Give ` Did you mean 'x'?` or nothing."""
    close = get_close_matches(word, choices, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""


@dataclass(slots=True)
class _Walk:
    verdict: Verdict
    names: frozenset[str]
    loop_names: frozenset[str]

    def visit(self, node: nodes.Node, blocks: int, loops: int, depth: int) -> None:
        if not isinstance(node, _ALLOWED):
            self._wrong(node, f"{_WORDS.get(type(node).__name__, _plain_name(node))} is not allowed in a notice.")
            return
        blocks += isinstance(node, _BLOCKS)
        loops += isinstance(node, nodes.For)
        depth = depth + 1 if isinstance(node, nodes.Expr) else 0
        if self._too_deep(node, blocks, loops, depth):
            return
        check = _CHECKS.get(type(node))
        if check is not None:
            check(self, node)
        for child in node.iter_child_nodes():
            self.visit(child, blocks, loops, depth)

    def _wrong(self, node: nodes.Node, message: str) -> None:
        self.verdict.wrong.append((node.lineno, message))

    def _too_deep(self, node: nodes.Node, blocks: int, loops: int, depth: int) -> bool:
        if loops > MAX_LOOPS:
            self._wrong(node, f"lists stand more than {MAX_LOOPS} deep in each other; write them apart.")
        elif blocks > MAX_BLOCKS or depth > MAX_EXPRESSION:
            self._wrong(node, "is nested too deep; write it plainer.")
        else:
            return False
        return True

    def _data(self, node: nodes.TemplateData) -> None:
        for offset, word in placeholders(node.data):
            self.verdict.wrong.append(
                (node.lineno + offset, f"'{word}' was left to be filled in; write what belongs there.")
            )

    def _name(self, node: nodes.Name) -> None:
        if node.ctx == "store":
            if node.name in self.names:
                self._wrong(node, f"a list may not call its items '{node.name}'; that name is taken.")
            return
        if node.name in self.loop_names:
            return
        if node.name not in self.names:
            hint = nearest(node.name, self.names)
            self._wrong(node, f"'{node.name}' is not a name a notice can use.{hint}")

    def _field(self, node: nodes.Getattr) -> None:
        if node.attr.startswith("_"):
            self._wrong(node, f"'{node.attr}' is not a name a notice can use; none of them begins with '_'.")
            return
        path: list[str] = []
        inner: nodes.Node = node
        while isinstance(inner, nodes.Getattr):
            path.insert(0, inner.attr)
            inner = inner.node
        if isinstance(inner, nodes.Name) and inner.name in self.names:
            self.verdict.slots.append(Slot(node.lineno, (inner.name, *path)))

    def _for(self, node: nodes.For) -> None:
        if not isinstance(node.target, nodes.Name):
            self._wrong(node, "a list takes one name for its items.")
        if node.recursive or node.test is not None:
            self._wrong(node, "a list may not be recursive or filtered.")
        if not node.else_:
            self._wrong(node, "a list needs an {% else %} part, so that an empty one does not pass unseen.")

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            hint = nearest(node.name, FILTERS) or f" One of: {', '.join(FILTERS)}."
            self._wrong(node, f"the filter '{node.name}' is not allowed.{hint}")
        if node.kwargs or node.dyn_args or node.dyn_kwargs or not all(_is_short(a) for a in node.args):
            self._wrong(node, f"the filter '{node.name}' may take one short text only.")

    def _const(self, node: nodes.Const) -> None:
        if not isinstance(node.value, str):
            self._wrong(node, "only texts in quotes may be written in an expression.")

    def _operand(self, node: nodes.Operand) -> None:
        if node.op not in ("eq", "ne", "in", "notin"):
            self._wrong(node, "only ==, !=, in and not in compare.")


_CHECKS: Mapping[type[nodes.Node], Callable[[_Walk, Any], None]] = {
    nodes.TemplateData: _Walk._data,
    nodes.Name: _Walk._name,
    nodes.Getattr: _Walk._field,
    nodes.For: _Walk._for,
    nodes.Filter: _Walk._filter,
    nodes.Const: _Walk._const,
    nodes.Operand: _Walk._operand,
}


def _is_short(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str) and len(node.value) <= MAX_SEPARATOR


def _plain_name(node: nodes.Node) -> str:
    return "arithmetic" if isinstance(node, nodes.BinExpr) else f"'{type(node).__name__.lower()}'"
