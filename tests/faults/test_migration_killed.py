"""A migration that fails or is killed leaves the old version whole, and can be done again."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from breachdesk.domain.errors import StoreProblem
from breachdesk.store.migrating import SCRIPTS, migrate
from breachdesk.store.opening import FILE
from breachdesk.store.tables import SCHEMA_VERSION
from tests.faults.child_nest import Nest
from tests.faults.fault_desk import LEAD, new_desk, opened

NEXT = SCHEMA_VERSION + 1

STEPS = (
    "op.add_column('reminder', sa.Column('channel', sa.String, nullable=False, server_default='mail'))",
    "op.execute('DROP TRIGGER entry_is_never_changed')",
    "op.execute(\"UPDATE reminder SET channel = 'screen'\")",
    "op.create_table('more', sa.Column('id', sa.Integer, primary_key=True), sa.Column('incident', sa.String, sa.ForeignKey('incident.id')))",
    "op.execute(\"INSERT INTO more SELECT 1, id FROM incident\")",
    "op.execute(\"CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'no'); END\")",
)


def scripts(folder: Path, *steps: str) -> Path:
    """Write the next version: the shipped ones, then these steps."""
    versions = folder / "versions"
    versions.mkdir(parents=True)
    for shipped in (SCRIPTS / "versions").glob("*.py"):
        (versions / shipped.name).write_text(shipped.read_text())
    body = "\n".join(f"    {step}" for step in steps)
    head = f'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{NEXT:04d}"\ndown_revision = "{SCHEMA_VERSION:04d}"\n\n\n'
    (versions / f"{NEXT:04d}_next.py").write_text(f"{head}def upgrade():\n{body}\n")
    return folder


def content(path: Path) -> tuple[object, ...]:
    """Give all that is in a file: version, schema, rows."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        schema = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = [name for kind, name, _ in schema if kind == "table"]
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
        return connection.execute("PRAGMA user_version").fetchone(), schema, rows
    finally:
        connection.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a file of this version with an incident in it."""
    desk = new_desk(tmp_path / "w")
    desk.incidents.note(opened(desk), "before", LEAD)
    return tmp_path / "w" / FILE


def test_a_migration_killed_at_any_statement_leaves_the_old_version_and_can_be_done_again(
    workspace: Path, tmp_path: Path, nest: Nest
) -> None:
    """Lost without it: half a migration, as the driver's own settings leave it, and a file no version can read."""
    before, statement = content(workspace), 1
    second = scripts(tmp_path / "scripts", *STEPS)

    def killed() -> bool:
        child = nest.start("die_while_migrating", path=str(workspace), scripts=str(second), statement=statement)
        assert child.wait() in (0, -9)
        return child.status == -9

    while killed():
        assert content(workspace) == before, statement
        statement += 1
    assert statement > len(STEPS)
    version, _, rows = content(workspace)  # type: ignore[misc]
    assert version == (NEXT,)
    assert len(rows["more"]) == 1  # type: ignore[index]
    assert {row[-1] for row in rows["reminder"]} == {"screen"}  # type: ignore[index]


@pytest.mark.parametrize(
    "fault",
    ["op.execute('INSERT INTO nowhere VALUES (1)')", "raise ZeroDivisionError", "op.execute(\"UPDATE more SET incident = 'x'\")"],
)
def test_a_migration_that_fails_undoes_all_of_it_and_leaves_a_copy(workspace: Path, tmp_path: Path, fault: str) -> None:
    """Lost without it: a failed step, a missing guard, rows without their parents."""
    before = content(workspace)
    with pytest.raises((StoreProblem, ZeroDivisionError)):
        migrate(workspace, NEXT, scripts(tmp_path / "scripts", *STEPS[:-1], fault))
    assert content(workspace) == before
    copy = workspace.with_suffix(".before-migration.db")
    assert content(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_migration_deletes_no_child_of_a_table_it_rebuilds(workspace: Path, tmp_path: Path) -> None:
    """Lost without it: rebuilding a table with foreign keys on deletes every row that points to it."""
    child = (
        "op.create_table('more', sa.Column('id', sa.Integer, primary_key=True), "
        "sa.Column('incident', sa.String, sa.ForeignKey('incident.id', ondelete='CASCADE')))"
    )
    rebuild = "with op.batch_alter_table('incident', recreate='always') as batch: batch.alter_column('title', nullable=True)"
    steps = (child, "op.execute('INSERT INTO more SELECT 1, id FROM incident')", rebuild)
    migrate(workspace, NEXT, scripts(tmp_path / "scripts", *steps))
    assert len(content(workspace)[2]["more"]) == 1  # type: ignore[index]
