"""A plan taken apart into rows, ways and rows side by side, by what waits for what.

Steps that wait for nothing of each other stand side by side, unless they only differ in the condition they rest on. Phases
follow one another. Where what waits for what is no pattern of rows (an N), an order is chosen that keeps every wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from breachdesk.cacao.blocks import Beside, Branch, Choosing, Deed, Row
from breachdesk.cacao.condition_text import Guard, condition_text
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.playbook import Condition, DecisionCondition, Playbook, Step, Wanted

Block = Deed[Step] | Branch[Step] | Beside[Step]
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A step, and the conditions on it that no block around it says yet."""

    step: Step
    guards: tuple[Guard, ...]

    def without(self, guards: Sequence[Guard]) -> Guarded:
        """Give it inside a block that says some of its conditions."""
        if len(guards) == len(self.guards):
            return Guarded(self.step, ())
        return Guarded(self.step, tuple(one for one in self.guards if one not in guards))


def plan_blocks(playbook: Playbook, facts: Mapping[str, FactDefinition]) -> Row[Step]:
    """Give a plan as blocks."""
    taking_apart = _TakingApart(_earlier(list(playbook.steps())), facts)
    blocks: list[Block] = []
    for phase in playbook.phases:
        steps = [Guarded(step, (*step.when, *((step.when_decided,) if step.when_decided else ()))) for step in phase.steps]
        blocks.extend(taking_apart.row(steps).blocks)
    return Row(tuple(blocks))


def _earlier(steps: Sequence[Step]) -> Mapping[str, frozenset[str]]:
    """Give for each step all that comes before it: what it needs, what asks or decides what it rests on, however far."""
    asked: dict[str, list[str]] = {}
    for step in steps:
        for fact in step.facts:
            asked.setdefault(fact, []).append(step.id)
        if step.duty:
            asked.setdefault(step.duty.value, []).append(step.id)
    found: dict[str, frozenset[str]] = {}
    known = {step.id for step in steps}
    for step in steps:
        wanted = {*step.needs, step.due_from} & known
        found[step.id] = frozenset(wanted - {step.id})
    # Steps wait for each other by needs alone in no ring; by what is asked they may, and then reading order decides.
    for step in steps:
        resting = [condition.fact for condition in step.conditions()]
        resting += [step.when_decided.duty.value] if step.when_decided else []
        for other in dict.fromkeys(id_ for fact in resting for id_ in asked.get(fact, ())):
            if other != step.id and step.id not in _reached(other, found):
                found[step.id] = found[step.id] | {other}
    return {id_: frozenset(_reached(id_, found) - {id_}) for id_ in found}


def _reached(start: str, edges: Mapping[str, frozenset[str]]) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        for other in edges[ahead.pop()] - seen:
            seen.add(other)
            ahead.append(other)
    return seen


@dataclass(frozen=True, slots=True)
class _TakingApart:
    earlier: Mapping[str, frozenset[str]]
    facts: Mapping[str, FactDefinition]

    def row(self, steps: Sequence[Guarded]) -> Row[Step]:
        """Give steps as a row of blocks."""
        blocks: list[Block] = []
        left = list(steps)
        while left:
            some, left = self._first(left)
            blocks += some
        return Row(tuple(blocks))

    def _first(self, steps: list[Guarded]) -> tuple[Sequence[Block], list[Guarded]]:
        """Give the blocks that come first, and the steps that are left for after them."""
        common = _common(steps)
        if common:
            inner = self.row([one.without(common) for one in steps])
            return [self._branch([(common[0], inner)]) if len(common) == 1 else self._under_all(common, inner)], []
        if len(steps) == 1:
            return [Deed(steps[0].step)], []
        apart = _parts(steps, self._linked)
        if len(apart) > 1:
            return [self._beside(apart)], []
        # What is not linked must stay together; the parts then stand in one order.
        following = self._in_order(_parts(steps, lambda a, b: not self._linked(a, b)))
        if len(following) > 1:
            return [block for part in _with_neighbours(following) for block in self.row(part).blocks], []
        first = next(one for one in steps if not any(other.step.id in self.earlier[one.step.id] for other in steps))
        return self.row([first]).blocks, [one for one in steps if one is not first]

    def _under_all(self, guards: Sequence[Guard], inner: Row[Step]) -> Block:
        condition = " AND ".join(f"({condition_text(guard, self.facts)})" for guard in guards)
        return Branch(Choosing.IF, condition, ((YES, inner),))

    def _linked(self, one: Guarded, other: Guarded) -> bool:
        return one.step.id in self.earlier[other.step.id] or other.step.id in self.earlier[one.step.id]

    def _in_order(self, parts: list[list[Guarded]]) -> list[list[Guarded]]:
        ids = {one.step.id for part in parts for one in part}
        return sorted(parts, key=lambda part: min(len(self.earlier[one.step.id] & ids) for one in part))

    def _beside(self, parts: list[list[Guarded]]) -> Block:
        """Give parts that do not wait for each other: as the ways of one choice where they are that."""
        ways: dict[Guard, list[Guarded]] = {}
        others: list[list[Guarded]] = []
        for part in parts:
            common = _common(part)
            if common:
                ways.setdefault(common[0], []).extend(part)
            else:
                others.append(part)
        blocks = [self._branch(chosen) for chosen in self._choices(ways)]
        if not others and len(blocks) == 1:
            return blocks[0]
        rows = [Row((block,)) for block in blocks] + [self.row(part) for part in others]
        return Beside("", tuple(rows))

    def _choices(self, ways: Mapping[Guard, list[Guarded]]) -> Iterable[list[tuple[Guard, Row[Step]]]]:
        """Put the ways together that are answers to one question; each other one stands alone."""
        found: dict[object, list[tuple[Guard, Row[Step]]]] = {}
        for guard, steps in ways.items():
            inner = self.row([one.without([guard]) for one in steps])
            key = guard.fact if isinstance(guard, Condition) and self._is_case(guard) else guard
            found.setdefault(key, []).append((guard, inner))
        return found.values()

    def _is_case(self, guard: Guard) -> bool:
        """Tell whether a condition is one answer to a question with single answers."""
        if not isinstance(guard, Condition) or guard.wanted is not Wanted.IS or len(guard.values) != 1:
            return False
        return guard.fact in self.facts and self.facts[guard.fact].kind in (FactKind.YES_NO, FactKind.CHOICE)

    def _branch(self, ways: Sequence[tuple[Guard, Row[Step]]]) -> Branch[Step]:
        first = ways[0][0]
        if isinstance(first, Condition) and self._is_case(first):
            return self._by_answer(first.fact, [(guard, row) for guard, row in ways if isinstance(guard, Condition)])
        return Branch(Choosing.IF, condition_text(first, self.facts), ((YES, ways[0][1]),))

    def _by_answer(self, fact: str, ways: Sequence[tuple[Condition, Row[Step]]]) -> Branch[Step]:
        definition = self.facts[fact]
        own_yes_no = definition.kind is FactKind.YES_NO and fact.startswith("own_")
        if own_yes_no or (len(ways) == 1 and not (definition.kind is FactKind.CHOICE and fact.startswith("own_"))):
            # A yes-no question of the playbook's own is an `if` with two ways; one of the house may stay unknown.
            yes = Condition(fact, Wanted.IS, (YES,)) if own_yes_no else ways[0][0]
            named = tuple((YES if guard == yes else NO, row) for guard, row in ways)
            return Branch(Choosing.IF, condition_text(yes, self.facts), tuple(sorted(named, key=lambda way: way[0] == NO)))
        named = tuple((guard.values[0], row) for guard, row in ways)
        if fact.startswith("own_"):
            # A case that leads nowhere is written too: left out, it would go the way of `default`.
            led = [answer for answer, _ in named]
            named += tuple((option.id, Row()) for option in definition.options if option.id not in led)
        return Branch(Choosing.SWITCH, fact, named)


def _common(steps: Sequence[Guarded]) -> Sequence[Guard]:
    """Give the conditions that all these share, in order, unless one of them asks or decides it."""
    if len(steps) == 1:
        return list(dict.fromkeys(steps[0].guards))
    first, others = steps[0], steps[1:]
    shared = (guard for guard in first.guards if all(guard in one.guards for one in others))
    return [guard for guard in dict.fromkeys(shared) if not any(_settles(one.step, guard) for one in steps)]


def _settles(step: Step, guard: Guard) -> bool:
    if isinstance(guard, DecisionCondition):
        return step.duty is guard.duty
    resting = [guard] if isinstance(guard, Condition) else guard.any_of
    return any(one.fact in step.facts for one in resting)


def _parts(steps: Sequence[Guarded], together: Callable[[Guarded, Guarded], bool]) -> list[list[Guarded]]:
    """Give the steps in parts, none of which has anything to do with another; each in the order given."""
    left = list(steps)
    found: list[list[Guarded]] = []
    while left:
        part, ahead = [left[0]], [left.pop(0)]
        while ahead:
            one = ahead.pop()
            joined = [other for other in left if together(one, other)]
            taken = {other.step.id for other in joined}
            left = [other for other in left if other.step.id not in taken]
            part += joined
            ahead += joined
        ids = {one.step.id for one in part}
        found.append([one for one in steps if one.step.id in ids])
    return found


def _with_neighbours(parts: Iterable[list[Guarded]]) -> Iterator[list[Guarded]]:
    """Put parts that follow each other under one condition together again, so that it is asked once."""
    held: list[Guarded] = []
    for part in parts:
        if held and _common([*held, *part]):
            held = [*held, *part]
            continue
        if held:
            yield held
        held = list(part)
    if held:
        yield held
