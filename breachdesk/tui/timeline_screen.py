"""The record of an incident, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.services.faces import Face
from breachdesk.services.telling import Telling
from breachdesk.services.times import in_short, in_words
from breachdesk.services.views import clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane


class TimelineScreen(OneIncidentScreen):
    """Who did what, when."""

    KIND = "timeline"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("timeline")

    def compose_body(self) -> Iterable[Widget]:
        """Give the entries, and the one under the cursor in full."""
        yield RowList(id="entries")
        yield TextPane(id="entry")

    def show(self) -> None:
        """Show every entry, the newest first."""
        incident = self.incident
        telling = Telling(self.desk.facts_of(incident), incident.zone)
        self._full: dict[str, str] = {}
        rows = []
        for entry in reversed(self.desk.incidents.timeline(self.incident_id)):
            words = telling.words(entry.act)
            at = in_words(entry.happened_at, incident.zone)
            self._full[str(entry.number)] = f"{entry.number}  {at}  {entry.by}: {words}"
            when = in_short(entry.happened_at, incident.zone)
            cells = (Cell(f"{entry.number:>4}", 4, "muted"), Cell(when, 21, "muted"), Cell(entry.by, 12), Cell(words, 0))
            rows.append(Row(str(entry.number), cells))
        self.query_one("#entries", RowList).set_rows(rows)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.incident
        return f"{incident.reference}  Timeline", clock_line(incident, now, self.is_narrow)

    @on(RowList.Highlighted, "#entries")
    def show_entry(self, event: RowList.Highlighted) -> None:
        """Show the entry under the cursor in full."""
        self.query_one("#entry", TextPane).set_lines([(self._full.get(event.key, ""), "calm")])
