"""Everything the rules say of one set of facts, whoever asks: an Incident, or a file of facts at the shell.

Loads nothing of Incidents, so that the answer at the shell comes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from breachdesk.domain.assessment import AssessmentResult, Contradiction, assess, clashes_in
from breachdesk.domain.conditions import holds
from breachdesk.domain.errors import Problem
from breachdesk.domain.facts import Facts
from breachdesk.domain.findings import Finding
from breachdesk.domain.lawbook import JudgingRules, LawBook, PracticeNote
from breachdesk.domain.severity import Severity, severity_of
from breachdesk.domain.terms import Duty
from breachdesk.domain.verdict import VerdictFinding, verdict_of

if TYPE_CHECKING:
    from breachdesk.services.ports import Catalogues

DECIDED = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything the rules say about one set of facts; the two lines side by side."""

    verdict: VerdictFinding
    assessment: AssessmentResult
    severity: Severity
    disagreement: str
    """Where the two lines part, and why the rules prevail; empty where they do not."""

    clashes: tuple[Contradiction, ...]
    """Answers that cannot both be right."""

    practice: tuple[PracticeNote, ...]
    """Where a national authority is known to be stricter or milder on such facts."""

    @property
    def proposals(self) -> dict[Duty, Finding]:
        """What is proposed for the authority and for the people."""
        return {duty: self.assessment.finding(duty) for duty in DECIDED}


def judged(
    facts: Facts, book: LawBook | JudgingRules, catalogues: Catalogues, countries: tuple[str, ...] = ()
) -> Judgement:
    """Say everything the rules of a book make of a set of facts.

    Args:
        countries: Whose authorities' practice is of interest; all of it where none is given.
    """
    result = assess(facts, book.assessment, catalogues.facts())
    severity = severity_of(facts, book.severity, book.assessment.silence)
    practice = tuple(
        note for note in book.practice if (not countries or note.country in countries) and holds(note.when, facts)
    )
    return Judgement(
        verdict=verdict_of(facts),
        assessment=result,
        severity=severity,
        disagreement=_parting(result, severity),
        clashes=clashes_in(facts, book.assessment),
        practice=practice,
    )


def clash_problems(judgement: Judgement, facts: Facts) -> list[Problem]:
    """Give each contradiction at the first of the lines its answers stand on, and name the others."""
    return [_clash_problem(clash, facts) for clash in judgement.clashes]


def _clash_problem(clash: Contradiction, facts: Facts) -> Problem:
    rows = [row for fact in clash.facts for row in facts.by_id[fact].source.rows]
    first, *others = sorted({int(row.rpartition(":")[2]) for row in rows}) or [0]
    beside = f" See line {' and '.join(map(str, others))} too." if others else ""
    return Problem(first, f"{clash.because}{beside}")


def _parting(result: AssessmentResult, severity: Severity) -> str:
    """Compare what people read out of ENISA's band with what the rules say."""
    if severity.band is None or result.risk.value in ("undetermined", severity.band.thumb):
        return ""
    label = severity.band.label["en"]
    return (
        f"ENISA's score is {label}, which people often read as '{severity.band.thumb}'; the rules say "
        f"'{result.risk.value}'. The rules prevail: the law asks for the risk to people, ENISA's method is older than the "
        "law, and no band of it is a duty."
    )
