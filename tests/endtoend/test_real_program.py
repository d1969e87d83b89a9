"""From the README's first command to an approved draft, by the keyboard alone, in a terminal of 80 by 24."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.endtoend.program import ROOT, Program, desk, environment

INSTALL = "BREACHDESK_E2E_INSTALL"
HOSTILE = "[@click=app.quit]CRM[/] copied [/"
DRIVING = b" \x1b]52;c;ZXZpbA==\x07"


def first_command() -> str:
    """Give the first command of the README."""
    found = re.search(r"^```bash\n(.+?)\n```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def command(tmp_path: Path) -> tuple[list[str], Path]:
    """Give the command line to run and the folder to run it in.

    Installing needs a package index, so that part is run only when it is asked for, in a clone of its own.
    """
    whole = first_command()
    last = whole.rsplit("&&", 1)[-1].split()
    assert last[0].endswith("/bin/breachdesk")
    if os.environ.get(INSTALL) != "1":
        return desk(*last[1:]), ROOT
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    return [shutil.which("bash") or "bash", "-c", whole], clone


def environment_for(tmp_path: Path) -> dict[str, str]:
    """Give the environment: the code of this checkout, unless the README's own install is what is tested."""
    env = environment(tmp_path)
    if os.environ.get(INSTALL) == "1":
        # What the install makes must stand on its own; its index is the machine's business.
        del env["PYTHONPATH"]
        env.update({name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))})
        env["HOME"] = os.environ.get("HOME", env["HOME"])
    return env


def test_from_the_first_command_to_an_approved_draft_by_keyboard_alone(tmp_path: Path) -> None:
    """Lost without it: the whole product, as somebody meets it for the first time."""
    line, folder = command(tmp_path)
    patience = 600.0 if os.environ.get(INSTALL) == "1" else 60.0
    with Program(line, environment_for(tmp_path), folder) as program:
        program.until("next due", patience)
        _open_an_incident(program)
        _approve_what_waits(program)
        program.press("q")
        assert program.ended() == 0
        assert program.terminal.is_put_back
        assert program.terminal.drove == []
        assert HOSTILE in program.terminal.everything


def _open_an_incident(program: Program) -> None:
    """With a title that would drive desk and terminal if it were obeyed."""
    program.press("n")
    program.until("What does it look like?")
    program.press("enter")
    program.until("What is wrong?")
    program.paste(HOSTILE.encode() + DRIVING)
    program.until("[@click=app.quit]")
    program.press("ctrl+s")
    program.until("systems or files are locked or encrypted")
    program.press("enter")
    program.until("Locked: were data copied out first?")
    program.press("enter")
    program.until("Do not clean up yet")
    program.escape("next due")
    program.until("[@click=app")


def _approve_what_waits(program: Program) -> None:
    """The one with the least time left waits for the DPO."""
    program.press("home")
    program.until("next: DPO: review and approve it")
    program.press("enter")
    program.until("waits for DPO")
    program.press("d")
    program.until("Notification to the authority")
    program.press("enter")
    program.until("Subject: Melding")
    program.press("a")
    program.until("Which DPO has read this text?")
    program.press("enter")
    program.until("Approve revision 1?")
    program.press("y")
    program.until("approved ✓")
    program.escape(lambda: "2026-02  Notices" in program.terminal.screen[0])
    program.escape("next: File it in the authority's portal")
    program.escape("next due")
