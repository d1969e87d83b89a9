"""How obligations read: whether they apply, how their clocks stand, what was done. The same on screen and in the shell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.law import DutyNote, LawStatus
from breachdesk.domain.obligations import Obligation, ObligationState, Standing
from breachdesk.domain.standing import ClockStanding, ClockState
from breachdesk.services.clock_words import start_words
from breachdesk.services.faces import Face, running_clock
from breachdesk.services.times import hours_minutes_seconds, in_short

STANDING_FACES = {
    Standing.APPLIES: Face("applies", "▸", "accent"),
    Standing.OPEN: Face("cannot be told yet", "?", "waiting"),
    Standing.DOES_NOT: Face("does not apply", "–", "muted"),
}
STATE_FACES = {
    ObligationState.OPEN: Face("open", "·", "calm"),
    ObligationState.BEGUN: Face("begun, more to come", "▸", "waiting"),
    ObligationState.MET: Face("done", "✓", "done"),
    ObligationState.DECLINED: Face("decided not to", "–", "muted"),
    ObligationState.UNCONFIRMED: Face("decided not to, not confirmed", "◷", "waiting"),
}


def standing_face(row: Obligation) -> Face:
    """Say whether a duty exists."""
    return STANDING_FACES[row.standing]


def state_face(row: Obligation) -> Face:
    """Say what was done about it."""
    return STATE_FACES[row.state]


def state_words(row: Obligation) -> str:
    """Say what was done about it, with the reason where there is one."""
    because = f": {row.state_because}" if row.state_because else ""
    return f"{state_face(row)}{because}" if row.standing is not Standing.DOES_NOT else ""


def note_words(note: DutyNote) -> str:
    """Say what to know beside a duty, where that stands, and how sure it is where it is not plain law."""
    status = "" if note.status is LawStatus.IN_FORCE else f", {note.status.value}"
    return f"note: {note.text['en']} ({note.source}{status})"


def clock_face(row: Obligation, now: datetime, zone: str, facts: Mapping[str, FactDefinition]) -> Face:
    """Say the clock that matters now: that of its first stage not done."""
    clock = row.next_clock
    return Face("no clock", "", "muted") if clock is None else standing_clock(clock, now, zone, facts)


def standing_clock(clock: ClockStanding, now: datetime, zone: str, facts: Mapping[str, FactDefinition]) -> Face:
    """Say one clock: time left and until when, frozen once met, none in law, or what it waits for."""
    if clock.met_at is not None:
        late = ", late" if clock.is_late(now) else ""
        return Face(f"done {in_short(clock.met_at, zone)}{late}", "!" if late else "✓", "late" if late else "done")
    if clock.state is ClockState.DATED and clock.deadline is not None:
        face = running_clock(clock.deadline.due_at, now)
        return Face(f"{face.text}, until {in_short(clock.deadline.due_at, zone)}", face.symbol, face.tone)
    if clock.state is ClockState.NONE_IN_LAW:
        return _without_length(clock, now, zone)
    if clock.state is ClockState.NOT_IN_FORCE:
        return Face(f"no date: {not_in_force_words(clock)}", "–", "muted")
    latest = f", at the latest {in_short(clock.at_latest, zone)}" if clock.at_latest else ""
    return Face(f"not started: {start_words(clock.waits_for, facts)}{latest}", "◷", "muted")


def not_in_force_words(clock: ClockStanding) -> str:
    """Say why a period dates nothing: it is law from another day on, was, or is only proposed."""
    rule = clock.rule
    if rule.status is LawStatus.PROPOSED:
        return "only proposed"
    if rule.repealed_from is not None:
        return f"in force {rule.in_force_from.isoformat()} to {rule.repealed_from.isoformat()}"
    return f"in force from {rule.in_force_from.isoformat()}"


def _without_length(clock: ClockStanding, now: datetime, zone: str) -> Face:
    words = clock.rule.length
    if clock.target_at is None:
        return Face(words, "", "calm")
    left = clock.target_at - now
    span = hours_minutes_seconds(left)[:-3]
    said = f"house target {in_short(clock.target_at, zone)}, {span} {'left' if left.total_seconds() >= 0 else 'over'}"
    return Face(f"{words}; {said}", "" if left.total_seconds() >= 0 else "!", "calm" if left.total_seconds() >= 0 else "urgent")
