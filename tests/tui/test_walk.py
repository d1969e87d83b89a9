"""The whole walk by keyboard: from "something is wrong" to one notice filed and one sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.widgets import Input

from breachdesk.domain.planning import StepState
from breachdesk.domain.terms import NoticeKind
from breachdesk.tui.app import DeskApp
from breachdesk.tui.dialogs import Ask, Confirm, Form, Pick
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList
from breachdesk.wiring import Wiring

FIRST_OF = {"likely_consequences": 2, "measures_taken": 2, "measures_planned": 1, "breach_kinds": 1}
ANSWERS = {
    "personal_data": "yes",
    "breach_confirmed": "yes",
    "cause": "malicious-external",
    "attack_route": "stolen-credentials",
    "contained": "yes",
    "identifiability": "direct",
    "exfiltration": "confirmed",
    "exposure": "unknown-people",
    "unintelligible": "no",
    "misuse_seen": "no",
    "reveals_little": "no",
    "high_risk_removed": "no",
    "disproportionate_effort": "no",
}
TEXTS = {"account_nl": "Iemand is binnengekomen.", "account_en": "Somebody got in.", "conclusion": "High risk."}


async def _until(pilot, condition) -> None:  # type: ignore[no-untyped-def]
    for _ in range(1500):
        if condition():
            return
        await pilot.pause(0.02)
    said = getattr(pilot.app.screen, "_text", "") or getattr(pilot.app.screen, "_title_text", "")
    raise AssertionError(f"nothing came of it on {pilot.app.screen}: {said}")


async def _settled(pilot) -> None:  # type: ignore[no-untyped-def]
    saving = [worker for worker in pilot.app.workers if worker.group == "saving"]
    if saving:
        await pilot.app.workers.wait_for_complete(saving)
    await pilot.pause()


async def _choose(pilot, key: str) -> None:  # type: ignore[no-untyped-def]
    """Move the cursor to a line by the arrow keys, and press enter."""
    listing = pilot.app.screen.query_one("#choices", RowList)
    keys = [row.key for row in listing.rows if row.selectable]
    assert key in keys, f"{key} is not among {keys}"
    await pilot.press("home")
    for _ in range(keys.index(key)):
        await pilot.press("down")
    assert listing.current_key == key
    await pilot.press("enter")
    await pilot.pause()
    await _settled(pilot)


async def _type(pilot, text: str, save: str) -> None:  # type: ignore[no-untyped-def]
    await pilot.pause()
    for field in pilot.app.screen.query(Input):
        if field.has_focus:
            field.value = ""
    await pilot.press(*["space" if c == " " else c for c in text], save)
    await pilot.pause()
    await _settled(pilot)


async def _answer_question(pilot, screen: IncidentScreen) -> None:  # type: ignore[no-untyped-def]
    step = screen.planned.step
    for fact in step.facts:
        if screen.view.incident.facts.is_answered(fact):
            continue
        if fact in ANSWERS:
            await _choose(pilot, f"set:{fact}:{ANSWERS[fact]}")
        elif fact in FIRST_OF:
            options = screen.desk.facts()[fact].options[: FIRST_OF[fact]]
            for option in options:
                await _choose(pilot, f"mark:{fact}:{option.id}")
            await _choose(pilot, f"save:{fact}")
        elif fact in TEXTS:
            await _choose(pilot, f"type:{fact}")
            await _type(pilot, TEXTS[fact], "ctrl+s")
        else:
            await _choose(pilot, f"set:{fact}:unknown")


async def _take_step(pilot, screen: IncidentScreen) -> None:  # type: ignore[no-untyped-def]
    step = screen.planned.step
    kind = step.kind.value
    if kind in ("question", "assess"):
        await _answer_question(pilot, screen)
    elif kind in ("task", "guidance", "wait"):
        await _choose(pilot, "done")
    elif kind == "decision":
        await _choose(pilot, "decide:yes")
        await _type(pilot, "people must act", "enter")
    elif kind == "scope":
        await _choose(pilot, "open:scope")
        await _until(pilot, lambda: pilot.app.screen.query("#systems"))
        listing = pilot.app.screen.query_one("#systems", RowList)
        keys = [row.key for row in listing.rows]
        await pilot.press("home", *["down"] * keys.index("crm"), "space", "enter")
        await _settled(pilot)
    elif kind == "draft":
        assert step.notice is not None
        await _choose(pilot, f"draft:{step.notice.value}:nl")
        await _until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await pilot.press("escape")
    elif kind == "review":
        await _choose(pilot, f"review:{step.notice}-nl")
        await _until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await pilot.press("a", "enter")
        await pilot.pause()
        if step.notice is NoticeKind.COMMUNICATION:
            # The demo offers its own list of addressees; the yes covers it.
            await _until(pilot, lambda: isinstance(pilot.app.screen, Ask))
            await pilot.press("enter")
        await _until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await pilot.pause()
        await _settled(pilot)
        await pilot.press("escape")
    elif kind == "file":
        await _choose(pilot, f"review:{NoticeKind.NOTIFICATION.value}-nl")
        await pilot.press("f")
        await _type(pilot, "AP-1", "ctrl+s")
        await pilot.press("escape")
    elif kind == "send":
        await _choose(pilot, f"review:{NoticeKind.COMMUNICATION.value}-nl")
        await pilot.press("s", "enter")
        await _type(pilot, "12", "enter")
        await _until(pilot, lambda: screen.desk.incidents.get(screen.incident_id).handed_over)
        await pilot.press("escape")
    elif kind == "close":
        await _choose(pilot, "close")
        await _type(pilot, "done", "enter")
    await pilot.pause()


async def _walk(folder: Path, size: tuple[int, int]) -> None:
    wiring = Wiring()
    wiring.choose_demo(folder)
    wiring.take_in_sample()
    app = DeskApp(wiring.desk, "M. Aydin", wiring.watch, wiring)
    async with app.run_test(size=size) as pilot:
        await _until(pilot, lambda: app.screen.query("#incidents"))
        await pilot.press("n")
        await _until(pilot, lambda: isinstance(app.screen, Pick))
        await pilot.pause()
        app.screen.query_one("#options", RowList).to_key("customer-data-stolen")
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"copied", "ctrl+s")
        await _until(pilot, lambda: isinstance(app.screen, IncidentScreen))
        screen = app.screen
        assert isinstance(screen, IncidentScreen)
        for _ in range(80):
            await _until(pilot, lambda: app.screen is screen and screen.current)
            if screen.desk.incidents.get(screen.incident_id).closed_at:
                break
            before = screen.desk.incidents.get(screen.incident_id).entries
            if screen.planned.state is not StepState.OPEN:
                await pilot.press("n")
                await pilot.pause()
            await _take_step(pilot, screen)
            await _until(
                pilot, lambda b=before: screen.view.incident.entries > b  # type: ignore[misc]
            )
        incident = screen.desk.incidents.get(screen.incident_id)
        assert incident.closed_at is not None
        assert incident.filings[0].reference == "AP-1"
        assert incident.handed_over["communication-nl"].sent == 12
        assert {a.by for a in incident.approvals.values()} == {"S. Kok"}
    assert len(list((folder / "postbox").glob("*.eml"))) == 12


def test_one_person_walks_from_something_is_wrong_to_filed_and_sent_at_80_columns(tmp_path: Path) -> None:
    """Lost without it: the main job itself, by keyboard alone, on the smallest screen."""
    asyncio.run(_walk(tmp_path / "demo", (80, 24)))
