"""The headless twin stays headless: no command loads the screens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from breachdesk.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("module", sorted(set(COMMANDS.values())))
def test_no_command_loads_textual(module: str) -> None:
    """Lost without it: a script that asks for a date waits for a screen library."""
    look = "print([m for m in sys.modules if m in ('textual', 'rich')])"
    code = f"import sys, breachdesk.wiring, breachdesk.cli.{module}; {look}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_whole_job_runs_without_a_terminal_and_leaves_the_drafts(tmp_path: Path) -> None:
    """Lost without it: the README's first command where there is no terminal."""
    command = [sys.executable, "-m", "breachdesk", "demo", "--headless", "--dir", str(tmp_path / "demo")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "12 sent" in done.stdout
    languages = len(list((ROOT / "notification_templates").glob("phrases.*.yaml")))
    assert len(list((tmp_path / "demo" / "drafts").glob("*.md"))) == 2 * languages
    looked = "import sys; from breachdesk.wiring import main; main(); sys.stderr.write(str('textual' in sys.modules))"
    line = ["--workspace", str(tmp_path / "demo"), "incident", "list", "--json"]
    listed = subprocess.run([sys.executable, "-c", looked, *line], cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stderr.endswith("False")
    assert '"reference"' in listed.stdout


REGISTER = ("duckdb", "pyroaring", "python_calamine", "breachdesk.register.file_register")


@pytest.mark.parametrize("module", sorted(set(COMMANDS.values())))
def test_no_command_loads_the_register_before_it_is_asked_for(module: str) -> None:
    """Lost without it: every look at the clock waits for a database engine."""
    code = f"import sys, breachdesk.wiring, breachdesk.cli.{module}; print([m for m in {REGISTER} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_workspace_is_worked_in_without_the_register_until_people_are_counted(tmp_path: Path) -> None:
    """Lost without it: the desk opens slower for everybody, for lists that few incidents have."""
    at = ["--workspace", str(tmp_path / "desk"), "--as", "M. Aydin"]
    loaded = f"import sys; from breachdesk.wiring import main; main(); sys.stderr.write(str([m for m in {REGISTER} if m in sys.modules]))"
    files = ROOT / "breachdesk" / "files" / "sample"
    ref, sample = "2026-01", f"crm={files / 'addressees.csv'}"
    for line, heavy in (
        (["inventory", "import", str(files / "fietsgoed.yaml")], False),
        (["incident", "open", "--title", "Lost", "--detected", "now", "--reported-by", "me"], False),
        (["incident", "list", "--json"], False),
        (["scope", "--system", "crm", "--incident", ref, "--json"], False),
        (["people", "import", sample, "--incident", ref, "--preview"], False),
        (["people", "import", sample, "--incident", ref, "--yes"], True),
        (["incident", "show", ref, "--json"], False),
        (["people", "scope", "--incident", ref], True),
    ):
        done = subprocess.run([sys.executable, "-c", loaded, *at, *line], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stderr.endswith("[]") is not heavy, (line, done.stderr)


def test_judging_a_file_of_facts_loads_neither_incidents_nor_the_store(tmp_path: Path) -> None:
    """Lost without it: `law assess` is slow again by what an answer from a file never needs."""
    (tmp_path / "facts.yaml").write_text("cause: human-error\n", encoding="utf-8")
    heavy = "('breachdesk.domain.incident', 'breachdesk.domain.timeline', 'breachdesk.services.ports', 'sqlalchemy', 'holidays')"
    look = f"sys.stderr.write(str([m for m in {heavy} if m in sys.modules]))"
    line = [sys.executable, "-c", f"import sys; from breachdesk.wiring import main; main(); {look}"]
    command = [*line, "law", "assess", str(tmp_path / "facts.yaml"), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout[:1], done.stderr) == ("{", "[]")


PAPERS = ("typst", "docx", "lxml", "markdown_it")


@pytest.mark.parametrize("module", sorted(set(COMMANDS.values())))
def test_no_command_loads_a_typesetter_before_a_document_is_made(module: str) -> None:
    """Lost without it: every look at the clock waits for libraries that only paper needs."""
    code = f"import sys, breachdesk.wiring, breachdesk.wiring.document_wiring, breachdesk.cli.{module}; "
    look = f"print([m for m in {PAPERS} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code + look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_library_of_a_document_is_loaded_for_it(tmp_path: Path) -> None:
    """Lost without it: a page of HTML waits for the typesetter."""
    at = ["--workspace", str(tmp_path / "desk"), "--as", "M. Aydin"]
    loaded = f"import sys; from breachdesk.wiring import main; main(); sys.stderr.write(str([m for m in {PAPERS} if m in sys.modules]))"
    export = ["notice", "export", "2026-01", "notification-nl", "--dir", str(tmp_path), "--format"]
    for line, papers in (
        (["inventory", "import", str(ROOT / "breachdesk" / "files" / "sample" / "fietsgoed.yaml")], "[]"),
        (["incident", "open", "--title", "Lost", "--detected", "now", "--reported-by", "me"], "[]"),
        (["notice", "draft", "2026-01", "notification"], "[]"),
        ([*export, "md"], "[]"),
        ([*export, "html"], "['markdown_it']"),
        ([*export, "docx"], "['docx', 'lxml', 'markdown_it']"),
        ([*export, "pdf"], "['typst', 'markdown_it']"),
    ):
        done = subprocess.run([sys.executable, "-c", loaded, *at, *line], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stderr.endswith(papers), (line, done.stderr)
