"""docs/PLAYBOOKS.md says what the reader of playbooks takes, no more and no less, and its example is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.domain.facts import FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import StepKind
from breachdesk.domain.terms import NoticeKind
from breachdesk.files import fields
from breachdesk.files.playbook_file import MAX_STEPS, parse_playbook
from breachdesk.files.playbook_shelf import load_playbooks, step_sets
from breachdesk.files.playbook_steps import DECIDABLE, MAX_DUE_HOURS, MAX_TITLE, MAX_WHY
from breachdesk.files.strict_yaml import Limits, Node
from tests.playbook_strategies import WORDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "playbooks"
DOCUMENT = (ROOT / "docs" / "PLAYBOOKS.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
PARTS = {"": "The file", "facts": "`facts`", "profile": "`profile`", "phases": "`phases`", "phases.steps": "`steps`"}


def section(heading: str) -> str:
    """Give the text below a heading, up to the next one."""
    return re.split(r"\n##+ ", DOCUMENT.partition(f" {heading}\n")[2])[0]


def told(heading: str) -> set[str]:
    """Give the keys in the first column of a section's table."""
    lines = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return {key for line in lines for key in re.findall(r"`([a-z_]+)`", line.split(" | ")[0])}


def keys_the_reader_takes(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Watch the reader at work on the example: each key it asks for, by the part it asks in."""
    asked: dict[str, set[str]] = {}
    real = fields.Fields.take

    def watched(self: fields.Fields, key: str) -> Node | None:
        if self.problems.file == "example.yaml":
            asked.setdefault(re.sub(r"\[\d*\]", "", self.path), set()).add(key)
        return real(self, key)

    monkeypatch.setattr(fields.Fields, "take", watched)
    parse_playbook(EXAMPLE.encode(), "example.yaml", WORDS, step_sets([FOLDER], WORDS))
    return asked


@pytest.mark.parametrize("part", PARTS)
def test_every_key_the_reader_takes_is_explained_and_no_other(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a writer never learns of a key, or fills in one that is refused."""
    assert keys_the_reader_takes(monkeypatch)[part] == told(PARTS[part])


def test_every_key_of_a_condition_and_of_a_decision_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a condition that nobody can write without reading our code."""
    taken = keys_the_reader_takes(monkeypatch)
    assert taken["phases.steps.when"] | taken["phases.steps.when.any"] == told("`when`")
    for key in taken["phases.steps.when_decided"] | taken["facts.options"]:
        assert f"`{key}`" in DOCUMENT


def test_the_example_is_a_playbook_that_may_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    """Lost without it: the first file somebody writes is refused, copied from our own page."""
    (tmp_path / "badge-copied.yaml").write_text(EXAMPLE, encoding="utf-8")
    playbook = load_playbooks([FOLDER, tmp_path], WORDS)["badge-copied"]
    assert [phase.id for phase in playbook.phases] == ["confirm", "contain", "assess", "decide", "notify", "close"]
    assert EXAMPLE.splitlines()[0] == "# yaml-language-server: $schema=playbook.schema.json"


@pytest.mark.parametrize("word", [*StepKind, *Role, *FactKind, *NoticeKind, *DECIDABLE])
def test_every_word_of_a_closed_list_is_named(word: str) -> None:
    """Lost without it: guessing what may be written."""
    assert f"`{word}`" in DOCUMENT


def test_the_kinds_are_those_there_are() -> None:
    """Lost without it: a kind that is gone, or a new one nobody hears of."""
    lines = [line for line in section("The kinds of step").splitlines() if line.startswith("| `")]
    assert [re.findall(r"`([a-z]+)`", line)[0] for line in lines] == [kind.value for kind in StepKind]


@pytest.mark.parametrize(
    ("number", "words"),
    [(MAX_TITLE, "{} characters"), (MAX_WHY, "{} characters"), (MAX_STEPS, "{} steps"), (MAX_DUE_HOURS, "to {}"), (Limits().bytes // 1024, "{} KiB")],
)
def test_every_limit_is_the_one_that_holds(number: int, words: str) -> None:
    """Lost without it: a file cut to a limit that is another by now."""
    assert words.format(number) in DOCUMENT
