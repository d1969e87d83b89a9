"""What a paragraph of a DOCX is: heading, list item with its number, subject, frame or plain text.

A word processor says it by a style, whose name Word keeps in English in every language, or by a numbering on the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from breachdesk.documents.document_tree import BlockKind
from breachdesk.documents.docx_parts import DocxParts
from breachdesk.documents.docx_writer import FRAME

_HEADING = re.compile(r"heading ([1-9])")
_DEEPEST = 6
_MOST_PARENTS = 20


class DocxStyles:
    """Styles and numberings of one file, and how far each numbering has counted."""

    def __init__(self, parts: DocxParts) -> None:
        styles = [] if parts.styles is None else parts.styles.findall(qn("w:style"))
        self._styles = {style.get(qn("w:styleId")): style for style in styles}
        self._formats, self._starts = _numberings(parts.numbering)
        self._counted: dict[str, int] = {}

    def kind(self, paragraph: Any) -> tuple[BlockKind | None, int]:
        """Tell what a paragraph is, and its level or number; None for what stands around the text."""
        style = _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
        names = [_name(one) for one in self._parents(style)]
        if FRAME.lower() in names:
            return None, 0
        for name in names:
            heading = _HEADING.fullmatch(name)
            if heading:
                return BlockKind.HEADING, min(int(heading[1]), _DEEPEST)
        return self._listed(paragraph, style)

    def is_title(self, paragraph: Any) -> bool:
        """Tell whether a paragraph is set as the title of the document."""
        style = _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
        return any(_name(one) == "title" for one in self._parents(style))

    def _listed(self, paragraph: Any, style: str) -> tuple[BlockKind, int]:
        numbering = self._numbering(paragraph, style)
        shape = self._formats.get(numbering, "none") if numbering not in ("", "0") else "none"
        if shape == "none":
            return BlockKind.PARAGRAPH, 0
        if shape == "bullet":
            return BlockKind.BULLET, 0
        number = self._counted.get(numbering, self._starts.get(numbering, 1) - 1) + 1
        self._counted[numbering] = number
        return BlockKind.NUMBERED, max(0, min(number, 999))

    def _numbering(self, paragraph: Any, style: str) -> str:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if own is not None:
            return _value(own)
        for parent in self._parents(style):
            found = parent.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
            if found is not None:
                return _value(found)
        return ""

    def _parents(self, style: str) -> Iterator[Any]:
        """Give a style and those it is based on; a ring of them ends."""
        for _ in range(_MOST_PARENTS):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = _value(element.find(qn("w:basedOn")))


def _numberings(part: Any) -> tuple[dict[str, str], dict[str, int]]:
    """Give the format and the first number of each numbering, at its outermost level."""
    formats: dict[str, str] = {}
    starts: dict[str, int] = {}
    if part is None:
        return formats, starts
    levels = {one.get(qn("w:abstractNumId")): one.find(qn("w:lvl")) for one in part.findall(qn("w:abstractNum"))}
    for number in part.findall(qn("w:num")):
        id_ = number.get(qn("w:numId")) or ""
        level = levels.get(_value(number.find(qn("w:abstractNumId"))))
        if level is None:
            continue
        formats[id_] = _value(level.find(qn("w:numFmt"))) or "decimal"
        override = number.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}")
        first = _value(override) or _value(level.find(qn("w:start"))) or "1"
        starts[id_] = int(first) if first.isdecimal() and len(first) < 6 else 1
    return formats, starts


def _name(style: Any) -> str:
    return _value(style.find(qn("w:name"))).lower()


def _value(element: Any) -> str:
    return "" if element is None else element.get(qn("w:val")) or ""
