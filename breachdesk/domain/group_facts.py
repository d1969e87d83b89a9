"""The facts as they are for one SubjectGroup: which of its data, what may follow for it, how many of it.

Nothing is added. What a person answered beyond the scope stays, for nobody knows that it does not concern this group.

Source: GDPR Art. 34(1), 34(2): each reader is told what concerns them.
"""

from __future__ import annotations

from dataclasses import replace

from breachdesk.domain.facts import Answer, Facts, Known, Unknown
from breachdesk.domain.scope import Scope


def facts_for_group(facts: Facts, scope: Scope, group: str) -> Facts:
    """Narrow facts to one group.

    Args:
        facts: Of the Incident.
        scope: As last saved.
        group: A group the scope touches.
    """
    categories = {line.id: line.groups for line in scope.categories}
    line = next((line for line in scope.groups if line.id == group), None)
    concerned = tuple(
        id_ for id_ in facts.texts("data_categories") or tuple(categories) if group in categories.get(id_, (group,))
    )
    special = {line.id for line in scope.categories if line.special}
    narrowed: dict[str, Answer] = {
        "data_categories": Known(concerned) if concerned else Unknown(),
        "special_categories": Known("yes" if special & set(concerned) else "no"),
        "subject_groups": Known((group,)),
        "likely_consequences": _consequences(facts, scope, group),
    }
    if line is not None:
        narrowed["people"] = Unknown() if line.people.is_unknown else Known(line.people)
        narrowed["records"] = Unknown() if line.records.is_unknown else Known(line.records)
        narrowed["affected_countries"] = Known(line.countries) if line.countries else Unknown()
        narrowed["vulnerable_people"] = _yes_no(line.vulnerable)
    return _with(facts, narrowed)


def group_countries(scope: Scope, group: str) -> tuple[str, ...]:
    """Give where the people of one group live; of everybody where no group is named."""
    if not group:
        return scope.countries
    return tuple(dict.fromkeys(code for line in scope.groups if line.id == group for code in line.countries))


def _consequences(facts: Facts, scope: Scope, group: str) -> Answer:
    """Keep what somebody judged likely where it may follow for this group, or where the scope says nothing of it."""
    groups = {line.id: line.groups for line in scope.consequences}
    judged = facts.texts("likely_consequences")
    if judged is None:
        return Unknown()
    kept = tuple(harm for harm in judged if group in groups.get(harm, (group,)))
    return Known(kept) if kept else Unknown()


def _yes_no(answer: bool | None) -> Answer:
    return Unknown() if answer is None else Known("yes" if answer else "no")


def _with(facts: Facts, narrowed: dict[str, Answer]) -> Facts:
    """Put the narrowed answers in place; what nobody answered for all is not answered for one group."""
    for id_, answer in narrowed.items():
        if id_ in facts.by_id:
            facts = facts.with_fact(replace(facts.by_id[id_], answer=answer))
    return facts
