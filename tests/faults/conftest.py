"""Fixtures for tests that kill, fill and crowd."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.child_nest import Nest


@pytest.fixture(scope="session")
def nest() -> Iterator[Nest]:
    """Give a place that children come from, or skip where processes cannot be forked."""
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    with Nest() as nest:
        yield nest
