"""The written plan: its steps in order, its words by language, and rings of steps that wait for each other."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.errors import NotFound
from breachdesk.domain.playbook import Phase, Playbook, Step, rings_of_needs
from tests.plans import SMALL, step


def test_steps_are_read_phase_by_phase() -> None:
    """Lost without it: the desk asks about letters before anybody knows whether there was a breach."""
    assert [s.id for p in SMALL.phases for s in p.steps] == [s.id for s in SMALL.steps()]
    assert [s.id for s in SMALL.steps()][:3] == ["ask", "how", "contain"]


def test_a_step_and_its_phase_are_found_by_id() -> None:
    """Lost without it: an act on one step lands on another."""
    assert SMALL.step("review").id == "review"
    assert SMALL.phase_of("review").id == "notify"


@pytest.mark.parametrize("look", [SMALL.step, SMALL.phase_of])
def test_a_step_the_plan_does_not_have_is_refused_by_name(look: object) -> None:
    """Lost without it: a slip of the pen ends in a crash, or a step that is not in the plan is ticked off."""
    with pytest.raises(NotFound, match="The playbook 'customer-data-stolen' has no step 'revue'"):
        look("revue")  # type: ignore[operator]


@pytest.mark.parametrize(("language", "words"), [("nl", "Vraag"), ("fr", "Ask"), ("en", "Ask")])
@pytest.mark.parametrize("of", [step("ask", titles={"en": "Ask", "nl": "Vraag"}), Phase("p", {"en": "Ask", "nl": "Vraag"}, ())])
def test_a_title_is_given_in_the_language_or_in_english(of: Step | Phase, language: str, words: str) -> None:
    """Lost without it: a blank line in the plan where a translation is missing."""
    assert words == of.title(language)


@pytest.mark.parametrize(
    ("why", "language", "words"),
    [
        ({"en": "Because.", "nl": "Omdat."}, "nl", "Omdat."),
        ({"en": "Because."}, "nl", "Because."),
        ({"nl": "Omdat."}, "fr", ""),
        ({}, "en", ""),
    ],
)
def test_the_reason_of_a_step_may_be_missing_and_is_then_empty(why: dict[str, str], language: str, words: str) -> None:
    """Lost without it: a plan without reasons cannot be shown."""
    assert words == step("ask", why=why).reason(language)


def graph(*needs: str) -> list[Step]:
    """Give steps a, b, c… each with its needs."""
    return [step(id_, needs=tuple(wanted)) for id_, wanted in zip("abcdefgh", needs, strict=False)]


@pytest.mark.parametrize(
    ("needs", "rings"),
    [
        ((), []),
        (("", "a", "b"), []),
        (("", "a", "a", "bc"), []),
        (("a",), [("a",)]),
        (("b", "a"), [("a", "b")]),
        (("b", "c", "a"), [("a", "b", "c")]),
        (("b", "a", "d", "c"), [("a", "b"), ("c", "d")]),
        (("b", "a", "a", "c"), [("a", "b")]),
        (("", "ac", "b", "b"), [("b", "c")]),
        (("xyz",), []),
        (("bb", "aa"), [("a", "b")]),
    ],
    ids=str,
)
def test_each_ring_of_needs_is_named_in_the_order_it_waits(needs: tuple[str, ...], rings: list[tuple[str, ...]]) -> None:
    """Lost without it: steps that wait for each other block an incident for ever, and nobody can say which."""
    assert rings == list(rings_of_needs(graph(*needs)))


@given(needs=st.lists(st.text("abcdefgh", max_size=3), max_size=8))
def test_there_is_a_ring_exactly_where_no_order_of_the_steps_exists(needs: list[str]) -> None:
    """Lost without it: a sound plan is refused, or a hopeless one is taken."""
    steps = graph(*needs)
    ids = {s.id for s in steps}
    order = TopologicalSorter({s.id: [n for n in s.needs if n in ids] for s in steps})
    try:
        order.prepare()
    except CycleError:
        has_order = False
    else:
        has_order = True
    rings = list(rings_of_needs(steps))
    assert has_order is (rings == [])
    shown = [id_ for ring in rings for id_ in ring]
    assert len(shown) == len(set(shown))
    for ring in rings:
        assert all(after in dict(zip("abcdefgh", needs, strict=False))[id_] for id_, after in zip(ring, ring[1:] + ring[:1], strict=True))


def test_a_plan_without_phases_has_no_steps() -> None:
    """Lost without it: looking through an empty plan ends in a crash."""
    assert list(Playbook("p", {"en": "P"}, "1", "0" * 64, ()).steps()) == []
