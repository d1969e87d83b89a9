"""What is inside a DOCX, looked at before anything reads it as one.

A DOCX is a zip of XML, and both can be weapons: sizes are added up before anything is unpacked, a part that declares a
document type or is not UTF-8 is refused before a parser sees it, and macros are refused. Nothing outside is ever loaded.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.parser import parse_xml

from breachdesk.domain.errors import WrongInput

MAX_PACKED = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
SMALL = 4 * 1024 * 1024
"""A ratio says nothing about what is small."""

MAX_PARTS = 1_000
MAX_XML = 16 * 1024 * 1024
_BODY = "word/document.xml"
_PROPERTIES = "docProps/custom.xml"
_WANTED = (_BODY, "word/styles.xml", "word/numbering.xml", "word/comments.xml", _PROPERTIES)
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject|vbadata|\.bin$|activex", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocxParts:
    """The parts of a DOCX that a reader needs, as trees; the file's properties as text."""

    body: Any
    styles: Any
    numbering: Any
    comments: Any
    properties: Mapping[str, str]
    """Those of somebody's own, by name."""


def open_docx(data: bytes) -> DocxParts:
    """Open a DOCX.

    Raises:
        WrongInput: it is none, or must not be opened; says why.
    """
    parts = _unpacked(data)
    trees = {name: _tree(name, parts[name]) for name in _WANTED if name in parts}
    body = trees[_BODY].find("{*}body")
    if body is None:
        raise WrongInput("The DOCX has no text in it; save it again from your word processor.")
    custom = trees.get(_PROPERTIES)
    own = {} if custom is None else {one.get("name") or "": "".join(one.itertext()).strip() for one in custom}
    styles, numbering, comments = (trees.get(name) for name in _WANTED[1:4])
    return DocxParts(body, styles, numbering, comments, own)


def _unpacked(data: bytes) -> Mapping[str, bytes]:
    if len(data) > MAX_PACKED:
        raise WrongInput(f"The DOCX is larger than {MAX_PACKED // 1024 // 1024} MB, which no notice is; it was not opened.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _check_sizes(entries, len(data))
            names = [entry.filename for entry in entries]
            _check_names(names)
            return {entry.filename: _read(packed, entry) for entry in entries if entry.filename in _WANTED}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise WrongInput("This is no DOCX, or a damaged one; save it as .docx (not .doc or .odt) and try again.") from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS:
        raise WrongInput(f"The DOCX holds more than {MAX_PARTS:,} parts, which no notice does; it was not opened.")
    if unpacked > MAX_UNPACKED:
        raise WrongInput(f"The DOCX unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB; it was not opened.")
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise WrongInput(f"The DOCX unpacks to more than {MAX_RATIO} times its size, as a zip bomb does; it was not opened.")


def _check_names(names: list[str]) -> None:
    macros = [name for name in names if _MACROS.search(name)]
    if macros:
        raise WrongInput("The DOCX holds macros or controls that run; save it as .docx without them and try again.")
    if _BODY not in names:
        raise WrongInput("This is no DOCX that Word or LibreOffice wrote; save it as .docx and try again.")
    if len(set(names)) != len(names):
        raise WrongInput("The DOCX holds two parts of one name, so what it says depends on who reads it; save it again.")


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a part, no further than its size was said to be: sizes in a zip can lie."""
    if entry.file_size > MAX_XML:
        raise WrongInput(f"A part of the DOCX is larger than {MAX_XML // 1024 // 1024} MB; it was not opened.")
    with packed.open(entry) as stream:
        content = stream.read(MAX_XML + 1)
    if len(content) != entry.file_size:
        raise WrongInput("A part of the DOCX is not as large as it says; it was not opened.")
    return content


def _tree(name: str, content: bytes) -> Any:
    encoding = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    foreign = encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")
    if foreign or content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        raise WrongInput(f"The DOCX holds a part ({name}) that is not UTF-8; save it again from your word processor.")
    if _DECLARES.search(content):
        raise WrongInput(f"The DOCX declares entities in {name}, as no word processor does; it was not opened.")
    try:
        return parse_xml(content)
    except (SyntaxError, ValueError) as error:
        raise WrongInput(f"The DOCX is damaged in {name}; save it again from your word processor.") from error
