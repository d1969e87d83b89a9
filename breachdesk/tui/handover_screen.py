"""The hand-over of one incident on one screen: to read, to copy, to write as a file, to give to the next shift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from breachdesk.domain.foreign import visible
from breachdesk.domain.incident import Incident
from breachdesk.services.faces import Face
from breachdesk.services.handover import Handover, as_markdown, handover_of
from breachdesk.services.views import clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Field, some_words
from breachdesk.tui.handover_rows import handover_rows
from breachdesk.tui.row_list import RowList


class HandoverScreen(OneIncidentScreen):
    """What the next shift must know."""

    KIND = "handover"
    ROWS = "#handover"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("handover")

    def __init__(self, incident_id: str) -> None:
        super().__init__(incident_id)
        self._handover: Handover | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Give the one page."""
        yield RowList(id="handover", wraps=True)

    def on_mount(self) -> None:
        """Start on the page."""
        super().on_mount()
        self.query_one("#handover", RowList).focus()

    @property
    def handover(self) -> Handover:
        """The hand-over as of now."""
        view = self.desk.overview.case(self.incident_id)
        return handover_of(view, self.desk.now(), self.desk.facts_of(view.incident))

    def show(self) -> None:
        """Show as much as the window holds, every part of it."""
        size = self.app.size
        spare = 3 if size.width >= 100 else 2
        rows = handover_rows(self.handover, size.width - (2 if spare == 3 else 0), size.height - spare)
        self.query_one("#handover", RowList).set_rows(rows)

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        return f"{self.incident.reference}  Hand-over  {self.incident.title}", clock_line(self.incident, now, self.is_narrow)

    def action_copy(self) -> None:
        """Give the page to the clipboard, as Markdown."""
        self.app.copy_to_clipboard(visible(as_markdown(self.handover)))
        self.say("given to the terminal's clipboard; if it does not arrive, x writes a file")

    def action_export(self) -> None:
        """Write the page as Markdown into the drafts of the workspace."""
        reference, text = self.incident.reference, visible(as_markdown(self.handover))
        write = self.desk_app.front.write_handover
        self.act(lambda: write(reference, text), lambda path: self.say(f"written: {path}"), "")

    def action_hand_over(self) -> None:
        """Give the open steps to a name."""
        actor, shaping = self.desk_app.actor, self.desk.shaping
        fields = [
            Field("to", "Who takes over?", "", "a name; gets your open steps and those nobody has", some_words),
            Field("owned_by", "Whose steps?", actor, "another name hands over exactly what that person has", some_words),
            Field("note", "What should they know first?", "", "a sentence; may be empty", None),
        ]

        def save(said: Mapping[str, str]) -> Incident:
            whose = "" if said["owned_by"].strip() == actor else said["owned_by"].strip()
            return shaping.hand_over(self.incident_id, said["to"], actor, whose, said["note"])

        self.fill_and_save("Hand over", fields, save, "handed over")
