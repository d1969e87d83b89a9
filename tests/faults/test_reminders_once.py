"""A reminder comes once, on time and to everybody it is for, whatever dies, sleeps or turns the clock meanwhile."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from breachdesk import wiring
from breachdesk.domain.deliveries import Accepted, Refused, Unclear
from breachdesk.domain.errors import BreachDeskError, StoreBusy
from breachdesk.domain.reminders import Reminder, ReminderState
from breachdesk.reminderd import wakener
from breachdesk.services.desk import Desk
from breachdesk.services.reminding import TickReport
from breachdesk.store.case_store import SqliteCaseStore
from breachdesk.tui.app import NO_CLOCK, DeskApp
from breachdesk.wiring import Wiring
from tests.edges.smtp_faults import HANG, Script
from tests.faults.child_nest import Nest, until
from tests.faults.counting_server import CountingServer
from tests.faults.fault_desk import AT, LEAD, Keeping, desk_in, new_desk, opened, with_crew
from tests.faults.killed_work import lines_of


def all_reminders(desk: Desk, references: list[str]) -> list[Reminder]:
    """Give every reminder of these incidents that has fallen due."""
    found = itertools.chain(*(desk.reminding.of(desk.incidents.get(reference).id) for reference in references))
    return [reminder for reminder in found if reminder.due_at <= desk.now()]


# Two programs.


def test_two_programs_that_look_at_once_mail_each_reminder_once(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: two terminals are open, and everybody is nudged twice, or one nudge is lost between them."""
    desk, references = with_crew(tmp_path / "w", 8, 2)
    due = {r.key for r in all_reminders(desk, references)}
    journals = [tmp_path / "one", tmp_path / "other"]
    with CountingServer(Script(pause=0.01)) as server:
        children = [nest.start("tick", folder=str(tmp_path / "w"), journal=str(j), port=server.port) for j in journals]
        assert [child.wait() for child in children] == [0, 0]
    assert len(due) > 100
    reports = [line for journal in journals for line in lines_of(journal)]
    assert Counter(key for line in reports for key in line["mailed"]) == Counter(due)
    assert [key for line in reports for key in line["failed"] + line["uncertain"]] == []
    assert {r.state for r in all_reminders(desk, references)} == {ReminderState.DONE}
    assert set(server.taken().values()) == {1}
    told = Counter(address for to in server.recipients() for address in to)
    assert told == Counter({r.to_address for r in all_reminders(desk, references)})


def test_while_one_program_looks_another_does_not(tmp_path: Path) -> None:
    """Lost without it: the second takes what the first is about to mail for the remains of a dead one."""
    desk, _ = with_crew(tmp_path, 1, 1, Keeping())
    with SqliteCaseStore(tmp_path).alone("reminding") as alone:
        assert alone
        report = asyncio.run(desk.reminding.tick())
    assert (report.skipped, report.mailed, report.uncertain) == (True, (), ())
    assert asyncio.run(desk.reminding.tick()).mailed


def test_a_reminder_can_be_claimed_once(tmp_path: Path) -> None:
    """Lost without it: where the lock of the system fails, as on some shared disks, everybody is nudged twice."""
    desk, _ = with_crew(tmp_path, 1, 1)
    key, other = desk.store.due_reminders(AT)[0].key, SqliteCaseStore(tmp_path)
    for store, mine in ((desk.store, True), (other, False), (desk.store, False)):
        with store.writing() as write:
            assert write.move_reminder(key, ReminderState.WAITING, ReminderState.CLAIMED, "", AT) is mine


def test_two_screens_show_each_reminder_once(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: the same alarm on two screens, each time, until nobody reads alarms."""
    desk, references = with_crew(tmp_path / "w", 20, 1)
    journals = [tmp_path / "one", tmp_path / "other"]
    children = [nest.start("show", folder=str(tmp_path / "w"), journal=str(journal)) for journal in journals]
    assert [child.wait() for child in children] == [0, 0]
    shown = Counter(key for journal in journals for line in lines_of(journal) for key in line["shown"])
    assert shown == Counter({r.key for r in all_reminders(desk, references)})


# A program that dies.


@pytest.mark.parametrize(
    ("script", "in_hand"),
    [(Script(pause=30.0), lambda server: server.letters()), (Script(replies={"greeting": HANG}), None)],
    ids=["the server has the mail", "nobody has the mail"],
)
def test_what_a_killed_program_was_mailing_is_uncertain_and_shown_and_not_mailed_again(
    tmp_path: Path, nest: Nest, script: Script, in_hand: Callable[[CountingServer], object] | None
) -> None:
    """Lost without it: a second mail after each crash; or none, and nobody knows."""
    desk, references = with_crew(tmp_path / "w", 5, 1)
    with CountingServer(script) as server:
        child = nest.start("tick", folder=str(tmp_path / "w"), journal=str(tmp_path / "j"), port=server.port)
        until(lambda: in_hand(server) if in_hand else desk.store.claimed_reminders())
        child.kill()
        mailed_before = [address for to in server.recipients() for address in to]
    (address,) = {r.to_address for r in desk.store.claimed_reminders()}
    assert mailed_before == ([address] if in_hand else [])
    after = Keeping()
    desk = desk_in(tmp_path / "w", after)
    report = asyncio.run(desk.reminding.tick())
    assert {r.to_address for r in report.uncertain} == {address}
    everybody = {r.to_address for r in all_reminders(desk, references)}
    assert Counter(mail.to_address for mail in after.mails) == Counter(everybody - {address})
    states = {r.to_address: r.state for r in all_reminders(desk, references)}
    assert states == {**dict.fromkeys(everybody, ReminderState.DONE), address: ReminderState.UNCERTAIN}
    assert address in {r.to_address for r in desk.reminding.to_show()}
    assert asyncio.run(desk.reminding.tick()).uncertain == ()
    assert len(after.mails) == len(everybody) - 1


def test_a_program_killed_before_it_claimed_anything_leaves_all_of_it_due(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: a reminder is gone with the job that was to bring it."""
    desk, references = with_crew(tmp_path / "w", 5, 1)
    holder = nest.start("hold_alone", folder=str(tmp_path / "w"), journal=str(tmp_path / "held"))
    until(lambda: lines_of(tmp_path / "held"))
    child = nest.start("tick", folder=str(tmp_path / "w"), journal=str(tmp_path / "j"), port=1)
    time.sleep(0.05)
    child.kill()
    holder.kill()
    after = Keeping()
    report = asyncio.run(desk_in(tmp_path / "w", after).reminding.tick())
    assert {r.key for r in report.mailed} == {r.key for r in all_reminders(desk, references)}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Accepted("250"), ReminderState.DONE),
        (Unclear("the line broke"), ReminderState.UNCERTAIN),
        (Refused("550 no such user", may_retry=False), ReminderState.FAILED),
        (Refused("451 later", may_retry=True), ReminderState.WAITING),
    ],
    ids=lambda value: getattr(value, "outcome", str(value)),
)
def test_only_what_the_server_took_is_called_mailed(tmp_path: Path, answer: Accepted, state: ReminderState) -> None:
    """Lost without it: a nudge called mailed that nobody got, or one mailed twice because the answer was lost."""
    keeping = Keeping(answer)
    desk, references = with_crew(tmp_path, 0, 1, keeping)
    report = asyncio.run(desk.reminding.tick())
    asyncio.run(desk.reminding.tick())
    assert {r.state for r in all_reminders(desk, references)} == {state}
    assert len(keeping.mails) == len({r.to_address for r in all_reminders(desk, references)})
    assert bool(report.mailed) is (state is ReminderState.DONE)


def test_a_refused_reminder_is_tried_again_after_a_while_also_when_the_clock_was_turned_back(tmp_path: Path) -> None:
    """Lost without it: the clock goes back an hour, and a mail the server did not take is not tried for an hour."""
    moment, keeping = [AT], Keeping(Refused("451 later", may_retry=True))
    with_crew(tmp_path, 0, 1)
    desk = desk_in(tmp_path, keeping, lambda: moment[0])
    people = len({r.to_address for r in desk.store.due_reminders(AT)})
    tries = []
    for move in (timedelta(), timedelta(minutes=4), timedelta(minutes=1), timedelta(minutes=-6), timedelta(minutes=1)):
        moment[0] += move
        asyncio.run(desk.reminding.tick())
        tries.append(len(keeping.mails) // people)
    assert tries == [1, 1, 2, 3, 3]


# A program that was closed.


def test_after_three_days_closed_all_that_was_missed_is_shown_once_most_urgent_first(tmp_path: Path) -> None:
    """Lost without it: the weekend's alarms are dropped as late, or come in a heap in which the nearest is last."""
    new = new_desk(tmp_path)
    references = [opened(new, "Later", hours_ago=0), opened(new, "Sooner", hours_ago=5)]
    desk = desk_in(tmp_path, None, lambda: AT + timedelta(days=3, hours=1))
    shown = desk.reminding.to_show()
    assert {r.key for r in shown} == {r.key for r in all_reminders(desk, references)}
    assert len(shown) == len({r.key for r in shown}) > 20
    assert [r.reference for r in shown] == sorted((r.reference for r in shown), reverse=True)
    rungs = [r.rung for r in shown if r.reference == references[1]]
    assert rungs == sorted(rungs, reverse=True)
    assert desk.reminding.to_show() == ()
    assert desk_in(tmp_path, None, lambda: AT + timedelta(days=4)).reminding.to_show() == ()


def test_after_three_days_closed_each_person_gets_one_mail_with_a_line_an_incident(tmp_path: Path) -> None:
    """Lost without it: five hundred mails on Monday morning, and nobody reads the one that counts."""
    new = new_desk(tmp_path)
    references = [opened(new, f"Incident {n}", hours_ago=n) for n in range(5)]
    keeping = Keeping()
    desk = desk_in(tmp_path, keeping, lambda: AT + timedelta(days=3, seconds=2))
    report = asyncio.run(desk.reminding.tick())
    everybody = {r.to_address for r in all_reminders(desk, references)}
    assert Counter(mail.to_address for mail in keeping.mails) == Counter(everybody)
    assert len(report.mailed) == len(all_reminders(desk, references)) > 90
    for mail in keeping.mails:
        assert [mail.text.count(reference) for reference in references] == [1] * 5


# Clocks.


@dataclass
class Turned:
    """A wall clock and a monotonic one, moved by hand."""

    wall: datetime = AT
    seconds: float = 1000.0

    def monotonic(self) -> float:
        """Read the one that never goes back."""
        return self.seconds

    def pass_(self, seconds: float, step: timedelta = timedelta()) -> None:
        """Let time go by on both; the wall clock makes a step besides."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds) + step


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Turned:
    """Give clocks that wiring reads in place of the machine's, with looks in quick succession."""
    turned = Turned()
    monkeypatch.setattr(wiring, "now", lambda: turned.wall)
    monkeypatch.setattr(wiring, "time", turned)
    monkeypatch.setattr(wakener, "Wakener", partial(wakener.Wakener, seconds=0.01))
    return turned


def watched(
    folder: Path, looks: int, after: Callable[[int, TickReport], None], problems: list[str] | None = None
) -> tuple[list[TickReport], Desk]:
    """Watch as the program does, for a number of looks; something may happen after each."""
    front = Wiring()
    front.choose(str(folder), LEAD)
    reports: list[TickReport] = []

    async def run() -> None:
        stop = asyncio.Event()

        def looked(report: TickReport) -> None:
            reports.append(report)
            after(len(reports), report)
            if len(reports) >= looks:
                stop.set()

        def problem(error: BreachDeskError) -> None:
            assert problems is not None, error
            problems.append(str(error))

        await asyncio.wait_for(front.watch(stop, problem, looked), 20)

    asyncio.run(run())
    return reports, front.desk()


def keys(reminders: tuple[Reminder, ...]) -> set[str]:
    """Give what makes each one."""
    return {reminder.key for reminder in reminders}


@pytest.mark.parametrize("hours", [3 * 24, 25, 24.001])
def test_what_a_clock_turned_forward_makes_due_comes_at_the_next_look(tmp_path: Path, clock: Turned, hours: float) -> None:
    """Lost without it: the scheduler waits in the old time, and the nudge comes days late."""
    reference = opened(new_desk(tmp_path, None, lambda: clock.wall))
    deadline = desk_in(tmp_path).incidents.get(reference).deadline
    step = timedelta(hours=hours)
    reports, desk = watched(tmp_path, 2, lambda look, _: clock.pass_(15, step if look == 1 else timedelta()))
    assert reports[0].on_screen_only == ()
    due = {r.key for r in desk.reminding.of(desk.incidents.get(reference).id) if r.due_at <= reports[1].at}
    assert keys(reports[1].on_screen_only) == due
    assert due
    tick = desk.reminding.last_tick()
    assert tick is not None
    assert "the clock of this machine went forward, or it slept, by" in tick.note
    assert desk.incidents.get(reference).deadline == deadline


@pytest.mark.parametrize("hours", [3 * 24, 1])
def test_a_clock_turned_back_stops_no_look_moves_no_deadline_and_is_noted(
    tmp_path: Path, clock: Turned, hours: float
) -> None:
    """Lost without it: an hour of silence, in which the deadline may pass; and nobody hears of it."""
    reference = opened(new_desk(tmp_path, None, lambda: clock.wall))
    deadline = desk_in(tmp_path).incidents.get(reference).deadline

    def turn(look: int, _: TickReport) -> None:
        clock.pass_(15, {1: timedelta(hours=-hours), 4: timedelta(hours=hours + 24)}.get(look, timedelta()))

    reports, desk = watched(tmp_path, 6, turn)
    assert [bool(r.note) for r in reports] == [False, True, False, False, True, False]
    assert f"the clock of this machine went back by {int(hours):02d}:00:00 hours, seen at 2026-11-2" in reports[1].note
    assert [len(r.on_screen_only) for r in reports[:4]] == [0, 0, 0, 0]
    assert {r.rung for r in reports[4].on_screen_only} == {24}
    assert desk.incidents.get(reference).deadline == deadline


def test_what_was_noted_stays_until_something_else_is(tmp_path: Path, clock: Turned) -> None:
    """Lost without it: the note is written over fifteen seconds later, before anybody saw it."""
    opened(new_desk(tmp_path, None, lambda: clock.wall))
    _, desk = watched(tmp_path, 5, lambda look, _: clock.pass_(15, timedelta(hours=-1) if look == 1 else timedelta()))
    tick = desk.reminding.last_tick()
    assert tick is not None
    assert "went back by 01:00:00" in tick.note
    assert tick.at == clock.wall - timedelta(seconds=15)


def test_a_step_of_the_clock_is_noted_also_when_the_look_after_it_fails(tmp_path: Path, clock: Turned) -> None:
    """Lost without it: the workspace was busy for a moment, and the step is never written down."""
    opened(new_desk(tmp_path, None, lambda: clock.wall))
    problems: list[str] = []
    locks: list[object] = []

    def turn(look: int, _: TickReport) -> None:
        clock.pass_(15, timedelta(hours=-1) if look == 1 else timedelta())
        if look == 1:
            lock = SqliteCaseStore(tmp_path).alone("reminding")
            assert lock.__enter__()
            locks.append(lock)
        if look == 2 and locks:
            locks.pop().__exit__(None, None, None)  # type: ignore[attr-defined]

    reports, desk = watched(tmp_path, 4, turn, problems)
    assert [r.skipped for r in reports] == [False, True, False, False]
    tick = desk.reminding.last_tick()
    assert tick is not None
    assert "went back by 01:00:00" in tick.note


def test_a_step_of_the_clock_is_said_once_on_a_screen_that_was_open(
    tmp_path: Path, clock: Turned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: somebody goes by a countdown that rests on a clock which was turned."""
    monkeypatch.setenv(NO_CLOCK, "1")
    new_desk(tmp_path)
    front = Wiring()
    front.choose(str(tmp_path), LEAD)
    app = DeskApp(front.desk, LEAD, front.watch, front)

    async def run() -> list[str]:
        async with app.run_test() as pilot:
            for note in ("an old note", "an old note", "the clock went back", "the clock went back", ""):
                app._note(note)
            await pilot.pause()
            return [notification.message for notification in app._notifications]

    assert asyncio.run(run()) == ["the clock went back"]


@pytest.mark.parametrize("late", [timedelta(seconds=2), timedelta(hours=1), timedelta(hours=11), timedelta(days=40)])
def test_a_reminder_that_is_late_still_comes(tmp_path: Path, late: timedelta) -> None:
    """Lost without it: the scheduler's own grace is one second, after which it drops what was to be done."""
    reference = opened(new_desk(tmp_path))
    keeping = Keeping()
    desk = desk_in(tmp_path, keeping, lambda: AT + timedelta(hours=24) + late)
    report = asyncio.run(desk.reminding.tick())
    assert 24 in {r.rung for r in report.mailed if r.reference == reference}
    assert keeping.mails


def test_a_busy_workspace_costs_a_look_and_no_reminder(tmp_path: Path, nest: Nest) -> None:
    """Lost without it: a reminder that fell due while a backup ran."""
    desk, references = with_crew(tmp_path / "w", 1, 1)
    keeping = Keeping()
    impatient = desk_in(tmp_path / "w", keeping, busy_timeout_ms=50)
    holder = nest.start("hold_alone", folder=str(tmp_path / "w"), journal=str(tmp_path / "held"))
    until(lambda: lines_of(tmp_path / "held"))
    with pytest.raises(StoreBusy):
        asyncio.run(impatient.reminding.tick())
    holder.kill()
    assert keys(asyncio.run(impatient.reminding.tick()).mailed) == {r.key for r in all_reminders(desk, references)}
