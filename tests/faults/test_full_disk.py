"""A disk that is full is said in words, loses nothing that was saved, and leaves nothing half written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from breachdesk.cli.whole_files import write_whole
from breachdesk.domain.errors import StoreProblem
from tests.faults.child_nest import ROOT
from tests.faults.full_disk_child import MOUNT_FAILED

WORK = [sys.executable, "-m", "tests.faults.full_disk_child"]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Work on a disk of 750 KB until it is full; skip where no disk can be made."""
    if shutil.which("unshare") is None:
        pytest.skip("needs the unshare command to make a small disk")
    folder = tmp_path_factory.mktemp("small-disk")
    for apart in (["unshare", "--mount"], ["unshare", "--mount", "--user", "--map-root-user"]):
        done = subprocess.run([*apart, *WORK, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return dict(json.loads(done.stdout))
        may_not = done.returncode == MOUNT_FAILED or "unshare" in done.stderr
        assert may_not, done.stderr
    pytest.skip("no small disk can be made here")


def test_a_full_disk_is_said_in_one_sentence(full: dict[str, Any]) -> None:
    """Lost without it: a traceback, or "refused that", and nobody knows that room is all it needs."""
    assert full["said"] == "StoreProblem: The disk is full; nothing was changed. Make room and try again."


def test_what_was_saved_before_the_disk_was_full_is_all_there_and_no_more(full: dict[str, Any]) -> None:
    """Lost without it: an entry half saved, or one called saved that is not."""
    assert full["saved"] > 10
    assert full["saved"] == full["there"]
    assert full["unhealthy"] == ["room"]


def test_saving_goes_on_once_there_is_room(full: dict[str, Any]) -> None:
    """Lost without it: a desk that has to be started anew at hour 71."""
    assert full["again"] == "there is room again"


def test_a_full_disk_leaves_no_half_file_under_any_name(full: dict[str, Any]) -> None:
    """Lost without it: half a notification that looks like a whole one, a backup that cannot be restored."""
    assert full["export_said"].startswith("StoreProblem: 2026-01-communication-nl-rev1.md cannot be written: no space left")
    assert full["migrating_said"] == full["said"]
    assert "452" in full["postbox_said"]
    assert full["left"] == []


def test_an_export_is_its_owners_alone(full: dict[str, Any]) -> None:
    """Lost without it: the draft of a notification, readable by anybody on the machine."""
    assert [mode for _, mode in full["exported"]] == ["0o600", "0o600"]


def test_a_limit_on_files_is_said_in_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    """Lost without it: a quota or a failing disk ends in a traceback."""
    pytest.importorskip("resource")
    command = [*WORK, str(tmp_path), "--limit"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["said"].startswith("StoreProblem: The disk could not be read or written; nothing was changed")
    assert found["saved"] == found["there"] > 0
    assert found["unhealthy"] == []
    assert found["again"] == "there is room again"


def test_a_file_written_anew_replaces_the_old_one_and_its_loose_mode(tmp_path: Path) -> None:
    """Lost without it: a second export keeps the mode that somebody gave the first."""
    path = tmp_path / "notice.md"
    path.write_text("old")
    path.chmod(0o644)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert [p.name for p in tmp_path.iterdir()] == ["notice.md"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """Lost without it: a failed export takes the good one with it."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("kept")
    with pytest.raises(StoreProblem, match="cannot be written"):
        write_whole(tmp_path / "folder", b"new")
    with pytest.raises(StoreProblem, match="cannot be written"):
        write_whole(tmp_path / "folder" / "inside" / "notice.md", b"new")
    assert [p.name for p in tmp_path.rglob("*")] == ["folder", "inside"]
    assert (tmp_path / "folder" / "inside").read_text() == "kept"


def test_an_export_through_a_link_changes_the_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    """Lost without it: a link under the name of a draft, and somebody's other file is written over."""
    other = tmp_path / "other.txt"
    other.write_text("mine")
    (tmp_path / "notice.md").symlink_to(other)
    write_whole(tmp_path / "notice.md", b"new")
    assert other.read_text() == "mine"
    assert (tmp_path / "notice.md").read_bytes() == b"new"
