"""The workspace's own commands, the demo, and what only a program of its own shows: exit codes, pure output, pipes."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from breachdesk import __version__
from breachdesk.store.opening import FILE
from breachdesk.wiring import DEMO_MARK
from tests.edges.command_line import DPO, LEAD, REF, ROOT, SAMPLE, Shell


def program(*words: str, **also: Any) -> subprocess.CompletedProcess[str]:
    """Run BreachDesk as a program of its own, with nobody at a terminal; a warning is an error."""
    command = [sys.executable, "-W", "error", "-m", "breachdesk", *words]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False, **{"text": True, "capture_output": True, **also})


# --- init and doctor -------------------------------------------------------------------------------


def test_making_a_workspace_twice_keeps_what_is_in_it(organised: Shell) -> None:
    """Lost without it: `init` in a script that runs each night wipes the breach register."""
    kept = organised.must("inventory", "show", "--yaml").out
    said = organised.must("init")
    assert f"The workspace is ready: {organised.folder}\n" == said.out
    assert kept == organised.must("inventory", "show", "--yaml").out


def test_a_new_workspace_is_its_owners_alone(shell: Shell) -> None:
    """Lost without it: everybody on the machine reads the breach."""
    shell.must("init")
    assert (shell.folder.stat().st_mode & 0o777, (shell.folder / FILE).stat().st_mode & 0o777) == (0o700, 0o600)


def test_doctor_says_that_mail_is_not_set_up(organised: Shell) -> None:
    """Lost without it: reminders that nobody gets, and nobody who knows."""
    assert "· mail is not set up; add a `mail:` part to settings.yaml" in organised.must("doctor").out


def test_the_folder_of_the_environment_is_used_and_the_option_wins(
    organised: Shell, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a night's work in the wrong workspace."""
    from breachdesk.cli.commands import run
    from breachdesk.wiring import Wiring

    monkeypatch.setenv("BREACHDESK_WORKSPACE", str(organised.folder))
    front = Wiring()
    assert run(front, ["doctor"]) == 0
    assert organised.folder == front.folder
    front = Wiring()
    assert run(front, ["--workspace", str(shell.folder), "init"]) == 0
    assert shell.folder == front.folder


# --- taking an inventory in ------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["check", "import"])
def test_an_inventory_without_a_dpo_is_taken_in_and_its_gap_said(shell: Shell, tmp_path: Path, act: str) -> None:
    """Lost without it: at hour 60 it turns out that an import left nobody who may approve."""
    (tmp_path / "a.yml").write_text("dataset:\n  - {fides_key: a, data_categories: [user.contact]}\n", encoding="utf-8")
    said = "Nobody in it has the role dpo, so nobody can approve a notice; add one under 'people:'.\n"
    assert said in shell.must("inventory", act, str(tmp_path / "a.yml")).err
    assert said not in shell.must("inventory", act, str(SAMPLE)).err


def test_the_same_inventory_again_is_said_to_be_the_same(organised: Shell) -> None:
    """Lost without it: an old file imported over a newer one looks like nothing happened, and the other way round."""
    assert "It is the same inventory as before.\n" in organised.must("inventory", "import", str(SAMPLE)).err
    assert organised("inventory", "import", str(SAMPLE), "--json").json["same_as_before"] is True


# --- the demo --------------------------------------------------------------------------------------


def test_the_demo_again_in_the_same_folder_opens_another_incident(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: the second look at the demo fails, changes what is there, or sends everything again."""
    (worked.folder / DEMO_MARK).touch()
    (tmp_path / "own.yaml").write_text(SAMPLE.read_text(encoding="utf-8").replace("Fietsgoed B.V.", "Own B.V."), encoding="utf-8")
    worked.must("inventory", "import", str(tmp_path / "own.yaml"))
    first = worked("incident", "show", REF, "--json").json
    said = Shell(tmp_path / "elsewhere").must("demo", "--headless", "--dir", str(worked.folder))
    assert "1 Opened 2026-02 " in said.out
    assert sorted(path.name[:7] for path in (worked.folder / "drafts").iterdir()) == ["2026-02"] * 32
    assert [letter["state"] for letter in worked("outbox", "2026-02", "--json").json] == ["sent"] * 12
    assert worked("outbox", REF, "--json").json == []
    assert first == worked("incident", "show", REF, "--json").json
    assert worked("inventory", "show", "--json").json["controller"] == "Own B.V."
    assert not (tmp_path / "elsewhere").exists()


def test_the_demo_never_makes_a_demo_of_a_real_workspace(organised: Shell) -> None:
    """Lost without it: invented incidents in the real register, and from then on no letter leaves the house."""
    kept = (organised.folder / FILE).read_bytes()
    said = organised("demo", "--headless", "--dir", str(organised.folder))
    assert (said.code, said.out) == (2, "")
    assert said.err == f"{organised.folder} holds a workspace that is no demo, and stays as it is; choose another --dir.\n"
    assert kept == (organised.folder / FILE).read_bytes()
    assert not (organised.folder / DEMO_MARK).exists()


def test_a_file_where_the_demo_would_go_is_left_as_it_is(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a traceback as the first thing somebody sees of BreachDesk."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-output").write_text("mine", encoding="utf-8")
    said = shell("demo", "--headless")
    assert (said.code, said.out, (tmp_path / "demo-output").read_text(encoding="utf-8")) == (2, "", "mine")
    assert said.err == "The demo cannot be put into demo-output: File exists; choose another --dir.\n"


# --- a program of its own --------------------------------------------------------------------------


def test_without_a_terminal_the_desk_says_so_in_one_sentence(tmp_path: Path) -> None:
    """Lost without it: a service that starts the desk by mistake hangs, or fills a log with control characters."""
    done = program("--workspace", str(tmp_path / "w"))
    assert (done.returncode, done.stdout) == (2, "")
    expected = "BreachDesk needs a terminal for its desk; use `breachdesk incident list` or `breachdesk demo --headless`.\n"
    assert expected == done.stderr
    assert not (tmp_path / "w").exists()


def test_a_document_stands_alone_on_stdout(worked: Shell) -> None:
    """Lost without it: a warning of some library in the middle of the JSON that another program reads."""
    done = program("--workspace", str(worked.folder), "--as", "M. Aydin", "scope", "--system", "crm", "--incident", REF, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["systems"] == ["crm"]
    assert f"Saved as version 2 of the scope of {REF}.\n" == done.stderr


def test_a_failure_leaves_with_its_code_and_only_its_sentence(worked: Shell) -> None:
    """Lost without it: exit code 1 for everything, and the interpreter's own words behind ours."""
    done = program("--workspace", str(worked.folder), "--as", "M. Aydin", "incident", "show", "2026-99")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"There is no incident '2026-99'; there are: {REF}.\n" == done.stderr


@pytest.mark.parametrize("words", [["law", "authorities", "--json"], ["answer", "--list"]], ids=lambda words: words[0])
def test_nobody_reading_on_is_no_failure(organised: Shell, words: list[str]) -> None:
    """Lost without it: `| head` ends in a traceback, or in an exit code that no table knows."""
    reader, writer = os.pipe()
    os.close(reader)
    done = program("--workspace", str(organised.folder), *words, capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_words_outside_the_terminals_letters_do_not_stop_the_output(worked: Shell) -> None:
    """Lost without it: a Greek name ends a command in a terminal of western letters."""
    worked.must("note", REF, "Ελένη called")
    env = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    words = ("--workspace", str(worked.folder), "incident", "show", REF, "--timeline")
    done = program(*words, env=env, encoding="latin-1")
    assert (done.returncode, done.stderr, "????? called\n" in done.stdout) == (0, "", True)


def test_the_version_is_said(shell: Shell) -> None:
    """Lost without it: nobody can say which version a report is about."""
    assert f"breachdesk, version {__version__}\n" == shell.must("--version").out


def looks_noted(folder: Path) -> int:
    """Give how many looks for reminders a workspace knows of."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return int(connection.execute("SELECT count(*) FROM tick").fetchone()[0])


def test_watching_for_reminders_ends_well_when_asked_to(worked: Shell) -> None:
    """Lost without it: a service manager has to kill the watch, perhaps in the middle of a mail."""
    command = [sys.executable, "-m", "breachdesk", "--workspace", str(worked.folder), "remind", "run"]
    until = time.monotonic() + 60
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watch:
        while not looks_noted(worked.folder) and watch.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        watch.terminate()
        said = watch.communicate(timeout=30)
    assert (watch.returncode, said[1]) == (0, "Watching for due reminders; Ctrl+C ends it.\n")


READ_ONLY = (
    "doctor",
    "inventory show",
    f"inventory check {SAMPLE}",
    "scope --system crm",
    "incident list",
    f"incident show {REF} --timeline",
    "answer --list",
    f"notice show {REF} notification-nl",
    f"notice check {REF} notification-nl",
    f"notice diff {REF} notification-nl 1 1",
    "outbox",
    f"remind list {REF}",
    "remind tick",
    "law deadline --aware 2026-11-23T10:00 --country NL",
    "law authorities",
)


def test_no_command_that_looks_loads_the_screens(worked: Shell) -> None:
    """Lost without it: a monitor that asks each minute waits for a screen library each time."""
    code = """
import sys
from breachdesk.cli.commands import run
from breachdesk.wiring import Wiring
for line in sys.argv[2:]:
    code = run(Wiring(), ["--workspace", sys.argv[1], "--as", "M. Aydin", *line.split()])
    print(f"left {code}", file=sys.stderr)
print([name for name in sys.modules if name in ("textual", "rich", "alembic")], file=sys.stderr)
"""
    command = [sys.executable, "-c", code, str(worked.folder), *READ_ONLY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ["left 0"] * len(READ_ONLY) + ["[]"] == done.stderr.splitlines()


# --- the walk by commands alone --------------------------------------------------------------------


def test_a_breach_can_be_walked_to_its_end_by_commands_alone(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: the headless twin stops half way, and a remote responder with a bad line is stuck."""
    (worked.folder / DEMO_MARK).touch()
    lead = worked.by(LEAD)
    lead.must("notice", "file", REF, "notification-nl", "--reference", "AP-1")
    (tmp_path / "people.csv").write_text("name,email\nAnn Lee,ann@example.org\n", encoding="utf-8")
    worked.by(DPO).must("notice", "approve", REF, "communication-nl", "--to", str(tmp_path / "people.csv"))
    lead.must("send", REF, "communication-nl", "--to", str(tmp_path / "people.csv"))
    worked.must("answer", REF, "measures_planned=mfa", "happened_until=2026-11-23T09:00+01:00")
    worked.must("notice", "draft", REF, "notification")
    worked.by(DPO).must("notice", "approve", REF, "notification-nl")
    lead.must("notice", "file", REF, "notification-nl", "--reference", "AP-2")
    for _ in range(10):
        steps = worked("incident", "show", REF, "--json").json["steps"]
        for task in (s for s in steps if s["kind"] == "task" and s["state"] == "open"):
            worked.must("task", REF, task["id"], "--done")
    lead.must("incident", "close", REF, "--conclusion", "Told and closed.")
    found = worked("incident", "show", REF, "--json").json
    assert (found["first_filed_at"], found["closed_at"]) == ("2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z")
    assert [letter["state"] for letter in worked("outbox", REF, "--json").json] == ["sent"]
