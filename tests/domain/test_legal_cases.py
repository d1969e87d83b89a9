"""The tables of law in `tests/cases`: each in the shape of SCHEMA.yaml, with a source somebody read."""

from __future__ import annotations

import importlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.lawbook import LawBook
from tests.domain.case_files import CASES, cases, schema

ALL = cases()
# Who wrote the guidelines and decisions a case may rest on, beside the acts.
WHO_DECIDED = ("EDPB", "ENISA", "UODO", "GBA", "Garante", "IDPC")


def test_every_rule_of_the_schema_is_a_function_of_the_domain() -> None:
    """Lost without it: cases for a rule that was renamed would be run by nobody."""
    for rule, shape in schema()["rules"].items():
        module, _, name = shape.get("function", rule).partition(".")
        assert callable(getattr(importlib.import_module(f"breachdesk.domain.{module}"), name)), rule


def test_every_rule_has_cases_enough_to_be_called_done() -> None:
    """Lost without it: a legal rule without a plain case, an edge and one with facts missing."""
    counted = Counter(case.rule for case in ALL)
    assert {rule: counted[rule] for rule in schema()["rules"] if counted[rule] < 5} == {}


def test_a_case_is_named_once() -> None:
    """Lost without it: a failing case that cannot be found by its name."""
    assert [name for name, times in Counter((c.where.partition(":")[0], c.name, c.reading) for c in ALL).items() if times > 1] == []


@pytest.fixture(scope="module")
def acts(book: LawBook) -> tuple[str, ...]:
    """Give every act the shipped packs cite, and whose guidelines and decisions count: what a case may rest on."""
    cited = [c.source for pack in book.packs.values() for c in (*pack.clocks.values(), *pack.duties)]
    readings = [r.source for _, clock in book.clocks() for r in clock.other_readings]
    return (*WHO_DECIDED, *{source.act for source in (*cited, *readings)})


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule}-{case.name}")
def test_a_case_says_why_and_where_it_stands(case, acts) -> None:
    """Lost without it: an expectation nobody can trace to a provision and a day it was read."""
    assert len(case.because) > 10
    for source in case.source:
        assert source["url"].startswith("https://"), case.where
        assert date.fromisoformat(source["read_on"]) >= date(2026, 1, 1), case.where
        assert source["cite"].startswith(acts), case.where


def test_a_reviewer_is_named_or_the_case_counts_as_unreviewed(record_property) -> None:
    """Lost without it: nobody sees how many cases a lawyer has not looked at yet."""
    unreviewed = [case.name for case in ALL if case.reviewed_by is None]
    record_property("cases", len(ALL))
    record_property("unreviewed", len(unreviewed))
    assert all(case.reviewed_by is None or " " in case.reviewed_by for case in ALL), "name and surname"


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_file_of_cases_is_read_by_some_runner(path: Path) -> None:
    """Lost without it: a table with a slip in its name is skipped and everything looks green."""
    assert path.name == "SCHEMA.yaml" or path.name in ("organisation.yaml", "forty_systems.yaml") or path.name.endswith("_cases.yaml")
    assert isinstance(path.read_text(encoding="utf-8"), str)


def test_a_case_written_twice_under_one_key_is_refused(tmp_path: Path) -> None:
    """Lost without it: the strict reader; with the lax one the second of two equal keys wins in silence."""
    from breachdesk.files.strict_yaml import read_yaml

    file = tmp_path / "double_cases.yaml"
    file.write_text("cases:\n  - {case: a, case: b}\n", encoding="utf-8")
    with pytest.raises(FileProblems, match="twice"):
        read_yaml(file)
