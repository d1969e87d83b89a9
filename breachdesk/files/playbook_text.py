"""Playbooks as compact JSON and back, for the program itself and nobody else; nothing is checked here.

A step stands once however many playbooks include it. Written by hand, because whatever reads types at run time costs a
start more than it saves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from breachdesk.domain.facts import FactDefinition, FactKind, Option
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import (
    AnyCondition,
    Condition,
    DecisionCondition,
    Phase,
    Playbook,
    Profile,
    Step,
    StepKind,
    Wanted,
)
from breachdesk.domain.terms import Duty, NoticeKind


def playbooks_to_text(playbooks: Mapping[str, Playbook]) -> str:
    """Give playbooks as one line of JSON."""
    steps: dict[int, int] = {}
    written: list[Any] = []

    def place(step: Step) -> int:
        if id(step) not in steps:
            steps[id(step)] = len(written)
            written.append(_from_step(step))
        return steps[id(step)]

    made = [
        [
            book.id,
            book.titles,
            book.version,
            book.sha256,
            [[phase.id, phase.titles, [place(step) for step in phase.steps]] for phase in book.phases],
            _from_profile(book.profile),
            [_from_fact(fact) for fact in book.facts.values()],
        ]
        for book in playbooks.values()
    ]
    return json.dumps({"steps": written, "playbooks": made}, ensure_ascii=False, separators=(",", ":"))


def playbooks_from_text(text: bytes) -> dict[str, Playbook]:
    """Give playbooks back; an error of whatever kind where the text is not what `playbooks_to_text` gave."""
    found = json.loads(text)
    steps = [_to_step(values) for values in found["steps"]]
    made: dict[str, Playbook] = {}
    for id_, titles, version, sha256, phases, profile, facts in found["playbooks"]:
        parts = tuple(Phase(name, words, tuple([steps[at] for at in places])) for name, words, places in phases)
        own = {fact.id: fact for fact in map(_to_fact, facts)}
        made[id_] = Playbook(id_, titles, version, sha256, parts, _to_profile(profile), own)
    return made


def _from_step(step: Step) -> list[Any]:
    decided = step.when_decided
    return [
        step.id,
        step.kind,
        step.titles,
        step.why,
        step.line,
        step.facts,
        step.source,
        step.owner_role,
        step.due_hours,
        step.needs,
        [_from_condition(condition) for condition in step.when],
        [decided.duty, decided.notify] if decided else None,
        step.duty,
        step.notice,
        step.must,
        step.due_from,
        step.evidence,
        step.cannot,
        step.playbook,
        step.replaces,
        step.obligation,
        step.file,
        step.came_with,
        step.dropped_for,
    ]


def _to_step(values: list[Any]) -> Step:
    (
        id_, kind, titles, why, line, facts, source, role, due_hours, needs, when, decided, duty, notice, *rest,
    ) = values  # fmt: skip
    return Step(
        id_,
        StepKind(kind),
        titles,
        why,
        line,
        tuple(facts),
        source,
        Role(role),
        due_hours,
        tuple(needs),
        tuple([_to_condition(condition) for condition in when]),
        DecisionCondition(Duty(decided[0]), decided[1]) if decided else None,
        Duty(duty) if duty else None,
        NoticeKind(notice) if notice else None,
        *rest,
    )


def _from_condition(condition: Condition | AnyCondition) -> list[Any]:
    if isinstance(condition, AnyCondition):
        return [[_from_condition(one) for one in condition.any_of]]
    return [condition.fact, condition.wanted, condition.values]


def _to_condition(values: list[Any]) -> Condition | AnyCondition:
    if len(values) == 1:
        return AnyCondition(tuple([_to_one(*one) for one in values[0]]))
    return _to_one(*values)


def _to_one(fact: str, wanted: str, values: list[str]) -> Condition:
    return Condition(fact, Wanted(wanted), tuple(values))


def _from_profile(profile: Profile) -> list[Any]:
    return [
        profile.signs,
        profile.scope_hints,
        profile.evidence,
        profile.likely_consequences,
        profile.measures_taken,
        profile.measures_planned,
    ]


def _to_profile(values: list[Any]) -> Profile:
    signs, *several = values
    return Profile(signs, *map(tuple, several))


def _from_fact(fact: FactDefinition) -> list[Any]:
    return [fact.id, fact.kind, fact.labels, [[option.id, option.labels] for option in fact.options]]


def _to_fact(values: list[Any]) -> FactDefinition:
    id_, kind, labels, options = values
    return FactDefinition(id_, FactKind(kind), labels, tuple([Option(name, words) for name, words in options]))
