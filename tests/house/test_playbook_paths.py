"""docs/PLAYBOOK_PATHS.md says of each playbook what is so, and a harmless case is decided within a dozen answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playbooks.paths import harmless, row_of, table_row
from tests.playbooks.shipped import IDS

LINES = (Path(__file__).parents[2] / "docs" / "PLAYBOOK_PATHS.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("id_", IDS)
def test_the_document_holds_what_is_worked_out(id_: str) -> None:
    """Lost without it: a table of figures that no playbook has. `docs/playbook_paths.py` writes it anew."""
    assert table_row(row_of(id_)) in LINES


def test_the_document_speaks_of_every_playbook_and_of_no_other() -> None:
    """Lost without it: a playbook that was taken out is still promised."""
    assert [line.partition("(`")[2].partition("`)")[0] for line in LINES if "(`" in line] == IDS


@pytest.mark.parametrize("id_", IDS)
def test_a_harmless_case_is_decided_in_fewer_than_twelve_answers(id_: str) -> None:
    """Lost without it: somebody whose case harms nobody is asked forty questions at night."""
    found = harmless(id_)
    assert found.answers < 12, found.said
    assert found.outcome in ("neither is told", "the controllers are told")
    assert found.answers == len(found.said)
