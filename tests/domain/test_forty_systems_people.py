"""People made up for the forty systems, as the inventory says they are, and counted in every scenario.

A set of people is one whole number with a bit for each, so that half a million of them take no room and no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.domain.forty_systems import inventory
from tests.domain.scope_by_rule import later
from tests.domain.test_forty_systems import PATHS, scenario

Plain = dict[str, Any]
TODAY = "2026-11-24"
# Groups lie over each other: some employees are patients, some relatives are employees, and so on. A part lies in its whole.
BITS = {
    "patients": (0, 183_000), "child-patients": (0, 22_500), "child-oncology": (50, 450), "trial-participants": (20_000, 23_200),
    "relatives": (150_000, 290_000), "employees": (140_000, 151_800), "nurses": (141_000, 145_100), "doctors": (146_000, 147_460),
    "applicants": (145_000, 153_000), "students": (151_000, 153_800), "donors": (100_000, 109_300),
    "subscribers": (90_000, 130_000), "visitors": (0, 450_000), "suppliers": (300_000, 300_640), "volunteers": (299_900, 300_310),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """Who is in a row of a dataset, by the day on which their data were collected."""

    dataset: str
    group: str
    people: int
    records: int
    by_day: tuple[tuple[str, int], ...]
    """Only where a scenario asks about days; it takes the longest."""

    with_category: dict[str, int]


def span(first: int, end: int) -> int:
    """Give the set of these people."""
    return (1 << end) - (1 << first)


def some(random: Random, people: int, how_many: int) -> int:
    """Give so many of these people."""
    if how_many >= people.bit_count():
        return people
    everybody = [n for n, bit in enumerate(reversed(bin(people)[2:])) if bit == "1"]
    taken = bytearray(people.bit_length() // 8 + 1)
    for person in random.sample(everybody, min(how_many, len(everybody))):
        taken[person >> 3] |= 1 << (person & 7)
    return int.from_bytes(taken, "little")


def between(random: Random, count: Plain, at_most: int) -> int:
    """Give a number a count allows."""
    low = count["at_least"] or 0
    high = count["at_most"] if count["at_most"] is not None else low + 5_000
    return random.randint(low, max(low, min(high, at_most)))


def made_up(random: Random) -> list[Row]:
    """Give who is where."""
    found: dict[tuple[str, str], int] = {}
    asked = {d["id"] for path in PATHS if scenario(path)["given"].get("window") for d in scenario(path)["expect"]["datasets"]}
    rows = []
    datasets = sorted(inventory()["datasets"], key=lambda d: depth(d["id"]))
    for dataset in datasets:
        nobody_said = [
            {
                "group": "",
                "people": {"at_least": 700, "at_most": 900},
                "records": {"at_least": 9, "at_most": 999},
                "holding": {},
                "categories": [],
            }
        ]
        for held in dataset["subjects"] or nobody_said:
            members = span(*BITS.get(held["group"], (250_000, 310_000)))
            members &= found.get((dataset["part_of"], held["group"]), members)
            people = some(random, members, between(random, held["people"], members.bit_count()))
            found[dataset["id"], held["group"]] = people
            rows.append(
                Row(
                    dataset["id"], held["group"], people,
                    records=between(random, held["records"], 10**9),
                    by_day=tuple(spread(random, people, days(random, dataset))) if dataset["id"] in asked else (),
                    with_category=dict(kinds(random, held, held["categories"] or dataset["categories"], people)),
                )
            )  # fmt: skip
    return rows


def depth(dataset: str) -> int:
    """Tell how many wholes a dataset is within."""
    whole = next(d["part_of"] for d in inventory()["datasets"] if d["id"] == dataset)
    return 1 + depth(whole) if whole else 0


def days(random: Random, dataset: Plain) -> list[str]:
    """Give some days on which a dataset was collected."""
    first, last = (date.fromisoformat(d) for d in (dataset["from"] or "2020-01-01", dataset["until"] or TODAY))
    return [(first + timedelta(random.randint(0, (last - first).days))).isoformat() for _ in range(6)]


def spread(random: Random, people: int, on: list[str]) -> Iterator[tuple[str, int]]:
    """Put everybody on one of these days."""
    for n, day in enumerate(on):
        part = people if n == len(on) - 1 else some(random, people, people.bit_count() // 3)
        people &= ~part
        yield day, part


def kinds(random: Random, held: Plain, categories: Iterable[str], people: int) -> Iterator[tuple[str, int]]:
    """Say about whom each kind of data is held."""
    for category in categories:
        said = held["holding"].get(category, {"at_least": None, "at_most": people.bit_count()})
        yield category, some(random, people, between(random, said, people.bit_count()))


def in_reach(row: Row, given: Plain) -> tuple[int, int]:
    """Give who of a row was touched, and how many records."""
    window, people = given.get("window"), row.people
    kept = next(d["kept_months"] for d in inventory()["datasets"] if d["id"] == row.dataset)
    if window:
        people = 0
        for day, part in row.by_day:
            gone = later(day, kept) if kept else TODAY
            too_late = window["until"] and day > window["until"]
            too_early = window["since"] and (day if window["collected"] else max(day, gone)) < window["since"]
            people |= 0 if too_late or too_early else part
    return people, row.records * people.bit_count() // max(1, row.people.bit_count())


@pytest.mark.parametrize("seed", range(2))
def test_the_people_themselves_lie_inside_every_range_of_every_scenario(seed: int) -> None:
    """Lost without it: golden answers that are right on paper and wrong about people."""
    random = Random(seed)
    rows = made_up(random)
    for path in PATHS:
        told = scenario(path)
        assert outside(random, rows, told["given"], told["expect"]) == [], path.stem


def outside(random: Random, rows: list[Row], given: Plain, expect: Plain) -> list[str]:
    """Name every range that the people of this scenario are not in."""
    touched = {line["id"] for line in expect["datasets"]}
    people: dict[str, int] = {}
    records: dict[str, int] = {}
    holding: dict[str, int] = {}
    for row in (r for r in rows if r.dataset in touched):
        some_of, how_many = in_reach(row, given)
        people[row.group] = people.get(row.group, 0) | some_of
        records[row.group] = records.get(row.group, 0) + how_many
        for category, whose in row.with_category.items():
            holding[category] = holding.get(category, 0) | (whose & some_of)
    for group, stated in given.get("stated", {}).items():
        people[group] = some(random, people[group], int(stated["people"]["at_least"]) + 17)
    counts = [("people", expect["people"], sum_of(people.values())), ("records", expect["records"], sum(records.values()))]
    for line in expect["subject_groups"]:
        counts.append((f"people of {line['id']}", line["people"], people[line["id"]].bit_count()))
        counts.append((f"records of {line['id']}", line["records"], records[line["id"]]))
    if not given.get("stated"):
        counts += [(line["id"], line["people"], holding[line["id"]].bit_count()) for line in expect["data_categories"]]
    return [f"{what} {said}, really {n}" for what, said, n in counts if not inside(said, n)]


def sum_of(sets: Iterable[int]) -> int:
    """Count everybody who is in one of these."""
    everybody = 0
    for people in sets:
        everybody |= people
    return everybody.bit_count()


def inside(said: Plain, count: int) -> bool:
    """Tell whether a count lies between both ends."""
    return (said["at_least"] or 0) <= count and (said["at_most"] is None or count <= said["at_most"])
