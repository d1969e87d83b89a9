"""What of a CACAO document has no place in a plan: a sentence each, with the step it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from breachdesk.cacao.shown_commands import is_secret, one_line
from breachdesk.cacao.workflow_check import named, shown

Plain = dict[str, Any]
LOG_IN = "log-in data are not taken over; keep them where secrets are kept, and change them if they are real."
_OF_A_STEP = {
    "timeout": "after how long it is given up",
    "delay": "how long to wait before it",
    "in_args": "what goes into it",
    "out_args": "what comes out of it",
    "owner": "whose it is",
    "external_references": "where to read more",
    "step_extensions": "what others added",
}
_OF_THE_DOCUMENT = {
    "workflow_exception": "what to do when something fails",
    "external_references": "where to read more",
    "markings": "who may see it",
    "data_marking_definitions": "who may see it",
    "signatures": "who signed it",
    "valid_from": "from when it holds",
    "valid_until": "until when it holds",
    "derived_from": "what it was made from",
    "related_to": "what it belongs to",
}


def unmapped(document: Plain, taken: Collection[str]) -> Iterator[str]:
    """List what is not taken over.

    Args:
        taken: The steps that stand in the plan.
    """
    workflow: Plain = document["workflow"]
    yield from _of_the_document(document, workflow)
    yield from _definitions(document)
    for id_, step in workflow.items():
        where = named(id_, workflow)
        if step["type"] in ("action", "playbook-action") and id_ not in taken:
            yield f"{where}: is not reached from the start, and is not taken in."
            continue
        yield from (f"{where}: {sentence}" for sentence in _of_a_step(step))


def _of_the_document(document: Plain, workflow: Plain) -> Iterator[str]:
    if document.get("revoked") is True:
        yield "The playbook is revoked by who made it; think twice before you use it."
    start = workflow[document["workflow_start"]]
    if start["type"] != "start":
        yield f"{named(document['workflow_start'], workflow)}: the workflow starts with a {start['type']}, not with a start."
    for key, meaning in _OF_THE_DOCUMENT.items():
        if document.get(key):
            yield f"'{key}' ({meaning}) is not taken over."


def _definitions(document: Plain) -> Iterator[str]:
    for id_ in _mapping(document.get("authentication_info_definitions")):
        yield f"{shown(id_, 100)}: {LOG_IN}"
    for id_, held in _mapping(document.get("agent_definitions")).items():
        name = one_line(_mapping(held).get("name"), 80) or shown(id_)
        kind = shown(_mapping(held).get("type") or "no type", 40)
        yield f"{shown(id_, 100)}: '{name}' ({kind}) would do the work there; here every step is a responder's."
    for id_, held in _mapping(document.get("target_definitions")).items():
        yield f"{shown(id_, 100)}: of the target only the name is taken over: '{one_line(_mapping(held).get('name'), 80)}'."


def _of_a_step(step: Plain) -> Iterator[str]:
    does = step["type"] in ("action", "playbook-action")
    if step["type"] == "playbook-action":
        yield "calls another playbook; it is a task that names it."
    for command in step.get("commands", ()):
        yield from _of_a_command(command)
    for key, meaning in _OF_A_STEP.items():
        if step.get(key):
            yield f"'{key}' ({meaning}) is not taken over."
    if step.get("on_failure") and not does:
        yield "'on_failure' (where it goes when it fails) is not taken over."


def _of_a_command(command: Plain) -> Iterator[str]:
    kind = shown(command.get("type"), 40)
    if kind != "manual":
        yield f"its {kind} command is not run; it stands in the task as text, to be done by hand."
    if any(is_secret(name) for name in _mapping(command.get("headers"))):
        yield "a header that lets somebody in is left out."


def _mapping(value: object) -> Plain:
    return value if isinstance(value, dict) else {}
