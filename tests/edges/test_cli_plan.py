"""`breachdesk plan`, `evidence` and `handover`: what each refuses, what it tells, and that the record holds it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.edges.command_line import LEAD, NOW, REF, Shell


@pytest.fixture
def opened(organised: Shell) -> Shell:
    """Give a shell in front of an incident of which nothing is known yet."""
    organised.must("incident", "open", "--title", "Files copied", "--detected", "2026-11-24 09:00", "--reported-by", "M. Aydin")
    return organised


def steps(shell: Shell) -> dict[str, Any]:
    """Give every step of the plan by id."""
    return {step["id"]: step for step in shell.must("plan", "show", REF, "--json").json["steps"]}


def acts(shell: Shell) -> str:
    """Give the record in words."""
    return shell.must("incident", "show", REF, "--timeline").out.partition("TIMELINE")[2]


def test_an_answer_tells_beside_the_result_which_steps_it_took_away_and_why(opened: Shell) -> None:
    """Lost without it: a plan that turns over unseen, for whoever works without a screen."""
    said = opened.must("answer", REF, "personal_data=no")
    assert "no longer needed: " in said.err
    assert "because whether personal data are involved: no" in said.err
    assert "no longer needed" not in said.out


def test_the_answer_the_other_way_opens_again_what_it_took_away(opened: Shell) -> None:
    """Lost without it: steps that come back in silence."""
    before = steps(opened)
    opened.must("answer", REF, "personal_data=no")
    said = opened.must("answer", REF, "personal_data=yes")
    assert " opened: " in said.err
    states = {id_: step["state"] for id_, step in before.items() if id_ != "personal-data"}
    assert states == {id_: step["state"] for id_, step in steps(opened).items() if id_ != "personal-data"}


def test_what_an_act_is_about_is_not_told_as_news(opened: Shell) -> None:
    """Lost without it: every task that is done is told twice, and real news drowns."""
    assert "keep it" not in opened.must("task", REF, "keep-evidence", "--done").err


def test_a_document_stays_alone_on_stdout_while_changes_are_told(opened: Shell) -> None:
    """Lost without it: a script that reads words in the middle of its document."""
    said = opened.must("answer", REF, "personal_data=no", "--json")
    assert said.json["reference"] == REF
    assert "no longer needed" in said.err


def test_a_preview_saves_nothing_and_names_what_would_come(opened: Shell) -> None:
    """Lost without it: a second plan taken in to see what it would do."""
    before = steps(opened)
    said = opened.must("plan", "add-playbook", REF, "ransomware-stolen", "--preview")
    assert "new: " in said.out
    assert "Nothing is saved" in said.out
    assert before == steps(opened)


def test_a_second_playbook_needs_a_reason_and_marks_its_steps(opened: Shell) -> None:
    """Lost without it: a plan that grew, and nobody says why or from where."""
    refused = opened("plan", "add-playbook", REF, "ransomware-stolen")
    assert (refused.code, "--reason" in refused.err) == (2, True)
    said = opened.must("plan", "add-playbook", REF, "ransomware-stolen", "--reason", "a note on the server")
    assert "new: " in said.err
    came = {step["came_with"] for step in steps(opened).values()}
    assert came == {None, "ransomware-stolen"}
    assert "a note on the server" in acts(opened)


def test_going_over_to_another_playbook_lets_what_was_asked_fall_away(opened: Shell) -> None:
    """Lost without it: two plans at once, where one was the wrong one."""
    opened.must("task", REF, "secure-logs", "--done")
    said = opened.must("plan", "add-playbook", REF, "misdirected-message", "--reason", "it was a mail", "--replace")
    assert "no longer needed" in said.err
    now = steps(opened)
    assert now["secure-logs"]["done_at"] is not None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("plan", "add-playbook", REF, "ransomware-stole", "--reason", "x"), 3, "Did you mean 'ransomware-stolen'?"),
        (("plan", "add-playbook", REF, "customer-data-stolen", "--reason", "x"), 4, "already"),
        (("plan", "add-task", REF, "Call", "--phase", "nowhere"), 3, "there are: confirm, contain"),
        (("plan", "add-task", REF, "Call", "--due", "yesterday"), 2, "yesterday"),
        (("plan", "add-task", REF, " "), 2, "title of the task is empty"),
        (("plan", "block", REF, "secure-log", "--reason", "x"), 3, "has no step 'secure-log'"),
        (("evidence", "add", REF, "secure-logs", "--what", "x", "--where", "y", "--sha256", "abc"), 2, "fingerprint"),
        (("evidence", "add", REF, "secure-logs", "--what", "x", "--where", "y", "--file", "/no/such"), 2, "no such file"),
        (("handover", REF, "--markdown", "--json"), 2, "not both"),
        (("handover", REF, "--note", "x"), 2, "--to NAME"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence_and_changes_nothing(
    opened: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    """Lost without it: half a change, or a refusal that does not say what to do."""
    before = acts(opened)
    refused = opened(*words)
    assert (refused.code, said in refused.err) == (code, True), refused.err
    assert before == acts(opened)


def test_a_task_of_ones_own_stands_in_the_plan_with_its_time(opened: Shell) -> None:
    """Lost without it: a task nobody sees, or that is due at no time."""
    said = opened.must("plan", "add-task", REF, "Call the host", "--due", "+4h", "--must", "--why", "they promised")
    assert "own-1" in said.err
    step = steps(opened)["own-1"]
    assert (step["title"], step["must"], step["came_with"]) == ("Call the host", True, "own")
    assert step["due_at"] == (NOW + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_is_blocked_says_until_when_and_goes_on_when_it_is_opened_again(opened: Shell) -> None:
    """Lost without it: a step that nobody looks at again."""
    opened.must("plan", "block", REF, "secure-logs", "--reason", "host asleep", "--until", "+1h")
    step = steps(opened)["secure-logs"]
    assert (step["state"], "host asleep" in step["because"]) == ("blocked", True)
    assert step["look_again_at"] == (NOW + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    opened.must("task", REF, "secure-logs", "--reopen", "they answered")
    assert steps(opened)["secure-logs"]["state"] == "open"


def test_the_fingerprint_of_a_file_is_taken_and_the_file_stays(opened: Shell, tmp_path: Path) -> None:
    """Lost without it: a fingerprint typed wrong at three in the morning."""
    log = tmp_path / "access.log"
    log.write_bytes(b"line\n" * 300_000)
    digest = hashlib.sha256(log.read_bytes()).hexdigest()
    said = opened.must("evidence", "add", REF, "secure-logs", "--what", "log", "--where", "safe", "--file", str(log))
    assert digest in said.err
    assert [piece["sha256"] for piece in opened.must("evidence", "list", REF, "--json").json] == [digest]
    assert log.stat().st_size == 1_500_000


def test_nothing_kept_is_said_in_words(opened: Shell) -> None:
    """Lost without it: an empty answer that could be a fault."""
    assert "Nothing was put on record" in opened.must("evidence", "list", REF).out


def test_a_hand_over_says_each_part_and_gives_the_steps(opened: Shell) -> None:
    """Lost without it: the next shift reads the whole record, and nobody owns what is open."""
    opened.must("task", REF, "secure-logs", "--owner", "M. Aydin")
    said = opened.must("handover", REF, "--to", LEAD, "--note", "ring the host at seven")
    for part in ("STANDS", "KNOWN", "DECIDED", "BY LAW", "NEXT", "OPEN", "HELD UP", "EVIDENCE", "DONE"):
        assert f"\n{part}\n" in said.out
    assert "secure-logs" not in said.out
    assert steps(opened)["secure-logs"]["owner"] == LEAD
    after = opened.must("handover", REF, "--json").json
    assert "ring the host at seven" in " ".join(after["parts"]["done"])
    assert f"handed over to {LEAD}" in said.err


def test_a_hand_over_as_markdown_obeys_nothing_in_a_name(organised: Shell) -> None:
    """Lost without it: a title that becomes a link or a picture in the chat of the next shift."""
    title = "![x](https://evil.example/p.png) <b>*#"
    organised.must("incident", "open", "--title", title, "--detected", "now", "--reported-by", "M. Aydin")
    text = organised.must("handover", REF, "--markdown").out
    assert "![x]" not in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "\\!\\[x\\](https://evil.example/p.png)" in text
