"""The other clocks and duties beside the GDPR: the tables, who they apply to, and what no pack may ever do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from breachdesk.calendars.public_holidays import public_holidays
from breachdesk.domain.clock import Place, due_after
from breachdesk.domain.conditions import All, atoms_of
from breachdesk.domain.facts import Answer, FactKind, Known, Unknown, Value
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.law import EEA, Citation, ClockRule, DutyKind, LawStatus, ReadingShape
from breachdesk.domain.lawbook import LawBook
from breachdesk.domain.obligations import Obligation, Situation, Standing, obligations_of
from breachdesk.domain.standing import ClockStanding, ClockState, clock_standing
from breachdesk.domain.worked_out import WORKED_OUT
from breachdesk.files.authorities_file import authority_for, load_authorities
from breachdesk.files.strict_yaml import read_yaml
from tests.domain.case_files import LAW, ROOT, Case, cases, plain
from tests.strategies import AP, RULE, answered

AUTHORITIES = load_authorities(LAW / "authorities.yaml")
AWARE = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
IN_JUNE_2027 = datetime(2027, 6, 1, 8, 0, tzinfo=UTC)
FROM_DETERMINATION = {"us-texas", "us-colorado"}
VECTORS = ROOT.parent / "shared" / "law" / "deadline_vectors.yaml"


def place_of(country: str, year: int) -> Place:
    """Give where the authority of a country counts its days, with the holidays of the library the app uses."""
    zone = ZoneInfo(authority_for(country, AUTHORITIES).zone)
    return Place(zone, country in EEA, public_holidays(country, "", range(year, year + 3)))


def events_of(case: Case) -> dict[str, datetime]:
    """Give the instants of a case."""
    return {name: datetime.fromisoformat(text) for name, text in case.given["events"].items()}


@pytest.mark.parametrize("case", cases("standing.clock_standing"), ids=lambda case: f"{case.name}-{case.reading}")
def test_a_clock_stands_as_the_case_says(case: Case, book: LawBook) -> None:
    """Lost without it: the dates of every other regime that a lawyer can check, one by one."""
    _, rule = book.clock(case.given["clock"])
    events = events_of(case)
    standing = clock_standing(rule, events, place_of(case.given["country"], min(events.values()).year))
    assert case.expect["state"] == standing.state.value, case.where
    found = {r.id: r.due_at for r in standing.deadline.readings} if standing.deadline else {}
    due = case.expect.get("due_at")
    assert (datetime.fromisoformat(due) if due else None) == found.get(case.reading), case.where
    latest = case.expect.get("at_latest")
    assert (datetime.fromisoformat(latest) if latest else None) == standing.at_latest, case.where


@pytest.mark.skipif(not VECTORS.exists(), reason="no shared material beside this checkout")
def test_every_row_of_the_shared_vectors_has_a_case() -> None:
    """Lost without it: a worked example that nobody holds the packs to."""
    rows = [row["id"].lower() for row in plain(read_yaml(VECTORS))["other_regimes"]]
    named = {case.name.partition("-")[0] for case in cases("standing.clock_standing")}
    assert len(rows) == 17
    assert [row for row in rows if row not in named] == []


def test_every_regime_with_a_clock_of_its_own_has_a_case(book: LawBook) -> None:
    """Lost without it: a pack whose clock nobody ever worked out by hand."""
    by_clock = {clock.id: pack.id for pack, clock in book.clocks()}
    seen = {by_clock[case.given["clock"]] for case in cases("standing.clock_standing")}
    with_length = {pack.id for pack, clock in book.clocks() if clock.has_length}
    no_case = with_length - seen - {"us-florida", "us-colorado", "us-washington", "us-delaware", "us-ftc-hbnr"}
    assert no_case == set()


# ---- What every pack must carry.


def test_every_regime_of_the_brief_is_there(book: LawBook) -> None:
    """Lost without it: a file that fell out of the folder, and a duty nobody is told of."""
    assert set(book.packs) == {"gdpr", *ROWS, "hk-pdpo", "card-schemes"}


def test_every_clock_is_reached_by_a_duty(book: LawBook) -> None:
    """Lost without it: a period in the book that no incident can ever show."""
    reached = {id_ for pack in book.packs.values() for duty in pack.duties for id_ in duty.clocks}
    assert [clock.id for _, clock in book.clocks() if clock.id not in reached] == ["gdpr-art33-phases"]


def test_every_value_says_where_and_when_it_was_read(book: LawBook) -> None:
    """Lost without it: a deadline nobody can look up."""
    for pack in book.packs.values():
        readings = [r.source for clock in pack.clocks.values() for r in clock.other_readings]
        sources = [pack.source, *pack.citations.values(), *readings]
        sources += [x.source for x in (*pack.clocks.values(), *pack.duties, *pack.values)]
        for source in sources:
            assert source.act, pack.id
            assert source.article, pack.id
            assert source.url.startswith("https://"), (pack.id, source)
            assert source.read_on is not None
            assert date(2026, 11, 23) <= source.read_on, (pack.id, source)


def test_every_pack_speaks_english_and_dutch(book: LawBook) -> None:
    """Lost without it: a Dutch desk that reads half of its duties in English."""
    for pack in book.packs.values():
        texts = [pack.label, pack.who, *pack.notes] if pack.id != "gdpr" else [pack.label]
        texts += [words for duty in pack.duties for words in (duty.label, duty.addressee, duty.because)]
        texts += [clock.words for clock in pack.clocks.values() if not clock.has_length]
        texts += [reading.words for clock in pack.clocks.values() for reading in clock.other_readings]
        assert [words for words in texts if not {"en", "nl"} <= set(words)] == [], pack.id


def test_labels_tell_the_duties_of_all_regimes_apart(book: LawBook) -> None:
    """Lost without it: three rows that all read `Tell the people concerned`."""
    for language in ("en", "nl"):
        said = [duty.label[language] for pack in book.packs.values() for duty in pack.duties]
        assert [label for label in said if said.count(label) > 1] == []


def test_a_pack_holds_only_from_the_day_on_which_all_of_it_does(book: LawBook) -> None:
    """Lost without it: a clock shown in a row of a pack in force, on a day on which that clock is not law yet."""
    late = [c.id for pack, c in book.clocks() if c.in_force_from > pack.in_force_from]
    values = [v.id for pack in book.packs.values() for v in pack.values if v.in_force_from > pack.in_force_from]
    assert late + values == []


def test_what_is_from_memory_is_never_called_law_for_sure(book: LawBook) -> None:
    """Lost without it: a pack turned from unverified to in force without anybody having read the act."""
    from_memory = {
        "ai-act", "eidas", "eudpr", "led", "uk-gdpr", "monaco", "us-hipaa", "us-texas", "us-washington", "us-sec-8k",
        "us-ftc-hbnr", "ca-quebec", "nz-privacy", "hk-pdpo", "card-schemes",
    }
    found = {pack.id for pack in book.packs.values() if pack.status is LawStatus.UNVERIFIED}
    assert from_memory == found
    for id_ in from_memory:
        parts = (*book.packs[id_].clocks.values(), *book.packs[id_].duties, *book.packs[id_].values)
        assert {LawStatus.UNVERIFIED} >= {part.status for part in parts}, id_


@pytest.mark.parametrize(
    "id_",
    ["us-ny-regulators", "us-fl-legal-affairs", "us-co-attorney-general", "sg-pdpc", "uk-pecr-subscribers", "ch-fadp-processor", "br-anpd-small-supplement"],
)
def test_a_clock_from_memory_in_a_pack_that_was_read_says_so(id_: str, book: LawBook) -> None:
    """Lost without it: one number from memory, carried along by the good name of its neighbours."""
    pack, clock = book.clock(id_)
    assert (pack.status, clock.status) == (LawStatus.IN_FORCE, LawStatus.UNVERIFIED)


def test_a_duty_is_no_surer_than_its_pack(book: LawBook) -> None:
    """Lost without it: a duty in force inside a pack nobody verified."""
    sure = {
        duty.id
        for pack in book.packs.values()
        for duty in pack.duties
        if pack.status is LawStatus.UNVERIFIED and duty.status is not LawStatus.UNVERIFIED
    }
    assert sure == set()


# ---- Nothing that is only proposed, or not law yet.


def test_nothing_in_the_book_is_proposed_but_the_amendments(book: LawBook) -> None:
    """Lost without it: the Digital Omnibus worked by as if it were law."""
    statuses = [x.status for pack in book.packs.values() for x in (pack, *pack.clocks.values(), *pack.duties, *pack.values)]
    assert LawStatus.PROPOSED not in statuses
    assert [a.status for a in book.amendments] == [LawStatus.PROPOSED]
    assert [clock.id for _, clock in book.clocks() if clock.hours == 96] == []


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2026, 11, 27), date(2199, 12, 31)])
def test_a_proposed_pack_is_law_on_no_day(day: date, book: LawBook) -> None:
    """Lost without it: a proposal with a first day far back that counts as law since then."""
    for pack in book.packs.values():
        proposed = replace(pack, status=LawStatus.PROPOSED, in_force_from=date(1999, 1, 1))
        assert not proposed.holds_on(day)


def test_a_proposed_pack_gives_no_duty_at_all(book: LawBook) -> None:
    """Lost without it: a row for something that is not law."""
    proposed = [replace(pack, status=LawStatus.PROPOSED) for pack in book.packs.values()]
    assert obligations_of(proposed, situation(ROWS["nis2"][0][1])) == ()


# ---- To whom a regime applies: for each duty, facts that fulfil its condition, break it, or leave it open.

BREACH: dict[str, Value] = {"our_role": "controller", "personal_data": "yes", "breach_confirmed": "yes"}
RISKY: dict[str, Value] = BREACH | {"risk_level": "risk", "authority_proposed": "yes", "individuals_proposed": "no"}
GRAVE: dict[str, Value] = BREACH | {"risk_level": "high", "authority_proposed": "yes", "individuals_proposed": "yes"}


def living_in(country: str, facts: dict[str, Value] = GRAVE, **more: Value) -> dict[str, Value]:
    """Give the facts of a Dutch organisation with people in another country."""
    return facts | {"established_in": ("NL",), "affected_countries": ("NL", country)} | more


def state(id_: str, **more: Value) -> dict[str, Value]:
    """Give the facts of a breach with 600 people of one state of the United States."""
    return living_in("US", us_states=(id_,), people=CountRange(600, 600)) | more


def being(kind: str, facts: dict[str, Value] = GRAVE, **more: Value) -> dict[str, Value]:
    """Give the facts of a Dutch organisation of a kind."""
    return facts | {"organisation_is": (kind,), "established_in": ("NL",), "affected_countries": ("NL",)} | more


NOT_THERE: dict[str, Value] = {"affected_countries": ("NL",)}
PROCESSOR: dict[str, Value] = {"our_role": "processor"}
NO_DATA: dict[str, Value] = {"personal_data": "no"}
NOT_SURE: dict[str, Value] = {"breach_confirmed": "no"}
SAFE: dict[str, Value] = {"unintelligible": "yes"}
UNLIKELY: dict[str, Value] = {"risk_level": "unlikely", "authority_proposed": "no", "individuals_proposed": "no"}
OF_NO_KIND: dict[str, Value] = {"organisation_is": ()}
HARMLESS: dict[str, Value] = {"special_categories": "no", "data_categories": ("contact",), "cause": "human-error"}
OTHER_STATE: dict[str, Value] = {"us_states": ("another",)}

Row = tuple[str, dict[str, Value], tuple[dict[str, Value], ...], tuple[str, ...]]


def state_rows(id_: str, people: str, authority: str | None, limit: int) -> list[Row]:
    """Give the rows of one state of the United States, with the threshold from which its authority is told."""
    breaks = (NOT_THERE, OTHER_STATE, PROCESSOR, NO_DATA, NOT_SURE, SAFE)
    opens = ("affected_countries", "us_states", "our_role", "breach_confirmed", "personal_data")
    rows: list[Row] = [(people, state(id_), breaks, opens)]
    if authority:
        over, at = {"people": CountRange(limit + 1, None)}, {"people": CountRange(0, limit)}
        rows.append((authority, state(id_) | over, (*breaks, at), (*opens, "people")))
    return rows


ABROAD = (NOT_THERE, PROCESSOR, NO_DATA, NOT_SURE)
ABROAD_OPEN = ("affected_countries", "our_role", "personal_data", "breach_confirmed")
HARM = (NOT_THERE, PROCESSOR, UNLIKELY, {"risk_level": "risk", "serious_harm_likely": "no"})
HARM_OPEN = ("affected_countries", "our_role", "risk_level")

ROWS: dict[str, list[Row]] = {
    "nis2": [
        (id_, being("nis2-entity", nis2_significant="yes"), (OF_NO_KIND, {"nis2_significant": "no"}), ("organisation_is", "nis2_significant"))
        for id_ in ("nis2-23-4", "nis2-23-1")
    ],
    "dora": [
        ("dora-19-4", being("financial-entity", dora_major="yes"), (OF_NO_KIND, {"dora_major": "no"}), ("organisation_is", "dora_major")),
        ("dora-19-4", being("bank", dora_major="yes"), (OF_NO_KIND,), ("dora_major",)),
        ("dora-19-3", being("bank", dora_major="yes", dora_clients_hit="yes"), ({"dora_clients_hit": "no"}, {"dora_major": "no"}), ("dora_clients_hit",)),
    ],
    "cra": [
        ("cra-14-1", being("product-manufacturer", cra_vulnerability="yes"), (OF_NO_KIND, {"cra_vulnerability": "no"}), ("organisation_is", "cra_vulnerability")),
        ("cra-14-3", being("product-manufacturer", cra_severe_incident="yes"), (OF_NO_KIND, {"cra_severe_incident": "no"}), ("organisation_is", "cra_severe_incident")),
    ],
    "eidas": [
        ("eidas-supervisor", being("trust-service-provider", trust_service_impact="yes"), (OF_NO_KIND, {"trust_service_impact": "no"}), ("organisation_is", "trust_service_impact")),
        ("eidas-people", being("trust-service-provider", RISKY, trust_service_impact="yes"), (OF_NO_KIND, UNLIKELY), ("risk_level",)),
    ],
    "eprivacy-611": [
        ("eprivacy-authority", being("telecom-provider") | UNLIKELY, (OF_NO_KIND, NO_DATA, NOT_SURE, {"established_in": ("GB",), "affected_countries": ("GB",)}), ("organisation_is", "personal_data", "breach_confirmed")),
        ("eprivacy-subscribers", being("telecom-provider", RISKY), (OF_NO_KIND, UNLIKELY), ("risk_level",)),
    ],
    "ai-act": [
        ("ai-act-73", being("ai-provider", ai_serious_incident="yes"), (OF_NO_KIND, {"ai_serious_incident": "no"}, {"ai_incident_kind": "death"}, {"ai_incident_kind": "widespread"}), ("organisation_is", "ai_serious_incident")),
        ("ai-act-73-widespread", being("ai-provider", ai_serious_incident="yes", ai_incident_kind="widespread"), ({"ai_incident_kind": "other"},), ("ai_incident_kind",)),
        ("ai-act-73-death", being("ai-provider", ai_serious_incident="yes", ai_incident_kind="death"), ({"ai_incident_kind": "other"},), ("ai_incident_kind",)),
    ],
    "eudpr": [
        ("eudpr-34", being("eu-institution", RISKY), (OF_NO_KIND, PROCESSOR, UNLIKELY), ("organisation_is", "our_role", "authority_proposed")),
        ("eudpr-35", being("eu-institution"), (OF_NO_KIND, PROCESSOR, {"individuals_proposed": "no"}), ("individuals_proposed",)),
    ],
    "led": [
        ("led-30", being("law-enforcement", RISKY), (OF_NO_KIND, PROCESSOR, UNLIKELY), ("organisation_is", "our_role", "authority_proposed")),
        ("led-31", being("law-enforcement"), (OF_NO_KIND, PROCESSOR, {"individuals_proposed": "no"}), ("individuals_proposed",)),
    ],
    "uk-gdpr": [
        ("uk-gdpr-33", living_in("GB", RISKY), (NOT_THERE, PROCESSOR, UNLIKELY), ("affected_countries", "our_role", "authority_proposed")),
        ("uk-gdpr-33", RISKY | {"established_in": ("GB",), "affected_countries": ("FR",)}, ({"established_in": ("FR",)},), ("established_in",)),
        ("uk-gdpr-34", living_in("GB"), (NOT_THERE, PROCESSOR, {"individuals_proposed": "no"}), ("affected_countries", "individuals_proposed")),
    ],
    "uk-pecr": [
        ("uk-pecr-authority", living_in("GB", organisation_is=("telecom-provider",)) | UNLIKELY, (OF_NO_KIND, NOT_THERE, NO_DATA, NOT_SURE), ("organisation_is", "affected_countries", "personal_data", "breach_confirmed")),
        ("uk-pecr-subscribers", living_in("GB", RISKY, organisation_is=("telecom-provider",)), (OF_NO_KIND, UNLIKELY), ("risk_level",)),
    ],
    "ch-fadp": [
        ("ch-fadp-24-1", living_in("CH"), (NOT_THERE, PROCESSOR, UNLIKELY, {"risk_level": "risk"}), ("affected_countries", "our_role", "risk_level")),
        ("ch-fadp-24-4", living_in("CH"), (NOT_THERE, PROCESSOR, {"risk_level": "risk"}), ("affected_countries", "our_role", "risk_level")),
        ("ch-fadp-24-3", living_in("CH") | PROCESSOR, (NOT_THERE, {"our_role": "controller"}, NO_DATA, NOT_SURE), ("affected_countries", "our_role")),
    ],
    "monaco": [("monaco-32", living_in("MC", RISKY), (NOT_THERE, PROCESSOR, UNLIKELY), ("affected_countries", "our_role", "risk_level"))],
    "us-hipaa": [
        ("us-hipaa-people", being("us-health"), (OF_NO_KIND, PROCESSOR, NO_DATA, NOT_SURE, SAFE), ("organisation_is", "our_role")),
        ("us-hipaa-hhs", being("us-health", people=CountRange(500, None)), (OF_NO_KIND, {"people": CountRange(0, 499)}, PROCESSOR), ("people", "our_role")),
        ("us-hipaa-hhs-yearly", being("us-health", people=CountRange(0, 499)), ({"people": CountRange(500, 500)}, PROCESSOR), ("people",)),
        ("us-hipaa-media", being("us-health", people=CountRange(501, None)), ({"people": CountRange(0, 500)}, PROCESSOR), ("people",)),
        ("us-hipaa-associate", being("us-health") | PROCESSOR, (OF_NO_KIND, {"our_role": "controller"}, SAFE), ("our_role",)),
    ],
    "us-california": state_rows("california", "us-ca-people", "us-ca-attorney-general", 500),
    "us-new-york": [*state_rows("new-york", "us-ny-people", None, 0), *state_rows("new-york", "us-ny-regulators", None, 0)],
    "us-texas": state_rows("texas", "us-tx-people", "us-tx-attorney-general", 249),
    "us-florida": state_rows("florida", "us-fl-people", "us-fl-legal-affairs", 499),
    "us-colorado": state_rows("colorado", "us-co-people", "us-co-attorney-general", 499),
    "us-washington": state_rows("washington", "us-wa-people", "us-wa-attorney-general", 500),
    "us-delaware": state_rows("delaware", "us-de-people", None, 0),
    "us-sec-8k": [("us-sec-8k", being("us-listed", sec_material="yes"), (OF_NO_KIND, {"sec_material": "no"}), ("organisation_is", "sec_material"))],
    "us-ftc-hbnr": [
        ("us-hbnr-people", living_in("US", organisation_is=("health-app",)), (OF_NO_KIND, NOT_THERE, PROCESSOR, SAFE), ("organisation_is", "affected_countries")),
        ("us-hbnr-ftc", living_in("US", organisation_is=("health-app",), people=CountRange(500, None)), ({"people": CountRange(0, 499)},), ("people",)),
    ],
    "br-lgpd": [
        *(
            (id_, living_in("BR", RISKY, special_categories="yes"), (NOT_THERE, PROCESSOR, UNLIKELY, {"br_small_agent": "yes"}), ("affected_countries", "our_role", "risk_level"))
            for id_ in ("br-anpd", "br-people")
        ),
        *(
            (id_, living_in("BR", RISKY, data_categories=("credentials",), br_small_agent="yes"), (NOT_THERE, UNLIKELY, {"br_small_agent": "no"}), ("br_small_agent", "risk_level"))
            for id_ in ("br-anpd-small", "br-people-small")
        ),
    ],
    "ca-pipeda": [(id_, living_in("CA"), HARM, HARM_OPEN) for id_ in ("ca-pipeda-commissioner", "ca-pipeda-people", "ca-pipeda-others")],
    "ca-quebec": [(id_, living_in("CA", quebec_people="yes"), (*HARM, {"quebec_people": "no"}), (*HARM_OPEN, "quebec_people")) for id_ in ("ca-qc-commission", "ca-qc-people")],
    "sg-pdpa": [
        ("sg-pdpc", living_in("SG", RISKY, people=CountRange(500, None), serious_harm_likely="no"), (*ABROAD, {"people": CountRange(0, 499)}), (*ABROAD_OPEN, "people")),
        ("sg-pdpc", living_in("SG", people=CountRange(1, 1)), (NOT_THERE, UNLIKELY), ("affected_countries", "risk_level")),
        ("sg-people", living_in("SG", people=CountRange(9000, None)), HARM, HARM_OPEN),
    ],
    "au-ndb": [
        ("au-assessment", living_in("AU") | NOT_SURE | UNLIKELY, (NOT_THERE, PROCESSOR, NO_DATA), ("affected_countries", "our_role", "personal_data")),
        ("au-commissioner", living_in("AU"), (*HARM, NO_DATA, NOT_SURE), (*HARM_OPEN, "breach_confirmed")),
        ("au-people", living_in("AU"), (*HARM, NO_DATA, NOT_SURE), (*HARM_OPEN, "breach_confirmed")),
    ],
    "nz-privacy": [(id_, living_in("NZ"), HARM, HARM_OPEN) for id_ in ("nz-commissioner", "nz-people")],
    "jp-appi": [
        ("jp-ppc", living_in("JP", special_categories="yes", cause="human-error"), (*ABROAD, {"cause": "malicious-external"}), ABROAD_OPEN),
        ("jp-ppc-wrongful", living_in("JP", cause="malicious-insider"), (*ABROAD, {"cause": "human-error"}), (*ABROAD_OPEN, "cause")),
        ("jp-people", living_in("JP", people=CountRange(1001, None)) | HARMLESS, (*ABROAD, {"people": CountRange(0, 1000)}), (*ABROAD_OPEN, "people")),
    ],
    "kr-pipa": [
        ("kr-people", living_in("KR") | UNLIKELY, ABROAD, ABROAD_OPEN),
        ("kr-authority", living_in("KR", people=CountRange(1000, None)) | HARMLESS | UNLIKELY, (*ABROAD, {"people": CountRange(0, 999)}), (*ABROAD_OPEN, "people")),
        ("kr-authority", living_in("KR", cause="malicious-external"), ABROAD, ("cause",)),
    ],
    "cn-pipl": [(id_, living_in("CN") | UNLIKELY, ABROAD, ABROAD_OPEN) for id_ in ("cn-pipl-authority", "cn-pipl-people")],
    "cn-network-incidents": [
        ("cn-critical", living_in("CN", cn_incident_rank="critical-infrastructure"), (NOT_THERE, {"cn_incident_rank": "major"}, {"cn_incident_rank": "lesser"}), ("affected_countries", "cn_incident_rank")),
        ("cn-major", living_in("CN", cn_incident_rank="major"), (NOT_THERE, {"cn_incident_rank": "lesser"}), ("affected_countries", "cn_incident_rank")),
    ],
    "in-dpdp": [(id_, living_in("IN") | UNLIKELY, ABROAD, ABROAD_OPEN) for id_ in ("in-board", "in-people")],
    "za-popia": [(id_, living_in("ZA") | UNLIKELY, ABROAD, ABROAD_OPEN) for id_ in ("za-regulator", "za-people")],
}
"""By regime: a duty, facts under which it applies, changes that each end it, and facts without each of which it is open."""


def known(facts: dict[str, Value]) -> dict[str, Answer]:
    """Give the answers; a value of None is `not known yet`."""
    return {id_: Unknown() if value is None else Known(value) for id_, value in facts.items()}


def situation(facts: dict[str, Value], aware_at: datetime = IN_JUNE_2027) -> Situation:
    """Give a made-up Incident; in June 2027 every shipped pack is law."""
    place = Place(ZoneInfo("Europe/Amsterdam"))
    events = {"awareness": aware_at, "detection": aware_at - timedelta(hours=5)}
    return Situation(answered(known(facts)), events, aware_at, AP, {}, place, {}, {})


def row_of(book: LawBook, duty: str, facts: dict[str, Value], aware_at: datetime = IN_JUNE_2027) -> Obligation:
    """Give the row of one duty."""
    pack = next(pack for pack in book.packs.values() if duty in {d.id for d in pack.duties})
    return next(row for row in obligations_of([pack], situation(facts, aware_at)) if row.id == duty)


ALL_ROWS = [(regime, *row) for regime, rows in ROWS.items() for row in rows]
FULFILLED = [(regime, duty, facts) for regime, duty, facts, _, _ in ALL_ROWS]
BROKEN = [(duty, facts | change, next(iter(change))) for _, duty, facts, breaks, _ in ALL_ROWS for change in breaks]
LEFT_OPEN = [(duty, {k: v for k, v in facts.items() if k != fact}, fact) for _, duty, facts, _, opens in ALL_ROWS for fact in opens]


def test_every_duty_of_every_regime_has_a_situation(book: LawBook) -> None:
    """Lost without it: a duty whose condition nobody ever tried."""
    duties = {(pack.id, duty.id) for pack in book.packs.values() for duty in pack.duties if pack.id != "gdpr"}
    assert duties == {(regime, duty) for regime, duty, _ in FULFILLED}


@pytest.mark.parametrize(("regime", "duty", "facts"), FULFILLED, ids=lambda x: x if isinstance(x, str) else "")
def test_a_duty_applies_where_everything_it_asks_for_holds(regime: str, duty: str, facts: dict[str, Value], book: LawBook) -> None:
    """Lost without it: a duty that is never shown to those it binds."""
    row = row_of(book, duty, facts)
    assert (regime, Standing.APPLIES, ()) == (row.regime, row.standing, row.needs)
    assert row.reasons[0].facts, "it says on which facts it rests"


@pytest.mark.parametrize(("duty", "facts", "changed"), BROKEN, ids=lambda x: x if isinstance(x, str) else "")
def test_a_duty_does_not_apply_once_one_thing_it_asks_for_fails(duty: str, facts: dict[str, Value], changed: str, book: LawBook) -> None:
    """Lost without it: duties of other people's laws shown to everybody, until nobody reads them."""
    assert Standing.DOES_NOT is row_of(book, duty, facts).standing, changed


@pytest.mark.parametrize(("duty", "facts", "missing"), LEFT_OPEN, ids=lambda x: x if isinstance(x, str) else "")
def test_a_duty_cannot_be_told_while_one_answer_is_missing(duty: str, facts: dict[str, Value], missing: str, book: LawBook) -> None:
    """Lost without it: a duty that counts as absent because nobody was asked."""
    row = row_of(book, duty, facts)
    assert Standing.OPEN is row.standing
    assert missing in row.needs


@pytest.mark.parametrize(("regime", "duty", "facts"), FULFILLED, ids=lambda x: x if isinstance(x, str) else "")
def test_forgetting_any_answer_never_ends_a_duty(regime: str, duty: str, facts: dict[str, Value], book: LawBook) -> None:
    """Lost without it: silence that helps the one who has to answer."""
    for fact in facts:
        rest = {id_: value for id_, value in facts.items() if id_ != fact}
        assert row_of(book, duty, rest).standing is not Standing.DOES_NOT, fact


def test_with_nothing_known_no_duty_is_ruled_out_and_none_applies(book: LawBook) -> None:
    """Lost without it: an incident opened a minute ago that already says what is not owed."""
    found = {row.id: row.standing for row in obligations_of(book.packs.values(), situation({}))}
    assert {Standing.OPEN} == set(found.values())


def test_a_dutch_shop_with_dutch_customers_has_the_duties_of_the_gdpr_only(book: LawBook) -> None:
    """Lost without it: the plain case drowned in foreign law."""
    plain_shop = GRAVE | {"organisation_is": (), "established_in": ("NL",), "affected_countries": ("NL",)}
    rows = obligations_of(book.packs.values(), situation(plain_shop, AWARE))
    assert {"gdpr-33-5", "gdpr-33-1", "gdpr-34-1"} == {row.id for row in rows if row.standing is Standing.APPLIES}
    assert [row.id for row in rows if row.standing is Standing.OPEN] == []


@pytest.mark.parametrize("country", sorted({"GB", "CH", "MC", "US", "BR", "CA", "SG", "AU", "NZ", "JP", "KR", "CN", "IN", "ZA", "DE", "HK"}))
def test_a_processor_never_gets_the_72_hours_of_the_gdpr(country: str, book: LawBook) -> None:
    """Lost without it: a processor that files with an authority instead of telling its controller at once."""
    facts = living_in(country, us_states=("california", "texas"), people=CountRange(9000, None)) | PROCESSOR
    rows = {row.id: row for row in obligations_of(book.packs.values(), situation(facts, AWARE))}
    assert Standing.DOES_NOT is rows["gdpr-33-1"].standing
    assert Standing.DOES_NOT is rows["gdpr-34-1"].standing
    assert Standing.APPLIES is rows["gdpr-33-2"].standing
    assert [clock.state.value for clock in rows["gdpr-33-2"].clocks] == ["none-in-law"]


@pytest.mark.parametrize("country", ["GB", "CH", "MC", "US", "BR", "CA", "SG", "AU", "NZ", "JP", "KR", "CN", "ZA"])
def test_a_processor_is_sent_to_its_controller_by_the_other_laws_too(country: str, book: LawBook) -> None:
    """Lost without it: foreign authorities and people told by the one who works for another."""
    facts = living_in(country, us_states=("california", "texas", "florida"), people=CountRange(9000, None)) | PROCESSOR
    rows = obligations_of(book.packs.values(), situation(facts, AWARE))
    kinds = {row.duty.kind for row in rows if row.standing is Standing.APPLIES}
    assert {DutyKind.TELL_CONTROLLER} == kinds


def test_the_indian_rule_does_not_apply_to_an_incident_of_2026(book: LawBook) -> None:
    """Lost without it: a 72-hour report to a board by a rule that is not in force."""
    row = row_of(book, "in-board", living_in("IN"), AWARE)
    assert Standing.DOES_NOT is row.standing
    assert row.reasons[0].because == "Not in force on the day of awareness; from 2027-05-13."


@pytest.mark.parametrize(("day", "standing"), [(12, Standing.DOES_NOT), (13, Standing.APPLIES)])
def test_the_indian_rule_begins_on_13_may_2027(day: int, standing: Standing, book: LawBook) -> None:
    """Lost without it: the first day itself, or the day before it, on the wrong side."""
    assert standing is row_of(book, "in-board", living_in("IN"), datetime(2027, 5, day, 12, 0, tzinfo=UTC)).standing


@pytest.mark.parametrize(
    ("duty", "last_day_without", "facts"),
    [
        ("cra-14-1", date(2026, 9, 10), ROWS["cra"][0][1]),
        ("us-ca-people", date(2025, 12, 31), state("california")),
        ("uk-pecr-authority", date(2025, 8, 19), ROWS["uk-pecr"][0][1]),
        ("cn-major", date(2025, 10, 31), ROWS["cn-network-incidents"][1][1]),
        ("br-anpd", date(2024, 4, 25), ROWS["br-lgpd"][0][1]),
        ("dora-19-4", date(2025, 1, 16), ROWS["dora"][0][1]),
    ],
)
def test_a_regime_begins_on_its_first_day(duty: str, last_day_without: date, facts: dict[str, Value], book: LawBook) -> None:
    """Lost without it: a breach of the year before judged by a law of the year after."""
    noon = datetime(last_day_without.year, last_day_without.month, last_day_without.day, 12, 0, tzinfo=UTC)
    assert Standing.DOES_NOT is row_of(book, duty, facts, noon).standing
    assert Standing.APPLIES is row_of(book, duty, facts, noon + timedelta(days=1)).standing


@pytest.mark.parametrize("id_", ["hk-pdpo", "card-schemes"])
def test_what_is_voluntary_or_a_contract_is_a_word_and_no_duty(id_: str, book: LawBook) -> None:
    """Lost without it: a duty and a date where there is neither."""
    pack = book.packs[id_]
    assert (dict(pack.clocks), pack.duties) == ({}, ())
    assert pack.notes


@pytest.mark.parametrize(
    ("pack", "about"),
    [
        ("nis2", "Cyberbeveiligingswet"), ("nis2", "sector act"), ("in-dpdp", "CERT-In"), ("ch-fadp", "24 hours"), ("ai-act", "omnibus"),
        ("dora", "before it ends"), ("kr-pipa", "2026"), ("nz-privacy", "72"), ("au-ndb", "CPS 234"), ("hk-pdpo", "voluntary"),
    ],
)
def test_a_pack_says_what_its_reader_must_know(pack: str, about: str, book: LawBook) -> None:
    """Lost without it: an open question about the law that only its writer knew."""
    assert any(about in note["en"] for note in book.packs[pack].notes)


def test_the_weekend_rule_of_dora_says_for_whom_it_is_not(book: LawBook) -> None:
    """Lost without it: a bank that plans by Monday noon."""
    readings = [r for c in book.packs["dora"].clocks.values() for r in c.other_readings]
    assert len(readings) == 3
    for reading in readings:
        assert (reading.shape, reading.status) == (ReadingShape.NOON_OF_WORKING_DAY, LawStatus.UNVERIFIED)
        assert "Not for banks, central counterparties, trading venues" in reading.words["en"]


# ---- How a period is read, and where.


def in_place(country: str, clock: str, book: LawBook) -> list[str]:
    """Give the readings of a clock in a country."""
    rule = book.clock(clock)[1]
    deadline = due_after(AWARE, rule, place_of(country, 2026))
    return [r.id for r in (*deadline.readings, *deadline.notes)]


def test_the_gdpr_clock_has_the_strict_reading_only_outside_the_eea(book: LawBook) -> None:
    """Lost without it: Reg. 1182/71 shown to a British organisation."""
    assert in_place("GB", "gdpr-art33", book) == ["strict"]
    assert in_place("NL", "gdpr-art33", book)[:2] == ["strict", "reg-1182-hours"]


@pytest.mark.parametrize("clock", ["uk-gdpr-authority", "uk-pecr-authority"])
@pytest.mark.parametrize("country", ["GB", "NL"])
def test_british_hours_have_one_reading_wherever_they_are_read(clock: str, country: str, book: LawBook) -> None:
    """Lost without it: the ICO's clock hours stretched by an act that is not British law."""
    assert in_place(country, clock, book) == ["strict"]


@pytest.mark.parametrize("clock", ["cra-vulnerability-final", "nis2-final", "dora-intermediate", "ai-act-report", "eprivacy-second"])
def test_other_readings_of_union_acts_are_given_in_the_eea_only(clock: str, book: LawBook) -> None:
    """Lost without it: a Swiss desk that waits for the end of the next working day by an act of the Union."""
    assert in_place("CH", clock, book) == ["strict"]
    assert len(in_place("NL", clock, book)) == 2


@pytest.mark.parametrize("clock", ["us-ca-people", "sg-pdpc", "br-anpd", "jp-final", "us-sec-8k"])
@pytest.mark.parametrize("country", ["NL", "GB", "CH"])
def test_other_readings_of_other_laws_are_given_everywhere(clock: str, country: str, book: LawBook) -> None:
    """Lost without it: a whole last day that the desk outside the EEA is not told of."""
    assert in_place(country, clock, book) == ["strict", "end-of-day"]


def test_no_other_reading_ends_before_the_date_that_is_planned_by(book: LawBook) -> None:
    """Lost without it: a countdown that promises time a stricter reading does not give."""
    for country in ("NL", "IE", "FI", "GB", "CH"):
        place = place_of(country, 2026)
        for hours in range(0, 24 * 21, 7):
            start = AWARE + timedelta(hours=hours)
            for _, rule in book.clocks():
                if rule.has_length:
                    deadline = due_after(start, rule, place)
                    assert all(deadline.due_at <= r.due_at for r in deadline.readings), (country, rule.id, start)


def test_working_days_of_another_country_leave_out_weekends_only(book: LawBook) -> None:
    """Lost without it: a deadline in Brazil that waits for a holiday of the Netherlands, and comes a day late."""
    counted = [(pack.in_eea, rule.weekends_only) for pack, rule in book.clocks() if rule.working_days]
    assert counted
    assert {(False, True)} == set(counted)


def _in_working_days(days: int, weekends_only: bool) -> ClockRule:
    return replace(RULE, hours=None, working_days=days, weekends_only=weekends_only, hour_reading_source=None)


def test_a_public_holiday_is_left_out_where_it_is_known_to_count() -> None:
    """Lost without it: a contract's two working days that end on a day on which the house is shut."""
    friday = datetime(2026, 4, 3, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    place = Place(ZoneInfo("Europe/Amsterdam"), holidays={date(2026, 4, 6): "Easter Monday"})
    assert datetime(2026, 4, 7, 8, 0, tzinfo=UTC) == due_after(friday, _in_working_days(1, False), place).due_at
    assert datetime(2026, 4, 6, 8, 0, tzinfo=UTC) == due_after(friday, _in_working_days(1, True), place).due_at


# ---- Stages, lateness, caps.

CLASSIFIED = "fact:dora_classified_at"


def standing_of(book: LawBook, clock: str, events: dict[str, datetime]) -> ClockStanding:
    """Give a clock as it stands in the Netherlands."""
    return clock_standing(book.clock(clock)[1], events, place_of("NL", 2026))


def test_the_last_instant_of_an_early_warning_is_on_time_and_the_next_is_late(book: LawBook) -> None:
    """Lost without it: a warning handed in at the very end called late."""
    standing = standing_of(book, "nis2-early-warning", {"awareness": AWARE})
    end = AWARE + timedelta(hours=24)
    assert not standing.is_late(end)
    assert standing.is_late(end + timedelta(seconds=1))


def test_a_stage_met_in_time_stays_in_time(book: LawBook) -> None:
    """Lost without it: a report that turns late by being looked at next year."""
    standing = standing_of(book, "nis2-early-warning", {"awareness": AWARE, "met:nis2-early-warning": AWARE + timedelta(hours=2)})
    assert not standing.is_late(AWARE + timedelta(days=365))


def test_a_stage_met_late_stays_late(book: LawBook) -> None:
    """Lost without it: lateness that vanishes once the report is in."""
    standing = standing_of(book, "dora-initial", {"awareness": AWARE, CLASSIFIED: AWARE, "met:dora-initial": AWARE + timedelta(hours=5)})
    assert standing.is_late(AWARE + timedelta(minutes=1))


def test_a_later_stage_runs_although_the_one_before_was_late(book: LawBook) -> None:
    """Lost without it: a final report without a date because the notification came late."""
    handed_in = AWARE + timedelta(hours=200)
    standing = standing_of(book, "nis2-final", {"awareness": AWARE, "met:nis2-notification": handed_in})
    assert ClockState.DATED is standing.state
    assert handed_in == standing.deadline.started_at


def test_a_latest_update_of_the_intermediate_report_starts_the_month_anew(book: LawBook) -> None:
    """Lost without it: a final report of DORA dated from a report that was replaced."""
    first, update = datetime(2026, 11, 30, 14, 0, tzinfo=UTC), datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
    ends = [standing_of(book, "dora-final", {"met:dora-intermediate": at}).deadline.due_at for at in (first, update)]
    assert [datetime(2026, 12, 30, 14, 0, tzinfo=UTC), datetime(2027, 1, 10, 9, 0, tzinfo=UTC)] == ends


def test_a_clock_without_a_length_is_never_late(book: LawBook) -> None:
    """Lost without it: lateness invented where the law names no date."""
    for _, rule in book.clocks():
        if not rule.has_length:
            events = {"awareness": AWARE, "detection": AWARE, rule.starts_from: AWARE}
            standing = clock_standing(rule, events, place_of("NL", 2026))
            assert (standing.state, standing.deadline) == (ClockState.NONE_IN_LAW, None), rule.id
            assert not standing.is_late(AWARE + timedelta(days=3650))


def test_an_end_brought_forward_by_the_cap_keeps_no_other_reading(book: LawBook) -> None:
    """Lost without it: Monday noon beside a cap that ends on Saturday."""
    classified = AWARE + timedelta(hours=23)
    standing = standing_of(book, "dora-initial", {"awareness": AWARE, CLASSIFIED: classified})
    assert (AWARE + timedelta(hours=24), 1) == (standing.deadline.due_at, len(standing.deadline.readings))


def test_every_start_is_an_event_the_desk_can_give(book: LawBook, definitions) -> None:
    """Lost without it: a clock that waits for an instant nobody is ever asked for."""
    for pack, clock in book.clocks():
        for start in filter(None, (clock.starts_from, clock.cap_from)):
            kind, _, name = start.partition(":")
            if kind == "fact":
                assert FactKind.INSTANT is definitions[name].kind, clock.id
                assert name.endswith("_at"), clock.id
            elif kind == "met":
                assert name in pack.clocks, clock.id
            else:
                assert start in ("awareness", "detection"), clock.id


def test_every_condition_asks_only_for_facts_there_are(book: LawBook, definitions) -> None:
    """Lost without it: a duty that stays open for ever because of a question nobody can answer."""
    asked = {atom.fact for pack in book.packs.values() for duty in pack.duties for atom in atoms_of(All((pack.when, duty.when)))}
    assert asked - set(definitions) - set(WORKED_OUT) == set()


def test_discovery_runs_from_detection_and_determination_from_awareness(book: LawBook) -> None:
    """Lost without it: days that the American statutes count from the find, counted from the later certainty."""
    for pack in book.packs.values():
        if pack.id.startswith("us-") and pack.id != "us-sec-8k":
            starts = {c.starts_from for c in pack.clocks.values() if not c.starts_from.startswith("met:")}
            assert starts == ({"awareness"} if pack.id in FROM_DETERMINATION else {"detection"}), pack.id


def test_ids_of_clocks_and_duties_are_unique_over_the_whole_book(book: LawBook) -> None:
    """Lost without it: a stage met in one regime that closes a duty of another."""
    duties = [duty.id for pack in book.packs.values() for duty in pack.duties]
    assert [id_ for id_ in duties if duties.count(id_) > 1] == []
    assert all(re.fullmatch(r"[a-z0-9-]+", id_) for id_ in duties)


def test_a_pack_is_a_union_act_when_it_cites_one(book: LawBook) -> None:
    """Lost without it: a British or American period read by Reg. 1182/71, or a Union one that is not."""
    for pack in book.packs.values():
        of_the_union = pack.source.url.startswith("https://eur-lex.europa.eu/")
        assert of_the_union == pack.in_eea, pack.id
        assert all(clock.is_union_act == pack.in_eea for clock in pack.clocks.values()), pack.id


def test_readings_by_regulation_1182_are_given_for_union_acts_only(book: LawBook) -> None:
    """Lost without it: an act of the Union cited beside another country's law."""
    for pack, clock in book.clocks():
        sources: list[Citation] = [r.source for r in clock.other_readings]
        if clock.hour_reading_source:
            sources.append(clock.hour_reading_source)
        assert pack.in_eea or all("1182" not in s.act for s in sources), clock.id

