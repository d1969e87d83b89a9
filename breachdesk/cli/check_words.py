"""What the check of a draft found, as lines for a reader and as a document for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from breachdesk.cli.law_documents import Document
from breachdesk.domain.draft_check import Remark, Weight
from breachdesk.domain.plain_language import Readability

HEADS = {Weight.BLOCKING: "Stands in the way of an approval", Weight.ADVISORY: "For you to weigh"}


def check_lines(remarks: Sequence[Remark], readability: Readability) -> Iterator[str]:
    """Give the remarks, those that block apart from advice, each with its place; then how hard the text is to read."""
    for weight, head in HEADS.items():
        found = [remark for remark in remarks if remark.weight is weight]
        if found:
            yield f"{head}: {len(found)}"
        for remark in found:
            yield f"  {_place(remark)}{remark.says}{_tail(remark)}"
    if not remarks:
        yield "Nothing found."
    yield _reading(readability)


def check_document(remarks: Sequence[Remark], readability: Readability) -> Document:
    """Give the remarks and the measure of the language."""
    score = readability.score
    return {
        "remarks": [
            {
                "code": remark.code,
                "weight": remark.weight.value,
                "says": remark.says,
                "paragraph": remark.paragraph,
                "quote": remark.quote,
                "fact": remark.fact or None,
                "source": remark.source or None,
            }
            for remark in remarks
        ],
        "readability": {
            "words": readability.words,
            "sentences": readability.sentences,
            "words_a_sentence": round(readability.words_a_sentence, 1),
            "formula": score.formula if score else None,
            "points": score.points if score else None,
            "easy_from": score.easy_from if score else None,
            "hard": [{"paragraph": s.paragraph, "sentence": s.text} for s in readability.hard],
        },
    }


def _place(remark: Remark) -> str:
    return f"paragraph {remark.paragraph}: " if remark.paragraph else ""


def _tail(remark: Remark) -> str:
    parts = [part for part in (remark.fact, remark.source) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _reading(found: Readability) -> str:
    score = found.score
    says = f"; {score.formula} {score.points:g}, plain from {score.easy_from:g}" if score else ""
    return f"{found.words} words, {found.words_a_sentence:.0f} a sentence{says}."
