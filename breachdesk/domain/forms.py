"""What an authority's own form asks, in its own order and words: sections, fields, options, and when each is asked.

A form is data under `breachdesk/law/forms/`. Every field says which facts answer it, or that only a person can. Conditions are
those of the rule packs; they may also ask earlier fields, under the name `field:` with the field's id. How a field is answered
for one Incident is worked out in `form_filling`.

Source: GDPR Art. 33(3) says what a notification holds; each form names the authority that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.conditions import ALWAYS, Condition
from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.facts import FactDefinition, FactKind, Option
from breachdesk.domain.law import Citation

FIELD = "field:"
"""Begins the name under which conditions ask an earlier field of the same form."""

NOT_ASKED = "not-asked"
"""What an earlier field says to conditions where it is not asked; no option may be called so."""

Words = Mapping[str, str]
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class FieldKind(StrEnum):
    """What is put into a field."""

    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    LINE = "line"
    AREA = "area"
    """Text of several lines."""

    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    LISTED = "listed"
    """Chosen from a list the form does not carry itself, such as countries or authorities."""

    @property
    def is_chosen(self) -> bool:
        """Tell whether options are chosen, which other fields may then rest on."""
        return self in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO)


class Must(StrEnum):
    """Whether the authority wants a field filled."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"
    """Where the field is asked at all."""


class FormStatus(StrEnum):
    """How sure it is that the authority asks this, in these words."""

    VERIFIED = "verified"
    """Seen in a source."""

    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One answer a form offers."""

    id: str
    labels: Words
    only_incomplete: bool = False
    """May be chosen only while the notification says that it is not complete."""

    is_open: bool = False
    """Says that it is not known yet."""

    status: FormStatus = FormStatus.VERIFIED


@dataclass(frozen=True, slots=True)
class OptionRule:
    """When an option is the answer."""

    option: str
    when: Condition
    confirm: bool = False
    """It is only the nearest option, so a person looks at it."""


@dataclass(frozen=True, slots=True)
class FromRules:
    """Answered by rules: the first that holds, or every one where several may be chosen."""

    rules: tuple[OptionRule, ...]


@dataclass(frozen=True, slots=True)
class FromFacts:
    """Answered with what these facts and values say, in words, those that are known."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """No fact can say it; the words say what is to be written."""

    hint: Words


AnswerRule = FromRules | FromFacts | ByHand


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a form."""

    id: str
    labels: Words
    kind: FieldKind
    must: Must
    answer: AnswerRule
    shown: Condition = ALWAYS
    options: tuple[FieldOption, ...] = ()
    article: str = ""
    """Of the GDPR."""

    note: Words | None = None
    status: FormStatus = FormStatus.VERIFIED
    repeats: bool = False
    """May be filled several times, once for each party."""

    def label(self, language: str) -> str:
        """Give its words in a language, or the form's own."""
        return in_language(self.labels, language)

    def option(self, id_: str) -> FieldOption:
        """Give one of its options.

        Raises:
            NotFound: it has none by that id.
        """
        for option in self.options:
            if option.id == id_:
                return option
        raise NotFound(f"Field {self.id} has no option '{id_[:40]}'; it has: {', '.join(o.id for o in self.options)}.")

    @property
    def open_option(self) -> FieldOption | None:
        """The option with which the form itself says that it is not known yet."""
        return next((option for option in self.options if option.is_open), None)

    @property
    def question(self) -> FactDefinition:
        """The field as a question, to read what a person types and what conditions ask."""
        options = tuple(Option(o.id, {"en": in_language(o.labels, "en")}) for o in self.options)
        return FactDefinition(f"{FIELD}{self.id}", _KINDS[self.kind], {"en": self.label("en")}, options)


_KINDS: Mapping[FieldKind, FactKind] = {
    FieldKind.CHOICE: FactKind.CHOICE,
    FieldKind.CHOICES: FactKind.CHOICES,
    FieldKind.YES_NO: FactKind.CHOICE,
    FieldKind.LINE: FactKind.TEXT,
    FieldKind.AREA: FactKind.TEXT,
    FieldKind.NUMBER: FactKind.COUNT,
    FieldKind.DATE: FactKind.TEXT,
    FieldKind.INSTANT: FactKind.INSTANT,
    FieldKind.LISTED: FactKind.TEXT,
}


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields that stand together in the authority's form."""

    id: str
    labels: Words
    fields: tuple[FormField, ...]

    def label(self, language: str) -> str:
        """Give its heading in a language, or the form's own."""
        return in_language(self.labels, language)


@dataclass(frozen=True, slots=True)
class Form:
    """An authority's questionnaire, as it was last read."""

    id: str
    version: str
    labels: Words
    authorities: tuple[str, ...]
    """Ids of the authorities that use it; none for the one that stands in where an authority has none of its own here."""

    languages: tuple[str, ...]
    """In which its words are the authority's own; labels in others are ours and not official."""

    status: FormStatus
    source: Citation
    sections: tuple[FormSection, ...]
    notes: tuple[Words, ...] = ()

    def fields(self) -> Iterator[FormField]:
        """Give every field in the order of the form."""
        for section in self.sections:
            yield from section.fields

    def field(self, id_: str) -> FormField:
        """Give a field by id.

        Raises:
            NotFound: it has none by that id.
        """
        for field in self.fields():
            if field.id == id_:
                return field
        first, *_, last = (field.id for field in self.fields())
        raise NotFound(f"The form '{self.id}' has no field '{id_[:40]}'; its fields are {first} to {last}, see `form show`.")

    def label(self, language: str) -> str:
        """Give its title in a language, or its own."""
        return in_language(self.labels, language)

    def check_language(self, language: str) -> str:
        """Give the language back if the form has labels in it.

        Raises:
            WrongInput: it has none.
        """
        if language not in self.labels:
            raise WrongInput(f"The form '{self.id}' has no labels in '{language[:20]}'; it has: {', '.join(self.labels)}.")
        return language


def numbered(id_: str, words: str) -> str:
    """Give words with the form's own number before them, where the id begins with one.

    >>> numbered("3.2-phone", "Telephone"), numbered("sector", "Sector")
    ('3.2 Telephone', 'Sector')
    """
    number = _NUMBER.match(id_)
    return f"{number[0]} {words}" if number else words


def in_language(words: Words, language: str) -> str:
    """Give words in a language, in English, or failing both the first there are."""
    return words.get(language) or words.get("en") or next(iter(words.values()))
