"""Writing acts into an Incident's record: entry, picture and reminders in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.foreign import clean_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.parties import Person
from breachdesk.domain.reminders import reminders_for
from breachdesk.domain.timeline import Act, TimelineEntry
from breachdesk.services.ports import CaseStore, Catalogues, Now, Transaction

Decide = Callable[[Incident, Transaction], Sequence[Act]]


class Recorder:
    """Load, ask, save: every change of an Incident goes through here."""

    def __init__(self, store: CaseStore, catalogues: Catalogues, now: Now) -> None:
        self._store = store
        self._catalogues = catalogues
        self._now = now

    def record(self, name: str, by: str, decide: Decide) -> Incident:
        """Let `decide` say which acts follow for the Incident as it is now, and write them.

        Args:
            name: Id or reference of the Incident.
            by: Who acts.
            decide: Called inside the transaction; what it raises undoes everything.

        Raises:
            NotFound: there is no such Incident.
        """
        actor = clean_line(by, "name of who acts", 80)
        id_ = self._store.incident(name).id
        # Read before the write: one that grows large shuts out every other look at the workspace, its own included.
        stored = self._store.inventory()
        with self._store.writing() as write:
            incident = write.incident(id_)
            for act in decide(incident, write):
                incident = self._append(write, incident, act, actor)
            self.renew_reminders(write, incident, stored.inventory.people if stored else ())
        return incident

    def renew_reminders(self, write: Transaction, incident: Incident, people: Sequence[Person]) -> None:
        """Work out anew which reminders the Incident calls for, inside a write that is under way."""
        wanted = reminders_for(incident, self._catalogues.rungs(), people)
        write.set_reminders(incident.id, wanted, self._now())

    def _append(self, write: Transaction, incident: Incident, act: Act, by: str) -> Incident:
        now = self._now()
        return write.append(incident.id, TimelineEntry(incident.entries + 1, now, now, by, act))
