"""What leaves the house: a DPO's yes and its withdrawal, files, the filing, the letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from textual import work

from breachdesk.domain.addressees import AddresseeList
from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.terms import Audience, NoticeKind
from breachdesk.services.approving import Approving
from breachdesk.services.outbox import SendingReport
from breachdesk.services.times import read_instant
from breachdesk.tui.approval_acts import ask_approval
from breachdesk.tui.dialogs import Ask, Field, Form, some_words
from breachdesk.tui.list_question import ask_list
from breachdesk.tui.review_acts import ReviewActs

WAYS_OUT = {
    "f": "f records that it was filed in the authority's portal",
    "s": "s sends it, one person, one letter",
    "x": "x writes it as files to hand over",
}
"""What the keys do that take a text out of the house."""


def key_out(kind: NoticeKind) -> str:
    """Give the key that takes an approved text of a kind out of the house."""
    return "f" if kind.audience is Audience.AUTHORITY else "s" if kind is NoticeKind.COMMUNICATION else "x"


def _way_out(kind: NoticeKind) -> str:
    return WAYS_OUT[key_out(kind)]


class ReviewRelease(ReviewActs):
    """Everything that binds or goes out."""

    @property
    def releasing(self) -> Approving:
        """The use cases of a yes: approvers, approve, withdraw, file."""
        return self.desk.approving

    def action_approve(self) -> None:
        """Ask which DPO says yes, for letters by mail to whom, say what it means, and bind the yes to all of it."""
        ask_approval(self, lambda: self.reading)

    def action_withdraw(self) -> None:
        """Take back the approval."""
        withdraw, name, actor = self.releasing.withdraw, self.incident_id, self.desk_app.actor
        question = "Why is the approval taken back?"
        save = lambda text: withdraw(name, self.notice, text, actor)  # noqa: E731
        self.ask_and_save(question, "kept in the record", save, None, "approval withdrawn")

    def action_export(self) -> None:
        """Write the revision as files."""
        export = self.desk_app.front.export_notice
        revision, reference = self.reading.revision, self.incident.reference
        self.act(lambda: export(reference, revision), self._exported, "written")

    def _exported(self, paths: Sequence[Path]) -> None:
        self.say(f"Written to {paths[0].parent}: {', '.join(path.name for path in paths)}")

    def action_file(self) -> None:
        """Record that it was filed in the authority's portal."""
        state, incident = self.reading.state, self.incident
        if state.revision.kind.audience is not Audience.AUTHORITY:
            self.refuse(f"This does not go to an authority, so it is not filed; {_way_out(state.revision.kind)}.")
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
        name, actor, notice, file = self.incident_id, self.desk_app.actor, self.notice, self.releasing.file
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
        state = self.reading.state
        if state.revision.kind is not NoticeKind.COMMUNICATION:
            self.refuse(f"This is not sent by mail; {_way_out(state.revision.kind)}.")
            return
        if state.approval is None:
            self.refuse("Nobody has approved this text; a approves it first.")
            return
        if not self.desk.outbox.is_set_up:
            self.refuse(self.desk.outbox.why_not)
            return
        ask_list(self, "a CSV file with the columns name and email", self._ask_number)

    def _ask_number(self, people: AddresseeList | None) -> None:
        if people is None:
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

