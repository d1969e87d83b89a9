"""The facts as they are for one SubjectGroup: which of its data, what may follow for it, how many of it.

Nothing is added. What a person answered beyond the scope stays, for nobody knows that it does not concern this group; so does
what the scope knows and whose it is nobody said. A figure of the group is that of the scope, and says so.

Source: GDPR Art. 34(1), 34(2): each reader is told what concerns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from breachdesk.domain.facts import Answer, Fact, Facts, Known, NotApplicable, Source, SourceKind, Unknown
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.scope import GroupLine, Scope


def facts_for_group(facts: Facts, scope: Scope, group: str) -> Facts:
    """Narrow facts to one group.

    Args:
        facts: Of the Incident.
        scope: As last saved.
        group: A group the scope touches.
    """
    concerned = _concerned(facts.texts("data_categories"), {line.id: line.groups for line in scope.categories}, group)
    harms = _concerned(facts.texts("likely_consequences"), {line.id: line.groups for line in scope.consequences}, group)
    special = {line.id: line.special for line in scope.categories}
    for id_, answer in (
        ("data_categories", Known(concerned) if concerned else Unknown()),
        ("likely_consequences", Known(harms) if harms else Unknown()),
    ):
        facts = _said(facts, id_, answer)
    if len(scope.groups) > 1 and concerned and special.keys() >= set(concerned):
        facts = _said(facts, "special_categories", Known("yes" if any(special[id_] for id_ in concerned) else "no"))
    facts = _said(facts, "subject_groups", Known((group,)))
    line = next((line for line in scope.groups if line.id == group), None)
    # What was answered for the only group there is was answered for this one.
    return facts if line is None or len(scope.groups) == 1 else _counted(facts, line)


def group_countries(scope: Scope, group: str) -> tuple[str, ...]:
    """Give where the people of one group live; of everybody where no group is named."""
    if not group:
        return scope.countries
    return tuple(dict.fromkeys(code for line in scope.groups if line.id == group for code in line.countries))


def _concerned(said: tuple[str, ...] | None, groups: Mapping[str, tuple[str, ...]], group: str) -> tuple[str, ...]:
    """Keep what is held about a group, what may be held about any, and what the scope does not know."""
    return tuple(id_ for id_ in said or () if group in (groups.get(id_) or (group,)))


def _counted(facts: Facts, line: GroupLine) -> Facts:
    """Put the group's own figures in place of those of everybody."""
    answers: dict[str, Answer] = {
        "people": _count(line.people),
        "records": _count(line.records),
        "affected_countries": Known(line.countries) if line.countries else Unknown(),
        "vulnerable_people": Unknown() if line.vulnerable is None else Known("yes" if line.vulnerable else "no"),
    }
    rows: Iterable[str] = dict.fromkeys(str(row) for row in line.because)
    source = Source(SourceKind.INVENTORY, f"scope, group {line.id}", line.stated, tuple(rows))
    for id_, answer in answers.items():
        facts = _said(facts, id_, answer, source)
    return facts


def _count(count: CountRange) -> Answer:
    return Unknown() if count.is_unknown else Known(count)


def _said(facts: Facts, id_: str, answer: Answer, source: Source | None = None) -> Facts:
    """Put a narrowed answer in place; what nobody answered for all, or said not to arise, stays as it is."""
    fact: Fact | None = facts.get(id_)
    if fact is None or isinstance(fact.answer, NotApplicable) or fact.answer == answer:
        return facts
    return facts.with_fact(replace(fact, answer=answer, source=source or fact.source))
