"""How notices may not be worded is data: cited, in eight languages, and refused where it says what nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.draft_check import Remark
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.facts import Fact, Facts, Known
from breachdesk.domain.manners import Manners, faults, says_breach
from breachdesk.domain.sentences import sentences
from breachdesk.domain.terms import Audience
from breachdesk.files.fact_file import load_facts
from breachdesk.files.manners_file import load_manners
from tests.strategies import AWARE, SAID

LAW = Path(__file__).resolve().parents[2] / "breachdesk" / "law"
FACTS = load_facts(LAW / "facts.yaml")
LANGUAGES = {"nl", "en", "de", "fr", "es", "it", "pl", "pt"}


@pytest.fixture(scope="module", name="manners")
def _manners() -> Manners:
    return load_manners(LAW / "manners.yaml", FACTS)


def said(manners: Manners, text: str, language: str, audience: Audience = Audience.INDIVIDUALS, facts: Facts | None = None) -> list[Remark]:
    """Give what is found in a text."""
    return list(faults(manners, sentences(text), language, audience, facts or Facts()))


def test_every_rule_is_cited_and_speaks_eight_languages(manners: Manners) -> None:
    """Lost without it: what is refused in Dutch goes out in Polish."""
    assert len(manners.rules) >= 10
    assert [rule.id for rule in manners.rules if set(rule.phrases) != LANGUAGES] == []
    assert [rule.id for rule in manners.rules if rule.source is None or rule.source.read_on is None] == []
    assert set(manners.breach_words) == LANGUAGES


def test_every_phrase_is_found_where_it_stands_in_a_sentence(manners: Manners) -> None:
    """Lost without it: a phrase with a sign in it is on the list and never found."""
    for rule in manners.rules:
        for language, phrases in rule.phrases.items():
            for phrase in phrases:
                text = f"Well, {phrase.replace('*', 'x').upper()} and so on."
                assert rule.id in {r.code for r in said(manners, text, language, rule.audiences[0])}, phrase


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Out of an abundance of caution we write to you.", "en", "abundance-of-caution"),
        ("We take your privacy seriously.", "en", "marketing-opener"),
        ("We have no evidence of misuse.", "en", "no-evidence-of-misuse"),
        ("Some customers were affected.", "en", "vague-about-whom"),
        ("Wij hebben geen aanwijzingen dat er misbruik is.", "nl", "no-evidence-of-misuse"),
        ("Wir garantieren das.", "de", "promises-too-much"),
        ("Notre prestataire est responsable.", "fr", "blame-shifting"),
    ],
)
def test_what_authorities_found_fault_with_is_found(manners: Manners, text: str, language: str, code: str) -> None:
    """Lost without it: a letter is sent that was punished before."""
    assert code in {remark.code for remark in said(manners, text, language)}


def test_words_that_logs_bear_out_may_be_said(manners: Manners) -> None:
    """Lost without it: a true sentence cannot be written."""
    known = Facts({"exfiltration": Fact("exfiltration", Known("excluded"), SAID, AWARE)})
    assert said(manners, "There is no evidence of misuse.", "en", facts=known) == []


def test_a_word_inside_another_is_none(manners: Manners) -> None:
    """Lost without it: 'unbreachable' passes for a subject that speaks of a breach."""
    assert not says_breach(manners, "Our unbreachable house", "en")
    assert says_breach(manners, "Datalek bij ons", "nl")
    assert says_breach(manners, "Anything", "fi")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("    weight: blocking", "    weight: blocks", "manners.yaml:"),
        ("audiences: [individuals, press]", "audiences: [individual, press]", "Did you mean 'individuals'?"),
        ("unless: {exfiltration: [excluded]}", "unless: {exfiltraton: [excluded]}", "Did you mean 'exfiltration'?"),
        ("unless: {exfiltration: [excluded]}", "unless: {exfiltration: [exclude]}", "Did you mean 'excluded'?"),
        ("source: ap-study", "source: ap-studie", "ap-study"),
    ],
)
def test_a_slip_is_named_with_its_line_and_the_nearest(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    """Lost without it: a rule falls away in silence."""
    path = tmp_path / "manners.yaml"
    path.write_text((LAW / "manners.yaml").read_text(encoding="utf-8").replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(FileProblems) as refused:
        load_manners(path, FACTS)
    assert says in "\n".join(refused.value.lines())
