"""A sample workspace, made once, and a clock to move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import _wait

from breachdesk import wiring
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import MovedNow, copied, make_sample, wiring_on


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo's workspace with its three incidents, as of one instant; only to be copied."""
    folder = tmp_path_factory.mktemp("sample") / "desk"
    make_sample(folder, MovedNow())
    return folder


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> MovedNow:
    """Give the one clock of the test, standing at the sample's instant."""
    clock = MovedNow()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """Give a workspace of one's own."""
    return copied(sample, tmp_path / "desk")


@pytest.fixture
def wired(folder: Path, now: MovedNow) -> Wiring:
    """Give the wiring on it."""
    return wiring_on(folder)


@pytest.fixture(autouse=True, scope="session")
def _short_waits() -> Iterator[None]:
    """Look whether the app is idle every two milliseconds; Textual's fiftieth of a second is most of a walk's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", 1 / 500)
        patch.setattr(_wait, "SLEEP_IDLE", 1 / 4000)
        yield
