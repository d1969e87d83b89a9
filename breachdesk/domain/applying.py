"""Whether a duty of a law exists for a set of facts on a day: yes, no, or which answers would tell.

Every answer has its reason and its provision. Silence decides nothing: a reason rests on answers that somebody gave.

Source: the acts each pack cites.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from breachdesk.domain.conditions import All, Condition, facts_behind, facts_behind_no, holds, open_facts
from breachdesk.domain.facts import Facts
from breachdesk.domain.findings import Finding, Reason
from breachdesk.domain.law import DutyRule, LawPack


def applies(pack: LawPack, duty: DutyRule, facts: Facts, day: date) -> Finding:
    """Say whether a duty exists.

    Args:
        day: The day of Awareness, on the calendar of the place; only law in force then counts.
    """
    if not pack.holds_on(day):
        because = f"Not in force on the day of awareness; from {pack.in_force_from.isoformat()}."
        return Finding.no(Reason(because, (), pack.source))
    condition: Condition = All((pack.when, duty.when))
    so = holds(condition, facts)
    if so:
        because = duty.because.get("en") or "Everything it asks for holds."
        return Finding.yes(Reason(because, _once(facts_behind(condition, facts)), duty.source))
    if so is False:
        rests_on = tuple(f for f in _once(facts_behind_no(condition, facts)) if facts.is_known(f))
        return Finding.no(Reason("What it asks for does not hold here.", rests_on, duty.source))
    because = "Not everything it asks for is known yet."
    return Finding.undetermined(Reason(because, (), duty.source), needs=_once(open_facts(condition, facts)))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
