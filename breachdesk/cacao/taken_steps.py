"""Blocks of a foreign workflow as steps of a plan: what waits for what, and which answer leads where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from breachdesk.cacao.blocks import Beside, Branch, Choosing, Deed, Row
from breachdesk.cacao.foreign_words import MAX_TITLE, MAX_WHY, Ids, cut, first_words
from breachdesk.cacao.shown_commands import one_line, shown_command, shown_variables
from breachdesk.cacao.workflow_check import named

Plain = dict[str, Any]
Block = Deed[str] | Branch[str] | Beside[str]
YES, NO = "yes", "no"
MAX_PREFIX = 20


@dataclass(slots=True)
class TakingIn:
    """A workflow being taken in: its steps so far, the questions they ask, and what was lost on the way."""

    document: Plain
    playbook: str
    """The id it is to have; its questions go by it, so that those of two playbooks are never one."""

    facts: list[Plain] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _steps: Ids = field(default_factory=Ids)
    _facts: Ids = field(default_factory=lambda: Ids("_"))
    _seen: set[str] = field(default_factory=set)

    @property
    def workflow(self) -> Plain:
        """The steps of the document, by id."""
        found: Plain = self.document["workflow"]
        return found

    def note(self, id_: str, message: str) -> None:
        """Note something that does not map, with the step it stands in."""
        said = f"{named(id_, self.workflow)}: {message}" if id_ else message
        if said not in self.notes:
            self.notes.append(said)

    def row(self, row: Row[str], needs: Sequence[str], when: Sequence[Plain], into: list[Plain]) -> list[str]:
        """Take a row in; give the steps after which what follows may begin."""
        ends = list(needs)
        for block in row.blocks:
            ends = self._block(block, ends, when, into)
        return ends

    def _block(self, block: Block, needs: Sequence[str], when: Sequence[Plain], into: list[Plain]) -> list[str]:
        if isinstance(block, Deed):
            into.append(self._task(block.item, needs, when))
            return [into[-1]["id"]]
        if isinstance(block, Beside):
            return self._beside(block, needs, when, into)
        return self._branch(block, needs, when, into)

    def _beside(self, block: Beside[str], needs: Sequence[str], when: Sequence[Plain], into: list[Plain]) -> list[str]:
        ends = [end for row in block.rows if row.blocks for end in self.row(row, needs, when, into)]
        return list(dict.fromkeys(ends)) or list(needs)

    def _branch(self, block: Branch[str], needs: Sequence[str], when: Sequence[Plain], into: list[Plain]) -> list[str]:
        question, answers = self._question(block, needs, when)
        into.append(question)
        ends: list[str] = []
        for (_, row), answer in zip(block.ways, answers, strict=True):
            condition = {"fact": question["facts"][0], "is": [answer]}
            ends += self.row(row, [question["id"]], [*when, condition], into)
        if block.by is Choosing.WHILE and len(into) and into[-1]["id"] != question["id"]:
            again = f"Then ask again: {question['titles']['en']} While it is so, do this round again."
            self._add(into[-1], again)
            self.note(block.item, "goes round; its steps stand in the plan once, and the last of them says to go round again.")
        return list(dict.fromkeys(ends)) or [question["id"]]

    def _question(self, block: Branch[str], needs: Sequence[str], when: Sequence[Plain]) -> tuple[Plain, list[str]]:
        """Ask for what the document would work out by itself."""
        step = self.workflow[block.item]
        condition = first_words(step.get("condition"), step.get("switch"))
        name = first_words(step.get("name"))
        if block.by is Choosing.OUTCOME:
            title, label = f"Did it succeed: {name or 'the step before'}?", f"whether it succeeded: {name or 'a step'}"
        else:
            title, label = name or condition, f"whether it holds: {condition}"
        fact, answers = self._fact(block, name or condition, label)
        question: Plain = {
            "id": self._steps.of(f"{name or condition} succeeded" if block.by is Choosing.OUTCOME else title, "question"),
            "kind": "question",
            "titles": {"en": self._title(block.item, title)},
            "facts": [fact],
            **({"needs": list(needs)} if needs else {}),
            **({"when": list(when)} if when else {}),
        }
        said = [] if block.by is Choosing.OUTCOME else [f"Condition: {condition}", first_words(step.get("description"))]
        for text in said:
            self._add(question, text)
        return question, answers

    def _fact(self, block: Branch[str], name: str, label: str) -> tuple[str, list[str]]:
        id_ = f"own_{self._facts.of(f'{self.playbook[:MAX_PREFIX]} {name}', 'condition')}"
        if block.by is not Choosing.SWITCH:
            self.facts.append({"id": id_, "kind": "yes-no", "labels": {"en": cut(label, 200)}})
            return id_, [answer for answer, _ in block.ways]
        ids = Ids()
        cases = [first_words(case) or "no name" for case, _ in block.ways]
        options = [{"id": ids.of(case, "case"), "en": cut(case, 250)} for case in cases]
        self.facts.append({"id": id_, "kind": "choice", "labels": {"en": cut(label, 200)}, "options": options})
        return id_, [option["id"] for option in options]

    def _task(self, id_: str, needs: Sequence[str], when: Sequence[Plain]) -> Plain:
        step = self.workflow[id_]
        commands = [shown_command(one) for one in step.get("commands", ()) if isinstance(one, dict)]
        other = f"Do the playbook {one_line(step.get('playbook_id'), 100)}" if step["type"] == "playbook-action" else ""
        title = first_words(step.get("name"), other, *commands) or "Step without a name"
        task: Plain = {
            "id": self._steps.of(title, "step"),
            "kind": "task",
            "titles": {"en": self._title(id_, title)},
            **({"needs": list(needs)} if needs else {}),
            **({"when": list(when)} if when else {}),
        }
        for text in self._reasons(id_, step, commands, other):
            self._add(task, text, id_)
        failing = step.get("on_failure")
        if failing and failing in self.workflow and self.workflow[failing]["type"] == "end":
            task["cannot"] = {"en": "The document ends this way here."}
        if id_ in self._seen:
            self.note(id_, "is reached over ways that meet nowhere, and stands in the plan once for each.")
        self._seen.add(id_)
        return task

    def _reasons(self, id_: str, step: Plain, commands: Sequence[str], other: str) -> Iterator[str]:
        yield first_words(step.get("description"))
        yield other
        declared = {**_mapping(self.document.get("playbook_variables")), **_mapping(step.get("step_variables"))}
        for command in commands:
            if command != first_words(step.get("name"), *commands):
                yield f"{command}{shown_variables(command, declared)}"
        on = [self._thing(target) for target in step.get("targets", ()) if isinstance(target, str)]
        if on:
            yield f"On: {', '.join(on)}"

    def _thing(self, id_: str) -> str:
        """Name a target as a reader knows it."""
        held = _mapping(self.document.get("target_definitions")).get(id_)
        return first_words(_mapping(held).get("name"), id_)

    def _title(self, id_: str, title: str) -> str:
        if len(title) > MAX_TITLE:
            self.note(id_, f"its name is cut to {MAX_TITLE} characters.")
        return cut(title, MAX_TITLE)

    def _add(self, step: Plain, text: str, id_: str = "") -> None:
        """Add words to why a step is there, as far as they fit."""
        before = step.get("why", {}).get("en", "")
        if not text or len(before) == MAX_WHY:
            return
        whole = f"{before}{'' if before.endswith(('.', '?', '!', '…')) else '.'} {text}" if before else text
        if len(whole) > MAX_WHY:
            self.note(id_, f"what it says is cut to {MAX_WHY} characters.")
        step["why"] = {"en": cut(whole, MAX_WHY)}


@dataclass(slots=True)
class Phases:
    """The phases of the plan: what runs side by side is one, and so is what stands before, between and after."""

    taking: TakingIn
    _ids: Ids = field(default_factory=Ids)
    _found: list[Plain] = field(default_factory=list)

    def of(self, row: Row[str]) -> list[Plain]:
        """Give a workflow in phases."""
        ends: list[str] = []
        held: list[Block] = []
        for block in row.blocks:
            if isinstance(block, Beside) and sum(1 for one in block.rows if one.blocks) > 1:
                ends = self._phase("Steps", held, ends)
                ends = self._phase(self._name(block), [block], ends)
                held = []
            else:
                held.append(block)
        self._phase("Steps", held, ends)
        return self._found

    def _phase(self, title: str, blocks: Iterable[Block], needs: list[str]) -> list[str]:
        steps: list[Plain] = []
        ends = self.taking.row(Row(tuple(blocks)), needs, (), steps)
        if steps:
            self._found.append({"id": self._ids.of(title, "steps"), "titles": {"en": cut(title, MAX_TITLE)}, "steps": steps})
        return ends

    def _name(self, block: Beside[str]) -> str:
        return first_words(self.taking.workflow[block.item].get("name")) or "Side by side"


def _mapping(value: object) -> Plain:
    return value if isinstance(value, dict) else {}
