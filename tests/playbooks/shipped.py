"""The content that ships, read once: every playbook, every question, the book of law, the sample organisation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.files.inventory_reader import read_inventory

ROOT = Path(__file__).parents[2]
PLAYBOOKS = ROOT / "playbooks"
IDS = sorted(path.stem for path in PLAYBOOKS.glob("*.yaml"))
"""Every shipped playbook; a new file is taken up by every test here."""


@cache
def catalogues() -> FileCatalogues:
    """Give the shipped content; nobody's own stands beside it."""
    return FileCatalogues(ROOT / "breachdesk" / "law", [PLAYBOOKS], [], lambda *_: {})


def playbooks() -> Mapping[str, Playbook]:
    """Give every shipped playbook by id."""
    return catalogues().playbooks()


def facts_of(playbook: Playbook) -> Mapping[str, FactDefinition]:
    """Give every question a playbook may ask: the house's and its own."""
    return {**playbook.facts, **catalogues().facts()}


@cache
def sample() -> Inventory:
    """Give the sample organisation."""
    sample_file = ROOT / "breachdesk" / "files" / "sample" / "fietsgoed.yaml"
    return read_inventory([sample_file], catalogues().taxonomy, None)


def asked_before(id_: str) -> frozenset[str]:
    """Give the facts that may be answered when this playbook comes in: asked by a plan that leads to it."""
    leading = [p for p in playbooks().values() if any(s.kind is StepKind.PLAN and s.playbook == id_ for s in p.steps())]
    return frozenset(fact for playbook in leading for step in playbook.steps() for fact in step.facts)
