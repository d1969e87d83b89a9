"""The notices of an incident, each with its newest revision and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.drafting import Revision
from breachdesk.services.faces import Face
from breachdesk.services.views import FOUR_EYES_OFF, clock_line
from breachdesk.tui.assessment_screen import ToStep
from breachdesk.tui.channel_lines import channel_lines
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.filling_screen import FillingScreen
from breachdesk.tui.late_draft import ToWrite, draft_notice
from breachdesk.tui.notice_choice import NoticeChoice
from breachdesk.tui.notice_rows import notice_rows
from breachdesk.tui.outbox_screen import OutboxScreen
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import RowList, TextPane


class NoticesScreen(OneIncidentScreen):
    """One notice a line."""

    KIND = "notices"
    ROWS = "#notices"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("notices")

    def __init__(self, incident_id: str, to_step: ToStep) -> None:
        """Args: to_step: Leaves this screen for a step of the plan."""
        super().__init__(incident_id)
        self._to_step = to_step

    def compose_body(self) -> Iterable[Widget]:
        """Give the notices and a hint."""
        yield RowList(id="notices")
        yield TextPane(id="hint")

    def show(self) -> None:
        """Show every notice with its newest revision."""
        incident = self.incident
        stored = self.desk.store.inventory()
        void = {notice for notice, given in incident.approvals.items() if self.desk.approving.why_void(incident, given)}
        rows = notice_rows(incident, stored.inventory if stored else None, self.is_narrow, void)
        self.query_one("#notices", RowList).set_rows(rows)
        lines = channel_lines(incident.authority, self.desk.now().date())
        eyes = [] if self.desk.approving.four_eyes else [(f"! {FOUR_EYES_OFF}", "urgent")]
        self.query_one("#hint", TextPane).set_lines([*eyes, *((line.text, line.tone) for line in lines)])

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.incident
        return f"{incident.reference}  Notices", clock_line(incident, now, self.is_narrow)

    @on(RowList.Chosen, "#notices")
    def review(self, event: RowList.Chosen) -> None:
        """Read a notice."""
        self._open(event.key)

    def action_outbox(self) -> None:
        """Look at the letters."""
        self.app.push_screen(OutboxScreen(self.incident_id))

    def action_fill_form(self) -> None:
        """Fill the authority's own form."""
        self.app.push_screen(FillingScreen(self.incident_id))

    def action_new_draft(self) -> None:
        """Ask which notice, in which language and for whom, and write it."""
        NoticeChoice(self, self.incident, self._draft).ask()

    def _draft(self, wish: ToWrite) -> None:
        draft_notice(self, self.incident, wish, self._show)

    def _show(self, revision: Revision) -> None:
        self._open(revision.notice)

    def _open(self, notice: str) -> None:
        def leave_to(step: str) -> None:
            self.app.pop_screen()
            self._to_step(step)

        self.app.push_screen(ReviewScreen(self.incident_id, notice, leave_to))
