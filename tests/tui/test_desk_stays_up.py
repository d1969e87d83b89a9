"""At hour 71 the desk does not die: what fails is said, and what stood there stays."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.lawbook import LawBook
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.tui import app as app_module
from breachdesk.tui.app import LOOK_FOR_CHANGES_EVERY, DeskApp
from breachdesk.tui.dialogs import Message
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import TextPane
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import WAITS_FOR_DPO, app_on, at_work, on_incident, on_top, press, settled, until, wiring_on

Do = Callable[[Pilot[Any], DeskApp], Awaitable[None]]


def run(wired: Wiring, do: Do) -> None:
    """Do something with the desk; whatever ends the app fails the test."""

    async def ran() -> None:
        app = app_on(wired)
        async with at_work(app) as pilot:
            await do(pilot, app)
            await pilot.pause()
            assert app.is_running

    asyncio.run(ran())


async def beats(pilot: Pilot[Any], app: DeskApp) -> None:
    """Let as many seconds pass as it takes to look for other people's changes."""
    for _ in range(LOOK_FOR_CHANGES_EVERY):
        app.on_heartbeat()
    await settled(pilot)


def said(app: DeskApp) -> str:
    """Give what the message on top says; nothing while there is none."""
    panes = app.screen.query("#said").results(TextPane) if isinstance(app.screen, Message) else ()
    return "\n".join(text for pane in panes for text, _ in pane.lines)


def test_a_beat_while_a_screen_is_being_built_passes_it_by(wired: Wiring) -> None:
    """Lost without it: opening an incident at the turn of a second ends the program."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        incident = app.desk.incidents.rows()[0].id
        app.desk.incidents.note(incident, "somebody else's", "J. Vos")
        app.push_screen(IncidentScreen(incident))
        for _ in range(LOOK_FOR_CHANGES_EVERY):
            app.on_heartbeat()
        await until(pilot, lambda: isinstance(app.screen, IncidentScreen) and app.screen.is_mounted, "the incident")

    run(wired, do)


def test_a_beat_after_a_screen_was_left_passes_it_by(wired: Wiring) -> None:
    """Lost without it: the same on the way back."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        incident = await on_incident(pilot)
        app.pop_screen()
        app.on_heartbeat()
        incident.beat(app.desk.now())
        incident.look_again()
        await settled(pilot)
        incident.beat(app.desk.now())
        incident.look_again()

    run(wired, do)


def test_a_beat_while_the_desk_is_being_closed_passes_by(wired: Wiring) -> None:
    """Lost without it: q at the turn of a second says that BreachDesk failed, and leaves with 70."""

    class Beating(IncidentScreen):
        """Gets a beat at the very moment it loses its widgets."""

        def on_unmount(self) -> None:
            self.app.on_heartbeat()  # type: ignore[attr-defined]
            self.beat(self.desk.now())

    async def closed() -> int | None:
        app = app_on(wired)
        async with at_work(app) as pilot:
            app.push_screen(Beating(app.desk.incidents.rows()[0].id))
            await settled(pilot)
            app.exit()
        return app.return_code

    assert asyncio.run(closed()) == 0


def test_leaving_a_screen_while_it_saves_neither_loses_the_save_nor_ends_the_desk(wired: Wiring) -> None:
    """Lost without it: enter and escape in one breath, and the answer comes to a screen that is gone."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        incident = await on_incident(pilot)
        await press(pilot, "o")
        await on_top(pilot, ScopeScreen)
        await pilot.press("space", "enter", "escape")
        await until(pilot, lambda: app.desk.incidents.get(incident.incident_id).scope is not None, "the scope")
        await settled(pilot)

    run(wired, do)


def test_a_workspace_that_was_taken_away_is_said_once_and_what_was_read_stays(wired: Wiring, folder: Path) -> None:
    """Lost without it: a file moved by a backup program ends the desk without a word about why."""
    file, away = folder / "breachdesk.db", folder / "elsewhere.db"

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        file.rename(away)
        await beats(pilot, app)
        assert "removed or replaced" in said(app)
        await press(pilot, "escape")
        await beats(pilot, app)
        home = app.screen
        assert isinstance(home, HomeScreen)
        assert len(home._rows) == 3
        away.rename(file)
        await beats(pilot, app)
        file.rename(away)
        await beats(pilot, app)
        assert "removed or replaced" in said(app)

    run(wired, do)


@pytest.mark.parametrize("keys", [("a",), ("n",), ("x",), ("escape",)])
def test_a_key_that_cannot_read_the_workspace_says_so(keys: tuple[str, ...], wired: Wiring, folder: Path) -> None:
    """Lost without it: one key pressed at the wrong moment ends the program with everything on its screens."""

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await on_incident(pilot, WAITS_FOR_DPO)
        await press(pilot, "d", "enter")
        await on_top(pilot, ReviewScreen)
        (folder / "breachdesk.db").rename(folder / "elsewhere.db")
        await press(pilot, *keys)
        if keys != ("x",):
            await until(pilot, lambda: said(app), "a message")
            assert "removed or replaced" in said(app)

    run(wired, do)


def test_a_record_changed_by_another_program_is_said_and_the_desk_opens(wired: Wiring, folder: Path) -> None:
    """Lost without it: a workspace that somebody tampered with cannot be looked at by those who should find out."""
    with closing(sqlite3.connect(folder / "breachdesk.db")) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE entry SET by = 'nobody' WHERE number = 3")
        for _, sql in guards:
            connection.execute(sql)

    async def opened() -> str:
        app = app_on(wiring_on(folder))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: said(app), "a message")
            return said(app)

    assert "changed outside BreachDesk at entry 3" in asyncio.run(opened())


def test_the_book_of_law_is_read_while_somebody_looks_at_home(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the first incident of the night opens late, because the law is read on a key press."""
    read: list[str] = []
    real = FileCatalogues.book

    def book(self: FileCatalogues) -> LawBook:
        read.append(threading.current_thread().name)
        return real(self)

    monkeypatch.setattr(FileCatalogues, "book", book)
    monkeypatch.setattr(app_module, "READ_AHEAD_AFTER", 0.01)

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await until(pilot, lambda: read, "the book read")
        assert threading.main_thread().name not in read

    run(wired, do)


def test_a_book_that_cannot_be_read_ahead_leaves_home_standing(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a slip in a file of one's own ends the desk half a second after it opened."""
    tried: list[bool] = []

    def book(_: FileCatalogues) -> LawBook:
        tried.append(True)
        raise WrongInput("contract.yaml, line 3: 'hours' is missing.")

    monkeypatch.setattr(FileCatalogues, "book", book)
    monkeypatch.setattr(app_module, "READ_AHEAD_AFTER", 0.01)

    async def do(pilot: Pilot[Any], app: DeskApp) -> None:
        await until(pilot, lambda: tried, "it was tried")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)

    run(wired, do)
