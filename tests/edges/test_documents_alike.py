"""HTML, DOCX and PDF of one notice say the same words, show markup as text, and say when nobody approved them."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import pytest
from hypothesis import given, settings

from breachdesk.documents.document_tree import BlockKind, tree_of
from breachdesk.documents.docx_writer import form_docx, notice_docx
from breachdesk.documents.html_page import form_page, notice_page
from breachdesk.documents.pdf_writer import form_pdf, notice_pdf
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.document_port import FormDocument, FormRow
from tests.edges.document_texts import (
    KEY,
    SEAL,
    document,
    docx_words,
    html_words,
    notice_texts,
    packed,
    page_of,
    pdf_margins,
    pdf_words,
)

SCRIPT = "<script>alert(1)</script>"
FORM = FormDocument(
    reference="2026-01",
    title="Common notification template",
    language="en",
    controller="Fietsgoed B.V.",
    day="2026-11-24",
    sections=(
        ("1. Controller", (FormRow("Name", "answered", f"Fietsgoed {SCRIPT}", ("inventory.yaml:3",)),)),
        ("2. People", (FormRow("How many", "not-known-yet", "Not known yet"), FormRow("Children", "not-applicable", "No minors"))),
    ),
    standing="1 of 2 fields are answered.",
    sha256="cd" * 32,
)


def listed(text: str) -> str:
    """Give a text's words with the signs a page sets before list items."""
    signs = {BlockKind.BULLET: lambda value: "•", BlockKind.NUMBERED: lambda value: f"{value}."}
    return packed("".join(signs.get(b.kind, lambda value: "")(b.value) + b.words for b in tree_of(text)))


@given(text=notice_texts())
@settings(max_examples=40)
def test_every_output_says_the_same_words(text: str) -> None:
    """Lost without it: the PDF that was filed and the page that was read differ."""
    notice = document(text, subject="Melding: <b>'x' & y</b>")
    words = packed(notice.revision.subject + "".join(block.words for block in tree_of(text)))
    assert words == html_words(notice_page(notice))
    assert words == docx_words(notice_docx(notice))
    frame = packed("Autoriteit Fietsgoed B.V. Dorpsstraat 1 Datum 2026-11-24 Kenmerk 2026-01 Revisie 1")
    assert frame + packed(notice.revision.subject) + listed(text) == pdf_words(notice_pdf(notice))


@given(text=notice_texts())
def test_only_stars_make_bold_and_nothing_is_lost_but_marks(text: str) -> None:
    """Lost without it: a name with an underline, a link or an entity reads as something else in a document."""
    said = packed("".join(block.words for block in tree_of(text)))
    bare = packed(re.sub(r"(?m)^(?:#{1,6}|[-*]|[0-9]{1,3}[.)]) ", "", text))
    assert bare.replace("*", "") == said.replace("*", "")


def test_a_name_that_is_a_tag_stays_text_on_the_page() -> None:
    """Lost without it: a letter runs what somebody gave as their name."""
    notice = document(f"Dear {SCRIPT},\n", subject=f'"{SCRIPT}', sender=(SCRIPT,), addressee=(f"<img src=x onerror=y> {SCRIPT}",))
    page = page_of(notice_page(replace(notice, seal=replace(SEAL, by=SCRIPT))))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "a", "link", "iframe"})
    assert "".join(page.words).count(SCRIPT) == 5


def test_a_page_loads_nothing_and_may_run_nothing() -> None:
    """Lost without it: opening a notice tells a server that somebody reads it."""
    page = page_of(notice_page(document("See http://x.example\n")))
    (policy,) = [attributes["content"] for _, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    names = {name for _, attributes in page.tags for name in attributes}
    assert names.isdisjoint({"src", "href", "style"})
    assert not any(name.startswith("on") for name in names)
    assert ("html", {"lang": "nl"}) in page.tags


@pytest.mark.parametrize("kind", [NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION, NoticeKind.LETTER, NoticeKind.SMS])
def test_a_draft_says_so_on_every_page(kind: NoticeKind) -> None:
    """Lost without it: a text nobody approved goes out looking like one that was."""
    notice = document("Long.\n\n" * 90)
    notice = replace(notice, revision=replace(notice.revision, kind=kind))
    pages = notice_pdf(notice).count(b"/Type/Page/")
    assert pages > 1
    assert pages == pdf_margins(notice_pdf(notice)).count("DRAFT:CONCEPT")
    header = docx.Document(io.BytesIO(notice_docx(notice))).sections[0].header.paragraphs[0].text
    assert header == "DRAFT: CONCEPT, niet goedgekeurd"
    assert header in notice_page(notice).decode()


def test_an_approved_text_says_who_when_and_by_which_fingerprints() -> None:
    """Lost without it: nobody can tell from the paper which text was approved."""
    notice = document(seal=SEAL)
    foot = "\n".join(p.text for p in docx.Document(io.BytesIO(notice_docx(notice))).sections[0].footer.paragraphs)
    for said in (packed(notice_page(notice).decode()), packed(foot), pdf_margins(notice_pdf(notice))):
        for wanted in ("Goedgekeurd door S. Kok, 2026-11-24 11:00 CET", notice.revision.sha256[:16], "ab" * 8, KEY):
            assert packed(wanted) in said
        assert "DRAFT" not in said


def test_an_approval_without_a_signature_says_that() -> None:
    """Lost without it: paper claims a signature that nobody made."""
    notice = document(seal=replace(SEAL, key="", manifest_sha256=""))
    assert packed("niet ondertekend") in pdf_margins(notice_pdf(notice))


def test_an_exercise_says_so_everywhere() -> None:
    """Lost without it: paper from a drill is taken for the real thing."""
    notice = document(seal=SEAL, exercise=True)
    header = docx.Document(io.BytesIO(notice_docx(notice))).sections[0].header.paragraphs[0].text
    assert "EXERCISE" in header
    assert "EXERCISE" in pdf_margins(notice_pdf(notice))
    assert "EXERCISE" in notice_page(notice).decode()


def test_the_same_revision_gives_the_same_bytes() -> None:
    """Lost without it: a proof of an export says nothing about the next export of the same text."""
    for make in (notice_page, notice_docx, notice_pdf):
        assert make(document("Hello **you**.\n")) == make(document("Hello **you**.\n"))
    for make_form in (form_page, form_docx, form_pdf):
        assert make_form(FORM) == make_form(FORM)


@pytest.mark.parametrize("wanted", [b"/StructTreeRoot", b"/MarkInfo<</Marked true", b"/Lang(nl)", b"pdfuaid:part", b"/DisplayDocTitle true"])
def test_a_pdf_is_tagged_and_names_its_language_and_title(wanted: bytes) -> None:
    """Lost without it: somebody who hears the letter read out hears nothing, or in the wrong language."""
    pdf = notice_pdf(document("## Wat?\n\n- een\n- twee\n\n1. drie\n"))
    assert wanted in pdf
    assert "Melding".encode("utf-16-be").hex().upper().encode() in pdf or b"/Title(Melding)" in pdf
    for tag in (b"/S/Title", b"/S/H1", b"/S/L/", b"/S/LBody", b"/S/P/"):
        assert tag in pdf, tag


def test_headings_that_skip_a_level_make_a_pdf_all_the_same() -> None:
    """Lost without it: a heading somebody typed by hand stops the filing."""
    pdf = notice_pdf(document("### Deep\n\n##### Deeper\n\n# Top\n"))
    assert b"/S/H1" in pdf
    assert b"/S/H4" not in pdf


def test_a_letter_no_font_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: a name is a row of boxes on paper, or the export fails without a word."""
    with pytest.raises(WrongInput, match=r"No font here can show '\U00012000' \(U\+12000\), so no PDF was made"):
        notice_pdf(document("Dear \U00012000,\n"))


def test_text_is_no_code_for_the_typesetter() -> None:
    """Lost without it: a title reads files of this machine into a letter."""
    trick = '#read("/etc/passwd") #panic() $ \\ ] } ) " #'
    assert packed(trick) in pdf_words(notice_pdf(document(trick + "\n", subject=trick, sender=(trick,), addressee=(trick,))))


def test_a_form_shows_every_field_with_answer_and_source() -> None:
    """Lost without it: a field of the form is missing on the paper that goes with it."""
    tables = docx.Document(io.BytesIO(form_docx(FORM))).tables
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    html, pdf = "".join(page_of(form_page(FORM)).words), pdf_words(form_pdf(FORM))
    for _, rows in FORM.sections:
        for row in rows:
            for said in (row.label, row.words, *row.sources):
                assert said in cells
                assert said in html
                assert packed(said) in pdf
    assert b"/S/TH" in form_pdf(FORM)


def test_a_docx_names_no_machine_and_no_program_user() -> None:
    """Lost without it: a filing tells the authority whose laptop it was written on."""
    core = docx.Document(io.BytesIO(notice_docx(document()))).core_properties
    assert (core.title, core.author, core.last_modified_by, core.language, core.comments) == ("Melding", "Fietsgoed B.V.", "Fietsgoed B.V.", "nl", "")
    assert core.created == core.modified == document().revision.written_at.replace(microsecond=0)
    with io.BytesIO(notice_docx(document())) as stream:
        parts = {str(part.partname) for part in docx.Document(stream).part.package.iter_parts()}
    assert not any("thumbnail" in part or "customXml" in part for part in parts)
