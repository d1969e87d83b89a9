"""A table that somebody exported is read right or refused with its row, and never guessed at in silence."""

from __future__ import annotations

import codecs
import gzip
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.errors import BreachDeskError, FileProblems, StoreProblem, WrongInput
from breachdesk.domain.people import ColumnRole
from breachdesk.domain.sheets import SheetFormat
from breachdesk.files import csv_text
from breachdesk.files.sheet import as_csv, list_file, look, rows
from breachdesk.files.table_reader import TableReader
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.workbooks import workbook

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT.parent / "shared" / "hostile"
BAD = ROOT / "tests" / "bad_files" / "sheets"
TAXONOMY = load_taxonomy(ROOT / "breachdesk" / "law" / "taxonomy.yaml")
# What the first look cannot know: who is meant twice, whose address is missing. The checks of a list of people do.
LATER = {"bidi_names", "countries_bad", "embedded_newline", "escape_names", "missing_column", "two_people_one_address"}
REFUSED = {
    "cp1252": "cp1252.csv:2 is not UTF-8",
    "latin1": "--encoding cp1252 or --encoding latin-1",
    "duplicate_header": "duplicate_header.csv:1 the header names 'email' twice",
    "empty_file": "empty_file.csv is empty",
    "extra_column": "extra_column.csv:2 has 5 of the 4 values",
    "header_only": "header_only.csv has a header and no row",
    "nul_bytes": "nul_bytes.csv:2 holds the byte NUL",
    "shifted_comma_name": "shifted_comma_name.csv:2 has 5 of the 4 values",
    "short_row": "short_row.csv:2 has 1 of the 4 values",
    "unclosed_quote": 'unclosed_quote.csv:2 cannot be read as CSV from here on: a quote (") is opened and never closed',
    "very_long_field_140k": "very_long_field_140k.csv:2 cannot be read as CSV from here on: a value is longer than 100,000",
    "entity_bomb": "defines entities or a document type inside",
    "xxe": "defines entities or a document type inside",
    "not_a_zip": "is no XLSX workbook",
    "zip_bomb_50k_rows": "unpacks to more than 100 times its size",
}


def written(folder: Path, content: str | bytes, name: str = "own.csv") -> Path:
    """Write a file of a test's own."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, **asked: str) -> str:
    """Give what is said of a file that is refused, when it is looked at or when its rows are read."""
    with pytest.raises((FileProblems, WrongInput)) as refused:
        list(rows(look(path, **asked)))
    return str(refused.value)


def hostile() -> list[tuple[str, str]]:
    """Give every shared file with what must happen to it."""
    if not HOSTILE.is_dir():
        return []
    expected = json.loads((HOSTILE / "expected.json").read_text("utf-8"))
    found: list[tuple[str, str]] = []
    for name, entry in _files(expected):
        if name.startswith(("csv/", "xlsx/")):
            found.append((name, entry))
    return found


def _files(value: object) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, dict) and "expect" in inner:
            found.append((name, str(inner["expect"])))
        else:
            found += _files(inner)
    return found


def test_the_shared_hostile_tables_are_all_looked_at() -> None:
    """Lost without it: a hostile file that no test ever opens."""
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile files are not here")
    there = {f"{folder}/{path.name}" for folder in ("csv", "xlsx") for path in (HOSTILE / folder).iterdir()}
    assert there == {name for name, _ in hostile()}


@pytest.mark.parametrize(("name", "expect"), hostile(), ids=lambda value: value.partition(".")[0] if "/" in value else "")
def test_every_shared_hostile_table_is_read_or_refused_as_expected(tmp_path: Path, name: str, expect: str) -> None:
    """Lost without it: fifty people in one cell, a letter to the wrong person, a machine out of memory."""
    path = HOSTILE / name
    if path.suffix == ".gz":
        path = written(tmp_path, gzip.decompress(path.read_bytes()), path.stem)
    stem = Path(name).name.partition(".")[0]
    if stem in REFUSED:
        assert "refuse" in expect
        assert REFUSED[stem] in refusal(path)
    else:
        assert stem in LATER or not expect.startswith("refuse") or "or convert" in expect
        seen = look(path)
        assert len(list(rows(seen))) >= len(seen.samples) > 0


@pytest.mark.parametrize("text", sorted(BAD.glob("*.txt")), ids=lambda path: path.stem)
def test_every_bad_table_of_our_own_gets_its_sentence(text: Path) -> None:
    """Lost without it: a message that changed, and tells nobody any more what to do."""
    (path,) = (file for file in BAD.glob(f"{text.stem}.*") if file.suffix != ".txt")
    assert text.read_text("utf-8").strip() in refusal(path)


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared hostile files are not here")
def test_every_shared_list_that_can_be_read_is_proposed_as_a_list_of_people(tmp_path: Path) -> None:
    """Lost without it: a list in odd shape whose address column is not found."""
    reader = TableReader(tmp_path, TAXONOMY)
    for name, _ in hostile():
        path = HOSTILE / name
        if path.suffix == ".gz" or path.name.partition(".")[0] in REFUSED:
            continue
        proposals, mapping = reader.propose_people(reader.look(path))
        assert not any(proposal.needs_a_look for proposal in proposals)
        assert (mapping.header_of(ColumnRole.EMAIL) == "email") is (path.stem != "missing_column")
        assert mapping.header_of(ColumnRole.NAME) == "name"


def test_a_look_tells_how_a_table_was_read(tmp_path: Path) -> None:
    """Lost without it: a preview that cannot show what will be taken in."""
    lines = "".join(f"{n};Ann {n};a{n}@example.org\n" for n in range(9))
    seen = look(written(tmp_path, f"\ufeff Klantnr ; Naam;E-mail\n{lines}"))
    assert (
        seen.format, seen.header, seen.encoding, seen.delimiter,
    ) == (SheetFormat.CSV, ("Klantnr", "Naam", "E-mail"), "utf-8", ";")
    assert tuple((str(n), f"Ann {n}", f"a{n}@example.org") for n in range(5)) == seen.samples
    assert (next(rows(seen))[0], max(number for number, _ in rows(seen))) == (2, 10)
    assert len(seen.sha256) == 64


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_header_and_rows(tmp_path: Path, delimiter: str) -> None:
    """Lost without it: Excel's semicolons read as one column, or a comma in a name taken for a delimiter."""
    text = "\n".join(delimiter.join(row) for row in (("naam", "plaats"), ('"Vos, de; A | B"', "x"), ("Smit", "y")))
    seen = look(written(tmp_path, text))
    assert (delimiter, ("Vos, de; A | B", "x")) == (seen.delimiter, seen.samples[0])


def test_a_delimiter_that_was_asked_for_is_used_and_a_wrong_one_refused(tmp_path: Path) -> None:
    """Lost without it: no way out where the header misleads."""
    path = written(tmp_path, "a;b,c\n1;2,3\n")
    assert look(path, delimiter=",").header == ("a;b", "c")
    assert look(path, delimiter="semicolon").header == ("a", "b,c")
    assert "parts no columns here; write one of , ; | or tab" in refusal(path, delimiter="%")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_named_encoding_is_used(tmp_path: Path, encoding: str) -> None:
    """Lost without it: an export from an older program that nobody can take in."""
    path = written(tmp_path, "naam,plaats\nZoë Müller,Köln\n".encode(encoding))
    assert look(path, encoding=encoding).samples[0] == ("Zoë Müller", "Köln")
    assert list_file(look(path, encoding=encoding)).encoding == encoding


def test_cp1252_read_as_latin_1_is_refused_with_its_row(tmp_path: Path) -> None:
    """Lost without it: the euro sign and curly quotes become control characters in a letter."""
    path = written(tmp_path, "naam,plaats\na,b\n“Zoë”,c\n".encode("cp1252"))
    assert "own.csv:3 holds what latin-1 does not print; it is probably cp1252" in refusal(path, encoding="latin-1")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_is_converted_and_said_so(tmp_path: Path, mark: bytes) -> None:
    """Lost without it: Excel's Unicode text is refused, or converted and nobody told."""
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    seen = look(written(tmp_path, mark + "naam\tplaats\nŁukasz\tŁódź\n".encode(order)))
    assert (seen.samples[0], seen.encoding, seen.delimiter) == (("Łukasz", "Łódź"), "utf-16", "\t")
    assert "UTF-16" in seen.warnings[0]


def test_a_mark_at_the_beginning_is_not_overruled(tmp_path: Path) -> None:
    """Lost without it: a file that says what it is, read as something else."""
    path = written(tmp_path, codecs.BOM_UTF16_LE + "a,b\n1,2\n".encode("utf-16-le"))
    assert "begins with the mark of UTF-16; leave --encoding out" in refusal(path, encoding="cp1252")
    assert "is no encoding that is read here. Did you mean 'latin-1'?" in refusal(path, encoding="latin 1")


def test_letters_saved_in_a_wrong_encoding_are_warned_of_with_their_row(tmp_path: Path) -> None:
    """Lost without it: letters to MÃ¼ller."""
    assert "row 3: letters look" in look(written(tmp_path, "naam,x\nMüller,1\nMÃ¼ller,2\n")).warnings[0]
    assert look(written(tmp_path, "naam,x\nMüller,1\nÅse,2\n")).warnings == ()


def test_all_bad_rows_come_in_one_round_and_the_good_ones_before_them(tmp_path: Path) -> None:
    """Lost without it: one mended row a try."""
    lines = [f"{n},x" for n in range(2, 300)]
    lines[250 - 2], lines[270 - 2] = "250", "270,x,y"
    seen = look(written(tmp_path, "\n".join(["nr,naam", *lines])))
    given: list[int] = []
    with pytest.raises(FileProblems) as refused:
        given.extend(number for number, _ in rows(seen))
    assert [problem.line for problem in refused.value.problems] == [250, 270]
    assert [n for n in range(2, 300) if n not in (250, 270)] == given


def test_past_twenty_bad_rows_it_says_where_more_begin(tmp_path: Path) -> None:
    """Lost without it: a hundred thousand lines of complaint about one wrong delimiter."""
    said = refusal(written(tmp_path, "a,b\n" + "1\n" * 5000)).splitlines()
    assert len(said) == 21
    assert "is where more problems begin" in said[-1]


def test_empty_rows_are_left_out_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    """Lost without it: problems that name the wrong row."""
    seen = look(written(tmp_path, 'a,b\n\n1,"x\ny"\n,\n2,z\n'))
    assert list(rows(seen)) == [(3, ("1", "x\ny")), (6, ("2", "z"))]


def test_a_row_that_does_not_end_is_refused_and_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a file of two gigabytes without a line end in memory."""
    monkeypatch.setattr(csv_text, "LONGEST_LINE", 1000)
    assert "own.csv:2 is longer than" in refusal(written(tmp_path, "a,b\n" + "x" * 5000))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("naam,,plaats", "column 2 has no name in the header"),
        ("naam,Naam,x", "the header names 'Naam' twice (columns 1 and 2)"),
        ("ann@example.org,Ann,NL", "column 1 has an e-mail address for a name; write a header above the rows"),
        ("na\x1bam,b,c", "the name of column 1 is too long or holds characters that cannot be seen"),
        (",,", "has no names of columns"),
        (",".join(f"c{n}" for n in range(501)), "has 501 columns; at most 500"),
    ],
)
def test_a_header_that_cannot_be_one_is_refused(tmp_path: Path, header: str, said: str) -> None:
    """Lost without it: cells under the wrong name, and the first person of a list taken for names of columns."""
    assert said in refusal(written(tmp_path, f"{header}\n1,2,3\n"))


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.xlsx", "folder.csv", "folder.xlsx"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """Lost without it: a traceback for a slip in a name."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "folder.xlsx").mkdir()
    assert "cannot be read" in refusal(tmp_path / name)


def test_a_workbook_becomes_a_csv_for_its_owner_only(tmp_path: Path) -> None:
    """Lost without it: a list of people left readable for everybody, or one that the register cannot open."""
    book = workbook(tmp_path / "leden.xlsx", {"Leden": [["naam", "nr"], ["Vos, de", 7], ['"x"\ny', 8]]})
    seen = look(book)
    target = tmp_path / "work" / "leden.csv"
    made = as_csv(seen, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert ("leden.xlsx", ("naam", "nr"), str(target)) == (made.name, made.header, made.path)
    assert [cells for _, cells in rows(seen)] == [cells for _, cells in rows(look(target))]


def test_a_table_that_is_not_right_leaves_no_csv(tmp_path: Path) -> None:
    """Lost without it: half a list, ready to be taken in."""
    seen = look(written(tmp_path, "a,b\n" + "1,2\n" * 300 + "1\n"))
    with pytest.raises(FileProblems):
        as_csv(seen, tmp_path / "work" / "a.csv")
    assert list((tmp_path / "work").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """Lost without it: a traceback on a full or read-only disk."""
    path = written(tmp_path, "a,b\n1,2\n")
    with pytest.raises(StoreProblem, match="cannot be written"):
        as_csv(look(path), path / "a.csv")


def test_a_list_of_people_is_proposed_remembered_and_mended(tmp_path: Path) -> None:
    """Lost without it: the same columns explained again for every list."""
    reader = TableReader(tmp_path / "workspace", TAXONOMY)
    seen = reader.look(written(tmp_path, "Klantnr,Volledige naam,Mailtje,Zorg\n1,Ann,ann@example.org,x\n"))
    proposals, mapping = reader.propose_people(seen)
    assert [proposal.meaning for proposal in proposals] == ["key", "name", "email", ""]
    assert [proposal.needs_a_look for proposal in proposals] == [False, False, True, False]
    assert mapping.everywhere == ("contact",)
    reader.remember_people(reader.propose_people(seen, ["zorg=health"])[0])
    again, mapping = TableReader(tmp_path / "workspace", TAXONOMY).propose_people(seen)
    assert [proposal.meaning for proposal in again] == ["key", "name", "email", "health"]
    assert not any(proposal.needs_a_look for proposal in again)
    assert mapping.categories == ("contact", "health")


TEXTS = st.text(st.sampled_from(list('abé,;|\t"\n\r \ufeff@1') + ["\0", "\x1b", "\u202e", "Ã", "¼"]), max_size=60)


@settings(max_examples=800)
@given(st.one_of(st.binary(max_size=80), TEXTS.map(str.encode), TEXTS.map(lambda text: text.encode("utf-16"))))
def test_any_bytes_are_read_or_refused_in_our_own_words(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Lost without it: a file nobody foresaw ends the program."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(raw)
    for encoding in (None, "cp1252", "latin-1", "utf-16"):
        try:
            seen = look(path, encoding)
            taken = list(rows(seen))
        except BreachDeskError as refused:
            assert str(refused)
        else:
            assert {len(seen.header)} == {len(cells) for _, cells in taken}


def test_a_list_file_of_a_workbook_is_refused(tmp_path: Path) -> None:
    """Lost without it: the register opens a zip as text."""
    with pytest.raises(ValueError, match="as_csv"):
        list_file(look(workbook(tmp_path / "a.xlsx", {"A": [["a", "b"], ["1", "2"]]})))
