"""One fact in words: known, not known yet with its name, or not applicable with the reason.

A known empty list and a count without bounds say nothing, so they are written as not known. A zero that
only the inventory says is no figure either: the inventory may have forgotten somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from breachdesk.domain.errors import WrongInput
from breachdesk.domain.facts import (
    Fact,
    FactDefinition,
    FactKind,
    Facts,
    NotApplicable,
    SourceKind,
    Value,
    is_unknown,
)
from breachdesk.domain.inventory import CountRange, DataCategory, Inventory
from breachdesk.letters.wording import Wording, one_line, sentence, several_lines

FactData = dict[str, object]
_HOURS = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,3})?")
SAID_UNKNOWN = "unknown"
SAID_NOT_APPLICABLE = "not-applicable"


def is_open(facts: Facts, id_: str) -> bool:
    """Tell whether nothing that can be printed is known about a fact."""
    fact = facts.get(id_)
    return fact is None or is_unknown(fact.answer) or (fact.value is not None and _says_nothing(fact, fact.value))


def _says_nothing(fact: Fact, value: Value) -> bool:
    if isinstance(value, CountRange):
        worked_out_zero = fact.source.kind is SourceKind.INVENTORY and value.at_most == 0
        return value.is_unknown or value == CountRange(0, None) or worked_out_zero
    if isinstance(value, tuple):
        return not any(one_line(item) for item in value)
    return not one_line(value)


class FactWords:
    """Puts the facts of one Incident into the words of one language."""

    def __init__(self, facts: Facts, inventory: Inventory, wording: Wording, language: str) -> None:
        self._facts = facts
        self._inventory = inventory
        self._wording = wording
        self._language = language

    def of(self, definition: FactDefinition) -> FactData:
        """Give everything a template may want of one fact; no part is ever blank.

        `text` is for a sentence, `lines` for a list, `said` are the language's own full sentences.
        """
        label = self.label(definition)
        fact = self._facts.get(definition.id)
        if fact is None or is_open(self._facts, definition.id):
            return self._unsaid(definition.id, label, SAID_UNKNOWN, self._wording.unknown(label))
        if isinstance(fact.answer, NotApplicable):
            reason = one_line(fact.answer.reason) or label
            words = self._wording.not_applicable(reason)
            return self._unsaid(definition.id, label, SAID_NOT_APPLICABLE, words)
        ids = self.ids(definition.id)
        words_of = [self._words(definition, id_) for id_ in ids] or [self._single(fact.value)]
        return {
            "label": label,
            "known": True,
            "settled": True,
            "applies": True,
            "answer": ids[0] if len(ids) == 1 else "",
            "text": self._wording.listed(words_of),
            "lines": [sentence(words) for words in words_of],
            "said": [self._said(definition.id, id_, words) for id_, words in zip(ids or ("",), words_of, strict=True)],
        }

    def label(self, definition: FactDefinition) -> str:
        """Give what a fact is called in this language.

        Raises:
            TemplateProblem: it has no name there.
        """
        own = self._wording.label("facts", definition.id) or definition.labels.get(self._language)
        if own is None:
            raise self._wording.lacks("facts", definition.id)
        return one_line(own)

    def unused(self, definition: FactDefinition) -> FactData:
        """Give the shape of a fact that the notice does not speak of, so that a misspelt part of it is still found."""
        return self._unsaid(definition.id, definition.id, SAID_UNKNOWN, definition.id)

    def nothing(self) -> FactData:
        """Give the shape of a fact that nobody asks for in this language."""
        return self._unsaid("", "", SAID_NOT_APPLICABLE, "")

    def ids(self, id_: str) -> tuple[str, ...]:
        """Give what was chosen, by id; empty when not known."""
        fact = self._facts.get(id_)
        value = fact.value if fact and not is_open(self._facts, id_) else None
        if isinstance(value, CountRange) or value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(v for v in value if one_line(v))

    def category(self, id_: str) -> DataCategory | None:
        """Give what the inventory says of a kind of data, or None."""
        return next((c for c in self._inventory.data_categories if c.id == id_), None)

    def _unsaid(self, id_: str, label: str, key: str, words: str) -> FactData:
        return {
            "label": label,
            "known": False,
            "settled": key != SAID_UNKNOWN,
            "applies": key != SAID_NOT_APPLICABLE,
            "answer": "",
            "text": words,
            "lines": [sentence(words)],
            "said": [self._wording.sentences(id_).get(key, sentence(words) + ".")],
        }

    def _said(self, fact: str, id_: str, words: str) -> str:
        return self._wording.sentences(fact).get(id_) or sentence(words).rstrip(".") + "."

    def _single(self, value: Value | None) -> str:
        return self._wording.count(value) if isinstance(value, CountRange) else str(value)

    def _words(self, definition: FactDefinition, id_: str) -> str:
        kind = definition.kind
        if kind is FactKind.CATEGORIES:
            return self.category_words(id_)
        if kind is FactKind.GROUPS:
            return self.group_words(id_)
        if kind is FactKind.INSTANT:
            return self._instant(id_)
        if kind is FactKind.HOURS and _HOURS.fullmatch(id_):
            return self._wording.hours(id_)
        if kind is FactKind.COUNTRIES:
            return self._wording.country(id_)
        if kind is FactKind.TEXT:
            return several_lines(id_)
        return self._option(definition, id_)

    def _option(self, definition: FactDefinition, id_: str) -> str:
        option = next((o for o in definition.options if o.id == id_), None)
        if option is None:
            return one_line(id_)
        key = f"{definition.id}.{id_}"
        own = self._wording.label("options", key)
        if own is None and definition.kind is FactKind.YES_NO:
            own = self._wording.label("options", f"yes-no.{id_}")
        own = own or option.labels.get(self._language)
        if own is None:
            raise self._wording.lacks("options", key)
        return one_line(own)

    def category_words(self, id_: str) -> str:
        """Give a kind of data in this language: its own words, or those of the kind it refines.

        Raises:
            TemplateProblem: neither has words in this language.
        """
        known = False
        for name in _broader(id_):
            category = self.category(name)
            known = known or category is not None
            own = category.labels.get(self._language) if category else None
            words = self._wording.label("categories", name) or own
            if words and one_line(words):
                return one_line(words)
        if known:
            raise self._wording.lacks("categories", id_)
        return one_line(id_)

    def group_words(self, id_: str) -> str:
        """Give a group of people in this language: its own words, or those of its kind.

        Raises:
            TemplateProblem: neither has words in this language.
        """
        group = next((g for g in self._inventory.subject_groups if g.id == id_), None)
        if group is None:
            return one_line(self._wording.label("groups", id_) or id_)
        words = group.labels.get(self._language) or self._wording.label("groups", group.kind)
        if words is None:
            raise self._wording.lacks("groups", group.kind)
        return one_line(words)

    def _instant(self, text: str) -> str:
        try:
            return self._wording.instant(datetime.fromisoformat(text))
        except (ValueError, WrongInput):
            return one_line(text)


def _broader(id_: str) -> Iterator[str]:
    """Give a kind of data and each broader one: `contract.lease`, `contract`."""
    while id_:
        yield id_
        id_ = id_.rpartition(".")[0]


def harms_of(words: FactWords, categories: tuple[str, ...]) -> Iterator[str]:
    """Give what the inventory says may follow from these kinds of data."""
    for id_ in categories:
        category = words.category(id_)
        if category is not None:
            yield from category.harms
