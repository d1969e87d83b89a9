"""What the store rests on: how SQLite is set, which instants and texts get in, and who may write rows at all."""

from __future__ import annotations

import ast
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from breachdesk.domain.errors import NaiveInstant
from breachdesk.services.desk import Desk
from breachdesk.services.incidents import Opening
from breachdesk.store import engine as engine_module
from breachdesk.store.case_store import SqliteCaseStore
from breachdesk.store.engine import engine_on, transaction, wal_is_safe
from breachdesk.store.opening import FILE
from tests.faults.fault_desk import AT, LEAD, LETTER, approved_letter, desk_in, new_desk, opened

STORE = Path(engine_module.__file__).parent
MODULES = sorted(STORE.parent.rglob("*.py"))


# How SQLite is set.


def pragmas(folder: Path) -> dict[str, object]:
    """Give how a connection of the store is set."""
    names = (
        *("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check"),
        *("recursive_triggers", "secure_delete", "cache_spill", "busy_timeout"),
    )
    with transaction(engine_on(folder / FILE, 4321), "BEGIN") as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}


EVERYWHERE = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "cache_spill": 0,
    "busy_timeout": 4321,
}


def test_an_old_sqlite_keeps_a_rollback_journal_that_survives_power_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: SQLite's own default lost the last commit in 228 of 400 power losses, and its old log corrupts."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    SqliteCaseStore(tmp_path)
    assert pragmas(tmp_path) == {**EVERYWHERE, "journal_mode": "delete", "synchronous": 3}


def test_a_sqlite_that_was_mended_keeps_a_log_written_through_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: WAL with NORMAL lost the last commit in 357 of 400 power losses."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    SqliteCaseStore(tmp_path)
    assert pragmas(tmp_path) == {**EVERYWHERE, "journal_mode": "wal", "synchronous": 2}
    assert (tmp_path / f"{FILE}-wal").exists() is False


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_only_a_sqlite_without_the_fault_is_trusted_with_a_log(version: tuple[int, int, int], safe: bool) -> None:
    """Lost without it: a log that corrupts the file when it is begun anew."""
    assert safe is wal_is_safe(version)


def test_a_workspace_goes_from_one_journal_to_the_other_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a workspace made on a new machine cannot be used on an old one, or keeps the log there."""
    for version, mode in (((3, 51, 3), "wal"), ((3, 40, 1), "delete"), ((3, 51, 3), "wal")):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        desk = new_desk(tmp_path)
        reference = opened(desk)
        assert mode == pragmas(tmp_path)["journal_mode"]
        assert f"journal {mode.upper()}" in desk.health()[0].says
        assert desk_in(tmp_path).incidents.get(reference).entries == 1


def test_a_write_larger_than_the_cache_does_not_lock_out_the_reads_inside_it(tmp_path: Path) -> None:
    """Lost without it: 8 000 letters cannot be queued on an old SQLite; the desk waits for itself and gives up."""
    desk = new_desk(tmp_path)
    store = SqliteCaseStore(tmp_path, 200)
    with store.writing() as write:
        for number in range(12):
            write.keep_playbook(_fat(desk, number))
        assert store.inventory() is not None


def _fat(desk: Desk, number: int) -> Any:
    """Give a plan that is as long as half a megabyte."""
    plan = desk.catalogues.playbooks()["customer-data-stolen"]
    return replace(plan, sha256=f"{number:064d}", version="x" * 400_000)


# Instants.


@pytest.mark.parametrize("hours", [-9, 0, 2, 5.5, 14])
def test_an_instant_comes_back_as_the_same_instant_in_utc(tmp_path: Path, hours: float) -> None:
    """Lost without it: a deadline that moves when it is saved."""
    store = SqliteCaseStore(tmp_path)
    there = datetime(2026, 10, 25, 2, 30, 0, 123456, timezone(timedelta(hours=hours)))
    with store.writing() as write:
        write.note_tick(there, "")
    tick = store.last_tick()
    assert tick is not None
    assert (there, UTC) == (tick.at, tick.at.tzinfo)


def test_an_instant_without_a_zone_is_refused_by_name_and_nothing_is_kept(tmp_path: Path) -> None:
    """Lost without it: a time read in another zone later, hours off."""
    store = SqliteCaseStore(tmp_path)
    with pytest.raises(NaiveInstant, match="has no zone"), store.writing() as write:
        write.note_tick(datetime(2026, 11, 23, 9, 0), "")
    assert store.last_tick() is None


def test_a_desk_whose_clock_has_no_zone_saves_nothing(tmp_path: Path) -> None:
    """Lost without it: one clock wired wrongly, and every entry is hours off."""
    new_desk(tmp_path)
    reference = opened(desk_in(tmp_path))
    desk = desk_in(tmp_path, None, lambda: AT.replace(tzinfo=None))
    with pytest.raises(NaiveInstant):
        desk.incidents.note(reference, "x", LEAD)
    assert desk.incidents.get(reference).entries == 1


# Texts.

DRIVING = "a\x00b\ud800c\x1b[2Jd\u202ee"
TEXTS: dict[str, Callable[[Desk, str], object]] = {
    "title": lambda d, ref: d.incidents.open(Opening(DRIVING, "now", DRIVING), DRIVING),
    "reason of awareness": lambda d, ref: d.incidents.open(
        Opening("t", "2026-11-23 08:00", "x", "2026-11-23 09:00", DRIVING), LEAD
    ),
    "correction": lambda d, ref: d.incidents.correct_awareness(ref, "now", DRIVING, DRIVING),
    "note": lambda d, ref: d.incidents.note(ref, DRIVING, DRIVING),
    "answer": lambda d, ref: d.walking.answer(ref, "account_nl", DRIVING, DRIVING, DRIVING),
    "not applicable": lambda d, ref: d.walking.answer(ref, "account_nl", f"n/a: {DRIVING}", LEAD),
    "task": lambda d, ref: d.walking.done(ref, "keep-evidence", DRIVING, DRIVING),
    "owner": lambda d, ref: d.walking.assign(ref, "keep-evidence", DRIVING, DRIVING),
    "skipped": lambda d, ref: d.walking.skip(ref, "keep-evidence", DRIVING, DRIVING),
    "opened again": lambda d, ref: d.walking.reopen(ref, "keep-evidence", DRIVING, DRIVING),
    "scope": lambda d, ref: d.scoping.save(ref, ["crm"], DRIVING, DRIVING),
    "revision": lambda d, ref: d.notices.revise(ref, LETTER, DRIVING, DRIVING, DRIVING),
    "withdrawal": lambda d, ref: d.approving.withdraw(ref, LETTER, DRIVING, DRIVING),
    "conclusion": lambda d, ref: d.incidents.close(ref, DRIVING, DRIVING, DRIVING),
}


@pytest.mark.parametrize("field", TEXTS)
def test_no_text_with_nul_or_half_characters_reaches_the_file(tmp_path: Path, field: str) -> None:
    """Lost without it: a text cut off at its NUL elsewhere, a record that cannot be read, a terminal that is driven."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    approved_letter(desk, reference)
    before = sum(row.entries for row in desk.incidents.rows())
    TEXTS[field](desk, reference)
    assert sum(row.entries for row in desk.incidents.rows()) == before + 1
    connection = sqlite3.connect(tmp_path / FILE)
    rows = connection.execute("SELECT by, act FROM entry ORDER BY seq DESC LIMIT 1").fetchall()
    connection.close()
    kept = "".join(by + _texts(json.loads(act)) for by, act in rows)
    assert not set("\x00\x1b\u202e") & set(kept)
    assert not [c for c in kept if "\ud800" <= c <= "\udfff"]
    assert "a\ufffdb\ufffdc" in kept


def _texts(value: object) -> str:
    if isinstance(value, dict):
        return "".join(_texts(one) for one in value.values())
    if isinstance(value, list):
        return "".join(_texts(one) for one in value)
    return str(value)


# Who may write rows.


@cache
def calls(path: Path) -> list[ast.Call]:
    """Give every call in a module."""
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    """Give the last name of what is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


ROW_WRITERS = {"rows.py", "writing.py", "health.py"}
"""`health.py` makes one row in memory, to compare the list with."""


def test_rows_are_made_in_two_modules_of_the_store_from_values_of_the_domain_only() -> None:
    """Lost without it: a table model takes any value unchecked, such as a count of -5 or "not a date"."""
    tables = [node.name for node in ast.walk(ast.parse((STORE / "tables.py").read_text())) if isinstance(node, ast.ClassDef)]
    records = {name for name in tables if name.endswith("Record")}
    assert len(records) > 6
    makers = {path.name for path in MODULES for call in calls(path) if name_of(call) in records}
    assert makers == ROW_WRITERS


def test_no_row_is_changed_or_removed_by_a_statement_of_its_own() -> None:
    """Lost without it: a bulk update goes past the check of who was first, and past the record."""
    banned = {"update", "delete", "insert", "bulk_update_mappings", "bulk_insert_mappings", "bulk_save_objects", "merge"}
    for path in STORE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and "sql" in (n.module or "") for a in n.names}
        assert not banned & imported, path.name
        on_sessions = [c for c in calls(path) if isinstance(c.func, ast.Attribute) and "session" in ast.unparse(c.func.value)]
        assert not banned & {name_of(c) for c in on_sessions}, path.name
        texts = {str(n.value).upper() for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        changing = [t for t in texts if t.startswith(("UPDATE ", "DELETE ", "REPLACE ", "INSERT "))]
        assert changing == (["INSERT INTO ALEMBIC_VERSION VALUES ('"] if path.name == "opening.py" else []), path.name


def test_every_write_begins_alone_and_every_engine_is_made_in_one_place() -> None:
    """Lost without it: SQLAlchemy's own beginning of a transaction lost 592 of 800 updates, without an error."""
    engines = {path.name for path in MODULES for call in calls(path) if name_of(call) == "create_engine"}
    assert engines == {"engine.py", "migrating.py", "opening.py"}
    begun = [c.args[1].value for c in calls(STORE / "case_store.py") if name_of(c) == "transaction" and isinstance(c.args[1], ast.Constant)]
    assert sorted(begun) == ["BEGIN", "BEGIN IMMEDIATE"]


# Where it is.


@pytest.mark.parametrize("odd", ["what?", "a#b", "50%25", "sp ace", "ürk", "file:x", "a'b\"c"])
def test_a_workspace_in_a_folder_with_an_odd_name_is_in_that_folder(tmp_path: Path, odd: str) -> None:
    """Lost without it: the breach is written into another file, with another mode, and the workspace stays empty."""
    folder = tmp_path / odd
    new_desk(folder)
    assert desk_in(folder).overview.organisation() == "Fietsgoed B.V."
    assert [p.name for p in tmp_path.iterdir()] == [odd]
    assert FILE in [p.name for p in folder.iterdir()]
