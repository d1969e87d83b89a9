"""Whoever looks for due reminders is woken on time, whatever the clocks do. Time is moved here, hardly waited for."""

from __future__ import annotations

import ast
import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from breachdesk.domain.errors import BreachDeskError, NaiveInstant, StoreBusy, StoreProblem
from breachdesk.reminderd.wakener import SECONDS, Wakener, clock_step

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG = 3600.0
"""Seconds between two looks that no test lives to see."""


@dataclass
class Clocks:
    """A wall clock and a monotonic one, moved by hand."""

    wall: datetime = NOON
    seconds: float = 1000.0

    def now(self) -> datetime:
        """Read the wall clock."""
        return self.wall

    def monotonic(self) -> float:
        """Read the other."""
        return self.seconds

    def pass_(self, seconds: float, step: timedelta = timedelta()) -> None:
        """Let time go by on both; the wall clock makes a step besides."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds) + step


@dataclass
class Ticks:
    """Counts looks, answers each with what the test wants, and ends the watch after the last."""

    stop: asyncio.Event
    answers: list[Callable[[], datetime | None]]
    looks: int = 0
    inside: int = 0
    most_inside: int = 0
    during: Callable[[], Awaitable[None]] | None = None
    problems: list[str] = field(default_factory=list)

    async def tick(self) -> datetime | None:
        """Look once."""
        self.looks += 1
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        if self.during is not None:
            await self.during()
        self.inside -= 1
        if self.looks >= len(self.answers):
            self.stop.set()
        return self.answers[self.looks - 1]()


def nothing() -> None:
    """Nothing falls due."""


def refuse(error: Exception) -> Callable[[], None]:
    """Give an answer that raises."""

    def raising() -> None:
        raise error

    return raising


def watch(
    *answers: Callable[[], datetime | None],
    seconds: float = 0.01,
    clocks: Clocks | None = None,
    steps: list[timedelta] | None = None,
    on_problem: Callable[[BreachDeskError], None] | None = None,
    change: Callable[[Wakener], None] = lambda _: None,
    during: Callable[[], Awaitable[None]] | None = None,
) -> Ticks:
    """Watch until every answer was given."""
    clocks = clocks or Clocks()
    told = steps if steps is not None else []

    async def run() -> Ticks:
        ticks = Ticks(asyncio.Event(), list(answers), during=during)
        wakener = Wakener(ticks.tick, clocks.now, clocks.monotonic, told.append, on_problem, seconds)
        change(wakener)
        await asyncio.wait_for(wakener.watch(ticks.stop), 5)
        return ticks

    return asyncio.run(run())


def unheard(wakener: Wakener) -> None:
    """Make the scheduler stand still, as after the wall clock went back."""

    async def never() -> None:
        return

    wakener._wake = never  # type: ignore[method-assign]


# A pure sum.


@pytest.mark.parametrize(
    ("went_by", "step"),
    [(15.0, timedelta()), (15.0, timedelta(seconds=30)), (15.0, timedelta(seconds=-30)), (36000.0, timedelta())],
)
def test_clocks_that_agree_within_half_a_minute_made_no_step(went_by: float, step: timedelta) -> None:
    """Lost without it: an alarm about the clock at every small correction."""
    wall = NOON + timedelta(seconds=went_by) + step
    assert clock_step(NOON, wall, 1000.0, 1000.0 + went_by) is None


@pytest.mark.parametrize(
    "step", [timedelta(days=3), timedelta(days=-3), timedelta(hours=-1), timedelta(seconds=31), timedelta(hours=10)]
)
def test_a_turned_clock_or_a_sleep_is_measured(step: timedelta) -> None:
    """Lost without it: nobody hears that the countdown rests on a turned clock."""
    assert clock_step(NOON, NOON + timedelta(seconds=15) + step, 1000.0, 1015.0) == step


def test_a_change_to_winter_time_is_no_step() -> None:
    """Lost without it: an alarm twice a year; instants are in UTC, whatever zone they are shown in."""
    before = datetime(2026, 10, 25, 2, 59, 55, tzinfo=timezone(timedelta(hours=2)))
    after = datetime(2026, 10, 25, 2, 0, 10, tzinfo=timezone(timedelta(hours=1)))
    assert clock_step(before, after, 0.0, 15.0) is None


# Waking.


def test_it_looks_at_once_when_opened() -> None:
    """Lost without it: what fell due while the program was closed waits for the first interval."""
    assert watch(nothing, seconds=LONG).looks == 1


def test_it_looks_again_and_again() -> None:
    """Lost without it: one look, and silence."""
    assert watch(*[nothing] * 4).looks == 4


def test_it_wakes_at_the_instant_it_was_told() -> None:
    """Lost without it: a reminder comes up to a whole interval late."""
    clocks = Clocks(wall=datetime.now(UTC))
    soon = clocks.wall + timedelta(seconds=0.05)
    assert watch(lambda: soon, nothing, seconds=LONG, clocks=clocks).looks == 2


def test_it_goes_on_when_the_scheduler_stands_still() -> None:
    """Lost without it: after the wall clock goes back an hour, an hour of silence."""
    assert watch(*[nothing] * 3, change=unheard).looks == 3


def test_a_step_of_the_clock_is_told_before_the_look() -> None:
    """Lost without it: the step is written down one look late, or never."""
    clocks, steps = Clocks(), list[timedelta]()
    seen: list[int] = []

    def turned() -> None:
        seen.append(len(steps))
        clocks.pass_(15, timedelta(days=-3))

    watch(turned, turned, nothing, clocks=clocks, steps=steps)
    assert steps == [timedelta(days=-3)] * 2
    assert seen == [0, 1]


def test_a_sleep_of_ten_hours_is_told_once() -> None:
    """Lost without it: nobody learns why reminders come in a heap, or hears of it at every look."""
    clocks, steps = Clocks(), list[timedelta]()
    watch(lambda: clocks.pass_(15, timedelta(hours=10)), nothing, nothing, clocks=clocks, steps=steps)
    assert steps == [timedelta(hours=10)]


def test_after_a_step_of_the_clock_the_interval_begins_anew() -> None:
    """Lost without it: the scheduler waits in the old time, and only the watchdog is left."""
    clocks, wakeners, intervals = Clocks(), list[Wakener](), list[object]()

    def seen(step: timedelta) -> Callable[[], None]:
        def look() -> None:
            intervals.append(wakeners[0]._scheduler.get_job("interval").trigger)
            clocks.pass_(15, step)

        return look

    watch(seen(timedelta()), seen(timedelta(hours=-1)), seen(timedelta()), clocks=clocks, change=wakeners.append)
    assert intervals[0] is intervals[1]
    assert intervals[1] is not intervals[2]


def test_one_wake_is_one_look() -> None:
    """Lost without it: after the first wake it looks without a pause, and the machine runs hot."""

    async def run() -> int:
        stop, clocks, looks = asyncio.Event(), Clocks(), list[int]()

        async def tick() -> None:
            looks.append(1)
            if len(looks) == 1:
                await wakener._wake()

        wakener = Wakener(tick, clocks.now, clocks.monotonic, lambda _: None, seconds=LONG)
        watching = asyncio.ensure_future(wakener.watch(stop))
        await asyncio.sleep(0.05)
        stop.set()
        await watching
        return len(looks)

    assert asyncio.run(run()) == 2


def test_two_looks_never_overlap() -> None:
    """Lost without it: a slow mail server, and the same reminder twice."""

    async def slow() -> None:
        await asyncio.sleep(0.03)

    ticks = watch(*[nothing] * 4, seconds=0.005, during=slow)
    assert ticks.most_inside == 1


def test_it_ends_soon_when_told_to_stop() -> None:
    """Lost without it: the program hangs for an interval when it is closed."""

    async def run() -> None:
        stop, clocks = asyncio.Event(), Clocks()
        looked = asyncio.Event()

        async def tick() -> None:
            looked.set()

        wakener = Wakener(tick, clocks.now, clocks.monotonic, lambda _: None, seconds=LONG)
        watching = asyncio.ensure_future(wakener.watch(stop))
        await looked.wait()
        stop.set()
        await asyncio.wait_for(watching, 2)
        assert not wakener._scheduler.running

    asyncio.run(run())


def test_it_can_be_cancelled_and_leaves_nothing_running() -> None:
    """Lost without it: a screen that closes leaves tasks that speak to it later."""

    async def run() -> set[str]:
        clocks, looked = Clocks(), asyncio.Event()

        async def tick() -> None:
            looked.set()

        wakener = Wakener(tick, clocks.now, clocks.monotonic, lambda _: None, seconds=LONG)
        watching = asyncio.ensure_future(wakener.watch(asyncio.Event()))
        await looked.wait()
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        return {str(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()}

    assert asyncio.run(run()) == set()


# What a look refuses.


def test_a_busy_workspace_does_not_end_the_watch() -> None:
    """Lost without it: another program writes for a moment, and no reminder comes any more."""
    assert watch(nothing, refuse(StoreBusy("busy")), nothing).looks == 3


def test_any_problem_is_told_and_the_next_look_comes() -> None:
    """Lost without it: a disk full for a minute ends all reminders, without a word."""
    told: list[str] = []
    ticks = watch(
        refuse(StoreProblem("disk full")),
        refuse(StoreBusy("busy")),
        nothing,
        on_problem=lambda problem: told.append(str(problem)),
    )
    assert ticks.looks == 3
    assert told == ["disk full", "busy"]


def test_a_problem_that_nobody_wants_to_hear_ends_the_watch_aloud() -> None:
    """Lost without it: reminders that stopped and look as if they ran."""
    with pytest.raises(StoreProblem, match="disk full"):
        watch(nothing, refuse(StoreProblem("disk full")), nothing)


def test_a_fault_of_the_program_is_never_swallowed() -> None:
    """Lost without it: the scheduler logs it, and the watch goes on doing nothing."""
    with pytest.raises(ZeroDivisionError):
        watch(nothing, refuse(ZeroDivisionError()), nothing, on_problem=lambda _: None)


def test_an_instant_without_a_zone_is_refused() -> None:
    """Lost without it: it is read in another zone, and the reminder comes hours off."""
    with pytest.raises(NaiveInstant):
        watch(lambda: NOON.replace(tzinfo=None), nothing)


# What it is built of.


def built(due_at: datetime | None = None) -> dict[str, object]:
    """Give what the scheduler holds after a look."""
    found: dict[str, object] = {}

    async def run() -> None:
        clocks, stop, wakener = Clocks(), asyncio.Event(), None

        async def tick() -> datetime | None:
            return due_at

        async def until_rest(stop: asyncio.Event) -> None:
            assert wakener is not None
            found.update({job.id: job for job in wakener._scheduler.get_jobs()})
            found["stores"] = [type(store) for store in wakener._scheduler._jobstores.values()]
            found["zone"] = wakener._scheduler.timezone
            stop.set()

        wakener = Wakener(tick, clocks.now, clocks.monotonic, lambda _: None)
        wakener._rest = until_rest  # type: ignore[method-assign]
        await wakener.watch(stop)

    asyncio.run(run())
    return found


def test_the_scheduler_holds_two_jobs_in_memory_that_are_never_dropped_for_being_late() -> None:
    """Lost without it: the library's default drops what is more than a second late."""
    due = NOON + timedelta(hours=70)
    found = built(due)
    assert found["stores"] == [MemoryJobStore]
    assert found["zone"] is UTC
    for name, kind in (("interval", IntervalTrigger), ("next", DateTrigger)):
        job = found[name]
        assert isinstance(job.trigger, kind)  # type: ignore[attr-defined]
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)  # type: ignore[attr-defined]
    assert found["next"].trigger.run_date == due  # type: ignore[attr-defined]
    assert found["interval"].trigger.interval == timedelta(seconds=SECONDS)  # type: ignore[attr-defined]
    assert SECONDS == 15


@pytest.mark.parametrize("due_at", [None, NOON, NOON - timedelta(hours=1)])
def test_nothing_is_planned_for_an_instant_that_is_past_or_none(due_at: datetime | None) -> None:
    """Lost without it: a look that cannot finish its work runs again without a pause."""
    assert "next" not in built(due_at)


def test_the_library_writes_nothing_on_the_screen(caplog: pytest.LogCaptureFixture) -> None:
    """Lost without it: warnings of a library across the terminal at hour 71."""
    caplog.set_level(logging.DEBUG)
    watch(*[nothing] * 3)
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


MODULES = sorted((Path(__file__).parents[2] / "breachdesk").rglob("*.py"))


def test_no_job_is_ever_unpickled() -> None:
    """Lost without it: one edited row of a job table runs a command when the program starts."""
    banned = ("pickle", "dill", "shelve", "apscheduler.jobstores.sqlalchemy", "apscheduler.jobstores.redis")
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None) or ""
                names = [f"{module}.{alias.name}".strip(".") for alias in node.names]
                assert not [name for name in names if name.startswith(banned) or "SQLAlchemyJobStore" in name], path
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "reminderd" in path.parts:
                assert node.value != "sqlalchemy", path
