"""The questions that may be asked about an incident, read from `law/facts.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from breachdesk.domain.facts import YES_NO_OPTIONS, FactDefinition, FactKind, Option
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.strict_yaml import read_yaml

WITH_OPTIONS = (FactKind.CHOICE, FactKind.CHOICES)


def load_facts(path: Path) -> Mapping[str, FactDefinition]:
    """Read every question, in the order of the file.

    Raises:
        FileProblems: a question without id, kind or English label, a second one by the same id, a choice
            without options, an option said twice, or anything outside strict YAML.
    """
    problems = Problems(path.name)
    top = Fields(read_yaml(path), problems)
    for key in ("id", "version"):
        top.text(key)
    source = top.part("source")
    for key in ("act", "article", "read_on"):
        source.text(key, "")
    source.end()
    found: dict[str, FactDefinition] = {}
    for part in top.parts("facts"):
        line = part.line
        definition = read_definition(part)
        if definition.id in found:
            problems.add(line, f"the fact '{definition.id}' stands here a second time; give it another id.")
        found[definition.id] = definition
    top.end()
    problems.raise_if_any()
    return found


def read_definition(part: Fields) -> FactDefinition:
    """Read one question; whatever is wrong with it is noted."""
    id_ = part.text("id")
    word = part.choice("kind", [kind.value for kind in FactKind])
    kind = FactKind(word) if word else FactKind.TEXT
    labels = part.words("labels")
    if "en" not in labels:
        part.problem(f"the fact '{id_}' has no English label; add 'en' under 'labels'.")
        labels = {"en": id_, **labels}
    options = tuple(_options(part, id_))
    part.end()
    if kind in WITH_OPTIONS and not options:
        part.problem(f"the fact '{id_}' is a {kind.value} without options; list them under 'options'.")
    if kind not in WITH_OPTIONS and options:
        part.problem(f"the fact '{id_}' is {kind.value} and takes no options; remove them.")
    if kind is FactKind.YES_NO:
        options = YES_NO_OPTIONS
    return FactDefinition(id_, kind, labels, options)


def _options(part: Fields, fact: str) -> Iterator[Option]:
    seen: set[str] = set()
    for inner in part.parts("options"):
        option = _option(inner)
        if option.id in seen:
            inner.problem(f"the option '{option.id}' of '{fact}' stands here a second time; keep one.")
        seen.add(option.id)
        yield option


def _option(part: Fields) -> Option:
    id_ = part.text("id")
    labels = {language: part.text(language, "") for language in ("en", "nl", "de", "fr") if part.has(language)}
    part.end()
    if not labels.get("en"):
        part.problem(f"the option '{id_}' has no English words; add 'en'.")
    return Option(id_, {"en": id_, **labels})
