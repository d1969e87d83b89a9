"""Whether a period is law on a day, and how sure it is: said, and never left to be guessed from a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from breachdesk.domain.law import LawPack, LawStatus
from breachdesk.services.reliance import is_in_force, reliance_words

BEGAN, ENDED = date(2018, 5, 25), date(2030, 1, 1)
UNVERIFIED, CONTESTED, PROPOSED = LawStatus.UNVERIFIED, LawStatus.CONTESTED, LawStatus.PROPOSED


def said(law: LawPack, day: date, of_pack: dict[str, Any], of_clock: dict[str, Any]) -> list[str]:
    """Give what is said of the authority clock of a changed pack; each up to its first `:`."""
    rule = replace(law.clocks["gdpr-art33"], **of_clock)
    return [words.partition(":")[0] for words in reliance_words(replace(law, **of_pack), rule, day)]


@pytest.mark.parametrize("part", ["pack", "clock"])
@pytest.mark.parametrize(
    ("changed", "day", "words"),
    [
        ({}, BEGAN, []),
        ({}, date(2018, 5, 24), ["not in force on 2018-05-24"]),
        ({"repealed_from": ENDED}, date(2029, 12, 31), []),
        ({"repealed_from": ENDED}, ENDED, ["not in force on 2030-01-01"]),
        ({"status": PROPOSED}, BEGAN, ["proposed, not law"]),
        ({"status": UNVERIFIED}, BEGAN, ["unverified"]),
        ({"status": CONTESTED}, BEGAN, ["contested"]),
        ({"status": UNVERIFIED}, date(2018, 5, 24), ["not in force on 2018-05-24", "unverified"]),
    ],
)
def test_what_speaks_against_relying_on_a_period_is_said_whether_it_is_the_regimes_or_its_own(
    law: LawPack, part: str, changed: dict[str, Any], day: date, words: list[str]
) -> None:
    """Lost without it: a period of next year, of last year or of a bill reads as law today."""
    assert words == said(law, day, *(({}, changed) if part == "clock" else (changed, {})))


def test_the_later_beginning_and_the_earlier_end_count(law: LawPack) -> None:
    """Lost without it: the regime holds, the period not yet, and the first day said is the wrong one."""
    rule = replace(law.clocks["gdpr-art33"], in_force_from=date(2027, 1, 1), repealed_from=ENDED)
    pack = replace(law, repealed_from=date(2029, 1, 1))
    assert list(reliance_words(pack, rule, BEGAN)) == ["not in force on 2018-05-25: it begins on 2027-01-01"]
    assert list(reliance_words(pack, rule, ENDED)) == ["not in force on 2030-01-01: repealed from 2029-01-01"]
    assert [is_in_force(pack, rule, date(year, 1, 1)) for year in (2026, 2027, 2028, 2029, 2030)] == [False, True, True, False, False]
