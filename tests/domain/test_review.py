"""Comments keep to their paragraph through later revisions; a request for changes stands against one text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.incident import ChangeRequest, ReviewComment
from breachdesk.domain.replaying import replay
from breachdesk.domain.review import QUOTED, answers, comment_of, open_comments, placed, quote_of
from breachdesk.domain.sentences import paragraph_text
from tests.strategies import numbered, opening, revision

REVISION = revision(1)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TEXT = "# Title\n\nWe found that a file was copied.\n\nAbout 12 people are concerned.\n\nWe keep you informed."


def said(paragraph: int, text: str = TEXT, **other: str) -> ReviewComment:
    """Make a comment on a paragraph of a text."""
    comment = ReviewComment("c1", "n", 1, paragraph, quote_of(text, paragraph), "Vague.", "S. Kok", AT)
    return replace(comment, **other)


def where(comment: ReviewComment, text: str) -> int | None:
    """Give where it stands in a text."""
    return placed([comment], text)[0].paragraph


def test_a_comment_stays_where_it_was_while_nothing_moves() -> None:
    """Lost without it: a remark about one sentence read as one about the next."""
    assert [where(said(number), TEXT) for number in range(5)] == [0, 1, 2, 3, 4]


def test_a_comment_goes_along_when_paragraphs_are_put_in_before_it() -> None:
    """Lost without it: 'too vague' stands at a paragraph that came in after it was said."""
    assert where(said(3), TEXT.replace("We found", "One more paragraph here.\n\nWe found")) == 4


def test_a_comment_is_found_again_by_most_of_its_words() -> None:
    """Lost without it: the paragraph was mended as the comment asked, and the comment says it is gone."""
    assert where(said(3), TEXT.replace("About 12 people are", "About 15 customers are")) == 3


def test_a_comment_on_what_is_gone_says_so_and_comes_last() -> None:
    """Lost without it: a comment on a deleted paragraph vanishes with it, unanswered."""
    gone, stays = said(2), said(4)
    found = placed([gone, stays], "# Title\n\nQuite other words stand here now.\n\nWe keep you informed.")
    assert [(stays, 3), (gone, None)] == [(one.comment, one.paragraph) for one in found]


def test_of_two_equal_paragraphs_a_comment_takes_the_nearer() -> None:
    """Lost without it: 'not known yet' stands five times in a notice, and each comment on it at the first."""
    text = "Not known yet.\n\nPeople:\n\nNot known yet.\n\nRecords:\n\nNot known yet."
    assert [where(said(number, text), text) for number in (1, 3, 5)] == [1, 3, 5]


def test_a_quote_is_the_beginning_of_the_paragraph_cut_between_words() -> None:
    """Lost without it: a record that keeps whole paragraphs again with every comment, or half a word."""
    text = "word " * 100
    assert len(quote_of(text, 1)) <= QUOTED
    assert {"word"} == set(quote_of(text, 1).split())
    assert paragraph_text(TEXT, 3) == quote_of(TEXT, 3)


@pytest.mark.parametrize("number", [-1, 5, 99])
def test_a_comment_on_no_paragraph_is_refused_with_those_there_are(number: int) -> None:
    """Lost without it: a comment that stands nowhere."""
    with pytest.raises(WrongInput, match=rf"no paragraph {number}; the text has 1 to 4"):
        quote_of(TEXT, number)


def test_a_comment_by_another_id_names_the_open_ones() -> None:
    """Lost without it: a mistyped id, and no way on."""
    settled = said(1, id="c1")
    settled = replace(settled, settled_at=AT)
    incident = replace(replay("i1", numbered(opening())), comments={"c1": settled, "c2": said(2, id="c2")})
    with pytest.raises(NotFound, match="no comment 'c9'; open are: c2"):
        comment_of(incident, "c9")
    assert (incident.comments["c2"],) == open_comments(incident, "n")


def test_only_another_text_that_follows_answers_a_request_for_changes() -> None:
    """Lost without it: a text that was sent back counts as mended because somebody saved it again."""
    request = ChangeRequest(REVISION.notice, 1, REVISION.sha256, "vague", "S. Kok", AT)
    follows = replace(REVISION, number=2, text="Other words.")
    assert [
        answers(request, r) for r in (REVISION, follows, replace(REVISION, number=2))
    ] == [False, True, False]
