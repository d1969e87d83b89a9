"""How commands speak: results on stdout, everything else for people on stderr, nothing raw from outside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import click

from breachdesk.domain.foreign import visible

_DRIVING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What may stand raw in JSON, and still drive a terminal or turn text around; the rest JSON itself escapes."""


def say(text: str = "") -> None:
    """Print a result for people on stdout; hidden characters become a visible mark."""
    click.echo(visible(text))


def tell(text: str) -> None:
    """Print something beside the result on stderr."""
    click.echo(visible(text), err=True)


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
