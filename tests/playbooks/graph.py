"""What can be said of a plan by looking at it: what can be reached, what is asked, and where each way through it ends.

Written apart from `planning`, from what a playbook's format says, so that a mistake in the one does not hide in the other.
A way through a plan is followed as a diligent person would: whoever is asked answers, whoever may decide decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, islice, product
from math import prod

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.playbook import AnyCondition, Condition, Playbook, Step, StepKind, Wanted
from breachdesk.domain.terms import Duty

Given = tuple[str, ...] | None
"""The values of a fact; empty where it does not apply, None where nobody knows."""

DECIDED = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
OF_SCOPE = frozenset(
    "people records data_categories special_categories subject_groups vulnerable_people affected_countries cross_border".split()
)
"""Facts that a saved scope gives, whether or not a step asks them too."""

SEVERAL = (FactKind.CHOICES, FactKind.CATEGORIES, FactKind.GROUPS, FactKind.COUNTRIES)
FORK = 4
"""So many steps that lead to other plans by one fact make it a fork in the way."""

MOST = 60_000
"""Cases looked at for one question; a plan that has more is judged by the first so many."""

NOTHING_TO_DECIDE = (("personal_data", ("no",)), ("breach_confirmed", ("no",)), ("our_role", ("processor",)))
"""Answers after which closing asks for no decision; a processor's controllers decide, and it owes them word by law."""

RECORDED = (StepKind.DECISION, StepKind.ASSESS, StepKind.CLOSE)
LEADING_OUT = (StepKind.NOTIFY, StepKind.PLAN)


@dataclass(frozen=True)
class Case:
    """One way the world may be: the answers that would be given, and the decisions that would be taken."""

    facts: Mapping[str, Given] = field(default_factory=dict)
    decisions: Mapping[Duty, bool] = field(default_factory=dict)

    def __str__(self) -> str:
        said = [f"{fact} {'unknown' if v is None else ', '.join(v) or 'n/a'}" for fact, v in self.facts.items()]
        return "; ".join([*said, *(f"{duty} {'yes' if v else 'no'}" for duty, v in self.decisions.items())])


@dataclass(frozen=True)
class Way:
    """Where a case leads: what was ever asked or done, what is still needed at the end, and what was told by then."""

    reached: Mapping[str, Case]
    """Every step that was needed on the way, and what was told when it first was."""

    needed: tuple[Step, ...]
    told: Case


class Graph:
    """One playbook, to be asked.

    Args:
        facts: Every question it may ask.
        given: Facts that may be answered before it begins.
    """

    def __init__(self, playbook: Playbook, facts: Mapping[str, FactDefinition], given: Iterable[str] = ()) -> None:
        self.playbook = playbook
        self.steps = tuple(playbook.steps())
        self.facts = facts
        self.given = frozenset(given)
        rests_on = [(step.when, step.when_decided) for step in self.steps]
        first = list(dict.fromkeys(rests_on))
        self._like = [first.index(one) for one in rests_on]
        self._unlike = [self.steps[rests_on.index(one)] for one in first]
        self.scoped = any(step.kind is StepKind.SCOPE for step in self.steps)

    # --- what is wrong with it ---

    def problems(self) -> list[str]:
        """Give everything that is wrong, each naming the step or the fact; none in a sound plan."""
        return [
            *self._unasked(),
            *(f"'{step.id}' can never be reached" for step in self.steps if self.case_of(step) is None),
            *self._untaken_options(),
            *self._without_end(),
        ]

    def _unasked(self) -> Iterator[str]:
        asked = {fact for step in self.steps for fact in step.facts}
        for step in self.steps:
            for fact in dict.fromkeys((*step.facts, *(c.fact for c in step.conditions()))):
                if fact not in self.facts:
                    yield f"'{step.id}' speaks of '{fact}', which is no fact"
            for condition in step.conditions():
                # A step that falls away only for certain answers is there as long as nobody gives one.
                asks_for_it = condition.wanted is Wanted.IS
                if asks_for_it and condition.fact not in asked | self.given | (OF_SCOPE if self.scoped else frozenset()):
                    yield f"'{step.id}' rests on '{condition.fact}', which nothing asks"

    def _untaken_options(self) -> Iterator[str]:
        """Where the answers to a fact lead on to several other plans, each must; of other facts `_without_end` tries each."""
        leading = [c for s in self.steps if s.kind is StepKind.PLAN for c in s.conditions()]
        for fact, times in Counter(c.fact for c in leading if c.wanted is Wanted.IS).items():
            here = [condition for condition in leading if condition.fact == fact]
            taken = {value for value in self._options(fact) if any(_met(c, Case({fact: (value,)})) for c in here)}
            if times >= FORK and len(taken) * 2 > len(self._options(fact)):
                yield from (f"no step takes '{fact}' where it is '{v}'" for v in self._options(fact) if v not in taken)

    def _without_end(self) -> Iterator[str]:
        """Try every answer, nobody-knows and does-not-apply among them, on which an end may rest."""
        if not any(step.kind is StepKind.CLOSE for step in self.steps):
            yield "it has no step that closes the incident"
            return
        # What is decided in this plan is looked at first: ways out of it rest on many facts more, and seldom matter.
        if any(self._ends_open(RECORDED)):
            yield from self._ends_open((*RECORDED, *LEADING_OUT))

    def _ends_open(self, kinds: Iterable[StepKind]) -> Iterator[str]:
        seen: set[str] = set()
        ending = [step for step in self.steps if step.kind in kinds]
        for case in self.cases(ending, with_silence=True):
            way = self.follow(case)
            for missing in missing_at_end(way):
                if missing not in seen:
                    seen.add(missing)
                    yield f"{missing}, where {way.told or 'nothing is known'}"

    # --- ways through it ---

    def case_of(self, step: Step) -> Case | None:
        """Give what is told when a step is reached; None where it never is."""
        ways = (self.follow(case).reached for case in self.cases([step]))
        return next((reached[step.id] for reached in ways if step.id in reached), None)

    def follow(self, case: Case) -> Way:
        """Ask, answer and decide until nothing new is asked."""
        known = {fact: value for fact, value in case.facts.items() if fact in self.given}
        decided: dict[Duty, bool] = {}
        reached: dict[str, Case] = {}
        while True:
            before = len(known), len(decided), len(reached)
            now = Case(dict(known), dict(decided))
            for step in self._needed(now):
                reached.setdefault(step.id, now)
                asked = (*step.facts, *(OF_SCOPE if step.kind is StepKind.SCOPE else ()))
                known.update({fact: case.facts[fact] for fact in asked if fact in case.facts})
                if step.kind is StepKind.DECISION and step.duty in case.decisions:
                    decided[step.duty] = case.decisions[step.duty]
            if before == (len(known), len(decided), len(reached)):
                return Way(reached, tuple(self._needed(now)), now)

    def _needed(self, case: Case) -> list[Step]:
        """Give the steps that are needed in a case; those that rest on the same are looked at once."""
        found = [is_needed(step, case) for step in self._unlike]
        return [step for step, at in zip(self.steps, self._like, strict=True) if found[at]]

    def cases(self, steps: Iterable[Step], with_silence: bool = False) -> Iterator[Case]:
        """Give every case that makes a difference to these steps.

        Args:
            with_silence: Also those where a fact does not apply or nobody knows it.
        """
        facts, duties = self._behind(steps)
        of_fact = [self.values(fact, with_silence) for fact in facts]
        of_duty = [(True, False)] * len(duties)
        every = product(product(*of_fact), product(*of_duty))
        for values, yes in islice(every, MOST):
            yield Case(dict(zip(facts, values, strict=True)), dict(zip(duties, yes, strict=True)))

    def count(self, steps: Iterable[Step], with_silence: bool = False) -> int:
        """Tell how many cases there are."""
        facts, duties = self._behind(steps)
        return prod(len(self.values(fact, with_silence)) for fact in facts) * 2 ** len(duties)

    def _behind(self, steps: Iterable[Step]) -> tuple[list[str], list[Duty]]:
        """Give the facts and decisions that steps rest on, and those that asking these rests on, however far back."""
        facts: dict[str, None] = {}
        duties: dict[Duty, None] = {}
        left, seen = list(steps), set[str]()
        while left:
            step = left.pop(0)
            if step.id in seen:
                continue
            seen.add(step.id)
            new = {c.fact: None for c in step.conditions() if c.fact not in facts}
            facts.update(new)
            left += [s for s in self.steps if new.keys() & {*s.facts, *(OF_SCOPE if s.kind is StepKind.SCOPE else ())}]
            if step.when_decided is not None:
                duties[step.when_decided.duty] = None
                left += [s for s in self.steps if s.duty is step.when_decided.duty]
        return list(facts), list(duties)

    def _options(self, fact: str) -> list[str]:
        definition = self.facts.get(fact)
        return [option.id for option in definition.options] if definition else []

    def values(self, fact: str, with_silence: bool) -> Sequence[Given]:
        """Give the answers to a fact that differ for some step: one of each class that no condition tells apart."""
        conditions = list(dict.fromkeys(c for s in self.steps for c in s.conditions() if c.fact == fact))
        named = list(dict.fromkeys(v for c in conditions for v in c.values))
        options = self._options(fact)
        rest = [v for v in options if v not in named][:1] or ([] if options else ["something-else"])
        classes = {tuple(v in c.values for c in conditions): v for v in reversed([*named, *rest])}
        single: list[Given] = [(value,) for value in classes.values()]
        if self.facts[fact].kind in SEVERAL if fact in self.facts else False:
            values = [v[0] for v in single if v]
            most = 3 if len(values) > 5 else len(values)
            single = list(chain.from_iterable(combinations(values, n) for n in range(1, most + 1)))
        return [*single, *(((), None) if with_silence else ())]


def missing_at_end(way: Way) -> Iterator[str]:
    """Say what keeps a way from ending at a recorded decision.

    It ends where both decisions are taken; where it goes over to another plan; where the controller is told, who decides;
    and with the written conclusion where nothing is to decide: there was no breach, or the data are another's.
    """
    kinds = {step.kind for step in way.needed}
    if StepKind.CLOSE not in kinds:
        yield "nothing closes the incident"
    duties = {step.duty for step in way.needed if step.kind is StepKind.DECISION}
    if duties >= {*DECIDED} or any(_leads_out(step) for step in way.needed):
        return
    nothing_to_decide = any(way.told.facts.get(fact) == value for fact, value in NOTHING_TO_DECIDE)
    concluded = any(step.kind is StepKind.ASSESS and step.must for step in way.needed)
    if not (nothing_to_decide and concluded):
        missing = [duty for duty in DECIDED if duty not in duties]
        yield f"nothing decides {' and '.join(missing)}" + (", nor is the conclusion written" if nothing_to_decide else "")


def _leads_out(step: Step) -> bool:
    return step.replaces if step.kind is StepKind.PLAN else step.kind is StepKind.NOTIFY and step.must


def is_needed(step: Step, case: Case) -> bool | None:
    """Tell whether a step is needed in a case; None while that cannot be told."""
    found: list[bool | None] = [_met(part, case) for part in step.when]
    if step.when_decided is not None:
        decided = case.decisions.get(step.when_decided.duty)
        found.append(None if decided is None else decided is step.when_decided.notify)
    return False if False in found else None if None in found else True


def _met(condition: Condition | AnyCondition, case: Case) -> bool | None:
    if isinstance(condition, AnyCondition):
        found = [_met(part, case) for part in condition.any_of]
        return True if True in found else None if None in found else False
    given = case.facts.get(condition.fact)
    if condition.wanted is Wanted.IS_NOT:
        return given is None or not {*given} & {*condition.values}
    return None if given is None else bool({*given} & {*condition.values})
