"""A review at a shell: comments, texts sent back, differences word by word, and where each sentence comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edges.command_line import DPO, LEAD, REF, Shell

NOTICE = "notification-nl"


def test_a_whole_review_at_the_shell_from_comment_to_the_next_revision(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: a DPO without a screen, or with a screen reader, who cannot review."""
    dpo, lead = worked.by(DPO), worked.by(LEAD)
    shown = worked.must("notice", "show", REF, NOTICE, "--json").json
    dpo.must("notice", "comment", REF, NOTICE, "Name the route.", "--paragraph", "3")
    dpo.must("notice", "request-changes", REF, NOTICE, "--reason", "Too vague.")
    refused = dpo("notice", "approve", REF, NOTICE)
    assert (refused.code, refused.out) == (4, "")
    assert "S. Kok asked for changes in revision 1" in refused.err
    checked = worked.must("notice", "check", REF, NOTICE)
    assert "S. Kok asked for changes: Too vague." in checked.out
    assert "comments still open: 1" in checked.out
    (tmp_path / "text.md").write_text(f"One more paragraph.\n\n{shown['text']}", encoding="utf-8")
    lead.must("notice", "revise", REF, NOTICE, "--text", str(tmp_path / "text.md"))
    (comment,) = worked.must("notice", "comments", REF, "--json").json
    assert (comment["made_at_paragraph"], comment["paragraph"], comment["open"]) == (3, 4, True)
    settled = lead.must("notice", "settle", REF, "c1", "Named.", "--json").json
    assert (settled["paragraph"], settled["open"], settled["settled_by"]) == (4, False, LEAD)
    assert "settled by J. Vos: Named." in worked.must("notice", "comments", REF, NOTICE).out
    assert dpo.must("notice", "check", REF, NOTICE, "--json").json["changes_asked"] is None


def test_a_difference_gives_words_and_lines_in_one_document(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: a script that read the lines finds them gone, and one that wants the words has none."""
    text = worked.must("notice", "show", REF, NOTICE, "--json").json["text"]
    (tmp_path / "text.md").write_text(text.replace("Fietsgoed B.V.", "Fietsgoed N.V."), encoding="utf-8")
    worked.by(LEAD).must("notice", "revise", REF, NOTICE, "--text", str(tmp_path / "text.md"))
    document = worked.must("notice", "diff", REF, NOTICE, "1", "2", "--json").json
    runs = [run for paragraph in document["words"] for run in paragraph["runs"] if run["change"] != "kept"]
    assert {"removed": {"B.V."}, "added": {"N.V."}} == {
        change: {run["text"] for run in runs if run["change"] == change} for change in ("removed", "added")
    }
    assert any(line.startswith("-") and "B.V." in line for line in document["lines"])
    words, lines = (worked.must("notice", "diff", REF, NOTICE, "1", "2", *more).out for more in ((), ("--lines",)))
    assert "[-B.V.-] [+N.V.+]" in words
    assert "[-" not in lines
    assert lines.startswith("--- revision 1")


def test_sources_name_the_fact_its_row_or_answer_and_what_changed_since(worked: Shell) -> None:
    """Lost without it: who signs a filing cannot show where a figure in it comes from (Art. 5(2))."""
    before = worked.must("notice", "sources", REF, NOTICE, "--json").json
    facts = {source["fact"]: (one, source) for one in before for source in one["sources"]}
    _, people = facts["people"]
    assert people["rows"]
    assert people["at"].endswith("Z")
    assert not any(one["out_of_date"] for one in before)
    worked.by(LEAD).must("answer", REF, "cause=human-error")
    after = worked.must("notice", "sources", REF, NOTICE, "--json").json
    stale = [one for one in after if one["out_of_date"]]
    assert stale
    assert {"cause"} == {s["fact"] for one in stale for s in one["sources"] if s["changed"]}
    said = worked.must("notice", "sources", REF, NOTICE).out
    assert "changed since: cause of the breach was" in " ".join(said.split())
    number = str(stale[0]["paragraph"])
    only = worked.must("notice", "sources", REF, NOTICE, "--paragraph", number, "--json").json
    assert {stale[0]["paragraph"]} == {one["paragraph"] for one in only}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("comment", REF, NOTICE, "x", "--paragraph", "999"), 2, "There is no paragraph 999; the text has 1 to"),
        (("comment", REF, "letter-xx", "x"), 3, "has no notice 'letter-xx'"),
        (("comment", REF, NOTICE, "  "), 2, "comment is empty"),
        (("settle", REF, "c7", "x"), 3, "no comment 'c7'; open are: none"),
        (("request-changes", REF, NOTICE, "--reason", "x", "--revision", "9"), 3, "not 9"),
        (("comments", REF, "letter-xx"), 3, "has no notice 'letter-xx'"),
        (("sources", REF, NOTICE, "--revision", "9"), 3, "not 9"),
        (("diff", REF, NOTICE, "1", "9"), 3, "not 9"),
    ],
)
def test_a_review_command_that_fails_says_why_and_leaves_stdout_empty(
    worked: Shell, words: tuple[str, ...], code: int, says: str
) -> None:
    """Lost without it: a pipe that takes half a result for a whole one."""
    for more in ((), ("--json",)):
        said = worked("notice", *words, *more)
        assert (said.code, said.out) == (code, "")
        assert says in said.err
        assert said.err.count("\n") == 1


def test_what_a_comment_hides_is_shown_as_a_mark(worked: Shell) -> None:
    """Lost without it: a comment from outside that drives the terminal of whoever reads it."""
    worked.must("notice", "comment", REF, NOTICE, "a\x1b]52;c;eA==\x07b\u202ec")
    out = worked.must("notice", "comments", REF).out + worked.must("notice", "comments", REF, "--json").out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)
