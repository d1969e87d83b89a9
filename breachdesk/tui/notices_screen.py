"""The notices of an incident, each with its newest revision and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.faces import Face
from breachdesk.services.times import in_short
from breachdesk.services.views import FOUR_EYES_OFF, KIND_WORDS, clock_line
from breachdesk.tui.channel_lines import channel_lines
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.late_draft import draft_notice
from breachdesk.tui.outbox_screen import OutboxScreen
from breachdesk.tui.phrases import LANGUAGES
from breachdesk.tui.review_screen import ReviewScreen
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane


class NoticesScreen(OneIncidentScreen):
    """One notice a line."""

    KIND = "notices"
    ROWS = "#notices"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("notices")

    def compose_body(self) -> Iterable[Widget]:
        """Give the notices and a hint."""
        yield RowList(id="notices")
        yield TextPane(id="hint")

    def show(self) -> None:
        """Show every notice with its newest revision."""
        incident = self.incident
        rows = [_row(incident, revisions[-1]) for revisions in incident.revisions.values()]
        empty = [Row("", (Cell("Nothing is drafted yet; n writes a notice from the facts.", 0),), "waiting", selectable=False)]
        self.query_one("#notices", RowList).set_rows(rows or empty)
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
        self.app.push_screen(ReviewScreen(self.incident_id, event.key))

    def action_outbox(self) -> None:
        """Look at the letters."""
        self.app.push_screen(OutboxScreen(self.incident_id))

    def action_new_draft(self) -> None:
        """Ask which notice in which language, and write it."""
        notices = self.desk.notices
        options = [
            (f"{kind.value}:{language}", KIND_WORDS[kind], f"in {LANGUAGES.get(language, language)}")
            for kind in NoticeKind
            for language in notices.languages(kind)
        ]
        self.app.push_screen(Pick("Write which notice?", options), self._draft)

    def _draft(self, chosen: str | None) -> None:
        if chosen is None:
            return
        kind, _, language = chosen.partition(":")
        incident = self.incident
        draft_notice(self, incident, NoticeKind(kind), language, self._show)

    def _show(self, revision: Revision) -> None:
        self.app.push_screen(ReviewScreen(self.incident_id, revision.notice))


def _row(incident: Incident, revision: Revision) -> Row:
    face = notice_face(incident, revision)
    language = LANGUAGES.get(revision.language, revision.language)
    cells = (
        Cell(KIND_WORDS[revision.kind], 29),
        Cell(language, 7),
        Cell(f"rev {revision.number}", 6),
        Cell(str(face), 15, face.tone),
        Cell(f"{revision.author}, {in_short(revision.written_at, incident.zone)}", 0, "muted"),
    )
    return Row(revision.notice, cells)


def notice_face(incident: Incident, revision: Revision) -> Face:
    """Say where a notice stands: out, approved, or waiting."""
    if any(f.notice == revision.notice for f in incident.filings):
        return Face("filed", "✓", "done")
    run = incident.handed_over.get(revision.notice)
    if run is not None and run.sent:
        return Face("sent", "✓", "done")
    if incident.approval_of(revision) is not None:
        return Face("approved", "✓", "done")
    return Face("waits for DPO", "◷", "waiting")
