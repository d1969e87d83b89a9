"""Somebody who walks a plan at random: does what is proposed or something else, errs, changes their mind, and comes to an end.

What they do goes through a Hand, so that the same walk is taken on the domain alone or on a real desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.incident import Incident, StepMark
from breachdesk.domain.next_best import NO_DEMANDS, Demands, next_step
from breachdesk.domain.planning import Plan, PlannedStep, StepState
from breachdesk.domain.playbook import TICKED, StepKind
from breachdesk.domain.terms import Duty, NoticeKind

WHIMS = 12
"""How often in a walk somebody errs, holds things up or changes their mind; from then on they only work."""

MOST_ACTS_A_STEP = 5
"""A walk that takes more than this many acts for each step of its plan goes round in circles."""

LEANING = {"personal_data": "yes", "breach_confirmed": "yes"}
"""Said more often than chance would, because most of a plan falls away otherwise."""

NOBODY_KNOWS, DOES_NOT_APPLY = "unknown", "n/a: does not arise"


class DeadEnd(AssertionError):
    """There is nothing left to do, and the incident cannot be closed."""


class Hand(Protocol):
    """What a walker can do; each act is done when its method returns."""

    incident: Incident

    def plan(self) -> Plan: ...
    def facts(self) -> Mapping[str, FactDefinition]: ...
    def now(self) -> datetime: ...
    def wait(self, span: timedelta) -> None: ...
    def answer(self, fact: str, text: str) -> None: ...
    def done(self, step: str) -> None: ...
    def skip(self, step: str) -> None: ...
    def reopen(self, step: str) -> None: ...
    def block(self, step: str, hours: int) -> None: ...
    def assign(self, step: str) -> None: ...
    def scope(self, which: int) -> None: ...
    def decide(self, duty: Duty, notify: bool) -> None: ...
    def draft(self, kind: NoticeKind) -> None: ...
    def approve(self, kind: NoticeKind) -> None: ...
    def withdraw(self, kind: NoticeKind) -> None: ...
    def file(self) -> None: ...
    def send(self, deferred: bool) -> None: ...
    def meet(self, obligation: str) -> None: ...
    def decline(self, obligation: str) -> None: ...
    def add_playbook(self, id_: str, replaces: bool) -> None: ...
    def other_playbooks(self) -> Sequence[str]: ...
    def add_task(self, must: bool) -> None: ...
    def keep_evidence(self, step: str) -> None: ...
    def hand_over(self, steps: Sequence[str]) -> None: ...
    def note(self) -> None: ...

    def close(self) -> None:
        """Close without an override, or raise NotAllowed."""


Asked = Callable[[Incident], Demands]
"""Says what law and clock demand; a walker that has it asks it at every step."""


def any_answer(definition: FactDefinition, ids: Mapping[FactKind, Sequence[str]], chance: Random) -> str:
    """Give a valid answer to a question, as a person types it."""
    several = [option.id for option in definition.options] or list(ids.get(definition.kind, ()))
    if definition.kind in (FactKind.YES_NO, FactKind.CHOICE):
        return chance.choice(several)
    if several:
        return ", ".join(chance.sample(several, chance.randint(1, min(3, len(several)))))
    return chance.choice(_TYPED[definition.kind])


_TYPED: Mapping[FactKind, Sequence[str]] = {
    FactKind.COUNT: ("0", "1200", "100-250", "at least 5", "at most 40"),
    FactKind.TEXT: ("It is so because it is.", "Harm is not likely."),
    FactKind.HOURS: ("0.5", "4", "200"),
    FactKind.INSTANT: ("2026-11-20T08:00+01:00", "2026-11-22T23:30+01:00"),
    FactKind.COUNTRIES: ("NL", "NL, BE"),
    FactKind.CATEGORIES: ("contact",),
    FactKind.GROUPS: ("customers",),
}


@dataclass
class Walker:
    """One walk.

    Args:
        ids: Ids that answers may name, by kind of fact.
        asked: What law and clock demand; without it, something is made up now and then.
    """

    hand: Hand
    chance: Random
    ids: Mapping[FactKind, Sequence[str]] = field(default_factory=dict)
    asked: Asked | None = None
    whims: int = WHIMS
    acts: int = 0
    told: Callable[[str], None] = lambda what: None
    """Hears what is done, before it is."""

    def walk(self) -> None:
        """Go on until the incident is closed.

        Raises:
            DeadEnd: there is no way on, or the walk goes round in circles.
        """
        while self.hand.incident.closed_at is None:
            plan = self.hand.plan()
            if self.acts > MOST_ACTS_A_STEP * sum(1 for _ in plan.steps()) + 60:
                raise DeadEnd(f"{self.acts} acts and no end in sight; open are {_titles(plan)}")
            self.hand.wait(timedelta(minutes=self.chance.choice((1, 5, 20, 90))))
            self.acts += 1
            if self.whims and self.chance.random() < 0.25:
                self.whims -= 1
                self._whim(plan)
            else:
                self._go_on(plan)

    # --- the next step ---

    def _go_on(self, plan: Plan) -> None:
        demands = self.asked(self.hand.incident) if self.asked else self._any_demands(plan)
        proposed = next_step(plan, self.hand.now(), demands)
        doable = [s for s in plan.steps() if _is_doable(s, self.hand.now())]
        if proposed is None:
            self._without_proposal(plan, doable)
            return
        planned = proposed.planned
        parked = planned.state is StepState.PARKED and not doable
        if not (planned in doable or parked):
            raise DeadEnd(f"'{planned.step.id}' is proposed and is {planned.state}; {planned.because}")
        if self.whims and doable and self.chance.random() < 0.2:
            planned = self.chance.choice(doable)
        self._work(plan, planned)

    def _without_proposal(self, plan: Plan, doable: Sequence[PlannedStep]) -> None:
        """Nothing is proposed: only waits and blocks are left, or it is a dead end."""
        if doable:
            raise DeadEnd(f"nothing is proposed although {doable[0].step.id} can be done")
        for planned in plan.steps():
            if planned.state is StepState.OPEN or _is_held(self.hand.incident, planned):
                self._end_wait(planned)
                return
        self._unlock(plan, "nothing is left to do")

    def _end_wait(self, planned: PlannedStep) -> None:
        if planned.state is StepState.OPEN:
            self.hand.done(planned.step.id)
        else:
            self.hand.reopen(planned.step.id)

    def _work(self, plan: Plan, planned: PlannedStep) -> None:
        step = planned.step
        self.told(f"{step.kind} {step.id}")
        if self.whims and step.kind is not StepKind.CLOSE and self.chance.random() < 0.15:
            self.whims -= 1
            self._hold_up(step.id)
        elif planned.look_again_at is not None:
            self.hand.reopen(step.id)
        elif step.kind is StepKind.CLOSE:
            self._close(plan)
        elif step.kind in TICKED:
            self.hand.done(step.id)
        elif step.kind in (StepKind.QUESTION, StepKind.ASSESS):
            self._answer_one(step.facts)
        else:
            _WORK[step.kind](self, planned)

    def _hold_up(self, step: str) -> None:
        if self.chance.random() < 0.6:
            self.hand.skip(step)
        else:
            self.hand.block(step, self.chance.choice((0, 2, 30)))

    def _answer_one(self, facts: Sequence[str]) -> None:
        known = self.hand.incident.facts
        left = [f for f in facts if not known.is_answered(f)] or [f for f in facts if not known.is_settled(f)]
        fact = left[0] if left else facts[0]
        self.hand.answer(fact, self._any_answer(fact, silent=bool(self.whims)))

    def _any_answer(self, fact: str, silent: bool) -> str:
        drawn = self.chance.random()
        if silent and drawn < 0.15:
            return NOBODY_KNOWS
        if drawn > 0.9:
            return DOES_NOT_APPLY
        if fact in LEANING and self.chance.random() < 0.7:
            return LEANING[fact]
        return any_answer(self.hand.facts()[fact], self.ids, self.chance)

    def _scope(self, planned: PlannedStep) -> None:
        self.hand.scope(self.chance.randrange(3))

    def _decide(self, planned: PlannedStep) -> None:
        assert planned.step.duty is not None
        self.hand.decide(planned.step.duty, self.chance.random() < 0.5)

    def _take_in(self, planned: PlannedStep) -> None:
        # Nobody need go where the plan leads; who does not, says so, and may come to see that it was the way on.
        if (not self.whims or self.chance.random() < 0.6) and planned.step.playbook in self.hand.other_playbooks():
            self.hand.add_playbook(planned.step.playbook, planned.step.replaces)
        else:
            self.hand.skip(planned.step.id)

    def _do_duty(self, planned: PlannedStep) -> None:
        do = self.hand.meet if self.chance.random() < 0.6 else self.hand.decline
        do(planned.step.obligation)

    def _notice(self, planned: PlannedStep) -> None:
        kind = planned.step.notice
        assert kind is not None
        newest = self.hand.incident.notices_of(kind)
        if planned.step.kind is StepKind.DRAFT or not newest:
            self.hand.draft(kind)
        elif planned.step.kind is StepKind.REVIEW or not any(self.hand.incident.approval_of(r) for r in newest):
            self.hand.approve(kind)
        elif planned.step.kind is StepKind.FILE:
            self.hand.file()
        else:
            self.hand.send(deferred=bool(self.whims) and self.chance.random() < 0.2)

    # --- the end ---

    def _close(self, plan: Plan) -> None:
        try:
            self.hand.close()
        except NotAllowed as refused:
            self._unlock(plan, str(refused))

    def _unlock(self, plan: Plan, why: str) -> None:
        """Do what still holds up the end: what was left for later, or what the walker put aside without need."""
        self.whims = 0
        incident = self.hand.incident
        left = [s for s in plan.steps() if not s.is_settled and s.step.kind not in (StepKind.CLOSE, StepKind.GUIDANCE)]
        left.sort(key=lambda s: not s.step.must)
        for planned in left:
            if planned.state is StepState.PARKED or _is_doable(planned, self.hand.now()):
                self._work(plan, planned)
                return
        for planned in left:
            if _is_held(incident, planned) or planned.state is StepState.OPEN:
                self._end_wait(planned)
                return
        aside = [s for s in plan.steps() if s.state is StepState.SKIPPED and self._may_reopen(s)]
        aside.sort(key=lambda s: s.step.kind is not StepKind.DECISION)
        if not aside:
            raise DeadEnd(f"{why} Left: {_titles(plan)}")
        self.hand.reopen(aside[0].step.id)

    def _may_reopen(self, planned: PlannedStep) -> bool:
        """A plan that cannot be taken in, because it is there already, stays aside."""
        return planned.step.kind is not StepKind.PLAN or planned.step.playbook in self.hand.other_playbooks()

    # --- whims ---

    def _whim(self, plan: Plan) -> None:
        steps = [s for s in plan.steps() if s.step.kind is not StepKind.CLOSE]
        planned = self.chance.choice(steps)
        step = planned.step
        incident, chance = self.hand.incident, self.chance
        answered = sorted(incident.answers.by_id)
        whim = chance.choice(("mind", "mind", "mind", "reopen", "skip", "block", "add", "other", "say", "order"))
        self.told(f"whim {whim} {step.id}")
        if whim == "mind":
            self._change_mind(answered)
        elif whim == "reopen" and planned.state in (StepState.DONE, StepState.SKIPPED):
            self.hand.reopen(step.id)
        elif whim == "skip" and not planned.is_settled:
            self.hand.skip(step.id)
        elif whim == "block" and not planned.is_settled:
            self.hand.block(step.id, chance.choice((0, 1, 50)))
        elif whim == "add":
            self.hand.add_task(must=chance.random() < 0.5)
        elif whim == "other":
            others = self.hand.other_playbooks()
            if others and chance.random() < 0.3:
                self.hand.add_playbook(chance.choice(list(others)), replaces=chance.random() < 0.5)
        elif whim == "say":
            chance.choice((self.hand.note, lambda: self.hand.keep_evidence(step.id), lambda: self.hand.assign(step.id)))()
        else:
            unsettled = [s.step.id for s in steps if not s.is_settled]
            self.hand.hand_over(unsettled[:5])

    def _change_mind(self, answered: Sequence[str]) -> None:
        """Say something else about a fact, a decision, a scope or a text."""
        incident, chance = self.hand.incident, self.chance
        what = chance.choice(("fact", "fact", "decision", "scope", "text"))
        if what == "decision" and incident.decisions:
            duty = chance.choice(sorted(incident.decisions))
            self.hand.decide(duty, not incident.decisions[duty].notify)
        elif what == "scope" and incident.scope_versions:
            self.hand.scope(chance.randrange(3))
        elif what == "text" and incident.approvals:
            kind = chance.choice([kind for kind in NoticeKind if any(map(incident.approval_of, incident.notices_of(kind)))] or [None])
            if kind is not None:
                chance.choice((self.hand.withdraw, self.hand.draft))(kind)
        elif answered:
            fact = chance.choice(answered)
            self.hand.answer(fact, self._any_answer(fact, silent=True))

    def _any_demands(self, plan: Plan) -> Demands:
        if self.chance.random() < 0.5:
            return NO_DEMANDS
        facts = [f for s in plan.steps() for f in s.step.facts]
        facts = [f for f in self.chance.sample(facts, min(4, len(facts))) if not self.hand.incident.facts.is_settled(f)]
        due_at = self.hand.incident.deadline.due_at if self.chance.random() < 0.5 else None
        return Demands(tuple(facts), self.chance.random() < 0.5, due_at)


_WORK: Mapping[StepKind, Callable[[Walker, PlannedStep], None]] = {
    StepKind.SCOPE: Walker._scope,
    StepKind.DECISION: Walker._decide,
    StepKind.PLAN: Walker._take_in,
    StepKind.NOTIFY: Walker._do_duty,
    StepKind.DRAFT: Walker._notice,
    StepKind.REVIEW: Walker._notice,
    StepKind.FILE: Walker._notice,
    StepKind.SEND: Walker._notice,
}


def _is_doable(planned: PlannedStep, now: datetime) -> bool:
    """Tell whether somebody could do it now; written apart from `next_best`."""
    if planned.state is StepState.BLOCKED:
        return planned.look_again_at is not None and planned.look_again_at <= now
    late = planned.due_at is not None and planned.due_at < now
    return planned.state is StepState.OPEN and (planned.step.kind is not StepKind.WAIT or late)


def _is_held(incident: Incident, planned: PlannedStep) -> bool:
    record = incident.steps.get(planned.step.id)
    return planned.state is StepState.BLOCKED and record is not None and record.mark is StepMark.BLOCKED


def _titles(plan: Plan) -> str:
    return "; ".join(f"{s.step.id} is {s.state} ({s.because})" for s in plan.steps() if not s.is_settled)

