"""What the rules say of a set of facts, as the JSON document that others rely on, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from breachdesk.cli.law_documents import Document
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.findings import Finding
from breachdesk.domain.severity import Severity
from breachdesk.domain.terms import Duty
from breachdesk.services.judging import Judgement

OUTCOMES = (Duty.DOCUMENT, Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
NAMES = {
    Duty.DOCUMENT: "Record it",
    Duty.NOTIFY_AUTHORITY: "Notify the authority",
    Duty.NOTIFY_INDIVIDUALS: "Tell the people",
}


def judgement_document(judgement: Judgement) -> Document:
    """Give everything; keys are a contract."""
    result = judgement.assessment
    return {
        **{duty.value: result.finding(duty).outcome.value for duty in OUTCOMES},
        "risk": result.risk.value,
        "enisa": severity_document(judgement.severity),
        "reasons": [reason for duty in OUTCOMES for reason in _reasons(duty, result.finding(duty))],
        "missing": [{"fact": m.fact, "could_change": [d.value for d in m.could_change]} for m in result.missing],
        "exceptions": [
            {"id": id_, "holds": f.outcome.value, "because": f.reasons[0].because, "source": str(f.reasons[0].source)}
            for id_, f in result.exceptions.items()
        ],
        "public_communication_instead": result.public_instead,
        "disagreement": judgement.disagreement or None,
        "verdict": {"is": judgement.verdict.verdict.value, "because": judgement.verdict.because},
        "practice": [
            {"country": n.country, "stance": n.stance, "says": n.words["en"], "source": str(n.source)}
            for n in judgement.practice
        ],
    }


def severity_document(severity: Severity) -> Document:
    """Give ENISA's score with the answer behind each number; null where an answer is missing."""
    return {
        "dpc": severity.dpc,
        "ei": severity.ei,
        "cb": severity.cb,
        "se": severity.se,
        "level": severity.band.id if severity.band else None,
        "se_at_most": severity.se_at_most,
        "level_at_most": severity.band_at_most.id if severity.band_at_most else None,
        "flags": list(severity.flags),
        "parts": [
            {"part": p.part, "points": p.points, "at_most": p.at_most, "because": p.because, "facts": list(p.facts)}
            for p in severity.parts
        ],
    }


def judgement_lines(judgement: Judgement, questions: Mapping[str, FactDefinition]) -> Iterator[str]:
    """Say the same in words; each question that is missing with its own."""
    result = judgement.assessment
    for duty in OUTCOMES:
        finding = result.finding(duty)
        yield f"{NAMES[duty]}: {finding.outcome.value}"
        for reason in finding.reasons:
            yield f"  {reason.because} ({reason.source})"
    yield f"Risk to people: {result.risk.value}"
    yield from _severity_lines(judgement.severity)
    if judgement.disagreement:
        yield f"  {judgement.disagreement}"
    for note in judgement.practice:
        yield f"{note.country}, {note.stance}: {note.words['en']} ({note.source})"
    for number, missing in enumerate(result.missing, start=1):
        could = " and ".join(NAMES[d].lower() for d in missing.could_change)
        words = questions[missing.fact].label() if missing.fact in questions else ""
        yield f"Ask next {number}: {missing.fact} {f'“{words}” ' if words else ''}(could change: {could})"


def _severity_lines(severity: Severity) -> Iterator[str]:
    if severity.se is None or severity.band is None:
        why = "; ".join(p.because for p in severity.parts if p.points is None)
        yield f"ENISA severity: cannot be worked out, {why}"
        return
    more = ""
    if severity.se_at_most != severity.se and severity.band_at_most is not None:
        more = f", at most {severity.se_at_most:g} {severity.band_at_most.label['en']}"
    sum_ = f"{severity.dpc} x {severity.ei:g} + {severity.cb:g}"
    yield f"ENISA severity: {severity.se:g} {severity.band.label['en']} ({sum_}{more})"


def _reasons(duty: Duty, finding: Finding) -> list[Document]:
    return [
        {"outcome": duty.value, "because": r.because, "facts": list(r.facts), "source": str(r.source)}
        for r in finding.reasons
    ]
