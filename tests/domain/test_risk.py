"""Whether the authority and the people must be told: the tables, and what holds for any set of facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.facts import Answer, FactDefinition, Facts, Known, NotApplicable, Unknown, read_answer
from breachdesk.domain.findings import Finding, Outcome
from breachdesk.domain.law import LawPack
from breachdesk.domain.risk import HIGH_STAKES, notify_authority, notify_individuals
from breachdesk.files.law_packs import load_law
from breachdesk.files.taxonomy_file import load_taxonomy
from tests.domain.case_files import LAW, Case, cases
from tests.strategies import RISK_FACTS, answered, fact_sets

PACK = load_law(LAW / "gdpr.yaml")
Rule = Callable[[Facts, LawPack], Finding]
BOTH = pytest.mark.parametrize("rule", [notify_authority, notify_individuals], ids=lambda rule: rule.__name__)
RANK = {Outcome.NO: 0, Outcome.UNDETERMINED: 1, Outcome.YES: 2}
# Each sign of risk, raised as far as it goes; the facts it may replace are those that say less.
RAISED: Mapping[str, str] = {
    "misuse_seen": "yes",
    "exfiltration": "confirmed",
    "exposure": "public",
    "outage_effect": "severe",
    "data_altered": "yes",
}


def facts_of(case: Case, definitions: Mapping[str, FactDefinition]) -> Facts:
    """Give the facts of a case, each read as a person types it."""
    return answered({id_: read_answer(definitions[id_], text) for id_, text in case.given["facts"].items()})


def check(case: Case, finding: Finding, facts: Facts) -> None:
    """Compare a finding with what the case says."""
    assert case.expect["outcome"] == finding.outcome, f"{case.where}: {[r.because for r in finding.reasons]}"
    assert set(case.expect["articles"]) <= {str(r.source) for r in finding.reasons}, case.where
    assert tuple(case.expect["needs"]) == finding.needs, case.where


@pytest.mark.parametrize("case", cases("risk.notify_authority"), ids=str)
def test_the_authority_is_told_as_the_case_says(
    case: Case, law: LawPack, definitions: Mapping[str, FactDefinition]
) -> None:
    """Lost without it: what follows from Art. 33(1) for facts a lawyer can look at."""
    facts = facts_of(case, definitions)
    check(case, notify_authority(facts, law), facts)


@pytest.mark.parametrize("case", cases("risk.notify_individuals"), ids=str)
def test_the_people_are_told_as_the_case_says(
    case: Case, law: LawPack, definitions: Mapping[str, FactDefinition]
) -> None:
    """Lost without it: what follows from Art. 34 for facts a lawyer can look at."""
    facts = facts_of(case, definitions)
    check(case, notify_individuals(facts, law), facts)


@BOTH
@given(facts=fact_sets(), sign=st.sampled_from(sorted(RAISED)))
def test_raising_a_sign_of_risk_never_lowers_what_is_proposed(rule: Rule, facts: Facts, sign: str) -> None:
    """Lost without it: telling the tool something worse could turn yes into no, or into `cannot be told`."""
    raised = Facts({**facts.by_id, **answered({sign: Known(RAISED[sign])}).by_id})
    before, after = rule(facts, PACK), rule(raised, PACK)
    assert RANK[before.outcome] <= RANK[after.outcome]


@BOTH
@given(facts=fact_sets(gate_open=False))
def test_what_cannot_be_told_names_what_would_settle_it_and_what_is_told_does_not(rule: Rule, facts: Facts) -> None:
    """Lost without it: a person is left with `cannot be told` and nothing to go and find out."""
    finding = rule(facts, PACK)
    assert (finding.outcome is Outcome.UNDETERMINED) == bool(finding.needs)
    assert len(set(finding.needs)) == len(finding.needs)
    for name in finding.needs:
        assert facts.text(name) is None, f"{name} is known already"
        assert facts.texts(name) is None, f"{name} is known already"


@BOTH
@given(facts=fact_sets(gate_open=False))
def test_every_finding_gives_a_reason_with_a_provision(rule: Rule, facts: Facts) -> None:
    """Lost without it: a proposal nobody can check."""
    finding = rule(facts, PACK)
    assert finding.reasons
    assert all(r.because and r.source in PACK.citations.values() for r in finding.reasons)


@BOTH
@given(facts=fact_sets())
def test_each_fact_a_reason_rests_on_is_known(rule: Rule, facts: Facts) -> None:
    """Lost without it: a yes or no that rests on something nobody said."""
    finding = rule(facts, PACK)
    if finding.outcome is Outcome.UNDETERMINED:
        return
    optional = {"unintelligible", "misuse_seen"}  # unknown counts as readable, and as not seen so far
    for name in (name for reason in finding.reasons for name in reason.facts if name not in optional):
        assert facts.text(name) is not None or facts.texts(name) is not None, name


@given(facts=fact_sets())
def test_silence_never_makes_a_risk_unlikely(facts: Facts) -> None:
    """Lost without it: leaving answers out would get a breach past the authority (Recital 85)."""
    known = {id_: fact.answer for id_, fact in facts.by_id.items() if isinstance(fact.answer, Known)}
    if notify_authority(facts, PACK).outcome is not Outcome.NO:
        silent = {id_: a for id_, a in known.items() if id_ in ("personal_data", "breach_confirmed")}
        assert notify_authority(answered(silent), PACK).outcome is Outcome.UNDETERMINED


@given(facts=fact_sets(), left_out=st.sampled_from(sorted(RISK_FACTS)), how=st.sampled_from([Unknown(), None]))
def test_forgetting_a_fact_never_clears_the_duty_to_notify(facts: Facts, left_out: str, how: Answer | None) -> None:
    """Lost without it: an answer taken back to `not known yet` turns yes into no.

    Misuse is the exception the rules make on purpose: not seen so far counts as not seen.
    """
    if left_out == "misuse_seen":
        return
    rest = {id_: fact.answer for id_, fact in facts.by_id.items() if id_ != left_out}
    less = answered(rest if how is None else {**rest, left_out: how})
    if notify_authority(facts, PACK).outcome is Outcome.YES:
        assert notify_authority(less, PACK).outcome is not Outcome.NO


@given(facts=fact_sets())
def test_people_are_told_only_where_the_authority_is_not_left_out(facts: Facts) -> None:
    """Lost without it: a high risk with nothing to the authority; a high risk is never an unlikely one."""
    if notify_individuals(facts, PACK).outcome is Outcome.YES:
        assert notify_authority(facts, PACK).outcome is Outcome.YES


@BOTH
@given(facts=fact_sets(gate_open=False))
def test_the_same_facts_give_the_same_finding(rule: Rule, facts: Facts) -> None:
    """Lost without it: a proposal that changes with the order in which facts were answered."""
    turned = Facts(dict(reversed(facts.by_id.items())))
    assert rule(facts, PACK) == rule(turned, PACK)


@BOTH
@pytest.mark.parametrize("gate", ["personal_data", "breach_confirmed"])
@given(facts=fact_sets())
def test_without_a_personal_data_breach_nothing_is_to_be_told(rule: Rule, gate: str, facts: Facts) -> None:
    """Lost without it: letters about an event that is no breach of personal data (Art. 4(12))."""
    shut = Facts({**facts.by_id, **answered({gate: Known("no")}).by_id})
    finding = rule(shut, PACK)
    assert finding.outcome is Outcome.NO
    assert [str(r.source) for r in finding.reasons] == ["GDPR Art. 4(12)"]


@BOTH
def test_a_question_waved_away_at_the_gate_leaves_it_open(rule: Rule) -> None:
    """Lost without it: `n/a` on whether data are personal would end the matter without a decision."""
    facts = answered({"personal_data": NotApplicable("no idea"), "breach_confirmed": Known("yes")})
    assert rule(facts, PACK).needs == ("personal_data",)


def test_the_categories_with_high_stakes_are_those_of_the_taxonomy() -> None:
    """Lost without it: a category renamed in the taxonomy stops weighing in the rules, and nobody notices."""
    assert [c for c in HIGH_STAKES if c not in load_taxonomy(LAW / "taxonomy.yaml").categories] == []


def test_what_the_rules_look_at_can_be_asked(definitions: Mapping[str, FactDefinition]) -> None:
    """Lost without it: a rule that waits for a fact no question asks for, or for an option that is not offered."""
    for id_, values in RISK_FACTS.items():
        assert [v for v in values if v not in [o.id for o in definitions[id_].options]] == [], id_
