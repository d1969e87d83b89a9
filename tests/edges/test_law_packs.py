"""Law, authorities and house policy are read only where every value can be traced."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from breachdesk.domain.errors import FileProblems, NotFound
from breachdesk.domain.law import EEA, Authority, LawStatus
from breachdesk.domain.parties import Role
from breachdesk.domain.reminders import Rung
from breachdesk.files.authorities_file import authorities_of, authority_for, load_authorities
from breachdesk.files.law_packs import load_law
from breachdesk.files.policy_file import HousePolicy, load_policy
from breachdesk.services.authority_words import authority_warning

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
BAD = ROOT / "tests" / "bad_files" / "law"
HOSTILE = ROOT.parent / "shared" / "hostile" / "yaml"
EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}
NEIGHBOURS = {"GB", "CH", "MC", "GG", "JE", "IM", "GI"}
LAENDER = [f"DE-{part}" for part in "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split()]
HOME_UNKNOWN = {"lt-zeit": {"home"}}
"""Whose home page nobody could name for sure."""

Shipped = tuple[Authority, ...]
EDPB_HUB = "https://www.edpb.europa.eu/notify-data-breach_en"


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    """Give the shipped authorities."""
    return load_authorities(LAW / "authorities.yaml")


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    """Write a file and give its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def an_authority(**changed: str) -> str:
    """Give one authorities file; a value of "" takes the key out."""
    entry = {
        "id": "nl-ap",
        "country": '"NL"',
        "name": "Autoriteit Persoonsgegevens",
        "short": "AP",
        "zone": "Europe/Amsterdam",
        "languages": "[nl]",
        "channel": "The web form.",
        "url": '"https://example.org/report"',
        "status": "verified",
        "checked_on": '"2026-11-23"',
    } | changed
    lines = [f"{key}: {value}" for key, value in entry.items() if value]
    return 'id: own\nversion: "1"\nauthorities:\n  - ' + "\n    ".join(lines) + "\n"


def a_policy(rungs: str, status: str = "house-policy") -> str:
    """Give one policy file."""
    return f'id: own\nversion: "1"\nstatus: {status}\nrungs:\n{rungs}'


def test_the_shipped_law_gives_the_authority_clock_with_both_readings() -> None:
    """Without it no incident has a deadline."""
    clock = load_law(LAW / "gdpr.yaml").clocks["gdpr-art33"]
    assert (72, "awareness", date(2018, 5, 25)) == (clock.hours, clock.starts_from, clock.in_force_from)
    assert LawStatus.IN_FORCE is clock.status
    assert str(clock.source) == "GDPR Art. 33(1)"
    assert clock.hour_reading_source is not None


def test_every_shipped_provision_says_where_and_when_it_was_read() -> None:
    """A citation nobody can look up is no citation."""
    pack = load_law(LAW / "gdpr.yaml")
    cited = [*pack.citations.values(), *(clock.source for clock in pack.clocks.values())]
    assert len(cited) > 10
    assert [c for c in cited if not (c.act and c.url.startswith("https://") and c.read_on)] == []


def test_guidelines_may_be_cited_without_an_article() -> None:
    """Guidelines have paragraphs, not articles; the loader must not force an invented one."""
    assert str(load_law(LAW / "gdpr.yaml").cite("edpb-9-2022-73")) == "EDPB Guidelines 9/2022, para 73"


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_law_file_gets_exactly_its_written_messages(path: Path) -> None:
    """A legal value that lost its unit, date, status or source would be believed."""
    with pytest.raises(FileProblems) as refused:
        load_law(path)
    assert path.with_suffix(".txt").read_text(encoding="utf-8").splitlines() == refused.value.lines()


def test_every_eu_and_eea_country_the_union_and_the_neighbours_have_an_authority(shipped: Shipped) -> None:
    """Lost without it: a controller in a country left out could not open an incident."""
    found = {authority.country for authority in shipped}
    assert EU | {"IS", "LI", "NO"} | {"EU"} | NEIGHBOURS == found


def test_the_first_authority_of_a_country_serves_the_whole_of_it(shipped: Shipped) -> None:
    """Lost without it: somebody in Berlin who names no Land is sent to Stuttgart."""
    for country in sorted({authority.country for authority in shipped}):
        assert authority_for(country, shipped).subdivision == "", country


def test_every_authority_is_complete_and_its_ids_are_unique(shipped: Shipped) -> None:
    """Lost without it: an authority without channel, language or zone that cannot be notified in time."""
    assert len({authority.id for authority in shipped}) == len(shipped)
    assert len({authority.short for authority in shipped}) == len(shipped)
    for authority in shipped:
        empty = {f.name for f in fields(authority) if not getattr(authority, f.name)}
        may_be_empty = {"checked_on", "subdivision", "email", "phone", "serves"} | HOME_UNKNOWN.get(authority.id, set())
        assert empty <= may_be_empty, authority.id
        assert ZoneInfo(authority.zone)
        place = authority.subdivision or authority.country
        assert authority.id.startswith(place.lower() + "-"), authority.id


def test_an_authority_nobody_checked_is_reached_through_the_edpb_page_or_its_home_page(shipped: Shipped) -> None:
    """Lost without it: a portal link from memory, which does harm in a live breach."""
    unchecked = [a for a in shipped if a.checked_on is None]
    assert unchecked
    for authority in unchecked:
        expected = EDPB_HUB if authority.country in EEA else authority.home
        assert expected == authority.url, authority.id
        assert "not checked" in authority.channel.lower(), authority.id


def test_a_checked_authority_has_a_page_of_its_own_and_says_what_to_do_there(shipped: Shipped) -> None:
    """Lost without it: an entry called verified that only leads to a list, or to a front page."""
    checked = [a for a in shipped if a.checked_on is not None]
    assert len(checked) >= 20
    for authority in checked:
        assert authority.url.rstrip("/") not in (EDPB_HUB, authority.home.rstrip("/")), authority.id
        assert "not checked" not in authority.channel.lower(), authority.id


def test_authorities_of_one_place_say_whom_each_serves(shipped: Shipped) -> None:
    """Lost without it: in Bavaria, Spain or Lithuania nobody can tell which of them to notify."""
    by_place: dict[tuple[str, str], list[Authority]] = {}
    for authority in shipped:
        by_place.setdefault((authority.country, authority.subdivision), []).append(authority)
    crowded = {place: found for place, found in by_place.items() if len(found) > 1}
    assert {("DE", "DE-BY"), ("ES", ""), ("LT", "")} == set(crowded)
    assert [a.id for found in crowded.values() for a in found if not a.serves] == []


def test_the_german_entry_sends_companies_to_the_authority_of_their_land(shipped: Shipped) -> None:
    """Lost without it: a company reports to the federal commissioner and has told the wrong authority."""
    germany = authority_for("DE", shipped)
    assert "authority of the Land" in germany.channel
    assert "not other companies" in germany.serves


def test_every_german_land_has_its_authority_and_bavaria_two(shipped: Shipped) -> None:
    """Lost without it: companies of a Land left out fall back on the federal commissioner, the wrong one."""
    germany = [a.subdivision for a in authorities_of("DE", shipped)]
    assert sorted(["", "DE-BY", *LAENDER]) == sorted(germany)


@pytest.mark.parametrize("asked", ["DE-NW", "de-nw", "NW", " nw "])
def test_a_part_of_a_country_is_found_by_either_way_of_writing_it(shipped: Shipped, asked: str) -> None:
    """Lost without it: an inventory that says NW gets the federal authority, or none."""
    assert authority_for("DE", shipped, asked).id == "de-nw-ldi"


def test_a_company_in_bavaria_is_sent_to_the_office_for_private_bodies(shipped: Shipped) -> None:
    """Lost without it: the order of two lines decides, and the commissioner for public bodies comes first."""
    assert authority_for("DE", shipped, "BY").id == "de-by-baylda"


def test_a_company_in_catalonia_is_sent_to_madrid(shipped: Shipped) -> None:
    """Lost without it: the regional authority, which serves public bodies only, is told instead of the AEPD."""
    assert authority_for("ES", shipped, "ES-CT").id == "es-aepd"


def test_a_country_with_one_authority_for_all_of_it_ignores_the_part(shipped: Shipped) -> None:
    """Lost without it: a controller that names its province cannot open an incident."""
    assert authority_for("NL", shipped, "NL-GR").id == "nl-ap"


@pytest.mark.parametrize(("asked", "meant"), [("DE-NRW", "DE-NW"), ("BYA", "DE-BY"), ("XX", "")])
def test_an_unknown_part_is_refused_and_the_parts_are_named(shipped: Shipped, asked: str, meant: str) -> None:
    """Lost without it: a slip in the Land silently picks another authority, or leaves one guessing."""
    with pytest.raises(NotFound) as refused:
        authority_for("DE", shipped, asked)
    assert f"No authority is known for '{asked}'." in str(refused.value)
    assert (f"Did you mean '{meant}'?" if meant else "DE-BW, DE-BY, ") in str(refused.value)


def test_names_stand_in_the_script_of_the_authority(shipped: Shipped) -> None:
    """Lost without it: a Greek or Bulgarian letter is addressed to a translation."""
    by_id = {a.id: a for a in shipped}
    assert by_id["gr-hdpa"].name == "Αρχή Προστασίας Δεδομένων Προσωπικού Χαρακτήρα"
    assert by_id["bg-cpdp"].name == "Комисия за защита на личните данни"


@pytest.mark.parametrize(
    ("checked_on", "today", "said"),
    [
        (None, date(2026, 11, 24), "never checked"),
        (date(2026, 11, 23), date(2026, 11, 24), ""),
        (date(2026, 11, 23), date(2027, 11, 23), ""),
        (date(2026, 11, 23), date(2027, 11, 24), "last checked on 2026-11-23, more than a year ago"),
    ],
)
def test_a_channel_not_looked_at_for_more_than_a_year_is_warned_of(
    shipped: Shipped, checked_on: date | None, today: date, said: str
) -> None:
    """Lost without it: an old link passes for a good one in the middle of the night."""
    authority = replace(authority_for("NL", shipped), checked_on=checked_on)
    warning = authority_warning(authority, today)
    assert warning.startswith(said)
    assert bool(said) == bool(warning)


def test_the_norwegian_country_code_stays_text(shipped: Shipped) -> None:
    """YAML 1.1 reads NO as False; Norway would vanish."""
    assert authority_for("no", shipped).country == "NO"


@pytest.mark.parametrize(("asked", "meant"), [("UK", "GB"), ("el", "GR"), ("NLD", "NL")])
def test_an_unknown_country_is_answered_with_the_nearest_code(shipped: Shipped, asked: str, meant: str) -> None:
    """People write UK and EL; a bare refusal would leave them guessing."""
    with pytest.raises(NotFound, match=f"Did you mean '{meant}'"):
        authority_for(asked, shipped)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"checked_on": ""}, "'checked_on' and 'status' disagree"),
        ({"status": "unverified"}, "'checked_on' and 'status' disagree"),
        ({"status": ""}, "'status' is missing"),
        ({"zone": "Europe/Amsterdan"}, "Did you mean 'Europe/Amsterdam'?"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"zone": "Europe"}, "no time zone"),
        ({"country": "nl"}, "two quoted capitals"),
        ({"url": "http://example.org"}, "begins with https://"),
        ({"languages": "[Dutch]"}, "two-letter codes"),
        ({"languages": ""}, "'languages' is missing"),
        ({"channel": ""}, "'channel' is missing"),
        ({"fax": "1234"}, "'fax' is not a known key"),
        ({"subdivision": "NW"}, "an ISO 3166-2 code, like DE-NW"),
        ({"subdivision": "DE-NW"}, "no part of NL"),
    ],
)
def test_a_doubtful_authority_is_refused(tmp_path: Path, changed: dict[str, str], message: str) -> None:
    """Somebody will trust this entry in the middle of the night."""
    with pytest.raises(FileProblems) as refused:
        load_authorities(written(tmp_path, an_authority(**changed)))
    assert message in str(refused.value)


def test_two_authorities_by_one_id_are_refused(tmp_path: Path) -> None:
    """The first or the last one would win in silence."""
    twice = an_authority() + an_authority(name="Another").split("authorities:\n")[1]
    with pytest.raises(FileProblems, match="a second time"):
        load_authorities(written(tmp_path, twice))


def test_the_house_nudges_at_its_seven_rungs_and_management_hears_only_of_overdue() -> None:
    """The ladder decides who is woken; a lost rung is a missed deadline."""
    policy = load_policy(LAW / "house_policy.yaml")
    three = (Role.RESPONDER, Role.INCIDENT_LEAD, Role.DPO)
    assert policy.rungs == (
        Rung(24, three[:1]),
        Rung(48, three[:2]),
        Rung(60, three),
        Rung(66, three),
        Rung(70, three),
        Rung(71, three),
        Rung(72, (*three, Role.MANAGEMENT)),
    )


def test_the_last_rung_stands_at_the_legal_period() -> None:
    """If the law pack changes its hours, the house ladder must be looked at again."""
    period = load_law(LAW / "gdpr.yaml").clocks["gdpr-art33"].hours
    assert period == load_policy(LAW / "house_policy.yaml").rungs[-1].hours


def test_the_house_policy_calls_itself_no_law() -> None:
    """Nobody may take the house's ladder for a legal period."""
    assert "HOUSE POLICY, NOT LAW" in (LAW / "house_policy.yaml").read_text(encoding="utf-8").splitlines()[0]


def test_an_own_policy_is_read(tmp_path: Path) -> None:
    """A house may set its own ladder."""
    path = written(tmp_path, a_policy("  - {hours: 12, roles: [dpo, dpo]}\n"))
    assert load_policy(path) == HousePolicy("own", "1", (Rung(12, (Role.DPO,)),), {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (a_policy("  - {hours: 12, roles: [dpo]}\n", "in-force"), "'status' is 'in-force'"),
        (a_policy("  - {hours: 12, roles: []}\n"), "'roles' names nobody"),
        (a_policy("  - {hours: 12, roles: [dpoo]}\n"), "Did you mean 'dpo'?"),
        (a_policy("  - {roles: [dpo]}\n"), "'hours' is missing"),
        (a_policy("  - {hours: -1, roles: [dpo]}\n"), "not a whole number"),
        (a_policy("  - {hours: 1000000000, roles: [dpo]}\n"), "it must be 1 to 8,760"),
        (a_policy("  - {hours: 12, roles: [dpo]}\n  - {hours: 12, roles: [dpo]}\n"), "put them in order"),
        (a_policy("  []\n"), "nobody would be reminded"),
    ],
)
def test_a_ladder_that_would_not_remind_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A reminder for nobody, or in a thousand years, is a missed deadline."""
    with pytest.raises(FileProblems) as refused:
        load_policy(written(tmp_path, text))
    assert message in str(refused.value)


def test_hostile_yaml_raises_only_file_problems() -> None:
    """A crafted file must be refused in words, never end the program."""
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile files are not here")
    for path in sorted(HOSTILE.glob("*.yaml")):
        # One reader serves all three; the heavy files are tried once.
        for load in (load_law, load_authorities, load_policy)[: 1 if path.stat().st_size > 5000 else 3]:
            with pytest.raises(FileProblems):
                load(path)
