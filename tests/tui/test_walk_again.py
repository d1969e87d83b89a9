"""What the walk does at its turns: scope at once and with reasons, questions that insist, approvals, two desks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from breachdesk.domain.planning import StepState
from breachdesk.tui.app import LOOK_FOR_CHANGES_EVERY, DeskApp
from breachdesk.tui.dialogs import Ask, Confirm, Message, Pick
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import (
    UNDER_WAY,
    WAITS_FOR_DPO,
    MovedNow,
    lines_of,
    on_top,
    press,
    rows_of,
    to_row,
    until,
    walk,
    wiring_on,
    write,
)


def test_a_ticked_system_shows_at_once_whom_it_touches_and_each_line_says_why(wired: Wiring) -> None:
    """Lost without it: figures nobody can put a finger on, or that are those of the last save."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "o")
        await on_top(pilot, ScopeScreen)
        await until(pilot, lambda: "unknown until a system is ticked" in lines_of(app, "#totals"), "nothing ticked")
        await to_row(pilot, app.screen.query_one("#systems", RowList), "crm")
        await press(pilot, "space")
        await until(pilot, lambda: "12,000 to 15,780" in lines_of(app, "#totals"), "whom it touches")
        crm = lines_of(app, "#totals")
        assert "nothing saved yet" in crm
        await press(pilot, "tab")
        listing, said = app.screen.query_one("#lines", RowList), {}
        for _ in listing.rows:
            said[listing.current_key] = lines_of(app, "#why")
            await press(pilot, "down")
        from_rows = [why for key, why in said.items() if key.startswith(("group:", "category:", "dataset:", "country:"))]
        assert len(from_rows) > 5
        assert all("fietsgoed.yaml:" in why for why in from_rows)
        await press(pilot, "tab", "space")
        await until(pilot, lambda: lines_of(app, "#totals") != crm, "whom it touches without it")
        assert app.desk.incidents.get(incident.incident_id).scope is None

    walk(wired, UNDER_WAY, do)


def test_a_saved_scope_that_changes_asks_what_changed(wired: Wiring) -> None:
    """Lost without it: a scope that shrank before the filing, and nobody knows why."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "o")
        await to_row(pilot, app.screen.query_one("#systems", RowList), "crm")
        await press(pilot, "space")
        await until(pilot, lambda: "+1 system" in lines_of(app, "#totals"), "what is not saved")
        await press(pilot, "enter")
        await on_top(pilot, Ask)
        await write(pilot, "log")
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is incident, "the incident again")
        saved = app.desk.incidents.get(incident.incident_id).saved_scope
        assert saved is not None
        assert (saved.version, saved.scope.systems, saved.why) == (2, ("crm", "sftp-export"), "log")

    walk(wired, WAITS_FOR_DPO, do)


def test_a_changed_scope_is_not_saved_without_a_word_on_why(wired: Wiring) -> None:
    """Lost without it: enter on an empty line, and the reason is a gap."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "o")
        await to_row(pilot, app.screen.query_one("#systems", RowList), "crm")
        await press(pilot, "space", "enter", "enter")
        await on_top(pilot, Ask)
        saved = app.desk.incidents.get(incident.incident_id).saved_scope
        assert saved is not None
        assert saved.version == 1

    walk(wired, WAITS_FOR_DPO, do)


def test_a_step_is_skipped_only_with_a_reason(wired: Wiring) -> None:
    """Lost without it: a gap in the plan that nobody answers for."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        step = incident.current
        await press(pilot, "s", "enter")
        await on_top(pilot, Ask)
        assert incident.view.plan.step(step).state is StepState.OPEN
        await write(pilot, "done by the host")
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is incident, "the incident again")
        planned = app.desk.overview.case(incident.incident_id).plan.step(step)
        assert planned.state is StepState.SKIPPED
        assert "done by the host" in planned.because

    walk(wired, UNDER_WAY, do)


def test_what_the_house_refuses_comes_back_with_what_was_typed(wired: Wiring) -> None:
    """Lost without it: a reason typed at three in the morning, gone because it was too long."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "s")
        app.screen.query_one("#answer", Input).value = "why " * 200
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Ask) and app.screen._error, "the question again")
        assert app.screen.query_one("#answer", Input).value == "why " * 200
        assert "Shorten it" in app.screen._error

    walk(wired, UNDER_WAY, do)


def _file(wired: Wiring, way: str) -> None:
    there, away = wired.folder / "breachdesk.db", wired.folder / "elsewhere.db"
    there.rename(away) if way == "away" else away.rename(there)


async def _comes_back(pilot: Pilot[Any], app: DeskApp, wired: Wiring, field: str, typed: str, saved: Callable[[], Any]) -> None:
    """Type, save while the workspace cannot be written; then save the very same text when it can."""
    app.screen.query_one(field).focus()
    await write(pilot, typed)
    _file(wired, "away")
    await press(pilot, "ctrl+s")
    await until(pilot, lambda: app.screen.query(field) or isinstance(app.screen, Message), "the question again")
    _file(wired, "back")
    while isinstance(app.screen, Message):
        await press(pilot, "escape")
    value = app.screen.query_one(field)
    assert typed in (value.text if isinstance(value, TextArea) else value.value)  # type: ignore[attr-defined]
    await press(pilot, "ctrl+s")
    await until(pilot, saved, "what was typed, in the store")


def test_an_edited_notice_that_could_not_be_saved_is_in_the_editor_again(wired: Wiring) -> None:
    """Lost without it: an hour of wording, gone because another program held the file for a moment."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await _to_review(pilot, app)
        await press(pilot, "e")

        def saved() -> bool:
            newest = app.desk.incidents.get(incident.incident_id).revisions["notification-nl"][-1]
            return newest.number == 2 and "reworded" in newest.text

        await _comes_back(pilot, app, wired, "#editor", "reworded", saved)

    walk(wired, WAITS_FOR_DPO, do)


def test_an_answer_that_could_not_be_saved_is_in_the_question_again(wired: Wiring) -> None:
    """Lost without it: the account of what happened, typed once and thrown away."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._go("account")
        incident._type("account_en")
        await on_top(pilot, Ask)
        facts = lambda: app.desk.incidents.get(incident.incident_id).facts  # noqa: E731
        await _comes_back(pilot, app, wired, "#answer", "it got in", lambda: facts().is_answered("account_en"))

    walk(wired, UNDER_WAY, do)


def test_an_answer_that_the_house_refuses_is_in_the_question_again(wired: Wiring, folder: Path) -> None:
    """Lost without it: somebody closes the incident meanwhile, and what the other was typing is gone."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        incident._type("account_en")
        (await on_top(pilot, Ask)).query_one("#answer").focus()
        await write(pilot, "it got in")
        wiring_on(folder).desk().incidents.close(UNDER_WAY, "no breach", "J. Vos", "a test")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Ask) and app.screen._error, "the question again")
        assert app.screen.query_one("#answer", TextArea).text == "it got in"

    walk(wired, UNDER_WAY, do)


def test_reasons_for_a_delay_that_could_not_be_saved_are_in_the_question_again(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: the same for what Art. 33(1) wants explained."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        now.at = incident.view.incident.deadline.due_at + timedelta(minutes=1)
        review = await _to_review(pilot, app)
        await press(pilot, "n")
        await _comes_back(pilot, app, wired, "#answer", "no logs", lambda: review.state.revision.number == 2)

    walk(wired, WAITS_FOR_DPO, do)


def test_saving_a_notice_nobody_changed_says_so_and_makes_no_revision(wired: Wiring) -> None:
    """Lost without it: an approval voided by opening the editor and saving."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await _to_review(pilot, app)
        await press(pilot, "e")
        await on_top(pilot, EditScreen)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: app.screen is review, "the review again")
        assert len(app.desk.incidents.get(incident.incident_id).revisions["notification-nl"]) == 1

    walk(wired, WAITS_FOR_DPO, do)


async def _to_review(pilot: Pilot[Any], app: DeskApp) -> ReviewScreen:
    await press(pilot, "d", "enter")
    return await on_top(pilot, ReviewScreen)


def test_the_dpo_is_picked_from_those_named_and_says_yes_to_this_text(wired: Wiring) -> None:
    """Lost without it: an approval by whoever happens to sit there, or of another text."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await _to_review(pilot, app)
        await press(pilot, "a")
        await on_top(pilot, Pick)
        assert [row.key for row in app.screen.query_one("#options", RowList).rows] == ["S. Kok"]
        await press(pilot, "enter")
        assert review.state.revision.sha256[:12] in (await on_top(pilot, Confirm))._consequence
        await press(pilot, "escape")
        assert app.desk.incidents.get(incident.incident_id).approvals == {}
        await press(pilot, "a", "enter", "y")
        await until(pilot, lambda: review.state.approval is not None, "the approval")
        approval = app.desk.incidents.get(incident.incident_id).approvals["notification-nl"]
        assert (approval.by, approval.number) == ("S. Kok", 1)
        assert "approved ✓ S. Kok" in rows_of(app, "#state")

    walk(wired, WAITS_FOR_DPO, do)


def test_who_wrote_a_text_does_not_approve_it(wired: Wiring) -> None:
    """Lost without it: one tired person writes, approves and files, and nobody else has read it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await _to_review(pilot, app)
        await press(pilot, "e")
        app.screen.query_one("#editor", TextArea).text = "Another text.\n"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: len(app.desk.incidents.get(incident.incident_id).revisions["notification-nl"]) == 2)
        await press(pilot, "a", "enter", "y")
        await until(pilot, lambda: isinstance(app.screen, Message), "a message")
        assert app.desk.incidents.get(incident.incident_id).approvals == {}

    walk(wired, WAITS_FOR_DPO, do, actor="S. Kok")


def test_a_late_draft_asks_for_the_reasons_of_the_delay_first(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: a late notification without the reasons that Art. 33(1) wants in it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        now.at = incident.view.incident.deadline.due_at + timedelta(minutes=1)
        review = await _to_review(pilot, app)
        await press(pilot, "n", "ctrl+s")
        assert "reasons for the delay" in (await on_top(pilot, Ask))._question
        await write(pilot, "logs came late")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: review.state.revision.number == 2 and app.screen is review, "the second revision")
        assert "logs came late" in review.state.revision.text

    walk(wired, WAITS_FOR_DPO, do)


def test_a_second_desk_sees_the_first_ones_change_within_its_look(wired: Wiring, folder: Path) -> None:
    """Lost without it: two people at one incident, and one of them reads what stood there an hour ago."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        other = wiring_on(folder).desk()
        before = incident.view.incident.entries
        other.walking.done(UNDER_WAY, incident.current, "J. Vos")
        for _ in range(LOOK_FOR_CHANGES_EVERY):
            app.on_heartbeat()
        await until(pilot, lambda: incident.view.incident.entries == before + 1, "the other's entry")

    walk(wired, UNDER_WAY, do)


@pytest.mark.parametrize("first", ["the other", "this one"])
def test_two_desks_that_act_at_once_overwrite_nothing(first: str, wired: Wiring, folder: Path) -> None:
    """Lost without it: of two notes written in the same minute, one is kept."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        other = wiring_on(folder).desk()
        await press(pilot, "m")
        await write(pilot, "ours")
        if first == "the other":
            other.incidents.note(UNDER_WAY, "theirs", "J. Vos")
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is incident, "the incident again")
        if first == "this one":
            other.incidents.note(UNDER_WAY, "theirs", "J. Vos")
        acts = [entry.act for entry in other.incidents.timeline(UNDER_WAY)]
        assert {"ours", "theirs"} <= {getattr(act, "text", "") for act in acts}
        assert all(line.ok for line in other.health())

    walk(wired, UNDER_WAY, do)


def test_a_text_approved_meanwhile_by_another_is_not_approved_unread(wired: Wiring, folder: Path) -> None:
    """Lost without it: the DPO says yes to revision 1 on the screen, and revision 2 is what is approved."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await _to_review(pilot, app)
        await press(pilot, "a", "enter")
        other = wiring_on(folder).desk()
        text = review.state.revision.text + "\nOne more sentence."
        other.notices.revise(WAITS_FOR_DPO, "notification-nl", "Another subject", text, "J. Vos")
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, Message), "a message")
        assert other.incidents.get(WAITS_FOR_DPO).approvals == {}

    walk(wired, WAITS_FOR_DPO, do)
