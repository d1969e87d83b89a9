"""Where each part of a written text comes from: the data it was filled with, and the conditions it stands under.

A template is filled a second time with its data marked. The marks are characters of the private use area; the words of a
language and of a template may not hold them, and what people typed shows something else in their place. They are taken out
again, and what is left must be the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

OPEN, MIDDLE, CLOSE = "\ue0f0", "\ue0f1", "\ue0f2"
MARKS = frozenset((OPEN, MIDDLE, CLOSE))
_MARK = re.compile(f"{OPEN}([^{MIDDLE}]*){MIDDLE}|{CLOSE}")


class Marked(str):
    """A text that knows where in the data it stood."""

    path: str


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and which of its parts come from what."""

    text: str
    parts: tuple[tuple[int, int, str], ...]
    """Beginning, end and path; parts may lie in each other."""


def marked_data(value: object, path: str) -> object:
    """Give data in which every text knows its path, such as `facts.people.text`."""
    if isinstance(value, str):
        marked = Marked("".join(c for c in value if c not in MARKS))
        marked.path = path
        return marked
    if isinstance(value, dict):
        return {key: marked_data(part, f"{path}.{key}") for key, part in value.items()}
    if isinstance(value, list):
        return [marked_data(part, f"{path}.{number}") for number, part in enumerate(value)]
    return value


def with_origin(words: str, value: object) -> str:
    """Put marks around what a slot prints, where it is known where that stood."""
    return f"{OPEN}{value.path}{MIDDLE}{words}{CLOSE}" if isinstance(value, Marked) else words


def keeping_origin(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Give a filter whose result still knows where its value stood."""

    def kept(value: object, *rest: object) -> object:
        found = filter_(value, *rest)
        if isinstance(value, Marked) and isinstance(found, str):
            marked = Marked(found)
            marked.path = value.path
            return marked
        return found

    return kept


def with_marks(tree: nodes.Template) -> nodes.Template:
    """Put marks around whatever stands under a condition or in a list; the tree is changed and given back."""
    _mark_all(tree.body, {})
    return tree


def read_marks(text: str) -> Traced:
    """Take the marks out of a text again."""
    plain: list[str] = []
    parts: list[tuple[int, int, str]] = []
    opened: list[tuple[int, str]] = []
    at, length = 0, 0
    for mark in _MARK.finditer(text):
        plain.append(text[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        if mark[0] != CLOSE:
            opened.append((length, mark[1]))
            continue
        start, paths = opened.pop()
        parts.extend((start, length, path) for path in paths.split(" ") if path and start < length)
    plain.append(text[at:])
    return Traced("".join(plain), tuple(parts))


def _mark_all(body: list[nodes.Node], known: dict[str, str]) -> None:
    for node in body:
        if isinstance(node, nodes.If):
            _mark_if(node, known, ())
        elif isinstance(node, nodes.For):
            _mark_for(node, known)


def _mark_if(node: nodes.If, known: dict[str, str], before: tuple[str, ...]) -> None:
    """What stands under a later part of an `if` stands under the conditions of the earlier parts too."""
    paths = (*before, *_paths(node.test, known))
    _mark_all(node.body, known)
    node.body = _between(paths, node.body)
    for other in node.elif_:
        _mark_if(other, known, paths)
        paths = (*paths, *_paths(other.test, known))
    if node.else_:
        _mark_all(node.else_, known)
        node.else_ = _between(paths, node.else_)


def _mark_for(node: nodes.For, known: dict[str, str]) -> None:
    paths = tuple(_paths(node.iter, known))
    inner = {**known, node.target.name: paths[0] if paths else ""} if isinstance(node.target, nodes.Name) else known
    _mark_all(node.body, inner)
    _mark_all(node.else_, known)
    node.body = _between(paths, node.body)
    node.else_ = _between(paths, node.else_)


def _between(paths: Iterable[str], body: list[nodes.Node]) -> list[nodes.Node]:
    named = " ".join(dict.fromkeys(paths))
    first = nodes.Output([nodes.TemplateData(f"{OPEN}{named}{MIDDLE}")])
    last = nodes.Output([nodes.TemplateData(CLOSE)])
    return [first, *body, last]


def _paths(expression: nodes.Node, known: dict[str, str]) -> Iterator[str]:
    """Give the names an expression reads, those of a list by what the list is."""
    if isinstance(expression, nodes.Getattr | nodes.Name):
        path = _path(expression, known)
        if path:
            yield path
        return
    for child in expression.iter_child_nodes():
        yield from _paths(child, known)


def _path(expression: nodes.Node, known: dict[str, str]) -> str:
    if isinstance(expression, nodes.Name):
        return known.get(expression.name, expression.name)
    if isinstance(expression, nodes.Getattr):
        return f"{_path(expression.node, known)}.{expression.attr}"
    return ""
