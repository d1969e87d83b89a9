"""One revision as the review screen reads it: put together once for each showing, so that moving the cursor costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from breachdesk.domain.draft_check import Remark, Weight
from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.review import PlacedComment
from breachdesk.services.desk import Desk
from breachdesk.services.notices import NoticeState
from breachdesk.services.reviewing import WordDiff
from breachdesk.services.sentence_sources import SourcedSentence
from breachdesk.tui.row_list import Row
from breachdesk.tui.text_rows import text_rows

SUBJECT = "subject"


@dataclass(frozen=True)
class Reading:
    """What stands on the screen, whatever sentence the cursor is on."""

    state: NoticeState
    incident: Incident
    sentences: tuple[SourcedSentence, ...]
    comments: tuple[PlacedComment, ...]
    remarks: tuple[Remark, ...]
    since: WordDiff | None
    """What changed since the revision before; None for the first."""

    rows: tuple[Row, ...]
    why_void: str
    """Why the approval that stands in the record does not hold for this text; empty where it does, or there is none."""

    four_eyes: bool
    """Whether the author of a text may not approve it."""

    @property
    def revision(self) -> Revision:
        """The revision shown."""
        return self.state.revision

    @property
    def stale(self) -> int:
        """How many sentences are out of date."""
        return sum(one.is_out_of_date for one in self.sentences)

    def at(self, key: str) -> SourcedSentence | None:
        """Give the sentence of a row; None on the subject."""
        return self.sentences[int(key)] if key.isdigit() and int(key) < len(self.sentences) else None

    def paragraph_of(self, key: str) -> int:
        """Give the paragraph of a row; 0 on the subject."""
        found = self.at(key)
        return found.sentence.paragraph if found else 0

    def first_of(self, paragraph: int) -> str:
        """Give the row a paragraph begins on; the subject where there is no such paragraph."""
        numbered = enumerate(self.sentences)
        return next((str(i) for i, one in numbered if one.sentence.paragraph >= paragraph > 0), SUBJECT)

    def paragraph_beside(self, key: str, by: int) -> str:
        """Give the row on which the next paragraph begins, or the last one; from the middle of one, its own comes first."""
        here = self.paragraph_of(key)
        if by < 0 and key != self.first_of(here):
            return self.first_of(here)
        last = self.sentences[-1].sentence.paragraph if self.sentences else 0
        return self.first_of(min(last, max(0, here + by)))


def remarks_on(desk: Desk, incident: Incident, revision: Revision) -> tuple[Remark, ...]:
    """Give what a reader should know before saying yes: what blocks first, then advice."""
    found = desk.checking.remarks(incident, revision)
    return tuple(sorted(found, key=lambda remark: remark.weight is not Weight.BLOCKING))


class Comparisons:
    """What changed between revisions of one Notice; they never change, so each pair is compared once."""

    def __init__(self, notice: str) -> None:
        self._notice = notice
        self._found: dict[tuple[int, int], WordDiff] = {}

    def between(self, desk: Desk, incident: Incident, old: int, new: int) -> WordDiff:
        """Give what changed from one revision to another."""
        if (old, new) not in self._found:
            self._found[old, new] = desk.reviewing.words_between(incident, self._notice, old, new)
        return self._found[old, new]


def read(desk: Desk, incident: Incident, notice: str, number: int | None, compared: Comparisons) -> Reading:
    """Read a revision, the newest by default.

    Raises:
        NotFound: there is no such notice or revision.
    """
    state = desk.notices.state(incident, notice, number)
    revision = state.revision
    sentences = desk.reviewing.sentence_sources(incident, revision)
    comments = desk.reviewing.comments_of(incident, revision)
    remarks = remarks_on(desk, incident, revision)
    since = compared.between(desk, incident, revision.number - 1, revision.number) if revision.number > 1 else None
    why_void = desk.approving.why_void(incident, state.approval) if state.approval is not None else ""
    rows = tuple(text_rows(revision, sentences, comments))
    return Reading(state, incident, sentences, comments, remarks, since, rows, why_void, desk.approving.four_eyes)


def comments_at(comments: Sequence[PlacedComment], paragraph: int) -> list[PlacedComment]:
    """Give the comments that stand at a paragraph."""
    return [one for one in comments if one.paragraph == paragraph]
