"""CACAO documents for tests: drawn ones of every shape, and what a runner would do with a document, run by run.

The walk here is written apart from ours, so that both can be wrong only in different ways.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from breachdesk.cacao.cacao_ids import EXTENSION

Plain = dict[str, Any]
Run = tuple[Any, ...]
OPEN = Path(__file__).parent / "cacao_files" / "ransomware-night.json"


def schema(folder: Path) -> Draft7Validator:
    """Give the published schema of a playbook, with every file it refers to from the same folder."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json"))]
    registry: Registry[Any] = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in files)
    (playbook,) = (one for one in files if one["title"] == "playbook")
    return Draft7Validator(playbook, registry=registry)


def runs(document: Plain, without: str = "") -> set[Run]:
    """Give every way a document can be gone through: names in order, and side by side as a set of rows.

    Args:
        without: The kind of our own steps that do not count, such as questions.
    """
    workflow = document["workflow"]

    def after(id_: str | None, stops: frozenset[str]) -> set[Run]:
        if id_ is None or id_ in stops or workflow[id_]["type"] == "end":
            return {()}
        step = workflow[id_]
        following = step.get("on_completion") or step.get("on_success")
        if step["type"] == "start":
            return after(following, stops)
        if step["type"] in ("action", "playbook-action"):
            own = step.get("step_extensions", {}).get(EXTENSION, {})
            here = () if own.get("kind") == without else (own.get("titles", step).get("en", step.get("name")) if own else step.get("name"),)
            rest = after(following, stops)
            if "on_failure" in step and workflow[step["on_failure"]]["type"] != "end":
                rest = rest | after(step["on_failure"], stops)
            return {here + one for one in rest}
        inner = stops | ({following} if following else set())
        if step["type"] == "parallel":
            rows = [after(head, inner) for head in step["next_steps"]]
            ways = {beside([row for row in chosen if row]) for chosen in product(*rows)}
        elif step["type"] == "while-condition":
            ways = {()} | after(step["on_true"], inner | {id_})
        elif step["type"] == "if-condition":
            ways = after(step["on_true"], inner) | (after(step["on_false"], inner) if "on_false" in step else {()})
        else:
            ways = set().union(*(after(head, inner) for head in step["cases"].values()))
            ways |= set() if "default" in step["cases"] else {()}
        return {way + rest for way in ways for rest in after(following, stops)}

    return after(document["workflow_start"], frozenset())


def beside(rows: list[Run]) -> Run:
    """Give rows side by side as one: a single row is just that, and what is side by side in a row alone joins the others."""
    rows = [inner for row in rows for inner in (row[0] if len(row) == 1 and isinstance(row[0], frozenset) else [row])]
    return rows[0] if len(rows) == 1 else (frozenset(rows),) if rows else ()


def new_id(kind: str, name: str) -> str:
    """Give an id for a test's own step."""
    return f"{kind}--{uuid5(NAMESPACE_URL, kind + name)}"


@dataclass
class Drawing:
    """A workflow being drawn from its end to its start."""

    draw: st.DrawFn
    workflow: Plain = field(default_factory=dict)

    def put(self, kind: str, **rest: Any) -> str:
        """Put a step in."""
        id_ = new_id(kind, str(len(self.workflow)))
        self.workflow[id_] = {"type": kind, **rest}
        return id_

    def row(self, following: str, size: int, depth: int) -> str:
        """Draw some steps that go on to `following`; give the first."""
        for _ in range(self.draw(st.integers(0 if depth else 1, size))):
            following = self.one(following, depth)
        return following

    def way(self, depth: int, meeting: str, direct: bool) -> str:
        """Draw a way that ends in an end of its own, or goes straight to where the ways meet."""
        return self.row(meeting if direct else self.put("end"), 2, depth + 1)

    def one(self, following: str, depth: int) -> str:
        """Draw one step."""
        number = len(self.workflow)
        kinds = ["action", "action"] + (["if", "switch", "while", "parallel", "outcome"] if depth < 2 else [])
        kind, direct = self.draw(st.sampled_from(kinds)), self.draw(st.booleans())
        joined = {} if direct else {"on_completion": following}
        if kind == "action":
            return self.action(f"Do {number}", on_completion=following)
        if kind == "outcome":
            failing = self.action(f"Mend {number}", on_completion=following)
            return self.action(f"Try {number}", on_success=following, on_failure=failing)
        if kind == "parallel":
            heads = [self.way(depth, following, False) for _ in range(2)]
            return self.put("parallel", name=f"Side {number}", next_steps=heads, on_completion=following)
        if kind == "while":
            body = self.way(depth, following, False)
            return self.put("while-condition", name=f"While {number}", condition="__x__:value = 'y'", on_true=body, on_completion=following)
        if kind == "switch":
            cases = {case: self.way(depth, following, False) for case in ("one", "two", "default")[: self.draw(st.integers(1, 3))]}
            return self.put("switch-condition", name=f"Which {number}", switch="__x__:value", cases=cases, on_completion=following)
        ways = {"on_true": self.way(depth, following, direct)}
        if direct or self.draw(st.booleans()):
            ways["on_false"] = self.way(depth, following, direct)
        return self.put("if-condition", name=f"If {number}", condition=f"__x{number}__:value = 'y'", **ways, **joined)

    def action(self, name: str, **rest: Any) -> str:
        """Put an action in."""
        commands = [{"type": "manual", "command": f"{name}, by hand"}]
        return self.put("action", name=name, commands=commands, agent=new_id("individual", "x"), **rest)


@st.composite
def documents(draw: st.DrawFn) -> Plain:
    """Draw a sound CACAO document."""
    drawing = Drawing(draw)
    head = drawing.row(drawing.put("end"), 3, 0)
    start = drawing.put("start", on_completion=drawing.action("Begin", on_completion=head))
    return document(drawing.workflow, start)


def document(workflow: Plain, start: str, **more: Any) -> Plain:
    """Give a document around a workflow."""
    at = "2026-11-01T08:00:00.000Z"
    head = {"type": "playbook", "spec_version": "cacao-2.0", "id": new_id("playbook", "x"), "name": "Drawn"}
    made = {"created_by": new_id("identity", "x"), "created": at, "modified": at}
    return {**head, **made, "workflow_start": start, "workflow": workflow, **more}
