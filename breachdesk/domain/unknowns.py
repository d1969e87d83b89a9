"""Which unknown facts could still change an outcome, and how much each one decides; exact, by trying every answer.

An outcome is a condition on facts. For each unknown fact its possible answers fall into classes that no rule tells
apart; over these classes the condition becomes a decision diagram, in which a fact stands only if some answers to the
others make it decisive. Reduced, ordered decision diagrams are canonical (Bryant 1986), so nothing is missed and
nothing is asked in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from operator import mul

from breachdesk.domain.conditions import All, AtMost, Atom, Condition, Has, Not, Unanswered, Unproven, atoms_of, holds
from breachdesk.domain.facts import FactDefinition, FactKind, Facts

Vector = tuple[bool, ...]
"""What each atom on one fact is worth for one class of answers, in the fact's own order of atoms."""

Diagram = int
NO: Diagram = 0
YES: Diagram = 1
MOST_CLASSES = 4096
"""Classes of answers to one fact; packs stay far below."""


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown fact with the classes its answers fall into, each with its share of all answers."""

    fact: str
    atoms: tuple[Atom, ...]
    classes: Mapping[Vector, float]


@dataclass(frozen=True, slots=True)
class _Node:
    fact: int
    children: tuple[Diagram, ...]


@dataclass(slots=True)
class Diagrams:
    """Decision diagrams over the unknown facts of one Incident.

    Args:
        questions: In the order in which they are looked at.
    """

    questions: Sequence[Question]
    _nodes: list[_Node | None] = field(default_factory=lambda: [None, None])
    _made: dict[tuple[int, tuple[Diagram, ...]], Diagram] = field(default_factory=dict)
    _joined: dict[tuple[bool, Diagram, Diagram], Diagram] = field(default_factory=dict)
    _atoms: dict[Atom, Diagram] = field(default_factory=dict)
    _shares: dict[Diagram, float] = field(default_factory=lambda: {NO: 0.0, YES: 1.0})
    _places: dict[str, int] = field(default_factory=dict)
    _weights: list[tuple[float, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._weights = [tuple(question.classes.values()) for question in self.questions]
        for place, question in enumerate(self.questions):
            self._places[question.fact] = place
            for at, atom in enumerate(question.atoms):
                children = tuple(YES if vector[at] else NO for vector in question.classes)
                self._atoms[atom] = self._node(place, children)

    def of(self, condition: Condition, facts: Facts) -> Diagram:
        """Give the diagram of a condition, with everything known put in."""
        if isinstance(condition, Has | AtMost):
            known = holds(condition, facts)
            if known is not None:
                return YES if known else NO
            return self._atoms[condition]
        if isinstance(condition, Not | Unproven):
            return self._turned(self.of(condition.part, facts))
        if isinstance(condition, Unanswered):
            return NO
        is_all = isinstance(condition, All)
        found = YES if is_all else NO
        for part in condition.parts:
            found = self._join(is_all, found, self.of(part, facts))
            if found == (NO if is_all else YES):
                break
        return found

    def facts_in(self, diagram: Diagram) -> set[str]:
        """Give the facts on which the outcome still depends."""
        seen: set[Diagram] = set()
        waiting, found = [diagram], set()
        while waiting:
            node = self._nodes[at := waiting.pop()]
            if node is None or at in seen:
                continue
            seen.add(at)
            found.add(self.questions[node.fact].fact)
            waiting.extend(node.children)
        return found

    def settled(self, diagram: Diagram, fact: str) -> tuple[Diagram | None, ...]:
        """Give for each class of answers to a fact what it settles: YES, NO, or None while other facts still decide."""
        place, size = self._places[fact], len(self.questions[self._places[fact]].classes)
        memo: dict[Diagram, tuple[Diagram | None, ...]] = {NO: (NO,) * size, YES: (YES,) * size}
        open_ = (None,) * size

        def ends(at: Diagram) -> tuple[Diagram | None, ...]:
            if at not in memo:
                memo[at] = ends_of(self._branch(at))
            return memo[at]

        def ends_of(node: _Node) -> tuple[Diagram | None, ...]:
            if node.fact > place:
                return open_  # Reduced, so both outcomes can still come.
            if node.fact == place:
                return tuple(child if child in (NO, YES) else None for child in node.children)
            found = ends(node.children[0])
            for child in node.children[1:]:
                if found == open_:
                    break
                found = tuple(a if a == b else None for a, b in zip(found, ends(child), strict=True))
            return found

        return ends(diagram)

    def share_of_yes(self, diagram: Diagram) -> float:
        """Give the share of all completions for which it comes out yes, each answer as likely as another."""
        if diagram not in self._shares:
            node = self._branch(diagram)
            self._shares[diagram] = self._weighted(node, [self.share_of_yes(child) for child in node.children])
        return self._shares[diagram]

    def shares_of_yes(self, diagram: Diagram, fact: str) -> tuple[float, ...]:
        """Give the same for each class of answers to a fact, the others left open."""
        place, size = self._places[fact], len(self.questions[self._places[fact]].classes)
        memo: dict[Diagram, tuple[float, ...]] = {NO: (0.0,) * size, YES: (1.0,) * size}

        def shares(at: Diagram) -> tuple[float, ...]:
            if at not in memo:
                memo[at] = shares_of(at, self._branch(at))
            return memo[at]

        def shares_of(at: Diagram, node: _Node) -> tuple[float, ...]:
            if node.fact > place:
                return (self.share_of_yes(at),) * size
            if node.fact == place:
                return tuple(self.share_of_yes(child) for child in node.children)
            below = [shares(child) for child in node.children]
            return tuple(self._weighted(node, column) for column in zip(*below, strict=True))

        return shares(diagram)

    def _weighted(self, node: _Node, shares: Iterable[float]) -> float:
        return float(sum(map(mul, self._weights[node.fact], shares)))

    def _branch(self, diagram: Diagram) -> _Node:
        node = self._nodes[diagram]
        assert node is not None, "NO and YES have no branches"
        return node

    def _node(self, fact: int, children: tuple[Diagram, ...]) -> Diagram:
        if all(child == children[0] for child in children):
            return children[0]
        key = fact, children
        if key not in self._made:
            self._made[key] = len(self._nodes)
            self._nodes.append(_Node(fact, children))
        return self._made[key]

    def _turned(self, diagram: Diagram, memo: dict[Diagram, Diagram] | None = None) -> Diagram:
        memo = {NO: YES, YES: NO} if memo is None else memo
        if diagram not in memo:
            node = self._branch(diagram)
            memo[diagram] = self._node(node.fact, tuple(self._turned(child, memo) for child in node.children))
        return memo[diagram]

    def _join(self, is_all: bool, first: Diagram, second: Diagram) -> Diagram:
        """Join two diagrams by and, or by or."""
        decisive, neutral = (NO, YES) if is_all else (YES, NO)
        if decisive in (first, second):
            return decisive
        if first in (neutral, second):
            return second
        if second == neutral:
            return first
        key = (is_all, min(first, second), max(first, second))
        if key not in self._joined:
            self._joined[key] = self._split(is_all, first, second)
        return self._joined[key]

    def _split(self, is_all: bool, first: Diagram, second: Diagram) -> Diagram:
        one, two = self._branch(first), self._branch(second)
        fact = min(one.fact, two.fact)
        size = len(self.questions[fact].classes)
        left = one.children if one.fact == fact else (first,) * size
        right = two.children if two.fact == fact else (second,) * size
        return self._node(fact, tuple(self._join(is_all, a, b) for a, b in zip(left, right, strict=True)))


def questions_for(
    conditions: Iterable[Condition], facts: Facts, definitions: Mapping[str, FactDefinition], order: Sequence[str]
) -> list[Question]:
    """Give every fact these conditions ask that is not known, with the classes of its answers.

    Args:
        definitions: What may be answered.
        order: Facts in the order in which they are looked at; any others come after.
    """
    asked: dict[str, dict[Atom, None]] = {}
    for condition in conditions:
        for atom in atoms_of(condition):
            if holds(atom, facts) is None:
                asked.setdefault(atom.fact, {})[atom] = None
    place = {fact: at for at, fact in enumerate(order)}
    names = sorted(asked, key=lambda fact: (place.get(fact, len(place)), fact))
    return [Question(fact, tuple(asked[fact]), _classes(fact, tuple(asked[fact]), definitions)) for fact in names]


def holds_whatever_comes(
    condition: Condition, facts: Facts, definitions: Mapping[str, FactDefinition], order: Sequence[str]
) -> bool:
    """Tell whether a condition holds for every answer to what is unknown."""
    diagrams = Diagrams(questions_for([condition], facts, definitions, order))
    return diagrams.of(condition, facts) == YES


def _classes(fact: str, atoms: tuple[Atom, ...], definitions: Mapping[str, FactDefinition]) -> dict[Vector, float]:
    definition = definitions.get(fact)
    limits = sorted({atom.limit for atom in atoms if isinstance(atom, AtMost)})
    if limits:
        samples = [limits[0] / 2, *((low + high) / 2 for low, high in pairwise(limits)), limits[-1] + 1]
        return _shares([tuple(isinstance(a, AtMost) and sample <= a.limit for a in atoms) for sample in samples])
    named = {value for atom in atoms if isinstance(atom, Has) for value in atom.values}
    options = [option.id for option in definition.options] if definition else []
    singles = [_vector(atoms, value) for value in dict.fromkeys([*options, *sorted(named)])]
    if definition and definition.kind in (FactKind.CHOICES, FactKind.CATEGORIES, FactKind.GROUPS):
        # Anything a pack does not name is one more answer; several at once give what each of them gives.
        singles = _unions([*singles, *([] if options else [(False,) * len(atoms)])])
    elif not options:
        singles.append((False,) * len(atoms))
    return _shares(singles)


def _vector(atoms: tuple[Atom, ...], value: str) -> Vector:
    return tuple(isinstance(atom, Has) and value in atom.values for atom in atoms)


def _unions(singles: Sequence[Vector]) -> list[Vector]:
    """Give what sets of answers may come to: closed under taking two together."""
    found = dict.fromkeys(singles)
    grown = True
    while grown and len(found) < MOST_CLASSES:
        more = {tuple(a or b for a, b in zip(x, y, strict=True)) for x, y in combinations(found, 2)}
        grown = not more <= set(found)
        found.update(dict.fromkeys(sorted(more)))
    return list(found)


def _shares(vectors: Sequence[Vector]) -> dict[Vector, float]:
    found: dict[Vector, float] = {}
    for vector in vectors:
        found[vector] = found.get(vector, 0.0) + 1 / len(vectors)
    return found
