"""People written as CSV: nothing in it runs, nobody else reads it, and half a file never stands there."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from breachdesk.domain.errors import StoreProblem, WrongInput
from breachdesk.domain.people import AffectedPerson
from breachdesk.files.people_csv import COLUMNS, harmless, write_people

ANNE = AffectedPerson('Anne "An" O\'Hara, Dr.', "anne@example.org", "nl", "NL", "0042", ("contact", "health"), ("crm", "shop"))


def cells(path: Path) -> list[list[str]]:
    """Read a file back."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_person_comes_back_with_every_cell_for_the_owner_only(tmp_path: Path) -> None:
    """Lost without it: a comma in a name moves an address, or everybody on the machine can read the list."""
    path = tmp_path / "people.csv"
    assert write_people([ANNE], path) == 1
    person = [ANNE.name, ANNE.address, "nl", "0042", "NL", "contact;health", "crm;shop"]
    assert cells(path) == [list(COLUMNS), person]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("cell", ["=1+1", "+31 6", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "'=1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str, tmp_path: Path) -> None:
    """Lost without it: a name that somebody chose runs on the machine of who opens the list."""
    path = tmp_path / "people.csv"
    write_people([AffectedPerson(cell, cell, "", "", cell, (), ())], path)
    row = cells(path)[1]
    assert all(row[i].startswith("'") for i in (0, 1, 3))


def test_what_drives_a_terminal_is_marked() -> None:
    """Lost without it: looking at the list with `cat` obeys a name in it."""
    assert harmless("Anne\x1b[2J") == "Anne\ufffd[2J"


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """Lost without it: the list of one incident is written over that of another."""
    path = tmp_path / "people.csv"
    path.write_text("kept")
    with pytest.raises(WrongInput, match="is there already"):
        write_people([ANNE], path)
    assert path.read_text() == "kept"


def test_people_that_stop_coming_leave_no_file(tmp_path: Path) -> None:
    """Lost without it: half the people are taken for all of them."""

    def people() -> Iterator[AffectedPerson]:
        yield ANNE
        raise StoreProblem("The connection broke.")

    with pytest.raises(StoreProblem, match="broke"):
        write_people(people(), tmp_path / "people.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Lost without it: a mistyped folder ends in a fault of the program."""
    with pytest.raises(StoreProblem, match=r"people.csv cannot be written: no such file or directory"):
        write_people([ANNE], tmp_path / "nowhere" / "people.csv")
