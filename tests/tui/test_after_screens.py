"""After an incident, by the keyboard: lessons, actions from the incident and from home, and the figures as charts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from breachdesk.domain.afterwards import LessonKind
from breachdesk.domain.errors import StoreProblem
from breachdesk.tui.actions_screen import ActionsScreen
from breachdesk.tui.after_screen import AfterScreen
from breachdesk.tui.app import DeskApp
from breachdesk.tui.dialogs import Ask, Form, Message, Pick
from breachdesk.tui.figures_screen import FiguresScreen
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.row_list import RowList
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import (
    CLOSED,
    UNDER_WAY,
    WAITS_FOR_DPO,
    MovedNow,
    app_on,
    at_work,
    lines_of,
    on_incident,
    on_top,
    pick,
    press,
    resized,
    seen,
    to_row,
    until,
    wiring_on,
    write,
)

SIZES = [(80, 24), (120, 40)]
Do = Callable[[Pilot[Any], DeskApp], Awaitable[None]]


def at_home(wired: Wiring, do: Do, size: tuple[int, int] = (80, 24)) -> None:
    """Do something from home."""

    async def done() -> None:
        app = app_on(wired)
        async with at_work(app, size=size, toasts=False) as pilot:
            await do(pilot, app)

    asyncio.run(done())


def text_of(app: DeskApp) -> str:
    """Give what stands on the screen in one line, so that a sentence is found where it wraps."""
    return " ".join(" ".join(seen(app)).split())


def learned(wired: Wiring, now: MovedNow) -> None:
    """Leave lessons and actions behind, one of them late, one done and one dropped."""
    afterwards = wired.desk().afterwards
    for kind in LessonKind:
        afterwards.learn(CLOSED, kind, f"Something about {kind.value}, in as many words as somebody takes when tired.", "J. Vos")
    for what, due in (("Encrypt all laptops and show the list to the DPO", "+2d"), ("Training", "+30d"), ("Old idea", "+3d")):
        afterwards.agree(CLOSED, what, "R. van den Berg-Vermeulen", due, "J. Vos")
    afterwards.agree(WAITS_FOR_DPO, "Close the server", "J. Vos", "+1d", "J. Vos")
    afterwards.settle(WAITS_FOR_DPO, "a1", True, "port scan", "J. Vos")
    afterwards.settle(CLOSED, "a3", False, "replaced anyway", "J. Vos")
    now.advance(days=4)


@pytest.mark.parametrize("size", SIZES)
def test_a_lesson_and_an_action_are_recorded_on_a_closed_incident_by_the_keyboard(
    wired: Wiring, size: tuple[int, int]
) -> None:
    """Lost without it: what was learned in the meeting a week later has no place to go."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await on_incident(pilot, CLOSED)
        await press(pilot, "A")
        after = await on_top(pilot, AfterScreen)
        assert "nothing said yet (r)" in text_of(app)
        assert "none agreed yet (a)" in text_of(app)
        for key, words in (("r", "no disk encryption"), ("h", "remote wipe"), ("c", "buy through IT")):
            await press(pilot, key)
            await on_top(pilot, Ask)
            await write(pilot, words)
            await press(pilot, "enter")
            await on_top(pilot, AfterScreen)
        await press(pilot, "a")
        await on_top(pilot, Form)
        await write(pilot, "Encrypt")
        await press(pilot, "enter")
        await write(pilot, "M. Aydin")
        await press(pilot, "enter", "enter")
        await on_top(pilot, AfterScreen)
        incident = app.desk.incidents.get(CLOSED)
        said = [(lesson.kind, lesson.text, lesson.by) for lesson in incident.lessons]
        assert said == [
            (LessonKind.ROOT_CAUSE, "no disk encryption", "M. Aydin"),
            (LessonKind.HELD, "remote wipe", "M. Aydin"),
            (LessonKind.CHANGE, "buy through IT", "M. Aydin"),
        ]
        assert (incident.actions["a1"].owner, incident.actions["a1"].due_on.isoformat()) == ("M. Aydin", "2026-12-08")
        shown = text_of(app)
        assert all(words in shown for words in ("remote wipe", "a1 open · Tue 8 Dec 2026 M. Aydin", "ACTIONS 1 open"))
        assert "yet" not in shown
        await to_row(pilot, after.query_one("#after", RowList), f"action:{incident.id}:a1")
        await press(pilot, "enter")
        await on_top(pilot, Pick)
        await pick(pilot, "done")
        await on_top(pilot, Form)
        await write(pilot, "list shown")
        await press(pilot, "enter")
        await on_top(pilot, AfterScreen)
        action = app.desk.incidents.get(CLOSED).actions["a1"]
        assert (action.done, action.note) == (True, "list shown")
        assert "done: list shown" in text_of(app)

    at_home(wired, do, size)


def test_a_day_that_has_passed_is_refused_beside_its_field_and_what_was_typed_stays(wired: Wiring) -> None:
    """Lost without it: an action due last year, or all typed anew for one slip."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await on_incident(pilot, UNDER_WAY)
        await press(pilot, "A", "a")
        await on_top(pilot, Form)
        await write(pilot, "Encrypt")
        await press(pilot, "enter")
        await write(pilot, "Ann")
        await press(pilot, "enter", *["backspace"] * 4)
        await write(pilot, "2020-01-01")
        await press(pilot, "enter")
        await on_top(pilot, Form)
        assert "2020-01-01 has passed" in text_of(app)
        assert "Encrypt" in text_of(app)
        assert app.desk.incidents.get(UNDER_WAY).actions == {}

    at_home(wired, do)


def test_a_lesson_stays_as_it_was_said(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: enter on a lesson fails, or seems to do something."""
    learned(wired, now)

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await on_incident(pilot, CLOSED)
        await press(pilot, "A")
        after = await on_top(pilot, AfterScreen)
        before = app.desk.incidents.get(CLOSED)
        assert after.query_one("#after", RowList).current_key.startswith("lesson:")
        await press(pilot, "enter")
        assert app.screen is after
        assert before == app.desk.incidents.get(CLOSED)

    at_home(wired, do)


@pytest.mark.parametrize("size", SIZES)
def test_home_counts_what_is_open_and_a_leads_to_the_list_with_the_late_ones_first(
    wired: Wiring, now: MovedNow, size: tuple[int, int]
) -> None:
    """Lost without it: actions nobody looks at until the authority asks for them."""
    learned(wired, now)

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        assert "actions: 2 open, 1 late ! over all incidents (a)" in text_of(app)
        await press(pilot, "a")
        screen = await on_top(pilot, ActionsScreen)
        listing = screen.query_one("#actions", RowList)
        states = [row.cells[0].text for row in listing.rows if row.selectable]
        assert states == ["late !", "open ·"]
        assert "late ! R. van den Berg-Vermeulen, by Thu 26 Nov 2026" in lines_of(app, "#action").replace("  ", " ")
        assert "Actions: 2 open, 1 late !" in seen(app)[0]
        await press(pilot, "s")
        states = [row.cells[0].text for row in listing.rows if row.selectable]
        assert states == ["late !", "open ·", "done ✓", "dropped –"]
        await press(pilot, "end")
        assert "replaced anyway" in lines_of(app, "#action")
        await press(pilot, "enter")
        assert app.screen is screen  # It is dropped already.
        await press(pilot, "s", "home", "A")
        after = await on_top(pilot, AfterScreen)
        assert app.desk.incidents.get(CLOSED).id == after.incident_id
        await press(pilot, "escape", "escape")
        await on_top(pilot, HomeScreen)

    at_home(wired, do, size)


def test_dropping_wants_a_reason_and_the_list_is_shorter_by_one(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: an action vanishes and nobody knows why."""
    learned(wired, now)

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await press(pilot, "a", "enter")
        await pick(pilot, "drop")
        await on_top(pilot, Ask)
        await press(pilot, "enter")
        assert "cannot be left empty" in text_of(app)
        await write(pilot, "laptops are gone")
        await press(pilot, "enter")
        screen = await on_top(pilot, ActionsScreen)
        action = app.desk.incidents.get(CLOSED).actions["a1"]
        assert (action.done, action.note) == (False, "laptops are gone")
        await until(pilot, lambda: len([r for r in screen.query_one("#actions", RowList).rows if r.selectable]) == 1)

    at_home(wired, do)


def test_where_there_is_nothing_the_screens_say_so(wired: Wiring, tmp_path: Path, now: MovedNow) -> None:
    """Lost without it: an empty black screen that looks like a fault."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        assert "actions:" not in text_of(app)
        await press(pilot, "a")
        await on_top(pilot, ActionsScreen)
        assert "No action is open. On an incident, A leads to lessons and actions." in text_of(app)
        await press(pilot, "s", "enter", "A")
        assert "No action was ever agreed on." in text_of(app)
        assert isinstance(app.screen, ActionsScreen)

    async def empty(pilot: Pilot[Any], app: DeskApp) -> None:
        await press(pilot, "f")
        screen = await on_top(pilot, FiguresScreen)
        await until(pilot, lambda: "No incident yet" in text_of(app), "the sentence")
        await press(pilot, "enter")
        assert app.screen is screen
        assert "no clock is running" in seen(app)[0]

    at_home(wired, do)
    at_home(wiring_on(tmp_path / "empty"), empty)


async def on_figures(pilot: Pilot[Any]) -> FiguresScreen:
    """Go to the figures, and wait until they are worked out."""
    await press(pilot, "f")
    screen = await on_top(pilot, FiguresScreen)
    await until(pilot, lambda: len(screen.query_one("#figures", RowList).rows) > 2, "figures")
    return screen


@pytest.mark.parametrize("size", SIZES)
def test_the_figures_stand_as_bars_with_their_numbers_and_unknown_is_said(
    wired: Wiring, now: MovedNow, size: tuple[int, int]
) -> None:
    """Lost without it: charts that need colour, or a nought where nobody was told yet."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        screen = await on_figures(pilot)
        rows = {row.key: [cell.text.strip() for cell in row.cells] for row in screen.query_one("#figures", RowList).rows}
        scope = rows["span:awareness-to-scope"]
        assert scope[2:5] == ["63 h 54", "66 h 48", "2 of 3"]
        assert set(scope[1]) == {"▰", "▱"}
        assert rows["span:decision-to-people-told"][1:5] == ["", "unknown", "unknown", "0 of 1"]
        assert rows["quarter:all"][2:4] == ["100 %", "1 of 1"]
        assert "2 running" in text_of(app)
        assert "2026-01 61 h 00 · 2026-02 66 h 48 · 2026-03 unknown" in _detail(app, screen, "span:awareness-to-scope")
        assert "2026-01 on time ✓ · 2026-02 running ▸ · 2026-03 running ▸" in _detail(app, screen, "quarter:all")
        assert f"{CLOSED} kept for the demo" in _detail(app, screen, "override")

    at_home(wired, do, size)


def _detail(app: DeskApp, screen: FiguresScreen, key: str) -> str:
    screen.query_one("#figures", RowList).to_key(key)
    screen._say(key)
    return lines_of(app, "#figure")


def test_enter_leads_to_an_incident_behind_a_figure(wired: Wiring) -> None:
    """Lost without it: a number on which nobody can put a finger."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        screen = await on_figures(pilot)
        await to_row(pilot, screen.query_one("#figures", RowList), "span:awareness-to-scope")
        await press(pilot, "enter")
        await on_top(pilot, Pick)
        await pick(pilot, WAITS_FOR_DPO)
        incident = await on_top(pilot, IncidentScreen)
        assert incident.incident_id == app.desk.incidents.get(WAITS_FOR_DPO).id

    at_home(wired, do)


def test_figures_since_a_day_and_back_to_all(wired: Wiring) -> None:
    """Lost without it: this year's figures with last year's in them, and no way to tell."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        screen = await on_figures(pilot)
        await press(pilot, "s")
        await write(pilot, "2026-11")
        await press(pilot, "enter")
        assert "'2026-11' is no day" in text_of(app)
        await write(pilot, "-20")
        await press(pilot, "enter")
        await until(pilot, lambda: "2 incidents since 2026-11-20" in seen(app)[0], "since")
        await press(pilot, "s", *["backspace"] * 10, "enter")
        await until(pilot, lambda: "3 incidents" in seen(app)[0], "all")
        assert screen.since is None

    at_home(wired, do)


def test_what_another_program_records_comes_into_the_figures_at_once(wired: Wiring) -> None:
    """Lost without it: figures as they were when the screen was opened."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        screen = await on_figures(pilot)
        wiring_on(wired.folder).desk().walking.skip(UNDER_WAY, "isolate-system", "cannot be reached", "J. Vos")
        app._look_for_changes()
        keys = lambda: [row.key for row in screen.query_one("#figures", RowList).rows]  # noqa: E731
        await until(pilot, lambda: "step:isolate-system" in keys(), "the skipped step")

    at_home(wired, do)


def test_figures_that_cannot_be_worked_out_say_why_and_the_desk_stays(
    wired: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: one damaged record, and a screen that says it is working for ever."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        def damaged(*_: object) -> None:
            raise StoreProblem("The record of 2026-01 was changed outside BreachDesk.")

        monkeypatch.setattr(type(app.desk.looking_back), "figures", damaged)
        await press(pilot, "f")
        await on_top(pilot, Message)
        assert "The record of 2026-01 was changed" in text_of(app)
        await press(pilot, "escape")
        await on_top(pilot, FiguresScreen)
        await pilot.pause(0.1)
        await on_top(pilot, FiguresScreen)  # It is said once, and stands there.
        assert "! The record of 2026-01 was changed" in text_of(app)
        await press(pilot, "escape")
        await on_top(pilot, HomeScreen)

    at_home(wired, do)


@pytest.mark.parametrize("size", [(60, 20), *SIZES])
def test_nothing_on_these_screens_is_cut_or_wider_than_the_window(
    wired: Wiring, now: MovedNow, size: tuple[int, int]
) -> None:
    """Lost without it: an owner, a day or a number that ends in three dots."""
    learned(wired, now)

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        async def whole(selector: str) -> None:
            for _ in range(12):
                lines = seen(app)
                assert max(cell_len(line) for line in lines) <= size[0]
                assert [line for line in lines[1:-1] if "…" in line] == []
                await press(pilot, "pagedown")

        await press(pilot, "a", "s")
        await whole("#actions")
        await press(pilot, "escape")
        await on_figures(pilot)
        await whole("#figures")
        await press(pilot, "escape")
        await on_incident(pilot, CLOSED)
        await press(pilot, "A")
        await whole("#after")
        await resized(pilot, 100, 30)
        assert "ACTIONS" in text_of(app)

    at_home(wired, do, size)
