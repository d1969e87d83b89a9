"""Jinja in a cage: no calls, no arithmetic, no includes; what is blank, undefined or an object stops the letter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from breachdesk.domain.errors import TemplateProblem

MAX_LETTER = 200_000
FILTERS = frozenset({"upper", "lower", "capitalize", "trim", "first", "last", "length"})
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
)
"""Every kind of node a template may hold; anything else is refused when the template is read."""

PLACEHOLDERS = ("TODO", "XXX", "[NAME]", "[NAAM]", "[DATE]", "[DATUM]")


def write(source: str, name: str, values: Mapping[str, Any]) -> str:
    """Put values into a template.

    Args:
        source: The template's text.
        name: What it is called in messages.
        values: Texts, yes or no, and lists and mappings of them; nothing else gets in.

    Raises:
        TemplateProblem: the template does something it may not, or a blank would be printed.
    """
    _lint(source, name)
    try:
        text = _environment().from_string(source).render(dict(values))
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{name}:{line}" if line else name
        raise TemplateProblem(f"{where} cannot be put into words: {error.message or error}.") from error
    if len(text) > MAX_LETTER:
        raise TemplateProblem(f"{name} gives a letter of {len(text):,} characters; that is no letter.")
    return text


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, finalize=_finalize, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters = {name: f for name, f in environment.filters.items() if name in FILTERS}
    return environment


def _finalize(value: object) -> object:
    if isinstance(value, Undefined):
        return value
    if not isinstance(value, str) or not value.strip():
        raise TemplateError(f"a blank or a thing that is no text would be printed ({type(value).__name__})")
    return value


@cache
def _lint(source: str, name: str) -> None:
    for word in PLACEHOLDERS:
        if word in source:
            raise TemplateProblem(f"{name} still holds the placeholder {word}; replace it with words or a slot.")
    try:
        tree = _environment().parse(source)
    except TemplateError as error:
        line = getattr(error, "lineno", 0)
        raise TemplateProblem(f"{name}:{line} is not a template: {error.message or error}.") from error
    for node in tree.find_all(nodes.Node):
        _check(node, name)


def _check(node: nodes.Node, name: str) -> None:
    if not isinstance(node, ALLOWED):
        kind = type(node).__name__.lower()
        raise TemplateProblem(f"{name}:{node.lineno} uses '{kind}', which a notification template may not.")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise TemplateProblem(f"{name}:{node.lineno} reaches for '{node.attr}', which a template may not.")
    if isinstance(node, nodes.For) and (
        node.recursive or any(True for _ in node.iter_child_nodes(only=["body"]) if _.find(nodes.For))
    ):
        raise TemplateProblem(f"{name}:{node.lineno} has a loop in a loop; write two.")
