"""`breachdesk notice draft`, `templates`, `languages`: what is written, from what, and in which languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.official_languages import OFFICIAL
from breachdesk.domain.terms import NoticeKind
from tests.edges.command_line import REF, SAMPLE, Shell

SHIPPED = {"en", "nl", "de", "fr", "es", "it", "pl", "pt"}


@pytest.fixture(name="shell")
def _shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path / "workspace")
    shell.must("init")
    shell.must("inventory", "import", str(SAMPLE), "--yes")
    opened = "incident open --title Copied --aware now --detected now --reported-by me --playbook customer-data-stolen"
    shell.must(*opened.split())
    shell.must("scope", "--incident", REF, "--system", "hr")
    return shell


def test_a_letter_can_be_for_one_group_and_by_name(shell: Shell) -> None:
    """Lost without it: everybody reads about everybody's data."""
    made = shell.must("notice", "draft", REF, "letter", "--group", "employees", "--personal", "--json").json
    assert made["notice"] == "letter-nl-employees"
    assert "{name}" in made["text"]


def test_all_that_is_wanted_is_written_at_once(shell: Shell) -> None:
    """Lost without it: minutes become a night, one language after the other."""
    made = shell.must("notice", "draft", REF, "--all", "--json").json
    assert {one["notice"] for one in made} >= {"notification-nl", "communication-nl-employees", "communication-en-employees"}
    again = shell.must("notice", "draft", REF, "--all")
    assert again.out == ""
    assert "already says exactly this" in again.err


@pytest.mark.parametrize("words", [(), ("letter", "--all")])
def test_a_kind_or_all_and_not_both(shell: Shell, words: tuple[str, ...]) -> None:
    """Lost without it: a slip writes twenty letters."""
    said = shell("notice", "draft", REF, *words)
    assert (said.code, said.out) == (2, "")
    assert "--all" in said.err


def test_a_stage_that_cannot_be_and_a_group_nobody_knows_are_refused(shell: Shell) -> None:
    """Lost without it: a final notification before the first."""
    assert "first comes first" in shell("notice", "draft", REF, "notification", "--stage", "final").err.replace(
        "the first notification comes first", "first comes first"
    )
    assert "Did you mean 'employees'" in shell("notice", "draft", REF, "letter", "--group", "employes").err


def test_templates_say_where_they_come_from_and_what_is_wrong(shell: Shell) -> None:
    """Lost without it: nobody knows whose words go out."""
    own = shell.folder / "notification_templates"
    own.mkdir()
    (own / "press.en.md").write_text(
        '---\nid: mine\nkind: press\nlanguage: en\nsubject: "S"\nneeds: none\n---\n{{ nothing.here }}\n', encoding="utf-8"
    )
    found = {(t["kind"], t["language"]): t for t in shell.must("notice", "templates", "--json").json}
    assert found["press", "en"]["origin"] == str(own / "press.en.md")
    assert "'nothing' is not a name" in found["press", "en"]["wrong"][0]
    assert found["press", "nl"]["origin"] == "shipped press.nl.md"
    assert found["letter", "nl"]["id"] == "communication-nl"
    assert "press.en.md" in shell("notice", "templates").err


def test_every_official_language_is_complete_or_says_what_it_lacks(shell: Shell) -> None:
    """Lost without it: somebody promises a letter in a language there is none in."""
    found = {line["language"]: line["lacks"] for line in shell.must("notice", "languages", "--json").json}
    assert set(found) == set(OFFICIAL)
    assert len(OFFICIAL) == 24
    for language in set(OFFICIAL) - SHIPPED:
        assert found[language] == [f"phrases.{language}.yaml", *(f"{kind.value}.{language}.md" for kind in NoticeKind)]
    assert {language for language in found if found[language] == []} == SHIPPED
