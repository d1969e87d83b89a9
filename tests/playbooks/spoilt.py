"""Playbooks with one thing planted in them that is wrong, to test those who look for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from breachdesk.domain.playbook import Condition, Playbook, Step, StepKind, Wanted
from breachdesk.domain.terms import Duty
from tests.plans import step
from tests.playbooks.shipped import playbooks

PERSONAL_ONLY = Condition("personal_data", Wanted.IS, ("yes",))
NO_PERSONAL = Condition("personal_data", Wanted.IS, ("no",))


def sound() -> Playbook:
    """Give a shipped playbook with nothing planted in it."""
    return playbooks()["customer-data-stolen"]


def with_steps(change: Callable[[Step], Step | None], *more: Step) -> Playbook:
    """Give the sound playbook with its steps changed or taken out, and more of them in the last phase."""
    phases = []
    for phase in sound().phases:
        kept = [changed for old in phase.steps if (changed := change(old)) is not None]
        phases.append(replace(phase, steps=tuple(kept)))
    phases[-1] = replace(phases[-1], steps=(*more, *phases[-1].steps))
    return replace(sound(), id="spoilt", sha256="5" * 64, phases=tuple(p for p in phases if p.steps))


def changed(id_: str, **values: object) -> Playbook:
    """Give the sound playbook with one step changed."""
    return with_steps(lambda old: replace(old, **values) if old.id == id_ else old)  # type: ignore[arg-type]


def without(*ids: str) -> Playbook:
    """Give the sound playbook without some steps; nothing waits for them or rests on their decisions."""

    def kept(old: Step) -> Step | None:
        if old.id in ids:
            return None
        return replace(old, needs=tuple(n for n in old.needs if n not in ids), when_decided=_unless_gone(old, ids))

    return with_steps(kept)


def _unless_gone(old: Step, ids: tuple[str, ...]) -> object:
    gone = {made.duty for made in sound().steps() if made.id in ids}
    return None if old.when_decided is None or old.when_decided.duty in gone else old.when_decided


def plus(*more: Step) -> Playbook:
    """Give the sound playbook with steps more."""
    return with_steps(lambda old: old, *more)


MUST_ON_WHAT_NOBODY_ASKS = plus(step("orphan", must=True, when=(Condition("situation", Wanted.IS, ("insider",)),)))
CONTRADICTION = plus(step("never", when=(PERSONAL_ONLY, NO_PERSONAL)))
ASKS_WHAT_IT_RESTS_ON = changed("attack-route", when=(Condition("attack_route", Wanted.IS, ("phishing",)),))
NO_FACT = plus(step("dreamt", StepKind.QUESTION, facts=("colour_of_the_sky",)))
UNDECIDED = without("decide-individuals")
NO_CLOSE = without("close")
NO_CONCLUSION = without("conclusion")
DECIDES_TOO_NARROWLY = changed("decide-authority", when=(Condition("cause", Wanted.IS, ("human-error",)),))
LEADS_ON = plus(
    step("situation", StepKind.QUESTION, facts=("situation",)),
    *(
        step(f"lead-{name}", StepKind.PLAN, playbook="x", when=(Condition("situation", Wanted.IS, (name,)),))
        for name in "data-locked data-gone thing-lost data-public insider supplier-told client-data other".split()
    ),
)
WAITS_ON_A_DECISION_OF_NOBODY = plus(
    step("filed-by-chance", must=True, when_decided=replace(next(s.when_decided for s in sound().steps() if s.when_decided), duty=Duty.DOCUMENT))
)
