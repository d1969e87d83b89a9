"""May a legal period be relied on? Whether it is law on a day, and how sure what we say of it is. In words. Pure.

A date looks the same whether it is law today, in a year, or only a proposal; these words tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from breachdesk.domain.law import ClockRule, LawPack, LawStatus

CERTAINTY = {
    LawStatus.UNVERIFIED: "unverified: nobody has checked this against the act itself; read it there before you rely on it",
    LawStatus.CONTESTED: "contested: not everybody reads the law so; take advice before you rely on it",
}


def is_in_force(pack: LawPack, rule: ClockRule, day: date) -> bool:
    """Tell whether a period is law on a day: its regime must be, and so must the period itself."""
    if rule.status is LawStatus.PROPOSED or not pack.holds_on(day) or day < rule.in_force_from:
        return False
    return rule.repealed_from is None or day < rule.repealed_from


def force_words(pack: LawPack, rule: ClockRule, day: date) -> str:
    """Say that a period is no law on a day, and why; empty where it is."""
    if is_in_force(pack, rule, day):
        return ""
    if LawStatus.PROPOSED in (pack.status, rule.status):
        return "proposed, not law: nobody has to keep it"
    since = max(pack.in_force_from, rule.in_force_from)
    if day < since:
        return f"not in force on {day.isoformat()}: it begins on {since.isoformat()}"
    until = min(gone for gone in (pack.repealed_from, rule.repealed_from) if gone is not None)
    return f"not in force on {day.isoformat()}: repealed from {until.isoformat()}"


def reliance_words(pack: LawPack, rule: ClockRule, day: date) -> Iterator[str]:
    """Give everything that speaks against relying on a period on a day; nothing where nothing does."""
    force = force_words(pack, rule, day)
    if force:
        yield force
    unsure = next((status for status in (rule.status, pack.status) if status in CERTAINTY), None)
    if unsure is not None:
        yield CERTAINTY[unsure]
