"""The way to the authority on the screen: its link, the day it was checked, and a warning with the home page beside it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from breachdesk.domain.law import Authority
from breachdesk.files.authorities_file import authority_for, load_authorities
from breachdesk.services.incidents import Opening
from breachdesk.tui.channel_lines import channel_lines
from breachdesk.wiring import Wiring
from tests.conftest import LAW
from tests.tui.sample_desk import MovedNow, app_on, at_work, on_incident, press, seen, settled, wiring_on

TODAY = date(2026, 11, 24)
HOME, NEVER = "https://www.ldi.nrw.de", "! Never checked: look at the authority's home page"
OLD = "! Last checked on 2026-11-23, more than a year ago"


@pytest.fixture(scope="module")
def shipped() -> tuple[Authority, ...]:
    """Give the shipped authorities."""
    return load_authorities(LAW / "authorities.yaml")


def test_a_channel_that_was_checked_says_when(shipped: tuple[Authority, ...]) -> None:
    """Lost without it: nobody sees how old the link is until it fails."""
    dutch = authority_for("NL", shipped)
    lines = channel_lines(dutch, TODAY)
    assert [line.text for line in lines] == [dutch.url, f"{dutch.name}: {dutch.channel}", "The link was checked on 2026-11-23."]
    assert "urgent" not in [line.tone for line in lines]


@pytest.mark.parametrize(
    ("checked_on", "today", "said"), [(None, TODAY, NEVER), (date(2026, 11, 23), date(2027, 11, 24), OLD)], ids=["never", "stale"]
)
def test_a_channel_that_may_have_moved_warns_first_and_names_the_home_page(
    shipped: tuple[Authority, ...], checked_on: date | None, today: date, said: str
) -> None:
    """Lost without it: a dead link at hour 71, and nowhere to go from it."""
    authority = replace(authority_for("NL", shipped), checked_on=checked_on)
    first, link, _ = channel_lines(authority, today)
    assert (first.text.startswith(said), first.tone) == (True, "urgent")
    assert first.text.endswith(f": {authority.home}")
    assert authority.url == link.text


def test_without_a_home_page_the_warning_stands_alone(shipped: tuple[Authority, ...]) -> None:
    """Lost without it: a colon with nothing behind it, or no warning at all."""
    authority = replace(authority_for("NL", shipped), checked_on=None, home="")
    assert channel_lines(authority, TODAY)[0].text == f"{NEVER} before you rely on this link"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_the_step_that_files_and_the_notices_warn_of_a_link_nobody_checked(
    folder: Path, now: MovedNow, size: tuple[int, int]
) -> None:
    """Lost without it: the screen sends somebody to a portal from memory without a word."""
    wired = wiring_on(folder)
    reference = opened_in(wired, now, "DE-NW")

    async def look() -> None:
        app = app_on(wired)
        async with at_work(app, size, toasts=False) as pilot:
            screen = await on_incident(pilot, reference)
            screen._go(next(p.step.id for p in screen.view.plan.steps() if p.step.kind.value == "file"))
            await settled(pilot)
            assert_warned(seen(app))
            await press(pilot, "d")
            assert_warned(seen(app))

    asyncio.run(look())


def test_a_link_gets_its_warning_when_it_grows_old(wired: Wiring, now: MovedNow) -> None:
    """Lost without it: the incident keeps the channel of its first day, and it passes for fresh for ever."""

    async def look() -> None:
        app = app_on(wired)
        async with at_work(app, toasts=False) as pilot:
            await on_incident(pilot)
            await press(pilot, "d")
            assert OLD not in "\n".join(seen(app))
            now.advance(days=366)
            await press(pilot, "escape", "d")
            assert OLD in "\n".join(seen(app))

    asyncio.run(look())


def opened_in(wired: Wiring, now: MovedNow, place: str) -> str:
    """Open an incident under the authority of a place; give its reference."""
    opening = Opening("Lost laptop", now().isoformat(), "M. Aydin", country=place)
    return wired.desk().incidents.open(opening, "M. Aydin").reference


def assert_warned(lines: list[str]) -> None:
    """Check that the warning and the home page are on the screen, whole."""
    shown = " ".join(" ".join(lines).split())
    assert "! Never checked: look at the" in shown
    assert any(HOME in line for line in lines), shown
