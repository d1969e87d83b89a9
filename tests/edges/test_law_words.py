"""`breachdesk law …` for people: what speaks against a date, which place was meant, and all of it within 80 columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from breachdesk.cli import exits
from breachdesk.domain.lawbook import LawBook
from tests.edges.command_line import NOW, Said, Shell
from tests.edges.test_lawbook_file import REGIME

WIDTH = 80
AWARE = "2026-11-24T10:00+01:00"
Deadline = Callable[..., Said]


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", str(WIDTH))


@pytest.fixture
def deadline(shell: Shell) -> Deadline:
    """Ask for a deadline in the Netherlands, unless another place is named."""

    def asked(*words: str, aware: str = AWARE) -> Said:
        place = () if "--country" in words else ("--country", "NL")
        return shell("law", "deadline", "--aware", aware, *place, *words)

    return asked


def with_regime(shell: Shell, old: str = "", new: str = "") -> None:
    """Give the workspace a regime of its own."""
    (shell.folder / "law").mkdir(parents=True)
    text = REGIME.replace(old, new) if old else REGIME
    (shell.folder / "law" / "made-up.yaml").write_text(text, encoding="utf-8")


def flat(said: Said) -> str:
    """Give what was said without its line breaks; none of its lines is too wide."""
    assert (said.code, said.err) == (exits.DONE, "")
    assert [line for line in said.out.splitlines() if len(line) > WIDTH] == []
    return " ".join(said.out.split())


# --- the date and what speaks against it -----------------------------------------------------------


def test_a_period_that_is_not_law_yet_says_so_beside_its_date(deadline: Deadline) -> None:
    """Lost without it: somebody works through the night for a period that begins next year, and misses one that runs."""
    said = deadline("--clock", "in-board-report")
    assert said.out.splitlines()[1] == "! Not in force on 2026-11-24: it begins on 2027-05-13."
    assert "it has no clock here" in flat(said).lower()
    assert "! Not in force" not in deadline("--clock", "in-board-report", aware="2027-05-13T00:00+02:00").out


def test_the_day_of_awareness_is_that_of_the_place(deadline: Deadline) -> None:
    """Lost without it: at half past midnight on its first day a law is not in force, because it is yesterday in UTC."""
    first_minutes = deadline("--clock", "in-board-report", "--json", aware="2027-05-13T00:30+02:00").json
    assert (first_minutes["aware_at"], first_minutes["in_force"]) == ("2027-05-12T22:30:00Z", True)


def test_a_clock_without_a_date_says_that_it_is_not_law_yet_too(deadline: Deadline) -> None:
    """Lost without it: the warning stands only where a date does."""
    assert "! Not in force on 2026-11-24: it begins on 2027-05-13." in deadline("--clock", "in-people").out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "", "! Unverified: nobody has checked this against the act itself"),
        ("status: unverified", "status: contested", "! Contested: not everybody reads the law so"),
        ("status: unverified", "status: proposed", "! Proposed, not law: nobody has to keep it."),
        (
            'in_force_from: "2026-01-01"\nstatus',
            'in_force_from: "2026-01-01"\nrepealed_from: "2026-06-01"\nstatus',
            "! Not in force on 2026-11-24: repealed from 2026-06-01.",
        ),
    ],
    ids=["unverified", "contested", "proposed", "repealed"],
)
def test_how_sure_a_period_is_is_said_plainly(shell: Shell, deadline: Deadline, old: str, new: str, words: str) -> None:
    """Lost without it: a bill, a guess and the law look the same at the shell."""
    with_regime(shell, old, new)
    assert words in flat(deadline("--clock", "made-up-first"))
    found = deadline("--clock", "made-up-first", "--json").json
    assert words[2:].rstrip(".").lower() in " ".join(found["warnings"])
    assert found["in_force"] is ("in force" not in words and "not law" not in words)


def test_the_law_in_force_and_sure_says_nothing_of_it(deadline: Deadline) -> None:
    """Lost without it: a warning on every date, which nobody reads after the third."""
    assert "!" not in deadline().out
    assert deadline("--json").json["warnings"] == []


def test_a_second_reading_says_how_sure_it_is_and_what_to_know_about_it(deadline: Deadline) -> None:
    """Lost without it: three days more on offer, and no word that NIS2 is read by national law."""
    words = ("--clock", "nis2-final", "--event", "met:nis2-notification=2026-11-26T10:00+01:00")
    said = flat(deadline(*words))
    assert "Another reading ends Tue 29 Dec 2026, 00:00 CET (Reg. 1182/71 Art. 3(2), 3(4), contested); plan by the first." in said
    assert "the national law may count otherwise. Plan by the first date." in said
    assert "the national law may count otherwise" in deadline(*words, "--json").json["readings"][1]["says"]


def test_what_the_pack_remarks_is_shown(deadline: Deadline) -> None:
    """Lost without it: a regime's own warnings reach only those who read its file."""
    assert "Note: A directive binds through national law. In the Netherlands" in flat(deadline("--clock", "nis2-final"))
    notes = deadline("--clock", "nis2-final", "--json").json["regime_notes"]
    assert any(note.startswith("A directive binds through national law.") for note in notes)


def test_a_clock_that_has_not_started_says_after_what_and_how_to_say_it(deadline: Deadline) -> None:
    """Lost without it: `met:nis2-notification`, and nobody knows what to type."""
    said = flat(deadline("--clock", "nis2-final"))
    assert said.startswith("Not started: it counts after nis2-notification. (NIS2 Art. 23(4)(d), 1 calendar month)")
    assert "Say when that was with --event met:nis2-notification=TIME." in said
    said = flat(deadline("--clock", "dora-initial"))
    assert "it counts from when the incident was classified as major (DORA)." in said
    assert "--event dora_classified_at=TIME." in said


def test_a_clock_that_counts_from_detection_says_what_it_took_for_it(deadline: Deadline) -> None:
    """Lost without it: four hours counted from awareness, when they began at the first alert."""
    assert "It counts from detection, taken as the time of awareness;" in flat(deadline("--clock", "cn-major"))
    told = deadline("--clock", "cn-major", "--event", "detection=2026-11-24T08:00+01:00")
    assert "taken as the time of awareness" not in told.out


@pytest.mark.parametrize(("typed", "meant"), [("gdpr-art-33", "gdpr-art33"), ("GDPR-ART33", "gdpr-art33"), ("dora-inital", "dora-initial")])
def test_a_wrong_clock_is_answered_with_the_nearest_first(deadline: Deadline, typed: str, meant: str) -> None:
    """Lost without it: ninety names to read for one slip of a letter."""
    said = deadline("--clock", typed)
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith(f"There is no clock '{typed}'; there are: {meant}, ")
    assert said.err.count(",") < 8
    assert said.err.endswith("more. `law clocks` lists them all.\n")


# --- the place -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--country", "DE-BY"), ("--country", "de-by"), ("--country", "DE", "--subdivision", "BY")])
def test_a_part_of_a_country_is_taken_by_clock_and_list_alike(shell: Shell, deadline: Deadline, words: tuple[str, ...]) -> None:
    """Lost without it: what opens an incident is refused here, and the holidays of Bavaria are not counted."""
    found = deadline(*words, "--json").json
    assert (found["authority"], found["holidays_of"]) == ("de-by-baylda", "DE-BY")
    assert [a["id"] for a in shell("law", "authorities", *words, "--json").json] == ["de-by-baylda"]


def test_a_part_that_is_none_is_refused_with_the_nearest(deadline: Deadline) -> None:
    """Lost without it: a slip in the Land is taken for the country."""
    said = deadline("--country", "DE-NRW")
    assert (said.code, said.out) == (3, "")
    assert "Did you mean 'DE-NW'?" in said.err


def test_a_part_without_a_country_is_wrong_usage(shell: Shell) -> None:
    """Lost without it: `--subdivision BY` alone lists all of Europe, as if it had been heard."""
    said = shell("law", "authorities", "--subdivision", "BY")
    assert (said.code, said.out) == (exits.WRONG_INPUT, "")
    assert said.err.startswith("--subdivision names a part of a country; give --country too, as in --country DE-NW.")


def test_a_part_served_by_the_authority_of_the_whole_is_told_so(shell: Shell, deadline: Deadline) -> None:
    """Lost without it: somebody in Madrid believes that a Madrid authority was found, or that Madrid was not heard."""
    words = ("--country", "ES", "--subdivision", "MD")
    expected = "ES-MD has no authority of its own here: AEPD serves it"
    assert flat(deadline(*words)).endswith(f"{expected}; the holidays of ES-MD count.")
    assert shell("law", "authorities", *words).out.endswith(f"{expected}.\n")
    for own in (("--country", "DE-BY"), ("--country", "ES")):
        assert "no authority of its own" not in deadline(*own).out + shell("law", "authorities", *own).out


def test_the_holidays_of_a_part_count_though_the_authority_serves_the_whole(deadline: Deadline) -> None:
    """Lost without it: Madrid has a day off on 2 May, and its working days are counted as if it had none."""
    ends = {
        place: deadline("--country", place, "--json", aware="2024-04-30T10:00+02:00").json["notes"][0]["due_at"]
        for place in ("ES", "ES-MD")
    }
    assert ends == {"ES": "2024-05-03T22:00:00Z", "ES-MD": "2024-05-06T22:00:00Z"}


# --- the lists -------------------------------------------------------------------------------------


def test_the_long_list_counts_what_was_never_checked_and_what_is_old(shell: Shell) -> None:
    """Lost without it: `never checked` on a list of which half was checked yesterday, or which is a year old throughout."""
    listed = shell("law", "authorities", "--json").json
    never = [a for a in listed if a["checked_on"] is None]
    first = f"! {len(never)} never checked: their home page stands here in place of a link"
    assert shell("law", "authorities").out.splitlines()[-1:] == [first]
    later = shell.at(datetime(2028, 1, 1, tzinfo=UTC))("law", "authorities").out
    assert first in later
    assert f"! {len(listed) - len(never)} not checked for more than a year: look at the" in later


def test_the_long_list_shows_the_home_page_where_nobody_checked_the_link(shell: Shell) -> None:
    """Lost without it: thirty lines of one and the same page, and no way to the authority itself."""
    lines = {line.split()[0]: line for line in shell("law", "authorities").out.splitlines()}
    assert lines["BG"].split()[-3:] == ["never", "!", "https://www.cpdp.bg"]
    assert "https://www.autoriteitpersoonsgegevens.nl/themas/" in lines["NL"]


def test_the_list_of_clocks_fits_a_small_terminal_and_names_every_clock(shell: Shell, book: LawBook) -> None:
    """Lost without it: twice the width of the screen, and words such as `met:` that only the file knows."""
    said = shell.at(NOW)("law", "clocks")
    words = flat(said)
    shown = [line.split()[0] for line in said.out.splitlines() if line[:2] == "  " and line[2:3].strip()]
    assert shown == [rule.id for _, rule in book.clocks()]
    assert [raw for raw in ("met:", "fact:", "elapsed") if raw in words] == []
    assert "dora-final 1 calendar month after dora-intermediate" in words
    assert "in-board-report 72 hours from awareness; not in force on 2026-11-24: it begins on 2027-05-13" in words
    assert "eidas-people 24 hours from awareness; unverified" in words


def test_a_wider_terminal_is_used(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: long lines broken at 80 where there is room for 200."""
    narrow = shell("law", "clocks").out.splitlines()
    monkeypatch.setenv("COLUMNS", "200")
    wide = shell("law", "clocks").out.splitlines()
    assert max(map(len, wide)) > WIDTH
    assert len(wide) < len(narrow)
