"""The letters of an incident, and settling those whose fate is not clear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.deliveries import Delivery, DeliveryState
from breachdesk.services.faces import Face
from breachdesk.services.views import DELIVERY_FACES, clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane


class OutboxScreen(OneIncidentScreen):
    """One letter a line."""

    KIND = "outbox"
    ROWS = "#letters"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("outbox")

    def __init__(self, incident_id: str) -> None:
        super().__init__(incident_id)
        self._letters: dict[str, Delivery] = {}

    def compose_body(self) -> Iterable[Widget]:
        """Give the letters, and what is known of the one under the cursor."""
        yield RowList(id="letters")
        yield TextPane(id="letter")

    def show(self) -> None:
        """Show every letter; what a dead program left half sent is uncertain."""
        self.desk.outbox.settle_interrupted()
        self._letters = {d.id: d for d in self.desk.outbox.all(self.incident_id)}
        rows = [self._row(letter) for letter in self._letters.values()]
        empty = [Row("", (Cell("No letters yet; send… on the review screen queues them.", 0),), "muted", selectable=False)]
        self.query_one("#letters", RowList).set_rows(rows or empty)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.incident
        return f"{incident.reference}  Outbox, {len(self._letters)} letters", clock_line(incident, now, self.is_narrow)

    def _row(self, letter: Delivery) -> Row:
        face = DELIVERY_FACES[letter.state]
        cells = (Cell(str(face), 12, face.tone), Cell(letter.to_address, 30), Cell(letter.notice, 18), Cell(letter.detail, 0))
        return Row(letter.id, cells)

    @on(RowList.Highlighted, "#letters")
    def show_letter(self, event: RowList.Highlighted) -> None:
        """Say what is known of the letter under the cursor."""
        letter = self._letters.get(event.key)
        said = f"{letter.to_name} <{letter.to_address}>: {letter.detail}" if letter else ""
        self.query_one("#letter", TextPane).set_lines([(said, "calm")])

    @on(RowList.Chosen, "#letters")
    def resolve(self, event: RowList.Chosen) -> None:
        """Settle an uncertain letter: ask which, then how one knows."""
        letter = self._letters.get(event.key)
        if letter is None:
            return
        if letter.state is not DeliveryState.UNCERTAIN:
            self.refuse("This letter is not uncertain; there is nothing to settle.")
            return
        options = [
            ("sent", "it was sent", "the server's log has this Message-ID"),
            ("again", "send it again", "the log does not have it; it goes out under the same Message-ID"),
        ]
        self.app.push_screen(Pick("Look at the server's log first. What does it say?", options), lambda c: self._why(letter, c))

    def _why(self, letter: Delivery, chosen: object) -> None:
        if chosen is None:
            return
        sent, actor, resolve = chosen == "sent", self.desk_app.actor, self.desk.outbox.resolve
        question, hint = "How do you know?", "kept in the record"
        self.ask_and_save(question, hint, lambda text: resolve(letter.id, sent, text, actor), None, "settled")
