"""Legal clocks: when a duty falls due, and how much time is left.

An instant is a `datetime` in UTC; local time is only a way of showing it. A period is elapsed
time: 72 hours are 259 200 seconds whatever the wall clock does on the last Sunday of October.

Source: GDPR Art. 33(1), "not later than 72 hours after having become aware"; the second reading
is Regulation (EEC, Euratom) 1182/71 Art. 3(1). Days and months: Art. 3(2) to (5) there, and the acts themselves.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from breachdesk.domain.instants import utc
from breachdesk.domain.law import Citation, ClockRule, LawStatus, ReadingShape

ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a period, with the provision it rests on."""

    id: str
    due_at: datetime
    source: Citation
    status: LawStatus = LawStatus.IN_FORCE
    words: Mapping[str, str] = field(default_factory=dict)
    """What to know about it, by language."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty's last instant, and the rule it comes from."""

    clock: str
    started_at: datetime
    due_at: datetime
    """UTC. The instant itself still counts as on time."""

    source: Citation
    readings: tuple[Reading, ...] = ()
    notes: tuple[Reading, ...] = ()
    """Readings shown as a remark only; nothing is ever planned by them."""

    def time_left(self, now: datetime) -> timedelta:
        """Give the time until the deadline; negative once it is missed."""
        return self.due_at - now

    def is_late(self, now: datetime) -> bool:
        """Tell whether the deadline has passed at `now`."""
        return now > self.due_at

    def ending_at(self, due_at: datetime) -> Deadline:
        """Give the deadline with an earlier end, in the strict reading; what else was said of the period falls away."""
        strict = replace(self.readings[0], due_at=due_at)
        return replace(self, due_at=due_at, readings=(strict,), notes=())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a period is counted: whose wall clock, and on which days nobody works."""

    zone: tzinfo
    is_eea: bool = True
    """Acts of the Union are read there by Reg. 1182/71."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    """Public holidays by day, for the years that matter."""

    def works_on(self, day: date) -> bool:
        """Tell whether people work on a day: no Saturday, Sunday or public holiday."""
        return day.weekday() < SATURDAY and day not in self.holidays


def due_after(
    start: datetime, rule: ClockRule, place: Place | None = None, with_notes: bool = True
) -> Deadline:
    """Give the deadline that a clock rule sets, in every reading the rule names; the first is the strict one.

    Args:
        start: The instant the law counts from. Any zone; must carry one.
        rule: The legal period; it must have a length.
        place: Where days and months are counted; by default the zone of `start`, with weekends only.
        with_notes: Work out readings that are only a note too.

    Raises:
        NaiveInstant: `start` has no zone.

    Source: GDPR Art. 33(1); Reg. 1182/71 Art. 3.
    """
    begin = utc(start)
    where = place or Place(start.tzinfo or UTC)
    strict = _strict_end(begin, rule, where)
    readings = [Reading("strict", strict, rule.source)]
    notes: list[Reading] = []
    hour_end = _hour_of_event_left_out(start, rule)
    if rule.hour_reading_source is not None and where.is_eea:
        readings.append(Reading("reg-1182-hours", hour_end, rule.hour_reading_source))
    for other in () if rule.is_union_act and not where.is_eea else rule.other_readings:
        if other.is_note and not with_notes:
            continue
        end = _read_otherwise(other.shape, _next_full_hour(start), hour_end, strict, where)
        reading = Reading(other.id, end, other.source, other.status, other.words)
        (notes if other.is_note else readings).append(reading)
    return Deadline(rule.id, begin, strict, rule.source, tuple(readings), tuple(notes))


def _strict_end(begin: datetime, rule: ClockRule, place: Place) -> datetime:
    """Hours are elapsed time; of days and months the same wall clock ends the last one, the earliest that can be meant."""
    if rule.hours is not None:
        return begin + timedelta(hours=rule.hours)
    local = begin.astimezone(place.zone)
    if rule.months is not None:
        return _same_time(local, _months_later(local.date(), rule.months), place)
    if rule.days is not None:
        return _same_time(local, local.date() + timedelta(days=rule.days), place)
    day = local.date()
    # A day too few ends early, a day too many ends late: unknown holidays are days like any other.
    working = replace(place, holidays={}) if rule.weekends_only else place
    for _ in range(rule.working_days or 0):
        day = _next_working_day(day, working)
    return _same_time(local, day, place)


def _same_time(local: datetime, day: date, place: Place) -> datetime:
    """Give the same wall-clock time on another day; a time the clocks skip is taken with the offset before."""
    return datetime.combine(day, local.time(), place.zone).astimezone(UTC)


def _months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _next_working_day(day: date, place: Place) -> date:
    day += ONE_DAY
    while not place.works_on(day):
        day += ONE_DAY
    return day


def _next_full_hour(start: datetime) -> datetime:
    """Give the end of the hour of the event.

    That hour is taken in the offset of the instant: one in which the clocks went back by half (Lord Howe) would
    otherwise start after its own event.
    """
    at_its_offset = start.replace(tzinfo=timezone(start.utcoffset() or timedelta()))
    return at_its_offset.replace(minute=0, second=0, microsecond=0).astimezone(UTC) + ONE_HOUR


def _hour_of_event_left_out(start: datetime, rule: ClockRule) -> datetime:
    return _next_full_hour(start) + timedelta(hours=rule.hours or 0)


def _read_otherwise(
    shape: ReadingShape, hour_start: datetime, hour_end: datetime, strict: datetime, place: Place
) -> datetime:
    if shape in (ReadingShape.TWO_WHOLE_WORKING_DAYS, ReadingShape.TWO_TOUCHED_WORKING_DAYS):
        return _with_two_working_days(shape is ReadingShape.TWO_WHOLE_WORKING_DAYS, hour_start, hour_end, place)
    day = strict.astimezone(place.zone).date()
    if shape is ReadingShape.NOON_OF_WORKING_DAY:
        return strict if place.works_on(day) else _wall(_next_working_day(day, place), 12, place)
    if shape is ReadingShape.END_OF_WORKING_DAY and not place.works_on(day):
        day = _next_working_day(day, place)
    return _wall(day + ONE_DAY, 0, place)


def _with_two_working_days(whole: bool, begin: datetime, end: datetime, place: Place) -> datetime:
    """Stretch a period, where it must be, to the end of the day with which it holds two working days."""
    day = begin.astimezone(place.zone).date()
    counted = 0
    while True:
        midnight, next_midnight = _wall(day, 0, place), _wall(day + ONE_DAY, 0, place)
        inside = midnight >= begin if whole else next_midnight > begin
        if place.works_on(day) and inside:
            counted += 1
            done_by = next_midnight if whole else midnight + timedelta.resolution
            if counted == 2:
                return end if done_by <= end else next_midnight
        day += ONE_DAY


def _wall(day: date, hour: int, place: Place) -> datetime:
    return datetime.combine(day, time(hour), place.zone).astimezone(UTC)
