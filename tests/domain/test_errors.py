"""What can go wrong: a class for each thing a caller can do about it, and one sentence for the person."""

from __future__ import annotations

from datetime import datetime

import pytest

from breachdesk.domain import errors
from breachdesk.domain.errors import (
    AmbiguousLocalTime,
    BreachDeskError,
    FileProblems,
    NaiveInstant,
    Problem,
    StoreBusy,
    StoreProblem,
    StoreTooNew,
    WrongInput,
)

CLASSES = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]


@pytest.mark.parametrize("error", CLASSES, ids=lambda e: e.__name__)
def test_every_refusal_is_one_that_the_front_ends_catch(error: type[Exception]) -> None:
    """Lost without it: a refusal ends the program where a sentence was meant."""
    assert issubclass(error, BreachDeskError)


@pytest.mark.parametrize(
    ("error", "is_also"),
    [
        (NaiveInstant, WrongInput),
        (AmbiguousLocalTime, WrongInput),
        (FileProblems, WrongInput),
        (StoreBusy, StoreProblem),
        (StoreTooNew, StoreProblem),
    ],
)
def test_a_narrow_refusal_can_be_met_as_the_wide_one(error: type[Exception], is_also: type[Exception]) -> None:
    """Lost without it: a form that lets a person mend their input does not see this one."""
    assert issubclass(error, is_also)


def test_a_time_without_a_zone_is_named_with_a_way_out() -> None:
    """Lost without it: a person knows that something is wrong with a time, and not what to type."""
    said = str(NaiveInstant(datetime(2026, 11, 23, 14, 30)))
    assert said.startswith("2026-11-23T14:30:00 has no zone")
    assert "add an offset such as +01:00" in said


def test_all_problems_of_a_file_are_told_in_the_order_of_its_lines() -> None:
    """Lost without it: a person mends the first problem, tries again, and meets the next one."""
    found = FileProblems("inventory.yaml", [Problem(9, "second"), Problem(0, "is empty"), Problem(2, "first")])
    assert found.lines() == ["inventory.yaml is empty", "inventory.yaml:2 first", "inventory.yaml:9 second"]
    assert str(found) == "\n".join(found.lines())
    assert (found.file, found.problems[0]) == ("inventory.yaml", Problem(0, "is empty"))
