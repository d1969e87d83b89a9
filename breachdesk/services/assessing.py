"""What the rules propose for an Incident, and the decision a person records beside it."""

from __future__ import annotations

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.findings import Finding
from breachdesk.domain.foreign import clean_text
from breachdesk.domain.incident import Incident
from breachdesk.domain.risk import notify_authority, notify_individuals
from breachdesk.domain.terms import Duty
from breachdesk.domain.timeline import Act, DecisionRecorded
from breachdesk.services.ports import Catalogues, Transaction
from breachdesk.services.recording import Recorder

DECIDED = (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)


class Assessing:
    """One use case a method."""

    def __init__(self, catalogues: Catalogues, recorder: Recorder) -> None:
        self._catalogues = catalogues
        self._recorder = recorder

    def proposals(self, incident: Incident) -> dict[Duty, Finding]:
        """Give what the rules propose for the authority and for the people, each with reasons and needs."""
        law = self._catalogues.law()
        return {
            Duty.NOTIFY_AUTHORITY: notify_authority(incident.facts, law),
            Duty.NOTIFY_INDIVIDUALS: notify_individuals(incident.facts, law),
        }

    def decide(self, name: str, duty: Duty, notify: bool, reason: str, by: str) -> Incident:
        """Record a person's decision, apart from the proposal it was taken beside.

        Raises:
            WrongInput: the duty is none that is decided, or the reason is missing.
        """
        if duty not in DECIDED:
            raise WrongInput(f"'{duty}' is always done and needs no decision.")

        def acts(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            proposal = self.proposals(incident)[duty]
            why = clean_text(reason, "reason for the decision", 2000)
            return [DecisionRecorded(duty, notify, why, proposal)]

        return self._recorder.record(name, by, acts)
