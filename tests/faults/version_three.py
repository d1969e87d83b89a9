"""A workspace as a program of version 3 left it: made now, with every act in the form such a program wrote it in."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from breachdesk.store.migrating import migrate
from breachdesk.store.opening import APPLICATION_ID, FILE
from breachdesk.store.rows import CHAIN

WROTE = {
    "revision-approved": {"act", "notice", "number", "sha256"},
    "revision-saved": {"act", "revision"},
}
"""What it wrote of an act; of those that are not here, all of it."""

WROTE_OF_A_REVISION = set("author facts_digest gaps kind language notice number subject template text written_at".split())


def version_three_of(folder: Path, to: Path) -> None:
    """Copy a workspace into a folder in the form of version 3: no list of people, no signature, entries chained anew."""
    to.mkdir(mode=0o700)
    path = to / FILE
    with closing(sqlite3.connect(path)) as new:
        new.execute(f"PRAGMA application_id={APPLICATION_ID}")
    migrate(path, 3)
    path.with_suffix(".before-migration.db").unlink()
    with closing(sqlite3.connect(folder / FILE)) as old, closing(sqlite3.connect(path)) as new:
        tables = [name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in set(tables) - {"alembic_version"}:
            _copy(old, new, table)
        new.commit()
        assert new.execute("PRAGMA user_version").fetchone() == (3,)
    path.chmod(0o600)


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    old.row_factory = sqlite3.Row
    previous: dict[str, str] = {}
    for row in old.execute(f"SELECT * FROM {table} ORDER BY rowid"):
        values = dict(row)
        if table == "entry":
            values["act"] = as_it_was_written(values["act"])
            values["previous_hash"] = previous.get(values["incident_id"], "")
            values["hash"] = previous[values["incident_id"]] = _chained(values)
        marks = ", ".join("?" * len(values))
        names = ", ".join(f'"{name}"' for name in values)
        new.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def as_it_was_written(act: str) -> str:
    """Give an act as version 3 wrote it."""
    values = json.loads(act)
    kept = {name: value for name, value in values.items() if name in WROTE.get(values["act"], values)}
    if "revision" in kept:
        kept["revision"] = {name: value for name, value in kept["revision"].items() if name in WROTE_OF_A_REVISION}
    return _canonical(kept)


def _chained(row: dict[str, Any]) -> str:
    content = {name: row[name] for name in ("act", "by", "happened_at", "number", "recorded_at")}
    content["incident"] = row["incident_id"]
    return hashlib.sha256(f"{CHAIN}\n{row['previous_hash']}\n{_canonical(content)}".encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
