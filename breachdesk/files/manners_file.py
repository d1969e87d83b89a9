"""How notices may not be worded, read from `law/manners.yaml`; a rule without a citation is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from breachdesk.domain.draft_check import Weight
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.domain.manners import Manner, Manners
from breachdesk.domain.terms import Audience
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.law_fields import citations, cited_by_key, refuse_read_after, refuse_second, slug
from breachdesk.files.strict_yaml import read_yaml

STATES = (LawStatus.IN_FORCE, LawStatus.CONTESTED, LawStatus.UNVERIFIED)


def load_manners(path: Path, facts: Mapping[str, FactDefinition]) -> Manners:
    """Read the rules, in the order they stand in.

    Raises:
        FileProblems: a rule without citation or phrases, or that speaks of an audience or a fact nobody knows.
    """
    node, problems = read_yaml(path), Problems(path.name)
    top = Fields(node, problems)
    line = top.line_of("version")
    slug(top)
    refuse_read_after(node, top.text("version"), problems, line)
    known = citations(top)
    breach_words = _by_language(top, "breach_words")
    found: dict[str, Manner] = {}
    for part in top.parts("manners"):
        manner = _manner(part, facts, known)
        refuse_second(part, manner.id, found, "rule")
        found[manner.id] = manner
    top.end()
    problems.raise_if_any()
    return Manners(tuple(found.values()), breach_words)


def _manner(part: Fields, facts: Mapping[str, FactDefinition], known: Mapping[str, Citation]) -> Manner:
    manner = Manner(
        id=slug(part),
        weight=Weight(part.choice("weight", tuple(Weight)) or Weight.ADVISORY),
        audiences=_audiences(part),
        says=part.text("says"),
        source=cited_by_key(part, "source", known),
        status=LawStatus(part.choice("status", STATES) or LawStatus.UNVERIFIED),
        unless=_unless(part, facts) if part.has("unless") else {},
        phrases=_by_language(part, "phrases"),
    )
    part.end()
    return manner


def _audiences(part: Fields) -> tuple[Audience, ...]:
    words = _known_words(part, "audiences", tuple(Audience), "audience")
    return tuple(Audience(word) for word in words)


def _unless(part: Fields, facts: Mapping[str, FactDefinition]) -> Mapping[str, tuple[str, ...]]:
    inner = part.part("unless")
    found = {}
    for fact, line in inner.not_taken():
        if fact not in facts:
            inner.problem(f"'{fact[:40]}' is no fact.{inner.problems.nearest(fact, facts)}", line)
            inner.take(fact)
            continue
        options = [option.id for option in facts[fact].options]
        found[fact] = _known_words(inner, fact, options, f"answer to '{fact}'")
    inner.end()
    return found


def _known_words(part: Fields, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
    found = part.texts_with_lines(key)
    if not found:
        part.problem(f"'{key}' is empty; name at least one {what}.")
    for word, line in found:
        if word not in known:
            part.problem(f"'{key}' holds '{word[:40]}', which is no {what}.{part.problems.nearest(word, known)}", line)
    return tuple(word for word, _ in found if word in known)


def _by_language(part: Fields, key: str) -> Mapping[str, tuple[str, ...]]:
    inner = part.part(key)
    found = {}
    for language, line in inner.not_taken():
        if len(language) != 2:
            inner.problem(f"'{language[:20]}' is no language of two letters, such as nl.", line)
        found[language] = inner.texts(language)
    inner.end()
    if not found:
        part.problem(f"'{key}' is empty; give words in at least one language.")
    return found
