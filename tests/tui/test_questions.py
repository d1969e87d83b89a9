"""Questions over a screen: some of several, and rows that run over several lines so that nothing of them is cut."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from breachdesk.tui.dialogs import Confirm, Pick, PickMany
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.wrapping import wrapped
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import app_on, at_work, on_top, press, seen, to_row, until

FRUIT = [("apple", "apples"), ("pear", "pears"), ("plum", "plums")]
INSTEAD = [("unknown", "not known yet")]
LONG = "whether anybody who was not allowed to could see, copy, alter or take away the data, or still can"

Do = Callable[[Pilot[Any], list[Any]], Awaitable[None]]


def asked(wired: Wiring, dialog: Pick | PickMany, do: Do, size: tuple[int, int] = (80, 24)) -> list[Any]:
    """Put a dialog over home, do something, and give what it gave back."""
    given_back: list[Any] = []

    async def put() -> None:
        async with at_work(app_on(wired), size=size, toasts=False) as pilot:
            await pilot.app.push_screen(dialog, given_back.append)
            await pilot.pause()
            await do(pilot, given_back)

    asyncio.run(put())
    return given_back


async def back_home(pilot: Pilot[Any]) -> None:
    """Wait until the dialog is gone."""
    await on_top(pilot, HomeScreen)


def said(pilot: Pilot[Any]) -> str:
    """Give all that stands on the screen, as one line."""
    return " ".join(" ".join(seen(pilot.app)).split())  # type: ignore[arg-type]


# Some of several.


def test_nothing_ticked_is_no_answer_and_says_how_to_tick(wired: Wiring) -> None:
    """Lost without it: an empty answer in the record, by a key pressed in haste."""

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        await press(pilot, "enter")
        await on_top(pilot, PickMany)
        await until(pilot, lambda: "Nothing is ticked; space ticks the line" in said(pilot), "the error")
        assert given_back == []

    asked(wired, PickMany("Which?", FRUIT, instead=INSTEAD), do)


def test_what_is_ticked_comes_back_in_the_order_of_the_list(wired: Wiring) -> None:
    """Lost without it: the line under the cursor saved in place of those that are ticked."""

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        await press(pilot, "down", "down", "space", "up", "up", "space", "down", "enter")
        await back_home(pilot)

    assert asked(wired, PickMany("Which?", FRUIT, instead=INSTEAD), do) == ["apple, plum"]


def test_a_second_space_unticks(wired: Wiring) -> None:
    """Lost without it: a slip of the thumb that can only be left by throwing all away."""

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        await press(pilot, "space", "down", "space", "enter")
        await back_home(pilot)

    assert asked(wired, PickMany("Which?", FRUIT, ticked=["apple"]), do) == ["pear"]


def test_a_line_instead_of_all_others_is_picked_by_enter_and_not_ticked(wired: Wiring) -> None:
    """Lost without it: 'apples, not known yet' as an answer."""

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        dialog = pilot.app.screen
        assert isinstance(dialog, PickMany)
        await press(pilot, "space")
        await to_row(pilot, dialog.query_one("#options", RowList), "unknown")
        await press(pilot, "space")
        await until(pilot, lambda: dialog.ticked == {"apple"}, "only what can be ticked")
        await press(pilot, "enter")
        await back_home(pilot)

    assert asked(wired, PickMany("Which?", FRUIT, instead=INSTEAD), do) == ["unknown"]


def test_escape_asks_only_where_a_tick_would_be_lost(wired: Wiring) -> None:
    """Lost without it: twelve ticks gone by one key, or a question about nothing."""

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        dialog = pilot.app.screen
        await press(pilot, "space", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm), "the question")
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is dialog, "the ticks")
        assert given_back == []
        await press(pilot, "space", "escape")
        await back_home(pilot)

    assert asked(wired, PickMany("Which?", FRUIT, ticked=["pear"]), do) == [None]


# Rows over several lines.


@pytest.mark.parametrize(
    "dialog",
    [
        lambda: Pick("Which?", [("short", "short", ""), ("long", LONG, "")]),
        lambda: Pick("Which?", [("short", "short", ""), ("long", "find out", LONG)]),
        lambda: PickMany("Which?", [("short", "short"), ("long", LONG)]),
    ],
    ids=["label", "hint", "ticked"],
)
def test_a_long_line_of_a_question_is_there_to_its_last_word(wired: Wiring, dialog: Callable[[], Pick | PickMany]) -> None:
    """Lost without it: two answers that differ in what the narrow terminal cuts off."""

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        drawn = [line.replace("▸", " ") for line in seen(pilot.app)]  # type: ignore[arg-type]
        assert all(any(word in line.split() for line in drawn) for word in LONG.split())
        assert "…" not in "".join(line for line in drawn if "whether" in line or "alter" in line)
        assert " ".join(LONG.split()[-3:]) in said(pilot)

    asked(wired, dialog(), do, size=(60, 20))


def test_the_row_under_the_cursor_is_seen_whole_wherever_it_moves(wired: Wiring) -> None:
    """Lost without it: the last line of a long answer below the edge, and the one above it all that is read."""
    options = [(str(i), f"{LONG} {i}end", "") for i in range(9)]

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        listing = pilot.app.screen.query_one("#options", RowList)
        for keys in (("end",), ("up",), ("pageup",), ("home",), ("pagedown",), ("down", "down")):
            await press(pilot, *keys)
            assert f"{listing.current_key}end" in said(pilot), keys

    asked(wired, Pick("Which?", options), do, size=(60, 20))


def test_a_row_that_moves_away_takes_the_view_with_it(wired: Wiring) -> None:
    """Lost without it: what one just answered sorts itself down the list, and the cursor is nowhere to be seen."""
    options = [(str(i), f"row {i}.", "") for i in range(40)]

    async def do(pilot: Pilot[Any], given_back: list[Any]) -> None:
        listing = pilot.app.screen.query_one("#options", RowList)
        assert "row 0." in said(pilot)
        listing.set_rows([*listing.rows[1:], listing.rows[0]])
        await until(pilot, lambda: "row 0." in said(pilot) and "row 39." in said(pilot), "the row at its new place")
        assert listing.current_key == "0"

    asked(wired, Pick("Which?", options), do)


@given(st.text(alphabet="ab Ж漢-", max_size=60), st.integers(min_value=2, max_value=30))
@example("   ", 2)
def test_wrapping_loses_no_letter_and_fits_the_width(text: str, width: int) -> None:
    """Lost without it: words that fall between two lines, or run over the edge."""
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("  set in too", ("  set in", "  too")),
        ("one two", ("one two",)),
        ("", ("",)),
        ("a abcdefghij b", ("a", "abcdefgh", "ij b")),
    ],
)
def test_lines_break_between_words_and_stay_set_in(text: str, lines: tuple[str, ...]) -> None:
    """Lost without it: a reason that reads as a heading once it runs over the line."""
    assert wrapped(text, 8) == lines
