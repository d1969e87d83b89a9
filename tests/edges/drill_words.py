"""What scenarios may speak of, read once: the shipped facts and playbooks, and the systems of the sample organisation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from breachdesk.calendars.public_holidays import public_holidays
from breachdesk.files.catalogue import FileCatalogues
from breachdesk.files.drill_file import DrillWords
from breachdesk.files.inventory_file import load_inventory

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "playbooks" / "drills"


@cache
def shipped_words() -> DrillWords:
    """Give the words of what we ship."""
    found = FileCatalogues(ROOT / "breachdesk" / "law", [ROOT / "playbooks"], [], public_holidays)
    sample = load_inventory(ROOT / "breachdesk" / "files" / "sample" / "fietsgoed.yaml", found.taxonomy)
    return DrillWords(found.vocabulary.plan_words, found.playbooks(), [system.id for system in sample.systems])
