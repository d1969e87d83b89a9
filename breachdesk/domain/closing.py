"""What holds up closing an Incident: open must-steps, and whether to notify undecided; duties owed stand in `duties`.

A processor decides neither: its controllers do, and what it owes is to tell them, which stands in `duties`.

Source: GDPR Art. 33(1), 33(2), 33(5), 34(1).
"""

from __future__ import annotations

from collections.abc import Sequence

from breachdesk.domain.errors import NotAllowed
from breachdesk.domain.incident import Incident
from breachdesk.domain.planning import SETTLED, Plan, PlannedStep
from breachdesk.domain.playbook import StepKind
from breachdesk.domain.terms import Duty
from breachdesk.domain.verdict import Verdict, verdict_of

NO_BREACH = (Verdict.NO_PERSONAL_DATA, Verdict.NO_BREACH_OF_SECURITY)
OUR_ROLE, PROCESSOR = "our_role", "processor"
_WORDS = {Duty.NOTIFY_AUTHORITY: "whether to notify the authority", Duty.NOTIFY_INDIVIDUALS: "whether to tell the people"}


def steps_holding_up(plan: Plan) -> list[PlannedStep]:
    """Give what must be done and is not."""
    return [s for s in plan.steps() if s.step.must and s.state not in SETTLED and s.step.kind is not StepKind.CLOSE]


def open_must_steps(plan: Plan) -> list[str]:
    """Give the titles of what must be done and is not, in quotes."""
    return [f"'{s.step.title()}'" for s in steps_holding_up(plan)]


def undecided_duties(incident: Incident) -> dict[Duty, str]:
    """Give what nobody decided, in words.

    Nothing is to decide once it is settled that there was no breach, or said of this Incident that the data are another's.
    """
    if incident.facts.is_any(OUR_ROLE, PROCESSOR):
        return {}
    recorded = incident.verdict.verdict if incident.verdict else None
    if recorded in NO_BREACH or (recorded is None and verdict_of(incident.facts).verdict in NO_BREACH):
        return {}
    return {duty: words for duty, words in _WORDS.items() if incident.decision(duty) is None}


def undecided(incident: Incident) -> list[str]:
    """Give the words for what nobody decided."""
    return list(undecided_duties(incident).values())


def check_may_close(incident: Incident, plan: Plan, owed: Sequence[str] = ()) -> None:
    """Refuse to close an Incident with something open.

    Args:
        owed: Duties that are neither done nor turned down, each with whom it is owed to.

    Raises:
        NotAllowed: names what is open; a named person may override with a reason.
    """
    parts = []
    if left := open_must_steps(plan):
        parts.append(f"still open are {_named(left)}")
    if unsaid := undecided(incident):
        parts.append(f"nobody decided {' or '.join(unsaid)}")
    if owed:
        parts.append(f"still owed by law are {_named(owed)}")
    if parts:
        said = "; ".join(parts)
        raise NotAllowed(
            f"The incident cannot be closed yet: {said}. Do, skip or turn down each with a reason, or override with a reason."
        )


def _named(titles: Sequence[str]) -> str:
    return ", ".join(titles[:4]) + (" and more" if len(titles) > 4 else "")
