"""What is kept of lists: as little as is asked for, for the owner only, replaced whole, and gone when it is purged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from breachdesk.domain.errors import StoreBusy, StoreProblem, WrongInput
from breachdesk.domain.people import Keep, SameAddress
from breachdesk.domain.selection import Everybody, any_system
from breachdesk.register import identity, taking
from breachdesk.register.file_register import FileRegister
from breachdesk.register.identity import NumbersClash, RowNumbers
from breachdesk.register.people_folder import PeopleFolder
from tests.edges import people_model as model
from tests.edges.people_model import AT, People, Row, register_in, to_take

ANN = Row(number="C-77-ann", mail="ann@very-private.example", name="Ann Secret", held=frozenset({"contact"}))
BOB = Row(number="C-78-bob", mail="bob@very-private.example", name="Bob Hidden")
SECRETS = (b"C-77", b"ann@", b"very-private", b"Secret", b"bob", b"Hidden")


def take(register: FileRegister, folder: Path, *lists: People, keep: Keep = Keep.COUNTS, incident: str = "one") -> None:
    """Take lists in."""
    register.take_in(incident, [to_take(p, folder / "lists") for p in lists], keep, SameAddress.ASK, AT, "Ann")


def files_in(folder: Path) -> list[Path]:
    """Give everything that is kept."""
    return sorted(path for path in (folder / "people").rglob("*") if path.is_file() and path.name != ".lock")


def test_of_counts_nothing_is_kept_that_says_who(tmp_path: Path) -> None:
    """Lost without it: data minimisation is a word on the screen, and the file holds every name."""
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)))
    content = b"".join(path.read_bytes() for path in files_in(tmp_path))
    assert [path.name for path in files_in(tmp_path)] == ["marks"]
    assert [secret for secret in SECRETS if secret.lower() in content.lower()] == []
    assert register_in(tmp_path).keeps("one") is Keep.COUNTS


def test_folders_and_files_are_for_the_owner_only(tmp_path: Path) -> None:
    """Lost without it: the breach of the breach."""
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)), keep=Keep.ADDRESSEES)
    modes = {path.name[:7]: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "people").rglob("*")}
    assert modes == {"one": "0o700", ".lock": "0o600", "marks": "0o600", "records": "0o600"}
    assert oct((tmp_path / "people").stat().st_mode & 0o777) == "0o700"


def test_marks_that_others_can_read_are_not_used(tmp_path: Path) -> None:
    """Lost without it: a copy made by hand stays open to everybody, and nobody notices."""
    take(register_in(tmp_path), tmp_path, People("shop", (ANN,)))
    (tmp_path / "people" / "one" / "marks").chmod(0o644)
    with pytest.raises(StoreProblem, match="chmod 600"):
        register_in(tmp_path).counts("one", ["shop"], Everybody())


def test_a_list_knows_where_it_came_from(tmp_path: Path) -> None:
    """Lost without it: a count in a filing, and nobody can say which file it was counted from."""
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, ANN, BOB), everywhere=("health",)))
    (found,) = register_in(tmp_path).lists("one")
    assert (found.system, found.file, found.rows, found.people) == ("shop", "shop.csv", 3, 2)
    assert (found.imported_at, found.imported_by) == (AT, "Ann")
    assert found.categories == ("health", "contact", "financial")
    assert found.warnings == ("Rows about people who stand on the list before: 1.",)
    assert len(found.sha256) == 64


def test_a_new_list_after_counts_alone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """Lost without it: the same person on both lists counts twice."""
    register = register_in(tmp_path)
    take(register, tmp_path, People("shop", (ANN,)))
    with pytest.raises(WrongInput, match=r"lists of shop only counts were kept.*all lists in again together"):
        take(register, tmp_path, People("crm", (ANN,)))
    assert [one.system for one in register.lists("one")] == ["shop"]
    take(register, tmp_path, People("shop", (ANN,)), People("crm", (ANN, BOB)))
    assert register.counts("one", ["shop", "crm"], Everybody()).people == 2


def test_a_list_given_again_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Lost without it: people on no list any more are written to."""
    register = register_in(tmp_path)
    lists = [People("shop", (ANN, BOB)), People("crm", (ANN,))]
    take(register, tmp_path, *lists, keep=Keep.ADDRESSEES)
    take(register, tmp_path, People("shop", (BOB,)), keep=Keep.ADDRESSEES)
    lists[0] = People("shop", (BOB,))
    names = ["crm", "shop"]
    assert register.counts("one", names, Everybody()) == model.counts(lists, SameAddress.ASK, names, Everybody())
    found = list(register.addressees("one", names, Everybody()))
    assert found == model.addressees(lists, SameAddress.ASK, names, Everybody())
    take(register, tmp_path, People("crm", (BOB,)), keep=Keep.ADDRESSEES)
    assert register.counts("one", names, Everybody()).people == 1
    assert len([path for path in files_in(tmp_path) if path.name.startswith("records")]) == 1


def test_countries_stay_what_they_were_when_the_codes_change(tmp_path: Path) -> None:
    """Lost without it: a new country in the list of codes, and everybody kept from before lives in the next one."""
    rows = tuple(Row(mail=f"{code}@x.example", country=code) for code in ("BE", "NL"))
    take(register_in(tmp_path), tmp_path, People("shop", rows, ("mail", "country")), keep=Keep.ADDRESSEES)
    later = FileRegister(tmp_path / "people", frozenset({"AA", "AB", "BE", "NL"}))
    assert [p.country for p in later.addressees("one", ["shop"], Everybody())] == ["BE", "NL"]
    take(later, tmp_path, People("crm", (rows[0],), ("mail",)), keep=Keep.ADDRESSEES)
    assert [p.country for p in later.addressees("one", ["shop"], Everybody())] == ["BE", "NL"]
    assert later.counts("one", ["shop"], Everybody()).by_country == {"BE": 1, "NL": 1}


def test_names_go_when_only_counts_are_kept_from_now_on(tmp_path: Path) -> None:
    """Lost without it: names stay on the disk after nobody needs them."""
    register = register_in(tmp_path)
    take(register, tmp_path, People("shop", (ANN, BOB)), keep=Keep.ADDRESSEES)
    take(register, tmp_path, People("crm", (ANN,)))
    assert register.counts("one", ["shop", "crm"], Everybody()).people == 2
    assert [path.name for path in files_in(tmp_path)] == ["marks"]


def test_the_same_file_given_again_is_noticed(tmp_path: Path) -> None:
    """Lost without it: yesterday's export is taken for today's."""
    register = register_in(tmp_path)
    takes = [to_take(People(system, (ANN,)), tmp_path / "lists") for system in ("crm", "shop")]
    assert register.take_in("one", takes, Keep.COUNTS, SameAddress.ASK, AT, "Ann").same_files == ()
    Path(takes[0].file.path).write_text(Path(takes[0].file.path).read_text("utf-8") + "\n", encoding="utf-8")
    assert register.take_in("one", takes, Keep.COUNTS, SameAddress.ASK, AT, "Ann").same_files == ("shop",)


def test_what_a_dead_program_left_is_cleared_at_the_next_import(tmp_path: Path) -> None:
    """Lost without it: names lie about after a crash, or whatever lies about stops every import."""
    register = register_in(tmp_path)
    take(register, tmp_path, People("shop", (ANN,)), keep=Keep.ADDRESSEES)
    for folder in (tmp_path / "people" / "one" / "spill", tmp_path / "people" / ".taking-dead"):
        folder.mkdir()
        (folder / "names").write_text("Ann")
    (tmp_path / "people" / "one" / "records-dead.parquet").write_text("Ann")
    take(register, tmp_path, People("shop", (BOB,)))
    assert [path.name for path in files_in(tmp_path)] == ["marks"]


def test_purge_removes_everything_of_one_incident_only(tmp_path: Path) -> None:
    """Lost without it: a closed incident's people stay on the disk for ever."""
    register = register_in(tmp_path)
    take(register, tmp_path, People("shop", (ANN,)), keep=Keep.ADDRESSEES)
    take(register, tmp_path, People("shop", (BOB,)), incident="two")
    assert register.counts("one", ["shop"], Everybody()).people == 1
    assert register.purge("one") is True
    assert register.purge("one") is False
    assert (register.lists("one"), register.keeps("one")) == ((), None)
    assert not (tmp_path / "people" / "one").exists()
    assert register.counts("two", ["shop"], Everybody()).people == 1


def test_an_incident_without_lists_has_nothing_and_makes_nothing(tmp_path: Path) -> None:
    """Lost without it: a folder for people in every workspace, though nobody took a list in."""
    register = register_in(tmp_path)
    assert (register.lists("one"), register.keeps("one"), register.purge("one")) == ((), None, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("id_", ["../one", "", "a/b", "a\0", ".hidden", "a" * 200])
def test_an_id_is_no_path(tmp_path: Path, id_: str) -> None:
    """Lost without it: purging an incident removes another folder."""
    with pytest.raises(WrongInput, match="id of an incident"):
        register_in(tmp_path).purge(id_)


def test_what_another_program_took_in_is_counted_next(tmp_path: Path) -> None:
    """Lost without it: a desk that stays open shows yesterday's people."""
    desk = register_in(tmp_path)
    take(desk, tmp_path, People("shop", (ANN,)))
    assert desk.counts("one", ["shop"], Everybody()).people == 1
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)))
    assert desk.counts("one", ["shop"], Everybody()).people == 2


def test_names_that_were_replaced_meanwhile_are_asked_for_again(tmp_path: Path) -> None:
    """Lost without it: the names of new people under the numbers of old ones, or a trace of the program."""
    desk = register_in(tmp_path)
    take(desk, tmp_path, People("shop", (ANN,)), keep=Keep.ADDRESSEES)
    begun = desk.addressees("one", ["shop"], Everybody())
    take(register_in(tmp_path), tmp_path, People("shop", (BOB, ANN)), keep=Keep.ADDRESSEES)
    with pytest.raises(StoreProblem, match="replaced meanwhile"):
        next(begun)
    assert len(list(desk.addressees("one", ["shop"], Everybody()))) == 2


def test_the_file_is_read_once_for_many_counts(tmp_path: Path) -> None:
    """Lost without it: every key press on a live screen reads forty megabytes."""
    register = register_in(tmp_path)
    take(register, tmp_path, People("shop", (ANN,)))
    register.counts("one", ["shop"], Everybody())
    first = register._marks("one")
    register.counts("one", ["shop"], any_system(("shop",)))
    assert register._marks("one") is first


@pytest.mark.parametrize("at", [3, 20, 40, 200, -1])
def test_a_flipped_byte_is_found(tmp_path: Path, at: int) -> None:
    """Lost without it: a damaged file counts people who are not there."""
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)))
    marks = tmp_path / "people" / "one" / "marks"
    content = bytearray(marks.read_bytes())
    content[at] ^= 1
    marks.write_bytes(content)
    with pytest.raises(StoreProblem, match="damaged"):
        register_in(tmp_path).counts("one", ["shop"], Everybody())
    assert register_in(tmp_path).purge("one") is True


@pytest.mark.parametrize("length", [0, 10, 30, 100, -5])
def test_a_file_cut_short_is_found(tmp_path: Path, length: int) -> None:
    """Lost without it: half a file, and half the people."""
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)))
    marks = tmp_path / "people" / "one" / "marks"
    marks.write_bytes(marks.read_bytes()[:length])
    with pytest.raises(StoreProblem, match="damaged"):
        register_in(tmp_path).counts("one", ["shop"], Everybody())


def test_two_programs_do_not_take_lists_in_at_once(tmp_path: Path) -> None:
    """Lost without it: each clears away what the other works on."""
    with PeopleFolder(tmp_path / "people", "one").alone(), pytest.raises(StoreBusy, match="Another program"):
        take(register_in(tmp_path), tmp_path, People("shop", (ANN,)))


def test_two_texts_with_one_number_are_found_out() -> None:
    """Lost without it: two people are one, because their addresses have the same number by chance."""
    first, second = np.array([5, 5, 7], np.uint64), np.array([1, 2, 3], np.uint64)
    with pytest.raises(NumbersClash):
        identity.resolve(RowNumbers(3, None, (first, second), None), SameAddress.ASK)


def test_after_a_clash_the_texts_are_numbered_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: an import that fails by chance, or counts two people as one."""
    clashes = iter([True, True, False])
    real = identity.resolve

    def resolve(numbers: RowNumbers, same: SameAddress) -> object:
        if next(clashes):
            raise NumbersClash
        return real(numbers, same)

    monkeypatch.setattr(taking, "resolve", resolve)
    take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)))
    assert register_in(tmp_path).counts("one", ["shop"], Everybody()).people == 2


def test_texts_that_clash_for_ever_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: an import that never ends."""

    def resolve(*_: object) -> object:
        raise NumbersClash

    monkeypatch.setattr(taking, "resolve", resolve)
    with pytest.raises(StoreProblem, match="time and again"):
        take(register_in(tmp_path), tmp_path, People("shop", (ANN, BOB)))
    assert files_in(tmp_path) == []


def test_a_long_chain_over_keys_and_addresses_is_one_person(tmp_path: Path) -> None:
    """Lost without it: somebody who changed address five times is five people."""
    rows = [Row(number=str(n // 2), mail=f"p{(n + 1) // 2}@x.example") for n in range(4000)]
    lists = [People("crm", tuple(rows[::2]), ("number", "mail")), People("shop", tuple(rows[1::2]), ("number", "mail"))]
    register = register_in(tmp_path)
    takes = [to_take(p, tmp_path / "lists") for p in lists]
    register.take_in("one", takes, Keep.COUNTS, SameAddress.MERGE, AT, "Ann")
    assert register.counts("one", ["crm", "shop"], Everybody()).people == 1


def test_people_of_two_countries_are_noticed(tmp_path: Path) -> None:
    """Lost without it: a country in a filing that another list contradicts, in silence."""
    lists = [People(s, (Row(mail="a@x.example", country=c, language=c.lower()),)) for s, c in (("crm", "NL"), ("shop", "BE"))]
    register = register_in(tmp_path)
    take(register, tmp_path, *lists)
    said = [warning for one in register.lists("one") for warning in one.warnings if "two" in warning]
    assert [line.split(";")[0] for line in said] == [
        "People of whom the lists say two countries: 1",
        "People of whom the lists say two languages: 1",
    ]
    assert register.counts("one", ["crm", "shop"], Everybody()).by_country == {"NL": 1}


@pytest.fixture
def loaded() -> list[str]:
    """Give the libraries that a fresh process has loaded once it has a register and asked what there is."""
    code = (
        "import sys, tempfile, pathlib\n"
        "import breachdesk.register\n"
        "from breachdesk.register.file_register import FileRegister\n"
        "register = FileRegister(pathlib.Path(tempfile.gettempdir()) / 'no-such-people', frozenset({'NL'}))\n"
        "register.lists('one'), register.keeps('one'), register.purge('one')\n"
        "print(*[name for name in ('duckdb', 'pyroaring', 'numpy') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    return run.stdout.split()


def test_no_library_is_loaded_before_a_list_is(loaded: list[str]) -> None:
    """Lost without it: every command waits for a database that it does not use."""
    assert loaded == []
