"""Conditions on facts as they stand in a rule pack, read into trees; every slip is reported with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from breachdesk.domain.conditions import ALWAYS, All, Any, AtMost, Condition, Has, Not, Unanswered, Unproven, parent_of
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.files.countries import COUNTRIES
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.strict_yaml import Node

SHAPES = "fact, word, all, any, not, unless or unanswered"
NUMBERS = (FactKind.COUNT, FactKind.HOURS)
_NUMBER = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,6})?")


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions; knows which facts, words, values and marked ids there are.

    Args:
        facts: Every question that may be asked, by id.
        ids: What may stand in facts that hold ids of the taxonomy, by kind of fact.
        values: Numbers by id, such as `few-people`.
        marked: Ids by mark, such as `special`.
        units: What those numbers count, by id; a number without one is compared with anything.
    """

    problems: Problems
    facts: Mapping[str, FactDefinition]
    ids: Mapping[FactKind, frozenset[str]]
    values: Mapping[str, float]
    marked: Mapping[str, frozenset[str]]
    units: Mapping[str, str] = field(default_factory=dict)
    words: dict[str, Condition] = field(default_factory=dict)
    _waiting: dict[str, Node] = field(default_factory=dict)
    _reading: list[str] = field(default_factory=list)

    def on(self, problems: Problems, values: Mapping[str, float] | None = None) -> ConditionReader:
        """Give a reader of another file, with the same vocabulary, the values of that file and no words of its own."""
        return ConditionReader(problems, self.facts, self.ids, values or {}, self.marked)

    def define(self, words: Mapping[str, Node]) -> None:
        """Take in named conditions; they may rest on each other in any order, but not in a ring."""
        self._waiting = dict(words)
        for name in words:
            self._word(name, words[name].line)

    def read(self, node: Node | None, path: str) -> Condition:
        """Give the condition a node holds; a missing one always holds."""
        if node is None:
            return ALWAYS
        if isinstance(node.value, list):
            return All(tuple(self.read(item, f"{path}[{i}]") for i, item in enumerate(node.value)))
        part = Fields(node, self.problems, path)
        found = self._mapping(part, path)
        part.end()
        return found

    def _mapping(self, part: Fields, path: str) -> Condition:
        if part.has("fact"):
            return self._atom(part)
        if part.has("word"):
            line = part.line_of("word")
            return self._word(part.text("word"), line)
        for key, join in (("all", All), ("any", Any)):
            if part.has(key):
                node = part.take(key)
                items = node.value if node is not None and isinstance(node.value, list) else ()
                if not items:
                    part.problem(f"'{key}' must be a list of conditions, and not an empty one.")
                return join(tuple(self.read(item, f"{path}.{key}[{i}]") for i, item in enumerate(items)))
        return self._turned(part, path)

    def _turned(self, part: Fields, path: str) -> Condition:
        for key, turned in (("not", Not), ("unless", Unproven)):
            if part.has(key):
                return turned(self.read(part.take(key), f"{path}.{key}"))
        if part.has("unanswered"):
            return Unanswered(self._fact(part, "unanswered")[0])
        part.problem(f"a condition is made of {SHAPES}.")
        return ALWAYS

    def _fact(self, part: Fields, key: str) -> tuple[str, FactDefinition | None]:
        line = part.line_of(key)
        name = part.text(key)
        definition = self.facts.get(name)
        if definition is None:
            part.problem(f"'{name[:60]}' is no known fact.{nearest(name, self.facts)}", line)
        return name, definition

    def _atom(self, part: Fields) -> Condition:
        name, definition = self._fact(part, "fact")
        if part.has("at_most"):
            return self._at_most(part, name, definition)
        if part.has("marked"):
            line = part.line_of("marked")
            mark = part.text("marked")
            if mark not in self.marked:
                part.problem(f"'marked' is '{mark[:40]}', which is no mark.{nearest(mark, self.marked)}", line)
            self.refuse_mark(part, name, mark, line)
            return Has(name, self.marked.get(mark, frozenset()))
        for key in ("is", "is_not", "only"):
            if part.has(key):
                return self._compared(part, key, name, definition)
        part.problem(f"'{name}' is compared with nothing; add is, is_not, only, marked or at_most.")
        return ALWAYS

    def _compared(self, part: Fields, key: str, name: str, definition: FactDefinition | None) -> Condition:
        given = part.texts_with_lines(key)
        if not given:
            part.problem(f"'{key}' names no value.")
        if definition is not None:
            for value, line in given:
                self.check_answer(part, definition, value, line)
        values = frozenset(value for value, _ in given)
        if key == "is_not":
            return Not(Has(name, values))
        if key == "only":
            # Nothing at all is not "nothing else".
            every = self.ids.get(definition.kind, frozenset()) if definition else frozenset()
            return All((Has(name, values), Not(Has(name, every - values))))
        return Has(name, values)

    def refuse_mark(self, part: Fields, name: str, mark: str, line: int) -> None:
        """Report a mark on a fact that holds no ids of that kind: nothing in it could ever be marked."""
        marked = self.marked.get(mark, frozenset())
        fitting = [id_ for id_, definition in self.facts.items() if marked <= self.ids.get(definition.kind, frozenset())]
        if name in self.facts and name not in fitting:
            part.problem(f"'{name}' holds nothing that can be marked '{mark}'.{nearest(name, fitting)}", line)

    def check_answer(self, part: Fields, definition: FactDefinition, value: str, line: int) -> None:
        """Report an answer that nobody could give to a question."""
        if definition.kind in NUMBERS:
            if not _NUMBER.fullmatch(value):
                part.problem(f"'{value[:60]}' is no answer to '{definition.id}', a number; write digits such as 0.", line)
            return
        if definition.kind is FactKind.COUNTRIES:
            known: frozenset[str] = COUNTRIES
        else:
            known = self.ids.get(definition.kind) or frozenset(option.id for option in definition.options)
        if parent_of(value) not in known:
            part.problem(f"'{value[:60]}' is no answer to '{definition.id}'.{nearest(value, known)}", line)

    def _at_most(self, part: Fields, name: str, definition: FactDefinition | None) -> Condition:
        line = part.line_of("at_most")
        given = part.text("at_most")
        if definition is not None and definition.kind not in NUMBERS:
            part.problem(f"'{name}' is no number, so nothing can be at most '{given[:20]}'.", line)
        if given not in self.values:
            hint = nearest(given, self.values)
            part.problem(f"'{given[:40]}' is none of the pack's values; a number needs its source.{hint}", line)
        elif definition is not None and definition.kind in NUMBERS:
            self._refuse_other_unit(part, definition, given, line)
        return AtMost(name, self.values.get(given, 0.0))

    def _refuse_other_unit(self, part: Fields, definition: FactDefinition, given: str, line: int) -> None:
        own = "hours" if definition.kind is FactKind.HOURS else definition.id
        if self.units.get(given, own) != own:
            part.problem(
                f"'{definition.id}' counts {own} and '{given}' {self.units[given]}; name a value whose unit is {own}.", line
            )

    def _word(self, name: str, line: int) -> Condition:
        if name in self.words:
            return self.words[name]
        if name in self._reading:
            ring = " → ".join([*self._reading[self._reading.index(name) :], name])
            self.problems.add(line, f"these words rest on each other: {ring}; take one out.")
            return ALWAYS
        node = self._waiting.get(name)
        if node is None:
            self.problems.add(line, f"'{name[:60]}' is none of the pack's words.{nearest(name, self._waiting)}")
            return ALWAYS
        self._reading.append(name)
        self.words[name] = self.read(node, f"words.{name}")
        self._reading.pop()
        return self.words[name]
