"""How long there is stands on every screen, in figures and in words, and moves; and the layout holds at every size."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from breachdesk import wiring
from breachdesk.services.incidents import Opening
from breachdesk.tui.app import DeskApp
from breachdesk.tui.clockline import SMALLEST, TOO_SMALL, shorter
from breachdesk.tui.dialogs import Ask, Confirm
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import (
    UNDER_WAY,
    WAITS_FOR_DPO,
    MovedNow,
    app_on,
    at_work,
    copied,
    on_incident,
    on_top,
    press,
    resized,
    seen,
    settled,
    until,
    wiring_on,
)

LEFT = re.compile(r"(\d+):(\d\d):(\d\d) left")
IN_WORDS = re.compile(r"\d\d:\d\d:\d\d left, until [MTWFS][a-z]{2} (?:\d{1,2} [A-Z][a-z]{2}, )?\d\d:\d\d CET")
WAY_TO: dict[str, tuple[str, ...]] = {
    "home": (),
    "incident": (),
    "scope": ("o",),
    "notices": ("d",),
    "review": ("d", "enter"),
    "edit": ("d", "enter", "e"),
    "timeline": ("t",),
    "outbox": ("x",),
    "a question": ("m",),
    "a choice": ("d", "enter", "a"),
    "a decision to take": ("d", "enter", "a", "enter"),
    "help": ("f1",),
}
SIZES = [(80, 24), (100, 30), (120, 40), (60, 20), (20, 5), (1, 1), (80, 24)]
RESIZED = ("home", "incident", "scope", "notices", "review", "edit", "timeline", "outbox", "a question")


@dataclass
class Shown:
    """What one screen showed."""

    before: str
    after: str
    """Two seconds later."""

    by_size: list[list[str]]
    """The lines at each size; nothing for most dialogs."""


async def beat(pilot: Pilot[Any]) -> None:
    """Let the clock of the screens follow the clock of the test."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    app.on_heartbeat()
    if isinstance(app.screen, EditScreen):
        app.screen._beat()
    await pilot.pause()


async def _show(pilot: Pilot[Any], now: MovedNow, place: str) -> Shown:
    app: Any = pilot.app
    await beat(pilot)
    before = "\n".join(seen(app))
    now.advance(seconds=2)
    await beat(pilot)
    after = "\n".join(seen(app))
    by_size = []
    for size in SIZES if place in RESIZED else ():
        await resized(pilot, *size)
        await beat(pilot)
        by_size.append(seen(app))
    return Shown(before, after, by_size)


@pytest.fixture(scope="module")
def shown(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """Give every screen and a dialog of each kind, seen in one run of the app at every size."""
    now = MovedNow()
    wired = wiring_on(copied(sample, tmp_path_factory.mktemp("countdown") / "desk"))

    async def looked() -> dict[str, Shown]:
        found = {}
        async with at_work(app_on(wired), toasts=False) as pilot:
            found["home"] = await _show(pilot, now, "home")
            incident = await on_incident(pilot, WAITS_FOR_DPO)
            for place, keys in list(WAY_TO.items())[1:]:
                await press(pilot, *keys)
                found[place] = await _show(pilot, now, place)
                while pilot.app.screen is not incident:
                    await press(pilot, "escape")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "now", now)
        return asyncio.run(looked())


def _seconds(text: str) -> int:
    found = LEFT.search(text)
    assert found is not None, text
    hours, minutes, seconds = (int(part) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


@pytest.mark.parametrize("place", WAY_TO)
def test_every_screen_and_dialog_says_how_long_there_is_and_until_when(place: str, shown: dict[str, Shown]) -> None:
    """Lost without it: somebody answers a question for an hour and does not see the time go."""
    assert IN_WORDS.search(shown[place].before)


@pytest.mark.parametrize("place", WAY_TO)
def test_the_clock_moves_on_every_screen_and_behind_every_dialog(place: str, shown: dict[str, Shown]) -> None:
    """Lost without it: a clock that stands while a dialog is open."""
    assert _seconds(shown[place].after) == _seconds(shown[place].before) - 2


def test_the_clock_moves_behind_a_dialog_that_stands_over_another(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: `Leave without saving?` left standing, and a clock that stands with it."""
    now = MovedNow()
    monkeypatch.setattr(wiring, "now", now)

    async def looked() -> Shown:
        async with at_work(app_on(wired), toasts=False) as pilot:
            await on_incident(pilot, WAITS_FOR_DPO)
            await press(pilot, "d", "enter", "c", "x", "escape")
            assert isinstance(pilot.app.screen, Confirm)
            return await _show(pilot, now, "leave a question?")

    found = asyncio.run(looked())
    assert _seconds(found.after) == _seconds(found.before) - 2


@pytest.mark.parametrize("place", RESIZED)
@pytest.mark.parametrize("at", [at for at, (columns, _) in enumerate(SIZES) if columns >= 60])
def test_the_time_is_never_cut_from_60_columns_on(at: int, place: str, shown: dict[str, Shown]) -> None:
    """Lost without it: a deadline of which the zone, or the minutes, are outside of the window."""
    lines = shown[place].by_size[at]
    # On home the line at the top speaks of all incidents; the deadline stands with the one under the cursor.
    assert IN_WORDS.search("\n".join(lines) if place == "home" else lines[0])
    assert LEFT.search(lines[0])


@pytest.mark.parametrize("place", RESIZED)
@pytest.mark.parametrize("size", SIZES)
def test_below_a_usable_size_the_screen_says_so_and_only_there(
    size: tuple[int, int], place: str, shown: dict[str, Shown]
) -> None:
    """Lost without it: a window in which half of the desk is missing, and nobody knows that it is."""
    text = "\n".join(shown[place].by_size[SIZES.index(size)])
    said = any(words in text for words in TOO_SMALL[:-1])
    too_small = size[0] < SMALLEST[0] or size[1] < SMALLEST[1]
    assert said == too_small or size == (1, 1)


@pytest.mark.parametrize("place", RESIZED[1:])
def test_on_a_sliver_of_a_window_the_figures_still_stand(place: str, shown: dict[str, Shown]) -> None:
    """Lost without it: the one figure that matters, cut in the middle."""
    assert LEFT.search(shown[place].by_size[SIZES.index((20, 5))][0])


@pytest.mark.parametrize("place", [place for place in RESIZED if place != "edit"])
def test_after_all_sizes_the_first_one_shows_the_same_again(place: str, shown: dict[str, Shown]) -> None:
    """Lost without it: a fold that stays folded when the window is large again; a field being edited may scroll."""

    def still(lines: list[str]) -> list[str]:
        return [re.sub(r"\d+:\d\d:\d\d|▁|▂|▃|▄|▅|▆|▇|█", "", line).rstrip() for line in lines]

    assert still(shown[place].by_size[0]) == still(shown[place].by_size[-1])


@pytest.mark.parametrize(
    ("width", "left"), [(36, "05:12:09 left, until Thu 16:48 CET !"), (35, "05:12:09 left"), (13, "05:12:09 left")]
)
def test_a_deadline_that_does_not_fit_is_left_out_and_never_cut(width: int, left: str) -> None:
    """Lost without it: `until Thu 16:4`, which reads like a time."""
    assert shorter("05:12:09 left, until Thu 16:48 CET !", width) == left


def test_either_side_being_too_small_is_said(wired: Wiring) -> None:
    """Lost without it: a wide window of five lines, or a tall one of twenty columns, that says nothing."""
    columns, lines = SMALLEST

    async def said() -> list[bool]:
        found = []
        async with at_work(app_on(wired), toasts=False) as pilot:
            for size in ((columns, lines), (columns - 1, lines), (columns, lines - 1)):
                await resized(pilot, *size)
                found.append(any(words in "\n".join(seen(pilot.app)) for words in TOO_SMALL[:-1]))  # type: ignore[arg-type]
        return found

    assert asyncio.run(said()) == [False, True, True]


# What the clock reads at which instant.

DUE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
"""Of the incident under way in the sample: 10:00 CET on Thursday."""

READINGS = {
    timedelta(hours=72): "72:00:00 left, until Thu 10:00 CET",
    timedelta(hours=24, seconds=1): "24:00:01 left, until Thu 10:00 CET",
    timedelta(hours=24): "24:00:00 left, until Thu 10:00 CET !",
    timedelta(seconds=1): "00:00:01 left, until Thu 10:00 CET !",
    timedelta(0): "00:00:00 left, until Thu 10:00 CET !",
    timedelta(seconds=-1): "00:00:01 late, until Thu 10:00 CET !",
    timedelta(seconds=-2): "00:00:02 late, until Thu 10:00 CET !",
    timedelta(hours=-100): "100:00:00 late, until Thu 10:00 CET !",
}
"""By what is left; what is overdue counts up."""


async def _readings(wired: Wiring, now: MovedNow, reference: str, instants: list[datetime]) -> list[str]:
    found = []
    async with at_work(app_on(wired)) as pilot:
        await on_incident(pilot, reference)
        for instant in instants:
            now.at = instant
            await beat(pilot)
            found.append(seen(pilot.app)[0])  # type: ignore[arg-type]
    return found


def test_the_clock_reads_right_at_its_corners(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: a clock that is right in the middle, and wrong at the first, the last and the next second, or that
    counts down again when it is late."""
    lines = asyncio.run(_readings(wired, now, UNDER_WAY, [DUE - left for left in READINGS]))
    assert [line[-len(said) :] for line, said in zip(lines, READINGS.values(), strict=True)] == list(READINGS.values())


def test_through_the_night_the_clocks_go_back_every_hour_counts_once(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: in the last night of October an hour is lost or won on the screen."""
    now.at = datetime(2026, 10, 23, 8, 5, tzinfo=UTC)
    opening = Opening(title="before the clock change", detected="2026-10-23 10:00", reported_by="M. Aydin")
    reference = wired.desk().incidents.open(opening, "M. Aydin").reference
    # 02:30 CEST, 02:30 CET an hour later, and the minute before it is due.
    instants = [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
    instants.append(datetime(2026, 10, 26, 7, 59, tzinfo=UTC))
    lines = asyncio.run(_readings(wired, now, reference, instants))
    assert [line.split(" left")[0][-8:] for line in lines] == ["31:30:00", "30:30:00", "00:01:00"]
    assert all("until Mon 09:00 CET" in line for line in lines)


def test_a_filing_freezes_the_clock(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: a clock that runs on after the duty was done, and alarms for nothing."""
    desk = wired.desk()
    desk.approving.approve(WAITS_FOR_DPO, "notification-nl", "S. Kok")
    desk.approving.file(WAITS_FOR_DPO, "notification-nl", "AP-1", "J. Vos")
    lines = asyncio.run(_readings(wired, now, WAITS_FOR_DPO, [now.at + timedelta(hours=more) for more in (0, 1, 50)]))
    assert {line.split("  ")[-1].strip() for line in lines} == {"filed at 66:48 h ✓"}


def test_the_clock_follows_a_correction_of_awareness_at_once(wired: Wiring) -> None:
    """Lost without it: a corrected awareness, and the old deadline beside it until the screen is left."""

    async def corrected() -> list[str]:
        async with at_work(app_on(wired)) as pilot:
            incident = await on_incident(pilot, UNDER_WAY)
            lines = [seen(pilot.app)[0]]  # type: ignore[arg-type]
            earlier = incident.view.incident.aware_at - timedelta(minutes=59)
            await press(pilot, "c")
            await on_top(pilot, Ask)
            pilot.app.screen.query_one("#answer").value = earlier.isoformat()  # type: ignore[attr-defined]
            await press(pilot, "enter")
            await pilot.press(*"mail", "enter")
            await settled(pilot)
            await until(pilot, lambda: isinstance(pilot.app.screen, IncidentScreen), "the incident again")
            await beat(pilot)
            return [*lines, seen(pilot.app)[0]]  # type: ignore[arg-type]

    before, after = asyncio.run(corrected())
    assert _seconds(after) == _seconds(before) - 59 * 60
    assert "until Thu 09:01 CET" in after


def test_home_shows_every_running_clock_and_moves_it(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: a list of incidents with the time they had when it was opened."""

    async def listed() -> tuple[str, str]:
        async with at_work(app_on(wired)) as pilot:
            before = "\n".join(seen(pilot.app)[1:8])  # type: ignore[arg-type]
            now.advance(minutes=1)
            await beat(pilot)
            assert isinstance(pilot.app.screen, HomeScreen)
            return before, "\n".join(seen(pilot.app)[1:8])  # type: ignore[arg-type]

    texts = asyncio.run(listed())
    assert [[_seconds(line) for line in text.split("\n") if LEFT.search(line)] for text in texts] == [
        [5 * 3600 + 12 * 60, 47 * 3600],
        [5 * 3600 + 11 * 60, 47 * 3600 - 60],
    ]
