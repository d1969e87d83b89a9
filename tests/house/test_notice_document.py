"""`docs/NOTICES.md` speaks of every kind, every key of a head and every check there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breachdesk.domain.terms import NoticeKind
from breachdesk.files.manners_file import load_manners
from breachdesk.files.template_files import load_templates
from breachdesk.letters.writer import LetterWriter
from tests.edges.test_manners_file import FACTS, LAW

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "NOTICES.md").read_text(encoding="utf-8")
CHECKS = (ROOT / "breachdesk" / "domain" / "draft_checks.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [kind.value for kind in NoticeKind])
def test_every_kind_is_named(kind: str) -> None:
    """Lost without it: a notice nobody knows can be written."""
    assert f"| `{kind}` |" in DOCUMENT


def test_every_check_is_named() -> None:
    """Lost without it: a DPO is stopped by a word that is explained nowhere."""
    codes = set(re.findall(r'Remark\(\s*"([a-z-]+)"', CHECKS)) | {r.id for r in load_manners(LAW / "manners.yaml", FACTS).rules}
    codes |= {"figures-differ", "out-of-date"}
    assert {code for code in codes if f"`{code}`" not in DOCUMENT} == set()
    assert len(codes) > 20


def test_the_template_of_the_document_works(tmp_path: Path) -> None:
    """Lost without it: the first thing somebody tries is refused."""
    [example] = re.findall(r"```markdown\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "letter.en.md").write_text(example, encoding="utf-8")
    writer = LetterWriter(load_templates([ROOT / "notification_templates", tmp_path]))
    [mine] = [line for line in writer.templates() if line.id == "letter-en-own"]
    assert mine.wrong == ()
