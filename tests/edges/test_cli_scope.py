"""`breachdesk scope`: each option, its wrong forms, what-ifs and versions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edges.command_line import LEAD, REF, Shell

CALLS = ("--system", "phone-recordings")


def asked(shell: Shell, *words: str) -> Any:
    """Give the document of a scope."""
    return shell.must("scope", *words, "--json").json


def ids(document: Any, part: str) -> list[str]:
    """Give what stands in a part of it."""
    return [line["id"] for line in document[part]]


def test_systems_and_datasets_are_put_together(organised: Shell) -> None:
    """Lost without it: of two systems only the last one counts, or data found for sale have no scope."""
    both = asked(organised, "--system", "payments", *CALLS)
    assert both["systems"] == ["payments", "phone-recordings"]
    named = asked(organised, "--dataset", "calls", "--dataset", "payments-ledger")
    assert named["systems"] == []
    assert ids(named, "datasets") == ids(both, "datasets")
    assert named["people"] == both["people"]


def test_what_is_left_out_is_gone_and_says_why(organised: Shell) -> None:
    """Lost without it: a dataset nobody touched stays in the filing, or goes without a reason."""
    found = asked(organised, "--system", "crm", "--leave-out", "crm-customers= a copy on paper = not in it ")
    assert "crm-customers" not in ids(found, "datasets")
    assert {"dataset": "crm-customers", "because": "a copy on paper = not in it"} in found["left_out"]
    said = organised.must("scope", "--system", "crm", "--leave-out", "crm-customers=a copy on paper").out
    assert "Left out: crm-customers, a copy on paper" in said


def test_what_is_ruled_out_is_no_longer_to_look_at(organised: Shell) -> None:
    """Lost without it: a system that was looked at is proposed for ever."""
    before = asked(organised, "--system", "crm")
    out = before["reached"][0]["system"]
    after = asked(organised, "--system", "crm", "--rule-out", f"{out}=rebuilt on Monday")
    assert out not in [r["system"] for r in after["reached"]]
    assert [(r["system"], r["reason"]) for r in after["ruled_out"]] == [(out, "rebuilt on Monday")]
    assert f"Ruled out {out}: rebuilt on Monday" in organised.must("scope", "--system", "crm", "--rule-out", f"{out}=rebuilt on Monday").out


def test_a_window_takes_a_part(organised: Shell) -> None:
    """Lost without it: a skimmer of two weeks counts for the data of ten years."""
    whole = asked(organised, *CALLS)["records"]
    assert whole == {"at_least": 3000, "at_most": 4200}
    part = asked(organised, *CALLS, "--since", "2026-11-01", "--until", "2026-11-20", "--collected")
    assert part["records"] == {"at_least": None, "at_most": 4200}
    assert [d["whole"] for d in part["datasets"]] == [False]


@pytest.mark.parametrize(
    ("said", "people", "reason"),
    [
        ("customers=400:counted in the log", {"at_least": 400, "at_most": 400}, "counted in the log"),
        ("customers = 1_400 : seen", {"at_least": 1400, "at_most": 1400}, "seen"),
        ("customers=350-420:log: of exports", {"at_least": 350, "at_most": 420}, "log: of exports"),
        ("customers=0:nobody", {"at_least": 0, "at_most": 0}, "nobody"),
    ],
)
def test_a_stated_number_goes_first(organised: Shell, said: str, people: dict[str, int], reason: str) -> None:
    """Lost without it: four hundred were counted, and fifteen thousand are filed."""
    (group,) = asked(organised, *CALLS, "--stated", said)["subject_groups"]
    assert (people, reason) == (group["people"], group["stated"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("--leave-out calls", 2, "--leave-out must be DATASET=WHY; the reason is kept with the scope."),
        ("--leave-out calls=", 2, "--leave-out must be DATASET=WHY"),
        ("--leave-out =why", 2, "--leave-out must be DATASET=WHY"),
        ("--rule-out crm", 2, "--rule-out must be SYSTEM=WHY; the reason is kept with the scope."),
        ("--rule-out phone-recordings=clean", 2, "'phone-recordings' is marked as hit and ruled out; do one of them."),
        ("--rule-out crn=clean", 3, "has no system 'crn'"),
        ("--leave-out crn=clean", 3, "has no dataset 'crn'"),
        ("--dataset crn", 3, "has no dataset 'crn'"),
        ("--dataset calls --leave-out calls=no", 2, "'calls' is named as touched and left out; do one of them."),
        ("--stated customers", 2, "--stated must be GROUP=N:WHY"),
        ("--stated customers=400", 2, "--stated must be GROUP=N:WHY; say how the number is known."),
        ("--stated customers=400:", 2, "--stated must be GROUP=N:WHY; say how the number is known."),
        ("--stated customers=many:log", 2, "'many' is no number of people; write 400, or 350-420."),
        ("--stated customers=-4:log", 2, "'-4' is no number of people; write 400, or 350-420."),
        ("--stated customers=4-:log", 2, "'4-' is no number of people; write 400, or 350-420."),
        ("--stated customers=1.5:log", 2, "'1.5' is no number of people"),
        ("--stated customers=9-4:log", 2, "'9-4' is no number of people: at least 9 is more than at most 4."),
        ("--stated customers=90000:log", 2, "At least 90,000 customers were stated"),
        ("--stated visitors=9:log", 2, "A number was stated for 'visitors', and nothing that was hit holds any of them."),
        ("--stated clients=9:log", 3, "has no subject group 'clients'"),
        ("--since 1-10-2026", 2, "does not match the format '%Y-%m-%d'"),
        ("--since 2026-02-30", 2, "does not match the format '%Y-%m-%d'"),
        ("--since 2026-10-02 --until 2026-10-01", 2, "--since 2026-10-02 is after --until 2026-10-01; swap or mend them."),
        ("--collected", 2, "--collected needs --since or --until, or both."),
        ("--what-if", 2, "--what-if and --versions are about an incident; name it with --incident."),
        ("--versions", 2, "--what-if and --versions are about an incident; name it with --incident."),
    ],
)
def test_each_wrong_form_is_one_sentence(organised: Shell, words: str, code: int, said: str) -> None:
    """Lost without it: a slip is taken for an answer, or tells the one who made it nothing."""
    told = organised("scope", *CALLS, *words.split())
    assert (code, "") == (told.code, told.out)
    assert said in " ".join(told.err.split())


def test_nothing_marked_is_no_scope(organised: Shell) -> None:
    """Lost without it: `0 people` for a forgotten option."""
    told = organised("scope", "--json")
    assert (told.code, told.out) == (2, "")
    assert "No system is marked as hit; mark at least one, or leave the scope open." in told.err


def test_the_same_day_twice_is_a_window(organised: Shell) -> None:
    """Lost without it: an incident of one day has no window."""
    found = asked(organised, *CALLS, "--since", "2026-11-20", "--until", "2026-11-20")
    assert ids(found, "datasets") == ["calls"]


def test_a_what_if_writes_nothing_and_says_what_would_differ(worked: Shell) -> None:
    """Lost without it: looking what one more system would mean saves it, and changes what is filed."""
    before = {path: path.read_bytes() for path in sorted(worked.folder.rglob("*")) if path.is_file()}
    shown = worked.must("incident", "show", REF, "--json").json
    found = worked.must("scope", "--system", "crm", *CALLS, "--incident", REF, "--what-if", "--json")
    parts = {(line["part"], line["id"]): line for line in found.json["changed"]}
    assert parts["system", "phone-recordings"] == {
        "part": "system", "id": "phone-recordings", "before": None, "after": {"at_least": None, "at_most": None},
    }  # fmt: skip
    assert ("dataset", "calls") in parts
    assert ("system", "crm") not in parts
    said = worked.must("scope", "--system", "phone-recordings", "--incident", REF, "--what-if")
    assert "+ system phone-recordings" in said.out
    assert "- system crm" in said.out
    assert "~ people: 12,000 to 15,780 -> at most 15,500" in said.out
    assert said.err.strip().endswith("Nothing was saved.")
    assert worked.must("incident", "show", REF, "--json").json == shown
    assert len(worked.must("scope", "--incident", REF, "--versions", "--json").json["versions"]) == 1
    assert {path: path.read_bytes() for path in before if path.suffix != ".db-shm"} == {
        path: raw for path, raw in before.items() if path.suffix != ".db-shm"
    }


def test_a_what_if_of_what_is_saved_says_so(worked: Shell) -> None:
    """Lost without it: silence, and nobody knows whether it was asked at all."""
    said = worked.must("scope", "--system", "crm", "--incident", REF, "--what-if")
    assert "It is the scope that is saved." in said.out


def test_a_what_if_shows_a_system_ruled_out(worked: Shell) -> None:
    """Lost without it: `it is the scope that is saved` though one system fewer is to be looked at."""
    reached = asked(worked, "--system", "crm")["reached"][0]["system"]
    words = ("--system", "crm", "--rule-out", f"{reached}=rebuilt", "--incident", REF, "--what-if")
    assert f"- reached {reached}" in worked.must("scope", *words).out


def test_versions_say_who_why_and_what_changed(worked: Shell) -> None:
    """Lost without it: a number that was filed, and nobody can tell which version it came from."""
    words = ("--system", "crm", *CALLS, "--leave-out", "crm-customers=on paper", "--why", "the log was read")
    told = worked.by(LEAD).must("scope", *words, "--incident", REF)
    assert told.err == f"Saved as version 2 of the scope of {REF}.\n"
    first, second = worked.must("scope", "--incident", REF, "--versions", "--json").json["versions"]
    assert (first["version"], first["saved_by"], first["why"]) == (1, "M. Aydin", None)
    assert (second["version"], second["saved_by"], second["why"]) == (2, LEAD, "the log was read")
    assert second["hit"]["systems"] == ["crm", "phone-recordings"]
    assert second["hit"]["left_out"] == {"crm-customers": "on paper"}
    assert {"part": "dataset", "id": "crm-customers", "before": {"at_least": None, "at_most": None}, "after": None} in second["changed"]
    assert {line["part"] for line in first["changed"]} >= {"people", "records", "system", "dataset", "group", "category"}
    assert len(first["inventory"]) == 64
    assert first["saved_at"].endswith("Z")
    out = worked.must("scope", "--incident", REF, "--versions").out
    assert [line.split()[0] for line in out.splitlines()[1:] if line.strip() and line.split()[0].isdecimal()] == ["1", "2"]
    assert "the log was read" in out


def test_an_incident_without_a_scope_says_that_none_was_saved(organised: Shell) -> None:
    """Lost without it: an empty table that looks like a fault."""
    times = ("--detected", "2026-11-23 10:00", "--aware", "2026-11-23 14:00", "--reason", "The logs had to be read.")
    organised.must("incident", "open", "--title", "A copy", "--reported-by", "M. Aydin", *times)
    assert "No scope has been saved yet." in organised.must("scope", "--incident", REF, "--versions").out
    assert organised.must("scope", "--incident", REF, "--versions", "--json").json == {"versions": []}
    first = organised.must("scope", *CALLS, "--incident", REF, "--what-if").out
    assert "+ system phone-recordings" in first


def test_people_at_a_shell_read_the_same(organised: Shell) -> None:
    """Lost without it: what matters most stands only in the document for machines."""
    said = organised.must("scope", *CALLS).out
    for words in ("People at most 15,500; records 3,000 to 4,200;", "GROUP", "ART. 9/10", "READABLE", "May follow: ", "Languages: "):
        assert words in said
