"""What an exercise is worth: each measure by a table, the whole by hand, and no score that rewards doing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.drill_score import TITLES, WEIGHTS, DrillScore, Measure, compared, scored
from breachdesk.domain.drills import Expected, Scenario, Truth, WrongDeed, WrongKind
from breachdesk.domain.facts import Unknown
from breachdesk.domain.planning import StepState
from breachdesk.domain.timeline import Act, IncidentClosed, StepReopened, StepSkipped
from tests.domain.drill_story import AUTHORITY, INJECTS, PEOPLE, SCENARIO, course, decided, inject, said, scoped

Acts = tuple[tuple[int, Act], ...]


def measure(id_: str, *acts: tuple[int, Act], scenario: Scenario = SCENARIO, **went: Any) -> Measure:
    """Give one measure of how it went."""
    return next(m for m in scored(scenario, course(*acts, **went)).measures if m.id == id_)


def with_truth(**changed: Any) -> Scenario:
    """Give the scenario with another truth."""
    return replace(SCENARIO, truth=replace(SCENARIO.truth, **changed))


@pytest.mark.parametrize(
    ("id_", "acts", "went", "share"),
    [
        ("aware", ((70, said("breach_confirmed", "yes")),), {}, 1.0),
        ("aware", ((71, said("breach_confirmed", "yes")),), {}, 0.5),
        ("aware", ((5, said("breach_confirmed", "yes")),), {}, 1.0),
        ("aware", (), {}, 0.0),
        ("aware", ((70, said("breach_confirmed", "yes")),), {"delivered": {}}, None),
        ("scoped", ((1440, scoped("crm")),), {}, 1.0),
        ("scoped", ((1441, scoped("crm")),), {}, 0.5),
        ("scoped", (), {}, 0.0),
        ("scope-right", ((9, scoped()),), {"systems": ("crm", "till")}, 1.0),
        ("scope-right", ((9, scoped()),), {"systems": ("till", "crm", "backup")}, 1.0),
        ("scope-right", ((9, scoped()),), {"systems": ("crm",)}, 0.5),
        ("scope-right", ((9, scoped()),), {"systems": ("crm", "till", "hr", "bi")}, 0.5),
        ("scope-right", ((9, scoped()),), {"systems": ("hr",)}, 0.0),
        ("scope-right", (), {}, 0.0),
        ("assessed", ((2880, said("conclusion", "high")),), {}, 1.0),
        ("assessed", ((2881, said("conclusion", "high")),), {}, 0.5),
        ("assessed", ((10, said("conclusion", Unknown())),), {}, 0.0),
        ("decided-authority", ((3600, decided(AUTHORITY, True)),), {}, 1.0),
        ("decided-authority", ((3601, decided(AUTHORITY, True)),), {}, 0.5),
        ("decided-authority", ((10, decided(AUTHORITY, False)),), {}, 0.0),
        ("decided-authority", ((10, decided(AUTHORITY, False)), (20, decided(AUTHORITY, True))), {}, 1.0),
        ("decided-authority", ((10, decided(PEOPLE, True)),), {}, 0.0),
        ("decided-people", ((4320, decided(PEOPLE, True)),), {}, 1.0),
        ("notified", (), {"filed": 4320}, 1.0),
        ("notified", (), {"filed": 4321}, 0.5),
        ("notified", (), {}, 0.0),
        ("told", (), {"told_people": 5760}, 1.0),
        ("told", (), {"told_people": 5761}, 0.5),
        ("told", (), {}, 0.0),
        ("must-steps", (), {"steps": {"ask": StepState.DONE, "conclude": StepState.DONE}}, 1.0),
        ("must-steps", (), {"steps": {"ask": StepState.DONE, "conclude": StepState.SKIPPED}}, 0.5),
        ("must-steps", (), {"steps": {"ask": StepState.DONE, "conclude": StepState.NOT_NEEDED}}, 1.0),
        ("must-steps", (), {"steps": {"ask": StepState.NOT_NEEDED, "conclude": StepState.NOT_NEEDED}}, None),
        ("must-steps", (), {}, 0.0),
        ("pressure", (), {}, 1.0),
        ("pressure", ((699, decided(PEOPLE, False)), (701, decided(PEOPLE, True))), {}, 1.0),
        ("pressure", ((701, decided(PEOPLE, False)),), {}, 0.0),
        ("pressure", ((701, decided(PEOPLE, False)), (900, decided(PEOPLE, True))), {}, 0.5),
        ("pressure", (), {"delivered": {1: 10}}, None),
    ],
)
def test_a_measure_is_worth_what_the_table_says(id_: str, acts: Acts, went: Mapping[str, Any], share: float | None) -> None:
    """Lost without it: an hour too late, a system too many, or a wrong decision that costs nothing."""
    assert measure(id_, *acts, **went).share == share


@pytest.mark.parametrize(
    ("id_", "scenario"),
    [
        ("scope-right", with_truth(systems=())),
        ("decided-people", with_truth(decisions={AUTHORITY: True})),
        ("notified", with_truth(decisions={AUTHORITY: False})),
        ("told", with_truth(decisions={AUTHORITY: True, PEOPLE: False})),
        ("must-steps", with_truth(must_steps=())),
    ],
)
def test_what_the_scenario_leaves_open_does_not_count(id_: str, scenario: Scenario) -> None:
    """Lost without it: a team loses points for not notifying where nothing was to be notified."""
    assert measure(id_, scenario=scenario).share is None


def test_a_scenario_may_set_its_own_limits() -> None:
    """Lost without it: an exercise about the first hour is judged like one about three days."""
    strict = with_truth(within_minutes={"scoped": 60})
    assert measure("scoped", (61, scoped("crm")), scenario=strict).share == 0.5


@pytest.mark.parametrize(
    ("wrong", "deed", "mended", "shares"),
    [
        (WrongDeed(WrongKind.ANSWER, "breach_confirmed", "no"), said("breach_confirmed", "no"), said("breach_confirmed", "yes"), (0.0, 0.5)),
        (WrongDeed(WrongKind.SKIP, "ask"), StepSkipped("ask", "no time"), StepReopened("ask", "after all"), (0.0, 0.5)),
        (WrongDeed(WrongKind.CLOSE), IncidentClosed("done"), said("cause", "human-error"), (0.0, 0.0)),
    ],
    ids=["answer", "skip", "close"],
)
def test_giving_in_to_pressure_costs_all_and_putting_it_right_half(
    wrong: WrongDeed, deed: Act, mended: Act, shares: tuple[float, float]
) -> None:
    """Lost without it: an exercise in saying no that cannot tell a no from a yes."""
    pressed = replace(SCENARIO, injects=(inject(1, 10, wrong=wrong),))
    went = {"scenario": pressed, "delivered": {1: 10}}
    assert measure("pressure", (9, deed), **went).share == 1.0
    assert measure("pressure", (11, deed), **went).share == shares[0]
    assert measure("pressure", (11, deed), (12, mended), **went).share == shares[1]


def taken_up(*acts: tuple[int, Act], **went: Any) -> list[tuple[int, str, str, int | None]]:
    """Give what became of each answer that could be known."""
    found = scored(SCENARIO, course(*acts, **went)).taken_up
    return [(t.inject, t.fact, t.outcome, t.minutes) for t in found]


def test_an_answer_counts_from_when_it_could_be_known_until_it_stops_being_right() -> None:
    """Lost without it: the first answer, right at the time, counts as wrong once the log shows more."""
    found = taken_up(
        (0, said("personal_data", "yes")),
        (130, said("breach_confirmed", "yes")),
        (131, said("exfiltration", "excluded")),
        (800, said("exfiltration", "likely")),
    )
    assert found == [
        (0, "personal_data", "in time", 0),
        (1, "breach_confirmed", "in time", 120),
        (1, "exfiltration", "late", 121),
        (2, "exfiltration", "late", 200),
    ]


def test_what_was_never_answered_or_answered_wrongly_is_told_apart() -> None:
    """Lost without it: a team that guessed and one that never asked learn the same."""
    found = taken_up((20, said("exfiltration", "confirmed")), (30, said("breach_confirmed", Unknown())))
    assert [(t[1], t[2]) for t in found] == [
        ("personal_data", "never"),
        ("breach_confirmed", "never"),
        ("exfiltration", "wrong"),
        ("exfiltration", "in time"),
    ]


def test_what_could_be_known_only_just_before_the_end_does_not_count() -> None:
    """Lost without it: an exercise that ends at the hour agreed loses points for the last inject."""
    assert taken_up(until=100)[1][2] == "does not count"
    assert taken_up((90, said("breach_confirmed", "yes")), until=100)[1][2] == "in time"


def test_an_inject_that_never_came_counts_nothing() -> None:
    """Lost without it: points are lost for a call that nobody got."""
    assert [t[0] for t in taken_up(delivered={})] == [0]


PERFECT: Acts = (
    (1, said("personal_data", "yes")),
    (20, said("breach_confirmed", "yes")),
    (21, said("exfiltration", "excluded")),
    (30, scoped("crm", "till")),
    (610, said("exfiltration", "confirmed")),
    (620, said("conclusion", "high")),
    (630, decided(AUTHORITY, True)),
    (640, decided(PEOPLE, True)),
)
BEST = {
    "systems": ("crm", "till"),
    "filed": 700,
    "told_people": 710,
    "steps": {"ask": StepState.DONE, "conclude": StepState.DONE},
}


def test_everything_right_and_in_time_is_a_hundred_and_nothing_is_next_to_nothing() -> None:
    """Lost without it: a scale whose ends nobody can reach."""
    assert scored(SCENARIO, course(*PERFECT, **BEST)).total == 100  # type: ignore[arg-type]
    nothing = scored(SCENARIO, course())
    assert {m.id for m in nothing.measures if m.share} == {"pressure"}
    assert nothing.total == WEIGHTS["pressure"]


def test_the_whole_is_the_share_of_the_weight_that_counts() -> None:
    """Lost without it: what cannot be judged pulls the score down, or up."""
    half = DrillScore((Measure("aware", 0.5, ""), Measure("scope-right", 1.0, ""), Measure("told", None, "")), ())
    assert half.total == round(100 * (10 * 0.5 + 15) / 25)
    assert DrillScore((Measure("aware", None, ""),), ()).total == 0


@given(
    st.sets(st.sampled_from(range(len(PERFECT)))),
    st.sampled_from([None, 100, 5000]),
    st.sampled_from([(), ("crm",), ("hr", "crm", "till")]),
)
def test_a_score_stays_between_nothing_and_a_hundred_and_each_share_between_nought_and_one(
    done: set[int], filed: int | None, systems: tuple[str, ...]
) -> None:
    """Lost without it: 103 out of 100, and nobody believes the rest."""
    found = scored(SCENARIO, course(*(PERFECT[n] for n in sorted(done)), filed=filed, systems=systems))
    assert 0 <= found.total <= 100
    assert [m.id for m in found.measures] == list(WEIGHTS) == list(TITLES)
    assert all(m.share is None or 0 <= m.share <= 1 for m in found.measures)
    assert all(m.said for m in found.measures)


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        ((1.0, 60), (0.5, 10), "better"),
        ((0.5, 10), (1.0, 60), "worse"),
        ((1.0, 60), (1.0, 61), "better"),
        ((1.0, 61), (1.0, 60), "worse"),
        ((1.0, 60), (1.0, 60), "the same"),
        ((1.0, None), (1.0, 60), "the same"),
        ((None, None), (1.0, 60), "cannot be compared"),
        ((1.0, 60), (None, None), "cannot be compared"),
        ((1.0, 60), None, "cannot be compared"),
    ],
)
def test_a_measure_is_compared_by_its_worth_and_then_by_how_soon(
    now: tuple[float | None, int | None], before: tuple[float | None, int | None] | None, verdict: str
) -> None:
    """Lost without it: a team that lost the deadline but was quicker to lose it hears that it got better."""
    earlier = [Measure("aware", before[0], "", before[1])] if before else []
    assert [c.verdict for c in compared([Measure("aware", now[0], "", now[1])], earlier)] == [verdict]


def test_the_first_scope_is_told_beside_the_last() -> None:
    """Lost without it: nobody learns that the first hours worked with half of what was hit."""
    said_of = measure("scope-right", (9, scoped("crm")), systems=("crm", "till"), first_systems=("crm",)).said
    assert said_of == "all of them, and no other; the first scope missed 1 and had 0 too many"


def test_the_small_scenario_has_what_the_tables_rest_on() -> None:
    """Lost without it: the tables above pass because the scenario they rest on lost its teeth."""
    assert [i.number for i in INJECTS] == [1, 2, 3, 4]
    assert SCENARIO.truth == Truth(("crm", "till"), ("backup",), {AUTHORITY: True, PEOPLE: True}, ("ask", "conclude"))
    assert Expected("exfiltration", ("confirmed", "likely")) in INJECTS[1].reveals
