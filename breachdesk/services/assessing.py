"""What the rules say for an Incident: assessment, severity, verdict; and what a person decides beside it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from breachdesk.domain.approval import check_open
from breachdesk.domain.assessment import AssessmentResult, assess, clashes_in
from breachdesk.domain.conditions import holds
from breachdesk.domain.errors import NotAllowed, WrongInput
from breachdesk.domain.facts import Facts
from breachdesk.domain.findings import Finding
from breachdesk.domain.foreign import clean_text, folded
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.lawbook import LawBook, PracticeNote
from breachdesk.domain.severity import Severity, severity_of
from breachdesk.domain.terms import Confirmation, Duty
from breachdesk.domain.timeline import Act, DecisionConfirmed, DecisionRecorded, VerdictRecorded
from breachdesk.domain.verdict import Verdict, VerdictFinding, verdict_of
from breachdesk.services.lawbooks import Lawbooks
from breachdesk.services.organisation import facts_with_organisation
from breachdesk.services.ports import CaseStore, Catalogues, Now, StoredInventory, Transaction
from breachdesk.services.recording import Recorder

DECIDED = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
COOLING_OFF = timedelta(hours=1)
KEPT = 32


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything the rules say about one set of facts; the two lines side by side."""

    verdict: VerdictFinding
    assessment: AssessmentResult
    severity: Severity
    disagreement: str
    """Where the two lines part, and why the rules prevail; empty where they do not."""

    clashes: tuple[str, ...]
    """Answers that cannot both be right."""

    practice: tuple[PracticeNote, ...]
    """Where a national authority is known to be stricter or milder on such facts."""

    @property
    def proposals(self) -> dict[Duty, Finding]:
        """What is proposed for the authority and for the people."""
        return {duty: self.assessment.finding(duty) for duty in DECIDED}


def judged(facts: Facts, book: LawBook, catalogues: Catalogues, countries: tuple[str, ...] = ()) -> Judgement:
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


def state_of(incident: Incident, stored: StoredInventory | None) -> tuple[str, ...]:
    """Name all that what the rules say of an Incident rests on: as long as it stays so does what was worked out."""
    return incident.id, str(incident.entries), incident.law_hash, stored.sha256 if stored else ""


class Assessing:
    """One use case a method."""

    def __init__(
        self,
        store: CaseStore,
        catalogues: Catalogues,
        lawbooks: Lawbooks,
        recorder: Recorder,
        now: Now,
        confirmation: Confirmation,
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._lawbooks = lawbooks
        self._recorder = recorder
        self._now = now
        self._confirmation = confirmation
        self._kept: OrderedDict[tuple[str, ...], Judgement] = OrderedDict()

    def judge(self, incident: Incident) -> Judgement:
        """Give what the rules of its own book say about an Incident; worked out once for each state of it."""
        stored = self._store.inventory()
        key = state_of(incident, stored)
        if key not in self._kept:
            self._kept[key] = self.what_if(incident, facts_with_organisation(incident, stored))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def what_if(self, incident: Incident, facts: Facts) -> Judgement:
        """Give what the rules would say if these were the facts; nothing is saved."""
        countries = (incident.authority.country, *(facts.texts("affected_countries") or ()))
        return judged(facts, self._lawbooks.of(incident), self._catalogues, countries)

    def weighed(self, incident: Incident) -> tuple[str, ...]:
        """Give every fact the rules or ENISA's method look at, in the order in which a person would ask."""
        book = self._lawbooks.of(incident)
        asked = {*book.assessment.weighed, *book.severity.weighed}
        return tuple(fact for fact in book.assessment.order if fact in asked)

    def proposals(self, incident: Incident) -> dict[Duty, Finding]:
        """Give what the rules propose for the authority and for the people, each with reasons and needs."""
        return self.judge(incident).proposals

    def decide(self, name: str, duty: Duty, notify: bool, reason: str, by: str) -> Incident:
        """Record a person's decision, apart from the proposal it was taken beside.

        A decision not to notify holds at once, or once it is confirmed, as the house has set.

        Raises:
            WrongInput: the duty is none that is decided, or the reason is missing.
        """
        if duty not in DECIDED:
            raise WrongInput(f"'{duty}' is always done and needs no decision.")

        def acts(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            proposal = self.proposals(incident)[duty]
            why = clean_text(reason, "reason for the decision", 2000)
            waits = Confirmation.NONE if notify else self._confirmation
            return [DecisionRecorded(duty, notify, why, proposal, waits)]

        return self._recorder.record(name, by, acts)

    def confirm(self, name: str, duty: Duty, reason: str, by: str) -> Incident:
        """Stand by a decision not to notify that waits for it.

        Raises:
            NotAllowed: there is none, or it is not yours to confirm, or the hour is not over.
        """

        def acts(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            decision = incident.decisions.get(duty)
            if decision is None or decision.is_final:
                raise NotAllowed(f"No decision on '{duty}' waits for confirmation.")
            _check_may_confirm(decision, by, self._now())
            return [DecisionConfirmed(duty, clean_text(reason, "reason for standing by it", 2000))]

        return self._recorder.record(name, by, acts)

    def record_verdict(self, name: str, verdict: Verdict, reason: str, by: str) -> Incident:
        """Record what a person says the Incident is, also when it is no breach (Art. 4(12), 33(5)).

        Raises:
            WrongInput: the reason is missing.
        """

        def acts(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            proposed = verdict_of(incident.facts).verdict
            return [VerdictRecorded(verdict, clean_text(reason, "reason for the verdict", 2000), proposed)]

        return self._recorder.record(name, by, acts)


def _check_may_confirm(decision: Decision, by: str, now: datetime) -> None:
    """A second person at once; the same one only where the house asks for an hour, and only after it."""
    if folded(by) != folded(decision.by):
        return
    if decision.confirmation is Confirmation.SECOND_PERSON:
        raise NotAllowed(f"{by} took this decision; another person must stand by it.")
    left = decision.at + COOLING_OFF - now
    if left > timedelta():
        minutes = -(-left // timedelta(minutes=1))
        raise NotAllowed(f"The hour to think it over ends in {minutes} minutes; then {by} may stand by it, or another now.")
