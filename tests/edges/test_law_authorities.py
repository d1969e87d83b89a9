"""`breachdesk law authorities`: who is competent and how to reach them, through the real wiring."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from breachdesk.cli.commands import run
from breachdesk.cli.exits import DONE
from breachdesk.wiring import Wiring

Ask = Callable[..., tuple[int, str, str]]


class StillWiring(Wiring):
    """The real wiring on one day that does not move."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        """Give that day."""
        return self._at


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run the command; give its exit code and what it said on stdout and stderr."""

    def asked(*arguments: str, year: int = 2026) -> tuple[int, str, str]:
        front = StillWiring(datetime(year, 11, 24, 9, 0, tzinfo=UTC))
        code = run(front, ["--workspace", str(tmp_path / "desk"), "law", "authorities", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def documents(ask: Ask, *arguments: str) -> list[dict[str, Any]]:
    """Give what the command prints for machines."""
    code, out, err = ask(*arguments, "--json")
    assert (code, err) == (DONE, "")
    found = json.loads(out)
    assert isinstance(found, list)
    return found


def test_without_a_country_all_of_them_are_listed(ask: Ask) -> None:
    """Lost without it: nobody can look up a country they do not know the code of."""
    code, out, _ = ask()
    assert code == DONE
    assert {"WHERE", "NL", "DE-NW", "EU", "GI"} <= {line.split()[0] for line in out.splitlines()}


def test_a_part_of_a_country_shows_its_one_authority(ask: Ask) -> None:
    """Lost without it: a company in Düsseldorf reads 18 lines to find its own."""
    code, out, _ = ask("--country", "DE", "--subdivision", "NW")
    assert code == DONE
    assert [line.split()[:3] for line in out.splitlines()[1:2]] == [["DE-NW", "LDI", "NRW"]]
    assert out.splitlines()[2:] == [
        "! LDI NRW: never checked: look at the authority's home page before you rely on this link: https://www.ldi.nrw.de"
    ]


def test_a_country_shows_all_of_its_authorities_the_general_one_first(ask: Ask) -> None:
    """Lost without it: a public body does not find the second authority of its place."""
    assert [a["id"] for a in documents(ask, "--country", "EU")] == ["eu-edps"]
    assert [a["id"] for a in documents(ask, "--country", "LT")] == ["lt-vdai", "lt-zeit"]
    bavarian = [a["id"] for a in documents(ask, "--country", "de") if a["subdivision"] == "DE-BY"]
    assert bavarian == ["de-by-baylda", "de-by-baylfd"]


def test_the_document_says_how_to_reach_an_authority_as_of_which_day(ask: Ask) -> None:
    """Lost without it: a script that sends the DPO to the form loses a key it stands on."""
    assert documents(ask, "--country", "DE", "--subdivision", "DE-HE") == [
        {
            "id": "de-he-hbdi",
            "country": "DE",
            "subdivision": "DE-HE",
            "name": "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit",
            "english": "Hessian Commissioner for Data Protection and Freedom of Information",
            "short": "HBDI",
            "languages": ["de"],
            "zone": "Europe/Berlin",
            "channel": "Download the form, fill it in, ask for an upload link by e-mail and upload the form there, in German; "
            "asking for the link does not keep the deadline, only the upload does.",
            "url": "https://datenschutz.hessen.de/service/"
            "meldungen-von-verletzungen-des-schutzes-personenbezogener-daten-durch-verantwortliche",
            "home": "https://datenschutz.hessen.de",
            "email": "poststelle@datenschutz.hessen.de",
            "phone": None,
            "serves": "Companies, associations and public bodies with their seat in Hesse.",
            "checked_on": "2026-11-24",
            "warning": None,
        }
    ]


def test_a_channel_checked_more_than_a_year_ago_is_warned_of(ask: Ask) -> None:
    """Lost without it: the list goes stale in silence."""
    assert "more than a year ago" not in ask("--country", "NL")[1]
    assert "! AP: last checked on 2026-11-23, more than a year ago" in ask("--country", "NL", year=2027)[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--country", "UK"], "Did you mean 'GB'?"),
        (["--country", "DE", "--subdivision", "NRW"], "Did you mean 'DE-NW'?"),
    ],
)
def test_an_unknown_place_is_refused_with_the_nearest(ask: Ask, arguments: list[str], said: str) -> None:
    """Lost without it: a slip in a code shows another authority, or a bare refusal."""
    code, out, err = ask(*arguments)
    assert (code, out) == (3, "")
    assert said in err


def test_looking_an_authority_up_makes_no_workspace(ask: Ask, tmp_path: Path) -> None:
    """Lost without it: who only asks for an address leaves a database behind."""
    ask("--country", "NL")
    assert list(tmp_path.iterdir()) == []
