"""Fingerprints: of a text, so that an approval binds to it; of facts, so that a later change is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from breachdesk.domain.drafting import facts_digest, notice_id, text_digest
from breachdesk.domain.facts import Answer, Fact, Facts, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.terms import NoticeKind
from tests.strategies import AWARE, SAID, answered, fact_sets, revision

SUBJECTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("kind", "language", "id_"),
    [
        (NoticeKind.NOTIFICATION, "nl", "notification-nl"),
        (NoticeKind.COMMUNICATION, "en", "communication-en"),
    ],
)
def test_a_notice_is_called_by_its_kind_and_language(kind: NoticeKind, language: str, id_: str) -> None:
    """Lost without it: two languages of one notice run into each other's revisions."""
    assert id_ == notice_id(kind, language)


def test_a_fingerprint_is_the_same_on_every_machine_and_day() -> None:
    """Lost without it: every approval in a workspace written before stops holding."""
    known = "8b9c75ef6c840a8bbb54bef7364b8eb60cf1164bd701e91d87e4f9a1a968f241"
    assert text_digest("Melding", "Tekst 1.") == known


@given(subject=SUBJECTS, text=SUBJECTS, data=st.data())
def test_changing_one_character_of_subject_or_text_changes_the_fingerprint(
    subject: str, text: str, data: st.DataObject
) -> None:
    """Lost without it: somebody approves one text and another one is sent."""
    made = replace(revision(), subject=subject, text=text)
    field = data.draw(st.sampled_from(["subject", "text"]))
    old = getattr(made, field)
    at = data.draw(st.integers(0, len(old) - 1))
    other = data.draw(st.sampled_from(["", "x", "\u00a0", old[at] * 2, old[at].swapcase()]))
    assume(other != old[at])
    assert made.sha256 != replace(made, **{field: old[:at] + other + old[at + 1 :]}).sha256


def test_what_is_not_subject_or_text_does_not_change_the_fingerprint() -> None:
    """Lost without it: the same words need a new approval because somebody else wrote them later."""
    made = revision()
    later = replace(made, number=7, author="J. Vos", written_at=AWARE + timedelta(hours=1), gaps=())
    assert made.sha256 == later.sha256


@pytest.mark.parametrize("in_phases", [True, False])
def test_a_notice_with_gaps_is_one_in_phases(in_phases: bool) -> None:
    """Lost without it: an incomplete notification passes for a whole one (Art. 33(4))."""
    made = revision()
    assert in_phases is (made if in_phases else replace(made, gaps=())).in_phases


SAID_DIFFERENTLY: list[Answer | None] = [
    None,
    Unknown(),
    Known("yes"),
    Known("no"),
    Known("unknown"),
    Known(()),
    Known(("yes",)),
    Known(("yes", "no")),
    Known(("no", "yes")),
    Known(CountRange()),
    Known(CountRange(0, 0)),
    Known(CountRange(5, None)),
    Known(CountRange(None, 5)),
    Known(CountRange(5, 5)),
    NotApplicable("yes"),
    NotApplicable("no"),
]


def test_every_difference_in_what_is_said_is_another_fingerprint() -> None:
    """Lost without it: a fact changes after the text was written, and the reviewer is not told."""
    digests = [facts_digest(Facts() if a is None else answered({"f": a})) for a in SAID_DIFFERENTLY]
    assert len(SAID_DIFFERENTLY) == len(set(digests))


@given(facts=fact_sets(), data=st.data())
def test_the_order_in_which_questions_were_answered_does_not_count(facts: Facts, data: st.DataObject) -> None:
    """Lost without it: a reviewer is told that facts changed when nothing did."""
    shuffled = data.draw(st.permutations(list(facts.by_id.items())))
    assert facts_digest(facts) == facts_digest(Facts(dict(shuffled)))


def test_who_said_it_when_and_how_they_know_do_not_count() -> None:
    """Lost without it: repeating an answer in other words of proof looks like a change of facts."""
    other = Source(SourceKind.INVENTORY, "scope version 2", "", ("inventory.yaml:3",))
    again = Facts({"f": Fact("f", Known("yes"), other, AWARE + timedelta(days=1))})
    assert facts_digest(answered({"f": Known("yes")})) == facts_digest(again)
    assert other != SAID


@given(facts=fact_sets(), id_=st.sampled_from(["cause", "new_fact"]))
def test_a_new_or_changed_answer_changes_the_fingerprint(facts: Facts, id_: str) -> None:
    """Lost without it: a draft rests on facts that are no longer so."""
    assert facts_digest(facts) != facts_digest(facts.with_fact(Fact(id_, Known("something else"), SAID, AWARE)))
