"""Scenario time: faster than real time, never backwards, and standing still while it is paused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.drill_clock import FASTEST, LONGEST_STRETCH, SLOWEST, DrillClock, checked_speed
from breachdesk.domain.errors import NotAllowed, WrongInput

NIGHT = datetime(2026, 11, 14, 1, 10, tzinfo=UTC)
REAL = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=8))
SPEEDS = st.integers(SLOWEST, FASTEST)


@pytest.mark.parametrize(
    ("speed", "real", "scenario"),
    [
        (60, timedelta(0), timedelta(0)),
        (60, timedelta(seconds=1), timedelta(minutes=1)),
        (60, timedelta(hours=1), timedelta(hours=60)),
        (10, timedelta(minutes=6), timedelta(hours=1)),
        (500, timedelta(seconds=1), timedelta(minutes=8, seconds=20)),
        (500, timedelta(microseconds=7), timedelta(microseconds=3500)),
        (500, timedelta(days=3650), LONGEST_STRETCH),
        (60, -timedelta(hours=3), timedelta(0)),
    ],
    ids=["start", "second", "hour", "slowest", "fastest", "fine", "forgotten for years", "set back"],
)
def test_scenario_time_runs_so_many_times_as_fast(speed: int, real: timedelta, scenario: timedelta) -> None:
    """Lost without it: 72 hours that are not over when the report says they are."""
    assert DrillClock(speed, NIGHT, REAL).at(REAL + real) == NIGHT + scenario


@given(speed=SPEEDS, looks=st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=2)), max_size=12))
def test_time_never_runs_back_whatever_the_machine_says(speed: int, looks: list[timedelta]) -> None:
    """Lost without it: a clock set back by an hour puts answers before the questions they are about."""
    clock, seen = DrillClock(speed, NIGHT, REAL), None
    for look in looks:
        now = clock.at(REAL + look, seen)
        assert now >= NIGHT
        assert seen is None or now >= seen
        seen = now


@given(speed=SPEEDS, before=SPANS, paused=SPANS, afterwards=SPANS)
def test_a_pause_takes_nothing_and_adds_nothing(speed: int, before: timedelta, paused: timedelta, afterwards: timedelta) -> None:
    """Lost without it: whoever pauses over lunch finds the deadline passed, or gains an hour."""
    stopped = DrillClock(speed, NIGHT, REAL).paused(REAL + before)
    assert stopped.at(REAL + before + paused) == NIGHT + before * speed
    running = stopped.resumed(REAL + before + paused)
    assert running.at(REAL + before + paused + afterwards) == NIGHT + (before + afterwards) * speed


def test_what_was_seen_is_kept_over_a_pause() -> None:
    """Lost without it: a pause right after the clock was set back takes scenario time back with it."""
    seen = NIGHT + timedelta(hours=5)
    stopped = DrillClock(60, NIGHT, REAL).paused(REAL - timedelta(hours=1), seen)
    assert stopped.at(REAL) == seen


def test_the_clock_goes_forward_and_never_back() -> None:
    """Lost without it: a jump to an inject that has passed makes the record run backwards."""
    clock = DrillClock(60, NIGHT, REAL)
    ahead = NIGHT + timedelta(hours=9)
    assert clock.moved_to(ahead, REAL).at(REAL + timedelta(minutes=1)) == ahead + timedelta(hours=1)
    with pytest.raises(NotAllowed, match="does not run back"):
        clock.moved_to(NIGHT, REAL + timedelta(seconds=1))


@pytest.mark.parametrize("speed", [0, -60, SLOWEST - 1, FASTEST + 1])
def test_a_speed_out_of_range_is_refused_with_the_range(speed: int) -> None:
    """Lost without it: a clock that stands, runs back, or is over before anybody reads the briefing."""
    with pytest.raises(WrongInput, match=f"from {SLOWEST} to {FASTEST}"):
        checked_speed(speed)
    assert [checked_speed(s) for s in (SLOWEST, FASTEST)] == [SLOWEST, FASTEST]
