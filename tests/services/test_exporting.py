"""Notices as files: their names, their approval, their proof, and edited ones taken in again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotAllowed, NotFound, SigningProblem
from breachdesk.domain.incident import Incident
from breachdesk.domain.terms import NoticeKind
from breachdesk.mail.envelope import to_eml
from breachdesk.services.document_port import (
    DocxOrigin,
    EditedText,
    FormDocument,
    MarginNote,
    NoticeDocument,
    ReviewPack,
)
from breachdesk.services.exporting import FORMATS, Exporting
from breachdesk.services.signing_port import Signer
from breachdesk.services.source_words import paragraph_words
from tests.fake_signer import FakeSigner
from tests.services.office import COMMUNICATION, DPO, LEAD, MORNING, NOTIFICATION, RESPONDER, Office
from tests.services.test_form_papers import FORM

NO_ORIGIN, NOTHING = DocxOrigin("", "", 1, ""), EditedText("", "")


@dataclass
class FakeDocuments:
    """The port `Documents`: keeps what it was asked to draw, and gives back what a test put into it."""

    drawn: list[NoticeDocument] = field(default_factory=list)
    packs: list[ReviewPack] = field(default_factory=list)
    origin_: DocxOrigin = NO_ORIGIN
    edited_: EditedText = NOTHING

    def html(self, notice: NoticeDocument) -> bytes:
        self.drawn.append(notice)
        return f"<{notice.revision.sha256}>".encode()

    docx = pdf = html

    def form(self, form: FormDocument, format_: str) -> bytes:
        return format_.encode()

    def pack(self, pack: ReviewPack) -> bytes:
        self.packs.append(pack)
        return b"pack"

    def origin(self, data: bytes) -> DocxOrigin:
        return self.origin_

    def edited(self, data: bytes, subject: str, text: str) -> EditedText:
        return self.edited_


def exporting(office: Office, documents: FakeDocuments, signer: Signer | None = None, exercise: bool = False) -> Exporting:
    """Give the use cases of exporting on an office's desk."""
    return Exporting(office.desk, documents, to_eml, signer, exercise)


def drafted(office: Office, kind: NoticeKind = NoticeKind.NOTIFICATION) -> tuple[Incident, Revision]:
    """Give an incident with one notice."""
    incident = office.opened()
    return incident, office.desk.notices.draft(incident.id, kind, "nl", RESPONDER)


def signed(office: Office, incident: Incident, made: Revision) -> Incident:
    """Have a text approved and signed."""
    return office.desk.approving.approve(incident.id, made.notice, DPO)


def test_a_draft_is_drawn_without_a_seal_and_an_approved_text_with_one(office: Office) -> None:
    """Lost without it: paper of a draft looks approved, or the other way round."""
    incident, made = drafted(office)
    documents = FakeDocuments()
    exporting(office, documents).export(incident.reference, NOTIFICATION, None, "pdf")
    signed(office, incident, made)
    exporting(office, documents).export(incident.reference, NOTIFICATION, None, "pdf")
    assert documents.drawn[0].seal is None
    seal = documents.drawn[1].seal
    assert seal is not None
    assert (seal.by, seal.at, len(seal.manifest_sha256)) == (DPO, "2026-11-23 14:00 CET", 64)
    assert seal.key.startswith("SHA256:")


def test_a_later_revision_of_an_approved_text_is_a_draft_again(office: Office) -> None:
    """Lost without it: an edit after the approval is printed as approved."""
    incident, made = drafted(office)
    signed(office, incident, made)
    office.desk.notices.revise(incident.id, NOTIFICATION, made.subject, "Another text.", LEAD)
    documents = FakeDocuments()
    for number in (1, 2):
        exporting(office, documents).export(incident.id, NOTIFICATION, number, "docx")
    assert [drawn.seal for drawn in documents.drawn] == [None, None]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_name_is_made_and_holds_nothing_that_was_typed(office: Office, format_: str) -> None:
    """Lost without it: a title walks out of the folder."""
    incident = office.opened(title="../../etc/passwd")
    office.desk.notices.draft(incident.id, NoticeKind.NOTIFICATION, "nl", RESPONDER)
    name, content = exporting(office, FakeDocuments()).export(incident.id, NOTIFICATION, None, format_)
    assert f"{incident.reference}-notification-nl-rev1.{format_}" == name
    assert content


def test_a_format_nobody_makes_is_named_with_those_there_are(office: Office) -> None:
    """Lost without it: a slip of the finger gives an empty file."""
    incident, _ = drafted(office)
    with pytest.raises(NotFound, match="no format 'odt'; there are md, html"):
        exporting(office, FakeDocuments()).export(incident.id, NOTIFICATION, None, "odt")


def test_json_says_all_a_revision_says(office: Office) -> None:
    """Lost without it: another program gets less than the paper."""
    incident, made = drafted(office)
    _, raw = exporting(office, FakeDocuments()).export(incident.id, NOTIFICATION, None, "json")
    said = json.loads(raw)
    assert (made.subject, made.text, made.sha256) == (said["subject"], said["text"], said["sha256"])
    assert said["approved"] is None
    assert [gap.fact for gap in made.gaps] == [gap["fact"] for gap in said["gaps"]]


def test_a_letter_to_an_authority_is_addressed_to_it_and_one_to_people_to_nobody(office: Office) -> None:
    """Lost without it: a specimen of a letter names somebody."""
    documents = FakeDocuments()
    for kind in (NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION):
        incident, made = drafted(office, kind)
        exporting(office, documents).export(incident.id, made.notice, None, "pdf")
    assert [(incident.authority.name,), ()] == [drawn.addressee for drawn in documents.drawn]


def test_a_text_of_an_exercise_is_marked_and_its_approval_is_not_that_of_what_is_printed(office: Office) -> None:
    """Lost without it: an unmarked text of a drill is printed as approved."""
    incident, made = drafted(office)
    signed(office, incident, made)
    documents = FakeDocuments()
    exporting(office, documents, exercise=True).export(incident.id, NOTIFICATION, None, "pdf")
    (drawn,) = documents.drawn
    assert drawn.revision.text.startswith("EXERCISE")
    assert (drawn.exercise, drawn.seal) == (True, None)


def test_without_a_signer_nothing_is_proved(office: Office) -> None:
    """Lost without it: a proof without a signature passes for one."""
    incident, _ = drafted(office)
    with pytest.raises(SigningProblem, match="leave --proof away"):
        exporting(office, FakeDocuments()).proved(incident.id, NOTIFICATION, None, ("md",), LEAD)


def came_back(office: Office, incident: Incident, made: Revision, **edited: object) -> Exporting:
    """Give an export whose DOCX came back edited."""
    origin = DocxOrigin(incident.id, made.notice, made.number, made.sha256)
    text = EditedText(made.subject, made.text, **edited) if "text" not in edited else EditedText(made.subject, **edited)  # type: ignore[arg-type]
    return exporting(office, FakeDocuments(origin_=origin, edited_=text))


def test_an_edited_docx_becomes_the_next_revision(either_office: Office) -> None:
    """Lost without it: a DPO who works in Word cannot give the text back."""
    incident, made = drafted(either_office)
    taking = came_back(either_office, incident, made, text=made.text + "\nNieuw.\n").taking_back
    saved = taking.take_docx(incident.reference, NOTIFICATION, b"", DPO)
    assert (saved.number, saved.comes_from, saved.author) == (2, "docx", DPO)
    assert either_office.store.incident(incident.id).latest(NOTIFICATION) == saved


def test_comments_in_the_margin_become_comments_of_the_revision(either_office: Office) -> None:
    """Lost without it: what a reviewer asked in Word is on no record."""
    incident, made = drafted(either_office)
    notes = (MarginNote(1, "S. Kok", "Klopt dit?"), MarginNote(0, "", "Goed."))
    taking = came_back(either_office, incident, made, text=made.text + "\nNieuw.\n", notes=notes).taking_back
    taking.take_docx(incident.id, NOTIFICATION, b"", LEAD)
    kept = either_office.store.incident(incident.id).comments
    assert [c.text for c in kept.values()] == ["S. Kok, in the DOCX: Klopt dit?", "somebody, in the DOCX: Goed."]
    assert [(c.number, c.paragraph) for c in kept.values()] == [(2, 1), (2, 0)]
    assert made.text.startswith(kept["c1"].quote[:20])


def test_comments_alone_make_no_new_revision(office: Office) -> None:
    """Lost without it: a question in the margin voids an approval, or is refused as no change."""
    incident, made = drafted(office)
    taking = came_back(office, incident, made, notes=(MarginNote(1, "S. Kok", "Klopt dit?"),)).taking_back
    assert made == taking.take_docx(incident.id, NOTIFICATION, b"", LEAD)
    assert len(office.store.incident(incident.id).revisions[NOTIFICATION]) == 1
    assert office.store.incident(incident.id).comments["c1"].number == 1


def test_a_docx_of_an_older_revision_is_refused_and_still_shows_its_changes(office: Office) -> None:
    """Lost without it: what a colleague wrote meanwhile is gone in silence."""
    incident, made = drafted(office)
    office.desk.notices.revise(incident.id, NOTIFICATION, made.subject, made.text + "\nMeanwhile.\n", LEAD)
    taking = came_back(office, incident, made, text=made.text + "\nMine.\n").taking_back
    read = taking.read_docx(incident.id, NOTIFICATION, b"")
    assert (read.base.number, read.newest) == (1, 2)
    assert [paragraph_words(change) for change in read.changes] == ["[+Mine.+]"]
    with office.refused(NotAllowed, "made from revision 1 of 'notification-nl', and revision 2 is the newest"):
        taking.take_docx(incident.id, NOTIFICATION, b"", DPO)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"incident": "other"}, "a notice of another incident"),
        ({"notice": COMMUNICATION}, "was made from 'communication-nl', not from 'notification-nl'"),
        ({"sha256": "0" * 64}, "whose text is another one here"),
    ],
)
def test_a_docx_of_something_else_is_refused(office: Office, changed: dict[str, str], says: str) -> None:
    """Lost without it: the text of one incident is filed for another."""
    incident, made = drafted(office)
    origin = replace(DocxOrigin(incident.id, made.notice, 1, made.sha256), **changed)  # type: ignore[arg-type]
    documents = FakeDocuments(origin_=origin, edited_=EditedText(made.subject, "Other.\n"))
    with office.refused(NotAllowed, says):
        exporting(office, documents).taking_back.take_docx(incident.id, NOTIFICATION, b"", DPO)


@pytest.mark.parametrize("format_", ["html", "docx", "pdf"])
def test_a_filled_form_becomes_a_file_named_after_it(office: Office, format_: str) -> None:
    """Lost without it: a form can be filled and not be put on paper."""
    incident = office.opened()
    name, content = exporting(office, FakeDocuments()).form(incident.id, FORM, format_)
    assert (f"{incident.reference}-nl-ap.{format_}", format_.encode()) == (name, content)
    with pytest.raises(NotFound, match="no format 'md' of a form"):
        exporting(office, FakeDocuments()).form(incident.id, FORM, "md")


def packed(office: Office, notices: Sequence[str] = ()) -> ReviewPack:
    """Give a review pack as it is drawn."""
    documents = FakeDocuments()
    name, _ = exporting(office, documents).pack(office.store.rows()[0].id, notices, LEAD)
    assert name == f"{office.store.rows()[0].reference}-review-20261123T130000Z.html"
    return documents.packs[0]


def test_a_pack_holds_the_incident_its_clock_and_every_notice(office: Office) -> None:
    """Lost without it: a reviewer without the program sees half."""
    incident, _ = drafted(office)
    office.desk.notices.draft(incident.id, NoticeKind.COMMUNICATION, "nl", RESPONDER)
    pack = packed(office)
    assert {"Incident", "Clock", "Decisions", "Figures"} == {title for title, _ in pack.parts}
    assert [notice.document.revision.notice for notice in pack.notices] == [NOTIFICATION, COMMUNICATION]
    said = dict(row for _, rows in pack.parts for row in rows)
    assert (said["Last instant for the authority"], said["Authority"]) == ("2026-11-26 14:00 CET", "no decision on record")
    assert any("not known yet" in value for value in said.values())
    assert [n.document.revision.notice for n in packed(office, [COMMUNICATION]).notices] == [COMMUNICATION]


def test_a_pack_shows_what_was_approved_and_signed(office: Office) -> None:
    """Lost without it: a reviewer cannot hold the approval against the text."""
    incident, made = drafted(office)
    approval = signed(office, incident, made).approvals[made.notice]
    (notice,) = packed(office).notices
    assert approval.signature is not None
    assert made.sha256 == dict(notice.manifest)["content sha256"]
    assert notice.signature == approval.signature.armored
    assert any(remark.startswith("Not known yet: people") for remark in notice.remarks)


def test_a_pack_of_nothing_is_refused(office: Office) -> None:
    """Lost without it: an empty page is sent to counsel."""
    incident = office.opened()
    with pytest.raises(NotFound, match="has no notice yet"):
        exporting(office, FakeDocuments()).pack(incident.id, (), LEAD)


def test_the_clock_of_the_office_is_the_one_in_a_proof(office: Office) -> None:
    """Lost without it: a proof carries the clock of the machine it was made on."""
    incident, _ = drafted(office)
    files = exporting(office, FakeDocuments(), FakeSigner()).proved(incident.id, NOTIFICATION, None, ("md", "json"), LEAD)
    assert [name.removeprefix(f"{incident.reference}-notification-nl-rev1") for name, _ in files] == [".md", ".json", ".proof.json", ".proof.sig"]
    assert f"{MORNING:%Y-%m-%dT%H:%M:%SZ}" == json.loads(files[2][1])["exported_at"]
