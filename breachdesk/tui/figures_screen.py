"""The figures over all incidents as small charts: how long things took, what was on time, what was skipped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget
from textual.worker import get_current_worker

from breachdesk.domain.errors import BreachDeskError
from breachdesk.services.faces import Face
from breachdesk.services.figure_words import incident_words, of_words
from breachdesk.services.looking_back import LookBack
from breachdesk.services.ports import IncidentRow
from breachdesk.services.times import read_date
from breachdesk.tui.after_phrases import next_due
from breachdesk.tui.deskscreen import DeskScreen, bindings_of
from breachdesk.tui.dialogs import Ask, Pick
from breachdesk.tui.figure_rows import behind, figure_lines, figure_rows
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.readiness import stands
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane


class FiguresScreen(DeskScreen):
    """Worked out in the background; what stood there stays until the new ones are there."""

    KIND = "figures"
    ROWS = "#figures"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("figures")

    def __init__(self) -> None:
        super().__init__()
        self.since: date | None = None
        self._failed = ""
        self._back: LookBack | None = None
        self._incidents: tuple[IncidentRow, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        """Give the charts, and what stands behind the one under the cursor."""
        yield RowList(id="figures", rests=True, wraps=True)
        yield TextPane(id="figure")

    def on_mount(self) -> None:
        """Start on the charts."""
        super().on_mount()
        self.query_one("#figures", RowList).focus()

    def reload(self) -> None:
        """Show what is known, and work it out anew."""
        self._incidents = self.desk.incidents.rows()
        self._draw()
        self.run_worker(self._measure, thread=True, exclusive=True, group="figures")

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give how many incidents there are and how many of them were on time; and what is due next."""
        left = "Figures"
        if self._back is not None and self._back.figures.cases:
            found = self._back.figures
            since = f" since {self.since.isoformat()}" if self.since else ""
            left = f"Figures  {incident_words(len(found.cases))}{since}"
            if not self.is_narrow and found.on_time.of:
                left += f", {of_words(found.on_time)} filed on time"
        return left, next_due(self._incidents, now)

    def _measure(self) -> None:
        worker, since = get_current_worker(), self.since
        try:
            back = self.desk.looking_back.figures(since)
        except BreachDeskError as error:
            self.app.call_from_thread(self._not_measured, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._measured, back)

    def _not_measured(self, sentence: str) -> None:
        # Said once: closing what says it shows this screen again, and that works them out again.
        if stands(self) and sentence != self._failed:
            self._failed = sentence
            self._draw()
            self.refuse(sentence)

    def _measured(self, back: LookBack) -> None:
        # Another day may have been asked for meanwhile, or the screen left.
        if stands(self) and back.since == self.since:
            self._back, self._failed = back, ""
            self._draw()
            self.tick(self.desk.now())

    def _draw(self) -> None:
        listing = self.query_one("#figures", RowList)
        listing.set_rows([_nothing_yet(self._failed)] if self._back is None else figure_rows(self._back, self.is_narrow))
        self._say(listing.current_key)

    def _say(self, key: str) -> None:
        lines = figure_lines(self._back, key, self.desk.now()) if self._back is not None and key else []
        self.query_one("#figure", TextPane).set_lines([(line.text, line.tone) for line in lines])

    @on(RowList.Highlighted, "#figures")
    def show_figure(self, event: RowList.Highlighted) -> None:
        """Say what the figure under the cursor means, and which incidents stand behind it."""
        self._say(event.key)

    @on(RowList.Chosen, "#figures")
    def pick_incident(self, event: RowList.Chosen) -> None:
        """Offer the incidents behind a figure, and go to the one that is picked."""
        if self._back is None:
            return
        options = [
            (case.reference, f"{case.reference}  {case.title}", case.says)
            for case in behind(self._back, event.key, self.desk.now())
        ]
        if not options:
            self.say("No incident stands behind this figure.")
            return

        def picked(reference: str | None) -> None:
            if reference is not None:
                self.app.push_screen(IncidentScreen(self.desk.incidents.get(reference).id))

        self.app.push_screen(Pick("Which incident?", options), picked)

    def action_since(self) -> None:
        """Count only incidents from a day on; an empty answer counts all."""

        def answered(text: str | None) -> None:
            if text is not None:
                self.since = read_date(text) if text.strip() else None
                self.look_again()

        initial = self.since.isoformat() if self.since else ""
        hint = "2026-01-01; empty for all incidents. The day of awareness counts."
        self.app.push_screen(Ask("Since when?", hint, initial, self._readable), answered)

    def action_other_side(self) -> None:
        """Move between the charts and what stands behind one."""
        charts, figure = self.query_one("#figures", RowList), self.query_one("#figure", TextPane)
        (figure if charts.has_focus else charts).focus()

    def _readable(self, text: str) -> str | None:
        return self.desk_app.problem_with(lambda: read_date(text)) if text.strip() else None


def _nothing_yet(failed: str) -> Row:
    said, tone = (f"! {failed}", "late") if failed else ("The figures are being worked out…", "muted")
    return Row("", (Cell(said, 0),), tone, selectable=False)
