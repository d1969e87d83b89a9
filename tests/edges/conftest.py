"""Fixtures for the edges: a shell on an empty workspace, on one with an inventory, and on one in the middle of a breach."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.edges.command_line import DPO, LEAD, NOW, REF, SAMPLE, Shell

ANSWERS = (
    "personal_data=yes",
    "breach_confirmed=yes",
    "breach_kinds=confidentiality",
    "cause=malicious-external",
    "attack_route=stolen-credentials",
    "happened_from=2026-11-22T08:00+01:00",
    "happened_until=unknown",
    "contained=yes",
    "identifiability=direct",
    "exfiltration=confirmed",
    "exposure=unknown-people",
    "unintelligible=no",
    "likely_consequences=phishing, fraud",
    "measures_taken=access-blocked",
    "account_nl=Iemand is binnengekomen.",
    "account_en=Somebody got in.",
    "conclusion=The risk is high.",
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Give a shell in front of a workspace that is not there yet."""
    return Shell(tmp_path / "workspace")


@pytest.fixture(scope="session")
def _organised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shell = Shell(tmp_path_factory.mktemp("organised") / "workspace")
    shell.must("inventory", "import", str(SAMPLE))
    return shell.folder


@pytest.fixture(scope="session")
def _worked(tmp_path_factory: pytest.TempPathFactory, _organised: Path) -> Path:
    shell = _copied(_organised, tmp_path_factory.mktemp("worked") / "workspace")
    times = ("--detected", "2026-11-23 10:00", "--aware", "2026-11-23 14:00", "--reason", "The logs had to be read.")
    shell.must("incident", "open", "--title", "Customer data copied", "--reported-by", "M. Aydin", *times)
    shell.must("answer", REF, *ANSWERS, "--basis", "access log")
    shell.must("scope", "--system", "crm", "--incident", REF)
    for whom in ("authority", "individuals"):
        shell.by(LEAD).must("decide", REF, whom, "yes", "--reason", "Bank details are with a thief.")
    for kind in ("notification", "communication"):
        shell.must("notice", "draft", REF, kind)
        shell.by(DPO).must("notice", "approve", REF, f"{kind}-nl")
    shell.must("notice", "draft", REF, "notification", "--language", "en")
    return shell.folder


def _copied(folder: Path, into: Path) -> Shell:
    """Copy a workspace, so that nothing a test does reaches another."""
    shutil.copytree(folder, into)
    into.chmod(0o700)
    return Shell(into, NOW)


@pytest.fixture
def organised(_organised: Path, tmp_path: Path) -> Shell:
    """Give a shell in front of a workspace with the sample's inventory and no incident."""
    return _copied(_organised, tmp_path / "organised")


@pytest.fixture
def worked(_worked: Path, tmp_path: Path) -> Shell:
    """Give a shell in front of one open incident: decided, drafted in Dutch, approved; nothing filed or sent."""
    return _copied(_worked, tmp_path / "worked")
