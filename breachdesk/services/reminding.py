"""Looking for due reminders, mailing each once, and showing each once on a screen.

The table in the workspace is the truth; whoever wakes only calls `tick`. A reminder is claimed before its
mail goes out; what a dead program left claimed is uncertain, shown, and not mailed again by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breachdesk.domain.deliveries import Accepted, OutgoingMail, Refused
from breachdesk.domain.reminders import Reminder, ReminderState
from breachdesk.services.ports import CaseStore, Now, Sender, Tick
from breachdesk.services.times import hours_minutes_seconds

RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TickReport:
    """What one look did."""

    at: datetime
    mailed: tuple[Reminder, ...] = ()
    on_screen_only: tuple[Reminder, ...] = ()
    failed: tuple[Reminder, ...] = ()
    uncertain: tuple[Reminder, ...] = ()
    skipped: bool = False
    """Another living program is looking right now."""

    next_at: datetime | None = None
    note: str = ""
    """What was written down beside this look, such as a step of the clock."""


class Reminding:
    """One use case a method."""

    def __init__(self, store: CaseStore, sender: Sender, now: Now) -> None:
        self._store = store
        self._sender = sender
        self._now = now
        self._tried: dict[str, datetime] = {}

    async def tick(self, note: str = "") -> TickReport:
        """Mail every reminder that is due, one mail a person, and write down that somebody looked.

        Args:
            note: Something to write beside it, such as a step of the clock.
        """
        now = self._now()
        with self._store.alone("reminding") as alone:
            if not alone:
                return TickReport(now, skipped=True, next_at=self._store.next_reminder_at())
            uncertain = self._settle_interrupted(now)
            sent: dict[str, list[Reminder]] = {
                "mailed": [],
                "screen": [],
                "failed": [],
                "uncertain": uncertain,
            }
            for batch in self._batches(now):
                await self._hand_over(batch, sent)
            with self._store.writing() as write:
                write.note_tick(now, note)
        return TickReport(
            at=now,
            mailed=tuple(sent["mailed"]),
            on_screen_only=tuple(sent["screen"]),
            failed=tuple(sent["failed"]),
            uncertain=tuple(sent["uncertain"]),
            next_at=self._store.next_reminder_at(),
            note=note,
        )

    def to_show(self) -> tuple[Reminder, ...]:
        """Give due reminders no screen has shown, most urgent first, and mark them as shown.

        Two screens never get the same one.
        """
        now = self._now()
        waiting = self._store.unshown_reminders(now)
        if not waiting:
            return ()
        with self._store.writing() as write:
            mine = set(write.mark_shown([r.key for r in waiting], now))
        return tuple(r for r in waiting if r.key in mine)

    def of(self, incident_id: str) -> tuple[Reminder, ...]:
        """Give an Incident's reminders in the order they fall due."""
        return self._store.reminders(incident_id)

    def last_tick(self) -> Tick | None:
        """Give when somebody last looked."""
        return self._store.last_tick()

    def _batches(self, now: datetime) -> list[list[Reminder]]:
        """Group what is due by person: one mail each, however much was missed."""
        by_person: dict[str, list[Reminder]] = {}
        for reminder in self._store.due_reminders(now):
            tried = self._tried.get(reminder.key)
            # The wall clock may have been turned back since: then a try that seems to lie ahead is long ago.
            if tried is None or not timedelta() <= now - tried < RETRY_AFTER:
                by_person.setdefault(reminder.to_address, []).append(reminder)
        return list(by_person.values())

    async def _hand_over(self, batch: Sequence[Reminder], sent: dict[str, list[Reminder]]) -> None:
        now = self._now()
        mine = self._move(batch, ReminderState.WAITING, ReminderState.CLAIMED, "", now)
        if not mine:
            return
        if self._sender.mailer is None:
            said = "on screen only: this is an exercise" if self._sender.never else "on screen only: mail is not set up"
            sent["screen"] += self._move(mine, ReminderState.CLAIMED, ReminderState.DONE, said, now)
            return
        outcome = await self._sender.mailer.send(self._mail(mine, now))
        if isinstance(outcome, Accepted):
            sent["mailed"] += self._move(mine, ReminderState.CLAIMED, ReminderState.DONE, "mailed", now)
        elif isinstance(outcome, Refused) and outcome.may_retry:
            self._tried.update({r.key: now for r in mine})
            detail = f"not mailed yet: {outcome.reason}"
            sent["failed"] += self._move(mine, ReminderState.CLAIMED, ReminderState.WAITING, detail, now)
        elif isinstance(outcome, Refused):
            sent["failed"] += self._move(
                mine, ReminderState.CLAIMED, ReminderState.FAILED, outcome.reason, now
            )
        else:
            detail = f"may have been mailed: {outcome.reason}"
            sent["uncertain"] += self._move(mine, ReminderState.CLAIMED, ReminderState.UNCERTAIN, detail, now)

    def _settle_interrupted(self, now: datetime) -> list[Reminder]:
        """Only while holding the lock: whoever left a reminder claimed is dead."""
        detail = "may have been mailed: the program ended in between"
        left = self._store.claimed_reminders()
        return self._move(left, ReminderState.CLAIMED, ReminderState.UNCERTAIN, detail, now) if left else []

    def _move(
        self,
        reminders: Sequence[Reminder],
        was: ReminderState,
        becomes: ReminderState,
        detail: str,
        now: datetime,
    ) -> list[Reminder]:
        with self._store.writing() as write:
            return [r for r in reminders if write.move_reminder(r.key, was, becomes, detail, now)]

    def _mail(self, reminders: Sequence[Reminder], now: datetime) -> OutgoingMail:
        first = reminders[0]
        domain = self._sender.address.rpartition("@")[2]
        keys = hashlib.sha256("\n".join(sorted(r.key for r in reminders)).encode()).hexdigest()[:32]
        lines = [line_for(reminder, now) for reminder in _newest_of_each(reminders)]
        return OutgoingMail(
            message_id=f"<reminder-{keys}@{domain}>",
            from_name=self._sender.name,
            from_address=self._sender.address,
            to_name=first.to_name,
            to_address=first.to_address,
            subject=f"BreachDesk: {lines[0]}"
            if len(lines) == 1
            else f"BreachDesk: {len(lines)} incidents need you",
            text="\n".join([*lines, "", "Open BreachDesk to see the next step.", ""]),
            written_at=now,
        )


def line_for(reminder: Reminder, now: datetime) -> str:
    """Say in one line what a reminder is about; no personal data, for mail and screen alike."""
    span = hours_minutes_seconds(reminder.deadline_at - now)[:-3]
    left = f"{span} hours late" if now > reminder.deadline_at else f"{span} hours left"
    return f"{reminder.reference}: notification to the authority, {left}"


def _newest_of_each(reminders: Sequence[Reminder]) -> list[Reminder]:
    """One line an incident: after a long sleep several rungs are due at once."""
    newest: dict[str, Reminder] = {}
    for reminder in sorted(reminders, key=lambda r: (r.deadline_at, r.rung)):
        newest[reminder.incident] = reminder
    return list(newest.values())
