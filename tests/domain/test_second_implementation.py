"""The strict and the hours reading worked out a second time, in another style, on a hundred thousand instants.

Whole numbers only: seconds since 1970 and each zone's offsets by the seconds at which they change. Nothing here adds to a
`datetime`; they only carry an instant in and a result out.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from breachdesk.domain.clock import Place, due_after
from breachdesk.domain.law import EEA, ClockRule
from breachdesk.files.authorities_file import load_authorities
from tests.domain.case_files import LAW

CHUNKS, IN_A_CHUNK = 20, 5_000
HOUR, DAY, MILLION = 3600, 86_400, 1_000_000
FIRST, LAST = timegm((2000, 1, 2, 0, 0, 0)), timegm((2200, 12, 20, 0, 0, 0))
# Parts of the Union and the EEA whose clocks are not those of their country's authority.
ELSEWHERE = (
    "Africa/Ceuta", "America/Cayenne", "America/Guadeloupe", "America/Martinique", "America/Marigot", "Arctic/Longyearbyen",
    "Asia/Famagusta", "Atlantic/Azores", "Atlantic/Canary", "Atlantic/Madeira", "Europe/Busingen", "Europe/Mariehamn",
    "Indian/Mayotte", "Indian/Reunion",
)  # fmt: skip
ZONES = sorted({a.zone for a in load_authorities(LAW / "authorities.yaml") if a.country in EEA} | set(ELSEWHERE))


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Give a zone's offset in seconds at a second since 1970."""
    local = datetime.fromtimestamp(second, zone)
    return timegm(local.timetuple()) - second


@cache
def changes(name: str) -> tuple[list[int], list[int]]:
    """Give the seconds at which a zone's offset changes, found by halving, and the offset from each on."""
    zone = ZoneInfo(name)
    seconds, offsets = [FIRST], [offset_at(zone, FIRST)]
    for low in range(FIRST, LAST, 10 * DAY):
        high = low + 10 * DAY
        before, after = offsets[-1], offset_at(zone, high)
        while before != after and high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if offset_at(zone, middle) == after else (middle, high)
        if before != after:
            seconds.append(high)
            offsets.append(after)
    return seconds, offsets


def offset(name: str, second: int) -> int:
    """Give a zone's offset from the table of its changes."""
    seconds, offsets = changes(name)
    return offsets[bisect_right(seconds, second) - 1]


def drawn(random: Random, name: str) -> int:
    """Give a second: half of them anywhere in two hundred years, half within four days of a change of the clocks."""
    near = changes(name)[0][1:]
    if near and random.random() < 0.5:
        return random.choice(near) + random.randint(-4 * DAY, 4 * DAY)
    return random.randint(FIRST + DAY, LAST - 10 * DAY)


def microseconds(instant: datetime) -> int:
    """Give an instant as microseconds since 1970."""
    return timegm(instant.utctimetuple()) * MILLION + instant.microsecond


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_second_way_of_counting_comes_to_the_same(chunk: int, clock_rule: ClockRule) -> None:
    """Lost without it: an error in the arithmetic that the tables happen not to hit. Not one instant may differ."""
    # The contested notes have tests of their own; without them this is four times as quick.
    rule = replace(clock_rule, other_readings=())
    random = Random(f"72 hours, {chunk}")
    places = {name: Place(ZoneInfo(name)) for name in ZONES}
    for _ in range(IN_A_CHUNK):
        name = random.choice(ZONES)
        second, fraction = drawn(random, name), random.choice((0, 0, 1, 999_999, random.randrange(MILLION)))
        aware_at = datetime.fromtimestamp(second, places[name].zone).replace(microsecond=fraction)
        found = due_after(aware_at, rule, places[name])
        into_the_hour = (second + offset(name, second)) % HOUR
        strict = second + 72 * HOUR
        by_hours = second - into_the_hour + 73 * HOUR
        assert (strict * MILLION + fraction, by_hours * MILLION) == (
            microseconds(found.readings[0].due_at),
            microseconds(found.readings[1].due_at),
        ), (name, second, fraction)
        shown = found.due_at.astimezone(places[name].zone)
        assert strict + offset(name, strict) == timegm(shown.timetuple()), (name, second)


def test_the_zones_are_those_of_the_union_and_the_eea_and_their_clocks_do_change() -> None:
    """Lost without it: a list that shrank, or a table of changes that came out empty, and nothing was compared."""
    assert len(ZONES) >= 35
    assert {"Europe/Amsterdam", "Europe/Dublin", "Atlantic/Azores", "Europe/Athens", "Atlantic/Reykjavik"} <= set(ZONES)
    amsterdam = changes("Europe/Amsterdam")[0]
    assert int(datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp()) in amsterdam
    assert len(amsterdam) == 1 + 2 * 201
    assert len(changes("Atlantic/Reykjavik")[0]) == 1
