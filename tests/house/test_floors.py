"""The rules of the house that a machine can hold: floors, lint, types, docstrings, unique names."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "breachdesk").rglob("*.py"))


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_floor_imports_only_what_it_may() -> None:
    """Lost without it: the floors, one library a folder, no cycles."""
    code = "import sys; from importlinter.cli import lint_imports_command as c; c()"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-4000:]


def test_ruff_has_nothing_to_say() -> None:
    """Lost without it: broad excepts, naive clocks, and functions too tangled to read."""
    result = _run("ruff", "check", "--no-cache", ".")
    assert result.returncode == 0, result.stdout[-4000:]


def test_mypy_has_nothing_to_say() -> None:
    """Lost without it: three-valued answers read as two-valued ones."""
    result = _run("mypy")
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_question_it_answers(path: Path) -> None:
    """Lost without it: a reader who opens a file knows what it is for."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_file_names_are_unique_so_that_one_word_finds_a_file() -> None:
    """Lost without it: two files by one name."""
    names = Counter(path.name for path in MODULES if path.name != "__init__.py")
    assert [name for name, times in names.items() if times > 1] == []


def test_only_wiring_reads_the_clock() -> None:
    """Lost without it: time can be moved in tests, and is the same for everybody in one act."""
    readers = {
        str(path.relative_to(ROOT))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    }
    assert readers <= {"breachdesk/wiring/__init__.py"}


def test_nothing_foreign_is_unpickled_or_evaluated() -> None:
    """Lost without it: no file or database row becomes code."""
    banned = {"pickle", "marshal", "shelve", "dill"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not banned & {name.name.partition(".")[0] for name in node.names}, path
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] not in banned, path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec"}, path
