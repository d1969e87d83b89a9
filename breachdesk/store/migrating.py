"""Bringing an older workspace to this version with Alembic; imported only when a file is older.

A copy is made first. Each migration is one transaction on a connection of its own with foreign keys off, because
batch changes with foreign keys on delete every child row.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from breachdesk.domain.errors import StoreProblem
from breachdesk.store.engine import errors_in_words, undo, url_of
from breachdesk.store.tables import SCHEMA_VERSION

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(path: Path, to: int = SCHEMA_VERSION, scripts: Path = SCRIPTS) -> Path:
    """Migrate a workspace file; give the copy that was made before.

    Raises:
        StoreProblem: a step failed; the file is as it was.
    """
    copy = _copy(path)
    engine = create_engine(url_of(path), poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    with errors_in_words(), engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            _upgrade(connection, scripts, f"{to:04d}")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise StoreProblem("The migration would leave rows without their parents; nothing was changed.")
            connection.exec_driver_sql(f"PRAGMA user_version={to}")
        except BaseException:
            undo(connection)
            raise
        connection.exec_driver_sql("COMMIT")
    return copy


def _upgrade(connection: Connection, scripts: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    directory = ScriptDirectory.from_config(config)

    def steps(current: object, _context: object) -> list[object]:
        return directory._upgrade_revs(revision, current)  # type: ignore[arg-type, return-value]

    with EnvironmentContext(config, directory, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=False)
        environment.run_migrations()


def _copy(path: Path) -> Path:
    """Copy the file as it is, for its owner only; under its name stands a whole copy or none."""
    target = path.with_suffix(".before-migration.db")
    beside = path.with_suffix(".before-migration.part")
    with errors_in_words():
        try:
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            os.fchmod(descriptor, 0o600)
            os.close(descriptor)
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(beside)) as sink:
                source.backup(sink)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    return target
