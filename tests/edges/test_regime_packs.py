"""What a regime's pack may hold beside clocks: numbers its conditions ask for, words alone, days of another country."""

from __future__ import annotations

from datetime import date

import pytest

from breachdesk.domain.conditions import ALWAYS, AtMost, Has, Not
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.law import LawPack, LawStatus
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Problems
from breachdesk.files.law_packs import read_law
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.conftest import LAW

SOURCE = '{act: "Test Act", article: "section 1", url: "https://example.org/act", read_on: "2026-11-23"}'
HEAD = f'id: own\nversion: "1"\nlabel: {{en: "Own"}}\nin_force_from: "2020-01-01"\nstatus: in-force\nsource: {SOURCE}\n'
VALUE = f'values:\n  - {{id: many, amount: 500, unit: people, in_force_from: "2020-01-01", status: in-force, source: {SOURCE}}}\n'
HOURS = "hours: 72\n    unit: elapsed hours"


def clock(length: str = HOURS, status: str = "in-force") -> str:
    """Give the clocks of a pack: one, of a length."""
    return (
        f"clocks:\n  - id: own-clock\n    label: A period\n    {length}\n    starts_from: awareness\n"
        f'    in_force_from: "2020-01-01"\n    status: {status}\n    source: {SOURCE}\n'
    )


def duty(when: str) -> str:
    """Give the duties of a pack: one, with a condition."""
    return (
        'duties:\n  - id: own-duty\n    kind: notify\n    label: {en: "Tell"}\n    addressee: {en: "somebody"}\n'
        f"    when: {when}\n    source: {SOURCE}\n"
    )


@pytest.fixture(scope="module")
def reader(definitions: dict[str, FactDefinition]) -> ConditionReader:
    """Give a reader of conditions on the shipped facts."""
    return Vocabulary(definitions, load_taxonomy(LAW / "taxonomy.yaml")).reader(Problems(""), {})


def read(reader: ConditionReader, text: str) -> LawPack:
    """Read a pack."""
    return read_law(HEAD + text, "own.yaml", reader)


def test_a_condition_may_ask_for_a_number_that_the_pack_cites(reader: ConditionReader) -> None:
    """Lost without it: no duty could begin at 500 people."""
    pack = read(reader, VALUE + duty("{not: {fact: people, at_most: many}}"))
    assert Not(AtMost("people", 500)) == pack.duties[0].when
    assert [(v.id, v.amount, v.unit) for v in pack.values] == [("many", 500, "people")]


def test_a_number_that_stands_nowhere_is_refused_with_the_nearest_one(reader: ConditionReader) -> None:
    """Lost without it: a threshold without a source, or a slip of the pen that reads as none."""
    with pytest.raises(FileProblems) as refused:
        read(reader, VALUE + duty("{not: {fact: people, at_most: mny}}"))
    assert "'mny' is none of the pack's values; a number needs its source. Did you mean 'many'?" in refused.value.lines()[0]


def test_the_numbers_of_one_pack_are_unknown_to_the_next(reader: ConditionReader) -> None:
    """Lost without it: 500 people of one act used for another because it was read first."""
    read(reader, VALUE + duty("{fact: people, at_most: many}"))
    with pytest.raises(FileProblems, match="none of the pack's values"):
        read(reader, duty("{fact: people, at_most: many}"))


def test_a_pack_may_hold_words_alone(reader: ConditionReader) -> None:
    """Lost without it: a law that sets no duty could not be mentioned, and people would look for it."""
    pack = read(reader, 'notes:\n  - text: {en: "Voluntary."}\n')
    assert (tuple(note["en"] for note in pack.notes), pack.duties) == (("Voluntary.",), ())


def test_a_pack_that_holds_nothing_is_refused(reader: ConditionReader) -> None:
    """Lost without it: a file cut short that reads as a law without duties."""
    with pytest.raises(FileProblems, match="'clocks' names no legal period"):
        read(reader, "")


def test_something_proposed_may_stand_in_a_pack_that_is_proposed(reader: ConditionReader) -> None:
    """Lost without it: a bill that could not be written down at all."""
    text = HEAD.replace("status: in-force", "status: proposed") + clock(status="proposed")
    pack = read_law(text, "own.yaml", reader)
    assert (pack.clocks["own-clock"].status, pack.holds_on(date(2026, 11, 27))) == (LawStatus.PROPOSED, False)


def test_a_duty_may_have_days_of_its_own(reader: ConditionReader) -> None:
    """Lost without it: a duty that an act brings in a year later is owed from the act's first day."""
    (plain,) = read(reader, VALUE + duty("{fact: people, at_most: many}")).duties
    assert (plain.in_force_from, plain.repealed_from) == (None, None)
    days = '    in_force_from: "2021-01-01"\n    repealed_from: "2027-01-01"\n'
    (dated,) = read(reader, VALUE + duty("{fact: people, at_most: many}") + days).duties
    assert (dated.in_force_from, dated.repealed_from) == (date(2021, 1, 1), date(2027, 1, 1))
    assert [dated.holds_on(date(year, 1, 1)) for year in (2020, 2021, 2026, 2027)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ('    in_force_from: ""\n', "own.yaml:16 duties[0]: 'in_force_from' is missing; write the day from which it holds, or leave the key out"),
        ('    in_force_from: soon\n', "own.yaml:16 duties[0]: 'in_force_from' is 'soon', which is not a date"),
        ('    in_force_from: "2027-01-01"\n    repealed_from: "2027-01-01"\n', "own.yaml:17 duties[0]: 'repealed_from' is 2027-01-01, not after"),
    ],
)
def test_days_of_a_duty_that_cannot_be_are_refused(reader: ConditionReader, days: str, message: str) -> None:
    """Lost without it: a slip in a date makes a duty owed too early, too late, or never."""
    with pytest.raises(FileProblems) as refused:
        read(reader, VALUE + duty("{fact: people, at_most: many}") + days)
    assert [line[: len(message)] for line in refused.value.lines()] == [message]


NOTED = f'    notes:\n      - text: {{en: "Mind it."}}\n        when: {{fact: established_in, is: ["NL"]}}\n        status: contested\n        source: {SOURCE}\n'


def test_a_duty_may_have_notes_each_with_its_source(reader: ConditionReader) -> None:
    """Lost without it: national law that narrows a duty could not be shown with it."""
    (found,) = read(reader, VALUE + duty("{fact: people, at_most: many}") + NOTED).duties
    (note,) = found.notes
    assert (note.text, str(note.source), note.status) == ({"en": "Mind it."}, "Test Act, section 1", LawStatus.CONTESTED)
    assert Has("established_in", frozenset({"NL"})) == note.when
    (always,) = read(reader, VALUE + duty("{fact: people, at_most: many}") + NOTED.replace('        when: {fact: established_in, is: ["NL"]}\n', "")).duties
    assert always.notes[0].when == ALWAYS


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (f"        source: {SOURCE}\n", "", "duties[0].notes[0]: 'source' is missing"),
        ("        status: contested\n", "", "duties[0].notes[0]: 'status' is missing"),
        ("status: contested", "status: disputed", "'status' is 'disputed', which is not a choice"),
        ('{en: "Mind it."}', '{nl: "Let op."}', "duties[0].notes[0]: 'text' has no English words"),
        ("fact: established_in", "fact: establishd_in", "Did you mean 'established_in'?"),
        ("        status:", "        stance: strict\n        status:", "'stance' is not a known key"),
    ],
)
def test_a_note_without_its_source_or_status_is_refused(reader: ConditionReader, old: str, new: str, message: str) -> None:
    """Lost without it: somebody's opinion beside a duty as if it were law."""
    assert old in NOTED
    with pytest.raises(FileProblems) as refused:
        read(reader, VALUE + duty("{fact: people, at_most: many}") + NOTED.replace(old, new))
    assert [line for line in refused.value.lines() if message in line], refused.value.lines()


EXEMPTION = f'exemptions:\n  - because: {{en: "Another law."}}\n    when: {{fact: organisation_is, is: [eu-institution]}}\n    source: {SOURCE}\n'


def test_a_pack_says_whom_it_leaves_out(reader: ConditionReader) -> None:
    """Lost without it: who is under another law in its place would be under both."""
    (exemption,) = read(reader, clock() + EXEMPTION).exemptions
    assert (exemption.because["en"], str(exemption.source)) == ("Another law.", "Test Act, section 1")
    assert Has("organisation_is", frozenset({"eu-institution"})) == exemption.when


def test_without_its_conditions_a_pack_leaves_nobody_out() -> None:
    """Lost without it: whoever reads the dates alone takes an exemption for one of everybody."""
    assert read_law(HEAD + clock() + EXEMPTION, "own.yaml", None).exemptions == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    when: {fact: organisation_is, is: [eu-institution]}\n", "", "exemptions[0]: 'when' is missing; say who or what is left out"),
        (f"    source: {SOURCE}\n", "", "exemptions[0]: 'source' is missing"),
        ('{en: "Another law."}', '{nl: "Een andere wet."}', "exemptions[0]: 'because' has no English words"),
        ("is: [eu-institution]", "is: [eu-instituton]", "Did you mean 'eu-institution'?"),
    ],
)
def test_an_exemption_that_says_too_little_is_refused(reader: ConditionReader, old: str, new: str, message: str) -> None:
    """Lost without it: everybody is exempt by a slip, and no provision says why."""
    assert old in EXEMPTION
    with pytest.raises(FileProblems) as refused:
        read(reader, clock() + EXEMPTION.replace(old, new))
    assert [line for line in refused.value.lines() if message in line], refused.value.lines()


@pytest.mark.parametrize(("said", "expected"), [("yes", True), ("no", False)])
def test_a_pack_says_whether_it_is_an_act_of_the_union(said: str, expected: bool, reader: ConditionReader) -> None:
    """Lost without it: Reg. 1182/71 read into every law, or into none."""
    pack = read(reader, clock() + f"union_act: {said}\n")
    assert (expected, expected) == (pack.in_eea, pack.clocks["own-clock"].is_union_act)


def test_working_days_may_leave_out_weekends_only(reader: ConditionReader) -> None:
    """Lost without it: our own holidays left out of another country's working days."""
    length = "working_days: 4\n    unit: working days\n    weekends_only: yes"
    clocks = read(reader, clock(length)).clocks
    assert clocks["own-clock"].weekends_only
    length = "working_days: 4\n    unit: working days"
    assert not read(reader, clock(length)).clocks["own-clock"].weekends_only
