"""The acts of a record: each a value of its own that nothing can change, under a word that is stored."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import get_args

import pytest

from breachdesk.domain.timeline import Act, NoteAdded, TimelineEntry
from tests.strategies import AWARE, numbered

ACTS = get_args(Act)
STORED = """
incident-opened awareness-corrected moment-recorded verdict-recorded fact-answered task-done task-assigned step-skipped
step-reopened scope-saved decision-recorded decision-confirmed stage-met obligation-declined revision-saved revision-approved approval-withdrawn
comment-made comment-settled changes-requested form-field-answered filing-recorded letters-queued
letters-handed-over people-lists-taken people-lists-purged playbook-added task-added step-blocked work-handed-over evidence-kept
lesson-recorded action-agreed action-settled note-added incident-closed
""".split()


def test_the_words_for_acts_that_are_stored_stay_the_same() -> None:
    """Lost without it: a renamed act makes every record that holds it unreadable."""
    assert [next(f.default for f in fields(act) if f.name == "act") for act in ACTS] == STORED


def test_every_act_has_a_word_of_its_own() -> None:
    """Lost without it: one act is read back as another."""
    assert len(ACTS) == len(set(STORED))


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_is_a_value_that_cannot_be_changed(act: type) -> None:
    """Lost without it: the record changes in memory after the fact, and nobody sees it."""
    assert is_dataclass(act)
    assert act.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(act)


def test_an_entry_cannot_be_changed() -> None:
    """Lost without it: who said what, and when, can be rewritten."""
    (entry,) = numbered(NoteAdded("seen at noon"))
    with pytest.raises(FrozenInstanceError):
        entry.by = "somebody else"  # type: ignore[misc]


def test_an_entry_tells_when_it_happened_apart_from_when_it_was_told() -> None:
    """Lost without it: what was written down late looks as if it had been written at the time."""
    entry = TimelineEntry(1, AWARE, AWARE.replace(hour=20), "M. Aydin", NoteAdded("seen at noon"))
    assert (entry.happened_at.hour, entry.recorded_at.hour) == (13, 20)
