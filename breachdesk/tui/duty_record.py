"""Recording over any screen that a duty was done, or why it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from breachdesk.domain.incident import Incident
from breachdesk.domain.obligations import Obligation
from breachdesk.services.times import read_instant
from breachdesk.tui.dialogs import Field, some_words

if TYPE_CHECKING:
    from breachdesk.tui.deskscreen import DeskScreen

Then = Callable[[Incident], object] | None


def record_met(screen: DeskScreen, incident: Incident, row: Obligation, then: Then = None) -> None:
    """Ask when a duty was done and under which reference, and record it."""

    def readable(text: str) -> str | None:
        return screen.desk_app.problem_with(lambda: read_instant(text, incident.zone, screen.desk.now()))

    stage = row.next_clock.rule if row.next_clock else None
    fields = [
        Field("at", "When was it done?", "now", "2026-11-23 14:30, or: now", readable),
        Field("reference", "Under which reference?", "", "what the other side gave, or how one can see it", some_words),
    ]
    title = f"{row.duty.label['en']}{f': {stage.label}' if stage else ''}"
    meet, actor, clock = screen.desk.duties.meet, screen.desk_app.actor, stage.id if stage else ""

    def save(said: Mapping[str, str]) -> Incident:
        return meet(incident.id, row.id, clock, said["at"], said["reference"], actor)

    screen.fill_and_save(title, fields, save, "recorded", then)


def record_declined(screen: DeskScreen, incident: Incident, row: Obligation, then: Then = None) -> None:
    """Ask why a duty is not done, and record that."""
    decline, actor = screen.desk.duties.decline, screen.desk_app.actor
    screen.ask_and_save(
        "Why is it not done?",
        "kept with your name and the time",
        lambda reason: decline(incident.id, row.id, reason, actor),
        then,
        "turned down",
    )
