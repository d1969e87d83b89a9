"""What the inventory says of the organisation itself, as facts: its role, what it is for other laws, where it sits."""

from __future__ import annotations

from datetime import datetime

from breachdesk.domain.facts import Fact, Facts, Known, Source, SourceKind
from breachdesk.domain.incident import Incident
from breachdesk.services.ports import StoredInventory


def facts_with_organisation(incident: Incident, stored: StoredInventory | None) -> Facts:
    """Give an Incident's facts, and behind them what the inventory says of the organisation."""
    if stored is None:
        return incident.facts
    return incident.facts.over(_facts_of(stored, incident.opened_at))


def _facts_of(stored: StoredInventory, at: datetime) -> list[Fact]:
    controller = stored.inventory.controller
    source = Source(SourceKind.INVENTORY, "the inventory", "controller")
    said: dict[str, str | tuple[str, ...] | None] = {
        "our_role": controller.role or "controller",
        "organisation_is": controller.kinds,
        "established_in": controller.establishments or (controller.country,),
    }
    return [Fact(id_, Known(value), source, at) for id_, value in said.items() if value is not None]
