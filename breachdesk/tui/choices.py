"""What can be chosen at a step: its answers, or what to do about it. Pure; screens draw and act on it.

A key says what choosing a line means: `set:fact:option`, `mark:fact:option`, `save:fact`, `type:fact`,
`na:fact`, or the name of something to do such as `done`, `confirm` or `open:scope`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from breachdesk.domain.facts import UNKNOWN_WORD, Fact, FactDefinition, FactKind, Option, is_unknown
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import TICKED, StepKind
from breachdesk.services.overview import CaseView
from breachdesk.services.times import in_short
from breachdesk.services.views import fact_words, finding_face
from breachdesk.tui.act_choices import DO, Around, blocked_lines, decision_lines, evidence_lines
from breachdesk.tui.law_phrases import RISK_FACES
from breachdesk.tui.lines import Choice, capital

CONSEQUENCES = "likely_consequences"
WORKED_OUT = "worked out from the data in scope; look at it"
USUAL = "usual here"
PICKED, OPEN = "(●)", "( )"
MARKED, UNMARKED = "[x]", "[ ]"
Marks = Mapping[str, frozenset[str]]
"""By fact: the options ticked on screen and not yet saved."""

ASKING = (StepKind.QUESTION, StepKind.ASSESS)


def choices_for(
    view: CaseView, planned: PlannedStep, facts: Mapping[str, FactDefinition], marks: Marks, around: Around
) -> list[Choice]:
    """Give the lines for a step as it stands."""
    return [*_choices(view, planned, facts, marks, around), *evidence_lines(view.incident, planned)]


def _choices(
    view: CaseView, planned: PlannedStep, facts: Mapping[str, FactDefinition], marks: Marks, around: Around
) -> Iterator[Choice]:
    step = planned.step
    if view.incident.closed_at is not None and step.kind in TICKED:
        yield Choice("", "the incident is closed: only notes, lessons and actions are recorded now", tone="muted")
        return
    if planned.state is StepState.BLOCKED and step.kind is not StepKind.CLOSE:
        yield from blocked_lines(view, planned, around)
    if step.kind in ASKING:
        if step.kind is StepKind.ASSESS:
            yield from _proposed(view)
        for fact in step.facts:
            yield from _for_fact(view, facts[fact], marks, len(step.facts) > 1, around)
    elif planned.state is StepState.BLOCKED and step.kind is not StepKind.CLOSE:
        return
    elif step.kind is StepKind.DECISION and step.duty is not None:
        yield from decision_lines(view, step.duty, facts)
    else:
        yield from DO[step.kind](view, planned, around)


def _proposed(view: CaseView) -> Iterator[Choice]:
    """Say what the rules make of the facts, for whoever writes the conclusion."""
    said = [f"{'authority' if i == 0 else 'people'}: {finding_face(f)}" for i, f in enumerate(view.proposals.values())]
    risk = RISK_FACES[view.judgement.assessment.risk.value]
    yield Choice("", f"The rules propose {', '.join(said)}; risk {risk}.", tone=risk.tone)
    yield Choice("open:assessment", "see why, and try what if (v)…", "▸", "accent")


def _for_fact(
    view: CaseView, definition: FactDefinition, marks: Marks, named: bool, around: Around
) -> Iterator[Choice]:
    fact = view.incident.facts.get(definition.id)
    if named:
        yield Choice("", definition.label(around.language), tone="muted")
    if fact is not None:
        said = fact_words(definition, fact, view.incident.zone, view.inventory)
        yield Choice("", f"now: {said}", tone="muted")
        yield Choice("", f"     {fact.source}, {in_short(fact.at, view.incident.zone)}", tone="muted")
    usual = around.usual.get(definition.id, ())
    if definition.kind is FactKind.CHOICES:
        yield from _marked(definition, fact, marks, worked_out(definition, fact, view.incident), usual, around.language)
    elif definition.options:
        for option in usual_first(definition.options, usual):
            yield _option(definition.id, option, fact, usual, around.language)
    else:
        yield Choice(f"type:{definition.id}", _invitation(definition), "…")
    unknown = fact is not None and is_unknown(fact.answer)
    yield Choice(f"set:{definition.id}:{UNKNOWN_WORD}", "not known yet", PICKED if unknown else OPEN)
    yield Choice(f"na:{definition.id}", "not applicable, because…", "…", "muted")
    if named:
        yield Choice("", "")


def usual_first(options: Sequence[Option], usual: Sequence[str]) -> list[Option]:
    """Give what is usual in this situation first, in its order; the rest as it stands."""
    place = {id_: at for at, id_ in enumerate(usual)}
    return sorted(options, key=lambda option: place.get(option.id, len(place)))


def _words(option: Option, usual: Sequence[str], language: str) -> str:
    return option.label(language) + (f" · {USUAL}" if option.id in usual else "")


def _option(fact_id: str, option: Option, fact: Fact | None, usual: Sequence[str], language: str) -> Choice:
    picked = fact is not None and fact.value == option.id
    return Choice(f"set:{fact_id}:{option.id}", _words(option, usual, language), PICKED if picked else OPEN)


def _marked(
    definition: FactDefinition,
    fact: Fact | None,
    marks: Marks,
    proposed: frozenset[str],
    usual: Sequence[str],
    language: str,
) -> Iterator[Choice]:
    if proposed:
        yield Choice("", f"{capital(WORKED_OUT)}.", tone="waiting")
    marked = marks_of(definition.id, fact, marks, proposed)
    for option in usual_first(definition.options, usual):
        symbol = MARKED if option.id in marked else UNMARKED
        yield Choice(f"mark:{definition.id}:{option.id}", _words(option, usual, language), symbol)
    if definition.id in marks or proposed:
        yield Choice(f"save:{definition.id}", "save these", "▸", "accent")


def marks_of(fact_id: str, fact: Fact | None, marks: Marks, proposed: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give what is ticked: on screen, or else as saved, or else as worked out."""
    if fact_id in marks:
        return marks[fact_id]
    value = fact.value if fact else None
    return frozenset(value) if isinstance(value, tuple) else proposed if fact is None else frozenset()


def worked_out(definition: FactDefinition, fact: Fact | None, incident: Incident) -> frozenset[str]:
    """Give the options that the data in scope make likely, where nobody has answered yet."""
    if definition.id != CONSEQUENCES or fact is not None or incident.scope is None:
        return frozenset()
    return frozenset(line.id for line in incident.scope.consequences) & {option.id for option in definition.options}


def _invitation(definition: FactDefinition) -> str:
    return {
        FactKind.COUNT: "write a number or a range…",
        FactKind.HOURS: "write the hours…",
        FactKind.INSTANT: "write day and time…",
        FactKind.CATEGORIES: "write the categories, parted by commas…",
        FactKind.GROUPS: "write the groups, parted by commas…",
    }.get(definition.kind, "write the answer…")
