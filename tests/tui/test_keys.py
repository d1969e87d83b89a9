"""The one table of actions: what it promises is what every key, the key line, help and the palette do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.binding import Binding
from textual.pilot import Pilot
from textual.style import Style
from textual.widgets import Input, OptionList, TextArea

from breachdesk import wiring
from breachdesk.tui.actions import ACTIONS, EVERYWHERE, HELP, OF_THE_APP, Action, actions_of, key_pairs
from breachdesk.tui.actions_screen import ActionsScreen
from breachdesk.tui.after_screen import AfterScreen
from breachdesk.tui.app import DeskApp
from breachdesk.tui.assessment_screen import AssessmentScreen
from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.deskscreen import OF_LISTS, DeskScreen
from breachdesk.tui.dialogs import Ask, Confirm, Field, Form, Message
from breachdesk.tui.duties_screen import DutiesScreen
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.figures_screen import FiguresScreen
from breachdesk.tui.filling_screen import FillingScreen
from breachdesk.tui.handover_screen import HandoverScreen
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.notices_screen import NoticesScreen
from breachdesk.tui.outbox_screen import OutboxScreen
from breachdesk.tui.palette import DeskPalette
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList, TextPane
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.tui.timeline_screen import TimelineScreen
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import (
    WAITS_FOR_DPO,
    MovedNow,
    app_on,
    at_work,
    copied,
    on_incident,
    on_top,
    press,
    until,
    wiring_on,
    write,
)

SCREENS: dict[str, type[DeskScreen]] = {
    screen.KIND: screen
    for screen in (
        HomeScreen,
        IncidentScreen,
        AssessmentScreen,
        DutiesScreen,
        ScopeScreen,
        NoticesScreen,
        FillingScreen,
        ReviewScreen,
        TimelineScreen,
        OutboxScreen,
        AfterScreen,
        ActionsScreen,
        FiguresScreen,
        HandoverScreen,
    )
}
DONE_BY = [(kind, action) for kind in EVERYWHERE for action in actions_of(kind)]
WAY_TO: dict[str, tuple[str, ...]] = {
    "incident": (),
    "assessment": ("v",),
    "law": ("l",),
    "scope": ("o",),
    "notices": ("d",),
    "form": ("d", "f"),
    "review": ("d", "enter"),
    "timeline": ("t",),
    "outbox": ("x",),
    "after": ("A",),
    "handover": ("h",),
}
"""Keys from the incident that waits for the DPO."""

FROM_HOME = {"actions": "a", "figures": "f"}


def _name(given: Any) -> str:
    return given.id if isinstance(given, Action) else str(given)


def _bound(screen: type[Any]) -> dict[str, str]:
    found = {}
    for binding in screen.BINDINGS:
        made = binding if isinstance(binding, Binding) else Binding(*binding)
        found.update({key.strip(): made.action for key in made.key.split(",")})
    return found


def test_every_screen_of_the_table_is_there_and_has_help() -> None:
    """Lost without it: an action on a screen that nobody can open, or a screen without a word on what it is for."""
    assert set(EVERYWHERE) == set(SCREENS) == set(HELP)
    assert {screen for action in ACTIONS for screen in action.screens} == set(EVERYWHERE)


@pytest.mark.parametrize(("kind", "action"), DONE_BY, ids=_name)
def test_every_action_is_done_by_each_of_its_screens(kind: str, action: Action) -> None:
    """Lost without it: a key that is shown, and does nothing when pressed."""
    owner = DeskApp if action.id in OF_THE_APP else SCREENS[kind]
    assert callable(getattr(owner, f"action_{action.id}", None))


@pytest.mark.parametrize(("kind", "action"), DONE_BY, ids=_name)
def test_every_action_is_bound_to_its_key(kind: str, action: Action) -> None:
    """Lost without it: the table says a key, and the screen listens to another."""
    bound = _bound(RowList) if action.key in OF_LISTS else _bound(SCREENS[kind])
    assert action.key in bound
    if action.key not in OF_LISTS:
        assert action.does == bound[action.key]


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_no_key_is_bound_twice_on_a_screen(kind: str) -> None:
    """Lost without it: of two things one key should do, the tired reader gets the other."""
    keys = Counter(action.key for action in actions_of(kind))
    assert [key for key, times in keys.items() if times > 1] == []
    of_lists = {key for widget in (RowList, TextPane) for key in _bound(widget)} - set(OF_LISTS)
    assert set() == of_lists & set(keys)


@dataclass
class Seen:
    """What one screen did when every key was pressed and every word looked for."""

    ran: list[str]
    help: str
    offered: list[str]
    missed: list[str]


async def _every_key_pressed(pilot: Pilot[Any], kind: str) -> list[str]:
    ran: list[str] = []

    def noting(name: str) -> Callable[..., None]:
        return lambda *_: ran.append(name)

    with pytest.MonkeyPatch.context() as patch:
        for action in actions_of(kind):
            owner = DeskApp if action.id in OF_THE_APP else SCREENS[kind]
            patch.setattr(owner, f"action_{action.id}", noting(action.id))
        # Lists take these two themselves, and tell their screen.
        patch.setattr(RowList, "action_choose", noting("enter"))
        patch.setattr(RowList, "action_tick", noting("space"))
        await pilot.press(*[action.key for action in actions_of(kind)])
        await pilot.pause()
    return ran


async def _help_text(pilot: Pilot[Any]) -> str:
    await press(pilot, "f1")
    message = await on_top(pilot, Message)
    said = "\n".join(text for text, _ in message.query_one("#said", TextPane).lines)
    await press(pilot, "escape")
    return said


async def _see(pilot: Pilot[Any], kind: str) -> Seen:
    screen = await on_top(pilot, SCREENS[kind])
    palette = DeskPalette(screen, Style())
    wanted = [action.label.rstrip("…") for action in actions_of(kind) if action.id != "command_palette"]
    wanted += [text for row in screen.desk.incidents.rows() for text in (row.reference, row.title)]
    found = {word: [hit.text or "" async for hit in palette.search(word)] for word in wanted}
    return Seen(
        ran=await _every_key_pressed(pilot, kind),
        help=await _help_text(pilot),
        offered=[hit.text or "" async for hit in palette.discover()],
        missed=[word for word, hits in found.items() if not any(word in hit for hit in hits)],
    )


@pytest.fixture(scope="module")
def tour(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """Give every screen, seen in one run of the app."""

    async def seen() -> dict[str, Seen]:
        wired = wiring_on(copied(sample, tmp_path_factory.mktemp("tour") / "desk"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wiring, "now", MovedNow())
            async with at_work(app_on(wired)) as pilot:
                found = {"home": await _see(pilot, "home")}
                for kind, key in FROM_HOME.items():
                    await press(pilot, key)
                    found[kind] = await _see(pilot, kind)
                    await press(pilot, "escape")
                incident = await on_incident(pilot, WAITS_FOR_DPO)
                for kind, keys in WAY_TO.items():
                    await press(pilot, *keys)
                    found[kind] = await _see(pilot, kind)
                    while pilot.app.screen is not incident:
                        await press(pilot, "escape")
                return found

    return asyncio.run(seen())


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_every_key_runs_its_action_when_it_is_pressed(kind: str, tour: dict[str, Seen]) -> None:
    """Lost without it: a binding that Textual cannot follow, such as one to leave the program from home."""
    assert [action.key if action.key in OF_LISTS else action.id for action in actions_of(kind)] == tour[kind].ran


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_the_key_line_at_80_columns_shows_at_most_six_keys_and_all_of_each(kind: str) -> None:
    """Lost without it: a key line that is cut in the middle of a word, or too full to find anything in."""
    shown = KeyLine(key_pairs(kind)).shown_pairs(80)
    assert 1 <= len(shown) <= 6
    assert ("F1", "help") in shown
    assert sum(cell_len(f"{key} {label}  ") for key, label in shown) + 1 <= 80


@pytest.mark.parametrize("width", [200, 120, 100, 80, 60, 40, 20, 8])
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_the_key_line_shows_whole_keys_at_every_width(kind: str, width: int) -> None:
    """Lost without it: half a key at the edge of a narrow terminal."""
    shown = KeyLine(key_pairs(kind)).shown_pairs(width)
    assert sum(cell_len(f"{key} {label}  ") for key, label in shown) <= width
    assert ("F1", "help") in shown or width < len("F1 help  ") + 2


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_f1_lists_every_key_of_the_screen(kind: str, tour: dict[str, Seen]) -> None:
    """Lost without it: a key that nobody can learn of, because the key line has no room for it."""
    assert HELP[kind] in tour[kind].help
    assert [a.id for a in actions_of(kind) if f"{a.shown_key}  {a.help}" not in tour[kind].help] == []


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_the_palette_finds_every_action_of_the_screen_and_every_incident_by_its_name(
    kind: str, tour: dict[str, Seen]
) -> None:
    """Lost without it: the one key that should find everything finds less."""
    assert tour[kind].missed == []
    assert len(actions_of(kind)) - 1 + 3 == len(tour[kind].offered)


async def _by_palette(pilot: Pilot[Any], typed: str) -> None:
    await press(pilot, "ctrl+p")
    await write(pilot, typed)
    palette = pilot.app.screen
    listing = palette.query_one(OptionList)
    await until(pilot, lambda: listing.option_count and listing.highlighted is not None, f"a hit for {typed}")
    await press(pilot, "enter")
    await until(pilot, lambda: pilot.app.screen is not palette, f"{typed} chosen")


def test_typing_in_the_palette_and_enter_goes_there(wired: Wiring) -> None:
    """Lost without it: hits that are shown and lead nowhere."""
    places = {"timel": TimelineScreen, "outb": OutboxScreen, "laptop": IncidentScreen, "6-03": IncidentScreen}

    async def gone() -> dict[str, type[Any]]:
        reached = {}
        async with at_work(app_on(wired)) as pilot:
            before = await on_incident(pilot, WAITS_FOR_DPO)
            for typed in places:
                await _by_palette(pilot, typed)
                await until(pilot, lambda: pilot.app.screen is not before, typed)
                reached[typed] = type(pilot.app.screen)
                await press(pilot, "escape")
        return reached

    assert places == asyncio.run(gone())


def test_the_palette_answers_also_while_the_focus_is_elsewhere(wired: Wiring) -> None:
    """Lost without it: an action that works from the list, and silently does nothing from what stands beside it."""

    async def answered() -> bool:
        app = app_on(wired)
        async with at_work(app) as pilot:
            incident = await on_incident(pilot)
            before = incident.view.incident.entries
            incident.query_one("#follows", TextPane).focus()
            await _by_palette(pilot, "answ")
            await until(pilot, lambda: app.desk.incidents.get(incident.incident_id).entries > before, "an answer")
            return True

    assert asyncio.run(answered())


def test_texts_of_the_table_hold_no_markup() -> None:
    """Lost without it: the palette hands its help line to Textual, which would read a bracket as a command."""
    assert [a.id for a in ACTIONS if "[" in a.help or "[" in a.label] == []


# Escape.

ASKED: dict[str, Callable[[], Any]] = {
    "one line": lambda: Ask("Why?", "", ""),
    "one line with a text": lambda: Ask("Why?", "", "yes"),
    "many lines": lambda: Ask("What happened?", multiline=True),
    "form": lambda: Form("Open", [Field("a", "What?", "x"), Field("b", "Who?")]),
    "edit": lambda: EditScreen("Subject", "Text", lambda: HELLO),
}


class _Hello:
    tone = "calm"

    def __str__(self) -> str:
        return "01:00:00 left"


HELLO: Any = _Hello()


Do = Callable[[Pilot[Any], list[Any]], Awaitable[None]]


async def _asked(wired: Wiring, dialogs: dict[str, Callable[[], Any]], do: Do) -> dict[str, list[Any]]:
    """Put each dialog over home, do something, and give what each gave back."""
    given: dict[str, list[Any]] = {}
    async with at_work(app_on(wired)) as pilot:
        for name, dialog in dialogs.items():
            given[name] = []
            await pilot.app.push_screen(dialog(), given[name].append)
            await until(pilot, lambda: pilot.app.screen.is_mounted, name)
            await pilot.pause()
            await do(pilot, given[name])
            await on_top(pilot, HomeScreen)
    return given


def test_escape_leaves_a_question_at_once_while_nothing_is_typed(wired: Wiring) -> None:
    """Lost without it: a question about nothing on the way back."""

    async def do(pilot: Pilot[Any], given: list[Any]) -> None:
        await press(pilot, "escape")

    assert {name: [None] for name in ASKED} == asyncio.run(_asked(wired, ASKED, do))


def test_escape_asks_before_anything_typed_is_thrown_away(wired: Wiring) -> None:
    """Lost without it: half an hour of account, gone by the key that should only go back."""

    async def do(pilot: Pilot[Any], given: list[Any]) -> None:
        dialog = pilot.app.screen
        await write(pilot, "xyz")
        await press(pilot, "escape")
        await on_top(pilot, Confirm)
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is dialog, "the dialog again")
        values = [field.value for field in dialog.query(Input)] + [area.text for area in dialog.query(TextArea)]
        assert any("xyz" in value for value in values)
        assert given == []
        await press(pilot, "escape", "y")

    assert {name: [None] for name in ASKED} == asyncio.run(_asked(wired, ASKED, do))


def test_a_refused_text_counts_as_typed(wired: Wiring) -> None:
    """Lost without it: what the store refused comes back, and one escape later it is gone."""
    refused: dict[str, Callable[[], Any]] = {
        "ask": lambda: Ask("Why?", "", "refused text", error="It is late."),
        "form": lambda: Form("Open", [Field("a", "What?", "refused text")], "It is late."),
    }

    async def do(pilot: Pilot[Any], given: list[Any]) -> None:
        await press(pilot, "escape")
        await on_top(pilot, Confirm)
        await press(pilot, "y")

    assert {name: [None] for name in refused} == asyncio.run(_asked(wired, refused, do))


def test_going_back_to_a_question_it_still_takes_the_answer(wired: Wiring) -> None:
    """Lost without it: escape, a second thought, and a question that no longer saves."""

    async def do(pilot: Pilot[Any], given: list[Any]) -> None:
        await write(pilot, "yes")
        await press(pilot, "escape", "escape", "ctrl+s")

    assert asyncio.run(_asked(wired, {"ask": lambda: Ask("Why?")}, do)) == {"ask": ["yes"]}
