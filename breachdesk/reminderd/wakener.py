"""Waking whoever looks for due reminders: on time, after sleep, and when the wall clock is turned.

APScheduler only wakes, with a store in memory; beside it a monotonic watchdog, because the scheduler stands still
after the wall clock goes back. One loop calls the tick, so that no two ticks overlap. What is due stands in the
workspace and nowhere else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from breachdesk.domain.errors import BreachDeskError, NaiveInstant, StoreBusy

Tick = Callable[[], Awaitable[datetime | None]]
STEP = timedelta(seconds=30)
"""Wall and monotonic time further apart than this between two looks is a step of the clock."""

SECONDS = 15.0
PATIENCE = 2
"""Intervals without a sign of the scheduler before the watchdog looks itself."""


def clock_step(
    wall_before: datetime, wall_now: datetime, monotonic_before: float, monotonic_now: float
) -> timedelta | None:
    """Give how far the wall clock stepped between two looks; None when it did not.

    A machine that slept counts as a step where its monotonic clock stood still meanwhile.

    >>> a = datetime(2026, 11, 23, tzinfo=UTC)
    >>> clock_step(a, a + timedelta(hours=1), 0.0, 15.0)
    datetime.timedelta(seconds=3585)
    """
    step = (wall_now - wall_before) - timedelta(seconds=monotonic_now - monotonic_before)
    return step if abs(step) > STEP else None


class Wakener:
    """Calls `tick` every `seconds`, and at the instant it says something falls due.

    Args:
        tick: Looks for due reminders; gives when the next falls due.
        now: The wall clock, in UTC.
        monotonic: Seconds that never go back.
        on_step: Told when the wall clock stepped, before the look that follows.
        on_problem: Told what a look refused; the next one comes all the same. Without it, a problem ends `watch`,
            except a busy workspace, which may be free at the next look.
        seconds: Between two looks.
    """

    def __init__(
        self,
        tick: Tick,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        on_step: Callable[[timedelta], None],
        on_problem: Callable[[BreachDeskError], None] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._tick = tick
        self._now = now
        self._monotonic = monotonic
        self._on_step = on_step
        self._on_problem = on_problem
        self._seconds = seconds
        self._last = (now(), monotonic())
        self._woken = asyncio.Event()
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            logger=_silent(),
        )

    async def watch(self, stop: asyncio.Event) -> None:
        """Look until told to stop.

        Raises:
            BreachDeskError: what a look refused, when there is no `on_problem`.
        """
        self._scheduler.start()
        try:
            self._every_interval()
            while not stop.is_set():
                await self._look()
                await self._rest(stop)
        finally:
            self._scheduler.shutdown(wait=False)
            # The scheduler ends itself in the loop's next round.
            await asyncio.sleep(0)

    async def _look(self) -> None:
        wall, monotonic = self._now(), self._monotonic()
        step = clock_step(self._last[0], wall, self._last[1], monotonic)
        self._last = wall, monotonic
        if step is not None:
            self._every_interval()
            self._on_step(step)
        try:
            due_at = await self._tick()
        except StoreBusy as busy:
            self._tell(busy)
        except BreachDeskError as problem:
            if self._on_problem is None:
                raise
            self._tell(problem)
        else:
            self._at(due_at, wall)

    def _tell(self, problem: BreachDeskError) -> None:
        if self._on_problem is not None:
            self._on_problem(problem)

    async def _rest(self, stop: asyncio.Event) -> None:
        """Wait for the scheduler, or for the end, or until the watchdog's patience is over."""
        waiting = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._woken.wait())]
        try:
            await asyncio.wait(
                waiting, timeout=self._seconds * PATIENCE, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        self._woken.clear()

    async def _wake(self) -> None:
        """The scheduler's only work; a coroutine, so that it runs in the loop and not in a thread."""
        self._woken.set()

    def _every_interval(self) -> None:
        """(Re)start the interval; after a step of the wall clock the old one would wait in the old time."""
        trigger = IntervalTrigger(seconds=self._seconds, timezone=UTC)
        self._scheduler.add_job(self._wake, trigger, id="interval", replace_existing=True)

    def _at(self, due_at: datetime | None, wall: datetime) -> None:
        """Wake at the next due instant too; one that is past is looked at with the next interval."""
        if due_at is not None and due_at.tzinfo is None:
            raise NaiveInstant(due_at)
        if due_at is not None and due_at > wall:
            trigger = DateTrigger(due_at, timezone=UTC)
            self._scheduler.add_job(self._wake, trigger, id="next", replace_existing=True)
        elif self._scheduler.get_job("next") is not None:
            self._scheduler.remove_job("next")


def _silent() -> logging.Logger:
    """Give a log that goes nowhere: without one, the library's warnings land on the user's screen."""
    log = logging.getLogger("breachdesk.reminderd")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log
