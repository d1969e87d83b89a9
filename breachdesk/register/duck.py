"""How is DuckDB opened here, so that it reaches no network and no other file, and what does it say when it fails?"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from breachdesk.domain.errors import StoreProblem

LEAST_MEMORY, MOST_MEMORY = 512 << 20, 4 << 30
FULL = "The disk is full; nothing was changed. Make room and try again."
UNWRITABLE = "The workspace cannot be written: the folder or disk is read-only. Mend that, or choose --workspace DIR."


@contextmanager
def opened(folder: Path, may_read: Sequence[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that spills into a folder of ours, and closes at the end.

    Args:
        folder: Where it may read and write.
        may_read: The only other files it may open.
    """
    with in_words():
        connection = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "allow_persistent_secrets": "false",
                "memory_limit": f"{memory_limit() >> 20}MiB",
                "temp_directory": str(folder / "spill"),
            },
        )
    try:
        with in_words():
            connection.execute("SET python_enable_replacements = false")
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET allowed_directories = ?", [[str(folder)]])
            connection.execute("SET allowed_paths = ?", [[str(path) for path in may_read]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def number(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> int:
    """Give the one number that a query finds; the result is read to its end, or it would keep the connection busy."""
    return int(connection.execute(query, list(values)).fetchall()[0][0])


def memory_limit() -> int:
    """Give how many bytes DuckDB may take: half of the machine's, within bounds."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        there = 2 * MOST_MEMORY
    return max(LEAST_MEMORY, min(MOST_MEMORY, there // 2))


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what DuckDB and the system say into one sentence; their own words may hold cells."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreProblem(_words(error)) from None
    except MemoryError:
        raise StoreProblem(_SHORT_OF_MEMORY) from None
    except OSError as error:
        raise StoreProblem(os_words(error)) from None


_SHORT_OF_MEMORY = (
    "There is too little memory, or room on the disk of the workspace, to take these lists in; nothing was changed. "
    "Make room and try again."
)


def _words(error: duckdb.Error) -> str:
    said = str(error).lower()
    if "no space left" in said or "disk full" in said or "file too large" in said:
        return FULL
    if isinstance(error, duckdb.OutOfMemoryException) or "out of memory" in said:
        return _SHORT_OF_MEMORY
    if isinstance(error, duckdb.IOException) and ("permission denied" in said or "read-only" in said):
        return UNWRITABLE
    if isinstance(error, duckdb.IOException):
        return "The disk could not be read or written; nothing was changed. Look after it, then try again."
    return f"The people lists could not be worked with ({type(error).__name__}); nothing was changed."


def os_words(error: OSError) -> str:
    """Say what the system refused."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UNWRITABLE
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return FULL
    return f"The people lists cannot be kept: {os.strerror(error.errno) if error.errno else error}; nothing was changed."
