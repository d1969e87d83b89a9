"""What the rules say for an Incident: assessment, severity, verdict; and what a person decides beside it."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotAllowed, WrongInput
from breachdesk.domain.facts import Facts
from breachdesk.domain.findings import Finding
from breachdesk.domain.foreign import clean_text, folded
from breachdesk.domain.incident import Decision, Incident
from breachdesk.domain.terms import Confirmation, Duty
from breachdesk.domain.timeline import Act, DecisionConfirmed, DecisionRecorded, VerdictRecorded
from breachdesk.domain.verdict import Verdict, verdict_of
from breachdesk.services.judging import DECIDED, Judgement, judged
from breachdesk.services.lawbooks import Lawbooks
from breachdesk.services.organisation import facts_with_organisation
from breachdesk.services.ports import CaseStore, Catalogues, Now, StoredInventory, Transaction
from breachdesk.services.recording import Recorder

COOLING_OFF = timedelta(hours=1)
KEPT = 32


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

    def at_hand(self, incident: Incident) -> Judgement | None:
        """Give what was worked out for an Incident as it is now; None where nobody asked yet. Never reads the book."""
        return self._kept.get(state_of(incident, self._store.inventory()))

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
