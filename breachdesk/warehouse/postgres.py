"""PostgreSQL through psycopg: a read-only transaction with a time limit, for whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from breachdesk.domain.errors import BreachDeskError, NotAllowed, StoreProblem, WrongInput
from breachdesk.warehouse.asking import Header, Row, first_line, gone, refused, too_slow, unreachable

CONNECT_SECONDS = 10
AT_ONCE = 2_000
"""Rows fetched in one go where many come."""

# A line that was cut without a word is noticed in half a minute, not in two hours.
_LINE = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}

_WHY_UNREACHABLE = {
    "timeout": "it does not answer",
    "refused": "nobody listens there",
    "no such file": "nobody listens there",
    "could not translate": "there is no server by that name",
    "resolve": "there is no server by that name",
    "name or service": "there is no server by that name",
    "certificate": "its certificate is not the one expected",
    "ssl": "it does not encrypt the line as wanted",
    "starting up": "it is starting",
    "shutting down": "it is shutting down",
    "too many": "it has too many connections already",
}
_LOGIN = ("authentication", "no password", "pg_hba", "role ", "password")


class PostgresRunner:
    """Asks one PostgreSQL database."""

    def __init__(self, connection: str, variable: str, seconds: int) -> None:
        self._connection, self._variable, self._seconds = connection, variable, seconds

    def rows(self, statements: Sequence[str]) -> list[list[Row]]:
        """Give the rows of each statement, all of one moment."""
        with reading(self._connection, self._variable, self._seconds) as session:
            _names_mean_the_system(session)
            return [session.execute(statement.encode()).fetchall() for statement in statements]

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of one statement, a few thousand at a time."""
        with reading(self._connection, self._variable, self._seconds) as session:
            _names_mean_the_system(session)
            with session.cursor(name="breachdesk") as cursor:
                cursor.itersize = AT_ONCE
                cursor.execute(statement.encode())
                yield from cursor


def copy_out(connection: str, variable: str, query: str, seconds: int) -> Iterator[Header | bytes | memoryview]:
    """Give the answer to a query as the lines of a CSV file, a header first.

    The server parses the query alone before it is put into a COPY. That takes one statement only, so no second one can
    hide in it; a change of anything is stopped by the read-only transaction.
    """
    with reading(connection, variable, seconds) as session, session.cursor() as cursor:
        yield Header(_columns(session, query))
        # The line end closes a comment that the query may end with.
        with cursor.copy(b"COPY (" + query.encode() + b"\n) TO STDOUT (FORMAT csv, ENCODING 'UTF8')") as copy:
            yield from copy


def _columns(session: psycopg.Connection[Any], query: str) -> tuple[str, ...]:
    server = session.pgconn
    for answer in (server.prepare(b"breachdesk_list", query.encode()), server.describe_prepared(b"breachdesk_list")):
        if answer.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise error_from_result(answer)
    return tuple((answer.fname(i) or b"").decode(errors="replace") for i in range(answer.nfields))


@contextmanager
def reading(connection: str, variable: str, seconds: int) -> Iterator[psycopg.Connection[Any]]:
    """Open a read-only transaction on one moment of the database; whatever fails in it is said in one sentence.

    Raises:
        WrongInput: the connection, the login or the question is wrong.
        NotAllowed: the question would change something.
        StoreProblem: it cannot be reached, broke off, or took too long.
    """
    session = _opened(connection, variable)
    try:
        with session:
            session.read_only = True
            session.isolation_level = IsolationLevel.REPEATABLE_READ
            milliseconds = str(seconds * 1000)
            session.execute("select set_config('statement_timeout', %s, true)", (milliseconds,))
            yield session
    except psycopg.Error as error:
        raise sentence(error, variable, seconds) from None


def sentence(error: psycopg.Error, variable: str, seconds: int) -> BreachDeskError:
    """Say what went wrong while asking. Only names are quoted: the text of other errors may hold data."""
    state = error.sqlstate or ""
    if state == "57014":
        return too_slow(variable, seconds)
    if state == "25006":
        return NotAllowed(f"The database named by {variable} is only read, and the query would change it; write a SELECT.")
    if state.startswith("42"):
        return refused(variable, first_line(error.diag.message_primary or "it does not understand it"))
    if not state or state.startswith(("08", "57P")):
        return gone(variable)
    if state.startswith("53"):
        return StoreProblem(f"The database named by {variable} has too little room or memory to answer (SQLSTATE {state}).")
    return refused(variable, f"it ended with SQLSTATE {state}, the text of which may hold data and is not shown")


def _opened(connection: str, variable: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(
            connection, connect_timeout=CONNECT_SECONDS, application_name="breachdesk", client_encoding="utf8", **_LINE
        )
    except psycopg.ProgrammingError:
        # What libpq says here quotes the connection, password and all.
        raise WrongInput(
            f"What {variable} holds is not a PostgreSQL connection; write it as postgresql://reader@db.example.org/sales."
        ) from None
    except psycopg.Error as error:
        raise _not_opened(error, variable) from None


def _not_opened(error: psycopg.Error, variable: str) -> BreachDeskError:
    state, said = error.sqlstate or "", str(error).lower()
    if "database" in said and "does not exist" in said:
        return WrongInput(f"The server named by {variable} has no database by that name; mend the connection.")
    why = next((why for sign, why in _WHY_UNREACHABLE.items() if sign in said), "")
    if state.startswith("28") or (not why and any(sign in said for sign in _LOGIN)):
        return WrongInput(
            f"The database named by {variable} refuses the login; check user, password and rights of that connection."
        )
    return unreachable(variable, why or "the connection fails")


def _names_mean_the_system(session: psycopg.Connection[Any]) -> None:
    """Let functions be the system's own, whatever somebody put on the search path; our tables carry their schema."""
    session.execute("select set_config('search_path', 'pg_catalog', true)")
