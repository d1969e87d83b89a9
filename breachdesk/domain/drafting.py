"""A Notice being written: its revisions, what they still miss, and what they rest on.

A Revision is one saved text, never edited, only followed. What is not known yet stands in the text
as not known yet and is listed as a Gap; with gaps a Notification is one in phases (Art. 33(4)).

Source: GDPR Art. 33(3), 33(4), 34(2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from breachdesk.domain.facts import FactDefinition, Facts
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.law import Authority
from breachdesk.domain.parties import ContactPoint, Controller
from breachdesk.domain.provenance import Basis, Stated
from breachdesk.domain.scope import Scope
from breachdesk.domain.terms import NoticeKind, Stage

LATE_REASONS = "late_reasons"
"""The gap of a late notification that does not say why (Art. 33(1)); no fact of the playbook."""

EDITED = ", edited"
"""Behind the template of a text that a person changed."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the law wants in the Notice and nobody knows yet."""

    fact: str
    label: str
    article: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved text of a Notice."""

    notice: str
    """`notification-nl`, `communication-en-customers`: kind, language, and the group it is for if it is for one."""

    number: int
    """Counted from 1."""

    kind: NoticeKind
    language: str
    subject: str
    text: str
    gaps: tuple[Gap, ...]
    template: str
    facts_digest: str
    """SHA-256 over the facts the text was rendered from."""

    author: str
    written_at: datetime
    group: str = ""
    """The subject group it is written for; empty where it is for everybody concerned."""

    stage: Stage = Stage.INITIAL
    """Of a Notification; the others are all `initial`."""

    template_sha256: str = ""
    """Over the template and its phrases; empty in records from before that was kept."""

    stated: tuple[Stated, ...] = ()
    """What each sentence was made from."""

    basis: tuple[Basis, ...] = ()
    """What those facts said when it was written."""

    data_words: tuple[tuple[str, str], ...] = ()
    """Each data category that may concern an addressee, with its words in this language, where `{data}` stands in the text."""

    comes_from: str = ""
    """Where an edited text was made: `app`, `editor`, `docx`; empty for one written from the facts."""

    @property
    def sha256(self) -> str:
        """The fingerprint an Approval binds to: subject and text, byte for byte."""
        return text_digest(self.subject, self.text)

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person changed it; records from before that was kept say so by their template only."""
        return bool(self.comes_from) or self.template.endswith(EDITED)

    @property
    def in_phases(self) -> bool:
        """Tell whether this is a first notification with more to follow (Art. 33(4))."""
        return bool(self.gaps)


def notice_id(kind: NoticeKind, language: str, group: str = "") -> str:
    """Give the id of a Notice within its Incident.

    >>> notice_id(NoticeKind.LETTER, "de", "employees")
    'letter-de-employees'
    """
    return f"{kind.value}-{language}" + (f"-{group}" if group else "")


def text_digest(subject: str, text: str) -> str:
    """Give the SHA-256 of a subject and a text, in hex."""
    return hashlib.sha256(f"{subject}\n\n{text}".encode()).hexdigest()


def facts_digest(facts: Facts) -> str:
    """Give one fingerprint for all answers, so that a later change is seen.

    Who said it and when do not count, only what is said.
    """
    lines = [f"{id_}={_answer_words(fact.answer)}" for id_, fact in sorted(facts.by_id.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _answer_words(answer: object) -> str:
    value = getattr(answer, "value", None)
    if isinstance(value, CountRange):
        return f"{value.at_least}..{value.at_most}"
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{getattr(answer, 'state', '')}:{value}:{getattr(answer, 'reason', '')}"


@dataclass(frozen=True, slots=True)
class Template:
    """One notification template as read from a file: a head and a body with slots."""

    id: str
    kind: NoticeKind
    language: str
    subject: str
    """One line; may hold slots."""

    body: str
    needs: tuple[NeededFact, ...]
    """What the law wants in this Notice; each unsettled one is a Gap."""

    origin: str
    """Where it was read from: `shipped` or the user's file."""

    phrases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sentences by set and key in this language, such as `likely_consequences` -> `phishing`."""

    first_line: int = 1
    """The line of its file on which the body begins; for messages."""

    sha256: str = ""
    """Over the whole file and the phrases of its language."""


@dataclass(frozen=True, slots=True)
class NeededFact:
    """A fact the law wants in a Notice, and the provision that wants it."""

    fact: str
    article: str


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Everything a Notice may be written from; values only."""

    reference: str
    title: str
    detected_at: datetime
    aware_at: datetime
    awareness_reason: str
    zone: str
    due_at: datetime
    controller: Controller
    dpo: ContactPoint | None
    authority: Authority
    facts: Facts
    definitions: Mapping[str, FactDefinition]
    scope: Scope | None
    inventory: Inventory
    written_at: datetime
    late_reasons: str = ""
    tell_people: bool | None = None
    """What a person decided about telling the people concerned (Art. 34); None while nobody decided."""

    tell_people_reason: str = ""
    people_told: bool = False
    """Letters to the people concerned have been handed over."""

    first_filed_at: datetime | None = None
    """When the authority was first notified; what is written after it is a Supplement (Art. 33(4))."""

    first_filing_reference: str = ""
    """The reference the authority gave to that first notification."""

    stage: Stage = Stage.INITIAL
    group: str = ""
    """Write only what concerns this subject group; empty for everybody."""

    personal: bool = False
    """Greet each addressee by name, with the merge field `{name}`."""

    own_data: bool = False
    """Name the data of each addressee, with the merge field `{data}`, instead of all that were touched."""

    reason: str = ""
    """Why a Notification is withdrawn."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A Notice in words, not yet saved."""

    subject: str
    text: str
    gaps: tuple[Gap, ...]
    template: str
    template_sha256: str = ""
    stated: tuple[Stated, ...] = ()
    """What each sentence was made from."""

    data_words: tuple[tuple[str, str], ...] = ()
    """As `Revision.data_words`."""
