"""The tables of ENISA's severity method, read from `law/severity.yaml` into a SeverityPack."""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.conditions import NEVER
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.severity import Band, Circumstance, DataKind, Row, SeverityPack
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Fields, nearest
from breachdesk.files.law_fields import cited, in_force, legal_value, needed, nodes_by_key, opened_text, slug, words

UNITS = ("people", "hours")
LOWEST, HIGHEST = 1, 4
QUARTER = 0.25
NOBODY = Citation("", "")


def read_severity(text: str, name: str, vocabulary: Vocabulary) -> SeverityPack:
    """Read the pack.

    Raises:
        FileProblems: a number off the method's quarters, a category nobody knows, a table without rows.
    """
    top, problems = opened_text(text, name)
    id_, version = slug(top), top.text("version")
    held, source = in_force(top), cited(top)
    top.choice("unit", ("points",))
    values = {v.id: v.amount for v in (legal_value(part, UNITS) for part in top.parts("values")) if v}
    reader = vocabulary.reader(problems, values)
    dpc = top.part("dpc")
    lowest = needed(dpc, "lowest", lambda key: dpc.integer(key, LOWEST, HIGHEST), "the score needs its lower end")
    highest = needed(dpc, "highest", lambda key: dpc.integer(key, LOWEST, HIGHEST), "the score needs its upper end")
    kinds = tuple(_kind(part, vocabulary) for part in dpc.parts("kinds"))
    lessened_by = reader.read(dpc.take("lessened_by"), "dpc.lessened_by") if dpc.has("lessened_by") else NEVER
    dpc.end()
    ease = _rows(top, "ei", reader)
    circumstances = tuple(_circumstance(part, reader) for part in top.parts("cb"))
    thumbs = {key: node.value for key, node in nodes_by_key(top, "rule_of_thumb").items()}
    bands = tuple(_band(part, thumbs) for part in top.parts("bands"))
    flags = tuple(_flag(part, reader) for part in top.parts("flags"))
    top.end()
    _check(top, kinds, ease, circumstances, bands)
    problems.raise_if_any()
    return SeverityPack(
        id=id_,
        version=version,
        source=source or NOBODY,
        status=held.status if held else LawStatus.UNVERIFIED,
        lowest=lowest or LOWEST,
        highest=highest or HIGHEST,
        kinds=kinds,
        lessened_by=lessened_by,
        ease=ease,
        circumstances=circumstances,
        bands=bands,
        flags=flags,
    )


def _check(
    top: Fields,
    kinds: tuple[DataKind, ...],
    ease: tuple[Row, ...],
    circumstances: tuple[Circumstance, ...],
    bands: tuple[Band, ...],
) -> None:
    for key, found in (("dpc.kinds", kinds), ("ei", ease), ("cb", circumstances), ("bands", bands)):
        if not found:
            top.problem(f"'{key}' is empty; the method cannot do without it.")
    starts = [band.since for band in bands]
    if starts != sorted(set(starts)) or (starts and starts[0] != 0):
        top.problem("'bands' must begin at 0 and rise; put them in order.")
    seen: dict[str, str] = {}
    for kind in kinds:
        for category in sorted(kind.categories):
            if category in seen:
                top.problem(f"'{category}' stands in '{seen[category]}' and in '{kind.id}'; keep one.")
            seen[category] = kind.id


def _kind(part: Fields, vocabulary: Vocabulary) -> DataKind:
    id_, label = slug(part), words(part, "label")
    base = needed(part, "base", lambda key: part.integer(key, LOWEST, HIGHEST), "a kind needs its score")
    known = vocabulary.taxonomy.categories
    categories = part.texts_with_lines("categories")
    for category, line in categories:
        if category not in known:
            part.problem(f"'{category[:40]}' is no data category.{nearest(category, known)}", line)
    line = part.line_of("refined_by")
    refined_by = part.text("refined_by")
    definition = vocabulary.facts.get(refined_by)
    if definition is None:
        part.problem(f"'{refined_by[:60]}' is no known fact.{nearest(refined_by, vocabulary.facts)}", line)
    options = {option.id for option in definition.options} if definition else set()
    steps = {answer: _step(part, answer, node.value, node.line) for answer, node in nodes_by_key(part, "steps").items()}
    for answer in steps:
        if definition is not None and answer not in options:
            part.problem(f"'{answer[:40]}' is no answer to '{refined_by}'.{nearest(answer, options)}")
    part.end()
    return DataKind(id_, label, base or LOWEST, frozenset(c for c, _ in categories), refined_by, steps)


def _step(part: Fields, answer: str, value: object, line: int) -> int:
    text = value if isinstance(value, str) else ""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and int(digits) <= HIGHEST):
        part.problem(f"the step of '{answer[:40]}' is '{text[:20]}'; write a whole number from -3 to 3.", line)
        return 0
    return int(text)


def _rows(part: Fields, key: str, reader: ConditionReader) -> tuple[Row, ...]:
    return tuple(_row(inner, reader) for inner in part.parts(key))


def _row(part: Fields, reader: ConditionReader) -> Row:
    row = Row(slug(part), _points(part, "points"), words(part, "label"), reader.read(part.take("when"), part.path))
    part.end()
    return row


def _flag(part: Fields, reader: ConditionReader) -> Row:
    row = Row(slug(part), 0.0, words(part, "label"), reader.read(part.take("when"), part.path))
    part.end()
    return row


def _circumstance(part: Fields, reader: ConditionReader) -> Circumstance:
    found = Circumstance(slug(part), words(part, "label"), _rows(part, "rows", reader))
    part.end()
    return found


def _band(part: Fields, thumbs: Mapping[str, object]) -> Band:
    id_ = part.text("id")
    band = Band(id_, _points(part, "from"), words(part, "label"), words(part, "effect"), _thumb(part, id_, thumbs))
    part.end()
    return band


def _thumb(part: Fields, id_: str, thumbs: Mapping[str, object]) -> str:
    found, choices = thumbs.get(id_), ("unlikely", "risk", "high")
    if found not in choices:
        part.problem(f"'rule_of_thumb' says nothing usable of '{id_}'; one of: {', '.join(choices)}.")
    return str(found)


def _points(part: Fields, key: str) -> float:
    line = part.line_of(key)
    text = part.text(key)
    try:
        points = float(text)
    except ValueError:
        points = -1.0
    if not 0 <= points <= HIGHEST or points % QUARTER:
        part.problem(f"'{key}' is '{text[:20]}'; the method counts in quarters from 0 to 4.", line)
        return 0.0
    return points
