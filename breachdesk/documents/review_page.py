"""A review pack as one HTML file: everything about some notices, for a reader without the program.

What a sentence rests on opens under it by the browser's own means; there is no script, and the page says that none may run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from breachdesk.documents.document_tree import shown, tree_of
from breachdesk.documents.document_words import mark
from breachdesk.documents.html_page import blocks, mark_line, page, said
from breachdesk.domain.sentences import sentences
from breachdesk.domain.terms import EXERCISE
from breachdesk.services.document_port import PackNote, PackNotice, ReviewPack

_STYLE = """
.rows { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1.25rem; }
.rows { margin: 0 0 1.25rem; font-size: .95em; }
.rows dt { color: #555; }
.rows dd { margin: 0; overflow-wrap: anywhere; }
.notice { border-top: 3px double #999; margin-top: 2.5rem; padding-top: .5rem; }
.para { display: grid; grid-template-columns: 2.2rem 1fr; }
.para > .no { font: .75em/2.1 system-ui, sans-serif; color: #777; text-decoration: none; }
.para p, .para h2, .para h3, .para h4, .para h5, .para h6 { margin-top: 0; margin-bottom: .35em; }
.para ul, .para ol { margin-bottom: .2em; }
details { font: .82em/1.45 system-ui, sans-serif; margin: 0 0 .7em; }
summary { color: #245; cursor: pointer; }
.comment { font: .85em/1.45 system-ui, sans-serif; border-left: 3px solid #b80; padding-left: .6rem; margin: 0 0 .7em; }
.remarks li { margin: .2em 0; }
pre { font-size: .75em; white-space: pre-wrap; overflow-wrap: anywhere; }
nav ul { columns: 2; }
@media print { details > *:not(summary) { display: block; } .notice { break-before: page; } }
"""


def pack_page(pack: ReviewPack) -> bytes:
    """Give a review pack as a page."""
    subjects = [notice.document.revision.subject for notice in pack.notices]
    contents = "".join(f'<li><a href="#{_id(n)}">{said(subject)}</a></li>' for n, subject in enumerate(subjects, start=1))
    body = (
        mark_line(EXERCISE if pack.exercise else ""),
        f"<header><p>{said(pack.made)}</p></header>\n<main>\n<h1>{said(pack.title)}</h1>",
        *(f"<h2>{said(title)}</h2>\n{_rows(rows)}" for title, rows in pack.parts),
        f"<h2>Notices</h2>\n<nav><ul>{contents}</ul></nav>",
        *(_notice(notice, _id(n)) for n, notice in enumerate(pack.notices, start=1)),
        "</main>",
    )
    return page("en", pack.title, body, _STYLE)


def _notice(notice: PackNotice, id_: str) -> str:
    document, revision = notice.document, notice.document.revision
    about = (
        ("Notice", revision.notice),
        ("Revision", f"{revision.number} of {notice.of}, by {revision.author}, {document.day}"),
        ("Language", revision.language),
        ("Fingerprint of the text", revision.sha256),
        ("Template", f"{revision.template} {revision.template_sha256}".strip()),
    )
    remarks = "".join(f"<li>{said(remark)}</li>" for remark in notice.remarks)
    return "\n".join(
        (
            f'<section class="notice" id="{id_}">',
            mark_line(mark(document.seal, document.exercise, "en")),
            _rows(about),
            f"<h3>Approval</h3>\n{_approval(notice)}",
            f'<h3>Before saying yes</h3>\n<ul class="remarks">{remarks}</ul>' if remarks else "",
            "".join(_comments(notice, 0)),
            f'<article lang="{said(revision.language)}">\n<h2>{said(revision.subject)}</h2>',
            *_paragraphs(notice, id_),
            "</article>\n</section>",
        )
    )


def _paragraphs(notice: PackNotice, id_: str) -> Iterator[str]:
    """Give each paragraph with its number, what its sentences rest on, and what was said about it."""
    text = notice.document.revision.text
    by_sentence: Mapping[str, PackNote] = {note.sentence: note for note in notice.notes}
    told: dict[int, list[PackNote]] = {}
    for sentence in sentences(text):
        if sentence.text in by_sentence:
            told.setdefault(sentence.paragraph, []).append(by_sentence[sentence.text])
    for number, block in enumerate(tree_of(text), start=1):
        anchor = f"{id_}p{number}"
        inner = blocks([block]) + "".join(map(_note, told.get(number, ()))) + "".join(_comments(notice, number))
        yield f'<div class="para" id="{anchor}"><a class="no" href="#{anchor}" lang="en">{number}</a><div>{inner}</div></div>'


def _note(note: PackNote) -> str:
    rows = _rows((label, f"{value} ({source})" if source else value) for label, value, source in note.basis)
    return f'<details lang="en"><summary>{said(_short(note.sentence))}</summary>{rows}</details>'


def _comments(notice: PackNotice, paragraph: int) -> Iterator[str]:
    for comment in notice.comments:
        if comment.paragraph == paragraph:
            yield f'<p class="comment" lang="en">{said(comment.by)}: {said(comment.text)}</p>'


def _approval(notice: PackNotice) -> str:
    seal = notice.document.seal
    if seal is None:
        return "<p>Nobody approved this text yet.</p>"
    key = f"key {seal.key}" if seal.key else "not signed"
    inputs = _opened("What was approved", _rows(notice.manifest)) if notice.manifest else ""
    signature = _opened("Signature", f"<pre>{said(notice.signature)}</pre>") if notice.signature else ""
    manifest = f", manifest {seal.manifest_sha256}" if seal.manifest_sha256 else ""
    return f"<p>Approved by {said(seal.by)}, {said(seal.at)}{said(manifest)}, {said(key)}.</p>{inputs}{signature}"


def _opened(summary: str, inner: str) -> str:
    return f"<details><summary>{said(summary)}</summary>{inner}</details>"


def _rows(rows: Iterable[Sequence[str]]) -> str:
    inner = "".join(f"<dt>{said(name)}</dt><dd>{said(value) or '&ndash;'}</dd>" for name, value in rows)
    return f'<dl class="rows">{inner}</dl>'


def _short(sentence: str, at_most: int = 70) -> str:
    line = " ".join(shown(sentence).split())
    return line if len(line) <= at_most else f"{line[: at_most - 1]}…"


def _id(number: int) -> str:
    return f"n{number}"
