"""Whether a CACAO document can be taken in: what must be there, of which kind, and that every step it names exists.

All that is wrong is said in one round, each with its step. What is only unusual, and can be understood all the same, is let
through: a workflow that starts with another step than a start, an exception step nobody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from breachdesk.cacao.cacao_ids import SPEC
from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.foreign import visible

Plain = dict[str, Any]
MAX_STEPS = 500
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_ID = re.compile(r"[a-z][a-z0-9-]+--[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_REQUIRED: Mapping[str, Mapping[str, type]] = {
    "start": {},
    "end": {},
    "action": {"commands": list, "agent": str},
    "playbook-action": {"playbook_id": str},
    "parallel": {"next_steps": list},
    "if-condition": {"condition": str, "on_true": str},
    "while-condition": {"condition": str, "on_true": str},
    "switch-condition": {"switch": str, "cases": dict},
}
_OPTIONAL: Mapping[str, type] = {
    "name": str,
    "description": str,
    "commands": list,
    "targets": list,
    "step_variables": dict,
    "step_extensions": dict,
}
KINDS = tuple(_REQUIRED)
LEADING = ("on_completion", "on_success", "on_failure", "on_true", "on_false")
_WORDS = {str: "text", list: "a list", dict: "an object", int: "a number", bool: "true or false", float: "a number"}


def check_document(document: Plain, name: str) -> None:
    """Refuse a document that cannot be taken in; `name` is used in messages.

    Raises:
        FileProblems: with everything that is wrong.
    """
    problems = [*_head(document)]
    workflow = document.get("workflow")
    if isinstance(workflow, dict) and workflow:
        problems += _steps(workflow)
        problems += _start(document, workflow)
    elif "workflow" in document:
        problems.append("'workflow' holds no steps; a playbook without any cannot be walked.")
    if not problems and isinstance(workflow, dict):
        problems += _rings(workflow)
    if problems:
        raise FileProblems(name, [Problem(0, message) for message in dict.fromkeys(problems)])


def shown(text: object, most: int = 80) -> str:
    """Give a foreign word as it may stand in a message."""
    return " ".join(visible(str(text)).split())[:most]


def named(id_: str, workflow: Mapping[str, Any]) -> str:
    """Give a step as a reader finds it: its id, and its name where it has one."""
    step = workflow.get(id_)
    name = step.get("name") if isinstance(step, dict) else None
    return f"{shown(id_, 100)} ('{shown(name)}')" if isinstance(name, str) and name.strip() else shown(id_, 100)


def leads_to(step: Plain) -> Iterator[tuple[str, Any]]:
    """Give every step that a step names, with the key that names it."""
    for key in LEADING:
        if key in step:
            yield key, step[key]
    cases, following = step.get("cases"), step.get("next_steps")
    if isinstance(cases, dict):
        yield from ((f"cases.{shown(case)}", target) for case, target in cases.items())
    if isinstance(following, list):
        yield from (("next_steps", target) for target in following)


def _head(document: Plain) -> Iterator[str]:
    for key, wanted in (("type", "playbook"), ("spec_version", SPEC)):
        if key not in document:
            yield f"'{key}' is missing; it must be '{wanted}'."
        elif document[key] != wanted:
            yield f"'{key}' is '{shown(document[key])}'; only '{wanted}' is taken in."
    checks: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("id", _ID.fullmatch, "an id such as playbook--<uuid>"),
        ("name", str.strip, "a few words"),
        ("created_by", str.strip, "an id"),
        ("created", _INSTANT.fullmatch, "an instant such as 2026-11-29T12:00:00Z"),
        ("modified", _INSTANT.fullmatch, "an instant such as 2026-11-29T12:00:00Z"),
        ("workflow_start", str.strip, "the id of the first step"),
    )
    for key, fits, wanted in checks:
        value = document.get(key)
        if value is None:
            yield f"'{key}' is missing; it must be {wanted}."
        elif not isinstance(value, str) or not fits(value):
            yield f"'{key}' is '{shown(value)}'; it must be {wanted}."
    if not isinstance(document.get("workflow"), dict):
        yield "'workflow' is missing or no object of steps."


def _start(document: Plain, workflow: Plain) -> Iterator[str]:
    start = document.get("workflow_start")
    if isinstance(start, str) and start.strip() and start not in workflow:
        yield f"'workflow_start' names {shown(start, 100)}, which is no step.{_nearest(start, workflow)}"


def _steps(workflow: Plain) -> Iterator[str]:
    if len(workflow) > MAX_STEPS:
        yield f"'workflow' holds {len(workflow):,} steps; at most {MAX_STEPS} are taken in."
        return
    for id_, step in workflow.items():
        where = f"step {named(id_, workflow)}"
        if not isinstance(step, dict):
            yield f"{where} is {_kind(step)}, not an object."
            continue
        kind = step.get("type")
        if not isinstance(kind, str) or kind not in _REQUIRED:
            near = get_close_matches(str(kind)[:40], KINDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" One of: {', '.join(KINDS)}."
            yield f"{where}: 'type' is '{shown(kind)}', which is no kind of step.{hint}"
            continue
        if not id_.startswith(f"{kind}--"):
            yield f"{where}: 'type' is '{kind}', and the id says another; make them one."
        yield from (f"{where}: {message}" for message in (*_wanted(kind, step), *_targets(step, workflow)))


def _wanted(kind: str, step: Plain) -> Iterator[str]:
    for key, type_ in _REQUIRED[kind].items():
        value = step.get(key)
        if value is None:
            yield f"'{key}' is missing; a step of type {kind} needs it."
        elif not isinstance(value, type_):
            if key not in _OPTIONAL:
                yield f"'{key}' is {_kind(value)}; it must be {_WORDS[type_]}."
        elif not value:
            yield f"'{key}' is empty."
    yield from _optional(step)


def _optional(step: Plain) -> Iterator[str]:
    for key, type_ in _OPTIONAL.items():
        if key in step and not isinstance(step[key], type_):
            yield f"'{key}' is {_kind(step[key])}; it must be {_WORDS[type_]}."
    commands = step.get("commands")
    for command in commands if isinstance(commands, list) else ():
        if not isinstance(command, dict) or not isinstance(command.get("type"), str):
            yield "'commands' holds one without a 'type'."


def _targets(step: Plain, workflow: Plain) -> Iterator[str]:
    for key, target in leads_to(step):
        if not isinstance(target, str):
            yield f"'{key}' is {_kind(target)}; it must be the id of a step."
        elif target not in workflow:
            yield f"'{key}' leads to {shown(target, 100)}, which is no step.{_nearest(target, workflow)}"


def _rings(workflow: Plain) -> Iterator[str]:
    """Find steps that lead back to themselves without a while-condition between; the walk does not call itself."""
    settled: set[str] = set()
    for start in workflow:
        if start in settled:
            continue
        path, ahead = [start], [_followers(workflow[start])]
        while path:
            following = next(ahead[-1], None)
            if following is None:
                settled.add(path.pop())
                ahead.pop()
            elif following in path:
                ring = path[path.index(following) :]
                if not _is_round(ring, workflow):
                    way = " → ".join(named(id_, workflow) for id_ in (*ring, following))
                    yield f"these steps go round without a while-condition: {way}."
                    return
            elif following not in settled:
                path.append(following)
                ahead.append(_followers(workflow[following]))


def _followers(step: Plain) -> Iterator[str]:
    return (target for _, target in leads_to(step))


def _is_round(ring: list[str], workflow: Plain) -> bool:
    """Tell whether a ring is what a while-condition goes round: from it into its way, and back to it."""
    head = workflow[ring[0]]
    return bool(head["type"] == "while-condition" and len(ring) > 1 and head["on_true"] == ring[1])


def _nearest(word: str, choices: Mapping[str, Any]) -> str:
    close = get_close_matches(word[:100], list(choices), n=1, cutoff=0.8)
    return f" Did you mean {shown(close[0], 100)}?" if close else ""


def _kind(value: object) -> str:
    return "null" if value is None else _WORDS.get(type(value), "something else")
