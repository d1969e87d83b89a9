"""Scope: mark what was hit, see at once whom and what that touches, how sure that is, and why; nothing of it is lost unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Input

from breachdesk.domain.hit import Stated
from breachdesk.domain.incident import Incident, SavedScope
from breachdesk.domain.scope import Scope
from breachdesk.services.faces import Face
from breachdesk.services.views import clock_line
from breachdesk.tui.actions import key_pairs
from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.deskscreen import OneIncidentScreen, bindings_of
from breachdesk.tui.dialogs import Confirm, Message, Pick
from breachdesk.tui.exact_counts import Exact
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.lines import Line
from breachdesk.tui.range_list import RangeList
from breachdesk.tui.row_list import Cell, Row, RowList, TextPane
from breachdesk.tui.scope_draft import ScopeDraft
from breachdesk.tui.scope_figures import ScopeFigures
from breachdesk.tui.scope_questions import ask_number, ask_reason, ask_window
from breachdesk.tui.scope_tables import Asked, Table, TableLine, tables_of
from breachdesk.tui.scope_words import about_line, about_system, difference_lines, total_lines, version_lines
from breachdesk.tui.system_tree import SECTION, TreeView
from breachdesk.tui.table_rows import HEAD, rows_of, starts_folded

LEFT = 54
"""Columns of the systems where both sides stand beside each other; the stylesheet says the same."""

HINT = "Tab goes to what follows; there each line says why it is there."
ON_HEAD = "← folds, → opens. Among the systems space ticks all that stand here; z folds or opens every section."


class ScopeScreen(OneIncidentScreen):
    """From "these systems" to "these people and data"."""

    KIND = "scope"
    ROWS = "#systems"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("scope")

    def __init__(self, incident_id: str, exact: Exact | None = None) -> None:
        """Args: exact: Counts over lists of people; None takes those of the desk, where it has any."""
        super().__init__(incident_id)
        self.draft = ScopeDraft(None)
        self.view = TreeView()
        self.figures = ScopeFigures(self, exact)
        self._tables: dict[str, tuple[Table, TableLine]] = {}
        self._opened: dict[str, bool] = {}
        """Tables that were opened or folded by hand, by title."""

        self._begun = self._is_saving = False

    def compose_body(self) -> Iterable[Widget]:
        """Give the systems, and what follows from those marked."""
        with Container(id="body"):
            with Vertical(id="left"):
                yield TextPane(id="about")
                yield Input(id="find", compact=True, placeholder="name, id, owner or location")
                yield RangeList(id="systems", rests=True, wraps=True)
            yield TextPane(id="totals")
            yield RowList(id="lines", wraps=True)
        yield TextPane(id="why")

    def on_mount(self) -> None:
        """Start with the cursor on the systems."""
        super().on_mount()
        self.systems.focus()

    def show(self) -> None:
        """Show the systems with what the store says was hit; what was marked since stays."""
        saved, is_first = self._saved(), not self._begun
        if is_first:
            self.draft, self._begun = ScopeDraft(saved.hit if saved else None), True
        self.draft.saved = saved.hit if saved else None
        self.figures.read()
        if is_first and self.figures.tree.starts_folded:
            self.view = replace(self.view, folded=self.figures.tree.all_folded(self.view.grouping))
        gone = self.draft.fit(self.figures.names.inventory)
        if gone:
            self.say(f"No longer in the inventory, and taken out: {', '.join(gone)}", "urgent")
        self._draw()

    def clock_face(self, now: datetime) -> tuple[str, Face]:
        """Give the incident, and how long there is."""
        incident = self.incident
        return f"{incident.reference}  Scope: what was hit?", clock_line(incident, now, self.is_narrow)

    @property
    def systems(self) -> RangeList:
        """The systems."""
        return self.query_one("#systems", RangeList)

    @property
    def lines(self) -> RowList:
        """What follows."""
        return self.query_one("#lines", RowList)

    @property
    def scope(self) -> Scope:
        """The scope of what is marked."""
        return self.figures.scope_of(self.draft.hit)

    @property
    def _names(self) -> Names:
        return self.figures.names

    def _saved(self) -> SavedScope | None:
        return self.incident.saved_scope

    # Drawing.

    def redraw(self) -> None:
        """Show what is marked now; the store is not read."""
        self._said_if_not(self._draw)

    def _draw(self) -> None:
        self._draw_systems()
        scope, width = self.scope, self._width_of_lines()
        totals = total_lines(scope, self.draft, self._saved(), self.figures.exact, width)
        self._pane("#totals", totals)
        asked = Asked(self._names, self.draft.hit, scope, self.figures.harm, self.figures.exact)
        tables = tables_of(asked) if not self.draft.hit.is_empty or self.draft.hit.ruled_out else []
        self._tables = {line.key: (table, line) for table in tables for line in table.lines}
        folded = {t.title for t in tables if not self._opened.get(t.title, not starts_folded(t))}
        rows = rows_of(tables, width, folded)
        self.lines.set_rows(rows or [Row("", (Cell("Nothing is ticked yet."),), "waiting", selectable=False)])
        self._say_why()

    def _draw_systems(self) -> None:
        hit, scope = self.draft.hit, self.scope
        rows = self.figures.tree.rows(hit, scope, self.view)
        nothing = "Nothing is left to look at." if self.view.only_reached else "No system holds that; esc shows all."
        self.systems.set_rows(rows or [Row("", (Cell(nothing),), "waiting", selectable=False)])
        self._pane("#about", [self._about_line(scope)])

    def _about_line(self, scope: Scope) -> Line:
        look, view = len(scope.reached), self.view
        if view.only_reached:
            return Line(f"may have been reached: {look} · p shows all", "waiting")
        if view.wanted:
            return Line(f"systems with '{view.wanted}', and those hit · esc shows all", "accent")
        said = f"{len(self._names.systems)} systems by {view.grouping} (b)"
        return Line(f"{said} · look at {look} more (p)" if look else said, "muted")

    def _say_why(self) -> None:
        """Say what stands behind the line under the cursor, of the side that has it."""
        key = self.lines.current_key if self._is_right else self.systems.current_key
        said = [Line(ON_HEAD if key.startswith(SECTION) else HINT, "muted")]
        if self._is_right and key in self._tables:
            said = about_line(*self._tables[key], self._names)
        elif not self._is_right and key in self._names.systems:
            reached = {r.system: r for r in self.scope.reached}
            said = about_system(key, self.draft.hit, reached, self._names)
        pane = self.query_one("#why", TextPane)
        if self._pane("#why", said):
            pane.scroll_home(animate=False)

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
        systems = self._under(self.systems.keys_in_range)
        self.systems.end()
        self.draft.tick(systems)
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
        if event.key.startswith(HEAD):
            self._open_table(event.key, None)

    @on(RowList.Chosen, "#lines")
    def about(self, event: RowList.Chosen) -> None:
        """Do what can be done about a line, or read on."""
        part, _, _ = event.key.partition(":")
        if event.key.startswith(HEAD):
            self._open_table(event.key, None)
        elif part == "group":
            self.action_number()
        elif part in ("dataset", "left", "ruled"):
            self.action_rule_out()
        else:
            self.action_read_on()

    @on(Input.Changed, "#find")
    def find(self, event: Input.Changed) -> None:
        """Show what holds the text typed so far."""
        self._look_at(replace(self.view, wanted=event.value, only_reached=False))

    @on(Input.Submitted, "#find")
    def found(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        self.systems.focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Name what enter does on this side."""
        pairs = key_pairs(self.KIND)
        on_right = {"enter": "change…", "space": "fold"} if self._is_right else {}
        self.query_one("#keys", KeyLine).set_pairs([(key, on_right.get(key, label)) for key, label in pairs])

    def _under(self, keys: Iterable[str]) -> list[str]:
        """Give the systems that these rows mean: a section means all it shows."""
        found: dict[str, None] = {}
        for key in keys:
            if key.startswith(SECTION):
                shown = self.figures.tree.shown(key.removeprefix(SECTION), self.draft.hit, self.scope, self.view)
                found |= dict.fromkeys(s.id for s in shown)
            else:
                found[key] = None
        return list(found)

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
        field = self.query_one("#find", Input)
        self.set_class(False, "-folded-out")
        self.add_class("-finding")
        field.focus()

    def action_other_side(self) -> None:
        """Move between systems and what follows; at 80 columns that takes the room of the systems."""
        self.remove_class("-reading")
        self.set_class(self.systems.has_focus, "-folded-out")
        (self.lines if self._is_right else self.systems).focus()

    def action_rule_out(self) -> None:
        """Say that what is under the cursor was not touched, and why; or take that back."""
        if self._is_right:
            self._rule_out_line(*self.lines.current_key.partition(":")[::2])
            return
        keys, hit = self._under(self.systems.keys_in_range), self.draft.hit
        reached = {r.system for r in self.scope.reached}
        proposed = [key for key in keys if key in reached and key not in hit.ruled_out]
        back = [key for key in keys if key in hit.ruled_out]
        self.systems.end()
        if proposed:
            whom = self._names.system(proposed[0]) if len(proposed) == 1 else f"these {len(proposed)} systems"
            self._ask(f"How do you know that {whom} was not reached?", lambda why: self.draft.rule_out(proposed, why))
        elif back:
            self._change(lambda: self.draft.rule_in(back))
        else:
            self.say("Only a system that may have been reached can be ruled out; p shows those.")

    def _rule_out_line(self, part: str, id_: str) -> None:
        if part == "dataset":
            name = self._names.dataset(id_)
            self._ask(f"How do you know that '{name}' was not touched?", lambda why: self.draft.leave_out(id_, why))
        elif part == "left" and id_ in self.draft.hit.left_out:
            self._change(lambda: self.draft.put_back(id_))
        elif part == "left":
            self.say("It is left out by the days; w changes them.")
        elif part == "ruled":
            self._change(lambda: self.draft.rule_in((id_,)))
        elif part == "group" and id_ in self.draft.hit.stated:
            self._change(lambda: self.draft.unstate(id_))
        else:
            self.say("x leaves a dataset out, or takes a number or a reason back; here there is none.")

    def action_number(self) -> None:
        """State how many people of a group there are."""
        part, _, group = self.lines.current_key.partition(":")
        if self._is_right and part == "group":
            self._ask_number(group)
        elif self.scope.groups:
            options = [(g.id, self._names.group(g.id), str(g.people)) for g in self.scope.groups]
            self.app.push_screen(Pick("How many are there of which group?", options), self._ask_number)
        else:
            self.say("No group of people is in scope yet.")

    def _ask_number(self, group: str | None) -> None:
        if group is None:
            return
        before, definition = self.draft.hit.stated.get(group), self.desk.facts()["people"]

        def take(stated: Stated) -> None:
            self.figures.check_stated(self.draft.hit, group, stated)
            self._change(lambda: self.draft.state(group, stated))

        ask_number(self, self._names.group(group), before, definition, take)

    def action_window(self) -> None:
        """Say which days matter."""
        ask_window(self, self.draft.hit.window, lambda window: self._change(lambda: self.draft.set_window(window)))

    def action_differences(self) -> None:
        """Say all that differs from the saved scope, and every version with who, when and why."""
        saved, versions = self._saved(), self.incident.scope_versions
        said = difference_lines(saved.scope if saved else Scope(), self.scope, self._names)
        head = f"Not saved, against version {saved.version}" if saved else "Not saved"
        kept = list(version_lines(versions, self._names, self.incident.zone))
        unsaved = [head, *(f"  {line}" for line in said), ""] if self.draft.is_changed else []
        self.app.push_screen(Message("What changed", "\n".join([*unsaved, *kept]).strip() or "Nothing was saved yet."))

    def action_group_by(self) -> None:
        """Put the systems together in another way."""
        self._look_at(replace(self.view, grouping=self.view.grouping.after))

    def action_proposals(self) -> None:
        """Show only what may have been reached, or all again."""
        self._look_at(replace(self.view, wanted="", only_reached=not self.view.only_reached))
        self.systems.to_first()

    def _look_at(self, view: TreeView) -> None:
        self.view = view
        self._said_if_not(self._draw_systems)
        self._say_why()

    def action_mark_range(self) -> None:
        """Begin a range at the cursor, or end it."""
        if self.systems.has_focus:
            self.systems.end() if self.systems.has_range else self.systems.begin()

    def action_range_down(self) -> None:
        """Take the row below into the range."""
        self.systems.extend(1)

    def action_range_up(self) -> None:
        """Take the row above into the range."""
        self.systems.extend(-1)

    def action_fold(self) -> None:
        """Fold the section or table the cursor is in."""
        self._fold_here(True)

    def action_unfold(self) -> None:
        """Open it."""
        self._fold_here(False)

    def action_fold_all(self) -> None:
        """Fold all sections, or open all."""
        sections = self.figures.tree.all_folded(self.view.grouping)
        folded = self.view.folded - sections if self.view.folded & sections else self.view.folded | sections
        self._look_at(replace(self.view, folded=folded))

    def _fold_here(self, shut: bool) -> None:
        rows = self.lines if self._is_right else self.systems
        head = rows.key_above(lambda key: key.startswith(SECTION))
        if self._is_right:
            self._open_table(head, not shut)
        elif head:
            folded = self.view.folded | {head} if shut else self.view.folded - {head}
            self._look_at(replace(self.view, folded=folded))
        if shut:
            rows.to_key(head)

    def _open_table(self, head: str, is_open: bool | None) -> None:
        title = head.removeprefix(HEAD)
        if title:
            shown = {row.key for row in self.lines.rows}
            was_open = any(key in shown for key, (table, _) in self._tables.items() if table.title == title)
            self._opened[title] = not was_open if is_open is None else is_open
            self.redraw()

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.draft.can_go_back:
            self._change(self.draft.undo)
        else:
            self.say("There is nothing to take back.")

    def action_read_on(self) -> None:
        """Go into the reasons, and give them room."""
        self.add_class("-reading")
        self.query_one("#why", TextPane).focus()

    def action_back(self) -> None:
        """Go back one step: out of the range, the search, the reasons; then out of the screen, and never with a loss unseen."""
        if self.systems.has_range:
            self.systems.end()
        elif self.has_class("-reading"):
            self.remove_class("-reading")
            (self.lines if self._is_right else self.systems).focus()
        elif self.view.wanted or self.view.only_reached or self.has_class("-finding"):
            self._stop_finding()
        else:
            self._leave()

    def _stop_finding(self) -> None:
        self.query_one("#find", Input).value = ""
        self.remove_class("-finding")
        self._look_at(replace(self.view, wanted="", only_reached=False))
        self.systems.focus()

    def _leave(self) -> None:
        def sure(yes: bool | None) -> None:
            if yes:
                self.app.pop_screen()

        if self._is_saving or not self.draft.is_changed:
            self.app.pop_screen()
            return
        words = f"Not saved: {', '.join(self.draft.changes())}."
        self.app.push_screen(Confirm("Leave without saving?", words, "throw it away", "go on"), sure)

    def _ask(self, question: str, take: Callable[[str], None]) -> None:
        ask_reason(self, question, lambda why: self._change(lambda: take(why)))

    def _change(self, change: Callable[[], None]) -> None:
        change()
        self.redraw()
