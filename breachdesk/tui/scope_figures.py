"""What the scope screen works with: the inventory as last read, the scope of what is marked, exact figures from lists.

Read and worked out once for each change, never for a key that only moves the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.worker import get_current_worker

from breachdesk.domain.errors import BreachDeskError
from breachdesk.domain.harms import Combination
from breachdesk.domain.hit import Hit, Stated
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.scope import Scope, check_hit, scope_of
from breachdesk.tui.choices import CONSEQUENCES
from breachdesk.tui.deskscreen import OneIncidentScreen
from breachdesk.tui.exact_counts import Exact, exact_on
from breachdesk.tui.inventory_names import Names
from breachdesk.tui.system_tree import SystemTree


class ScopeFigures:
    """The figures of one scope screen."""

    def __init__(self, screen: OneIncidentScreen, counted: Callable[[], None], exact: Exact | None) -> None:
        """Args: counted: Called on the screen's thread once lists were counted."""
        self._screen, self._counted = screen, counted
        self._given = self._exact = exact
        self._changes: int | None = None
        self._inventory: Inventory | None = None
        self._combinations: Sequence[Combination] = ()
        self._harms: dict[str, str] = {}
        self._scope: tuple[Hit, Scope] | None = None
        self._counts: dict[tuple[str, ...], PeopleCounts | None] = {}
        self.names: Names
        self.tree: SystemTree

    def read(self) -> None:
        """Read what may have changed in the store since it was last read."""
        desk = self._screen.desk
        changes = desk.store.changes()
        if changes == self._changes:
            return
        inventory = desk.scoping.inventory()
        if inventory != self._inventory:
            self._inventory, self._scope = inventory, None
            self.names = Names(inventory)
            self.tree = SystemTree(self.names)
        self._combinations = desk.catalogues.combinations()
        self._harms = {option.id: option.label() for option in desk.facts()[CONSEQUENCES].options}
        self._exact = self._given or exact_on(desk, self._screen.incident)
        self._counts = {}
        self._changes = changes

    def scope_of(self, hit: Hit) -> Scope:
        """Give the scope of what is marked; worked out anew only where that changed."""
        if self._scope is None or self._scope[0] != hit:
            self._scope = (hit, scope_of(self.names.inventory, hit, self._combinations))
        return self._scope[1]

    def harm(self, id_: str) -> str:
        """Give the name of a consequence."""
        return self._harms.get(id_, id_)

    def combination(self, id_: str) -> str:
        """Give the name of what data combine to."""
        return next((c.label() for c in self._combinations if c.id == id_), id_)

    def check_stated(self, hit: Hit, group: str, stated: Stated) -> None:
        """Refuse a number that the inventory denies.

        Raises:
            WrongInput: more are stated than there can be.
        """
        check_hit(self.names.inventory, replace(hit, stated={group: stated}))

    def exact(self, systems: tuple[str, ...]) -> PeopleCounts | None:
        """Give what the lists say of these systems; None until they are counted, and where there are none.

        Counted beside the screen's thread: the first look into lists of millions takes a moment.
        """
        if self._exact is None or not systems:
            return None
        if systems not in self._counts:
            self._counts[systems] = None
            self._count(self._exact, systems)
        return self._counts[systems]

    def _count(self, exact: Exact, systems: tuple[str, ...]) -> None:
        screen, counts = self._screen, self._counts

        def count() -> None:
            try:
                found = exact(systems)
            except BreachDeskError as error:
                screen.app.call_from_thread(screen.say, str(error), "urgent")
                return
            counts[systems] = found
            if found is not None and not get_current_worker().is_cancelled:
                screen.app.call_from_thread(self._counted)

        screen.run_worker(count, thread=True, group="counting", exclusive=True)
