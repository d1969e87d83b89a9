"""The one way to a workspace's database: pragmas, transactions that cannot lose an update, errors in words."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.pool import NullPool

from breachdesk.domain.errors import BreachDeskError, StoreBusy, StoreProblem

FIXED_IN = ((3, 51, 3),)
FIXED_LINES = {(3, 50): 7, (3, 44): 6}
"""Backports of the fix for the WAL-reset bug, by line: the first patch that has it."""

DAMAGED = "The workspace file is damaged; nothing was changed. Restore it from a backup."

PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
    "secure_delete=ON",
    # A large write that spilled before its commit would lock out the reads that the same write makes beside it.
    "cache_spill=OFF",
)


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether a SQLite can be trusted with a write-ahead log.

    >>> wal_is_safe((3, 40, 1)), wal_is_safe((3, 50, 7)), wal_is_safe((3, 51, 2)), wal_is_safe((3, 53, 4))
    (False, True, False, True)
    """
    fixed_patch = FIXED_LINES.get(version[:2])
    if fixed_patch is not None:
        return version[2] >= fixed_patch
    return version >= FIXED_IN[0]


def journal_pragmas() -> tuple[str, str]:
    """Give the journal mode that loses nothing on power failure with this SQLite."""
    if wal_is_safe(sqlite3.sqlite_version_info):
        return "journal_mode=WAL", "synchronous=FULL"
    return "journal_mode=DELETE", "synchronous=EXTRA"


def url_of(path: Path) -> URL:
    """Give the address of a workspace file; put together, so that a folder named `what?` is that folder."""
    return URL.create("sqlite", database=str(path))


def engine_on(path: Path, busy_timeout_ms: int) -> Engine:
    """Make an engine; each transaction has a connection of its own, so any thread may begin one."""
    engine = create_engine(
        url_of(path),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": busy_timeout_ms / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout={busy_timeout_ms}", *journal_pragmas(), *PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")

    return engine


@contextmanager
def transaction(engine: Engine, begin: str) -> Iterator[Connection]:
    """Hold one transaction: committed when the block ends well, undone otherwise.

    Args:
        begin: `BEGIN IMMEDIATE` to write, so that nobody changes what was read; `BEGIN` to read.

    Raises:
        StoreBusy: another program holds the workspace.
        StoreProblem: it cannot be read or written.
    """
    with errors_in_words(), engine.connect() as connection:
        connection.exec_driver_sql(begin)
        try:
            yield connection
        except BaseException:
            undo(connection)
            raise
        connection.exec_driver_sql("COMMIT")


def undo(connection: Connection) -> None:
    """Undo what is under way, unless SQLite did so itself; what went wrong before is what the user hears of."""
    with suppress(DBAPIError):
        if getattr(connection.connection.driver_connection, "in_transaction", False):
            connection.exec_driver_sql("ROLLBACK")


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Turn what the database says into one sentence without values."""
    try:
        yield
    except OperationalError as error:
        raise _operational(str(error.orig)) from None
    except DBAPIError as error:
        if type(error.orig) is sqlite3.DatabaseError:
            raise _operational(str(error.orig)) from None
        raise StoreProblem(
            f"The workspace refused that ({type(error.orig).__name__}); nothing was changed. Run `breachdesk doctor`."
        ) from None
    except StatementError as error:
        if isinstance(error.orig, BreachDeskError):
            raise error.orig from None
        raise
    except sqlite3.Error as error:
        raise _operational(str(error)) from None
    except OSError as error:
        raise StoreProblem(os_words(error)) from None


def os_words(error: OSError) -> str:
    """Say what the system refused."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "The workspace cannot be written: the folder or disk is read-only. Mend that, or choose --workspace DIR."
    if error.errno == errno.ENOSPC:
        return "The disk is full; nothing was changed. Make room and try again."
    return f"The workspace cannot be used: {os.strerror(error.errno) if error.errno else error}."


def _operational(said: str) -> StoreProblem:
    low = said.lower()
    if "locked" in low or "busy" in low:
        return StoreBusy("Another program holds the workspace; nothing was changed. Try again in a moment.")
    if "full" in low:
        return StoreProblem("The disk is full; nothing was changed. Make room and try again.")
    if "readonly" in low or "unable to open" in low:
        return StoreProblem(
            "The workspace cannot be written: the folder or disk is read-only. Mend that, or choose --workspace DIR."
        )
    if "i/o error" in low:
        return StoreProblem("The disk could not be read or written; nothing was changed. Look after it, then try again.")
    if "malformed" in low or "not a database" in low:
        return StoreProblem(DAMAGED)
    return StoreProblem("The workspace refused that; nothing was changed. Run `breachdesk doctor`.")
