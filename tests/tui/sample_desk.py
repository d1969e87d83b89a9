"""The desk at work for a test: a sample workspace at a fixed instant, and a driver that keeps what is written."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import Screen

from breachdesk import wiring
from breachdesk.calendars.public_holidays import public_holidays
from breachdesk.cli.demonstration import open_sample_incidents
from breachdesk.domain.deliveries import HandOver, OutgoingMail, Refused
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.services.ports import Sender
from breachdesk.tui.app import DeskApp
from breachdesk.tui.deskscreen import DeskScreen
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.row_list import RowList, TextPane
from breachdesk.wiring import Wiring
from tests.small_terminal import SmallTerminal

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OnTop = TypeVar("OnTop", bound=Screen[Any])
UNDER_WAY, WAITS_FOR_DPO, CLOSED = "2026-03", "2026-02", "2026-01"


class MovedNow:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


class KeepingDriver(HeadlessDriver):
    """A terminal that only remembers: what the app writes goes into a small terminal."""

    @property
    def is_headless(self) -> bool:
        """Textual writes nothing to a headless driver; this one wants all of it."""
        return False

    @property
    def terminal(self) -> SmallTerminal:
        """What was written so far."""
        if not hasattr(self, "_terminal"):
            self._terminal = SmallTerminal(*self._get_terminal_size())
        return self._terminal

    def write(self, data: str) -> None:
        """Keep it."""
        self.terminal.feed(data)


async def no_watch(stop: asyncio.Event, on_problem: Callable[[Any], None]) -> None:
    """Look for no reminders."""
    await stop.wait()


class NoMail:
    """Refuses every letter; nothing is sent by looking at screens."""

    async def send(self, mail: OutgoingMail) -> HandOver:
        """Refuse."""
        return Refused("no mail in this test", may_retry=False)


@cache
def shipped_content() -> FileCatalogues:
    """Give the content we ship, read once for all tests."""
    return FileCatalogues(wiring.LAW, [wiring.shipped("playbooks")], [], public_holidays)


class SampleWiring(Wiring):
    """The real wiring, with no mail server behind it."""

    @cached_property
    def catalogues(self) -> FileCatalogues:
        """The content in use."""
        own = (self.folder / "playbooks", self.folder / "law")
        return super().catalogues if any(folder.exists() for folder in own) else shipped_content()

    def _sender(self) -> Sender:
        return Sender("Fietsgoed B.V.", "privacy@fietsgoed.example", NoMail())


def wiring_on(folder: Path) -> Wiring:
    """Give the wiring on a workspace that is there already."""
    wired = SampleWiring()
    wired.choose(str(folder), "M. Aydin")
    return wired


def make_sample(folder: Path, now: MovedNow) -> None:
    """Make the demo's workspace as of an instant."""
    before, wiring.now = wiring.now, now
    try:
        wired = SampleWiring()
        wired.choose_demo(folder)
        wired.take_in_sample()
        open_sample_incidents(wired, looked_back=False)
    finally:
        wiring.now = before


def copied(sample: Path, to: Path) -> Path:
    """Give a workspace of one's own."""
    shutil.copytree(sample, to)
    return to


def app_on(wired: Wiring, actor: str = "M. Aydin") -> DeskApp:
    """Give the app on a workspace."""
    return DeskApp(wired.desk, actor, no_watch, wired)


async def until(pilot: Pilot[Any], holds: Callable[[], object], what: str = "") -> None:
    """Wait for something that takes a few beats of the app's own loop."""
    for _ in range(500):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError(f"never: {what or holds} on {pilot.app.screen}")


async def on_top(pilot: Pilot[Any], kind: type[OnTop]) -> OnTop:
    """Wait until a screen of this kind is on top and built; give it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted, kind.__name__)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, kind)
    return screen


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is being saved, and the screen that a key led to is built and drawn."""
    await pilot.pause()
    saving = [worker for worker in pilot.app.workers if worker.group in ("saving", "delivery")]
    if saving:
        await pilot.app.workers.wait_for_complete(saving)
    # A key reaches a list, the list tells its screen, and that opens another: a round for each.
    before = None
    while before is not pilot.app.screen or not pilot.app.screen.is_mounted:
        before = pilot.app.screen
        await pilot.pause()
        await pilot.pause()


async def resized(pilot: Pilot[Any], columns: int, lines: int) -> None:
    """Make the window another size, and wait until every part of the screen on top has its new place."""
    await pilot.resize_terminal(columns, lines)
    await until(pilot, lambda: pilot.app.screen.size == (columns, lines), f"{columns}x{lines}")
    await settled(pilot)
    await pilot.pause(0.02)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait for what they do."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type a text."""
    names = {" ": "space", "\n": "enter"}
    await pilot.press(*[names.get(c, c) for c in text])
    await pilot.pause()


@asynccontextmanager
async def at_work(
    app: DeskApp, size: tuple[int, int] = (80, 24), kept: bool = False, toasts: bool = True
) -> AsyncIterator[Pilot[Any]]:
    """Run the app until home stands there.

    Args:
        toasts: Show what is said in passing; it lies over what stands below.
        kept: Keep what is written to the terminal; `terminal_of` gives it.
    """
    if kept:
        app.driver_class = KeepingDriver
    async with app.run_test(size=size, headless=not kept, notifications=toasts, tooltips=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen), "home")
        await pilot.pause()
        yield pilot


def terminal_of(app: App[Any]) -> SmallTerminal:
    """Give what was written to the terminal."""
    driver = app._driver
    assert isinstance(driver, KeepingDriver)
    return driver.terminal


def keep_anew(app: App[Any]) -> SmallTerminal:
    """Forget what was written so far; give the terminal that takes what comes."""
    driver = app._driver
    assert isinstance(driver, KeepingDriver)
    driver._terminal = SmallTerminal(app.size.width, app.size.height)
    return driver.terminal


async def on_incident(pilot: Pilot[Any], reference: str = UNDER_WAY) -> IncidentScreen:
    """Open an incident from home by the keyboard."""
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    row = next(row for row in home._rows if row.row.reference == reference)
    listing = home.query_one("#incidents", RowList)
    listing.focus()
    await to_row(pilot, listing, row.row.id)
    await press(pilot, "enter")
    return await on_top(pilot, IncidentScreen)


Do = Callable[[Pilot[Any], DeskApp, IncidentScreen], Awaitable[None]]


def walk(wired: Wiring, reference: str, do: Do, actor: str = "M. Aydin", size: tuple[int, int] = (80, 24)) -> None:
    """Open an incident and do something."""

    async def walked() -> None:
        app = app_on(wired, actor)
        async with at_work(app, size=size, toasts=False) as pilot:
            await do(pilot, app, await on_incident(pilot, reference))

    asyncio.run(walked())


def lines_of(app: DeskApp, selector: str) -> str:
    """Give what a pane says."""
    return "\n".join(text for text, _ in app.screen.query_one(selector, TextPane).lines)


def rows_of(app: DeskApp, selector: str) -> str:
    """Give what a list says, a row a line."""
    return "\n".join(" ".join(c.text for c in row.cells) for row in app.screen.query_one(selector, RowList).rows)


async def pick(pilot: Pilot[Any], key: str, selector: str = "#options") -> None:
    """Move to a line of the list on top, and press enter."""
    await to_row(pilot, pilot.app.screen.query_one(selector, RowList), key)
    await press(pilot, "enter")


async def to_row(pilot: Pilot[Any], listing: RowList, key: str) -> None:
    """Move the cursor to a row by the arrow keys."""
    keys = [row.key for row in listing.rows if row.selectable]
    assert key in keys, f"{key} is not among {keys}"
    await pilot.press("home", *["down"] * keys.index(key))
    assert listing.current_key == key


def seen(app: DeskApp) -> list[str]:
    """Give the lines that stand on the screen, whatever is on top."""
    return ["".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()]


def desk_screens(app: DeskApp) -> list[DeskScreen]:
    """Give the screens that show a desk."""
    return [screen for screen in app.screen_stack if isinstance(screen, DeskScreen)]
