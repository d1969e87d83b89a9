"""ENISA's score: the tables, the shared figures, and what holds for any set of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from breachdesk.domain.assessment import clashes_in
from breachdesk.domain.conditions import holds, substituted
from breachdesk.domain.facts import Answer, FactDefinition, Facts, Known, Unknown, read_answer
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.severity import Severity, band_of, severity_of
from breachdesk.files.strict_yaml import read_yaml
from tests.domain.case_files import Case, cases, plain
from tests.strategies import answered

CASES = cases("severity.severity_of")
Score = Callable[[Facts], Severity]
Sound = Callable[[Facts, Iterable[str]], bool]
CATEGORIES = (
    ("contact",), ("identity", "purchases"), ("location",), ("financial-account",), ("health.diagnosis",),
    ("credentials", "criminal"), ("contract", "payment-card", "behaviour"),
)  # fmt: skip
IDENTIFIABLE = ("direct", "indirect", "hard", "none")
# Everything that moves the circumstances of the breach.
AROUND: Mapping[str, tuple[object, ...]] = {
    "breach_kinds": (("confidentiality",), ("availability",), ("confidentiality", "integrity", "availability")),
    "cause": ("malicious-external", "malicious-insider", "human-error", "technical-failure"),
    "exposure": ("public", "unknown-people", "known-people", "one-known-recipient", "inside", "none"),
    "exfiltration": ("confirmed", "likely", "unlikely", "excluded"),
    "data_altered": ("yes", "no"),
    "backup_intact": ("yes", "no"),
    "outage_effect": ("none", "nuisance", "significant", "severe"),
    "restored_within_hours": ("0", "0.5", "24", "25", "200"),
}
FINER: Mapping[str, tuple[str, ...]] = {
    "severity_simple": ("plain", "profiling", "sensitive-guess", "safety"),
    "severity_behavioural": ("no-insight", "plain", "daily-life", "sensitive-profile"),
    "severity_financial": ("no-insight", "some-insight", "plain", "full"),
    "severity_sensitive": ("no-insight", "general-guess", "sensitive-guess", "plain"),
}
Answers = dict[str, Answer]


@pytest.fixture(scope="module")
def score(book: LawBook) -> Score:
    """Give the shipped tables."""
    return lambda facts: severity_of(facts, book.severity, book.assessment.silence)


@pytest.fixture(scope="module")
def sound(book: LawBook) -> Sound:
    """Tell whether answers can all be right: no two contradict each other, and the new ones answer what arises."""

    def asked_and_right(facts: Facts, new: Iterable[str]) -> bool:
        words = book.assessment.silence.stands_for((), facts)
        for arising in book.assessment.silence.arising:
            in_vain = holds(substituted(arising.where, words), facts) is False
            if arising.fact in new and in_vain and facts.text(arising.fact) != arising.counts_as:
                return False
        # A copy that left where nobody could see the data is right as long as nobody can read it; that is no part of the sum.
        unreadable = answered({"unintelligible": Known("yes")}).by_id
        return not clashes_in(Facts({**unreadable, **facts.by_id}), book.assessment)

    return asked_and_right


@st.composite
def some_answers(draw: st.DrawFn, least: int = 0, most: int = 4) -> Answers:
    """Give answers, the data and how easily people are found always among them, the finer questions too."""
    found: Answers = {
        "data_categories": Known(draw(st.sampled_from(CATEGORIES))),
        "identifiability": Known(draw(st.sampled_from(IDENTIFIABLE))),
        **{id_: Known(draw(st.sampled_from(values))) for id_, values in FINER.items()},
    }
    open_ = draw(st.lists(st.sampled_from(sorted(AROUND)), min_size=least, max_size=most, unique=True))
    for id_, values in AROUND.items():
        if id_ not in open_:
            found[id_] = Known(draw(st.sampled_from(values)))  # type: ignore[arg-type]
    return found


def said(number: float | None) -> str:
    """Write a number as a table does."""
    return "null" if number is None else f"{number:g}"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_score_is_as_the_case_says(case: Case, score: Score, definitions: Mapping[str, FactDefinition]) -> None:
    """Lost without it: a number on a filing that nobody can work out by hand."""
    facts = answered({id_: read_answer(definitions[id_], text) for id_, text in case.given["facts"].items()})
    found = score(facts)
    shown = {
        "dpc": said(found.dpc),
        "ei": said(found.ei),
        "cb": said(found.cb),
        "se": said(found.se),
        "level": found.band.id if found.band else "null",
        "flags": list(found.flags),
        "se_at_most": said(found.se_at_most),
        "level_at_most": found.band_at_most.id if found.band_at_most else "null",
    }
    assert case.expect == {key: value for key, value in shown.items() if key in case.expect}, case.where


def test_every_row_of_the_shared_table_is_worked_through_from_answers(shared: Path) -> None:
    """Lost without it: a row of ENISA's that no answers lead to, or whose numbers were bent."""
    table = plain(read_yaml(shared / "law" / "enisa.yaml"))
    flags = {"many_individuals": "many-people", "unintelligible": "unintelligible"}
    wanted = {row["n"].lower(): (row["dpc"],) for row in table["examples_single_factor"]}
    for row in table["examples_composed"]:
        around = [float(points) for points in row["cb"].values()]
        numbers = (row["dpc"], said(float(row["ei"])), said(sum(around)), said(float(row["se"])))
        wanted[row["n"].lower()] = (*numbers, row["band"], [flags[f] for f in row["flags"]])
    ours = {case.name.partition("-")[0]: case.expect for case in CASES}
    assert wanted == {
        n: tuple(ours[n][k] for k in ("dpc", "ei", "cb", "se", "level", "flags")[: len(row)]) for n, row in wanted.items()
    }


@given(answers=some_answers())
def test_the_score_is_the_product_and_the_sum_exactly_and_stays_in_its_range(score: Score, answers: Answers) -> None:
    """Lost without it: a rounding, or a number outside the method's own 0.25 to 6."""
    found = score(answered(answers))
    assert found.dpc is not None
    assert found.ei is not None
    assert found.se is not None
    # Exact: every number is a multiple of a quarter.
    assert found.se == found.dpc * found.ei + found.cb
    assert (found.se * 4).is_integer()
    assert 0.25 <= found.se <= 6
    assert found.se - found.cb == found.parts[0].points * found.parts[1].points
    assert found.cb == sum(part.points for part in found.parts[2:])
    assert band_of_name(found) == found.band.id


def band_of_name(found: Severity) -> str:
    """Work out the band by hand."""
    return "low" if found.se < 2 else "medium" if found.se < 3 else "high" if found.se < 4 else "very_high"


@pytest.mark.parametrize(
    ("points", "band"),
    [(0.25, "low"), (1.75, "low"), (2.0, "medium"), (2.75, "medium"), (3.0, "high"), (3.75, "high"), (4.0, "very_high"), (6.0, "very_high")],
)
def test_a_boundary_belongs_to_the_band_above_it(book: LawBook, points: float, band: str) -> None:
    """Lost without it: exactly 2, 3 or 4 would be called milder than it is."""
    assert band == band_of(points, book.severity).id


@given(answers=some_answers(), fact=st.sampled_from(["cause", "exposure", "exfiltration", "data_altered", "backup_intact", "breach_kinds"]))
def test_an_answer_nobody_gave_never_raises_the_score(score: Score, answers: Answers, fact: str) -> None:
    """Lost without it: not knowing would count against people as a number nobody can explain.

    How long it lasted and what it did are left out: they can only excuse an outage that is known already.
    """
    assume(fact in answers)
    less = {id_: answer for id_, answer in answers.items() if id_ != fact}
    for unknown in (less, less | {fact: Unknown()}):
        assert score(answered(unknown)).se <= score(answered(answers)).se


@given(answers=some_answers(least=1, most=3))
def test_the_score_can_still_come_as_high_as_is_said_and_no_higher(
    sound: Sound, score: Score, answers: Answers
) -> None:
    """Lost without it: `at most` frightens for nothing, or a later answer goes beyond it. Every completion is tried."""
    found = score(answered(answers))
    left_out = [id_ for id_ in AROUND if id_ not in answers]
    completions = [
        answered(answers | {id_: Known(value) for id_, value in zip(left_out, values, strict=True)})  # type: ignore[arg-type]
        for values in product(*(AROUND[id_] for id_ in left_out))
    ]
    scores = [score(facts).se for facts in completions if sound(facts, left_out)]
    assume(scores)
    assert found.se_at_most >= found.se
    assert all(se <= found.se_at_most for se in scores)
    # A loss for good is one that no number of hours is given for.
    stays = [id_ for id_ in completions[0].by_id if id_ != "restored_within_hours" or id_ in answers]
    for_good = [Facts({id_: facts.by_id[id_] for id_ in stays}) for facts in completions]
    reached = [score(facts).se for facts in for_good if sound(facts, left_out)]
    assert found.se_at_most in [*scores, *reached]


@given(answers=some_answers(least=1), data=st.data())
def test_more_knowledge_never_goes_beyond_what_was_said_to_be_possible(
    sound: Sound, score: Score, answers: Answers, data: st.DataObject
) -> None:
    """Lost without it: a score that jumps past its own upper end with the next answer."""
    left_out = [id_ for id_ in AROUND if id_ not in answers]
    fact = data.draw(st.sampled_from(left_out))
    more = answered(answers | {fact: Known(data.draw(st.sampled_from(AROUND[fact])))})  # type: ignore[arg-type]
    assume(sound(more, [fact]))
    assert score(more).se_at_most <= score(answered(answers)).se_at_most


@pytest.mark.parametrize("finer", sorted(FINER))
def test_a_finer_question_nobody_answered_is_in_the_upper_end_too(score: Score, finer: str) -> None:
    """Lost without it: `at most 1` beside a score that the next answer makes 4."""
    kind = {"severity_simple": "contact", "severity_behavioural": "location", "severity_financial": "financial"}
    answers: Answers = {
        "data_categories": Known((kind.get(finer, "health"),)),
        "identifiability": Known("direct"),
        "reveals_little": Known("yes"),
    }
    before = score(answered(answers))
    after = [score(answered(answers | {finer: Known(answer)})) for answer in FINER[finer]]
    assert max(found.se for found in after) <= before.se_at_most
    # No higher either: the circumstances are as open before as after.
    assert before.se_at_most == max(found.se_at_most for found in after)


def test_a_finer_question_on_a_kind_that_scores_less_is_in_the_upper_end_too(score: Score) -> None:
    """Lost without it: the highest kind hides how high another may still come."""
    answers: Answers = {
        "data_categories": Known(("contact", "financial")),
        "identifiability": Known("direct"),
        "severity_financial": Known("plain"),
    }
    assert (score(answered(answers)).dpc, score(answered(answers)).parts[0].at_most) == (3, 4)
    found = score(answered(answers | {"severity_simple": Known("profiling")}))
    assert (found.se, found.se_at_most) == (3.0 + found.cb, 3.0 + found.cb_at_most)


@given(answers=some_answers())
def test_each_number_names_answers_that_somebody_gave(score: Score, answers: Answers) -> None:
    """Lost without it: a DPO puts a finger on a number and nobody can say where it is from."""
    facts = answered(answers)
    for part in score(facts).parts:
        assert part.because
        assert all(facts.is_known(fact) for fact in part.facts), part
        assert part.facts or part.points in (None, 0.0), part


@given(answers=some_answers(), people=st.sampled_from(["1", "100", "101", "5000"]))
def test_how_many_people_is_a_flag_and_never_in_the_sum(
    score: Score, definitions: dict[str, FactDefinition], answers: Answers, people: str
) -> None:
    """Lost without it: large numbers would make a harmless breach severe; ENISA only flags them."""
    counted = {"people": read_answer(definitions["people"], people)}
    found, without = score(answered(answers | counted)), score(answered(answers))
    assert (without.se, without.band) == (found.se, found.band)
    assert ("many-people" in found.flags) == (int(people) > 100)
    assert "many-people" not in without.flags


def test_data_nobody_can_read_are_a_flag_and_never_in_the_sum(score: Score) -> None:
    """Lost without it: encryption would lower the score, which ENISA does not do."""
    answers: Answers = {"data_categories": Known(("health",)), "identifiability": Known("direct")}
    found = score(answered(answers | {"unintelligible": Known("yes")}))
    assert (found.se, found.flags) == (4.0, ("unintelligible",))
    assert found.se == score(answered(answers | {"unintelligible": Known("no")})).se


def test_the_words_come_in_the_language_asked_for(book: LawBook) -> None:
    """Lost without it: a Dutch assessment with English numbers beside it."""
    facts = answered({"data_categories": Known(("health",)), "identifiability": Known("direct"), "cause": Known("malicious-external")})
    parts = {p.part: p.because for p in severity_of(facts, book.severity, book.assessment.silence, "nl").parts}
    assert parts["malicious"] == "een opzettelijke daad"
    assert parts["dpc"].startswith("gevoelige gegevens")
