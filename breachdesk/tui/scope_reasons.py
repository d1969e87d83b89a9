"""What a person adds to a scope with a reason, or takes back: ruled out, left out, how many there are, which days."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.hit import Stated
from breachdesk.domain.scope import Scope
from breachdesk.tui.deskscreen import OneIncidentScreen
from breachdesk.tui.dialogs import Pick
from breachdesk.tui.exact_counts import Exact
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.scope_draft import ScopeDraft
from breachdesk.tui.scope_figures import ScopeFigures
from breachdesk.tui.scope_questions import ask_number, ask_reason, ask_window


class ScopeReasons(OneIncidentScreen):
    """A screen on which a scope is worked on; how it looks is the business of the one built on it."""

    def __init__(self, incident_id: str, exact: Exact | None = None) -> None:
        """Args: exact: Counts over lists of people; None takes those of the desk, where it has any."""
        super().__init__(incident_id)
        self.draft = ScopeDraft(None)
        self.figures = ScopeFigures(self, self.redraw, exact)

    @property
    def scope(self) -> Scope:
        """The scope of what is marked."""
        return self.figures.scope_of(self.draft.hit)

    @property
    def names(self) -> Names:
        """How things are called."""
        return self.figures.names

    def redraw(self) -> None:
        """Show what is marked now; the store is not read."""
        raise NotImplementedError

    def change(self, change: Callable[[], None]) -> None:
        """Change what is marked, and show it."""
        change()
        self.redraw()

    def rule_out(self, systems: Sequence[str]) -> None:
        """Rule out those of these systems that may have been reached; where none may, take back those ruled out."""
        draft, reached = self.draft, {r.system for r in self.scope.reached}
        proposed = [system for system in systems if system in reached]
        back = [system for system in systems if system in draft.hit.ruled_out]
        if proposed:
            one = len(proposed) == 1
            whom = f"{self.names.system(proposed[0])} was not" if one else f"none of these {len(proposed)} systems was"
            self._ask(f"How do you know that {whom} reached?", lambda why: draft.rule_out(proposed, why))
        elif back:
            self.change(lambda: draft.rule_in(back))
        else:
            self.say("Only a system that may have been reached can be ruled out; p shows those.")

    def leave_out(self, part: str, id_: str) -> None:
        """Leave a dataset out; or take back what was left out, ruled out or stated."""
        draft = self.draft
        if part == "dataset":
            name = self.names.dataset(id_)
            self._ask(f"How do you know that '{name}' was not touched?", lambda why: draft.leave_out(id_, why))
        elif part == "left" and id_ not in draft.hit.left_out:
            self.say("It is left out by the days; w changes them.")
        elif part == "left":
            self.change(lambda: draft.put_back(id_))
        elif part == "ruled":
            self.change(lambda: draft.rule_in((id_,)))
        elif part == "group" and id_ in draft.hit.stated:
            self.change(lambda: draft.unstate(id_))
        else:
            self.say("x leaves a dataset out, or takes a number or a reason back; here there is none.")

    def state_number(self, group: str) -> None:
        """State how many people of a group there are; asks of which, where none is given."""
        if group:
            self._ask_number(group)
        elif self.scope.groups:

            def picked(id_: str | None) -> None:
                if id_ is not None:
                    self._ask_number(id_)

            options = [(g.id, self.names.group(g.id), str(g.people)) for g in self.scope.groups]
            self.app.push_screen(Pick("How many are there of which group?", options), picked)
        else:
            self.say("No group of people is in scope yet.")

    def action_window(self) -> None:
        """Say which days matter."""
        ask_window(self, self.draft.hit.window, lambda window: self.change(lambda: self.draft.set_window(window)))

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.draft.can_go_back:
            self.change(self.draft.undo)
        else:
            self.say("There is nothing to take back.")

    def _ask_number(self, group: str) -> None:
        def take(stated: Stated) -> None:
            self.figures.check_stated(self.draft.hit, group, stated)
            self.change(lambda: self.draft.state(group, stated))

        before, definition = self.draft.hit.stated.get(group), self.desk.facts()["people"]
        ask_number(self, self.names.group(group), before, definition, take)

    def _ask(self, question: str, take: Callable[[str], None]) -> None:
        ask_reason(self, question, lambda why: self.change(lambda: take(why)))
