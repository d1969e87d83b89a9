"""One instant in every reading, country by country: the 72 hours, the hours rule, the two contested notes by Art. 3(5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.calendars.public_holidays import public_holidays
from breachdesk.domain.clock import Deadline, Place
from breachdesk.domain.law import EEA, ClockRule, LawStatus
from breachdesk.domain.standing import AWARENESS, clock_standing
from breachdesk.files.strict_yaml import read_yaml
from breachdesk.services.times import in_words
from tests.domain.case_files import Case, cases, plain
from tests.strategies import instants

CASES = cases("every_reading")
READINGS = {
    "strict": "strict",
    "hours": "reg-1182-hours",
    "whole_days": "two-whole-working-days",
    "touched_days": "two-touched-working-days",
}
COUNTRIES = {
    "NL": "Europe/Amsterdam", "DE": "Europe/Berlin", "IE": "Europe/Dublin", "PT": "Atlantic/Azores", "GR": "Europe/Athens",
    "IS": "Atlantic/Reykjavik", "RO": "Europe/Bucharest", "GB": "Europe/London",
}  # fmt: skip


def deadline(aware_at: datetime, clock_rule: ClockRule, zone: str, country: str, subdivision: str = "") -> Deadline:
    """Give the authority's deadline as it is counted in a country."""
    years = range(aware_at.year, aware_at.year + 2)
    place = Place(ZoneInfo(zone), country in EEA, public_holidays(country, subdivision, years))
    found = clock_standing(clock_rule, {AWARENESS: aware_at.astimezone(UTC)}, place).deadline
    assert found is not None
    return found


def ends(found: Deadline) -> Mapping[str, datetime]:
    """Give the end of each reading, notes included."""
    return {r.id: r.due_at for r in (*found.readings, *found.notes)}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_reading_ends_as_the_case_says(case: Case, clock_rule: ClockRule) -> None:
    """Lost without it: a deadline, or the note beside it, that is off where clocks change or nobody works."""
    asked = case.given
    aware_at = datetime.fromisoformat(asked["aware_at"])
    found = deadline(aware_at, clock_rule, asked["zone"], asked["country"], asked["subdivision"])
    wanted = {READINGS[key]: datetime.fromisoformat(case.expect[key]) for key in READINGS if key in case.expect}
    assert wanted == ends(found), case.where
    assert case.expect["shown_as"] == in_words(found.due_at, asked["zone"]), case.where
    assert datetime.fromisoformat(case.expect.get("not", "2000-01-01T00:00:00Z")) != found.due_at, case.where


def test_the_vectors_kept_beside_the_project_say_the_same(shared: Path) -> None:
    """Lost without it: a vector retold with a slip, which would then be called right for ever."""
    keys = {
        "strict": "strict_72h_utc",
        "hours": "reg1182_hours_end",
        "whole_days": "contested_art3_5_complete_days",
        "touched_days": "contested_art3_5_any_part_of_day",
        "not": "wrong_wall_clock_result",
    }
    kept = {row["id"].lower(): row for row in plain(read_yaml(shared / "law" / "deadline_vectors.yaml"))["gdpr_art33"]}
    ours = {case.name.partition("-")[0]: case for case in CASES if case.name.startswith("dv")}
    assert sorted(kept) == sorted(ours)
    for id_, row in kept.items():
        case = ours[id_]
        assert datetime.fromisoformat(row["aware_utc"]) == datetime.fromisoformat(case.given["aware_at"]), id_
        said = {key: datetime.fromisoformat(case.expect[key]) for key in keys if key in case.expect}
        assert {key: datetime.fromisoformat(row[name]) for key, name in keys.items() if name in row} == said, id_


def test_there_are_as_many_vectors_of_our_own_and_from_many_countries() -> None:
    """Lost without it: a table that tries the easy countries only."""
    own = [case for case in CASES if not case.name.startswith("dv")]
    assert len(own) >= 21
    assert len({case.given["country"] for case in own}) >= 12
    assert len({case.given["subdivision"] for case in own} - {""}) >= 6


@given(aware_at=instants(), country=st.sampled_from(sorted(COUNTRIES)))
def test_nothing_beside_the_strict_end_is_ever_planned_by(clock_rule: ClockRule, aware_at: datetime, country: str) -> None:
    """Lost without it: a reading somebody rejects moves the countdown, or ends before it."""
    found = deadline(aware_at, clock_rule, COUNTRIES[country], country)
    assert found.due_at - found.started_at == timedelta(hours=72)
    assert found.due_at == found.readings[0].due_at
    if country not in EEA:
        assert [r.id for r in (*found.readings, *found.notes)] == ["strict"]
        return
    assert [r.id for r in found.readings] == ["strict", "reg-1182-hours"]
    assert [n.id for n in found.notes] == ["two-whole-working-days", "two-touched-working-days"]
    whole, touched = found.notes
    assert found.due_at < found.readings[1].due_at <= touched.due_at <= whole.due_at
    assert {LawStatus.CONTESTED} == {note.status for note in found.notes}
    assert all(note.words["en"] and note.words["nl"] for note in found.notes)


@given(aware_at=instants(), country=st.sampled_from(sorted(set(COUNTRIES) & EEA)))
def test_the_contested_notes_hold_two_working_days_and_not_one_more(
    clock_rule: ClockRule, aware_at: datetime, country: str
) -> None:
    """Lost without it: a note a day too long, or one that does not give what it claims. Counted again day by day."""
    found = deadline(aware_at, clock_rule, COUNTRIES[country], country)
    zone = ZoneInfo(COUNTRIES[country])
    begin, hours_end = found.readings[1].due_at - timedelta(hours=72), found.readings[1].due_at
    place = Place(zone, True, public_holidays(country, "", range(aware_at.year, aware_at.year + 2)))
    for note, is_whole in zip(found.notes, (True, False), strict=True):
        counted = [_days_inside(begin, end, place, is_whole) for end in (note.due_at, note.due_at - timedelta(microseconds=1))]
        assert counted[0] >= 2
        # Stretched only where it must be, and then to the very end of the day that makes two.
        assert note.due_at == hours_end or (counted[1] < 2 if is_whole else _midnight(note.due_at, zone))
        assert note.due_at == hours_end or _days_inside(begin, hours_end, place, is_whole) < 2


def _days_inside(begin: datetime, end: datetime, place: Place, is_whole: bool) -> int:
    count, day = 0, begin.astimezone(place.zone).date()
    while (first := datetime(day.year, day.month, day.day, tzinfo=place.zone).astimezone(UTC)) < end:
        next_day = day + timedelta(days=1)
        last = datetime(next_day.year, next_day.month, next_day.day, tzinfo=place.zone).astimezone(UTC)
        is_inside = begin <= first and last <= end if is_whole else last > begin
        count += is_inside and place.works_on(day)
        day = next_day
    return count


def _midnight(at: datetime, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
