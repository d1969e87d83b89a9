"""`breachdesk people …` at the shell, with real lists: taken in whole or not at all, counted, exported, removed."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import stat
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from breachdesk import wiring
from tests.edges.command_line import DPO, LEAD, REF, Said, Shell

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT.parent / "shared" / "hostile"
CRM = """Klantnr;Naam;Mailadres;Land;Taal;IBAN
K1;Ann Visser;ann@example.net;NL;nl;NL01
K2;Ben Bakker;ben@example.net;BE;nl;
K3;Cor de Groot;cor@example.net;DE;de;NL03
K3;Cor de Groot;cor@example.net;DE;de;
"""
READERS = (("E-mail", "Voornaam"), ("BEN@example.net ", "Ben Bakker"), ("dee@example.net", "Dee"), ("eva@example.net", ""))
SAID = ("--column", "crm:Klantnr=key", "--column", "crm:Naam=name", "--column", "crm:Mailadres=email", "--column",
        "crm:Land=country", "--column", "crm:Taal=language", "--column", "crm:IBAN=financial-account", "--everyone", "crm:contact",
        "--column", "newsletter:E-mail=email", "--column", "newsletter:Voornaam=name", "--everyone", "newsletter:preferences")  # fmt: skip
PEOPLE_FACTS = ("people", "records", "systems", "data_categories", "countries", "languages", "where", "kept")


def workbook(path: Path, rows: tuple[tuple[str, ...], ...]) -> Path:
    """Write an XLSX file of text cells, as small as one can be."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Lezers" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Give the lists of two systems as the command line names them: a CSV file and a workbook."""
    (tmp_path / "klanten.csv").write_text(CRM, encoding="utf-8")
    return f"crm={tmp_path / 'klanten.csv'}", f"newsletter={workbook(tmp_path / 'lezers.xlsx', READERS)}"


def take(shell: Shell, *words: str) -> Said:
    """Take lists in."""
    return shell("people", "import", *words, "--incident", REF)


def kept_of(shell: Shell) -> Any:
    """Give all that is kept of lists, and the record."""
    timeline = shell.must("people", "lists", "--incident", REF, "--json").json
    return timeline, len(wiring_desk(shell).store.timeline(wiring_desk(shell).incidents.get(REF).id))


def wiring_desk(shell: Shell) -> Any:
    """Give the desk of the workspace."""
    made = wiring.Wiring()
    made.choose(str(shell.folder), LEAD)
    return made.desk()


# --- taking in ------------------------------------------------------------------------------------------


def test_lists_of_several_systems_are_taken_in_together_and_counted_exactly(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: the first number the authority asks for is a guess, though lists were there."""
    said = take(worked, *files, *SAID, "--json")
    assert said.code == 0, said.err
    assert {one["system"]: (one["rows"], one["people"]) for one in said.json["lists"]} == {"crm": (4, 3), "newsletter": (3, 3)}
    assert (said.json["people"], said.json["kept"]) == (5, "counts")
    found = worked.must("people", "scope", "--incident", REF, "--system", "crm", "--system", "newsletter", "--json").json
    assert {key: found[key] for key in PEOPLE_FACTS} == {
        "people": 5,
        "records": 7,
        "systems": {"crm": 3, "newsletter": 3},
        "data_categories": {"contact": 3, "financial-account": 2, "preferences": 3},
        "countries": {"NL": 1, "BE": 1, "DE": 1, "unknown": 2},
        "languages": {"nl": 2, "de": 1, "unknown": 2},
        "where": "everybody",
        "kept": "counts",
    }
    assert found["combinations"][0]["people"] == 2
    assert sum(each["people"] for each in found["combinations"]) == 5
    digest = hashlib.sha256(CRM.encode()).hexdigest()
    assert (found["lists"][0]["file"], found["lists"][0]["sha256"]) == ("klanten.csv", digest)


def test_the_scope_of_the_incident_is_what_is_counted_unless_systems_are_named(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: readers of a newsletter that nobody touched are counted as affected."""
    assert take(worked, *files, *SAID).code == 0
    found = worked.must("people", "scope", "--incident", REF, "--json").json
    assert (found["people"], found["systems"], found["systems_without_list"]) == (3, {"crm": 3}, [])
    where = worked.must("people", "scope", "--incident", REF, "--where", "crm and not newsletter", "--json").json
    assert (where["people"], where["where"]) == (2, "crm and not newsletter")


def test_the_table_for_people_says_what_is_kept_and_where_the_inventory_disagrees(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a figure without what it rests on."""
    said = take(worked, *files, *SAID)
    assert "crm: 3 people from klanten.csv, on 4 rows; 1 more than people, because somebody stands on several." in said.out
    assert "On all lists of 2026-01: 5 people, each counted once." in said.out
    assert "Not kept: names, addresses and keys." in said.out
    out = worked.must("people", "scope", "--incident", REF).out
    assert "People 3; records on these lists 4; lists of crm" in out
    assert "Does not agree: the list of crm names 3 people; the inventory says at least 12,000 (fietsgoed.yaml:" in out
    assert "contact, financial-account" in out
    assert "NL       1" in out


def test_the_scope_command_tells_the_exact_figures_too(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: two answers to how many, and nobody sees both."""
    before = worked.must("scope", "--system", "crm", "--incident", REF, "--json").json
    assert "lists" not in before
    assert take(worked, *files, *SAID).code == 0
    after = worked.must("scope", "--system", "crm", "--incident", REF, "--json").json
    assert (after["lists"]["people"], after["lists"]["systems"]) == (3, ["crm"])
    assert after["lists"]["people_affected"] == {"at_least": 3, "at_most": 3}
    assert before == {key: value for key, value in after.items() if key != "lists"}


def test_a_preview_changes_nothing_and_shows_no_name(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: looking at a list takes it in, or shows everybody's name to the room."""
    before = kept_of(worked)
    for more in ((), ("--json",)):
        said = take(worked, *files, "--preview", *more)
        assert said.code == 0, said.err
        assert "a…@example.net" in said.out
        assert not any(name in said.out + said.err for name in ("Ann", "Visser", "ann@", "K1", "NL01", "Bakker"))
    assert kept_of(worked) == before
    shown = take(worked, files[0], "--preview", "--json").json["lists"][0]
    roles = {c["header"]: c["role"] for c in shown["columns"]}
    assert (roles["Mailadres"], roles["Naam"], roles["Land"], roles["Klantnr"]) == ("email", "name", "country", "key")
    assert (shown["delimiter"], shown["needs_a_look"], len(shown["rows_masked"])) == (";", False, 4)


def test_a_script_takes_no_mere_proposal_and_the_next_list_like_it_is_known(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a column that a program guessed decides who gets a letter."""
    path = Path(files[0].partition("=")[2])
    path.write_text(CRM.replace("Mailadres", "Mailadres werk oud"), encoding="utf-8")
    refused = take(worked, files[0])
    assert (refused.code, "of the list of crm are read is only proposed. Look with --preview" in refused.err) == (2, True)
    assert worked.must("people", "lists", "--incident", REF, "--json").json["lists"] == []
    assert take(worked, files[0], "--yes").code == 0
    worked.must("people", "purge", "--incident", REF, "--why", "once more", "--yes")
    assert take(worked, files[0]).code == 0


def test_what_is_held_about_everybody_comes_from_the_inventory_where_nobody_says(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a list of which nobody knows what was lost."""
    plain = ("--column", "IBAN=ignored", "--yes")
    shown = take(worked, files[0], *plain, "--preview").out
    assert "as the inventory names it (say otherwise with --everyone): contact, identity, financial-account, purchases" in shown
    assert take(worked, files[0], *plain).code == 0
    found = worked.must("people", "scope", "--incident", REF, "--json").json["data_categories"]
    assert found == dict.fromkeys(("contact", "financial-account", "identity", "purchases"), 3)


def test_what_the_system_holds_and_no_column_tells_of_is_said(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: one column of bank accounts, and all else the system holds is silently left out of the count."""
    also = "he inventory says it also holds identity, purchases; not counted, unless said with --everyone"
    assert also in take(worked, files[0], "--preview").out
    assert also in take(worked, files[0], "--yes").out
    assert "also holds" not in take(worked, files[0], "--yes", "--everyone", "contact").out


def test_a_column_that_says_what_holds_of_everybody_hides_nothing_of_the_inventory(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: first names on a list are taken to say all that is held about its people."""
    (tmp_path / "n.csv").write_text("E-mail,Telefoon\neva@example.net,+31301234567\n", encoding="utf-8")
    shown = take(worked, f"newsletter={tmp_path / 'n.csv'}", "--preview", "--json").json["lists"][0]
    assert [c["data_category"] for c in shown["columns"]] == [None, "contact"]
    assert (shown["from_inventory"], shown["data_categories_of_everybody"]) == (True, ["contact", "behaviour", "preferences"])


def test_a_wrong_word_about_a_column_names_the_nearest(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a slip leaves a column of addresses out, and nobody notices."""
    for words, says in (("Mailadres=emial", "Did you mean 'email'?"), ("Mialadres=email", "Did you mean 'Mailadres'?"), ("Mail", "HEADER=")):
        said = take(worked, files[0], "--column", words)
        assert (said.code, says in said.err) == (2, True), said.err


def test_the_same_file_again_is_noticed(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: an old export passes for a newer one."""
    assert take(worked, files[0], *SAID[:14]).code == 0
    again = take(worked, files[0], *SAID[:14])
    assert (again.code, "The same file as before, byte for byte: crm." in again.err) == (0, True)


def test_one_list_may_be_named_beside_its_system(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a file whose name holds an equals sign cannot be taken in."""
    path = Path(files[0].partition("=")[2])
    odd = path.rename(path.with_name("a=b.csv"))
    assert take(worked, str(odd), "--system", "crm", "--yes").code == 0
    two = take(worked, str(odd), str(odd), "--system", "crm")
    assert (two.code, "--system goes with one FILE" in two.err) == (2, True)
    bare = take(worked, str(odd.with_name("x.csv")))
    assert (bare.code, "must be SYSTEM=FILE, such as crm=customers.csv" in bare.err) == (2, True)


def test_all_problems_of_all_lists_are_said_at_once_and_nothing_is_half_in(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: one round a mistake at three in the morning, or half a list that counts."""
    (tmp_path / "a.csv").write_text("email,country\nann@example.net,XX\nben@example.net,NL\nno address,NL\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("email,email\nann@example.net,x\n", encoding="utf-8")
    before = kept_of(worked)
    said = take(worked, f"crm={tmp_path / 'a.csv'}", "--yes")
    assert (said.code, "a.csv:2 " in said.err, "a.csv:4 " in said.err) == (2, True, True)
    assert "no address" not in said.err
    said = take(worked, f"crm={tmp_path / 'a.csv'}", f"hr={tmp_path / 'b.csv'}", f"newsletter={tmp_path / 'c.csv'}", "--yes")
    assert (said.code, "b.csv" in said.err, "c.csv" in said.err) == (2, True, True)
    assert kept_of(worked) == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("crn=x.csv",), 3, "no system 'crn'. Did you mean 'crm'?"),
        (("crm=x.csv", "crm=y.csv"), 2, "Two lists are named for the system 'crm'"),
        (("crm=x.csv", "--keep", "addressees"), 2, "give it with --why"),
        (("crm=x.csv", "--everyone", "helth"), 2, "'helth' is no data category"),
        (("crm=nobody.csv", "--yes"), 2, "nobody.csv"),
    ],
)
def test_wrong_words_are_refused_before_any_file_is_taken(worked: Shell, words: tuple[str, ...], code: int, says: str) -> None:
    """Lost without it: a slip is found after minutes of reading, or never."""
    said = take(worked, *words)
    assert (said.code, says in said.err) == (code, True), said.err


class AtTerminal(wiring.Wiring):
    """Somebody sits there."""

    def has_terminal(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 130)])
def test_on_a_terminal_it_asks_once(
    worked: Shell, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    """Lost without it: a proposal nobody looked at, or a question for every file."""
    asked: list[str] = []

    def prompt(text: str = "", **_: object) -> str:
        asked.append(text)
        return answer

    monkeypatch.setattr("click.termui.visible_prompt_func", prompt)
    said = worked("people", "import", *files, "--incident", REF, front=AtTerminal())
    assert (said.code, len(asked)) == (code, 1), said
    lists = worked.must("people", "lists", "--incident", REF, "--json").json["lists"]
    assert len(lists) == (2 if code == 0 else 0)


# --- names and addresses --------------------------------------------------------------------------------


def test_addressees_are_exported_as_send_reads_them_each_with_only_their_own_categories(
    worked: Shell, files: tuple[str, str], tmp_path: Path
) -> None:
    """Lost without it: the list is there, and letters are addressed by hand; or one letter tells of another's data."""
    kept = take(worked, *files, *SAID, "--keep", "addressees", "--why", "letters under Art. 34")
    assert kept.code == 0, kept.err
    assert "breachdesk people purge --incident 2026-01" in kept.out
    out = tmp_path / "to.csv"
    said = worked.must("people", "export", "--incident", REF, "--system", "crm", "--to", str(out), "--json")
    assert [(f["file"], f["people"], f["by_post"]) for f in said.json["files"]] == [(str(out), 3, False)]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with out.open(encoding="utf-8", newline="") as stream:
        rows = {row["email"]: (row["name"], row["language"], row["reference"], row["categories"]) for row in csv.DictReader(stream)}
    assert rows["ann@example.net"] == ("Ann Visser", "nl", "K1", "contact; financial-account")
    assert rows["ben@example.net"] == ("Ben Bakker", "nl", "K2", "contact")
    again = worked("people", "export", "--incident", REF, "--to", str(out))
    assert (again.code, "is there already and stays as it is" in again.err) == (2, True)
    (worked.folder / "demo-workspace").touch()
    worked.by(DPO).must("notice", "approve", REF, "communication-nl", "--to", str(out))
    sent = worked.by(LEAD).must("send", REF, "communication-nl", "--to", str(out))
    assert "3 sent" in sent.out


def test_an_export_in_one_language_leaves_the_others_out(worked: Shell, files: tuple[str, str], tmp_path: Path) -> None:
    """Lost without it: a letter in a language its reader does not know."""
    take(worked, *files, *SAID, "--keep", "addressees", "--why", "letters")
    line = ("people", "export", "--incident", REF, "--to", str(tmp_path / "de.csv"), "--json")
    assert worked.must(*line, "--language", "de").json["where"] == "everybody and lang=de"
    assert (tmp_path / "de.csv").read_text("utf-8").count("@") == 1
    none = worked("people", "export", "--incident", REF, "--to", str(tmp_path / "fr.csv"), "--language", "fr")
    assert (none.code, (tmp_path / "fr.csv").exists()) == (3, False)


def test_with_counts_only_nobody_can_be_named(worked: Shell, files: tuple[str, str], tmp_path: Path) -> None:
    """Lost without it: minimisation that a single command undoes."""
    take(worked, *files, *SAID)
    said = worked("people", "export", "--incident", REF, "--to", str(tmp_path / "to.csv"))
    assert (said.code, "Only counts were kept" in said.err, (tmp_path / "to.csv").exists()) == (4, True, False)
    held = b"".join(path.read_bytes() for path in worked.folder.rglob("*") if path.is_file())
    assert [name for name in (b"ann@example.net", b"Ann Visser", b"Cor de Groot", b"K1;", b"dee@example") if name in held] == []


def test_a_purge_asks_removes_every_trace_and_stands_in_the_record(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: names that were to be gone lie in the workspace for years."""
    take(worked, *files, *SAID, "--keep", "addressees", "--why", "letters")
    line = ("people", "purge", "--incident", REF, "--why", "the letters are out")
    assert (worked(*line).code, "give --yes" in worked(*line).err) == (2, True)
    assert worked.must(*line, "--yes", "--json").json == {"removed": ["crm", "newsletter"]}
    assert worked.must("people", "lists", "--incident", REF, "--json").json["lists"] == []
    held = b"".join(path.read_bytes() for path in worked.folder.rglob("*") if path.is_file())
    assert b"ann@example.net" not in held
    assert worked(*line, "--yes").code == 3
    assert worked("people", "scope", "--incident", REF).code == 3


def test_what_a_killed_import_left_behind_goes_with_the_next_and_with_a_purge(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a copy of everybody's names lies in the workspace, and no command knows of it."""
    for line in (("import", *files, *SAID), ("purge", "--why", "over", "--yes")):
        (worked.folder / ".lists-dead").mkdir()
        (worked.folder / ".lists-dead" / "newsletter.csv").write_text("eva@example.net", encoding="utf-8")
        worked.must("people", *line, "--incident", REF)
        assert list(worked.folder.glob(".lists-*")) == []


def test_two_imports_at_once_are_one_after_the_other(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: one sweeps away what the other is reading."""
    with wiring_desk(worked).store.alone("lists-of-people") as alone:
        assert alone
        said = take(worked, *files, *SAID)
    assert (said.code, "Another program takes lists of people in" in said.err) == (7, True)


def test_a_list_that_the_record_does_not_know_is_said(worked: Shell, files: tuple[str, str]) -> None:
    """Lost without it: a workspace restored without its lists counts nobody, and nobody wonders."""
    take(worked, *files, *SAID)
    desk = wiring_desk(worked)
    desk.people._register().purge(desk.incidents.get(REF).id)
    said = worked.must("people", "lists", "--incident", REF)
    assert ("No list of people is here." in said.out, "The record names lists that are not here: crm, newsletter" in said.err) == (True, True)


# --- hostile files --------------------------------------------------------------------------------------

# The code each leaves with, and what is said of it.
EXPECTED: dict[str, tuple[int, str]] = {
    "bidi_names": (2, "bidi_names.csv:2 "),
    "bom_utf8": (0, "1 person "),
    "countries_bad": (2, "countries_bad.csv:5 "),
    "cp1252": (2, "--encoding"),
    "duplicate_header": (2, "twice"),
    "duplicate_people": (0, "1 person from duplicate_people.csv, on 2 rows; 1 more than people"),
    "embedded_newline": (2, "embedded_newline.csv:2 "),
    "empty_file": (2, "empty"),
    "escape_names": (2, "escape_names.csv:2 "),
    "extra_column": (2, "extra_column.csv:2 "),
    "formulas": (0, "people from formulas.csv"),
    "header_only": (2, "header_only.csv"),
    "latin1": (2, "--encoding"),
    "lone_cr": (0, "1 person "),
    "markup_names": (0, "people from markup_names.csv"),
    "missing_column": (2, "no column tells people apart"),
    "no_final_newline": (0, "1 person "),
    "norway_country": (0, "1 person "),
    "nul_bytes": (2, "nul_bytes.csv:2 "),
    "semicolons": (0, "1 person "),
    "shifted_comma_name": (2, "shifted_comma_name.csv:2 "),
    "short_row": (2, "short_row.csv:2 "),
    "tab_separated": (0, "1 person "),
    "two_people_one_address": (2, "--same-address"),
    "unclosed_quote": (2, "unclosed_quote.csv:"),
    "utf16": (0, "UTF-16"),
    "utf8_read_as_latin1": (0, "wrong encoding"),
    "very_long_field_140k": (2, "very_long_field_140k.csv:2 "),
    "whitespace_header": (0, "1 person "),
}
WORKBOOKS = {"entity_bomb": 2, "not_a_zip": 2, "xxe": 2, "zip_bomb_50k_rows": 2}


def hostile(name: str) -> Path:
    """Give a hostile file, or skip."""
    path = HOSTILE / name
    if not path.is_file():
        pytest.skip("the shared hostile files are not here")
    return path


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_list_is_taken_or_refused_as_expected(worked: Shell, name: str) -> None:
    """Lost without it: a letter to the wrong person, a person too few, or a terminal that somebody else drives."""
    path, before = hostile(f"csv/{name}.csv"), kept_of(worked)
    looked = take(worked, f"crm={path}", "--preview")
    assert kept_of(worked) == before
    code, says = EXPECTED[name]
    said = take(worked, f"crm={path}", "--yes")
    assert (said.code, says in said.out + said.err) == (code, True), said
    assert looked.code in (0, code)
    assert (kept_of(worked) == before) is (code != 0)
    for each in (looked, said):
        assert "Traceback" not in each.err
        assert not any(c in each.out + each.err for c in "\x1b\x9b\x08\u202e\u2066\ufeff")


def test_every_hostile_list_is_looked_at_and_what_is_to_be_refused_is() -> None:
    """Lost without it: a new hostile file that nobody tries here."""
    hostile("expected.json")
    names = {path.stem for path in (HOSTILE / "csv").glob("*.csv")}
    assert names == set(EXPECTED)
    expected = json.loads((HOSTILE / "expected.json").read_text(encoding="utf-8"))
    refused = {k[4:-4] for k, v in expected.items() if k.startswith("csv/") and v["expect"] in ("refuse", "refuse with row number")}
    assert {EXPECTED[name][0] for name in refused} == {2}
    taken = {k[4:-4] for k, v in expected.items() if k.endswith(".csv") and v["expect"].startswith("accept")}
    assert {EXPECTED[name][0] for name in taken} == {0}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused(worked: Shell, name: str) -> None:
    """Lost without it: an export that fills the memory, or reads the machine's own files."""
    said = take(worked, f"crm={hostile(f'xlsx/{name}.xlsx')}", "--yes")
    assert (said.code, f"{name}.xlsx" in said.err, "Traceback" in said.err) == (2, True, False), said.err


@pytest.mark.parametrize(("choice", "people"), [("merge", 1), ("separate", 2)])
def test_one_address_beside_two_names_is_decided_by_whoever_knows(worked: Shell, tmp_path: Path, choice: str, people: int) -> None:
    """Lost without it: Bob reads Ann's letter, or gets none (M31)."""
    path = hostile("csv/two_people_one_address.csv")
    kept = ("--keep", "addressees", "--why", "letters")
    assert take(worked, f"crm={path}", "--yes", "--same-address", choice, *kept).code == 0
    assert worked.must("people", "scope", "--incident", REF, "--json").json["people"] == people
    files = worked.must("people", "export", "--incident", REF, "--to", str(tmp_path / "to.csv"), "--json").json["files"]
    assert [(f["people"], f["by_post"]) for f in files] == ([(1, False)] if people == 1 else [(2, True)])


def test_a_bad_country_is_said_row_by_row_and_norway_stays_norway(worked: Shell) -> None:
    """Lost without it: one wrong code at a time; or a country that became `false`."""
    said = take(worked, f"crm={hostile('csv/countries_bad.csv')}", "--yes")
    assert [n for n in (2, 3, 4, 5) if f"countries_bad.csv:{n} " in said.err] == [2, 3, 5]
    assert take(worked, f"crm={hostile('csv/norway_country.csv')}", "--yes").code == 0
    assert worked.must("people", "scope", "--incident", REF, "--json").json["countries"] == {"NO": 1}


@pytest.mark.parametrize("name", ["cp1252", "latin1"])
def test_a_list_in_an_old_encoding_is_taken_once_somebody_says_which(worked: Shell, name: str) -> None:
    """Lost without it: a whole country's names are refused, or taken in as nonsense."""
    encoding = "cp1252" if name == "cp1252" else "latin-1"
    said = take(worked, f"crm={hostile(f'csv/{name}.csv')}", "--yes", "--encoding", encoding)
    assert said.code == 0, said.err


def test_fifty_thousand_people_are_taken_in_and_counted(worked: Shell, tmp_path: Path) -> None:
    """Lost without it: a breach that touches a whole city."""
    path = tmp_path / "rows.csv"
    path.write_bytes(gzip.decompress(hostile("csv/rows_50000.csv.gz").read_bytes()))
    said = take(worked, f"crm={path}", "--yes", "--json")
    assert said.code == 0, said.err
    assert (said.json["people"], said.json["lists"][0]["rows"]) == (50_000, 50_000)


def test_a_list_that_a_query_gives_is_taken_in_like_a_file(worked: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the people of a source database have to be exported by hand, at night, to be counted."""
    duckdb = pytest.importorskip("duckdb")
    source = tmp_path / "source.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute("CREATE TABLE customers AS SELECT 'K' || i AS number, 'NL' AS country FROM range(7) t(i)")
    monkeypatch.setenv("CRM_SOURCE", str(source))
    query = "crm=SELECT number, country FROM customers WHERE number <> 'K3'"
    asked = ("people", "import", "--incident", REF, "--source", "CRM_SOURCE", "--engine", "duckdb", "--column", "number=key")
    taken = worked.must(*asked, "--query", query, "--yes", "--json").json
    assert [(one["system"], one["rows"], one["people"]) for one in taken["lists"]] == [("crm", 6, 6)]
    assert "CRM_SOURCE" in taken["lists"][0]["file"]
    left = [path for path in worked.folder.rglob("*") if path.is_file() and b"K5" in path.read_bytes()]
    assert left == []
    gone = worked(*asked, "--query", "crm=SELECT number FROM nowhere", "--yes")
    assert gone.code != 0
    assert "nowhere" not in gone.out
    assert worked("people", "import", "--incident", REF, "--query", query).code == 2
    assert worked("people", "import", "--incident", REF).code == 2
