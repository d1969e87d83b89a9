"""A list of people asked from a source database with one SELECT, and written as CSV for its owner only.

The database makes the text, in a read-only transaction; it is written beside the wanted name and gets that name only
when the last row is there. The database itself is shown the query alone first, so that it is surely one statement.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from breachdesk.domain.errors import StoreProblem, WrongInput
from breachdesk.domain.warehouses import CONNECTED, Engine
from breachdesk.services.ports import Fetched
from breachdesk.warehouse.asking import Header, connection_of, csv_line, first_line, missing

SECONDS = 3600
LONGEST_QUERY = 100_000
_COMMENT = r"(?:--[^\n]*(?:\n|$)|/\*.*?\*/)"
_BEGINS = re.compile(rf"(?:\s|{_COMMENT}|\()*(select|with)\b", re.IGNORECASE | re.DOTALL)
_AFTER = re.compile(r"[\s;]+\Z")


class Writing:
    """A file being written, and how many rows are in it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.header: tuple[str, ...] = ()
        self.rows = 0

    def head(self, header: Sequence[str]) -> None:
        """Write the names of the columns, each another one."""
        twice = next((name for i, name in enumerate(header) if name in header[:i]), None)
        if twice is not None:
            raise WrongInput(f"The query names two columns '{first_line(twice)}'; give each a name of its own with AS.")
        self.header = tuple(header)
        self._file.write(csv_line(header))

    def take(self, line: bytes | memoryview) -> None:
        """Write one row, with its end."""
        self._file.write(line)
        self.rows += 1


def fetch_list(
    engine: Engine,
    variable: str,
    environment: Mapping[str, str],
    query: str,
    target: Path,
    seconds: int = SECONDS,
) -> Fetched:
    """Ask one SELECT and write the answer as CSV in UTF-8, with a header.

    Args:
        variable: The environment variable that holds the connection.
        target: A new file; readable for its owner only.

    Raises:
        WrongInput: the query is not one SELECT, the connection is wrong, or the file is there already.
        NotAllowed: the query would change something.
        StoreProblem: the database went away or took too long, or the disk is full. There is no file then.
    """
    if engine not in CONNECTED:
        raise WrongInput(f"A list is fetched from {' or '.join(CONNECTED)}; export it from {engine.value} as CSV or Parquet.")
    wanted = one_select(query)
    connection = connection_of(variable, environment)
    with _new_file(target, variable) as writing:
        for part in _copied(engine, connection, variable, wanted, seconds):
            if isinstance(part, Header):
                writing.head(part.names)
            else:
                writing.take(part)
        return Fetched(writing.header, writing.rows)


def one_select(query: str) -> str:
    """Give a query without what ends it, when it begins as one that only reads.

    Raises:
        WrongInput: it begins otherwise, is empty, or is far too long.

    >>> one_select("select mail from people; ")
    'select mail from people'
    """
    if len(query) > LONGEST_QUERY or "\x00" in query:
        raise WrongInput(f"The query is longer than {LONGEST_QUERY:,} characters or holds a NUL; write one SELECT.")
    if not _BEGINS.match(query):
        raise WrongInput("The query must begin with SELECT or WITH; a list is only read, one statement at a time.")
    return _AFTER.sub("", query)


def _copied(engine: Engine, connection: str, variable: str, query: str, seconds: int) -> Iterator[Header | bytes | memoryview]:
    """Give the header, then rows, as the engine makes them."""
    try:
        if engine is Engine.DUCKDB:
            from breachdesk.warehouse import duckdb_file

            return duckdb_file.copy_out(connection, variable, query, seconds)
        from breachdesk.warehouse import postgres

        return postgres.copy_out(connection, variable, query, seconds)
    except ImportError as error:
        raise missing("duckdb" if engine is Engine.DUCKDB else "psycopg") from error


@contextmanager
def _new_file(target: Path, variable: str) -> Iterator[Writing]:
    """Write beside, then give the name; a file that is there already is never written over."""
    writing: Writing | None = None
    beside = None
    try:
        if target.exists() or target.is_symlink():
            raise WrongInput(f"{target.name} is there already; name a new file.")
        # Made readable for its owner only, whatever the umask.
        descriptor, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            writing = Writing(file)
            yield writing
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
        beside = None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise StoreProblem(f"{target.name} cannot be written: {why}. There is no such file now.") from error
    except StoreProblem as problem:
        rows = writing.rows if writing else 0
        raise type(problem)(f"{problem} {rows:,} rows had come from {variable}; {target.name} was not made.") from None
    finally:
        if beside is not None:
            with suppress(OSError):
                os.unlink(beside)
