"""Conditions of a plan as text over variables, in the comparisons of STIX patterning that CACAO asks for.

`__cause__:value = 'human-error'`. A fact with several answers is a text with commas in its variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.playbook import AnyCondition, Condition, DecisionCondition, Playbook, Wanted
from breachdesk.domain.terms import Duty

Guard = Condition | AnyCondition | DecisionCondition
MANY = (FactKind.CHOICES, FactKind.CATEGORIES, FactKind.GROUPS, FactKind.COUNTRIES)


def variable(fact: str) -> str:
    """Give the variable that holds a fact."""
    return f"__{re.sub(r'[^a-zA-Z0-9_-]', '_', fact)[:190]}__"


def decision_variable(duty: Duty) -> str:
    """Give the variable that holds what was decided about a duty."""
    return variable(f"decided_{duty.value}")


def condition_text(guard: Guard, facts: Mapping[str, FactDefinition]) -> str:
    """Say a condition over variables."""
    if isinstance(guard, AnyCondition):
        return " OR ".join(f"({condition_text(one, facts)})" for one in guard.any_of)
    if isinstance(guard, DecisionCondition):
        return f"{decision_variable(guard.duty)}:value = '{'yes' if guard.notify else 'no'}'"
    name, wanted = f"{variable(guard.fact)}:value", guard.wanted is Wanted.IS
    if guard.fact in facts and facts[guard.fact].kind in MANY:
        some = "|".join(re.escape(value) for value in guard.values)
        return f"{name} {'' if wanted else 'NOT '}MATCHES '(^|,)({_quoted(some)})(,|$)'"
    if len(guard.values) == 1:
        return f"{name} {'=' if wanted else '!='} '{_quoted(guard.values[0])}'"
    listed = ", ".join(f"'{_quoted(value)}'" for value in guard.values)
    return f"{name} {'' if wanted else 'NOT '}IN ({listed})"


def variables(playbook: Playbook, facts: Mapping[str, FactDefinition]) -> dict[str, dict[str, object]]:
    """Give the variable of every fact and decision the plan asks for or rests on."""
    named = {fact: None for step in playbook.steps() for fact in (*step.facts, *(c.fact for c in step.conditions()))}
    found = {variable(fact): _declared(facts[fact].label() if fact in facts else fact) for fact in named}
    for duty in _decided(playbook):
        found[decision_variable(duty)] = _declared(f"what was decided on the duty {duty.value}: yes or no")
    return found


def _decided(playbook: Playbook) -> Iterator[Duty]:
    for step in playbook.steps():
        if step.duty:
            yield step.duty
        if step.when_decided:
            yield step.when_decided.duty


def _declared(description: str) -> dict[str, object]:
    return {"type": "string", "description": description, "constant": False, "external": False}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
