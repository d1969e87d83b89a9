"""Which nudges are due before a Deadline, to whom, and by which key each is unique.

A Reminder is inside the house and never a Notice. The table of reminders is the truth; whoever wakes
only looks at it. The key says which incident, clock, deadline, rung and person, so that a reminder is
made once however often it is worked out, and a corrected deadline makes new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breachdesk.domain.clock import Deadline
from breachdesk.domain.incident import Incident
from breachdesk.domain.parties import Person, Role
from breachdesk.domain.terms import Duty


class ReminderState(StrEnum):
    """Where a reminder stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    """Somebody is about to mail it; journalled before the mail goes out."""

    DONE = "done"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """The program ended while mailing; not mailed again by itself."""

    CANCELLED = "cancelled"
    """The duty was fulfilled, or the deadline moved."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A point on the way to the deadline, counted from its start, and who hears of it."""

    hours: int
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One nudge to one person about one deadline."""

    key: str
    incident: str
    reference: str
    clock: str
    rung: int
    """Elapsed hours since the clock started; the period itself means overdue."""

    due_at: datetime
    deadline_at: datetime
    to_name: str
    to_address: str
    state: ReminderState = ReminderState.WAITING
    detail: str = ""
    shown_at: datetime | None = None


def reminders_for(
    incident: Incident, rungs: Iterable[Rung], people: Iterable[Person]
) -> tuple[Reminder, ...]:
    """Give every reminder that this Incident's authority clock calls for.

    None once the authority was notified, somebody decided not to, or the Incident is closed.

    Args:
        rungs: Points counted in hours from Awareness; those after the period mean overdue.
        people: Everybody with a role.
    """
    if not clock_needs_reminders(incident):
        return ()
    deadline = incident.deadline
    folk = sorted(people, key=lambda person: (person.name, person.email))
    made: dict[str, Reminder] = {}
    for rung in rungs:
        for person in folk:
            if not set(person.roles) & set(rung.roles):
                continue
            key = f"{incident.id}:{deadline.clock}:{deadline.due_at.isoformat()}:{rung.hours}:{person.email}"
            made[key] = Reminder(
                key=key,
                incident=incident.id,
                reference=incident.reference,
                clock=deadline.clock,
                rung=rung.hours,
                due_at=_due_at(deadline, rung),
                deadline_at=deadline.due_at,
                to_name=person.name,
                to_address=person.email,
            )
    return tuple(made.values())


def clock_needs_reminders(incident: Incident) -> bool:
    """Tell whether the authority clock still runs for this Incident."""
    if incident.closed_at is not None or incident.first_filed_at is not None:
        return False
    decision = incident.decision(Duty.NOTIFY_AUTHORITY)
    return decision is None or decision.notify


def _due_at(deadline: Deadline, rung: Rung) -> datetime:
    # The deadline instant itself is still on time, so "overdue" falls due one second later.
    at = deadline.started_at + timedelta(hours=rung.hours)
    return deadline.due_at + timedelta(seconds=1) if at >= deadline.due_at else at


def urgency(reminder: Reminder) -> tuple[datetime, int]:
    """Order reminders by what presses most: the nearest deadline, then the last rung."""
    return (reminder.deadline_at, -reminder.rung)
