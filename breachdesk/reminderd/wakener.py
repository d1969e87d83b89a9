"""Waking whoever looks for due reminders: on time, after sleep, and when the wall clock is turned.

APScheduler wakes, with a store in memory only; beside it a monotonic watchdog, because the scheduler stands still
after the wall clock goes back. Both call the same tick; what is due stands in the workspace and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[datetime | None]]
STEP = timedelta(seconds=30)
"""Wall and monotonic time further apart than this between two looks is a step of the clock."""


def clock_step(
    wall_before: datetime, wall_now: datetime, monotonic_before: float, monotonic_now: float
) -> timedelta | None:
    """Give how far the wall clock stepped between two looks; None when it did not.

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
        on_step: Told when the wall clock stepped.
        seconds: Between two looks.
    """

    def __init__(
        self,
        tick: Tick,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        on_step: Callable[[timedelta], None],
        seconds: float = 15.0,
    ) -> None:
        self._tick = tick
        self._now = now
        self._monotonic = monotonic
        self._on_step = on_step
        self._seconds = seconds
        self._looking = asyncio.Lock()
        self._last = (now(), monotonic())
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def watch(self, stop: asyncio.Event) -> None:
        """Look until told to stop."""
        self._scheduler.add_job(self.look, "interval", seconds=self._seconds, id="interval")
        self._scheduler.start()
        try:
            await self.look()
            while not stop.is_set():
                try:
                    await asyncio.wait_for(stop.wait(), self._seconds)
                except TimeoutError:
                    if self._monotonic() - self._last[1] >= self._seconds:
                        await self.look()
        finally:
            self._scheduler.shutdown(wait=False)

    async def look(self) -> None:
        """Look once; two looks never overlap."""
        async with self._looking:
            wall, monotonic = self._now(), self._monotonic()
            step = clock_step(self._last[0], wall, self._last[1], monotonic)
            self._last = wall, monotonic
            if step is not None:
                self._on_step(step)
            due_at = await self._tick()
            if due_at is not None and due_at > wall:
                self._scheduler.add_job(self.look, "date", run_date=due_at, id="next", replace_existing=True)
