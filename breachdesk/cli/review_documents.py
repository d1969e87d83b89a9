"""A review as JSON documents: comments, word differences, and where each sentence comes from."""

from __future__ import annotations

from collections.abc import Iterable

from breachdesk.cli.law_documents import Document
from breachdesk.domain.incident import ReviewComment
from breachdesk.domain.review import PlacedComment
from breachdesk.domain.word_diff import ChangedParagraph
from breachdesk.services.sentence_sources import SourcedSentence, SourceSeen
from breachdesk.services.times import with_z


def comment_document(comment: ReviewComment, paragraph: int | None) -> Document:
    """Give a comment; `paragraph` is where it stands now, null where that paragraph is gone."""
    return {
        "id": comment.id,
        "notice": comment.notice,
        "revision": comment.number,
        "made_at_paragraph": comment.paragraph,
        "paragraph": paragraph,
        "quote": comment.quote,
        "text": comment.text,
        "by": comment.by,
        "at": with_z(comment.at),
        "open": comment.settled_at is None,
        "answer": comment.answer or None,
        "settled_by": comment.settled_by or None,
        "settled_at": with_z(comment.settled_at) if comment.settled_at else None,
    }


def placed_document(placed: PlacedComment) -> Document:
    """Give a comment where it stands in a text."""
    return comment_document(placed.comment, placed.paragraph)


def words_document(paragraphs: Iterable[ChangedParagraph]) -> list[Document]:
    """Give the paragraphs of a word difference; 0 in `from` is a new one, 0 in `to` one that is gone."""
    return [
        {"from": p.old, "to": p.new, "runs": [{"change": run.change.value, "text": run.text} for run in p.runs]}
        for p in paragraphs
    ]


def sentence_document(one: SourcedSentence) -> Document:
    """Give a sentence with what it was made from."""
    return {
        "paragraph": one.sentence.paragraph,
        "sentence": one.sentence.text,
        "written_by": one.by or None,
        "since_revision": one.number,
        "out_of_date": one.is_out_of_date,
        "sources": [_source(source) for source in one.sources],
    }


def _source(source: SourceSeen) -> Document:
    return {
        "fact": source.id,
        "label": source.label,
        "value": source.then,
        "now": source.now,
        "changed": source.is_changed,
        "source": source.source,
        "rows": list(source.rows),
        "at": with_z(source.at) if source.at else None,
    }
