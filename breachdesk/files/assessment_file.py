"""The rules of the assessment, read from `law/assessment.yaml` into an AssessmentPack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from breachdesk.domain.assessment import AssessmentPack, Clash, Rule, Says
from breachdesk.domain.conditions import ALWAYS, NEVER, Condition
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.law import Citation, LawStatus, LegalValue
from breachdesk.domain.silence import Arising, Derived, Presumed, Silence
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.law_fields import (
    InForce,
    by_key,
    citations,
    cited,
    cited_by_key,
    in_force,
    legal_value,
    nodes_by_key,
    refuse_read_after,
    refuse_second,
    slug,
    words,
)
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.strict_yaml import parse_yaml
from breachdesk.files.taxonomy_file import Taxonomy

UNITS = ("people", "records", "hours")
OTHERWISE = ("document", "open_authority", "open_individuals", "not_shown", "nothing_high")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a pack may speak of: facts, and the ids that stand in those which hold ids of the taxonomy."""

    facts: Mapping[str, FactDefinition]
    taxonomy: Taxonomy

    def reader(
        self, problems: Problems, values: Mapping[str, float], units: Mapping[str, str] | None = None
    ) -> ConditionReader:
        """Give a reader of conditions; where units are given, a number is compared with numbers of its own."""
        kinds, categories = self.taxonomy.group_kinds, self.taxonomy.categories
        ids = {FactKind.CATEGORIES: frozenset(categories), FactKind.GROUPS: frozenset(kinds)}
        return ConditionReader(problems, self.facts, ids, values, self.marked, units or {})

    @property
    def plan_words(self) -> PlanWords:
        """What a playbook may speak of."""
        ids = {FactKind.CATEGORIES: frozenset(self.taxonomy.categories), FactKind.GROUPS: frozenset(self.taxonomy.group_kinds)}
        return PlanWords(self.facts, ids)

    @property
    def marked(self) -> Mapping[str, frozenset[str]]:
        """Ids by mark: special data, vulnerable people."""
        return {
            "special": frozenset(c.id for c in self.taxonomy.categories.values() if c.special),
            "vulnerable": frozenset(k.id for k in self.taxonomy.group_kinds.values() if k.vulnerable),
        }


def read_assessment(text: str, name: str, vocabulary: Vocabulary) -> AssessmentPack:
    """Read the pack.

    Raises:
        FileProblems: a rule without citation, a condition on something that does not exist, a number without source.
    """
    node, problems = parse_yaml(text.encode(), name), Problems(name)
    top = Fields(node, problems)
    line = top.line_of("version")
    id_, version = slug(top), top.text("version")
    refuse_read_after(node, version, problems, line)
    _refuse_proposed(top)
    held, _ = in_force(top), cited(top)
    known = citations(top)
    values = [v for v in map(_value, top.parts("values")) if v]
    reader = vocabulary.reader(problems, {v.id: v.amount for v in values}, {v.id: v.unit for v in values if v.unit in UNITS})
    silence_parts = {key: list(top.parts(key)) for key in ("derived", "presumed", "arises")}
    reader.define(nodes_by_key(top, "words"))
    silent: set[str] = set()
    derived = tuple(_derived(part, vocabulary, reader, silent) for part in silence_parts["derived"])
    presumed = tuple(_presumed(part, vocabulary, reader, silent) for part in silence_parts["presumed"])
    arising = tuple(_arising(part, vocabulary, reader, silent) for part in silence_parts["arises"])
    rules: dict[str, Rule] = {}
    for part in top.parts("rules"):
        rule = _rule(part, reader, known, held)
        if rule is not None:
            refuse_second(part, rule.id, rules, "rule")
            rules[rule.id] = rule
    otherwise = {key: _otherwise(key, part, known) for key, part in by_key(top, "otherwise")}
    clashes = tuple(_clash(part, reader) for part in top.parts("clashes"))
    top.end()
    for key in OTHERWISE:
        if key not in otherwise:
            top.problem(f"'otherwise' does not say '{key}'; give its words and source.")
    if not rules and not problems.found:
        top.problem("'rules' is empty; nothing would ever follow.")
    problems.raise_if_any()
    return AssessmentPack(
        id=id_,
        version=version,
        rules=tuple(rules.values()),
        silence=Silence(derived, presumed, arising),
        clashes=clashes,
        order=tuple(vocabulary.facts),
        **{key: rule for key, rule in otherwise.items() if rule is not None},
    )


def _rule(
    part: Fields, reader: ConditionReader, known: Mapping[str, Citation], held: InForce | None
) -> Rule | None:
    id_, because = slug(part), words(part, "because")
    line = part.line_of("says")
    word = part.text("says")
    if word and word not in tuple(Says):
        part.problem(f"'says' is '{word[:40]}', which no rule can say.{nearest(word, tuple(Says))}", line)
    if not part.has("when"):
        part.problem("'when' is missing; a rule must say when it holds.")
    when = _condition(part, "when", reader, ALWAYS)
    unless = _condition(part, "unless", reader, NEVER)
    source = cited_by_key(part, "source", known)
    _refuse_proposed(part)
    status = LawStatus(part.choice("status", tuple(LawStatus), held.status if held else LawStatus.IN_FORCE))
    part.end()
    if word not in tuple(Says) or source is None or "en" not in because:
        return None
    return Rule(id_, Says(word), because, when, source, unless, status)


def _otherwise(key: str, part: Fields, known: Mapping[str, Citation]) -> Rule | None:
    because, source = words(part, "because"), cited_by_key(part, "source", known)
    part.end()
    if key not in OTHERWISE:
        part.problem(f"'{key[:40]}' is nothing that can be said otherwise.{nearest(key, OTHERWISE)}")
        return None
    if source is None or "en" not in because:
        return None
    return Rule(key.replace("_", "-"), Says.RISK, because, ALWAYS, source)


def _clash(part: Fields, reader: ConditionReader) -> Clash:
    because = words(part, "because")
    if not part.has("when"):
        part.problem("'when' is missing; a clash must say which answers cannot both be right.")
    when = _condition(part, "when", reader, NEVER)
    part.end()
    return Clash(because, when)


def _condition(part: Fields, key: str, reader: ConditionReader, default: Condition) -> Condition:
    return reader.read(part.take(key), f"{part.path}.{key}") if part.has(key) else default


def _value(part: Fields) -> LegalValue | None:
    _refuse_proposed(part)
    return legal_value(part, UNITS)


def _refuse_proposed(part: Fields) -> None:
    """Report what is only proposed: everything in this pack is applied as it stands."""
    if part.peek("status") == LawStatus.PROPOSED:
        part.problem(
            "'status' is 'proposed', and all of this pack is applied; put a proposal into amendments.yaml, "
            "or say in-force, contested or unverified.",
            part.line_of("status"),
        )


def _derived(part: Fields, vocabulary: Vocabulary, reader: ConditionReader, silent: set[str]) -> Derived:
    fact, line = _silent_fact(part, vocabulary, silent), part.line_of("from")
    source = _fact(part, "from", vocabulary)
    mark = part.choice("marked", tuple(vocabulary.marked))
    reader.refuse_mark(part, source, mark, line)
    part.end()
    return Derived(fact, source, vocabulary.marked.get(mark, frozenset()))


def _presumed(part: Fields, vocabulary: Vocabulary, reader: ConditionReader, silent: set[str]) -> Presumed:
    fact = _silent_fact(part, vocabulary, silent)
    found = Presumed(fact, _counted_as(part, fact, reader))
    part.end()
    return found


def _arising(part: Fields, vocabulary: Vocabulary, reader: ConditionReader, silent: set[str]) -> Arising:
    fact = _silent_fact(part, vocabulary, silent)
    counts_as = _counted_as(part, fact, reader)
    where = _condition(part, "where", reader, ALWAYS)
    part.end()
    return Arising(fact, where, counts_as)


def _silent_fact(part: Fields, vocabulary: Vocabulary, silent: set[str]) -> str:
    """Take the fact of which it is said what silence stands for; that can be said once."""
    fact = _fact(part, "fact", vocabulary)
    if fact:
        refuse_second(part, fact, silent, "fact")
        silent.add(fact)
    return fact


def _counted_as(part: Fields, fact: str, reader: ConditionReader) -> str:
    line = part.line_of("counts_as")
    counts_as = part.text("counts_as")
    definition = reader.facts.get(fact)
    if definition is not None and counts_as:
        reader.check_answer(part, definition, counts_as, line)
    return counts_as


def _fact(part: Fields, key: str, vocabulary: Vocabulary) -> str:
    line = part.line_of(key)
    name = part.text(key)
    if name and name not in vocabulary.facts:
        part.problem(f"'{name[:60]}' is no known fact.{nearest(name, vocabulary.facts)}", line)
    return name
