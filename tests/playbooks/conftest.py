"""Fixtures for tests of playbooks: an office with a desk."""

from __future__ import annotations

import pytest

from breachdesk.domain.lawbook import LawBook
from tests.fakes import FakeCaseStore
from tests.services.office import Office


@pytest.fixture
def office(book: LawBook) -> Office:
    """Give an office on a store in memory."""
    return Office(FakeCaseStore(), book)
