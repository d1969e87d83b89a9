"""Working out what an Incident touches from the inventory in use, and saving it as a version."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotFound
from breachdesk.domain.foreign import clean_line, optional_line
from breachdesk.domain.hit import Hit, Stated
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.scope import Scope, check_hit, scope_of
from breachdesk.domain.timeline import Act, ScopeSaved
from breachdesk.services.ports import CaseStore, Catalogues, Now, StoredInventory, Transaction
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

    def __init__(self, store: CaseStore, catalogues: Catalogues, recorder: Recorder, now: Now) -> None:
        self._store = store
        self._catalogues = catalogues
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

    def preview(self, hit: Hit | Collection[str]) -> Scope:
        """Give the Scope of what was hit without saving it; NotFound names a wrong id."""
        return scope_of(self.inventory(), hit, self._catalogues.combinations())

    def save(self, name: str, hit: Hit | Collection[str], by: str, why: str = "") -> Incident:
        """Save the Scope of what was hit as the next version.

        Raises:
            WrongInput: nothing is marked as hit, or something stated cannot be.
            NotFound: a system, dataset or group is not in the inventory.
        """
        asked = cleaned(hit if isinstance(hit, Hit) else Hit(tuple(sorted(hit))))
        stored = inventory_in_use(self._store)
        check_hit(stored.inventory, asked)
        scope = scope_of(stored.inventory, asked, self._catalogues.combinations())
        reason = optional_line(why, "reason")

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            version = incident.saved_scope.version + 1 if incident.saved_scope else 1
            return [ScopeSaved(version, scope, stored.sha256, reason, asked)]

        return self._recorder.record(name, by, decide)


def cleaned(hit: Hit) -> Hit:
    """Give what was hit with every reason fit to be kept.

    Raises:
        WrongInput: a reason is empty or too long.
    """
    return replace(
        hit,
        left_out={id_: clean_line(why, f"reason for leaving out '{id_}'", 500) for id_, why in hit.left_out.items()},
        ruled_out={id_: clean_line(why, f"reason for ruling out '{id_}'", 500) for id_, why in hit.ruled_out.items()},
        stated={
            id_: Stated(stated.people, clean_line(stated.reason, f"reason for the number of '{id_}'", 500))
            for id_, stated in hit.stated.items()
        },
    )
