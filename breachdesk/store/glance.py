"""A workspace at first sight: its incidents read with nothing but sqlite3, while everything else still loads.

It never speaks of trouble: whatever is not as this version writes it gives None, and opening says what is wrong.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from breachdesk.services.faces import Glance, GlanceRow

FILE = "breachdesk.db"
KNOWN_PRINT = "d5d4caf625d12a8f2f75d7188c5511b465255abd34aa8b295f8fceafc0663980"
"""Of the tables, indexes and triggers that this version makes; a test compares it with a workspace just made."""

MOST = 60
ROWS = (
    "SELECT reference, title, due_at, first_filed_at IS NOT NULL, closed_at IS NOT NULL FROM incident "
    "ORDER BY closed_at IS NOT NULL, closed_at DESC, first_filed_at IS NOT NULL, due_at LIMIT ?"
)
ORGANISATION = "SELECT json_extract(content, '$.controller.name') FROM kept_inventory ORDER BY seq DESC LIMIT 1"


def glance(folder: Path) -> Glance | None:
    """Give the workspace in a folder at first sight; None when there is none, or anything about it is odd."""
    path = folder / FILE
    try:
        if not path.is_file() or (os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077):
            return None
        uri = f"file:{quote(str(path.absolute()))}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=0.05, isolation_level=None)) as connection:
            return _read(connection)
    except (sqlite3.Error, OSError, ValueError, TypeError):
        return None


def _read(connection: sqlite3.Connection) -> Glance | None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("BEGIN")
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    if print_of(found) != KNOWN_PRINT:
        return None
    named = connection.execute(ORGANISATION).fetchone()
    rows = connection.execute(ROWS, (MOST,)).fetchall()
    listed = (GlanceRow(ref, title, datetime.fromisoformat(due), bool(f), bool(c)) for ref, title, due, f, c in rows)
    return Glance(str(named[0]) if named and named[0] else "", tuple(listed))


def print_of(master: list[tuple[str, str, str, str | None]]) -> str:
    """Give one fingerprint for all tables, indexes and triggers."""
    lines = sorted("|".join("".join(str(cell).split()) for cell in row) for row in master if row[3])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
