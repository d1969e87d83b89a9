"""An edited DOCX of ours, read back to the plain Markdown it was made from.

What was left alone is the old text byte for byte, spacing included: paragraphs that read the same, in the same order, are taken
from the old text and never written anew. Insertions of tracked changes are taken and deletions dropped, as if all were
accepted; comments become notes. What a notice cannot hold, such as a table, is refused; a picture is left out and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from docx.oxml.ns import qn

from breachdesk.documents.document_tree import Block, BlockKind, Run, shown, tidy, tree_of, written
from breachdesk.documents.docx_marks import SUBJECT, marked_number, origin_in
from breachdesk.documents.docx_parts import DocxParts, open_docx
from breachdesk.documents.docx_styles import DocxStyles
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.sentences import paragraphs
from breachdesk.services.document_port import DocxOrigin, EditedText, MarginNote

_REFUSED = {
    "tbl": "a table, which a notice cannot hold; write it as a list",
    "txbxContent": "a text box, whose text would be lost; move it into the text",
    "footnoteReference": "a footnote, whose text would be lost; move it into the text",
    "endnoteReference": "an endnote, whose text would be lost; move it into the text",
    "altChunk": "a file within the file, which is not opened; paste its text",
    "object": "an embedded object, which is not opened; take it out",
    "oMath": "a formula, which a notice cannot hold; write it in words",
}
_PICTURES = ("drawing", "pict")
_DROPPED = ("del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback")
_STRONG = ("strong",)


def docx_origin(data: bytes) -> DocxOrigin:
    """Tell which text a DOCX was made from.

    Raises:
        WrongInput: it is no DOCX, must not be opened, or carries no mark of ours.
    """
    found = origin_in(open_docx(data).properties)
    if found is None:
        raise WrongInput(
            "The DOCX does not say which notice it was made from; edit one made by `notice export --format docx`, or save its "
            "text and use `notice revise --text`."
        )
    return found


def read_docx(data: bytes, subject: str, text: str) -> EditedText:
    """Read an edited DOCX.

    Args:
        data: The file.
        subject: That of the Revision it was made from.
        text: That of the Revision it was made from.

    Raises:
        WrongInput: it must not be opened, holds what a notice cannot hold, or nothing at all.
    """
    reading = _Reading(open_docx(data))
    read = [one for one in reading.blocks() if one.block.lines]
    if not read:
        raise WrongInput("The DOCX holds no text between reference and foot; nothing was taken in.")
    line = reading.subject or subject
    return EditedText(
        subject if shown(subject).split() == line.split() else line,
        _merged(text, read),
        tuple(reading.remarks()),
        tuple(_notes(reading, read)),
    )


@dataclass(slots=True)
class _Read:
    block: Block
    comments: tuple[str, ...] = ()
    mark: int | None = None


@dataclass(slots=True)
class _Reading:
    """One file being read."""

    parts: DocxParts
    subject: str = ""
    inserted: int = 0
    dropped: int = 0
    pictures: int = 0
    links: int = 0
    _styles: DocxStyles = field(init=False)

    def __post_init__(self) -> None:
        self._styles = DocxStyles(self.parts)

    def blocks(self) -> Iterator[_Read]:
        """Give the paragraphs of the text, in order; one whose end was struck out goes on in the next."""
        runs: list[Run] = []
        last: Any = None
        for paragraph in self._paragraphs():
            last = paragraph
            runs += self._runs(paragraph)
            if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None:
                self.dropped += 1
                continue
            yield from self._block(paragraph, runs)
            runs = []
        if runs:
            yield from self._block(last, runs)

    def remarks(self) -> Iterator[str]:
        """Say what was decided or left out while reading."""
        if self.inserted or self.dropped:
            yield (
                f"It holds tracked changes: {_count(self.inserted, 'insertion')} taken and {_count(self.dropped, 'deletion')} "
                "dropped, as if all were accepted."
            )
        if self.pictures:
            yield f"{_count(self.pictures, 'picture')} left out: a notice is text."
        if self.links:
            yield f"{_count(self.links, 'link')} left out; the words of it stayed."

    def _block(self, paragraph: Any, runs: Sequence[Run]) -> Iterator[_Read]:
        marks = [one.get(qn("w:name")) or "" for one in paragraph.iter(qn("w:bookmarkStart"))]
        lines = tidy([Run(shown(run.text), run.bold) for run in runs])
        if SUBJECT in marks or (not self.subject and self._styles.is_title(paragraph)):
            self.subject = " ".join("".join(run.text for run in line) for line in lines)
            return
        kind, value = self._styles.kind(paragraph)
        if kind is None:
            return
        ids = tuple(one.get(qn("w:id")) or "" for one in paragraph.iter(qn("w:commentRangeStart"), qn("w:commentReference")))
        numbers = [number for number in map(marked_number, marks) if number]
        yield _Read(Block(kind, lines, value), tuple(dict.fromkeys(ids)), numbers[0] if numbers else None)

    def _paragraphs(self) -> Iterator[Any]:
        for element in self.parts.body.iter():
            name = _local(element)
            if name in _REFUSED:
                raise WrongInput(f"The DOCX holds {_REFUSED[name]}, then bring the file back. Nothing was taken in.")
            if name == "p":
                yield element

    def _runs(self, paragraph: Any) -> Iterator[Run]:
        for element in self._kept(paragraph):
            name = _local(element)
            if name == "r":
                bold = self._is_bold(element)
                yield from (Run(text, bold) for text in self._texts(element) if text)

    def _kept(self, element: Any) -> Iterator[Any]:
        """Give what is inside an element, without what tracked changes struck out."""
        for child in element:
            name = _local(child)
            if name in _DROPPED:
                self.dropped += name in ("del", "moveFrom")
                continue
            self.inserted += name in ("ins", "moveTo")
            self.links += name == "hyperlink"
            yield child
            if name not in ("r", "pPr"):
                yield from self._kept(child)

    def _texts(self, run: Any) -> Iterator[str]:
        for child in run:
            name = _local(child)
            if name == "t":
                yield (child.text or "").replace("\n", " ")
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "tab":
                yield " "
            elif name in ("noBreakHyphen", "softHyphen"):
                yield "\u2011" if name == "noBreakHyphen" else ""
            elif name in _PICTURES or name == "AlternateContent":
                self.pictures += 1

    def _is_bold(self, run: Any) -> bool:
        found = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        if found is None:
            return style is not None and (style.get(qn("w:val")) or "").lower() in _STRONG
        return (found.get(qn("w:val")) or "1") not in ("0", "false", "off")


def _merged(text: str, read: Sequence[_Read]) -> str:
    """Give the blocks as Markdown; what reads as it did is the old text, and so is the space between."""
    blocks = [one.block for one in read]
    spans, old = paragraphs(text), tree_of(text)
    origins = _origins(old, blocks, read)
    made = text[: spans[0][0]] if spans and origins and origins[0] == 0 else ""
    for at, (block, origin) in enumerate(zip(blocks, origins, strict=True)):
        if at:
            made += _between(text, spans, origins[at - 1], origin) or _gap(blocks[at - 1], block)
        same = origin is not None and old[origin] == block
        made += text[slice(*spans[origin])] if same and origin is not None else written(block)
    last = origins[-1] == len(spans) - 1 if origins else False
    return made + (text[spans[-1][1] :] if spans and last else "\n")


def _origins(old: Sequence[Block], blocks: Sequence[Block], read: Sequence[_Read]) -> list[int | None]:
    """Give which paragraph of the old text each one was: by what it says, else by the mark on it."""
    found: list[int | None] = [None] * len(blocks)
    # Junk heuristics would lose paragraphs that come often.
    for first, at, size in SequenceMatcher(None, old, blocks, autojunk=False).get_matching_blocks():
        found[at : at + size] = range(first, first + size)
    taken = set(found)
    for at, one in enumerate(read):
        origin = one.mark - 1 if one.mark else None
        if found[at] is None and origin not in taken and origin is not None and origin < len(old):
            found[at] = origin
            taken.add(origin)
    return found


def _between(text: str, spans: Sequence[tuple[int, int]], first: int | None, second: int | None) -> str:
    """Give the space between two paragraphs that stood side by side before; empty where they did not."""
    if first is None or second is None or second != first + 1:
        return ""
    return text[spans[first][1] : spans[second][0]]


def _gap(first: Block, second: Block) -> str:
    items = (BlockKind.BULLET, BlockKind.NUMBERED)
    return "\n" if first.kind is second.kind and first.kind in items else "\n\n"


def _notes(reading: _Reading, read: Sequence[_Read]) -> Iterator[MarginNote]:
    """Give the comments in the margin, each with the paragraph it begins in."""
    if reading.parts.comments is None:
        return
    where = {id_: number for number, one in reversed([*enumerate(read, start=1)]) for id_ in one.comments}
    for comment in reading.parts.comments.findall(qn("w:comment")):
        lines = ["".join(text.text or "" for text in p.iter(qn("w:t"))) for p in comment.iter(qn("w:p"))]
        said = shown("\n".join(line for line in lines if line.strip()))
        if said:
            yield MarginNote(where.get(comment.get(qn("w:id")), 0), shown(comment.get(qn("w:author")) or ""), said)


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
