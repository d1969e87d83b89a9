"""Asking for a list of addressees on the screen: a file that cannot be read is asked for again, with what was typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from breachdesk.domain.terms import NoticeKind
from breachdesk.tui.app import DeskApp
from breachdesk.tui.dialogs import Ask, Confirm
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import WAITS_FOR_DPO, on_top, press, seen, until, walk, write

LIST = "name,email\nAnn,ann@example.org\nBob,bob@example.org\n"


async def answered(pilot: Pilot[Any], path: str) -> None:
    """Answer the question on top with a path."""
    await on_top(pilot, Ask)
    await press(pilot, "ctrl+u")
    await write(pilot, path)
    await press(pilot, "enter")


async def asked_again(pilot: Pilot[Any], typed: str, says: str) -> None:
    """Wait for the question to come back with what was typed and why not."""
    # The path of a test may be longer than a line of the dialog.
    words = lambda: " ".join(" ".join(seen(pilot.app)).split())  # type: ignore[arg-type]  # noqa: E731
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask) and says in words(), says)
    assert pilot.app.screen.query_one("#answer", Input).value == typed


@pytest.mark.parametrize("key", ["a", "s"])
def test_a_list_that_cannot_be_read_is_asked_for_again_with_what_was_typed(wired: Wiring, tmp_path: Path, key: str) -> None:
    """Lost without it: a slip in a path, and the DPO begins again at the first question; `~nobody`, and the app is gone."""
    made = wired.desk().notices.draft(WAITS_FOR_DPO, NoticeKind.COMMUNICATION, "nl", "M. Aydin")
    (tmp_path / "wrong.csv").write_text("name;mail\nAnn;ann@example.org\n", encoding="utf-8")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    if key == "s":
        wired.desk().approving.approve(WAITS_FOR_DPO, made.notice, "S. Kok")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        app.push_screen(ReviewScreen(incident.incident_id, made.notice))
        await on_top(pilot, ReviewScreen)
        await press(pilot, *(["a", "enter"] if key == "a" else ["s"]))
        for typed, says in (
            (str(tmp_path / "gone.csv"), "gone.csv cannot be read"),
            (str(tmp_path / "wrong.csv"), "wrong.csv"),
            ("~nobody-here/list.csv", "a home folder that nobody has"),
        ):
            await answered(pilot, typed)
            await asked_again(pilot, typed, says)
        await answered(pilot, str(tmp_path / "list.csv"))
        said = "for 2 addressees" if key == "a" else "2 letters go out"
        await until(pilot, lambda: said in " ".join(" ".join(seen(app)).split()), said)
        assert isinstance(app.screen, Confirm if key == "a" else Ask)

    walk(wired, WAITS_FOR_DPO, do, size=(120, 40))


def test_a_docx_in_a_home_folder_that_nobody_has_is_asked_for_again(wired: Wiring) -> None:
    """Lost without it: `~nobody`, and the desk is gone in the middle of a review."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "enter", "m", "down", "enter")
        await answered(pilot, "~nobody-here/edited.docx")
        await asked_again(pilot, "~nobody-here/edited.docx", "a home folder that nobody has")

    walk(wired, WAITS_FOR_DPO, do, size=(120, 40))
