"""Legal cases read from `tests/cases`: strict YAML, the closed keys of SCHEMA.yaml, every scalar as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from breachdesk.files.strict_yaml import Node, read_yaml

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
LAW = ROOT / "breachdesk" / "law"

Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a table: what is given, what the law says of it, and where that stands."""

    name: str
    rule: str
    reading: str
    reviewed_by: str | None
    source: list[dict[str, str]]
    because: str
    given: dict[str, Plain]
    expect: dict[str, Plain]
    where: str

    def __str__(self) -> str:
        return self.name


def plain(node: Node) -> Plain:
    """Give a document without its line numbers."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    return [plain(child) for child in node.value] if isinstance(node.value, list) else node.value


def schema() -> dict[str, Plain]:
    """Give the closed list of keys."""
    return plain(read_yaml(CASES / "SCHEMA.yaml"))


def cases(rule: str | None = None) -> list[Case]:
    """Give every case, or those of one rule; a case outside the schema stops the collection with its place."""
    found = [case for path in sorted(CASES.glob("*/*_cases.yaml")) for case in _of_file(path)]
    return [case for case in found if rule in (None, case.rule)]


def _of_file(path: Path) -> list[Case]:
    top = read_yaml(path)
    assert list(top.value) == ["cases"], f"{path.name}: holds only 'cases:'"
    return [_case(node, f"{path.parent.name}/{path.name}:{node.line}") for node in top.value["cases"].value]


def _case(node: Node, where: str) -> Case:
    keys = schema()
    raw = plain(node)
    _exactly(raw, keys["case"], [], where)
    assert raw["rule"] in keys["rules"], f"{where}: no rule '{raw['rule']}' in SCHEMA.yaml"
    rule = keys["rules"][raw["rule"]]
    assert where.startswith(f"{rule['folder']}/"), f"{where}: {raw['rule']} belongs into {rule['folder']}/"
    assert raw["reading"] in keys["readings"], f"{where}: no reading '{raw['reading']}'"
    assert raw["source"], f"{where}: no source"
    for source in raw["source"]:
        _exactly(source, keys["source"], [], where)
    _exactly(raw["given"], rule["given"], [], where)
    _exactly(raw["expect"], rule["expect"], rule["optional"], where)
    reviewer = None if raw["reviewed_by"] in ("null", "") else raw["reviewed_by"]
    return Case(
        name=raw["case"],
        rule=raw["rule"],
        reading=raw["reading"],
        reviewed_by=reviewer,
        source=raw["source"],
        because=raw["because"],
        given=raw["given"],
        expect=raw["expect"],
        where=where,
    )


def _exactly(found: Plain, wanted: list[str], optional: list[str], where: str) -> None:
    missing, odd = set(wanted) - set(found), set(found) - set(wanted) - set(optional)
    assert not missing, f"{where}: {sorted(missing)} missing"
    assert not odd, f"{where}: {sorted(odd)} not in SCHEMA.yaml"
