"""The step in the middle in words: what it wants and why; and all about it, as long as there is room. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from breachdesk.domain.incident import Incident
from breachdesk.domain.plan_merging import OWN
from breachdesk.domain.planning import PlannedStep, StepState
from breachdesk.domain.playbook import Playbook, in_language
from breachdesk.services.times import in_short
from breachdesk.services.views import STATE_FACES
from breachdesk.tui.lines import Line
from breachdesk.tui.wrapping import wrapped


@dataclass(frozen=True, slots=True)
class StepLook:
    """How a step is looked at."""

    now: datetime
    language: str = "en"
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of playbooks that came in later, by id."""


def step_lines(incident: Incident, planned: PlannedStep, look: StepLook) -> list[Line]:
    """Give the head of the step: title, by when, state, and why it is asked."""
    step, face = planned.step, STATE_FACES[planned.state]
    lines = [Line(step.title(look.language), "accent")]
    if planned.is_late(look.now):
        lines.append(Line(f"late ! house target was {in_short(planned.due_at or look.now, incident.zone)}", "late"))
    elif planned.due_at and planned.state is StepState.OPEN:
        lines.append(Line(f"house target {in_short(planned.due_at, incident.zone)}", "muted"))
    if planned.state not in (StepState.OPEN, StepState.BLOCKED):  # What blocks it stands with what can be done about it.
        lines.append(Line(f"{face.symbol} {face.text}" + (f": {planned.because}" if planned.because else ""), face.tone))
    if planned.state is StepState.NOT_NEEDED and planned.was_done:
        at = f" {in_short(planned.done_at, incident.zone)}" if planned.done_at else ""
        lines.append(Line(f"done{at}, no longer needed; what was done stays in the record", "done"))
    lines.append(Line(step.reason(look.language)))
    return lines


def about_line(incident: Incident, planned: PlannedStep) -> Line:
    """Say in one line what stands behind w."""
    kept = len(incident.evidence.get(planned.step.id, ()))
    about = [
        f"owner {planned.owner}" if planned.owner else f"for the {planned.step.owner_role.value}",
        "source" if planned.step.source else "",
        "evidence to keep" if planned.step.evidence else "",
        f"{kept} kept" if kept else "",
        "if it cannot be done" if planned.step.cannot else "",
    ]
    return Line(f"{', '.join(a for a in about if a)} (w)", "muted")


def whole_lines(incident: Incident, planned: PlannedStep, look: StepLook) -> list[Line]:
    """Give all there is to say behind the head: source, owner, evidence, and what to do when it cannot be done."""
    step = planned.step
    evidence, cannot = in_language(step.evidence, look.language), in_language(step.cannot, look.language)
    parts = [
        ("Source", step.source),
        ("Owner", planned.owner or f"nobody yet; for the {step.owner_role.value}"),
        ("Must", "the incident should not close while this is open" if step.must else ""),
        ("Keep as evidence", evidence),
        ("If it cannot be done", cannot),
        ("Comes with", _from(planned, look)),
    ]
    lines = [Line(f"{name}: {said}", "muted") for name, said in parts if said]
    return [*lines, *kept_lines(incident, planned)]


def kept_lines(incident: Incident, planned: PlannedStep) -> Iterator[Line]:
    """Say what was put aside as evidence, by whom and when."""
    for kept in incident.evidence.get(planned.step.id, ()):
        at = in_short(kept.at, incident.zone)
        digest = f", sha256 {kept.sha256}" if kept.sha256 else ""
        yield Line(f"kept ✓ {kept.what}, at {kept.where}; {kept.by}, {at}{digest}", "done")


def _from(planned: PlannedStep, look: StepLook) -> str:
    came = planned.step.came_with
    if not came:
        return ""
    return "this incident, as a task of its own" if came == OWN else f"the playbook '{look.titles.get(came, came)}'"


def fits(lines: Iterable[Line], width: int, room: int) -> bool:
    """Tell whether lines stand whole in so many columns and rows."""
    return sum(len(wrapped(line.text, width)) for line in lines) <= room


def situation_lines(playbooks: Iterable[Playbook], labels: Mapping[str, Mapping[str, str]], language: str) -> list[Line]:
    """Say what the situations of an incident usually are: signs, where to look, what to keep, what follows, what helps.

    Args:
        labels: By fact, the words for its options.
    """
    lines: list[Line] = []
    for playbook in playbooks:
        profile = playbook.profile
        parts: list[tuple[str, list[str]]] = [
            ("Signs", [in_language(profile.signs, language)]),
            ("Where to look", [in_language(hint, language) for hint in profile.scope_hints]),
            ("Keep as evidence", [in_language(hint, language) for hint in profile.evidence]),
            ("Likely consequences", _named(profile.likely_consequences, labels.get("likely_consequences", {}))),
            ("What is usually done", _named(profile.measures_taken, labels.get("measures_taken", {}))),
            ("What is usually planned", _named(profile.measures_planned, labels.get("measures_planned", {}))),
        ]
        said = [(head, [text for text in texts if text]) for head, texts in parts]
        lines += [Line(""), Line(playbook.title(language), "accent")] if lines else [Line(playbook.title(language), "accent")]
        if not any(texts for _, texts in said):
            lines.append(Line("This playbook does not say; a copy of it in your playbooks folder may.", "muted"))
        for head, texts in said:
            if texts:
                lines += [Line(head, "muted"), *(Line(f"  {text}") for text in texts)]
    return lines


def _named(ids: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    return [labels.get(id_, id_) for id_ in ids]
