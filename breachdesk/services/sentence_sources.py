"""Where each sentence of a text comes from: facts with what they said then and say now, a template, or a person's hand.

Pure: it is handed the Incident and the words of the house, and reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.drafting import Revision
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.provenance import NOT_KNOWN, Basis, changed, out_of_date
from breachdesk.domain.sentences import Sentence, sentences
from breachdesk.services.times import in_words

GONE = "nothing any more"


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """One thing a sentence was made from."""

    id: str
    """A fact's, or a name with a colon for what is no fact."""

    label: str
    then: str
    """What it said when the text was written, in words."""

    now: str
    source: str
    """Who or what said so then."""

    rows: tuple[str, ...]
    """`file:line` of each inventory row."""

    at: datetime | None
    is_changed: bool


@dataclass(frozen=True, slots=True)
class SourcedSentence:
    """One sentence, and what stands behind it."""

    sentence: Sentence
    sources: tuple[SourceSeen, ...]
    by: str
    """Who wrote it by hand; empty where a template did."""

    number: int
    """The revision it first stood in."""

    @property
    def is_out_of_date(self) -> bool:
        """Tell whether something it was made from says something else now."""
        return any(source.is_changed for source in self.sources)

    @property
    def is_by_hand(self) -> bool:
        """Tell whether a person wrote it and no fact stands behind it."""
        return bool(self.by) and not self.sources


@dataclass(frozen=True, slots=True)
class WordsOfTheHouse:
    """What values are called."""

    definitions: Mapping[str, FactDefinition]
    inventory: Inventory | None
    zone: str


def sourced(
    incident: Incident, revision: Revision, words: WordsOfTheHouse, now: Iterable[Basis]
) -> tuple[SourcedSentence, ...]:
    """Give every sentence of a Revision with its origin, in order.

    Args:
        incident: For the revisions before it: who wrote a sentence first.
        revision: What is read.
        words: What values are called.
        now: What its sources say now.
    """
    then = {basis.id: basis for basis in revision.basis}
    stated: dict[str, tuple[str, ...]] = {}
    for one in revision.stated:
        key = _known_by(one.sentence)
        stated[key] = tuple(dict.fromkeys((*stated.get(key, ()), *one.sources)))
    today = {basis.id: basis for basis in now}
    seen = {id_: _source(id_, then.get(id_), today.get(id_), words) for ids in stated.values() for id_ in ids}
    first = _first_stood_in(incident.revisions.get(revision.notice, (revision,))[: revision.number])
    return tuple(
        _one(sentence, [seen[id_] for id_ in stated.get(_known_by(sentence.text), ())], first, revision)
        for sentence in sentences(revision.text)
    )


def stale_sentences(revision: Revision, now: Iterable[Basis]) -> tuple[Sentence, ...]:
    """Give the sentences that rest on something that says something else now."""
    differing = [old.id for old, _ in changed(revision.basis, now)]
    stale = {_known_by(one.sentence) for one in out_of_date(revision.stated, differing)}
    return tuple(sentence for sentence in sentences(revision.text) if _known_by(sentence.text) in stale)


def value_in_words(value: str, definition: FactDefinition | None, words: WordsOfTheHouse) -> str:
    """Say a value that was kept with ids as they are, such as `confidentiality, integrity`, in the words of its options."""
    if definition is None or value == NOT_KNOWN or value.startswith("not applicable:"):
        return value
    if definition.kind is FactKind.INSTANT:
        return _instant(value, words.zone)
    names = _names(definition, words.inventory)
    return ", ".join(names.get(part, part) for part in value.split(", ")) if names else value


def _one(
    sentence: Sentence, sources: Sequence[SourceSeen], first: Mapping[str, Revision], revision: Revision
) -> SourcedSentence:
    began = first.get(_known_by(sentence.text), revision)
    return SourcedSentence(sentence, tuple(sources), began.author if began.is_by_hand else "", began.number)


def _first_stood_in(revisions: Sequence[Revision]) -> dict[str, Revision]:
    """Give for each sentence the first revision that held it."""
    found: dict[str, Revision] = {}
    for revision in revisions:
        for sentence in sentences(revision.text):
            found.setdefault(_known_by(sentence.text), revision)
    return found


def _source(id_: str, then: Basis | None, now: Basis | None, words: WordsOfTheHouse) -> SourceSeen:
    definition = words.definitions.get(id_)
    if then is None:
        label = definition.label() if definition else id_
        return SourceSeen(id_, label, "not kept with this text", "", "", (), None, False)
    differs = now is None or now.value != then.value
    return SourceSeen(
        id=id_,
        label=then.label,
        then=value_in_words(then.value, definition, words),
        now=value_in_words(now.value, definition, words) if now else GONE,
        source=then.source,
        rows=then.rows,
        at=then.at,
        is_changed=differs,
    )


def _names(definition: FactDefinition, inventory: Inventory | None) -> dict[str, str]:
    names = {option.id: option.label() for option in definition.options}
    if inventory is not None and definition.kind is FactKind.CATEGORIES:
        names |= {category.id: category.label("en") for category in inventory.data_categories}
    if inventory is not None and definition.kind is FactKind.GROUPS:
        names |= {group.id: group.label("en") for group in inventory.subject_groups}
    return names


def _instant(value: str, zone: str) -> str:
    try:
        return in_words(datetime.fromisoformat(value), zone)
    except ValueError:
        return value


def _known_by(sentence: str) -> str:
    return " ".join(sentence.split())


def paragraphs_of(found: Iterable[SourcedSentence], paragraph: int) -> Iterator[SourcedSentence]:
    """Give those of one paragraph."""
    return (one for one in found if one.sentence.paragraph == paragraph)
