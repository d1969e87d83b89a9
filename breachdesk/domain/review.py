"""What reviewers said about a text: where each comment stands now, what is open, and who asked for changes.

A comment keeps the beginning of the paragraph it is about. In a later Revision that paragraph is found again by those words,
else by the words nearest to them; where neither is there, the comment is kept and said to be about a paragraph that is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.incident import ChangeRequest, Incident, ReviewComment
from breachdesk.domain.sentences import paragraph_text, paragraphs

QUOTED = 120
"""Characters of a paragraph that a comment keeps."""

ALIKE = 0.6
"""How much of its words a paragraph must still have to be taken for the same."""


@dataclass(frozen=True, slots=True)
class PlacedComment:
    """A comment, and where in one Revision it stands."""

    comment: ReviewComment
    paragraph: int | None
    """Counted from 1; 0 for the text as a whole; None where its paragraph is gone."""

    @property
    def is_open(self) -> bool:
        """Tell whether nobody settled it yet."""
        return self.comment.settled_at is None


def quote_of(text: str, paragraph: int) -> str:
    """Give the beginning of a paragraph, as a comment keeps it; empty for the text as a whole.

    Raises:
        WrongInput: there is no such paragraph.
    """
    if paragraph == 0:
        return ""
    most = len(paragraphs(text))
    if not 1 <= paragraph <= most:
        raise WrongInput(f"There is no paragraph {paragraph}; the text has 1 to {most}, and 0 is the text as a whole.")
    return _beginning(paragraph_text(text, paragraph))


def placed(comments: Iterable[ReviewComment], text: str) -> tuple[PlacedComment, ...]:
    """Give each comment with its place in a text, in the order of the text; those about what is gone come last."""
    beginnings = [_beginning(text[start:end]) for start, end in paragraphs(text)]
    found = [PlacedComment(comment, _place_of(comment, beginnings)) for comment in comments]
    return tuple(sorted(found, key=lambda one: (one.paragraph is None, one.paragraph or 0, one.comment.at)))


def comments_on(incident: Incident, revision: Revision) -> tuple[PlacedComment, ...]:
    """Give the comments on a Notice that were made by the time of one Revision, placed in it."""
    made = [c for c in incident.comments.values() if c.notice == revision.notice and c.number <= revision.number]
    return placed(made, revision.text)


def open_comments(incident: Incident, notice: str) -> tuple[ReviewComment, ...]:
    """Give what was said about a Notice and not settled."""
    return tuple(c for c in incident.comments.values() if c.notice == notice and c.settled_at is None)


def comment_of(incident: Incident, comment: str) -> ReviewComment:
    """Give one comment by its id.

    Raises:
        NotFound: there is none by that id.
    """
    if comment in incident.comments:
        return incident.comments[comment]
    still = ", ".join(c.id for c in incident.comments.values() if c.settled_at is None) or "none"
    raise NotFound(f"{incident.reference} has no comment '{comment}'; open are: {still}.")


def asked_for_changes(incident: Incident, revision: Revision) -> ChangeRequest | None:
    """Give the request that stands against exactly this Revision; a later one answers it."""
    request = incident.change_requests.get(revision.notice)
    return request if request is not None and request.number == revision.number else None


def answers(request: ChangeRequest, revision: Revision) -> bool:
    """Tell whether a Revision answers a request for changes: it follows the one that was sent back, in other words."""
    same = revision.notice == request.notice
    return same and revision.number > request.number and revision.sha256 != request.sha256


def _place_of(comment: ReviewComment, beginnings: Sequence[str]) -> int | None:
    if comment.paragraph == 0:
        return 0
    exact = [number for number, words in enumerate(beginnings, start=1) if words == comment.quote]
    if exact:
        return min(exact, key=lambda number: abs(number - comment.paragraph))
    nearest = get_close_matches(comment.quote, beginnings, n=1, cutoff=ALIKE)
    return beginnings.index(nearest[0]) + 1 if nearest else None


def _beginning(paragraph: str) -> str:
    words = " ".join(paragraph.split())
    return words if len(words) <= QUOTED else words[:QUOTED].rpartition(" ")[0] or words[:QUOTED]
