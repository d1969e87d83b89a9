"""Scenarios are read strictly; the three we ship are whole, in both languages, and can be answered rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.drills import After, InjectKind, Scenario
from breachdesk.domain.errors import FileProblems
from breachdesk.files.drill_file import MAX_INJECTS, DrillWords, load_scenario, load_scenarios
from breachdesk.files.playbook_shelf import playbook_paths
from tests.edges.drill_words import ROOT, SCENARIOS, shipped_words

BAD = ROOT / "tests" / "bad_files" / "drill"
SHIPPED = load_scenarios([SCENARIOS], shipped_words())
NAMES = ("misdirected-mailing", "ransomware-night", "supplier-calls")


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_scenario_gets_exactly_its_written_messages(path: Path) -> None:
    """Lost without it: an exercise with a hole fails in front of the team it was called together for."""
    with pytest.raises(FileProblems) as refused:
        load_scenario(path, shipped_words())
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_there_are_the_three_we_promise() -> None:
    """Lost without it: a scenario drops out of the box, and nothing says so."""
    assert tuple(SHIPPED) == NAMES


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=lambda scenario: scenario.id)
def test_a_shipped_scenario_speaks_english_and_dutch_throughout(scenario: Scenario) -> None:
    """Lost without it: a Dutch exercise in which the press asks in English."""
    spoken = [scenario.titles, scenario.briefing]
    spoken += [texts for inject in scenario.injects for texts in (inject.sender, inject.texts)]
    assert [texts for texts in spoken if set(texts) != {"en", "nl"}] == []


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=lambda scenario: scenario.id)
def test_a_shipped_scenario_has_what_makes_an_exercise(scenario: Scenario) -> None:
    """Lost without it: an exercise in which nobody presses, asks or knows better."""
    kinds = {inject.kind for inject in scenario.injects}
    assert {InjectKind.PRESSURE, InjectKind.PRESS, InjectKind.LOG} <= kinds
    assert After.SCOPE in {inject.after for inject in scenario.injects}
    assert {fact for inject in scenario.injects for fact in inject.reveals}
    assert "breach_confirmed" in {e.fact for inject in scenario.injects for e in inject.reveals}
    assert len(scenario.truth.decisions) == 2
    assert scenario.truth.systems
    assert "send-communication" not in scenario.truth.must_steps


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=lambda scenario: scenario.id)
def test_no_right_answer_is_what_somebody_presses_for(scenario: Scenario) -> None:
    """Lost without it: the right decision costs the points for withstanding."""
    for inject in scenario.injects:
        if inject.wrong is not None and inject.wrong.kind.value == "decide":
            right = {duty.value: "yes" if notify else "no" for duty, notify in scenario.truth.decisions.items()}
            assert right[inject.wrong.what] != inject.wrong.value


def test_scenarios_are_no_playbooks() -> None:
    """Lost without it: the desk refuses to open because an exercise has no phases."""
    assert [path.name for path in playbook_paths([ROOT / "playbooks"]) if path.stem in NAMES] == []


def test_a_scenario_of_ones_own_wins_over_the_shipped_one(tmp_path: Path) -> None:
    """Lost without it: what a house changed in an exercise is not played."""
    text = (SCENARIOS / "supplier-calls.yaml").read_text(encoding="utf-8")
    (tmp_path / "supplier-calls.yaml").write_text(text.replace('"2026-11-29"', '"ours"'), encoding="utf-8")
    found = load_scenarios([SCENARIOS, tmp_path], shipped_words())
    assert {s.id: s.version for s in found.values()} == {n: "ours" if n == "supplier-calls" else "2026-11-29" for n in NAMES}


def test_a_file_by_another_name_than_its_id_is_refused(tmp_path: Path) -> None:
    """Lost without it: `drill start` knows it by a name that nobody sees."""
    text = (SCENARIOS / "supplier-calls.yaml").read_text(encoding="utf-8")
    (tmp_path / "calls.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FileProblems, match="give both the same name"):
        load_scenarios([tmp_path], shipped_words())


def test_a_scenario_under_way_is_read_without_the_inventory() -> None:
    """Lost without it: an exercise cannot be resumed after a system of the sample was renamed."""
    words = DrillWords(shipped_words().words, shipped_words().playbooks, None)
    text = load_scenario(SCENARIOS / "supplier-calls.yaml", words)
    assert text.truth.systems == ("newsletter",)


def test_an_endless_scenario_is_refused(tmp_path: Path) -> None:
    """Lost without it: a file of a thousand calls is played to its end."""
    head, _, tail = (BAD / "no_injects.yaml").read_text(encoding="utf-8").partition("truth:")
    one = "  - {at: 1, kind: call, from: {en: a}, text: {en: b}}\n"
    path = tmp_path / "small.yaml"
    path.write_text(f"{head}injects:\n{one * (MAX_INJECTS + 1)}truth:{tail}", encoding="utf-8")
    with pytest.raises(FileProblems, match=f"at most {MAX_INJECTS} injects"):
        load_scenario(path, shipped_words())


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"- a\n- b\n", b"id: a\nid: b\n", b"a: &x 1\nb: *x\n"])
def test_what_is_no_such_document_is_refused(tmp_path: Path, raw: bytes) -> None:
    """Lost without it: a traceback in front of the team."""
    path = tmp_path / "odd.yaml"
    path.write_bytes(raw)
    with pytest.raises(FileProblems, match=r"odd\.yaml"):
        load_scenario(path, shipped_words())
