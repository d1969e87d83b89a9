"""Legal cases read from `tests/cases`: strict YAML, the closed keys of SCHEMA.yaml, every scalar as text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from breachdesk.files.strict_yaml import Node, read_yaml

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
LAW = ROOT / "breachdesk" / "law"
NOT_ASKED = "(not asked)"
"""Written as the answer of a variant that takes a fact out."""

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
    of: str = ""
    """The case of which this one is a variant with one fact changed."""

    def __str__(self) -> str:
        return self.name


def plain(node: Node) -> Plain:
    """Give a document without its line numbers."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    return [plain(child) for child in node.value] if isinstance(node.value, list) else node.value


@cache
def schema() -> dict[str, Plain]:
    """Give the closed list of keys."""
    return plain(read_yaml(CASES / "SCHEMA.yaml"))


def cases(rule: str | None = None) -> list[Case]:
    """Give every case, or those of one rule; a case outside the schema stops the collection with its place."""
    return [case for case in _all() if rule in (None, case.rule)]


@cache
def _all() -> tuple[Case, ...]:
    read = [case for path in sorted(CASES.glob("*/*_cases.yaml")) for case in _of_file(path)]
    by_name = {(_folder(case), case.name): case for case in read if not case.of}
    return tuple(_whole(case, by_name) if case.of else case for case in read)


def _whole(variant: Case, by_name: dict[tuple[str, str], Case]) -> Case:
    """Give a variant with all its facts: those of the other case, and the one that changed."""
    base = by_name.get((_folder(variant), variant.of))
    assert base is not None, f"{variant.where}: no case '{variant.of}' to be a variant of"
    changed = variant.given["changed"]
    assert len(changed) == 1, f"{variant.where}: one fact changes, not {len(changed)}"
    (fact, answer), facts = next(iter(changed.items())), dict(base.given["facts"])
    before = facts.pop(fact, NOT_ASKED)
    assert before != answer, f"{variant.where}: {fact} is {answer} in {variant.of} already"
    return replace(variant, given={"facts": facts if answer == NOT_ASKED else {**facts, fact: answer}})


def _folder(case: Case) -> str:
    return case.where.partition("/")[0]


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
    is_variant = "of" in raw["given"] and "variant" in rule
    _exactly(raw["given"], rule["variant" if is_variant else "given"], [], where)
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
        of=raw["given"].get("of", "") if is_variant else "",
    )


def _exactly(found: Plain, wanted: list[str], optional: list[str], where: str) -> None:
    missing, odd = set(wanted) - set(found), set(found) - set(wanted) - set(optional)
    assert not missing, f"{where}: {sorted(missing)} missing"
    assert not odd, f"{where}: {sorted(odd)} not in SCHEMA.yaml"
