"""Notices: drafting from facts, revising, comparing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import unified_diff

from breachdesk.domain.approval import check_open, facts_changed_since, revision_of
from breachdesk.domain.drafting import Gap, LetterContext, Rendered, Revision, facts_digest, notice_id
from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.incident import Approval, ChangeRequest, Incident
from breachdesk.domain.notice_plan import WantedNotice, check_group, followed, stage_of, wanted_notices
from breachdesk.domain.provenance import Basis
from breachdesk.domain.review import asked_for_changes, open_comments
from breachdesk.domain.terms import Channel, Duty, NoticeKind, Stage
from breachdesk.domain.timeline import Act, RevisionSaved
from breachdesk.services.bases import WISHED, bases_of
from breachdesk.services.ports import CaseStore, Catalogues, Letters, Now, TemplateLine, Transaction
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
    changes_asked: ChangeRequest | None = None
    """Somebody sent this text back."""

    open_comments: int = 0
    """Comments on the notice that nobody settled."""


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

    def draft(
        self,
        name: str,
        kind: NoticeKind,
        language: str,
        by: str,
        late_reasons: str = "",
        *,
        group: str = "",
        stage: Stage | None = None,
        personal: bool = False,
        own_data: bool = False,
        reason: str = "",
    ) -> Revision:
        """Write a Notice from the facts as they are and save it as the next revision.

        Args:
            name: The Incident, by id or reference.
            kind: What is written.
            language: Two letters.
            by: Who acts.
            late_reasons: Why it will be late; printed once the deadline has passed (Art. 33(1)).
            group: Write only what concerns this subject group.
            stage: Of a Notification; None takes what follows from the filings there are.
            personal: Greet each addressee by name.
            own_data: Name each addressee's own data.
            reason: Why a Notification is withdrawn.

        Raises:
            TemplateProblem: there is no template in that language, or it cannot be filled.
            NotFound: the scope touches no such group.
            NotAllowed: the newest revision already says exactly this, or the stage cannot be.
        """
        author = clean_line(by, "name of who acts", 80)
        reasons = clean_text(late_reasons, "reasons for the delay", 2000) if late_reasons.strip() else ""
        why = clean_text(reason, "reason for the withdrawal", 2000) if reason.strip() else ""
        saved: list[Revision] = []

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            check_group(incident, kind, group)
            wish = replace(
                self._context(incident, reasons),
                stage=stage_of(incident, kind, stage, why),
                group=group,
                personal=personal and kind.channel in (Channel.EMAIL, Channel.POST),
                own_data=own_data and kind.channel in (Channel.EMAIL, Channel.POST),
                reason=why,
            )
            rendered = self._letters.render(kind, language, wish)
            revision = self._written(incident, kind, language, rendered, wish, author)
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

    def revise(
        self, name: str, notice: str, subject: str, text: str, by: str, comes_from: str = "app"
    ) -> Revision:
        """Save an edited text as the next revision; it voids an approval of the one before.

        Args:
            name: The Incident, by id or reference.
            notice: The Notice's id.
            subject: One line.
            text: The whole text.
            by: Who acts.
            comes_from: Where it was edited: `app`, `editor`, `docx`.

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
            revision = followed(old, line, words, incident, author, self._now(), comes_from)
            saved.append(revision)
            return [RevisionSaved(revision)]

        self._recorder.record(name, author, decide)
        return saved[0]

    def templates(self) -> tuple[TemplateLine, ...]:
        """Give every template there is: where it comes from, and what is wrong with it."""
        return self._letters.templates()

    def lacking(self, language: str) -> tuple[str, ...]:
        """Say what is missing before a language can be written in whole."""
        return self._letters.lacking(language, self._catalogues.facts())

    def left_out(self) -> tuple[str, ...]:
        """Say what is wrong with each file of templates or phrases that cannot be used."""
        return self._letters.left_out()

    def basis_now(self, incident: Incident, revision: Revision) -> tuple[Basis, ...]:
        """Give what the sources of a text say now; what was only said when it was drafted stays as it was.

        That a text was filed itself is no news to it.
        """
        others = tuple(f for f in incident.filings if (f.notice, f.number) != (revision.notice, revision.number))
        incident = replace(incident, filings=others)
        wish = replace(self._context(incident, ""), stage=revision.stage, group=revision.group)
        said_then = {basis.id: basis for basis in revision.basis if basis.id in WISHED}
        now = bases_of([basis.id for basis in revision.basis], incident, wish)
        return tuple(said_then.get(basis.id, basis) for basis in now)

    def wanted(self, incident: Incident) -> tuple[WantedNotice, ...]:
        """Give the notices this incident asks for: to its authority, and to each group in each of its languages."""
        return wanted_notices(incident, inventory_in_use(self._store).inventory)

    def state(self, incident: Incident, notice: str, number: int | None = None) -> NoticeState:
        """Give what a reviewer needs to know about a revision, the newest by default."""
        revision = revision_of(incident, notice, number)
        return NoticeState(
            revision=revision,
            of=len(incident.revisions[notice]),
            gaps=revision.gaps,
            facts_changed=facts_changed_since(incident, revision),
            approval=incident.approval_of(revision),
            changes_asked=asked_for_changes(incident, revision),
            open_comments=len(open_comments(incident, notice)),
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

    def _written(
        self, incident: Incident, kind: NoticeKind, language: str, rendered: Rendered, wish: LetterContext, author: str
    ) -> Revision:
        """Give the next revision, with what each of its sentences rests on."""
        notice = notice_id(kind, language, wish.group)
        ids = [source for one in rendered.stated for source in one.sources]
        return Revision(
            notice=notice,
            number=len(incident.revisions.get(notice, ())) + 1,
            kind=kind,
            language=language,
            subject=rendered.subject,
            text=rendered.text,
            gaps=rendered.gaps,
            template=rendered.template,
            facts_digest=facts_digest(incident.facts),
            author=author,
            written_at=wish.written_at,
            group=wish.group,
            stage=wish.stage,
            template_sha256=rendered.template_sha256,
            stated=rendered.stated,
            basis=bases_of(ids, incident, wish),
            data_words=rendered.data_words,
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
