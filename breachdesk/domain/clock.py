"""Legal clocks: when a duty falls due, and how much time is left.

An instant is a `datetime` in UTC; local time is only a way of showing it. A period is elapsed
time: 72 hours are 259 200 seconds whatever the wall clock does on the last Sunday of October.

Source: GDPR Art. 33(1), "not later than 72 hours after having become aware"; the second reading
is Regulation (EEC, Euratom) 1182/71 Art. 3(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from breachdesk.domain.errors import AmbiguousLocalTime, NaiveInstant, WrongInput
from breachdesk.domain.law import Citation, ClockRule

EARLIEST_YEAR, LATEST_YEAR = 2000, 2200
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a period, with the provision it rests on."""

    id: str
    due_at: datetime
    source: Citation


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty's last instant, and the rule it comes from."""

    clock: str
    started_at: datetime
    due_at: datetime
    """UTC. The instant itself still counts as on time."""

    source: Citation
    readings: tuple[Reading, ...] = ()

    def time_left(self, now: datetime) -> timedelta:
        """Give the time until the deadline; negative once it is missed."""
        return self.due_at - now

    def is_late(self, now: datetime) -> bool:
        """Tell whether the deadline has passed at `now`."""
        return now > self.due_at


def utc(instant: datetime) -> datetime:
    """Give the same instant in UTC.

    Raises:
        NaiveInstant: `instant` has no zone.
        WrongInput: the year is outside 2000 to 2200, surely a slip of the pen.
    """
    if instant.utcoffset() is None:
        raise NaiveInstant(instant)
    _check_year(instant)
    in_utc = instant.astimezone(UTC)
    # In UTC too: what is taken in on New Year's Eve must be readable again once it is stored.
    _check_year(in_utc)
    return in_utc


def _check_year(instant: datetime) -> None:
    if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:
        raise WrongInput(
            f"The year {instant.year} cannot be right; give a year from {EARLIEST_YEAR} to {LATEST_YEAR}."
        )


def due_after(aware_at: datetime, rule: ClockRule) -> Deadline:
    """Give the deadline that a clock rule sets, in every reading the rule names.

    Args:
        aware_at: The instant the law counts from. Any zone; must carry one.
        rule: The legal period.

    Raises:
        NaiveInstant: `aware_at` has no zone.

    Source: GDPR Art. 33(1); Reg. 1182/71 Art. 3(1).
    """
    start = utc(aware_at)
    strict = start + timedelta(hours=rule.hours)
    readings = [Reading("strict", strict, rule.source)]
    if rule.hour_reading_source is not None:
        # The hour of the event is taken in the offset of that instant: an hour in which the clocks
        # went back by half (Lord Howe) would otherwise start after its own event.
        at_its_offset = aware_at.replace(tzinfo=timezone(aware_at.utcoffset() or timedelta()))
        hour_start = at_its_offset.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        readings.append(
            Reading(
                "reg-1182-hours",
                hour_start + ONE_HOUR + timedelta(hours=rule.hours),
                rule.hour_reading_source,
            )
        )
    return Deadline(rule.id, start, strict, rule.source, tuple(readings))


def instant_from_local(local: datetime, zone: tzinfo, zone_name: str) -> datetime:
    """Read a wall-clock time in a zone as an instant in UTC.

    Raises:
        AmbiguousLocalTime: that local time does not exist, or exists twice, on a clock-change day.
        WrongInput: the year is out of range.
    """
    first = utc(local.replace(tzinfo=zone, fold=0))
    second = utc(local.replace(tzinfo=zone, fold=1))
    if first == second:
        return first
    shown = local.isoformat(sep=" ", timespec="minutes")
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise AmbiguousLocalTime(
            f"{shown} does not exist in {zone_name}: the clocks went forward that night. "
            f"Give {_with_offset(second, zone)} (before) or {_with_offset(first, zone)} (after)."
        )
    raise AmbiguousLocalTime(
        f"{shown} exists twice in {zone_name}: the clocks went back that night. "
        f"Give {_with_offset(first, zone)} (first) or {_with_offset(second, zone)} (second)."
    )


def _with_offset(instant: datetime, zone: tzinfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="minutes")
