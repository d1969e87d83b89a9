"""How a clock reads in the list: word, symbol and tone at every point of the 72 hours and after."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.services.faces import Face, GlanceRow, glance_clock, running_clock
from tests.strategies import AWARE

DUE = AWARE + timedelta(hours=72)
SECOND = timedelta(seconds=1)
RUNNING = [
    (timedelta(hours=72), Face("72:00:00 left", "", "calm")),
    (timedelta(hours=100), Face("100:00:00 left", "", "calm")),
    (timedelta(hours=24) + SECOND, Face("24:00:01 left", "", "calm")),
    (timedelta(hours=24), Face("24:00:00 left", "!", "urgent")),
    (timedelta(hours=6) + SECOND, Face("06:00:01 left", "!", "urgent")),
    (timedelta(hours=6), Face("06:00:00 left", "!", "late")),
    (SECOND, Face("00:00:01 left", "!", "late")),
    (timedelta(milliseconds=1), Face("00:00:00 left", "!", "late")),
    (timedelta(0), Face("00:00:00 left", "!", "late")),
    (timedelta(milliseconds=-1), Face("00:00:00 late", "!", "late")),
    (-SECOND, Face("00:00:01 late", "!", "late")),
    (timedelta(hours=-100), Face("100:00:00 late", "!", "late")),
]


@pytest.mark.parametrize(("left", "face"), RUNNING, ids=lambda value: str(value))
def test_a_running_clock_says_how_long_is_left_or_over(left: timedelta, face: Face) -> None:
    """Lost without it: an hour before the end looks like a day, or the last instant like too late."""
    assert face == running_clock(DUE, DUE - left)


@given(seconds=st.integers(-400_000, 400_000))
def test_a_tone_never_speaks_alone(seconds: int) -> None:
    """Lost without it: on a screen without colours an urgent clock looks like any other."""
    face = running_clock(DUE, DUE - timedelta(seconds=seconds))
    assert face.text.endswith((" left", " late"))
    assert bool(face.symbol) is (face.tone != "calm")


def glance_row(filed: bool = False, closed: bool = False, due_at: datetime = DUE) -> GlanceRow:
    """Give an incident as the list shows it at first."""
    return GlanceRow("2026-01", "Customer file copied", due_at, filed, closed)


@pytest.mark.parametrize(
    ("filed", "closed", "face"),
    [
        (False, False, Face("06:00:00 left", "!", "late")),
        (True, False, Face("filed", "✓", "done")),
        (True, True, Face("filed", "✓", "muted")),
        (False, True, Face("06:00:00 left", "!", "muted")),
    ],
)
def test_the_list_says_whether_a_clock_runs_was_stopped_or_no_longer_matters(filed: bool, closed: bool, face: Face) -> None:
    """Lost without it: a closed incident presses, or a filed one counts down."""
    assert face == glance_clock(glance_row(filed, closed), DUE - timedelta(hours=6))


@pytest.mark.parametrize(("face", "words"), [(Face("filed", "✓"), "filed ✓"), (Face("open"), "open")])
def test_a_face_reads_as_word_and_symbol(face: Face, words: str) -> None:
    """Lost without it: the shell prints words without their sign, or a sign without its word."""
    assert words == str(face)
