"""What is missing before a language can be written in whole: kinds of notice, phrases, forms of the plural, words for answers.

Facts and answers are held to what the templates of any language speak of. Other sentences are held to what the other languages
have: what one of them can say, a reader of another must be told too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.letters.wording import missing_words

Phrases = Mapping[str, Mapping[str, str]]
INLINE = ("en", "nl")
"""Languages in which the questions and the kinds of data have their words beside them."""

OF_ANSWERS = ("facts", "options")
OF_KINDS = ("categories", "groups")
_CHECKED_ELSEWHERE = ("words", "counts", "names", *OF_ANSWERS)


def missing_phrases(
    language: str, languages: Mapping[str, Phrases], used: Iterable[str], definitions: Mapping[str, FactDefinition]
) -> Iterator[str]:
    """Say what the phrases of a language lack.

    Args:
        language: Two letters; one of `languages`.
        languages: The phrases of each language there is.
        used: Ids of the facts that templates speak of.
        definitions: What may be asked.
    """
    phrases, file = languages[language], f"phrases.{language}.yaml"
    yield from missing_words(phrases, file)
    facts = [definitions[id_] for id_ in sorted(set(used)) if id_ in definitions]
    yield from _lacks(file, "facts", (f.id for f in facts if not _has(phrases, "facts", f.id, f.labels, language)))
    yield from _lacks(file, "options", (key for fact in facts for key in _options_missing(phrases, fact, language)))
    for name in dict.fromkeys(name for other in languages.values() for name in other if name not in _CHECKED_ELSEWHERE):
        if name in OF_KINDS and language in INLINE:
            continue
        there = phrases.get(name, {})
        wanted = dict.fromkeys(key for other in languages.values() for key in other.get(name, {}))
        yield from _lacks(file, name, (key for key in wanted if key not in there))


def _has(phrases: Phrases, name: str, key: str, labels: Mapping[str, str], language: str) -> bool:
    return bool(phrases.get(name, {}).get(key) or labels.get(language))


def _options_missing(phrases: Phrases, fact: FactDefinition, language: str) -> Iterator[str]:
    for option in fact.options:
        shared = fact.kind is FactKind.YES_NO and f"yes-no.{option.id}" in phrases.get("options", {})
        if not shared and not _has(phrases, "options", f"{fact.id}.{option.id}", option.labels, language):
            yield f"{fact.id}.{option.id}"


def _lacks(file: str, name: str, keys: Iterable[str]) -> Iterator[str]:
    missing = ", ".join(keys)
    if missing:
        yield f"{file} lacks {missing} under '{name}:'; add them."
