"""Working out what an Incident touches from the inventory in use, and saving it as a version."""

from __future__ import annotations

from collections.abc import Collection

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.foreign import clean_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.scope import Scope, scope_of
from breachdesk.domain.timeline import Act, ScopeSaved
from breachdesk.services.ports import CaseStore, Now, StoredInventory, Transaction
from breachdesk.services.recording import Recorder


def inventory_in_use(store: CaseStore) -> StoredInventory:
    """Give the inventory in use.

    Raises:
        NotFound: none was imported.
    """
    stored = store.inventory()
    if stored is None:
        raise NotFound("No inventory has been imported yet; `breachdesk inventory import FILE` does it.")
    return stored


class Scoping:
    """One use case a method."""

    def __init__(self, store: CaseStore, recorder: Recorder, now: Now) -> None:
        self._store = store
        self._recorder = recorder
        self._now = now

    def inventory(self) -> Inventory:
        """Give the inventory in use, or raise NotFound."""
        return inventory_in_use(self._store).inventory

    def take_in(self, inventory: Inventory, by: str) -> str:
        """Make this the inventory in use; give its fingerprint. Open incidents remind the people it names."""
        actor = clean_line(by, "name of who acts", 80)
        still_open = [row.id for row in self._store.rows() if row.closed_at is None]
        with self._store.writing() as write:
            fingerprint = write.keep_inventory(inventory, self._now(), actor)
            for id_ in still_open:
                self._recorder.renew_reminders(write, write.incident(id_), inventory.people)
        return fingerprint

    def preview(self, systems: Collection[str]) -> Scope:
        """Give the Scope for these systems without saving it; NotFound names a wrong id."""
        return scope_of(self.inventory(), systems)

    def save(self, name: str, systems: Collection[str], by: str, why: str = "") -> Incident:
        """Save the Scope for these systems as the next version.

        Raises:
            WrongInput: no system was named.
            NotFound: a system is not in the inventory.
        """
        if not systems:
            raise WrongInput("No system is marked as hit; mark at least one, or leave the scope open.")
        stored = inventory_in_use(self._store)
        scope = scope_of(stored.inventory, systems)
        reason = clean_line(why, "reason", 500) if why.strip() else ""

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            version = incident.saved_scope.version + 1 if incident.saved_scope else 1
            return [ScopeSaved(version, scope, stored.sha256, reason)]

        return self._recorder.record(name, by, decide)
