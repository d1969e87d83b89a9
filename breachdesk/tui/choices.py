"""What can be chosen at a step: its answers, or what to do about it. Pure; screens draw and act on it.

A key says what choosing a line means: `set:fact:option`, `mark:fact:option`, `save:fact`, `type:fact`,
`na:fact`, or the name of something to do such as `done`, `confirm` or `open:scope`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from breachdesk.domain.facts import UNKNOWN_WORD, Fact, FactDefinition, FactKind, is_unknown
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import StepKind
from breachdesk.domain.terms import Confirmation, Duty, NoticeKind
from breachdesk.services.overview import CaseView
from breachdesk.services.times import in_short
from breachdesk.services.views import DUTY_WORDS, fact_words, finding_face
from breachdesk.tui.lines import capital

CONSEQUENCES = "likely_consequences"
WORKED_OUT = "worked out from the data in scope; look at it"
PICKED, OPEN = "(●)", "( )"
MARKED, UNMARKED = "[x]", "[ ]"
Marks = Mapping[str, frozenset[str]]
"""By fact: the options ticked on screen and not yet saved."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to choose; a line without key only says something."""

    key: str
    text: str
    symbol: str = ""
    tone: str = "calm"


def choices_for(view: CaseView, planned: PlannedStep, facts: Mapping[str, FactDefinition], marks: Marks) -> list[Choice]:
    """Give the lines for a step as it stands."""
    step = planned.step
    if step.kind is StepKind.QUESTION:
        return [choice for fact in step.facts for choice in _for_fact(view, facts[fact], marks, len(step.facts) > 1)]
    if planned.state is StepState.BLOCKED:
        return [Choice("", f"⊘ {planned.because}", tone="muted")]
    if step.kind is StepKind.DECISION and step.duty is not None:
        return list(_decision(view, step.duty, facts))
    return list(_DO[step.kind](view, planned))


def _for_fact(view: CaseView, definition: FactDefinition, marks: Marks, named: bool) -> Iterator[Choice]:
    fact = view.incident.facts.get(definition.id)
    if named:
        yield Choice("", definition.label(), tone="muted")
    if fact is not None:
        said = fact_words(definition, fact, view.incident.zone, view.inventory)
        yield Choice("", f"now: {said}", tone="muted")
        yield Choice("", f"     {fact.source}, {in_short(fact.at, view.incident.zone)}", tone="muted")
    if definition.kind is FactKind.CHOICES:
        yield from _marked(definition, fact, marks, worked_out(definition, fact, view.incident))
    elif definition.options:
        yield from (_option(definition.id, o.id, o.label(), fact) for o in definition.options)
    else:
        yield Choice(f"type:{definition.id}", _invitation(definition), "…")
    unknown = fact is not None and is_unknown(fact.answer)
    yield Choice(f"set:{definition.id}:{UNKNOWN_WORD}", "not known yet", PICKED if unknown else OPEN)
    yield Choice(f"na:{definition.id}", "not applicable, because…", "…", "muted")
    if named:
        yield Choice("", "")


def _option(fact_id: str, option: str, label: str, fact: Fact | None) -> Choice:
    picked = fact is not None and fact.value == option
    return Choice(f"set:{fact_id}:{option}", label, PICKED if picked else OPEN)


def _marked(definition: FactDefinition, fact: Fact | None, marks: Marks, proposed: frozenset[str]) -> Iterator[Choice]:
    if proposed:
        yield Choice("", f"{capital(WORKED_OUT)}.", tone="waiting")
    marked = marks_of(definition.id, fact, marks, proposed)
    for option in definition.options:
        symbol = MARKED if option.id in marked else UNMARKED
        yield Choice(f"mark:{definition.id}:{option.id}", option.label(), symbol)
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


def _task(view: CaseView, planned: PlannedStep) -> Iterator[Choice]:
    if planned.state is StepState.DONE:
        yield Choice("reopen", "open it again…", "↺", "muted")
        return
    yield Choice("done", "it is done", "✓")
    yield Choice("assign", f"owner: {planned.owner}" if planned.owner else "give it an owner…", "…")


def _scope(view: CaseView, planned: PlannedStep) -> Iterator[Choice]:
    scope = view.incident.scope
    if scope is not None:
        yield Choice("", f"saved: {', '.join(scope.systems)}; people {scope.people}", tone="muted")
    yield Choice("open:scope", "tick the systems that were hit…", "▸", "accent")


def _decision(view: CaseView, duty: Duty, facts: Mapping[str, FactDefinition]) -> Iterator[Choice]:
    finding = view.proposals[duty]
    face = finding_face(finding)
    yield Choice("", f"The rules propose: {face.text} {face.symbol}", tone=face.tone)
    for reason in finding.reasons:
        yield Choice("", f"  {reason.because} ({reason.source})", tone="muted")
    if finding.needs:
        asked = ", ".join(facts[need].label() if need in facts else need for need in finding.needs)
        yield Choice("", f"  would settle it (f): {asked}", tone="waiting")
    decision = view.incident.decisions.get(duty)
    decided = decision.notify if decision else None
    yield Choice("", "")
    yield Choice("decide:yes", f"{_whom(DUTY_WORDS[duty])}…", PICKED if decided is True else OPEN)
    yield Choice("decide:no", "do not, because…", PICKED if decided is False else OPEN)
    if decision is not None:
        yield from _decided(decision, view.incident.zone)


def _decided(decision: Decision, zone: str) -> Iterator[Choice]:
    said = f"decided by {decision.by}, {in_short(decision.at, zone)}: {decision.reason}"
    yield Choice("", said, tone="done" if decision.is_final else "waiting")
    if not decision.is_final:
        who = {
            Confirmation.SECOND_PERSON: "holds once another person stands by it",
            Confirmation.COOLING_OFF_HOUR: "holds once another person, or you after an hour, stands by it",
        }
        yield Choice("", f"◷ {who.get(decision.confirmation, 'waits for confirmation')}", tone="waiting")
        yield Choice("confirm", "stand by it, because…", "▸", "accent")
    elif decision.confirmed_by:
        yield Choice("", f"stood by ✓ {decision.confirmed_by}", tone="done")


def _whom(duty: str) -> str:
    return {"Authority": "notify the authority", "Individuals": "tell the individuals"}[duty]


def _notice(view: CaseView, planned: PlannedStep) -> Iterator[Choice]:
    kind = planned.step.notice
    for revision in view.incident.notices_of(kind) if kind else ():
        approved = view.incident.approval_of(revision) is not None
        state = "approved ✓" if approved else "waits for DPO ◷"
        text = f"{revision.notice} revision {revision.number}: {state}"
        yield Choice(f"review:{revision.notice}", text, "▸", "done" if approved else "waiting")
    if planned.step.kind is StepKind.DRAFT and kind is not None:
        yield Choice(f"draft:{kind.value}:nl", "write it in Dutch", "…")
        yield Choice(f"draft:{kind.value}:en", "write it in English", "…")


def _sending(view: CaseView, planned: PlannedStep) -> Iterator[Choice]:
    yield from _notice(view, planned)
    for notice, handed in view.incident.handed_over.items():
        counts = f"{handed.failed} failed, {handed.deferred} waiting, {handed.uncertain} uncertain"
        yield Choice("open:outbox", f"{notice}: {handed.sent} sent, {counts}", "▸")
    if not view.incident.notices_of(NoticeKind.COMMUNICATION):
        yield Choice("", "nothing drafted yet", tone="muted")


def _close(view: CaseView, planned: PlannedStep) -> Iterator[Choice]:
    if view.incident.closed_at is None:
        yield Choice("close", "close the incident…", "▸", "accent")
    else:
        yield Choice("", f"closed: {view.incident.conclusion}", tone="done")


_DO = {
    StepKind.TASK: _task,
    StepKind.SCOPE: _scope,
    StepKind.DRAFT: _notice,
    StepKind.REVIEW: _notice,
    StepKind.FILE: _notice,
    StepKind.SEND: _sending,
    StepKind.CLOSE: _close,
}
