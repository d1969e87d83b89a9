"""What guidance says of a published case is what the house's own table of those cases says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.domain.playbook import Step, StepKind
from breachdesk.files.catalogue import FileCatalogues

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "cases" / "risk" / "edpb_01_2021_cases.yaml"
PLAYBOOKS = FileCatalogues(ROOT / "breachdesk" / "law", [ROOT / "playbooks"], [], lambda *_: {}).playbooks()
NEITHER, AUTHORITY, BOTH = ("no", "no"), ("yes", "no"), ("yes", "yes")
SAID = {
    "ransomware-locked": {1: NEITHER, 2: AUTHORITY, 3: BOTH},
    "ransomware-stolen": {4: BOTH},
    "web-application-theft": {5: BOTH, 6: NEITHER},
    "account-takeover": {7: BOTH},
    "insider-theft": {8: AUTHORITY},
    "misdirected-message": {9: NEITHER, 13: NEITHER, 14: BOTH, 15: NEITHER, 16: AUTHORITY},
    "lost-device": {10: NEITHER, 11: BOTH, 12: BOTH},
    "mailbox-compromise": {18: BOTH},
    "web-skimmer": {5: BOTH},
    "data-destroyed": {2: AUTHORITY, 3: BOTH},
}
"""Read by a person off the guidance of each playbook: authority, people."""


def guidance(playbook: str) -> Step:
    """Give the step of a playbook that compares with published cases."""
    compares = [s for s in PLAYBOOKS[playbook].steps() if s.kind is StepKind.GUIDANCE and s.id.endswith(("case", "cases"))]
    found = [s for s in compares if "01/2021, case" in s.source]
    assert len(found) == 1, [s.id for s in found]
    return found[0]


def outcomes() -> dict[int, tuple[str, str]]:
    """Give what follows from each case, by the table."""
    text = TABLE.read_text(encoding="utf-8")
    found: dict[int, dict[str, str]] = {}
    for block in text.split("\n  - case: ")[1:]:
        number = re.match(r"edpb-(\d\d)-", block)
        duty = re.findall(r"duty: (\w+)", block)
        outcome = re.findall(r"outcome: \"?(\w+)\"?", block)
        if number and int(number[1]) not in found:
            found[int(number[1])] = dict(zip(duty, outcome, strict=True))
    return {n: (said["notify_authority"], said["notify_individuals"]) for n, said in found.items()}


@pytest.mark.parametrize("playbook", SAID)
def test_guidance_says_of_a_case_what_the_table_of_cases_says(playbook: str) -> None:
    """Lost without it: at night a person is told by one part of the desk to keep silent, and by another to notify."""
    numbers = {int(n) for n in re.findall(r"\b(\d{1,2})\b", guidance(playbook).reason("en"))}
    assert set(SAID[playbook]) <= numbers
    table = outcomes()
    assert {n: table[n] for n in SAID[playbook]} == SAID[playbook]
