"""What kinds of data combine to, read from `law/combinations.yaml`; one without a citation is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from breachdesk.domain.harms import Combination
from breachdesk.domain.law import Citation, LawStatus
from breachdesk.files.assessment_file import Vocabulary
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.law_fields import citations, cited_by_key, refuse_read_after, refuse_second, slug, words
from breachdesk.files.strict_yaml import read_yaml

CONSEQUENCES = "likely_consequences"
STATES = (LawStatus.IN_FORCE, LawStatus.CONTESTED, LawStatus.UNVERIFIED)


def load_combinations(path: Path, vocabulary: Vocabulary) -> tuple[Combination, ...]:
    """Read the combinations, in the order they stand in.

    Raises:
        FileProblems: one without citation or English words, or that speaks of data or consequences nobody knows.
    """
    node, problems = read_yaml(path), Problems(path.name)
    top = Fields(node, problems)
    line = top.line_of("version")
    slug(top)
    refuse_read_after(node, top.text("version"), problems, line)
    known = citations(top)
    found: dict[str, Combination] = {}
    for part in top.parts("combinations"):
        combination = _combination(part, vocabulary, known)
        refuse_second(part, combination.id, found, "combination")
        found[combination.id] = combination
    top.end()
    problems.raise_if_any()
    return tuple(found.values())


def _combination(part: Fields, vocabulary: Vocabulary, known: Mapping[str, Citation]) -> Combination:
    combination = Combination(
        id=slug(part),
        needs=_needs(part, vocabulary.taxonomy.categories),
        consequences=_consequences(part, [option.id for option in vocabulary.facts[CONSEQUENCES].options]),
        labels=words(part, "labels"),
        source=cited_by_key(part, "source", known),
        status=LawStatus(part.choice("status", STATES) or LawStatus.UNVERIFIED),
        vulnerable=part.yes_no("vulnerable") or False,
    )
    part.end()
    if len(combination.needs) < 2 and not combination.vulnerable:
        part.problem("'needs' names fewer than two kinds of data; what one brings alone stands in taxonomy.yaml.")
    return combination


def _needs(part: Fields, known: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Take what is needed: a kind of data each, or a list of which any one will do."""
    node = part.take("needs")
    if node is None or not isinstance(node.value, list):
        part.problem("'needs' must be a list of kinds of data, or of lists of which any one will do.")
        return ()
    found = []
    for item in node.value:
        choices = item.value if isinstance(item.value, list) else [item]
        for choice in choices:
            if not isinstance(choice.value, str) or choice.value not in known:
                said = choice.value if isinstance(choice.value, str) else choice.kind
                near = part.problems.nearest(said, known)
                part.problem(f"'needs' holds '{said[:40]}', which is no kind of data.{near}", choice.line)
        found.append(tuple(choice.value for choice in choices if isinstance(choice.value, str)))
    return tuple(found)


def _consequences(part: Fields, known: Collection[str]) -> tuple[str, ...]:
    found = part.texts_with_lines("consequences")
    if not found:
        part.problem("'consequences' is empty; say what the data bring together.")
    for harm, line in found:
        if harm not in known:
            near = part.problems.nearest(harm, known)
            part.problem(f"'consequences' holds '{harm[:40]}', which is no answer to '{CONSEQUENCES}'.{near}", line)
    return tuple(harm for harm, _ in found)
