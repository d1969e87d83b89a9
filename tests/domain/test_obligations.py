"""Which duties the law lays on the organisation: by role, by place, by what was done and decided about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breachdesk.domain.clock import Place
from breachdesk.domain.conditions import ALWAYS, All, Condition, Has, Not, Unproven
from breachdesk.domain.facts import Answer, Known, Unknown
from breachdesk.domain.findings import Outcome
from breachdesk.domain.law import Authority, Citation, DutyKind, DutyNote, DutyRule, LawPack, LawStatus
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.obligations import Obligation, ObligationState, Situation, Standing, obligations_of, owed
from breachdesk.domain.silence import Derived, Silence
from breachdesk.domain.standing import ClockState
from breachdesk.domain.worked_out import AUTHORITY_PROPOSED, INDIVIDUALS_PROPOSED, RISK_LEVEL, WORKED_OUT, with_assessment
from breachdesk.services.duty_views import note_words, standing_clock
from tests.strategies import AP, AWARE, answered

CNIL = replace(AP, id="fr-cnil", country="FR", name="Commission nationale de l'informatique et des libertés")
DPC = replace(AP, id="ie-dpc", country="IE", name="Data Protection Commission")
ROLES = ("controller", "joint-controller", "processor")
BREACH: Mapping[str, Answer] = {"personal_data": Known("yes"), "breach_confirmed": Known("yes")}
HIGH: Mapping[str, Answer] = {AUTHORITY_PROPOSED: Known("yes"), INDIVIDUALS_PROPOSED: Known("yes"), RISK_LEVEL: Known("high")}
NONE: Mapping[str, Answer] = {AUTHORITY_PROPOSED: Known("no"), INDIVIDUALS_PROPOSED: Known("no"), RISK_LEVEL: Known("unlikely")}
RECORD, AUTHORITY, PEOPLE, CONTROLLER = "gdpr-33-5", "gdpr-33-1", "gdpr-34-1", "gdpr-33-2"


@pytest.fixture(scope="module")
def gdpr(book: LawBook) -> LawPack:
    """Give the shipped GDPR with its duties."""
    return book.packs["gdpr"]


def situation(
    facts: Mapping[str, Answer],
    events: Mapping[str, datetime] | None = None,
    declined: Mapping[str, tuple[str, bool]] | None = None,
    authority: Authority = AP,
    authorities: tuple[Authority, ...] = (AP, CNIL, DPC),
) -> Situation:
    """Give everything obligations are worked out from; aware at the usual instant."""
    return Situation(
        facts=answered(dict(facts)),
        events={"awareness": AWARE, **(events or {})},
        aware_at=AWARE,
        authority=authority,
        authorities={a.country: a for a in authorities},
        place=Place(UTC),
        targets={"gdpr-art34": 72, "gdpr-art33-2": 24},
        declined=declined or {},
    )


def rows(pack: LawPack, *args: object, **kwargs: object) -> dict[str, Obligation]:
    """Give the obligations of one situation by id."""
    return {row.id: row for row in obligations_of([pack], situation(*args, **kwargs))}  # type: ignore[arg-type]


def as_role(role: str, *more: Mapping[str, Answer]) -> dict[str, Answer]:
    """Give the facts of a breach seen in a role."""
    found: dict[str, Answer] = {**BREACH, "our_role": Known(role)}
    for facts in more:
        found |= facts
    return found


@pytest.mark.parametrize(
    ("role", "applies"),
    [
        ("controller", {RECORD, AUTHORITY, PEOPLE}),
        ("joint-controller", {RECORD, AUTHORITY, PEOPLE}),
        ("processor", {CONTROLLER}),
    ],
)
def test_who_we_are_decides_whom_we_tell(gdpr: LawPack, role: str, applies: set[str]) -> None:
    """Lost without it: a processor files for itself, or a joint controller leaves it to the other (Art. 26, 33(2))."""
    found = rows(gdpr, as_role(role, HIGH))
    assert applies == {id_ for id_, row in found.items() if row.standing is Standing.APPLIES}
    assert {id_ for id_, row in found.items() if row.standing is Standing.DOES_NOT} == set(found) - applies


def test_a_processor_tells_its_controller_whatever_the_risk(gdpr: LawPack) -> None:
    """Lost without it: a processor weighs a risk that is not its to weigh (Art. 33(2))."""
    row = rows(gdpr, as_role("processor", NONE))[CONTROLLER]
    assert row.standing is Standing.APPLIES
    assert row.duty.kind is DutyKind.TELL_CONTROLLER
    (clock,) = row.clocks
    assert (clock.state, clock.deadline) == (ClockState.NONE_IN_LAW, None)
    assert clock.target_at == AWARE + timedelta(hours=24)


def test_every_breach_is_recorded_whatever_the_risk(gdpr: LawPack) -> None:
    """Lost without it: breaches that were not told leave no trace (Art. 33(5))."""
    found = rows(gdpr, as_role("controller", NONE))
    assert {RECORD} == {id_ for id_, row in found.items() if row.standing is Standing.APPLIES}


@pytest.mark.parametrize(
    ("facts", "id_", "needs"),
    [
        ({}, AUTHORITY, ("our_role", AUTHORITY_PROPOSED)),
        ({"our_role": Known("controller")}, AUTHORITY, (AUTHORITY_PROPOSED,)),
        ({"our_role": Known("controller"), AUTHORITY_PROPOSED: Known("yes")}, PEOPLE, (INDIVIDUALS_PROPOSED,)),
        ({"our_role": Unknown(), **HIGH}, AUTHORITY, ("our_role",)),
        ({"our_role": Known("processor"), "personal_data": Known("yes")}, CONTROLLER, ("breach_confirmed",)),
    ],
)
def test_what_cannot_be_told_yet_names_the_answers_that_would_tell(
    gdpr: LawPack, facts: dict[str, Answer], id_: str, needs: tuple[str, ...]
) -> None:
    """Lost without it: a duty left open with nobody knowing what to find out."""
    row = rows(gdpr, facts)[id_]
    assert (Standing.OPEN, needs) == (row.standing, row.needs)
    assert not row.is_closed


def test_what_applies_comes_first_and_what_does_not_last(gdpr: LawPack) -> None:
    """Lost without it: the duty with a clock at the bottom of a long list."""
    found = obligations_of([gdpr], situation(as_role("controller", {AUTHORITY_PROPOSED: Known("yes")})))
    assert [row.standing for row in found] == [Standing.APPLIES, Standing.APPLIES, Standing.OPEN, Standing.DOES_NOT]
    # The one that applies stands last in the pack.
    assert obligations_of([gdpr], situation(as_role("processor", HIGH)))[0].id == CONTROLLER


def test_each_row_says_why_and_by_which_provision(gdpr: LawPack) -> None:
    """Lost without it: a duty nobody can check."""
    for facts in (as_role("controller", HIGH), as_role("processor"), {}):
        for row in rows(gdpr, facts).values():
            assert all(r.because and r.source.url and r.source.read_on for r in row.reasons)
            assert all(answered(dict(facts)).is_known(fact) for r in row.reasons for fact in r.facts)
    row = rows(gdpr, as_role("processor", HIGH))[AUTHORITY]
    assert [r.facts for r in row.reasons] == [("our_role",)]


# ---- Whom: Art. 55, 56; Guidelines 9/2022 para 73.


@pytest.mark.parametrize(
    ("established", "affected", "concerned"),
    [
        (Known(("NL",)), Known(("NL",)), ()),
        (Known(("NL",)), Known(("NL", "BE", "DE")), ("BE", "DE")),
        (Known(("NL", "FR")), Known(("NL",)), ("FR",)),
        (Known(("NL", "US")), Known(("US", "GB", "IE")), ("IE",)),
        (Known(("NL",)), None, ()),
        (None, Known(("FR",)), ("FR",)),
        (None, None, ()),
    ],
)
def test_the_lead_authority_is_told_and_the_others_are_concerned(
    gdpr: LawPack, established: Answer | None, affected: Answer | None, concerned: tuple[str, ...]
) -> None:
    """Lost without it: the same breach filed in every country, or the others not named (Art. 56, 4(22))."""
    where = {"established_in": established, "affected_countries": affected}
    found = rows(gdpr, as_role("controller", HIGH, {k: v for k, v in where.items() if v}))
    assert [id_ for id_ in found if id_.startswith(AUTHORITY)] == [AUTHORITY]
    assert (AP.name, concerned) == (found[AUTHORITY].addressee, found[AUTHORITY].concerned)


def test_without_an_establishment_in_the_union_each_country_s_authority_is_told(gdpr: LawPack) -> None:
    """Lost without it: a representative taken for a one-stop-shop (Guidelines 9/2022, para 73)."""
    where = {"established_in": Known(("US", "GB")), "affected_countries": Known(("FR", "IE", "NL", "LU", "US"))}
    found = rows(gdpr, as_role("controller", HIGH, where))
    told = {id_: row.addressee for id_, row in found.items() if id_.startswith(AUTHORITY)}
    assert told == {
        "gdpr-33-1:FR": CNIL.name,
        "gdpr-33-1:IE": DPC.name,
        "gdpr-33-1:LU": "the supervisory authority of LU",
        "gdpr-33-1:NL": AP.name,
    }
    assert all(found[id_].standing is Standing.APPLIES and found[id_].clocks for id_ in told)
    assert PEOPLE in found


def test_without_an_establishment_and_without_countries_it_asks_for_them(gdpr: LawPack) -> None:
    """Lost without it: a controller outside the Union sees no authority to tell, and takes it for none."""
    row = rows(gdpr, as_role("controller", HIGH, {"established_in": Known(("US",))}))[AUTHORITY]
    assert (row.standing, row.needs) == (Standing.OPEN, ("affected_countries",))
    settled = rows(gdpr, as_role("controller", NONE, {"established_in": Known(("US",))}))[AUTHORITY]
    assert (settled.standing, settled.needs) == (Standing.DOES_NOT, ())


ABROAD: Mapping[str, Answer] = {"established_in": Known(("US",)), "affected_countries": Known(("FR", "IE", "NL"))}
FILED = {"met:gdpr-art33": AWARE + timedelta(hours=50)}
TOLD_FR = {"met:gdpr-art33:FR": AWARE + timedelta(hours=73)}


def states(found: Mapping[str, Obligation]) -> dict[str, str]:
    """Give how far each authority is told, by country."""
    return {row.country: row.state.value for row in found.values() if row.id.startswith(AUTHORITY)}


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ({}, {"FR": "open", "IE": "open", "NL": "open"}),
        (FILED, {"FR": "open", "IE": "open", "NL": "met"}),
        (TOLD_FR, {"FR": "met", "IE": "open", "NL": "open"}),
        (FILED | TOLD_FR, {"FR": "met", "IE": "open", "NL": "met"}),
    ],
)
def test_telling_one_country_s_authority_is_not_telling_another_s(
    gdpr: LawPack, events: dict[str, datetime], told: dict[str, str]
) -> None:
    """Lost without it: one filing in The Hague closes what is owed in Paris and Dublin (Guidelines 9/2022, para 73)."""
    found = rows(gdpr, as_role("controller", HIGH, ABROAD), events)
    assert states(found) == told
    assert {row.country for row in found.values() if row.is_apart} == {"FR", "IE"}
    late = {row.country: row.clocks[0].is_late(AWARE) for row in found.values() if row.id.startswith(AUTHORITY)}
    assert late == {"FR": events.keys() >= TOLD_FR.keys(), "IE": False, "NL": False}


def test_a_filing_outside_the_countries_hit_closes_none_of_them(gdpr: LawPack) -> None:
    """Lost without it: telling the representative's authority passes for telling those where people are hit."""
    where = {**ABROAD, "affected_countries": Known(("FR", "IE"))}
    assert states(rows(gdpr, as_role("controller", HIGH, where), FILED)) == {"FR": "open", "IE": "open"}


def test_with_a_lead_authority_a_stage_towards_one_country_counts_for_nothing(gdpr: LawPack) -> None:
    """Lost without it: an establishment found later leaves the lead authority untold, and nobody sees it."""
    assert states(rows(gdpr, as_role("controller", HIGH), TOLD_FR)) == {"": "open"}


def test_one_decision_against_it_holds_for_every_country(gdpr: LawPack) -> None:
    """Lost without it: the risk is weighed once and then argued over in each country."""
    found = rows(gdpr, as_role("controller", HIGH, ABROAD), TOLD_FR, {AUTHORITY: ("no risk", True)})
    assert states(found) == {"FR": "met", "IE": "declined", "NL": "declined"}


def test_the_authority_of_the_incident_is_told_by_its_own_name(gdpr: LawPack) -> None:
    """Lost without it: the federal authority is named where that of a Land was chosen."""
    land = replace(AP, id="fr-part", country="FR", name="Authority of a part")
    found = rows(gdpr, as_role("controller", HIGH, ABROAD), authority=land)
    assert found["gdpr-33-1:FR"].addressee == "Authority of a part"
    assert found["gdpr-33-1:NL"].addressee == AP.name


def test_with_nobody_hit_in_the_union_no_authority_there_is_told_and_it_says_why(gdpr: LawPack) -> None:
    """Lost without it: the duty drops out of the list without a word."""
    where = {**ABROAD, "affected_countries": Known(("US", "GB"))}
    row = rows(gdpr, as_role("controller", HIGH, where))[AUTHORITY]
    assert (row.standing, row.needs) == (Standing.DOES_NOT, ())
    assert [r.because for r in row.reasons] == ["The organisation has no establishment in the EEA, and nobody who is hit lives there."]
    assert str(row.reasons[0].source) == "EDPB Guidelines 9/2022, para 73"
    settled = rows(gdpr, as_role("controller", NONE, where))[AUTHORITY]
    assert [r.facts for r in settled.reasons] == [(AUTHORITY_PROPOSED,)]


def test_each_country_s_row_says_why_there_are_several(gdpr: LawPack) -> None:
    """Lost without it: four filings asked for, and nobody told why one will not do."""
    found = rows(gdpr, as_role("controller", HIGH, ABROAD))
    assert "no lead authority" in found["gdpr-33-1:FR"].reasons[-1].because
    assert len(rows(gdpr, as_role("controller", NONE, ABROAD))["gdpr-33-1:FR"].reasons) == 1


# ---- What was done about it.


def test_a_filing_in_time_meets_the_duty_for_good(gdpr: LawPack) -> None:
    """Lost without it: a clock that runs on after the filing, or turns late afterwards."""
    filed = AWARE + timedelta(hours=50)
    row = rows(gdpr, as_role("controller", HIGH), {"met:gdpr-art33": filed})[AUTHORITY]
    assert (row.state, row.is_closed) == (ObligationState.MET, True)
    (clock,) = row.clocks
    assert filed == clock.met_at
    assert not clock.is_late(AWARE + timedelta(days=400))


def test_a_filing_after_the_deadline_stays_late(gdpr: LawPack) -> None:
    """Lost without it: lateness that is forgotten once it is filed, although reasons for it are due (Art. 33(1))."""
    row = rows(gdpr, as_role("controller", HIGH), {"met:gdpr-art33": AWARE + timedelta(hours=72, microseconds=1)})[AUTHORITY]
    assert row.clocks[0].is_late(AWARE)
    assert row.state is ObligationState.MET


def test_an_open_duty_shows_its_deadline(gdpr: LawPack) -> None:
    """Lost without it: a duty with a period and no date."""
    row = rows(gdpr, as_role("controller", HIGH))[AUTHORITY]
    assert row.next_clock is not None
    assert row.next_clock.deadline is not None
    assert row.next_clock.deadline.due_at == AWARE + timedelta(hours=72)
    assert (row.state, row.is_closed) == (ObligationState.OPEN, False)


@pytest.mark.parametrize(
    ("is_final", "state", "is_closed"),
    [(True, ObligationState.DECLINED, True), (False, ObligationState.UNCONFIRMED, False)],
)
def test_a_decision_against_it_closes_it_once_it_is_confirmed(
    gdpr: LawPack, is_final: bool, state: ObligationState, is_closed: bool
) -> None:
    """Lost without it: one person's no at three in the morning stops the clock for good."""
    row = rows(gdpr, as_role("controller", HIGH), declined={AUTHORITY: ("deleted by a trusted person", is_final)})[AUTHORITY]
    assert (state, is_closed) == (row.state, row.is_closed)
    assert row.state_because == "deleted by a trusted person"
    # The law still says what it says; a person decided otherwise.
    assert row.standing is Standing.APPLIES


def test_what_was_done_counts_before_what_was_decided(gdpr: LawPack) -> None:
    """Lost without it: a filing that was made shown as declined."""
    row = rows(
        gdpr, as_role("controller", HIGH), {"met:gdpr-art33": AWARE + timedelta(hours=1)}, {AUTHORITY: ("no risk", True)}
    )[AUTHORITY]
    assert (row.state, row.state_because) == (ObligationState.MET, "")


def test_a_duty_that_does_not_exist_needs_no_closing(gdpr: LawPack) -> None:
    """Lost without it: an incident that cannot be closed because nobody declined what nobody asked."""
    assert rows(gdpr, as_role("controller", NONE))[AUTHORITY].is_closed


# ---- Any other act, by made-up packs.

SIGNIFICANT = Has("nis2_significant", frozenset({"yes"}))


def made_up(
    gdpr: LawPack,
    kind: DutyKind = DutyKind.NOTIFY,
    clocks: tuple[str, ...] = ("gdpr-art33", "gdpr-art33-phases"),
    when: Condition = SIGNIFICANT,
    **changed: object,
) -> LawPack:
    """Give a pack of one duty that borrows the clocks of the GDPR."""
    source = Citation("Made-up Act", "1", "https://example.org", date(2026, 11, 23))
    duty = DutyRule("made-up", kind, {"en": "Tell"}, {"en": "the office"}, source, when, clocks=clocks)
    return replace(gdpr, **({"id": "made-up", "duties": (duty,), "source": source} | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ({}, Standing.APPLIES),
        ({"in_force_from": AWARE.date()}, Standing.APPLIES),
        ({"in_force_from": AWARE.date() + timedelta(days=1)}, Standing.DOES_NOT),
        ({"repealed_from": AWARE.date()}, Standing.DOES_NOT),
        ({"status": LawStatus.UNVERIFIED}, Standing.APPLIES),
        ({"status": LawStatus.PROPOSED}, None),
        ({"when": Has("organisation_is", frozenset({"nis2-entity"}))}, Standing.OPEN),
    ],
)
def test_only_law_in_force_on_the_day_of_awareness_lays_a_duty_on_anybody(
    gdpr: LawPack, changed: dict[str, object], standing: Standing | None
) -> None:
    """Lost without it: a bill, or an act not yet or no longer law, worked to as if it were."""
    found = rows(made_up(gdpr, **changed), {"nis2_significant": Known("yes")})
    assert ([standing] if standing else []) == [row.standing for row in found.values()]


def test_a_duty_not_in_force_yet_says_from_when(gdpr: LawPack) -> None:
    """Lost without it: `does not apply` with no hint that it soon will."""
    (row,) = rows(made_up(gdpr, in_force_from=date(2027, 5, 13)), {"nis2_significant": Known("yes")}).values()
    assert [r.because for r in row.reasons] == ["Not in force on the day of awareness; from 2027-05-13."]


DAY = AWARE.date()
NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=400)


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({}, None),
        ({"in_force_from": DAY}, None),
        ({"in_force_from": NEXT}, f"Not in force on the day of awareness; from {NEXT}."),
        ({"in_force_from": BEFORE, "repealed_from": NEXT}, None),
        ({"in_force_from": BEFORE, "repealed_from": DAY}, f"No longer in force on the day of awareness; repealed from {DAY}."),
    ],
)
@pytest.mark.parametrize("what", ["pack", "duty"])
def test_a_duty_has_days_of_its_own_and_says_which_where_it_is_no_law(
    gdpr: LawPack, what: str, changed: dict[str, date], because: str | None
) -> None:
    """Lost without it: a duty that an act brings in later, or took away again, is worked to from the act's first day."""
    pack = made_up(gdpr, **(changed if what == "pack" else {}))
    if what == "duty":
        pack = replace(pack, duties=(replace(pack.duties[0], **changed),))  # type: ignore[arg-type]
    (row,) = rows(pack, {"nis2_significant": Known("yes")}).values()
    assert (Standing.APPLIES if because is None else Standing.DOES_NOT) is row.standing
    assert because is None or [r.because for r in row.reasons] == [because]


def test_a_duty_that_is_only_proposed_never_shows_as_owed(gdpr: LawPack) -> None:
    """Lost without it: a bill inside an act in force worked to as law."""
    pack = made_up(gdpr)
    pack = replace(pack, duties=(replace(pack.duties[0], status=LawStatus.PROPOSED),))
    assert rows(pack, {"nis2_significant": Known("yes")}) == {}


def with_clock(gdpr: LawPack, **changed: object) -> LawPack:
    """Give a made-up pack of one duty in two stages, the first of which is changed."""
    pack = made_up(gdpr)
    return replace(pack, clocks={**pack.clocks, "gdpr-art33": replace(pack.clocks["gdpr-art33"], **changed)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"in_force_from": NEXT}, f"no date: in force from {NEXT}"),
        ({"repealed_from": DAY}, f"no date: in force 2018-05-25 to {DAY}"),
        ({"status": LawStatus.PROPOSED}, "no date: only proposed"),
    ],
)
def test_a_period_that_is_no_law_on_the_day_dates_nothing_and_says_so(
    gdpr: LawPack, changed: dict[str, object], said: str
) -> None:
    """Lost without it: a deadline worked to by a period that a later act brings in, or that is gone."""
    (row,) = rows(with_clock(gdpr, **changed), {"nis2_significant": Known("yes")}).values()
    first, second = row.clocks
    assert (first.state, first.deadline, first.is_late(AWARE + timedelta(days=99))) == (ClockState.NOT_IN_FORCE, None, False)
    assert str(standing_clock(first, AWARE, "UTC", {})) == f"{said} –"
    assert row.next_clock == second
    assert row.standing is Standing.APPLIES


@pytest.mark.parametrize("changed", [{"in_force_from": DAY}, {"repealed_from": NEXT}, {"status": LawStatus.UNVERIFIED}])
def test_a_period_that_is_law_on_the_day_dates_its_duty(gdpr: LawPack, changed: dict[str, object]) -> None:
    """Lost without it: a duty without a date because its period is new, or not looked up."""
    (row,) = rows(with_clock(gdpr, **changed), {"nis2_significant": Known("yes")}).values()
    assert row.clocks[0].deadline is not None


def test_a_stage_that_is_no_law_need_not_be_done(gdpr: LawPack) -> None:
    """Lost without it: a duty that stays open over a stage nobody owes."""
    met = {"met:gdpr-art33-phases": AWARE + timedelta(hours=5)}
    (row,) = rows(with_clock(gdpr, in_force_from=NEXT), {"nis2_significant": Known("yes")}, met).values()
    assert row.state is ObligationState.MET
    alone = replace(with_clock(gdpr, in_force_from=NEXT), duties=made_up(gdpr, clocks=("gdpr-art33",)).duties)
    (row,) = rows(alone, {"nis2_significant": Known("yes")}).values()
    assert row.state is ObligationState.OPEN
    (row,) = rows(alone, {"nis2_significant": Known("yes")}, {"met:gdpr-art33": AWARE}).values()
    assert row.state is ObligationState.MET


@pytest.mark.parametrize(("place", "standing"), [("UTC", Standing.DOES_NOT), ("Europe/Amsterdam", Standing.APPLIES)])
def test_a_law_begins_at_midnight_of_the_place(gdpr: LawPack, place: str, standing: Standing) -> None:
    """Lost without it: a breach found in the first hour of a new law is judged by the old one."""
    aware = datetime(2027, 5, 12, 22, 30, tzinfo=UTC)
    where = replace(situation({"nis2_significant": Known("yes")}), aware_at=aware, place=Place(ZoneInfo(place)))
    (row,) = obligations_of([made_up(gdpr, in_force_from=date(2027, 5, 13))], where)
    assert standing is row.standing


# ---- Notes.


def acts(row: Obligation) -> list[tuple[str, str]]:
    """Give where each note on a duty stands, and how sure it is."""
    return [(str(note.source), note.status.value) for note in row.notes]


UAVG = ("UAVG Art. 42", "contested")


@pytest.mark.parametrize(
    ("facts", "noted"),
    [
        ({"established_in": Known(("NL",)), "organisation_is": Known(("wft-undertaking",))}, [UAVG]),
        ({"established_in": Known(("NL", "DE")), "organisation_is": Known(("bank", "nis2-entity"))}, [UAVG]),
        ({"established_in": Known(("DE",)), "organisation_is": Known(("bank",))}, []),
        ({"established_in": Known(("NL",)), "organisation_is": Known(())}, []),
        ({"established_in": Known(("NL",))}, []),
        ({}, []),
    ],
)
def test_a_dutch_financial_undertaking_reads_that_its_duty_towards_people_is_contested(
    gdpr: LawPack, facts: dict[str, Answer], noted: list[tuple[str, str]]
) -> None:
    """Lost without it: a bank told as if it were plain law that it must write to its customers, or a shop that it need not."""
    row = rows(gdpr, as_role("controller", HIGH, facts))[PEOPLE]
    assert acts(row) == noted
    assert row.standing is Standing.APPLIES


def test_a_stricter_practice_stands_beside_the_duty_where_people_are_hit(gdpr: LawPack) -> None:
    """Lost without it: the common line is followed where a national authority has fined for less."""
    where = {"established_in": Known(("NL",)), "affected_countries": Known(("PL", "NL"))}
    assert [act for act, _ in acts(rows(gdpr, as_role("controller", HIGH, where))[AUTHORITY])] == [
        "UODO, decision DKN.5131.28.2023 of 12 March 2024"
    ]
    each = rows(gdpr, as_role("controller", HIGH, {**where, "established_in": Known(("US",))}))
    assert (acts(each["gdpr-33-1:PL"]) != [], acts(each["gdpr-33-1:NL"])) == (True, [])


@pytest.mark.parametrize("abroad", [{}, {"established_in": Known(("US",)), "affected_countries": Known(("US",))}])
def test_a_duty_that_does_not_apply_has_no_notes(gdpr: LawPack, abroad: dict[str, Answer]) -> None:
    """Lost without it: a screen of exceptions from what nobody owes."""
    pack = replace(gdpr, duties=tuple(replace(d, notes=(replace(NOTE, when=ALWAYS),)) for d in gdpr.duties))
    found = rows(pack, as_role("controller", HIGH if abroad else NONE, abroad))
    assert (found[AUTHORITY].standing, found[AUTHORITY].notes) == (Standing.DOES_NOT, ())
    assert len(found[RECORD].notes) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (LawStatus.IN_FORCE, "note: Mind it. (Made-up Act, paper)"),
        (LawStatus.CONTESTED, "note: Mind it. (Made-up Act, paper, contested)"),
    ],
)
def test_a_note_says_where_it_stands_and_how_sure_it_is(status: LawStatus, said: str) -> None:
    """Lost without it: something contested read as plain law, or as nobody's word."""
    assert note_words(replace(NOTE, status=status)) == said


NOTE = DutyNote({"en": "Mind it."}, Citation("Made-up Act", "paper", "https://example.org", date(2026, 11, 23)), LawStatus.CONTESTED)


# ---- Exemptions, and what follows from other answers.


def test_an_institution_of_the_union_is_under_its_own_regulation(book: LawBook) -> None:
    """Lost without it: the Commission notifies a national authority (GDPR Art. 2(3); Reg. 2018/1725)."""
    facts = as_role("controller", HIGH, {"organisation_is": Known(("eu-institution",)), "established_in": Known(("BE",))})
    found = {row.id: row for row in obligations_of(book.packs.values(), situation(facts))}
    gdpr_rows = [row for row in found.values() if row.regime == "gdpr"]
    assert {row.standing for row in gdpr_rows} == {Standing.DOES_NOT}
    for row in gdpr_rows:
        (reason,) = row.reasons
        assert "Reg. (EU) 2018/1725 applies in place of the GDPR" in reason.because
        assert (reason.facts, str(reason.source)) == (("organisation_is",), "GDPR Art. 2(3)")
    assert {found[id_].standing for id_ in ("eudpr-34", "eudpr-35")} == {Standing.APPLIES}


@pytest.mark.parametrize("said", [None, Unknown(), Known(()), Known(("bank",))])
def test_nobody_is_exempt_by_silence(gdpr: LawPack, said: Answer | None) -> None:
    """Lost without it: an organisation that did not say what it is drops out of the GDPR."""
    found = rows(gdpr, as_role("controller", HIGH, {"organisation_is": said} if said else {}))
    assert found[AUTHORITY].standing is Standing.APPLIES
    assert "organisation_is" not in found[AUTHORITY].reasons[0].facts


SPECIAL = Has("special_categories", frozenset({"yes"}))


@pytest.mark.parametrize(
    ("facts", "standing", "rests_on", "needs"),
    [
        ({}, Standing.OPEN, (), ("data_categories",)),
        ({"data_categories": Known(("health.diagnosis",))}, Standing.APPLIES, ("data_categories",), ()),
        ({"data_categories": Known(("contact",))}, Standing.DOES_NOT, ("data_categories",), ()),
        ({"data_categories": Known(("contact",)), "special_categories": Known("yes")}, Standing.APPLIES, ("special_categories",), ()),
        ({"data_categories": Known(("health",)), "special_categories": Unknown()}, Standing.OPEN, (), ("special_categories",)),
    ],
)
def test_an_answer_nobody_gave_follows_from_the_list_behind_it(
    gdpr: LawPack, facts: dict[str, Answer], standing: Standing, rests_on: tuple[str, ...], needs: tuple[str, ...]
) -> None:
    """Lost without it: the assessment sees health data and another law asks whether there are any."""
    derived = Derived("special_categories", "data_categories", frozenset({"health"}))
    where = replace(situation(facts), silence=Silence(derived=(derived,)))
    (row,) = obligations_of([made_up(gdpr, when=SPECIAL)], where)
    assert (standing, needs) == (row.standing, row.needs)
    assert [r.facts for r in row.reasons] == [rests_on]


def test_a_reason_never_rests_on_what_nobody_said(gdpr: LawPack) -> None:
    """Lost without it: `does not apply` because of an answer nobody gave."""
    exempt = All((SIGNIFICANT, Unproven(Has("cross_border", frozenset({"yes"})))))
    (row,) = rows(made_up(gdpr, when=Not(exempt)), {"nis2_significant": Known("yes")}).values()
    assert row.standing is Standing.DOES_NOT
    assert [r.facts for r in row.reasons] == [("nis2_significant",)]


@pytest.mark.parametrize(
    ("kind", "met", "state", "next_clock"),
    [
        (DutyKind.NOTIFY, (), ObligationState.OPEN, "gdpr-art33"),
        (DutyKind.NOTIFY, ("gdpr-art33",), ObligationState.BEGUN, "gdpr-art33-phases"),
        (DutyKind.NOTIFY, ("gdpr-art33", "gdpr-art33-phases"), ObligationState.MET, "gdpr-art33-phases"),
        (DutyKind.TELL_PEOPLE, ("gdpr-art33",), ObligationState.MET, "gdpr-art33-phases"),
        (DutyKind.TELL_CONTROLLER, ("gdpr-art33",), ObligationState.MET, "gdpr-art33-phases"),
    ],
)
def test_a_duty_in_stages_is_met_once_its_last_stage_is(
    gdpr: LawPack, kind: DutyKind, met: tuple[str, ...], state: ObligationState, next_clock: str
) -> None:
    """Lost without it: an early warning taken for the whole report, or a letter that stays open for ever."""
    events = {f"met:{id_}": AWARE + timedelta(hours=5) for id_ in met}
    (row,) = rows(made_up(gdpr, kind), {"nis2_significant": Known("yes")}, events).values()
    assert state is row.state
    assert row.next_clock is not None
    assert next_clock == row.next_clock.rule.id


def test_a_later_stage_waits_for_the_one_before_it(gdpr: LawPack) -> None:
    """Lost without it: a final report counted from awareness instead of from the notification."""
    (row,) = rows(made_up(gdpr), {"nis2_significant": Known("yes")}).values()
    first, second = row.clocks
    assert (first.state, second.state) == (ClockState.DATED, ClockState.NOT_STARTED)
    assert second.waits_for == "met:gdpr-art33"


def test_a_duty_without_a_clock_has_no_next_one(gdpr: LawPack) -> None:
    """Lost without it: a duty to record that breaks the list of deadlines."""
    assert rows(gdpr, as_role("controller"))[RECORD].next_clock is None


def test_what_is_left_of_a_duty_in_stages_may_be_turned_down(gdpr: LawPack) -> None:
    """Lost without it: an early warning whose report falls away keeps its incident open for ever."""
    first = {"met:gdpr-art33": AWARE + timedelta(hours=5)}
    why = {"made-up": ("the office wants no report", True)}
    (row,) = rows(made_up(gdpr), {"nis2_significant": Known("yes")}, first, why).values()
    assert (row.state, row.state_because, row.is_closed) == (ObligationState.DECLINED, "the office wants no report", True)


@pytest.mark.parametrize(("met", "state"), [(False, ObligationState.OPEN), (True, ObligationState.MET)])
def test_a_duty_without_a_clock_is_met_by_doing_it(gdpr: LawPack, met: bool, state: ObligationState) -> None:
    """Lost without it: a yearly report that was handed in is owed for ever."""
    events = {"met:made-up": AWARE} if met else {}
    (row,) = rows(made_up(gdpr, clocks=()), {"nis2_significant": Known("yes")}, events).values()
    assert state is row.state


# ---- Closing.


@pytest.mark.parametrize(
    ("facts", "events", "declined"),
    [
        (as_role("controller", NONE), {}, {}),
        ({}, {}, {}),
        (as_role("controller", HIGH), FILED | {"met:gdpr-art34": AWARE}, {}),
        (as_role("controller", HIGH), FILED, {PEOPLE: ("told already", True)}),
    ],
)
def test_nothing_holds_an_incident_open_once_all_that_is_owed_was_done_or_decided(
    gdpr: LawPack, facts: dict[str, Answer], events: dict[str, datetime], declined: dict[str, tuple[str, bool]]
) -> None:
    """Lost without it: a finished incident that cannot be closed; its record is whole only once it is."""
    assert owed(rows(gdpr, facts, events, declined).values()) == []


@pytest.mark.parametrize("declined", [{}, {AUTHORITY: ("no risk", False)}])
def test_what_is_owed_holds_an_incident_open_and_is_named(gdpr: LawPack, declined: dict[str, tuple[str, bool]]) -> None:
    """Lost without it: an incident closed while two countries were never told."""
    found = rows(gdpr, as_role("controller", HIGH, ABROAD), FILED | {"met:gdpr-art34": AWARE}, declined)
    assert owed(found.values()) == [f"'gdpr-33-1:FR' to {CNIL.name}", f"'gdpr-33-1:IE' to {DPC.name}"]


# ---- What the assessment says.


@given(
    authority=st.sampled_from(list(Outcome)),
    individuals=st.sampled_from(list(Outcome)),
    risk=st.sampled_from(["unlikely", "risk", "high", "undetermined"]),
)
def test_an_open_outcome_stays_unknown_among_the_facts(authority: Outcome, individuals: Outcome, risk: str) -> None:
    """Lost without it: `cannot be told yet` read as no by every other act."""
    facts = with_assessment(answered(dict(BREACH)), authority, individuals, risk, AWARE)
    said = {AUTHORITY_PROPOSED: authority.value, INDIVIDUALS_PROPOSED: individuals.value, RISK_LEVEL: risk}
    assert set(said) == set(WORKED_OUT)
    for id_, value in said.items():
        assert facts.text(id_) == (None if value == "undetermined" else value)
    assert facts.text("personal_data") == "yes"


@pytest.fixture(scope="module")
def listed(gdpr: LawPack) -> Callable[[Mapping[str, Answer]], dict[str, Obligation]]:
    """Give what the GDPR asks for, by id, for a set of facts."""
    return lambda facts: rows(gdpr, facts)


@given(
    role=st.sampled_from([*ROLES, None]),
    proposed=st.sampled_from(["yes", "no", None]),
    established=st.sampled_from([("NL",), ("US",), ("US", "FR"), None]),
    affected=st.sampled_from([("NL", "DE"), ("US",), (), None]),
)
def test_the_record_and_the_authority_never_drop_out_of_the_list(
    listed: Callable[[Mapping[str, Answer]], dict[str, Obligation]],
    role: str | None,
    proposed: str | None,
    established: tuple[str, ...] | None,
    affected: tuple[str, ...] | None,
) -> None:
    """Lost without it: a duty that vanishes instead of saying that it does not apply."""
    given = {"our_role": role, AUTHORITY_PROPOSED: proposed, "established_in": established, "affected_countries": affected}
    found = listed({**BREACH, **{k: Known(v) for k, v in given.items() if v is not None}})
    assert any(id_.startswith(AUTHORITY) for id_ in found)
    assert {RECORD, PEOPLE, CONTROLLER} <= set(found)
    assert all(bool(row.needs) == (row.standing is Standing.OPEN) for row in found.values())
