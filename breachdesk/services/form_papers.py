"""A filled form as a document: the same fields in the same order, each with its answer and what it rests on.

It asks of a form only what stands in the protocols here, so that whoever fills forms and whoever draws them know nothing of
each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from breachdesk.services.document_port import FormDocument, FormRow
from breachdesk.services.times import zone_by_name

FORM_FORMATS = ("html", "docx", "pdf")


class SourceLike(Protocol):
    """What an answer rests on."""

    @property
    def label(self) -> str:
        """What it is called."""
        ...

    @property
    def says(self) -> str:
        """Who or what says so."""
        ...


class FieldLike(Protocol):
    """One filled field."""

    @property
    def label(self) -> str:
        """What the form asks."""
        ...

    @property
    def state(self) -> str:
        """How it stands: `answered`, `not-known-yet`, `not-applicable`."""
        ...

    @property
    def words(self) -> str:
        """What it says, or why it says nothing; never blank."""
        ...

    @property
    def sources(self) -> Sequence[SourceLike]:
        """What it rests on."""
        ...


class SectionLike(Protocol):
    """The fields of one section."""

    @property
    def label(self) -> str:
        """Its heading."""
        ...

    @property
    def fields(self) -> Sequence[FieldLike]:
        """In the order of the form."""
        ...


class FormLike(Protocol):
    """A filled form."""

    @property
    def form(self) -> str:
        """The id of the form."""
        ...

    @property
    def title(self) -> str:
        """What the form is called."""
        ...

    @property
    def language(self) -> str:
        """The language of its labels."""
        ...

    @property
    def reference(self) -> str:
        """Of the Incident."""
        ...

    @property
    def at(self) -> datetime:
        """When it was filled."""
        ...

    @property
    def sections(self) -> Sequence[SectionLike]:
        """In the order of the form."""
        ...


def form_document(form: FormLike, controller: str, zone: str, standing: str = "", exercise: bool = False) -> FormDocument:
    """Give a filled form as a document.

    Args:
        form: As it was filled.
        controller: Whose form it is.
        zone: In which its day is counted.
        standing: How much is answered, in a sentence.
        exercise: Whether nothing of it is real.
    """
    sections = tuple((section.label, tuple(map(_row, section.fields))) for section in form.sections)
    said = [form.title, form.reference, [[label, [[r.label, str(r.state), r.words] for r in rows]] for label, rows in sections]]
    return FormDocument(
        reference=form.reference,
        title=form.title,
        language=form.language,
        controller=controller,
        day=f"{form.at.astimezone(zone_by_name(zone)):%Y-%m-%d}",
        sections=sections,
        standing=standing,
        sha256=hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest(),
        exercise=exercise,
    )


def _row(field: FieldLike) -> FormRow:
    sources = tuple(dict.fromkeys(f"{source.label}: {source.says}" for source in field.sources))
    return FormRow(field.label, str(field.state), field.words, sources)
