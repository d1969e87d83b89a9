"""The plan one Incident walks: its playbooks from the store, put together with the tasks of its own, and its questions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import Plan, plan_of
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.timeline import TaskAdded
from breachdesk.services.ports import CaseStore, Catalogues

KEPT = 64
"""Plans put together and kept in memory."""

Key = tuple[str, tuple[tuple[str, bool], ...], tuple[TaskAdded, ...]]


class Plans:
    """Reads only; a plan is put together once for each mix of playbooks and tasks."""

    def __init__(self, store: CaseStore, catalogues: Catalogues) -> None:
        self._store = store
        self._catalogues = catalogues
        self._kept: OrderedDict[Key, Playbook] = OrderedDict()

    def playbook(self, incident: Incident) -> Playbook:
        """Give the one plan it walks, as its playbooks were when they came in."""
        key: Key = (
            incident.playbook_hash,
            tuple((use.sha256, use.replaces) for use in incident.added_playbooks),
            incident.added_tasks,
        )
        if key not in self._kept:
            first = self._store.playbook(incident.playbook_hash)
            added = [Added(self._store.playbook(use.sha256), use.replaces) for use in incident.added_playbooks]
            self._kept[key] = whole_plan(first, added, incident.added_tasks)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def parts(self, incident: Incident) -> tuple[Playbook, ...]:
        """Give the playbooks it is put together from, the one it was opened with first."""
        hashes = (incident.playbook_hash, *(use.sha256 for use in incident.added_playbooks))
        return tuple(self._store.playbook(sha256) for sha256 in hashes)

    def of(self, incident: Incident) -> Plan:
        """Give where it stands in its plan."""
        return plan_of(incident, self.playbook(incident))

    def facts(self, incident: Incident) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked of it: the house's, and those of its own playbooks."""
        return {**self.playbook(incident).facts, **self._catalogues.facts()}
