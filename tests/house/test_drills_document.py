"""docs/DRILLS.md shows a scenario that is read, every key the reader takes, and the weights of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.domain.drill_score import TITLES, USUAL_LIMITS, WEIGHTS
from breachdesk.domain.drills import After, Inject, InjectKind, WrongKind
from breachdesk.domain.terms import Duty
from breachdesk.files import fields
from breachdesk.files.drill_file import ORGANISATIONS, load_scenario
from breachdesk.files.strict_yaml import Node
from tests.edges.drill_words import shipped_words

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "DRILLS.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
WORDS = ("en", "nl")


def _written(folder: Path) -> Path:
    path = folder / "lost-laptop.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_the_example_is_read(tmp_path: Path) -> None:
    """Lost without it: what is copied from the manual is refused."""
    found = load_scenario(_written(tmp_path), shipped_words())
    assert [(i.kind, i.minutes, i.after) for i in found.injects] == [
        (InjectKind.CALL, 10, After.START),
        (InjectKind.PRESSURE, 30, After.SCOPE),
    ]
    assert found.truth.decisions == {Duty.NOTIFY_AUTHORITY: True, Duty.NOTIFY_INDIVIDUALS: False}
    assert isinstance(found.injects[0], Inject)


def test_every_key_the_reader_takes_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a key is never learnt of."""
    words = shipped_words()  # Read once for all tests, and here perhaps for the first time.
    taken: set[str] = set()
    real = fields.Fields.take

    def watched(self: fields.Fields, key: str) -> Node | None:
        taken.add(key)
        return real(self, key)

    monkeypatch.setattr(fields.Fields, "take", watched)
    load_scenario(_written(tmp_path), words)
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| `")]
    explained = set(re.findall(r"`([a-z_-]+)`", "\n".join(rows)))
    assert taken - set(WORDS) - explained == set()


def test_the_table_of_the_score_is_that_of_the_code() -> None:
    """Lost without it: people are told other weights than those they are scored by."""
    table = re.findall(r"^\| ([a-z][^|`]+) \| (\d+) \|", DOCUMENT, re.MULTILINE)
    assert [int(weight) for _, weight in table] == list(WEIGHTS.values())
    assert sum(WEIGHTS.values()) == 100
    assert set(TITLES) == set(WEIGHTS)
    assert set(USUAL_LIMITS) < set(WEIGHTS)


@pytest.mark.parametrize("word", [*After, *InjectKind, *WrongKind, *ORGANISATIONS, *USUAL_LIMITS])
def test_every_word_a_scenario_may_use_is_named(word: str) -> None:
    """Lost without it: a choice of the reader that nobody knows of."""
    assert f"`{word}`" in DOCUMENT
