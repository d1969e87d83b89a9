"""What comes from outside never drives the terminal, whichever way it came in and whichever way it goes out."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import MARK, clean_line, visible
from tests.edges.command_line import DPO, LEAD, REF, Said, Shell

EVIL = "\x1b]52;c;ZXZpbA==\x07 \x1b[2J\x9b31m \u202egpj.exe\u2066 \x7f\udcff"
READERS = (
    f"incident show {REF} --timeline",
    f"incident show {REF} --json",
    "incident list",
    "incident list --json",
    f"remind list {REF}",
    f"lesson {REF}",
    f"lesson {REF} --json",
    "action list",
    "action list --json",
    "figures",
    "outbox",
)


def raw_in(said: Said) -> str:
    """Give what of an output could drive a terminal; an empty text when nothing."""
    return "".join(character for character in said.out + said.err if visible(character) != character)


@pytest.mark.parametrize(
    "words",
    [
        ["note", REF, f"seen {EVIL}"],
        ["answer", REF, f"account_en=seen {EVIL}", "--basis", f"log {EVIL}"],
        ["task", REF, "keep-evidence", "--owner", f"Ann {EVIL}"],
        ["task", REF, "secure-logs", "--skip", f"late {EVIL}"],
        ["decide", REF, "authority", "yes", "--reason", f"because {EVIL}"],
        ["scope", "--system", "crm", "--incident", REF, "--why", f"more {EVIL}"],
        ["lesson", REF, "--change", f"more {EVIL}"],
        ["action", "add", REF, "--what", f"train {EVIL}", "--owner", f"Ann {EVIL}", "--due", "+14d"],
        ["incident", "aware", REF, "--at", "2026-11-23T15:00", "--reason", f"misread {EVIL}"],
        ["incident", "close", REF, "--conclusion", f"over {EVIL}", "--override", f"paper {EVIL}"],
    ],
    ids=lambda words: " ".join(words[:1] if words[0] != "incident" else words[:2]),
)
def test_what_somebody_types_is_kept_with_visible_marks_and_shown_so(worked: Shell, words: list[str]) -> None:
    """Lost without it: one pasted line that writes the clipboard of everybody who reads the record."""
    said = worked(*words)
    assert (said.code, raw_in(said)) == (0, ""), said
    shown = [worked(*line.split()) for line in READERS]
    assert {""} == {raw_in(each) for each in shown}
    assert any(MARK in each.out for each in shown)


def test_a_title_and_the_name_of_who_says_so_are_kept_with_visible_marks(organised: Shell) -> None:
    """Lost without it: the same through the first words of an incident, on every screen and list."""
    opened = organised("incident", "open", "--title", f"Lost {EVIL}", "--detected", "08:00", "--reported-by", f"Ann {EVIL}")
    listed = organised("incident", "list")
    assert (opened.code, raw_in(opened), raw_in(listed)) == (0, "", "")
    assert f"Lost {MARK}]52;c;ZXZpbA=={MARK}" in listed.out


def test_a_text_from_a_file_and_its_differences_are_shown_with_marks(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: a letter edited elsewhere that clears the reviewer's screen."""
    (tmp_path / "text.md").write_text(EVIL.replace("\udcff", "") + "\nA line.\n", encoding="utf-8")
    lines = (
        f"notice revise {REF} notification-nl --text {tmp_path / 'text.md'}",
        f"notice show {REF} notification-nl",
        f"notice show {REF} notification-nl --json",
        f"notice diff {REF} notification-nl 1 2",
        f"notice diff {REF} notification-nl 1 2 --json",
        f"notice check {REF} notification-nl",
    )
    assert {(0, "")} == {(said.code, raw_in(said)) for said in (worked(*line.split()) for line in lines)}


@pytest.mark.parametrize(
    "words",
    [
        [f"nope{EVIL}"],
        ["incident", "show", f"2026{EVIL}"],
        ["incident", "show", REF, f"--{EVIL}"],
        ["decide", REF, f"public{EVIL}", "yes", "--reason", "x"],
        ["answer", REF, f"{EVIL}=yes"],
        ["answer", REF, f"contained={EVIL}"],
        ["scope", "--system", f"crm{EVIL}"],
        ["task", REF, f"step{EVIL}", "--done"],
        ["notice", "show", REF, f"letter{EVIL}"],
        ["notice", "approve", REF, "notification-en", "--as", EVIL],
        ["outbox", "--resolve", EVIL, "--sent"],
        ["law", "deadline", "--aware", EVIL, "--country", "NL"],
        ["law", "deadline", "--aware", "now", "--country", EVIL],
        ["inventory", "check", f"/nowhere/{EVIL}.yaml"],
        ["send", REF, "communication-nl", "--to", f"/nowhere/{EVIL}.csv"],
        ["incident", "open", "--title", "x", "--detected", "08:00", "--reported-by", "me", "--zone", EVIL],
        ["incident", "open", "--title", "x", "--detected", "08:00", "--reported-by", "me", "--playbook", EVIL],
    ],
    ids=lambda words: " ".join(word for word in words if word.isascii() and word.isprintable())[:40],
)
def test_a_message_about_a_wrong_word_shows_it_with_marks(worked: Shell, words: list[str]) -> None:
    """Lost without it: a file name or an id from outside drives the terminal through our own error."""
    said = worked.by(LEAD)(*words)
    assert (said.code in (2, 3, 4, 9), raw_in(said), said.out) == (True, "", ""), said


def test_words_of_a_manifest_are_shown_with_marks(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: the same through the notes of an import; what YAML lets pass, such as U+2028, included."""
    evil = "organization:\n  - {fides_key: us, name: \"Ex\\u2028ample\"}\ndataset:\n  - fides_key: orders\n    name: \"a\\u2028b\"\n    \"odd\\u2029key\": x\n    data_categories: [user.contact]\n"
    (tmp_path / "evil.yml").write_text(evil, encoding="utf-8")
    shell.must("inventory", "import", str(tmp_path / "evil.yml"))
    for line in (f"inventory check {tmp_path / 'evil.yml'}", "inventory show", "inventory show --json", "inventory show --yaml"):
        assert raw_in(shell.must(*line.split())) == ""


def test_every_shared_name_is_shown_safely_or_refused(worked: Shell, shared: Path) -> None:
    """Lost without it: one of the names that have broken other tools breaks ours."""
    names = [entry["value"] for entry in json.loads((shared / "hostile" / "names.json").read_text(encoding="utf-8"))]
    kept = []
    for name in names:
        with suppress(WrongInput):
            kept.append(clean_line(name, "name"))
    assert len(names) >= 50
    assert len(kept) > 45
    assert [name for name in kept if visible(name) != name] == []
    said = worked("note", REF, "\n".join(name for name in names if "\x00" not in name))
    assert (said.code, raw_in(said)) == (0, ""), said
    shown = worked("incident", "show", REF, "--timeline")
    assert (shown.code, raw_in(shown)) == (0, "")
    assert "Null" in shown.out


def test_markup_and_templates_in_names_are_text(worked: Shell) -> None:
    """Lost without it: a name that becomes a button, or is rendered a second time."""
    worked.must("task", REF, "keep-evidence", "--owner", "[@click=app.quit]Ann[/] {{ 7*7 }} %s {0}")
    assert "[@click=app.quit]Ann[/] {{ 7*7 }} %s {0}" in worked("incident", "show", REF, "--timeline").out


def test_the_name_of_who_approves_is_compared_as_it_is_shown(worked: Shell) -> None:
    """Lost without it: an approval under a name that only looks like the DPO's."""
    assert worked.by(f"{DPO}\u202e")("notice", "approve", REF, "notification-en").code == 3
    assert worked.by("S. Ko\u043a")("notice", "approve", REF, "notification-en").code == 3
