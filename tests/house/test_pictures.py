"""What we ship to be looked at fetches nothing from anybody: no fonts, no pictures, no styles from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOKED_AT = (".svg", ".md", ".html", ".tcss", ".css")
FETCHED = re.compile(
    r"""@font-face|@import|url\(\s*["']?(?!\#)|(?:src|xlink:href)\s*=\s*["']?https?:|!\[[^\]]*\]\(\s*https?:"""
    r"""|fonts\.(?:googleapis|gstatic)|cdnjs|jsdelivr|unpkg|typekit""",
    re.IGNORECASE,
)


def shipped() -> list[Path]:
    """Give every file of the checkout that is made to be looked at."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*"), *(ROOT / "breachdesk").rglob("*")]
    return sorted(path for path in found if path.suffix in LOOKED_AT)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_that_is_looked_at_fetches_from_a_third_party(path: Path) -> None:
    """Lost without it: a tool about leaks whose own pictures tell a font server who reads its page."""
    assert FETCHED.findall(path.read_text(encoding="utf-8")) == []


def test_the_pictures_of_the_readme_are_there() -> None:
    """Lost without it: a first page with holes."""
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "said",
    [
        '@font-face { src: url("https://cdnjs.example/f.woff2") }',
        "@import 'https://fonts.googleapis.com/css'",
        "![shield](https://img.example/badge.svg)",
        '<img src="https://img.example/x.png">',
    ],
)
def test_the_rule_sees_what_would_be_fetched(said: str) -> None:
    """Lost without it: a rule that passes everything."""
    assert FETCHED.search(said)
