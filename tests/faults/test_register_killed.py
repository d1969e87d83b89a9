"""A program that is killed while it takes lists of people in leaves the old ones or the new ones, never half."""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import pytest

from breachdesk.domain.selection import Everybody
from breachdesk.register.file_register import FileRegister
from tests.faults.child_nest import Nest, until
from tests.faults.killed_work import take_people_in

State = tuple[object, ...]


def state(folder: Path) -> State:
    """Give what the register says of everything, as after a crash."""
    register = FileRegister(folder / "people", frozenset({"NL"}))
    systems = [one.system for one in register.lists("one")]
    people = tuple(register.addressees("one", systems, Everybody()))
    counted = register.counts("one", systems, Everybody())
    assert counted.people == len(people) == len({person.address for person in people})
    return systems, counted, people


@pytest.fixture
def known(tmp_path: Path) -> dict[str, State]:
    """Give what the register says after either set of lists; the old ones are there now."""
    found = {}
    for name in ("new", "old"):
        folder = tmp_path / name
        folder.mkdir()
        take_people_in(str(folder), "old")
        if name == "new":
            # The list of a system that is only new is there besides; those given again are replaced.
            take_people_in(str(folder), "new")
        found[name] = state(folder)
    take_people_in(str(tmp_path), "old")
    assert state(tmp_path) == found["old"] != found["new"]
    return found


def files_in(folder: Path) -> list[str]:
    """Give what lies in the folder of people, but for the lock."""
    return sorted(str(path.relative_to(folder)) for path in (folder / "people").rglob("*") if path.name != ".lock")


def _begun(journal: Path) -> bool:
    return journal.exists() and journal.stat().st_size > 0


def test_killed_at_any_touch_of_the_folder_the_lists_are_old_or_new(
    tmp_path: Path, nest: Nest, known: dict[str, State]
) -> None:
    """Lost without it: marks of the new people beside names of the old ones."""
    step, seen = 1, set()
    while True:
        child = nest.start("die_while_taking_people_in", folder=str(tmp_path), step=step)
        status = child.wait()
        assert status in (0, -9)
        now = state(tmp_path)
        assert now in known.values(), step
        seen.add("new" if now == known["new"] else "old")
        if status == 0:
            break
        if now == known["new"]:
            FileRegister(tmp_path / "people", frozenset()).purge("one")
            take_people_in(str(tmp_path), "old")
        step += 1
    assert step > 10
    assert seen == {"old", "new"}
    assert len(files_in(tmp_path)) == 3, "the folder, the marks and the names"


def test_killed_at_a_random_moment_the_lists_are_whole_and_the_rest_is_cleared(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: a spill of names on the disk after a crash, which nobody looks for."""
    take_people_in(str(tmp_path), "old")
    take_people_in(str(tmp_path), "new")
    chance = random.Random(9)
    left = 0
    for kill in range(8):
        journal = tmp_path / f"journal-{kill}"
        child = nest.start("take_people_in_again_and_again", folder=str(tmp_path), journal=str(journal))
        until(partial(_begun, journal))
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        systems, _, people = state(tmp_path)
        assert systems == ["crm", "hr", "shop"]
        assert len(people) in (540, 700)  # type: ignore[arg-type]
        left += any(".taking" in name for name in files_in(tmp_path))
    assert left
    take_people_in(str(tmp_path), "old")
    assert len(files_in(tmp_path)) == 3
