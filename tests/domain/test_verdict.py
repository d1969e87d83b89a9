"""Is it a personal data breach? Four verdicts, Art. 4(12)."""

from __future__ import annotations

import pytest
from hypothesis import given

from breachdesk.domain.assessment import assess
from breachdesk.domain.facts import Answer, FactDefinition, Facts, Known, NotApplicable, Unknown
from breachdesk.domain.findings import Outcome
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.verdict import Verdict, verdict_of
from tests.strategies import answered, fact_sets

YES, NO = Known("yes"), Known("no")
LEAK = Known(("confidentiality",))
ALL_THREE = ("personal_data", "breach_confirmed", "breach_kinds")


@pytest.mark.parametrize(
    ("answers", "verdict", "facts"),
    [
        ({"personal_data": YES, "breach_confirmed": YES, "breach_kinds": LEAK}, Verdict.BREACH, ALL_THREE),
        ({"personal_data": NO, "breach_confirmed": YES, "breach_kinds": LEAK}, Verdict.NO_PERSONAL_DATA, ("personal_data",)),
        ({"personal_data": NO, "breach_confirmed": NO}, Verdict.NO_PERSONAL_DATA, ("personal_data",)),
        ({"personal_data": NO}, Verdict.NO_PERSONAL_DATA, ("personal_data",)),
        ({"personal_data": YES, "breach_confirmed": NO}, Verdict.NO_BREACH_OF_SECURITY, ("breach_confirmed",)),
        ({"breach_confirmed": NO}, Verdict.NO_BREACH_OF_SECURITY, ("breach_confirmed",)),
    ],
)
def test_the_facts_give_one_of_four_verdicts(answers: dict[str, Answer], verdict: Verdict, facts: tuple[str, ...]) -> None:
    """Lost without it: an event that is no breach goes on as one, or one that is stops at the gate."""
    found = verdict_of(answered(answers))
    assert (verdict, facts, ()) == (found.verdict, found.facts, found.needs)
    assert found.because.endswith(".")


@pytest.mark.parametrize(
    ("answers", "needs"),
    [
        ({}, ALL_THREE),
        ({"personal_data": YES}, ("breach_confirmed", "breach_kinds")),
        ({"personal_data": YES, "breach_confirmed": YES}, ("breach_kinds",)),
        # A breach in no way at all is not told yet.
        ({"personal_data": YES, "breach_confirmed": YES, "breach_kinds": Known(())}, ("breach_kinds",)),
        ({"personal_data": Unknown(), "breach_confirmed": YES, "breach_kinds": LEAK}, ("personal_data",)),
        ({"personal_data": NotApplicable("no idea"), "breach_confirmed": YES, "breach_kinds": LEAK}, ("personal_data",)),
        ({"personal_data": Known("unknown"), "breach_confirmed": Unknown(), "breach_kinds": LEAK}, ALL_THREE[:2]),
    ],
)
def test_what_cannot_be_told_yet_names_what_would_tell(answers: dict[str, Answer], needs: tuple[str, ...]) -> None:
    """Lost without it: silence, or a question waved away, would decide whether it is a breach."""
    found = verdict_of(answered(answers))
    assert (Verdict.UNDETERMINED, needs, ()) == (found.verdict, found.needs, found.facts)


def test_the_kinds_of_breach_stand_in_the_reason() -> None:
    """Lost without it: the register says that it was a breach and not of what kind."""
    kinds = Known(("integrity", "availability"))
    found = verdict_of(answered({"personal_data": YES, "breach_confirmed": YES, "breach_kinds": kinds}))
    assert found.because == "A breach of security hit personal data: integrity, availability."


@pytest.fixture(scope="module")
def documented(book: LawBook, definitions: dict[str, FactDefinition]) -> object:
    """Give whether the rules of the assessment have it recorded."""
    return lambda facts: assess(facts, book.assessment, definitions).document.outcome


@given(facts=fact_sets(gate_open=False))
def test_the_gate_and_the_assessment_never_disagree(documented: object, facts: Facts) -> None:
    """Lost without it: one screen calls it no breach and another has it recorded as one."""
    is_none = verdict_of(facts).verdict in (Verdict.NO_PERSONAL_DATA, Verdict.NO_BREACH_OF_SECURITY)
    assert is_none == (documented(facts) is Outcome.NO)  # type: ignore[operator]
