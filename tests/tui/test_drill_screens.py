"""The desk on an exercise: the mark and the time on every screen, injects as they come in, and no way to send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from breachdesk.services.drilling import NEVER_SENT
from breachdesk.tui.app import DeskApp
from breachdesk.tui.clockline import ClockLine, KeyLine
from breachdesk.tui.deskscreen import DeskScreen
from breachdesk.tui.dialogs import Message
from breachdesk.tui.exercise_line import ONLY_IN_A_DRILL, SHOWN_IN_PASSING
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.injects_screen import BRIEFING, InjectsScreen
from breachdesk.tui.palette import DeskPalette
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.welcome_screen import OpeningScreen
from breachdesk.wiring import Wiring
from tests.edges.command_line import DPO, LEAD, REF, Shell
from tests.tui.sample_desk import MovedNow, app_on, at_work, copied, lines_of, on_incident, on_top, press, seen, settled, until

SIZES = [(80, 24), (120, 40)]
Do = Callable[[Pilot[Any], DeskApp], Awaitable[None]]


@pytest.fixture(scope="session")
def _played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with an exercise that has a text to review."""
    home = Shell(tmp_path_factory.mktemp("exercise") / "desk", MovedNow().at)
    drill = replace(home, folder=Path(home.must("drill", "start", "ransomware-night", "--headless", "--json").json["workspace"]))
    drill.must("answer", REF, "personal_data=yes", "account_nl=Iemand kwam binnen.", "conclusion=The risk is high.")
    drill.by(LEAD).must("decide", REF, "individuals", "yes", "--reason", "Payslips are out.")
    drill.must("notice", "draft", REF, "communication")
    drill.by(DPO).must("notice", "approve", REF, "communication-nl")
    return home.folder


@pytest.fixture
def wired_drill(_played: Path, tmp_path: Path, now: MovedNow) -> Wiring:
    """Give the wiring on an exercise of one's own, at the instant it was started."""
    wired = Wiring()
    wired.choose(str(copied(_played, tmp_path / "desk") / "drills" / "ransomware-night-1"), "M. Aydin")
    return wired


def play(wired: Wiring, do: Do, size: tuple[int, int] = (80, 24), toasts: bool = False) -> None:
    """Open the desk and do something."""

    async def played() -> None:
        app = app_on(wired)
        async with at_work(app, size=size, toasts=toasts) as pilot:
            await do(pilot, app)

    asyncio.run(played())


def top_line(app: DeskApp) -> str:
    """Give the line at the top, as it is drawn."""
    return seen(app)[0]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_every_screen_says_that_it_is_an_exercise_and_what_time_it_is_in_it(wired_drill: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: somebody comes in, looks at a screen, and calls the authority."""
    ways = {"v": 1, "l": 1, "o": 1, "d": 1, "t": 1, "x": 1, "i": 1}

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        assert top_line(app).startswith(" EXERCISE 02:10 ")
        await on_incident(pilot, REF)
        lines = {"incident": top_line(app)}
        for key in ways:
            await press(pilot, key)
            assert isinstance(app.screen, DeskScreen)
            assert app.screen.KIND != "incident"
            lines[app.screen.KIND] = top_line(app)
            await press(pilot, "escape")
        await press(pilot, "d", "enter")
        await on_top(pilot, ReviewScreen)
        lines["review"] = top_line(app)
        assert len(lines) == len(ways) + 2
        assert [kind for kind, line in lines.items() if not line.startswith(" EXERCISE 02:10 ")] == []

    play(wired_drill, look, size)


def test_the_first_frame_says_it_too(wired_drill: Wiring) -> None:
    """Lost without it: for the first second it looks like a real breach."""

    async def looked() -> None:
        app = app_on(wired_drill)
        app._open = lambda: None  # type: ignore[method-assign]
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, OpeningScreen))
            await pilot.pause()
            assert seen(app)[0].startswith(" EXERCISE ")
            assert isinstance(app.screen, OpeningScreen)
            app.screen.refuse("It is held by another program.")
            await pilot.pause()
            assert seen(app)[0].startswith(" EXERCISE ")

    asyncio.run(looked())


def test_the_clock_runs_as_fast_as_the_exercise(wired_drill: Wiring, now: MovedNow) -> None:
    """Lost without it: the screen counts real seconds, the record counts others."""

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        assert "72:00:00 left" in top_line(app) or "72:00" in top_line(app)
        now.advance(minutes=2)
        app.on_heartbeat()
        await until(pilot, lambda: top_line(app).startswith(" EXERCISE 04:10 "), "two hours later")
        assert app.desk.now() == wired_drill.now()

    play(wired_drill, look)


def test_an_inject_is_shown_when_it_comes_in_and_stays_on_its_screen(wired_drill: Wiring, now: MovedNow) -> None:
    """Lost without it: the phone rings and nobody hears it."""

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        said: list[str] = []
        app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        await press(pilot, "i")
        await on_top(pilot, InjectsScreen)
        assert "The duty phone of Fietsgoed rings" in lines_of(app, "#entry").replace("\n", " ")
        now.advance(seconds=36)
        for _ in range(2):
            app.on_heartbeat()
        await until(pilot, lambda: len(said) == 2, "two toasts")
        assert said[0].startswith("INJECT 1, 02:15, warehouse, night shift: ")
        assert max(map(len, said)) <= SHOWN_IN_PASSING + 30
        app.on_heartbeat()
        app.on_heartbeat()
        await settled(pilot)
        listing = app.screen.query_one("#entries", RowList)
        await until(pilot, lambda: [row.key for row in listing.rows] == ["2", "1", BRIEFING], "both in the list")
        await press(pilot, "home")
        assert "This is an attack, no doubt about it." in lines_of(app, "#entry").replace("\n", " ")
        assert len(said) == 2

    play(wired_drill, look)


def test_another_programs_injects_are_on_the_screen_and_not_delivered_again(wired_drill: Wiring, now: MovedNow) -> None:
    """Lost without it: the shell has it, the screen tells it a second time."""
    now.advance(seconds=6)
    shell = Shell(wired_drill.folder, now.at)
    shell.must("drill", "tick")

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        assert app.desk.drill is not None
        assert app.desk.drill.deliver() == ()
        await press(pilot, "i")
        assert [row.key for row in app.screen.query_one("#entries", RowList).rows] == ["1", BRIEFING]

    play(wired_drill, look)


def test_p_holds_the_clock_and_lets_it_run(wired_drill: Wiring, now: MovedNow) -> None:
    """Lost without it: a team that must answer the door loses the night."""

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        await press(pilot, "i")
        now.advance(seconds=2)
        await press(pilot, "p")
        now.advance(hours=1)
        app.on_heartbeat()
        await until(pilot, lambda: top_line(app).startswith(" EXERCISE 02:12 "), "it stands")
        await press(pilot, "p")
        now.advance(seconds=1)
        app.on_heartbeat()
        await until(pilot, lambda: top_line(app).startswith(" EXERCISE 02:13 "), "it runs")

    play(wired_drill, look)


def test_keys_of_an_exercise_stand_in_line_help_and_palette(wired_drill: Wiring) -> None:
    """Lost without it: a screen that nobody finds."""

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        for kind in (HomeScreen, IncidentScreen, InjectsScreen):
            if kind is IncidentScreen:
                await on_incident(pilot, REF)
            elif kind is InjectsScreen:
                await press(pilot, "i")
            screen = await on_top(pilot, kind)
            key, label, says = ("p", "pause", "stand still") if kind is InjectsScreen else ("i", "injects", "What came in during")
            assert (key, label) in screen.query_one("#keys", KeyLine).shown_pairs(80)
            assert f"{label}  ({key})" in [entry.text for entry in DeskPalette(screen)._entries()]
            await press(pilot, "f1")
            assert says in (await on_top(pilot, Message))._text
            await press(pilot, "escape")

    play(wired_drill, look, (120, 40))


def test_sending_is_refused_with_the_reason(wired_drill: Wiring) -> None:
    """Lost without it: s, a file, a number, and real people get a letter."""

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        await on_incident(pilot, REF)
        await press(pilot, "d", "enter")
        await on_top(pilot, ReviewScreen)
        await press(pilot, "s")
        message = await on_top(pilot, Message)
        assert message._text == NEVER_SENT
        assert app.desk.outbox.all() == ()

    play(wired_drill, look)


def test_in_earnest_i_says_that_nothing_comes_in(wired: Wiring) -> None:
    """Lost without it: a key that does nothing, or opens an empty screen at hour 70."""

    async def look(pilot: Pilot[Any], app: DeskApp) -> None:
        said: list[str] = []
        app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        await press(pilot, "i")
        assert said == [ONLY_IN_A_DRILL]
        assert isinstance(app.screen, HomeScreen)
        assert ("i", "injects") not in app.screen.query_one("#keys", KeyLine).shown_pairs(200)
        assert "EXERCISE" not in app.screen.query_one("#clock", ClockLine)._line[0]

    play(wired, look)
