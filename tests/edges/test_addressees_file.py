"""The people to write to come from CSV whole and right, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breachdesk.domain.addressees import Addressee, address_problem
from breachdesk.domain.errors import FileProblems
from breachdesk.files import addressees_file
from breachdesk.files.addressees_file import load_addressees

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "bad_files" / "addressees"
SAMPLE = ROOT / "breachdesk" / "files" / "sample" / "addressees.csv"
HOSTILE = ROOT.parent / "shared" / "hostile"
# The shared files have other columns; the same bytes with ours keep what makes them hostile.
OUR_COLUMNS = [(b"country", b"language"), (b"categories", b"reference"), (b"DE", b"de")]
# Asked about in other tools; here a person must mend the file. A warning is enough for double encoding.
ACCEPTED = {
    "bom_utf8.csv",
    "formulas.csv",
    "lone_cr.csv",
    "markup_names.csv",
    "no_final_newline.csv",
    "norway_country.csv",
    "semicolons.csv",
    "tab_separated.csv",
    "utf8_read_as_latin1.csv",
    "whitespace_header.csv",
}


def people(folder: Path, content: str | bytes) -> Path:
    """Write a CSV file and give its path."""
    path = folder / "people.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_sample_has_twelve_customers_in_two_languages_at_reserved_domains() -> None:
    """The demo must never write to a real mailbox."""
    rows = load_addressees(SAMPLE).rows
    assert len(rows) == 12
    assert {"nl", "en"} == {row.language for row in rows}
    assert {"example.net", "example.org"} == {row.address.split("@")[1] for row in rows}


def test_a_column_that_says_which_data_are_concerned_may_stand_beside(tmp_path: Path) -> None:
    """Lost without it: what `people export` writes is refused by `send`."""
    path = people(tmp_path, "name,email,categories\nAnn,ann@example.org,contact; health; contact\n")
    assert load_addressees(path).rows == (Addressee("Ann", "ann@example.org", categories=("contact", "health")),)


@pytest.mark.parametrize("cell", ["con\u200btact\u0007", "x" * 201])
def test_a_category_that_can_be_no_id_is_refused(tmp_path: Path, cell: str) -> None:
    """Lost without it: a control character reaches a letter by the one column nobody looked at."""
    path = people(tmp_path, f"name,email,categories\nAnn,ann@example.org,{cell}\n")
    with pytest.raises(FileProblems, match="the categories are not ids of data categories"):
        load_addressees(path)


def test_a_list_carries_its_file_and_fingerprint(tmp_path: Path) -> None:
    """An approval binds to the list; a changed list must be seen."""
    path = people(tmp_path, "name,email\nAnn,ann@example.org\n")
    found = load_addressees(path)
    assert ("people.csv", hashlib.sha256(path.read_bytes()).hexdigest()) == (found.source_file, found.sha256)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    """Excel writes semicolons in most of Europe."""
    rows = ["name|email|language|reference", "Ann Lee|ann@example.org|NL|K-1"]
    path = people(tmp_path, "\n".join(rows).replace("|", delimiter))
    assert (Addressee("Ann Lee", "ann@example.org", "nl", "K-1"),) == load_addressees(path).rows


def test_columns_may_stand_in_any_order_and_the_last_two_may_be_missing(tmp_path: Path) -> None:
    """A list from another system needs no rearranging."""
    path = people(tmp_path, "email,name\nann@example.org,Ann\n")
    assert (Addressee("Ann", "ann@example.org"),) == load_addressees(path).rows


def test_a_comma_in_a_quoted_name_and_blank_lines_are_read_right(tmp_path: Path) -> None:
    """Names with a comma are names, and editors leave empty lines."""
    path = people(tmp_path, 'name,email\r\n"Bakker, Ineke",i@example.org\r\n\r\n')
    assert (Addressee("Bakker, Ineke", "i@example.org"),) == load_addressees(path).rows


@pytest.mark.parametrize("name", ["Null", "NO", "007", "True", "José", "\u0645\u062d\u0645\u062f", "=1+1", "[/]"])
def test_an_odd_but_real_name_stays_text(tmp_path: Path, name: str) -> None:
    """A person called Null gets a letter too."""
    path = people(tmp_path, f"name,email\n{name},a@example.org\n")
    assert name == load_addressees(path).rows[0].name


@pytest.mark.parametrize("path", sorted(BAD.glob("*.csv")), ids=lambda path: path.stem)
def test_a_broken_list_gets_exactly_its_written_messages(path: Path) -> None:
    """A list read wrongly sends one person's letter to another."""
    with pytest.raises(FileProblems) as refused:
        load_addressees(path)
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_messages_never_repeat_a_name_or_an_address(tmp_path: Path) -> None:
    """Problems are logged and pasted into tickets; people's data must not travel with them."""
    rows = [
        "Marker One,marker@@example.org,nl",
        "Marker Two,marker2@example.org,marker3",
        "Marker Four,m@example.org",
        "Marker\x1bFive,marker5@example.org,nl",
        "A,same@example.org,nl",
        "Marker Six,same@example.org,nl",
    ]
    with pytest.raises(FileProblems) as refused:
        load_addressees(people(tmp_path, "name,email,language\n" + "\n".join(rows)))
    assert len(refused.value.problems) == 5
    assert "marker" not in str(refused.value).lower()


def test_one_bad_row_among_many_leaves_nothing_imported(tmp_path: Path) -> None:
    """Half a list looks like a whole one."""
    rows = [f"P{i},p{i}@example.org" for i in range(100)]
    rows[56] = "P56,p56"
    with pytest.raises(FileProblems, match=r"people.csv:58 the email has 0 @ signs"):
        load_addressees(people(tmp_path, "name,email\n" + "\n".join(rows)))


def test_a_name_that_was_encoded_twice_is_read_with_a_warning(tmp_path: Path) -> None:
    """Dear MÃ¼ller tells a customer that nobody looked."""
    found = load_addressees(people(tmp_path, "name,email\nMÃ¼ller,m@example.org\nMüller,n@example.org\n"))
    assert found.warnings == ("line 2: the name looks as if it was saved in a wrong encoding.",)


def test_limits_hold_for_rows_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong file must not eat the memory of the desk."""
    path = people(tmp_path, "name,email\n" + "".join(f"P{i},p{i}@example.org\n" for i in range(6)))
    monkeypatch.setattr(addressees_file, "MAX_ROWS", 5)
    with pytest.raises(FileProblems, match="holds more than 5 people"):
        load_addressees(path)
    monkeypatch.setattr(addressees_file, "MAX_BYTES", 50)
    with pytest.raises(FileProblems, match="larger than 20 MB"):
        load_addressees(path)


def test_the_limits_are_a_hundred_thousand_people_and_twenty_megabytes() -> None:
    """The promise in the manual."""
    assert (addressees_file.MAX_ROWS, addressees_file.MAX_BYTES) == (100_000, 20 * 1024 * 1024)


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path: Path) -> None:
    """A slip in the path must not show a traceback."""
    with pytest.raises(FileProblems, match="cannot be read"):
        load_addressees(tmp_path / "nobody.csv")
    with pytest.raises(FileProblems, match="is not a file"):
        load_addressees(tmp_path)


def test_every_shared_hostile_list_is_taken_or_refused_as_expected(tmp_path: Path) -> None:
    """Each of these files has cost somebody a letter to the wrong person."""
    if not (HOSTILE / "csv").is_dir():
        pytest.skip("the shared hostile files are not here")
    taken = set()
    for path in sorted((HOSTILE / "csv").glob("*.csv")):
        raw = path.read_bytes()
        for theirs, ours in OUR_COLUMNS:
            raw = raw.replace(theirs, ours)
        try:
            load_addressees(people(tmp_path, raw))
        except FileProblems:
            continue
        taken.add(path.name)
    assert taken == ACCEPTED


def test_our_choices_agree_with_what_the_hostile_files_expect() -> None:
    """Where the shared list says refuse, nothing is taken."""
    if not (HOSTILE / "expected.json").is_file():
        pytest.skip("the shared hostile files are not here")
    expected = json.loads((HOSTILE / "expected.json").read_text(encoding="utf-8"))
    refused = {k.removeprefix("csv/") for k, v in expected.items() if v["expect"].startswith("refuse")}
    assert set() == refused & ACCEPTED


def test_fifty_thousand_people_are_read(tmp_path: Path) -> None:
    """A breach may touch a whole city."""
    packed = HOSTILE / "csv" / "rows_50000.csv.gz"
    if not packed.is_file():
        pytest.skip("the shared hostile files are not here")
    raw = gzip.decompress(packed.read_bytes())
    for theirs, ours in OUR_COLUMNS:
        raw = raw.replace(theirs, ours)
    assert len(load_addressees(people(tmp_path, raw)).rows) == 50_000


def test_every_shared_address_is_taken_or_refused_as_expected() -> None:
    """What passes must reach one mailbox on every Python and every library."""
    path = HOSTILE / "addresses.json"
    if not path.is_file():
        pytest.skip("the shared hostile files are not here")
    entries = json.loads(path.read_text(encoding="utf-8"))
    taken = [e["value"] for e in entries if address_problem(e["value"]) is None]
    right = [e["value"] for e in entries if e["expect"].startswith(("ok", "warn: look-alike"))]
    assert right == taken


@settings(deadline=None)
@given(local=st.text(alphabet="ab0+_%'-.=?<>,;:\"@ \n", min_size=1, max_size=12))
def test_an_address_that_passes_has_one_at_sign_and_nothing_to_parse(local: str) -> None:
    """The mail edge may put it on the line as it is."""
    address = f"{local}@example.org"
    if address_problem(address) is None:
        assert address.count("@") == 1
        assert not set(address) & set(" \t\r\n<>(),;:\\\"[]=?")


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=300) | st.text(alphabet='ab,;"\t\n\r@.é\x00', max_size=120).map(str.encode))
def test_any_bytes_at_all_raise_only_file_problems(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    """A file from outside must never end the program."""
    path = tmp_path_factory.getbasetemp() / f"any-{hashlib.sha256(raw).hexdigest()[:12]}.csv"
    path.write_bytes(b"name,email\n" + raw)
    with suppress(FileProblems):
        assert load_addressees(path).rows
    path.unlink()
