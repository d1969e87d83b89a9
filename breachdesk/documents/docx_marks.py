"""The marks by which a DOCX of ours is known again: one on each paragraph, and which text it was made from.

Marks are names of bookmarks and custom properties of the file: word processors keep both, and nobody sees them. They hold
no text: a sentence that was taken out is nowhere in the file any more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from breachdesk.services.document_port import DocxOrigin, NoticeDocument

SUBJECT = "bd_subject"
PROPERTIES = "/docProps/custom.xml"
_MARK = re.compile(r"bd_p([0-9]{4})_[0-9a-f]{8}")
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NAMES = ("Incident", "Notice", "Revision", "Sha256")


def paragraph_mark(number: int, paragraph: str) -> str:
    """Give the mark of a paragraph, counted from 1.

    >>> paragraph_mark(7, "Dear Sir or Madam,")
    'bd_p0007_1390d9a8'
    """
    return f"bd_p{number:04d}_{hashlib.sha256(paragraph.encode()).hexdigest()[:8]}"


def marked_number(name: str) -> int | None:
    """Give the number of the paragraph a mark was put on; None for a mark that is not ours."""
    found = _MARK.fullmatch(name)
    return int(found[1]) if found else None


def put_origin(package: Package, notice: NoticeDocument) -> None:
    """Write into the file which text it was made from."""
    revision = notice.revision
    values = zip(_NAMES, (notice.incident, revision.notice, str(revision.number), revision.sha256), strict=True)
    rows = "".join(
        f'<property fmtid="{_FORMAT}" pid="{pid}" name="BreachDesk{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(values, start=2)
    )
    whole = (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{rows}</Properties>'
    )
    part = Part(PackURI(PROPERTIES), _TYPE, whole.encode(), package)
    package.relate_to(part, _RELATED)


def origin_in(properties: Mapping[str, str]) -> DocxOrigin | None:
    """Read which text a file was made from; None where it does not say so."""
    found = [properties.get(f"BreachDesk{name}", "") for name in _NAMES]
    number = found[2]
    if not all(found) or not (number.isascii() and number.isdigit()) or len(number) > 6:
        return None
    return DocxOrigin(found[0], found[1], int(number), found[3])
