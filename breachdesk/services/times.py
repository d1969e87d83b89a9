"""Times as people write them, read as instants; and instants as people read them.

A time without an offset is read in the incident's zone, and refused where that local time does not exist
or exists twice. Nothing here asks what time it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.instants import instant_from_local, utc

SLACK = timedelta(minutes=5)
"""How far a machine's clock may be ahead of the person who types."""

YEARS_AHEAD = 10
"""A day further away than this is taken for a slip."""

SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
DAYS = {"d": 1, "w": 7}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zone_by_name(name: str) -> ZoneInfo:
    """Give an IANA zone.

    Raises:
        WrongInput: there is none by that name; the nearest is named.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = get_close_matches(name, available_timezones(), n=1)
        hint = f" Did you mean '{near[0]}'?" if near else " Write it as Europe/Amsterdam."
        raise WrongInput(f"'{name[:60]}' is no time zone.{hint}") from error


def read_instant(text: str, zone_name: str, now: datetime) -> datetime:
    """Read a time that somebody typed.

    Args:
        text: `now`, `14:30` (today), `2026-11-23 14:30`, or with an offset `2026-11-23T14:30+01:00`.
        zone_name: The zone a time without offset is read in.
        now: UTC; gives `now` and today.

    Raises:
        WrongInput: it is no time.
        AmbiguousLocalTime: that local time does not exist, or exists twice.
    """
    words = text.strip()
    zone = zone_by_name(zone_name)
    if words.lower() == "now":
        return now.astimezone(UTC)
    if len(words) <= 5 and ":" in words[1:]:
        words = f"{now.astimezone(zone).date().isoformat()} {words.zfill(5)}"
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as error:
        raise WrongInput(
            f"'{words[:40]}' is not a time; write 2026-11-23 14:30, or with offset 2026-11-23T14:30+01:00."
        ) from error
    if len(words) <= 10:
        raise WrongInput(f"'{words}' is a day without a time; add the hour, such as {words} 14:30.")
    return utc(moment) if moment.tzinfo else instant_from_local(moment, zone, zone_name)


def read_later(text: str, zone_name: str, now: datetime) -> datetime:
    """Read a time to come that somebody typed: `+4h`, `+30m`, or as `read_instant` reads it.

    Raises:
        WrongInput: it is no time, or it has passed.
    """
    words = text.strip().lower().replace(" ", "")
    amount, unit = words[1:-1], words[-1:]
    if words.startswith("+") and unit in SPANS and amount.isascii() and amount.isdigit() and len(amount) <= 4:
        return now + int(amount) * SPANS[unit]
    found = read_instant(text, zone_name, now)
    if found <= now:
        raise WrongInput(f"'{text.strip()[:40]}' has passed; write a time to come, such as +4h or 2026-11-24 09:00.")
    return found


def read_day(text: str, today: date) -> date:
    """Read a day to come that somebody typed: `2026-12-15`, `+14d` or `+6w`; today counts as to come.

    Raises:
        WrongInput: it is no day, it has passed, or it is so far away that it must be a slip.
    """
    words = text.strip().lower().replace(" ", "")
    amount, unit = words[1:-1], words[-1:]
    if words.startswith("+") and unit in DAYS and amount.isascii() and amount.isdigit() and len(amount) <= 4:
        found = today + timedelta(days=int(amount) * DAYS[unit])
    else:
        found = read_date(text, ", or +14d or +6w")
    if found < today:
        raise WrongInput(f"{found.isoformat()} has passed; write a day to come, such as +14d or {today + timedelta(days=14)}.")
    if found.year > today.year + YEARS_AHEAD:
        raise WrongInput(f"{found.isoformat()} is more than {YEARS_AHEAD} years away; check the year.")
    return found


def read_date(text: str, or_else: str = "") -> date:
    """Read a day that somebody typed, past or to come.

    Args:
        or_else: What else may be written, for the message.

    Raises:
        WrongInput: it is no day.
    """
    words = text.strip()
    try:
        # Only so: 2026-W50-1 and 20261215 are days to Python, and slips to a reader.
        if len(words) != 10 or words[7] != "-":
            raise ValueError
        return date.fromisoformat(words)
    except ValueError as error:
        raise WrongInput(f"'{words[:40]}' is no day; write it as 2026-12-15{or_else}.") from error


def day_in(zone_name: str, instant: datetime) -> date:
    """Give the day an instant falls on in a zone."""
    return instant.astimezone(zone_by_name(zone_name)).date()


def in_words(instant: datetime, zone_name: str) -> str:
    """Give an instant as `Thu 26 Nov 2026, 16:48 CET`."""
    local = instant.astimezone(zone_by_name(zone_name))
    return f"{_day(local)} {local.year}, {local:%H:%M} {local.tzname()}"


def in_short(instant: datetime, zone_name: str) -> str:
    """Give an instant as `Thu 26 Nov, 16:48 CET`."""
    local = instant.astimezone(zone_by_name(zone_name))
    return f"{_day(local)}, {local:%H:%M} {local.tzname()}"


def in_brief(instant: datetime, zone_name: str) -> str:
    """Give an instant as `Thu 16:48 CET`, for a narrow line."""
    local = instant.astimezone(zone_by_name(zone_name))
    return f"{WEEKDAYS[local.weekday()]} {local:%H:%M} {local.tzname()}"


def with_z(instant: datetime) -> str:
    """Give an instant as ISO 8601 in UTC with `Z`, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hours_minutes_seconds(span: timedelta) -> str:
    """Give a span, sign dropped, as `05:12:09`; hours may pass 99.

    >>> hours_minutes_seconds(timedelta(hours=72))
    '72:00:00'
    """
    seconds = abs(int(span.total_seconds()))
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def _day(local: datetime) -> str:
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
