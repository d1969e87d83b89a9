"""What the parts of the scope screen ask of the screen itself, so that none of them has to know it."""

from __future__ import annotations

from collections.abc import Callable

from breachdesk.domain.hit import Stated
from breachdesk.domain.scope import Scope
from breachdesk.tui.deskscreen import OneIncidentScreen
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.scope_draft import ScopeDraft


class ScopeHost(OneIncidentScreen):
    """A screen on which something is marked as hit."""

    draft: ScopeDraft

    @property
    def scope(self) -> Scope:
        """The scope of what is marked."""
        raise NotImplementedError

    @property
    def names(self) -> Names:
        """How things are called."""
        raise NotImplementedError

    def change(self, change: Callable[[], None]) -> None:
        """Change what is marked, and show it."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Show what is marked now."""
        raise NotImplementedError

    def check_stated(self, group: str, stated: Stated) -> None:
        """Refuse a number of people that the inventory denies."""
        raise NotImplementedError
