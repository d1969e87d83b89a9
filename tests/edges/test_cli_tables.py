"""`inventory import` of tables shows what it will take in, asks where it should, and takes in all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from breachdesk import wiring
from tests.edges.command_line import SAMPLE, Shell
from tests.edges.test_inventory_sheet import DUTCH
from tests.workbooks import workbook

SURE = "Verwerking;Doel;Betrokkenen;Persoonsgegevens;Systeem\nVerkoop;Leveren;Klanten;IBAN;Kassa\n"
UNSURE = SURE.replace("Doel", "Doel (kort)")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Give a register that needs no look."""
    return written(tmp_path, SURE)


def written(folder: Path, text: str, name: str = "register.csv") -> Path:
    """Write a table."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


class AtTerminal(wiring.Wiring):
    """Somebody sits there."""

    def has_terminal(self) -> bool:
        """Tell so."""
        return True


def answering(monkeypatch: pytest.MonkeyPatch, answer: bool) -> list[str]:
    """Answer every question the same way; give the list of questions."""
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return answer

    monkeypatch.setattr(click, "confirm", confirm)
    return asked


def test_the_preview_shows_columns_sample_rows_and_changes_and_changes_nothing(organised: Shell, tmp_path: Path) -> None:
    """Lost without it: somebody agrees to what they have not seen."""
    before = organised.must("inventory", "show", "--yaml").out
    said = organised.must("inventory", "import", "--preview", str(written(tmp_path, DUTCH)))
    for words in (
        "register.csv: register of processing, CSV with semicolons, utf-8.",
        "Verwerkingsactiviteit         name         known word  Personeelsadministratie | Klantenbeheer",
        "Afdeling                      -            not used    HR | Verkoop",
        "systems: 2 new: afas, verkoop",
        "systems: 43 gone: webshop, ",
        "Would import 2 systems",
    ):
        assert words in said.out
    assert "This was a preview; nothing was changed." in said.err
    assert organised.must("inventory", "show", "--yaml").out == before
    assert not (organised.folder / "columns.json").exists()


def test_a_table_with_known_words_is_taken_in_without_asking_where_nobody_sits(shell: Shell, table: Path) -> None:
    """Lost without it: no import in a script."""
    said = shell.must("inventory", "import", str(table))
    assert "Imported 1 systems, 1 datasets" in said.out
    assert "whose inventory it is stands in no table" in said.err


def test_a_table_with_guesses_is_refused_where_nobody_sits_until_yes(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a column that resembles another is taken in by a script, and nobody ever sees it."""
    path = str(written(tmp_path, UNSURE))
    said = shell("inventory", "import", path)
    assert (said.code, "PROPOSED: like a known word" in said.out) == (2, True)
    assert "Nothing was taken in: some columns or words were only proposed" in said.err
    assert shell("inventory", "show").code == 3
    shell.must("inventory", "import", "--yes", path)
    assert "as before" in shell.must("inventory", "import", path).out


def test_a_correction_by_hand_needs_no_yes_and_is_remembered(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: the same correction at every import."""
    path = str(written(tmp_path, UNSURE))
    assert "as you said" in shell.must("inventory", "import", "--column", "doel kort=purpose", path).out
    assert "as before" in shell.must("inventory", "import", path).out
    assert (shell.folder / "columns.json").stat().st_mode & 0o777 == 0o600


def test_somebody_at_a_terminal_is_asked_and_may_say_no(
    shell: Shell, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a table taken in by a slip."""
    asked = answering(monkeypatch, answer=False)
    said = shell("inventory", "import", str(table), front=AtTerminal())
    assert (asked, "Nothing was changed." in said.err) == (["Take this in?"], True)
    assert shell("inventory", "show").code == 3
    answering(monkeypatch, answer=True)
    shell("inventory", "import", str(table), front=AtTerminal())
    assert "Kassa" in shell.must("inventory", "show").out


def test_at_a_terminal_yaml_is_asked_about_only_where_something_goes(
    shell: Shell, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a question at every import, or rows that go without one."""
    asked = answering(monkeypatch, answer=False)
    shell("inventory", "import", str(SAMPLE), front=AtTerminal())
    assert asked == []
    smaller = shell.folder.parent / "smaller.yaml"
    smaller.write_text(
        "controller: {name: B, country: NL, zone: Europe/Amsterdam}\nsystems: [{id: crm}]\ndatasets: [{id: a, systems: [crm]}]\n"
    )
    shell("inventory", "import", str(smaller), front=AtTerminal())
    assert asked == ["Take this in?"]
    assert "Customer relations" in shell.must("inventory", "show").out


def test_the_same_table_twice_is_noticed(shell: Shell, table: Path) -> None:
    """Lost without it: an old export imported again, and taken for a new one."""
    first = shell.must("inventory", "import", "--json", str(table)).json
    again = shell.must("inventory", "import", "--json", str(table)).json
    assert (first["same_as_before"], again["same_as_before"]) == (False, True)
    assert first["fingerprint"] == again["fingerprint"]
    assert "It is the same inventory as before." in shell.must("inventory", "import", str(table)).err


def test_one_bad_row_of_many_takes_in_nothing_and_names_all_of_them(organised: Shell, tmp_path: Path) -> None:
    """Lost without it: ninety-nine rows taken in, and one that nobody misses."""
    before = organised.must("inventory", "show", "--yaml").out
    rows = [f"Verwerking {n};Doel;Klanten;{'Schoenmaat' if n in (57, 80) else 'IBAN'};Kassa\n" for n in range(100)]
    path = written(tmp_path, "Verwerking;Doel;Betrokkenen;Persoonsgegevens;Systeem\n" + "".join(rows))
    said = organised("inventory", "import", "--yes", str(path))
    assert said.code == 2
    assert [line.partition(" ")[0] for line in said.err.splitlines()] == ["register.csv:59", "register.csv:82"]
    assert organised.must("inventory", "show", "--yaml").out == before


def test_the_preview_is_a_document_too(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: another program cannot show what it is about to take in."""
    path = written(tmp_path, UNSURE)
    found = shell.must("inventory", "import", "--preview", "--json", str(path)).json["preview"]
    (one,) = found["tables"]
    assert (one["kind"], one["delimiter"], one["encoding"], found["needs_a_look"]) == ("register", ";", "utf-8", True)
    assert one["columns"][1] == {"header": "Doel (kort)", "means": "purpose", "because": "similar", "samples": ["Leveren"]}
    assert {"part": "systems", "added": ["kassa"], "changed": [], "gone": []} in found["changes"]
    assert shell("inventory", "import", "--json", str(path)).code == 2


def test_problems_of_several_tables_are_a_document_with_the_file_of_each(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a problem shown under the wrong file."""
    systems = written(tmp_path, "Systeem;Soort;Eigenaar\nKassa;kas;ik\n", "systemen.csv")
    said = shell("inventory", "check", "--json", str(written(tmp_path, SURE.replace("IBAN", "Schoenmaat"))), str(systems))
    found = [(problem["file"], problem["line"]) for problem in json.loads(said.out)["problems"]]
    assert found == [("register.csv", 2), ("systemen.csv", 2)]


def test_sheet_encoding_and_delimiter_are_options(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a message that names an option which is not there."""
    rows = [line.split(";") for line in SURE.splitlines()]
    book = workbook(tmp_path / "avg.xlsx", {"Uitleg": [["lees", "mij"], ["a", "b"]], "Register": rows})
    assert "sheet 'Register' of 2" in shell.must("inventory", "check", str(book), "--sheet", "Register").out
    old = tmp_path / "oud.csv"
    old.write_bytes(SURE.replace("Klanten", "Cliënten").replace(";", "|").encode("cp1252"))
    assert "--encoding cp1252" in shell("inventory", "check", str(old)).err
    said = shell.must("inventory", "check", str(old), "--encoding", "cp1252", "--delimiter", "|")
    assert "CSV with bars, cp1252" in said.out


def test_whose_inventory_it_is_can_be_said(shell: Shell, table: Path) -> None:
    """Lost without it: a Belgian organisation whose clock runs in Amsterdam."""
    whose = ("--controller", "Exemple SA", "--country", "BE", "--zone", "Europe/Brussels")
    shell.must("inventory", "import", str(table), *whose)
    assert "Exemple SA" in shell.must("inventory", "show").out
    assert "--controller, --country and --zone together" in shell("inventory", "check", str(table), *whose[:2]).err
    assert "no time zone" in shell("inventory", "check", str(table), *whose[:4], "--zone", "Brussels").err


def test_an_import_keeps_whose_it_was_and_its_yaml_imports_again_to_the_same(organised: Shell, tmp_path: Path) -> None:
    """Lost without it: a register imported over YAML loses the people of the house, or cannot be written out again."""
    organised.must("inventory", "import", str(written(tmp_path, DUTCH)))
    text = organised.must("inventory", "show", "--yaml").out
    assert "S. Kok" in text
    organised.must("inventory", "import", str(written(tmp_path, text, "again.yaml")))
    again = organised.must("inventory", "show", "--yaml").out
    plain = [line for line in text.splitlines() if not line.startswith("#")]
    assert plain == again.splitlines()


def test_a_scope_from_a_table_wants_known_words(shell: Shell, tmp_path: Path) -> None:
    """Lost without it: a figure that stands on a guess nobody saw."""
    sure, unsure = written(tmp_path, SURE), written(tmp_path, UNSURE, "ander.csv")
    assert "klanten" in shell.must("scope", "--inventory", str(sure), "--system", "kassa").out
    assert "were only guessed" in shell("scope", "--inventory", str(unsure), "--system", "kassa").err


def test_checking_a_table_makes_no_workspace(shell: Shell, table: Path) -> None:
    """Lost without it: looking at a file leaves something behind."""
    shell.must("inventory", "check", str(table))
    shell.must("inventory", "import", "--preview", str(table))
    assert not shell.folder.exists()


def test_a_damaged_memory_is_one_warning(shell: Shell, table: Path) -> None:
    """Lost without it: a broken convenience keeps a register out."""
    shell.must("init")
    (shell.folder / "columns.json").write_text("{")
    assert "columns.json of the workspace" in shell.must("inventory", "import", str(table)).err
