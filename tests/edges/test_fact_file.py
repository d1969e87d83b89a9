"""The questions are read strictly, and the shipped ones have words in the languages of the shipped notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import YES_NO_OPTIONS, FactKind
from breachdesk.files.fact_file import load_facts

SHIPPED = Path(__file__).resolve().parents[2] / "breachdesk" / "law" / "facts.yaml"
HEAD = 'id: facts\nversion: "1"\nsource: {act: x, article: "", read_on: "2026-11-23"}\nfacts:\n'


def written(folder: Path, facts: str) -> Path:
    """Write a facts file."""
    path = folder / "facts.yaml"
    path.write_text(HEAD + facts, encoding="utf-8")
    return path


def test_every_shipped_fact_and_option_has_dutch_and_english_words() -> None:
    """Lost without it: an English word in the middle of a Dutch notice."""
    facts = load_facts(SHIPPED)
    missing = [id_ for id_, fact in facts.items() if not {"en", "nl"} <= set(fact.labels)]
    missing += [f"{f.id}.{o.id}" for f in facts.values() for o in f.options if not {"en", "nl"} <= set(o.labels)]
    assert missing == []


def test_yes_no_facts_are_given_yes_and_no() -> None:
    """Lost without it: a yes-no question that nobody can answer."""
    facts = load_facts(SHIPPED)
    yes_no = [fact for fact in facts.values() if fact.kind is FactKind.YES_NO]
    assert yes_no
    assert all(fact.options == YES_NO_OPTIONS for fact in yes_no)


def test_facts_keep_the_order_of_the_file() -> None:
    """Lost without it: lists of questions that jump about from run to run."""
    assert list(load_facts(SHIPPED))[:3] == ["personal_data", "breach_confirmed", "breach_kinds"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("  - {id: a, kind: text, labels: {nl: x}}\n", "facts.yaml:5 facts[0]: the fact 'a' has no English label"),
        ("  - {id: a, kind: choice, labels: {en: x}}\n", "the fact 'a' is a choice without options"),
        ("  - {id: a, kind: txt, labels: {en: x}}\n", "Did you mean 'text'?"),
        ("  - {id: a, labels: {en: x}}\n", "'kind' is missing"),
        ("  - {id: a, kind: text, labels: {en: x}}\n  - {id: a, kind: text, labels: {en: y}}\n", "facts.yaml:6"),
        ("  - {id: a, kind: text, labels: {en: x}, lable: y}\n", "'lable' is not a known key"),
        ("  - {id: a, kind: yes-no, labels: {en: x}, options: [{id: maybe, en: m}]}\n", "takes no options"),
        ("  - {id: a, kind: choice, labels: {en: x}, options: [{id: b, nl: c}]}\n", "'b' has no English words"),
        (
            "  - {id: a, kind: choice, labels: {en: x}, options: [{id: b, en: c}, {id: b, en: d}]}\n",
            "the option 'b' of 'a' stands here a second time",
        ),
    ],
)
def test_what_is_wrong_with_a_question_is_said_with_its_line(tmp_path: Path, facts: str, says: str) -> None:
    """Lost without it: a slip in the facts that shows up in a notice."""
    with pytest.raises(FileProblems) as caught:
        load_facts(written(tmp_path, facts))
    assert says in str(caught.value)


def test_all_problems_are_told_in_one_round(tmp_path: Path) -> None:
    """Lost without it: mending a file one message at a time."""
    with pytest.raises(FileProblems) as caught:
        load_facts(written(tmp_path, "  - {id: a, kind: text}\n  - {id: b, kind: choice, labels: {en: x}}\n"))
    assert sorted({problem.line for problem in caught.value.problems}) == [5, 6]
