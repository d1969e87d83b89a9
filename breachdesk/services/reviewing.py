"""Reviewing: what is said about a text, who sent it back and why, and what each sentence of it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from breachdesk.domain.approval import check_open, revision_of
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.foreign import clean_text
from breachdesk.domain.incident import Incident, ReviewComment
from breachdesk.domain.provenance import Basis
from breachdesk.domain.review import PlacedComment, asked_for_changes, comment_of, comments_on, quote_of
from breachdesk.domain.sentences import Sentence
from breachdesk.domain.timeline import Act, ChangesRequested, CommentMade, CommentSettled
from breachdesk.domain.word_diff import ChangedParagraph, counts, word_diff
from breachdesk.services.ports import CaseStore, Catalogues, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.sentence_sources import SourcedSentence, WordsOfTheHouse, sourced, stale_sentences

BasisNow = Callable[[Incident, Revision], Iterable[Basis]]
"""Gives what the sources of a text say now."""

MAX_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class WordDiff:
    """What changed between two revisions, word by word."""

    old: int
    new: int
    subject: tuple[ChangedParagraph, ...]
    paragraphs: tuple[ChangedParagraph, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """Give how many words were added, and how many removed, the subject's among them."""
        return counts((*self.subject, *self.paragraphs))

    @property
    def changed(self) -> tuple[ChangedParagraph, ...]:
        """Give the paragraphs in which any word changed, the subject first."""
        return tuple(one for one in (*self.subject, *self.paragraphs) if one.is_changed)


class Reviewing:
    """One use case a method."""

    def __init__(
        self,
        store: CaseStore,
        catalogues: Catalogues,
        recorder: Recorder,
        basis_now: BasisNow,
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._recorder = recorder
        self._basis_now = basis_now

    def comment(
        self, name: str, notice: str, number: int | None, paragraph: int, text: str, by: str
    ) -> ReviewComment:
        """Say something about a paragraph of a revision; 0 for the text as a whole.

        Raises:
            NotFound: there is no such notice or revision.
            WrongInput: there is no such paragraph, or nothing was said.
        """
        made: list[str] = []

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            revision = revision_of(incident, notice, number)
            words = clean_text(text, "comment", MAX_COMMENT)
            made.append(f"c{len(incident.comments) + 1}")
            return [CommentMade(made[0], notice, revision.number, paragraph, quote_of(revision.text, paragraph), words)]

        return self._recorder.record(name, by, decide).comments[made[0]]

    def settle(self, name: str, comment: str, answer: str, by: str) -> ReviewComment:
        """Answer a comment, or say that what it asked for was done.

        Raises:
            NotFound: there is no such comment.
            NotAllowed: it is settled already.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            old = comment_of(incident, comment)
            if old.settled_at is not None:
                raise NotAllowed(f"Comment {comment} was settled by {old.settled_by}: {old.answer} Make another comment.")
            return [CommentSettled(comment, clean_text(answer, "answer", MAX_COMMENT))]

        return self._recorder.record(name, by, decide).comments[comment]

    def request_changes(
        self, name: str, notice: str, number: int | None, reason: str, by: str, seen_sha256: str = ""
    ) -> Incident:
        """Send a text back: nobody can approve it as it is, and an approval of it no longer holds.

        Args:
            number: The revision that was read; the newest by default.
            seen_sha256: The fingerprint of what was on their screen; refused when it is another text.

        Raises:
            NotAllowed: a newer revision follows, it was sent back already, or it is another text.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            revision, newest = revision_of(incident, notice, number), revision_of(incident, notice)
            if seen_sha256 and seen_sha256 != revision.sha256:
                raise NotAllowed(f"'{notice}' is not the text that was on the screen; read it again.")
            if revision.number != newest.number:
                raise NotAllowed(f"Revision {revision.number} was followed by {newest.number}; read that one.")
            standing = asked_for_changes(incident, revision)
            if standing is not None:
                raise NotAllowed(
                    f"{standing.by} asked for changes in revision {revision.number} already ({standing.reason}); "
                    "comment on what else should change."
                )
            words = clean_text(reason, "reason", MAX_COMMENT)
            return [ChangesRequested(notice, revision.number, revision.sha256, words)]

        return self._recorder.record(name, by, decide)

    def comments_of(self, incident: Incident, revision: Revision) -> tuple[PlacedComment, ...]:
        """Give what was said about a notice by the time of a revision, each at its paragraph there."""
        return comments_on(incident, revision)

    def sentence_sources(self, incident: Incident, revision: Revision) -> tuple[SourcedSentence, ...]:
        """Give every sentence of a revision with the facts it was made from, as they were and as they are."""
        return sourced(incident, revision, self._words(incident), self._basis_now(incident, revision))

    def stale(self, incident: Incident, revision: Revision) -> tuple[Sentence, ...]:
        """Give the sentences that are out of date since the facts changed."""
        return stale_sentences(revision, self._basis_now(incident, revision))

    def words_between(self, incident: Incident, notice: str, old: int, new: int) -> WordDiff:
        """Give what changed between two revisions, word by word.

        Raises:
            NotFound: there is no such revision.
        """
        first, second = revision_of(incident, notice, old), revision_of(incident, notice, new)
        subject = word_diff(first.subject, second.subject)
        return WordDiff(old, new, subject, word_diff(first.text, second.text))

    def _words(self, incident: Incident) -> WordsOfTheHouse:
        stored = self._store.inventory()
        return WordsOfTheHouse(self._catalogues.facts(), stored.inventory if stored else None, incident.zone)
