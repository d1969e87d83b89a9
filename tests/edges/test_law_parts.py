"""Each legal command reads only the packs its answer rests on; `doctor` reads them all, and says where a slip is."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.cli import exits
from breachdesk.domain.lawbook import LawBook
from breachdesk.files.catalogue import FileCatalogues
from tests.conftest import LAW
from tests.edges.command_line import Shell
from tests.edges.test_lawbook_file import REGIME

AWARE = ("--aware", "2026-10-23T10:00+02:00", "--country", "NL")
BROKEN = REGIME.replace("hours: 4\n", "hours: four\n").replace("kind: notify", "kind: notifi").replace("met:made-up-first", "awareness")


@pytest.fixture
def slipped(shell: Shell) -> Shell:
    """Give a shell whose workspace holds a regime of the house's own with two slips in it."""
    shell.must("init")
    (shell.folder / "law").mkdir()
    (shell.folder / "law" / "made-up.yaml").write_text(BROKEN, encoding="utf-8")
    return shell


@pytest.mark.parametrize("command", ["assess", "deadline", "fines", "proposals", "authorities"])
def test_a_slip_in_a_regime_stops_no_answer_that_does_not_rest_on_it(slipped: Shell, tmp_path: Path, command: str) -> None:
    """Lost without it: one slip in a contract's pack, and nobody learns whether to notify. Or all of it is read again."""
    facts = tmp_path / "facts.yaml"
    facts.write_text("cause: human-error\n", encoding="utf-8")
    words = {"assess": (str(facts),), "deadline": AWARE}.get(command, ())
    said = slipped("law", command, *words, "--json")
    assert (said.code, said.err) == (exits.DONE, "")
    assert said.json


@pytest.mark.parametrize("words", [("clocks",), ("deadline", *AWARE, "--clock", "made-up-first")])
def test_a_clock_of_another_regime_rests_on_all_of_them_and_says_where_the_slip_is(
    slipped: Shell, words: tuple[str, ...]
) -> None:
    """Lost without it: a clock of one's own that is nowhere to be found, and no word why."""
    said = slipped("law", *words)
    assert (said.code, said.out) == (exits.WRONG_INPUT, "")
    assert "made-up.yaml:11 clocks[0]: 'hours' is 'four', which is not a whole number" in said.err


def test_doctor_reads_the_whole_book_and_says_where_a_slip_is(slipped: Shell) -> None:
    """Lost without it: a broken pack is found when the next incident is opened, at three in the morning."""
    said = slipped("doctor", "--json")
    assert said.code == exits.NOT_HEALTHY
    (law,) = [check for check in said.json["checks"] if check["what"] == "law"]
    assert (said.json["ok"], law["ok"]) == (False, False)
    assert law["says"].startswith("made-up.yaml:11 clocks[0]: 'hours' is 'four', which is not a whole number")
    assert law["says"].endswith(" more in that file)")


def test_doctor_says_what_the_law_holds_where_it_is_in_order(shell: Shell, book: LawBook) -> None:
    """Lost without it: nobody can tell whether the house's own pack is read at all."""
    shell.must("init")
    said = shell.must("doctor").out
    assert f"✓ law: {len(book.packs)} regimes with {len(list(book.clocks()))} clocks, " in said
    combinations = FileCatalogues(LAW, [], [], lambda *_: {}).combinations()
    assert len(combinations) > 10
    assert f" authorities, {len(combinations)} combinations of data" in said
    (shell.folder / "law").mkdir()
    (shell.folder / "law" / "made-up.yaml").write_text(REGIME, encoding="utf-8")
    assert f"✓ law: {len(book.packs) + 1} regimes with {len(list(book.clocks())) + 2} clocks, " in shell.must("doctor").out


def test_the_parts_read_alone_are_the_parts_of_the_book(book: LawBook) -> None:
    """Lost without it: two ways of reading, and a command that goes by other rules than the desk."""
    catalogues = FileCatalogues(LAW, [], [], lambda *_: {})
    judging = catalogues.judging()
    assert (judging.assessment, judging.severity, judging.practice) == (book.assessment, book.severity, book.practice)
    assert (catalogues.amendments(), catalogues.fines()) == (book.amendments, book.fines)
    alone = {id_: pack.clocks for id_, pack in catalogues.packs().items()}
    assert alone == {id_: pack.clocks for id_, pack in book.packs.items()}
    for pack, rule in book.clocks():
        found = catalogues.clock(rule.id)
        assert (found[0].id, found[1]) == (pack.id, rule)
