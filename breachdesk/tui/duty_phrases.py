"""What the screens say about obligations, their clocks, moments, proposals and fines. Pure text, no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.incident import Incident
from breachdesk.domain.lawbook import Amendment, FineTier
from breachdesk.domain.obligations import Obligation, ObligationState, Standing
from breachdesk.domain.standing import ClockStanding
from breachdesk.domain.worked_out import WORKED_OUT
from breachdesk.services.clock_words import start_words
from breachdesk.services.duty_views import clock_face, note_words, standing_clock, standing_face, state_face
from breachdesk.services.faces import Face
from breachdesk.services.judging import Judgement
from breachdesk.services.times import hours_minutes_seconds, in_short, in_words
from breachdesk.tui.lines import Line, capital

GROUP = "group:"
"""Key of a line that stands for several obligations: with the fact they wait for, or `none` for what does not apply."""

NONE = f"{GROUP}none"
NOTHING = Face("", "", "calm")


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of the list of obligations; without key it only parts others."""

    key: str
    text: str
    tone: str = "calm"
    clock: Face = NOTHING
    state: Face = NOTHING
    indent: int = 0


def duty_lines(
    rows: Sequence[Obligation],
    now: datetime,
    zone: str,
    facts: Mapping[str, FactDefinition],
    unfolded: frozenset[str],
) -> list[DutyLine]:
    """Give the list: what applies, then by the one answer each waits for what cannot be told, then what does not apply.

    Args:
        unfolded: Keys of the groups whose obligations are shown one by one.
    """
    applies = [row for row in rows if row.standing is Standing.APPLIES]
    lines = [DutyLine("", "APPLIES", "muted")]
    lines += [_row_line(row, now, zone, facts) for row in sorted(applies, key=_most_pressing)]
    lines += [] if applies else [DutyLine("", "nothing that is known brings a duty about yet", "muted")]
    waiting = waiting_for(rows)
    if waiting:
        lines += [DutyLine("", ""), DutyLine("", "CANNOT BE TOLD YET", "muted")]
    for need, some in waiting.items():
        key = f"{GROUP}{need}"
        over = sum(row.is_closed for row in some)
        settled = f"; {over} of them done or decided" if over else ""
        text = f"{_duties(len(some))} for: {need_words(need, facts)}{settled}"
        lines += _group(key, text, "waiting", some, now, zone, facts, unfolded)
    none = [row for row in rows if row.standing is Standing.DOES_NOT]
    if none:
        regimes = len({row.regime for row in none})
        text = f"{len(none)} duties of {regimes} laws"
        lines += [DutyLine("", ""), DutyLine("", "DOES NOT APPLY", "muted")]
        lines += _group(NONE, text, "muted", none, now, zone, facts, unfolded)
    return lines


def waiting_for(rows: Sequence[Obligation]) -> dict[str, list[Obligation]]:
    """Give the obligations that cannot be told yet by the first fact each waits for, the most telling fact first."""
    found: dict[str, list[Obligation]] = {}
    for row in rows:
        if row.standing is Standing.OPEN:
            found.setdefault(row.needs[0] if row.needs else "", []).append(row)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def need_words(need: str, facts: Mapping[str, FactDefinition]) -> str:
    """Say what a fact asks; what the rules work out is settled by the assessment."""
    if need in WORKED_OUT:
        return "the outcome of the assessment (v)"
    return facts[need].label() if need in facts else need or "something nobody can answer here"


def group_detail(need: str, rows: Sequence[Obligation], facts: Mapping[str, FactDefinition]) -> list[Line]:
    """Say which laws wait for one answer, or do not apply."""
    laws = dict.fromkeys(row.regime_label["en"] for row in rows)
    begin = "Enter answers it, and says which of these apply" if need else "space shows them, each with its reason"
    head = need_words(need, facts) if need else f"{len(rows)} duties that nothing here brings about"
    return [Line(capital(head), "accent"), Line(f"{begin}: {', '.join(laws)}.")]


def obligation_detail(
    row: Obligation,
    incident: Incident,
    clocks: tuple[ClockStanding, ...],
    now: datetime,
    facts: Mapping[str, FactDefinition],
) -> list[Line]:
    """Give everything about one obligation: why, by which provision, its stages and readings, what was done."""
    face = standing_face(row)
    lines = [Line(f"{row.duty.label['en']}: {face.text} {face.symbol}   to {row.addressee}", face.tone)]
    lines += [Line(f"  {reason.because} ({reason.source})") for reason in row.reasons]
    if row.needs:
        lines.append(Line(f"  would tell: {', '.join(need_words(need, facts) for need in row.needs)}", "waiting"))
    if row.concerned:
        lines.append(Line(f"  concerned too: {', '.join(row.concerned)} (GDPR Art. 4(22), 56)"))
    lines += [Line(f"  {note_words(note)}", "waiting") for note in row.notes]
    if row.standing is not Standing.DOES_NOT:
        state = state_face(row)
        because = f": {row.state_because}" if row.state_because else ""
        lines.append(Line(f"  so far: {state.text} {state.symbol}{because}", state.tone))
        lines += [
            Line(f"  {in_short(stage.at, incident.zone)} by {stage.by}: {stage.reference}", "done")
            for stage in incident.stages.values()
            if stage.obligation == row.id
        ]
        for clock in clocks:
            lines += _clock_detail(clock, now, incident.zone, facts)
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


def _row_line(row: Obligation, now: datetime, zone: str, facts: Mapping[str, FactDefinition], indent: int = 0) -> DutyLine:
    clock, state = clock_face(row, now, zone, facts), state_face(row)
    label = f"{row.duty.label['en']}{f' ({row.country})' if row.country else ''}"
    if row.standing is not Standing.APPLIES:
        face = standing_face(row)
        done = NOTHING if row.state is ObligationState.OPEN or row.standing is Standing.DOES_NOT else state
        return DutyLine(row.id, label, face.tone, face, done, indent)
    return DutyLine(row.id, label, "calm", clock, state, indent)


def _group(
    key: str,
    text: str,
    tone: str,
    rows: Sequence[Obligation],
    now: datetime,
    zone: str,
    facts: Mapping[str, FactDefinition],
    unfolded: frozenset[str],
) -> Iterator[DutyLine]:
    is_unfolded = key in unfolded
    yield DutyLine(key, f"{'−' if is_unfolded else '+'} {text}", tone)
    if is_unfolded:
        yield from (_row_line(row, now, zone, facts, 2) for row in rows)


def _duties(number: int) -> str:
    return "1 duty waits" if number == 1 else f"{number} duties wait"


def _most_pressing(row: Obligation) -> tuple[bool, bool, datetime, str]:
    """Order by what is left to do, then by when; what has no date comes after what has one."""
    clock = row.next_clock
    due_at = clock.deadline.due_at if clock is not None and clock.deadline is not None else None
    is_over = row.state in (ObligationState.MET, ObligationState.DECLINED)
    return is_over, due_at is None, due_at or datetime.max.replace(tzinfo=UTC), row.id


def _clock_detail(clock: ClockStanding, now: datetime, zone: str, facts: Mapping[str, FactDefinition]) -> list[Line]:
    face = standing_clock(clock, now, zone, facts)
    rule = clock.rule
    lines = [Line(f"  {rule.label}: {face.text} {face.symbol}".rstrip(), face.tone)]
    lines.append(Line(f"    {rule.length} {start_words(rule.starts_from, facts)}, {rule.source}, {rule.status.value}", "muted"))
    if clock.deadline is not None:
        for reading in clock.deadline.readings[1:]:
            at = in_words(reading.due_at, zone)
            lines.append(Line(f"    read otherwise it ends {at} ({reading.source}); plan by the first", "muted"))
        lines += [
            Line(f"    only a note, {note.status.value}: {in_words(note.due_at, zone)}. {note.words.get('en', '')}", "muted")
            for note in clock.deadline.notes
        ]
    return lines
