"""Where paragraphs and sentences of a Notice begin and end; everything that points into a text rests on this.

A notice is Markdown of a plain kind: headings, paragraphs, lists. A paragraph is one heading, one list item, or the lines
between two empty ones; a label such as `Name: …` on its own line is a paragraph too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(r"(?:#{1,6} |[-*] |[0-9]{1,3}[.)] )")
# A sentence ends before a capital; what is short for a word, such as "No." or "Art.", does not end one.
_END = re.compile(r"(?<=[.!?])[\"'”’»)]*\s+(?=[\"'“‘«(¿¡{]*[A-ZÀ-ÖØ-ÞĀ-Ž])")
_SHORT = frozenset(
    "art artt e.g i.e etc mr mrs ms dr prof nr no b.v n.v bijv abs nr. z.b d.h u.a bzw vgl ggf ca str sr sra dra núm p.ej es "
    "sig pag np tj ul dot ust lit proc st ex inc ltd co s.a s.r.l".split()
)
# A German day of the month has a full stop of its own: "23. November".
_DAY = re.compile(r"[0-3]?[0-9]")
_MONTH = re.compile(r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a Notice, and where it stands."""

    paragraph: int
    """Counted from 1, over the whole text; the subject is 0."""

    start: int
    """Characters from the beginning of the text."""

    end: int
    text: str
    """Without the mark of a heading or a list item."""

    heading: bool = False


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Give the beginning and the end of each paragraph, in order.

    >>> paragraphs("# Title\\n\\nOne line\\nand more.\\n- item\\n")
    ((0, 7), (9, 27), (28, 34))
    """
    found: list[tuple[int, int]] = []
    open_from: int | None = None
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        marked = bool(_MARK.match(line.lstrip()))
        if not line.strip():
            open_from = None
        elif open_from is None or marked or _is_heading(text, found):
            found.append((at, end))
            open_from = at
        else:
            found[-1] = (found[-1][0], end)
        at = end + 1
    return tuple(found)


def sentences(text: str) -> tuple[Sentence, ...]:
    """Give every sentence, in order; a heading and a list item without a full stop are one each."""
    return tuple(_sentences(text))


def paragraph_text(text: str, number: int) -> str:
    """Give one paragraph, counted from 1; empty where there is none."""
    spans = paragraphs(text)
    return text[slice(*spans[number - 1])] if 1 <= number <= len(spans) else ""


def _sentences(text: str) -> Iterator[Sentence]:
    for number, (start, end) in enumerate(paragraphs(text), start=1):
        whole = text[start:end]
        mark = _MARK.match(whole.lstrip())
        at = start + (len(whole) - len(whole.lstrip())) + (mark.end() if mark else 0)
        heading = whole.lstrip().startswith("#")
        for first, last in _cuts(text[at:end]):
            yield Sentence(number, at + first, at + last, text[at + first : at + last], heading)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for cut in _END.finditer(text):
        if _is_short_for_more(text[begin : cut.start()], text[cut.end() :]):
            continue
        yield begin, cut.start() + len(cut[0].rstrip())
        begin = cut.end()
    if text[begin:].strip():
        yield begin, begin + len(text[begin:].rstrip())


def _is_short_for_more(before: str, after: str) -> bool:
    """Tell whether what ends in a full stop is an initial, a number of a heading or a day, or short for a word."""
    whole = before.rstrip("\"'”’»)").rstrip(".")
    word = whole.rsplit(maxsplit=1)[-1:]
    if not word or not before.rstrip("\"'”’»)").endswith("."):
        return False
    last = word[0].lstrip("(")
    if _is_date(last, after):
        return True
    return last.lower() in _SHORT or (len(last) == 1 and last.isalpha()) or (last.isdigit() and whole == word[0])


def _is_date(day: str, after: str) -> bool:
    return bool(_DAY.fullmatch(day) and _MONTH.match(after))


def _is_heading(text: str, found: list[tuple[int, int]]) -> bool:
    return bool(found) and text[found[-1][0] :].lstrip().startswith("#")
