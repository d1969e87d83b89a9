"""A notice's text as a small tree: the one parse from which HTML, DOCX and PDF are made, so that all say the same words.

A notice is Markdown of a plain kind: headings, paragraphs, lists, bold. Where a paragraph begins and ends is what
`domain.sentences` says, so that a paragraph has the same number everywhere. All else that Markdown knows (links, images,
code, HTML, escapes) is text here: what comes from outside stays what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from breachdesk.domain.foreign import MARK, visible
from breachdesk.domain.sentences import paragraphs

_INLINE = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False}).enable("emphasis")
_SHAPE = re.compile(r"(?:(?P<heading>#{1,6})|(?P<bullet>[-*])|(?P<number>[0-9]{1,3})[.)]) ")
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold; it becomes the visible mark everywhere, so that no output says more than another."""


class BlockKind(StrEnum):
    """What a paragraph is."""

    HEADING = "heading"
    BULLET = "bullet"
    NUMBERED = "numbered"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters in one weight."""

    text: str
    bold: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: a heading, a list item, or lines."""

    kind: BlockKind
    lines: tuple[Line, ...]
    value: int = 0
    """The level of a heading, the number of a numbered item."""

    @property
    def words(self) -> str:
        """What it says, without marks."""
        return "\n".join("".join(run.text for run in line) for line in self.lines)


def tree_of(text: str) -> tuple[Block, ...]:
    """Give the paragraphs of a text, in order; as many as `domain.sentences.paragraphs` finds.

    >>> [(b.kind.value, b.value, b.words) for b in tree_of("## What\\n\\n- **a** b\\n3. c")]
    [('heading', 2, 'What'), ('bullet', 0, 'a b'), ('numbered', 3, 'c')]
    """
    return tuple(block_of(text[start:end]) for start, end in paragraphs(text))


def block_of(paragraph: str) -> Block:
    """Give one paragraph."""
    text = paragraph.lstrip()
    shape = _SHAPE.match(text)
    if shape is None:
        return Block(BlockKind.PARAGRAPH, lines_of(text))
    lines = lines_of(text[shape.end() :])
    if shape["heading"]:
        return Block(BlockKind.HEADING, lines, len(shape["heading"]))
    if shape["bullet"]:
        return Block(BlockKind.BULLET, lines)
    return Block(BlockKind.NUMBERED, lines, int(shape["number"]))


def lines_of(text: str) -> tuple[Line, ...]:
    """Give the lines of a paragraph's text; bold may run over their ends."""
    runs = _runs(_INLINE.parseInline(shown(text))[0].children or [])
    return tidy(runs)


def shown(text: str) -> str:
    """Give text with a visible mark for what cannot be shown or written."""
    return _UNWRITABLE.sub(MARK, visible(text.replace("\t", " ")))


def tidy(runs: Iterable[Run]) -> tuple[Line, ...]:
    """Give runs in one form: cut into lines, no space at a line's ends, no two runs of one weight side by side."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for nth, piece in enumerate(run.text.split("\n")):
            if nth:
                lines.append([])
            if piece:
                lines[-1].append(Run(piece, run.bold))
    return tuple(line for line in map(_trimmed, lines) if line)


def written(block: Block) -> str:
    """Give a paragraph as Markdown; bold that Markdown cannot say there is left out.

    >>> written(block_of("12) one **two**"))
    '12. one **two**'
    """
    marks = {BlockKind.HEADING: "#" * block.value + " ", BlockKind.BULLET: "- ", BlockKind.NUMBERED: f"{block.value}. "}
    mark = marks.get(block.kind, "")
    text = mark + "\n".join(map(_marked, block.lines))
    return text if block_of(text).words == block.words else mark + block.words


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    """Give text with its weight; one star or underlines are no marks of ours and stay."""
    depth = 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close") and token.markup == "**":
            depth += token.nesting
        else:
            yield Run(token.content if token.type == "text" else token.markup, depth > 0)


def _trimmed(line: list[Run]) -> Line:
    """Join what is alike, then take the space at both ends away."""
    joined: list[Run] = []
    for run in _even_spaces(line):
        if joined and joined[-1].bold == run.bold:
            joined[-1] = Run(joined[-1].text + run.text, run.bold)
        else:
            joined.append(run)
    while joined and not joined[0].text.strip():
        del joined[0]
    while joined and not joined[-1].text.strip():
        del joined[-1]
    if joined:
        joined[0] = Run(joined[0].text.lstrip(), joined[0].bold)
        joined[-1] = Run(joined[-1].text.rstrip(), joined[-1].bold)
    return tuple(joined)


def _even_spaces(line: Iterable[Run]) -> Iterator[Run]:
    """Take spaces at the ends of bold out of it: nobody sees whether they are, and Markdown cannot say it."""
    for run in line:
        text = run.text.replace("\t", " ")
        core = text.strip()
        if not run.bold or core == text:
            yield Run(text, run.bold and bool(core))
            continue
        begin = text.find(core) if core else len(text)
        yield from (Run(text[:begin]), Run(core, bool(core)), Run(text[begin + len(core) :]))


def _marked(line: Line) -> str:
    return "".join(f"**{run.text}**" if run.bold else run.text for run in line)
