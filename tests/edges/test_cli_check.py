"""`breachdesk notice check`: what blocks and what is advice, each with its reason, as lines and as one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edges.command_line import REF, SAMPLE, Shell

NOTICE = "communication-en"


@pytest.fixture(name="shell")
def _shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path / "workspace")
    shell.must("init")
    shell.must("inventory", "import", str(SAMPLE), "--yes")
    shell.must("incident", "open", "--title", "Copied", "--aware", "now", "--detected", "now", "--reported-by", "M. Aydin", "--playbook", "customer-data-stolen")
    shell.must("notice", "draft", REF, "communication", "--language", "en")
    text = tmp_path / "text.md"
    text.write_text("We take your privacy seriously. Ask ann@example.net.\n\nOur shops know!\n", encoding="utf-8")
    shell.must("notice", "revise", REF, NOTICE, "--text", str(text))
    return shell


def test_what_blocks_stands_apart_from_advice(shell: Shell) -> None:
    """Lost without it: the one thing that stops a letter is lost among hints."""
    said = shell("notice", "check", REF, NOTICE)
    assert said.code == 0
    blocks, advice = said.out.split("For you to weigh")
    assert "Stands in the way of an approval: 2" in blocks
    assert "take your privacy seriously" in blocks
    assert "paragraph 2" in advice
    assert "words, " in said.out.splitlines()[-2] + said.out.splitlines()[-1]


def test_a_program_gets_code_weight_place_and_source(shell: Shell) -> None:
    """Lost without it: nobody can build a gate on the check."""
    found = shell("notice", "check", REF, NOTICE, "--json").json
    by_code = {remark["code"]: remark for remark in found["remarks"]}
    assert by_code["marketing-opener"]["weight"] == "blocking"
    assert by_code["marketing-opener"]["source"]
    assert by_code["anothers-data"]["paragraph"] == 1
    assert by_code["tone"]["weight"] == "advisory"
    assert found["readability"]["words"] > 5
    assert found["sha256"]
