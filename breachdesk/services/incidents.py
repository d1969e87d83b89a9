"""Opening, looking at, correcting and closing incidents."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from breachdesk.domain.approval import check_open
from breachdesk.domain.closing import check_may_close
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.foreign import clean_line, clean_text, optional_line
from breachdesk.domain.incident import Incident
from breachdesk.domain.law import Authority
from breachdesk.domain.parties import Controller
from breachdesk.domain.planning import Plan
from breachdesk.domain.timeline import (
    Act,
    AwarenessCorrected,
    IncidentClosed,
    IncidentOpened,
    NoteAdded,
    TimelineEntry,
)
from breachdesk.services.duties import Duties
from breachdesk.services.lawbooks import Lawbooks
from breachdesk.services.places import named_place
from breachdesk.services.plans import Plans
from breachdesk.services.ports import CaseStore, Catalogues, IncidentRow, Now, StoredInventory, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.scoping import inventory_in_use
from breachdesk.services.times import SLACK, in_words, read_instant, zone_by_name

CLOCK = "gdpr-art33"


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked when an Incident is opened; times as typed."""

    title: str
    detected: str
    reported_by: str
    aware: str = ""
    """Empty: the same as detection."""

    awareness_reason: str = ""
    zone: str = ""
    """Empty: the controller's."""

    country: str = ""
    """Empty: the controller's; names the competent authority. `DE-BY` names that of a part of the country."""

    playbook: str = "customer-data-stolen"


class Incidents:
    """One use case a method."""

    def __init__(
        self,
        store: CaseStore,
        catalogues: Catalogues,
        lawbooks: Lawbooks,
        duties: Duties,
        plans: Plans,
        recorder: Recorder,
        now: Now,
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._lawbooks = lawbooks
        self._duties = duties
        self._plans = plans
        self._recorder = recorder
        self._now = now

    def rows(self) -> tuple[IncidentRow, ...]:
        """Give every incident: open ones by deadline, then closed ones."""
        return self._store.rows()

    def get(self, name: str) -> Incident:
        """Give an Incident by id or reference; NotFound names those there are."""
        return self._store.incident(name)

    def timeline(self, name: str) -> tuple[TimelineEntry, ...]:
        """Give an Incident's record in order."""
        return self._store.timeline(self._store.incident(name).id)

    def plan(self, incident: Incident) -> Plan:
        """Give where an Incident stands in its plan."""
        return self._plans.of(incident)

    def default_zone(self) -> str:
        """Give the zone that times without offset are read in before an Incident has its own."""
        stored = self._store.inventory()
        return stored.inventory.controller.zone if stored else "Europe/Amsterdam"

    def open(self, opening: Opening, by: str) -> Incident:
        """Open an Incident: the clock's facts are set and the plan is kept with it.

        Raises:
            WrongInput: a time cannot be read or cannot be right; awareness is late without a reason.
            NotFound: there is no such playbook or authority, or no inventory was imported.
        """
        actor = clean_line(by, "name of who acts", 80)
        inventory = inventory_in_use(self._store)
        playbook = self._plans.named(opening.playbook)
        now = self._now()
        with self._store.writing() as write:
            law_hash = self._lawbooks.keep(write)
            act = self._opened(opening, inventory, write.next_reference(now.year), playbook.sha256, law_hash, now)
            write.keep_playbook(playbook)
            incident = write.append(uuid.uuid4().hex, TimelineEntry(1, now, now, actor, act))
            self._recorder.renew_reminders(write, incident, inventory.inventory.people)
        return incident

    def correct_awareness(self, name: str, aware: str, reason: str, by: str) -> Incident:
        """Correct the instant of Awareness; the old one stays in the record.

        Raises:
            WrongInput: the time cannot be read or cannot be right, or the reason is missing.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            now = self._now()
            aware_at = read_instant(aware, incident.zone, now)
            _check_times(incident.detected_at, aware_at, now)
            filed_at = incident.first_filed_at
            if filed_at is not None and aware_at > filed_at:
                at = in_words(filed_at, incident.zone)
                raise WrongInput(f"Awareness cannot be later than the notification made on {at}; check day and hour.")
            return [AwarenessCorrected(aware_at, clean_line(reason, "reason for the correction", 500))]

        return self._recorder.record(name, by, decide)

    def note(self, name: str, text: str, by: str) -> Incident:
        """Add a note; also to a closed Incident."""
        return self._recorder.record(name, by, lambda *_: [NoteAdded(clean_text(text, "note"))])

    def close(self, name: str, conclusion: str, by: str, override_reason: str = "") -> Incident:
        """Close an Incident.

        Raises:
            NotAllowed: must-steps are open, whether to notify is undecided, or a duty is owed, and nobody gave a reason to
                override.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            override = optional_line(override_reason, "override reason")
            if not override:
                check_may_close(incident, self.plan(incident), self._duties.owed(incident))
            return [IncidentClosed(clean_text(conclusion, "conclusion"), override)]

        return self._recorder.record(name, by, decide)

    def _opened(
        self,
        opening: Opening,
        stored: StoredInventory,
        reference: str,
        playbook_hash: str,
        law_hash: str,
        now: datetime,
    ) -> IncidentOpened:
        controller = stored.inventory.controller
        zone = opening.zone or controller.zone
        zone_by_name(zone)
        detected_at = read_instant(opening.detected, zone, now)
        aware_at = read_instant(opening.aware, zone, now) if opening.aware.strip() else detected_at
        _check_times(detected_at, aware_at, now)
        reason = opening.awareness_reason.strip()
        if aware_at != detected_at and not reason:
            raise WrongInput(
                "Awareness is later than detection; say why, for instance what had to be found out first."
            )
        return IncidentOpened(
            reference=reference,
            title=clean_line(opening.title, "title", 120),
            detected_at=detected_at,
            aware_at=aware_at,
            zone=zone,
            reported_by=clean_line(opening.reported_by, "name of who says so", 120),
            awareness_reason=clean_line(reason, "reason", 500) if reason else "",
            authority=self._authority(opening.country, controller),
            clock_rule=self._lawbooks.in_use().clock(CLOCK)[1],
            playbook=opening.playbook,
            playbook_hash=playbook_hash,
            law_hash=law_hash,
        )

    def _authority(self, country: str, controller: Controller) -> Authority:
        """Give the authority of the country, or part of one as `DE-BY`; else that of the controller's seat (Art. 55, 56)."""
        named, part = named_place(country)
        if not part and named in ("", controller.country):
            return self._catalogues.authority_for(controller.country, controller.subdivision)
        return self._catalogues.authority_for(named, part)


def _check_times(detected_at: datetime, aware_at: datetime, now: datetime) -> None:
    if detected_at > now + SLACK or aware_at > now + SLACK:
        raise WrongInput("Detection or awareness in the future cannot be right; check day, hour and zone.")
    if aware_at < detected_at:
        raise WrongInput("Awareness cannot be earlier than detection; check both times.")
