"""Review: exactly the text that would go out, sentence by sentence, what each rests on, what is said of it, and the yes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from breachdesk.domain.drafting import LATE_REASONS, Revision
from breachdesk.services.faces import Face
from breachdesk.services.notices import NoticeState
from breachdesk.services.source_words import said_by
from breachdesk.services.views import clock_line
from breachdesk.tui.actions import key_pairs
from breachdesk.tui.assessment_screen import ToStep
from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.deskscreen import bindings_of
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.fact_question import Again, ask_fact
from breachdesk.tui.phrases import notice_title
from breachdesk.tui.review_reading import SUBJECT, Comparisons, Reading, read
from breachdesk.tui.review_release import ReviewRelease, key_out
from breachdesk.tui.review_rows import COMMENT, ELSEWHERE, OPEN, SOURCE, brief_lines, gathered, next_of, side_rows, state_face
from breachdesk.tui.row_list import RowList, TextPane
from breachdesk.tui.word_diff_view import WordDiffView

NOT_A_QUESTION = {
    "incident": "This stands in the incident itself; from the plan, c corrects when you became aware.",
    "inventory": "This stands in the inventory; change it there and import it again.",
    "decision": "This is a decision; its step in the plan takes another one.",
}
"""What to do about a source that no question asks for, by what stands before its colon."""


class ReviewScreen(ReviewRelease):
    """One revision of one notice."""

    KIND = "review"
    ROWS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("review")

    def __init__(self, incident_id: str, notice: str, to_step: ToStep | None = None) -> None:
        """Args: to_step: Leaves this screen for a step of the plan; without it, questions are asked here."""
        super().__init__(incident_id, notice)
        self.comparing: int | None = None
        """The older revision that the one shown is compared with."""

        self._to_step = to_step
        self._compared = Comparisons(notice)
        self._reading: tuple[tuple[int, int | None], Reading] | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Give the text, and beside it what stands behind it; at 80 columns a few lines of that below."""
        with Horizontal(id="body"):
            yield RowList(id="text", rests=True, wraps=True)
            yield WordDiffView(id="diff")
            yield RowList(id="state", wraps=True)
        yield TextPane(id="brief")

    def on_mount(self) -> None:
        """Start with the text."""
        super().on_mount()
        self.query_one("#text", RowList).focus()

    @property
    def reading(self) -> Reading:
        """The revision shown, with all that stands beside it."""
        key = self.incident.entries, self.number
        if self._reading is None or self._reading[0] != key:
            self._reading = key, read(self.desk, self.incident, self.notice, self.number, self._compared)
        return self._reading[1]

    @property
    def state(self) -> NoticeState:
        """What a reviewer needs to know about the revision shown."""
        return self.reading.state

    @property
    def cursor(self) -> str:
        """The row of the text the cursor is on."""
        return self.query_one("#text", RowList).current_key or SUBJECT

    @property
    def at_paragraph(self) -> int:
        """The paragraph the cursor is in; 0 on the subject."""
        return self.reading.paragraph_of(self.cursor)

    def show(self) -> None:
        """Show the revision."""
        self.query_one("#text", RowList).set_rows(self.reading.rows)
        if self.comparing is not None and self.comparing >= self.state.revision.number:
            self.comparing = None
        if self.comparing is not None:
            diff = self._compared.between(self.desk, self.incident, self.comparing, self.state.revision.number)
            self.query_one("#diff", WordDiffView).set_diff(diff)
        self.set_class(self.comparing is not None, "-comparing")
        self.query_one("#keys", KeyLine).set_pairs(self._keys())
        self._show_side(self.cursor)

    def _keys(self) -> list[tuple[str, str]]:
        """Give the keys with the next one first: the yes, and once there is one the way out, until it went."""
        state = self.state
        went = any((filed.notice, filed.number) == (self.notice, state.revision.number) for filed in self.incident.filings)
        holds = state.approval is not None and not self.reading.why_void
        first = "x" if went else key_out(state.revision.kind) if holds else "a"
        return sorted(key_pairs(self.KIND, self.in_drill), key=lambda pair: pair[0] != first)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the revision and where it stands, and how long there is."""
        title = notice_title(self.state)
        if not self.is_narrow:
            title = f"{title} · {state_face(self.reading)}"
        return title, clock_line(self.incident, now, True)

    def show_newest(self) -> None:
        """Show the newest revision."""
        self.number, self.comparing = None, None
        self.reload()
        self.query_one("#text", RowList).focus()

    def show_changes(self, saved: Revision) -> None:
        """Show what an edit changed."""
        self.number, self.comparing = None, saved.number - 1
        self.reload()
        self.query_one("#diff", WordDiffView).focus()

    def _show_side(self, key: str) -> None:
        self.query_one("#state", RowList).set_rows(side_rows(self.reading, key))
        lines = brief_lines(self.reading, key)
        self.query_one("#brief", TextPane).set_lines([(line.text, line.tone) for line in lines])

    @on(RowList.Highlighted, "#text")
    def come_to(self, event: RowList.Highlighted) -> None:
        """Say what stands behind the sentence the cursor came to."""
        self._show_side(event.key)

    # Where to go from here.

    @on(RowList.Chosen, "#text")
    def whence(self, event: RowList.Chosen) -> None:
        """Ask which of the sentence's facts to go to."""
        one, zone = self.reading.at(event.key), self.incident.zone
        if one is None or not one.sources:
            self.say("No fact stands behind this; c comments on it, e edits it.")
            return
        options = [
            (s.id, f"{s.label}: {s.then}", f"{said_by(s, zone)}{f'; now {s.now}' if s.is_changed else ''}") for s in one.sources
        ]

        def picked(fact: str | None) -> None:
            if fact is not None:
                self._find_out(fact)

        self.app.push_screen(Pick("This sentence comes from; enter goes to the question", options, below=True), picked)

    @on(RowList.Chosen, "#state")
    def follow(self, event: RowList.Chosen) -> None:
        """Go where a line of the side leads: a question, a comment, a paragraph."""
        kind, _, rest = event.key.partition(":")
        leads = {SOURCE: self._find_out, OPEN: self._about_remark, COMMENT: self._about_comment, ELSEWHERE: self._to_comment}
        leads[f"{kind}:"](rest)

    def _about_remark(self, place: str) -> None:
        same = gathered(self.reading.remarks)[int(place)]
        if same[0].fact:
            self._find_out(same[0].fact)
        else:
            self._to_paragraph(next_of(same, self.at_paragraph))

    def _about_comment(self, comment: str) -> None:
        self.settle(next(one for one in self.reading.comments if one.comment.id == comment))

    def _to_comment(self, comment: str) -> None:
        one = next(one for one in self.reading.comments if one.comment.id == comment)
        if one.paragraph is None:
            self.settle(one)
        else:
            self._to_paragraph(one.paragraph)

    def _to_paragraph(self, paragraph: int) -> None:
        text = self.query_one("#text", RowList)
        self.comparing = None
        self.set_class(False, "-comparing", "-folded-out")
        text.focus()
        text.to_key(self.reading.first_of(paragraph))

    def _find_out(self, fact: str) -> None:
        """Go to the step that asks for a fact; where none does, ask here."""
        if ":" in fact:
            self.say(NOT_A_QUESTION.get(fact.partition(":")[0], "No question asks for this."))
            return
        if fact == LATE_REASONS:
            self.say("n drafts it again, and asks for the reasons of the delay.")
            return
        view = self.desk.overview.case(self.incident_id)
        step = view.plan.asking(fact)
        if step is not None and self._to_step is not None:
            self._to_step(step.step.id)
            return
        definition, answer, actor = self.desk.facts_of(view.incident).get(fact), self.desk.walking.answer, self.desk_app.actor
        if definition is None:
            self.say("No question asks for this.")
            return

        def save(text: str, again: Again) -> None:
            self.act(lambda: answer(self.incident_id, fact, text, actor), refused=again)

        known = view.incident.facts.get(fact)
        ask_fact(self, definition, known, self.incident.zone, view.inventory, save, incident=view.incident)

    # What keys do.

    def action_back(self) -> None:
        """Close the comparison, else go back."""
        if self.comparing is not None:
            self._compare(None)
        else:
            super().action_back()

    def action_other_side(self) -> None:
        """Move between the text and what stands behind it; at 80 columns that takes the room of the text."""
        state = self.query_one("#state", RowList)
        to_side = not state.has_focus
        self.set_class(to_side and self.is_narrow, "-folded-out")
        (state if to_side else self._left).focus()

    @property
    def _left(self) -> Widget:
        return self.query_one("#diff" if self.comparing is not None else "#text")

    def action_paragraph_up(self) -> None:
        """Go to the paragraph before."""
        self._by_paragraph(-1)

    def action_paragraph_down(self) -> None:
        """Go to the next paragraph."""
        self._by_paragraph(1)

    def _by_paragraph(self, by: int) -> None:
        self.query_one("#text", RowList).to_key(self.reading.paragraph_beside(self.cursor, by))

    def action_diff(self) -> None:
        """Show or hide what changed since the revision before."""
        number = self.state.revision.number
        if self.comparing is not None:
            self._compare(None)
        elif number == 1:
            self.say("This is the first revision; there is nothing to compare it with.")
        else:
            self._compare(number - 1)

    def action_diff_with(self) -> None:
        """Ask which older revision to compare with."""
        number = self.state.revision.number
        older = self.incident.revisions[self.notice][: number - 1]
        if not older:
            self.say("This is the first revision; there is nothing to compare it with.")
            return
        options = [(str(r.number), f"revision {r.number}", f"{r.author}: {r.subject}") for r in reversed(older)]

        def picked(chosen: str | None) -> None:
            if chosen is not None:
                self._compare(int(chosen))

        self.app.push_screen(Pick(f"Compare revision {number} with which?", options), picked)

    def _compare(self, older: int | None) -> None:
        self.comparing = older
        self.set_class(False, "-folded-out")
        self.reload()
        self._left.focus()

    def action_older(self) -> None:
        """Show the revision before."""
        self._move(-1)

    def action_newer(self) -> None:
        """Show the revision after."""
        self._move(1)

    def _move(self, by: int) -> None:
        state = self.state
        wanted = min(state.of, max(1, state.revision.number + by))
        self.number = None if wanted == state.of else wanted
        self.reload()
        self.tick(self.desk.now())
