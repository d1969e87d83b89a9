"""The words in cells of other people's registers and what they mean here, read from `sheet_words.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from breachdesk.domain.columns import plain_word
from breachdesk.domain.errors import WrongInput
from breachdesk.files.columns_file import LANGUAGES
from breachdesk.files.countries import COUNTRIES
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.inventory_rows import EXPOSURES, SYSTEM_KINDS
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, read_yaml
from breachdesk.files.taxonomy_file import Taxonomy

SHIPPED = Path(__file__).with_name("sheet_words.yaml")
_TOKEN = re.compile(r"[^\W_]+")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words for one kind of thing: what each means, and how it is written."""

    meanings: Mapping[str, str]
    written: Mapping[str, str]
    """The word as it stands in the list, by its plain form; for hints."""

    def exact(self, text: str) -> str:
        """Give what a word means; empty when it is not known."""
        return self.meanings.get(plain_word(text), "")

    def inside(self, text: str) -> str:
        """Give what the longest known word means that is made of whole words of a text; empty when there is none."""
        parts = [plain_word(part) for part in _TOKEN.findall(text[:300])]
        runs = {"".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, min(len(parts), a + 6) + 1)}
        known = (run for run in runs if len(run) >= _LEAST_LETTERS and run in self.meanings)
        return self.meanings.get(max(known, key=len, default=""), "")


@dataclass(frozen=True, slots=True)
class CellWords:
    """Every list of words for cells."""

    categories: Vocabulary
    group_kinds: Vocabulary
    system_kinds: Vocabulary
    exposures: Vocabulary
    countries: Vocabulary
    yes: Vocabulary
    no: Vocabulary
    unknown: Vocabulary
    etcetera: Vocabulary
    inside: Vocabulary


def cell_words(taxonomy: Taxonomy, path: Path = SHIPPED) -> CellWords:
    """Read the words, with the taxonomy's own ids and labels among them.

    Raises:
        FileProblems: a word means two things in one list, or an id is not known.
    """
    lists = _lists(path)
    categories = {id_: [id_, *category.labels.values()] for id_, category in taxonomy.categories.items()}
    kinds = {id_: [id_, *kind.labels.values()] for id_, kind in taxonomy.group_kinds.items()}
    return CellWords(
        categories=_with(lists["categories"], categories, path),
        group_kinds=_with(lists["group_kinds"], kinds, path),
        system_kinds=_with(lists["system_kinds"], {id_: [id_] for id_ in SYSTEM_KINDS}, path),
        exposures=_with(lists["exposures"], {id_: [id_] for id_ in EXPOSURES}, path),
        countries=_with(lists["countries"], {id_: [] for id_ in sorted(COUNTRIES)}, path),
        **{name: _with(lists[name], {name: [name]}, path) for name in ("yes", "no", "unknown", "etcetera", "inside")},
    )


def with_own(words: CellWords, own: Mapping[str, str], taxonomy: Taxonomy) -> CellWords:
    """Let words that somebody explained win over the list; an id that is no longer known is left out."""
    categories = {word: id_ for word, id_ in own.items() if taxonomy.category(id_) is not None}
    kinds = {word: id_ for word, id_ in own.items() if id_ in taxonomy.group_kinds}
    return replace(
        words,
        categories=Vocabulary({**words.categories.meanings, **categories}, words.categories.written),
        group_kinds=Vocabulary({**words.group_kinds.meanings, **kinds}, words.group_kinds.written),
    )


def own_words(texts: Iterable[str], taxonomy: Taxonomy) -> dict[str, str]:
    """Take `WORD=ID` texts; give the id by plain word.

    Raises:
        WrongInput: no word, or no such data category or kind of people; with the nearest.
    """
    found = {}
    known = [*taxonomy.categories, *taxonomy.group_kinds]
    for text in texts:
        word, _, id_ = (part.strip() for part in text.rpartition("="))
        if not plain_word(word) or not id_:
            raise WrongInput(f"'{text[:80]}' explains no word; write it as WORD=ID, such as 'Pay details=financial'.")
        if taxonomy.category(id_) is None and id_ not in taxonomy.group_kinds:
            raise WrongInput(f"'{id_[:60]}' is no data category and no kind of people.{nearest(id_, known)}")
        found[plain_word(word)] = id_
    return found


@cache
def _lists(path: Path) -> dict[str, dict[str, list[tuple[str, int]]]]:
    problems = Problems(path.name)
    top = Fields(read_yaml(path, limits=INVENTORY_LIMITS), problems)
    found: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for name in ("categories", "group_kinds", "system_kinds", "exposures", "countries"):
        part = top.part(name)
        found[name] = {id_: _texts(part.part(id_)) for id_, _ in part.not_taken()}
        part.end()
    for name in ("yes", "no", "unknown", "etcetera", "inside"):
        found[name] = {name: _texts(top.part(name))}
    top.end()
    problems.raise_if_any()
    return found


def _texts(part: Fields) -> list[tuple[str, int]]:
    found = [text for language in LANGUAGES for text in part.texts_with_lines(language)]
    part.end()
    return found


def _with(listed: Mapping[str, list[tuple[str, int]]], ids: Mapping[str, list[str]], path: Path) -> Vocabulary:
    problems = Problems(path.name)
    meanings: dict[str, str] = {}
    written: dict[str, str] = {}
    own = [(id_, text, 0) for id_, texts in ids.items() for text in texts]
    for id_, text, line in [*own, *((id_, text, line) for id_, texts in listed.items() for text, line in texts)]:
        word = plain_word(text)
        if id_ not in ids:
            problems.add(line, f"'{id_}' is not a known id.{problems.nearest(id_, ids)}")
        elif meanings.get(word, id_) != id_:
            problems.add(line, f"'{text}' means both {meanings[word]} and {id_}; keep one.")
        meanings.setdefault(word, id_)
        written.setdefault(word, text)
    problems.raise_if_any()
    return Vocabulary(meanings, written)
