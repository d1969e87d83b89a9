"""The schema that editors use and our reader say the same of a file, as far as one file can be judged alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.domain.written_plan import written_playbook
from breachdesk.files.playbook_dump import dump_playbook, written_as_yaml
from breachdesk.files.playbook_file import HINTED, parse_playbook
from breachdesk.files.playbook_schema import PLAYBOOK, STEPS, playbook_schemas
from tests.playbook_strategies import WORDS, as_written, playbooks

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "playbooks"
BAD = ROOT / "tests" / "bad_files" / "playbook"
SCHEMAS = playbook_schemas(WORDS)
PLAYBOOKS = Draft7Validator(json.loads(SCHEMAS[PLAYBOOK]))
SETS = Draft7Validator(json.loads(SCHEMAS[STEPS]))
SHIPPED = sorted(FOLDER.glob("*.yaml"))
SHIPPED_SETS = sorted((FOLDER / "steps").glob("*.yaml"))
# What is wrong with these stands in no single place of one file: other steps, other files, a second time.
ACROSS = frozenset(
    """
    cycle two_cycles needs_itself needs_nobody due_ring due_from_nowhere decision_nobody_makes step_twice phase_twice
    step_twice_by_include include_unknown include_in_a_circle include_broken own_fact_twice own_fact_asked_by_a_set
    condition_on_free_text_of_its_own
    """.split()
)


class Words(yaml.SafeLoader):
    """YAML as an editor reads it, version 1.2: `yes`, `no` and dates are words."""


Words.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag.rpartition(":")[2] in ("int", "float", "null")]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def seen_by_an_editor(path: Path) -> Any:
    """Give a file as an editor's schema sees it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Words)


def says(validator: Draft7Validator, document: Any) -> list[str]:
    """Give what a schema has against a document."""
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(document)]


@pytest.mark.parametrize("name", [PLAYBOOK, STEPS])
def test_the_committed_schema_is_the_one_the_reader_gives(name: str) -> None:
    """Lost without it: a new kind of step that editors paint red, or an old one they still offer.

    Write it anew with `breachdesk playbook schema --out playbooks`.
    """
    assert (FOLDER / name).read_text(encoding="utf-8") == SCHEMAS[name]
    Draft7Validator.check_schema(json.loads(SCHEMAS[name]))


@pytest.mark.parametrize("path", [*SHIPPED, *SHIPPED_SETS], ids=lambda path: path.stem)
def test_every_shipped_file_names_its_schema_on_its_first_line_and_keeps_to_it(path: Path) -> None:
    """Lost without it: an editor without help, or one that paints our own files red."""
    is_set = path.parent.name == "steps"
    first = f"# yaml-language-server: $schema={'../' + STEPS if is_set else PLAYBOOK}"
    assert path.read_text(encoding="utf-8").splitlines()[0] == first, first
    assert says(SETS if is_set else PLAYBOOKS, seen_by_an_editor(path)) == []


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_shows_what_the_reader_refuses_in_one_file(path: Path) -> None:
    """Lost without it: green in the editor, refused at night."""
    found = says(PLAYBOOKS, seen_by_an_editor(path))
    assert (found == []) is (path.stem in ACROSS), found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(playbook=playbooks())
def test_what_may_be_written_is_good_to_both_and_reads_back_equal(playbook: Playbook) -> None:
    """Lost without it: a sound playbook that the editor paints red, or that changes when it is written back."""
    text = dump_playbook(playbook)
    assert as_written(parse_playbook(text.encode(), "own.yaml", WORDS)) == as_written(playbook)
    assert says(PLAYBOOKS, yaml.load(text, Loader=Words)) == []


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give every place in a document: what holds it, and its key or index."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


WRONG: tuple[Any, ...] = ("", "wrong", "A B", "x" * 700, {"en": "x"}, {"nl": "x"}, {}, [], ["wrong"], [{"a": "b"}], "a\tb")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(playbook=playbooks(4), draw=st.data())
def test_a_slip_anywhere_is_judged_alike_by_both(playbook: Playbook, draw: st.DataObject) -> None:
    """Lost without it: a schema that is only a picture of the format."""
    document = written_playbook(playbook)
    held, key = draw.draw(st.sampled_from(list(places(document))))
    wrong = draw.draw(st.sampled_from(WRONG))
    deed = draw.draw(st.sampled_from(["another key", "gone", "wrong"]))
    if deed == "another key" and isinstance(held, dict):
        held["not_a_key"] = wrong
    elif deed == "gone":
        del held[key]
    else:
        held[key] = wrong
    refused = refusal(document)
    shown = says(PLAYBOOKS, yaml.load(written_as_yaml(document), Loader=Words))
    if any(all(words not in line for words in ACROSS_WORDS) for line in refused):
        assert shown, refused
    if shown and not refused:
        # The schema is stricter about what is empty, which our reader takes as not there, and about how an id looks.
        assert not wrong or key in ("playbook", "due_from", "needs"), shown


ACROSS_WORDS = (
    "which is no step", "wait for each other", "that no step makes", "stands on line", "a second time", "is no known fact", "is no answer to",
    "has no fixed answers", "there is a fact", "no step set",
)  # fmt: skip


def refusal(document: Any) -> list[str]:
    """Give what the reader has against a document; nothing when it takes it."""
    try:
        parse_playbook(written_as_yaml(document).encode(), "own.yaml", WORDS)
    except FileProblems as problems:
        return problems.lines()
    return []


def test_the_schema_offers_every_kind_role_and_answer_by_name() -> None:
    """Lost without it: an editor that cannot complete what the reader takes."""
    parts = json.loads(SCHEMAS[PLAYBOOK])["definitions"]
    step = parts["step"]["properties"]
    assert (step["kind"]["enum"], step["owner_role"]["enum"]) == (list(StepKind), list(Role))
    resting = {fact.id: WORDS.values_of(fact) for fact in WORDS.facts.values() if WORDS.values_of(fact)}
    offered = {rule["if"]["properties"]["fact"]["const"]: rule["then"]["properties"]["is"]["items"]["enum"] for rule in parts["condition"]["allOf"]}
    assert {id_: [one for one in values if isinstance(one, str)] for id_, values in offered.items()} == resting
    assert parts["profile"]["properties"].keys() == {"signs", "scope_hints", "evidence", *HINTED}
