"""Which duties the law lays on the organisation for one Incident: each with its reasons, its clocks and its state.

One row for each regime and addressee, made as soon as the Incident is opened: it applies, it does not, or that cannot be
told yet and which answers would tell. A row is closed by what was done or by a recorded decision, never by silence.

Source: GDPR Art. 33, 34, 55, 56; EDPB Guidelines 9/2022 para 73; the acts each pack cites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from breachdesk.domain.applying import NOTHING_DERIVED, applies, notes_for
from breachdesk.domain.clock import Place
from breachdesk.domain.facts import Facts, Known
from breachdesk.domain.findings import Outcome, Reason
from breachdesk.domain.law import EEA, Authority, Citation, ClockRule, DutyKind, DutyNote, DutyRule, LawPack, LawStatus
from breachdesk.domain.silence import Silence
from breachdesk.domain.standing import MET, ClockStanding, clock_standing, in_force

NOTIFY_GDPR, EACH_AUTHORITY = "gdpr-33-1", "edpb-9-2022-73"


class Standing(StrEnum):
    """Whether a duty exists for an Incident."""

    APPLIES = "applies"
    OPEN = "cannot-be-told-yet"
    DOES_NOT = "does-not-apply"


_STANDINGS = {Outcome.YES: Standing.APPLIES, Outcome.NO: Standing.DOES_NOT, Outcome.UNDETERMINED: Standing.OPEN}


class ObligationState(StrEnum):
    """What was done about a duty."""

    OPEN = "open"
    BEGUN = "begun"
    """A first stage was done; more follow."""

    MET = "met"
    DECLINED = "declined"
    """Decided, with reasons, not to do it, or no more of it."""

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

    notes: tuple[DutyNote, ...] = ()
    """What to know beside it, where that bears on the Incident; none where it does not apply."""

    country: str = ""
    """Whose authority it is owed to, where each country's is told; empty where one row is all."""

    is_apart: bool = False
    """Owed to another authority than the Incident's own: filing the Notification there does not meet it."""

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
        """The first of its clocks in force that was not met, or the last one."""
        return next((c for c in in_force(self.clocks) if c.met_at is None), self.clocks[-1] if self.clocks else None)


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

    silence: Silence = NOTHING_DERIVED
    """What follows from other answers where nobody gave one."""

    @property
    def day(self) -> date:
        """The day of Awareness on the calendar of the place: law begins and ends at midnight there."""
        return self.aware_at.astimezone(self.place.zone).date()

    def events_for(self, row: Obligation) -> Mapping[str, datetime]:
        """Give the instants that matter for a row: a stage apart is met by what was done towards its own authority."""
        return _towards(row.country, self.events) if row.is_apart else self.events


def obligations_of(packs: Iterable[LawPack], situation: Situation) -> tuple[Obligation, ...]:
    """Give every duty that may exist: those that apply first, then those that cannot be told yet, then the rest."""
    found = [
        row
        for pack in packs
        if pack.status is not LawStatus.PROPOSED
        for duty in pack.duties
        if duty.status is not LawStatus.PROPOSED
        for row in _rows(pack, duty, situation)
    ]
    order = list(Standing)
    return tuple(sorted(found, key=lambda row: order.index(row.standing)))


def owed(rows: Iterable[Obligation]) -> list[str]:
    """Give which of these duties are owed and were neither done nor turned down, each with whom it is owed to."""
    return [f"'{row.id}' to {row.addressee}" for row in owed_rows(rows)]


def owed_rows(rows: Iterable[Obligation]) -> list[Obligation]:
    """Give which of these duties are owed and were neither done nor turned down."""
    return [
        row
        for row in rows
        if row.standing is Standing.APPLIES and not row.is_closed and row.duty.kind is not DutyKind.RECORD
    ]


def _rows(pack: LawPack, duty: DutyRule, situation: Situation) -> Iterator[Obligation]:
    """Give a duty's rows: one, or one for each authority that must be told."""
    row = _row(pack, duty, situation)
    if duty.id != NOTIFY_GDPR:
        yield row
        return
    established = situation.facts.texts("established_in")
    if established is None or set(established) & EEA:
        yield _to_lead_authority(row, situation, established)
        return
    yield from _to_each_authority(row, situation, pack.citations.get(EACH_AUTHORITY, duty.source))


def _to_lead_authority(row: Obligation, situation: Situation, established: tuple[str, ...] | None) -> Obligation:
    """One authority, that of the main establishment; others are concerned where their people are (Art. 55, 56)."""
    affected = situation.facts.texts("affected_countries") or ()
    others = {*affected, *(established or ())} & EEA - {situation.authority.country}
    return replace(row, addressee=situation.authority.name, concerned=tuple(sorted(others)))


def _to_each_authority(row: Obligation, situation: Situation, source: Citation) -> Iterator[Obligation]:
    """No establishment in the EEA, so no lead authority: each country's where people are hit (Guidelines 9/2022, 73)."""
    affected = situation.facts.texts("affected_countries")
    if affected is None:
        needs = tuple(dict.fromkeys((*row.needs, "affected_countries")))
        standing = Standing.OPEN if row.standing is not Standing.DOES_NOT else row.standing
        yield replace(row, standing=standing, needs=needs if standing is Standing.OPEN else ())
        return
    countries = sorted(set(affected) & EEA)
    if not countries and row.standing is not Standing.DOES_NOT:
        because = "The organisation has no establishment in the EEA, and nobody who is hit lives there."
        reason = Reason(because, ("established_in", "affected_countries"), source)
        yield replace(row, standing=Standing.DOES_NOT, reasons=(reason,), needs=(), notes=())
    elif not countries:
        yield row
    for country in countries:
        yield _to_authority_of(country, row, situation, source)


def _to_authority_of(country: str, row: Obligation, situation: Situation, source: Citation) -> Obligation:
    """One country's authority: the Incident's own is told by the Notification, each other one apart from it."""
    is_apart = country != situation.authority.country
    authority = situation.authorities.get(country) if is_apart else situation.authority
    because = "Without an establishment in the EEA there is no lead authority: that of each country with people hit is told."
    reasons = row.reasons
    if row.standing is not Standing.DOES_NOT:
        reasons = *reasons, Reason(because, ("established_in", "affected_countries"), source)
    found = replace(
        row,
        id=f"{row.id}:{country}",
        addressee=authority.name if authority else f"the supervisory authority of {country}",
        reasons=reasons,
        notes=_notes_of(country, row, situation),
        country=country,
        is_apart=is_apart,
    )
    if not is_apart:
        return found
    clocks = _clocks([clock.rule for clock in row.clocks], situation, situation.events_for(found))
    state, because = _state(row.duty, clocks, situation)
    return replace(found, clocks=clocks, state=state, state_because=because)


def _notes_of(country: str, row: Obligation, situation: Situation) -> tuple[DutyNote, ...]:
    """Give the notes that bear on one country: what Poland's authority decided is no matter for Italy's."""
    affected = situation.facts.get("affected_countries")
    if affected is None or row.standing is Standing.DOES_NOT:
        return ()
    facts = situation.facts.with_fact(replace(affected, answer=Known((country,))))
    return notes_for(row.duty, facts, situation.silence)


def _towards(country: str, events: Mapping[str, datetime]) -> dict[str, datetime]:
    """Give the instants with the stages met towards one country's authority, and without those met towards any other."""
    end = f":{country}"
    found = {name: at for name, at in events.items() if not name.startswith(MET)}
    met = {name.removesuffix(end): at for name, at in events.items() if name.startswith(MET) and name.endswith(end)}
    return found | met


def _row(pack: LawPack, duty: DutyRule, situation: Situation) -> Obligation:
    finding = applies(pack, duty, situation.facts, situation.day, situation.silence)
    clocks = _clocks([pack.clocks[id_] for id_ in duty.clocks], situation, situation.events)
    state, because = _state(duty, clocks, situation)
    return Obligation(
        id=duty.id,
        regime=pack.id,
        regime_label=pack.label,
        duty=duty,
        addressee=duty.addressee.get("en", ""),
        standing=_STANDINGS[finding.outcome],
        reasons=finding.reasons,
        needs=finding.needs,
        notes=() if finding.outcome is Outcome.NO else notes_for(duty, situation.facts, situation.silence),
        clocks=clocks,
        state=state,
        state_because=because,
    )


def _clocks(
    rules: Iterable[ClockRule], situation: Situation, events: Mapping[str, datetime]
) -> tuple[ClockStanding, ...]:
    return tuple(
        clock_standing(rule, events, situation.place, situation.targets.get(rule.id), with_notes=False, day=situation.day)
        for rule in rules
    )


def _state(
    duty: DutyRule, clocks: tuple[ClockStanding, ...], situation: Situation
) -> tuple[ObligationState, str]:
    if duty.kind is DutyKind.RECORD:
        # The timeline is the record; it grows with every act and is whole when the Incident is closed.
        return (ObligationState.MET if situation.is_closed else ObligationState.BEGUN), ""
    declined = situation.declined.get(duty.id)
    met = [clock for clock in clocks if clock.met_at is not None]
    if _is_met(duty, clocks, situation):
        return ObligationState.MET, ""
    if declined is not None:
        return (ObligationState.DECLINED if declined[1] else ObligationState.UNCONFIRMED), declined[0]
    return (ObligationState.BEGUN if met else ObligationState.OPEN), ""


def _is_met(duty: DutyRule, clocks: tuple[ClockStanding, ...], situation: Situation) -> bool:
    """Every stage was; for people and controllers the first is enough; without a clock, the duty itself."""
    if not clocks:
        return f"{MET}{duty.id}" in situation.events
    met = [clock.met_at is not None for clock in in_force(clocks) or clocks]
    return all(met) or (any(met) and duty.kind in (DutyKind.TELL_PEOPLE, DutyKind.TELL_CONTROLLER))
