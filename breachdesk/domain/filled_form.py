"""An authority's form as it is filled: a plain value that a screen shows, a command prints and a document is made from.

Every field is answered with its sources, not known yet, or not asked with a reason; none is blank.

Source: GDPR Art. 33(3), 33(4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from breachdesk.domain.forms import FieldKind, FormStatus, Must


class FieldState(StrEnum):
    """How a field stands."""

    ANSWERED = "answered"
    UNKNOWN = "not-known-yet"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class FieldSource:
    """What an answer rests on."""

    id: str
    """A fact, a value of the case, or `by-hand`."""

    label: str
    says: str
    """Who or what says it: a person, the record, rows of the inventory."""

    at: datetime
    rows: tuple[str, ...] = ()
    only_inventory: bool = False


@dataclass(frozen=True, slots=True)
class FilledField:
    """One field, as it is to be put into the portal."""

    id: str
    label: str
    kind: FieldKind
    must: Must
    article: str
    state: FieldState
    words: str
    """What it says, or why it says nothing yet; never blank."""

    typed: str = ""
    """What is put into the portal: the value, or the form's own words for not known yet; empty where it is not asked."""

    chosen: tuple[str, ...] = ()
    """Ids of options."""

    sources: tuple[FieldSource, ...] = ()
    confirm: tuple[str, ...] = ()
    """What a person is to look at before it is handed in."""

    needs: tuple[str, ...] = ()
    """Facts or values that would settle it."""

    by_hand: bool = False
    """A person answered it in this form."""

    asks_person: bool = False
    """No fact can say it, and nobody has yet."""

    note: str = ""
    status: FormStatus = FormStatus.VERIFIED


@dataclass(frozen=True, slots=True)
class FilledSection:
    """The fields of one section."""

    id: str
    label: str
    fields: tuple[FilledField, ...]


@dataclass(frozen=True, slots=True)
class FormCount:
    """How far a form is filled."""

    filled: int
    """Answered without typing in the form."""

    typed: int
    """Answered by hand in the form."""

    unknown: int
    """Asked, and no answer yet; those that only a person can say are among them."""

    asked: int
    """Those of the unknown that only a person can say."""

    not_applicable: int
    to_confirm: int

    @property
    def applicable(self) -> int:
        """Every field the form asks in this case, or may."""
        return self.filled + self.typed + self.unknown

    @property
    def share(self) -> float:
        """The part of the applicable fields that was filled with no typing, from 0 to 1."""
        return self.filled / self.applicable if self.applicable else 1.0


@dataclass(frozen=True, slots=True)
class FilledForm:
    """An authority's form for one Incident: every field answered, not known yet, or not asked, with a reason."""

    form: str
    version: str
    title: str
    authority: str
    language: str
    is_official: bool
    """False where the labels are our translation, or the form is not the authority's final one."""

    reference: str
    at: datetime
    source: str
    url: str
    sections: tuple[FilledSection, ...]
    notes: tuple[str, ...] = ()

    def fields(self) -> Iterator[FilledField]:
        """Give every field in the order of the form."""
        for section in self.sections:
            yield from section.fields

    @property
    def count(self) -> FormCount:
        """How far it is filled."""
        fields = tuple(self.fields())
        answered = [one for one in fields if one.state is FieldState.ANSWERED]
        unknown = [one for one in fields if one.state is FieldState.UNKNOWN]
        return FormCount(
            filled=sum(not one.by_hand for one in answered),
            typed=sum(one.by_hand for one in answered),
            unknown=len(unknown),
            asked=sum(one.asks_person for one in unknown),
            not_applicable=len(fields) - len(answered) - len(unknown),
            to_confirm=sum(bool(one.confirm) for one in answered),
        )
