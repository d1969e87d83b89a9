"""docs/WAREHOUSE.md shows a description that is read, and every key the reader takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.domain.people import WORDS_FOR_NO
from breachdesk.domain.warehouses import Engine, Said
from breachdesk.files import fields
from breachdesk.files.strict_yaml import Node
from breachdesk.files.taxonomy_file import load_taxonomy
from breachdesk.files.warehouse_file import load_warehouse

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "WAREHOUSE.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
CATEGORIES = load_taxonomy(ROOT / "breachdesk" / "law" / "taxonomy.yaml").categories


def test_the_example_is_read(tmp_path: Path) -> None:
    """Lost without it: what is copied from the manual is refused."""
    path = tmp_path / "sales.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    found = load_warehouse(path, CATEGORIES)
    assert (found.engine, found.connection_env, found.systems) == (Engine.POSTGRESQL, "SALES_DATABASE", ("crm", "newsletter"))
    assert found.tables[0].categories["health"] == Said(column="has_health_note")
    assert found.tables[1].country == Said(always="NL")


def test_every_key_the_reader_takes_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a key is never learnt of."""
    path = tmp_path / "sales.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    taken: set[str] = set()
    real = fields.Fields.take

    def watched(self: fields.Fields, key: str) -> Node | None:
        if self.has(key) and "categories" not in self.path:
            taken.add(key)
        return real(self, key)

    monkeypatch.setattr(fields.Fields, "take", watched)
    load_warehouse(path, CATEGORIES)
    rows = [line.split(" | ")[0] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    explained = {key for row in rows for key in re.findall(r"`([a-z_]+)`", row)}
    assert taken - {"systems", "always"} == explained


def test_the_words_for_no_are_those_of_the_code() -> None:
    """Lost without it: a cell counts as filled that the manual calls empty."""
    assert f"({', '.join(WORDS_FOR_NO)})" in DOCUMENT
