"""The scope screen by its keys: what is ticked, accepted, ruled out, left out, stated and windowed, and what of it is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from breachdesk.domain.hit import Hit, Stated, Window
from breachdesk.domain.inventory import CountRange
from breachdesk.domain.people import PeopleCounts
from breachdesk.services.scoping import Scoping
from breachdesk.store.case_store import SqliteCaseStore
from breachdesk.tui.actions import key_pairs
from breachdesk.tui.app import LOOK_FOR_CHANGES_EVERY
from breachdesk.tui.clockline import KeyLine
from breachdesk.tui.dialogs import Ask, Confirm, Form, Message, Pick, PickMany
from breachdesk.tui.exact_counts import exact_on
from breachdesk.tui.fact_question import ask_fact
from breachdesk.tui.incident_screen import IncidentScreen
from breachdesk.tui.row_list import Row, RowList
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.tui.scope_tables import share_of
from breachdesk.tui.system_tree import SECTION, SystemTree
from breachdesk.tui.table_rows import HEAD, share_bar
from breachdesk.wiring import Wiring
from tests.tui.sample_desk import UNDER_WAY, app_on, at_work, lines_of, on_incident, on_top, press, seen, settled, until, write
from tests.tui.small_house import DATASETS, SYSTEMS, move_in

NARROW, WIDE = (80, 24), (120, 40)
BOTH = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
Do = Callable[[Pilot[Any], ScopeScreen], Awaitable[None]]
Exact = Callable[[Sequence[str]], PeopleCounts | None]


def on_scope(wired: Wiring, do: Do, size: tuple[int, int] = NARROW, saved: Hit | None = None, exact: Exact | None = None) -> None:
    """Open the scope screen of the incident under way in the small house, and do something."""
    move_in(wired)
    if saved is not None:
        wired.desk().scoping.save(UNDER_WAY, saved, "J. Vos", "first look")

    async def done() -> None:
        app = app_on(wired)
        async with at_work(app, size=size, toasts=False) as pilot:
            incident = await on_incident(pilot)
            if exact is None:
                await press(pilot, "o")
            else:
                app.push_screen(ScopeScreen(incident.incident_id, exact))
                await settled(pilot)
            await do(pilot, await on_top(pilot, ScopeScreen))

    asyncio.run(done())


async def to(pilot: Pilot[Any], key: str, *keys: str) -> None:
    """Move to a row of the side that has the focus by the arrow keys, and press keys."""
    listing = pilot.app.screen.focused
    assert isinstance(listing, RowList)
    there = [row.key for row in listing.rows if row.selectable]
    assert key in there, f"{key} is not among {there}"
    await pilot.press("home", *["down"] * there.index(key))
    assert listing.current_key == key
    await press(pilot, *keys)


async def answer(pilot: Pilot[Any], *texts: str) -> None:
    """Type into one field after another of what is asked, and save it."""
    fields = list(pilot.app.screen.query(Input))
    for field, text in zip(fields, texts, strict=True):
        field.value = ""
        field.focus()
        await write(pilot, text)
    await press(pilot, "ctrl+s")


def words(row: Row) -> str:
    """Give what a row says."""
    return "  ".join(cell.text for cell in row.cells)


def said(listing: RowList, key: str) -> str:
    """Give what the row with a key says."""
    return next(words(row) for row in listing.rows if row.key == key)


def under(listing: RowList, key: str) -> str:
    """Give what stands under a row, up to the next that can be chosen."""
    rows = list(listing.rows)
    at = next(i for i, row in enumerate(rows) if row.key == key)
    end = next((i for i in range(at + 1, len(rows)) if rows[i].selectable or not rows[i].key), len(rows))
    return " · ".join(words(row) for row in rows[at + 1 : end])


def totals(screen: ScopeScreen) -> str:
    """Give what stands over the tables."""
    return lines_of(screen.app, "#totals")  # type: ignore[arg-type]


def why(screen: ScopeScreen) -> str:
    """Give what stands at the bottom."""
    return lines_of(screen.app, "#why")  # type: ignore[arg-type]


def recorded(screen: ScopeScreen) -> Hit | None:
    """Give what the record says was hit."""
    saved = screen.desk.incidents.get(UNDER_WAY).saved_scope
    return saved.hit if saved else None


async def saved_anew(pilot: Pilot[Any], screen: ScopeScreen, reason: str = "") -> Hit:
    """Save by the keyboard, and give what the record says then."""
    before = screen.desk.incidents.get(UNDER_WAY).scope_versions
    # Saving leaves the screen, which ends its worker; waiting for that would fail where it is quick.
    await pilot.press("ctrl+s")
    if before:
        await on_top(pilot, Ask)
        await write(pilot, reason)
        await pilot.press("enter")
    versions = lambda: screen.desk.incidents.get(UNDER_WAY).scope_versions  # noqa: E731
    await until(pilot, lambda: len(versions()) > len(before), "the next version")
    await until(pilot, lambda: screen not in pilot.app.screen_stack, "the incident")
    return versions()[-1].hit


# Ticking.


@BOTH
def test_space_ticks_and_the_figures_follow_at_once_at_both_sizes(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: figures that come with the next look, or that nobody sees at 80 columns."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        assert "unknown until a system is ticked" in totals(screen)
        await to(pilot, "crm", "space")
        drawn = "\n".join(seen(screen.app))  # type: ignore[arg-type]
        for figure in ("1,000 to 1,500", "3,000 to 4,900", "BE NL", "nothing saved yet"):
            assert figure in drawn
        assert "[x]" in said(screen.systems.rows, "crm")
        await press(pilot, "space")
        assert "1,500" not in totals(screen)
        assert recorded(screen) is None

    on_scope(wired, do, size)


def test_a_range_begun_with_v_is_ticked_whole_and_only_that(wired: Wiring) -> None:
    """Lost without it: forty systems on one host, ticked one by one at three in the morning."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "b", "b", "b", "b")
        keys = [row.key for row in screen.systems.rows.rows]
        await to(pilot, keys[2], "v", "down", "down")
        assert screen.systems.rows.keys_in_range == keys[2:5]
        assert "A range of 3" in why(screen)
        assert sum("┃" in line or "▸" in line for line in seen(screen.app)[4:-7]) == 3  # type: ignore[arg-type]
        await press(pilot, "space")
        assert set(screen.draft.hit.systems) == set(keys[2:5])
        await press(pilot, "down", "space")
        assert set(screen.draft.hit.systems) == set(keys[2:6])

    on_scope(wired, do)


def test_a_range_with_shift_ends_with_the_first_move_without_it(wired: Wiring) -> None:
    """Lost without it: the way of every other list, or a range that ticks what one only passed."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "b", "b", "b", "b")
        keys = [row.key for row in screen.systems.rows.rows]
        await to(pilot, keys[3], "shift+up", "shift+up", "space")
        assert set(screen.draft.hit.systems) == set(keys[1:4])
        await to(pilot, keys[5], "shift+down", "down", "space")
        assert set(screen.draft.hit.systems) == {*keys[1:4], keys[7]}

    on_scope(wired, do)


def test_a_second_space_on_a_range_takes_its_ticks_away(wired: Wiring) -> None:
    """Lost without it: a range ticked by mistake that comes off one by one."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "b", "b", "b", "b", "home", "v", "end", "space")
        assert len(screen.draft.hit.systems) == len(SYSTEMS)
        await press(pilot, "v", "up", "space")
        assert len(screen.draft.hit.systems) == len(SYSTEMS) - 2

    on_scope(wired, do)


def test_space_on_a_section_ticks_all_of_it_and_unticks_it_again(wired: Wiring) -> None:
    """Lost without it: "all of the hosting provider" as seventeen key strokes."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, f"{SECTION}application", "space")
        assert set(screen.draft.hit.systems) == {"crm", "shop", "test-env", "hr"}
        assert "4 of 4 hit" in said(screen.systems.rows, f"{SECTION}application")
        await press(pilot, "space")
        assert screen.draft.hit.is_empty

    on_scope(wired, do)


def test_u_takes_back_the_last_change_and_the_one_before(wired: Wiring) -> None:
    """Lost without it: a section ticked by a slip of the thumb, over what was ticked one by one."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, f"{SECTION}application", "space", "u")
        assert screen.draft.hit.systems == ("crm",)
        await press(pilot, "u")
        assert screen.draft.hit.is_empty
        await press(pilot, "u")
        assert screen.draft.hit.is_empty

    on_scope(wired, do)


# The tree.


@pytest.mark.parametrize(
    ("typed", "found"),
    [("customers", {"crm"}), ("CRM-DB", {"crm-db"}), ("tiel", {"nas"}), ("e-comm", {"shop"}), ("nothing like it", set())],
    ids=["name", "id", "location", "owner", "nothing"],
)
def test_what_is_typed_after_a_slash_is_found_at_once(wired: Wiring, typed: str, found: set[str]) -> None:
    """Lost without it: a list of 500 systems to page through while the clock runs."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "slash")
        await write(pilot, typed)
        await settled(pilot)
        shown = {row.key for row in screen.systems.rows.rows if row.key and not row.key.startswith(SECTION)}
        assert shown == found
        await press(pilot, "enter", "escape")
        assert len([row for row in screen.systems.rows.rows if not row.key.startswith(SECTION)]) == len(SYSTEMS)
        assert screen.systems.rows.has_focus

    on_scope(wired, do)


def test_what_is_ticked_stays_in_sight_of_a_search(wired: Wiring) -> None:
    """Lost without it: a system that stays ticked because nobody sees it."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space", "slash")
        await write(pilot, "tiel")
        await press(pilot, "enter")
        assert {row.key for row in screen.systems.rows.rows if not row.key.startswith(SECTION)} == {"crm", "nas"}
        await to(pilot, "nas", "space")
        assert set(screen.draft.hit.systems) == {"crm", "nas"}

    on_scope(wired, do)


def test_b_puts_systems_together_by_kind_owner_location_and_processor(wired: Wiring) -> None:
    """Lost without it: "everything in the server room" and "everything at that host" have to be known by heart."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        heads = []
        for _ in range(5):
            rows = screen.systems.rows.rows
            heads.append([row.key.removeprefix(SECTION) for row in rows if row.key.startswith(SECTION)])
            assert {row.key for row in rows if not row.key.startswith(SECTION)} == {s.id for s in SYSTEMS}
            await press(pilot, "b")
        assert heads == [
            ["application", "backup", "database", "device", "saas"],
            ["HR", "IT", "e-commerce", "sales", "owner not said"],
            ["Almere", "Gent", "Tiel", "Utrecht", "location not said"],
            ["Noordzee Hosting B.V., NL", "run in the house"],
            [],
        ]
        assert "by kind" in lines_of(pilot.app, "#about")  # type: ignore[arg-type]

    on_scope(wired, do)


def test_a_section_folds_and_opens_and_its_head_counts_on(wired: Wiring) -> None:
    """Lost without it: a folded section of which nobody knows that four of it were hit."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        rows = screen.systems.rows
        await to(pilot, "crm", "space", "left")
        assert rows.current_key == f"{SECTION}application"
        assert "crm" not in {row.key for row in rows.rows}
        assert "1 of 4 hit · 3 to look at" in said(rows, f"{SECTION}application")
        assert "nas" in {row.key for row in rows.rows}
        await press(pilot, "right")
        assert "crm" in {row.key for row in rows.rows}
        await press(pilot, "z")
        assert {row.key for row in rows.rows} == {f"{SECTION}{kind}" for kind in ("application", "backup", "database", "device", "saas")}
        await press(pilot, "z")
        assert "laptop" in {row.key for row in rows.rows}

    on_scope(wired, do)


def test_from_a_hundred_systems_on_sections_start_folded(wired: Wiring) -> None:
    """Lost without it: 500 systems in one list, and no idea what kinds there are."""
    few = SystemTree(_names(wired, 99))
    assert not few.starts_folded
    assert SystemTree(_names(wired, 100)).starts_folded


def _names(wired: Wiring, systems: int) -> Any:
    from breachdesk.tui.inventory_names import Names

    inventory = wired.desk().scoping.inventory()
    return Names(replace(inventory, systems=tuple(replace(SYSTEMS[0], id=f"s{n}") for n in range(systems))))


# Proposals.


def test_reached_systems_say_how_far_and_how_and_the_way_there_has_its_rows(wired: Wiring) -> None:
    """Lost without it: a proposal to look that nobody can check."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        rows = screen.systems.rows
        notes = {row.key: row.cells[-1].text.strip() for row in rows.rows if not row.key.startswith(SECTION)}
        assert notes["crm-db"] == "same data"
        assert notes["test-env"] == "reach 1"
        assert notes["hr"] == "reach 2"
        assert notes["laptop"] == ""
        await to(pilot, "hr")
        text = why(screen)
        assert "1  from Customers (CRM) to Test environment: 'deploy key', kept in crm, opens it" in text
        assert "2  from Test environment to HR files: 'admin password', kept in test-env, opens it" in text
        assert "house.yaml:95" in text
        assert "house.yaml:96" in text

    on_scope(wired, do, WIDE)


def test_p_shows_only_what_may_have_been_reached_and_says_how_many(wired: Wiring) -> None:
    """Lost without it: proposals spread over 500 lines."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        assert "look at 6 more (p)" in lines_of(pilot.app, "#about")  # type: ignore[arg-type]
        await press(pilot, "p")
        shown = {row.key for row in screen.systems.rows.rows if not row.key.startswith(SECTION)}
        assert shown == {"crm-db", "nas", "test-env", "shop", "hr", "payroll"}
        await press(pilot, "p")
        assert "laptop" in {row.key for row in screen.systems.rows.rows}

    on_scope(wired, do)


def test_a_proposal_is_accepted_by_ticking_it(wired: Wiring) -> None:
    """Lost without it: the way to say yes."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "test-env", "space")
        hit = await saved_anew(pilot, screen)
        assert hit.systems == ("crm", "test-env")

    on_scope(wired, do)


@BOTH
def test_a_proposal_ruled_out_asks_why_and_the_reason_is_in_the_record(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: a system that dropped out of sight, and no supervisor can be told why."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "test-env", "x", "enter")
        asked = await on_top(pilot, Ask)
        assert "Test environment" in asked._question
        assert screen.draft.hit.ruled_out == {}
        await answer(pilot, "no log-in there")
        assert screen.draft.hit.ruled_out == {"test-env": "no log-in there"}
        assert "[–]" in said(screen.systems.rows, "test-env")
        assert "ruled out" in said(screen.systems.rows, "test-env")
        assert "reach" not in said(screen.systems.rows, "hr")
        assert "no log-in there" in why(screen)
        hit = await saved_anew(pilot, screen)
        assert hit == Hit(("crm",), ruled_out={"test-env": "no log-in there"})

    on_scope(wired, do, size)


def test_the_same_key_takes_back_that_it_was_ruled_out(wired: Wiring) -> None:
    """Lost without it: a reason that turned out wrong stays."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "test-env", "x")
        assert screen.draft.hit.ruled_out == {}
        await until(pilot, lambda: pilot.app.screen is screen, "the scope screen again")
        assert "reach 1" in said(screen.systems.rows, "test-env")
        await to(pilot, "shop", "x")
        await answer(pilot, "read-only there")
        await press(pilot, "tab")
        await to(pilot, "ruled:shop", "x")
        assert screen.draft.hit.ruled_out == {}

    on_scope(wired, do, saved=Hit(("crm",), ruled_out={"test-env": "no log-in there"}))


def test_several_are_ruled_out_with_one_reason(wired: Wiring) -> None:
    """Lost without it: the same sentence typed for each of forty systems behind one firewall."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space", "p", "home", "v", "end", "x")
        assert "none of these 6 systems" in (await on_top(pilot, Ask))._question
        await answer(pilot, "firewall log")
        assert set(screen.draft.hit.ruled_out) == {"crm-db", "nas", "test-env", "shop", "hr", "payroll"}
        assert set(screen.draft.hit.ruled_out.values()) == {"firewall log"}

    on_scope(wired, do)


def test_what_nobody_reached_cannot_be_ruled_out(wired: Wiring) -> None:
    """Lost without it: reasons in the record about systems that were never in question."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "laptop", "x")
        assert pilot.app.screen is screen
        await to(pilot, "crm", "x")
        assert pilot.app.screen is screen
        assert screen.draft.hit == Hit(("crm",))

    on_scope(wired, do)


# What follows.


@BOTH
def test_each_line_opens_to_the_rows_behind_it(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: figures nobody can put a finger on."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await press(pilot, "tab")
        rows = {
            "group:customers": ("house.yaml:50", "Customers of the shop", "1,000 to 1,500 people", "house.yaml:51", "house.yaml:70"),
            "category:bank": ("house.yaml:30", "house.yaml:50", "held about customers"),
            "dataset:old-orders": ("house.yaml:31",),
            "country:": ("house.yaml:50",),
            "processor:host": ("house.yaml:99",),
            "activity:selling": ("house.yaml:99", "sell bicycles"),
            "recipient:accountant": ("house.yaml:99",),
            "transfer:US": ("house.yaml:99",),
            "consequence:fraud": ("house.yaml:50", "customers"),
        }
        for key, expected in rows.items():
            await to(pilot, key)
            assert [text for text in expected if text not in why(screen)] == [], key

    on_scope(wired, do, size)


def test_bars_are_the_share_of_people_and_what_is_unknown_has_the_word_and_no_bar(wired: Wiring) -> None:
    """Lost without it: bars that look like data, or an unknown that looks like nobody."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "hr", "space", "tab")
        # 1,500 customers and 300 employees are at most 1,800 people.
        assert "▰▰▰▰▰▰▰▱" in said(screen.lines, "group:customers")
        assert "▰▱▱▱▱▱▱▱" in said(screen.lines, "group:staff")
        assert "▰▰▰▱▱▱▱▱" in said(screen.lines, "category:bank")
        assert "300 to 750" in said(screen.lines, "category:bank")
        await press(pilot, "tab")
        await to(pilot, "shop", "space", "tab")
        pupils = said(screen.lines, "group:pupils")
        assert pupils.count("unknown") == 2
        assert "▰" not in pupils
        assert "vulnerable !" in under(screen.lines, "group:pupils")
        assert any("How many pupils" in words(row) for row in screen.lines.rows if row.key.startswith("question:"))

    on_scope(wired, do, WIDE)


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(1.0, "▰▰▰▰▰▰▰▰"), (0.5, "▰▰▰▰▱▱▱▱"), (0.001, "▰▱▱▱▱▱▱▱"), (0.0, "▱▱▱▱▱▱▱▱"), (None, "")],
)
def test_a_bar_of_something_is_never_empty_and_one_of_nothing_is(share: float | None, drawn: str) -> None:
    """Lost without it: 40 people out of ten million, drawn as nobody."""
    assert share_bar(share, 8) == drawn


def test_a_share_of_an_unknown_is_unknown() -> None:
    """Lost without it: a bar made of a guess."""
    assert [share_of(5, 10), share_of(None, 10), share_of(5, None), share_of(0, 0)] == [0.5, None, None, None]


def test_marks_are_words_beside_the_sign(wired: Wiring) -> None:
    """Lost without it: a mark that is only a colour."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "hr", "space", "tab")
        assert said(screen.lines, "category:health").startswith("! sickness notes")
        assert "special, Art. 9 or 10 !" in under(screen.lines, "category:health")
        assert "kept unreadable" in under(screen.lines, "category:password")
        assert "written to in English, Dutch" in under(screen.lines, "group:staff")
        assert "readable: yes !, not encrypted" in under(screen.lines, "dataset:personnel")
        assert "readable: unknown" in under(screen.lines, "dataset:old-orders")
        assert "from bank accounts" in under(screen.lines, "consequence:fraud")

    on_scope(wired, do, WIDE)


@pytest.mark.parametrize("size", [NARROW, WIDE, (60, 20)], ids=["80x24", "120x40", "60x20"])
def test_no_name_and_no_figure_is_cut_and_figures_end_in_one_column(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: `12,345,6…`, which reads like a number."""
    scoping = wired.desk().scoping
    many = CountRange(10_000_000, 12_345_678)

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        inventory = scoping.inventory()
        groups = tuple(replace(g, size=many, labels={"en": f"{g.label('en')} who ever bought or rented anything"}) for g in inventory.subject_groups)
        held = tuple(replace(h, people=many, records=many) for h in DATASETS[0].subjects)
        datasets = (replace(DATASETS[0], subjects=held), *DATASETS[1:])
        scoping.take_in(replace(inventory, subject_groups=groups, datasets=datasets), "J. Vos")
        screen.look_again()
        await to(pilot, "crm", "space", "tab", "down", "down")
        drawn = seen(pilot.app)  # type: ignore[arg-type]
        left = 56 if size == WIDE else 0
        lines = [line[left:] for line in drawn[1:-1]]
        assert "…" not in "".join(lines)
        people = [line for line in lines if "10,000,000 to 12,345,678" in line and "▰" in line]
        assert people
        ends = {len(line.rstrip(" ▃▄▅▆▇█▂▁")) for line in lines if "▰" in line or line.rstrip(" ▃▄▅▆▇█▂▁").endswith(("people", "records"))}
        assert len(ends) == 1
        assert max(cell_len(line) for line in drawn) <= size[0]
        text = " ".join(" ".join(lines).split())
        assert all(word in text for word in "customers who ever bought or rented anything".split())

    on_scope(wired, do, size)


def test_tables_fold_with_their_count_and_long_ones_start_so(wired: Wiring) -> None:
    """Lost without it: 1,000 datasets between the groups and the open questions."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await press(pilot, "tab")
        await to(pilot, "dataset:old-orders", "left")
        assert screen.lines.current_key == f"{HEAD}DATASETS"
        assert "DATASETS  2" in said(screen.lines, f"{HEAD}DATASETS")
        assert "dataset:old-orders" not in {row.key for row in screen.lines.rows}
        await press(pilot, "enter")
        assert "dataset:old-orders" in {row.key for row in screen.lines.rows}
        await press(pilot, "space")
        assert "dataset:old-orders" not in {row.key for row in screen.lines.rows}
        inventory = screen.desk.scoping.inventory()
        more = tuple(replace(DATASETS[1], id=f"old{n}") for n in range(30))
        screen.desk.scoping.take_in(replace(inventory, datasets=(*inventory.datasets, *more)), "J. Vos")
        await press(pilot, "escape", "y", "o")
        fresh = await on_top(pilot, ScopeScreen)
        await to(pilot, "crm", "space")
        assert "DATASETS  32" in said(fresh.lines, f"{HEAD}DATASETS")

    on_scope(wired, do)


def test_the_notes_under_the_last_line_come_into_view_with_it(wired: Wiring) -> None:
    """Lost without it: a system that was ruled out, and the reason just below the edge."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "tab", "end")
        assert screen.lines.current_key == "ruled:shop"
        drawn = seen(pilot.app)[4:-7]  # type: ignore[arg-type]
        assert any("read-only there" in line for line in drawn)
        assert "ruled out: read-only there" in why(screen)

    on_scope(wired, do, saved=Hit(("crm",), ruled_out={"shop": "read-only there"}))


def test_the_key_line_names_what_enter_does_on_each_side(wired: Wiring) -> None:
    """Lost without it: `save` under a key that leaves a dataset out."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        keys = screen.query_one("#keys", KeyLine)
        assert ("enter", "save") in keys.shown_pairs(80)
        await to(pilot, "crm", "space", "tab")
        assert ("enter", "change…") in keys.shown_pairs(80)
        await press(pilot, "tab")
        assert keys.shown_pairs(200) == KeyLine(key_pairs("scope")).shown_pairs(200)

    on_scope(wired, do)


def test_the_reasons_can_be_read_to_their_end_with_more_room(wired: Wiring) -> None:
    """Lost without it: a way of four hops, of which the last one is below the edge."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "hr")
        pane = screen.query_one("#why")
        before = pane.size.height
        await press(pilot, "r")
        assert pane.has_focus
        await until(pilot, lambda: pane.size.height > before, "more room")
        await press(pilot, "escape")
        assert screen.systems.rows.has_focus
        assert pilot.app.screen is screen
        await until(pilot, lambda: pane.size.height == before, "the room as before")

    on_scope(wired, do)


# What narrows it.


@pytest.mark.parametrize("key", ["x", "enter"])
def test_a_dataset_is_left_out_with_a_reason_and_the_record_has_it(wired: Wiring, key: str) -> None:
    """Lost without it: a scope that counts what was surely not touched, or drops it without a word."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space", "tab")
        await to(pilot, "dataset:old-orders", key, "enter")
        await on_top(pilot, Ask)
        await answer(pilot, "on tape, in the safe")
        assert "3,000 to 4,000" in totals(screen)
        assert "on tape, in the safe" in under(screen.lines, "left:old-orders")
        hit = await saved_anew(pilot, screen)
        assert hit == Hit(("crm",), left_out={"old-orders": "on tape, in the safe"})

    on_scope(wired, do)


@pytest.mark.parametrize("key", ["x", "enter"])
def test_a_dataset_left_out_is_taken_back_by_the_same_key(wired: Wiring, key: str) -> None:
    """Lost without it: a dataset that stays out although it turned up on the attacker's site."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "tab")
        await to(pilot, "left:old-orders", key)
        assert screen.draft.hit == Hit(("crm",))
        assert "3,000 to 4,900" in totals(screen)

    on_scope(wired, do, saved=Hit(("crm",), left_out={"old-orders": "on tape"}))


@pytest.mark.parametrize("way", ["n", "enter", "picked"])
def test_a_number_is_stated_with_a_reason_and_the_record_has_both(wired: Wiring, way: str) -> None:
    """Lost without it: a log that says 412, and a filing that says 1,000 to 1,500."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        if way == "picked":
            await press(pilot, "n")
            await on_top(pilot, Pick)
            await press(pilot, "enter")
        else:
            await press(pilot, "tab")
            await to(pilot, "group:customers", way)
        await on_top(pilot, Form)
        await answer(pilot, "412", "export log")
        assert "412" in totals(screen)
        assert "stated: export log" in under(screen.lines, "group:customers")
        hit = await saved_anew(pilot, screen)
        assert hit == Hit(("crm",), stated={"customers": Stated(CountRange(412, 412), "export log")})

    on_scope(wired, do)


@pytest.mark.parametrize(("people", "reason"), [("2000", "a rumour"), ("many", "a rumour"), ("12", " "), ("unknown", "nobody knows")])
def test_a_number_that_cannot_be_is_asked_again_with_what_was_typed(wired: Wiring, people: str, reason: str) -> None:
    """Lost without it: 2,000 of at most 1,500 in a filing, or a typing lost to a message."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space", "tab")
        await to(pilot, "group:customers", "n")
        await answer(pilot, people, reason)
        form = await on_top(pilot, Form)
        assert form._error
        assert form.query_one("#field-people", Input).value == people
        assert screen.draft.hit.stated == {}

    on_scope(wired, do)


def test_reasons_that_no_longer_bear_on_anything_stay_in_sight_to_be_taken_back(wired: Wiring) -> None:
    """Lost without it: a reason saved with every version, that no line of the screen shows."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "laptop", "space", "tab")
        assert "no system that was hit holds it now" in under(screen.lines, "left:old-orders")
        assert "read-only" in under(screen.lines, "ruled:shop")
        await to(pilot, "left:old-orders", "x")
        await to(pilot, "ruled:shop", "x")
        assert screen.draft.hit == Hit(("laptop",))

    on_scope(wired, do, saved=Hit(("crm",), left_out={"old-orders": "on tape"}, ruled_out={"shop": "read-only"}))


def test_x_takes_a_stated_number_back_also_where_the_group_is_out_of_scope(wired: Wiring) -> None:
    """Lost without it: a number that stops the saving, and stands nowhere to be taken back."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "hr", "space", "tab")
        assert "nothing that was hit holds any" in under(screen.lines, "group:customers")
        await to(pilot, "group:customers", "x")
        assert screen.draft.hit == Hit(("hr",))
        assert "group:customers" not in {row.key for row in screen.lines.rows}

    stated = {"customers": Stated(CountRange(412, 412), "export log")}
    on_scope(wired, do, saved=Hit(("crm",), stated=stated))


def test_the_days_are_kept_with_the_scope_and_taken_back_by_empty_fields(wired: Wiring) -> None:
    """Lost without it: everybody since 2015 is told of a skimmer that ran for a week."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space", "w")
        await answer(pilot, "2021-01-01", "", "kept")
        assert "kept from 2021-01-01 to today" in totals(screen)
        assert "3,000 to 4,000" in totals(screen)
        await press(pilot, "tab")
        await to(pilot, "left:old-orders", "x")
        assert screen.draft.hit.window == Window(date(2021, 1, 1))
        hit = await saved_anew(pilot, screen)
        assert hit == Hit(("crm",), window=Window(date(2021, 1, 1)))
        await press(pilot, "o")
        again = await on_top(pilot, ScopeScreen)
        await press(pilot, "w")
        await answer(pilot, "", "", "kept")
        assert again.draft.hit.window is None
        assert "3,000 to 4,900" in totals(again)

    on_scope(wired, do)


@pytest.mark.parametrize(
    "days", [("2021-13-01", "", "kept"), ("2022-01-01", "2021-01-01", "kept"), ("2021-01-01", "", "both"), ("20210101", "", "kept")]
)
def test_days_that_cannot_be_are_asked_again_with_what_was_typed(wired: Wiring, days: tuple[str, str, str]) -> None:
    """Lost without it: a window nobody meant, or one read from a slip."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "w")
        await answer(pilot, *days)
        form = await on_top(pilot, Form)
        assert form._error
        assert tuple(field.value for field in form.query(Input)) == days
        assert screen.draft.hit.window is None

    on_scope(wired, do)


def test_only_data_collected_in_the_days_is_another_question(wired: Wiring) -> None:
    """Lost without it: what a tapped form took, mixed with all that was ever stored."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "w")
        await answer(pilot, "2026-10-01", "2026-10-08", "Collected")
        assert screen.draft.hit.window == Window(date(2026, 10, 1), date(2026, 10, 8), True)

    on_scope(wired, do)


# Saving, differences, leaving.


def test_a_changed_scope_is_saved_whole_with_why(wired: Wiring) -> None:
    """Lost without it: saving drops what was ruled out, left out or stated before."""
    before = Hit(
        ("crm",),
        left_out={"old-orders": "on tape"},
        ruled_out={"shop": "read-only"},
        window=Window(date(2016, 1, 1)),
        stated={"customers": Stated(CountRange(5, 9), "log")},
    )

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "nas", "space")
        hit = await saved_anew(pilot, screen, "the backup too")
        assert hit == replace(before, systems=("crm", "nas"))
        version = screen.desk.incidents.get(UNDER_WAY).scope_versions[-1]
        assert (version.version, version.why, version.by) == (2, "the backup too", "M. Aydin")

    on_scope(wired, do, saved=before)


def test_nothing_ticked_is_not_saved_and_an_unchanged_scope_makes_no_version(wired: Wiring) -> None:
    """Lost without it: an empty scope in the record, or versions without a change."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "enter")
        await until(pilot, lambda: pilot.app.screen is not screen, "left")
        assert len(screen.desk.incidents.get(UNDER_WAY).scope_versions) == 1
        await press(pilot, "o")
        again = await on_top(pilot, ScopeScreen)
        await to(pilot, "crm", "space", "enter")
        await on_top(pilot, Message)
        assert len(again.desk.incidents.get(UNDER_WAY).scope_versions) == 1

    on_scope(wired, do, saved=Hit(("crm",)))


@BOTH
def test_the_totals_say_what_saving_would_change(wired: Wiring, size: tuple[int, int]) -> None:
    """Lost without it: a what-if of which nobody sees what it does."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        assert "as saved ✓ version 1" in totals(screen)
        await to(pilot, "hr", "space")
        assert "people 1,000 to 1,500 → 1,000 to 1,800" in totals(screen)
        assert "+1 system · +1 group · +1 data · +1 dataset (d)" in totals(screen)
        await to(pilot, "crm", "space")
        assert "+1 −1 systems" in totals(screen)
        await press(pilot, "u", "u")
        assert "as saved ✓ version 1" in totals(screen)
        await to(pilot, "payroll", "x")
        await answer(pilot, "other network")
        assert "not saved: 1 system ruled out (d)" in totals(screen)

    on_scope(wired, do, size, saved=Hit(("crm",)))


def test_d_says_all_that_differs_and_every_version_with_who_when_and_why(wired: Wiring) -> None:
    """Lost without it: "why was it 12,000 on Tuesday?", asked a year later."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        screen.desk.scoping.save(UNDER_WAY, Hit(("crm", "nas")), "S. Kok", "backup was open")
        screen.look_again()
        await to(pilot, "hr", "space", "d")
        await on_top(pilot, Message)
        text = lines_of(pilot.app, "#said")  # type: ignore[arg-type]
        for line in (
            "Not saved, against version 2",
            "+ system HR files",
            "~ people: 1,000 to 1,500 → 1,000 to 1,800",
            "+ group employees, 200 to 300",
            "+ data sickness notes",
            "Version 2, Tue 24 Nov, 11:00 CET, S. Kok: people 1,000 to 1,500",
            "why: backup was open",
            "+ system Backup storage",
            "Version 1, Tue 24 Nov, 11:00 CET, J. Vos",
            "why: first look",
        ):
            assert line in text, line

    on_scope(wired, do, saved=Hit(("crm",)))


def test_esc_with_something_unsaved_asks_first_and_names_it(wired: Wiring) -> None:
    """Lost without it: an hour of reasons, gone by the key that should only go back."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        await to(pilot, "shop", "x")
        await answer(pilot, "read-only")
        await press(pilot, "escape")
        assert "1 system ticked, 1 system ruled out" in (await on_top(pilot, Confirm))._consequence
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the scope again")
        assert screen.draft.hit == Hit(("crm",), ruled_out={"shop": "read-only"})
        await press(pilot, "escape", "y")
        await until(pilot, lambda: pilot.app.screen is not screen, "the incident")
        assert recorded(screen) is None

    on_scope(wired, do)


def test_esc_goes_back_one_step_at_a_time_and_leaves_at_once_when_nothing_is_unsaved(wired: Wiring) -> None:
    """Lost without it: a search left by leaving the screen, or a question about nothing."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await press(pilot, "slash")
        await write(pilot, "hr")
        await press(pilot, "enter", "v", "escape", "escape")
        assert pilot.app.screen is screen
        assert not screen.systems.rows.has_range
        await press(pilot, "p", "escape")
        assert pilot.app.screen is screen
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is not screen, "the incident")

    on_scope(wired, do)


def test_what_the_inventory_no_longer_knows_is_taken_out_and_said(wired: Wiring) -> None:
    """Lost without it: a scope that cannot be opened any more once a system was renamed."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "hr", "space")
        inventory = screen.desk.scoping.inventory()
        systems = tuple(s for s in inventory.systems if s.id != "crm")
        datasets = tuple(d for d in inventory.datasets if "crm" not in d.held_in())
        without = replace(inventory, systems=systems, datasets=datasets, flows=(), credentials=(), processing_activities=())
        screen.desk.scoping.take_in(without, "J. Vos")
        for _ in range(LOOK_FOR_CHANGES_EVERY):
            pilot.app.on_heartbeat()  # type: ignore[attr-defined]
        await settled(pilot)
        assert pilot.app.screen is screen
        assert screen.draft.hit == Hit(("hr",))
        assert "200 to 300" in totals(screen)

    on_scope(wired, do, saved=Hit(("crm",), left_out={"old-orders": "on tape"}))


def test_the_store_is_read_once_and_a_moving_cursor_makes_no_rows(wired: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost without it: 500 systems that stutter under the arrow keys."""
    reads: list[str] = []
    listed: list[str] = []
    inventory, rows = Scoping.inventory, SystemTree.rows

    def read(self: Scoping) -> Any:
        reads.append("inventory")
        return inventory(self)

    def made(self: SystemTree, *args: Any) -> Any:
        listed.append("rows")
        return rows(self, *args)

    # Else the app's own writes, such as which reminders were shown, count as changes.
    monkeypatch.setattr(SqliteCaseStore, "changes", lambda self: 1)
    monkeypatch.setattr(Scoping, "inventory", read)
    monkeypatch.setattr(SystemTree, "rows", made)

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        before = len(reads)
        await to(pilot, "crm", "space")
        await press(pilot, "space", "b", "slash", "escape", "p", "p", "x", "w", "escape")
        assert len(reads) == before
        made_so_far = len(listed)
        await press(pilot, "down", "down", "up", "tab", "down", "down", "tab", "end", "home")
        assert len(listed) == made_so_far

    on_scope(wired, do)


# Lists of people.

COUNTS = PeopleCounts(
    people=800,
    records=2000,
    by_system={"crm": 800},
    by_category={"contact": 800, "bank": 200},
    by_country={"NL": 600, "BE": 190, "": 10},
    by_language={"nl": 800},
)


def exact(systems: Sequence[str]) -> PeopleCounts | None:
    """Give what a register would: one list, of the CRM."""
    return COUNTS if "crm" in systems else None


def test_exact_figures_of_lists_stand_beside_the_ranges_with_a_sign(wired: Wiring) -> None:
    """Lost without it: exact and estimated figures that look alike."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "hr", "space")
        assert "on lists" not in totals(screen)
        await to(pilot, "crm", "space")
        await until(pilot, lambda: "on lists: 800 (crm)" in totals(screen), "the lists counted")
        await press(pilot, "tab")
        bank = said(screen.lines, "category:bank")
        assert "300 to 750" in bank
        assert bank.endswith("= 200")
        assert "▰▰▱▱▱▱▱▱" in bank
        assert "=" not in said(screen.lines, "category:health")
        assert said(screen.lines, "country:NL").endswith("= 600")
        assert "▰▰▰▰▰▰▱▱" in said(screen.lines, "country:NL")
        assert said(screen.lines, "country:").startswith("country not said")
        assert said(screen.lines, "language:nl").startswith("Dutch")
        await press(pilot, "tab")
        await to(pilot, "crm", "space")
        assert "on lists" not in totals(screen)

    on_scope(wired, do, WIDE, exact=exact)


def test_counting_lists_never_holds_up_a_tick(wired: Wiring) -> None:
    """Lost without it: the first look into ten million people, with the keys dead meanwhile."""
    import threading

    counted = threading.Event()

    def slow(systems: Sequence[str]) -> PeopleCounts | None:
        counted.wait(20)
        return exact(systems)

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        await to(pilot, "crm", "space")
        assert "1,000 to 1,500" in totals(screen)
        assert "on lists" not in totals(screen)
        counted.set()
        await until(pilot, lambda: "on lists: 800" in totals(screen), "the lists counted")

    on_scope(wired, do, exact=slow)




def test_the_desks_own_lists_are_asked_only_for_systems_that_have_one(wired: Wiring) -> None:
    """Lost without it: a refusal in the place of figures, as soon as one system without a list is ticked."""
    asked: list[tuple[str, list[str]]] = []

    class Lists:
        """Counts whatever it is asked."""

        def counts(self, name: str, systems: list[str]) -> Any:
            asked.append((name, systems))
            return SimpleNamespace(counts=COUNTS)

    desk: Any = replace(wired.desk(), people=Lists())  # type: ignore[arg-type]
    incident = desk.incidents.get(UNDER_WAY)
    assert exact_on(desk, incident) is None
    listed: Any = {"crm": None, "newsletter": None}
    counts = exact_on(desk, replace(incident, people_lists=listed))
    assert counts is not None
    assert counts(["hr", "crm"]) is COUNTS
    assert counts(["hr"]) is None
    assert asked == [(incident.id, ["crm"])]


# What it gives to the questions.


def _consequences(pilot: Pilot[Any]) -> list[Row]:
    incident = pilot.app.screen
    assert isinstance(incident, IncidentScreen)
    step = next(s.step.id for p in incident.view.plan.phases for s in p.needed if "likely_consequences" in s.step.facts)
    incident._go(step)
    return list(incident.query_one("#choices", RowList).rows)


def test_consequences_worked_out_are_ticked_where_they_are_asked_until_somebody_answers(wired: Wiring) -> None:
    """Lost without it: what the data in scope make likely, typed in again from memory."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        before = _worked_out(screen)
        assert before >= {"phishing", "fraud"}
        await press(pilot, "escape")
        rows = _consequences(pilot)
        ticked = {row.key.rpartition(":")[2] for row in rows if row.cells[0].text == "[x]"}
        assert ticked == before
        assert "save:likely_consequences" in {row.key for row in rows}
        assert any("Worked out from the data in scope; look at it" in words(row) for row in rows)
        incident = pilot.app.screen
        incident.query_one("#choices", RowList).focus()
        await to(pilot, "mark:likely_consequences:phishing", "enter")
        await to(pilot, "save:likely_consequences", "enter")
        facts = lambda: screen.desk.incidents.get(UNDER_WAY).facts.get("likely_consequences")  # noqa: E731
        await until(pilot, lambda: facts() is not None, "the answer")
        answered = facts()
        assert answered is not None
        assert set(answered.value) == before - {"phishing"}  # type: ignore[arg-type]
        rows = _consequences(pilot)
        assert not any("Worked out" in words(row) for row in rows)

    on_scope(wired, do, saved=Hit(("crm",)))


def test_consequences_worked_out_are_saved_as_they_stand_by_one_line(wired: Wiring) -> None:
    """Lost without it: what is right already has to be unticked and ticked again to be saved."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        before = _worked_out(screen)
        await press(pilot, "escape")
        _consequences(pilot)
        pilot.app.screen.query_one("#choices", RowList).focus()
        await to(pilot, "save:likely_consequences", "enter")
        facts = lambda: screen.desk.incidents.get(UNDER_WAY).facts  # noqa: E731
        await until(pilot, lambda: facts().is_answered("likely_consequences"), "the answer")
        answered = facts().get("likely_consequences")
        assert answered is not None
        assert set(answered.value) == before  # type: ignore[arg-type]

    on_scope(wired, do, saved=Hit(("crm",)))


def _worked_out(screen: ScopeScreen) -> set[str]:
    return {line.id for line in screen.scope.consequences}


def test_the_dialog_too_offers_what_was_worked_out_and_says_so(wired: Wiring) -> None:
    """Lost without it: asked from the law screen, the same question starts with nothing."""

    async def do(pilot: Pilot[Any], screen: ScopeScreen) -> None:
        definition, given = screen.desk.facts()["likely_consequences"], list[str]()
        ask_fact(screen, definition, None, "UTC", None, lambda text, _: given.append(text), incident=screen.incident)
        await on_top(pilot, PickMany)
        assert "worked out from the data in scope; look at it" in " ".join(seen(pilot.app))  # type: ignore[arg-type]
        await press(pilot, "enter")
        assert set(given[0].split(", ")) == _worked_out(screen)
        answered = screen.desk.walking.answer(UNDER_WAY, "likely_consequences", "fraud", "J. Vos")
        fact = answered.facts.get("likely_consequences")
        ask_fact(screen, definition, fact, "UTC", None, lambda text, _: given.append(text), incident=answered)
        await on_top(pilot, PickMany)
        assert "worked out" not in " ".join(seen(pilot.app))  # type: ignore[arg-type]
        await press(pilot, "enter")
        assert given[1] == "fraud"

    on_scope(wired, do, saved=Hit(("crm",)))
