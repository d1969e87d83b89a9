"""A small exercise and the record of one that was played, told act by act, each at its minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from breachdesk.domain.drill_course import Course, events_of
from breachdesk.domain.drills import After, Expected, Inject, InjectKind, Scenario, Truth, WrongDeed, WrongKind
from breachdesk.domain.facts import Answer, Known
from breachdesk.domain.findings import Finding
from breachdesk.domain.hit import Hit
from breachdesk.domain.planning import StepState
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import Duty
from breachdesk.domain.timeline import Act, DecisionRecorded, FactAnswered, ScopeSaved, TimelineEntry
from tests.strategies import SAID

START = datetime(2026, 11, 14, 1, 0, tzinfo=UTC)
AUTHORITY, PEOPLE = Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS
TELL_NOBODY = WrongDeed(WrongKind.DECIDE, PEOPLE, "no")


def inject(number: int, minutes: int, *reveals: Expected, after: After = After.START, wrong: WrongDeed | None = None) -> Inject:
    """Give an inject with plain words."""
    kind = InjectKind.PRESSURE if wrong else InjectKind.MESSAGE
    texts = {"en": f"something, number {number}", "nl": f"iets, nummer {number}"}
    return Inject(number, kind, {"en": "service desk"}, texts, minutes, after, reveals, wrong)


INJECTS = (
    inject(1, 10, Expected("breach_confirmed", ("yes",)), Expected("exfiltration", ("excluded",))),
    inject(2, 600, Expected("exfiltration", ("confirmed", "likely"))),
    inject(3, 700, wrong=TELL_NOBODY),
    inject(4, 60, after=After.SCOPE),
)
SCENARIO = Scenario(
    id="night",
    version="1",
    titles={"en": "A night", "nl": "Een nacht"},
    briefing={"en": "It is dark."},
    starts_at=START,
    zone="Europe/Amsterdam",
    organisation="fietsgoed",
    playbook="customer-data-stolen",
    injects=INJECTS,
    truth=Truth(("crm", "till"), ("backup",), {AUTHORITY: True, PEOPLE: True}, ("ask", "conclude")),
    known_at_start=(Expected("personal_data", ("yes",)),),
)


def at(minutes: int) -> datetime:
    """Give an instant of the exercise."""
    return START + timedelta(minutes=minutes)


def said(fact: str, answer: Answer | str) -> FactAnswered:
    """Give the act that answers a question."""
    return FactAnswered(fact, Known(answer) if isinstance(answer, str) else answer, SAID)


def decided(duty: Duty, notify: bool) -> DecisionRecorded:
    """Give the act that decides a duty."""
    return DecisionRecorded(duty, notify, "because", Finding.yes())


def scoped(*systems: str) -> ScopeSaved:
    """Give the act that saves a scope."""
    return ScopeSaved(1, Scope(systems=systems), "i" * 64, "", Hit(systems))


def told(*acts: tuple[int, Act]) -> tuple[TimelineEntry, ...]:
    """Give the record of what was done, each at its minute."""
    return tuple(TimelineEntry(n, at(m), at(m), "M. Aydin", act) for n, (m, act) in enumerate(acts, 1))


def course(
    *acts: tuple[int, Act],
    until: int = 6000,
    delivered: Mapping[int, int] | None = None,
    systems: tuple[str, ...] = (),
    first_systems: tuple[str, ...] | None = None,
    filed: int | None = None,
    told_people: int | None = None,
    steps: Mapping[str, StepState] | None = None,
) -> Course:
    """Give how it went; by default all injects but the last came in at their minutes."""
    entries = told(*acts)
    came = delivered if delivered is not None else {1: 10, 2: 600, 3: 700}
    return Course(
        started_at=START,
        until=at(until),
        events=events_of(entries, START),
        delivered={number: at(minutes) for number, minutes in came.items()},
        entries=entries,
        due_at=START + timedelta(hours=72),
        first_systems=systems if first_systems is None else first_systems,
        systems=systems,
        filed_at=at(filed) if filed is not None else None,
        told_at=at(told_people) if told_people is not None else None,
        steps=steps or {},
    )
