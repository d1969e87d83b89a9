"""The words that columns of other people's tables go by, read from `columns.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from breachdesk.domain.columns import ONE_EACH, ColumnWords, plain_word
from breachdesk.domain.people import ColumnRole
from breachdesk.files.countries import COUNTRIES
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, read_yaml

SHIPPED = Path(__file__).with_name("columns.yaml")
LANGUAGES = ("nl", "en", "de", "fr")
TABLES = ("systems", "datasets", "subject_groups", "processors", "processing_activities", "register")
_ROLES = frozenset(role.value for role in ColumnRole if role is not ColumnRole.CATEGORY)


@dataclass(frozen=True, slots=True)
class TableWords:
    """What one kind of table of an inventory goes by."""

    table: str
    columns: ColumnWords
    called: frozenset[str]
    """Words in the name of a file or sheet."""


@dataclass(frozen=True, slots=True)
class AllWords:
    """The whole list."""

    people: ColumnWords
    tables: Mapping[str, TableWords]


@cache
def load_columns(path: Path = SHIPPED) -> AllWords:
    """Read the list; the words of people name only roles and data categories.

    Raises:
        FileProblems: a word means two things in one kind of table, or anything outside strict YAML.
    """
    problems = Problems(path.name)
    top = Fields(read_yaml(path, limits=INVENTORY_LIMITS), problems)
    people = _words(top.part("people"), once=frozenset(ONE_EACH), countries=COUNTRIES)
    tables: dict[str, TableWords] = {}
    listed = top.part("tables")
    for table in TABLES:
        part = listed.part(table)
        called = _by_language(part.part("called"))
        columns = _words(part.part("columns"))
        part.end()
        tables[table] = TableWords(table, columns, frozenset(called))
    listed.end()
    top.end()
    problems.raise_if_any()
    return AllWords(people, tables)


def people_words(categories: Iterable[str], path: Path = SHIPPED) -> ColumnWords:
    """Give the words for a list of people; `categories` are those somebody may give a column."""
    words = load_columns(path).people
    return ColumnWords(words.meanings, _ROLES.union(categories), words.once, words.languages, words.countries)


def _words(part: Fields, once: frozenset[str] | None = None, countries: frozenset[str] = frozenset()) -> ColumnWords:
    meanings: dict[str, str] = {}
    languages: dict[str, str] = {}
    known = []
    for meaning, line in part.not_taken():
        known.append(meaning)
        for word, language in _by_language(part.part(meaning)).items():
            if meanings.get(word, meaning) != meaning:
                part.problem(f"'{word}' means both {meanings[word]} and {meaning}; keep one.", line)
            meanings[word] = meaning
            if language:
                languages[word] = language
    part.end()
    everything = frozenset(known)
    return ColumnWords(meanings, everything, everything if once is None else once, languages, countries)


def _by_language(part: Fields) -> dict[str, str]:
    """Give the language of each word; empty where a word belongs to several."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for text in part.texts(language):
            word = plain_word(text)
            found[word] = language if word not in found else ""
    part.end()
    return found
