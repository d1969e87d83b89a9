"""Affected people written as files for `send`: what is written is read back, and whom no mail reaches stands apart."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.people import AffectedPerson
from breachdesk.files import addressees_export
from breachdesk.files.addressees_export import AddresseePart, addressee_parts
from breachdesk.files.addressees_file import load_addressees
from breachdesk.files.formula_guard import guarded, unguarded

ANN = AffectedPerson("Ann", "ann@example.net", "nl", "NL", "K-1", ("contact", "health"), ("crm",))


def parts(*people: AffectedPerson) -> list[AddresseePart]:
    """Give the files for these people."""
    return list(addressee_parts(lambda: people))


def rows(part: AddresseePart) -> list[list[str]]:
    """Give the cells of a file."""
    return list(csv.reader(io.StringIO(part.content.decode(), newline="")))


def test_what_is_written_is_what_send_reads(tmp_path: Path) -> None:
    """Lost without it: a list of people that nobody can send to."""
    (part,) = parts(ANN, replace(ANN, name="Miller, \"Bo\"", address="bo@example.net", reference="", language=""))
    (tmp_path / "out.csv").write_bytes(part.content)
    read = load_addressees(tmp_path / "out.csv").rows
    assert [(a.name, a.address, a.language, a.reference) for a in read] == [
        ("Ann", "ann@example.net", "nl", "K-1"),
        ('Miller, "Bo"', "bo@example.net", "", ""),
    ]
    assert rows(part)[:2] == [["name", "email", "language", "reference", "categories"], ["Ann", "ann@example.net", "nl", "K-1", "contact; health"]]


def test_what_a_spreadsheet_would_run_is_text_and_comes_back_as_it_was(tmp_path: Path) -> None:
    """Lost without it: a name that runs a program on the machine of whoever opens the export."""
    names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "＝1", "'=1", "''=1", "'s Gravenhage"]
    people = [replace(ANN, name=n, address=f"p{i}@example.net", reference=n) for i, n in enumerate(names)]
    (part,) = parts(*people)
    assert [cell for row in rows(part)[1:] for cell in row if cell[:1] in ("=", "+", "-", "@", "＝")] == []
    (tmp_path / "out.csv").write_bytes(part.content)
    read = load_addressees(tmp_path / "out.csv").rows
    assert ([a.name for a in read], [a.reference for a in read]) == (names, names)


@given(st.text(alphabet="'=+-@ ab\t＝", max_size=8))
def test_guarding_text_can_always_be_undone(text: str) -> None:
    """Lost without it: a letter to a name that is not quite the person's."""
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t＝")


def test_whom_no_mail_reaches_stands_in_a_file_of_its_own_with_the_reason() -> None:
    """Lost without it: people who must be told are left out, and nobody notices (Art. 34)."""
    shared = replace(ANN, name="Bob", address="ANN@example.net", reference="K-2")
    nowhere = replace(ANN, name="=Cor", address="", reference="K-3")
    odd = replace(ANN, name="Dee\u202e", address="dee@example.net", reference="K-4")
    mailed, by_post = parts(ANN, shared, nowhere, odd, replace(ANN, name="Eva", address="eva@example.net"))
    assert ([row[0] for row in rows(mailed)[1:]], mailed.people, mailed.by_post) == (["Eva"], 1, False)
    assert (by_post.name_ending, by_post.people, by_post.by_post) == ("-by-post", 4, True)
    reasons = {row[0]: row[-1] for row in rows(by_post)[1:]}
    assert reasons["Ann"] == reasons["Bob"] == "shares the address with another person, who would read the letter"
    assert reasons["'=Cor"] == "no e-mail address on the lists"
    assert "unseen character U+202E" in reasons["Dee\u202e"]


def test_somebody_without_a_name_is_written_to_by_the_address(tmp_path: Path) -> None:
    """Lost without it: a newsletter's readers, of whom only addresses are known, cannot be told."""
    (part,) = parts(replace(ANN, name=""))
    (tmp_path / "out.csv").write_bytes(part.content)
    assert load_addressees(tmp_path / "out.csv").rows[0].name == "ann@example.net"


@pytest.mark.parametrize(("limit", "value"), [("MAX_ROWS", 2), ("MAX_BYTES", 150)])
def test_more_people_than_one_file_may_hold_come_in_parts(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    """Lost without it: an export that `send` refuses for its size."""
    monkeypatch.setattr(addressees_export, limit, value)
    found = parts(*(replace(ANN, name=f"P{n}", address=f"p{n}@example.net") for n in range(5)))
    assert [part.name_ending for part in found] == ["", "-2", "-3"]
    assert [row[0] for part in found for row in rows(part)[1:]] == ["P0", "P1", "P2", "P3", "P4"]
    assert all(rows(part)[0][0] == "name" for part in found)
    assert [part.people for part in found] == [2, 2, 1]


def test_of_nobody_no_file_is_made() -> None:
    """Lost without it: an empty list that looks as if somebody had been written to."""
    assert parts() == []
