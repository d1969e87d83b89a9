"""Lessons, actions and figures at a shell: as people read them at any width, and as scripts take them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rich.cells import cell_len

from tests.edges.command_line import LEAD, NOW, REF, Shell

LONG = "Teach everybody in the sales team what to do with a device that was lost, and again after a year"


def agreed(shell: Shell, *lines: tuple[str, str]) -> None:
    """Agree on actions: what, and by which day."""
    for what, due in lines:
        shell.must("action", "add", REF, "--what", what, "--owner", "Ann", "--due", due)


def test_lessons_are_shown_by_what_they_are_about_with_who_said_them(worked: Shell) -> None:
    """Lost without it: the root cause stands under what went well."""
    worked.must("lesson", REF, "--change", "A second factor.")
    worked.by(LEAD).must("lesson", REF, "--root-cause", "One password for two systems.")
    out = worked.must("lesson", REF).out
    heads = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert heads == ["2026-01  Customer data copied", "Root cause", "What to change"]
    assert "  One password for two systems.\n    J. Vos, Tue 24 Nov 2026, 10:00 CET" in out


def test_without_a_lesson_the_command_says_so(worked: Shell) -> None:
    """Lost without it: an empty answer that looks like a fault."""
    assert "No lesson is recorded yet" in worked.must("lesson", REF).out
    assert worked.must("lesson", REF, "--json").json == []


def test_two_lessons_in_one_command_are_refused(worked: Shell) -> None:
    """Lost without it: one of two is kept, and nobody knows which."""
    said = worked("lesson", REF, "--held", "a", "--change", "b")
    assert (said.code, "Give one of" in said.err) == (2, True)
    assert worked.must("lesson", REF, "--json").json == []


def test_the_list_has_late_ones_first_and_can_show_only_those_or_all(worked: Shell) -> None:
    """Lost without it: nobody sees at a glance what is overdue."""
    agreed(worked, ("Training", "+30d"), ("Second factor", "+1d"), ("Encryption", "+2d"))
    worked.must("action", "done", REF, "a3")
    later = worked.at(NOW + timedelta(days=3))
    listed = later.must("action", "list", "--json").json
    assert [(row["what"], row["late"]) for row in listed] == [("Second factor", True), ("Training", False)]
    assert [row["what"] for row in later.must("action", "list", "--late", "--json").json] == ["Second factor"]
    every = later.must("action", "list", "--all", "--incident", REF, "--json").json
    assert [(row["id"], row["state"]) for row in every] == [("a2", "open"), ("a1", "open"), ("a3", "done")]
    assert "Actions: 2 open, 1 late !" in later.must("action", "list").out
    assert worked.must("action", "list", "--late").out == "No action is late.\n"


def test_actions_go_on_after_the_incident_is_closed(worked: Shell) -> None:
    """Lost without it: what was agreed is gone with the incident."""
    agreed(worked, ("Training", "+30d"))
    worked.must("incident", "close", REF, "--conclusion", "over", "--override", "paper")
    worked.must("lesson", REF, "--held", "The alarm.")
    agreed(worked, ("Second factor", "+1d"))
    done = worked.must("action", "done", REF, "a1", "--note", "list shown", "--json").json
    assert (done["state"], done["note"], done["settled_at"]) == ("done", "list shown", "2026-11-24T09:00:00Z")
    assert [row["id"] for row in worked.must("action", "list", "--json").json] == ["a2"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("action done 2026-01 a9", 3, "2026-01 has no action 'a9'; there are: a1."),
        ("action done 2026-09 a1", 3, "There is no incident '2026-09'"),
        ("action drop 2026-01 a1", 2, "Missing option '--reason'"),
        ("action add 2026-01 --what x --owner y --due 2026-02-30", 2, "'2026-02-30' is no day"),
        ("action add 2026-01 --what x --owner y --due 2020-02-20", 2, "2020-02-20 has passed"),
        ("figures --since 2026", 2, "'2026' is no day; write it as 2026-12-15."),
    ],
)
def test_what_is_wrong_is_one_sentence_with_a_code_of_its_own(worked: Shell, words: str, code: int, says: str) -> None:
    """Lost without it: a script that cannot tell a typing slip from a missing incident."""
    agreed(worked, ("Training", "+30d"))
    said = worked(*words.split())
    assert (said.code, says in said.err, said.out) == (code, True, ""), said


def test_an_action_is_settled_once(worked: Shell) -> None:
    """Lost without it: dropped on Monday and done on Tuesday."""
    agreed(worked, ("Training", "+30d"))
    worked.must("action", "drop", REF, "a1", "--reason", "replaced")
    said = worked("action", "done", REF, "a1")
    assert (said.code, "a1 is dropped already" in said.err) == (4, True)


def test_the_figures_as_a_document_have_seconds_counts_and_nulls(worked: Shell) -> None:
    """Lost without it: an unknown span read as nought by whoever draws the yearly report."""
    worked.must("task", REF, "secure-logs", "--skip", "no logs there")
    found = worked.must("figures", "--json").json
    spans = {row["id"]: row for row in found["spans"]}
    assert spans["detection-to-awareness"] == {
        "id": "detection-to-awareness",
        "median_seconds": 14400,
        "worst_seconds": 14400,
        "worst_incident": REF,
        "known": 1,
        "of": 1,
    }
    filing = spans["awareness-to-filing"]
    assert (filing["median_seconds"], filing["worst_incident"], filing["known"], filing["of"]) == (None, None, 0, 1)
    assert found["on_time"] == {
        "share_on_time": None,
        "on_time": 0,
        "late": 0,
        "running": 1,
        "not_to_notify": 0,
        "closed_undecided": 0,
    }
    assert [row["quarter"] for row in found["quarters"]] == ["2026 Q4"]
    assert [(row["id"], row["count"]) for row in found["causes"]] == [("malicious-external", 1)]
    assert [(row["id"], row["incidents"]) for row in found["steps_skipped"]] == [("secure-logs", [REF])]
    (case,) = found["cases"]
    assert (case["timeliness"], case["spans_seconds"]["awareness-to-filing"], case["filed_at"]) == ("running", None, None)
    late = worked.at(NOW + timedelta(days=9)).must("figures", "--json").json
    assert (late["on_time"]["share_on_time"], late["on_time"]["late"]) == (0.0, 1)


def test_where_there_is_nothing_to_count_the_figures_say_so(organised: Shell, worked: Shell) -> None:
    """Lost without it: a table of noughts on the first day."""
    assert organised.must("figures").out == "No incidents, so there is nothing to count.\n"
    assert "No incidents since 2026-12-01" in worked.must("figures", "--since", "2026-12-01").out
    found = organised.must("figures", "--json").json
    assert (found["incidents"], found["on_time"]["share_on_time"], found["cases"]) == (0, None, [])


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_the_charts_fit_the_terminal(worked: Shell, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Lost without it: bars broken over two lines, which say nothing."""
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = worked.must("figures").out.splitlines()
    assert max(cell_len(line) for line in lines) <= max(columns, 80)
    told, scoped = (
        next(line for line in lines if line.startswith(name)) for name in ("decision to people", "awareness to first scope")
    )
    assert (told.count("unknown"), told.count("▰")) == (2, 0)
    assert 8 <= scoped.count("▰") + scoped.count("▱") <= 30
