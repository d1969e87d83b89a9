"""The review screen: where each sentence comes from, what is said of it, what changed, and an editor of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from breachdesk.domain.draft_check import blocking
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.views import FOUR_EYES_OFF
from breachdesk.tui.app import DeskApp
from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.dialogs import Ask, Message, Pick
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.notices_screen import NoticesScreen
from breachdesk.tui.outside_edit import NO_EDITOR, NO_TERMINAL, UNCHANGED
from breachdesk.tui.review_release import key_out
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList
from breachdesk.tui.word_diff_view import WordDiffView
from breachdesk.wiring import Wiring
from tests.tui.reviewed_desk import BY_HAND, CAUSE, NOTICE, PEOPLE, TEXT, cause_changes, edited_by_hand, save_stated
from tests.tui.sample_desk import (
    WAITS_FOR_DPO,
    Do,
    lines_of,
    on_top,
    pick,
    press,
    resized,
    rows_of,
    seen,
    until,
    walk,
    write,
)

WIDE = (120, 40)


async def to_review(pilot: Pilot[Any]) -> ReviewScreen:
    """Open the notice from the incident."""
    await press(pilot, "d", "enter")
    return await on_top(pilot, ReviewScreen)


async def to_sentence(pilot: Pilot[Any], review: ReviewScreen, sentence: str) -> None:
    """Move the cursor to a sentence by the arrow keys."""
    await pilot.press("home")
    for _ in range(30):
        one = review.reading.at(review.cursor)
        if one is not None and one.sentence.text == sentence:
            return
        await press(pilot, "down")
    raise AssertionError(f"no sentence {sentence}")


def look(wired: Wiring, do: Do, size: tuple[int, int] = WIDE, actor: str = "S. Kok") -> None:
    """Look at the notice under review."""
    walk(wired, WAITS_FOR_DPO, do, actor=actor, size=size)


# --- where it comes from --------------------------------------------------------------------------------


def test_the_side_follows_the_cursor_from_sentence_to_sentence(wired: Wiring) -> None:
    """Lost without it: the one screen on which a DPO can put a finger on a figure and see its source."""
    edited_by_hand(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await to_sentence(pilot, review, CAUSE)
        said = rows_of(app, "#state")
        assert "cause of the breach: a deliberate attack from outside" in said
        assert "J. Vos; report of the hosting provider, Tue 24 Nov, 11:00 CET" in said
        await press(pilot, "down")
        assert "written by J. Vos in revision 3, no fact behind it" in rows_of(app, "#state")
        await to_sentence(pilot, review, PEOPLE)
        assert "fietsgoed.yaml:" in rows_of(app, "#state")

    look(wired, do)


@pytest.mark.parametrize("size", [(80, 24), WIDE])
def test_a_sentence_whose_fact_changed_carries_a_sign_and_says_what_was_and_is(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: a corrected answer, and the old one still goes to the authority."""
    save_stated(wired.desk())
    cause_changes(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await to_sentence(pilot, review, CAUSE)
        line = next(line for line in seen(app) if CAUSE in line)
        assert line.lstrip().startswith("▸!")
        assert not any(PEOPLE in line and "!" in line.partition(PEOPLE)[0] for line in seen(app))
        said = " ".join(rows_of(app, "#state").split())
        assert "! changed since: was a deliberate attack from outside, now a human mistake" in said
        assert "1 sentence is out of date" in said
        if review.is_narrow:
            assert "! changed since" in lines_of(app, "#brief")
            assert "! 1 out of date" in lines_of(app, "#brief")

    look(wired, do, size)


def test_at_80_columns_the_side_takes_the_text_s_place_on_a_key_and_gives_it_back(wired: Wiring) -> None:
    """Lost without it: on a small window nobody sees what is open, or cannot get back to the text."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        assert any(PEOPLE in line for line in seen(app))
        await press(pilot, "tab")
        assert not any(PEOPLE in line for line in seen(app))
        assert any("THE SUBJECT" in line for line in seen(app))
        assert review.query_one("#state", RowList).has_focus
        await press(pilot, "tab")
        assert review.query_one("#text", RowList).has_focus
        assert any(PEOPLE in line for line in seen(app))
        await resized(pilot, *WIDE)
        assert any(PEOPLE in line for line in seen(app))
        assert any("THE SUBJECT" in line for line in seen(app))

    look(wired, do, (80, 24))


def test_brackets_go_by_paragraph_and_back_to_the_beginning_of_one(wired: Wiring) -> None:
    """Lost without it: a notice of sixty paragraphs, read with the arrow keys alone."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        at = []
        for key in ("right_square_bracket",) * 4 + ("left_square_bracket",) * 2:
            await press(pilot, key)
            at.append(review.at_paragraph)
        assert at == [1, 2, 3, 4, 3, 2]
        await press(pilot, "down")
        assert (review.at_paragraph, review.cursor) == (2, "2")
        await press(pilot, "left_square_bracket")
        assert (review.at_paragraph, review.cursor) == (2, "1")

    look(wired, do)


def test_enter_on_a_sentence_leads_to_the_question_it_comes_from(wired: Wiring) -> None:
    """Lost without it: a wrong figure is seen, and the way to the answer behind it is not."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await to_sentence(pilot, review, CAUSE)
        await press(pilot, "enter")
        await pick(pilot, "cause")
        await until(pilot, lambda: app.screen is incident, "the incident")
        assert "cause" in incident.planned.step.facts

    look(wired, do)


def test_a_remark_without_a_question_leads_to_the_paragraph_it_is_about(wired: Wiring) -> None:
    """Lost without it: 'a sentence without a fact', and sixty paragraphs to look for it."""
    edited_by_hand(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        at, remark = next((at, r) for at, r in enumerate(review.reading.remarks) if not r.fact and r.paragraph)
        await press(pilot, "tab")
        review.query_one("#state", RowList).to_key(f"open:{at}")
        await press(pilot, "enter")
        assert review.query_one("#text", RowList).has_focus
        assert review.at_paragraph == remark.paragraph

    look(wired, do)


# --- what is said ---------------------------------------------------------------------------------------


def test_a_comment_is_made_where_the_cursor_is_and_settled_by_its_author_s_answer(wired: Wiring) -> None:
    """Lost without it: a review that happens in mails beside the record."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await to_sentence(pilot, review, PEOPLE)
        await press(pilot, "c")
        await on_top(pilot, Ask)
        await write(pilot, "Which people?")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: review.reading.comments, "the comment")
        assert review.reading.comments[0].paragraph == 4
        assert any(PEOPLE in line and "c" in line.partition(PEOPLE)[0] for line in seen(app))
        assert "open ◷ c1: Which people?" in rows_of(app, "#state")
        await press(pilot, "t")
        assert "S. Kok said: Which people?" in (await on_top(pilot, Ask))._question
        await write(pilot, "Named them.")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: not review.reading.comments[0].is_open, "it settled")
        assert "settled ✓ c1: Which people?" in rows_of(app, "#state")
        assert "S. Kok: Named them." in rows_of(app, "#state")

    look(wired, do)


def test_a_comment_that_is_refused_comes_back_with_what_was_typed(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a page of remarks, gone because the workspace was busy."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await to_review(pilot)
        await press(pilot, "c")
        await write(pilot, "Too vague.")
        desk = app.desk
        desk.incidents.close(incident.incident_id, "Done.", "S. Kok", "for the test")
        await press(pilot, "ctrl+s")
        asked = await on_top(pilot, Ask)
        assert (asked._initial, "is closed" in asked._error) == ("Too vague.", True)

    look(wired, do)


def test_of_several_open_comments_one_is_picked_to_settle_those_here_first(wired: Wiring) -> None:
    """Lost without it: an answer to one question recorded under another."""
    desk = wired.desk()
    save_stated(desk)
    for paragraph, text in ((2, "First."), (4, "Second."), (4, "Third.")):
        desk.reviewing.comment(WAITS_FOR_DPO, NOTICE, 2, paragraph, text, "S. Kok")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await to_sentence(pilot, review, PEOPLE)
        await press(pilot, "t")
        listing = (await on_top(pilot, Pick)).query_one("#options", RowList)
        assert [row.key for row in listing.rows if row.selectable] == ["c2", "c3", "c1"]
        await pick(pilot, "c3")
        assert "Third." in (await on_top(pilot, Ask))._question

    look(wired, do)


def test_a_text_that_was_sent_back_says_so_and_cannot_be_approved(wired: Wiring) -> None:
    """Lost without it: a DPO's no that the next DPO does not see."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await press(pilot, "r")
        await write(pilot, "Too vague.")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: review.state.changes_asked, "the request")
        assert "changes asked ↩" in seen(app)[0]
        assert "Too vague." in rows_of(app, "#state")
        await press(pilot, "a", "enter", "y")
        assert "asked for changes in revision 2" in (await on_top(pilot, Message))._text
        await press(pilot, "escape", "escape")
        await on_top(pilot, NoticesScreen)
        assert "changes asked ↩" in rows_of(app, "#notices")

    look(wired, do)


# --- the yes --------------------------------------------------------------------------------------------


def test_an_approval_shows_its_key_and_whether_it_still_holds(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: 'approved' on the screen of the person who files, after the key behind it was taken away."""
    wired.desk().approving.approve(WAITS_FOR_DPO, NOTICE, "S. Kok")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        signature = review.state.approval and review.state.approval.signature
        assert signature is not None
        said = rows_of(app, "#state")
        assert f"signed with {signature.fingerprint}, a key made here" in said
        assert ("approved ✓ S. Kok" in said, "holds ✓" in said) == (True, True)
        assert "approved ✓" in seen(app)[0]
        await press(pilot, "escape")
        desk = app.desk
        monkeypatch.setattr(desk.approving, "trust", replace(desk.approving.trust, key_of=lambda name: None))
        await press(pilot, "enter")
        said = rows_of(app, "#state")
        assert "approved, but void ⊘ S. Kok" in said
        assert f"! holds no more: {desk.approving.why_void(review.incident, review.incident.approvals[NOTICE])}" in said
        assert "holds ✓" not in said
        assert "approved, but void ⊘" in seen(app)[0]

    look(wired, do)


def test_each_kind_leaves_the_house_by_one_key() -> None:
    """Lost without it: a withdrawal that the screen will not file, an SMS that is said to go to the authority."""
    out = {kind.value: key_out(kind) for kind in NoticeKind}
    assert {kind for kind, key in out.items() if key == "f"} == {"notification", "withdrawal"}
    assert {kind for kind, key in out.items() if key == "s"} == {"communication"}
    assert set(out.values()) == {"f", "s", "x"}


def test_the_key_line_begins_with_what_comes_next(wired: Wiring) -> None:
    """Lost without it: at the step that says `file it`, a foot that offers another yes and not the filing."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        keys = (await to_review(pilot)).query_one("#keys", KeyLine)
        assert keys.shown_pairs(80)[0] == ("a", "approve…")
        await press(pilot, "a", "enter", "y")
        await until(pilot, lambda: keys.shown_pairs(80)[0] == ("f", "file…"), "the way out")
        await press(pilot, "a")
        assert isinstance(app.screen, ReviewScreen), "asked to approve once more what is approved"
        app.desk.approving.file(WAITS_FOR_DPO, NOTICE, "AP-1", "R. Vos")
        await press(pilot, "escape", "enter")
        keys = (await on_top(pilot, ReviewScreen)).query_one("#keys", KeyLine)
        assert keys.shown_pairs(80)[0] == ("x", "export")

    look(wired, do, size=(80, 24))


@pytest.mark.parametrize("size", [(80, 24), WIDE])
@pytest.mark.parametrize("off", [True, False])
def test_the_review_says_that_four_eyes_is_off(
    wired: Wiring, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], off: bool
) -> None:
    """Lost without it: a house of one switched it off, and the second person there does not know."""

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        approving = app.desk.approving
        monkeypatch.setattr(approving, "trust", replace(approving.trust, four_eyes=not off))
        await to_review(pilot)
        assert (f"! {FOUR_EYES_OFF}" in rows_of(app, "#state")) is off
        assert any("! four-eyes" in line for line in seen(app)) is off

    look(wired, do, size)


def test_what_blocks_is_said_at_once_and_nobody_is_asked_to_sign(wired: Wiring) -> None:
    """Lost without it: three questions answered, and then the refusal."""
    save_stated(wired.desk(), f"{TEXT}\nTODO: ask the hosting provider.\n")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        blocks = blocking(review.reading.remarks)
        assert blocks
        await press(pilot, "a")
        said = (await on_top(pilot, Message))._text
        assert "Revision 2 cannot be approved yet:" in said
        assert f"⊘ {blocks[0].says}" in said
        await press(pilot, "escape")
        assert app.screen is review

    look(wired, do)


# --- what changed ---------------------------------------------------------------------------------------


def test_d_shows_the_words_that_changed_and_escape_goes_back_to_the_text(wired: Wiring) -> None:
    """Lost without it: a DPO who read revision 2 reads all of revision 3 again."""
    edited_by_hand(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        await press(pilot, "d")
        shown = review.query_one("#diff", WordDiffView).text
        assert "[-keep you informed.-] [+are very sorry for this.+]" in " ".join(shown.split())
        assert "unchanged paragraph" in shown
        assert any("[+are" in line for line in seen(app))
        await press(pilot, "escape")
        assert app.screen is review
        assert any(BY_HAND in line for line in seen(app))
        await press(pilot, "D")
        await pick(pilot, "1")
        assert review.comparing == 1
        assert "Revision 1 → 3" in review.query_one("#diff", WordDiffView).text

    look(wired, do)


def test_the_side_counts_what_changed_since_the_revision_before(wired: Wiring) -> None:
    """Lost without it: whether a revision is a comma or another story is seen only after reading it."""
    edited_by_hand(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await to_review(pilot)
        assert "SINCE REVISION 2\n+5 −3 words in 1 paragraph" in rows_of(app, "#state")

    look(wired, do)


# --- an editor of one's own -----------------------------------------------------------------------------


@contextmanager
def editor(app: DeskApp, monkeypatch: pytest.MonkeyPatch, leaves: str | Exception, named: bool = True) -> Iterator[list[str]]:
    """Let an editor leave something, on a terminal that can be handed over."""
    given: list[str] = []

    def edit(stem: str, text: str) -> str:
        given.append(text)
        if isinstance(leaves, Exception):
            raise leaves
        return leaves or text

    monkeypatch.setattr(type(app.front), "outside_editor", lambda self: ("vi",) if named else ())
    monkeypatch.setattr(type(app.front), "edit_outside", lambda self, stem, text: edit(stem, text))
    monkeypatch.setattr(type(app._driver), "can_suspend", True)
    yield given


def test_what_an_own_editor_leaves_is_the_next_revision_and_its_changes_are_shown(
    wired: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost without it: a DPO's own editor whose work is not kept, or not seen to be what it is."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        with editor(app, monkeypatch, f"Subject: Breach\n\n{TEXT.replace('12,000', '13,000')}") as given:
            await press(pilot, "E")
            await until(pilot, lambda: review.state.revision.number == 3, "the next revision")
        saved = review.state.revision
        assert given == [f"Subject: Breach at Fietsgoed\n\n{TEXT}"]
        assert (saved.subject, saved.comes_from, saved.author) == ("Breach", "editor", "S. Kok")
        assert (review.comparing, "[+13,000+]" in review.query_one("#diff", WordDiffView).text) == (2, True)

    look(wired, do)


@pytest.mark.parametrize(
    ("leaves", "named", "says"),
    [
        (NotAllowed("The editor 'vi' ended with 3, so nothing was saved."), True, "ended with 3"),
        ("anything", False, NO_EDITOR),
    ],
)
def test_an_editor_that_fails_or_is_not_named_says_so_and_saves_nothing(
    wired: Wiring, monkeypatch: pytest.MonkeyPatch, leaves: str | Exception, named: bool, says: str
) -> None:
    """Lost without it: a screen that stays silent after a crash of somebody else's program."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        with editor(app, monkeypatch, leaves, named):
            await press(pilot, "E")
            assert says in (await on_top(pilot, Message))._text
        assert review.state.revision.number == 2

    look(wired, do)


def test_an_editor_that_changes_nothing_makes_no_revision(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: looking at a text in one's own editor voids its approval."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        said: list[str] = []
        app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        with editor(app, monkeypatch, ""):
            await press(pilot, "E")
        assert (UNCHANGED in said, review.state.revision.number) == (True, 2)

    look(wired, do)


def test_without_a_terminal_to_hand_over_the_own_editor_is_refused(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a desk in a browser starts an editor on the server's own terminal."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await to_review(pilot)
        with editor(app, monkeypatch, "anything") as given:
            monkeypatch.setattr(type(app._driver), "can_suspend", False)
            await press(pilot, "E")
            assert (await on_top(pilot, Message))._text == NO_TERMINAL
        assert given == []

    look(wired, do)


def test_an_edit_that_cannot_be_saved_is_not_lost(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: an hour in one's own editor, refused, and the file is gone already."""
    save_stated(wired.desk())

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await to_review(pilot)
        long = "x" * 60_001
        with editor(app, monkeypatch, f"Subject: Breach\n\n{long}"):
            await press(pilot, "E")
            await on_top(pilot, Message)
        await press(pilot, "escape")
        assert long in str((await on_top(pilot, EditScreen))._before)

    look(wired, do)


# --- long and hostile -----------------------------------------------------------------------------------


def test_a_sentence_is_split_and_compared_once_and_not_at_every_key(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a notice of sixty thousand characters that crawls under the cursor."""
    desk = wired.desk()
    long = "".join(f"Paragraph {n} says that a file was copied. Nobody opened it.\n\n" for n in range(900))
    save_stated(desk, long)
    desk.notices.revise(WAITS_FOR_DPO, NOTICE, "S", long.replace("copied", "read"), "J. Vos")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        review = await to_review(pilot)
        before = review.reading
        keys = ("down", "pagedown", "right_square_bracket", "end", "up", "d", "d", "tab", "tab")
        calls: list[str] = []
        reviewing = type(app.desk.reviewing)
        for name in ("sentence_sources", "words_between", "comments_of"):
            monkeypatch.setattr(reviewing, name, lambda *_, name=name: calls.append(name))
        await press(pilot, *keys)
        assert (calls, review.reading is before) == ([], True)
        assert len(review.query_one("#text", RowList).rows) > 1800

    look(wired, do)


def test_hostile_texts_are_drawn_as_they_stand_in_every_part(wired: Wiring) -> None:
    """Lost without it: a comment that runs an action when clicked, or ends the app."""
    desk = wired.desk()
    odd = "[@click=app.quit]x[/] a [/ \\[b"
    save_stated(desk, f"{odd} stands here.\n\nMore.\n", odd)
    desk.notices.revise(WAITS_FOR_DPO, NOTICE, odd, f"{odd} stands there.\n\nMore.\n", "J. Vos")
    desk.reviewing.comment(WAITS_FOR_DPO, NOTICE, 3, 1, f"{odd} said", "S. Kok")
    desk.reviewing.request_changes(WAITS_FOR_DPO, NOTICE, 3, f"{odd} asked", "S. Kok")

    async def do(pilot: Pilot[Any], app: DeskApp, incident: IncidentScreen) -> None:
        await to_review(pilot)
        await press(pilot, "down")
        shown = "\n".join(seen(app))
        assert f"{odd} stands there." in shown
        assert "[@click=app.quit]x[/] a [/" in rows_of(app, "#state")
        await press(pilot, "t")
        assert odd in "\n".join(seen(app))
        await press(pilot, "escape", "d")
        assert odd in " ".join(app.screen.query_one("#diff", WordDiffView).text.split())
        links = {s.style.meta.get("@click") for strip in app.screen._compositor.render_strips() for s in strip if s.style}
        assert links <= {None}

    look(wired, do)


def test_no_editor_file_stays_in_the_workspace(wired: Wiring, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: the real front, whose way through the file system no stand-in walks."""
    monkeypatch.setenv("VISUAL", "sh -c 'printf More >> \"$0\"'")
    assert wired.edit_outside("x", "Old. ") == "Old. More"
    assert list((folder / "drafts").rglob("*.md")) == []
    monkeypatch.setenv("VISUAL", "false")
    with pytest.raises(NotAllowed, match="'false' ended with 1"):
        wired.edit_outside("x", "Old.")
