"""`breachdesk law assess` and `law deadline`: the JSON others rely on, key by key, and each refusal in one clear sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from breachdesk import wiring
from breachdesk.cli.commands import run
from breachdesk.domain.facts import FactDefinition, FactKind

STOLEN = """breach_kinds: [confidentiality]
cause: malicious-external
data_categories: [contact, financial-account]
subject_groups: [customers]
people: {at_least: 100, at_most: 250}
identifiability: direct
unintelligible: no
exfiltration: confirmed
exposure: unknown-people
notes: free text, never interpreted
"""
MISPOST = """breach_kinds: [confidentiality]
cause: human-error
data_categories: [contact, purchases]
subject_groups: [customers]
people: 12
identifiability: direct
unintelligible: no
exposure: one-known-recipient
"""
STATEMENT = """breach_kinds: [confidentiality]
cause: human-error
data_categories: [financial]
subject_groups: [customers]
people: 1
identifiability: direct
exposure: one-known-recipient
"""
LOST = """breach_kinds: [availability]
cause: technical-failure
data_categories: [contact]
subject_groups: [customers]
"""
LONG_LIST = """breach_kinds: [confidentiality]
cause: human-error
data_categories: [contact]
subject_groups: [customers]
people: 500
exposure: known-people
"""
WIDTH = 80
THREE = ("yes", "no", "undetermined")


@dataclass(frozen=True)
class Said:
    """What a command said, and the code it left with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Give the one document on stdout, and nothing but it."""
        assert self.code == 0, self.err
        assert self.err == ""
        return json.loads(self.out)


Law = Callable[..., Said]
Assess = Callable[..., Said]


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """Give `breachdesk law …`, run in this process; the packs are read once."""
    front = wiring.Wiring()
    nowhere = tmp_path_factory.mktemp("law") / "workspace"

    def typed(*words: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(front, ["--workspace", str(nowhere), "--as", "M. Aydin", "law", *words])
        assert not nowhere.exists(), "stand-alone commands touch no workspace"
        return Said(code, out.getvalue(), err.getvalue())

    return typed


@pytest.fixture
def assess(law: Law, tmp_path: Path) -> Assess:
    """Give `law assess` on a text written to facts.yaml."""

    def judged(text: str | bytes, as_json: bool = True) -> Said:
        path = tmp_path / "facts.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return law("assess", str(path), *(["--json"] if as_json else []))

    return judged


# ---- law assess --json


def test_the_document_has_exactly_the_promised_keys_and_types(assess: Assess) -> None:
    """Lost without it: a script that reads the document breaks in silence. The first seven are the contract."""
    found = assess(STOLEN).json
    assert list(found) == [
        "document",
        "notify_authority",
        "notify_individuals",
        "risk",
        "enisa",
        "reasons",
        "missing",
        "exceptions",
        "public_communication_instead",
        "disagreement",
        "verdict",
        "practice",
    ]
    assert (found["document"], found["notify_authority"], found["notify_individuals"]) == ("yes", "yes", "yes")
    assert found["risk"] == "high"
    assert set(found["enisa"]) == {
        "dpc", "ei", "cb", "se", "level", "se_at_most", "level_at_most", "flags", "parts",
    }  # fmt: skip
    assert {key: found["enisa"][key] for key in ("dpc", "ei", "cb", "se", "level")} == {
        "dpc": 3, "ei": 1.0, "cb": 1.0, "se": 4.0, "level": "very_high",
    }  # fmt: skip
    assert type(found["enisa"]["dpc"]) is int
    for reason in found["reasons"]:
        assert list(reason) == ["outcome", "because", "facts", "source"]
        assert reason["outcome"] in ("document", "notify_authority", "notify_individuals")
        assert reason["because"]
        assert reason["source"]
        assert isinstance(reason["facts"], list)
    assert {reason["outcome"] for reason in found["reasons"]} == {"document", "notify_authority", "notify_individuals"}
    assert found["missing"] == []
    assert [list(e) for e in found["exceptions"]] == [["id", "holds", "because", "source"]] * 3
    assert {e["holds"] for e in found["exceptions"]} <= set(THREE)
    assert found["public_communication_instead"] is False
    assert set(found["verdict"]) == {"is", "because"}
    assert isinstance(found["practice"], list)


@pytest.mark.parametrize("text", [STOLEN, MISPOST, STATEMENT, LOST, LONG_LIST, "notes: nothing is known\n"])
def test_the_words_of_the_outcomes_are_the_promised_ones(assess: Assess, text: str) -> None:
    """Lost without it: a fourth word that no script expects."""
    found = assess(text).json
    assert found["document"] in ("yes", "no")
    assert found["notify_authority"] in THREE
    assert found["notify_individuals"] in THREE
    assert found["risk"] in ("unlikely", "risk", "high", "undetermined")
    assert found["enisa"]["level"] in ("low", "medium", "high", "very_high", None)
    assert found["disagreement"] is None or "The rules prevail" in found["disagreement"]
    for missing in found["missing"]:
        assert list(missing) == ["fact", "could_change"]
        assert missing["could_change"]
        assert set(missing["could_change"]) <= {"notify_authority", "notify_individuals"}
    is_open = "undetermined" in (found["notify_authority"], found["notify_individuals"])
    assert bool(found["missing"]) is is_open


def test_without_an_answer_about_the_data_the_score_is_null_and_not_zero(assess: Assess) -> None:
    """Lost without it: `0` read as harmless where nothing is known."""
    enisa = assess("cause: human-error\n").json["enisa"]
    assert [enisa[key] for key in ("dpc", "ei", "se", "level", "se_at_most", "level_at_most")] == [None] * 6
    assert enisa["cb"] == 0


def test_the_lines_for_people_say_the_same(assess: Assess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the screen and the script disagree, or a question is an id that nobody can answer."""
    found = assess(STATEMENT).json
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    lines = assess(STATEMENT, as_json=False).out.splitlines()
    assert f"Notify the authority: {found['notify_authority']}" in lines
    assert f"Tell the people: {found['notify_individuals']}" in lines
    assert f"Risk to people: {found['risk']}" in lines
    asked = [line.split()[3] for line in lines if line.startswith("Ask next")]
    assert [missing["fact"] for missing in found["missing"]] == asked
    whole = " ".join(" ".join(lines).split())
    for reason in found["reasons"]:
        assert f"{reason['because']} ({reason['source']})" in whole
    assert [line for line in lines if len(line) > WIDTH] == []
    assert "Ask next 1: reveals_little “whether the data reveal little about the people” (could change: tell the people)" in whole


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (STATEMENT, ["reveals_little", "unintelligible", "recipient_trusted", "recovered"]),
        (LOST, ["outage_effect", "backup_intact", "restored_within_hours"]),
        (LONG_LIST + "unintelligible: no\n", ["reveals_little", "recipient_trusted", "recovered", "identifiability"]),
        (MISPOST.replace("people: 12", "people: 1200"), ["recipient_trusted", "recovered"]),
    ],
    ids=["statement", "outage", "long list", "many orders"],
)
def test_the_question_that_settles_most_stands_first(assess: Assess, text: str, facts: list[str]) -> None:
    """Lost without it: somebody is sent to find out what hardly matters while the clock runs."""
    assert facts == [missing["fact"] for missing in assess(text).json["missing"]]


@pytest.mark.parametrize("text", [STATEMENT, LONG_LIST, "unintelligible: no\n" + LOST], ids=["statement", "long list", "outage"])
def test_the_order_is_that_of_how_many_answers_settle_an_outcome(
    assess: Assess, definitions: Mapping[str, FactDefinition], text: str
) -> None:
    """Lost without it: the order rests on a number that asking each answer does not bear out. Every answer is asked."""
    before = assess(text).json
    settled: list[float] = []
    for missing in before["missing"]:
        definition = definitions[missing["fact"]]
        # Hours fall into what is at once, in good time, or too late.
        answers = ["0.5", "12", "48"] if definition.kind is FactKind.HOURS else [o.id for o in definition.options]
        after = [assess(f"{text}{definition.id}: {answer}\n").json for answer in answers]
        share = sum(1 / len(after) for a in after for duty in missing["could_change"] if a[duty] != "undetermined")
        settled.append(round(share, 6))
    assert settled
    assert sorted(settled, reverse=True) == settled


@pytest.mark.parametrize("text", [STATEMENT, LOST, LONG_LIST], ids=["statement", "outage", "long list"])
def test_what_is_missing_is_not_known_and_can_be_answered(
    assess: Assess, definitions: Mapping[str, FactDefinition], text: str
) -> None:
    """Lost without it: a question about something that was answered, or that nobody can answer in the file."""
    for missing in assess(text).json["missing"]:
        assert f"\n{missing['fact']}:" not in f"\n{text}"
        assert missing["fact"] in definitions


def test_notes_are_never_interpreted(assess: Assess) -> None:
    """Lost without it: free text that changes what follows."""
    plain = assess(STATEMENT).json
    assert plain == assess(f"{STATEMENT}notes: 'unintelligible: yes, recovered: yes, misuse_seen: yes'\n").json
    assert plain == assess(f"{STATEMENT}notes: [a, list, of, remarks]\n").json


def test_an_empty_or_unknown_answer_is_as_good_as_none(assess: Assess) -> None:
    """Lost without it: `unknown` read as a value, or an empty key as no."""
    plain = assess(STATEMENT).json
    for text in ("recovered: unknown\n", "recovered: Unknown\n", "recovered:\n", "affected_countries: [unknown]\n", "records: unknown\n"):
        assert plain == assess(STATEMENT + text).json, text


def test_yes_and_no_are_words_whatever_yaml_makes_of_them(assess: Assess) -> None:
    """Lost without it: `no` read as False, and Norway with it."""
    for word in ("no", "No", "NO", '"no"', "'no'"):
        assert assess(STATEMENT + f"recovered: {word}\n").json["notify_individuals"] == "yes", word
    said = assess(STATEMENT + "affected_countries: [NO]\n")
    assert said.code == 0


@pytest.mark.parametrize("word", ["true", "false", "y", "off", "1", "ja"])
def test_what_yaml_calls_a_boolean_is_refused_where_it_is_not_yes_or_no(assess: Assess, word: str) -> None:
    """Lost without it: `off` or `1` guessed to mean one or the other."""
    said = assess(STATEMENT + f"recovered: {word}\n")
    assert (said.code, said.out) == (2, "")
    assert said.err == f"facts.yaml:8 '{word}' is no answer to recovered. One of: yes, no.\n"


REFUSED = [
    ("cause: malicious-externel\n", "facts.yaml:1 'malicious-externel' is no answer to cause. One of: malicious-external, malicious-insider, human-error, technical-failure. Did you mean 'malicious-external'?"),
    ("causes: human-error\n", "facts.yaml:1 'causes' is no known fact. Did you mean 'cause'?"),
    ("cause: human-error\nexposed: public\n", "facts.yaml:2 'exposed' is no known fact. Did you mean 'exposure'?"),
    ("data_categories: [contact, helth]\n", "facts.yaml:1 data_categories: 'helth' is not known. Did you mean 'health'?"),
    ("data_categories:\n  - contact\n  - helth.diagnosis\n", "facts.yaml:3 data_categories: 'helth.diagnosis' is not known."),
    ("subject_groups: [custommers]\n", "facts.yaml:1 subject_groups: 'custommers' is not known. Did you mean 'customers'?"),
    ("breach_kinds: [confidentially]\n", "facts.yaml:1 breach_kinds: 'confidentially' is not known. Did you mean 'confidentiality'?"),
    ("affected_countries: [XX]\n", "facts.yaml:1 affected_countries: 'XX' is not known."),
    ("people: {at_least: 250, at_most: 100}\n", "facts.yaml:1 people: 'at_least' 250 is more than 'at_most' 100; swap or mend them."),
    ("people:\n  at_least: 250\n  at_most: 100\n", "facts.yaml:2 people: 'at_least' 250 is more than 'at_most' 100; swap or mend them."),
    ("people: {at_leest: 250}\n", "facts.yaml:1 people: 'at_leest' is not a known key. Did you mean 'at_least'?"),
    ("people: many\n", "facts.yaml:1 people: 'many' is not a whole number; write 250, 100-250, 'at least 5' or 'unknown'."),
    ("people: -4\n", "facts.yaml:1 people: '-4' is not a whole number; write 250, 100-250, 'at least 5' or 'unknown'."),
    ("restored_within_hours: soon\n", "facts.yaml:1 restored_within_hours: 'soon' is not a number of hours; write 4 or 0.5."),
    ("restored_within_hours: 1.x\n", "facts.yaml:1 restored_within_hours: '1.x' is not a number of hours; write 4 or 0.5."),
    ("cause: [human-error]\n", "facts.yaml:1 'cause' must be one text, not a list."),
    ("data_categories: {contact: yes}\n", "facts.yaml:1 'data_categories' must be a list, not a mapping."),
    ("cause: human-error\ncause: technical-failure\n", "facts.yaml:2 says 'cause' twice (first on line 1); keep one."),
    ("cause: &a human-error\n", "facts.yaml:1 uses an anchor (&name); write the value out."),
    ("cause: !!str human-error\n", "facts.yaml:1 uses a tag (!name); plain values only."),
    ("- cause\n", "facts.yaml:1 holds a list at the top; it must be keys with values."),
    ("cause\n", "facts.yaml:1 holds text at the top; it must be keys with values."),
    ("", "facts.yaml is empty."),
    ("# nothing yet\n", "facts.yaml is empty."),
    ("cause: human-error\n---\ncause: human-error\n", "facts.yaml:2 begins a second document; write one to a file."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[f"{i}-{text.split(':')[0][:20].strip() or 'empty'}" for i, (text, _) in enumerate(REFUSED)])
def test_a_slip_is_refused_in_one_sentence_with_its_file_and_line(assess: Assess, text: str, sentence: str) -> None:
    """Lost without it: a conclusion from facts that were not understood, or a stack of code at three in the morning."""
    said = assess(text)
    assert (said.code, said.out) == (2, "")
    assert said.err == sentence + "\n"


def test_every_slip_of_a_file_is_told_in_one_round(assess: Assess) -> None:
    """Lost without it: mend one, run, find the next."""
    said = assess("cause: robbery\ndata_categories: [helth]\npeople: {at_least: 9, at_most: 3}\nrecoverd: yes\n")
    assert said.code == 2
    assert [line.split()[0] for line in said.err.splitlines()] == [f"facts.yaml:{n}" for n in (1, 2, 3, 4)]


def test_a_file_that_is_not_text_or_not_there_is_refused(assess: Assess, law: Law, tmp_path: Path) -> None:
    """Lost without it: a stack of code for a slip in a path."""
    assert assess(b"cause: \xff\n").err == "facts.yaml:1 is not UTF-8; save the file as UTF-8 and try again.\n"
    for path, why in ((tmp_path / "none.yaml", "cannot be read: No such file or directory."), (tmp_path, "cannot be read: Is a directory.")):
        said = law("assess", str(path), "--json")
        assert (said.code, said.out) == (2, "")
        assert said.err == f"{path.name} {why}\n"


def test_a_command_without_a_file_says_how_it_is_used(law: Law) -> None:
    """Lost without it: nobody learns what is missing."""
    said = law("assess")
    assert said.code == 2
    assert "Missing argument 'FACTS.yaml'" in said.err


CLASHES = [
    ("recovered: yes\nmisuse_seen: yes\n", ["recovered", "misuse_seen"]),
    ("exposure: none\nexfiltration: confirmed\nunintelligible: no\n", ["exposure", "exfiltration"]),
    ("exposure: none\nexfiltration: likely\n", ["exposure", "exfiltration"]),
    ("exposure: public\nbreach_kinds: [availability]\n", ["exposure", "breach_kinds"]),
    ("unintelligible: yes\nmisuse_seen: yes\n", ["unintelligible", "misuse_seen"]),
    ("breach_kinds: [confidentiality]\noutage_effect: severe\n", ["outage_effect", "breach_kinds"]),
    ("breach_kinds: [confidentiality]\ndata_altered: yes\n", ["data_altered", "breach_kinds"]),
    ("special_categories: no\ndata_categories: [health.diagnosis]\n", ["special_categories", "data_categories"]),
    ("vulnerable_people: no\nsubject_groups: [children]\n", ["vulnerable_people", "subject_groups"]),
]


@pytest.mark.parametrize(("text", "named"), CLASHES, ids=[" and ".join(text.split()) for text, _ in CLASHES])
def test_answers_that_cannot_both_be_right_are_refused_and_both_are_named(assess: Assess, text: str, named: list[str]) -> None:
    """Lost without it: a conclusion drawn from facts that contradict each other."""
    said = assess(text)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("facts.yaml:1 ")
    assert all(f"'{fact}'" in said.err for fact in named)


def test_a_contradiction_is_told_with_its_lines(assess: Assess) -> None:
    """Lost without it: somebody looks for two keys in a long file."""
    said = assess("notes: two of these cannot be\nrecovered: yes\ncause: human-error\nmisuse_seen: yes\n").err.strip()
    assert said.startswith("facts.yaml:2 'recovered' says")
    assert said.endswith("correct one. See line 4 too.")


def test_two_contradictions_are_both_told(assess: Assess) -> None:
    """Lost without it: mend one, run, find the next."""
    said = assess("recovered: yes\nmisuse_seen: yes\nspecial_categories: no\ndata_categories: [health.diagnosis]\n").err.splitlines()
    assert [line.partition(" ")[0] for line in said] == ["facts.yaml:1", "facts.yaml:3"]


def test_no_breach_is_said_where_the_file_says_so(assess: Assess) -> None:
    """Lost without it: the file cannot say that it was none after all."""
    found = assess("breach_confirmed: no\n" + STOLEN).json
    assert (found["document"], found["notify_authority"], found["notify_individuals"]) == ("no", "no", "no")
    assert found["verdict"]["is"] == "no-breach-of-security"


# ---- law deadline --json


def deadline(law: Law, aware: str, country: str, *more: str) -> Said:
    """Ask for a deadline as JSON."""
    return law("deadline", "--aware", aware, "--country", country, *more, "--json")


def test_a_deadline_has_exactly_the_promised_keys(law: Law) -> None:
    """Lost without it: a script that reads the document breaks in silence. The example is the one of the contract."""
    found = deadline(law, "2026-10-23T10:00+02:00", "NL").json
    promised = ("clock", "aware_at", "due_at", "due_local", "readings", "source", "in_force_from")
    assert {key: found[key] for key in promised} == {
        "clock": "gdpr-art33",
        "aware_at": "2026-10-23T08:00:00Z",
        "due_at": "2026-10-26T08:00:00Z",
        "due_local": "2026-10-26T09:00:00+01:00",
        "readings": [
            {"id": "strict", "due_at": "2026-10-26T08:00:00Z", "source": "GDPR Art. 33(1)"},
            {"id": "reg-1182-hours", "due_at": "2026-10-26T09:00:00Z", "source": "Reg. 1182/71 Art. 3(1)"},
        ],
        "source": "GDPR Art. 33(1)",
        "in_force_from": "2018-05-25",
    }
    assert set(found) - set(promised) == {
        "label", "state", "status", "length", "starts_from", "at_latest", "target_at", "notes",
        "regime", "in_force", "repealed_from", "warnings", "regime_notes", "authority", "holidays_of",
    }  # fmt: skip
    assert (found["state"], found["status"]) == ("dated", "in-force")
    for note in found["notes"]:
        assert list(note) == ["id", "due_at", "source", "status", "says"]
        assert note["status"] == "contested"


@pytest.mark.parametrize(
    ("country", "aware", "due_at", "due_local"),
    [
        ("NL", "2026-11-27 16:30", "2026-11-30T15:30:00Z", "2026-11-30T16:30:00+01:00"),
        ("IE", "2026-10-23 18:45", "2026-10-26T17:45:00Z", "2026-10-26T17:45:00+00:00"),
        ("PT", "2026-03-27 18:00", "2026-03-30T18:00:00Z", "2026-03-30T19:00:00+01:00"),
        ("GR", "2026-04-09 18:20", "2026-04-12T15:20:00Z", "2026-04-12T18:20:00+03:00"),
        ("FI", "2026-06-19 09:00", "2026-06-22T06:00:00Z", "2026-06-22T09:00:00+03:00"),
        ("IS", "2026-03-27 10:15", "2026-03-30T10:15:00Z", "2026-03-30T10:15:00+00:00"),
        ("NO", "2026-03-26 02:30", "2026-03-29T01:30:00Z", "2026-03-29T03:30:00+02:00"),
        ("GB", "2026-11-27 16:30", "2026-11-30T16:30:00Z", "2026-11-30T16:30:00+00:00"),
        ("nl", "2026-11-27T15:30Z", "2026-11-30T15:30:00Z", "2026-11-30T16:30:00+01:00"),
        ("NL", "2026-11-27T09:30-05:00", "2026-11-30T14:30:00Z", "2026-11-30T15:30:00+01:00"),
    ],
)
def test_a_local_time_is_read_where_the_authority_is_and_the_end_shown_there(
    law: Law, country: str, aware: str, due_at: str, due_local: str
) -> None:
    """Lost without it: a deadline an hour or two off for whoever types their own clock."""
    found = deadline(law, aware, country).json
    assert (due_at, due_local) == (found["due_at"], found["due_local"])
    assert (country.upper() != "GB") is ("reg-1182-hours" in [r["id"] for r in found["readings"]])


@pytest.mark.parametrize(
    ("country", "aware", "zone", "first", "second"),
    [
        ("NL", "2026-03-29 02:30", "Europe/Amsterdam", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
        ("NL", "2026-10-25 02:30", "Europe/Amsterdam", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
        ("IE", "2026-03-29 01:30", "Europe/Dublin", "2026-03-29T00:30+00:00", "2026-03-29T02:30+01:00"),
        ("IE", "2026-10-25 01:30", "Europe/Dublin", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"),
        ("GR", "2026-03-29 03:30", "Europe/Athens", "2026-03-29T02:30+02:00", "2026-03-29T04:30+03:00"),
        ("CY", "2026-10-25 03:30", "Asia/Nicosia", "2026-10-25T03:30+03:00", "2026-10-25T03:30+02:00"),
    ],
)
def test_a_local_time_that_does_not_exist_or_exists_twice_is_refused_and_both_instants_are_named(
    law: Law, country: str, aware: str, zone: str, first: str, second: str
) -> None:
    """Lost without it: the tool picks one of two instants, and the deadline is an hour wrong half of the time."""
    said = deadline(law, aware, country)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert f"in {zone}" in said.err
    assert first in said.err
    assert second in said.err
    # Each of the two, copied from the message, is taken.
    dues = [deadline(law, instant, country).json["due_at"] for instant in (first, second)]
    assert dues[0] < dues[1]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--aware", "yesterday", "--country", "NL"), 2, "'yesterday' is not a time; write 2026-11-23 14:30"),
        (("--aware", "2026-11-23", "--country", "NL"), 2, "'2026-11-23' is a day without a time; add the hour"),
        (("--aware", "2926-11-23 14:30", "--country", "NL"), 2, "The year 2926 cannot be right"),
        (("--aware", "2026-11-31 14:30", "--country", "NL"), 2, "is not a time"),
        (("--aware", "2026-11-23 14:30", "--country", "UK"), 3, "Did you mean 'GB'?"),
        (("--aware", "2026-11-23 14:30", "--country", "XX"), 3, "XX"),
        (("--aware", "2026-11-23 14:30", "--country", "NL", "--clock", "gdpr-art-33"), 3, "There is no clock 'gdpr-art-33'; there are:"),
        (("--aware", "2026-11-23 14:30", "--country", "NL", "--event", "detection"), 2, "Write each event as NAME=TIME"),
        (
            ("--aware", "2026-11-23 14:30", "--country", "NL", "--clock", "cn-major", "--event", "detecton=2026-11-23 14:30"),
            2, "counts from the event 'detecton'. Did you mean 'detection'?",
        ),
        (
            ("--aware", "2026-11-23 14:30", "--country", "NL", "--clock", "dora-initial", "--event", "dora_clasified_at=2026-11-23 14:30"),
            2, "Did you mean 'dora_classified_at'?",
        ),
        (
            ("--aware", "2026-11-23 14:30", "--country", "NL", "--event", "awareness=2026-11-22 14:30"),
            2, "awareness is given with --aware",
        ),
        (("--country", "NL"), 2, "Missing option '--aware'"),
        (("--aware", "2026-11-23 14:30"), 2, "Missing option '--country'"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_what_to_write(law: Law, words: tuple[str, ...], code: int, message: str) -> None:
    """Lost without it: a guess at a date, or a wrong exit code for a script."""
    said = law("deadline", *words, "--json")
    assert (code, "") == (said.code, said.out)
    assert message in said.err


@pytest.mark.parametrize(
    ("clock", "state", "words"),
    [("gdpr-art34", "none-in-law", "without undue delay"), ("gdpr-art33-phases", "not-started", "without undue further delay")],
)
def test_a_clock_without_a_length_has_no_date_and_says_the_law_s_words(law: Law, clock: str, state: str, words: str) -> None:
    """Lost without it: a date invented where the law names none."""
    found = deadline(law, "2026-11-23T14:00+01:00", "NL", "--clock", clock).json
    assert (found["state"], found["due_at"], found["due_local"], found["readings"]) == (state, None, None, [])
    assert found["length"] == words
    if clock == "gdpr-art34":
        assert found["target_at"] == "2026-11-26T13:00:00Z"
