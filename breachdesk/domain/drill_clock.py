"""The clock of an exercise: scenario time that runs faster than real time, and can stand still.

    scenario now = reached + (real now - since) x speed

`reached` is the scenario instant at the real instant `since`; both move on at every pause, resume and jump, so that nothing
but these two and the speed has to be kept. Scenario time never runs back, whatever the clock of the machine does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from breachdesk.domain.errors import NotAllowed, WrongInput

SLOWEST, FASTEST, USUAL = 10, 500, 60
"""How many times faster than real time an exercise may run."""

LONGEST_STRETCH = timedelta(days=366)
"""Scenario time between two moves of the clock; an exercise that was forgotten for years stands there."""


@dataclass(frozen=True, slots=True)
class DrillClock:
    """Where scenario time stands, and how fast it runs."""

    speed: int
    reached: datetime
    """Scenario instant, UTC."""

    since: datetime
    """Real instant at which it was reached, UTC."""

    stands: bool = False
    """Paused or ended: scenario time does not move."""

    def at(self, real_now: datetime, not_before: datetime | None = None) -> datetime:
        """Give the scenario instant at a real one.

        Args:
            real_now: What the clock of the machine says; before `since` it is taken for `since`.
            not_before: The latest scenario instant anybody has seen; a clock set back does not undo it.
        """
        gone = timedelta() if self.stands else max(timedelta(), real_now - self.since)
        found = self.reached + min(gone, LONGEST_STRETCH / self.speed) * self.speed
        return max(found, not_before) if not_before is not None else found

    def paused(self, real_now: datetime, not_before: datetime | None = None) -> DrillClock:
        """Give the clock standing still from now on."""
        return replace(self, reached=self.at(real_now, not_before), since=real_now, stands=True)

    def resumed(self, real_now: datetime, not_before: datetime | None = None) -> DrillClock:
        """Give the clock running from now on, from where it is."""
        return replace(self, reached=self.at(real_now, not_before), since=real_now, stands=False)

    def moved_to(self, instant: datetime, real_now: datetime) -> DrillClock:
        """Give the clock gone forward to a scenario instant.

        Raises:
            NotAllowed: that instant has passed; scenario time does not run back.
        """
        if instant < self.at(real_now):
            raise NotAllowed("Scenario time does not run back; name an instant to come.")
        return replace(self, reached=instant, since=real_now)


def checked_speed(speed: int) -> int:
    """Give a speed an exercise may run at.

    Raises:
        WrongInput: it is too slow or too fast.

    >>> checked_speed(60)
    60
    """
    if not SLOWEST <= speed <= FASTEST:
        raise WrongInput(f"An exercise cannot run {speed} times as fast; give a speed from {SLOWEST} to {FASTEST}.")
    return speed
