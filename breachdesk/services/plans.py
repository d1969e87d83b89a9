"""The plan one Incident walks: its playbooks from the store, put together with the tasks of its own, and its questions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from difflib import get_close_matches

from breachdesk.domain.errors import FileProblems, NotFound
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_merging import Added, whole_plan
from breachdesk.domain.planning import Plan, plan_of
from breachdesk.domain.playbook import Playbook
from breachdesk.domain.timeline import TaskAdded
from breachdesk.services.ports import CaseStore, Catalogues, HealthLine

LONGEST_ID = 60
KEPT = 64
"""Plans put together and kept in memory."""

Key = tuple[str, tuple[tuple[str, bool], ...], tuple[TaskAdded, ...]]


def playbook_named(catalogues: Catalogues, id_: str) -> Playbook:
    """Give a playbook that may be taken, by id.

    Raises:
        NotFound: there is none; the nearest is named, and the first playbook that was left out for what is wrong with it.
    """
    playbooks = catalogues.playbooks()
    if id_ in playbooks:
        return playbooks[id_]
    near = get_close_matches(id_[:LONGEST_ID], playbooks, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(sorted(playbooks))}."
    left_out = catalogues.playbook_problems()
    said = f" Left out for what is wrong with it: {left_out.lines()[0]}" if left_out else ""
    raise NotFound(f"There is no playbook '{id_[:LONGEST_ID]}'. {hint}{said}")


def playbooks_line(catalogues: Catalogues) -> HealthLine:
    """Read every playbook, and say whether all can be used; else the first file that cannot, and where."""
    try:
        playbooks, left_out = catalogues.playbooks(), catalogues.playbook_problems()
    except FileProblems as wrong:  # The vocabulary they speak in cannot be read.
        playbooks, left_out = {}, wrong
    if left_out is None:
        return HealthLine("playbooks", True, f"{len(playbooks)}, each of which can be used")
    first, *more = left_out.lines()
    return HealthLine("playbooks", False, f"{first} ({len(more)} more)" if more else first)


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

    def named(self, id_: str) -> Playbook:
        """Give a playbook that may be taken, as `playbook_named` does."""
        return playbook_named(self._catalogues, id_)

    def of(self, incident: Incident) -> Plan:
        """Give where it stands in its plan."""
        return plan_of(incident, self.playbook(incident))

    def facts(self, incident: Incident) -> Mapping[str, FactDefinition]:
        """Give every question that may be asked of it: the house's, and those of its own playbooks."""
        return {**self.playbook(incident).facts, **self._catalogues.facts()}
