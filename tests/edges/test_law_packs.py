"""Law, authorities and house policy are read only where every value can be traced."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from breachdesk.domain.errors import FileProblems, NotFound
from breachdesk.domain.law import LawStatus
from breachdesk.domain.parties import Role
from breachdesk.domain.reminders import Rung
from breachdesk.files.authorities_file import authority_for, load_authorities
from breachdesk.files.law_packs import load_law
from breachdesk.files.policy_file import HousePolicy, load_policy

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "breachdesk" / "law"
BAD = ROOT / "tests" / "bad_files" / "law"
HOSTILE = ROOT.parent / "shared" / "hostile" / "yaml"
EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}
EDPB_HUB = "https://www.edpb.europa.eu/notify-data-breach_en"


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


def test_there_is_one_authority_for_every_eu_and_eea_country_and_for_the_neighbours() -> None:
    """A controller in a country left out could not open an incident."""
    found = [authority.country for authority in load_authorities(LAW / "authorities.yaml")]
    assert sorted(EU | {"IS", "LI", "NO", "GB", "CH"}) == sorted(found)


def test_every_authority_is_complete_and_its_ids_are_unique() -> None:
    """An authority without channel, language or zone cannot be notified in time."""
    authorities = load_authorities(LAW / "authorities.yaml")
    assert len({authority.id for authority in authorities}) == len(authorities)
    for authority in authorities:
        empty = {f.name for f in fields(authority) if not getattr(authority, f.name)}
        may_be_empty = {"checked_on", "english", "subdivision", "home", "email", "phone", "serves"}
        assert empty <= may_be_empty, authority.id
        assert ZoneInfo(authority.zone)
        assert authority.id.startswith(authority.country.lower() + "-")


def test_an_authority_nobody_checked_is_reached_through_the_edpb_page() -> None:
    """A portal link from memory does harm in a live breach."""
    unchecked = [a for a in load_authorities(LAW / "authorities.yaml") if a.checked_on is None]
    assert unchecked
    assert {EDPB_HUB} == {authority.url for authority in unchecked}


def test_the_german_entry_sends_companies_to_the_authority_of_their_land() -> None:
    """A company that reports to the federal commissioner has told the wrong authority."""
    germany = authority_for("DE", load_authorities(LAW / "authorities.yaml"))
    assert "authority of the Land" in germany.channel


def test_the_norwegian_country_code_stays_text() -> None:
    """YAML 1.1 reads NO as False; Norway would vanish."""
    assert authority_for("no", load_authorities(LAW / "authorities.yaml")).country == "NO"


@pytest.mark.parametrize(("asked", "meant"), [("UK", "GB"), ("el", "GR"), ("NLD", "NL")])
def test_an_unknown_country_is_answered_with_the_nearest_code(asked: str, meant: str) -> None:
    """People write UK and EL; a bare refusal would leave them guessing."""
    with pytest.raises(NotFound, match=f"Did you mean '{meant}'"):
        authority_for(asked, load_authorities(LAW / "authorities.yaml"))


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
