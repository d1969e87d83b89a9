"""A notice or a filled form as a DOCX that people edit: real headings and lists, its language, marks to know it again by.

The same text gives the same bytes: no clock, no machine, no user's name goes in. Styles are python-docx's own, in our type.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from breachdesk.documents.document_tree import Block, BlockKind, Run, shown, tree_of
from breachdesk.documents.document_words import mark, stamp, word
from breachdesk.documents.docx_marks import SUBJECT, paragraph_mark, put_origin
from breachdesk.domain.sentences import paragraphs
from breachdesk.domain.terms import EXERCISE
from breachdesk.services.document_port import FormDocument, NoticeDocument

FRAME = "BreachDesk frame"
"""The style of what stands around a text: sender, addressee, reference. It is not read back."""

_FONT = "Georgia"
_QUIET = RGBColor(0x55, 0x55, 0x55)
_WARNING = RGBColor(0xA1, 0x11, 0x11)
_NEVER_WANTED = ("thumbnail", "stylesWithEffects", "customXml")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_DAY_OF_FORMS = datetime(2018, 5, 25, tzinfo=UTC)


def notice_docx(notice: NoticeDocument) -> bytes:
    """Give a Revision as a DOCX."""
    revision = notice.revision
    language = revision.language
    made = _Writer(language, revision.subject, notice.controller, revision.written_at)
    made.head(mark(notice.seal, notice.exercise, language))
    footer = f"{notice.reference} · {revision.notice} · {word('revision', language)} {revision.number}"
    made.foot((footer, *stamp(notice.seal, revision.sha256, language)))
    made.frame(notice.sender)
    made.frame(notice.addressee)
    made.frame((f"{word('date', language)}: {notice.day}", f"{word('reference', language)}: {notice.reference}"))
    made.subject(revision.subject)
    spans = paragraphs(revision.text)
    made.text(tree_of(revision.text), [revision.text[slice(*span)] for span in spans])
    put_origin(made.document.part.package, notice)
    return made.saved()


def form_docx(form: FormDocument) -> bytes:
    """Give a filled form as a DOCX, a table a section."""
    language = form.language
    made = _Writer(language, form.title, form.controller, _DAY_OF_FORMS)
    made.head(EXERCISE if form.exercise else "")
    stated = f"{word('stated', language)} {form.sha256[:16]}" if form.sha256 else ""
    made.foot((f"{form.reference} · {form.day}", *([stated] if stated else [])))
    made.frame((form.controller,))
    made.subject(form.title)
    if form.standing:
        made.document.add_paragraph(shown(form.standing))
    for title, rows in form.sections:
        made.document.add_heading(shown(title), 2)
        heads = [word(key, language) for key in ("field", "answer", "source")]
        made.table(heads, [(row.label, row.words, "; ".join(row.sources)) for row in rows])
    return made.saved()


class _Writer:
    """One document being written."""

    def __init__(self, language: str, title: str, author: str, at: datetime) -> None:
        self.document = docx.Document()
        self._language = language
        self._ids = 0
        self._clean()
        self._styles()
        core = self.document.core_properties
        core.title, core.author, core.last_modified_by = shown(title)[:255], shown(author)[:255], shown(author)[:255]
        core.comments, core.language, core.revision = "", language, 1
        core.created = core.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def head(self, words: str) -> None:
        """Put a mark at the head of every page."""
        if words:
            run = self.document.sections[0].header.paragraphs[0].add_run(shown(words))
            run.bold, run.font.color.rgb = True, _WARNING

    def foot(self, lines: Sequence[str]) -> None:
        """Put lines and the number of the page at the foot of every page."""
        footer = self.document.sections[0].footer
        first = footer.paragraphs[0]
        first.text = "\n".join(map(shown, lines)) + "\n"
        before, _, rest = word("page", self._language).partition("{n}")
        between, _, after = rest.partition("{m}")
        for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            first.add_run(text)
            if field:
                _field(first, field)

    def frame(self, lines: Sequence[str]) -> None:
        """Put lines around the text, which are not read back."""
        if lines:
            self.document.add_paragraph("\n".join(map(shown, lines)), style=FRAME)

    def subject(self, subject: str) -> None:
        """Put the subject over the text."""
        self._mark(self.document.add_paragraph(shown(subject), style="Title"), SUBJECT)

    def text(self, tree: Sequence[Block], sources: Sequence[str]) -> None:
        """Put the text, each paragraph with its mark."""
        wanted, list_ = 0, 0
        for number, (block, source) in enumerate(zip(tree, sources, strict=True), start=1):
            paragraph = self._paragraph(block)
            if block.kind is BlockKind.NUMBERED:
                list_ = list_ if wanted and block.value == wanted else self._new_list(block.value)
                _numbered(paragraph, list_)
            wanted = block.value + 1 if block.kind is BlockKind.NUMBERED else 0
            self._mark(paragraph, paragraph_mark(number, source))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Put a table whose first row says what stands in each column, on every page."""
        table = self.document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(shown(head)).bold = True
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = shown(words)

    def saved(self) -> bytes:
        """Give the bytes: parts in one order, with one day."""
        stream = io.BytesIO()
        self.document.save(stream)
        packed = io.BytesIO()
        with zipfile.ZipFile(stream) as first, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as last:
            for name in sorted(first.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                entry = zipfile.ZipInfo(name, _ZIP_DAY)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                last.writestr(entry, first.read(name))
        return packed.getvalue()

    def _paragraph(self, block: Block) -> Paragraph:
        styles = {BlockKind.BULLET: "List Bullet", BlockKind.NUMBERED: "List Number", BlockKind.PARAGRAPH: "Normal"}
        style = styles.get(block.kind, f"Heading {block.value}")
        paragraph: Paragraph = self.document.add_paragraph(style=style)
        for nth, line in enumerate(block.lines):
            if nth:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            _write(paragraph, line)
        return paragraph

    def _mark(self, paragraph: Paragraph, name: str) -> None:
        self._ids += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (begin, end):
            element.set(qn("w:id"), str(self._ids))
        begin.set(qn("w:name"), name)
        first = 1 if paragraph._p.pPr is not None else 0
        paragraph._p.insert(first, begin)
        paragraph._p.append(end)

    def _new_list(self, first: int) -> int:
        """Give the id of a numbering that begins at a number."""
        numbering: Any = self.document.part.numbering_part.element
        style: Any = self.document.styles["List Number"].element
        kind = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
        made = numbering.add_num(kind)
        made.add_lvlOverride(ilvl=0).add_startOverride(first)
        return int(made.numId)

    def _clean(self) -> None:
        """Take out what python-docx's own template carries and nobody asked for."""
        for relations in (self.document.part.package.rels, self.document.part.rels):
            for id_ in [id_ for id_, rel in relations.items() if rel.reltype.rpartition("/")[2] in _NEVER_WANTED]:
                del relations[id_]
        for part in self.document.part.package.iter_parts():
            if str(part.partname) == "/docProps/app.xml":
                part._blob = _APP
        styles: Any = self.document.styles.element
        for style in list(styles):
            if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
                styles.remove(style)

    def _styles(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(25)
        section.top_margin, section.bottom_margin = Mm(25), Mm(22)
        sizes = dict.fromkeys(("Normal", "List Bullet", "List Number", *(f"Heading {n}" for n in range(3, 7))), 11)
        sizes |= {"Title": 16, "Heading 1": 14, "Heading 2": 12, "Header": 9, "Footer": 8}
        self.document.styles.add_style(FRAME, 1).base_style = self.document.styles["Normal"]
        for name, size in (sizes | {FRAME: 10}).items():
            _typeset(self.document.styles[name], size, name)
        normal: Any = self.document.styles["Normal"].element
        _speaks(normal.get_or_add_rPr(), self._language)
        defaults: Any = self.document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        _speaks(defaults, self._language)


def _typeset(style: Any, size: int, name: str) -> None:
    style.font.name, style.font.size = _FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
    style.font.color.rgb = _QUIET if name in (FRAME, "Footer") else RGBColor(0, 0, 0)
    if name == "Title":
        style.font.bold = True
        border = style.element.pPr.find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)
    if not name.startswith("List"):
        style.paragraph_format.space_after = Pt(0 if name == "Footer" else 8)


def _write(paragraph: Paragraph, line: Iterable[Run]) -> None:
    for run in line:
        made = paragraph.add_run(run.text)
        if run.bold:
            made.bold = True


def _numbered(paragraph: Paragraph, list_: int) -> None:
    properties: Any = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = list_


def _speaks(properties: Any, language: str) -> None:
    element = properties.find(qn("w:lang"))
    if element is None:
        element = OxmlElement("w:lang")
        properties.append(element)
    element.set(qn("w:val"), language)


def _field(paragraph: Paragraph, name: str) -> None:
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


_APP = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>BreachDesk'
    b"</Application></Properties>"
)

