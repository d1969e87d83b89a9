"""Exact figures from the lists of people of an incident, where the desk has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from breachdesk.domain.people import PeopleCounts
from breachdesk.services.desk import Desk

Exact = Callable[[Sequence[str]], PeopleCounts | None]
"""Counts over the lists of these systems; None where there is no list of any of them."""


def exact_on(desk: Desk, incident_id: str) -> Exact | None:
    """Give what counts, or None where this desk keeps no lists of people, or none of this incident.

    The record says whether there are lists, so that without them nothing of the register is loaded.
    """
    people: Any = getattr(desk, "people", None)
    if people is None or not getattr(desk.incidents.get(incident_id), "people_lists", ()):
        return None

    def exact(systems: Sequence[str]) -> PeopleCounts | None:
        listed = [found.system for found in people.state(incident_id).lists if found.system in systems]
        counts: PeopleCounts | None = people.counts(incident_id, listed).counts if listed else None
        return counts

    return exact
