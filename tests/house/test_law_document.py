"""docs/LAW.md says what the reader of rule packs takes, no more and no less, and its example is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.domain.law import DutyKind, LawStatus, ReadingShape
from breachdesk.domain.worked_out import WORKED_OUT
from breachdesk.files import fields
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.fact_file import load_facts
from breachdesk.files.fields import Problems
from breachdesk.files.law_packs import NO_LENGTH, STARTS, UNITS, read_law
from breachdesk.files.lawbook_file import GDPR, REGIMES, law_texts
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).parents[2]
LAW = ROOT / "breachdesk" / "law"
DOCUMENT = (ROOT / "docs" / "LAW.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
VOCABULARY = Vocabulary({**load_facts(LAW / "facts.yaml"), **WORKED_OUT}, load_taxonomy(LAW / "taxonomy.yaml"))
PARTS = ("clocks", "clocks.cap", "clocks.readings", "duties", "duties.notes", "exemptions", "notes", "values", "citations")


def section(heading: str) -> str:
    """Give the text below a heading, up to the next one."""
    return re.split(r"\n##+ ", DOCUMENT.partition(f" {heading}\n")[2])[0]


def told(heading: str) -> set[str]:
    """Give the keys in the first column of a section's table."""
    lines = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return {key for line in lines for key in re.findall(r"`([a-z_]+)`", line.split(" | ")[0])}


def keys_the_reader_takes(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Watch the reader at work on every pack: each key it asks for, by the part it asks in."""
    asked: dict[str, set[str]] = {}
    real = fields.Fields.take

    def watched(self: fields.Fields, key: str) -> Node | None:
        path = re.sub(r"^citations\..*", "citations", re.sub(r"\[\d*\]", "", self.path))
        asked.setdefault(path, set()).add(key)
        return real(self, key)

    monkeypatch.setattr(fields.Fields, "take", watched)
    reader = VOCABULARY.reader(Problems(""), {})
    for name, text in law_texts(LAW).items():
        if name == GDPR or name.startswith(REGIMES):
            read_law(text, name, reader)
    return asked


@pytest.mark.parametrize("part", ["", *PARTS])
def test_every_key_the_reader_takes_is_explained_and_no_other(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a lawyer never learns of a key, or fills in one that is refused."""
    taken = keys_the_reader_takes(monkeypatch)[part]
    held = told(f"`{part}`" if part else "The file")
    # No shipped file is repealed as yet; every dated part may be.
    assert taken | ({"repealed_from"} if "in_force_from" in taken else set()) == held


def test_the_example_is_a_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the first file somebody writes is refused, copied from our own page."""
    pack = read_law(EXAMPLE, "example.yaml", VOCABULARY.reader(Problems(""), {}))
    assert (pack.id, list(pack.clocks), len(pack.duties), len(pack.notes)) == (
        "contract-northbank", ["northbank-first-word"], 1, 1,
    )  # fmt: skip


@pytest.mark.parametrize("word", [*DutyKind, *LawStatus, *ReadingShape, *UNITS.values(), NO_LENGTH, *STARTS])
def test_every_word_of_a_closed_list_is_named(word: str) -> None:
    """Lost without it: guessing what may be written."""
    assert f"`{word}`" in DOCUMENT


def test_every_fact_a_condition_may_ask_is_listed_with_its_answers() -> None:
    """Lost without it: a condition on a fact that nobody is ever asked."""
    lines = [line.split(" | ") for line in section("Conditions").splitlines() if line.startswith("| `") and "{" not in line]
    listed = {cells[0].strip("| `"): re.findall(r"`([^`]+)`", cells[2]) for cells in lines}
    assert {id_: [o.id for o in fact.options] for id_, fact in VOCABULARY.facts.items()} == listed


@pytest.mark.parametrize("written", re.findall(r"\| `(\{fact: [^`]+\})`", section("Conditions")))
def test_every_condition_it_shows_is_read(written: str) -> None:
    """Lost without it: a way of writing that no reader takes."""
    values = (
        'values:\n  - {id: few, amount: 100, unit: people, in_force_from: "2025-01-01", status: in-force, '
        'source: {act: A, article: "1", url: "internal:a", read_on: "2026-11-24"}}\n'
    )
    text = re.sub(r"^when: .*$", f"when: {written}", EXAMPLE, flags=re.MULTILINE) + values
    assert read_law(text, "example.yaml", VOCABULARY.reader(Problems(""), {})).duties
