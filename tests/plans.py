"""Plans to walk: a small one with a step of every kind, and any sound plan to draw."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from breachdesk.domain.parties import Role
from breachdesk.domain.playbook import Condition, DecisionCondition, Phase, Playbook, Step, StepKind, Wanted
from breachdesk.domain.terms import Duty, NoticeKind
from tests.strategies import RISK_FACTS


def step(id_: str, kind: StepKind = StepKind.TASK, **more: object) -> Step:
    """Give a step; its title is its id with a capital."""
    return replace(Step(id_, kind, {"en": id_.capitalize()}, {"en": f"why {id_}"}, 1), **more)  # type: ignore[arg-type]


def plan(*steps: Step, sha256: str = "p" * 64) -> Playbook:
    """Give a playbook of one phase."""
    return plan_of_phases({"only": steps}, sha256)


def plan_of_phases(phases: dict[str, tuple[Step, ...]], sha256: str = "p" * 64) -> Playbook:
    """Give a playbook of these phases."""
    made = tuple(Phase(id_, {"en": id_.capitalize()}, steps) for id_, steps in phases.items())
    return Playbook("customer-data-stolen", {"en": "Customer data stolen"}, "1", sha256, made)


def when(fact: str, *values: str) -> Condition:
    """A step is needed only where the fact is one of these; it waits while nobody knows."""
    return Condition(fact, Wanted.IS, values)


def unless(fact: str, *values: str) -> Condition:
    """A step falls away where the fact is one of these, and stays while nobody knows."""
    return Condition(fact, Wanted.IS_NOT, values)


TELL = {
    duty: DecisionCondition(duty, True) for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS)
}
_PERSONAL = (unless("personal_data", "no"),)
NOTIFICATION = {"notice": NoticeKind.NOTIFICATION, "when": _PERSONAL, "when_decided": TELL[Duty.NOTIFY_AUTHORITY]}
COMMUNICATION = {"notice": NoticeKind.COMMUNICATION, "when": _PERSONAL, "when_decided": TELL[Duty.NOTIFY_INDIVIDUALS]}

SMALL = plan_of_phases(
    {
        "confirm": (
            step("ask", StepKind.QUESTION, facts=("personal_data",), must=True, due_hours=4),
            step("how", StepKind.QUESTION, facts=("cause", "breach_kinds"), when=_PERSONAL),
        ),
        "contain": (step("contain", when=_PERSONAL, due_hours=8), step("logs", needs=("contain",))),
        "scope": (step("scope", StepKind.SCOPE, when=_PERSONAL),),
        "decide": (
            step("conclude", StepKind.QUESTION, facts=("conclusion",), must=True),
            step(
                "decide-authority",
                StepKind.DECISION,
                owner_role=Role.INCIDENT_LEAD,
                needs=("conclude",),
                when=_PERSONAL,
                duty=Duty.NOTIFY_AUTHORITY,
                must=True,
            ),
            step("decide-people", StepKind.DECISION, needs=("conclude",), duty=Duty.NOTIFY_INDIVIDUALS, when=_PERSONAL),
        ),
        "notify": (
            step("draft", StepKind.DRAFT, needs=("decide-authority",), **NOTIFICATION),
            step("review", StepKind.REVIEW, needs=("draft",), owner_role=Role.DPO, **NOTIFICATION),
            step("file", StepKind.FILE, needs=("review",), must=True, due_hours=66, **NOTIFICATION),
            step("draft-letter", StepKind.DRAFT, needs=("decide-people",), **COMMUNICATION),
            step("review-letter", StepKind.REVIEW, needs=("draft-letter",), **COMMUNICATION),
            step("send", StepKind.SEND, needs=("review-letter",), must=True, **COMMUNICATION),
        ),
        "close": (step("close", StepKind.CLOSE),),
    }
)
"""Small, and with a step of every kind."""

# The first four are the steps that drawn timelines speak of.
IDS = ("ask", "contain", "scope", "decide", "more", "last")


def playbooks() -> st.SearchStrategy[Playbook]:
    """Give any sound plan: needs point back, conditions rest on facts that drawn timelines answer.

    One draw, of a seed, keeps this quick.
    """
    return st.integers(0, 1_000_000).map(lambda seed: _any_plan(Random(seed)))


def _any_plan(chance: Random) -> Playbook:
    steps = []
    for place, id_ in enumerate(IDS[: chance.randint(1, len(IDS))]):
        kind = chance.choice(list(StepKind))
        facts = tuple(chance.sample(list(RISK_FACTS), chance.randint(1, 2)))
        conditions = [Condition(f, chance.choice(list(Wanted)), (chance.choice(RISK_FACTS[f]),)) for f in facts]
        decided = DecisionCondition(chance.choice(list(Duty)), chance.random() < 0.5)
        made = step(
            id_,
            kind,
            facts=facts if kind is StepKind.QUESTION else (),
            needs=tuple(n for n in IDS[:place] if chance.random() < 0.5),
            when=tuple(conditions) if chance.random() < 0.5 else (),
            when_decided=decided if chance.random() < 0.3 else None,
            duty=chance.choice(list(Duty)) if kind is StepKind.DECISION else None,
            notice=chance.choice(list(NoticeKind)),
            must=chance.random() < 0.5,
            due_hours=chance.choice([None, 0, 4, 72, 100]),
        )
        steps.append(made)
    if chance.random() < 0.5:
        chance.shuffle(steps)
    return plan(*steps)
