"""The written plan for one kind of breach: phases of steps, with conditions on facts.

A Playbook says what to ask and do and in which order; `planning` says where one Incident stands in it, and
`plan_merging` puts the plans and the tasks of one Incident together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from breachdesk.domain.errors import NotFound
from breachdesk.domain.facts import FactDefinition
from breachdesk.domain.parties import Role
from breachdesk.domain.terms import Duty, NoticeKind

Texts = Mapping[str, str]
"""The same words by language; English is always there, unless there are none at all."""

AWARENESS, DETECTION = "awareness", "detection"


class StepKind(StrEnum):
    """What a Step wants from a person."""

    GUIDANCE = "guidance"
    """Read it; holds nothing up."""

    QUESTION = "question"
    TASK = "task"
    WAIT = "wait"
    """Somebody else must come back with something; asks for attention again when its time is up."""

    SCOPE = "scope"
    ASSESS = "assess"
    """Weigh the risk and write down the conclusion."""

    DECISION = "decision"
    PLAN = "plan"
    """Take another playbook in, or go over to it."""

    NOTIFY = "notify"
    """Do one duty of the law towards somebody else than by a Notice of ours: an early warning, word to the controller."""

    DRAFT = "draft"
    """Write the Notice from the facts."""

    REVIEW = "review"
    """A DPO reads exactly that text and approves it."""

    FILE = "file"
    """Make the Notification in the authority's portal and record it."""

    SEND = "send"
    CLOSE = "close"


TICKED = frozenset({StepKind.GUIDANCE, StepKind.TASK, StepKind.WAIT})
"""Steps that are done when a person says so; all others are done by what was done."""


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
class AnyCondition:
    """A Step applies where at least one of these holds."""

    any_of: tuple[Condition, ...]


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
    titles: Texts
    """Short, by language."""

    why: Texts
    """The reason it is asked, by language."""

    line: int
    facts: tuple[str, ...] = ()
    """Questions it asks."""

    source: str = ""
    owner_role: Role = Role.RESPONDER
    due_hours: int | None = None
    """Elapsed hours after `due_from` by which it should be done; None when the house sets none."""

    needs: tuple[str, ...] = ()
    """Steps that must be done or skipped first."""

    when: tuple[Condition | AnyCondition, ...] = ()
    """All must hold."""

    when_decided: DecisionCondition | None = None
    duty: Duty | None = None
    notice: NoticeKind | None = None
    must: bool = False
    """An Incident should not close while this is open."""

    due_from: str = AWARENESS
    """Awareness, detection, or the step after whose end the hours run."""

    evidence: Texts = field(default_factory=dict)
    """What to put aside as evidence."""

    cannot: Texts = field(default_factory=dict)
    """What to do when it cannot be done."""

    playbook: str = ""
    """Of a PLAN step: the playbook it takes in."""

    replaces: bool = False
    """Of a PLAN step: what the plans before it still ask falls away."""

    obligation: str = ""
    """Of a NOTIFY step: the duty of the law, such as `gdpr-33-2`."""

    file: str = ""
    """The file it was read from; `line` counts in it."""

    came_with: str = ""
    """The playbook that brought it in later, or `own` for a task of the Incident; empty for the first plan's."""

    dropped_for: Texts = field(default_factory=dict)
    """The plan that took over and does not ask it; it falls away unless it was done."""

    def title(self, language: str = "en") -> str:
        """Give its title in a language, or in English."""
        return in_language(self.titles, language)

    def reason(self, language: str = "en") -> str:
        """Give why it is asked, in a language or in English."""
        return in_language(self.why, language)

    def conditions(self) -> Iterator[Condition]:
        """Give every condition on one fact."""
        for condition in self.when:
            if isinstance(condition, AnyCondition):
                yield from condition.any_of
            else:
                yield condition


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the plan: confirm, contain, scope, assess, decide, notify, close."""

    id: str
    titles: Texts
    steps: tuple[Step, ...]

    def title(self, language: str = "en") -> str:
        """Give its title in a language, or in English."""
        return in_language(self.titles, language)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a situation usually is: by what to know it, where to look, what may follow, what usually helps.

    Hints for a person; nothing is taken as answered because of them.
    """

    signs: Texts = field(default_factory=dict)
    """By what one sees that it is this situation."""

    scope_hints: tuple[Texts, ...] = ()
    """Where to look for what was touched."""

    evidence: tuple[Texts, ...] = ()
    """What to keep, over all its steps."""

    likely_consequences: tuple[str, ...] = ()
    """Options of the fact of that name."""

    measures_taken: tuple[str, ...] = ()
    measures_planned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """The whole plan, with the fingerprint of the texts it was read from."""

    id: str
    titles: Texts
    version: str
    sha256: str
    phases: tuple[Phase, ...]
    profile: Profile = Profile()
    facts: Mapping[str, FactDefinition] = field(default_factory=dict)
    """Questions of its own, beside those of the house; their ids begin with `own_`."""

    def title(self, language: str = "en") -> str:
        """Give its title in a language, or in English."""
        return in_language(self.titles, language)

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


def in_language(texts: Texts, language: str) -> str:
    """Give words in a language, or else in English; empty where there are none."""
    return texts.get(language) or texts.get("en", "")


def rings_of_needs(steps: Iterable[Step]) -> Iterator[tuple[str, ...]]:
    """Give each ring of steps that wait for each other, in the order they wait; none in a sound plan.

    Waiting is by `needs`, or by hours that run from another step. A step in two rings shows in the first. Needs that
    name no step here are passed over.
    """
    by_id = {step.id: step for step in steps}
    left = {id_: [n for n in dict.fromkeys((*step.needs, step.due_from)) if n in by_id] for id_, step in by_id.items()}
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
