"""Step sets: steps that several playbooks share, one file a set, included by id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.playbook import Step
from breachdesk.files.fields import Fields, Problems, nearest
from breachdesk.files.playbook_steps import PlanWords, read_step, slug
from breachdesk.files.strict_yaml import Limits, parse_yaml

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class StepSet:
    """The steps of one set, those of the sets it includes among them, and the fingerprint of its own text."""

    id: str
    sha256: str
    steps: tuple[Step, ...]
    inner: tuple[StepSet, ...] = ()

    def with_inner(self) -> Iterator[StepSet]:
        """Give it and every set it includes, however deep."""
        yield self
        for one in self.inner:
            yield from one.with_inner()


@dataclass(slots=True)
class StepSets:
    """The sets there are, each read when it is first included.

    Args:
        paths: The file of each set, by id.
        words: What they may speak of: facts of the house, and no playbook's own.
    """

    paths: Mapping[str, Path]
    words: PlanWords
    _read: dict[str, StepSet | FileProblems] = field(default_factory=dict)
    _reading: list[str] = field(default_factory=list)

    def include(self, part: Fields) -> StepSet | None:
        """Take the set that `include` names; None where there is none or it cannot be read, which is noted."""
        line = part.line_of("include")
        id_ = part.text("include")
        part.end()
        if id_ not in self.paths:
            if id_:
                part.problem(f"there is no step set '{id_[:60]}'.{nearest(id_, self.paths)}", line)
            return None
        if id_ in self._reading:
            path = " → ".join((*self._reading[self._reading.index(id_) :], id_))
            part.problem(f"these step sets include each other: {path}; take one 'include' out.", line)
            return None
        found = self._of(id_)
        if isinstance(found, FileProblems):
            part.problems.take_over(found)
            return None
        return found

    def read(self, id_: str) -> StepSet:
        """Give one set by itself; whether the steps it names exist is for the playbook that includes it.

        Raises:
            FileProblems: anything in it, or in a set it includes, is not right.
        """
        found = self._of(id_)
        if isinstance(found, FileProblems):
            raise found
        return found

    def _of(self, id_: str) -> StepSet | FileProblems:
        if id_ not in self._read:
            self._reading.append(id_)
            try:
                self._read[id_] = self._load(id_)
            except FileProblems as problems:
                self._read[id_] = problems
            finally:
                self._reading.pop()
        return self._read[id_]

    def _load(self, id_: str) -> StepSet:
        path = self.paths[id_]
        try:
            with path.open("rb") as stream:
                raw = stream.read(LIMITS.bytes + 1)
        except OSError as error:
            raise FileProblems(path.name, [Problem(0, f"cannot be read: {error.strerror or error}.")]) from error
        problems = Problems(path.name)
        top = Fields(parse_yaml(raw, path.name, LIMITS), problems)
        line = top.line_of("id")
        if (said := slug(top)) != id_:
            top.problem(f"'id' is '{said[:60]}' and the file is {path.name}; give both one name.", line)
        top.text("version")
        steps: list[Step] = []
        inner: list[StepSet] = []
        for part in top.parts("steps"):
            if not part.has("include"):
                steps.append(read_step(part, self.words))
            elif (found := self.include(part)) is not None:
                inner.append(found)
                steps.extend(found.steps)
        top.end()
        if not steps:
            top.problem("'steps' is missing or empty; give the set a step.")
        problems.raise_if_any()
        return StepSet(id_, hashlib.sha256(raw).hexdigest(), tuple(steps), tuple(inner))


NO_SETS = StepSets({}, PlanWords({}))
