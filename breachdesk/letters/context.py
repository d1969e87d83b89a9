"""What a template may see: texts in the reader's language, never an object of ours.

A fact that is not known is said to be so, with its name; what does not apply gives its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from breachdesk.domain.drafting import LetterContext
from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.facts import Fact, FactDefinition, FactKind, NotApplicable, is_unknown
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.inventory import CountRange

Phrases = Mapping[str, Mapping[str, str]]


def values_for(context: LetterContext, language: str, phrases: Phrases) -> dict[str, Any]:
    """Give everything a template may use, as texts, yes-or-no, and lists of texts."""
    words = _Words(context, language, phrases)
    controller, dpo = context.controller, context.dpo
    facts = context.facts
    return {
        "reference": context.reference,
        "title": clean_line(context.title, "title"),
        "detected": words.instant(context.detected_at),
        "aware": words.instant(context.aware_at),
        "awareness_reason": context.awareness_reason or words.phrase("words", "none"),
        "has_awareness_reason": bool(context.awareness_reason),
        "written": words.day(context.written_at),
        "is_late": context.written_at > context.due_at,
        "late_reasons": context.late_reasons or words.phrase("words", "unknown"),
        "controller": controller.name,
        "controller_address": controller.address or words.phrase("words", "unknown"),
        "controller_registration": controller.registration or words.phrase("words", "unknown"),
        "dpo_name": dpo.name if dpo else words.phrase("words", "unknown"),
        "dpo_email": dpo.email if dpo else words.phrase("words", "unknown"),
        "dpo_phone": dpo.phone if dpo else words.phrase("words", "unknown"),
        "authority": context.authority.name,
        "fact": {id_: words.fact(id_) for id_ in context.definitions},
        "known": {id_: facts.is_settled(id_) for id_ in context.definitions},
        "is_exfiltrated": facts.is_any("exfiltration", "confirmed") or False,
        "maybe_exfiltrated": facts.is_any("exfiltration", "likely") or False,
        "is_special": facts.is_any("special_categories", "yes") or False,
        "categories": words.items("data_categories"),
        "consequences": words.sentences("consequences", "likely_consequences"),
        "advice": words.advice(),
        "taken": words.items("measures_taken"),
        "planned": words.items("measures_planned"),
        "countries": words.joined(sorted(context.scope.countries))
        if context.scope and context.scope.countries
        else words.phrase("words", "unknown"),
        "people_told": words.phrase("people_told", _told(context)),
        "has_open": not all(
            facts.is_settled(f) for f in ("exfiltration", "people", "data_categories", "likely_consequences")
        ),
    }


def _told(context: LetterContext) -> str:
    told = context.facts.text("individuals_told")
    return told or "open"


class _Words:
    """Puts values into one language."""

    def __init__(self, context: LetterContext, language: str, phrases: Phrases) -> None:
        self._context = context
        self._language = language
        self._phrases = phrases
        self._zone = ZoneInfo(context.zone)

    def phrase(self, group: str, key: str) -> str:
        """Give a sentence; a missing one stops the letter and names itself."""
        try:
            return self._phrases[group][key]
        except KeyError:
            raise TemplateProblem(f"phrases.{self._language}.yaml has no '{key}' under '{group}'; add it.") from None

    def day(self, at: datetime) -> str:
        """Give a day in full."""
        return format_date(at.astimezone(self._zone), "full", locale=self._language)

    def instant(self, at: datetime) -> str:
        """Give day, time and zone."""
        local = at.astimezone(self._zone)
        time = format_time(local, "HH:mm", locale=self._language)
        return f"{self.day(at)}, {time} ({local.tzname()})"

    def joined(self, items: list[str]) -> str:
        """Give a list as words."""
        return format_list(items, locale=self._language)

    def fact(self, id_: str) -> str:
        """Give one fact in words, in any state."""
        definition = self._context.definitions[id_]
        fact = self._context.facts.get(id_)
        if fact is None or is_unknown(fact.answer):
            return f"{self.phrase('words', 'unknown')} ({definition.label(self._language)})"
        if isinstance(fact.answer, NotApplicable):
            return f"{self.phrase('words', 'not_applicable')}: {clean_line(fact.answer.reason, 'reason', 500)}"
        return self._value(definition, fact)

    def _value(self, definition: FactDefinition, fact: Fact) -> str:
        value = fact.value
        if isinstance(value, CountRange):
            return self.count(value)
        if isinstance(value, tuple):
            names = [self._name(definition, item) for item in value]
            return self.joined(names) if names else self.phrase("words", "none")
        text = str(value)
        if definition.kind is FactKind.INSTANT:
            return self.instant(datetime.fromisoformat(text))
        if definition.kind is FactKind.TEXT:
            return clean_text(text, definition.id)
        return self._name(definition, text)

    def count(self, count: CountRange) -> str:
        """Give a count as an approximate number."""
        low, high = count.at_least, count.at_most
        if low is None and high is None:
            return self.phrase("words", "unknown")
        if low is None or high is None:
            number = self._number(high if low is None else low)
            return self.phrase("counts", "at_most" if low is None else "at_least").replace("#", number)
        if low == high:
            return self.phrase("counts", "about").replace("#", self._number(low))
        between = self.phrase("counts", "between")
        return between.replace("#1", self._number(low)).replace("#2", self._number(high))

    def _number(self, number: int | None) -> str:
        return format_decimal(number or 0, locale=self._language)

    def items(self, id_: str) -> list[str]:
        """Give a fact that is a list, item by item; empty when it is not known."""
        definition = self._context.definitions[id_]
        return [self._name(definition, item) for item in self._context.facts.texts(id_) or ()]

    def sentences(self, group: str, id_: str) -> list[str]:
        """Give one sentence for each item of a fact."""
        return [self.phrase(group, item) for item in self._context.facts.texts(id_) or ()]

    def advice(self) -> list[str]:
        """Give what people can do now: for each consequence, then for everybody; no sentence twice."""
        found = self.sentences("advice", "likely_consequences")
        return list(dict.fromkeys([*found, self.phrase("advice", "everybody")]))

    def _name(self, definition: FactDefinition, id_: str) -> str:
        inventory = self._context.inventory
        if definition.kind is FactKind.CATEGORIES:
            return next((c.label(self._language) for c in inventory.data_categories if c.id == id_), id_)
        if definition.kind is FactKind.GROUPS:
            return next((g.label(self._language) for g in inventory.subject_groups if g.id == id_), id_)
        return next((o.label(self._language) for o in definition.options if o.id == id_), id_)
