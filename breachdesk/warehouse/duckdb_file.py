"""A DuckDB file, opened to be read: no other file, no network, no extension, and a time limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from breachdesk.domain.errors import BreachDeskError, StoreProblem, WrongInput
from breachdesk.warehouse.asking import Header, Row, csv_line, first_line, refused, too_slow, unreachable

AT_ONCE = 2_000
_CLOSED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


class DuckRunner:
    """Asks one DuckDB file."""

    def __init__(self, connection: str, variable: str, seconds: int) -> None:
        self._path, self._variable, self._seconds = connection, variable, seconds

    def rows(self, statements: Sequence[str]) -> list[list[Row]]:
        """Give the rows of each statement, all of one moment: nobody writes to a file that is open to be read."""
        with reading(self._path, self._variable, self._seconds) as session:
            return [session.execute(statement).fetchall() for statement in statements]

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of one statement, a few thousand at a time."""
        with reading(self._path, self._variable, self._seconds) as session:
            answer = session.execute(statement)
            while some := answer.fetchmany(AT_ONCE):
                yield from some


def copy_out(path: str, variable: str, query: str, seconds: int) -> Iterator[Header | bytes | memoryview]:
    """Give the answer to a query as the lines of a CSV file, a header first; every value as DuckDB writes it as text."""
    with reading(path, variable, seconds) as session:
        statements = session.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise WrongInput("The query must be one SELECT; a list is only read, one statement at a time.")
        yield Header(tuple(session.sql(query).columns))
        # The line end closes a comment that the query may end with.
        answer = session.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({query}\n)")
        while some := answer.fetchmany(AT_ONCE):
            yield from map(csv_line, some)


@contextmanager
def reading(path: str, variable: str, seconds: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a file to be read; whatever fails is said in one sentence.

    Raises:
        WrongInput: there is no such file, it is no DuckDB file, or the question does not fit it.
        StoreProblem: another program writes to it, or it took too long.
    """
    if not Path(path).is_file():
        raise WrongInput(f"What {variable} names is not a file here; write the path of a DuckDB file.")
    try:
        session = duckdb.connect(path, read_only=True, config=dict(_CLOSED))
    except duckdb.Error as error:
        raise _not_opened(error, variable) from None
    timer = threading.Timer(seconds, session.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield session
    except duckdb.Error as error:
        raise sentence(error, variable, seconds) from None
    finally:
        timer.cancel()
        session.close()


def sentence(error: duckdb.Error, variable: str, seconds: int) -> BreachDeskError:
    """Say what went wrong while asking. Only names are quoted: the text of other errors may hold data."""
    if isinstance(error, duckdb.InterruptException):
        return too_slow(variable, seconds)
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException | duckdb.ParserException):
        return refused(variable, first_line(str(error)))
    if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
        return StoreProblem(f"The file named by {variable} cannot be read, or there is too little memory. Nothing was changed.")
    if isinstance(error, duckdb.PermissionException):
        return refused(variable, "it reaches for something outside the file")
    return refused(variable, f"it ended with {type(error).__name__}, the text of which may hold data and is not shown")


def _not_opened(error: duckdb.Error, variable: str) -> BreachDeskError:
    if "lock" in str(error).lower():
        return unreachable(variable, "another program writes to the file")
    return WrongInput(f"What {variable} names cannot be opened as a DuckDB file; it may be another kind, or a newer one.")
