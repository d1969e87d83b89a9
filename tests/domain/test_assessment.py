"""Whether the authority and the people must be told: the tables, and what holds for any set of facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from breachdesk.domain.assessment import AssessmentResult, RiskLevel, Rule, Says, assess, clashes_in
from breachdesk.domain.conditions import (
    ALWAYS,
    NEVER,
    All,
    Any,
    AtMost,
    Condition,
    Not,
    Unanswered,
    Unproven,
    atoms_of,
    holds,
    substituted,
)
from breachdesk.domain.facts import (
    Answer,
    FactDefinition,
    FactKind,
    Facts,
    Known,
    NotApplicable,
    Unknown,
    Value,
    read_answer,
)
from breachdesk.domain.findings import Outcome
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.terms import Duty
from tests.domain.case_files import Case, cases
from tests.strategies import RISK_FACTS, answered, fact_sets

DUTIES = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
EACH_DUTY = pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.value)
RANK = {Outcome.NO: 0, Outcome.UNDETERMINED: 1, Outcome.YES: 2}
LEVEL = {RiskLevel.UNLIKELY: 0, RiskLevel.UNDETERMINED: 1, RiskLevel.RISK: 1, RiskLevel.HIGH: 2}
# Every fact the rules weigh, from the answer that says least to the one that says worst.
WORSE: Mapping[str, tuple[str, ...]] = {
    "cause": ("technical-failure", "human-error", "malicious-insider", "malicious-external"),
    "exposure": ("none", "inside", "one-known-recipient", "known-people", "unknown-people", "public"),
    "exfiltration": ("excluded", "unlikely", "likely", "confirmed"),
    "outage_effect": ("none", "nuisance", "significant", "severe"),
    "identifiability": ("none", "hard", "indirect", "direct"),
    "unintelligible": ("yes", "no"),
    "recipient_trusted": ("yes", "no"),
    "recovered": ("yes", "no"),
    "backup_intact": ("yes", "no"),
    "reveals_little": ("yes", "no"),
    "misuse_seen": ("no", "yes"),
    "data_altered": ("no", "yes"),
    "special_categories": ("no", "yes"),
    "vulnerable_people": ("no", "yes"),
    "restored_within_hours": ("0.5", "12", "48"),
}
Judge = Callable[[Facts], AssessmentResult]


@pytest.fixture(scope="module")
def judge(book: LawBook, definitions: dict[str, FactDefinition]) -> Judge:
    """Give the shipped rules."""
    return lambda facts: assess(facts, book.assessment, definitions)


def facts_of(case: Case, definitions: Mapping[str, FactDefinition]) -> Facts:
    """Give the facts of a case, each read as a person types it."""
    return answered({id_: read_answer(definitions[id_], text) for id_, text in case.given["facts"].items()})


def with_answer(facts: Facts, id_: str, answer: Answer) -> Facts:
    """Give the facts with one answer put in."""
    return Facts({**facts.by_id, **answered({id_: answer}).by_id})


@pytest.mark.parametrize("case", cases("assessment.assess"), ids=str)
def test_it_comes_out_as_the_case_says(case: Case, judge: Judge, definitions: Mapping[str, FactDefinition]) -> None:
    """Lost without it: what follows from Art. 33(1) and 34(1) for facts a lawyer can look at."""
    finding = judge(facts_of(case, definitions)).finding(Duty(case.expect["duty"]))
    assert case.expect["outcome"] == finding.outcome, f"{case.where}: {[r.because for r in finding.reasons]}"
    assert set(case.expect["articles"]) == {str(r.source) for r in finding.reasons}, case.where
    assert sorted(case.expect["needs"]) == sorted(finding.needs), case.where


def _rule(book: LawBook, id_: str) -> Rule:
    return next(rule for rule in book.assessment.rules if rule.id == id_)


@EACH_DUTY
@given(facts=fact_sets(), fact=st.sampled_from(sorted(WORSE)), data=st.data())
def test_a_worse_answer_never_lowers_what_is_proposed(
    judge: Judge, book: LawBook, duty: Duty, facts: Facts, fact: str, data: st.DataObject
) -> None:
    """Lost without it: telling the tool something worse could turn yes into no, or into `cannot be told`."""
    at = data.draw(st.integers(0, len(WORSE[fact]) - 2))
    before, after = (with_answer(facts, fact, Known(WORSE[fact][at + more])) for more in (0, 1))
    # Nothing is concluded from answers that contradict each other, so none of them is better than another.
    assume(not clashes_in(before, book.assessment))
    # A list tells more to those who know who stands on it than to strangers, Annex B, example J beside example B.
    strangers = fact == "exposure" and WORSE[fact][at + 1] == "unknown-people"
    assume(not (strangers and holds(_rule(book, "list-that-tells").when, before) is not False))
    better, worse = judge(before), judge(after)
    assert RANK[better.finding(duty).outcome] <= RANK[worse.finding(duty).outcome]
    assert LEVEL[better.risk] <= LEVEL[worse.risk]


@EACH_DUTY
@given(facts=fact_sets(), fact=st.sampled_from(["data_categories", "breach_kinds", "subject_groups"]), data=st.data())
def test_more_kinds_of_data_of_breach_or_of_people_never_lower_what_is_proposed(
    judge: Judge, definitions: dict[str, FactDefinition], duty: Duty, facts: Facts, fact: str, data: st.DataObject
) -> None:
    """Lost without it: naming one more kind of data could make the breach look smaller."""
    options = {
        "data_categories": ["contact", "identity", "financial", "health", "purchases", "employment", "credentials"],
        "breach_kinds": ["confidentiality", "integrity", "availability"],
        "subject_groups": ["customers", "children", "patients"],
    }[fact]
    chosen = data.draw(st.lists(st.sampled_from(options), min_size=2, unique=True))
    fewer, more = (judge(with_answer(facts, fact, Known(tuple(part)))) for part in (chosen[:-1], chosen))
    assert RANK[fewer.finding(duty).outcome] <= RANK[more.finding(duty).outcome]


@EACH_DUTY
@given(facts=fact_sets(), few=st.integers(0, 300), more=st.integers(0, 300))
def test_more_people_never_lower_what_is_proposed(judge: Judge, duty: Duty, facts: Facts, few: int, more: int) -> None:
    """Lost without it: a larger number could make the breach look smaller."""
    low, high = sorted((few, more))
    fewer, many = (judge(with_answer(facts, "people", Known(CountRange(n, n)))) for n in (low, high))
    assert RANK[fewer.finding(duty).outcome] <= RANK[many.finding(duty).outcome]


@EACH_DUTY
@given(facts=fact_sets(gate_open=False))
def test_what_cannot_be_told_names_what_would_settle_it_and_what_is_told_does_not(
    judge: Judge, duty: Duty, facts: Facts
) -> None:
    """Lost without it: a person is left with `cannot be told` and nothing to go and find out."""
    result = judge(facts)
    finding = result.finding(duty)
    assert (finding.outcome is Outcome.UNDETERMINED) == bool(finding.needs)
    assert bool(result.missing) == any(result.finding(d).outcome is Outcome.UNDETERMINED for d in DUTIES)
    assert len(set(finding.needs)) == len(finding.needs)
    for name in finding.needs:
        # A range may be known and yet lie on both sides of a line.
        count = facts.count(name)
        assert not facts.is_known(name) or count.at_least != count.at_most, f"{name} is known already"


ASKED = {id_: values for id_, values in RISK_FACTS.items() if id_ not in ("personal_data", "breach_confirmed")}
PRESUMED = ("misuse_seen", "high_risk_removed", "disproportionate_effort")
EVERYTHING_KNOWN = st.fixed_dictionaries(
    {id_: st.sampled_from(values) for id_, values in ASKED.items()}
    | {
        "breach_kinds": st.sampled_from([("confidentiality",), ("availability",), ("integrity",)]),
        "data_categories": st.sampled_from([("contact",), ("identity", "contact"), ("health",)]),
        "people": st.just(CountRange(5, 5)),
        "restored_within_hours": st.just("12"),
        "personal_data": st.just("yes"),
        "breach_confirmed": st.just("yes"),
    }
)


def senseless(book: LawBook, facts: Facts) -> set[str]:
    """Give the questions that make no sense here; a person who answers one anyway is taken at their word."""
    pack = book.assessment
    words = pack.silence.stands_for([c for rule in pack.rules for c in (rule.when, rule.unless)], facts)
    return {atom.fact for atom, stands_for in words.items() if stands_for in (ALWAYS, NEVER)}


COPY_OF_WHAT_WAS_ONLY_LOST: dict[str, Value] = {
    "cause": "malicious-external", "identifiability": "direct", "exfiltration": "confirmed", "special_categories": "yes",
    "reveals_little": "no", "unintelligible": "no", "vulnerable_people": "yes", "exposure": "inside", "recipient_trusted": "yes",
    "recovered": "yes", "misuse_seen": "no", "backup_intact": "yes", "outage_effect": "none", "data_altered": "no",
    "high_risk_removed": "no", "disproportionate_effort": "yes", "breach_kinds": ("availability",), "data_categories": ("contact",),
    "people": CountRange(5, 5), "restored_within_hours": "12", "personal_data": "yes", "breach_confirmed": "yes",
}  # fmt: skip
"""Whether a copy left is asked there only of an attack, so who has it matters only with one."""


def as_it_counts(book: LawBook, told: dict[str, Answer], open_facts: list[str]) -> dict[str, Answer]:
    """Give a completion as nobody would answer it otherwise: a question that does not arise beside the others counts as it does."""
    counts_as = {arising.fact: arising.counts_as for arising in book.assessment.silence.arising}
    for fact in open_facts:
        if fact in counts_as and fact in senseless(book, answered(told | {fact: Unknown()})):
            told = told | {fact: Known(counts_as[fact])}
    return told


@example(values=COPY_OF_WHAT_WAS_ONLY_LOST, left_out=["cause", "exfiltration", "recipient_trusted"])
@given(
    values=EVERYTHING_KNOWN,
    left_out=st.lists(st.sampled_from([id_ for id_ in ASKED if id_ not in PRESUMED]), max_size=3, unique=True),
)
def test_missing_names_exactly_what_could_change_an_outcome(
    judge: Judge, book: LawBook, values: dict[str, Value], left_out: list[str]
) -> None:
    """Lost without it: questions asked in vain, or the one that matters left out. Every combination is tried."""
    known: dict[str, Answer] = {id_: Known(value) for id_, value in values.items()}
    # Said to be unknown, so that it is not worked out from a list either.
    facts = answered(known | {id_: Unknown() for id_ in left_out})
    assume(not senseless(book, facts).intersection(left_out))
    result = judge(facts)
    for duty in DUTIES:
        if result.finding(duty).outcome is not Outcome.UNDETERMINED:
            continue
        completions = {
            choice: known | {f: Known(v) for f, v in zip(left_out, choice, strict=True)}
            for choice in product(*(ASKED[f] for f in left_out))
        }
        outcomes = {
            choice: judge(answered(as_it_counts(book, told, left_out))).finding(duty).outcome
            for choice, told in completions.items()
        }
        decisive = set()
        for choice, outcome in outcomes.items():
            for at, fact in enumerate(left_out):
                others = (choice[:at] + (v,) + choice[at + 1 :] for v in ASKED[fact])
                if any(outcomes[other] is not outcome for other in others):
                    decisive.add(fact)
        assert decisive == set(result.finding(duty).needs)


@EACH_DUTY
@given(facts=fact_sets(), fact=st.sampled_from(sorted(RISK_FACTS)))
def test_new_knowledge_turns_yes_into_no_only_with_a_reason_that_names_it(
    judge: Judge, duty: Duty, facts: Facts, fact: str
) -> None:
    """Lost without it: a duty that vanishes and nobody can say because of what."""
    before = Facts({id_: f for id_, f in facts.by_id.items() if id_ != fact})
    assume(judge(before).finding(duty).outcome is Outcome.YES)
    for value in RISK_FACTS[fact]:
        after = judge(with_answer(before, fact, Known(value))).finding(duty)
        if after.outcome is Outcome.NO:
            assert any(fact in reason.facts for reason in after.reasons), (fact, value)


@EACH_DUTY
@given(facts=fact_sets(gate_open=False))
def test_every_finding_gives_a_reason_with_a_provision(judge: Judge, book: LawBook, duty: Duty, facts: Facts) -> None:
    """Lost without it: a proposal nobody can check."""
    finding = judge(facts).finding(duty)
    assert finding.reasons
    assert all(r.because and r.source.act and r.source.url and r.source.read_on for r in finding.reasons)


@EACH_DUTY
@given(facts=fact_sets())
def test_each_fact_a_reason_rests_on_is_known(judge: Judge, duty: Duty, facts: Facts) -> None:
    """Lost without it: a yes or no that rests on something nobody said."""
    for reason in judge(facts).finding(duty).reasons:
        assert all(facts.is_settled(name) for name in reason.facts), reason


@given(facts=fact_sets())
def test_silence_never_makes_a_risk_unlikely(judge: Judge, facts: Facts) -> None:
    """Lost without it: leaving answers out would get a breach past the authority (Recital 85)."""
    gate = {id_: f.answer for id_, f in facts.by_id.items() if id_ in ("personal_data", "breach_confirmed")}
    assert judge(answered(gate)).authority.outcome is Outcome.UNDETERMINED
    finding = judge(facts).authority
    if finding.outcome is Outcome.NO:
        assert any(facts.is_known(fact) for reason in finding.reasons for fact in reason.facts)


def told_by_lists(book: LawBook) -> set[str]:
    """Give the questions for which the lists stand in where nobody gave an answer."""
    rules, silence = book.assessment.rules, book.assessment.silence
    unanswered = {fact for rule in rules for c in (rule.when, rule.unless) for fact in unanswered_in(c)}
    return unanswered | {derived.fact for derived in silence.derived}


def unanswered_in(condition: Condition) -> set[str]:
    """Give the facts of which a condition asks whether anybody answered them."""
    if isinstance(condition, Unanswered):
        return {condition.fact}
    parts = condition.parts if isinstance(condition, All | Any) else [condition.part] if isinstance(condition, Not | Unproven) else []
    return {fact for part in parts for fact in unanswered_in(part)}


def _asked_in_vain(book: LawBook, facts: Facts, fact: str) -> bool:
    silence = book.assessment.silence
    words = silence.stands_for((), facts)
    return any(a.fact == fact and holds(substituted(a.where, words), facts) is False for a in silence.arising)


@given(facts=fact_sets(), left_out=st.sampled_from(sorted(RISK_FACTS)), how=st.sampled_from([Unknown(), None]))
def test_forgetting_a_fact_never_clears_the_duty_to_notify(
    judge: Judge, book: LawBook, facts: Facts, left_out: str, how: Answer | None
) -> None:
    """Lost without it: an answer taken back to `not known yet` turns yes into no.

    The rules make four exceptions on purpose. Misuse not seen so far counts as not seen. A short outage is harmless until
    somebody says that it hurt (Guidelines 9/2022, Annex B, example C). Where nobody gave any answer, the kinds of data and
    of people tell what their own questions ask; where somebody said `unknown`, nothing is read out of them. A question that
    does not arise has its answer: who saw data of which nobody says that they were seen.
    """
    assume(not _asked_in_vain(book, facts, left_out))
    assume(left_out != "misuse_seen" and not clashes_in(facts, book.assessment))
    assume(left_out != "outage_effect" or holds(AtMost("restored_within_hours", 24), facts) is not True)
    assume(how is not None or left_out not in told_by_lists(book))
    rest = {id_: fact.answer for id_, fact in facts.by_id.items() if id_ != left_out}
    less = answered(rest if how is None else {**rest, left_out: how})
    if judge(facts).authority.outcome is Outcome.YES:
        assert judge(less).authority.outcome is not Outcome.NO


@given(facts=fact_sets())
def test_people_are_told_only_where_the_authority_is_not_left_out(judge: Judge, facts: Facts) -> None:
    """Lost without it: a high risk with nothing to the authority; a high risk is never an unlikely one."""
    result = judge(facts)
    if result.individuals.outcome is Outcome.YES:
        assert result.authority.outcome is Outcome.YES
        assert result.risk is RiskLevel.HIGH
    if result.risk is RiskLevel.HIGH:
        assert result.authority.outcome is Outcome.YES


@given(facts=fact_sets())
def test_a_sign_of_high_risk_is_a_sign_of_risk(judge: Judge, book: LawBook, facts: Facts) -> None:
    """Lost without it: people would be told while it is open whether the authority is; a high risk is never less than a risk."""
    pack, silence = book.assessment, book.assessment.silence
    words = silence.stands_for([c for rule in pack.rules for c in (rule.when, rule.unless)], facts)

    def stands(rule: Rule) -> bool:
        when, unless = (holds(substituted(c, words), facts) for c in (rule.when, rule.unless))
        return when is True and unless is not True

    says = {rule.says for rule in pack.rules if stands(rule)}
    if Says.HIGH in says and not says & {Says.NO_BREACH, Says.UNLIKELY}:
        assert judge(facts).authority.outcome is Outcome.YES


def test_a_rule_that_says_high_is_enough_for_the_authority(book: LawBook, definitions: dict[str, FactDefinition]) -> None:
    """Lost without it: a pack whose rules of high risk go beyond those of risk leaves the authority open."""
    high_only = replace(book.assessment, rules=tuple(r for r in book.assessment.rules if r.says is not Says.RISK))
    patients = {"exposure": Known("known-people"), "cause": Known("human-error"), "subject_groups": Known(("patients",))}
    facts = answered({"personal_data": Known("yes"), "breach_confirmed": Known("yes"), "breach_kinds": Known(("confidentiality",))} | patients)
    result = assess(facts, high_only, definitions)
    assert (result.authority.outcome, result.individuals.outcome) == (Outcome.YES, Outcome.YES)
    assert {r.sentence() for r in high_only.rules if r.id == "weighty-data-with-several"} == {r.because for r in result.authority.reasons}


@EACH_DUTY
@given(facts=fact_sets(gate_open=False))
def test_the_same_facts_give_the_same_finding(judge: Judge, duty: Duty, facts: Facts) -> None:
    """Lost without it: a proposal that changes with the order in which facts were answered."""
    turned = Facts(dict(reversed(facts.by_id.items())))
    assert judge(facts) == judge(turned)


@EACH_DUTY
@pytest.mark.parametrize("gate", ["personal_data", "breach_confirmed"])
@given(facts=fact_sets())
def test_without_a_personal_data_breach_nothing_is_to_be_told(judge: Judge, duty: Duty, gate: str, facts: Facts) -> None:
    """Lost without it: letters about an event that is no breach of personal data (Art. 4(12))."""
    result = judge(with_answer(facts, gate, Known("no")))
    assert result.finding(duty).outcome is Outcome.NO
    assert [str(r.source) for r in result.finding(duty).reasons] == ["GDPR Art. 4(12)"]
    assert result.document.outcome is Outcome.NO


def test_a_question_waved_away_at_the_gate_leaves_it_open(judge: Judge) -> None:
    """Lost without it: `n/a` on whether data are personal would end the matter without a decision."""
    facts = answered({"personal_data": NotApplicable("no idea"), "breach_confirmed": Known("yes")})
    assert judge(facts).authority.needs[0] == "personal_data"


def test_an_exception_is_shown_apart_from_the_risk(judge: Judge) -> None:
    """Lost without it: an exception of Art. 34(3) hides that the risk is high."""
    stolen = {
        "personal_data": "yes",
        "breach_confirmed": "yes",
        "cause": "malicious-external",
        "exfiltration": "confirmed",
        "high_risk_removed": "yes",
        "disproportionate_effort": "yes",
    }
    facts = answered({id_: Known(value) for id_, value in stolen.items()})
    facts = with_answer(with_answer(facts, "breach_kinds", Known(("confidentiality",))), "data_categories", Known(("health",)))
    result = judge(facts)
    assert RiskLevel.HIGH is result.risk
    assert Outcome.NO is result.individuals.outcome
    assert [f.outcome for f in result.exceptions.values()] == [Outcome.UNDETERMINED, Outcome.YES, Outcome.YES]
    assert result.public_instead


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"recovered": "yes", "misuse_seen": "yes"}, "recovered"),
        ({"unintelligible": "yes", "misuse_seen": "yes"}, "if the key leaked"),
        ({"exposure": "none", "exfiltration": "confirmed", "unintelligible": "no"}, "nobody could see"),
        ({"exposure": "none", "exfiltration": "likely"}, "nobody could see"),
        ({"exposure": "unknown-people", "breach_kinds": ("availability",)}, "leaves out confidentiality"),
        ({"exposure": "public", "breach_kinds": ("availability", "integrity"), "unintelligible": "no"}, "leaves out confidentiality"),
        ({"outage_effect": "severe", "breach_kinds": ("confidentiality",)}, "leaves out availability"),
        ({"data_altered": "yes", "breach_kinds": ("confidentiality",)}, "leaves out integrity"),
        ({"special_categories": "no", "data_categories": ("health",)}, "Art. 9 or 10"),
        ({"vulnerable_people": "no", "subject_groups": ("children",)}, "vulnerable people"),
    ],
)
def test_answers_that_cannot_both_be_right_are_named(book: LawBook, answers: dict[str, object], named: str) -> None:
    """Lost without it: a conclusion drawn from facts that contradict each other."""
    facts = answered({id_: Known(value) for id_, value in answers.items()})  # type: ignore[arg-type]
    clashes = clashes_in(facts, book.assessment)
    assert [(set(clash.facts), named in clash.because) for clash in clashes] == [(set(answers), True)]
    assert clashes_in(answered({}), book.assessment) == ()


@pytest.mark.parametrize(
    "answers",
    [
        {"exposure": "none", "exfiltration": "likely", "unintelligible": "yes"},
        {"exposure": "none", "exfiltration": "unlikely"},
        {"exposure": "inside", "exfiltration": "confirmed"},
        {"exposure": "unknown-people", "breach_kinds": ("availability",), "unintelligible": "yes"},
        {"exposure": "public", "breach_kinds": ("availability", "confidentiality")},
        {"exposure": "public"},
        {"exposure": "known-people", "breach_kinds": ("integrity",)},
    ],
)
def test_answers_that_can_both_be_right_are_left_alone(book: LawBook, answers: dict[str, object]) -> None:
    """Lost without it: an honest set of facts would be refused; who cannot read a copy does not see the data."""
    facts = answered({id_: Known(value) for id_, value in answers.items()})  # type: ignore[arg-type]
    assert clashes_in(facts, book.assessment) == ()


def test_what_the_rules_look_at_can_be_asked(book: LawBook, definitions: Mapping[str, FactDefinition]) -> None:
    """Lost without it: a rule that waits for a fact no question asks for."""
    asked = {atom.fact for rule in book.assessment.rules for c in (rule.when, rule.unless) for atom in atoms_of(c)}
    assert set() == asked - set(definitions)


def test_every_rule_can_hold_and_can_fail(book: LawBook, definitions: dict[str, FactDefinition]) -> None:
    """Lost without it: a rule with a slip in it that never speaks, or always does."""
    from breachdesk.domain.unknowns import NO, YES, Diagrams, questions_for

    for rule in book.assessment.rules:
        diagrams = Diagrams(questions_for([rule.fully], Facts(), definitions, ()))
        assert diagrams.of(rule.fully, Facts()) not in (NO, YES), rule.id
        assert holds(rule.when, Facts()) is not True, rule.id
        assert rule.says in Says


def test_the_kinds_of_a_fact_are_all_answered_by_the_rules(definitions: Mapping[str, FactDefinition]) -> None:
    """Lost without it: the orders above name an answer nobody can give."""
    for id_, values in WORSE.items():
        if definitions[id_].kind is not FactKind.HOURS:
            assert set(values) == {o.id for o in definitions[id_].options}, id_
