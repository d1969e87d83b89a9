"""How commands speak: results on stdout, everything else for people on stderr, nothing raw from outside."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

from breachdesk.cli.front import Front
from breachdesk.domain.foreign import visible

_DRIVING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What may stand raw in JSON, and still drive a terminal or turn text around; the rest JSON itself escapes."""


EXERCISE = "EXERCISE: nothing of this workspace is real, and nothing is sent from it."


def say(text: str = "") -> None:
    """Print a result for people on stdout; hidden characters become a visible mark."""
    click.echo(visible(text))


def columns() -> int:
    """Give how wide people see: the terminal's width where one is known, else 80."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def say_wrapped(text: str, hang: int = 2) -> None:
    """Print a result for people, wrapped to what they see.

    Args:
        hang: How much further than the first line the others are set in.
    """
    indent = len(text) - len(text.lstrip(" "))
    for line in wrapped(text.strip(), columns() - indent, hang):
        click.echo(" " * indent + line)


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """Give a text in lines no wider than a width; a word that is wider, such as an address, stays whole."""
    wrapper = textwrap.TextWrapper(width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False)
    return wrapper.wrap(visible(text)) or [""]


def tell(text: str) -> None:
    """Print something beside the result on stderr."""
    click.echo(visible(text), err=True)


def asked(front: Front, question: str, yes: bool) -> None:
    """Ask before something that cannot be undone; go on when the answer is yes.

    Raises:
        Abort: the answer is no.
        UsageError: there is nobody to ask, and the command did not say `--yes`.
    """
    if yes:
        return
    if not front.has_terminal():
        raise click.UsageError("There is nobody to ask here; give --yes if it is meant.")
    if not click.confirm(visible(question), err=True):
        tell("Nothing was changed.")
        raise click.Abort


def document(value: Any) -> None:
    """Print one JSON document on stdout and nothing else; hidden characters are escaped, so its values are whole."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_DRIVING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns, as wide as they need to be, the last one free."""
    lines = [tuple(heads), *(tuple(visible(cell).replace("\n", " ") for cell in row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        padded = [cell.ljust(width) for cell, width in zip(line[:-1], widths, strict=False)]
        click.echo("  ".join([*padded, line[-1]]).rstrip())
