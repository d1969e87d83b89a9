"""The notices of an incident: by who reads them, what is asked for first, and a DOCX that goes out and comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from textual.pilot import Pilot

from breachdesk.domain.merge import merge_fields
from breachdesk.domain.terms import NoticeKind
from breachdesk.tui.app import DeskApp
from breachdesk.tui.dialogs import Ask, Message, Pick
from breachdesk.tui.filling_screen import FillingScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.notices_screen import NoticesScreen
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.word_diff_view import WordDiffView
from breachdesk.wiring import Wiring
from tests.tui.reviewed_desk import NOTICE, save_stated
from tests.tui.sample_desk import WAITS_FOR_DPO, on_top, pick, press, rows_of, seen, until, walk, write


def offered(app: DeskApp) -> list[str]:
    """Give what can be picked, by key."""
    return [row.key for row in app.screen.query_one("#options", RowList).rows if row.selectable]


def test_what_the_incident_asks_for_stands_first_with_its_reason_until_it_is_written(wired: Wiring) -> None:
    """Lost without it: twelve kinds in eight languages, and the one letter the law wants now is somewhere among them."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "n")
        await on_top(pilot, Pick)
        before = offered(app)
        wanted = app.desk.notices.wanted(incident.view.incident)
        first = next(w for w in wanted if w.kind is NoticeKind.COMMUNICATION)
        assert before[0] == "wanted:0"
        assert before.index("kind:notification") == len([key for key in before if key.startswith("wanted:")])
        assert f"asked for now: {first.because}" in rows_of(app, "#options")
        await press(pilot, "enter")
        assert "written how?" in (await on_top(pilot, Pick))._question
        await pick(pilot, "alike")
        review = await on_top(pilot, ReviewScreen)
        assert (review.state.revision.kind, review.state.revision.group) == (first.kind, first.group)
        await press(pilot, "escape", "n")
        assert len(offered(app)) == len(before) - 1

    walk(wired, WAITS_FOR_DPO, do)


def test_a_kind_is_chosen_first_then_its_language(wired: Wiring) -> None:
    """Lost without it: a list of ninety lines to find one letter in."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "n")
        await pick(pilot, "kind:press")
        assert "in which language?" in (await on_top(pilot, Pick))._question
        await pick(pilot, "en")
        review = await on_top(pilot, ReviewScreen)
        assert review.state.revision.notice == "press-en"
        await press(pilot, "escape")
        shown = rows_of(app, "#notices")
        assert shown.index("FOR THE AUTHORITY") < shown.index("FOR THE PRESS") < shown.index("Holding statement")

    walk(wired, WAITS_FOR_DPO, do)


@pytest.mark.parametrize(("how", "fields"), [("alike", set()), ("name", {"name"}), ("both", {"name", "data"})])
def test_a_letter_is_written_by_name_or_with_own_data_and_written_anew_in_the_same_way(
    wired: Wiring, how: str, fields: set[str]
) -> None:
    """Lost without it: letters by name are for the command line alone, or the next draft forgets that they were by name."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "n")
        await pick(pilot, "wanted:0")
        await pick(pilot, how)
        review = await on_top(pilot, ReviewScreen)
        assert set(merge_fields(review.state.revision.text)) == fields
        app.desk.walking.answer(WAITS_FOR_DPO, "cause", "human-error", "M. Aydin")
        app.desk.notices.revise(WAITS_FOR_DPO, review.notice, "By hand", f"{review.state.revision.text}\nMore.", "J. Vos")
        await press(pilot, "n")
        await until(pilot, lambda: review.state.revision.number == 3, "the next draft")
        assert set(merge_fields(review.state.revision.text)) == fields

    walk(wired, WAITS_FOR_DPO, do)


def test_what_has_one_wording_for_all_is_written_without_asking_how(wired: Wiring) -> None:
    """Lost without it: a text message that asks for names it has no room for."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "n")
        await pick(pilot, "kind:sms")
        await pick(pilot, "nl")
        while isinstance(app.screen, Pick) and "for whom?" in app.screen._question:
            await press(pilot, "enter")
        assert (await on_top(pilot, ReviewScreen)).state.revision.kind is NoticeKind.SMS

    walk(wired, WAITS_FOR_DPO, do)


def test_f_opens_the_authority_s_form(wired: Wiring) -> None:
    """Lost without it: the form is there, and no key leads to it."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "f")
        form = await on_top(pilot, FillingScreen)
        assert form.filled.form == "nl-ap"
        await press(pilot, "escape")
        await on_top(pilot, NoticesScreen)

    walk(wired, WAITS_FOR_DPO, do)


def test_an_approval_that_holds_no_more_is_not_called_approved(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a green sign on a list, and a refusal when it is filed."""
    wired.desk().approving.approve(WAITS_FOR_DPO, NOTICE, "S. Kok")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d")
        await on_top(pilot, NoticesScreen)
        assert "approved ✓" in rows_of(app, "#notices")
        await press(pilot, "escape")
        _forget_keys(app, monkeypatch)
        await press(pilot, "d")
        await on_top(pilot, NoticesScreen)
        assert "void ⊘" in rows_of(app, "#notices")
        assert "approved" not in rows_of(app, "#notices")

    walk(wired, WAITS_FOR_DPO, do)


def _forget_keys(app: DeskApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.desk.approving, "trust", replace(app.desk.approving.trust, key_of=lambda name: None))


def test_a_withdrawal_asks_why_and_says_why_it_cannot_be(wired: Wiring) -> None:
    """Lost without it: a notification taken back without a reason, or a dead key."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "n")
        await pick(pilot, "kind:withdrawal")
        await pick(pilot, "en")
        assert "Why is the notification taken back?" in (await on_top(pilot, Ask))._question
        await write(pilot, "No breach.")
        await press(pilot, "ctrl+s")
        asked = await on_top(pilot, Ask)
        assert (asked._initial, "was not notified yet" in asked._error) == ("No breach.", True)

    walk(wired, WAITS_FOR_DPO, do)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_notice_says_who_sent_it_back_and_how_many_comments_are_open_at_every_width(
    wired: Wiring, size: tuple[int, int]
) -> None:
    """Lost without it: a list on which everything waits for the DPO, also what the DPO answered."""
    desk = wired.desk()
    desk.reviewing.comment(WAITS_FOR_DPO, NOTICE, 1, 1, "Hm.", "S. Kok")
    desk.reviewing.comment(WAITS_FOR_DPO, NOTICE, 1, 2, "Hm.", "S. Kok")
    desk.reviewing.settle(WAITS_FOR_DPO, "c1", "Done.", "J. Vos")
    desk.reviewing.request_changes(WAITS_FOR_DPO, NOTICE, 1, "Vague.", "S. Kok")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d")
        await on_top(pilot, NoticesScreen)
        shown = "\n".join(seen(app))
        assert "changes asked ↩" in shown
        assert "1 comment open, J. Vos, Tue 24 Nov, 11:00 CET" in shown
        assert "…" not in "".join(line for line in seen(app)[1:6])

    walk(wired, WAITS_FOR_DPO, do, size=size)


def test_a_docx_goes_out_and_what_was_edited_in_it_comes_back_as_the_next_revision(wired: Wiring, folder: Path) -> None:
    """Lost without it: a DPO who lives in a word processor, and a text typed over by hand."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await press(pilot, "d", "enter")
        review = await on_top(pilot, ReviewScreen)
        await press(pilot, "m")
        await pick(pilot, "out")
        await until(pilot, lambda: list((folder / "drafts").glob("*.docx")), "the DOCX")
        (path,) = (folder / "drafts").glob("*.docx")
        await _take_in(pilot, path)
        assert "Nothing was changed" in (await on_top(pilot, Ask))._error
        await press(pilot, "escape", "y")
        _replace(path, "bank accounts", "bank account numbers")
        await _take_in(pilot, path)
        await until(pilot, lambda: review.state.revision.number == 3, "the next revision")
        assert review.state.revision.comes_from == "docx"
        assert "[+account numbers.+]" in review.query_one("#diff", WordDiffView).text

    walk(wired, WAITS_FOR_DPO, do, actor="S. Kok", size=(120, 40))


async def _take_in(pilot: Pilot[Any], path: Path) -> None:
    await press(pilot, "m")
    await pick(pilot, "in")
    asked = await on_top(pilot, Ask)
    asked.query_one("#answer").value = str(path)  # type: ignore[attr-defined]
    await press(pilot, "enter")
    await until(pilot, lambda: pilot.app.screen is not asked or isinstance(pilot.app.screen, Message), "an answer")


def _replace(path: Path, old: str, new: str) -> None:
    document = docx.Document(str(path))
    (run,) = [run for paragraph in document.paragraphs for run in paragraph.runs if old in run.text]
    run.text = run.text.replace(old, new)
    document.save(str(path))
