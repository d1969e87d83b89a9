"""Too little room for lists of people: a sentence, nothing half in, and what was there is unharmed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from breachdesk.domain.errors import StoreProblem
from breachdesk.domain.people import Keep, SameAddress
from breachdesk.domain.selection import Everybody
from breachdesk.register.file_register import FileRegister
from tests.faults.fault_desk import AT, LEAD
from tests.faults.killed_work import people_lists
from tests.faults.people_disk_child import MOUNT_FAILED

ROOT = Path(__file__).resolve().parents[2]


def met(tmp_path: Path, *options: str, inside: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run the child on a folder; give what it met."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "lists").mkdir()
    command = [*inside, sys.executable, "-m", "tests.faults.people_disk_child", str(tmp_path / "disk"), str(tmp_path / "lists")]
    run = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode == MOUNT_FAILED or (inside and "unshare" in run.stderr):
        pytest.skip("no disk of our own can be mounted here")
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def holds(found: dict[str, Any]) -> None:
    """Hold what must be so after a disk was full."""
    assert "StoreProblem: The disk is full; nothing was changed." in found["said"]
    assert found["unharmed"]
    assert found["left"] == [".lock", "marks", "records"]
    assert found["again"] == 30_000


@pytest.mark.parametrize("apart", [("unshare", "--mount"), ("unshare", "--mount", "--user", "--map-root-user")])
def test_a_disk_that_fills_while_names_are_written_leaves_the_old_lists(tmp_path: Path, apart: tuple[str, ...]) -> None:
    """Lost without it: at a full disk the people of yesterday are gone with those of today."""
    if shutil.which("unshare") is None:
        pytest.skip("needs the unshare command to make a small disk")
    holds(met(tmp_path, inside=apart))


def test_a_limit_on_the_size_of_files_is_met_alike(tmp_path: Path) -> None:
    """Lost without it: the same where no disk can be mounted."""
    if os.name != "posix":
        pytest.skip("files cannot be limited here")
    holds(met(tmp_path, "--limit"))


def test_a_large_file_is_refused_before_it_is_read_where_there_is_too_little_room(tmp_path: Path) -> None:
    """Lost without it: 2 GB of CSV on a machine with 1 GB free, found out an hour later."""
    register = FileRegister(tmp_path / "people", frozenset({"NL"}), free=lambda _: 10**9)
    lists = people_lists(tmp_path, "old")
    register.take_in("one", lists, Keep.COUNTS, SameAddress.ASK, AT, LEAD)
    os.truncate(lists[0].file.path, 2 * 10**9)
    with pytest.raises(StoreProblem, match=r"needs about 2\.0 GB on the disk of the workspace, and 1\.0 GB are free"):
        register.take_in("one", lists, Keep.COUNTS, SameAddress.ASK, AT, LEAD)
    assert register.counts("one", ["crm", "shop"], Everybody()).people == 500
    assert [path.name for path in (tmp_path / "people").iterdir() if path.name not in (".lock", "one")] == []


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Lost without it: a trace of the program instead of a sentence."""
    (tmp_path / "people").write_text("a file")
    register = FileRegister(tmp_path / "people", frozenset({"NL"}))
    with pytest.raises(StoreProblem, match="cannot be kept"):
        register.take_in("one", people_lists(tmp_path, "old"), Keep.COUNTS, SameAddress.ASK, AT, LEAD)
