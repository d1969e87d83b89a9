"""A workbook is looked into before it is read, and gives what its owner sees in it: values, never formulas."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from breachdesk.domain.errors import BreachDeskError, FileProblems, WrongInput
from breachdesk.files import workbook_parts
from breachdesk.files.sheet import look, rows, sheets_in
from tests.workbooks import RELATIONS, Raw, packed, parts_of, sheet_xml, workbook

TWO = [["naam", "aantal"], ["Ann", 1]]


def refusal(path: Path, sheet: str | None = None) -> str:
    """Give what is said of a workbook that is refused."""
    with pytest.raises((FileProblems, WrongInput)) as refused:
        list(rows(look(path, sheet=sheet)))
    return str(refused.value)


def with_part(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a sound workbook with one part more, or another one."""
    path = folder / "own.xlsx"
    path.write_bytes(packed({**parts_of({"A": sheet_xml(TWO)}), name: content}))
    return path


def cells(folder: Path, *row: object) -> tuple[str, ...]:
    """Give the cells of a row as they are read."""
    header = [f"c{n}" for n in range(len(row))]
    ((_, found),) = rows(look(workbook(folder / "own.xlsx", {"A": [header, row]})))
    return found


def test_cells_are_given_as_people_would_write_them(tmp_path: Path) -> None:
    """Lost without it: customer 7.0, a date as 46023, and TRUE for somebody's yes."""
    found = cells(
        tmp_path, 7, 1.5, Raw('<c r="@" s="1"><v>46023</v></c>'), Raw('<c r="@" t="b"><v>1</v></c>'), " Ann ",
        Raw('<c r="@" t="d"><v>2026-11-23T10:30:00</v></c>'), 123456782,
    )
    assert found == ("7", "1.5", "2026-01-01", "yes", "Ann", "2026-11-23 10:30:00", "123456782")


def test_a_formula_counts_with_the_value_it_last_had(tmp_path: Path) -> None:
    """Lost without it: the text of a formula in a letter, or a formula that runs again."""
    assert cells(
        tmp_path,
        Raw('<c r="@" t="str"><f>HYPERLINK("http://example.net","Ann")</f><v>Ann</v></c>'),
        Raw('<c r="@" t="str"><f>A1</f><v>=x</v></c>'),
        Raw('<c r="@" t="str"><f>A1</f><v></v></c>'),
    ) == ("Ann", "=x", "")


def test_a_formula_without_a_value_is_refused_with_its_cell(tmp_path: Path) -> None:
    """Lost without it: an empty cell where somebody sees a name."""
    path = workbook(tmp_path / "own.xlsx", {"A": [["a", "b"], ["x", Raw('<c r="@"><f>1+1</f></c>')]]})
    assert "own.xlsx:2 cell B2 holds a formula that was never worked out" in refusal(path)


def test_an_error_in_a_cell_is_refused_with_its_cell(tmp_path: Path) -> None:
    """Lost without it: a broken lookup counts as nothing said."""
    path = workbook(tmp_path / "own.xlsx", {"A": [["a", "b"], ["x", Raw('<c r="@" t="e"><v>#REF!</v></c>')]]})
    assert "own.xlsx:2 cell B2 holds an error instead of a value" in refusal(path)


def test_a_number_a_spreadsheet_cannot_hold_is_refused(tmp_path: Path) -> None:
    """Lost without it: card numbers and IBANs with other last digits than the card has."""
    path = workbook(tmp_path / "own.xlsx", {"A": [["a"], [Raw('<c r="@"><v>4111111111111111</v></c>')]]})
    assert "cell A2 holds a number of which a spreadsheet keeps 15 digits only" in refusal(path)


def test_a_title_above_the_header_is_left_out_and_said(tmp_path: Path) -> None:
    """Lost without it: registers with a title on top cannot be read, or rows get other numbers than the owner sees."""
    path = workbook(tmp_path / "own.xlsx", {"A": [["Register 2026"], [], ["naam", "aantal"], ["Ann", 1], [], ["Bo", 2]]})
    seen = look(path)
    assert (seen.header, seen.header_row) == (("naam", "aantal"), 3)
    assert "the header was found on row 3" in seen.warnings[0]
    assert list(rows(seen)) == [(4, ("Ann", "1")), (6, ("Bo", "2"))]


def test_empty_columns_are_dropped_and_values_without_a_name_refused(tmp_path: Path) -> None:
    """Lost without it: a stray note beside the table shifts or loses cells."""
    dropped = workbook(tmp_path / "own.xlsx", {"A": [["a", None, "b", ""], ["x", "", "y", " "]]})
    assert list(rows(look(dropped))) == [(2, ("x", "y"))]
    stray = workbook(tmp_path / "stray.xlsx", {"A": [["a", "b"], ["x", "y", "z"]]})
    assert "stray.xlsx:1 column C has values and no name" in refusal(stray)


def test_the_first_sheet_with_a_header_is_taken_or_the_one_named(tmp_path: Path) -> None:
    """Lost without it: the cover sheet is read as the list, or the wrong list in silence."""
    path = workbook(tmp_path / "own.xlsx", {"Leeg": [], "Leden": TWO, "Oud": [["naam", "jaar"], ["Bo", 2001]]})
    seen = look(path)
    assert (seen.sheet, seen.sheets, seen.name) == ("Leden", ("Leeg", "Leden", "Oud"), "own.xlsx (Leden)")
    assert "others are there, for --sheet: Leeg, Oud" in seen.warnings[-1]
    assert look(path, sheet="Oud").samples[0] == ("Bo", "2001")
    assert "has no sheet 'Ouds'. Did you mean 'Oud'?" in refusal(path, "Ouds")
    assert "has no row of names for its columns in the sheet 'Leeg'" in refusal(path, "Leeg")
    assert sheets_in(path) == ("Leeg", "Leden", "Oud")


def test_two_cells_far_apart_do_not_end_the_program(tmp_path: Path) -> None:
    """Lost without it: six hundred bytes for which the library sets aside 500 GB, and the process is gone."""
    far = sheet_xml(TWO).replace("</sheetData>", '<row r="1000000"><c r="XFD1000000"><v>1</v></c></row></sheetData>')
    path = tmp_path / "own.xlsx"
    path.write_bytes(packed(parts_of({"A": far})))
    assert "spreads its cells over more than 10,000,000 places" in refusal(path)


@pytest.mark.parametrize(
    "cell",
    ["<c r='xfd1000000'><v>1</v></c>", '<c r="&#88;FD1000000"><v>1</v></c>', '<x:c xmlns:x="a" r="XFD1000000"/>'],
)
def test_far_cells_are_found_however_they_are_written(tmp_path: Path, cell: str) -> None:
    """Lost without it: the same attack in small letters, with an entity, or under another prefix."""
    path = tmp_path / "own.xlsx"
    path.write_bytes(packed(parts_of({"A": sheet_xml(TWO).replace("</sheetData>", f'<row r="9">{cell}</row></sheetData>')})))
    assert "spreads its cells" in refusal(path)


def test_cells_without_a_name_of_their_own_are_counted_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a row of a million bare cells and a million rows."""
    monkeypatch.setattr(workbook_parts, "MAX_AREA", 100)
    body = f"<row>{'<c/>' * 20}</row>" + "<row><c><v>1</v></c></row>" * 20
    path = tmp_path / "own.xlsx"
    path.write_bytes(packed(parts_of({"A": sheet_xml([]).replace("<sheetData>", f"<sheetData>{body}")})))
    assert "spreads its cells" in refusal(path)


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml", "docProps/app.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    """Lost without it: an entity bomb, or a local file read in, from a part nobody looked at."""
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    assert "defines entities or a document type inside" in refusal(with_part(tmp_path, part, evil))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_part_in_another_encoding_than_it_will_be_read_in_is_refused(tmp_path: Path, encoding: str) -> None:
    """Lost without it: what one parser sees is not what the next one reads."""
    evil = '<?xml version="1.0"?><a/>'.encode(encoding)
    assert "holds XML that is not UTF-8 (docProps/app.xml)" in refusal(with_part(tmp_path, "docProps/app.xml", evil))


def test_macros_are_refused(tmp_path: Path) -> None:
    """Lost without it: a part that was never looked at is handed on as a sheet."""
    relations = parts_of({"A": ""})["xl/_rels/workbook.xml.rels"]
    evil = relations.replace(
        "</Relationships>", f'<Relationship Id="m" Type="{RELATIONS}/vbaProject" Target="vbaProject.bin"/></Relationships>'
    )
    assert "holds macros or other programs" in refusal(with_part(tmp_path, "xl/_rels/workbook.xml.rels", evil))


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    """Lost without it: opening a list fetches something from somewhere."""
    relations = parts_of({"A": ""})["xl/_rels/workbook.xml.rels"]
    linked = relations.replace(
        "</Relationships>",
        f'<Relationship Id="x" Type="{RELATIONS}/externalLink" TargetMode="External" Target="file:///etc/hostname"/>'
        "</Relationships>",
    )
    assert look(with_part(tmp_path, "xl/_rels/workbook.xml.rels", linked)).samples[0] == ("Ann", "1")


def test_two_parts_by_one_name_are_refused(tmp_path: Path) -> None:
    """Lost without it: one of two sheets is looked at and the other one read."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for name, content in parts_of({"A": sheet_xml(TWO)}).items():
            book.writestr(name, content)
        book.writestr("XL/worksheets/Sheet1.xml", sheet_xml(TWO))
    path = tmp_path / "own.xlsx"
    path.write_bytes(target.getvalue())
    assert "holds two parts by one name" in refusal(path)


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [("MAX_UNPACKED", 500, "unpacks to more than"), ("MAX_PARTS", 3, "holds more than 3 parts"), ("MAX_PACKED", 50, "is larger than")],
)
def test_a_workbook_that_is_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, said: str
) -> None:
    """Lost without it: a machine out of memory or busy for minutes."""
    path = workbook(tmp_path / "own.xlsx", {"A": TWO})
    monkeypatch.setattr(workbook_parts, limit, value)
    assert said in refusal(path)


def test_the_library_is_not_loaded_for_csv(tmp_path: Path) -> None:
    """Lost without it: every command waits for a library that few need."""
    import subprocess
    import sys

    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from breachdesk.files.sheet import look; "
        f"look(Path({str(path)!r})); sys.exit('python_calamine' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_a_damaged_workbook_is_read_or_refused_in_our_own_words(tmp_path: Path) -> None:
    """Lost without it: a broken download ends the program. Bytes and characters are changed at random, from one seed."""
    chance = random.Random(20261128)
    sound = parts_of({"A": sheet_xml([*TWO, ["Bo", Raw('<c r="@" t="str"><f>A1</f><v>x</v></c>')]])})
    whole = packed(sound)
    path = tmp_path / "own.xlsx"
    outcomes = set()
    for _ in range(1000):
        if chance.random() < 0.3:
            raw = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            path.write_bytes(raw)
        else:
            part = chance.choice(list(sound))
            text = list(sound[part])
            for _ in range(chance.randint(1, 3)):
                place = chance.randrange(len(text))
                text[place] = chance.choice(["", "0", "9", "A", "XFD", "<", '"', "/", "s", "-1", "999999", "&#65;"])
            path.write_bytes(packed({**sound, part: "".join(text)}))
        try:
            outcomes.add(len(list(rows(look(path)))) > 0)
        except BreachDeskError as refused:
            outcomes.add("refused")
            assert str(refused)
    assert {True, "refused"} <= outcomes
