"""What can be done at a step that asks no question: tick, wait, decide, take a plan in, tell, draft, send, close. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Decision, Incident, StepMark
from breachdesk.domain.obligations import Standing
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import StepKind
from breachdesk.domain.terms import Confirmation, Duty, NoticeKind
from breachdesk.services.duty_views import clock_face, standing_face, state_words
from breachdesk.services.holding_up import holding_up
from breachdesk.services.overview import CaseView
from breachdesk.services.times import in_short
from breachdesk.services.views import DUTY_WORDS, finding_face
from breachdesk.tui.lines import Choice

PICKED, OPEN = "(●)", "( )"
TO_DO = (StepState.OPEN, StepState.BLOCKED)


@dataclass(frozen=True, slots=True)
class Around:
    """What the lines of a step need to know beside the incident."""

    now: datetime
    language: str = "en"
    usual: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By fact: the options that the situation usually brings."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """Of playbooks, by id."""

    facts: Mapping[str, FactDefinition] = field(default_factory=dict)


def blocked_lines(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    """Say what holds a step up, and where that is settled."""
    yield Choice("", f"⊘ {planned.because}", tone="muted")
    record = view.incident.steps.get(planned.step.id)
    if record is not None and record.mark is StepMark.BLOCKED:
        if planned.look_again_at is not None:
            again = in_short(planned.look_again_at, view.incident.zone)
            is_time = around.now >= planned.look_again_at
            yield Choice("", f"◷ look at it again {again}", tone="urgent" if is_time else "waiting")
        yield Choice("reopen", "it can go on, because…", "▸", "accent")
        return
    for needed in planned.step.needs:
        before = view.plan.step(needed)
        if before.state in TO_DO and before.step.kind is not StepKind.GUIDANCE:
            yield Choice(f"go:{needed}", f"go to '{before.step.title(around.language)}'", "▸", "accent")


def evidence_lines(incident: Incident, planned: PlannedStep) -> Iterator[Choice]:
    """Say what was put aside as evidence for a step."""
    for kept in incident.evidence.get(planned.step.id, ()):
        digest = f", sha256 {kept.sha256[:12]}" if kept.sha256 else ""
        yield Choice("", f"kept ✓ {kept.what}, at {kept.where}{digest}", tone="done")


def decision_lines(view: CaseView, duty: Duty, facts: Mapping[str, FactDefinition]) -> Iterator[Choice]:
    """Say what the rules propose, and offer to decide."""
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


def _guidance(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    if planned.state is StepState.DONE:
        yield Choice("reopen", "open it again…", "↺", "muted")
    else:
        yield Choice("done", "I have read it", "✓")


def _task(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    if planned.state is StepState.DONE:
        yield Choice("reopen", "open it again…", "↺", "muted")
        return
    yield Choice("done", "it is done", "✓")
    yield Choice("assign", f"owner: {planned.owner}" if planned.owner else "give it an owner…", "…")


def _wait(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    if planned.state is StepState.DONE:
        yield Choice("reopen", "open it again…", "↺", "muted")
        return
    if planned.due_at is not None:
        until = in_short(planned.due_at, view.incident.zone)
        over = planned.is_late(around.now)
        said = f"! it should have come by {until}; ask again" if over else f"◷ waits until {until}, then asks for you again"
        yield Choice("", said, tone="urgent" if over else "waiting")
    yield Choice("done", "it came", "✓")
    yield Choice("assign", f"who asks after it: {planned.owner}" if planned.owner else "say who asks after it…", "…")


def _scope(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    scope = view.incident.scope
    if scope is not None:
        yield Choice("", f"saved: {', '.join(scope.systems)}; people {scope.people}", tone="muted")
    yield Choice("open:scope", "tick the systems that were hit…", "▸", "accent")


def _plan(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    step, incident = planned.step, view.incident
    title = around.titles.get(step.playbook, step.playbook)
    taken = next((use for use in incident.added_playbooks if use.playbook == step.playbook), None)
    if taken is not None:
        at = in_short(taken.at, incident.zone)
        yield Choice("", f"taken in ✓ '{title}', {taken.by}, {at}: {taken.reason}", tone="done")
    elif planned.was_done:
        yield Choice("", f"this incident walks '{title}' already ✓", tone="done")
    elif step.replaces:
        yield Choice("", "What the plan asks now falls away; what was done stays done.", tone="muted")
        yield Choice(f"replace:{step.playbook}", f"go over to '{title}'…", "▸", "accent")
    else:
        yield Choice(f"plan:{step.playbook}", f"take '{title}' in…", "▸", "accent")


def _notify(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    """Say how the duty stands towards each addressee, and offer what can be done about it."""
    rows = [row for row in view.duties if row.duty.id == planned.step.obligation]
    if not rows:
        yield Choice("", "The laws in use know no such duty; see them all with l, or skip this with a reason.", tone="waiting")
    for row in rows:
        face = standing_face(row)
        yield Choice("", f"{row.duty.label['en']}, to {row.addressee}: {face.text} {face.symbol}".rstrip(), tone=face.tone)
        clock = clock_face(row, around.now, view.incident.zone, around.facts)
        if row.standing is not Standing.DOES_NOT and row.clocks:
            yield Choice("", f"  {clock}", tone=clock.tone)
            yield Choice("", f"  so far: {state_words(row)}", tone="muted")
        if row.standing is not Standing.DOES_NOT and not row.is_closed:
            yield Choice(f"met:{row.id}", "it was done…", "✓")
            yield Choice(f"decline:{row.id}", "it is not done, because…", "…")
        yield Choice(f"law:{row.id}", "see it among all duties (l)…", "▸", "accent")


def _notice(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    kind = planned.step.notice
    for revision in view.incident.notices_of(kind) if kind else ():
        given = view.incident.approval_of(revision)
        approved = given is not None and given.is_signed
        state = "approved ✓" if approved else "waits for DPO ◷"
        text = f"{revision.notice} revision {revision.number}: {state}"
        yield Choice(f"review:{revision.notice}", text, "▸", "done" if approved else "waiting")
    if planned.step.kind is StepKind.DRAFT and kind is not None:
        yield Choice(f"draft:{kind.value}:nl", "write it in Dutch", "…")
        yield Choice(f"draft:{kind.value}:en", "write it in English", "…")


def _sending(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    yield from _notice(view, planned, around)
    for notice, handed in view.incident.handed_over.items():
        counts = f"{handed.failed} failed, {handed.deferred} waiting, {handed.uncertain} uncertain"
        yield Choice("open:outbox", f"{notice}: {handed.sent} sent, {counts}", "▸")
    if not view.incident.notices_of(NoticeKind.COMMUNICATION):
        yield Choice("", "nothing drafted yet", tone="muted")


def _close(view: CaseView, planned: PlannedStep, around: Around) -> Iterator[Choice]:
    """Say what holds closing up, each point a line that leads to where it is settled."""
    incident = view.incident
    if incident.closed_at is not None:
        yield Choice("", f"closed: {incident.conclusion}", tone="done")
        if incident.override_reason:
            yield Choice("", f"closed over what was open, because: {incident.override_reason}", tone="urgent")
        return
    open_points = holding_up(view)
    if open_points:
        yield Choice("", f"{len(open_points)} open; enter goes there:", tone="urgent")
    for point in open_points:
        key = f"go:{point.step}" if point.step else f"law:{point.obligation}" if point.obligation else ""
        yield Choice(key, point.words, "!", "urgent")
    if open_points:
        yield Choice("close", f"close over {len(open_points)} open point{'s' if len(open_points) != 1 else ''}…", "▸", "late")
    else:
        yield Choice("", "Nothing that must be done is open.", tone="done")
        yield Choice("close", "close the incident…", "▸", "accent")


DO: Mapping[StepKind, Callable[[CaseView, PlannedStep, Around], Iterator[Choice]]] = {
    StepKind.GUIDANCE: _guidance,
    StepKind.TASK: _task,
    StepKind.WAIT: _wait,
    StepKind.SCOPE: _scope,
    StepKind.PLAN: _plan,
    StepKind.NOTIFY: _notify,
    StepKind.DRAFT: _notice,
    StepKind.REVIEW: _notice,
    StepKind.FILE: _notice,
    StepKind.SEND: _sending,
    StepKind.CLOSE: _close,
}
"""By kind, for steps that ask no question."""
