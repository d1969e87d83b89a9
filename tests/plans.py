"""Plans to walk: a small one with a step of every kind, and any sound plan to draw."""

from __future__ import annotations

from dataclasses import replace

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


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    """Give any sound plan: needs point back, conditions rest on facts that drawn timelines answer."""
    few_facts = st.lists(st.sampled_from(list(RISK_FACTS)), min_size=1, max_size=2, unique=True).map(tuple)
    steps = []
    for place, id_ in enumerate(IDS[: draw(st.integers(1, len(IDS)))]):
        kind = draw(st.sampled_from(StepKind))
        conditions = [
            Condition(fact, draw(st.sampled_from(Wanted)), (draw(st.sampled_from(RISK_FACTS[fact])),))
            for fact in (draw(few_facts) if draw(st.booleans()) else ())
        ]
        made = step(
            id_,
            kind,
            facts=draw(few_facts) if kind is StepKind.QUESTION else (),
            needs=tuple(n for n in IDS[:place] if draw(st.booleans())),
            when=tuple(conditions),
            when_decided=draw(st.none() | st.builds(DecisionCondition, st.sampled_from(Duty), st.booleans())),
            duty=draw(st.sampled_from(Duty)) if kind is StepKind.DECISION else None,
            notice=draw(st.sampled_from(NoticeKind)),
            must=draw(st.booleans()),
            due_hours=draw(st.none() | st.integers(0, 100)),
        )
        steps.append(made)
    return plan(*(draw(st.permutations(steps)) if draw(st.booleans()) else steps))
