"""Spark through pyspark, which is never installed along: a session given, a server, or one in this program."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pyspark.errors import AnalysisException, ParseException, PySparkException
from pyspark.sql import SparkSession

from breachdesk.domain.errors import BreachDeskError, WrongInput
from breachdesk.warehouse.asking import Row, first_line, gone, refused, too_slow

REMOTE = "sc://"
TAG = "breachdesk"


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
        late = threading.Event()
        session = self._given or self._opened()

        def stop() -> None:
            late.set()
            session.interruptTag(TAG)

        timer = threading.Timer(self._seconds, stop)
        timer.daemon = True
        session.addTag(TAG)
        timer.start()
        try:
            yield session
        except BreachDeskError:
            raise
        except Exception as error:
            # py4j, grpc and Spark each have errors of their own; all are said the same way.
            raise too_slow(self._variable, self._seconds) if late.is_set() else sentence(error, self._variable) from None
        finally:
            timer.cancel()
            session.removeTag(TAG)

    def _opened(self) -> Any:
        builder = SparkSession.builder.appName("breachdesk")
        if self._connection.startswith(REMOTE):
            builder = builder.remote(self._connection)
        elif self._connection:
            builder = builder.master(self._connection)
        try:
            return builder.getOrCreate()
        except Exception as error:
            raise WrongInput(
                f"No Spark session can be opened as {self._variable} says ({type(error).__name__}); it needs Java 17."
            ) from None


def sentence(error: Exception, variable: str) -> BreachDeskError:
    """Say what went wrong while asking. Only names are quoted: the text of other errors may hold data."""
    if isinstance(error, AnalysisException | ParseException):
        return refused(variable, first_line(str(error)))
    if isinstance(error, PySparkException):
        kind = error.getCondition() or type(error).__name__
        return refused(variable, f"it ended with {kind}, the text of which may hold data and is not shown")
    return gone(variable)
