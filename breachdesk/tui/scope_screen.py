"""Scope: mark what was hit, see at once whom and what that touches, how sure that is, and why; nothing of it is lost unseen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container
from textual.events import DescendantFocus
from textual.widget import Widget

from breachdesk.domain.incident import Incident, SavedScope
from breachdesk.services.faces import Face
from breachdesk.services.views import clock_line
from breachdesk.tui.actions import key_pairs
from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.deskscreen import bindings_of
from breachdesk.tui.dialogs import Confirm, Message
from breachdesk.tui.exact_counts import Exact
from breachdesk.tui.lines import Line
from breachdesk.tui.readiness import stands
from breachdesk.tui.row_list import RowList, TextPane
from breachdesk.tui.scope_draft import ScopeDraft
from breachdesk.tui.scope_reasons import ScopeReasons
from breachdesk.tui.scope_tables import Asked, tables_of
from breachdesk.tui.scope_words import about_line, about_range, about_system, change_lines, total_lines
from breachdesk.tui.systems_pane import SystemsPane
from breachdesk.tui.tables_pane import TablesPane

LEFT = 54
"""Columns of the systems where both sides stand beside each other; the stylesheet says the same."""

HINT = "Tab goes to what follows; there each line says why it is there."
ON_HEAD = "← folds, → opens; z folds or opens every section. Among the systems space ticks all that stand under this line."


class ScopeScreen(ScopeReasons):
    """From "these systems" to "these people and data"."""

    KIND = "scope"
    ROWS = "#systems"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("scope")

    def __init__(self, incident_id: str, exact: Exact | None = None) -> None:
        """Args: exact: Counts over lists of people; None takes those of the desk, where it has any."""
        super().__init__(incident_id, exact)
        self._begun = self._is_saving = False

    def compose_body(self) -> Iterable[Widget]:
        """Give the systems, and what follows from those marked."""
        with Container(id="body"):
            yield SystemsPane(id="left")
            yield TextPane(id="totals")
            yield TablesPane(id="lines")
        yield TextPane(id="why")

    def on_mount(self) -> None:
        """Start with the cursor on the systems."""
        super().on_mount()
        self.systems.rows.focus()

    def show(self) -> None:
        """Show the systems with what the store says was hit; what was marked since stays."""
        saved = self._saved()
        if not self._begun:
            self.draft, self._begun = ScopeDraft(saved.hit if saved else None), True
        self.draft.saved = saved.hit if saved else None
        self.figures.read()
        gone = self.draft.fit(self.figures.names.inventory)
        if gone:
            self.say(f"No longer in the inventory, and taken out: {', '.join(gone)}", "urgent")
        self._draw()

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.incident
        return f"{incident.reference}  Scope: what was hit?", clock_line(incident, now, self.is_narrow)

    @property
    def systems(self) -> SystemsPane:
        """The systems."""
        return self.query_one("#left", SystemsPane)

    @property
    def lines(self) -> TablesPane:
        """What follows."""
        return self.query_one("#lines", TablesPane)

    def _saved(self) -> SavedScope | None:
        return self.incident.saved_scope

    # Drawing.

    def redraw(self) -> None:
        """Show what is marked now; the store is not read."""
        if stands(self):
            self._said_if_not(self._draw)

    def _draw(self) -> None:
        hit, scope, width, figures = self.draft.hit, self.scope, self._width_of_lines(), self.figures
        exact = figures.exact(self.draft.to_save().systems)
        self.systems.show(self.figures.tree, hit, scope)
        self._pane("#totals", total_lines(scope, self.draft, self._saved(), exact, width))
        asked = Asked(self.names, hit, scope, figures.harm, figures.combination, exact)
        self.lines.show(tables_of(asked), width, "Nothing is ticked yet.")
        self._say_why()

    def _say_why(self) -> None:
        """Say what stands behind the line under the cursor, of the side that has it."""
        on_head, here, key = self.lines.is_on_head, self.lines.line_here, self.systems.rows.current_key
        if self._is_right and here:
            said = about_line(*here, self.names)
        elif not self._is_right and self.systems.rows.has_range:
            said = about_range(len(self.systems.rows.keys_in_range))
        elif not self._is_right and key in self.names.systems:
            reached = {r.system: r for r in self.scope.reached}
            said = about_system(key, self.draft.hit, reached, self.names)
        else:
            said = [Line(ON_HEAD if on_head or not self._is_right else HINT, "muted")]
        if self._pane("#why", said):
            self.query_one("#why", TextPane).scroll_home(animate=False)

    def _pane(self, selector: str, lines: Iterable[Line]) -> bool:
        pane, said = self.query_one(selector, TextPane), tuple((line.text, line.tone) for line in lines)
        changed = pane.lines != said
        pane.set_lines(said)
        return changed

    def _width_of_lines(self) -> int:
        # A column for the cursor, one for the scrollbar and one before it; beside the systems also margins and the rule.
        return self.app.size.width - 3 - (0 if self.is_narrow else LEFT + 3)

    @property
    def _is_right(self) -> bool:
        return self.has_class("-folded-out")

    # What the lists tell.

    @on(RowList.Toggled, "#systems")
    def toggle(self, event: RowList.Toggled) -> None:
        """Mark what is under the cursor or in the range, a section as a whole; where all of it is marked, unmark."""
        self.draft.tick(self.systems.systems_meant())
        self.systems.rows.end()
        self.redraw()

    @on(RowList.Chosen, "#systems")
    def save(self, event: RowList.Chosen) -> None:
        """Save what is marked."""
        self.action_save_scope()

    @on(RowList.Highlighted)
    def why(self, event: RowList.Highlighted) -> None:
        """Follow the cursor."""
        self._say_why()

    @on(RowList.Toggled, "#lines")
    def fold_table(self, event: RowList.Toggled) -> None:
        """Open or fold a table."""
        self.lines.fold_here()

    @on(RowList.Chosen, "#lines")
    def about(self, event: RowList.Chosen) -> None:
        """Do what can be done about a line, or read on."""
        part, _ = self.lines.part_here
        if self.lines.is_on_head:
            self.lines.fold_here()
        elif part == "group":
            self.action_number()
        elif part in ("dataset", "left", "ruled"):
            self.action_rule_out()
        else:
            self.action_read_on()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Name what enter does on this side."""
        if event.widget in (self.lines, self.systems.rows):
            self.set_class(event.widget is self.lines, "-folded-out")
        pairs = key_pairs(self.KIND, self.in_drill)
        on_right = {"enter": "change…", "space": "fold"} if self._is_right else {}
        self.query_one("#keys", KeyLine).set_pairs([(key, on_right.get(key, label)) for key, label in pairs])

    # What keys do.

    def action_save_scope(self) -> None:
        """Save as the next version; a change of a saved one asks why."""
        saved, hit = self._saved(), self.draft.to_save()
        if saved is not None and not self.draft.is_changed:
            self.app.pop_screen()
            return
        if hit.is_empty:
            self.refuse("No system is ticked; space ticks the one under the cursor.")
            return
        scoping, name, actor = self.desk.scoping, self.incident_id, self.desk_app.actor

        def save(why: str) -> Incident:
            return scoping.save(name, hit, actor, why)

        def done(_: Incident) -> None:
            self.app.pop_screen()

        def refused(sentence: str) -> None:
            self._is_saving = False
            self.refuse(sentence)

        if saved is None:
            self._is_saving = True
            self.act(lambda: save(""), done, "scope saved", refused)
        else:
            self.ask_and_save("What changed?", "kept with the version", save, done, "scope saved")

    def action_filter(self) -> None:
        """Find systems while typing."""
        self.remove_class("-folded-out", "-reading")
        self.systems.find()

    def action_other_side(self) -> None:
        """Move between systems and what follows; at 80 columns that takes the room of the systems."""
        to_right = self.systems.rows.has_focus
        self.remove_class("-reading")
        # Before the focus goes there: what is not shown takes none.
        self.set_class(to_right, "-folded-out")
        self._list_here.focus()

    @property
    def _list_here(self) -> RowList:
        return self.lines if self._is_right else self.systems.rows

    def action_rule_out(self) -> None:
        """Say that what is under the cursor was not touched, and why; or take that back."""
        if self._is_right:
            self.leave_out(*self.lines.part_here)
        else:
            self.rule_out(self.systems.systems_meant())
            self.systems.rows.end()

    def action_number(self) -> None:
        """State how many people of a group there are."""
        part, group = self.lines.part_here
        self.state_number(group if self._is_right and part == "group" else "")

    def action_differences(self) -> None:
        """Say all that differs from the saved scope, and every version with who, when and why."""
        said = change_lines(self.scope, self.draft, self.incident, self.names)
        self.app.push_screen(Message("What changed", "\n".join(said)))

    def action_group_by(self) -> None:
        """Put the systems together in another way."""
        self.systems.group_by_next()

    def action_proposals(self) -> None:
        """Show only what may have been reached, or all again."""
        self.systems.only_reached()

    def action_mark_range(self) -> None:
        """Begin a range at the cursor, or end it."""
        rows = self.systems.rows
        if rows.has_focus:
            rows.end() if rows.has_range else rows.begin()
            self._say_why()

    def action_range_down(self) -> None:
        """Take the row below into the range."""
        self.systems.rows.extend(1)

    def action_range_up(self) -> None:
        """Take the row above into the range."""
        self.systems.rows.extend(-1)

    def action_fold(self) -> None:
        """Fold the section or table the cursor is in."""
        (self.lines if self._is_right else self.systems).fold_here(True)

    def action_unfold(self) -> None:
        """Open it."""
        (self.lines if self._is_right else self.systems).fold_here(False)

    def action_fold_all(self) -> None:
        """Fold all sections, or open all."""
        self.systems.fold_all()

    def action_read_on(self) -> None:
        """Go into the reasons, and give them room."""
        self.add_class("-reading")
        self.query_one("#why", TextPane).focus()

    def action_back(self) -> None:
        """Go back one step: from the reasons, the range, the search; then out of the screen, never with a loss unseen."""
        if self.has_class("-reading"):
            self.remove_class("-reading")
            self._list_here.focus()
        elif not self.systems.back():
            self._leave()
            return
        self._say_why()

    def _leave(self) -> None:
        def sure(yes: bool | None) -> None:
            if yes:
                self.app.pop_screen()

        if self._is_saving or not self.draft.is_changed:
            self.app.pop_screen()
            return
        words = f"Not saved: {', '.join(self.draft.changes())}."
        self.app.push_screen(Confirm("Leave without saving?", words, "throw it away", "go on"), sure)
