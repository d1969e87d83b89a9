"""When a duty falls due: the tables, the shared vectors, the laws of elapsed time, and odd local times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from breachdesk.domain.clock import due_after
from breachdesk.domain.errors import AmbiguousLocalTime, NaiveInstant, WrongInput
from breachdesk.domain.instants import instant_from_local, utc
from breachdesk.domain.law import ClockRule
from breachdesk.files.strict_yaml import read_yaml
from breachdesk.services.times import in_words
from tests.domain.case_files import ROOT, Case, cases, plain
from tests.strategies import RULE, ZONES, instants, rules

VECTORS = ROOT.parent / "shared" / "law" / "deadline_vectors.yaml"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime:
    """Give a wall-clock time that names no instant."""
    return datetime.fromisoformat(text)


def reading(aware_at: datetime, rule: ClockRule, id_: str) -> datetime:
    """Give the last instant in one reading."""
    return next(r.due_at for r in due_after(aware_at, rule).readings if r.id == id_)


@pytest.mark.parametrize("case", cases("clock.due_after"), ids=str)
def test_the_deadline_is_as_the_case_says(case: Case, clock_rule: ClockRule) -> None:
    """Lost without it: the deadline a lawyer can check, in UTC and as people read it."""
    due = reading(datetime.fromisoformat(case.given["aware_at"]), clock_rule, case.reading)
    assert datetime.fromisoformat(case.expect["due_at"]) == due, case.where
    assert case.expect["shown_as"] == in_words(due, case.given["zone"]), case.where


def _vectors() -> list[dict[str, str]]:
    return plain(read_yaml(VECTORS))["gdpr_art33"] if VECTORS.exists() else []


@pytest.mark.skipif(not VECTORS.exists(), reason="no shared material beside this checkout")
@pytest.mark.parametrize("vector", _vectors(), ids=lambda v: v["id"])
def test_the_deadline_agrees_with_the_shared_vectors(vector: dict[str, str], clock_rule: ClockRule) -> None:
    """Lost without it: a second, independent calculation of both readings, holidays and clock changes included."""
    aware_at = datetime.fromisoformat(vector["aware_local"])
    assert datetime.fromisoformat(vector["strict_72h_utc"]) == due_after(aware_at, clock_rule).due_at
    if "reg1182_hours_end" in vector:
        assert datetime.fromisoformat(vector["reg1182_hours_end"]) == reading(
            aware_at, clock_rule, "reg-1182-hours"
        )
    if "wrong_wall_clock_result" in vector:
        assert datetime.fromisoformat(vector["wrong_wall_clock_result"]) != due_after(aware_at, clock_rule).due_at


@pytest.mark.skipif(not VECTORS.exists(), reason="no shared material beside this checkout")
def test_the_shared_vectors_are_all_there() -> None:
    """Lost without it: a file that reads as empty would make every vector pass unseen."""
    assert [f"DV{n:02d}" for n in range(1, 22)] == [vector["id"] for vector in _vectors()]


@given(instants(), rules())
def test_the_period_is_elapsed_time_whatever_the_zone(aware_at: datetime, rule: ClockRule) -> None:
    """Lost without it: 72 hours that are 71 or 73 on the weekends when clocks change."""
    deadline = due_after(aware_at, rule)
    seconds = (deadline.due_at - aware_at.astimezone(UTC)).total_seconds()
    assert rule.hours * 3600 == seconds
    assert deadline.due_at.tzinfo is UTC


@given(instants(), st.sampled_from(ZONES), rules())
def test_the_zone_an_instant_is_written_in_does_not_move_the_deadline(
    aware_at: datetime, zone: str, rule: ClockRule
) -> None:
    """Lost without it: a laptop set to another zone would show another deadline."""
    assert due_after(aware_at, rule).due_at == due_after(aware_at.astimezone(ZoneInfo(zone)), rule).due_at


@given(instants(), st.integers(0, 400_000_000), rules())
def test_a_deadline_never_moves_earlier_when_awareness_moves_later(
    aware_at: datetime, later_ms: int, rule: ClockRule
) -> None:
    """Lost without it: correcting awareness forward could shorten the time left, in either reading."""
    first = due_after(aware_at.astimezone(UTC), rule)
    second = due_after(aware_at.astimezone(UTC) + timedelta(milliseconds=later_ms), rule)
    assert first.due_at <= second.due_at
    for earlier, later in zip(first.readings, second.readings, strict=True):
        assert earlier.due_at <= later.due_at


@example(datetime(2026, 4, 5, 1, 30, fold=1, tzinfo=ZoneInfo("Australia/Lord_Howe")), replace(RULE, hours=1))
@given(instants(), rules())
def test_no_reading_ends_before_the_one_that_is_counted_down(aware_at: datetime, rule: ClockRule) -> None:
    """Lost without it: the countdown would promise time that a stricter reading does not give."""
    deadline = due_after(aware_at, rule)
    ends = [r.due_at for r in deadline.readings]
    assert deadline.due_at == ends[0]
    assert all(deadline.due_at < end <= deadline.due_at + timedelta(hours=1) for end in ends[1:])


def test_a_rule_without_a_second_provision_has_one_reading() -> None:
    """Lost without it: a reading shown for a law it does not belong to, such as the UK's."""
    deadline = due_after(datetime(2026, 11, 27, 16, 30, tzinfo=UTC), replace(RULE, hour_reading_source=None))
    assert [r.id for r in deadline.readings] == ["strict"]


def test_each_reading_names_its_own_provision() -> None:
    """Lost without it: the note beside the clock could not say what it rests on."""
    deadline = due_after(datetime(2026, 11, 27, 16, 30, tzinfo=UTC), RULE)
    assert [str(r.source) for r in deadline.readings] == ["GDPR Art. 33(1)", "Reg. 1182/71 Art. 3(1)"]
    assert str(deadline.source) == "GDPR Art. 33(1)"


def test_the_deadline_keeps_where_it_started_and_which_clock_it_is() -> None:
    """Lost without it: reminders could not be counted from the start, nor told apart by clock."""
    aware_at = datetime(2026, 11, 23, 14, 0, tzinfo=AMSTERDAM)
    deadline = due_after(aware_at, RULE)
    assert aware_at == deadline.started_at
    assert deadline.started_at.tzinfo is UTC
    assert deadline.clock == "gdpr-art33"


def test_the_last_instant_itself_is_still_on_time() -> None:
    """Lost without it: a filing at the very deadline would be called late."""
    deadline = due_after(datetime(2026, 11, 23, 14, 0, tzinfo=UTC), RULE)
    assert not deadline.is_late(deadline.due_at)
    assert deadline.is_late(deadline.due_at + timedelta(microseconds=1))
    assert timedelta(0) == deadline.time_left(deadline.due_at)
    assert timedelta(seconds=-1) == deadline.time_left(deadline.due_at + timedelta(seconds=1))


def test_a_time_without_a_zone_starts_no_clock() -> None:
    """Lost without it: a guess at the zone, and a deadline an hour or a day off."""
    with pytest.raises(NaiveInstant, match=r"2026-11-23T14:00:00 has no zone.*\+01:00"):
        due_after(local("2026-11-23T14:00"), RULE)


class _Speechless(tzinfo):
    """A zone that does not say its offset."""

    def utcoffset(self, moment: datetime | None) -> None:
        return None

    def tzname(self, moment: datetime | None) -> str:
        return "?"

    def dst(self, moment: datetime | None) -> None:
        return None


def test_a_zone_that_gives_no_offset_names_no_instant_either() -> None:
    """Lost without it: the machine's own zone would be taken in silence."""
    with pytest.raises(NaiveInstant):
        utc(datetime(2026, 11, 23, 14, 0, tzinfo=_Speechless()))


@pytest.mark.parametrize("year", [1, 1970, 1999, 2201, 2926, 9999])
def test_a_year_that_must_be_a_slip_is_refused(year: int) -> None:
    """Lost without it: 2062 for 2026 passes, but 1926 or 9999 shows a clock that never ends, or a crash."""
    with pytest.raises(WrongInput, match=rf"year {year} cannot be right; give a year from 2000 to 2200"):
        utc(datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=5))))


@pytest.mark.parametrize(
    "odd",
    [
        datetime(2000, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))),
        datetime(2200, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-1))),
    ],
    ids=["before the first year in UTC", "after the last year in UTC"],
)
def test_the_year_counts_in_utc_so_that_what_was_taken_in_can_be_read_again(odd: datetime) -> None:
    """Lost without it: an incident that was opened and kept, and whose deadline can then not be worked out."""
    with pytest.raises(WrongInput, match="cannot be right"):
        utc(odd)


@given(instants())
def test_taking_an_instant_to_utc_twice_changes_nothing(at: datetime) -> None:
    """Lost without it: a stored instant could shift each time it is read."""
    assert at.timestamp() == utc(at).timestamp()
    assert utc(utc(at)) == utc(at)


@given(instants())
def test_a_local_time_that_exists_once_is_read_back_as_the_same_instant(at: datetime) -> None:
    """Lost without it: what a person types and what the screen shows would name two instants."""
    zone = at.tzinfo
    shown = at.replace(tzinfo=None, fold=0)
    if at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset():
        with pytest.raises(AmbiguousLocalTime):
            instant_from_local(shown, zone, "there")
    else:
        assert at.astimezone(UTC) == instant_from_local(shown, zone, "there")


def test_an_hour_that_does_not_exist_is_refused_with_both_neighbours() -> None:
    """Lost without it: 02:30 on the spring night silently becomes 01:30 or 03:30."""
    with pytest.raises(AmbiguousLocalTime) as refused:
        instant_from_local(local("2026-03-29T02:30"), AMSTERDAM, "Europe/Amsterdam")
    assert str(refused.value) == (
        "2026-03-29 02:30 does not exist in Europe/Amsterdam: the clocks went forward that night. "
        "Give 2026-03-29T01:30+01:00 (before) or 2026-03-29T03:30+02:00 (after)."
    )


def test_an_hour_that_comes_twice_is_refused_with_both_meanings() -> None:
    """Lost without it: awareness an hour off on the autumn night, and nobody would know."""
    with pytest.raises(AmbiguousLocalTime) as refused:
        instant_from_local(local("2026-10-25T02:30"), AMSTERDAM, "Europe/Amsterdam")
    assert str(refused.value) == (
        "2026-10-25 02:30 exists twice in Europe/Amsterdam: the clocks went back that night. "
        "Give 2026-10-25T02:30+02:00 (first) or 2026-10-25T02:30+01:00 (second)."
    )


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        (local("2026-03-29T01:59:59"), datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)),
        (local("2026-03-29T03:00"), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (local("2026-10-25T01:59:59"), datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC)),
        (local("2026-10-25T03:00"), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_minutes_beside_a_clock_change_are_read_without_asking(typed: datetime, instant: datetime) -> None:
    """Lost without it: people are asked for an offset on every time of a clock-change day."""
    assert instant == instant_from_local(typed, AMSTERDAM, "Europe/Amsterdam")


def test_a_fold_mark_does_not_get_past_the_question() -> None:
    """Lost without it: a caller that sets `fold` would choose one of two meanings for the person."""
    with pytest.raises(AmbiguousLocalTime):
        instant_from_local(local("2026-10-25T02:30").replace(fold=1), AMSTERDAM, "Europe/Amsterdam")


def test_the_vectors_are_looked_for_beside_this_checkout_only() -> None:
    """Lost without it: a path of one machine in the tests."""
    assert VECTORS.relative_to(ROOT.parent) == Path("shared/law/deadline_vectors.yaml")
