"""An edited DOCX gives the text it was made from, and only what somebody changed differs."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from hypothesis import given

from breachdesk.documents.docx_marks import marked_number
from breachdesk.documents.docx_reader import docx_origin, read_docx
from breachdesk.documents.docx_writer import notice_docx
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.sentences import paragraphs
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.document_port import DocxOrigin, EditedText
from breachdesk.wiring import Wiring
from tests.edges.command_line import REF, SAMPLE, Shell
from tests.edges.document_texts import changed_part, document, notice_texts, of, with_part

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = "# Kop\n\nEen **vet** woord.\nTweede regel.\n\n- appel\n- peer\n\n3. drie\n4. vier\n\nSlot.\n"


def edited(change: Callable[[Any], None], text: str = TEXT) -> EditedText:
    """Read back what somebody made of a notice in a word processor."""
    made = docx.Document(io.BytesIO(notice_docx(document(text))))
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    return read_docx(stream.getvalue(), "Melding", text)


def starting(made: Any, words: str) -> Any:
    """Give the paragraph that starts with some words."""
    return next(p for p in made.paragraphs if p.text.startswith(words))


@given(text=notice_texts())
def test_an_untouched_docx_gives_the_same_text(text: str) -> None:
    """Lost without it: opening and saving a letter in Word changes what the DPO approves."""
    notice = document(text, subject="Melding <b>")
    back = read_docx(notice_docx(notice), "Melding <b>", text)
    assert (back.subject, back.text, back.remarks, back.notes) == ("Melding <b>", text, (), ())


def test_every_shipped_template_comes_back_as_it_was(tmp_path: Path) -> None:
    """Lost without it: a template whose Markdown a word processor cannot keep."""
    shell = Shell(tmp_path)
    shell.must("inventory", "import", str(SAMPLE))
    shell.must("incident", "open", "--title", "Lost *laptop*", "--detected", "now", "--reported-by", "me")
    front = Wiring()
    front.choose(str(tmp_path), "M. Aydin")
    desk = front.desk_at(shell.now)
    seen = 0
    for kind in set(NoticeKind) - {NoticeKind.WITHDRAWAL}:  # Nothing was filed here, so there is nothing to withdraw.
        for language in desk.notices.languages(kind):
            made = desk.notices.draft(REF, kind, language, "M. Aydin")
            back = read_docx(notice_docx(of(made)), made.subject, made.text)
            assert (made.subject, made.text) == (back.subject, back.text)
            seen += 1
    assert seen >= 4


@given(text=notice_texts())
def test_every_paragraph_has_a_mark_with_its_number(text: str) -> None:
    """Lost without it: a comment from Word lands on another paragraph."""
    made = docx.Document(io.BytesIO(notice_docx(document(text))))
    marks = [marked_number(b.get(qn("w:name"))) for b in made.element.body.iter(qn("w:bookmarkStart"))]
    assert [None, *range(1, len(paragraphs(text)) + 1)] == marks


def test_a_docx_says_which_text_it_was_made_from() -> None:
    """Lost without it: an edit of one notice is taken for one of another."""
    notice = document(TEXT)
    assert docx_origin(notice_docx(notice)) == DocxOrigin("i-1", "notification-nl", 1, notice.revision.sha256)


def test_a_changed_word_changes_its_paragraph_only() -> None:
    """Lost without it: the diff of an edit shows the whole letter."""

    def change(made: Any) -> None:
        starting(made, "peer").runs[0].text = "pruim"

    assert TEXT.replace("peer", "pruim") == edited(change).text


def test_a_new_item_and_a_new_paragraph_find_their_place() -> None:
    """Lost without it: what was added in Word comes back as something else, or nowhere."""

    def change(made: Any) -> None:
        starting(made, "vier").insert_paragraph_before("tussen", style="List Number")._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="{_list_of(made)}"/></w:numPr>')
        )
        starting(made, "Slot").insert_paragraph_before("Nieuw.").add_run(" Vet ").bold = True
        starting(made, "Slot").insert_paragraph_before("Kopje", style="Heading 2")

    assert TEXT.replace("4. vier\n\nSlot", "4. tussen\n5. vier\n\nNieuw. **Vet**\n\n## Kopje\n\nSlot") == edited(change).text


def _list_of(made: Any) -> str:
    return str(starting(made, "drie")._p.pPr.numPr.numId.val)


def test_a_removed_paragraph_is_gone_and_nowhere_in_the_file() -> None:
    """Lost without it: a sentence that was struck for good reason still lies hidden in what is sent."""
    made = docx.Document(io.BytesIO(notice_docx(document(TEXT))))
    starting(made, "Een vet")._p.getparent().remove(starting(made, "Een vet")._p)
    stream = io.BytesIO()
    made.save(stream)
    assert TEXT.replace("Een **vet** woord.\nTweede regel.\n\n", "") == read_docx(stream.getvalue(), "Melding", TEXT).text
    parts = [part.blob for part in docx.Document(stream).part.package.iter_parts()]
    assert not any(b"woord" in blob for blob in parts)


def test_tracked_changes_are_taken_as_accepted_and_said() -> None:
    """Lost without it: a deletion that the DPO made is sent all the same."""

    def change(made: Any) -> None:
        paragraph = starting(made, "Slot")._p
        run = paragraph.find(qn("w:r"))
        deleted = parse_xml(f'<w:del {W} w:id="90" w:author="S. Kok"><w:r><w:delText>Slot.</w:delText></w:r></w:del>')
        inserted = parse_xml(f'<w:ins {W} w:id="91" w:author="S. Kok"><w:r><w:t>Einde.</w:t></w:r></w:ins>')
        paragraph.replace(run, deleted)
        deleted.addnext(inserted)

    back = edited(change)
    assert TEXT.replace("Slot.", "Einde.") == back.text
    assert back.remarks == ("It holds tracked changes: 1 insertion taken and 1 deletion dropped, as if all were accepted.",)


def test_a_struck_end_of_a_paragraph_joins_it_with_the_next() -> None:
    """Lost without it: a tracked join of two paragraphs is ignored."""

    def change(made: Any) -> None:
        properties = starting(made, "appel")._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:rPr {W}><w:del w:id="92" w:author="S. Kok"/></w:rPr>'))

    assert "- appelpeer\n" in edited(change).text


def test_a_comment_in_the_margin_becomes_a_note_on_its_paragraph() -> None:
    """Lost without it: what a reviewer asked in Word is never seen."""

    def change(made: Any) -> None:
        made.add_comment(starting(made, "peer").runs, "Klopt dit?", author="S. Kok")

    back = edited(change)
    assert back.text == TEXT
    assert [(n.paragraph, n.by, n.text) for n in back.notes] == [(4, "S. Kok", "Klopt dit?")]


def test_a_subject_changed_in_the_title_is_the_new_subject() -> None:
    """Lost without it: the subject of a letter cannot be changed in Word."""

    def change(made: Any) -> None:
        starting(made, "Melding").runs[0].text = "Andere\tmelding"

    assert edited(change).subject == "Andere melding"


def test_what_stands_around_the_text_is_not_read_back() -> None:
    """Lost without it: sender and reference come into the letter as paragraphs."""

    def change(made: Any) -> None:
        starting(made, "Fietsgoed").runs[0].text = "Iemand anders"

    assert edited(change).text == TEXT


def test_a_link_leaves_its_words_and_a_picture_leaves_nothing() -> None:
    """Lost without it: what was dropped is dropped in silence."""

    def change(made: Any) -> None:
        link = parse_xml(f'<w:hyperlink {W} w:anchor="x"><w:r><w:t> hier</w:t></w:r></w:hyperlink>')
        starting(made, "Slot")._p.append(link)
        starting(made, "Slot")._p.append(parse_xml(f"<w:r {W}><w:drawing/></w:r>"))

    back = edited(change)
    assert TEXT.replace("Slot.", "Slot. hier") == back.text
    assert back.remarks == ("1 picture left out: a notice is text.", "1 link left out; the words of it stayed.")


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        (f"<w:tbl {W}><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "a table, which a notice cannot hold; write it as a list"),
        (f'<w:p {W}><w:r><w:footnoteReference w:id="2"/></w:r></w:p>', "a footnote, whose text would be lost"),
        (f"<w:p {W}><w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r></w:p>", "a text box, whose text"),
        (f"<w:p {W}><w:r><w:object/></w:r></w:p>", "an embedded object, which is not opened"),
        (f'<w:altChunk {W} r:id="rId9" xmlns:r="http://x.example"/>', "a file within the file"),
    ],
)
def test_what_a_notice_cannot_hold_is_refused_by_name(xml: str, says: str) -> None:
    """Lost without it: a table somebody added is silently missing from the filing."""

    def change(made: Any) -> None:
        made.element.body.insert(0, parse_xml(xml))

    with pytest.raises(WrongInput, match=f"The DOCX holds {says}") as raised:
        edited(change)
    assert str(raised.value).endswith("Nothing was taken in.")


def test_styles_named_by_a_dutch_word_are_known() -> None:
    """Lost without it: a heading added in a Dutch Word comes back as plain text."""
    data = notice_docx(document("Eerst.\n\n## Kop\n"))
    dutch = changed_part(data, "word/document.xml", b'w:val="Heading2"', b'w:val="Kop2"')
    styles = changed_part(dutch, "word/styles.xml", b'w:styleId="Heading2"', b'w:styleId="Kop2"')
    assert read_docx(styles, "Melding", "Anders.\n").text == "Eerst.\n\n## Kop\n"


def test_a_docx_made_elsewhere_is_refused_with_a_way_on() -> None:
    """Lost without it: any document can become a notice."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    with pytest.raises(WrongInput, match="does not say which notice it was made from.*notice revise --text"):
        docx_origin(stream.getvalue())


def test_an_empty_docx_is_refused() -> None:
    """Lost without it: a notice becomes empty by a slip of the hand."""

    def change(made: Any) -> None:
        for paragraph in made.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)

    with pytest.raises(WrongInput, match="holds no text"):
        edited(change)


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"a" * 100 + b'"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "This is no DOCX, or a damaged one"),
        (b"PK\x03\x04" + b"\0" * 60, "This is no DOCX, or a damaged one"),
        (notice_docx(document(TEXT))[:-40], "This is no DOCX, or a damaged one"),
        (with_part(notice_docx(document(TEXT)), "word/vbaProject.bin", b"x"), "holds macros or controls that run"),
        (with_part(notice_docx(document(TEXT)), "x.xml", b"\0" * 30_000_000), "200 times its size, as a zip bomb does"),
        (with_part(notice_docx(document(TEXT)), "y.xml", b"\0" * 110_000_000), "unpacks to more than 100 MB"),
        (with_part(notice_docx(document(TEXT)), "word/comments.xml", BOMB + b"<x>&b;</x>"), "declares entities in word/comments.xml"),
        (with_part(notice_docx(document(TEXT)), "word/comments.xml", "<x/>".encode("utf-16")), "is not UTF-8"),
        (with_part(notice_docx(document(TEXT)), "word/comments.xml", b'<?xml version="1.0" encoding="UTF-7"?><x/>'), "is not UTF-8"),
        (with_part(notice_docx(document(TEXT)), "word/comments.xml", b"<x"), "is damaged in word/comments.xml"),
        (b"\0" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)
def test_a_docx_that_is_a_weapon_is_refused_in_a_sentence(data: bytes, says: str) -> None:
    """Lost without it: a file from outside takes the desk down, or runs."""
    with pytest.raises(WrongInput, match=says):
        read_docx(data, "Melding", TEXT)


def test_two_parts_of_one_name_are_refused() -> None:
    """Lost without it: a reader in Word saw another text than the one that is taken in."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = with_part(notice_docx(document(TEXT)), "word/document.xml", b"<x/>")
    with pytest.raises(WrongInput, match="two parts of one name"):
        read_docx(data, "Melding", TEXT)
