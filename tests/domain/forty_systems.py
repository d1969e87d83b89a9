"""The made-up medical centre of the golden scenarios, read without any of the program's readers.

PyYAML gives the values, and a walk over the lines of the file gives the rows. With the second working out of
`scope_by_rule`, `python -m tests.domain.forty_systems` writes what is expected into every scenario anew, after the
inventory or the law data changed; what it writes is then read against `by_hand`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.domain.scope_by_rule import scope_document

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases" / "scope"
INVENTORY = CASES / "forty_systems.yaml"
SCENARIOS = CASES / "forty_systems_scenarios"
LAW = ROOT / "breachdesk" / "law"
Plain = dict[str, Any]


@cache
def rows() -> dict[str, Plain]:
    """Give the row of every entry by its path: sections begin at the margin, entries and the people in them further in."""
    found: dict[str, Plain] = {}
    section, entry, person = "", -1, -1
    for line, text in enumerate(INVENTORY.read_text(encoding="utf-8").splitlines(), start=1):
        if head := re.match(r"(\w+):", text):
            section, entry = head[1], -1
        elif text.startswith("  - "):
            entry, person = entry + 1, -1
            path = f"{section}[{entry}]"
            found[path] = {"file": INVENTORY.name, "line": line, "path": path}
        elif text.startswith("      - "):
            person += 1
            path = f"{section}[{entry}].subjects[{person}]"
            found[path] = {"file": INVENTORY.name, "line": line, "path": path}
    return found


@cache
def inventory() -> Plain:
    """Give the inventory as the plain document that `scope_by_rule` reads."""
    written = _read(INVENTORY)
    law = _read(LAW / "taxonomy.yaml")
    vulnerable = {kind["id"] for kind in law["group_kinds"] if kind.get("vulnerable") == "yes"}
    datasets = [_dataset(n, d) for n, d in enumerate(written["datasets"])]
    used = {c for d in datasets for c in d["categories"]} | {
        c for d in datasets for s in d["subjects"] for c in s["categories"]
    }
    return {
        "systems": [{"id": s["id"], "kind": s["kind"], "processor": s.get("processor")} for s in written["systems"]],
        "datasets": datasets,
        "subject_groups": [
            {
                "id": g["id"],
                "size": count(g.get("size")),
                "vulnerable": True if g["kind"] in vulnerable else _yes_or_no(g.get("vulnerable")),
                "countries": g.get("countries", []),
                "languages": g.get("languages", []),
                "part_of": g.get("part_of"),
                "row": rows()[f"subject_groups[{n}]"],
            }
            for n, g in enumerate(written["subject_groups"])
        ],
        "categories": [
            {"id": c["id"], "special": c.get("special") == "yes", "harms": c["harms"]}
            for c in law["categories"]
            if c["id"] in used
        ],
        "flows": [
            {
                "from": f["from"],
                "to": f["to"],
                "datasets": f["datasets"],
                "opened_by": f.get("opened_by", "unknown"),
                "row": rows()[f"flows[{n}]"],
            }
            for n, f in enumerate(written["flows"])
        ],
        "credentials": [{**c, "row": rows()[f"credentials[{n}]"]} for n, c in enumerate(written["credentials"])],
        "processing_activities": [
            {"recipients": [], "processors": [], "transfers": [], **a} for a in written["processing_activities"]
        ],
        "processors": written["processors"],
    }


@cache
def combinations() -> list[Plain]:
    """Give what kinds of data bring about together, as the law data say."""
    return [
        {
            "id": c["id"],
            "needs": [[part] if isinstance(part, str) else part for part in c["needs"]],
            "consequences": c["consequences"],
            "vulnerable": c.get("vulnerable") == "yes",
        }
        for c in _read(LAW / "combinations.yaml")["combinations"]
    ]


def _dataset(place: int, written: Plain) -> Plain:
    protection, collected = written.get("protection", {}), written.get("collected", {})
    kept = written.get("kept_months")
    return {
        "id": written["id"],
        "name": written["name"],
        "systems": written["systems"],
        "copies": written.get("copies", []),
        "categories": written["categories"],
        "part_of": written.get("part_of"),
        "encrypted": protection.get("encrypted", "unknown"),
        "keys": protection.get("keys", []),
        "unreadable": protection.get("unreadable", []),
        "from": collected.get("from"),
        "until": collected.get("until"),
        "kept_months": int(kept) if kept else None,
        "row": rows()[f"datasets[{place}]"],
        "subjects": [
            {
                "group": s["group"],
                "people": count(s.get("people")),
                "records": count(s.get("records")),
                "countries": s.get("countries", []),
                "languages": s.get("languages", []),
                "categories": s.get("categories", []),
                "holding": {c: count(n) for c, n in s.get("holding", {}).items()},
                "row": rows()[f"datasets[{place}].subjects[{n}]"],
            }
            for n, s in enumerate(written.get("subjects", []))
        ],
    }


def count(written: str | dict[str, str] | None) -> Plain:
    """Give both ends of a count as it is written: a number, a range, or nothing."""
    if written is None or written == "unknown":
        return {"at_least": None, "at_most": None}
    if isinstance(written, str):
        return {"at_least": int(written), "at_most": int(written)}
    return {end: int(written[end]) if end in written else None for end in ("at_least", "at_most")}


def _yes_or_no(written: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(written or "")


def _read(path: Path) -> Any:
    """Read every scalar as text, so that `no` is no False and `NO` is Norway."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def expected(scenario: Plain) -> Plain:
    """Give the whole document that a scenario is to come to."""
    stated = {g: {"people": count(s["people"]), "reason": s["reason"]} for g, s in scenario["given"].get("stated", {}).items()}
    return scope_document(inventory(), {**scenario["given"], "stated": stated}, combinations())


def write_scenarios() -> None:
    """Write what is expected into every scenario."""
    for path in sorted(SCENARIOS.glob("*.json")):
        scenario = json.loads(path.read_text(encoding="utf-8"))
        told = {"story": scenario["story"], "given": scenario["given"], "by_hand": scenario["by_hand"]}
        text = json.dumps({**told, "expect": expected(scenario)}, indent=1, ensure_ascii=False)
        # A row of the inventory, and a pair of ends, on one line each: ten lines less to read for every figure.
        text = re.sub(r"\{\s+(\"(?:file|at_least)\": [^{}]*?)\s+\}", lambda m: "{" + re.sub(r"\s*\n\s*", " ", m[1]) + "}", text)
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_scenarios()
