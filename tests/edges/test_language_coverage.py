"""A language is complete, or what is missing is named: a kind, a phrase, a form of the plural, words for an answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from breachdesk.domain.errors import TemplateProblem
from breachdesk.domain.official_languages import OFFICIAL
from breachdesk.domain.terms import NoticeKind
from breachdesk.files.template_files import read_templates
from breachdesk.letters.coverage import missing_phrases
from breachdesk.letters.writer import LetterWriter
from tests.edges.test_letters import COMPLETE, complete, context, definitions, facts, shipped
from tests.edges.test_template_files import SHIPPED, own

Phrases = dict[str, dict[str, str]]
LOCALES = {"pl": "pl_PL", "fr": "fr_FR", "sl": "sl_SI", "mt": "mt_MT"}


def english() -> Phrases:
    """Give the English phrases."""
    found = next(t.phrases for t in shipped() if t.language == "en")
    return {name: dict(keys) for name, keys in found.items()}


def translated(language: str) -> Phrases:
    """Give phrases of a made-up translation that has everything."""
    made = english()
    made["words"]["locale"] = LOCALES[language]
    for name in ("hours", "hours.one", "hours.other"):
        made["words"].pop(name, None)
    made["words"]["hours"] = "{n} h"
    made["facts"] = {id_: f"<{id_}>" for id_ in definitions()}
    made["options"] = {f"{fact.id}.{o.id}": f"<{o.id}>" for fact in definitions().values() for o in fact.options}
    german = next(t.phrases for t in shipped() if t.language == "de")
    made["categories"] = {id_: f"<{id_}>" for id_ in german["categories"]}
    made["groups"] = {**made.get("groups", {}), "customers": "<customers>"}
    return made


def first_two(folder: Path) -> Path:
    """Give a folder with the English and Dutch files alone, so that any other language is one that is added."""
    folder.mkdir()
    for file in SHIPPED.iterdir():
        if file.name.split(".")[1] in ("en", "nl"):
            shutil.copy(file, folder)
    return folder


def writer_in(folder: Path, language: str, phrases: Mapping[str, object], kinds: tuple[NoticeKind, ...]) -> LetterWriter:
    """Give a writer that has a language more, with some kinds of notice in it."""
    own(folder, f"phrases.{language}.yaml", json.dumps(phrases, ensure_ascii=False))
    for kind in kinds:
        text = (SHIPPED / f"{kind.value}.en.md").read_text(encoding="utf-8")
        text = text.replace("language: en", f"language: {language}").replace("account_en", f"account_{language}")
        own(folder, f"{kind.value}.{language}.md", text)
    shelf = read_templates([first_two(folder.with_name(f"{folder.name}-first")), folder])
    return LetterWriter(shelf.templates, shelf.left_out)


FILES = tuple(kind for kind in NoticeKind if kind is not NoticeKind.LETTER)


def test_adding_a_language_is_adding_files(tmp_path: Path) -> None:
    """Lost without it: a new language needs a programmer."""
    writer = writer_in(tmp_path / "own", "pl", translated("pl"), FILES)
    assert writer.lacking("pl", definitions()) == ()
    letter = writer.render(NoticeKind.NOTIFICATION, "pl", context(facts(**COMPLETE, account_pl="Ktoś wszedł.")))
    assert "<malicious-external>" in letter.text


@pytest.mark.parametrize(
    ("set_", "key", "lacks"),
    [
        ("facts", "cause", "lacks cause under 'facts:'"),
        ("options", "cause.malicious-external", "lacks cause.malicious-external under 'options:'"),
        ("advice", "phishing", "lacks phishing under 'advice:'"),
        ("still_open", "cause", "lacks cause under 'still_open:'"),
        ("system_kinds", "database", "lacks database under 'system_kinds:'"),
        ("counts", "about", "lacks about under 'counts:'"),
        ("words", "greeting", "lacks greeting under 'words:'"),
        ("names", "dpo", "lacks dpo under 'names:'"),
    ],
)
def test_a_phrase_that_is_missing_is_named_with_its_set_and_language(tmp_path: Path, set_: str, key: str, lacks: str) -> None:
    """Lost without it: a letter stops at the moment it is needed, and nobody knew."""
    phrases = translated("pl")
    del phrases[set_][key]
    found = writer_in(tmp_path / "own", "pl", phrases, FILES).lacking("pl", definitions())
    assert len(found) == 1
    assert f"phrases.pl.yaml {lacks}" in found[0]


def test_a_missing_word_stops_only_the_notice_that_needs_it(tmp_path: Path) -> None:
    """Lost without it: English words in a Polish letter; or no letter at all for a word that is not in it."""
    phrases = translated("pl")
    del phrases["options"]["cause.malicious-external"]
    writer = writer_in(tmp_path / "own", "pl", phrases, FILES)
    with pytest.raises(TemplateProblem, match=r"phrases\.pl\.yaml has no words for 'cause.malicious-external' under 'options:'"):
        writer.render(NoticeKind.NOTIFICATION, "pl", complete())
    other = context(facts(**{**COMPLETE, "cause": "human-error"}))
    assert "<human-error>" in writer.render(NoticeKind.NOTIFICATION, "pl", other).text


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("pl", ("few", "many", "one", "other")),
        ("fr", ("many", "one", "other")),
        ("sl", ("few", "one", "other", "two")),
        ("mt", ("few", "many", "one", "other", "two")),
    ],
)
def test_every_form_of_the_plural_the_language_has_must_be_there(
    tmp_path: Path, language: str, forms: tuple[str, ...]
) -> None:
    """Lost without it: '5 godzina' in a letter to the authority."""
    phrases = translated(language)
    del phrases["words"]["hours"]
    phrases["words"].update({f"hours.{form}": f"{{n}} {form}" for form in forms})
    assert writer_in(tmp_path / "whole", language, phrases, FILES).lacking(language, definitions()) == ()
    for form in forms:
        less = {**phrases, "words": {k: v for k, v in phrases["words"].items() if k != f"hours.{form}"}}
        writer = writer_in(tmp_path / form, language, less, (NoticeKind.SMS,))
        assert any(f"plural under 'words:': hours.{form}" in line for line in writer.lacking(language, definitions()))
        with pytest.raises(TemplateProblem, match=f"phrases.{language}.yaml lacks forms of the plural"):
            writer.render(NoticeKind.SMS, language, complete())


def test_a_kind_that_is_missing_is_named(tmp_path: Path) -> None:
    """Lost without it: a language is promised, and there is no text for the telephone in it."""
    there = (NoticeKind.NOTIFICATION, NoticeKind.COMMUNICATION)
    found = writer_in(tmp_path / "own", "pl", translated("pl"), there).lacking("pl", definitions())
    wanted = {f"{kind.value}.pl.md" for kind in NoticeKind} - {"notification.pl.md", "communication.pl.md", "letter.pl.md"}
    assert set(found) == wanted


def test_what_the_official_languages_without_files_lack_is_named_for_each() -> None:
    """Lost without it: nobody knows how far it is to the next language."""
    writer = LetterWriter(shipped())
    without = [code for code in OFFICIAL if not any(t.language == code for t in shipped())]
    assert len(without) >= 16
    for code in without:
        assert writer.lacking(code, definitions()) == (f"phrases.{code}.yaml", *(f"{kind.value}.{code}.md" for kind in NoticeKind))


def test_a_language_with_files_that_is_shipped_lacks_nothing() -> None:
    """Lost without it: a shipped language that stops at an answer nobody thought of."""
    writer = LetterWriter(shipped())
    assert {t.language: wrong for t in shipped() if (wrong := writer.lacking(t.language, definitions()))} == {}


def test_kinds_of_data_and_groups_are_held_to_what_other_languages_name() -> None:
    """Lost without it: a German letter that cannot name a kind of data a French one can."""
    pl, fr = translated("pl"), translated("fr")
    del pl["categories"]["location"]
    fr["groups"]["patients"] = "<patients>"
    del pl["groups"]["customers"]
    pl["groups"].pop("patients", None)
    found = list(missing_phrases("pl", {"pl": pl, "fr": fr, "en": english()}, ["cause"], definitions()))
    assert any("phrases.pl.yaml lacks location under 'categories:'" in line for line in found)
    assert any("'groups:'" in line and "customers" in line and "patients" in line for line in found)
    assert list(missing_phrases("en", {"pl": pl, "fr": fr, "en": english()}, ["cause"], definitions())) == []
