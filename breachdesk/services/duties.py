"""The obligations of an Incident over all regimes: worked out, done stage by stage, or turned down with reasons."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

from breachdesk.domain.approval import check_open
from breachdesk.domain.errors import NotAllowed, NotFound, WrongInput
from breachdesk.domain.facts import Facts
from breachdesk.domain.foreign import clean_line, clean_text
from breachdesk.domain.incident import Incident
from breachdesk.domain.law import EEA, DutyKind
from breachdesk.domain.lawbook import Amendment, FineTier
from breachdesk.domain.obligations import Obligation, Situation, Standing, obligations_of, owed
from breachdesk.domain.silence import Silence
from breachdesk.domain.standing import AWARENESS, DETECTION, MET, ClockStanding, clock_standing
from breachdesk.domain.terms import Duty, Moment
from breachdesk.domain.timeline import Act, MomentRecorded, ObligationDeclined, StageMet
from breachdesk.domain.worked_out import with_assessment
from breachdesk.services.assessing import KEPT, Assessing, state_of
from breachdesk.services.lawbooks import Lawbooks
from breachdesk.services.organisation import facts_with_organisation
from breachdesk.services.ports import CaseStore, Catalogues, Now, Transaction
from breachdesk.services.recording import Recorder
from breachdesk.services.times import SLACK, read_instant

AUTHORITY_CLOCK, PEOPLE_CLOCK = "gdpr-art33", "gdpr-art34"
BY_DECISION: Mapping[str, Duty] = {"gdpr-33-1": Duty.NOTIFY_AUTHORITY, "gdpr-34-1": Duty.NOTIFY_INDIVIDUALS}
"""Duties that the two decisions of the plan are about."""


def closed_in_plan(row: Obligation) -> Duty | None:
    """Give the duty of the plan by whose decision, filing or sending a row is closed; None where it is recorded apart."""
    return None if row.is_apart else BY_DECISION.get(row.duty.id)


class Duties:
    """One use case a method."""

    def __init__(
        self,
        store: CaseStore,
        catalogues: Catalogues,
        lawbooks: Lawbooks,
        assessing: Assessing,
        recorder: Recorder,
        now: Now,
    ) -> None:
        self._store = store
        self._catalogues = catalogues
        self._lawbooks = lawbooks
        self._assessing = assessing
        self._recorder = recorder
        self._now = now
        self._kept: OrderedDict[tuple[str, ...], tuple[Obligation, ...]] = OrderedDict()

    def of(self, incident: Incident) -> tuple[Obligation, ...]:
        """Give every obligation of an Incident: what applies, what cannot be told yet, and what does not apply.

        Worked out once for each state of it.
        """
        key = state_of(incident, self._store.inventory())
        if key not in self._kept:
            self._kept[key] = obligations_of(self._lawbooks.of(incident).packs.values(), self._situation(incident))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def clocks(self, incident: Incident, row: Obligation) -> tuple[ClockStanding, ...]:
        """Give a row's clocks in every reading, those that are only a note and need the holidays included."""
        situation = self._situation(incident)
        place = self._catalogues.place_of(incident.authority, incident.aware_at.date())
        return tuple(
            clock_standing(c.rule, situation.events_for(row), place, situation.targets.get(c.rule.id), day=situation.day)
            for c in row.clocks
        )

    def owed(self, incident: Incident) -> list[str]:
        """Give the duties that are owed still, with whom they are owed to; what the plan closes, the plan looks after."""
        return owed(row for row in self.of(incident) if closed_in_plan(row) is None)

    def facts(self, incident: Incident) -> Facts:
        """Give the Incident's facts with what the inventory says of the organisation behind them."""
        return facts_with_organisation(incident, self._store.inventory())

    def fines(self) -> tuple[tuple[FineTier, int], ...]:
        """Give the ceilings of a fine, each with its amount for this organisation; information, not a forecast."""
        stored = self._store.inventory()
        turnover = stored.inventory.controller.turnover_eur if stored else None
        return tuple((tier, tier.most(turnover)) for tier in self._lawbooks.in_use().fines)

    def proposals(self) -> tuple[Amendment, ...]:
        """Give what is proposed and not law; nothing is worked out by it."""
        return self._lawbooks.in_use().amendments

    def meet(self, name: str, obligation: str, clock: str, at: str, reference: str, by: str) -> Incident:
        """Record that a stage of a duty was done.

        Args:
            clock: The stage; the first one still open where empty.
            at: When, as typed.
            reference: What the other side gave, or how one can see that it was done.

        Raises:
            NotFound: there is no such duty or stage.
            NotAllowed: it is one that the plan closes: by filing or by sending.
            WrongInput: the time cannot be right.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            row = self._row(incident, obligation)
            stage = clock or (row.next_clock.rule.id if row.next_clock else "")
            if stage and stage not in row.duty.clocks:
                stages = ", ".join(row.duty.clocks) or "none"
                raise NotFound(f"'{obligation}' has no stage '{stage[:40]}'; there are: {stages}.")
            now = self._now()
            when = read_instant(at, incident.zone, now)
            if when > now + SLACK:
                raise WrongInput("Done in the future cannot be right; check day, hour and zone.")
            if when < incident.detected_at:
                raise WrongInput("Done before the detection cannot be right; check day, hour and zone.")
            return [StageMet(obligation, stage, when, clean_line(reference, "reference or proof", 200))]

        return self._recorder.record(name, by, decide)

    def decline(self, name: str, obligation: str, reason: str, by: str) -> Incident:
        """Record that a duty is not done, and why.

        Raises:
            NotFound: there is no such duty.
            NotAllowed: it is decided in the plan, or does not apply anyway.
            WrongInput: the reason is missing.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            row = self._row(incident, obligation)
            if row.standing is Standing.DOES_NOT:
                raise NotAllowed(f"'{obligation}' does not apply here, so there is nothing to turn down.")
            if row.is_apart:
                raise NotAllowed(f"'{obligation}' is turned down in the plan: one decision holds for every country.")
            if row.duty.kind is DutyKind.RECORD:
                raise NotAllowed(f"'{obligation}' is always owed ({row.duty.source}); this record is how it is done.")
            return [ObligationDeclined(obligation, clean_text(reason, "reason", 2000))]

        return self._recorder.record(name, by, decide)

    def note_moment(self, name: str, moment: Moment, at: str, reason: str, by: str) -> Incident:
        """Record when the first signal came or when looking into it began; an earlier record stays in the timeline.

        Raises:
            WrongInput: the time cannot be read or cannot be right, or the reason is missing.
        """

        def decide(incident: Incident, write: Transaction) -> list[Act]:
            check_open(incident)
            when = read_instant(at, incident.zone, self._now())
            if when > incident.aware_at:
                raise WrongInput("That is later than awareness; first signal and investigation come before it.")
            return [MomentRecorded(moment, when, clean_line(reason, "reason", 500))]

        return self._recorder.record(name, by, decide)

    def _row(self, incident: Incident, obligation: str) -> Obligation:
        rows = {row.id: row for row in self.of(incident)}
        if obligation not in rows:
            raise NotFound(f"There is no duty '{obligation[:60]}'; there are: {', '.join(sorted(rows))}.")
        if closed_in_plan(rows[obligation]) is not None:
            raise NotAllowed(
                f"'{obligation}' is closed in the plan: by the decision, by filing the notification or by sending."
            )
        return rows[obligation]

    def _situation(self, incident: Incident) -> Situation:
        result = self._assessing.judge(incident).assessment
        facts = with_assessment(
            self.facts(incident),
            result.authority.outcome,
            result.individuals.outcome,
            result.risk.value,
            incident.opened_at,
        )
        wanted = {*(facts.texts("affected_countries") or ())} & EEA
        return Situation(
            facts=facts,
            events=_events(incident, facts),
            aware_at=incident.aware_at,
            authority=incident.authority,
            authorities={country: self._catalogues.authority_for(country) for country in wanted},
            place=self._catalogues.place_of(incident.authority, incident.aware_at.date()),
            targets=self._catalogues.targets(),
            declined=_declined(incident),
            is_closed=incident.closed_at is not None,
            silence=Silence(derived=self._lawbooks.of(incident).assessment.silence.derived),
        )


def _events(incident: Incident, facts: Facts) -> dict[str, datetime]:
    """Give every instant a clock may count from, or stop at."""
    found = {AWARENESS: incident.aware_at, DETECTION: incident.detected_at}
    if incident.first_filed_at is not None:
        found[f"{MET}{AUTHORITY_CLOCK}"] = incident.first_filed_at
    if incident.first_sent_at is not None:
        found[f"{MET}{PEOPLE_CLOCK}"] = incident.first_sent_at
    found.update({f"{MET}{clock}": stage.at for clock, stage in incident.stages.items()})
    for id_, fact in facts.by_id.items():
        if id_.endswith("_at") and isinstance(fact.value, str) and facts.is_known(id_):
            found[f"fact:{id_}"] = datetime.fromisoformat(fact.value)
    return found


def _declined(incident: Incident) -> dict[str, tuple[str, bool]]:
    found = {id_: (why, True) for id_, why in incident.declined.items()}
    for id_, duty in BY_DECISION.items():
        decision = incident.decisions.get(duty)
        if decision is not None and not decision.notify:
            found[id_] = decision.reason, decision.is_final
    return found
