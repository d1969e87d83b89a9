"""Home: every incident by time left, and what to do when there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.incident import Incident
from breachdesk.services.action_words import open_words
from breachdesk.services.faces import Face
from breachdesk.services.learning import ActionRow
from breachdesk.services.overview import HomeRow, home_state
from breachdesk.services.ports import Tick
from breachdesk.services.views import clock_line, countdown, share_used
from breachdesk.tui.actions_screen import ActionsScreen
from breachdesk.tui.deskscreen import DeskScreen, bindings_of
from breachdesk.tui.home_rows import Listed, head, line
from breachdesk.tui.incident_form import open_incident_form
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.lines import Line
from breachdesk.tui.phrases import agenda_lines, bar, home_clock
from breachdesk.tui.row_list import Row, RowList, TextPane


class HomeScreen(DeskScreen):
    """All incidents."""

    KIND = "home"
    ROWS = "#incidents"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("home")

    def __init__(self, wanted: str = "") -> None:
        """Args: wanted: what was asked for while the workspace was being opened: a reference, `new`, or nothing."""
        super().__init__()
        self._rows: tuple[HomeRow, ...] = ()
        self._actions: tuple[ActionRow, ...] = ()
        self._organisation = ""
        self._last_tick: Tick | None = None
        self._zone = "UTC"
        self._wanted = wanted

    def on_mount(self) -> None:
        """Show what the store holds; then do what was asked for before it could be."""
        super().on_mount()
        if self._wanted == "new":
            self.action_new_incident()
        elif self._wanted:
            self.app.push_screen(IncidentScreen(self.desk.incidents.get(self._wanted).id))

    def compose_body(self) -> Iterable[Widget]:
        """Give the list, and below it what the cursor's incident is about."""
        yield RowList(id="incidents")
        yield TextPane(id="agenda")
        yield TextPane(id="about")

    def reload(self) -> None:
        """Show every incident."""
        self._rows = self.desk.overview.home()
        self._actions = self.desk.afterwards.open_actions(row.incident for row in self._rows)
        self._organisation = self.desk.overview.organisation()
        self._last_tick = self.desk.reminding.last_tick()
        self._zone = self.desk.incidents.default_zone()
        self._draw(self.desk.now())

    def tick(self, now: datetime) -> None:
        """Move the clocks."""
        super().tick(now)
        self._draw(now)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the organisation, and what is due next."""
        nothing = "   nothing is sent" if self.desk.demo and not self.is_narrow else ""
        name = self._organisation
        where = name if self.is_narrow else f"BreachDesk   {name}{nothing}"
        return where, home_clock(self._rows, self._last_tick, now)

    def _draw(self, now: datetime) -> None:
        listing = self.query_one("#incidents", RowList)
        listing.set_rows([head(self.is_narrow), *(self._row(row, now) for row in self._rows)])
        coming = [] if self.is_narrow else agenda_lines(self._rows, now, self._zone, 10)
        self.query_one("#agenda", TextPane).set_lines([(said.text, said.tone) for said in coming])
        about = self.query_one("#about", TextPane)
        about.set_lines([(said.text, said.tone) for said in self._about()])

    def _row(self, row: HomeRow, now: datetime) -> Row:
        face = countdown(row.incident, now)
        if row.row.closed_at is not None:
            face = Face(face.text, face.symbol, "muted")
        at = row.row
        listed = Listed(at.id, face, at.reference, at.title, home_state(row), row.owner, row.next_step)
        return line(listed, self.is_narrow)

    def _about(self) -> list[Line]:
        if self._rows:
            row = self._current()
            if row is None:
                return []
            now = self.desk.now()
            used = bar(share_used(row.incident, now), 12)
            clock = clock_line(row.incident, now, True)
            return [
                Line(f"{row.row.reference}  {row.row.title}", "accent"),
                Line(f"{used}  {clock}", clock.tone),
                Line(f"next: {row.next_step}" if row.next_step else "nothing left to do", "calm"),
                *self._after(),
            ]
        if not self._organisation:
            return [
                Line("Welcome. BreachDesk needs to know what your organisation holds.", "accent"),
                Line("Leave with q and run:  breachdesk inventory import FILE.yaml"),
                Line("To look around first:  breachdesk demo"),
            ]
        return [Line("No incident is open. Press n when something is wrong.", "accent")]

    def _after(self) -> list[Line]:
        """Say what is still to be done after incidents, where there is anything."""
        face = open_words(self._actions)
        return [Line(f"{face}  over all incidents (a)", face.tone)] if self._actions else []

    def _current(self) -> HomeRow | None:
        key = self.query_one("#incidents", RowList).current_key
        return next((r for r in self._rows if r.row.id == key), self._rows[0] if self._rows else None)

    @on(RowList.Chosen, "#incidents")
    def open_incident(self, event: RowList.Chosen) -> None:
        """Open what the cursor is on."""
        self.app.push_screen(IncidentScreen(event.key))

    @on(RowList.Highlighted, "#incidents")
    def show_about(self) -> None:
        """Say what the cursor's incident is about."""
        about = self.query_one("#about", TextPane)
        about.set_lines([(said.text, said.tone) for said in self._about()])

    def action_new_incident(self) -> None:
        """Open an incident."""
        open_incident_form(self, self._opened)

    def action_actions(self) -> None:
        """Look at what is still to be done after incidents."""
        self.app.push_screen(ActionsScreen())

    def action_figures(self) -> None:
        """Look at the figures over all incidents."""
        from breachdesk.tui.figures_screen import FiguresScreen  # Only who asks for figures waits for them.

        self.app.push_screen(FiguresScreen())

    def _opened(self, incident: Incident) -> None:
        self.app.push_screen(IncidentScreen(incident.id))
