"""Fixtures for every test, and the one Hypothesis profile of the house."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.law import ClockRule, LawPack
from breachdesk.domain.lawbook import LawBook
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.fact_file import load_facts
from breachdesk.files.law_packs import load_law
from breachdesk.files.lawbook_file import law_texts, read_lawbook
from breachdesk.files.taxonomy_file import load_taxonomy

ROOT = Path(__file__).resolve().parents[1]
LAW = ROOT / "breachdesk" / "law"

# A slow machine is no failing test; the number of examples keeps the whole suite within its time.
# `pytest --hypothesis-profile=long` looks harder.
settings.register_profile("house", deadline=None, max_examples=80, print_blob=True)
settings.register_profile("long", parent=settings.get_profile("house"), max_examples=3000)
settings.load_profile("house")


@pytest.fixture(scope="session")
def book() -> LawBook:
    """Give the shipped book of law."""
    vocabulary = Vocabulary(load_facts(LAW / "facts.yaml"), load_taxonomy(LAW / "taxonomy.yaml"))
    return read_lawbook(law_texts(LAW), vocabulary)


@pytest.fixture(scope="session")
def law() -> LawPack:
    """Give the shipped rule pack."""
    return load_law(ROOT / "breachdesk" / "law" / "gdpr.yaml")


@pytest.fixture(scope="session")
def clock_rule(law: LawPack) -> ClockRule:
    """Give the authority clock of Art. 33(1)."""
    return law.clocks["gdpr-art33"]


@pytest.fixture(scope="session")
def definitions() -> dict[str, FactDefinition]:
    """Give every question that may be asked, by id."""
    return dict(load_facts(ROOT / "breachdesk" / "law" / "facts.yaml"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared material, or skip where it is not there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared material beside this checkout")
    return folder
