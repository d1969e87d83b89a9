"""What the screens after an incident say, without a screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from breachdesk.domain.afterwards import Action
from breachdesk.domain.figures import CaseFigures, Span, figures_over
from breachdesk.services.faces import Face
from breachdesk.services.learning import ActionRow
from breachdesk.services.looking_back import LookBack
from breachdesk.services.ports import IncidentRow
from breachdesk.tui.after_phrases import action_key, action_list, next_due
from breachdesk.tui.figure_rows import QUARTER, Behind, behind, figure_rows
from tests.strategies import AWARE

DUE = AWARE + timedelta(hours=72)
HOUR = timedelta(hours=1)


def listed(reference: str, hours: int, is_filed: bool = False, is_closed: bool = False) -> IncidentRow:
    """Give an incident of the list, due so many hours after the usual deadline."""
    done = AWARE if is_filed else None
    return IncidentRow(reference, reference, "Lost", DUE + hours * HOUR, done, AWARE if is_closed else None, 3)


@pytest.mark.parametrize(
    ("rows", "face"),
    [
        ([], Face("no clock is running", "", "muted")),
        ([listed("1", 0, is_filed=True), listed("2", 0, is_closed=True)], Face("no clock is running", "", "muted")),
        ([listed("1", 9), listed("2", 0)], Face("next due 2 72:00:00 left", "", "calm")),
        ([listed("1", -100, is_filed=True), listed("2", -67)], Face("next due 2 05:00:00 left", "!", "late")),
        ([listed("1", -73), listed("2", 0)], Face("next due 1 01:00:00 late", "!", "late")),
    ],
)
def test_screens_about_no_one_incident_say_what_is_due_next(rows: list[IncidentRow], face: Face) -> None:
    """Lost without it: somebody reads figures while a clock runs out."""
    assert face == next_due(rows, AWARE)


@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize(
    ("late", "settled", "done", "state"),
    [(False, False, False, "open ·"), (True, False, False, "late !"), (False, True, True, "done ✓"), (False, True, False, "dropped –")],
)
def test_a_state_is_a_word_then_a_symbol_then_a_colour(narrow: bool, late: bool, settled: bool, done: bool, state: str) -> None:
    """Lost without it: what is late is red, and nothing else, on a screen without colours."""
    action = Action("a1", "encrypt", "Ann", date(2026, 12, 15), AWARE, AWARE if settled else None, done)
    row = ActionRow("i1", "2026-01", "Lost", action, late)
    (_, shown) = action_list([row], narrow, with_settled=True)
    assert (shown.cells[0].text, shown.key) == (state, action_key(row))
    assert (shown.cells[0].tone == "late") == late


def look_back(*cases: CaseFigures) -> LookBack:
    """Give figures without names."""
    return LookBack(figures_over(cases, DUE + HOUR))


A = CaseFigures("2026-01", "Lost", date(2026, 2, 1), DUE, "stolen", spans={Span.TO_SCOPE: HOUR}, filed_at=DUE)
B = CaseFigures("2026-02", "Sent", date(2026, 5, 1), DUE, "mail", cause="human-error", asked=frozenset(), skipped=("tell",))


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("span:awareness-to-scope", [("2026-01", "1 h 00"), ("2026-02", "does not arise")]),
        ("span:awareness-to-decision", [("2026-01", "unknown"), ("2026-02", "does not arise")]),
        ("quarter:all", [("2026-01", "on time ✓"), ("2026-02", "late !")]),
        ("quarter:2026 Q2", [("2026-02", "late !")]),
        ("playbook:stolen", [("2026-01", "")]),
        ("cause:", [("2026-01", "")]),
        ("cause:human-error", [("2026-02", "")]),
        ("step:tell", [("2026-02", "")]),
        ("override", []),
        ("", []),
    ],
)
def test_behind_each_figure_stand_its_incidents_and_what_they_say(key: str, found: list[tuple[str, str]]) -> None:
    """Lost without it: a number that leads to the wrong incident."""
    assert [(case.reference, case.says) for case in behind(look_back(A, B), key, DUE + HOUR)] == found
    assert behind(look_back(A), "playbook:stolen", DUE) == [Behind("2026-01", "Lost", "")]


@pytest.mark.parametrize("narrow", [True, False])
def test_every_chart_begins_its_bars_in_the_same_column_and_every_key_is_there_once(narrow: bool) -> None:
    """Lost without it: bars that cannot be compared, and a cursor that jumps."""
    rows = [row for row in figure_rows(look_back(A, B), narrow) if row.selectable]
    charts = [row for row in rows if len(row.cells) > 1]
    assert len({(row.cells[0].width, row.cells[1].width) for row in charts}) == 1
    keys = [row.key for row in rows]
    assert len(keys) == len(set(keys))
    assert [f"{QUARTER}2026 Q1", f"{QUARTER}2026 Q2", f"{QUARTER}all"] == [key for key in keys if key.startswith(QUARTER)]
    assert [row.cells[0].text for row in figure_rows(look_back(), narrow)] == ["No incident yet, so there is nothing to count."]
