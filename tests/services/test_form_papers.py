"""A filled form as a document: nothing of it is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from breachdesk.services.form_papers import form_document


@dataclass(frozen=True)
class Source:
    """What an answer rests on."""

    label: str
    says: str


@dataclass(frozen=True)
class Field:
    """One filled field."""

    label: str
    state: str
    words: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Section:
    """The fields of one section."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """A filled form."""

    form: str
    title: str
    language: str
    reference: str
    at: datetime
    sections: tuple[Section, ...]


KNOWN = Field("People", "answered", "1200", (Source("number of people", "the scope"), Source("number of people", "the scope")))
OPEN = Field("Children", "not-known-yet", "not known yet")
FORM = Form("nl-ap", "AP", "nl", "2026-01", datetime(2026, 11, 23, 23, 30, tzinfo=UTC), (Section("1", (KNOWN,)), Section("2", (OPEN,))))


def test_every_field_keeps_its_place_its_words_and_its_sources() -> None:
    """Lost without it: the paper of a form has fewer fields than the form, or answers without a source."""
    made = form_document(FORM, "Fietsgoed B.V.", "Europe/Amsterdam", "1 of 2.")
    assert [(label, [row.label for row in rows]) for label, rows in made.sections] == [("1", ["People"]), ("2", ["Children"])]
    ((_, (row,)), (_, (other,))) = made.sections
    assert (row.state, row.words, row.sources) == ("answered", "1200", ("number of people: the scope",))
    assert (other.state, other.words, other.sources) == ("not-known-yet", "not known yet", ())
    assert (made.reference, made.title, made.language, made.controller, made.standing) == ("2026-01", "AP", "nl", "Fietsgoed B.V.", "1 of 2.")


def test_its_day_is_that_of_the_house() -> None:
    """Lost without it: a form filled after midnight carries the day before."""
    assert form_document(FORM, "", "Europe/Amsterdam").day == "2026-11-24"


def test_its_fingerprint_changes_with_an_answer_and_with_nothing_else() -> None:
    """Lost without it: two forms that say different things pass for one."""
    first = form_document(FORM, "", "UTC").sha256
    assert first == form_document(replace(FORM, at=datetime(2026, 12, 1, tzinfo=UTC)), "", "UTC").sha256
    other = Section("1", (replace(KNOWN, words="1201"),))
    assert first != form_document(replace(FORM, sections=(other, FORM.sections[1])), "", "UTC").sha256
