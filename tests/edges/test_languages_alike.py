"""Every language is the English one in other words: the same slots and conditions, the same sets, no word missing."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from breachdesk.domain.drafting import Template
from breachdesk.domain.facts import FactKind
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.fact_file import load_facts
from breachdesk.files.taxonomy_file import load_taxonomy
from breachdesk.files.template_files import load_templates
from breachdesk.letters.wording import Wording
from breachdesk.wiring import LAW, shipped

TEMPLATES = load_templates([shipped("notification_templates")])
FIRST = ("en", "nl")
"""Languages whose words for facts and data stand beside those in the law files."""

OTHERS = tuple(sorted({t.language for t in TEMPLATES} - {"en"}))
TRANSLATED = tuple(language for language in OTHERS if language not in FIRST)
OWN_SETS = ("facts", "options", "categories", "groups")
MADE_FOR_A_LANGUAGE = ("day",)
"""Phrases under `words` that only some languages have."""

_TAG = re.compile(r"\{%.*?%\}")
_SLOT = re.compile(r"\{\{.*?\}\}")
_FIELD = re.compile(r"(?<!\{)\{[a-z]+\}(?!\})")
_JOIN = re.compile(r"join\(.*?\)")


def of(kind: NoticeKind, language: str) -> Template | None:
    """Give one template, where there is one."""
    return next((t for t in TEMPLATES if (t.kind, t.language) == (kind, language)), None)


def phrases(language: str) -> dict[str, dict[str, str]]:
    """Give what a language says, by set and key."""
    found = next(t.phrases for t in TEMPLATES if t.language == language)
    return {name: dict(keys) for name, keys in found.items()}


def skeleton(template: Template) -> tuple[list[str], Counter[str], Counter[str]]:
    """Give the conditions in their order, and slots and merge fields; what stands between joined things is the language's."""
    whole = _JOIN.sub("join()", f"{template.subject}\n{template.body}")
    return _TAG.findall(whole), Counter(_SLOT.findall(whole)), Counter(_FIELD.findall(_TAG.sub("", _SLOT.sub("", whole))))


def outline(template: Template) -> list[str]:
    """Give the marks of headings, lists and numbers, in order."""
    lines = (re.match(r"#+ |- |\d\. ", line) for line in template.body.split("\n"))
    return [mark[0] for mark in lines if mark]


def options() -> set[str]:
    """Give every answer there is to choose, as phrases name them."""
    facts = load_facts(LAW / "facts.yaml")
    return {"yes-no.yes", "yes-no.no"} | {
        f"{fact.id}.{option.id}" for fact in facts.values() for option in fact.options if fact.kind is not FactKind.YES_NO
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_template_has_the_slots_and_conditions_of_the_english_one(language: str) -> None:
    """Lost without it: a condition turned round, or a figure left out, in a language the house cannot read."""
    wrong = []
    for kind in NoticeKind:
        own, english = of(kind, language), of(kind, "en")
        assert english is not None
        if own is None or skeleton(own) != skeleton(english) or outline(own) != outline(english):
            wrong.append(kind.value)
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_phrases_have_the_keys_of_the_english_ones_in_their_order(language: str) -> None:
    """Lost without it: a sentence missing in one language, or advice in an order that is not that of urgency."""
    own, english = phrases(language), phrases("en")
    for name, keys in english.items():
        if name not in OWN_SETS:
            assert _plain(own[name]) == _plain(keys), f"{language} {name}"
    assert set(own) - set(OWN_SETS) == set(english) - set(OWN_SETS)


def _plain(keys: dict[str, str]) -> list[str]:
    """Give the keys without forms of the plural, of which each language has its own."""
    bare = dict.fromkeys(re.sub(r"\.(?:zero|one|two|few|many|other)$", "", key) for key in keys)
    return [key for key in bare if key not in MADE_FOR_A_LANGUAGE]


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_fills_in_what_the_english_one_does(language: str) -> None:
    """Lost without it: 'at least' without the number."""
    own, english = phrases(language), phrases("en")
    assert {
        f"{name}.{key}": text
        for name, keys in english.items()
        for key, text in keys.items()
        if key in own.get(name, {}) and Counter(_FIELD.findall(text)) != Counter(_FIELD.findall(own[name][key]))
    } == {}


@pytest.mark.parametrize("language", OTHERS)
def test_advice_that_is_one_text_in_english_is_one_text(language: str) -> None:
    """Lost without it: nearly the same advice twice in one letter, where English gives it once."""
    own, english = phrases(language)["advice"], phrases("en")["advice"]
    for key, text in english.items():
        same = {own[other] for other, words in english.items() if words == text}
        assert same == {own[key]}, f"{language} {key}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_words_for_every_fact_answer_kind_of_data_and_group(language: str) -> None:
    """Lost without it: a notice that stops at the hour it is needed, for want of a word."""
    taxonomy, own = load_taxonomy(LAW / "taxonomy.yaml"), phrases(language)
    wanted = {
        "facts": set(load_facts(LAW / "facts.yaml")),
        "options": options(),
        "categories": set(taxonomy.categories),
        "groups": set(taxonomy.group_kinds),
    }
    assert {name: sorted(ids - set(own[name])) for name, ids in wanted.items() if ids - set(own[name])} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_words_for_data_and_groups_are_those_of_the_taxonomy_where_it_has_them(language: str) -> None:
    """Lost without it: one thing under two names, on the screen and in the letter."""
    taxonomy, own = load_taxonomy(LAW / "taxonomy.yaml"), phrases(language)
    said = {
        f"{name}.{id_}": (labelled.labels[language], own[name][id_])
        for name, things in (("categories", taxonomy.categories), ("groups", taxonomy.group_kinds))
        for id_, labelled in things.items()
        if language in labelled.labels
    }
    assert {key: pair for key, pair in said.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de", "Montag, 23. November 2026 um 14:05 Uhr (CET)"),
        ("fr", "lundi 23 novembre 2026 à 14 h 05 (CET)"),
        ("it", "lunedì 23 novembre 2026 alle ore 14:05 (CET)"),
    ],
)
def test_an_instant_is_written_as_the_language_writes_it(language: str, says: str) -> None:
    """Lost without it: a German date without the comma every German reader expects, or an English clock in French."""
    written = Wording(phrases(language), "Europe/Amsterdam", "phrases").instant(datetime(2026, 11, 23, 13, 5, tzinfo=UTC))
    assert written == says


@pytest.mark.parametrize(
    ("language", "says"), [("de", ("1 Stunde", "4 Stunden")), ("fr", ("1 heure", "4 heures")), ("it", ("1 ora", "4 ore"))]
)
def test_hours_agree_with_their_number(language: str, says: tuple[str, str]) -> None:
    """Lost without it: 'after 1 hours'."""
    wording = Wording(phrases(language), "Europe/Amsterdam", "phrases")
    assert (wording.hours("1"), wording.hours("4")) == says
