"""A checked workflow as blocks: where ways part, where they meet again, and what is a round.

CACAO lets a way end in an end step, and go on after the step that parted it (`on_completion`); many documents instead let
every way lead to the step where they meet. Both are read. Where a step is reached over ways that meet nowhere, it stands in
each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from breachdesk.cacao.blocks import Beside, Branch, Choosing, Deed, Row
from breachdesk.cacao.workflow_check import leads_to, named
from breachdesk.domain.errors import WrongInput

Plain = dict[str, Any]
Block = Deed[str] | Branch[str] | Beside[str]
EXIT = ""
MAX_NESTING = 40
MAX_BLOCKS = 1000
PARTING = ("parallel", "if-condition", "switch-condition", "while-condition")
YES, NO = "yes", "no"


def workflow_blocks(workflow: Plain, start: str) -> Row[str]:
    """Give what a workflow does, by the ids of its steps.

    Raises:
        WrongInput: it is nested too deep, or so tangled that its ways would fill a book.
    """
    return _Reading(workflow).row(start, frozenset(), 0)


@dataclass
class _Reading:
    workflow: Plain
    count: int = 0

    def row(self, id_: str, stops: frozenset[str], depth: int) -> Row[str]:
        """Read from a step on, up to an end or to where the ways around it meet."""
        if depth > MAX_NESTING:
            raise WrongInput(f"step {named(id_, self.workflow)}: is nested deeper than {MAX_NESTING} ways; part the playbook.")
        blocks: list[Block] = []
        while id_ and id_ not in stops:
            self.count += 1
            if self.count > MAX_BLOCKS:
                raise WrongInput(f"its ways are so tangled that they hold more than {MAX_BLOCKS:,} steps; part the playbook.")
            step = self.workflow[id_]
            if step["type"] in PARTING:
                following = step.get("on_completion") or self._meeting(id_)
                blocks.append(self._parted(id_, step, stops | {following}, depth))
            elif step["type"] in ("action", "playbook-action"):
                following = self._after(id_, step)
                blocks.append(Deed(id_))
                if self._has_two_outcomes(step):
                    blocks.append(self._outcomes(id_, step, stops | {following}, depth))
            else:
                following = step.get("on_completion", EXIT) if step["type"] == "start" else EXIT
            id_ = following
        return Row(tuple(blocks))

    def _after(self, id_: str, step: Plain) -> str:
        if self._has_two_outcomes(step):
            return self._meeting(id_)
        return str(step.get("on_completion") or step.get("on_success") or EXIT)

    def _has_two_outcomes(self, step: Plain) -> bool:
        """Tell whether failing leads somewhere of its own; ending there is no way."""
        failing = step.get("on_failure")
        if not failing or failing == (step.get("on_completion") or step.get("on_success")):
            return False
        return bool(self.workflow[failing]["type"] != "end")

    def _outcomes(self, id_: str, step: Plain, stops: frozenset[str], depth: int) -> Branch[str]:
        going_on = step.get("on_completion") or step.get("on_success") or EXIT
        ways = ((YES, self.row(going_on, stops, depth + 1)), (NO, self.row(step["on_failure"], stops, depth + 1)))
        return Branch(Choosing.OUTCOME, id_, ways)

    def _parted(self, id_: str, step: Plain, stops: frozenset[str], depth: int) -> Block:
        if step["type"] == "parallel":
            return Beside(id_, tuple(self.row(head, stops, depth + 1) for head in step["next_steps"]))
        if step["type"] == "switch-condition":
            ways = tuple((case, self.row(head, stops, depth + 1)) for case, head in step["cases"].items())
            return Branch(Choosing.SWITCH, id_, ways)
        if step["type"] == "while-condition":
            # Its way leads back to it, and then is gone again.
            return Branch(Choosing.WHILE, id_, ((YES, self.row(step["on_true"], stops | {id_}, depth + 1)),))
        heads = [(YES, step["on_true"]), *([(NO, step["on_false"])] if "on_false" in step else [])]
        return Branch(Choosing.IF, id_, tuple((answer, self.row(head, stops, depth + 1)) for answer, head in heads))

    def _meeting(self, id_: str) -> str:
        """Give the first step that every way from here comes to; none where a way ends before."""
        if self.workflow[id_]["type"] == "while-condition":
            return EXIT
        shared = self._always[id_] - {id_, EXIT}
        # Of the steps that always come, the first is the one after which all others still come.
        return next((one for one in shared if shared <= self._always[one]), EXIT)

    @cached_property
    def _always(self) -> Mapping[str, frozenset[str]]:
        """Give for each step the steps that come after it whatever is so, itself among them."""
        found: dict[str, frozenset[str]] = {}
        for id_ in self._from_the_end():
            ways = [found.get(target, frozenset({target})) for target in self._onward(id_)] or [frozenset({EXIT})]
            found[id_] = frozenset.intersection(*ways) | {id_}
        return found

    def _onward(self, id_: str) -> list[str]:
        step = self.workflow[id_]
        if step["type"] in PARTING and step.get("on_completion"):
            return [step["on_completion"]]
        if step["type"] == "while-condition":
            return [EXIT]
        if step["type"] in ("action", "playbook-action", "start"):
            going_on = [step.get("on_completion") or step.get("on_success") or EXIT]
            return going_on + ([step["on_failure"]] if self._has_two_outcomes(step) else [])
        missing = [EXIT] if step["type"] == "if-condition" and "on_false" not in step else []
        return [*(target for key, target in leads_to(step) if key != "on_failure"), *missing]

    def _from_the_end(self) -> Iterator[str]:
        """Give every step after all that follow it; the heads of rounds are passed over on the way back to them."""
        settled: set[str] = set()
        for start in self.workflow:
            if start in settled:
                continue
            path = [start]
            ahead = [iter(self._onward(start))]
            while path:
                following = next(ahead[-1], None)
                if following is None:
                    ahead.pop()
                    if path[-1] not in settled:
                        settled.add(path[-1])
                        yield path[-1]
                    path.pop()
                elif following and following not in settled and following not in path:
                    path.append(following)
                    ahead.append(iter(self._onward(following)))
