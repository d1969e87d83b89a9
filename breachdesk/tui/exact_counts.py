"""Exact figures from the lists of people of an incident, where lists were taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from breachdesk.domain.incident import Incident
from breachdesk.domain.people import PeopleCounts
from breachdesk.services.desk import Desk

Exact = Callable[[Sequence[str]], PeopleCounts | None]
"""Counts over the lists of these systems; None where there is no list of any of them."""


def exact_on(desk: Desk, incident: Incident) -> Exact | None:
    """Give what counts, or None where the record says that this incident has no lists: then no register is opened."""
    listed = tuple(incident.people_lists)
    if not listed:
        return None

    def exact(systems: Sequence[str]) -> PeopleCounts | None:
        asked = [system for system in listed if system in systems]
        return desk.people.counts(incident.id, asked).counts if asked else None

    return exact
