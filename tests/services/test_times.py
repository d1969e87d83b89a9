"""Times as people type them and read them: every form, every clock change, and nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.errors import AmbiguousLocalTime, WrongInput
from breachdesk.services.times import (
    hours_minutes_seconds,
    in_brief,
    in_short,
    in_words,
    read_instant,
    with_z,
    zone_by_name,
)
from tests.strategies import ZONES, instants

NOW = datetime(2026, 11, 23, 13, 5, 9, tzinfo=UTC)
HOME = "Europe/Amsterdam"


def at(text: str) -> datetime:
    """Give an instant."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("now", NOW),
        ("  NOW ", NOW),
        ("14:30", at("2026-11-23T13:30Z")),
        ("9:05", at("2026-11-23T08:05Z")),
        ("00:00", at("2026-11-22T23:00Z")),
        ("23:59", at("2026-11-23T22:59Z")),
        ("2026-11-23 14:30", at("2026-11-23T13:30Z")),
        ("2026-11-23T14:30", at("2026-11-23T13:30Z")),
        ("2026-11-23 14:30:15", at("2026-11-23T13:30:15Z")),
        ("2026-07-01 14:30", at("2026-07-01T12:30Z")),
        ("2026-11-23T14:30+01:00", at("2026-11-23T13:30Z")),
        ("2026-11-23T14:30Z", at("2026-11-23T14:30Z")),
        ("2026-11-23 14:30 +05:30".replace(" +", "+"), at("2026-11-23T09:00Z")),
        ("2026-01-01T00:00+14:00", at("2025-12-31T10:00Z")),
        ("20261123T1430", at("2026-11-23T13:30Z")),
    ],
)
def test_a_time_is_read_in_the_zone_of_the_incident_unless_it_brings_its_own(typed: str, instant: datetime) -> None:
    """Lost without it: awareness is an hour off, and so is the deadline."""
    read = read_instant(typed, HOME, NOW)
    assert instant == read
    assert read.utcoffset() == timedelta(0)


def test_a_bare_hour_is_today_in_the_zone_and_not_in_utc() -> None:
    """Lost without it: shortly after midnight, `00:30` is taken for yesterday."""
    just_after_midnight = at("2026-11-23T23:10Z")
    assert at("2026-11-23T23:05Z") == read_instant("00:05", HOME, just_after_midnight)
    assert at("2026-11-23T00:05Z") == read_instant("00:05", "UTC", just_after_midnight)


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("", "'' is not a time"),
        ("yesterday", "'yesterday' is not a time; write 2026-11-23 14:30"),
        ("25:00", "is not a time"),
        ("12:60", "is not a time"),
        (":30", "':30' is not a time"),
        ("9:5", "is not a time"),
        ("-1:30", "is not a time"),
        ("12:30 pm", "is not a time"),
        ("1430", "is not a time|a day without a time"),
        ("03/04/2026", "is not a time"),
        ("03/04/2026 14:30", "is not a time"),
        ("23-11-2026 14:30", "is not a time"),
        ("26-11-23 14:30", "is not a time"),
        ("2026-02-30 14:30", "is not a time"),
        ("2016-12-31T23:59:60Z", "is not a time"),
        ("2026-11-23", "'2026-11-23' is a day without a time; add the hour, such as 2026-11-23 14:30"),
        ("20261123", "a day without a time"),
        ("1970-01-01T00:00Z", "year 1970 cannot be right"),
        ("9999-12-31T23:59Z", "year 9999 cannot be right"),
        ("0001-01-01 00:00", "year 1 cannot be right"),
        ("2026-11-23T14:30+25:00", "is not a time"),
        ("x" * 500, f"'{'x' * 40}' is not a time"),
    ],
)
def test_what_is_no_time_is_refused_and_says_how_one_is_written(typed: str, match: str) -> None:
    """Lost without it: a day and a month are swapped, or half a time is filled in by guessing."""
    with pytest.raises(WrongInput, match=match):
        read_instant(typed, HOME, NOW)


def test_the_hour_twenty_four_is_refused_or_the_midnight_it_means() -> None:
    """Lost without it: the end of a day is read as its beginning, by whichever Python is newest."""
    try:
        read = read_instant("2026-01-01T24:00Z", HOME, NOW)
    except WrongInput as refusal:
        assert "is not a time" in str(refusal)
    else:
        assert at("2026-01-02T00:00Z") == read


# Zone, the local time, and both instants as they must be named; the clocks of each zone change in its own way.
GAPS = [
    ("Europe/Amsterdam", "2026-03-29 02:30", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
    ("Europe/Amsterdam", "2026-03-29 02:00", "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00"),
    ("Europe/Amsterdam", "2026-03-29 02:59", "2026-03-29T01:59+01:00", "2026-03-29T03:59+02:00"),
    ("Europe/Dublin", "2026-03-29 01:30", "2026-03-29T00:30+00:00", "2026-03-29T02:30+01:00"),
    ("America/New_York", "2026-03-08 02:15", "2026-03-08T01:15-05:00", "2026-03-08T03:15-04:00"),
    ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-04T01:40+10:30", "2026-10-04T02:40+11:00"),
]
FOLDS = [
    ("Europe/Amsterdam", "2026-10-25 02:30", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
    ("Europe/Amsterdam", "2026-10-25 02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"),
    ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"),
    ("America/New_York", "2026-11-01 01:15", "2026-11-01T01:15-04:00", "2026-11-01T01:15-05:00"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30"),
    ("Atlantic/Azores", "2026-10-25 00:30", "2026-10-25T00:30+00:00", "2026-10-25T00:30-01:00"),
]


@pytest.mark.parametrize(("zone", "typed", "before", "after"), GAPS)
def test_a_local_time_that_does_not_exist_is_refused_and_names_both_instants(
    zone: str, typed: str, before: str, after: str
) -> None:
    """Lost without it: a clock starts an hour early or late, and nobody asked which was meant."""
    with pytest.raises(AmbiguousLocalTime) as refusal:
        read_instant(typed, zone, NOW)
    assert str(refusal.value) == (
        f"{typed} does not exist in {zone}: the clocks went forward that night. "
        f"Give {before} (before) or {after} (after)."
    )


@pytest.mark.parametrize(("zone", "typed", "first", "second"), FOLDS)
def test_a_local_time_that_exists_twice_is_refused_and_names_both_instants(
    zone: str, typed: str, first: str, second: str
) -> None:
    """Lost without it: a clock starts an hour early or late, and nobody asked which was meant."""
    with pytest.raises(AmbiguousLocalTime) as refusal:
        read_instant(typed, zone, NOW)
    assert str(refusal.value) == (
        f"{typed} exists twice in {zone}: the clocks went back that night. "
        f"Give {first} (first) or {second} (second)."
    )


@pytest.mark.parametrize(("zone", "typed", "first", "second"), GAPS + FOLDS)
def test_each_instant_a_refusal_names_can_be_typed_and_is_shown_as_that(
    zone: str, typed: str, first: str, second: str
) -> None:
    """Lost without it: a refusal whose way out is refused in turn."""
    one, other = (read_instant(text, zone, NOW) for text in (first, second))
    assert one < other
    assert [first, second] == [i.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") for i in (one, other)]


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-03-29 01:59", at("2026-03-29T00:59Z")),
        ("2026-03-29 03:00", at("2026-03-29T01:00Z")),
        ("2026-10-25 01:59", at("2026-10-24T23:59Z")),
        ("2026-10-25 03:00", at("2026-10-25T02:00Z")),
    ],
)
def test_the_minutes_on_either_side_of_a_change_are_read(typed: str, instant: datetime) -> None:
    """Lost without it: the whole night is refused, or the edge is an hour off."""
    assert instant == read_instant(typed, HOME, NOW)


def test_a_bare_hour_on_the_day_of_the_change_is_refused_as_well() -> None:
    """Lost without it: `02:30` typed that very night is guessed."""
    with pytest.raises(AmbiguousLocalTime, match="exists twice in Europe/Amsterdam"):
        read_instant("02:30", HOME, at("2026-10-25T09:00Z"))


@given(instant=instants())
def test_what_is_shown_with_its_offset_is_read_back_as_the_same_instant(instant: datetime) -> None:
    """Lost without it: a time copied from the screen is another one when it is typed in."""
    # In UTC, for an hour that exists twice equals nothing in another zone.
    assert instant.astimezone(UTC) == read_instant(instant.isoformat(), HOME, NOW)


@given(instant=instants(), zone=st.sampled_from(ZONES))
def test_a_local_time_is_read_as_the_instant_it_names_or_refused(instant: datetime, zone: str) -> None:
    """Lost without it: on some night of the year a time is read as another one."""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    try:
        read = read_instant(local.isoformat(sep=" "), zone, NOW)
    except AmbiguousLocalTime:
        one = local.replace(tzinfo=ZoneInfo(zone))
        assert one.utcoffset() != one.replace(fold=1).utcoffset()
    else:
        assert instant.astimezone(UTC) == read


@given(typed=st.text(max_size=30) | st.text("0123456789:-T+Z now.W", max_size=30))
def test_whatever_is_typed_is_an_instant_or_a_refusal_in_words(typed: str) -> None:
    """Lost without it: a strange key ends the program while an incident is opened."""
    try:
        read = read_instant(typed, HOME, NOW)
    except WrongInput as refusal:
        assert str(refusal)
    else:
        assert read.utcoffset() == timedelta(0)


# --- zones ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("Europe/Amsterdm", "'Europe/Amsterdm' is no time zone. Did you mean 'Europe/Amsterdam'\\?"),
        ("zzz", "'zzz' is no time zone. Write it as Europe/Amsterdam"),
        ("", "'' is no time zone"),
        ("../../etc/passwd", "is no time zone"),
        ("/etc/localtime", "is no time zone"),
        ("Europe", "is no time zone"),
        ("Europe/Amster\x00dam", "is no time zone"),
        ("x" * 300, f"'{'x' * 60}' is no time zone"),
    ],
)
def test_a_zone_that_is_none_is_refused_with_the_nearest(name: str, match: str) -> None:
    """Lost without it: a slip of the pen reads times in UTC, or opens a file."""
    with pytest.raises(WrongInput, match=match):
        zone_by_name(name)


@pytest.mark.parametrize("typed", ["now", "14:30", "2026-11-23T14:30Z"])
def test_a_wrong_zone_is_refused_whatever_time_is_read_in_it(typed: str) -> None:
    """Lost without it: an incident is opened in a zone that cannot be shown."""
    with pytest.raises(WrongInput, match="is no time zone"):
        read_instant(typed, "Europe/Nowhere", NOW)


# --- as people read them --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "zone", "words", "short", "brief"),
    [
        ("2026-11-26T15:48Z", HOME, "Thu 26 Nov 2026, 16:48 CET", "Thu 26 Nov, 16:48 CET", "Thu 16:48 CET"),
        ("2026-10-25T00:30Z", HOME, "Sun 25 Oct 2026, 02:30 CEST", "Sun 25 Oct, 02:30 CEST", "Sun 02:30 CEST"),
        ("2026-10-25T01:30Z", HOME, "Sun 25 Oct 2026, 02:30 CET", "Sun 25 Oct, 02:30 CET", "Sun 02:30 CET"),
        ("2026-01-01T00:00Z", "UTC", "Thu 1 Jan 2026, 00:00 UTC", "Thu 1 Jan, 00:00 UTC", "Thu 00:00 UTC"),
        ("2026-12-31T23:30Z", HOME, "Fri 1 Jan 2027, 00:30 CET", "Fri 1 Jan, 00:30 CET", "Fri 00:30 CET"),
        ("2026-05-04T12:00+02:00", "Asia/Kolkata", "Mon 4 May 2026, 15:30 IST", "Mon 4 May, 15:30 IST", "Mon 15:30 IST"),
    ],
)
def test_an_instant_is_shown_in_the_zone_with_its_name(instant: str, zone: str, words: str, short: str, brief: str) -> None:
    """Lost without it: the deadline on the screen is another hour than the one that counts."""
    assert words == in_words(at(instant), zone)
    assert short == in_short(at(instant), zone)
    assert brief == in_brief(at(instant), zone)


@pytest.mark.parametrize("month", range(1, 13))
def test_months_and_days_are_english_whatever_the_machine_speaks(month: int) -> None:
    """Lost without it: a script that reads the output breaks on a Dutch machine."""
    expected = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[month - 1]
    assert f" {expected} " in in_words(datetime(2026, month, 9, 12, tzinfo=UTC), "UTC")


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        ("2026-11-23T14:30:15.999+01:00", "2026-11-23T13:30:15Z"),
        ("2026-01-01T00:00:00+14:00", "2025-12-31T10:00:00Z"),
    ],
)
def test_for_other_programs_an_instant_is_utc_with_z_to_the_second(instant: str, text: str) -> None:
    """Lost without it: a script compares local times and gets the order wrong."""
    assert text == with_z(at(instant))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "00:00:00"),
        (0.9, "00:00:00"),
        (1, "00:00:01"),
        (-1, "00:00:01"),
        (-0.5, "00:00:00"),
        (59, "00:00:59"),
        (3600, "01:00:00"),
        (259_200, "72:00:00"),
        (259_199, "71:59:59"),
        (-360_000, "100:00:00"),
        (36_000_000, "10000:00:00"),
    ],
)
def test_a_span_is_hours_that_may_pass_ninety_nine_minutes_and_seconds(seconds: float, text: str) -> None:
    """Lost without it: three days read as none, for a clock that shows days apart."""
    assert text == hours_minutes_seconds(timedelta(seconds=seconds))
