"""How facts and conditions read in a form: in its labels' language, as they are to be typed into a portal.

Times stand in the incident's own zone. What nobody knows is never left blank, and never written as if it were known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from breachdesk.domain.conditions import All, Any, AtMost, Condition, Has, Not
from breachdesk.domain.errors import NotFound
from breachdesk.domain.facts import Fact, FactDefinition, FactKind
from breachdesk.domain.foreign import visible
from breachdesk.domain.forms import FIELD, FieldKind, FieldOption, Form, in_language, numbered
from breachdesk.domain.inventory import CountRange, Inventory

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "unknown": "not known yet",
        "open": "Not known yet: {names}.",
        "settles": "not known yet; it needs: {names}",
        "no_option": "none of the options follows from the facts; choose one by hand",
        "asked_only": "asked only where this holds: {condition}",
        "asked_unknown": "whether this is asked is not known yet; it needs: {names}",
        "is": "{name}: {values}", "not": "not ({condition})", "and": " and ", "or": " or ",
        "between": "{low} to {high}", "at_least": "at least {low}", "at_most": "at most {high}", "thousands": ",",
    },
    "nl": {
        "unknown": "nog niet bekend",
        "open": "Nog niet bekend: {names}.",
        "settles": "nog niet bekend; hiervoor is nodig: {names}",
        "no_option": "geen van de opties volgt uit de feiten; kies er zelf een",
        "asked_only": "alleen gevraagd als dit geldt: {condition}",
        "asked_unknown": "of dit wordt gevraagd is nog niet bekend; hiervoor is nodig: {names}",
        "is": "{name}: {values}", "not": "niet ({condition})", "and": " en ", "or": " of ",
        "between": "{low} tot {high}", "at_least": "ten minste {low}", "at_most": "hoogstens {high}", "thousands": ".",
    },
    "de": {
        "unknown": "noch nicht bekannt",
        "open": "Noch nicht bekannt: {names}.",
        "settles": "noch nicht bekannt; dafür fehlt: {names}",
        "no_option": "keine der Optionen folgt aus den Tatsachen; bitte selbst wählen",
        "asked_only": "nur gefragt, wenn dies gilt: {condition}",
        "asked_unknown": "ob dies gefragt wird, ist noch nicht bekannt; dafür fehlt: {names}",
        "is": "{name}: {values}", "not": "nicht ({condition})", "and": " und ", "or": " oder ",
        "between": "{low} bis {high}", "at_least": "mindestens {low}", "at_most": "höchstens {high}", "thousands": ".",
    },
    "fr": {
        "unknown": "pas encore connu",
        "open": "Pas encore connu : {names}.",
        "settles": "pas encore connu ; il manque : {names}",
        "no_option": "aucune des options ne découle des faits ; choisissez-en une",
        "asked_only": "demandé seulement dans ce cas : {condition}",
        "asked_unknown": "on ne sait pas encore si cela est demandé ; il manque : {names}",
        "is": "{name} : {values}", "not": "pas ({condition})", "and": " et ", "or": " ou ",
        "between": "{low} à {high}", "at_least": "au moins {low}", "at_most": "au plus {high}", "thousands": "\u00a0",
    },
}  # fmt: skip
"""Ours, by language; a form in another language has the English ones."""


class FormWords:
    """Puts what one form needs into words of one language."""

    def __init__(
        self, form: Form, definitions: Mapping[str, FactDefinition], inventory: Inventory, zone: str, language: str
    ) -> None:
        self._form = form
        self._definitions = definitions
        self._zone = ZoneInfo(zone)
        self._language = language
        self._categories = {category.id: category.label for category in inventory.data_categories}
        self._groups = {group.id: group.label for group in inventory.subject_groups}
        self._phrases = PHRASES.get(language, PHRASES["en"])

    def phrase(self, key: str, **slots: str) -> str:
        """Give a phrase of ours with its slots filled."""
        return self._phrases[key].format(**slots)

    def name_of(self, name: str) -> str:
        """Give what a fact, a value or a field of the form is called."""
        if name.startswith(FIELD):
            field = self._form.field(name.removeprefix(FIELD))
            return numbered(field.id, f"“{field.label(self._language)}”")
        definition = self._definitions.get(name)
        return definition.label(self._language) if definition is not None else name

    def names_of(self, names: tuple[str, ...]) -> str:
        """Give what several are called, parted by semicolons."""
        return "; ".join(self.name_of(name) for name in names)

    def option(self, option: FieldOption) -> str:
        """Give the words of an option."""
        return in_language(option.labels, self._language)

    def value(self, fact: Fact, kind: FieldKind) -> str:
        """Give what a known fact says, as a field of that kind takes it; empty where it says nothing."""
        value, definition = fact.value, self._definitions.get(fact.id)
        if value is None:
            return ""
        if isinstance(value, CountRange):
            return self._number(value) if kind is FieldKind.NUMBER else self._count(value)
        if isinstance(value, str):
            return visible(self._single(value, definition, kind)).strip()
        items = (self._item(item, definition) for item in value)
        return visible(", ".join(item for item in items if item.strip())).strip()

    def line(self, fact: Fact) -> str:
        """Give a fact as one line among others: free text as it stands, all else with its name."""
        said = self.value(fact, FieldKind.AREA)
        definition = self._definitions.get(fact.id)
        if not said or definition is None or definition.kind is FactKind.TEXT:
            return said
        name = definition.label(self._language)
        return f"{name[:1].upper()}{name[1:]}: {said}."

    def condition(self, condition: Condition) -> str:
        """Say a condition in words."""
        if isinstance(condition, Has):
            values = self.phrase("or").join(sorted(self._value_name(condition.fact, value) for value in condition.values))
            return self.phrase("is", name=self.name_of(condition.fact), values=values)
        if isinstance(condition, Not):
            return self.phrase("not", condition=self.condition(condition.part))
        if isinstance(condition, All | Any):
            joined = self.phrase("and" if isinstance(condition, All) else "or")
            return joined.join(self.condition(part) for part in condition.parts)
        if isinstance(condition, AtMost):
            return f"{self.name_of(condition.fact)} ≤ {condition.limit:g}"
        raise TypeError(f"A form cannot rest on {type(condition).__name__}.")

    def _value_name(self, name: str, value: str) -> str:
        if name.startswith(FIELD):
            return f"“{self.option(self._form.field(name.removeprefix(FIELD)).option(value))}”"
        return self._item(value, self._definitions.get(name))

    def _single(self, value: str, definition: FactDefinition | None, kind: FieldKind) -> str:
        if definition is not None and definition.kind is FactKind.INSTANT:
            return self._instant(value, kind)
        return self._item(value, definition)

    def _instant(self, value: str, kind: FieldKind) -> str:
        local = datetime.fromisoformat(value).astimezone(self._zone)
        if kind is FieldKind.DATE:
            return local.date().isoformat()
        return local.strftime("%Y-%m-%d %H:%M" if kind is FieldKind.INSTANT else "%Y-%m-%d %H:%M %Z")

    def _item(self, value: str, definition: FactDefinition | None) -> str:
        if definition is None:
            return value
        labels: Mapping[FactKind, Callable[[str], str]] = {
            FactKind.CATEGORIES: lambda id_: self._labelled(id_, self._categories),
            FactKind.GROUPS: lambda id_: self._labelled(id_, self._groups),
        }
        if definition.kind in labels:
            return labels[definition.kind](value)
        option = next((option for option in definition.options if option.id == value), None)
        return option.label(self._language) if option is not None else value

    def _number(self, count: CountRange) -> str:
        """A field for a number takes one: the highest there may be, where a highest is known."""
        number = count.at_most if count.at_most is not None else count.at_least
        return "" if number is None else str(number)

    def _parted(self, number: int | None) -> str | None:
        return None if number is None else f"{number:,}".replace(",", self.phrase("thousands"))

    def _count(self, count: CountRange) -> str:
        low, high = (self._parted(number) for number in (count.at_least, count.at_most))
        if low is None or high is None:
            key = "at_least" if low is not None else "at_most"
            return "" if count.is_unknown else self.phrase(key, low=low or "", high=high or "")
        return low if low == high else self.phrase("between", low=low, high=high)

    def _labelled(self, id_: str, labels: Mapping[str, Callable[[str], str]]) -> str:
        return labels[id_](self._language) if id_ in labels else id_.replace("-", " ")


def option_by_words(options: tuple[FieldOption, ...], text: str) -> FieldOption:
    """Give the option somebody means by its id or by its words in any language.

    Raises:
        NotFound: it is none of them; all are named.
    """
    wanted = text.strip().casefold()
    for option in options:
        if wanted == option.id or wanted in (words.casefold() for words in option.labels.values()):
            return option
    have = "; ".join(f"{o.id} {in_language(o.labels, 'en')}" for o in options)
    raise NotFound(f"'{text[:40]}' is none of the options: {have}.")
