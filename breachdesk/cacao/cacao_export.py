"""A playbook as a CACAO 2.0 document: every step an action that a person does, in a workflow that keeps what waits for what.

What CACAO has no word for (facts, due times, duties, evidence, sources, other languages) goes along in an extension, from
which `own_extension` reads an equal playbook back. CACAO is of OASIS: security-playbooks-v2.0.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from breachdesk.cacao.blocks import Beside, Branch, Choosing, Deed, Row
from breachdesk.cacao.cacao_ids import CREATOR, EXTENSION, SPEC, cacao_id, playbook_ref
from breachdesk.cacao.condition_text import decision_variable, variable, variables
from breachdesk.cacao.plan_blocks import Block, plan_blocks
from breachdesk.domain.facts import FactDefinition, FactKind
from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import Playbook, Step, StepKind
from breachdesk.domain.written_plan import written_playbook, written_step

Document = dict[str, Any]
EXTENSION_VERSION = "1.0.0"
_BY_PHASE = {
    "confirm": "investigation",
    "contain": "mitigation",
    "recover": "remediation",
    "restore": "remediation",
    "scope": "investigation",
    "assess": "investigation",
    "notify": "notification",
}
_BY_KIND = {
    StepKind.SCOPE: "investigation",
    StepKind.ASSESS: "investigation",
    StepKind.NOTIFY: "notification",
    StepKind.FILE: "notification",
    StepKind.SEND: "notification",
}
CASE = re.compile(r"[a-zA-Z0-9_-]{1,250}")


def cacao_document(
    playbook: Playbook, facts: Mapping[str, FactDefinition], created: datetime, modified: datetime
) -> Document:
    """Give a playbook as a CACAO document.

    Args:
        facts: The questions of the house; the playbook's own come on top.
        created: When it was first given out.
        modified: When this edition was.
    """
    known = {**facts, **playbook.facts}
    writing = _Writing(playbook, known)
    end = writing.put("end", "end", {"name": "End"})
    head = writing.row(plan_blocks(playbook, known), end)
    start = writing.put("start", "start", {"name": "Start", "on_completion": head})
    declared = variables(playbook, known)
    return {
        "type": "playbook",
        "spec_version": SPEC,
        "id": playbook_ref(playbook.id),
        "name": playbook.title(),
        **({"description": playbook.profile.signs["en"]} if playbook.profile.signs else {}),
        "playbook_types": _types(playbook) or ["mitigation"],
        "created_by": CREATOR,
        "created": _instant(created),
        "modified": _instant(modified),
        "labels": ["breachdesk", playbook.id],
        **({"playbook_variables": declared} if declared else {}),
        "workflow_start": start,
        "workflow": writing.workflow,
        "agent_definitions": {_agent(role): {"type": "individual", "name": role.value} for role in _roles(playbook)},
        "playbook_extensions": {EXTENSION: _extension(playbook, writing.workflow)},
        "extension_definitions": {EXTENSION: _extension_definition()},
    }


def cacao_text(document: Document) -> str:
    """Give a document as the text of a file."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def workflow_fingerprint(workflow: Any) -> str:
    """Give the SHA-256 of a workflow, however its keys are ordered."""
    return hashlib.sha256(json.dumps(workflow, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(slots=True)
class _Writing:
    """A workflow that grows from its end to its start, since each step names the one after it."""

    playbook: Playbook
    facts: Mapping[str, FactDefinition]
    workflow: dict[str, Document] = field(default_factory=dict)

    def put(self, kind: str, name: str, rest: Document) -> str:
        """Put a step in; give its id."""
        id_ = cacao_id(kind, self.playbook.id, name)
        self.workflow[id_] = {"type": kind, **rest}
        return id_

    def row(self, row: Row[Step], last: str) -> str:
        """Write a row that goes on to `last`; give its first step."""
        for block in reversed(row.blocks):
            last = self._block(block, last)
        return last

    def _block(self, block: Block, following: str) -> str:
        if isinstance(block, Deed):
            return self._deed(block.item, following)
        if isinstance(block, Branch):
            return self._branch(block, following)
        return self._beside(block, following)

    def _deed(self, step: Step, following: str) -> str:
        out = [variable(fact) for fact in step.facts] + ([decision_variable(step.duty)] if step.duty else [])
        common = {
            "name": step.title(),
            **({"description": step.reason()} if step.why else {}),
            "on_completion": following,
            "step_extensions": {EXTENSION: written_step(step)},
        }
        if step.kind is StepKind.PLAN:
            return self.put("playbook-action", step.id, {**common, "playbook_id": playbook_ref(step.playbook)})
        command = {"type": "manual", "command": step.title()}
        arguments = {"out_args": out} if out else {}
        return self.put("action", step.id, {**common, "commands": [command], "agent": _agent(step.owner_role), **arguments})

    def _branch(self, block: Branch[Step], following: str) -> str:
        heads = [(answer, self.row(row, self._end())) for answer, row in block.ways]
        if block.by is Choosing.SWITCH:
            definition = self.facts[block.item]
            cases = {self._case(definition, answer): head for answer, head in heads}
            rest: Document = {"name": self._name(block.item), "switch": f"{variable(block.item)}:value", "cases": cases}
            return self.put("switch-condition", self._number(), {**rest, "on_completion": following})
        ways = {"yes": "on_true", "no": "on_false"}
        rest = {"name": self._name_of_condition(block.item), "condition": block.item}
        if block.ways[0][0] == "no":
            rest["on_true"] = self._end()
        rest.update({ways[answer]: head for answer, head in heads})
        return self.put("if-condition", self._number(), {**rest, "on_completion": following})

    def _case(self, definition: FactDefinition, answer: str) -> str:
        """Give the name of a case: of an own question the words, where they may be one, since those were there first."""
        labels = {option.id: option.label() for option in definition.options}
        own = definition.kind is FactKind.CHOICE and definition.id.startswith("own_")
        plain = len(set(labels.values())) == len(labels) and all(CASE.fullmatch(label) for label in labels.values())
        return labels[answer] if own and plain else answer

    def _beside(self, block: Beside[Step], following: str) -> str:
        heads = [self.row(row, self._end()) for row in block.rows]
        rest = {"name": "Side by side", "next_steps": heads, "on_completion": following}
        return self.put("parallel", self._number(), rest)

    def _end(self) -> str:
        return self.put("end", self._number(), {"name": "End of this way"})

    def _number(self) -> str:
        return f"block {len(self.workflow)}"

    def _name_of_condition(self, condition: str) -> str:
        """Name a condition after what asks for it, where it rests on one fact."""
        rested = set(re.findall(r"__(\w+?)__:value", condition))
        return self._name(rested.pop()) if len(rested) == 1 else condition[:200]

    def _name(self, fact: str) -> str:
        asking = [step for step in self.playbook.steps() if fact in step.facts and len(step.facts) == 1]
        if asking:
            return asking[0].title()
        return self.facts[fact].label() if fact in self.facts else fact


def _types(playbook: Playbook) -> list[str]:
    """Give what the playbook is for, by its phases and what its steps do."""
    found = [_BY_PHASE[phase.id] for phase in playbook.phases if phase.id in _BY_PHASE]
    found += [_BY_KIND[step.kind] for step in playbook.steps() if step.kind in _BY_KIND]
    return list(dict.fromkeys(found))


def _roles(playbook: Playbook) -> Iterable[Role]:
    return dict.fromkeys([Role.RESPONDER, *(step.owner_role for step in playbook.steps())])


def _agent(role: Role) -> str:
    return cacao_id("individual", role.value)


def _extension(playbook: Playbook, workflow: Document) -> Document:
    """Give the playbook without its steps, which stand in the workflow, and the fingerprint of that."""
    written = written_playbook(playbook)
    phases = [{**phase, "steps": [step["id"] for step in phase["steps"]]} for phase in written["phases"]]
    return {**written, "phases": phases, "workflow_sha256": workflow_fingerprint(workflow)}


def _extension_definition() -> Document:
    return {
        "type": "extension-definition",
        "name": "BreachDesk playbook",
        "description": "A playbook for personal data breaches under the GDPR: facts, due times, duties, evidence, languages.",
        "created_by": CREATOR,
        "schema": "The keys of playbook.schema.json of BreachDesk; a phase names its steps, each step stands in the workflow.",
        "version": EXTENSION_VERSION,
    }


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
