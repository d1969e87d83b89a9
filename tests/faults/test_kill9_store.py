"""A program that is killed loses nothing it had acknowledged, and leaves nothing half done."""

from __future__ import annotations

import random
import sqlite3
import time
from functools import partial
from pathlib import Path

from breachdesk.domain.timeline import TimelineEntry
from breachdesk.services.desk import Desk
from breachdesk.store.opening import FILE
from tests.faults.child_nest import Nest, until
from tests.faults.fault_desk import LEAD, desk_in, new_desk, opened, reminders_fit
from tests.faults.killed_work import ACTS, lines_of

KILLS = 25
AS_ANOTHER = {"letter", "approve-letter"}
"""Acts that write as another one does, and are only done because the next needs them."""


def is_whole(folder: Path) -> Desk:
    """Open the workspace as after a crash, hold that nothing in it contradicts anything else, and give the desk."""
    desk = desk_in(folder)
    assert [line.says for line in desk.health() if not line.ok] == []
    connection = sqlite3.connect(folder / FILE)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = dict(connection.execute("SELECT incident_id, count(*) FROM entry GROUP BY incident_id"))
        assert kept == dict(connection.execute("SELECT id, entries FROM incident"))
    finally:
        connection.close()
    return desk


def _acknowledged(journal: Path, count: int) -> bool:
    return count == 0 or (journal.exists() and journal.read_bytes().count(b"\n") >= count)


def holds(entry: TimelineEntry, token: str) -> bool:
    """Tell whether an entry is the act that was acknowledged."""
    return token in repr(entry.act).replace("\\n", "\n")


def test_what_was_acknowledged_survives_kill_9_at_any_moment(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: at hour 71 the laptop dies, and what the screen called saved is gone."""
    workspace, chance = tmp_path / "w", random.Random(9)
    new_desk(workspace)
    acknowledged = 0
    for kill in range(KILLS):
        journal = tmp_path / f"acknowledged-{kill}"
        child = nest.start("live_whole_incidents", folder=str(workspace), journal=str(journal))
        enough = chance.choice((0, 1, 1, 2, 3, 5, 8))
        until(partial(_acknowledged, journal, enough))
        time.sleep(chance.uniform(0, 0.03))
        child.kill()
        assert child.status == -9
        desk = is_whole(workspace)
        lines = lines_of(journal)
        acknowledged += len(lines)
        for reference in {line["reference"] for line in lines}:
            timeline = desk.incidents.timeline(reference)
            mine = [line for line in lines if line["reference"] == reference]
            assert [line for line in mine if not holds(timeline[line["entry"] - 1], line["token"])] == []
    assert acknowledged > KILLS
    for row in desk.incidents.rows():
        assert reminders_fit(desk, row.reference), row.reference
        assert desk.incidents.get(row.reference).entries == row.entries
    reference = opened(desk, "One more")
    assert desk.incidents.note(reference, "after all that", LEAD).entries == 2


def test_an_act_killed_at_any_statement_is_there_whole_or_not_at_all(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: an entry without its reminders, a list that shows what no record holds."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    killed = 0

    def dies(act: str, statement: int) -> bool:
        child = nest.start("die_at_statement", folder=str(tmp_path), act=act, reference=reference, statement=statement)
        assert child.wait() in (0, -9), act
        return child.status == -9

    for act, do in ACTS.items():
        if act in AS_ANOTHER:
            do(desk_in(tmp_path), reference)
            continue
        before = everything(tmp_path)
        statement = 1
        while dies(act, statement):
            assert everything(tmp_path) == before, (act, statement)
            statement, killed = statement + 1, killed + 1
        assert everything(tmp_path) != before, act
        assert reminders_fit(is_whole(tmp_path), reference), act
    assert killed >= 60


def everything(folder: Path) -> list[tuple[object, ...]]:
    """Give every row of every table."""
    connection = sqlite3.connect(folder / FILE)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [(name, *row) for name in tables for row in connection.execute(f"SELECT * FROM {name}")]
    finally:
        connection.close()
