"""Spark through pyspark, which is never installed along: a session given, a server, or one in this program."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from py4j.protocol import Py4JError
from pyspark.errors import AnalysisException, ParseException, PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession

from breachdesk.domain.errors import BreachDeskError, WrongInput
from breachdesk.warehouse.asking import Row, first_line, gone, refused, too_slow

REMOTE = "sc://"
GROUP = "breachdesk"
AGAIN = 1
"""Seconds after which a question that should have stopped is told again: what begins in between was not told."""

# It writes whole errors to stderr beside raising them, and those may hold data.
PySparkLogger.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
FAILURES = (PySparkException, Py4JError, OSError)


class SparkRunner:
    """Asks one Spark session."""

    def __init__(self, connection: str, variable: str, seconds: int, session: Any = None) -> None:
        self._connection, self._variable, self._seconds, self._given = connection, variable or "Spark", seconds, session

    def rows(self, statements: Sequence[str]) -> list[list[Row]]:
        """Give the rows of each statement; each is of its own moment, for Spark has no transaction."""
        with self._asking() as session:
            return [[tuple(row) for row in session.sql(statement).collect()] for statement in statements]

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of one statement, a partition at a time."""
        with self._asking() as session:
            for row in session.sql(statement).toLocalIterator():
                yield tuple(row)

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        session = self._given or self._opened()
        stop = _stopper(session, f"{GROUP}-{id(self)}")
        late, done = threading.Event(), threading.Event()

        def watch() -> None:
            while not done.wait(AGAIN if late.is_set() else self._seconds):
                late.set()
                stop()

        threading.Thread(target=watch, daemon=True).start()
        try:
            yield session
        except FAILURES as error:
            raise too_slow(self._variable, self._seconds) if late.is_set() else sentence(error, self._variable) from None
        finally:
            done.set()

    def _opened(self) -> Any:
        builder = SparkSession.builder.appName("breachdesk")
        remote = self._connection.startswith(REMOTE)
        if remote:
            builder = builder.remote(self._connection)
        elif self._connection:
            builder = builder.master(self._connection)
        try:
            session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
        except (*FAILURES, RuntimeError) as error:
            raise WrongInput(
                f"No Spark session can be opened as {self._variable} says ({type(error).__name__}); it needs Java 17."
            ) from None
        if not remote:
            # It writes whole errors to stderr, and those hold data.
            session.sparkContext.setLogLevel("OFF")
        return session


def _stopper(session: Any, group: str) -> Callable[[], object]:
    """Mark what this thread asks from here on, and give what ends it."""
    if type(session).__module__.startswith("pyspark.sql.connect"):
        session.addTag(group)
        return lambda: session.interruptTag(group)
    # Tags reach only a server's executions; within a program it is the group of jobs.
    session.sparkContext.setJobGroup(group, "counting people", True)
    return lambda: session.sparkContext.cancelJobGroup(group)


def sentence(error: Exception, variable: str) -> BreachDeskError:
    """Say what went wrong while asking. Only names are quoted: the text of other errors may hold data."""
    if isinstance(error, AnalysisException | ParseException):
        return refused(variable, first_line(str(error)))
    if isinstance(error, PySparkException):
        kind = error.getCondition() or type(error).__name__
        return refused(variable, f"it ended with {kind}, the text of which may hold data and is not shown")
    return gone(variable)
