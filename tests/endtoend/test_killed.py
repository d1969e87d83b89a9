"""Whatever ends the program: what was shown as saved is there, the terminal is put back, and nothing leaks."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from breachdesk.services.incidents import Opening
from breachdesk.wiring import SAMPLE, Wiring
from tests.endtoend.program import ROOT, Program, desk, environment

STEPS = (
    "Keep the sample that shows the theft",
    "Are personal data involved?",
    "Is a breach reasonably certain?",
    "What happened to the data?",
)
"""Titles of the first steps; enter on the first choice of each but the last is an act, and then the next is shown."""

ON_IT = "Contain 0/10"
"""Stands on the incident, and not in the list on home that names the next step too."""

KILLS = 9


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a workspace with the sample inventory and no incident."""
    folder = tmp_path / "desk"
    wired = _wiring(folder)
    wired.desk().scoping.take_in(wired.read_inventory([SAMPLE / "fietsgoed.yaml"]), "test")
    return folder


def _wiring(folder: Path) -> Wiring:
    wired = Wiring()
    wired.choose(str(folder), "M. Aydin")
    return wired


def _opened(folder: Path, title: str, hours_ago: float = 1) -> str:
    """Open an incident; give its reference."""
    at = (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat()
    return _wiring(folder).desk().incidents.open(Opening(title=title, detected=at, reported_by="test"), "test").reference


@pytest.fixture
def program(workspace: Path, tmp_path: Path) -> Iterator[Program]:
    """Give the desk on a workspace with one incident, with home on the screen."""
    _opened(workspace, "one")
    with Program(desk("--workspace", str(workspace)), environment(tmp_path)) as running:
        running.until("next due")
        yield running


def _check(folder: Path) -> None:
    """Look at everything the workspace stands on, as `doctor` does."""
    lines = _wiring(folder).desk().health()
    assert [line for line in lines if not line.ok] == []


# Killed.


def _walk_until_killed(running: Program, saved_first: int, delay: float) -> list[str]:
    """Do acts until some were shown as saved, begin one more, and kill; give the titles of the steps shown as done."""
    running.press("home", "enter")
    running.until(ON_IT)
    for following in STEPS[1 : saved_first + 1]:
        running.press("enter")
        running.until(partial(_is_on, running, following))
    running.press("enter")
    time.sleep(delay)
    running.signal(signal.SIGKILL)
    assert running.ended() == -signal.SIGKILL
    # What came out until the kill counts too: whoever looked has seen it.
    return list(STEPS[: max(saved_first, *(at for at, step in enumerate(STEPS) if _is_on(running, step)), 0)])


def _is_on(running: Program, step: str) -> bool:
    """Tell whether a step stands in the middle of the screen."""
    return running.terminal.screen[3].strip() == step


def test_what_was_shown_as_saved_is_there_after_a_kill_at_any_moment(workspace: Path, tmp_path: Path) -> None:
    """Lost without it: an answer that the screen took, and the next morning it was never given."""
    chance = random.Random(20261124)
    moments = [(at % 3, chance.choice((0.0, chance.uniform(0, 0.02), chance.uniform(0, 0.2)))) for at in range(KILLS)]
    for at, (saved_first, delay) in enumerate(moments):
        # Each is older than the one before, so that it stands first in the list.
        reference = _opened(workspace, f"kill {at}", hours_ago=1.5 + at / 25)
        with Program(desk("--workspace", str(workspace)), environment(tmp_path)) as running:
            running.until("next due")
            running.until(f"kill {at}")
            shown = _walk_until_killed(running, saved_first, delay)
        now_there = _wiring(workspace).desk().overview.case(reference)
        done = [step.step.title() for step in now_there.plan.steps() if step.state.value == "done"]
        assert [title for title in shown if title not in done] == [], f"moment {at}: {saved_first} acts, {delay:.3f} s"
        assert now_there.incident.entries <= 1 + saved_first + 1
        _check(workspace)
    doctor = subprocess.run(desk("--workspace", str(workspace), "doctor"), cwd=ROOT, env=environment(tmp_path), check=False)
    assert doctor.returncode == 0


# Asked to leave.


def test_sigterm_puts_the_terminal_back_and_a_pasted_byte_of_another_encoding_does_not_end_it(
    program: Program, workspace: Path
) -> None:
    """Lost without it: a shut-down that leaves mouse reports on, and one pasted letter that ends the desk."""
    program.press("enter")
    program.until(ON_IT)
    program.press("m")
    program.until("goes into the record")
    program.paste(b"caf\xe9 \xff\x80 ok")
    program.until("caf\ufffd")
    program.until("ok")
    program.press("enter")
    program.until("saved ✓")
    program.signal(signal.SIGTERM)
    assert program.ended() == 128 + signal.SIGTERM
    assert program.terminal.is_put_back
    assert program.terminal.drove == []
    acts = [entry.act for entry in _wiring(workspace).desk().incidents.timeline("2026-01")]
    assert "caf\ufffd \ufffd\ufffd ok" in [getattr(act, "text", "") for act in acts]


def test_sighup_puts_the_terminal_back(program: Program, workspace: Path) -> None:
    """Lost without it: a window that was closed, and a shell that comes back without echo."""
    program.signal(signal.SIGHUP)
    assert program.ended() == 128 + signal.SIGHUP
    assert program.terminal.is_put_back
    _check(workspace)


def test_ctrl_c_leaves_at_the_second_press_and_the_first_says_so(program: Program) -> None:
    """Lost without it: the key everybody tries, which either does nothing or throws everything away."""
    program.press("ctrl+c")
    program.until("Press ctrl+c again")
    program.press("ctrl+c")
    assert program.ended() == 0
    assert program.terminal.is_put_back


def test_q_at_the_very_start_leaves_quietly(workspace: Path, tmp_path: Path) -> None:
    """Lost without it: leaving while the workspace is still being opened, and a traceback about it."""
    _opened(workspace, "one")
    with Program(desk("--workspace", str(workspace)), environment(tmp_path)) as running:
        running.until("opening…")
        running.press("q")
        assert running.ended() == 0
        assert running.terminal.is_put_back
        assert "Traceback" not in running.terminal.everything
        assert "failed" not in running.terminal.everything


def test_a_terminal_that_goes_away_takes_the_program_with_it(program: Program, workspace: Path) -> None:
    """Lost without it: a desk that nobody sees, and that holds the workspace for ever."""
    child = program._child
    child.ptyproc.fileobj.close()
    end = time.monotonic() + 20
    while child.ptyproc.isalive():
        assert time.monotonic() < end, "it does not end"
        time.sleep(0.05)
    _check(workspace)


# Failing.

IBAN = "NL91ABNA0417164300"
FAILING = f"""
import sys
from breachdesk.tui.timeline_screen import TimelineScreen

def show(self):
    marker = {IBAN!r}
    people = [marker]
    raise ValueError(f"cannot show {{marker}}")

TimelineScreen.show = show
from breachdesk.wiring import main
sys.exit(main())
"""


def test_a_failure_shows_no_value_of_anybody_and_says_where_its_report_is(workspace: Path, tmp_path: Path) -> None:
    """Lost without it: a traceback with a victim's bank account, in the terminal, its scrollback and the log."""
    _opened(workspace, "one")
    command = [sys.executable, "-c", FAILING, "--workspace", str(workspace)]
    with Program(command, environment(tmp_path)) as running:
        running.until("next due")
        running.press("enter")
        running.until(ON_IT)
        running.press("t")
        assert running.ended() == 70
        assert running.terminal.is_put_back
        assert IBAN.encode() not in running.bytes
        assert b"Traceback" not in running.bytes
        assert "BreachDesk failed (ValueError" in running.terminal.everything
        assert "What was shown as saved is saved." in " ".join(running.terminal.everything.split())
    report = (workspace / "reports" / "last-crash.txt").read_text(encoding="utf-8")
    assert IBAN not in report
    assert report.startswith("ValueError\n")
    assert " in show" in report
    _check(workspace)


# Refused.


@pytest.mark.parametrize(
    ("named", "said"),
    [({"TERM": "dumb"}, "TERM"), ({"LANG": "C"}, "UTF-8")],
    ids=lambda given: str(given),
)
def test_a_terminal_that_cannot_show_the_desk_is_told_in_one_sentence(
    named: dict[str, str], said: str, workspace: Path, tmp_path: Path
) -> None:
    """Lost without it: a screen of question marks, or of escape sequences as text."""
    with Program(desk("--workspace", str(workspace)), environment(tmp_path, **named)) as running:
        assert running.ended() == 2
        assert said in running.text
        assert b"\x1b" not in running.bytes
        assert len([line for line in running.terminal.screen if line]) <= 2


def test_without_a_terminal_the_desk_is_refused_in_one_sentence(workspace: Path, tmp_path: Path) -> None:
    """Lost without it: a cron job that hangs for ever."""
    done = subprocess.run(
        desk("--workspace", str(workspace)),
        cwd=ROOT,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "needs a terminal" in done.stderr
