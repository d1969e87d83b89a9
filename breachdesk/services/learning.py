"""What comes after an incident: lessons, and actions that are agreed, done or dropped, also once it is closed.

The record stays append-only: a lesson is a note that knows what it is about, and nothing else of a closed incident moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from breachdesk.domain.afterwards import Action, LessonKind
from breachdesk.domain.errors import NotAllowed, NotFound
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.incident import Incident
from breachdesk.domain.timeline import Act, ActionAgreed, ActionSettled, LessonRecorded
from breachdesk.services.ports import CaseStore, IncidentRow, Now, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.times import day_in, read_day

MOST = 500
"""Characters of what is to change, and of why something was dropped."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action, and the incident it came from."""

    incident_id: str
    reference: str
    title: str
    action: Action
    is_late: bool

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.action.settled_at is None


class Afterwards:
    """One use case a method."""

    def __init__(self, store: CaseStore, recorder: Recorder, now: Now) -> None:
        self._store = store
        self._recorder = recorder
        self._now = now
        self._kept: dict[str, tuple[int, str, tuple[Action, ...]]] = {}
        """By incident: how many entries it had, its zone, its actions."""

    def learn(self, name: str, kind: LessonKind, text: str, by: str) -> Incident:
        """Record what was learned; also of a closed Incident.

        Raises:
            WrongInput: nothing is said.
        """
        act = LessonRecorded(kind, clean_text(text, "lesson"))
        return self._recorder.record(name, by, lambda *_: [act])

    def agree(self, name: str, what: str, owner: str, due: str, by: str) -> Incident:
        """Agree on something to change, with a name and a day; also after the Incident was closed.

        Args:
            due: The last day, as typed: `2026-12-15`, `+14d` or `+6w`.

        Raises:
            WrongInput: it has no words or no owner, or the day cannot be read or has passed.
        """
        wanted, whose = clean_line(what, "action", MOST), clean_line(owner, "name of the owner", 80)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            due_on = read_day(due, day_in(incident.zone, self._now()))
            return [ActionAgreed(f"a{len(incident.actions) + 1}", wanted, whose, due_on)]

        return self._recorder.record(name, by, decide)

    def settle(self, name: str, action: str, done: bool, note: str, by: str) -> Incident:
        """Record that an action was done, or that it is dropped and why; also after the Incident was closed.

        Raises:
            NotFound: there is no such action; those there are, are named.
            NotAllowed: it was settled before.
            WrongInput: it is dropped without a reason.
        """
        said = "" if done and not note.strip() else clean_line(note, "note" if done else "reason for dropping it", MOST)

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            found = incident.actions.get(action)
            if found is None:
                there = ", ".join(incident.actions) or "none yet"
                raise NotFound(f"{incident.reference} has no action '{action[:20]}'; there are: {there}.")
            if found.settled_at is not None:
                became = "done" if found.done else "dropped"
                raise NotAllowed(f"Action {action} is {became} already; agree on a new one instead.")
            return [ActionSettled(action, done, said)]

        return self._recorder.record(name, by, decide)

    def actions(self) -> tuple[ActionRow, ...]:
        """Give every action over all incidents: open ones first, of those the late ones, then by day."""
        return tuple(sorted((row for at in self._store.rows() for row in self._rows_of(at)), key=_pressing))

    def open_actions(self, known: Iterable[Incident] | None = None) -> tuple[ActionRow, ...]:
        """Give what is still to be done over all incidents: late first, then by day.

        Args:
            known: All incidents, where somebody has just read them; reading many once more takes time.
        """
        rows = self.actions() if known is None else sorted((r for i in known for r in self.actions_of(i)), key=_pressing)
        return tuple(row for row in rows if row.is_open)

    def actions_of(self, incident: Incident) -> tuple[ActionRow, ...]:
        """Give the actions of one Incident, in the same order."""
        today = day_in(incident.zone, self._now())
        rows = (
            ActionRow(incident.id, incident.reference, incident.title, action, action.is_late(today))
            for action in incident.actions.values()
        )
        return tuple(sorted(rows, key=_pressing))

    def _rows_of(self, at: IncidentRow) -> list[ActionRow]:
        known = self._kept.get(at.id)
        if known is None or known[0] != at.entries:
            incident = self._store.incident(at.id)
            known = self._kept[at.id] = incident.entries, incident.zone, tuple(incident.actions.values())
        _, zone, actions = known
        if not actions:
            return []
        today = day_in(zone, self._now())
        return [ActionRow(at.id, at.reference, at.title, action, action.is_late(today)) for action in actions]


def _pressing(row: ActionRow) -> tuple[object, ...]:
    action = row.action
    return not row.is_open, not row.is_late, action.due_on, row.reference, len(action.id), action.id
