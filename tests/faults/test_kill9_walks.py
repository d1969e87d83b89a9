"""Plans are walked at random on a real workspace and the program is killed at any moment: what was saved is there.

`BREACHDESK_KILLS=200` kills two hundred times; figures of such a run stand in bench/FIGURES.md.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from breachdesk.services.desk import Desk
from tests.faults.child_nest import Nest, until
from tests.faults.fault_desk import desk_in, new_desk, opened, reminders_fit
from tests.faults.killed_work import lines_of
from tests.faults.test_kill9_store import is_whole, unhealthy
from tests.playbooks.desk_hand import digest_of

KILLS = int(os.environ.get("BREACHDESK_KILLS", "25"))
IN_ONE_WORKSPACE = 20
ACTS_A_KILL = 5
"""At least so many acts a kill were acknowledged on average; fewer, and the test kills programs that do nothing."""


def lost(desk: Desk, lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give every acknowledged entry that is not there, not the same, or not in its place."""
    timelines: dict[str, list[str]] = {}
    found = []
    for line in lines:
        reference = line["reference"]
        if reference not in timelines:
            timelines[reference] = [digest_of(entry) for entry in desk.incidents.timeline(reference)]
        place = line["entry"] - 1
        if place >= len(timelines[reference]) or timelines[reference][place] != line["digest"]:
            found.append(line)
    return found


def test_nothing_that_a_random_walk_was_told_is_saved_is_lost_by_kill_9(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: the laptop dies in the middle of a plan, and a decision that stood on the screen never was."""
    chance, all_lines = random.Random(200), 0
    for first in range(0, KILLS, IN_ONE_WORKSPACE):
        workspace = tmp_path / f"w{first}"
        new_desk(workspace)
        told: list[dict[str, Any]] = []
        for kill in range(first, min(first + IN_ONE_WORKSPACE, KILLS)):
            journal = tmp_path / f"acknowledged-{kill}"
            child = nest.start("walk_plans_at_random", folder=str(workspace), journal=str(journal), seed=kill)
            enough = chance.choice((1, 3, 8, 8, 20))
            until(lambda journal=journal, enough=enough: len(lines_of_whole(journal)) >= enough)
            time.sleep(chance.uniform(0, 0.04))
            child.kill()
            assert child.status == -9
            desk = is_whole(workspace)
            fresh = lines_of(journal)
            assert lost(desk, fresh) == []
            told += fresh
            for reference in {line["reference"] for line in fresh}:
                assert reminders_fit(desk, reference), reference
        desk = desk_in(workspace)
        assert lost(desk, told) == []
        assert unhealthy(desk) == []
        for row in desk.incidents.rows():
            desk.plans.of(desk.incidents.get(row.reference))
        all_lines += len(told)
    assert all_lines > KILLS * ACTS_A_KILL
    print(f"{KILLS} kills, {all_lines} acknowledged entries")


def lines_of_whole(journal: Path) -> list[bytes]:
    """Give the lines of a journal as far as they are written."""
    return journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []


def test_an_entry_that_is_not_there_or_not_the_same_is_found(tmp_path: Path) -> None:
    """Lost without it: a check of the record that passes whatever stands in it."""
    desk = new_desk(tmp_path)
    reference = opened(desk)
    entry = desk.incidents.timeline(reference)[0]
    good = {"reference": reference, "entry": 1, "digest": digest_of(entry)}
    assert lost(desk, [good]) == []
    assert lost(desk, [good | {"entry": 2}]) != []
    assert lost(desk, [good | {"digest": "0" * 16}]) != []
