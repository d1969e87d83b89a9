"""The written plan for one kind of breach: phases of steps, with conditions on facts.

A Playbook says what to ask and do and in which order; `planning` says where one Incident stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breachdesk.domain.errors import NotFound
from breachdesk.domain.parties import Role
from breachdesk.domain.terms import Duty, NoticeKind


class StepKind(StrEnum):
    """What a Step wants from a person."""

    QUESTION = "question"
    TASK = "task"
    SCOPE = "scope"
    DECISION = "decision"
    DRAFT = "draft"
    """Write the Notice from the facts."""

    REVIEW = "review"
    """A DPO reads exactly that text and approves it."""

    FILE = "file"
    """Make the Notification in the authority's portal and record it."""

    SEND = "send"
    CLOSE = "close"


class Wanted(StrEnum):
    """How a Condition compares with a fact that is not known yet, too."""

    IS = "is"
    """One of the values; while the fact is not known, nobody can tell, and the step waits."""

    IS_NOT = "is-not"
    """None of the values; holds while the fact is not known, so a step falls away only for certain values."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A Step applies only where a fact has, or has not, one of these values."""

    fact: str
    wanted: Wanted
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionCondition:
    """A Step applies only where a person decided a duty this way."""

    duty: Duty
    notify: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask, do or decide."""

    id: str
    kind: StepKind
    titles: Mapping[str, str]
    """Short, by language."""

    why: Mapping[str, str]
    """The reason it is asked, by language."""

    line: int
    facts: tuple[str, ...] = ()
    """Questions it asks."""

    source: str = ""
    owner_role: Role = Role.RESPONDER
    due_hours: int | None = None
    """Elapsed hours after Awareness by which it should be done; None when the house sets none."""

    needs: tuple[str, ...] = ()
    """Steps that must be done or skipped first."""

    when: tuple[Condition, ...] = ()
    """All must hold."""

    when_decided: DecisionCondition | None = None
    duty: Duty | None = None
    notice: NoticeKind | None = None
    must: bool = False
    """An Incident should not close while this is open."""

    def title(self, language: str = "en") -> str:
        """Give its title in a language, or in English."""
        return self.titles.get(language) or self.titles["en"]

    def reason(self, language: str = "en") -> str:
        """Give why it is asked, in a language or in English."""
        return self.why.get(language) or self.why.get("en", "")


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the plan: confirm, contain, scope, assess, decide, notify, close."""

    id: str
    titles: Mapping[str, str]
    steps: tuple[Step, ...]

    def title(self, language: str = "en") -> str:
        """Give its title in a language, or in English."""
        return self.titles.get(language) or self.titles["en"]


@dataclass(frozen=True, slots=True)
class Playbook:
    """The whole plan, with the fingerprint of the text it was read from."""

    id: str
    titles: Mapping[str, str]
    version: str
    sha256: str
    phases: tuple[Phase, ...]

    def steps(self) -> Iterator[Step]:
        """Give every step in reading order."""
        for phase in self.phases:
            yield from phase.steps

    def step(self, id_: str) -> Step:
        """Give a step by id, or raise NotFound."""
        for step in self.steps():
            if step.id == id_:
                return step
        raise NotFound(f"The playbook '{self.id}' has no step '{id_}'.")

    def phase_of(self, step_id: str) -> Phase:
        """Give the phase a step stands in, or raise NotFound."""
        for phase in self.phases:
            if any(step.id == step_id for step in phase.steps):
                return phase
        raise NotFound(f"The playbook '{self.id}' has no step '{step_id}'.")


def rings_of_needs(steps: Iterable[Step]) -> Iterator[tuple[str, ...]]:
    """Give each ring of steps that wait for each other, in the order they wait; none in a sound plan.

    A step that stands in two rings shows in the first. Needs that name no step here are passed over.
    """
    by_id = {step.id: step for step in steps}
    left = {id_: [n for n in dict.fromkeys(step.needs) if n in by_id] for id_, step in by_id.items()}
    while True:
        while free := [id_ for id_, needs in left.items() if not any(n in left for n in needs)]:
            for id_ in free:
                del left[id_]
        if not left:
            return
        # Whoever is left waits for somebody who is left, so following the needs must come round.
        walked = [next(iter(left))]
        while (following := next(n for n in left[walked[-1]] if n in left)) not in walked:
            walked.append(following)
        ring = walked[walked.index(following) :]
        yield tuple(ring)
        for id_ in ring:
            del left[id_]
