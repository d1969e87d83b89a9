"""A notice or a filled form as one self-contained HTML file: no script, nothing loaded, everything escaped.

What a text says about tags stays text; a browser is told besides that nothing may be loaded or run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby

from breachdesk.documents.document_tree import Block, BlockKind, Line, tree_of
from breachdesk.documents.document_words import mark, stamp, word
from breachdesk.domain.foreign import visible
from breachdesk.domain.terms import EXERCISE
from breachdesk.services.document_port import FormDocument, NoticeDocument

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LISTS = {BlockKind.BULLET: "ul", BlockKind.NUMBERED: "ol"}


def notice_page(notice: NoticeDocument) -> bytes:
    """Give a Revision as a page."""
    revision = notice.revision
    language = revision.language
    facts = (
        (word("date", language), notice.day),
        (word("reference", language), notice.reference),
        (word("revision", language), str(revision.number)),
    )
    body = (
        mark_line(mark(notice.seal, notice.exercise, language)),
        f"<header>{_lines('sender', notice.sender)}{_lines('addressee', notice.addressee)}{_facts(facts)}</header>",
        f"<main>\n<h1>{said(revision.subject)}</h1>\n{blocks(tree_of(revision.text))}</main>",
        f"<footer>{''.join(f'<p>{said(line)}</p>' for line in stamp(notice.seal, revision.sha256, language))}</footer>",
    )
    return page(language, revision.subject, body)


def form_page(form: FormDocument) -> bytes:
    """Give a filled form as a page."""
    language = form.language
    facts = ((word("date", language), form.day), (word("reference", language), form.reference))
    heads = "".join(f'<th scope="col">{word(key, language)}</th>' for key in ("field", "answer", "source"))
    sections = (
        f"<h2>{said(title)}</h2>\n<table><thead><tr>{heads}</tr></thead><tbody>"
        + "".join(_row(row.label, row.words, "; ".join(row.sources)) for row in rows)
        + "</tbody></table>\n"
        for title, rows in form.sections
    )
    body = (
        mark_line(mark_of_form(form)),
        f"<header>{_lines('sender', (form.controller,))}{_facts(facts)}</header>",
        f"<main>\n<h1>{said(form.title)}</h1>\n<p>{said(form.standing)}</p>\n{''.join(sections)}</main>",
        f"<footer><p>{word('stated', language)} {said(form.sha256[:16])}</p></footer>" if form.sha256 else "",
    )
    return page(language, form.title, body)


def mark_of_form(form: FormDocument) -> str:
    """Give what stands on every page of a form: nobody approves one, so only that it is an exercise."""
    return EXERCISE if form.exercise else ""


def page(language: str, title: str, body: Iterable[str], style: str = "") -> bytes:
    """Give a whole page; the parts of `body` are HTML already."""
    head = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{said(title)}</title>\n<style>\n{_style()}{style}</style>"
    )
    inside = "\n".join(part for part in body if part)
    opened = f'<!DOCTYPE html>\n<html lang="{said(language)}">\n<head>\n{head}\n</head>\n'
    return f'{opened}<body><div class="page">\n{inside}\n</div></body>\n</html>\n'.encode()


def said(text: str) -> str:
    """Give text as HTML that shows exactly it."""
    return escape(visible(text), quote=True)


def mark_line(words: str) -> str:
    """Give the line that says what a page is not."""
    return f'<p class="mark" role="note">{said(words)}</p>' if words else ""


def blocks(tree: Iterable[Block], ids: Iterator[str] | None = None) -> str:
    """Give paragraphs as HTML; `ids` gives each its anchor."""
    made = []
    for kind, group in groupby(tree, key=lambda block: block.kind):
        inner = [_block(block, f' id="{said(next(ids))}"' if ids is not None else "") for block in group]
        list_ = _LISTS.get(kind)
        made += [f"<{list_}>\n", *inner, f"</{list_}>\n"] if list_ else inner
    return "".join(made)


def _block(block: Block, anchor: str) -> str:
    inner = "<br>\n".join(map(_line, block.lines))
    if block.kind is BlockKind.HEADING:
        level = min(6, block.value + 1)
        return f"<h{level}{anchor}>{inner}</h{level}>\n"
    if block.kind is BlockKind.PARAGRAPH:
        return f"<p{anchor}>{inner}</p>\n"
    number = f' value="{block.value}"' if block.kind is BlockKind.NUMBERED else ""
    return f"<li{anchor}{number}>{inner}</li>\n"


def _line(line: Line) -> str:
    return "".join(f"<strong>{said(run.text)}</strong>" if run.bold else said(run.text) for run in line)


def _lines(name: str, lines: tuple[str, ...]) -> str:
    return f'<p class="{name}">{"<br>".join(map(said, lines))}</p>' if lines else ""


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f"<dt>{said(name)}</dt><dd>{said(value)}</dd>" for name, value in facts if value)
    return f'<dl class="facts">{inner}</dl>'


def _row(label: str, *cells: str) -> str:
    return f'<tr><th scope="row">{said(label)}</th>{"".join(f"<td>{said(cell)}</td>" for cell in cells)}</tr>'


@cache
def _style() -> str:
    return files("breachdesk.documents").joinpath("document_style.css").read_text(encoding="utf-8")
