"""Twelve scenarios on an organisation of forty systems: every field of `scope --json`, worked out by hand and twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.domain.forty_systems import INVENTORY, SCENARIOS, expected
from tests.edges.command_line import Shell

Plain = dict[str, Any]
PATHS = sorted(SCENARIOS.glob("*.json"))


def scenario(path: Path) -> Plain:
    """Read a scenario."""
    return json.loads(path.read_text(encoding="utf-8"))


def options(given: Plain) -> Iterator[str]:
    """Give what was hit as the command takes it."""
    for option, ids in (("--system", given["systems"]), ("--dataset", given.get("datasets", []))):
        for id_ in ids:
            yield from (option, id_)
    for option, reasons in (("--leave-out", given.get("left_out", {})), ("--rule-out", given.get("ruled_out", {}))):
        for id_, why in reasons.items():
            yield from (option, f"{id_}={why}")
    for group, stated in given.get("stated", {}).items():
        people = stated["people"]
        yield from ("--stated", f"{group}={people['at_least']}-{people['at_most']}:{stated['reason']}")
    window = given.get("window") or {}
    for end in ("since", "until"):
        if window.get(end):
            yield from (f"--{end}", window[end])
    if window.get("collected"):
        yield "--collected"


def differing(wanted: object, found: object, path: str = "") -> Iterator[str]:
    """Name every place where two documents differ."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in dict.fromkeys((*wanted, *found)):
            yield from differing(wanted.get(key, "(no such key)"), found.get(key, "(no such key)"), f"{path}.{key}")
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for n, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from differing(one, other, f"{path}[{n}]")
    elif wanted != found:
        yield f"{path}: expected {wanted}, found {found}"


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_the_command_says_what_was_worked_out_by_hand(path: Path, tmp_path: Path) -> None:
    """Lost without it: any field of the scope of a real incident that nobody ever checked against paper."""
    told = scenario(path)
    said = Shell(tmp_path).must("scope", "--inventory", str(INVENTORY), *options(told["given"]), "--json")
    assert next(differing(told["expect"], said.json), "") == ""


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_what_is_expected_is_what_the_rules_say_of_the_inventory(path: Path) -> None:
    """Lost without it: an inventory or law data that changed, with answers of before; `forty_systems` writes them anew."""
    told = scenario(path)
    assert next(differing(expected(told), told["expect"]), "") == ""


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_figure_worked_out_by_hand_is_the_one_expected(path: Path) -> None:
    """Lost without it: an answer written by a program, and nobody's reasoning beside it."""
    told = scenario(path)
    for figure in told["by_hand"]:
        assert figure["is"] == words(told["expect"], figure["figure"]), figure["figure"]


def words(document: Plain, figure: str) -> str:
    """Say a figure of a document as somebody writes it on paper."""
    simple = {
        "questions": lambda: str(len(document["unknown"])),
        "reached": lambda: ", ".join(f"{r['system']} {r['hops']}" for r in document["reached"]),
        "ruled out": lambda: "; ".join(f"{r['system']}: {r['because']}" for r in document["ruled_out"]),
        "left out": lambda: "; ".join(f"{line['dataset']}: {line['because']}" for line in document["left_out"]),
        "whole": lambda: ", ".join(d["id"] for d in document["datasets"] if d["whole"]),
        "unreadable": lambda: ", ".join(c["id"] for c in document["data_categories"] if c["unreadable"]),
    }
    if figure in simple:
        return simple[figure]()
    if figure in document:
        value = document[figure]
        return ends(value) if isinstance(value, dict) else ", ".join(value)
    what, _, id_ = figure.partition(" ")
    if what == "readable":
        (line,) = (d for d in document["datasets"] if d["id"] == id_)
        return f"{line['readable']}: {line['protection']}"
    how, _, id_ = id_.partition(" ")
    lines = {line["id"]: line for line in document["data_categories" if how == "with" else "subject_groups"]}
    return ends(lines[id_][what])


def ends(count: Plain) -> str:
    """Say a count in words, apart from the program's own way."""
    low, high = count["at_least"], count["at_most"]
    if low is None or high is None:
        return "unknown" if low == high else f"at most {high:,}" if low is None else f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def test_there_are_forty_systems_and_at_least_ten_scenarios() -> None:
    """Lost without it: the sample shrinks until it proves nothing."""
    text = INVENTORY.read_text(encoding="utf-8")
    systems, datasets = (text.partition(f"\n{section}:\n")[2].partition("\n\n")[0] for section in ("systems", "datasets"))
    assert systems.count("\n  - ") + 1 == 40
    assert ("\n" + datasets).count("\n  - ") >= 55
    assert len(PATHS) >= 10
