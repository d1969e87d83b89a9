"""What a letter's state is after a try: sent only when the server said yes."""

from __future__ import annotations

import pytest

from breachdesk.domain.deliveries import Accepted, DeliveryState, HandOver, Refused, Unclear, letter_id, state_after

AFTER = [
    (Accepted("250 ok"), DeliveryState.SENT),
    (Refused("550 no such mailbox", may_retry=False), DeliveryState.FAILED),
    (Refused("451 try again later", may_retry=True), DeliveryState.DEFERRED),
    (Unclear("the line broke after the text"), DeliveryState.UNCERTAIN),
]


@pytest.mark.parametrize(("hand_over", "state"), AFTER, ids=lambda value: str(value)[:24])
def test_a_letter_is_in_the_state_its_hand_over_says(hand_over: HandOver, state: DeliveryState) -> None:
    """Lost without it: a letter that may have arrived goes out twice, or one nobody has counts as sent."""
    assert state is state_after(hand_over)


def test_only_a_yes_of_the_server_counts_as_sent() -> None:
    """Lost without it: the authority is told that people were told who were not."""
    assert [h for h, _ in AFTER if state_after(h) is DeliveryState.SENT] == [Accepted("250 ok")]


def test_the_states_that_are_stored_stay_the_same() -> None:
    """Lost without it: an outbox written before cannot be read any more."""
    assert [s.value for s in DeliveryState] == ["queued", "sending", "sent", "deferred", "failed", "uncertain"]


PARTS = ("i1", "communication-nl", "a" * 64, "Ann", "ann@example.net")


@pytest.mark.parametrize("place", range(5))
def test_a_letter_is_another_one_when_anything_that_was_queued_is(place: int) -> None:
    """Lost without it: text or addressee of a queued letter can be changed, and nobody sees it at sending."""
    changed = [part + "x" if at == place else part for at, part in enumerate(PARTS)]
    assert letter_id(*PARTS) == letter_id(*PARTS)
    assert letter_id(*PARTS) != letter_id(*changed)


def test_what_is_moved_from_one_part_of_a_letter_to_the_next_makes_another_one() -> None:
    """Lost without it: a name that ends as the address begins passes for the letter that was queued."""
    assert letter_id("i", "n", "s", "Ann a", "nn@example.net") != letter_id("i", "n", "s", "Ann ", "ann@example.net")
    assert letter_id("i", "n", "s", "1:A", "nn@example.net") != letter_id("i", "n", "s", "1:", "Ann@example.net")
