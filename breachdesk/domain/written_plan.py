"""A playbook in the plain values it is written in: the keys of `docs/PLAYBOOKS.md`, with everything that was included.

Lists, mappings, texts and whole numbers only, so that YAML and JSON hold it alike. Where a step came from (file and line)
and what a running incident added to it are not part of what is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import AWARENESS, AnyCondition, Condition, Phase, Playbook, Profile, Step, Texts, Wanted

Plain = dict[str, Any]
_WANTED = {Wanted.IS: "is", Wanted.IS_NOT: "is_not"}


def written_playbook(playbook: Playbook) -> Plain:
    """Give a playbook as it is written; reading it again gives an equal one."""
    return {
        "id": playbook.id,
        "version": playbook.version,
        "titles": dict(playbook.titles),
        **_filled(
            facts=[_fact(fact) for fact in playbook.facts.values()],
            profile=_profile(playbook.profile),
        ),
        "phases": [_phase(phase) for phase in playbook.phases],
    }


def written_step(step: Step) -> Plain:
    """Give one step as it is written."""
    decided = step.when_decided
    return {
        "id": step.id,
        "kind": step.kind.value,
        "titles": dict(step.titles),
        **_filled(
            why=dict(step.why),
            facts=list(step.facts),
            source=step.source,
            owner_role="" if step.owner_role is Role.RESPONDER else step.owner_role.value,
            due_hours=step.due_hours,
            due_from="" if step.due_from == AWARENESS else step.due_from,
            needs=list(step.needs),
            when=[_condition(condition) for condition in step.when],
            when_decided={"duty": decided.duty.value, "notify": _word(decided.notify)} if decided else None,
            duty=step.duty.value if step.duty else "",
            notice=step.notice.value if step.notice else "",
            playbook=step.playbook,
            replaces=_word(True) if step.replaces else "",
            obligation=step.obligation,
            evidence=dict(step.evidence),
            cannot=dict(step.cannot),
            must=_word(True) if step.must else "",
        ),
    }


def _phase(phase: Phase) -> Plain:
    return {"id": phase.id, "titles": dict(phase.titles), "steps": [written_step(step) for step in phase.steps]}


def _profile(profile: Profile) -> Plain:
    return _filled(
        signs=dict(profile.signs),
        scope_hints=_texts(profile.scope_hints),
        evidence=_texts(profile.evidence),
        likely_consequences=list(profile.likely_consequences),
        measures_taken=list(profile.measures_taken),
        measures_planned=list(profile.measures_planned),
    )


def _texts(several: Sequence[Texts]) -> list[Plain]:
    return [dict(texts) for texts in several]


def _fact(fact: FactDefinition) -> Plain:
    # The answers of a yes-no question are the house's and are not written.
    options = () if fact.kind is FactKind.YES_NO else fact.options
    return {
        "id": fact.id,
        "kind": fact.kind.value,
        "labels": dict(fact.labels),
        **_filled(options=[{"id": option.id, **option.labels} for option in options]),
    }


def _condition(condition: Condition | AnyCondition) -> Plain:
    if isinstance(condition, AnyCondition):
        return {"any": [_condition(one) for one in condition.any_of]}
    return {"fact": condition.fact, _WANTED[condition.wanted]: list(condition.values)}


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _filled(**fields: Any) -> Plain:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}
