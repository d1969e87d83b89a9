"""Every value of the domain is frozen: a change gives a new value, and nobody's picture changes under them."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import is_dataclass

import pytest

from breachdesk import domain

# These hold what was worked out so far during one calculation; no values.
AT_WORK = {"Diagrams", "CheckedDraft", "_Filling"}
VALUES = [
    thing
    for found in pkgutil.iter_modules(domain.__path__)
    for thing in vars(importlib.import_module(f"breachdesk.domain.{found.name}")).values()
    if is_dataclass(thing) and isinstance(thing, type) and thing.__module__ == f"breachdesk.domain.{found.name}"
    if thing.__name__ not in AT_WORK
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_of_the_domain_is_frozen_and_has_no_room_for_more(value: type) -> None:
    """Lost without it: a fact, a text or an approval changes after somebody has seen it."""
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(value)


def test_there_are_values_to_look_at() -> None:
    """Lost without it: the test above would pass on an empty list."""
    assert len(VALUES) > 60
