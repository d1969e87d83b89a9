"""The figures over all incidents, with the names of what they speak of; an incident is measured again only once it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from breachdesk.domain.errors import NotFound
from breachdesk.domain.incident import Incident
from breachdesk.services.learning import ActionRow, Afterwards
from breachdesk.services.plans import Plans
from breachdesk.services.ports import CaseStore, Catalogues, IncidentRow, Now
from breachdesk.services.times import day_in

if TYPE_CHECKING:
    # Every desk has figures within reach, and most never ask for them.
    from breachdesk.domain.figures import CaseFigures, FiguresOverAll

CAUSE_UNKNOWN = "not known yet"


@dataclass(frozen=True, slots=True)
class LookBack:
    """The figures, and what playbooks, causes and steps in them are called."""

    figures: FiguresOverAll
    actions: tuple[ActionRow, ...] = ()
    """Those of the incidents that were measured."""

    playbooks: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None


@dataclass(frozen=True, slots=True)
class _Measured:
    entries: int
    figures: CaseFigures
    playbook: str
    steps: Mapping[str, str]


class LookingBack:
    """Reads only."""

    def __init__(self, store: CaseStore, catalogues: Catalogues, plans: Plans, afterwards: Afterwards, now: Now) -> None:
        self._store = store
        self._catalogues = catalogues
        self._plans = plans
        self._afterwards = afterwards
        self._now = now
        self._kept: dict[str, _Measured] = {}

    def figures(self, since: date | None = None) -> LookBack:
        """Give the figures over all incidents.

        Args:
            since: Only incidents whose awareness fell on this day or later, in their own zone.
        """
        from breachdesk.domain.figures import CAUSE, figures_over

        measured = [self._measured(row) for row in self._store.rows()]
        wanted = [one for one in measured if since is None or one.figures.aware_on >= since]
        references = {one.figures.reference for one in wanted}
        cause = self._catalogues.facts().get(CAUSE)
        return LookBack(
            figures=figures_over((one.figures for one in wanted), self._now()),
            actions=tuple(row for row in self._afterwards.actions() if row.reference in references),
            playbooks={one.figures.playbook: one.playbook for one in wanted},
            causes={"": CAUSE_UNKNOWN, **{option.id: option.label() for option in (cause.options if cause else ())}},
            steps={id_: title for one in wanted for id_, title in one.steps.items()},
            since=since,
        )

    def _measured(self, row: IncidentRow) -> _Measured:
        known = self._kept.get(row.id)
        if known is None or known.entries != row.entries:
            known = self._kept[row.id] = self._measure(self._store.incident(row.id))
        return known

    def _measure(self, incident: Incident) -> _Measured:
        from breachdesk.domain.figures import figures_of

        figures = figures_of(incident, day_in(incident.zone, incident.aware_at))
        title, steps = incident.playbook, {id_: id_ for id_ in figures.skipped}
        try:
            title = self._store.playbook(incident.playbook_hash).title()
            steps |= {s.id: s.title() for s in self._plans.playbook(incident).steps() if s.id in steps}
        except NotFound:
            pass  # Figures over all must not fail for one plan that is gone; its ids name it too.
        return _Measured(incident.entries, figures, title, steps)
