"""The left side of the scope screen: the systems as a tree to search, fold and mark; the screen keeps what is marked."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from breachdesk.domain.hit import Hit
from breachdesk.domain.scope import Scope
from breachdesk.tui.lines import Line
from breachdesk.tui.range_list import RangeList
from breachdesk.tui.row_list import Cell, Row, TextPane
from breachdesk.tui.system_tree import SECTION, SystemTree, TreeView


class SystemsPane(Vertical):
    """The tree, a line about it, and a field to find in it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = TreeView()
        self._shown: tuple[SystemTree, Hit, Scope] | None = None

    def compose(self) -> ComposeResult:
        """Give them."""
        yield TextPane(id="about")
        yield Input(id="find", compact=True, placeholder="name, id, owner or location")
        yield RangeList(id="systems", rests=True, wraps=True)

    @property
    def rows(self) -> RangeList:
        """The tree as a list."""
        return self.query_one("#systems", RangeList)

    def show(self, tree: SystemTree, hit: Hit, scope: Scope) -> None:
        """Show the systems with what is marked."""
        if self._shown is None and tree.starts_folded:
            self.view = replace(self.view, folded=tree.all_folded(self.view.grouping))
        self._shown = (tree, hit, scope)
        self._draw()

    def systems_meant(self) -> list[str]:
        """Give the systems of the range or the cursor; a section means all of it that is shown."""
        found: dict[str, None] = {}
        if self._shown is None:
            return []
        tree, hit, scope = self._shown
        for key in self.rows.keys_in_range:
            if key.startswith(SECTION):
                found |= dict.fromkeys(s.id for s in tree.shown(key.removeprefix(SECTION), hit, scope, self.view))
            else:
                found[key] = None
        return list(found)

    def look(self, view: TreeView) -> None:
        """Look at the systems in another way."""
        self.view = view
        if self._shown is not None:
            self._draw()

    def group_by_next(self) -> None:
        """Put the systems together in another way."""
        self.look(replace(self.view, grouping=self.view.grouping.after))

    def only_reached(self) -> None:
        """Show only what may have been reached, or all again."""
        self._stop_finding()
        self.look(replace(self.view, wanted="", only_reached=not self.view.only_reached))
        self.rows.to_first()

    def fold_here(self, shut: bool) -> None:
        """Fold the section the cursor is in, or open it."""
        head = self.rows.key_above(lambda key: key.startswith(SECTION))
        if head:
            self.look(replace(self.view, folded=self.view.folded | {head} if shut else self.view.folded - {head}))
            if shut:
                self.rows.to_key(head)

    def fold_all(self) -> None:
        """Fold all sections; where some are folded, open all."""
        if self._shown is not None:
            sections = self._shown[0].all_folded(self.view.grouping)
            some = bool(self.view.folded & sections)
            self.look(replace(self.view, folded=self.view.folded - sections if some else self.view.folded | sections))

    def find(self) -> None:
        """Go to the field."""
        self.add_class("-finding")
        self.query_one("#find", Input).focus()

    def back(self) -> bool:
        """Go back one step: out of the range, or to all systems; give False where there is no such step."""
        if self.rows.has_range:
            self.rows.end()
        elif self.view.wanted or self.view.only_reached or self.has_class("-finding"):
            self._stop_finding()
            self.look(replace(self.view, wanted="", only_reached=False))
            self.rows.focus()
        else:
            return False
        return True

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.look(replace(self.view, wanted=event.value, only_reached=self.view.only_reached and not event.value))

    @on(Input.Submitted, "#find")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.rows.focus()

    def _stop_finding(self) -> None:
        self.query_one("#find", Input).value = ""
        self.remove_class("-finding")

    def _draw(self) -> None:
        if self._shown is None:
            return
        tree, hit, scope = self._shown
        nothing = "Nothing is left to look at." if self.view.only_reached else "No system holds that; esc shows all."
        empty = [Row("", (Cell(nothing),), "waiting", selectable=False)]
        self.rows.set_rows(tree.rows(hit, scope, self.view) or empty)
        about = self._about(len(tree), len(scope.reached))
        self.query_one("#about", TextPane).set_lines([(about.text, about.tone)])

    def _about(self, systems: int, reached: int) -> Line:
        if self.view.only_reached:
            return Line(f"may have been reached: {reached} · p shows all", "waiting")
        if self.view.wanted:
            return Line("these, and those that are ticked · esc shows all", "accent")
        said = f"{systems} systems by {self.view.grouping} (b)"
        return Line(f"{said} · look at {reached} more (p)" if reached else said, "muted")
