"""A set of facts written in a file for `law assess`: read strictly, every problem in one round."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from breachdesk.domain.conditions import parent_of
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.facts import (
    UNKNOWN_WORD,
    Answer,
    Fact,
    FactDefinition,
    FactKind,
    Facts,
    Known,
    Source,
    SourceKind,
    Unknown,
    read_answer,
)
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.countries import COUNTRIES
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.strict_yaml import read_yaml

NOTES = "notes"
LISTS = (FactKind.CHOICES, FactKind.CATEGORIES, FactKind.GROUPS, FactKind.COUNTRIES)
TAKEN_FOR_GRANTED = ("personal_data", "breach_confirmed")
"""Who asks what follows from a breach has one; the file may say otherwise."""


def read_facts(path: Path, vocabulary: Vocabulary, at: datetime) -> Facts:
    """Read facts by id; any that is missing is unknown.

    Args:
        vocabulary: Every question that may be answered, and the ids of the taxonomy.
        at: When the facts are taken in; every answer carries it.

    Raises:
        FileProblems: an unknown fact or answer, a count upside down, or anything outside strict YAML.
    """
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    top.take(NOTES)
    found: dict[str, Fact] = {}
    for id_, definition in vocabulary.facts.items():
        line = top.line_of(id_)
        answer = _answer(top, definition, vocabulary) if top.has(id_) else None
        if answer is None and id_ in TAKEN_FOR_GRANTED:
            answer = Known("yes")
        if answer is not None:
            rows = (f"{path.name}:{line}",)
            found[id_] = Fact(id_, answer, Source(SourceKind.PERSON, path.name, rows=rows), at)
    for name, line in top.left():
        top.problem(f"'{name[:60]}' is no known fact.{nearest(name, [*vocabulary.facts, NOTES])}", line)
    problems.raise_if_any()
    return Facts(found)


def _answer(top: Fields, definition: FactDefinition, vocabulary: Vocabulary) -> Answer | None:
    if definition.kind is FactKind.COUNT:
        if top.holds_text(definition.id):
            return _read(top, definition)
        count = top.count(definition.id)
        return Unknown() if count.is_unknown else Known(count)
    if definition.kind in LISTS:
        return _list(top, definition, vocabulary)
    return _read(top, definition)


def _read(top: Fields, definition: FactDefinition) -> Answer | None:
    line = top.line_of(definition.id)
    text = top.text(definition.id, "")
    try:
        return read_answer(definition, text or UNKNOWN_WORD)
    except WrongInput as error:
        top.problems.add(line, str(error))
        return None


def _list(top: Fields, definition: FactDefinition, vocabulary: Vocabulary) -> Answer | None:
    given = top.texts_with_lines(definition.id)
    in_capitals = definition.kind is FactKind.COUNTRIES
    words = [word.upper() if in_capitals else word.lower() for word, _ in given]
    if [word.lower() for word in words] in ([], [UNKNOWN_WORD]):
        return Unknown()
    ids = {
        FactKind.CATEGORIES: vocabulary.taxonomy.categories.keys(),
        FactKind.GROUPS: vocabulary.taxonomy.group_kinds.keys(),
        FactKind.COUNTRIES: COUNTRIES,
    }.get(definition.kind, [option.id for option in definition.options])
    for word, (given_word, line) in zip(words, given, strict=True):
        if parent_of(word) not in ids:
            top.problems.add(line, f"{definition.id}: '{given_word[:60]}' is not known.{nearest(word, ids)}")
    return Known(tuple(dict.fromkeys(words)))
