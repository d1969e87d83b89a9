"""The other files of the book: severity, duties, proposals, fines, practice; each slip refused with its line and its mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from breachdesk.domain.conditions import Has
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.law import LawStatus
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.fact_file import load_facts
from breachdesk.files.lawbook_file import law_texts, read_lawbook
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
PRACTICE = """id: practice
version: "1"
citations:
  uodo: {act: "UODO, decision", article: "2024", url: "https://example.org/decision", read_on: "2026-11-23"}
practice:
  - id: pl-one-letter
    country: "PL"
    stance: stricter
    words: {en: "One letter had to be told."}
    when: {fact: exposure, is: [one-known-recipient]}
    status: contested
    source: uodo
"""
REGIME = """id: made-up
version: "1"
label: {en: "A made-up act"}
in_force_from: "2026-01-01"
status: unverified
source: {act: "Made-up Act", article: "1", url: "https://example.org/act", read_on: "2026-11-23"}
when: {fact: organisation_is, is: [bank]}
clocks:
  - id: made-up-first
    label: First
    hours: 4
    unit: elapsed hours
    starts_from: awareness
    in_force_from: "2026-01-01"
    status: unverified
    source: {act: "Made-up Act", article: "2", url: "https://example.org/act", read_on: "2026-11-23"}
  - id: made-up-final
    label: Final
    months: 1
    unit: calendar months
    starts_from: "met:made-up-first"
    in_force_from: "2026-01-01"
    status: unverified
    source: {act: "Made-up Act", article: "3", url: "https://example.org/act", read_on: "2026-11-23"}
duties:
  - id: made-up-tell
    kind: notify
    label: {en: "Tell the office"}
    addressee: {en: "the office"}
    when: {fact: dora_major, is: ["yes"]}
    clocks: [made-up-first, made-up-final]
    source: {act: "Made-up Act", article: "2", url: "https://example.org/act", read_on: "2026-11-23"}
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Give what the packs may speak of."""
    return Vocabulary(load_facts(LAW / "facts.yaml"), load_taxonomy(LAW / "taxonomy.yaml"))


@pytest.fixture(scope="module")
def texts() -> Mapping[str, str]:
    """Give the shipped book without its regimes, with a small file of practice and one made-up regime."""
    shipped = {name: text for name, text in law_texts(LAW).items() if not name.startswith("regimes/")}
    return {**shipped, "practice.yaml": PRACTICE, "regimes/made-up.yaml": REGIME}


def test_a_book_with_practice_and_a_regime_is_read(texts: Mapping[str, str], vocabulary: Vocabulary) -> None:
    """Lost without it: a reader that refuses everything would pass every test below."""
    book = read_lawbook(texts, vocabulary)
    (note,) = book.practice
    assert (note.country, note.stance, note.status) == ("PL", "stricter", LawStatus.CONTESTED)
    assert Has("exposure", frozenset({"one-known-recipient"})) == note.when
    pack = book.packs["made-up"]
    assert [c.length for c in pack.clocks.values()] == ["4 elapsed hours", "1 calendar month"]
    assert pack.duties[0].status is LawStatus.UNVERIFIED


SLIPS = [
    # severity.yaml
    ("severity.yaml", 'points: "0.75"', 'points: "0.7"', "'points' is '0.7'; the method counts in quarters from 0 to 4"),
    ("severity.yaml", "unit: points", "unit: marks", "'unit' is 'marks', which is not a choice"),
    ("severity.yaml", "categories: [identity, contact,", "categories: [identity, contacts,", "Did you mean 'contact'?"),
    ("severity.yaml", "categories: [financial, ", "categories: [contact, ", "'contact' stands in 'simple' and in 'financial'; keep one"),
    ("severity.yaml", "refined_by: severity_simple", "refined_by: severity_simpel", "Did you mean 'severity_simple'?"),
    ("severity.yaml", "steps: {plain: 0, profiling", "steps: {plain: 0, profilling", "Did you mean 'profiling'?"),
    ("severity.yaml", "profiling: 1", "profiling: one", "the step of 'profiling' is 'one'; write a whole number from -3 to 3"),
    ("severity.yaml", "base: 4", "base: 5", "'base' is 5; it must be 1 to 4"),
    ("severity.yaml", '{id: medium, from: "2"', '{id: medium, from: "3.5"', "'bands' must begin at 0 and rise"),
    ("severity.yaml", "  low: unlikely", "  low: harmless", "'rule_of_thumb' says nothing usable of 'low'"),
    ("severity.yaml", "at_most: easily", "at_most: easy", "'easy' is none of the pack's values; a number needs its source. Did you mean 'easily'?"),
    ("severity.yaml", 'read_on: "2026-11-23"}\nunit', 'read_on: ""}\nunit', "'read_on' is missing"),
    # gdpr.yaml
    ("gdpr.yaml", "when: [{fact: our_role, is: [processor]}", "when: [{fact: our_roll, is: [processor]}", "Did you mean 'our_role'?"),
    ("gdpr.yaml", "authority_proposed, is:", "authority_propsed, is:", "Did you mean 'authority_proposed'?"),
    ("gdpr.yaml", "clocks: [gdpr-art33]", "clocks: [gdpr-art-33]", "is none of the pack's clocks. Did you mean 'gdpr-art33'?"),
    ("gdpr.yaml", "kind: tell-people", "kind: tell-persons", "Did you mean 'tell-people'?"),
    ("gdpr.yaml", 'starts_from: "met:gdpr-art33"', 'starts_from: "met:gdpr-33"', "waits for 'gdpr-33', which is none here"),
    ("gdpr.yaml", "shape: two-whole-working-days", "shape: two-working-days", "Did you mean 'two-whole-working-days'?"),
    ("gdpr.yaml", "- id: gdpr-33-1\n    kind", "- id: gdpr-33-5\n    kind", "the duty 'gdpr-33-5' stands here a second time"),
    ("gdpr.yaml", "    source: gdpr-33-4", "    source: gdpr-33-9", "'source' is 'gdpr-33-9', which the pack does not cite"),
    # regimes
    ("regimes/made-up.yaml", "id: made-up\n", "id: gdpr\n", "made-up.yaml:1 the pack 'gdpr' stands in another file too; give it another id"),
    ("regimes/made-up.yaml", "    hours: 4\n", "    hours: 4\n    days: 1\n", "the clock has two lengths"),
    ("regimes/made-up.yaml", "    months: 1\n", "    months: 25\n", "'months' is 25; it must be 1 to 24"),
    ("regimes/made-up.yaml", "unit: calendar months", "unit: elapsed hours", "'unit' is 'elapsed hours', and 'months' counts calendar months"),
    ("regimes/made-up.yaml", "starts_from: awareness", "starts_from: awarenes", "Did you mean 'awareness'?"),
    ("regimes/made-up.yaml", "is: [bank]", "is: [banks]", "Did you mean 'bank'?"),
    ("regimes/made-up.yaml", "status: unverified\nsource", "status: certain\nsource", "'status' is 'certain', which is not a choice"),
    # practice.yaml
    ("practice.yaml", '"PL"', '"PX"', "'country' is 'PX', which is not a choice"),
    ("practice.yaml", "stance: stricter", "stance: odd", "One of: milder, stricter."),
    ("practice.yaml", "source: uodo", "source: udo", "Did you mean 'uodo'?"),
    ("practice.yaml", "is: [one-known-recipient]", "is: [one-recipient]", "Did you mean 'one-known-recipient'?"),
    ("practice.yaml", "    status: contested\n", "", "'status' is missing"),
    ("practice.yaml", 'words: {en: "One', 'words: {nl: "One', "'words' has no English words"),
    # amendments.yaml
    ("amendments.yaml", "status: proposed", "status: in-force", "'status' must be proposed: what is law belongs into a pack of its own"),
    ("amendments.yaml", "    authority_hours: 96\n", "", "'authority_hours' is missing; say the period it would set"),
    ("amendments.yaml", "authority_only_at: high", "authority_only_at: low", "One of: high, risk."),
    # fines.yaml
    ("fines.yaml", "    euros: 10_000_000\n", "", "'euros' is missing; a tier needs its amount"),
    ("fines.yaml", "    percent: 4\n", "    percent: 400\n", "'percent' is 400; it must be 1 to 100"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), SLIPS, ids=[f"{s[0]}-{i}" for i, s in enumerate(SLIPS)])
def test_a_slip_is_refused_with_its_file_its_line_and_its_mend(
    texts: Mapping[str, str], vocabulary: Vocabulary, file: str, old: str, new: str, message: str
) -> None:
    """Lost without it: a rule of law with a slip in it, worked by for months."""
    assert old in texts[file], old
    with pytest.raises(FileProblems) as refused:
        read_lawbook({**texts, file: texts[file].replace(old, new, 1)}, vocabulary)
    found = [line for line in refused.value.lines() if message in line]
    assert found, refused.value.lines()
    name, _, rest = found[0].partition(":")
    assert file.rpartition("/")[2] == name
    assert int(rest.split()[0]) > 0


@pytest.mark.parametrize("name", ["gdpr.yaml", "assessment.yaml", "severity.yaml"])
def test_a_book_without_one_of_its_three_main_files_is_refused(
    texts: Mapping[str, str], vocabulary: Vocabulary, name: str
) -> None:
    """Lost without it: a desk without rules that finds nothing to tell anybody."""
    less = {n: text for n, text in texts.items() if n != name}
    with pytest.raises(FileProblems, match=f"{name} is missing; the law cannot be read without it"):
        read_lawbook(less, vocabulary)


def test_a_clock_that_stands_in_two_regimes_is_refused(texts: Mapping[str, str], vocabulary: Vocabulary) -> None:
    """Lost without it: a deadline asked for by id that is one act's today and another's tomorrow."""
    twice = {**texts, "regimes/made-up.yaml": REGIME.replace("made-up-first", "gdpr-art33")}
    with pytest.raises(FileProblems) as refused:
        read_lawbook(twice, vocabulary)
    assert refused.value.lines() == [
        "made-up.yaml:9 clocks[0]: the clock 'gdpr-art33' stands in 'gdpr' too; give it another id."
    ]


def test_every_id_that_stands_in_another_file_is_told_with_its_own_line(
    texts: Mapping[str, str], vocabulary: Vocabulary
) -> None:
    """Lost without it: a file of forty clocks sends its reader to line 1, once for each slip."""
    third = "# A contract.\n" + REGIME.replace("id: made-up\n", "id: third\n").replace("- id: made-up-tell", "- id: gdpr-33-1")
    with pytest.raises(FileProblems) as refused:
        read_lawbook({**texts, "regimes/third.yaml": third}, vocabulary)
    assert refused.value.lines() == [
        "third.yaml:10 clocks[0]: the clock 'made-up-first' stands in 'made-up' too; give it another id.",
        "third.yaml:18 clocks[1]: the clock 'made-up-final' stands in 'made-up' too; give it another id.",
        "third.yaml:27 duties[0]: the duty 'gdpr-33-1' stands in 'gdpr' too; give it another id.",
    ]


def test_a_pack_that_stands_in_two_files_is_refused_on_the_line_of_its_id(
    texts: Mapping[str, str], vocabulary: Vocabulary
) -> None:
    """Lost without it: a reader sent to a comment at the head of the file."""
    with pytest.raises(FileProblems) as refused:
        read_lawbook({**texts, "regimes/made-up.yaml": "# A contract.\n" + REGIME.replace("id: made-up\n", "id: gdpr\n")}, vocabulary)
    assert refused.value.lines() == ["made-up.yaml:2 the pack 'gdpr' stands in another file too; give it another id."]


def test_a_house_s_own_regime_wins_over_a_shipped_one_of_the_same_name(tmp_path: Path) -> None:
    """Lost without it: a house cannot mend a regime for itself, or has it twice."""
    shipped, own = tmp_path / "law", tmp_path / "own"
    (shipped / "regimes").mkdir(parents=True)
    own.mkdir()
    for name in ("gdpr.yaml", "assessment.yaml", "severity.yaml"):
        (shipped / name).write_text((LAW / name).read_text(encoding="utf-8"), encoding="utf-8")
    (shipped / "regimes" / "made-up.yaml").write_text(REGIME, encoding="utf-8")
    (own / "made-up.yaml").write_text(REGIME.replace("hours: 4", "hours: 5"), encoding="utf-8")
    (own / "contract.yaml").write_text(REGIME.replace("made-up", "contract"), encoding="utf-8")
    found = law_texts(shipped, [own])
    assert [name for name in found if name.startswith("regimes/")] == ["regimes/made-up.yaml", "regimes/contract.yaml"]
    assert "hours: 5" in found["regimes/made-up.yaml"]
