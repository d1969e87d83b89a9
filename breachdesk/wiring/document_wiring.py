"""Documents plugged in: each kind loads its library only when one is made."""

from __future__ import annotations

from collections.abc import Callable

from breachdesk.domain.deliveries import OutgoingMail
from breachdesk.services.desk import Desk
from breachdesk.services.document_port import DocxOrigin, EditedText, FormDocument, NoticeDocument, ReviewPack
from breachdesk.services.exporting import Exporting
from breachdesk.services.signing_port import Signer


class Papers:
    """The port `Documents`."""

    def html(self, notice: NoticeDocument) -> bytes:
        """Give one self-contained page."""
        from breachdesk.documents.html_page import notice_page

        return notice_page(notice)

    def docx(self, notice: NoticeDocument) -> bytes:
        """Give a document for a word processor, with marks by which it is known again."""
        from breachdesk.documents.docx_writer import notice_docx

        return notice_docx(notice)

    def pdf(self, notice: NoticeDocument) -> bytes:
        """Give a tagged PDF."""
        from breachdesk.documents.pdf_writer import notice_pdf

        return notice_pdf(notice)

    def form(self, form: FormDocument, format_: str) -> bytes:
        """Give a filled form as `html`, `docx` or `pdf`."""
        if format_ == "html":
            from breachdesk.documents.html_page import form_page

            return form_page(form)
        if format_ == "docx":
            from breachdesk.documents.docx_writer import form_docx

            return form_docx(form)
        from breachdesk.documents.pdf_writer import form_pdf

        return form_pdf(form)

    def pack(self, pack: ReviewPack) -> bytes:
        """Give one self-contained page for a reader without the program."""
        from breachdesk.documents.review_page import pack_page

        return pack_page(pack)

    def origin(self, data: bytes) -> DocxOrigin:
        """Tell which text a DOCX was made from."""
        from breachdesk.documents.docx_reader import docx_origin

        return docx_origin(data)

    def edited(self, data: bytes, subject: str, text: str) -> EditedText:
        """Read an edited DOCX back."""
        from breachdesk.documents.docx_reader import read_docx

        return read_docx(data, subject, text)


def exporting_of(desk: Desk, eml: Callable[[OutgoingMail], bytes], signer: Signer | None, exercise: bool) -> Exporting:
    """Give the use cases of exporting on a desk."""
    return Exporting(desk, Papers(), eml, signer, exercise)
