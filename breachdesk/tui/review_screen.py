"""Review: exactly the text that would go out, what it still misses, and the yes that binds to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.faces import Face
from breachdesk.services.notices import NoticeState
from breachdesk.services.outbox import SendingReport
from breachdesk.services.times import read_instant
from breachdesk.services.views import clock_line
from breachdesk.tui.approval_acts import ask_approval
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Ask, Field, Form, some_words
from breachdesk.tui.edit_screen import EditScreen
from breachdesk.tui.late_draft import draft_notice
from breachdesk.tui.phrases import diff_lines, notice_title, review_lines
from breachdesk.tui.row_list import TextPane


class ReviewScreen(OneIncidentScreen):
    """One revision of one notice."""

    KIND = "review"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("review")

    def __init__(self, incident_id: str, notice: str) -> None:
        super().__init__(incident_id)
        self.notice = notice
        self.number: int | None = None
        """The revision shown; the newest while None."""

        self.comparing = False
        self._state: tuple[tuple[int, int | None], NoticeState] | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Give the text, and beside it its state."""
        with Horizontal(id="body"):
            yield TextPane(id="text")
            yield TextPane(id="state")

    def on_mount(self) -> None:
        """Start with the text."""
        super().on_mount()
        self.query_one("#text", TextPane).focus()

    @property
    def state(self) -> NoticeState:
        """What a reviewer needs to know about the revision shown."""
        if self._state is None or self._state[0] != (self.incident.entries, self.number):
            found = self.desk.notices.state(self.incident, self.notice, self.number)
            self._state = (self.incident.entries, self.number), found
        return self._state[1]

    def show(self) -> None:
        """Show the revision."""
        state, incident = self.state, self.incident
        lines = [(line.text, line.tone) for line in review_lines(state, incident, self.desk.approving.four_eyes)]
        self.query_one("#state", TextPane).set_lines(lines)
        self.query_one("#text", TextPane).set_lines(self._text(state, incident))

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the revision, and how long there is."""
        return notice_title(self.state), clock_line(self.incident, now, True)

    def show_newest(self) -> None:
        """Show the newest revision from its beginning."""
        self.number, self.comparing = None, False
        self.reload()

    def _text(self, state: NoticeState, incident: Incident) -> list[tuple[str, str]]:
        revision = state.revision
        if self.comparing and revision.number > 1:
            found = self.desk.notices.diff(incident, self.notice, revision.number - 1, revision.number)
            return [(line.text, line.tone) for line in diff_lines(found)]
        body = [(line, "accent" if line.startswith("#") else "calm") for line in revision.text.splitlines()]
        return [(f"Subject: {revision.subject}", "accent"), ("", "calm"), *body]

    def action_diff(self) -> None:
        """Show or hide what changed since the revision before."""
        if self.state.revision.number == 1:
            self.say("This is the first revision; there is nothing to compare it with.")
            return
        self.comparing = not self.comparing
        self.reload()

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

    def action_new_draft(self) -> None:
        """Write this notice anew from the facts as they are."""
        revision = self.state.revision
        draft_notice(self, self.incident, revision.kind, revision.language, lambda _: self.show_newest())

    def action_edit(self) -> None:
        """Edit the text; what comes back is the next revision."""
        revision = self.state.revision
        self._edit(revision.subject, revision.text, False)

    def _edit(self, subject: str, text: str, unsaved: bool) -> None:
        notices, name, actor = self.desk.notices, self.incident_id, self.desk_app.actor

        def save(edited: tuple[str, str] | None) -> None:
            if edited is None:
                return
            if edited == (subject, text) and not unsaved:
                self.say("Nothing was changed; this revision stands.")
                return

            def again(sentence: str) -> None:
                self._edit(*edited, True)
                self.refuse(sentence)

            self.act(lambda: notices.revise(name, self.notice, *edited, actor), lambda _: self.show_newest(), refused=again)

        clock = lambda: self.clock_face(self.desk.now())[1]  # noqa: E731
        self.app.push_screen(EditScreen(subject, text, clock, unsaved), save)

    def action_approve(self) -> None:
        """Ask which DPO says yes, say what it means, and bind the yes to this text."""
        ask_approval(self, lambda: self.state)

    def action_withdraw(self) -> None:
        """Take back the approval."""
        withdraw, name, actor = self.desk.approving.withdraw, self.incident_id, self.desk_app.actor
        question = "Why is the approval taken back?"
        save = lambda text: withdraw(name, self.notice, text, actor)  # noqa: E731
        self.ask_and_save(question, "kept in the record", save, None, "approval withdrawn")

    def action_export(self) -> None:
        """Write the revision as files."""
        export = self.desk_app.front.export_notice
        revision, reference = self.state.revision, self.incident.reference
        if self.state.approval is not None:
            void = self.desk.approving.why_void(self.incident, self.state.approval)
            if void:
                self.refuse(void)
                return
        self.act(lambda: export(reference, revision), self._exported, "written")

    def _exported(self, paths: Sequence[Path]) -> None:
        self.say(f"Written to {paths[0].parent}: {', '.join(path.name for path in paths)}")

    def action_file(self) -> None:
        """Record that it was filed in the authority's portal."""
        state, incident = self.state, self.incident
        if state.revision.kind is not NoticeKind.NOTIFICATION:
            self.refuse("This goes to people, not to an authority; s sends it.")
            return
        if state.approval is None:
            self.refuse("Nobody has approved this text; a approves it first.")
            return
        late = incident.deadline.is_late(self.desk.now()) and not incident.filings
        fields = [
            Field("reference", "Which reference did the portal give?", "", incident.authority.url, some_words),
            Field("filed_at", "When was it filed?", "now", f"in {incident.zone}; or with an offset", self._readable),
            Field("late_reasons", "If late, why?", "", "Art. 33(1) wants the reasons", some_words if late else None),
        ]
        self._ask_filing(fields, "")

    def _ask_filing(self, fields: Sequence[Field], error: str) -> None:
        form = Form(f"Filed with {self.incident.authority.short}", fields, error)
        self.app.push_screen(form, lambda answers: self._file(fields, answers))

    def _file(self, fields: Sequence[Field], answers: dict[str, str] | None) -> None:
        if answers is None:
            return
        name, actor, notice, file = self.incident_id, self.desk_app.actor, self.notice, self.desk.approving.file
        reference, at, reasons = answers["reference"], answers["filed_at"] or "now", answers["late_reasons"]
        again = [replace(field, initial=answers[field.key]) for field in fields]
        self.act(
            lambda: file(name, notice, reference, actor, at, reasons),
            None,
            "filed, the clock stands still",
            lambda sentence: self._ask_filing(again, sentence),
        )

    def action_send(self) -> None:
        """Ask for the list, say how many letters, and send them one by one."""
        state = self.state
        if state.revision.kind is not NoticeKind.COMMUNICATION:
            self.refuse("This goes to the authority through its portal; f records that it was filed.")
            return
        if state.approval is None:
            self.refuse("Nobody has approved this text; a approves it first.")
            return
        if not self.desk.outbox.is_set_up:
            self.refuse(self.desk.outbox.why_not)
            return
        default = str(self.desk_app.front.sample_addressees()) if self.desk.demo else ""
        hint = "a CSV file with the columns name and email"
        self.app.push_screen(Ask("Who gets a letter?", hint, default, some_words), self._read_list)

    def _read_list(self, path: str | None) -> None:
        if path is None:
            return
        try:
            people = self.desk_app.front.read_addressees(Path(path).expanduser())
        except BreachDeskError as error:
            self.refuse(str(error))
            return
        count = len(people.rows)
        where = "into the demo's folder; nothing leaves this machine" if self.desk.demo else "by mail"
        words = f"{count} letters go out {where}, one person a letter. This cannot be undone. Type {count} to send them."

        def checked(text: str) -> str | None:
            return None if text.strip() == str(count) else f"Type {count} to send, or esc to leave."

        def go(text: str | None) -> None:
            if text is not None:
                queue, name, actor = self.desk.outbox.queue, self.incident_id, self.desk_app.actor
                self.act(lambda: queue(name, self.notice, people, actor), lambda _: self.send_letters(), "queued")

        self.app.push_screen(Ask(words, "", "", checked), go)

    @work(group="delivery")
    async def send_letters(self) -> None:
        """Send what is queued; not exclusive, so that nothing cancels a sending under way."""
        try:
            report = await self.desk.outbox.send(self.incident_id, self.notice, self.desk_app.actor)
        except BreachDeskError as error:
            self.refuse(str(error))
            return
        self._sent(report)

    def _sent(self, report: SendingReport) -> None:
        said = ", ".join(f"{report.count(s)} {s.value}" for s in DeliveryState if report.count(s))
        tone = "urgent" if report.stopped or report.count(DeliveryState.UNCERTAIN) else "done"
        self.say(f"Letters: {said}. {report.stopped}".strip(), tone)
        self.reload()

    def _readable(self, text: str) -> str | None:
        return self.desk_app.problem_with(lambda: read_instant(text or "now", self.incident.zone, self.desk.now()))

