"""How fast lists of people are taken in and counted, as ratios against DuckDB in one run; prints tables, judges nothing.

Run from the project's root; the data go to a temporary folder that is removed:

    PYTHONPATH=. .venv/bin/python bench/register.py                     10 million rows, about three minutes
    PYTHONPATH=. .venv/bin/python bench/register.py --rows 1000000
    PYTHONPATH=. .venv/bin/python bench/register.py --growth 1,3,10,30  in millions of rows

Four systems hold a quarter of the rows each; 30 countries, 8 languages, 6 data categories, and people drawn from 77 % as
many. Every measurement runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from breachdesk.domain.people import Column, ColumnRole, Keep, ListMapping, PeopleCounts, SameAddress
from breachdesk.domain.selection import Everybody
from breachdesk.files.countries import COUNTRIES
from breachdesk.register.file_register import FileRegister
from breachdesk.services.desk import Desk
from breachdesk.services.incidents import Opening
from breachdesk.services.ports import ListFile, ListToTake
from breachdesk.wiring import Wiring

CATEGORIES = ("contact", "financial", "identity", "health", "credentials", "behaviour")
HEADER = ("email", "country", "lang", *CATEGORIES)
SYSTEMS = ("s0", "s1", "s2", "s3")
HIT = ("s0", "s1", "s3")
LANDS = "NL BE DE FR LU AT IE ES PT IT DK SE FI NO PL CZ SK HU RO BG GR HR SI EE LV LT MT CY IS LI".split()
TONGUES = "nl fr de en es it pl da".split()
MAPPING = ListMapping(
    (
        Column("email", ColumnRole.EMAIL),
        Column("country", ColumnRole.COUNTRY),
        Column("lang", ColumnRole.LANGUAGE),
        *(Column(category, ColumnRole.CATEGORY, category) for category in CATEGORIES),
    )
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--growth", help="millions of rows, parted by commas")
    parser.add_argument("--only", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        found = STEPS[options.only](options.folder)
        found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
    elif options.growth:
        _growth([int(float(millions) * 1e6) for millions in options.growth.split(",")])
    else:
        _one(options.rows)


def ask(desk: Desk, incident: str, combinations: bool = False) -> PeopleCounts:
    """Ask what a live screen asks: three of four systems, with all categories, countries and languages."""
    return desk.people.counts(incident, HIT, combinations=combinations).counts


def _one(rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="breachdesk-bench-") as name:
        folder = Path(name)
        _write_lists(folder, rows)
        memory, disk = _in_child("duckdb_memory", folder), _in_child("duckdb_disk", folder)
        counts, names = _in_child("counts", folder), _in_child("addressees", folder)
        _import_table(rows, folder, memory, disk, counts, names)
        theirs, ours = _in_child("duckdb_ask", folder), _in_child("ask", folder)
        _ask_table(ours, theirs)


def _import_table(rows: int, folder: Path, *found: dict[str, Any]) -> None:
    memory, disk, counts, names = found
    size = sum(path.stat().st_size for path in folder.glob("*.csv"))
    print(f"taking in {rows:,} rows, {size / 1e6:,.0f} MB of CSV")
    print("way                                      seconds  CPU s   CPU to memory  CPU to file     rows/s  peak MB")
    for what, part, peak in (
        ("DuckDB read_csv into a table in memory", memory["all"], memory["peak"]),
        ("DuckDB read_csv into a table in a file", disk["all"], disk["peak"]),
        ("A: fingerprint, read, all checks", _sum(counts["fingerprint"], counts["read"]), 0),
        ("B: people matched, bitmaps, written", _sum(counts["match"], counts["keep"]), 0),
        ("A + B, counts alone are kept", counts["all"], counts["peak"]),
        ("A + B, with addressees", names["all"], names["peak"]),
    ):
        wall, cpu = part
        print(
            f"{what:39} {wall:8.2f} {cpu:6.2f} {cpu / memory['all'][1]:15.2f} {cpu / disk['all'][1]:12.2f} "
            f"{rows / wall:10,.0f} {f'{peak:.0f}' if peak else '':>8}"
        )
    print(f"kept: counts {counts['kept'] / 1e6:.1f} MB, with addressees {names['kept'] / 1e6:.1f} MB; "
          f"most in use on the disk meanwhile {names['spill'] / 1e6:.0f} MB")
    print(f"first 1,000 addressees {names['first'] * 1000:.0f} ms\n")


def _ask_table(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert ours["answer"] == theirs["answer"], "the two do not agree"
    print("asking: three of four systems, six categories, 30 countries, 8 languages (both answer alike)")
    print("way                                            ms      ratio")
    live = ours["seconds"]
    for what, seconds in (
        ("register, as a live screen asks", live),
        ("register, by combination of categories too", ours["combinations"]),
        ("DuckDB on ids", theirs["seconds"]),
    ):
        print(f"{what:43} {seconds * 1000:9.2f} {seconds / live:9.0f}")
    print(f"loading the marks, once: {ours['load'] * 1000:.0f} ms; peak {ours['peak']:.0f} MB")


def _growth(sizes: list[int]) -> None:
    print("seconds of CPU")
    print("rows            read    match     keep  rows/CPU s     peak MB   kept MB   ask ms   with combinations ms")
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="breachdesk-bench-") as name:
            folder = Path(name)
            _write_lists(folder, rows)
            took, asked = _in_child("counts", folder), _in_child("ask", folder)
        read = _sum(took["fingerprint"], took["read"])[1]
        print(
            f"{rows:11,} {read:8.2f} {took['match'][1]:8.2f} {took['keep'][1]:8.2f} {rows / took['all'][1]:9,.0f} "
            f"{took['peak']:9.0f} "
            f"{took['kept'] / 1e6:9.1f} {asked['seconds'] * 1000:8.2f} {asked['combinations'] * 1000:8.2f}"
        )


def _write_lists(folder: Path, rows: int) -> None:
    people = int(rows * 0.77)
    flags = ", ".join(
        f"CASE WHEN hash(i * {13 + n}) % 100 < {80 - 12 * n} THEN 'yes' ELSE 'no' END AS {category}"
        for n, category in enumerate(CATEGORIES)
    )
    with duckdb.connect() as connection:
        for number, system in enumerate(SYSTEMS):
            connection.execute(
                f"COPY (SELECT 'p' || person || '@example.org' AS email, "
                f"(?::VARCHAR[])[(hash(person * 7) % 30)::INT + 1] AS country, "
                f"(?::VARCHAR[])[(hash(person * 11) % 8)::INT + 1] AS lang, {flags} "
                f"FROM (SELECT i, hash(i) % {people} AS person FROM range({number}, {rows}, 4) t(i))) "
                f"TO '{folder / system}.csv' (HEADER)",
                [LANDS, TONGUES],
            )


def _in_child(step: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--only", step, "--folder", str(folder)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _duckdb(folder: Path, database: str) -> dict[str, Any]:
    begin = _clock()
    with duckdb.connect(database) as connection:
        for system in SYSTEMS:
            connection.execute(f"CREATE TABLE {system} AS SELECT * FROM read_csv('{folder / system}.csv')")
    return {"all": _since(begin)}


def _clock() -> tuple[float, float]:
    """Give wall time and time of the processor; the second bears a machine that others use too."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), used.ru_utime + used.ru_stime


def _since(begin: tuple[float, float]) -> tuple[float, float]:
    now = _clock()
    return now[0] - begin[0], now[1] - begin[1]


def _sum(*parts: list[float]) -> tuple[float, float]:
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def _take(folder: Path, keep: Keep) -> dict[str, Any]:
    stages: list[tuple[str, tuple[float, float]]] = []
    people = folder / keep.value
    spill = 0

    def stage(name: str) -> None:
        nonlocal spill
        stages.append((name, _clock()))
        spill = max(spill, sum(path.stat().st_size for path in people.rglob("*") if path.is_file()))

    register = FileRegister(people, COUNTRIES, stage=stage)
    lists = [ListToTake(system, ListFile(str(folder / f"{system}.csv"), HEADER), MAPPING) for system in SYSTEMS]
    begin = _clock()
    register.take_in("one", lists, keep, SameAddress.ASK, datetime(2026, 11, 3, tzinfo=UTC), "bench")
    found: dict[str, Any] = {"all": _since(begin), "spill": spill}
    for (name, at), (_, until) in pairwise(stages):
        found[name] = (until[0] - at[0], until[1] - at[1])
    found["kept"] = sum(path.stat().st_size for path in people.rglob("*") if path.is_file())
    if keep is Keep.ADDRESSEES:
        found["first"] = _median(lambda: list(register.addressees("one", HIT, Everybody(), 1000)))
    return found


def _desk(folder: Path) -> tuple[Desk, str]:
    """Give a desk with an incident that has the lists, and the incident's id."""
    front = Wiring()
    front.choose(str(folder / "workspace"), "bench")
    inventory = folder / "inventory.yaml"
    systems = "".join(f"  - {{id: {system}, kind: database}}\n" for system in SYSTEMS)
    held = f"  - {{id: held, systems: [{', '.join(SYSTEMS)}], categories: [contact], subjects: [{{group: customers}}]}}\n"
    inventory.write_text(
        "controller: {name: Bench, country: NL, zone: Europe/Amsterdam}\n"
        f"subject_groups:\n  - {{id: customers}}\nsystems:\n{systems}datasets:\n{held}"
    )
    desk = front.desk()
    desk.scoping.take_in(front.read_inventory([inventory]), "bench")
    now = front.now().isoformat()
    incident = desk.incidents.open(Opening("Copied", now, "bench"), "bench").id
    lists = front.folder / "people"
    lists.mkdir(mode=0o700)
    shutil.move(folder / Keep.COUNTS.value / "one", lists / incident)
    return desk, incident


def _ask(folder: Path) -> dict[str, Any]:
    desk, incident = _desk(folder)
    begin = time.perf_counter()
    answer = ask(desk, incident)
    load = time.perf_counter() - begin
    parts = (answer.by_category, answer.by_country, answer.by_language)
    return {
        "load": load,
        "seconds": _median(lambda: ask(desk, incident)),
        "combinations": _median(lambda: ask(desk, incident, combinations=True)),
        "answer": [answer.people, *(sorted(part.items()) for part in parts)],
    }


def _duckdb_ask(folder: Path) -> dict[str, Any]:
    """Ask DuckDB the same, on integer ids that were worked out before."""
    any_of = ", ".join(f"bool_or({category}) AS {category}" for category in CATEGORIES)
    sums = ", ".join(f"count(*) FILTER ({category})" for category in CATEGORIES)
    hit = "system IN (0, 1, 3)"
    with duckdb.connect() as connection:
        parts = " UNION ALL ".join(
            f"SELECT {number}::UTINYINT AS system, * FROM read_csv('{folder / system}.csv')"
            for number, system in enumerate(SYSTEMS)
        )
        connection.execute(f"CREATE TABLE rows AS {parts}")
        connection.execute(
            "CREATE TABLE person AS SELECT (row_number() OVER () - 1)::UINTEGER AS id, email, min(country) AS country, "
            "min(lang) AS lang FROM rows GROUP BY email"
        )
        connection.execute(
            f"CREATE TABLE held AS SELECT id, system, {any_of} FROM rows JOIN person USING (email) GROUP BY 1, 2"
        )

        def asked() -> list[Any]:
            counts = connection.execute(
                f"WITH a AS (SELECT id, {any_of} FROM held WHERE {hit} GROUP BY id) SELECT count(*), {sums} FROM a"
            ).fetchall()[0]
            found = [counts[0], sorted(zip(CATEGORIES, counts[1:], strict=True))]
            for column in ("country", "lang"):
                found.append(
                    connection.execute(
                        f"WITH a AS (SELECT DISTINCT id FROM held WHERE {hit}) "
                        f"SELECT {column}, count(*) FROM a JOIN person USING (id) GROUP BY 1 ORDER BY 1"
                    ).fetchall()
                )
            return found

        return {"answer": asked(), "seconds": _median(asked, 3)}


def _median(act: Callable[[], object], times: int = 9) -> float:
    act()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "duckdb_memory": lambda folder: _duckdb(folder, ":memory:"),
    "duckdb_disk": lambda folder: _duckdb(folder, str(folder / "peer.duckdb")),
    "counts": lambda folder: _take(folder, Keep.COUNTS),
    "addressees": lambda folder: _take(folder, Keep.ADDRESSEES),
    "ask": _ask,
    "duckdb_ask": _duckdb_ask,
}


if __name__ == "__main__":
    main()
