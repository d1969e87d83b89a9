"""How long one toggle of a system takes on the scope screen, against a DataTable of as many rows drawn anew in the same run.

Run from the project's root:  .venv/bin/python bench/scope_screen.py [--systems 500] [--datasets 1000] [--profile]

Prints figures, judges nothing; in CPU time of this process, which other programs move less than the clock.
"of the scope" is the pure working out; "of the screen" is all the rest of our own work before anything is drawn; "drawn"
is from the key to the next idle moment of the app, as Pilot sees it.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable

from breachdesk.cli.demonstration import open_sample_incidents
from breachdesk.domain.hit import Hit
from breachdesk.domain.inventory import (
    CountRange,
    Credential,
    DataCategory,
    Dataset,
    Encryption,
    Flow,
    Inventory,
    OpenedBy,
    ProcessingActivity,
    Protection,
    SourceRow,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Controller, Processor
from breachdesk.domain.scope import scope_of
from breachdesk.tui.app import DeskApp
from breachdesk.tui.home_screen import HomeScreen
from breachdesk.tui.scope_screen import ScopeScreen
from breachdesk.wiring import Wiring

KINDS = ("application", "database", "file-share", "device", "mail", "backup", "saas", "paper")
HITS = (1, 10, 100, 250)
ROUNDS = 7


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--systems", type=int, default=500)
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--profile", action="store_true", help="print where the time of one toggle with 250 hit goes")
    options = parser.parse_args()
    asyncio.run(_measure(options.systems, options.datasets, options.profile))


async def _measure(systems: int, datasets: int, profile: bool) -> None:
    print(f"{systems} systems, {datasets} datasets; medians of {ROUNDS} toggles, ms")
    print("hit   of the scope   of the screen   drawn   all systems open: of the screen   drawn")
    with tempfile.TemporaryDirectory() as folder:
        wiring = _workspace(Path(folder), invented(systems, datasets))
        app = DeskApp(wiring.desk, "M. Aydin", wiring.watch, wiring)
        async with app.run_test(size=(120, 40)) as pilot:
            while not isinstance(app.screen, HomeScreen):
                await pilot.pause(0.1)
            for hit in HITS:
                screen = ScopeScreen(app.desk.incidents.rows()[0].id)
                await app.push_screen(screen)
                await pilot.pause(0.3)
                await _one_line(pilot, screen, hit)
                if profile and hit == HITS[-1]:
                    _profiled(screen)
                app.pop_screen()
                await pilot.pause(0.1)
    table = await _table(systems)
    print(f"a DataTable of {systems} rows cleared, filled and drawn anew: {table:.1f}")


async def _one_line(pilot: Pilot[Any], screen: ScopeScreen, hit: int) -> None:
    inventory = screen.figures.names.inventory
    ids = [system.id for system in inventory.systems]
    screen.change(lambda: screen.draft.tick(ids[:hit]))
    folded = _toggled(screen, ids[hit])
    folded_drawn = await _drawn(pilot, screen, ids[hit])
    screen.systems.fold_all()
    await pilot.pause(0.1)
    opened = _toggled(screen, ids[hit])
    opened_drawn = await _drawn(pilot, screen, ids[hit])
    pure = _median(lambda: scope_of(inventory, Hit(tuple(ids[:hit]))))
    print(
        f"{hit:>3} {pure:>14.1f} {folded - pure:>15.1f} {folded_drawn:>7.1f} {opened - pure:>34.1f} {opened_drawn:>7.1f}"
    )


def _toggled(screen: ScopeScreen, system: str) -> float:
    return _median(lambda: screen.change(lambda: screen.draft.tick((system,))))


async def _drawn(pilot: Pilot[Any], screen: ScopeScreen, system: str) -> float:
    times = []
    for _ in range(ROUNDS):
        await pilot.pause()
        began = time.process_time()
        screen.change(lambda: screen.draft.tick((system,)))
        await pilot.pause()
        screen._compositor.render_strips()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def _median(work: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def _profiled(screen: ScopeScreen) -> None:
    profile = cProfile.Profile()
    profile.runcall(lambda: screen.change(lambda: screen.draft.tick(("sys499",))))
    pstats.Stats(profile).sort_stats("cumtime").print_stats(28)


async def _table(rows: int) -> float:
    class Listing(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

    app = Listing()
    async with app.run_test(size=(120, 40)) as pilot:
        table = app.query_one(DataTable)
        table.add_columns("", "system", "how")
        times = []
        for _ in range(ROUNDS):
            await pilot.pause()
            began = time.process_time()
            table.clear()
            table.add_rows([("[ ]", f"System number {n}", "reach 1") for n in range(rows)])
            await pilot.pause()
            app.screen._compositor.render_strips()
            times.append(time.process_time() - began)
        return statistics.median(times) * 1000


def _workspace(folder: Path, inventory: Inventory) -> Wiring:
    wiring = Wiring()
    wiring.choose_demo(folder / "sample")
    wiring.take_in_sample()
    open_sample_incidents(wiring)
    wiring.desk().scoping.take_in(inventory, "M. Aydin")
    return wiring


def invented(systems: int, datasets: int, seed: int = 1) -> Inventory:
    """Give an inventory of that size, the same for the same seed."""
    luck = random.Random(seed)
    ids = [f"sys{n}" for n in range(systems)]
    kept = [f"ds{n}" for n in range(datasets)]
    categories = [f"kind{n}" for n in range(24)]
    groups = [f"group{n}" for n in range(20)]
    return Inventory(
        controller=Controller("Invented B.V.", "NL", "Europe/Amsterdam", languages=("nl",)),
        dpo=None,
        systems=tuple(_system(luck, id_, n) for n, id_ in enumerate(ids)),
        datasets=tuple(_dataset(luck, n, ids, categories, groups) for n in range(datasets)),
        subject_groups=tuple(_group(id_, n) for n, id_ in enumerate(groups)),
        data_categories=tuple(_category(id_, n) for n, id_ in enumerate(categories)),
        processing_activities=tuple(_activity(luck, n, kept) for n in range(60)),
        processors=tuple(Processor(f"proc{n}", f"Processor {n} B.V.", "NL") for n in range(30)),
        flows=tuple(
            Flow(luck.choice(ids), luck.choice(ids), _row("flows", n), (luck.choice(kept),), luck.choice(list(OpenedBy)))
            for n in range(systems)
        ),
        credentials=tuple(
            Credential(f"key{n}", f"key {n}", _row("credentials", n), (luck.choice(ids),), (luck.choice(ids),))
            for n in range(systems // 2)
        ),
    )


def _row(what: str, n: int) -> SourceRow:
    return SourceRow("invented.yaml", n + 1, f"{what}[{n}]")


def _group(id_: str, n: int) -> SubjectGroup:
    size = CountRange(1000 * (n + 1), 500_000 * (n + 1))
    return SubjectGroup(id_, {"en": f"people of {id_}"}, "customers", _row("subject_groups", n), size, False, ("NL",), ("nl",))


def _category(id_: str, n: int) -> DataCategory:
    return DataCategory(id_, {"en": f"data of {id_}"}, n % 7 == 0, ("fraud",) if n % 3 == 0 else ())


def _activity(luck: random.Random, n: int, datasets: list[str]) -> ProcessingActivity:
    row = _row("processing_activities", n)
    return ProcessingActivity(f"act{n}", f"Activity {n}", row, "any", tuple(luck.sample(datasets, 20)))


def _system(luck: random.Random, id_: str, n: int) -> System:
    place, owner = luck.choice(("Utrecht", "Almere", "Gent")), luck.choice(("IT", "HR", "sales"))
    return System(id_, f"System number {n}", _row("systems", n), luck.choice(KINDS), place, owner, f"proc{n % 30}")


def _dataset(luck: random.Random, n: int, systems: list[str], categories: list[str], groups: list[str]) -> Dataset:
    held = tuple(
        SubjectsHeld(group, _row(f"datasets[{n}].subjects", at), CountRange(at, 400_000), CountRange(1, 900_000))
        for at, group in enumerate(luck.sample(groups, 2))
    )
    return Dataset(
        id=f"ds{n}",
        name=f"Dataset number {n}",
        row=_row("datasets", n),
        systems=tuple(luck.sample(systems, 2)),
        categories=tuple(luck.sample(categories, 5)),
        subjects=held,
        copies=(luck.choice(systems),),
        part_of=f"ds{n // 2}" if n and n % 3 == 0 else None,
        protection=Protection(luck.choice(list(Encryption)), (luck.choice(systems),)),
    )


if __name__ == "__main__":
    main()
