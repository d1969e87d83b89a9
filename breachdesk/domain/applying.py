"""Whether a duty of a law exists for a set of facts on a day: yes, no, or which answers would tell.

Every answer has its reason and its provision. Silence decides nothing: a reason rests on answers that somebody gave.

Source: the acts each pack cites.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from breachdesk.domain.conditions import All, Condition, facts_behind, facts_behind_no, holds, open_facts, substituted
from breachdesk.domain.facts import Facts
from breachdesk.domain.findings import Finding, Reason
from breachdesk.domain.law import ClockRule, DutyNote, DutyRule, LawPack, LawStatus
from breachdesk.domain.silence import Silence

NOTHING_DERIVED = Silence()


def applies(pack: LawPack, duty: DutyRule, facts: Facts, day: date, silence: Silence = NOTHING_DERIVED) -> Finding:
    """Say whether a duty exists.

    Args:
        day: The day of Awareness, on the calendar of the place; only law in force then counts.
        silence: What an answer nobody gave stands for, such as special categories by the categories named.
    """
    for rule in (pack, duty):
        if not rule.holds_on(day):
            return Finding.no(Reason(not_law(rule, day), (), rule.source))
    for exemption in pack.exemptions:
        left_out = _as_said(exemption.when, facts, silence)
        if holds(left_out, facts):
            rests_on = _known(facts_behind(left_out, facts), facts)
            return Finding.no(Reason(exemption.because["en"], rests_on, exemption.source))
    condition = _as_said(All((pack.when, duty.when)), facts, silence)
    so = holds(condition, facts)
    if so:
        because = duty.because.get("en") or "Everything it asks for holds."
        return Finding.yes(Reason(because, _known(facts_behind(condition, facts), facts), duty.source))
    if so is False:
        rests_on = _known(facts_behind_no(condition, facts), facts)
        return Finding.no(Reason("What it asks for does not hold here.", rests_on, duty.source))
    because = "Not everything it asks for is known yet."
    needs = tuple(dict.fromkeys(open_facts(condition, facts)))
    return Finding.undetermined(Reason(because, (), duty.source), needs=needs)


def notes_for(duty: DutyRule, facts: Facts, silence: Silence = NOTHING_DERIVED) -> tuple[DutyNote, ...]:
    """Give the notes on a duty that bear on these facts."""
    return tuple(note for note in duty.notes if holds(_as_said(note.when, facts, silence), facts))


def not_law(rule: LawPack | DutyRule | ClockRule, day: date) -> str:
    """Say why something is no law on a day on which it is none."""
    if rule.status is LawStatus.PROPOSED:
        return "Only proposed: it is not law."
    if rule.repealed_from is not None and day >= rule.repealed_from:
        return f"No longer in force on the day of awareness; repealed from {rule.repealed_from.isoformat()}."
    since = rule.in_force_from.isoformat() if rule.in_force_from else "a later day"
    return f"Not in force on the day of awareness; from {since}."


def _as_said(condition: Condition, facts: Facts, silence: Silence) -> Condition:
    return substituted(condition, silence.stands_for([condition], facts))


def _known(names: Iterable[str], facts: Facts) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if facts.is_known(name))
