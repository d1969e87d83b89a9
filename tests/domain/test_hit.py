"""What was hit: marks that come and go, and which days take which datasets."""

from __future__ import annotations

from datetime import date

import pytest

from breachdesk.domain.hit import Hit, Window, months_after
from breachdesk.domain.inventory import Dataset, Period
from tests.strategies import row


def day(text: str) -> date | None:
    """Give a day, or none for an empty text."""
    return date.fromisoformat(text) if text else None


def dataset(since: str = "", until: str = "", kept_months: int | None = None) -> Dataset:
    """Give a dataset collected in these days."""
    return Dataset(
        id="file", name="File", row=row("file"), systems=("crm",), categories=(), subjects=(),
        collected=Period(day(since), day(until)), kept_months=kept_months,
    )  # fmt: skip


KEPT, COLLECTED = False, True


@pytest.mark.parametrize(
    ("what", "window", "held", "why"),
    [
        (KEPT, ("2026-01-01", "2026-03-31"), dataset("2026-04-01"), "collected only since 2026-04-01, after the window"),
        (COLLECTED, ("2026-01-01", "2026-03-31"), dataset("2026-04-01"), "collected only since 2026-04-01, after the window"),
        (KEPT, ("2026-01-01", "2026-03-31"), dataset("2026-03-31"), ""),
        (COLLECTED, ("2026-01-01", ""), dataset("", "2025-12-31"), "collected only until 2025-12-31, before the window"),
        (COLLECTED, ("2026-01-01", ""), dataset("", "2026-01-01"), ""),
        (KEPT, ("2026-01-01", ""), dataset("", "2025-12-31"), ""),
        (
            KEPT,
            ("2026-01-01", ""),
            dataset("", "2025-11-30", 1),
            "collected until 2025-11-30 and kept for 1 month, so gone before the window",
        ),
        (KEPT, ("2026-01-01", ""), dataset("", "2025-12-01", 1), ""),
        (KEPT, ("", "2026-03-31"), dataset("", "1999-12-31", 1), ""),
        (COLLECTED, ("", "2026-03-31"), dataset("", "1999-12-31", 1), ""),
        (KEPT, ("2026-01-01", ""), dataset(), ""),
        (COLLECTED, ("2026-01-01", "2026-03-31"), dataset(), ""),
    ],
)
def test_a_dataset_outside_the_window_says_why(what: bool, window: tuple[str, str], held: Dataset, why: str) -> None:
    """Lost without it: people told about data that were gone, or not told because of a day at the edge."""
    assert why == Window(day(window[0]), day(window[1]), what).misses(held)


@pytest.mark.parametrize(
    ("what", "window", "held", "whole"),
    [
        (KEPT, ("2026-01-01", ""), dataset(), True),
        (KEPT, ("2026-01-01", ""), dataset("2010-01-01"), True),
        (KEPT, ("2026-01-01", ""), dataset("2010-01-01", "", 12), False),
        (KEPT, ("2026-01-01", ""), dataset("2025-01-01", "", 12), True),
        (KEPT, ("2026-01-01", ""), dataset("2024-12-31", "", 12), False),
        (KEPT, ("2026-01-01", ""), dataset("", "", 12), False),
        (KEPT, ("2026-01-01", "2026-03-31"), dataset("2025-01-01"), False),
        (KEPT, ("2026-01-01", "2026-03-31"), dataset("2025-01-01", "2026-03-31"), True),
        (KEPT, ("2026-01-01", "2026-03-31"), dataset("2025-01-01", "2026-04-01"), False),
        (KEPT, ("", "2026-03-31"), dataset("", "2026-03-31", 12), True),
        (COLLECTED, ("2026-01-01", ""), dataset("2026-01-01"), True),
        (COLLECTED, ("2026-01-01", ""), dataset("2025-12-31"), False),
        (COLLECTED, ("2026-01-01", ""), dataset(), False),
        (COLLECTED, ("", "2026-03-31"), dataset("", "2026-03-31"), True),
        (COLLECTED, ("", "2026-03-31"), dataset(), False),
    ],
)
def test_a_dataset_is_whole_only_where_every_item_surely_falls_into_the_window(
    what: bool, window: tuple[str, str], held: Dataset, whole: bool
) -> None:
    """Lost without it: `at least` so many people, of whom some had nothing in the dataset in those days."""
    assert whole is Window(day(window[0]), day(window[1]), what).takes_all(held)


@pytest.mark.parametrize(
    ("start", "months", "later"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-11-30", 1, "2025-12-30"),
        ("2025-03-15", 12, "2026-03-15"),
        ("2025-03-15", 0, "2025-03-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("9998-12-31", 12, "9999-12-31"),
        ("9999-06-01", 24, "9999-12-31"),
    ],
)
def test_some_months_later_is_a_day_of_the_calendar(start: str, months: int, later: str) -> None:
    """Lost without it: the last of a month falls into the next, or a far day stops the program."""
    assert date.fromisoformat(later) == months_after(date.fromisoformat(start), months)


def test_a_window_reads_as_days() -> None:
    """Lost without it: nobody can tell from a version which days were asked about."""
    assert str(Window(date(2026, 1, 1))) == "kept from 2026-01-01 to today"
    assert str(Window(None, date(2026, 3, 31), True)) == "collected from the beginning to 2026-03-31"


def test_a_mark_comes_and_goes_and_ends_a_ruling_out() -> None:
    """Lost without it: a system is hit and ruled out at once."""
    hit = Hit(("crm",), ruled_out={"erp": "clean", "hr": "clean"})
    assert Hit(("crm", "erp"), ruled_out={"hr": "clean"}) == hit.toggled("erp")
    assert Hit((), ruled_out={"erp": "clean", "hr": "clean"}) == hit.toggled("crm")
    assert Hit(("crm", "hr"), ruled_out={"erp": "clean"}) == hit.marked(("hr", "crm"))
    assert Hit((), ruled_out=hit.ruled_out) == hit.without(("crm", "hr"))


def test_nothing_is_hit_where_neither_system_nor_dataset_is_named() -> None:
    """Lost without it: reasons alone are taken for a hit."""
    assert Hit(left_out={"file": "paper"}, ruled_out={"erp": "clean"}).is_empty
    assert not Hit(datasets=("file",)).is_empty
    assert not Hit(("crm",)).is_empty
