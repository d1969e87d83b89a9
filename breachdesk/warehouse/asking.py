"""What every engine is asked through, and how its refusals are said: one sentence, without connection, login or data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from breachdesk.domain.errors import BreachDeskError, StoreProblem, WrongInput
from breachdesk.domain.foreign import visible

Row = tuple[Any, ...]
INSTALL = "install it with: pip install 'breachdesk[warehouse]'"
LONGEST_QUOTE = 160
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns of an answer."""

    names: tuple[str, ...]


class Runner(Protocol):
    """One engine, only read."""

    def rows(self, statements: Sequence[str]) -> list[list[Row]]:
        """Give the rows of each statement, all as of one moment where the engine can."""
        ...

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of one statement as they come."""
        ...


def connection_of(variable: str, environment: Mapping[str, str]) -> str:
    """Give the connection that an environment variable holds.

    Raises:
        WrongInput: it holds nothing.
    """
    found = environment.get(variable, "").strip()
    if not found:
        raise WrongInput(f"The environment variable {variable} holds no connection; set it where this command runs.")
    return found


def missing(library: str) -> WrongInput:
    """Say that a library is not installed."""
    return WrongInput(f"A warehouse is asked through {library}, which is not installed here; {INSTALL}.")


def unreachable(variable: str, why: str) -> BreachDeskError:
    """Say that nobody answers."""
    return StoreProblem(f"The database named by {variable} cannot be reached: {why}. Nothing was changed; try again.")


def gone(variable: str, after: str = "") -> BreachDeskError:
    """Say that it answered and then went away."""
    return StoreProblem(
        f"The connection to the database named by {variable} broke{after}. Nothing was changed and nothing half done was "
        "kept; see whether it runs, and try again."
    )


def too_slow(variable: str, seconds: int) -> BreachDeskError:
    """Say that it took longer than may be."""
    return StoreProblem(
        f"The database named by {variable} did not answer within {seconds:,} seconds and was told to stop. Nothing was "
        "changed; ask about fewer systems, at a quieter hour, or allow more seconds."
    )


def refused(variable: str, said: str) -> BreachDeskError:
    """Say that the question does not fit what is there; `said` names a table or column, never a value."""
    return WrongInput(
        f"The database named by {variable} refuses the question: {said}. Nothing was changed; compare the description "
        "or the query with what is there."
    )


def first_line(message: str) -> str:
    """Give the first line of what a server said, short and without anything that drives a terminal."""
    line = _SPACES.sub(" ", visible(message.strip().split("\n", 1)[0])).strip().rstrip(".")
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def csv_line(cells: Sequence[str | None]) -> bytes:
    r"""Give one row as CSV: every text in quotes, so that nothing in it can part or end it; nothing for no value.

    >>> csv_line(["a", 'b "c" d', None, ""])
    b'"a","b ""c"" d",,""\n'
    """
    quoted = ("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in cells)
    return (",".join(quoted) + "\n").encode()
