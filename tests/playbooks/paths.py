"""How long the ways through each playbook are, and how few answers a harmless case needs: the rows of PLAYBOOK_PATHS.md.

The harmless case does what is proposed as next, one answer at a time, with the real law behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from breachdesk.domain.closing import undecided
from breachdesk.domain.findings import Outcome
from breachdesk.domain.incident import Incident
from breachdesk.domain.next_best import Demands, next_step
from breachdesk.domain.planning import PlannedStep
from breachdesk.domain.playbook import TICKED, StepKind
from breachdesk.domain.terms import Duty
from breachdesk.services.judging import judged
from breachdesk.services.overview import demands_of
from tests.playbooks.domain_hand import DomainHand
from tests.playbooks.graph import DECIDED, Graph
from tests.playbooks.shipped import asked_before, catalogues, facts_of, playbooks

MOST_ACTS = 60
USUAL = {
    "personal_data": "yes",
    "breach_confirmed": "yes",
    "our_role": "controller",
    "breach_kinds": "confidentiality",
    "cause": "malicious-external",
    "attack_route": "stolen-credentials",
    "exfiltration": "excluded",
    "exposure": "none",
    "unintelligible": "yes",
    "misuse_seen": "no",
    "data_altered": "no",
    "contained": "yes",
    "backup_intact": "yes",
    "restored_within_hours": "1",
    "outage_effect": "none",
    "data_categories": "contact",
    "special_categories": "no",
    "subject_groups": "customers",
    "vulnerable_people": "no",
    "people": "3",
    "records": "3",
    "cross_border": "no",
    "affected_countries": "NL",
    "identifiability": "direct",
    "reveals_little": "yes",
    "recipient_trusted": "yes",
    "recovered": "yes",
    "conclusion": "Harm to people is not likely: nobody could read the data, and all of them are there.",
    "happened_from": "2026-11-22T09:00+01:00",
    "happened_until": "2026-11-22T10:00+01:00",
}
"""What is answered in a harmless case, unless the playbook below says otherwise."""

LOST = {"breach_kinds": "availability", "cause": "technical-failure"}
MISHAP = {"cause": "human-error", "exposure": "one-known-recipient", "unintelligible": "no"}
OF_PLAYBOOK: Mapping[str, Mapping[str, str]] = {
    "ransomware-locked": {"breach_kinds": "availability", "attack_route": "malware"},
    "data-destroyed": LOST,
    "misdirected-message": MISHAP,
    "not-sure-yet": {**MISHAP, "situation": "sent-wrong"},
    "we-are-processor": {"our_role": "processor"},
    "lost-device": {"cause": "human-error", "attack_route": "lost-device"},
    "exposed-storage": {"cause": "human-error", "unintelligible": "no"},
}


@dataclass(frozen=True)
class Harmless:
    """How a harmless case came to its recorded end."""

    answers: int
    """Facts answered and decisions taken."""

    acts: int
    """These, and the tasks that were proposed between them."""

    said: tuple[str, ...]
    """What was asked, in that order."""

    outcome: str


@dataclass(frozen=True)
class Row:
    """One playbook in the table."""

    title: str
    id: str
    first_question: str
    shortest: int
    longest: int
    harmless: Harmless


def row_of(id_: str) -> Row:
    """Work the row of a playbook out."""
    playbook = playbooks()[id_]
    graph = Graph(playbook, facts_of(playbook), asked_before(id_))
    lengths = [
        sum(step.kind is not StepKind.GUIDANCE for step in graph.follow(case).needed) for case in graph.cases(graph.steps)
    ]
    return Row(playbook.title(), id_, first_question(id_), min(lengths), max(lengths), harmless(id_))


def hand_on(id_: str) -> DomainHand:
    """Open an incident with a playbook."""
    playbook = playbooks()[id_]
    return DomainHand(playbook, playbooks(), facts_of(playbook))


def first_question(id_: str) -> str:
    """Give the title of the first question that is proposed, doing whatever is proposed before it."""
    hand = hand_on(id_)
    while True:
        planned, _ = _proposed(hand)
        if planned.step.kind is StepKind.QUESTION:
            return planned.step.title()
        hand.done(planned.step.id)


@cache
def harmless(id_: str) -> Harmless:
    """Do what is proposed, answer what makes the case harmless, until what was decided stands on record."""
    hand = hand_on(id_)
    answers = {**USUAL, **OF_PLAYBOOK.get(id_, {})}
    said: list[str] = []
    while len(hand.entries) <= MOST_ACTS:
        if _is_on_record(hand.incident):
            return Harmless(len(said), len(hand.entries) - 1, tuple(said), _outcome(hand.incident))
        hand.wait(timedelta(minutes=1))
        planned, demands = _proposed(hand)
        _do(hand, planned, demands, answers, said)
    raise AssertionError(f"{id_}: after {MOST_ACTS} acts nothing was decided; answered were {', '.join(said)}")


def _proposed(hand: DomainHand) -> tuple[PlannedStep, Demands]:
    demands = demands_of(hand.incident, judged(hand.incident.facts, catalogues().book(), catalogues()))
    following = next_step(hand.plan(), hand.now(), demands)
    assert following is not None, "nothing is proposed, and nothing was decided"
    return following.planned, demands


def _do(hand: DomainHand, planned: PlannedStep, demands: Demands, answers: Mapping[str, str], said: list[str]) -> None:
    step = planned.step
    if step.kind in TICKED:
        hand.done(step.id)
    elif step.kind is StepKind.SCOPE:
        hand.scope(0)
    elif step.kind is StepKind.PLAN:
        hand.add_playbook(step.playbook, step.replaces)
    elif step.kind is StepKind.NOTIFY:
        hand.meet(step.obligation)
    elif step.kind is StepKind.DECISION:
        assert step.duty is not None
        said.append(f"decision on {step.duty}")
        hand.decide(step.duty, _wanted(hand.incident, step.duty))
    else:
        left = [fact for fact in step.facts if not hand.incident.facts.is_settled(fact)]
        fact = next((fact for fact in demands.settles if fact in left), left[0])
        said.append(fact)
        hand.answer(fact, answers.get(fact) or _first_option(hand, fact))


def _first_option(hand: DomainHand, fact: str) -> str:
    """Say something to a question on which no harm hangs."""
    definition = hand.facts()[fact]
    return definition.options[0].id if definition.options else "unknown"


def _wanted(incident: Incident, duty: Duty) -> bool:
    finding = judged(incident.facts, catalogues().book(), catalogues()).proposals[duty]
    return finding.outcome is not Outcome.NO


def _is_on_record(incident: Incident) -> bool:
    """Both decisions, or the controllers were told whose decision it is."""
    if incident.facts.is_any("our_role", "processor"):
        return bool(incident.stages)
    return not undecided(incident)


def _outcome(incident: Incident) -> str:
    if incident.facts.is_any("our_role", "processor"):
        return "the controllers are told"
    found = {duty: incident.decision(duty) for duty in DECIDED}
    yes = [str(duty) for duty, decision in found.items() if decision is not None and decision.notify]
    return f"to do: {', '.join(yes)}" if yes else "neither is told"


def table_row(row: Row) -> str:
    """Give a row as it stands in the document."""
    asked = ", ".join(dict.fromkeys(word.partition(" on ")[0] for word in row.harmless.said))
    cells = (
        f"{row.title} (`{row.id}`)",
        row.first_question,
        str(row.shortest),
        str(row.longest),
        str(row.harmless.answers),
        f"{asked}: {row.harmless.outcome}",
    )
    return f"| {' | '.join(cells)} |"
