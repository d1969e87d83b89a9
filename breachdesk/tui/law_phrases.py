"""What the screens say about the law: assessment, severity, what to ask next, obligations. Pure text, no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.facts import Fact, FactDefinition, Facts
from breachdesk.domain.findings import Finding, Outcome
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.lawbook import Amendment, FineTier, PracticeNote
from breachdesk.domain.obligations import Obligation, Standing
from breachdesk.domain.severity import Severity
from breachdesk.domain.standing import ClockStanding
from breachdesk.domain.terms import Duty
from breachdesk.services.assessing import Judgement
from breachdesk.services.duty_views import standing_clock, standing_face, start_words, state_face
from breachdesk.services.faces import Face
from breachdesk.services.overview import CaseView
from breachdesk.services.times import hours_minutes_seconds, in_short, in_words
from breachdesk.services.views import DUTY_WORDS, fact_words, finding_face
from breachdesk.tui.lines import Line

SHOWN_QUESTIONS = 3
RISK_FACES = {
    "unlikely": Face("unlikely", "–", "done"),
    "risk": Face("risk", "!", "urgent"),
    "high": Face("high", "!", "late"),
    "undetermined": Face("cannot be told yet", "?", "waiting"),
}


@dataclass(frozen=True, slots=True)
class WeighedFact:
    """One fact the rules look at, as a line to move over."""

    id: str
    label: str
    said: str
    note: str
    tone: str
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


def verdict_line(incident: Incident, judgement: Judgement) -> Line:
    """Say what the incident is, by the facts and by a person (Art. 4(12))."""
    proposed = judgement.verdict
    recorded = incident.verdict
    if recorded is None:
        tone = "waiting" if proposed.needs else "calm"
        return Line(f"{proposed.verdict.value.replace('-', ' ')}: {proposed.because}", tone)
    at = in_short(recorded.at, incident.zone)
    return Line(f"{recorded.verdict.value.replace('-', ' ')} ✓ {recorded.by}, {at}: {recorded.reason}", "done")


def assessment_lines(incident: Incident, judgement: Judgement, before: Judgement | None) -> list[Line]:
    """Give the right side of the assessment: verdict, the rules, ENISA's score, practice.

    Args:
        before: What holds in truth, while a what-if is shown; differences are said.
    """
    result = judgement.assessment
    lines = [Line("IS IT A BREACH?  Art. 4(12)", "muted"), verdict_line(incident, judgement), Line("")]
    lines += [Line(f"! {clash}", "late") for clash in judgement.clashes]
    lines.append(Line("BY THE RULES  EDPB 9/2022, 01/2021", "muted"))
    for duty, finding in judgement.proposals.items():
        was = before.proposals[duty] if before else None
        lines += list(_full_outcome(incident, duty, finding, was))
    lines.append(Line(_risk_line(judgement), RISK_FACES[result.risk.value].tone))
    lines += [Line(""), Line("EXCEPTIONS  Art. 34(3)", "muted"), *_exception_lines(judgement)]
    lines += [Line(""), Line("BY ENISA'S METHOD  2013, a presumption", "muted"), *_severity_lines(judgement.severity)]
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
        note = "+".join(DUTY_WORDS[duty].lower() for duty in missing.could_change) if missing else ""
        tone = "urgent" if id_ in what_if else "waiting" if missing else "calm" if facts.is_known(id_) else "muted"
        found.append(WeighedFact(id_, _label(definitions, id_), said, note, tone, id_ in what_if))
    place = {id_: at for at, id_ in enumerate(order)}
    return sorted(found, key=lambda f: (place.get(f.id, len(place)), f.tone == "muted"))


def obligation_detail(row: Obligation, incident: Incident, clocks: tuple[ClockStanding, ...], now: datetime) -> list[Line]:
    """Give everything about one obligation: why, by which provision, its stages and readings, what was done."""
    face = standing_face(row)
    lines = [Line(f"{row.duty.label['en']}: {face.text} {face.symbol}", face.tone)]
    lines += [Line(f"  {reason.because} ({reason.source})") for reason in row.reasons]
    if row.needs:
        lines.append(Line(f"  would tell: {', '.join(row.needs)}", "waiting"))
    if row.concerned:
        lines.append(Line(f"  concerned too: {', '.join(row.concerned)} (GDPR Art. 4(22), 56)"))
    if row.standing is not Standing.DOES_NOT:
        state = state_face(row)
        because = f": {row.state_because}" if row.state_because else ""
        lines.append(Line(f"  {state.text} {state.symbol}{because}", state.tone))
    for clock in clocks:
        lines += _clock_detail(clock, now, incident.zone)
    if row.status.value != "in-force":
        lines.append(Line(f"  this provision is {row.status.value}: look it up before you rely on it", "urgent"))
    return lines


def moment_lines(incident: Incident) -> list[Line]:
    """Say first signal, start of the investigation, detection and awareness apart, and the gap between them."""
    found = []
    for moment, recorded in incident.moments.items():
        at = in_short(recorded.at, incident.zone)
        found.append(Line(f"{moment.value.replace('-', ' ')} {at}, {recorded.by}: {recorded.reason}"))
    gap = hours_minutes_seconds(incident.aware_at - incident.detected_at)[:-3]
    because = f": {incident.awareness_reason}" if incident.awareness_reason else ""
    detected = in_short(incident.detected_at, incident.zone)
    aware = in_short(incident.aware_at, incident.zone)
    return [*found, Line(f"detected {detected}; aware {aware}, {gap} h later{because}")]


def proposal_lines(amendments: Iterable[Amendment], incident: Incident, judgement: Judgement) -> list[str]:
    """Say what a proposal would change for this incident; it is not law and nothing is worked out by it."""
    lines = []
    for amendment in amendments:
        lines += [f"{amendment.label['en']}: {amendment.status.value}, NOT LAW", ""]
        due = incident.aware_at + amendment.authority_length
        lines.append(f"The authority's clock would end {in_words(due, incident.zone)}, instead of")
        lines.append(f"{in_words(incident.deadline.due_at, incident.zone)}.")
        lines.append(_would_be_told(amendment, judgement))
        lines += ["", *(words["en"] for words in amendment.words), f"({amendment.source})"]
    return lines or ["Nothing is proposed in the book of law."]


def fine_lines(fines: Iterable[tuple[FineTier, int]]) -> list[str]:
    """Say the ceilings of a fine; information with its source."""
    lines = ["The most an authority may fine; what is fined depends on Art. 83(2). Information, not a forecast.", ""]
    for tier, most in fines:
        lines.append(f"{tier.label['en']}: at most EUR {most:,}")
        lines.append(f"  EUR {tier.euros:,} or {tier.percent_of_turnover:g} % of turnover, the higher ({tier.source})")
    return lines


def _would_be_told(amendment: Amendment, judgement: Judgement) -> str:
    risk = judgement.assessment.risk.value
    if amendment.authority_only_at != "high" or risk == "high":
        return "The authority would be told, as now."
    if risk == "undetermined":
        return "Whether the authority would be told cannot be told yet: only a high risk would count."
    return f"The authority would not be told: the risk is '{risk}', and only a high one would count."


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


def _full_outcome(incident: Incident, duty: Duty, finding: Finding, was: Finding | None) -> Iterator[Line]:
    face = finding_face(finding)
    changed = f"   was: {finding_face(was).text}" if was is not None and was.outcome is not finding.outcome else ""
    yield Line(f"{DUTY_WORDS[duty]}: {face.text} {face.symbol}{changed}", "urgent" if changed else face.tone)
    decision = incident.decisions.get(duty)
    if decision is not None:
        yield _decision_line(decision, incident.zone)
    for reason in finding.reasons:
        yield Line(f"  {reason.because}")
        rests = f"; rests on {', '.join(reason.facts)}" if reason.facts else ""
        yield Line(f"  {reason.source}{rests}", "muted")


def _exception_lines(judgement: Judgement) -> list[Line]:
    words = {Outcome.YES: ("holds ✓", "done"), Outcome.NO: ("does not hold –", "muted")}
    lines = []
    for finding in judgement.assessment.exceptions.values():
        said, tone = words.get(finding.outcome, ("not shown ?", "muted"))
        reason = finding.reasons[0]
        lines.append(Line(f"{said}  {reason.because} ({reason.source})", tone))
    return lines


def _severity_lines(severity: Severity) -> list[Line]:
    lines = []
    if severity.se is not None and severity.band is not None:
        sum_ = f"{severity.dpc} x {severity.ei:g} + {severity.cb:g}"
        lines.append(Line(f"SE {severity.se:g}  {severity.band.label['en']}  ({sum_})", "accent"))
        lines.append(Line(f"  {severity.band.effect['en']}", "muted"))
    else:
        lines.append(Line("SE unknown ?", "waiting"))
    names = {"dpc": "DPC", "ei": "EI"}
    for part in severity.parts:
        points = "unknown" if part.points is None else f"{part.points:g}"
        more = f" to {part.at_most:g}" if part.at_most not in (None, part.points) else ""
        rests = f"  [{', '.join(part.facts)}]" if part.facts else ""
        tone = "waiting" if part.points is None or more else "calm"
        lines.append(Line(f"  {names.get(part.part, part.part)} {points}{more}: {part.because}{rests}", tone))
    lines += [Line(f"  flag: {flag.replace('-', ' ')}", "urgent") for flag in severity.flags]
    return lines


def _clock_detail(clock: ClockStanding, now: datetime, zone: str) -> list[Line]:
    face = standing_clock(clock, now, zone)
    rule = clock.rule
    lines = [Line(f"  {rule.label}: {face.text} {face.symbol}".rstrip(), face.tone)]
    lines.append(Line(f"    {rule.length} {start_words(rule.starts_from)}, {rule.source}, {rule.status.value}", "muted"))
    if clock.deadline is not None:
        for reading in clock.deadline.readings[1:]:
            at = in_words(reading.due_at, zone)
            lines.append(Line(f"    read otherwise it ends {at} ({reading.source}); plan by the first", "muted"))
        lines += [
            Line(f"    only a note, {note.status.value}: {in_words(note.due_at, zone)}. {note.words.get('en', '')}", "muted")
            for note in clock.deadline.notes
        ]
    return lines


def _practice_line(note: PracticeNote) -> Line:
    tone = "urgent" if note.stance == "stricter" else "calm"
    return Line(f"{note.country}, {note.stance}: {note.words['en']} ({note.source})", tone)


def _risk_line(judgement: Judgement) -> str:
    face = RISK_FACES[judgement.assessment.risk.value]
    severity = judgement.severity
    score = f" · ENISA {severity.se:g} {severity.band.label['en']}" if severity.se is not None and severity.band else ""
    return f"Risk: {face.text} {face.symbol}{score}"


def _short(finding: Finding) -> str:
    return {Outcome.YES: "yes ▸", Outcome.NO: "no –", Outcome.UNDETERMINED: "not yet ?"}[finding.outcome]


def _label(facts: Mapping[str, FactDefinition], id_: str) -> str:
    return facts[id_].label() if id_ in facts else id_
