"""Which instant is meant: in UTC, from any zone, or from a wall clock that may have skipped or repeated an hour.

An instant is a `datetime` in UTC; local time is only a way of showing it. What names no instant is refused.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from breachdesk.domain.errors import AmbiguousLocalTime, NaiveInstant, WrongInput

EARLIEST_YEAR, LATEST_YEAR = 2000, 2200


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
