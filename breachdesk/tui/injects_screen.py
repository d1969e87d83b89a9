"""Everything that came in during an exercise, the newest first, and below it the briefing; only there is an exercise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.playbook import in_language
from breachdesk.services.faces import Face
from breachdesk.services.times import in_short, zone_by_name
from breachdesk.services.views import clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane

BRIEFING = "0"
"""Key of the row below all injects."""


class InjectsScreen(OneIncidentScreen):
    """What came in, and the clock of the exercise."""

    KIND = "injects"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("injects")

    def compose_body(self) -> Iterable[Widget]:
        """Give the injects, and the one under the cursor in full."""
        yield RowList(id="entries")
        yield TextPane(id="entry")

    def show(self) -> None:
        """Show every inject that came in."""
        drill = self.desk.drill
        came_in = drill.delivered() if drill is not None else ()
        language = drill.drill.language if drill is not None else "en"
        self._full = {str(one.inject.number): one.text for one in came_in}
        rows = []
        for one in came_in:
            local = one.at.astimezone(zone_by_name(self.incident.zone))
            kind = Cell(one.inject.kind.value, 9, "urgent" if one.inject.wrong else "calm")
            cells = (Cell(f"{one.inject.number:>3}", 3, "muted"), Cell(f"{local:%a %H:%M}", 10, "muted"), kind)
            rows.append(Row(str(one.inject.number), (*cells, Cell(one.inject.words(language), 0))))
        if drill is not None:
            self._full[BRIEFING] = briefing = in_language(drill.scenario.briefing, language)
            blank = Cell("", 3), Cell("", 10)
            rows.append(Row(BRIEFING, (*blank, Cell("briefing", 9, "muted"), Cell(briefing, 0, "muted"))))
        self.query_one("#entries", RowList).set_rows(rows)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the time in the exercise, and how long there is."""
        where = f"Injects  {in_short(now, self.incident.zone)}"
        return where, clock_line(self.incident, now, self.is_narrow)

    @on(RowList.Highlighted, "#entries")
    def show_entry(self, event: RowList.Highlighted) -> None:
        """Show the inject under the cursor in full."""
        self.query_one("#entry", TextPane).set_lines([(self._full.get(event.key, ""), "calm")])

    def action_pause(self) -> None:
        """Let the clock of the exercise stand still, or run on."""
        pause = self.desk_app.front.pause_drill
        said = {True: "The clock stands still; p lets it run on.", False: "The clock runs on."}
        self.act(pause, lambda stands: self.say(said[stands]), "")
