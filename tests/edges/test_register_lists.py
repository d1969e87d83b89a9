"""Lists of people are taken in whole and right, or not at all; what is wrong is said with row and column."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from breachdesk.domain.errors import FileProblems, WrongInput
from breachdesk.domain.people import Column, ColumnRole, Keep, ListMapping, SameAddress
from breachdesk.domain.selection import Everybody
from breachdesk.register import list_troubles
from breachdesk.services.ports import ListFile, ListToTake, Taken
from tests.edges.people_model import AT, ROLES, People, Row, register_in, to_take

HEADER = ("name", "email", "country", "categories")
KNOWN = {
    "name": Column("name", ColumnRole.NAME),
    "email": Column("email", ColumnRole.EMAIL),
    "country": Column("country", ColumnRole.COUNTRY),
    "categories": Column("categories", ColumnRole.CATEGORY, "contact"),
}
HEADERS = {
    "missing_column.csv": ("name", "country"),
    "whitespace_header.csv": ("name", "email"),
    "duplicate_header.csv": ("name", "email", "email"),
}
SAID = {"semicolons.csv": {"delimiter": ";"}, "tab_separated.csv": {"delimiter": "\t"}}
"""What whoever looked at the file found out before."""

ACCEPTED = {
    "bom_utf8.csv": 1,
    "duplicate_people.csv": 1,
    "formulas.csv": 15,
    "lone_cr.csv": 1,
    "markup_names.csv": 13,
    "no_final_newline.csv": 1,
    "norway_country.csv": 1,
    "rows_50000.csv.gz": 50_000,
    "semicolons.csv": 1,
    "tab_separated.csv": 1,
    "utf8_read_as_latin1.csv": 1,
    "whitespace_header.csv": 1,
}
"""How many people each holds."""

REFUSED = {
    "bidi_names.csv": "bidi_names.csv:2 column 'name' holds the unseen character U+202E",
    "countries_bad.csv": "countries_bad.csv:2 column 'country' holds 'UK', no ISO 3166 code of a country; write GB.",
    "cp1252.csv": "cp1252.csv:2 is not UTF-8",
    "duplicate_header.csv": "two columns as its email",
    "embedded_newline.csv": "embedded_newline.csv:2 column 'name' holds a line end",
    "empty_file.csv": "empty_file.csv is empty.",
    "escape_names.csv": "escape_names.csv:2 column 'name' holds the unseen character U+001B",
    "extra_column.csv": "extra_column.csv:2 has more values than the header names",
    "header_only.csv": "0 affected people must be typed, not imported",
    "latin1.csv": "latin1.csv:2 is not UTF-8",
    "missing_column.csv": "no column that says who a row is about",
    "nul_bytes.csv": "nul_bytes.csv:2 column 'name' holds the unseen character U+0000",
    "shifted_comma_name.csv": "shifted_comma_name.csv:2 has more values",
    "short_row.csv": "short_row.csv:2 has fewer values",
    "two_people_one_address.csv": "two_people_one_address.csv:2 gives an address that row 3",
    "unclosed_quote.csv": "unclosed_quote.csv:2 has a quote",
    "utf16.csv": "utf16.csv:2 is not UTF-8",
    "very_long_field_140k.csv": "very_long_field_140k.csv:2 column 'name' has 140,000 characters",
}
TURNED = {"cp1252.csv": "cp1252", "latin1.csv": "latin-1", "utf16.csv": "utf-16"}


def taken(
    path: Path, header: tuple[str, ...], folder: Path, keep: Keep = Keep.COUNTS, **said: object
) -> Taken:
    """Take one file in as the list of the shop."""
    mapping = ListMapping(tuple(KNOWN[name] for name in header if name in KNOWN))
    file = ListFile(str(path), header, **said)  # type: ignore[arg-type]
    take = ListToTake("shop", file, mapping)
    return register_in(folder).take_in("one", [take], keep, SameAddress.ASK, AT, "Ann")


def refused(content: str, folder: Path, header: tuple[str, ...] = HEADER, mapping: ListMapping | None = None) -> list[str]:
    """Give what is said against a file."""
    path = folder / "list.csv"
    path.write_text(content, encoding="utf-8", newline="")
    mapping = mapping or ListMapping(tuple(KNOWN[name] for name in header))
    with pytest.raises(FileProblems) as caught:
        register_in(folder).take_in(
            "one", [ListToTake("shop", ListFile(str(path), header), mapping)], Keep.COUNTS, SameAddress.ASK, AT, "Ann"
        )
    assert register_in(folder).lists("one") == ()
    return caught.value.lines()


def test_every_hostile_file_has_an_expectation(shared: Path) -> None:
    """Lost without it: a new way in, tried by nobody."""
    named = {name.removeprefix("csv/") for name in json.loads((shared / "hostile" / "expected.json").read_text("utf-8"))}
    there = {path.name for path in (shared / "hostile" / "csv").iterdir()}
    assert there == {*ACCEPTED, *REFUSED}
    assert there <= named


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_a_file_that_is_right_is_taken_in(shared: Path, tmp_path: Path, name: str) -> None:
    """Lost without it: a list that is only unusual cannot be used at hour 70."""
    path = shared / "hostile" / "csv" / name
    if name.endswith(".gz"):
        path = tmp_path / "rows.csv"
        path.write_bytes(gzip.decompress((shared / "hostile" / "csv" / name).read_bytes()))
    found = taken(path, HEADERS.get(name, HEADER), tmp_path, **SAID.get(name, {}))
    assert found.lists[0].people == ACCEPTED[name]
    assert ("wrong encoding" in " ".join(found.lists[0].warnings)) == (name == "utf8_read_as_latin1.csv")


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_hostile_file_is_refused_with_its_row(shared: Path, tmp_path: Path, name: str) -> None:
    """Lost without it: people vanish into one quoted name, or a name drives the terminal."""
    with pytest.raises(FileProblems) as caught:
        taken(shared / "hostile" / "csv" / name, HEADERS.get(name, HEADER), tmp_path)
    assert REFUSED[name] in str(caught.value)
    assert "example.org" not in str(caught.value).replace("such as example.org", "")
    assert register_in(tmp_path).lists("one") == ()


@pytest.mark.parametrize("name", sorted(TURNED))
def test_another_encoding_is_read_where_somebody_said_so(shared: Path, tmp_path: Path, name: str) -> None:
    """Lost without it: what a spreadsheet writes in half of Europe cannot be used."""
    taken(shared / "hostile" / "csv" / name, HEADER, tmp_path, Keep.ADDRESSEES, encoding=TURNED[name])
    (person,) = register_in(tmp_path).addressees("one", ["shop"], Everybody())
    assert person.name in ("“Zoë” €", "Jörg Müller", "Müller")


def test_what_the_said_encoding_does_not_have_is_refused(tmp_path: Path) -> None:
    """Lost without it: a name with a hole in it, or the whole program ends."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"name,email,country,categories\nA,a@x.example,,\n\x81,b@x.example,,\n")
    with pytest.raises(FileProblems, match="is not cp1252"):
        taken(path, HEADER, tmp_path, encoding="cp1252")
    with pytest.raises(WrongInput, match="in an encoding that is not read"):
        taken(path, HEADER, tmp_path, encoding="rot13")


def test_all_problems_come_in_one_round_with_their_rows(tmp_path: Path) -> None:
    """Lost without it: ten rounds of mending, one problem each, at hour 70."""
    content = (
        "name,email,country,categories\n"
        "Ann,ann@x.example,NL,\n"
        "\n"
        '"Two\nlines",a@x.example,NL,\n'
        "Bob,bob,Holland,\n"
        "Cy,cy@x.example\n"
        "Di,di@x.example,NL,x,more\n"
        ",,,\n"
        "Eve,eve@@x.example,NL,\n"
    )
    assert refused(content, tmp_path) == [
        "list.csv:4 column 'name' holds a line end; write it on one line.",
        "list.csv:5 column 'country' holds 'Holland', no ISO 3166 code of a country; "
        "write two capitals such as NL, or leave it empty.",
        "list.csv:5 column 'email' has 0 @ signs; write exactly one address.",
        "list.csv:6 has fewer values than the header names; a delimiter is missing, or the row is cut short.",
        'list.csv:7 has more values than the header names; write a value with a delimiter in it in quotes: "Miller, Ann".',
        "list.csv:8 names nobody: nothing stands under 'email'; fill it in or take the row out.",
        "list.csv:9 column 'email' has 2 @ signs; write exactly one address.",
    ]


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    """Lost without it: the row that is named is another one than in the spreadsheet."""
    content = "name,email,country,categories\r\n\r\n\"a \"\"b\"\"\",a@x.example,NL,\r\n\r\n\r\nBob,bob,NL,\r\n"
    assert [line.split()[0] for line in refused(content, tmp_path)] == ["list.csv:6"]


def test_a_row_far_down_is_named_by_its_number(tmp_path: Path) -> None:
    """Lost without it: several readers at once, and the number is that of a part of the file."""
    # More than DuckDB reads in one piece, so that several parts are counted at once.
    good = "".join(f"{'P' * 300},p{n}@x.example,NL,\n" for n in range(60_000))
    lines = refused(f"name,email,country,categories\n{good}B,b,NL,\n{good}C,c,NL,\n", tmp_path)
    assert [line.split()[0] for line in lines] == ["list.csv:60002", "list.csv:120003"]
    lines = refused(f"name,email,country,categories\n{good}B,b\n{good}C,c,NL,\n", tmp_path)
    assert [line.split()[0] for line in lines] == ["list.csv:60002", "list.csv:120003"]


def test_after_a_thousand_problems_the_rest_is_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a million lines on the screen, or none of those after the thousandth noticed."""
    monkeypatch.setattr(list_troubles, "MOST", 3)
    lines = refused("name,email,country,categories\n" + "Bob,bob,NL,\n" * 10, tmp_path)
    assert [line.split()[0] for line in lines] == [f"list.csv:{row}" for row in (2, 3, 4, 5)]
    assert "7 more problems" in lines[-1]


def test_problems_of_all_files_come_in_one_round(tmp_path: Path) -> None:
    """Lost without it: the second file is looked at only once the first is right."""
    lists = [People(system, (Row(mail="nobody", name=system),), ("mail", "name")) for system in ("hr", "shop")]
    with pytest.raises(FileProblems) as caught:
        register_in(tmp_path).take_in(
            "one", [to_take(one, tmp_path / "l") for one in lists], Keep.COUNTS, SameAddress.ASK, AT, "Ann"
        )
    assert [line.split()[0] for line in caught.value.lines()] == ["hr.csv:2", "shop.csv:2"]


def test_an_address_two_lists_share_is_asked_about_in_both(tmp_path: Path) -> None:
    """Lost without it: the answer is asked for, and nobody can look up whom it is about."""
    lists = [
        People("hr", (Row(mail="x@x.example"), Row(mail="a@x.example", name="Ann")), ("mail", "name")),
        People("shop", (Row(mail="A@x.example", name="Bob"),), ("mail", "name")),
    ]
    with pytest.raises(FileProblems) as caught:
        register_in(tmp_path).take_in(
            "one", [to_take(one, tmp_path / "l") for one in lists], Keep.COUNTS, SameAddress.ASK, AT, "Ann"
        )
    said = str(caught.value)
    assert "hr.csv:3 gives an address that row 2 of shop.csv gives too" in said
    assert "shop.csv:2 gives an address that row 3 of hr.csv gives too" in said
    assert "a@x" not in said.lower()


@pytest.mark.parametrize("column", ["number", "mail"])
def test_a_list_that_says_of_nobody_who_they_are_is_refused_in_one_sentence(tmp_path: Path, column: str) -> None:
    """Lost without it: everybody without a number is taken for one person, or ten million rows are named."""
    content = f"{column},name\n" + ",Ann\n" * 5
    mapping = ListMapping((Column(column, ROLES[column]), Column("name", ColumnRole.NAME)))
    lines = refused(content, tmp_path, (column, "name"), mapping)
    assert lines == [f"list.csv says of nobody who they are: '{column}' is empty in every row."]


def test_a_key_column_that_is_empty_beside_addresses_is_noticed(tmp_path: Path) -> None:
    """Lost without it: lists are thought to be matched by number, and are not."""
    people = People("shop", (Row(mail="a@x.example"),), ("number", "mail"))
    found = register_in(tmp_path).take_in(
        "one", [to_take(people, tmp_path / "l")], Keep.COUNTS, SameAddress.ASK, AT, "Ann"
    )
    assert "'number' is empty in every row" in found.lists[0].warnings[0]


def test_a_mapping_that_does_not_fit_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    """Lost without it: a remembered mapping is laid over a file with other columns."""
    mapping = ListMapping(
        (Column("phone", ColumnRole.NAME), Column("name", ColumnRole.NAME), Column("country", ColumnRole.CATEGORY)),
        default_country="Holland",
    )
    said = "\n".join(refused("name,email,country,categories\nA,a@x.example,,\n", tmp_path, mapping=mapping))
    for part in ("no column 'phone'", "two columns as its name", "no column that says who", "no data category", "a default"):
        assert part in said


def test_a_header_that_is_another_one_by_now_is_refused(tmp_path: Path) -> None:
    """Lost without it: the file was replaced, and names are read as addresses."""
    said = refused("email,name,country,categories\nA,a@x.example,,\n", tmp_path)
    assert said == ["list.csv:1 is not the header that was looked at; import the file again."]


def test_rows_that_end_in_different_ways_are_refused(tmp_path: Path) -> None:
    """Lost without it: a carriage return hides at the end of every other cell."""
    said = refused("name,email,country,categories\nA,a@x.example,,x\r\nB,b@x.example,,x\n", tmp_path)
    assert len(said) == 1
    assert "cannot be read as CSV" in said[0]


@pytest.mark.parametrize("name", ["[a]*.csv", "it's?.csv", "a;b.csv"])
def test_a_file_is_the_one_of_that_name_and_no_pattern(tmp_path: Path, name: str) -> None:
    """Lost without it: a star in a name, and other people's files are read."""
    (tmp_path / "a1.csv").write_text("name,email,country,categories\nEve,eve@x.example,,\n", encoding="utf-8")
    path = tmp_path / name
    path.write_text("name,email,country,categories\nA,a@x.example,NL,\nB,b@x.example,NL,\n", encoding="utf-8")
    assert taken(path, HEADER, tmp_path / "w [x]*").lists[0].people == 2


@pytest.mark.parametrize("name", ["none.csv", ""])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """Lost without it: a trace of the program instead of a sentence."""
    with pytest.raises(FileProblems, match=r"cannot be read|is not a file"):
        taken(tmp_path / name, HEADER, tmp_path)


def test_parquet_is_read_with_whatever_types_it_has(tmp_path: Path) -> None:
    """Lost without it: a warehouse's own format has to go through a spreadsheet first."""
    path = tmp_path / "list.parquet"
    duckdb.execute(
        "COPY (SELECT 'a@x.example' AS email, 7 AS number, true AS \"has \"\"it\"\"\" UNION ALL SELECT 'b', 8, false) "
        f"TO '{path}' (FORMAT parquet)"
    )
    header = ("email", "number", 'has "it"')
    mapping = ListMapping(
        (
            Column("email", ColumnRole.EMAIL),
            Column("number", ColumnRole.KEY),
            Column('has "it"', ColumnRole.CATEGORY, "contact"),
        )
    )
    take = ListToTake("shop", ListFile(str(path), header, is_parquet=True), mapping)
    register = register_in(tmp_path)
    with pytest.raises(FileProblems, match=r"list\.parquet:2 column 'email' has 0 @ signs"):
        register.take_in("one", [take], Keep.ADDRESSEES, SameAddress.ASK, AT, "Ann")
    take = replace(take, mapping=ListMapping(mapping.columns[1:]))
    register.take_in("one", [take], Keep.ADDRESSEES, SameAddress.ASK, AT, "Ann")
    found = list(register.addressees("one", ["shop"], Everybody()))
    assert [(p.reference, p.categories) for p in found] == [("7", ("contact",)), ("8", ())]


@pytest.mark.parametrize("content", [b"", b"PAR1 no, not at all PAR1", b"name,email\n"])
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    """Lost without it: a trace of the program instead of a sentence."""
    path = tmp_path / "list.parquet"
    path.write_bytes(content)
    with pytest.raises(FileProblems, match="cannot be read as Parquet"):
        taken(path, HEADER, tmp_path, is_parquet=True)


def test_two_lists_of_one_system_are_refused(tmp_path: Path) -> None:
    """Lost without it: the second file silently takes the place of the first."""
    take = to_take(People("shop", (Row(mail="a@x.example"),), ("mail",)), tmp_path)
    with pytest.raises(WrongInput, match="Two lists are named for shop"):
        register_in(tmp_path).take_in("one", [take, take], Keep.COUNTS, SameAddress.ASK, AT, "Ann")
    with pytest.raises(WrongInput, match="No list was named"):
        register_in(tmp_path).take_in("one", [], Keep.COUNTS, SameAddress.ASK, AT, "Ann")


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """Lost without it: the fingerprint in the record is that of another file than the one that was counted."""
    take = to_take(People("shop", (Row(mail="a@x.example"),), ("mail",)), tmp_path / "l")

    def change(stage: str) -> None:
        if stage == "read":
            Path(take.file.path).touch()

    register = register_in(tmp_path)
    register._stage = change
    with pytest.raises(FileProblems, match="was changed while it was read"):
        register.take_in("one", [take], Keep.COUNTS, SameAddress.ASK, AT, "Ann")
