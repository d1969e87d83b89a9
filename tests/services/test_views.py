"""How values read: countdown and deadline, answers, states; the same words on the screen and in the shell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

import pytest
from hypothesis import given

from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.facts import Answer, Fact, FactDefinition, FactKind, Known, NotApplicable, Unknown
from breachdesk.domain.findings import Finding, Outcome
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import CountRange, SubjectGroup
from breachdesk.domain.planning import StepState
from breachdesk.domain.replaying import replay
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import FilingRecorded, TimelineEntry
from breachdesk.services.faces import Face
from breachdesk.services.views import (
    DELIVERY_FACES,
    DUTY_WORDS,
    KIND_WORDS,
    STATE_FACES,
    answer_words,
    clock_line,
    countdown,
    deadline_brief,
    deadline_words,
    fact_words,
    finding_face,
    share_used,
)
from tests.services.office import INVENTORY, QUESTIONS
from tests.strategies import AWARE, SAID, numbered, opening, row, timelines

HOUR = timedelta(hours=1)
DUE = AWARE + 72 * HOUR
HOME = "Europe/Amsterdam"


def told(*filed_after_hours: float) -> Incident:
    """Give an incident that was filed so many hours after awareness, or never."""
    filings = [
        FilingRecorded("notification-nl", 1, "0" * 64, AWARE + hours * HOUR, f"AP-{n}")
        for n, hours in enumerate(filed_after_hours)
    ]
    return replay("i1", numbered(opening(), *filings))


# --- the clock ------------------------------------------------------------------------------------------

CLOCKS = [
    ((), 0, Face("72:00:00 left", "", "calm")),
    ((), 48, Face("24:00:00 left", "!", "urgent")),
    ((), 66, Face("06:00:00 left", "!", "late")),
    ((), 72 - 1 / 3600, Face("00:00:01 left", "!", "late")),
    ((), 72, Face("00:00:00 left", "!", "late")),
    ((), 72 + 1 / 3600, Face("00:00:01 late", "!", "late")),
    ((), 172, Face("100:00:00 late", "!", "late")),
    ((5.5,), 100, Face("filed at 05:30 h", "✓", "done")),
    ((72,), 100, Face("filed at 72:00 h", "✓", "done")),
    ((72.5,), 100, Face("filed at 72:30 h, late", "!", "late")),
    ((80, 5.5), 100, Face("filed at 05:30 h", "✓", "done")),
    ((5.5, 80), 100, Face("filed at 05:30 h", "✓", "done")),
]


@pytest.mark.parametrize(("filed", "hours", "face"), CLOCKS)
def test_the_clock_counts_down_then_up_and_stands_still_at_the_first_filing(
    filed: tuple[float, ...], hours: float, face: Face
) -> None:
    """Lost without it: a clock that stands on every screen says something else than the law."""
    assert face == countdown(told(*filed), AWARE + hours * HOUR)


@pytest.mark.parametrize(
    ("filed", "narrow", "text"),
    [
        ((), False, "AP notification   06:00:00 left, until Thu 26 Nov, 14:00 CET"),
        ((), True, "06:00:00 left, until Thu 14:00 CET"),
        ((5.5,), False, "AP notification   filed at 05:30 h"),
        ((5.5,), True, "filed at 05:30 h"),
    ],
)
def test_clock_and_deadline_stand_in_one_line(filed: tuple[float, ...], narrow: bool, text: str) -> None:
    """Lost without it: a countdown without an hour to hold on to, or one that does not fit the screen."""
    line = clock_line(told(*filed), DUE - 6 * HOUR, narrow)
    face = countdown(told(*filed), DUE - 6 * HOUR)
    assert (line.text, line.symbol, line.tone) == (text, face.symbol, face.tone)


def test_the_deadline_reads_in_the_zone_of_the_incident() -> None:
    """Lost without it: the deadline is read an hour off."""
    incident = told()
    assert deadline_words(incident) == "until Thu 26 Nov, 14:00 CET"
    assert deadline_brief(incident) == "until Thu 14:00 CET"
    abroad = replace(incident, zone="America/New_York")
    assert deadline_words(abroad) == "until Thu 26 Nov, 08:00 EST"


@pytest.mark.parametrize(
    ("filed", "hours", "share"),
    [((), -1, 0.0), ((), 0, 0.0), ((), 36, 0.5), ((), 72, 1.0), ((), 100, 1.0), ((18,), 100, 0.25), ((90,), 100, 1.0)],
)
def test_how_much_of_the_period_is_used_stays_between_nothing_and_all(
    filed: tuple[float, ...], hours: float, share: float
) -> None:
    """Lost without it: a bar that runs off the screen, or goes on after the filing."""
    assert share == share_used(told(*filed), AWARE + hours * HOUR)


@given(entries=timelines())
def test_whatever_was_told_the_clock_has_words(entries: tuple[TimelineEntry, ...]) -> None:
    """Lost without it: in some order of acts the line that must never fail fails."""
    incident = replay("i1", entries)
    for now in (AWARE, DUE, DUE + HOUR):
        face = clock_line(incident, now, narrow=True)
        assert face.text
        assert face.symbol or face.tone == "calm"
        assert 0 <= share_used(incident, now) <= 1


# --- states and proposals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "words"),
    [(StepState, STATE_FACES), (DeliveryState, DELIVERY_FACES), (Duty, DUTY_WORDS), (NoticeKind, KIND_WORDS)],
)
def test_every_state_and_word_of_the_law_can_be_shown(kinds: type[StrEnum], words: Mapping[StrEnum, object]) -> None:
    """Lost without it: a new state ends the screen in the middle of an incident."""
    assert set(kinds) == set(words)
    assert all(str(shown) for shown in words.values())


@pytest.mark.parametrize("faces", [STATE_FACES, DELIVERY_FACES])
def test_every_state_reads_without_colour(faces: Mapping[StrEnum, Face]) -> None:
    """Lost without it: on a monochrome screen two states look the same."""
    assert len(faces) == len({str(face) for face in faces.values()})
    assert all(face.text and face.symbol for face in faces.values())


@pytest.mark.parametrize(
    ("finding", "face"),
    [
        (Finding.yes(), Face("notify: yes", "▸", "urgent")),
        (Finding.no(), Face("notify: no", "–", "done")),
        (Finding.undetermined(needs=("cause",)), Face("cannot be told yet", "?", "waiting")),
    ],
)
def test_a_proposal_reads_as_yes_no_or_cannot_be_told(finding: Finding, face: Face) -> None:
    """Lost without it: `cannot be told yet` reads as `no`."""
    assert face == finding_face(finding)
    assert {Outcome.YES, Outcome.NO, Outcome.UNDETERMINED} == set(Outcome)


# --- answers --------------------------------------------------------------------------------------------

PATIENTS = SubjectGroup("patients", {"en": "patients of the clinic"}, "patients", row("p"))
HELD = replace(INVENTORY, subject_groups=(*INVENTORY.subject_groups, PATIENTS))
ANSWERS: list[tuple[str, Answer, str]] = [
    ("cause", Unknown(), "not known yet"),
    ("cause", Known("unknown"), "not known yet"),
    ("cause", NotApplicable("no attack"), "not applicable: no attack"),
    ("cause", Known("malicious-external"), "malicious external"),
    ("cause", Known("martians"), "martians"),
    ("personal_data", Known("yes"), "yes"),
    ("breach_kinds", Known(("integrity", "availability")), "integrity, availability"),
    ("breach_kinds", Known(()), "none"),
    ("people", Known(CountRange(0, 0)), "0"),
    ("people", Known(CountRange(None, 1500)), "at most 1,500"),
    ("people", Known(CountRange()), "unknown"),
    ("happened_from", Known("2026-11-20T08:00:00+00:00"), "Fri 20 Nov 2026, 09:00 CET"),
    ("restored_within_hours", Known("4"), "4"),
    ("conclusion", Known("Two lines.\nOf text."), "Two lines.\nOf text."),
    ("data_categories", Known(("contact", "not-there")), "contact details, not-there"),
    ("subject_groups", Known(("patients", "customers", "not-there")), "patients of the clinic, customers, not-there"),
    ("retired_fact", Known("some-value"), "some-value"),
]


@pytest.mark.parametrize(("fact", "answer", "words"), ANSWERS)
def test_an_answer_reads_in_words_and_unknown_is_never_zero_or_blank(fact: str, answer: Answer, words: str) -> None:
    """Lost without it: `nobody knows` is shown as nothing, or an id where a word was wanted."""
    assert words == answer_words(QUESTIONS.get(fact), answer, HOME, HELD)


@pytest.mark.parametrize("kind", [FactKind.CATEGORIES, FactKind.GROUPS])
def test_without_an_inventory_categories_and_groups_read_as_their_ids(kind: FactKind) -> None:
    """Lost without it: an answer cannot be shown before an inventory was taken in."""
    definition = FactDefinition("f", kind, {"en": "f"})
    assert answer_words(definition, Known(("contact", "customers")), HOME) == "contact, customers"


def test_a_question_nobody_answered_reads_as_not_asked_yet() -> None:
    """Lost without it: `not asked` and `asked, and not known` look the same."""
    assert fact_words(QUESTIONS["cause"], None, HOME, None) == "not asked yet"
    assert fact_words(QUESTIONS["cause"], Fact("cause", Unknown(), SAID, AWARE), HOME, None) == "not known yet"
