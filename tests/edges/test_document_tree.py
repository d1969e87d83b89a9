"""The one parse: what is a heading, an item, bold; and what is only text."""

from __future__ import annotations

import pytest
from hypothesis import given

from breachdesk.documents.document_tree import Block, BlockKind, Run, block_of, tree_of, written
from breachdesk.domain.sentences import paragraphs
from tests.edges.document_texts import notice_texts


@pytest.mark.parametrize(
    ("paragraph", "block"),
    [
        ("## Wat", Block(BlockKind.HEADING, ((Run("Wat"),),), 2)),
        ("* een", Block(BlockKind.BULLET, ((Run("een"),),))),
        ("12) twaalf", Block(BlockKind.NUMBERED, ((Run("twaalf"),),), 12)),
        ("een **twee\ndrie** vier", Block(BlockKind.PARAGRAPH, ((Run("een "), Run("twee", True)), (Run("drie", True), Run(" vier"))))),
        ("__init__ *x* _y_", Block(BlockKind.PARAGRAPH, ((Run("__init__ *x* _y_"),),))),
        ("&lt; \\* [a](b) `c` <d>", Block(BlockKind.PARAGRAPH, ((Run("&lt; \\* [a](b) `c` <d>"),),))),
        ("2026. Was a year", Block(BlockKind.PARAGRAPH, ((Run("2026. Was a year"),),))),
        ("#hash", Block(BlockKind.PARAGRAPH, ((Run("#hash"),),))),
    ],
)
def test_only_what_a_notice_knows_is_more_than_text(paragraph: str, block: Block) -> None:
    """Lost without it: what somebody typed as a name turns bold, a link or nothing."""
    assert block == block_of(paragraph)


@given(text=notice_texts())
def test_paragraphs_are_those_of_the_review(text: str) -> None:
    """Lost without it: paragraph 7 of a document is another one than paragraph 7 of a comment."""
    assert len(paragraphs(text)) == len(tree_of(text))


@given(text=notice_texts())
def test_what_is_written_again_says_the_same(text: str) -> None:
    """Lost without it: a paragraph that was edited in Word gains or loses words beside the edit."""
    for block in tree_of(text):
        assert block.words == block_of(written(block)).words
        assert (block.kind, block.value) == (block_of(written(block)).kind, block_of(written(block)).value)


def test_bold_that_markdown_cannot_say_is_left_out_and_the_words_stay() -> None:
    """Lost without it: stars stand in a letter because somebody made half a word bold."""
    block = Block(BlockKind.PARAGRAPH, ((Run("a"), Run("(b)", True), Run("c")),))
    assert written(block) == "a(b)c"
