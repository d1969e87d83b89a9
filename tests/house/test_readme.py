"""The README names the commands that exist and the codes they leave with."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from breachdesk.cli import exits
from breachdesk.cli.commands import COMMANDS, breachdesk

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)


def commands_of_the_readme() -> dict[str, set[str]]:
    """Give each command of the table with the commands below it; `notice draft / show` are two of `notice`."""
    found: dict[str, set[str]] = {}
    table = README.partition("| command | does |")[2].partition("\n\n")[0]
    for cell in ROW.findall(table):
        for words in re.findall(r"`([^`]+)`", cell):
            name, _, below = words.partition(" ")
            found.setdefault(name, set()).update(below.split(" / ") if below else [])
    return found


def commands_that_exist() -> dict[str, set[str]]:
    """Give each command with the commands below it."""
    context = click.Context(breachdesk)
    found = {}
    for name in COMMANDS:
        command = breachdesk.get_command(context, name)
        assert command is not None
        found[name] = set(command.commands) if isinstance(command, click.Group) else set()
    return found


def test_the_table_of_commands_is_what_there_is() -> None:
    """Lost without it: a reader types a command that is gone, and never learns of a new one."""
    assert commands_that_exist() == commands_of_the_readme()


def test_every_exit_code_is_in_the_readme_and_no_other() -> None:
    """Lost without it: a script branches on a number that means something else, or nothing."""
    named = {exits.DONE, exits.NOT_HEALTHY, exits.OUR_FAULT, exits.INTERRUPTED}
    line = README.partition("Exit codes: ")[2].partition("\n\n")[0]
    told = [int(number) for number in re.findall(r"(?:^|, |,\n)(\d+) [a-z]", line)]
    assert sorted(named | {code for code, _, _ in exits.TABLE}) == sorted(told)


def test_a_narrower_kind_of_failure_stands_before_a_wider_one() -> None:
    """Lost without it: a busy workspace leaves with the code of a damaged one."""
    kinds = [kind for _, kind, _ in exits.TABLE]
    assert [(a, b) for place, a in enumerate(kinds) for b in kinds[place + 1 :] if issubclass(b, a)] == []


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_every_file_the_readme_points_to_is_there(link: str) -> None:
    """Lost without it: a dead link on the first page."""
    assert (ROOT / link).exists()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_in_its_help_what_it_does(name: str) -> None:
    """Lost without it: `--help` with an empty line where the answer should be."""
    command = breachdesk.get_command(click.Context(breachdesk), name)
    assert command is not None
    inner = list(command.commands.values()) if isinstance(command, click.Group) else []
    assert [each.name for each in (command, *inner) if not (each.help or "").strip()] == []
