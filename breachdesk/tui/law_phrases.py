"""What the screens say about the assessment: outcomes, severity, what to ask next. Pure text, no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from breachdesk.domain.facts import Fact, FactDefinition, Facts
from breachdesk.domain.findings import Finding, Outcome
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.lawbook import PracticeNote
from breachdesk.domain.planning import PlannedStep
from breachdesk.domain.severity import Severity
from breachdesk.domain.terms import Duty
from breachdesk.services.faces import Face
from breachdesk.services.judging import Judgement
from breachdesk.services.overview import CaseView
from breachdesk.services.times import in_short
from breachdesk.services.views import DUTY_WORDS, fact_words, finding_face
from breachdesk.tui.lines import Line, capital

SHOWN_QUESTIONS = 3
RISK_FACES = {
    "unlikely": Face("unlikely", "–", "done"),
    "risk": Face("risk", "!", "urgent"),
    "high": Face("high", "!", "late"),
    "undetermined": Face("cannot be told yet", "?", "waiting"),
}

WHO_IS_TOLD = {Duty.NOTIFY_AUTHORITY: "the authority", Duty.NOTIFY_INDIVIDUALS: "the people"}


@dataclass(frozen=True, slots=True)
class WeighedFact:
    """One fact the rules look at, as a line to move over."""

    id: str
    label: str
    said: str
    tone: str
    mark: str
    could_change: tuple[Duty, ...] = ()
    """The open outcomes it could settle."""

    is_what_if: bool = False


def follows_from(view: CaseView, facts: Mapping[str, FactDefinition]) -> list[Line]:
    """Give what follows, for the side of the incident: both outcomes, and the questions that would settle most."""
    lines = []
    for duty, finding in view.proposals.items():
        lines += _outcome_lines(view.incident, duty, finding)
    lines.append(Line(_risk_line(view.judgement), RISK_FACES[view.judgement.assessment.risk.value].tone))
    lines += [Line(f"! {clash}", "late") for clash in view.judgement.clashes]
    missing = view.judgement.assessment.missing
    if missing:
        lines.append(Line(f"would settle most (f), {len(missing)} in all:", "waiting"))
        lines += [Line(f"  {_label(facts, m.fact)}", "waiting") for m in missing[:SHOWN_QUESTIONS]]
    return lines


def brief(view: CaseView) -> str:
    """Say both outcomes in one short line, for 80 columns."""
    said = [f"{DUTY_WORDS[duty]} {_short(finding)}" for duty, finding in view.proposals.items()]
    missing = view.judgement.assessment.missing
    asked = f" · {len(missing)} questions (f)" if missing else ""
    return f"{' · '.join(said)}{asked}"


def outcome_brief(judgement: Judgement, before: Judgement | None) -> Line:
    """Say both outcomes and the risk in one short line, for 80 columns.

    Args:
        before: What holds in truth, while a what-if is shown; differences are said.
    """
    said = []
    for duty, finding in judgement.proposals.items():
        was = before.proposals[duty] if before else finding
        changed = f", was {_short(was)}" if was.outcome is not finding.outcome else ""
        said.append(f"{DUTY_WORDS[duty]} {_short(finding)}{changed}")
    face = RISK_FACES[judgement.assessment.risk.value]
    said.append(f"risk {face.text} {face.symbol}{_risk_was(judgement, before)}")
    words = " · ".join(said)
    return Line(f"WHAT IF, not saved: {words}", "urgent") if before else Line(words, face.tone)


def verdict_line(incident: Incident, judgement: Judgement) -> Line:
    """Say what the incident is, by the facts and by a person (Art. 4(12))."""
    proposed = judgement.verdict
    recorded = incident.verdict
    if recorded is None:
        tone = "waiting" if proposed.needs else "calm"
        return Line(f"{proposed.verdict.value.replace('-', ' ')}: {proposed.because}", tone)
    at = in_short(recorded.at, incident.zone)
    return Line(f"{recorded.verdict.value.replace('-', ' ')} ✓ {recorded.by}, {at}: {recorded.reason}", "done")


def assessment_lines(
    incident: Incident, judgement: Judgement, before: Judgement | None, definitions: Mapping[str, FactDefinition]
) -> list[Line]:
    """Give the right side of the assessment: verdict, the rules, ENISA's score, practice.

    Args:
        before: What holds in truth, while a what-if is shown; differences are said.
        definitions: Names the facts that reasons rest on.
    """
    result = judgement.assessment
    lines = [Line("IS IT A BREACH?  Art. 4(12)", "muted"), verdict_line(incident, judgement), Line("")]
    lines += [Line(f"! {clash}", "late") for clash in judgement.clashes]
    lines.append(Line("BY THE RULES  EDPB 9/2022, 01/2021", "muted"))
    for duty, finding in judgement.proposals.items():
        was = before.proposals[duty] if before else None
        lines += list(_full_outcome(incident, duty, finding, was, definitions))
    changed = _risk_was(judgement, before)
    lines.append(Line(_risk_line(judgement) + changed, "urgent" if changed else RISK_FACES[result.risk.value].tone))
    lines += [Line(""), Line("EXCEPTIONS  Art. 34(3)", "muted"), *_exception_lines(judgement)]
    lines += [Line(""), Line("BY ENISA'S METHOD  2013, a presumption", "muted")]
    lines += _severity_lines(judgement.severity, definitions)
    if judgement.disagreement:
        lines.append(Line(judgement.disagreement, "waiting"))
    if judgement.practice:
        lines += [Line(""), Line("NATIONAL PRACTICE", "muted")]
        lines += [_practice_line(note) for note in judgement.practice]
    return lines


def weighed_facts(
    asked: Iterable[str],
    facts: Facts,
    judgement: Judgement,
    definitions: Mapping[str, FactDefinition],
    zone: str,
    inventory: Inventory | None,
    what_if: Mapping[str, Fact],
) -> list[WeighedFact]:
    """Give every fact the rules look at: what would settle it first, then what is known, then the rest."""
    order = {missing.fact: missing for missing in judgement.assessment.missing}
    found = []
    for id_ in asked:
        fact = what_if.get(id_) or facts.get(id_)
        said = fact_words(definitions.get(id_), fact, zone, inventory)
        missing = order.get(id_)
        known = facts.is_known(id_)
        tone = "urgent" if id_ in what_if else "waiting" if missing else "calm" if known else "muted"
        mark = "?" if missing else "·" if known or id_ in what_if else ""
        could = missing.could_change if missing else ()
        found.append(WeighedFact(id_, _label(definitions, id_), said, tone, mark, could, id_ in what_if))
    place = {id_: at for at, id_ in enumerate(order)}
    return sorted(found, key=lambda f: (place.get(f.id, len(place)), f.tone == "muted"))


def fact_detail(weighed: WeighedFact, fact: Fact | None, step: PlannedStep | None, zone: str) -> list[Line]:
    """Say all about one fact: what it is, where it comes from, what it could settle, and which step asks."""
    lines = [Line(f"{capital(weighed.label)}: {weighed.said}", weighed.tone)]
    if weighed.is_what_if:
        lines.append(Line("what if, not saved", "urgent"))
    elif fact is not None:
        lines.append(Line(f"{fact.source}, {in_short(fact.at, zone)}", "muted"))
    if weighed.could_change:
        duties = " and ".join(WHO_IS_TOLD[duty] for duty in weighed.could_change)
        lines.append(Line(f"could settle whether {duties} must be told", "waiting"))
    asks = f"f goes to the step that asks: {step.step.title()}" if step else "no step of the plan asks it; f answers it here"
    return [*lines, Line(asks, "muted")]


def _outcome_lines(incident: Incident, duty: Duty, finding: Finding) -> list[Line]:
    face = finding_face(finding)
    lines = [Line(f"{DUTY_WORDS[duty]}: {face.text} {face.symbol}", face.tone)]
    decision = incident.decisions.get(duty)
    if decision is not None:
        lines.append(_decision_line(decision, incident.zone))
    if finding.outcome is not Outcome.UNDETERMINED:
        lines += [Line(f"  {reason.because}", "muted") for reason in finding.reasons[:2]]
    return lines


def _decision_line(decision: Decision, zone: str) -> Line:
    said = "notify" if decision.notify else "do not notify"
    at = in_short(decision.at, zone)
    if not decision.is_final:
        return Line(f"  decided: {said} ◷ waits for confirmation; {decision.by}, {at}", "waiting")
    return Line(f"  decided: {said} ✓ {decision.by}, {at}", "done")


def _full_outcome(
    incident: Incident, duty: Duty, finding: Finding, was: Finding | None, definitions: Mapping[str, FactDefinition]
) -> Iterator[Line]:
    face = finding_face(finding)
    changed = f"   was: {finding_face(was).text}" if was is not None and was.outcome is not finding.outcome else ""
    yield Line(f"{DUTY_WORDS[duty]}: {face.text} {face.symbol}{changed}", "urgent" if changed else face.tone)
    decision = incident.decisions.get(duty)
    if decision is not None:
        yield _decision_line(decision, incident.zone)
    for reason in finding.reasons:
        yield Line(f"  {reason.because}")
        yield Line(f"    {reason.source}{_rests_on(reason.facts, definitions)}", "muted")


def _exception_lines(judgement: Judgement) -> list[Line]:
    words = {Outcome.YES: ("holds ✓", "done"), Outcome.NO: ("does not hold –", "muted")}
    lines = []
    for finding in judgement.assessment.exceptions.values():
        said, tone = words.get(finding.outcome, ("not shown ?", "muted"))
        reason = finding.reasons[0]
        lines.append(Line(f"{said}  {reason.because} ({reason.source})", tone))
    return lines


def _severity_lines(severity: Severity, definitions: Mapping[str, FactDefinition]) -> list[Line]:
    lines = []
    if severity.se is not None and severity.band is not None:
        sum_ = f"{severity.dpc} x {severity.ei:g} + {severity.cb:g}"
        lines.append(Line(f"SE {severity.se:g}  {severity.band.label['en']}  ({sum_})", "accent"))
        lines.append(Line(f"  {severity.band.effect['en']}", "muted"))
    else:
        lines.append(Line("SE unknown ?", "waiting"))
    names = {"dpc": "DPC (kind of data)", "ei": "EI (ease of identification)"}
    for part in severity.parts:
        points = "unknown" if part.points is None else f"{part.points:g}"
        more = f" to {part.at_most:g}" if part.at_most not in (None, part.points) else ""
        rests = _rests_on(part.facts, definitions)
        tone = "waiting" if part.points is None or more else "calm"
        lines.append(Line(f"  {names.get(part.part, part.part)} {points}{more}: {part.because}{rests}", tone))
    lines += [Line(f"  flag: {flag.replace('-', ' ')}", "urgent") for flag in severity.flags]
    return lines


def _practice_line(note: PracticeNote) -> Line:
    tone = "urgent" if note.stance == "stricter" else "calm"
    return Line(f"{note.country}, {note.stance}: {note.words['en']} ({note.source})", tone)


def _risk_line(judgement: Judgement) -> str:
    face = RISK_FACES[judgement.assessment.risk.value]
    severity = judgement.severity
    score = f" · ENISA {severity.se:g} {severity.band.label['en']}" if severity.se is not None and severity.band else ""
    return f"Risk: {face.text} {face.symbol}{score}"


def _risk_was(judgement: Judgement, before: Judgement | None) -> str:
    """Say the risk before a what-if, where that changes it."""
    if before is None or before.assessment.risk is judgement.assessment.risk:
        return ""
    return f", was {RISK_FACES[before.assessment.risk.value].text}"


def _short(finding: Finding) -> str:
    return {Outcome.YES: "yes ▸", Outcome.NO: "no –", Outcome.UNDETERMINED: "not yet ?"}[finding.outcome]


def _rests_on(facts: Iterable[str], definitions: Mapping[str, FactDefinition]) -> str:
    names = ", ".join(_label(definitions, id_) for id_ in facts)
    return f"; rests on {names}" if names else ""


def _label(facts: Mapping[str, FactDefinition], id_: str) -> str:
    """Give the name of a fact without the `whether` of a question, so that its answer can stand beside it."""
    return facts[id_].label().removeprefix("whether ") if id_ in facts else id_
