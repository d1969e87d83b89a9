"""The words of the house: which duty a notice fulfils, and that stored words stay readable."""

from __future__ import annotations

from enum import StrEnum

import pytest

from breachdesk.domain.terms import BreachKind, Confirmation, Duty, Moment, NoticeKind, duty_of


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


def test_every_kind_of_notice_fulfils_a_duty_of_its_own() -> None:
    """Lost without it: a new kind of notice goes out under the decision about another."""
    assert len(NoticeKind) == len({duty_of(kind) for kind in NoticeKind})


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (Duty, ["document", "notify_authority", "notify_individuals"]),
        (BreachKind, ["confidentiality", "integrity", "availability"]),
        (NoticeKind, ["notification", "communication"]),
        (Moment, ["first-signal", "investigation-started"]),
        (Confirmation, ["none", "second-person", "cooling-off-hour"]),
    ],
)
def test_words_that_are_stored_stay_the_same(words: type[StrEnum], values: list[str]) -> None:
    """Lost without it: a word renamed in the code makes every workspace written before unreadable."""
    assert values == [word.value for word in words]
