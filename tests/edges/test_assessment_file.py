"""The rules of the assessment are read only where every rule can be traced, and every slip is told with its line and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.assessment import Says
from breachdesk.domain.conditions import ALWAYS, NEVER, All, AtMost, Has
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.law import LawStatus
from breachdesk.files.assessment_file import Vocabulary, read_assessment
from breachdesk.files.fact_file import load_facts
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
BAD = ROOT / "tests" / "bad_files" / "assessment"
GOOD = (BAD / "good_pack.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Give what a pack may speak of."""
    return Vocabulary(load_facts(LAW / "facts.yaml"), load_taxonomy(LAW / "taxonomy.yaml"))


def edited(old: str, new: str) -> str:
    """Give the good pack with its first `old` replaced."""
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)


def test_a_small_pack_is_read_as_it_stands(vocabulary: Vocabulary) -> None:
    """Lost without it: a reader that refuses everything would pass every test below."""
    pack = read_assessment(GOOD, "good_pack.yaml", vocabulary)
    malicious = Has("cause", frozenset({"malicious-external", "malicious-insider"}))
    attack, few_hurt = pack.rules
    assert (attack.when, attack.unless) == (malicious, Has("unintelligible", frozenset({"yes"})))
    assert (attack.says, attack.status, attack.sentence("nl")) == (Says.RISK, LawStatus.IN_FORCE, "Somebody attacked.")
    few_hit = All((AtMost("people", 100), malicious))
    assert (few_hurt.when, few_hurt.unless) == (All((few_hit, Has("misuse_seen", frozenset({"yes"})))), NEVER)
    assert [str(r.source) for r in pack.rules] == ["GDPR Art. 33(1)", "GDPR Art. 34(1)"]
    assert [c.because["en"] for c in pack.clashes] == ["Both cannot be right."]
    assert pack.document.when == ALWAYS
    assert "health" in pack.silence.derived[0].marked


@pytest.mark.parametrize("path", sorted(BAD.glob("*.txt")), ids=lambda path: path.stem)
def test_a_broken_pack_gets_exactly_its_written_messages(vocabulary: Vocabulary, path: Path) -> None:
    """Lost without it: a rule without source, or on a fact nobody can answer, would be believed; or nobody could mend it."""
    broken = path.with_suffix(".yaml")
    with pytest.raises(FileProblems) as refused:
        read_assessment(broken.read_text(encoding="utf-8"), broken.name, vocabulary)
    assert path.read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_every_broken_pack_differs_from_the_good_one_and_has_its_messages() -> None:
    """Lost without it: a broken file without its text beside it is tried by nobody."""
    broken = {path.stem for path in BAD.glob("*.yaml")} - {"good_pack"}
    assert broken == {path.stem for path in BAD.glob("*.txt")}
    assert len(broken) >= 40
    texts = [(BAD / f"{name}.yaml").read_text(encoding="utf-8") for name in broken]
    assert len({GOOD, *texts}) == 1 + len(broken)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'counts_as: "no"}', 'counts_as: "maybe"}',
            "16 presumed[0]: 'maybe' is no answer to 'misuse_seen'. One of: no, yes.",
        ),
        (
            'counts_as: "none", where', 'counts_as: "nonesuch", where',
            "20 arises[0]: 'nonesuch' is no answer to 'outage_effect'. Did you mean 'none'?",
        ),
        (
            '{fact: outage_effect, counts_as: "none"', '{fact: restored_within_hours, counts_as: "soon"',
            "20 arises[0]: 'soon' is no answer to 'restored_within_hours', a number; write digits such as 0.",
        ),
        (
            "  - {fact: misuse_seen,", '  - {fact: misuse_seen, counts_as: "yes"}\n  - {fact: misuse_seen,',
            "17 presumed[1]: the fact 'misuse_seen' stands here a second time; keep one.",
        ),
        (
            '{fact: outage_effect, counts_as: "none"', '{fact: misuse_seen, counts_as: "no"',
            "20 arises[0]: the fact 'misuse_seen' stands here a second time; keep one.",
        ),
        (
            "    says: high", "    says: high\n    status: proposed",
            "34 rules[1]: 'status' is 'proposed', and all of this pack is applied; put a proposal into amendments.yaml, "
            "or say in-force, contested or unverified.",
        ),
        (
            "status: in-force", "status: proposed",
            "4 'status' is 'proposed', and all of this pack is applied; put a proposal into amendments.yaml, "
            "or say in-force, contested or unverified.",
        ),
        (
            "status: contested", "status: proposed",
            "13 values[0]: 'status' is 'proposed', and all of this pack is applied; put a proposal into amendments.yaml, "
            "or say in-force, contested or unverified.",
        ),
        (
            "unit: people", "unit: hours",
            "23 words.few: 'people' counts people and 'few-people' hours; name a value whose unit is people.",
        ),
        (
            '    when: [{fact: unintelligible, is: ["yes"]}, {fact: misuse_seen, is: ["yes"]}]\n', "",
            "44 clashes[0]: 'when' is missing; a clash must say which answers cannot both be right.",
        ),
        (
            'read_on: "2026-11-23"}\nvalues', 'read_on: "2126-11-23"}\nvalues',
            "7 'read_on' is 2126-11-23, after the pack's own version 2026-11-23; mend the day, or raise 'version'.",
        ),
        (
            'version: "2026-11-23"', 'version: "1"',
            "2 'version' is '1'; write the day of the last change as 2026-11-23.",
        ),
        (
            "from: data_categories", "from: cause",
            "18 derived[0]: 'cause' holds nothing that can be marked 'special'. One of: data_categories.",
        ),
        (
            "is: [malicious-external, malicious-insider]", "marked: special",
            "22 words.malicious: 'cause' holds nothing that can be marked 'special'. One of: data_categories.",
        ),
    ],
    ids=[
        "presumed-answer-nobody-can-give",
        "counted-answer-nobody-can-give",
        "counted-hours-that-are-no-number",
        "two-presumptions-for-one-fact",
        "presumed-and-counted-where-it-makes-no-sense",
        "a-rule-that-is-only-proposed",
        "a-pack-that-is-only-proposed",
        "a-value-that-is-only-proposed",
        "people-compared-with-hours",
        "a-clash-that-can-never-be",
        "read-in-a-hundred-years",
        "a-version-that-is-no-day",
        "derived-from-what-is-no-list",
        "a-mark-on-what-is-no-list",
    ],
)  # fmt: skip
def test_what_can_never_work_is_refused_in_one_sentence(vocabulary: Vocabulary, old: str, new: str, told: str) -> None:
    """Lost without it: a slip that makes a presumption or a rule say nothing, or a bill work as law."""
    with pytest.raises(FileProblems) as refused:
        read_assessment(edited(old, new), "edited.yaml", vocabulary)
    assert refused.value.lines() == [f"edited.yaml:{told}"]


def test_the_shipped_pack_says_every_sentence_in_english_and_dutch(vocabulary: Vocabulary) -> None:
    """Lost without it: a Dutch assessment with English reasons."""
    pack = read_assessment((LAW / "assessment.yaml").read_text(encoding="utf-8"), "assessment.yaml", vocabulary)
    said = [*(r.because for r in pack.rules), *(c.because for c in pack.clashes), pack.not_shown.because, pack.nothing_high.because]
    assert [words for words in said if set(words) < {"en", "nl"}] == []
