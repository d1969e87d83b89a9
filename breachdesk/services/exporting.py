"""Notices as files: written in every format, several with a proof over all of them, or many in one review pack.

What is written is one Revision and what the record says of it; nothing is drawn here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from breachdesk.domain.approval import revision_of
from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.domain.draft_check import Weight
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotFound, SigningProblem, WrongInput
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.parties import Controller
from breachdesk.domain.terms import Audience
from breachdesk.services.desk import Desk
from breachdesk.services.document_port import Documents, NoticeDocument, ReviewPack, Seal
from breachdesk.services.exercise_letters import marked_subject, marked_text
from breachdesk.services.form_papers import FORM_FORMATS, FormLike, form_document
from breachdesk.services.proving import File, proof_of
from breachdesk.services.review_packing import notice_of, parts_of
from breachdesk.services.signing_port import Signer
from breachdesk.services.taking_back import TakingBack
from breachdesk.services.times import with_z, zone_by_name
from breachdesk.services.views import clock_line

FORMATS = ("md", "html", "docx", "pdf", "eml", "json")
PLAIN = ("md", "eml")
"""What is written where nobody asks for more."""


class Exporting:
    """One use case a method."""

    def __init__(
        self, desk: Desk, documents: Documents, eml: Callable[[OutgoingMail], bytes], signer: Signer | None, exercise: bool
    ) -> None:
        self._desk = desk
        self._documents = documents
        self._eml = eml
        self._signer = signer
        self._exercise = exercise

    def export(self, name: str, notice: str, number: int | None, format_: str) -> File:
        """Give a Revision in one format: the name of a file, and its bytes.

        Raises:
            NotFound: there is no such notice, revision or format.
            NotAllowed: it was approved, and is not any more what was approved.
            WrongInput: it cannot be shown in that format; says what to do.
        """
        incident = self._desk.incidents.get(name)
        revision = revision_of(incident, notice, number)
        self._check_covered(incident, revision)
        document = self.document(incident, revision)
        return f"{self.stem(document)}.{format_}", self._made(document, format_)

    def proved(self, name: str, notice: str, number: int | None, formats: Sequence[str], by: str) -> tuple[File, ...]:
        """Give a Revision in several formats, with a proof over all of them and its signature.

        Raises:
            SigningProblem: there is no key to sign with.
            NotFound: as `export`.
        """
        if self._signer is None:
            raise SigningProblem("No signer is set up here, so an export cannot be proved; leave --proof away.")
        incident = self._desk.incidents.get(name)
        revision = revision_of(incident, notice, number)
        self._check_covered(incident, revision)
        document = self.document(incident, revision)
        stem = self.stem(document)
        files = [(f"{stem}.{format_}", self._made(document, format_)) for format_ in formats]
        approval = self._approval(incident, revision)
        proof = proof_of(incident, document.revision, approval, files, by, self._desk.now())
        signature = self._signer.sign(by, proof)
        return (*files, (f"{stem}.proof.json", proof), (f"{stem}.proof.sig", signature.armored.encode()))

    def stem(self, document: NoticeDocument) -> str:
        """Give the name of its files: made of reference, kind, language and number, never of anything typed."""
        return _slug(f"{document.reference}-{document.revision.notice}-rev{document.revision.number}")

    def document(self, incident: Incident, revision: Revision) -> NoticeDocument:
        """Give a Revision with what stands around it."""
        approval = self._approval(incident, revision)
        stored = self._desk.store.inventory()
        controller = stored.inventory.controller if stored else Controller("", "", incident.zone)
        to_authority = revision.kind.audience is Audience.AUTHORITY
        return NoticeDocument(
            incident=incident.id,
            reference=incident.reference,
            revision=self._shown(revision),
            controller=controller.name,
            sender=(controller.name, *_lines(controller.address)),
            addressee=(incident.authority.name,) if to_authority else (),
            day=f"{revision.written_at.astimezone(zone_by_name(incident.zone)):%Y-%m-%d}",
            seal=_seal(approval, incident.zone) if approval else None,
            exercise=self._exercise,
        )

    def form(self, name: str, form: FormLike, format_: str, standing: str = "") -> File:
        """Give a filled form of an Incident as `html`, `docx` or `pdf`.

        Raises:
            NotFound: there is no such format.
            WrongInput: it cannot be shown in that format; says what to do.
        """
        if format_ not in FORM_FORMATS:
            raise NotFound(f"There is no format '{format_}' of a form; there are {', '.join(FORM_FORMATS)}.")
        incident = self._desk.incidents.get(name)
        stored = self._desk.store.inventory()
        controller = stored.inventory.controller.name if stored else ""
        made = form_document(form, controller, incident.zone, standing, self._exercise)
        return f"{_slug(f'{incident.reference}-{form.form}')}.{format_}", self._documents.form(made, format_)

    @property
    def taking_back(self) -> TakingBack:
        """Edited DOCX files read and taken in."""
        return TakingBack(self._desk, self._documents, self._shown)

    def pack(self, name: str, notices: Sequence[str], by: str) -> File:
        """Give a review pack: one page with the Incident and the newest text of the named notices, or of all.

        Raises:
            NotFound: there is no such notice, or none at all.
        """
        incident = self._desk.incidents.get(name)
        wanted = tuple(notices) or tuple(incident.revisions)
        if not wanted:
            raise NotFound(f"{incident.reference} has no notice yet; write one with `notice draft`.")
        revisions = [revision_of(incident, notice) for notice in dict.fromkeys(wanted)]

        def local(at: datetime) -> str:
            return local_time(at, incident.zone)

        now = self._desk.now()
        made = ReviewPack(
            title=f"{incident.reference} {incident.title}",
            made=f"{local(now)}, {by}",
            parts=parts_of(incident, str(clock_line(incident, now, narrow=False)), local),
            notices=tuple(
                notice_of(self.document(incident, r), incident, self._approval(incident, r), self._remarks(incident, r))
                for r in revisions
            ),
            exercise=self._exercise,
        )
        return f"{_slug(f'{incident.reference}-review-{now:%Y%m%dT%H%M%SZ}')}.html", self._documents.pack(made)

    def _remarks(self, incident: Incident, revision: Revision) -> tuple[str, ...]:
        """Say what a reader should know before saying yes: what blocks first."""
        found = self._desk.checking.remarks(incident, revision)
        stale = self._desk.reviewing.stale(incident, revision)
        return (
            *(f"{'Blocks an approval: ' if one.weight is Weight.BLOCKING else ''}{one.says}" for one in found),
            *(f"Out of date since the facts changed: {sentence.text}" for sentence in stale),
        )

    def _made(self, document: NoticeDocument, format_: str) -> bytes:
        revision = document.revision
        makers: Mapping[str, Callable[[], bytes]] = {
            "md": lambda: f"# {revision.subject}\n\n{revision.text}".encode(),
            "html": lambda: self._documents.html(document),
            "docx": lambda: self._documents.docx(document),
            "pdf": lambda: self._documents.pdf(document),
            "eml": lambda: self._eml(self._specimen(revision)),
            "json": lambda: _json(document),
        }
        if format_ not in makers:
            raise NotFound(f"There is no format '{format_}'; there are {', '.join(FORMATS)}.")
        return makers[format_]()

    def _specimen(self, revision: Revision) -> OutgoingMail:
        """The mail as it would go out, addressed to the organisation's own contact point."""
        inventory = self._desk.scoping.inventory()
        if inventory.dpo is None:
            raise NotFound("The inventory names no DPO or contact point to address the specimen to; add 'dpo:' to it.")
        return OutgoingMail(
            message_id=f"<{revision.sha256[:32]}@{inventory.dpo.email.rpartition('@')[2]}>",
            from_name=inventory.controller.name,
            from_address=inventory.dpo.email,
            to_name=inventory.dpo.name,
            to_address=inventory.dpo.email,
            subject=revision.subject,
            text=revision.text,
            written_at=revision.written_at,
            language=revision.language,
        )

    def _shown(self, revision: Revision) -> Revision:
        """Give a text of an exercise with its mark, also where somebody edited that away."""
        if not self._exercise:
            return revision
        text = marked_text(revision.text, revision.language)
        return replace(revision, subject=marked_subject(revision.subject), text=text)

    def _check_covered(self, incident: Incident, revision: Revision) -> None:
        """Refuse to hand out as approved what is not any more what was approved."""
        if self._approval_on_record(incident, revision) is not None:
            self._desk.approving.text_to_hand_out(incident, revision.notice)

    def _approval(self, incident: Incident, revision: Revision) -> Approval | None:
        """Give the approval that holds for what is written."""
        found = self._approval_on_record(incident, revision)
        return found if found is not None and not self._desk.approving.why_void(incident, found) else None

    def _approval_on_record(self, incident: Incident, revision: Revision) -> Approval | None:
        """Give the approval of what is written: a text that got its mark only now was approved by nobody."""
        return incident.approval_of(revision) if self._shown(revision).sha256 == revision.sha256 else None


def _json(document: NoticeDocument) -> bytes:
    """Give a Revision as JSON: all it says, and what each sentence rests on."""
    revision, seal = document.revision, document.seal
    said = {
        "reference": document.reference,
        "notice": revision.notice,
        "revision": revision.number,
        "kind": revision.kind.value,
        "stage": revision.stage.value,
        "group": revision.group or None,
        "language": revision.language,
        "subject": revision.subject,
        "text": revision.text,
        "sha256": revision.sha256,
        "author": revision.author,
        "written_at": with_z(revision.written_at),
        "template": revision.template,
        "template_sha256": revision.template_sha256 or None,
        "comes_from": revision.comes_from or None,
        "exercise": document.exercise,
        "gaps": [asdict(gap) for gap in revision.gaps],
        "stated": [{"sentence": one.sentence, "sources": list(one.sources)} for one in revision.stated],
        "basis": [{**asdict(b), "rows": list(b.rows), "at": with_z(b.at) if b.at else None} for b in revision.basis],
        "approved": asdict(seal) if seal else None,
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _seal(approval: Approval, zone: str) -> Seal:
    manifest, signature = approval.manifest, approval.signature
    at = local_time(approval.at, zone)
    return Seal(approval.by, at, manifest.sha256 if manifest else "", signature.fingerprint if signature else "")


def local_time(at: datetime, zone: str) -> str:
    """Give an instant in a zone so that it reads the same in every language: `2026-11-24 10:00 CET`."""
    return f"{at.astimezone(zone_by_name(zone)):%Y-%m-%d %H:%M %Z}"


def _lines(address: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in address.replace("\n", ",").split(",") if piece.strip())


def _slug(text: str) -> str:
    """Keep what a file's name may hold anywhere."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in text).strip("-")
    if not kept:
        raise WrongInput("A file needs a name with a letter or a number in it.")
    return kept[:120]
