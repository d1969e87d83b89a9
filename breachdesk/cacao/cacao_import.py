"""A CACAO 2.0 document as a playbook of ours: tasks that people do, branching kept, and a list of what does not map.

A condition nobody here can work out becomes a question of the playbook's own, and the ways rest on its answer. A command is
shown as text and never run. Log-in data are not taken over. What we gave out ourselves comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from breachdesk.cacao.cacao_export import workflow_fingerprint
from breachdesk.cacao.cacao_ids import EXTENSION
from breachdesk.cacao.foreign_words import MAX_TITLE, MAX_WHY, Ids, cut, first_words
from breachdesk.cacao.strict_json import read_json
from breachdesk.cacao.taken_steps import Phases, TakingIn
from breachdesk.cacao.unmapped import unmapped
from breachdesk.cacao.workflow_blocks import workflow_blocks
from breachdesk.cacao.workflow_check import check_document
from breachdesk.domain.errors import FileProblems, Problem, WrongInput

Plain = dict[str, Any]
MAX_STEPS = 200
CHANGED = (
    "The workflow was changed after BreachDesk gave it out, so it is taken in as a foreign one: its facts, due times and "
    "duties are not taken over."
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A document taken in: a playbook as it is written, and what does not map, a sentence each."""

    written: Plain
    notes: tuple[str, ...]
    is_own: bool = False
    """It is one that we gave out, and nothing was lost."""


def take_in(raw: bytes, name: str, id_: str = "") -> TakenIn:
    """Read a CACAO document.

    Args:
        name: Of the file, for messages.
        id_: The id the playbook is to have; else its own, or one made of its name.

    Raises:
        FileProblems: it is broken or holds nothing to do; everything that is wrong, each with its step.
    """
    document = read_json(raw, name)
    check_document(document, name)
    extension = _own_extension(document)
    own = _own(document, extension) if extension is not None else None
    if own is not None:
        return TakenIn({**own, "id": id_ or own.get("id", "")}, (), is_own=True)
    try:
        taken = _foreign(document, id_)
    except WrongInput as refused:
        raise FileProblems(name, [Problem(0, str(refused))]) from refused
    return TakenIn(taken.written, (CHANGED, *taken.notes)) if extension is not None else taken


def _own_extension(document: Plain) -> Plain | None:
    extensions = document.get("playbook_extensions")
    found = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    return found if isinstance(found, dict) else None


def _own(document: Plain, extension: Plain) -> Plain | None:
    """Give the playbook that we put into the extension; None when the workflow is no longer the one we gave out."""
    workflow = document["workflow"]
    if extension.get("workflow_sha256") != workflow_fingerprint(workflow):
        return None
    steps = {step.get("id"): step for step in _extended(workflow)}
    phases = extension.get("phases")
    try:
        filled = [{**phase, "steps": [steps[id_] for id_ in phase["steps"]]} for phase in phases or []]
    except (AttributeError, KeyError, TypeError):
        return None
    return {key: filled if key == "phases" else value for key, value in extension.items() if key != "workflow_sha256"}


def _extended(workflow: Plain) -> Iterator[Plain]:
    for step in workflow.values():
        extensions = step.get("step_extensions")
        found = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
        if isinstance(found, dict) and isinstance(found.get("id"), str):
            yield found


def _foreign(document: Plain, id_: str) -> TakenIn:
    row = workflow_blocks(document["workflow"], document["workflow_start"])
    if not any(True for _ in row.items()):
        raise WrongInput("its workflow holds nothing to do between its start and its end; there is no plan in it.")
    name = first_words(document["name"]) or "Playbook without a name"
    playbook = id_ or Ids().of(name, "playbook")
    taking = TakingIn(document, playbook)
    phases = Phases(taking).of(row)
    count = sum(len(phase["steps"]) for phase in phases)
    if count > MAX_STEPS:
        raise WrongInput(f"it holds {count} things to do or to ask; a plan has at most {MAX_STEPS}, so part it.")
    description = first_words(document.get("description"))
    for what, text, most in (("name", name, MAX_TITLE), ("description", description, MAX_WHY)):
        if len(text) > most:
            taking.note("", f"The {what} of the playbook is cut to {most} characters.")
    written: Plain = {
        "id": playbook,
        "version": cut(first_words(document["modified"]), MAX_TITLE),
        "titles": {"en": cut(name, MAX_TITLE)},
        **({"facts": taking.facts} if taking.facts else {}),
        **({"profile": {"signs": {"en": cut(description, MAX_WHY)}}} if description else {}),
        "phases": phases,
    }
    return TakenIn(written, (*taking.notes, *unmapped(document, set(row.items()))))
