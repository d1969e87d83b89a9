"""Fixtures for the use cases: an office on the fake store, or on the fake and the real one in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from breachdesk.domain.lawbook import LawBook
from breachdesk.files.countries import COUNTRIES
from breachdesk.register.file_register import FileRegister
from breachdesk.services.ports import CaseStore
from breachdesk.store.case_store import SqliteCaseStore
from tests.fake_register import FakeRegister
from tests.fakes import FakeCaseStore
from tests.services.office import Office


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> CaseStore:
    """Give an empty workspace: in memory, then on disk."""
    return FakeCaseStore() if request.param == "fake" else SqliteCaseStore(tmp_path / "workspace")


@pytest.fixture
def office(book: LawBook) -> Office:
    """Give an office whose store is in memory."""
    return Office(FakeCaseStore(), book)


@pytest.fixture
def either_office(store: CaseStore, book: LawBook, tmp_path: Path) -> Office:
    """Give an office whose store and register are in memory, then one whose store and register are on disk."""
    in_memory = isinstance(store, FakeCaseStore)
    return Office(store, book, register=FakeRegister() if in_memory else FileRegister(tmp_path / "people", COUNTRIES))
