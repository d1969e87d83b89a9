"""Notices: drafting from facts, revising, comparing."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff

from breachdesk.domain.approval import check_open, facts_changed_since, revision_of
from breachdesk.domain.drafting import Gap, LetterContext, Revision, facts_digest, notice_id
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.terms import Duty, NoticeKind
from breachdesk.domain.timeline import Act, RevisionSaved
from breachdesk.services.ports import CaseStore, Catalogues, Letters, Now, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.scoping import inventory_in_use

MAX_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class NoticeState:
    """What a reviewer needs to know about one text."""

    revision: Revision
    of: int
    """How many revisions there are."""

    gaps: tuple[Gap, ...]
    facts_changed: bool
    """The facts differ from those this text was written from."""

    approval: Approval | None


class Notices:
    """One use case a method."""

    def __init__(
        self, store: CaseStore, catalogues: Catalogues, letters: Letters, recorder: Recorder, now: Now
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._letters = letters
        self._recorder = recorder
        self._now = now

    def languages(self, kind: NoticeKind) -> tuple[str, ...]:
        """Give the languages a kind of Notice can be written in."""
        return self._letters.languages(kind)

    def draft(self, name: str, kind: NoticeKind, language: str, by: str, late_reasons: str = "") -> Revision:
        """Write a Notice from the facts as they are and save it as the next revision.

        Args:
            late_reasons: Why it will be late; printed once the deadline has passed (Art. 33(1)).

        Raises:
            TemplateProblem: there is no template in that language, or it cannot be filled.
            NotAllowed: the newest revision already says exactly this.
        """
        author = clean_line(by, "name of who acts", 80)
        reasons = clean_text(late_reasons, "reasons for the delay", 2000) if late_reasons.strip() else ""
        saved: list[Revision] = []

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            rendered = self._letters.render(kind, language, self._context(incident, reasons))
            revision = self._revision(
                incident,
                kind,
                language,
                rendered.subject,
                rendered.text,
                rendered.gaps,
                rendered.template,
                author,
            )
            newest = incident.latest(revision.notice)
            if newest is not None and newest.sha256 == revision.sha256:
                raise NotAllowed(
                    f"Revision {newest.number} of '{newest.notice}' already says exactly this; "
                    "answer more questions or edit it, then draft again."
                )
            saved.append(revision)
            return [RevisionSaved(revision)]

        self._recorder.record(name, author, decide)
        return saved[0]

    def revise(self, name: str, notice: str, subject: str, text: str, by: str) -> Revision:
        """Save an edited text as the next revision; it voids an approval of the one before.

        Raises:
            NotFound: there is no such notice yet.
            NotAllowed: nothing was changed.
        """
        author = clean_line(by, "name of who acts", 80)
        saved: list[Revision] = []

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            old = revision_of(incident, notice)
            words = clean_text(text, "text of the notice", MAX_TEXT) + "\n"
            line = clean_line(subject, "subject", 200)
            if (line, words) == (old.subject, old.text):
                raise NotAllowed(f"Nothing was changed in '{notice}'; revision {old.number} stands.")
            gaps = tuple(g for g in old.gaps if not incident.facts.is_settled(g.fact))
            revision = self._revision(
                incident, old.kind, old.language, line, words, gaps, f"{old.template}, edited", author
            )
            saved.append(revision)
            return [RevisionSaved(revision)]

        self._recorder.record(name, author, decide)
        return saved[0]

    def state(self, incident: Incident, notice: str, number: int | None = None) -> NoticeState:
        """Give what a reviewer needs to know about a revision, the newest by default."""
        revision = revision_of(incident, notice, number)
        return NoticeState(
            revision=revision,
            of=len(incident.revisions[notice]),
            gaps=revision.gaps,
            facts_changed=facts_changed_since(incident, revision),
            approval=incident.approval_of(revision),
        )

    def diff(self, incident: Incident, notice: str, old: int, new: int) -> tuple[str, ...]:
        """Give the lines that differ between two revisions, as a unified diff."""
        first, second = revision_of(incident, notice, old), revision_of(incident, notice, new)
        return tuple(
            unified_diff(
                [first.subject, "", *first.text.splitlines()],
                [second.subject, "", *second.text.splitlines()],
                f"revision {old}",
                f"revision {new}",
                lineterm="",
            )
        )

    def _revision(
        self,
        incident: Incident,
        kind: NoticeKind,
        language: str,
        subject: str,
        text: str,
        gaps: tuple[Gap, ...],
        template: str,
        author: str,
    ) -> Revision:
        notice = notice_id(kind, language)
        return Revision(
            notice=notice,
            number=len(incident.revisions.get(notice, ())) + 1,
            kind=kind,
            language=language,
            subject=subject,
            text=text,
            gaps=gaps,
            template=template,
            facts_digest=facts_digest(incident.facts),
            author=author,
            written_at=self._now(),
        )

    def _context(self, incident: Incident, late_reasons: str) -> LetterContext:
        inventory = inventory_in_use(self._store).inventory
        told = incident.decision(Duty.NOTIFY_INDIVIDUALS)
        first = min(incident.filings, key=lambda filing: filing.filed_at, default=None)
        return LetterContext(
            reference=incident.reference,
            title=incident.title,
            detected_at=incident.detected_at,
            aware_at=incident.aware_at,
            awareness_reason=incident.awareness_reason,
            zone=incident.zone,
            due_at=incident.deadline.due_at,
            controller=inventory.controller,
            dpo=inventory.dpo,
            authority=incident.authority,
            facts=incident.facts,
            definitions=self._catalogues.facts(),
            scope=incident.scope,
            inventory=inventory,
            written_at=self._now(),
            late_reasons=late_reasons,
            tell_people=told.notify if told else None,
            tell_people_reason=told.reason if told else "",
            people_told=incident.people_told,
            first_filed_at=first.filed_at if first else None,
            first_filing_reference=first.reference if first else "",
        )
