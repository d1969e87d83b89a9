"""Which duties the law lays on the organisation for one Incident: each with its reasons, its clocks and its state.

One row for each regime and addressee, made as soon as the Incident is opened: it applies, it does not, or that cannot be
told yet and which answers would tell. A row is closed by what was done or by a recorded decision, never by silence.

Source: GDPR Art. 33, 34, 55, 56; EDPB Guidelines 9/2022 para 73; the acts each pack cites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from breachdesk.domain.clock import Place
from breachdesk.domain.conditions import All, Condition, facts_behind, facts_behind_no, holds, open_facts
from breachdesk.domain.facts import Fact, FactDefinition, FactKind, Facts, Known, Option, Source, SourceKind
from breachdesk.domain.findings import Outcome, Reason
from breachdesk.domain.law import EEA, Authority, DutyKind, DutyRule, LawPack, LawStatus
from breachdesk.domain.standing import ClockStanding, clock_standing

AUTHORITY_PROPOSED, INDIVIDUALS_PROPOSED, RISK_LEVEL = "authority_proposed", "individuals_proposed", "risk_level"
NOTIFY_GDPR = "gdpr-33-1"


def _worked_out(id_: str, label: str, *options: str) -> FactDefinition:
    return FactDefinition(id_, FactKind.CHOICE, {"en": label}, tuple(Option(o, {"en": o}) for o in options))


WORKED_OUT: Mapping[str, FactDefinition] = {
    AUTHORITY_PROPOSED: _worked_out(AUTHORITY_PROPOSED, "whether the rules say that the authority is told", "yes", "no"),
    INDIVIDUALS_PROPOSED: _worked_out(INDIVIDUALS_PROPOSED, "whether the rules say that the people are told", "yes", "no"),
    RISK_LEVEL: _worked_out(RISK_LEVEL, "the risk the rules find", "unlikely", "risk", "high"),
}
"""What the assessment says, as facts that conditions of other regimes may ask; nobody answers them."""


class Standing(StrEnum):
    """Whether a duty exists for an Incident."""

    APPLIES = "applies"
    OPEN = "cannot-be-told-yet"
    DOES_NOT = "does-not-apply"


class ObligationState(StrEnum):
    """What was done about a duty."""

    OPEN = "open"
    BEGUN = "begun"
    """A first stage was done; more follow."""

    MET = "met"
    DECLINED = "declined"
    """Decided, with reasons, not to do it."""

    UNCONFIRMED = "unconfirmed"
    """Decided not to do it; a second person or an hour has not confirmed it yet."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty of one regime towards one addressee, as it stands for one Incident."""

    id: str
    regime: str
    regime_label: Mapping[str, str]
    duty: DutyRule
    addressee: str
    standing: Standing
    reasons: tuple[Reason, ...]
    needs: tuple[str, ...]
    """Facts that would tell; empty unless it cannot be told yet."""

    clocks: tuple[ClockStanding, ...]
    state: ObligationState = ObligationState.OPEN
    state_because: str = ""
    concerned: tuple[str, ...] = ()
    """Countries whose authorities are concerned beside the one that is told (Art. 4(22), 56)."""

    @property
    def status(self) -> LawStatus:
        """How sure the provision is."""
        return self.duty.status

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is left to do about it."""
        return self.standing is Standing.DOES_NOT or self.state in (ObligationState.MET, ObligationState.DECLINED)

    @property
    def next_clock(self) -> ClockStanding | None:
        """The first of its clocks that was not met, or the last one."""
        return next((c for c in self.clocks if c.met_at is None), self.clocks[-1] if self.clocks else None)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything obligations are worked out from."""

    facts: Facts
    """Answers, scope, organisation and what the assessment says."""

    events: Mapping[str, datetime]
    aware_at: datetime
    authority: Authority
    """That of the main establishment, taken when the Incident was opened."""

    authorities: Mapping[str, Authority]
    """One by country, for the countries that may matter."""

    place: Place
    targets: Mapping[str, int]
    """The house's own aims in hours, by clock."""

    declined: Mapping[str, tuple[str, bool]]
    """By obligation: why somebody decided against it, and whether that is final."""

    is_closed: bool = False
    """The Incident is closed, so its record is complete."""


def with_assessment(facts: Facts, authority: Outcome, individuals: Outcome, risk: str, at: datetime) -> Facts:
    """Give the facts with what the assessment says among them; an open outcome stays unknown."""
    said = {AUTHORITY_PROPOSED: authority.value, INDIVIDUALS_PROPOSED: individuals.value, RISK_LEVEL: risk}
    for id_, value in said.items():
        if value != Outcome.UNDETERMINED.value:
            facts = facts.with_fact(Fact(id_, Known(value), Source(SourceKind.INVENTORY, "the assessment"), at))
    return facts


def obligations_of(packs: Iterable[LawPack], situation: Situation) -> tuple[Obligation, ...]:
    """Give every duty that may exist: those that apply first, then those that cannot be told yet, then the rest."""
    day = situation.aware_at.date()
    found = [
        row
        for pack in packs
        if pack.status is not LawStatus.PROPOSED
        for duty in pack.duties
        for row in _rows(pack, duty, situation, pack.holds_on(day))
    ]
    order = list(Standing)
    return tuple(sorted(found, key=lambda row: order.index(row.standing)))


def _rows(pack: LawPack, duty: DutyRule, situation: Situation, in_force: bool) -> Iterator[Obligation]:
    """Give a duty's rows: one, or one for each authority that must be told."""
    row = _row(pack, duty, situation, in_force)
    if duty.id != NOTIFY_GDPR:
        yield row
        return
    established = situation.facts.texts("established_in")
    if established is None or set(established) & EEA:
        yield _to_lead_authority(row, situation, established)
        return
    yield from _to_each_authority(row, situation)


def _to_lead_authority(row: Obligation, situation: Situation, established: tuple[str, ...] | None) -> Obligation:
    """One authority, that of the main establishment; others are concerned where their people are (Art. 55, 56)."""
    affected = situation.facts.texts("affected_countries") or ()
    others = {*affected, *(established or ())} & EEA - {situation.authority.country}
    return replace(row, addressee=situation.authority.name, concerned=tuple(sorted(others)))


def _to_each_authority(row: Obligation, situation: Situation) -> Iterator[Obligation]:
    """No establishment in the EEA, so no lead authority: each country's where people are hit (Guidelines 9/2022, 73)."""
    affected = situation.facts.texts("affected_countries")
    if affected is None:
        needs = tuple(dict.fromkeys((*row.needs, "affected_countries")))
        standing = Standing.OPEN if row.standing is not Standing.DOES_NOT else row.standing
        yield replace(row, standing=standing, needs=needs if standing is Standing.OPEN else ())
        return
    for country in sorted(set(affected) & EEA):
        authority = situation.authorities.get(country)
        name = authority.name if authority else f"the supervisory authority of {country}"
        yield replace(row, id=f"{row.id}:{country}", addressee=name)


def _row(pack: LawPack, duty: DutyRule, situation: Situation, in_force: bool) -> Obligation:
    standing, reasons, needs = _standing(pack, duty, situation.facts, in_force)
    clocks = tuple(
        clock_standing(pack.clocks[id_], situation.events, situation.place, situation.targets.get(id_), with_notes=False)
        for id_ in duty.clocks
    )
    state, because = _state(duty, clocks, situation)
    return Obligation(
        id=duty.id,
        regime=pack.id,
        regime_label=pack.label,
        duty=duty,
        addressee=duty.addressee.get("en", ""),
        standing=standing,
        reasons=reasons,
        needs=needs,
        clocks=clocks,
        state=state,
        state_because=because,
    )


def _standing(
    pack: LawPack, duty: DutyRule, facts: Facts, in_force: bool
) -> tuple[Standing, tuple[Reason, ...], tuple[str, ...]]:
    if not in_force:
        because = f"Not in force on the day of awareness; from {pack.in_force_from.isoformat()}."
        return Standing.DOES_NOT, (Reason(because, (), pack.source),), ()
    condition: Condition = All((pack.when, duty.when))
    so = holds(condition, facts)
    if so:
        because = duty.because.get("en") or "Everything it asks for holds."
        rests_on = tuple(dict.fromkeys(facts_behind(condition, facts)))
        return Standing.APPLIES, (Reason(because, rests_on, duty.source),), ()
    if so is False:
        rests_on = tuple(dict.fromkeys(f for f in facts_behind_no(condition, facts) if facts.is_known(f)))
        return Standing.DOES_NOT, (Reason("What it asks for does not hold here.", rests_on, duty.source),), ()
    needs = tuple(dict.fromkeys(open_facts(condition, facts)))
    return Standing.OPEN, (Reason("Not everything it asks for is known yet.", (), duty.source),), needs


def _state(
    duty: DutyRule, clocks: tuple[ClockStanding, ...], situation: Situation
) -> tuple[ObligationState, str]:
    if duty.kind is DutyKind.RECORD:
        # The timeline is the record; it grows with every act and is whole when the Incident is closed.
        return (ObligationState.MET if situation.is_closed else ObligationState.BEGUN), ""
    declined = situation.declined.get(duty.id)
    met = [clock for clock in clocks if clock.met_at is not None]
    if met and (len(met) == len(clocks) or duty.kind in (DutyKind.TELL_PEOPLE, DutyKind.TELL_CONTROLLER)):
        return ObligationState.MET, ""
    if met:
        return ObligationState.BEGUN, ""
    if declined is not None:
        return (ObligationState.DECLINED if declined[1] else ObligationState.UNCONFIRMED), declined[0]
    return ObligationState.OPEN, ""
