"""What a reviewer does to a text: comment, settle, send it back, edit it here or in an editor of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.drafting import Revision
from breachdesk.domain.review import PlacedComment
from breachdesk.tui.deskscreen import OneIncidentScreen
from breachdesk.tui.dialogs import Ask, Pick, some_words
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.late_draft import draft_notice, written_again
from breachdesk.tui.outside_edit import edited_outside
from breachdesk.tui.review_reading import Reading
from breachdesk.tui.typed_paths import typed_path

OUT, IN = "out", "in"


class ReviewActs(OneIncidentScreen):
    """Everything short of a yes."""

    def __init__(self, incident_id: str, notice: str) -> None:
        super().__init__(incident_id)
        self.notice = notice
        self.number: int | None = None
        """The revision shown; the newest while None."""

    @property
    def reading(self) -> Reading:
        """The revision shown, with all that stands beside it."""
        raise NotImplementedError

    @property
    def at_paragraph(self) -> int:
        """The paragraph the cursor is in; 0 on the subject."""
        raise NotImplementedError

    def show_newest(self) -> None:
        """Show the newest revision."""
        raise NotImplementedError

    def show_changes(self, saved: Revision) -> None:
        """Show what an edit changed."""
        raise NotImplementedError

    def action_new_draft(self) -> None:
        """Write this notice anew from the facts as they are."""
        draft_notice(self, self.incident, written_again(self.reading.revision), lambda _: self.show_newest())

    # What is said.

    def action_comment(self) -> None:
        """Say something about the paragraph the cursor is in."""
        paragraph, number = self.at_paragraph, self.reading.revision.number
        comment, name, actor = self.desk.reviewing.comment, self.incident_id, self.desk_app.actor
        where = f"paragraph {paragraph}" if paragraph else "the text as a whole"
        hint = "kept with your name; it stays at its paragraph in later revisions"
        save = lambda text: comment(name, self.notice, number, paragraph, text, actor)  # noqa: E731
        self._ask_at_length(f"What about {where}?", hint, save, "comment saved")

    def action_settle(self) -> None:
        """Answer an open comment: that of this paragraph, or one of several."""
        open_ = [one for one in self.reading.comments if one.is_open]
        here = [one for one in open_ if one.paragraph == self.at_paragraph]
        if not open_:
            self.say("No comment is open.")
        elif len(here) == 1 or len(open_) == 1:
            self.settle((here or open_)[0])
        else:
            self._pick_comment(here + [one for one in open_ if one not in here])

    def _pick_comment(self, open_: Sequence[PlacedComment]) -> None:
        by_id = {one.comment.id: one for one in open_}
        options = [(one.comment.id, one.comment.text, f"{one.comment.id}, {one.comment.by}") for one in open_]

        def picked(comment: str | None) -> None:
            if comment is not None:
                self.settle(by_id[comment])

        self.app.push_screen(Pick("Settle which comment?", options, below=True), picked)

    def settle(self, one: PlacedComment) -> None:
        """Ask what came of a comment."""
        said, settle, actor = one.comment, self.desk.reviewing.settle, self.desk_app.actor
        if not one.is_open:
            self.say(f"{said.settled_by} settled it: {said.answer}")
            return
        title = f"{said.by} said: {said.text}\nWhat came of it?"
        hint = "an answer, or what was changed; kept in the record"
        self._ask_at_length(title, hint, lambda text: settle(self.incident_id, said.id, text, actor), "settled")

    def action_request_changes(self) -> None:
        """Send this text back; the next revision answers it."""
        revision, ask, actor = self.reading.revision, self.desk.reviewing.request_changes, self.desk_app.actor
        question = f"What has to change in revision {revision.number}?"
        hint = "nobody can approve it as it is from then on; an approval of it no longer holds"
        self._ask_at_length(
            question,
            hint,
            lambda text: ask(self.incident_id, self.notice, revision.number, text, actor, revision.sha256),
            "sent back",
        )

    def _ask_at_length(self, question: str, hint: str, save: Callable[[str], object], said: str) -> None:
        """Ask for some sentences and save with them; when that is refused, ask again with what was typed."""

        def put(initial: str, error: str) -> None:
            def answered(text: str | None) -> None:
                if text is not None:
                    self.act(lambda: save(text), None, said, lambda sentence: put(text, sentence))

            self.app.push_screen(Ask(question, hint, initial, some_words, True, error), answered)

        put("", "")

    # Another text.

    def action_edit(self) -> None:
        """Edit the text; what comes back is the next revision."""
        revision = self.reading.revision
        self._edit(revision.subject, revision.text, False, "app")

    def _edit(self, subject: str, text: str, unsaved: bool, comes_from: str) -> None:
        def edited(after: tuple[str, str] | None) -> None:
            if after is None:
                return
            if after == (subject, text) and not unsaved:
                self.say("Nothing was changed; this revision stands.")
                return
            self._save(after, comes_from)

        clock = lambda: self.clock_face(self.desk.now())[1]  # noqa: E731
        self.app.push_screen(EditScreen(subject, text, clock, unsaved), edited)

    def _save(self, edited: tuple[str, str], comes_from: str) -> None:
        """Save the next revision; what is refused comes back in the editor here, so that nothing typed is lost."""
        revise, name, actor = self.desk.notices.revise, self.incident_id, self.desk_app.actor

        def again(sentence: str) -> None:
            self._edit(*edited, True, comes_from)
            self.refuse(sentence)

        self.act(lambda: revise(name, self.notice, *edited, actor, comes_from), self.show_changes, refused=again)

    def action_word(self) -> None:
        """Edit in a word processor: write a DOCX, or take an edited one in."""
        options = [
            (OUT, "write a DOCX", "with marks by which each paragraph is known again"),
            (IN, "take an edited DOCX in…", "as the next revision; what stands in its margin becomes comments"),
        ]
        does = {OUT: self._write_docx, IN: self._ask_docx}
        picked = lambda what: does[what]() if what is not None else None  # noqa: E731
        self.app.push_screen(Pick("In a word processor", options, below=True), picked)

    def _write_docx(self) -> None:
        write, revision, reference = self.desk_app.front.write_docx, self.reading.revision, self.incident.reference
        self.act(lambda: write(reference, revision), lambda paths: self.say(f"Written: {paths[0]}"), "")

    def _ask_docx(self) -> None:
        take, reference = self.desk_app.front.take_docx, self.incident.reference
        before = self.reading.state.of

        def taken(made: Revision) -> None:
            if made.number > before:
                self.show_changes(made)
            else:
                self.say("No word was changed; what stood in the margin is kept as comments.")

        save = lambda path: take(reference, self.notice, typed_path(path))  # noqa: E731
        self.ask_and_save("Which edited DOCX?", "its path; it must come from the newest revision", save, taken, "taken in")

    def action_edit_outside(self) -> None:
        """Edit the text in the editor that VISUAL or EDITOR names; what comes back is the next revision."""
        revision = self.reading.revision
        stem = f"{self.incident.reference}-{self.notice}-rev{revision.number}"
        edited = edited_outside(self, stem, revision.subject, revision.text)
        if edited is not None:
            self._save(edited, "editor")
