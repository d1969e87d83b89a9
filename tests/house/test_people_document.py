"""docs/PEOPLE.md names commands, options and words that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from breachdesk.cli.commands import breachdesk
from breachdesk.domain.people import ColumnRole, Keep, SameAddress
from breachdesk.domain.selection import parse_selection

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "PEOPLE.md").read_text(encoding="utf-8")
BLOCKS = "\n".join(re.findall(r"```bash\n(.*?)```", DOCUMENT, re.DOTALL))
LINES = [line for line in BLOCKS.splitlines() if line.startswith("breachdesk ")]


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """Give the command that words name, and what follows it."""
    command: click.Command = breachdesk
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, words
        command, words = found, words[1:]
    return command, words


@pytest.mark.parametrize("line", LINES)
def test_every_command_of_the_document_can_be_typed(line: str) -> None:
    """Lost without it: at three in the morning an example is refused."""
    command, words = command_of(shlex.split(line)[1:])
    command.make_context(command.name, words, resilient_parsing=False)


def test_every_command_is_in_the_document_and_every_option_of_the_import() -> None:
    """Lost without it: a way to say how a list is read that nobody learns of."""
    group = breachdesk.get_command(click.Context(breachdesk), "people")
    assert isinstance(group, click.Group)
    assert [name for name in group.commands if f"people {name}" not in DOCUMENT] == []
    options = [o for p in group.commands["import"].params for o in p.opts if o.startswith("--")]
    assert [o for o in options if o not in DOCUMENT and o != "--json"] == []


@pytest.mark.parametrize("word", [*(r for r in ColumnRole if r is not ColumnRole.CATEGORY), *Keep, *SameAddress])
def test_every_word_that_may_be_said_is_explained(word: str) -> None:
    """Lost without it: guessing what may be written."""
    assert re.search(rf"\b{word.value}\b", DOCUMENT)  # type: ignore[attr-defined]


def test_every_selection_of_the_document_is_read() -> None:
    """Lost without it: an expression that is copied and refused."""
    table = DOCUMENT.partition("| `--where` |")[2].partition("\n\n")[0]
    words = [w for w in re.findall(r"`([^`]+)`", table) if w not in ("and", "or", "not", "( )", "=unknown")]
    assert len(words) >= 5
    assert all(parse_selection(word) for word in words)
