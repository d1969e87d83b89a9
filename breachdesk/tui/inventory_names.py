"""How the rows of an inventory are called on a screen; worked out once, as long as the inventory is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from breachdesk.domain.inventory import Inventory, SourceRow


class Names:
    """Names by id, and what stands on a row of the file."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.systems = {s.id: s for s in inventory.systems}
        self.datasets = {d.id: d for d in inventory.datasets}
        self.groups = {g.id: g for g in inventory.subject_groups}
        self.activities = {a.id: a for a in inventory.processing_activities}
        self.processors = {p.id: p for p in inventory.processors}
        self._categories = {c.id: c.label("en") for c in inventory.data_categories}
        self._groups = {g.id: g.label("en") for g in inventory.subject_groups}
        self.held: dict[str, list[str]] = {}
        """By System: the names of the datasets in it."""

        for dataset in inventory.datasets:
            for system in dataset.held_in():
                self.held.setdefault(system, []).append(dataset.name)
        self._rows = dict(_rows(inventory))

    def system(self, id_: str) -> str:
        """Give the name of a System, or its id."""
        return self.systems[id_].name if id_ in self.systems else id_

    def dataset(self, id_: str) -> str:
        """Give the name of a Dataset, or its id."""
        return self.datasets[id_].name if id_ in self.datasets else id_

    def group(self, id_: str) -> str:
        """Give the name of a SubjectGroup, or its id."""
        return self._groups.get(id_, id_)

    def category(self, id_: str) -> str:
        """Give the name of a DataCategory, or its id."""
        return self._categories.get(id_, id_)

    def processor(self, id_: str) -> str:
        """Give the name of a Processor and its country, or its id."""
        known = self.processors.get(id_)
        if known is None:
            return id_
        return f"{known.name}, {known.country}" if known.country else known.name

    def activity(self, id_: str) -> str:
        """Give the name of a ProcessingActivity, or its id."""
        return self.activities[id_].name if id_ in self.activities else id_

    def rows(self, rows: Iterable[SourceRow]) -> Iterator[str]:
        """Say where each row stands and what it says, such as `desk.yaml:41  Customers in the CRM`."""
        for row in dict.fromkeys(rows):
            said = self._rows.get(row, "")
            yield f"{row}  {said or row.path}"


def _rows(inventory: Inventory) -> Iterator[tuple[SourceRow, str]]:
    groups = {g.id: g.label("en") for g in inventory.subject_groups}
    for group in inventory.subject_groups:
        yield group.row, f"{groups[group.id]}: {group.size} in all"
    for system in inventory.systems:
        yield system.row, system.name
    for dataset in inventory.datasets:
        yield dataset.row, dataset.name
        for held in dataset.subjects:
            figures = f"{held.people} people, {held.records} records"
            yield held.row, f"{dataset.name}: {groups.get(held.group, held.group)}, {figures}"
    for activity in inventory.processing_activities:
        yield activity.row, activity.name
    for flow in inventory.flows:
        note = f", {flow.note}" if flow.note else ""
        yield flow.row, f"from {flow.sender} to {flow.receiver}{note}"
    for credential in inventory.credentials:
        yield credential.row, f"{credential.name}: kept in {', '.join(credential.kept_in)}, opens {', '.join(credential.opens)}"
