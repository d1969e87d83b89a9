"""An exercise under way: deliver the injects that are due, exactly once, and read how it went.

What was delivered is told from the notes in the Incident's own timeline, looked at inside the transaction that writes the
next one: neither a crash nor a second program delivers anything twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from breachdesk.domain.drill_course import Course, course_of, events_of
from breachdesk.domain.drill_score import DrillScore, scored
from breachdesk.domain.drills import BY, MARK, Drill, Inject, Scenario, due_now, next_due
from breachdesk.domain.errors import NotFound
from breachdesk.domain.incident import Incident
from breachdesk.domain.timeline import Act, NoteAdded
from breachdesk.services.incidents import Incidents, Opening
from breachdesk.services.plans import Plans
from breachdesk.services.ports import CaseStore, Now, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.times import zone_by_name

NEVER_SENT = (
    "This is an exercise: nothing is sent from it, to nobody. Skip the step with that as the reason; "
    "the approved text is what counts."
)


@dataclass(frozen=True, slots=True)
class Played:
    """What an exercise needs beside the desk: which one it is, and its scenario."""

    drill: Drill
    scenario: Callable[[], Scenario]
    """Read when first asked for."""


@dataclass(frozen=True, slots=True)
class DrillPlace:
    """Where an exercise lies: its own folder, and the workspace its report is kept beside."""

    drill: Drill
    folder: str
    home: str


@dataclass(frozen=True, slots=True)
class CameIn:
    """An inject that was delivered."""

    inject: Inject
    at: datetime
    text: str
    """As it stands in the timeline."""


@dataclass(frozen=True, slots=True)
class DrillResult:
    """How an exercise went so far, and what it is worth."""

    drill: Drill
    scenario: Scenario
    incident: Incident
    course: Course
    score: DrillScore


class Drilling:
    """One use case a method."""

    def __init__(
        self, store: CaseStore, recorder: Recorder, incidents: Incidents, plans: Plans, now: Now, played: Played
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._incidents = incidents
        self._plans = plans
        self._now = now
        self._played = played

    @property
    def drill(self) -> Drill:
        """Which exercise it is."""
        return self._played.drill

    @cached_property
    def scenario(self) -> Scenario:
        """What it is played from."""
        return self._played.scenario()

    def opened(self) -> Incident:
        """Give the Incident it is about; open it where that was not done yet.

        Raises:
            NotFound: there is no such playbook, or no inventory was taken in.
        """
        if not self._store.rows():
            scenario, language = self.scenario, self.drill.language
            self._incidents.open(
                Opening(
                    title=f"{MARK}: {scenario.title(language)}"[:120],
                    detected=scenario.starts_at.isoformat(),
                    reported_by=BY,
                    zone=scenario.zone,
                    playbook=scenario.playbook,
                ),
                BY,
            )
        return self.incident()

    def incident(self) -> Incident:
        """Give the Incident it is about: the first one of its workspace.

        Raises:
            NotFound: none was opened yet.
        """
        rows = self._store.rows()
        if not rows:
            raise NotFound(f"The exercise '{self.drill.id}' was not begun; `breachdesk drill resume` does that.")
        return self._store.incident(min(rows, key=lambda row: row.reference).id)

    def deliver(self) -> tuple[CameIn, ...]:
        """Deliver every inject that is due and was not delivered; give those, in the order they came in."""
        incident = self.incident()
        events = events_of(self._store.timeline(incident.id), self.scenario.starts_at)
        if not due_now(self.scenario.injects, incident.notes, events, self._now()):
            return ()
        delivered: list[CameIn] = []

        def decide(fresh: Incident, write: Transaction) -> list[Act]:
            now = self._now()
            due = due_now(self.scenario.injects, fresh.notes, events, now)
            delivered.extend(CameIn(inject, now, self._note(inject, at)) for at, inject in due)
            return [NoteAdded(came_in.text) for came_in in delivered]

        self._recorder.record(incident.id, BY, decide)
        return tuple(delivered)

    def delivered(self) -> tuple[CameIn, ...]:
        """Give every inject that came in so far, the newest first."""
        found = []
        for entry in reversed(self._store.timeline(self.incident().id)):
            text = entry.act.text if isinstance(entry.act, NoteAdded) else ""
            inject = next((i for i in self.scenario.injects if text and i.is_in(text)), None)
            if inject is not None:
                found.append(CameIn(inject, entry.recorded_at, text))
        return tuple(found)

    def next_at(self) -> datetime | None:
        """Give when the next inject comes in; None when none is left whose time is known."""
        incident = self.incident()
        events = events_of(self._store.timeline(incident.id), self.scenario.starts_at)
        return next_due(self.scenario.injects, incident.notes, events)

    def last_recorded_at(self) -> datetime | None:
        """Give the latest scenario instant in the record; time must not run back behind it."""
        return max(
            (self._store.timeline(row.id)[-1].recorded_at for row in self._store.rows()),
            default=None,
        )

    def result(self) -> DrillResult:
        """Give how it went so far, and what that is worth."""
        incident = self.incident()
        entries = self._store.timeline(incident.id)
        course = course_of(self.scenario, incident, self._plans.of(incident), entries, self._now())
        return DrillResult(self.drill, self.scenario, incident, course, scored(self.scenario, course))

    def _note(self, inject: Inject, due_at: datetime) -> str:
        local = due_at.astimezone(zone_by_name(self.drill.zone))
        return f"INJECT {inject.number}, {local:%H:%M}, {inject.words(self.drill.language)}"
