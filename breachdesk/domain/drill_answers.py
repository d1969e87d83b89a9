"""What became of what an exercise made known: taken up in the answers in time, late, wrongly, or never.

An answer is right from when it could be known until a later inject makes another one right; what could be known only just
before the end does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from breachdesk.domain.drill_course import Course
from breachdesk.domain.drills import Expected, Scenario


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What became of one answer that an inject made known."""

    inject: int
    """0: the briefing."""

    fact: str
    right: tuple[str, ...]
    outcome: str
    """in time, late, wrong, never, or does not count."""

    minutes: int | None = None
    """From when it could be known until it was answered rightly."""


def all_taken_up(scenario: Scenario, course: Course, limit: timedelta) -> Iterator[TakenUp]:
    """Give what became of every answer that briefing and injects made known, in the order in which they did.

    Args:
        limit: Scenario time in which an answer that can be known should be given.
    """
    known = [(0, course.started_at, e) for e in scenario.known_at_start]
    injects = sorted((i for i in scenario.injects if i.number in course.delivered), key=lambda i: course.delivered[i.number])
    known += [(i.number, course.delivered[i.number], e) for i in injects for e in i.reveals]
    for at, (number, since, expected) in enumerate(known):
        later = [s for _, s, e in known[at + 1 :] if e.fact == expected.fact and e.right != expected.right]
        yield _taken_up(number, expected, since, min(later, default=course.until), course, limit)


def _taken_up(
    number: int, expected: Expected, since: datetime, until: datetime, course: Course, limit: timedelta
) -> TakenUp:
    """Say what became of an answer between when it could be known and when it stopped being right."""

    def outcome(word: str, at: datetime | None = None) -> TakenUp:
        took = int((at - since).total_seconds() // 60) if at is not None else None
        return TakenUp(number, expected.fact, expected.right, word, took)

    if expected.is_met_by(course.answer(expected.fact, since)):
        return outcome("in time", since)
    right = next((at for at, v in course.answers(expected.fact) if since < at <= until and expected.is_met_by(v)), None)
    if right is not None:
        return outcome("in time" if right - since <= limit else "late", right)
    if until - since < limit:
        return outcome("does not count")
    return outcome("never" if course.answer(expected.fact, until) is None else "wrong")
