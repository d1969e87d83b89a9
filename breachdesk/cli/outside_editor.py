"""An editor of the user's own on one text: a file for its owner only, in a folder of its own, gone afterwards."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from breachdesk.domain.errors import NotAllowed, StoreProblem, WrongInput

_ODD = re.compile(r"[^A-Za-z0-9._-]+")
"""What no file's name needs; an id from a workspace's own inventory may hold anything."""

Run = Callable[[Sequence[str]], int]
"""Runs a command in this terminal; gives its exit code."""


def run_here(command: Sequence[str]) -> int:
    """Run a command in this terminal, and wait for it."""
    return subprocess.run(command, check=False).returncode


def editor_command(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give the editor that VISUAL, else EDITOR names, with its own arguments; empty where neither does.

    Raises:
        WrongInput: it cannot be read as a command, such as for an open quotation mark.
    """
    for name in ("VISUAL", "EDITOR"):
        if environment.get(name, "").strip():
            try:
                return tuple(shlex.split(environment[name]))
            except ValueError as error:
                raise WrongInput(f"{name} cannot be read as a command ({error}): {environment[name]}") from error
    return ()


def edit_outside(command: Sequence[str], folder: Path, stem: str, text: str, run: Run = run_here) -> str:
    """Let an editor change a text; give what it left in the file.

    Args:
        folder: Where the file's own folder is made; both are for their owner only, and gone when this returns.

    Raises:
        NotAllowed: the editor cannot be started, or ends with a failure; nothing of what it wrote is taken.
        WrongInput: what it left is not UTF-8.
        StoreProblem: the file cannot be written or read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A folder of its own: copies and swap files that editors leave beside a file go with it.
        own = Path(tempfile.mkdtemp(prefix=".edit-", dir=folder))
    except OSError as error:
        raise StoreProblem(f"{folder.name} cannot be written: {_why(error)}; nothing was opened.") from error
    try:
        return _edited(command, own / f"{_ODD.sub('-', stem)}.md", text, run)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _edited(command: Sequence[str], path: Path, text: str, run: Run) -> str:
    editor = command[0]
    try:
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreProblem(f"{path.name} cannot be written: {_why(error)}; nothing was opened.") from error
    try:
        code = run([*command, str(path)])
    except OSError as error:
        raise NotAllowed(f"The editor '{editor}' cannot be started: {_why(error)}; set VISUAL or EDITOR to another.") from error
    if code:
        raise NotAllowed(f"The editor '{editor}' ended with {code}, so nothing was saved; this revision stands.")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WrongInput(f"What '{editor}' left is not UTF-8, so nothing was saved; set it to UTF-8 and edit again.") from error
    except OSError as error:
        raise StoreProblem(f"What '{editor}' left cannot be read: {_why(error)}; nothing was saved.") from error


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
