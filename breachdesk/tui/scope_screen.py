"""Scope: tick the systems that were hit, see at once whom and what that touches, each line with its row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory, System
from breachdesk.domain.scope import Scope, scope_of
from breachdesk.services.faces import Face
from breachdesk.services.views import clock_line
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Ask
from breachdesk.tui.phrases import Because, because_words, scope_lines, scope_totals
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane


class ScopeScreen(OneIncidentScreen):
    """From "these systems" to "these people and data"."""

    KIND = "scope"
    ROWS = "#systems"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("scope")

    def __init__(self, incident_id: str) -> None:
        super().__init__(incident_id)
        self.ticked: set[str] = set()
        self.wanted = ""
        """Text that shown systems hold; empty shows all."""

        self._because: list[Because] = []
        self._begun = False

    def compose_body(self) -> Iterable[Widget]:
        """Give the systems, and what follows from those ticked."""
        with Horizontal(id="body"):
            yield RowList(id="systems")
            with Vertical(id="outcome"):
                yield TextPane(id="totals")
                yield RowList(id="lines", wraps=True)
        yield TextPane(id="why")

    def on_mount(self) -> None:
        """Start with the cursor on the systems."""
        super().on_mount()
        self.query_one("#systems", RowList).focus()

    def show(self) -> None:
        """Show the systems with what the store says was hit."""
        if not self._begun:
            saved = self._saved()
            self.ticked = set(saved.systems) if saved else set()
            self._begun = True
        self._draw()

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.incident
        return f"{incident.reference}  Scope: what was hit?", clock_line(incident, now, self.is_narrow)

    @property
    def scope(self) -> Scope:
        """The scope of what is ticked."""
        return scope_of(self._inventory(), self.ticked)

    def _inventory(self) -> Inventory:
        return self.desk.scoping.inventory()

    def _saved(self) -> Scope | None:
        return self.incident.scope

    def _draw(self) -> None:
        inventory, scope = self._inventory(), self.scope
        reached = {r.system for r in scope.reached}
        shown = [s for s in inventory.systems if self._is_wanted(s)]
        shown.sort(key=lambda s: (s.id not in self.ticked, s.id not in reached, s.name.lower()))
        self.query_one("#systems", RowList).set_rows([self._system_row(s, s.id in reached) for s in shown])
        totals = scope_totals(scope, self._saved())
        self.query_one("#totals", TextPane).set_lines([(line.text, line.tone) for line in totals])
        self._because = scope_lines(scope, inventory) if self.ticked else []
        rows = [_line_row(i, because) for i, because in enumerate(self._because)]
        empty = [Row("", (Cell("Nothing is ticked yet.", 0),), "waiting", selectable=False)]
        self.query_one("#lines", RowList).set_rows(rows or empty)
        self._say_why()

    def _is_wanted(self, system: System) -> bool:
        text = self.wanted.lower()
        return text in system.name.lower() or text in system.id.lower() or system.id in self.ticked

    def _system_row(self, system: System, reached: bool) -> Row:
        hit = system.id in self.ticked
        mark, tone = ("[x]", "accent") if hit else ("[ ]", "calm")
        note = (Cell("same data", 9, "waiting"),) if reached else ()
        return Row(system.id, (Cell(mark, 3, tone), Cell(system.name, 0), *note), tone)

    def _say_why(self) -> None:
        """Say the rows behind the line under the cursor, while somebody is there."""
        lines = self.query_one("#lines", RowList)
        answers = lines.has_focus and lines.current_key.isdigit()
        said = because_words(self._because[int(lines.current_key)]) if answers else ""
        hint = said or "space ticks a system; Tab goes to the lines, each says why"
        self.query_one("#why", TextPane).set_lines([(hint, "muted")])

    @on(RowList.Toggled, "#systems")
    def toggle(self, event: RowList.Toggled) -> None:
        """Tick or untick."""
        self.ticked ^= {event.key}
        self.look_again()

    @on(RowList.Chosen, "#systems")
    def save(self, event: RowList.Chosen) -> None:
        """Save what is ticked."""
        self.action_save_scope()

    @on(RowList.Highlighted, "#lines")
    def why(self, event: RowList.Highlighted) -> None:
        """Follow the cursor."""
        self._say_why()

    def action_save_scope(self) -> None:
        """Save as the next version; a change of a saved one asks why."""
        saved = self._saved()
        if saved is not None and set(saved.systems) == self.ticked:
            self.app.pop_screen()
            return
        systems, actor = sorted(self.ticked), self.desk_app.actor
        scoping, name = self.desk.scoping, self.incident_id

        def save(why: str) -> Incident:
            return scoping.save(name, systems, actor, why)

        def done(_: Incident) -> None:
            self.app.pop_screen()

        if saved is None:
            self.act(lambda: save(""), done, "scope saved")
        else:
            self.ask_and_save("What changed?", "kept with the version", save, done, "scope saved")

    def action_filter(self) -> None:
        """Show only systems that hold some text."""

        def keep(text: str | None) -> None:
            if text is not None:
                self.wanted = text.strip()
                self.look_again()

        self.app.push_screen(Ask("Show systems whose name holds", "empty shows all", self.wanted), keep)

    def action_other_side(self) -> None:
        """Move between systems and what follows."""
        systems, lines = self.query_one("#systems", RowList), self.query_one("#lines", RowList)
        target = lines if systems.has_focus else systems
        self.set_class(target is lines, "-folded-out")
        target.focus()


def _line_row(index: int, because: Because) -> Row:
    selectable = bool(because.rows or because.why)
    cells = (Cell("  " if selectable else "", 2), Cell(because.line.text, 0))
    return Row(str(index) if selectable else f"#{index}", cells, because.line.tone, selectable=selectable)
