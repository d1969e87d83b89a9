"""What the services need of whoever turns a text into a document and reads an edited one back.

The values here hold everything a document shows, so that whoever draws it asks nobody and knows no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from breachdesk.domain.drafting import Revision


@dataclass(frozen=True, slots=True)
class Seal:
    """A yes as a document shows it."""

    by: str
    at: str
    """In the zone of the Incident, in a form that reads the same in every language."""

    manifest_sha256: str = ""
    """Empty where the approval was given before manifests were kept."""

    key: str = ""
    """The fingerprint of the key that signed; empty where nobody signed."""


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """One Revision, and what stands around its text."""

    incident: str
    reference: str
    revision: Revision
    controller: str
    sender: tuple[str, ...] = ()
    """Name and address, a line each."""

    addressee: tuple[str, ...] = ()
    day: str = ""
    """The day it was written, as `2026-11-24`."""

    seal: Seal | None = None
    """None for a draft; every page then says so."""

    exercise: bool = False


@dataclass(frozen=True, slots=True)
class FormRow:
    """One field of a form as a document shows it."""

    label: str
    state: str
    words: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormDocument:
    """A filled form, and what stands around it."""

    reference: str
    title: str
    language: str
    controller: str
    day: str
    sections: tuple[tuple[str, tuple[FormRow, ...]], ...]
    standing: str = ""
    """How much is answered, in a sentence."""

    sha256: str = ""
    """The fingerprint of what the form says."""

    exercise: bool = False


@dataclass(frozen=True, slots=True)
class DocxOrigin:
    """Which text a DOCX was made from, by the marks it carries."""

    incident: str
    notice: str
    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MarginNote:
    """A comment somebody wrote beside a paragraph in their word processor."""

    paragraph: int
    """Counted from 1 in the edited text; 0 for the text as a whole."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class EditedText:
    """What an edited DOCX says, as the plain Markdown of a Revision."""

    subject: str
    text: str
    remarks: tuple[str, ...] = ()
    """What was left out or decided while reading, one sentence each."""

    notes: tuple[MarginNote, ...] = ()


class Documents(Protocol):
    """Makes documents of values, and reads edited ones back."""

    def html(self, notice: NoticeDocument) -> bytes:
        """Give one self-contained page."""
        ...

    def docx(self, notice: NoticeDocument) -> bytes:
        """Give a document for a word processor, with marks by which it is known again."""
        ...

    def pdf(self, notice: NoticeDocument) -> bytes:
        """Give a tagged PDF.

        Raises:
            WrongInput: a character cannot be shown with any font here; says which.
        """
        ...

    def form(self, form: FormDocument, format_: str) -> bytes:
        """Give a filled form as `html`, `docx` or `pdf`."""
        ...

    def pack(self, pack: ReviewPack) -> bytes:
        """Give one self-contained page for a reader without the program."""
        ...

    def origin(self, data: bytes) -> DocxOrigin:
        """Tell which text a DOCX was made from.

        Raises:
            WrongInput: it is no DOCX, must not be opened, or was not made here.
        """
        ...

    def edited(self, data: bytes, subject: str, text: str) -> EditedText:
        """Read an edited DOCX back; what was left alone is the given text, byte for byte.

        Raises:
            WrongInput: it holds what a notice cannot hold, such as a table.
        """
        ...


@dataclass(frozen=True, slots=True)
class PackNote:
    """What one sentence rests on."""

    sentence: str
    basis: tuple[tuple[str, str, str], ...]
    """Label, value and source of each."""


@dataclass(frozen=True, slots=True)
class PackNotice:
    """One notice of a review pack."""

    document: NoticeDocument
    of: int
    """How many revisions there are."""

    notes: tuple[PackNote, ...] = ()
    remarks: tuple[str, ...] = ()
    comments: tuple[MarginNote, ...] = ()
    manifest: tuple[tuple[str, str], ...] = ()
    """The inputs that were approved, by name."""

    signature: str = ""


@dataclass(frozen=True, slots=True)
class ReviewPack:
    """Everything a reviewer without the program needs."""

    title: str
    made: str
    """When, and by whom."""

    parts: Sequence[tuple[str, tuple[tuple[str, str], ...]]]
    """Heading, and rows of name and value: the Incident, its clock, its figures."""

    notices: tuple[PackNotice, ...]
    exercise: bool = False
