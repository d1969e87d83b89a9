"""A notice as rows to move over: one sentence a row, with signs for what is out of date and what was commented on. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from breachdesk.domain.drafting import Revision
from breachdesk.domain.review import PlacedComment
from breachdesk.domain.sentences import paragraphs
from breachdesk.services.sentence_sources import SourcedSentence
from breachdesk.tui.row_list import Cell, Row

OUT_OF_DATE, COMMENTED = "!", "c"
"""Signs before a sentence whose facts changed since, and before a paragraph with an open comment."""


def text_rows(revision: Revision, found: Sequence[SourcedSentence], comments: Sequence[PlacedComment]) -> Iterator[Row]:
    """Give the subject and every sentence; a row's key is `subject` or the sentence's place."""
    commented = {one.paragraph for one in comments if one.is_open}
    mark = COMMENTED if 0 in commented else ""
    yield Row("subject", (Cell(mark, 2, "waiting"), Cell(f"Subject: {revision.subject}", 0, "accent")))
    spans, text, before = paragraphs(revision.text), revision.text, 0
    for place, one in enumerate(found):
        number = one.sentence.paragraph
        begins = number != before
        start = spans[number - 1][0]
        last_end = spans[number - 2][1] if number > 1 else 0
        if begins and (number == 1 or "\n\n" in "".join(text[last_end:start].split(" "))):
            yield Row(f"#{number}", (Cell(""),), selectable=False)
        words = text[start : one.sentence.end] if begins else one.sentence.text
        yield _sentence_row(str(place), words, one, begins and number in commented)
        before = number


def _sentence_row(key: str, words: str, one: SourcedSentence, commented: bool) -> Row:
    signs = (OUT_OF_DATE if one.is_out_of_date else " ") + (COMMENTED if commented else " ")
    tone = "accent" if one.sentence.heading else "urgent" if one.is_out_of_date else "calm"
    return Row(key, (Cell(signs.rstrip(), 2, "urgent" if one.is_out_of_date else "waiting"), Cell(words, 0, tone)))
