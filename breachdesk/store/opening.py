"""Opening a workspace: made when there is none, migrated when older, refused when newer, foreign or damaged.

Never creates a new file over an old one, and never shows what was read from one it refuses.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine
from sqlmodel import SQLModel

from breachdesk.domain.errors import StoreProblem, StoreTooNew
from breachdesk.store.engine import DAMAGED, engine_on, errors_in_words, os_words, transaction
from breachdesk.store.tables import SCHEMA_VERSION, TRIGGERS

FILE = "breachdesk.db"
ALEMBIC_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
"""As Alembic itself writes it, so that a new workspace and a migrated one are the same."""

APPLICATION_ID = 0x42445331
"""`BDS1`, in the header of every workspace file."""


def open_workspace(folder: Path, busy_timeout_ms: int) -> Engine:
    """Open the workspace in a folder, making it on first use.

    Raises:
        StoreTooNew: a newer BreachDesk wrote it.
        StoreProblem: it cannot be made, read or trusted; the file is left as it was.
    """
    path = folder / FILE
    fresh = _make_file(folder, path)
    if not fresh:
        _refuse_loose_mode(path)
    engine = engine_on(path, busy_timeout_ms)
    if fresh:
        _create(engine)
    else:
        _check(path, engine, busy_timeout_ms)
    return engine


def schema_print(engine: Engine) -> str:
    """Give one fingerprint for all tables, indexes and triggers."""
    with transaction(engine, "BEGIN") as connection:
        rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    lines = sorted("|".join("".join(str(cell).split()) for cell in row) for row in rows if row[3])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _make_file(folder: Path, path: Path) -> bool:
    """Make folder and file for the owner only, whatever the umask; tell whether the file is new."""
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except (FileExistsError, NotADirectoryError):
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if not there.is_dir():
            raise StoreProblem(f"{there.name} is a file, not a folder; choose another --workspace DIR.") from None
        return False
    except OSError as error:
        raise StoreProblem(os_words(error)) from None
    os.fchmod(descriptor, 0o600)
    os.close(descriptor)
    return True


def _refuse_loose_mode(path: Path) -> None:
    if os.name != "posix":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise StoreProblem(
            f"{path.name} can be read by others (mode {mode:04o}); run `chmod 600` on it, then try again."
        )


def _create(engine: Engine) -> None:
    with transaction(engine, "BEGIN IMMEDIATE") as connection:
        SQLModel.metadata.create_all(connection)
        for trigger in TRIGGERS:
            connection.exec_driver_sql(trigger)
        connection.exec_driver_sql(ALEMBIC_TABLE)
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{SCHEMA_VERSION:04d}')")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def _check(path: Path, engine: Engine, busy_timeout_ms: int) -> None:
    version = _version(path, busy_timeout_ms)
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"{path.name} has version {version}, this BreachDesk knows {SCHEMA_VERSION}; "
            "use a newer BreachDesk. Nothing was changed."
        )
    if version < SCHEMA_VERSION:
        from breachdesk.store.migrating import migrate

        migrate(path)
    if schema_print(engine) != expected_print():
        raise StoreProblem(
            f"{path.name} holds tables, views or triggers that BreachDesk did not make; it is not used. "
            "Restore it from a backup."
        )


def _version(path: Path, busy_timeout_ms: int) -> int:
    """Read the version without trusting anything else in the file, and refuse one that is not whole."""
    if path.stat().st_size == 0:
        raise StoreProblem(f"{path.name} is empty; restore it from a backup, or remove it to begin anew.")
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    with errors_in_words(), closing(sqlite3.connect(address, uri=True, timeout=busy_timeout_ms / 1000)) as connection:

        def told(pragma: str) -> Any:
            return connection.execute(f"PRAGMA {pragma}").fetchone()[0]

        connection.execute("PRAGMA trusted_schema=OFF")
        version, pages = int(told("user_version")), told("page_count")
        if told("application_id") != APPLICATION_ID:
            raise StoreProblem(f"{path.name} is not a BreachDesk workspace; choose another --workspace DIR.")
        if path.stat().st_size < pages * told("page_size"):
            raise StoreProblem(f"{path.name} is cut short; restore it from a backup. Nothing was changed.")
        if told("quick_check(1)") != "ok":
            raise StoreProblem(DAMAGED)
    return version


def expected_print() -> str:
    """Give the fingerprint of a workspace made by this version."""
    global _EXPECTED
    if _EXPECTED is None:
        from sqlalchemy import create_engine
        from sqlalchemy.pool import StaticPool

        memory = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
        _create(memory)
        _EXPECTED = schema_print(memory)
        memory.dispose()
    return _EXPECTED


_EXPECTED: str | None = None
