"""A notice or a filled form as a tagged PDF (PDF/UA-1), set by Typst.

The text goes in as data and is never read as Typst's code or markup. The same text gives the same bytes: only fonts that
Typst brings itself are used, and the time is that of the Revision. Where a name needs a letter those fonts lack, this
machine's fonts are asked; where they lack it too, the PDF is refused and says which letter.

Source: ISO 14289-1 (PDF/UA-1); DIN 5008, form B, for where an envelope's window shows the addressee.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import typst

from breachdesk.documents.document_tree import Block, BlockKind, Line, Run, shown, tidy, tree_of
from breachdesk.documents.document_words import DRAFT, mark, stamp, word
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.terms import EXERCISE, Channel
from breachdesk.services.document_port import FormDocument, NoticeDocument

_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_OPEN = "not-known-yet"
"""Stands out in a form: somebody has to find it out."""

_DAY_OF_FORMS = datetime(2018, 5, 25, tzinfo=UTC)
Data = Mapping[str, Any]


def notice_pdf(notice: NoticeDocument) -> bytes:
    """Give a Revision as a PDF.

    Raises:
        WrongInput: a letter in it cannot be shown with any font here.
    """
    revision = notice.revision
    language = revision.language
    data = {
        "sender": [*map(shown, notice.sender or (notice.controller,))],
        "addressee": [*map(shown, notice.addressee)],
        "window": revision.kind.channel is Channel.POST,
        "facts": [
            (word("date", language), notice.day),
            (word("reference", language), shown(notice.reference)),
            (word("revision", language), str(revision.number)),
        ],
        "foot": [*map(shown, stamp(notice.seal, revision.sha256, language))],
        "mark": mark(notice.seal, notice.exercise, language),
        "watermark": DRAFT if notice.seal is None else EXERCISE if notice.exercise else "",
        "groups": [*_groups(tree_of(revision.text))],
    }
    return _set(_framed(data, language, revision.subject, notice.controller), revision.written_at)


def form_pdf(form: FormDocument) -> bytes:
    """Give a filled form as a PDF; raises as `notice_pdf`."""
    language = form.language
    heads = [word(key, language) for key in ("field", "answer", "source")]
    groups: list[Data] = []
    if form.standing:
        groups += _groups([Block(BlockKind.PARAGRAPH, _plain(form.standing))])
    for title, rows in form.sections:
        groups += _groups([Block(BlockKind.HEADING, _plain(title), 1)])
        cells = [[shown(row.label), shown(row.words), shown("; ".join(row.sources)), row.state == _OPEN] for row in rows]
        groups.append({"kind": "table", "heads": heads, "rows": cells})
    data = {
        "sender": [shown(form.controller)],
        "addressee": [],
        "window": False,
        "facts": [(word("date", language), form.day), (word("reference", language), shown(form.reference))],
        "foot": [f"{word('stated', language)} {form.sha256[:16]}"] if form.sha256 else [],
        "mark": EXERCISE if form.exercise else "",
        "watermark": EXERCISE if form.exercise else "",
        "groups": groups,
    }
    return _set(_framed(data, language, form.title, form.controller), _DAY_OF_FORMS)


def _framed(data: Data, language: str, title: str, author: str) -> Data:
    code, _, region = language.partition("-")
    frame = {"language": code, "region": region or None, "title": shown(title), "author": shown(author)}
    return {**data, **frame, "page": word("page", language)}


def _groups(tree: Iterable[Block]) -> Iterable[Data]:
    """Give paragraphs, those of one list together; headings begin at the first level and skip none, as PDF/UA-1 wants."""
    tree = tuple(tree)
    above = min((block.value for block in tree if block.kind is BlockKind.HEADING), default=1) - 1
    level = 0
    for kind, group in groupby(tree, key=lambda block: block.kind):
        blocks = []
        for block in group:
            level = min(block.value - above, level + 1) if kind is BlockKind.HEADING else level
            lines = [[{"text": run.text, "bold": run.bold} for run in line] for line in block.lines]
            blocks.append({"lines": lines, "value": block.value, "level": level})
        yield {"kind": kind.value, "blocks": blocks}


def _plain(text: str) -> tuple[Line, ...]:
    """Give text of somebody else's making as one line without weight."""
    return tidy([Run(" ".join(shown(text).split()))])


def _set(data: Data, at: datetime) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return _compiled(inputs, at, own_fonts=True)
    except typst.TypstError as error:
        if not _MISSING.search(str(error.diagnostic)):
            raise
    try:
        return _compiled(inputs, at, own_fonts=False)
    except typst.TypstError as error:
        missing = sorted(set("".join(_MISSING.findall(str(error.diagnostic)))))
        if not missing:
            raise
        named = ", ".join(f"'{c}' (U+{ord(c):04X})" for c in missing[:5])
        raise WrongInput(
            f"No font here can show {named}, so no PDF was made; install a font that can, write it in other letters, or "
            "export as DOCX or HTML."
        ) from error


def _compiled(inputs: dict[str, str], at: datetime, own_fonts: bool) -> bytes:
    made = typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=own_fonts,
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    return bytes(made)


@cache
def _template() -> bytes:
    return files("breachdesk.documents").joinpath("notice_page.typ").read_bytes()
