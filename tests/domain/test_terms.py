"""The words of the house: which duty a notice fulfils, and that stored words stay readable."""

from __future__ import annotations

from enum import StrEnum

import pytest

from breachdesk.domain.terms import Audience, BreachKind, Confirmation, Duty, Moment, NoticeKind, Stage, duty_of


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        (NoticeKind.NOTIFICATION, Duty.NOTIFY_AUTHORITY),
        (NoticeKind.COMMUNICATION, Duty.NOTIFY_INDIVIDUALS),
    ],
)
def test_each_kind_of_notice_fulfils_one_duty(kind: NoticeKind, duty: Duty) -> None:
    """Lost without it: a decision not to tell the people stops the notification to the authority, or the other way."""
    assert duty is duty_of(kind)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_kind_stands_under_a_decision_where_the_law_asks_it_of_a_controller(kind: NoticeKind) -> None:
    """Lost without it: a letter goes out although it was decided to tell nobody."""
    assert (kind.obligation in {"gdpr-33-1", "gdpr-34-1"}) is (duty_of(kind) is not None)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_all_ways_to_tell_the_people_stand_under_one_decision(kind: NoticeKind) -> None:
    """Lost without it: a text message goes out although it was decided to tell nobody."""
    assert (kind.audience is Audience.INDIVIDUALS) is (duty_of(kind) is Duty.NOTIFY_INDIVIDUALS)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (Duty, ["document", "notify_authority", "notify_individuals"]),
        (BreachKind, ["confidentiality", "integrity", "availability"]),
        (
            NoticeKind,
            "notification withdrawal communication letter sms phone public controller-notice brief press insurer police".split(),
        ),
        (Stage, ["initial", "supplement", "final"]),
        (Moment, ["first-signal", "investigation-started"]),
        (Confirmation, ["none", "second-person", "cooling-off-hour"]),
    ],
)
def test_words_that_are_stored_stay_the_same(words: type[StrEnum], values: list[str]) -> None:
    """Lost without it: a word renamed in the code makes every workspace written before unreadable."""
    assert values == [word.value for word in words]
