"""The workspace: made for its owner, refused when it cannot be trusted, append-only, the same however it was made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from breachdesk.domain.errors import StoreProblem, StoreTooNew
from breachdesk.store.case_store import SqliteCaseStore
from breachdesk.store.engine import engine_on
from breachdesk.store.glance import KNOWN_PRINT, glance, print_of
from breachdesk.store.migrating import migrate
from breachdesk.store.opening import APPLICATION_ID, FILE, schema_print


def _sql(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


def test_a_new_workspace_is_its_owners_alone(tmp_path: Path) -> None:
    """Lost without it: anybody on the machine reads the breach."""
    SqliteCaseStore(tmp_path / "w")
    assert oct((tmp_path / "w").stat().st_mode & 0o777) == "0o700"
    assert oct((tmp_path / "w" / FILE).stat().st_mode & 0o777) == "0o600"


def test_a_workspace_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """Lost without it: an old program damages a new file."""
    SqliteCaseStore(tmp_path)
    _sql(tmp_path / FILE, "PRAGMA user_version=9999")
    with pytest.raises(StoreTooNew, match="version 9999"):
        SqliteCaseStore(tmp_path)


@pytest.mark.parametrize("content", [b"", b"this is not a database at all, it is a shopping list" * 40])
def test_a_file_that_is_no_workspace_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    """Lost without it: evidence overwritten by an empty workspace."""
    path = tmp_path / FILE
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreProblem):
        SqliteCaseStore(tmp_path)
    assert path.read_bytes() == content


def test_a_foreign_trigger_is_refused(tmp_path: Path) -> None:
    """Lost without it: a restored file runs what somebody hid in it."""
    SqliteCaseStore(tmp_path)
    _sql(tmp_path / FILE, "CREATE TRIGGER evil AFTER INSERT ON tick BEGIN DELETE FROM reminder; END")
    with pytest.raises(StoreProblem, match="did not make"):
        SqliteCaseStore(tmp_path)


def test_a_migrated_workspace_equals_a_new_one(tmp_path: Path) -> None:
    """Lost without it: two kinds of version 1 in the field."""
    SqliteCaseStore(tmp_path)
    path = tmp_path / "old.db"
    _sql(path)
    migrate(path)
    new, old = engine_on(tmp_path / FILE, 200), engine_on(path, 200)
    assert schema_print(new) == schema_print(old)


def test_the_record_cannot_be_changed_or_removed(tmp_path: Path) -> None:
    """Lost without it: a slip of the program rewrites history."""
    SqliteCaseStore(tmp_path)
    row = "INSERT INTO entry(incident_id,number,happened_at,recorded_at,by,act,previous_hash,hash) VALUES('i',1,'a','a','b','c','','h')"
    _sql(tmp_path / FILE, row)
    for statement in ("UPDATE entry SET by='x'", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            _sql(tmp_path / FILE, statement)


def test_a_workspace_just_made_is_known_at_first_sight(tmp_path: Path) -> None:
    """Lost without it: after a change of the tables the first frame stays empty until everything is loaded."""
    SqliteCaseStore(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    assert print_of(found) == KNOWN_PRINT
    assert glance(tmp_path) is not None


def test_a_workspace_of_version_one_is_brought_to_this_version_with_everything_in_it(tmp_path: Path) -> None:
    """Lost without it: an incident that an older program opened cannot be read any more."""
    _sql(tmp_path / "old.db")
    migrate(tmp_path / "old.db", 1)
    _sql(
        tmp_path / "old.db",
        f"PRAGMA application_id={APPLICATION_ID}",
        "INSERT INTO tick VALUES (1, '2026-11-23T10:00:00+00:00', 'kept')",
    )
    (tmp_path / "old.db").rename(tmp_path / FILE)
    (tmp_path / FILE).chmod(0o600)
    tick = SqliteCaseStore(tmp_path).last_tick()
    assert tick is not None
    assert tick.note == "kept"
    assert (tmp_path / "breachdesk.before-migration.db").exists()
