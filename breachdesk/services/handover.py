"""What the next shift must know of one Incident, on one page: where it stands, what comes next, who has what. Pure.

The terminal, the shell and Markdown show the same parts; each part says its most pressing things first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.incident import Incident, StepMark
from breachdesk.domain.next_best import in_order
from breachdesk.domain.obligations import NOTIFY_GDPR, Standing
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import StepKind
from breachdesk.services.duty_views import clock_face
from breachdesk.services.faces import Face
from breachdesk.services.overview import CaseView, demands_of
from breachdesk.services.times import in_brief, in_short
from breachdesk.services.views import DUTY_WORDS, clock_line, fact_words, finding_face

NEXT_BEST = 5
CONCLUSION = "conclusion"
OF_SCOPE = ("people", "records", "data_categories", "subject_groups", "affected_countries")
"""Facts that the line about the scope says already."""


@dataclass(frozen=True, slots=True)
class HandoverPart:
    """One subject of a hand-over."""

    label: str
    items: tuple[Face, ...]
    """The most pressing first."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One Incident as one shift gives it to the next."""

    reference: str
    title: str
    at: datetime
    zone: str
    clock: Face
    """How long there is; a screen says it at its top."""

    parts: tuple[HandoverPart, ...]


def handover_of(view: CaseView, now: datetime, facts: Mapping[str, FactDefinition]) -> Handover:
    """Put together what the next shift must know."""
    incident = view.incident
    parts = {
        "STANDS": _stands(view),
        "KNOWN": _known(view, facts),
        "DECIDED": _decided(incident),
        "BY LAW": _by_law(view, now, facts),
        "NEXT": _next(view, now),
        "OPEN": _open(view, now),
        "HELD UP": _held_up(view),
        "EVIDENCE": _evidence(view),
        "DONE": _done(view),
    }
    made = tuple(HandoverPart(label, tuple(items)) for label, items in parts.items())
    clock = clock_line(incident, now, narrow=False)
    return Handover(incident.reference, incident.title, now, incident.zone, clock, made)


def as_markdown(handover: Handover) -> str:
    """Give it as Markdown; what is foreign in it stays text."""
    lines = [f"# {_text(f'{handover.reference} {handover.title}')}", ""]
    lines += [f"Hand-over as of {in_short(handover.at, handover.zone)}. {_text(str(handover.clock))}.", ""]
    for part in handover.parts:
        lines += [f"## {part.label.capitalize()}", "", *(f"- {_text(str(item))}" for item in part.items), ""]
    return "\n".join(lines)


def _text(words: str) -> str:
    """Keep signs that Markdown or HTML would obey as signs; a number or a dash at the front begins no list."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&])", r"\\\1", " ".join(words.split()))


def _stands(view: CaseView) -> Iterator[Face]:
    incident = view.incident
    at = view.next.planned.phase if view.next else view.plan.current_phase.phase.id
    phase = next(p for p in view.plan.phases if p.phase.id == at)
    if incident.closed_at is not None:
        over = f"; closed over what was open: {incident.override_reason}" if incident.override_reason else ""
        yield Face(f"closed {in_short(incident.closed_at, incident.zone)}: {incident.conclusion}{over}", "✓", "done")
    aware = in_short(incident.aware_at, incident.zone)
    yield Face(f"phase {phase.phase.title()} {phase.done}/{len(phase.needed)}; aware {aware}; opened by {incident.opened_by}")


def _known(view: CaseView, facts: Mapping[str, FactDefinition]) -> Iterator[Face]:
    incident, inventory = view.incident, view.inventory
    scope = incident.scope
    if scope is None:
        yield Face("people: unknown, no scope is saved", "?", "waiting")
    else:
        yield Face(f"people {scope.people}, records {scope.records}; systems {', '.join(scope.systems) or 'none named'}")
    asked = dict.fromkeys(fact for step in view.plan.playbook.steps() for fact in step.facts)
    known = [id_ for id_ in asked if incident.facts.is_known(id_) and id_ not in OF_SCOPE]
    for id_ in sorted(known, key=lambda id_: _place(id_, facts)):
        said = fact_words(facts.get(id_), incident.facts.get(id_), incident.zone, inventory)
        yield Face(f"{facts[id_].label() if id_ in facts else id_}: {said}")


def _place(id_: str, facts: Mapping[str, FactDefinition]) -> int:
    """Put the conclusion first and long accounts last; all else keeps the order of the plan."""
    if id_ == CONCLUSION:
        return 0
    return 2 if id_ in facts and facts[id_].kind is FactKind.TEXT else 1


def _decided(incident: Incident) -> Iterator[Face]:
    for duty, decision in incident.decisions.items():
        said = "notify" if decision.notify else "do not notify"
        face = ("✓", "done") if decision.is_final else ("◷ waits for confirmation", "waiting")
        at = in_brief(decision.at, incident.zone)
        yield Face(f"{DUTY_WORDS[duty]}: {said}, {decision.by}, {at}: {decision.reason}", *face)
    if incident.verdict is not None:
        verdict = incident.verdict
        yield Face(f"verdict: {verdict.verdict.value.replace('-', ' ')}, {verdict.by}: {verdict.reason}", "✓", "done")
    for filing in incident.filings:
        yield Face(f"filed {in_brief(filing.filed_at, incident.zone)} under {filing.reference}, {filing.by}", "✓", "done")
    if not (incident.decisions or incident.verdict or incident.filings):
        yield Face("nothing yet", "", "waiting")


def _by_law(view: CaseView, now: datetime, facts: Mapping[str, FactDefinition]) -> Iterator[Face]:
    for duty, finding in view.proposals.items():
        face = finding_face(finding)
        asks = f", {len(finding.needs)} facts open" if finding.needs else ""
        yield Face(f"{DUTY_WORDS[duty]}: {face.text}{asks}", face.symbol, face.tone)
    for row in view.duties:
        is_main = row.duty.id == NOTIFY_GDPR and not row.is_apart
        if row.standing is Standing.APPLIES and row.next_clock is not None and not row.is_closed and not is_main:
            face = clock_face(row, now, view.incident.zone, facts)
            yield Face(f"{row.duty.label['en']}, to {row.addressee}: {face.text}", face.symbol, face.tone)
    open_rows = sum(row.standing is Standing.OPEN for row in view.duties)
    if open_rows:
        yield Face(f"{open_rows} duties cannot be told yet", "?", "waiting")


def _next(view: CaseView, now: datetime) -> Iterator[Face]:
    if view.incident.closed_at is not None:
        yield Face("nothing, it is closed", "", "muted")
        return
    best = in_order(view.plan, now, demands_of(view.incident, view.judgement), NEXT_BEST)
    for number, step in enumerate(best, start=1):
        mark = ("!", "late") if step.planned.is_late(now) else ("", "calm")
        yield Face(f"{number} {step.planned.step.title()} · {step.because}", *mark)
    if not best:
        yield Face("nothing can be done now" if _unsettled(view) else "nothing is left to do in the plan", "", "muted")


def _open(view: CaseView, now: datetime) -> Iterator[Face]:
    steps = [s for s in view.plan.steps() if s.state is StepState.OPEN and s.step.kind is not StepKind.WAIT]
    # Sorting keeps the order of the plan among those that are due at no time.
    for planned in sorted(steps, key=lambda s: (s.due_at is None, s.due_at or now)):
        late = planned.is_late(now)
        due = f", {'late since' if late else 'by'} {in_brief(planned.due_at, view.incident.zone)}" if planned.due_at else ""
        said = f"{planned.step.title()} · {planned.owner or 'nobody yet'}{due}"
        yield Face(said, "!" if late else "", "late" if late else "calm")
    if not steps:
        yield Face("nothing", "", "muted")


def _held_up(view: CaseView) -> Iterator[Face]:
    held = [face for planned in view.plan.steps() if (face := _why_held(planned, view.incident)) is not None]
    # What somebody blocked comes before what is only not known yet.
    yield from sorted(held, key=lambda face: face.tone != "urgent")
    if not held:
        yield Face("nothing", "", "muted")


def _why_held(planned: PlannedStep, incident: Incident) -> Face | None:
    title = planned.step.title()
    record = incident.steps.get(planned.step.id)
    if planned.state is StepState.BLOCKED and record is not None and record.mark is StepMark.BLOCKED:
        again = f"; look again {in_brief(planned.look_again_at, incident.zone)}" if planned.look_again_at else ""
        return Face(f"{title}: {planned.because}{again}", "⊘", "urgent")
    if planned.state is StepState.OPEN and planned.step.kind is StepKind.WAIT:
        until = f" until {in_brief(planned.due_at, incident.zone)}" if planned.due_at else ""
        return Face(f"waiting for: {title}{until}", "◷", "waiting")
    if planned.state is StepState.PARKED:
        return Face(f"not known yet: {title}", "", "waiting")
    return None


def _evidence(view: CaseView) -> Iterator[Face]:
    pieces = [piece for kept in view.incident.evidence.values() for piece in kept]
    for piece in sorted(pieces, key=lambda p: p.at, reverse=True):
        digest = f", sha256 {piece.sha256[:12]}" if piece.sha256 else ""
        yield Face(f"{piece.what}, at {piece.where}{digest}", "✓", "done")
    if not view.incident.evidence:
        yield Face("none kept", "", "waiting")


def _done(view: CaseView) -> Iterator[Face]:
    incident = view.incident
    last = incident.hand_overs[-1] if incident.hand_overs else None
    since = last.at if last else incident.opened_at
    done = [(s.done_at, at, s) for at, s in enumerate(view.plan.steps()) if s.was_done and s.done_at is not None]
    latest = [s for at, _, s in sorted(done, key=lambda found: found[:2], reverse=True) if at >= since]
    begun = f"{last.by} handed over to {last.to}" if last else "it was opened"
    note = f": {last.note}" if last and last.note else ""
    yield Face(f"since {in_brief(since, incident.zone)}, when {begun}{note}", "", "muted")
    for at, planned in enumerate(latest):
        first = f"{len(latest)} done, the last of them: " if at == 0 else ""
        yield Face(f"{first}{planned.step.title()}{_no_longer(planned)}", "", "done")
    if not latest:
        yield Face("nothing done", "", "muted")


def _no_longer(planned: PlannedStep) -> str:
    return " (no longer needed)" if planned.state is StepState.NOT_NEEDED else ""


def _unsettled(view: CaseView) -> Iterable[PlannedStep]:
    return [s for s in view.plan.steps() if not s.is_settled]
