"""Authorities' forms at a shell: what stands in them, how far they are, and a whole document with no blank."""

from __future__ import annotations

from typing import Any

from tests.edges.command_line import REF, Shell


def fields(document: Any) -> dict[str, Any]:
    """Give the fields of a filled form by id."""
    return {field["id"]: field for section in document["sections"] for field in section["fields"]}


def test_the_forms_are_listed_with_how_sure_they_are(worked: Shell) -> None:
    """Lost without it: nobody sees that a form is only from memory."""
    listed = worked.must("form", "list", "--json").json
    assert {row["id"]: row["fields"] for row in listed}["edpb"] == 100
    assert {row["id"] for row in listed if row["status"] == "unverified"} == {"ie-dpc", "de-ni"}
    assert "nl-ap" in worked.must("form", "list").out


def test_a_form_is_shown_with_state_answer_and_source(worked: Shell) -> None:
    """Lost without it: an answer in the table, and no way to tell where it comes from."""
    shown = worked.must("form", "show", REF, "--form", "edpb", "--language", "en")
    line = next(line for line in shown.out.splitlines() if line.startswith("12 Name of the organisation"))
    assert "+ answered" in line
    assert "name of the organisation: the inventory's words" in line
    assert "without typing" in shown.out


def test_an_exported_form_has_no_blank(worked: Shell) -> None:
    """Lost without it: a field in the file that says nothing, which a reader takes for 'no'."""
    found = worked.must("form", "export", REF, "--form", "edpb").json
    assert len(fields(found)) == 100
    for field in fields(found).values():
        assert field["says"].strip()
        assert field["to_type"] or field["state"] == "not-applicable"
        assert field["sources"] or field["state"] != "answered"


def test_an_answer_by_hand_is_said_and_taken_back(worked: Shell) -> None:
    """Lost without it: an answer that cannot be mended at the shell."""
    said = worked.must("form", "answer", REF, "sector", "Bicycle retail").out
    assert "Bicycle retail" in said
    assert fields(worked.must("form", "show", REF, "--json").json)["sector"]["by_hand"]
    worked.must("form", "answer", REF, "sector", "--clear")
    assert not fields(worked.must("form", "show", REF, "--json").json)["sector"]["by_hand"]


def test_neither_an_answer_nor_clear_is_refused(worked: Shell) -> None:
    """Lost without it: a command that did nothing looks as if it had."""
    refused = worked("form", "answer", REF, "sector")
    assert (refused.code, refused.out, "--clear" in refused.err) == (2, "", True)


def test_a_field_that_is_not_there_leaves_stdout_empty(worked: Shell) -> None:
    """Lost without it: a script reads the refusal as an answer."""
    refused = worked("form", "answer", REF, "9.9", "x", "--json")
    assert (refused.code, refused.out) == (3, "")
    assert "has no field '9.9'" in refused.err


def test_how_far_a_form_is_is_counted(worked: Shell) -> None:
    """Lost without it: nobody can tell how much of the form is still to be typed."""
    said = worked.must("form", "count", REF, "--json").json
    assert said["filled_without_typing"] + said["answered_by_hand"] + said["not_known_yet"] == said["applicable"]
    assert said["share"] == round(said["filled_without_typing"] / said["applicable"], 4)
    worked.must("form", "answer", REF, "sector", "Bicycle retail")
    after = worked.must("form", "count", REF, "--json").json
    assert (after["answered_by_hand"], after["applicable"]) == (1, said["applicable"])
    assert "without typing" in worked.must("form", "count", REF).out
