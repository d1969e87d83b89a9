"""A legal clock in words for people: when it ends, by which other reading, and what speaks against relying on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from breachdesk.domain.clock import Deadline, Reading
from breachdesk.domain.law import ClockRule, LawPack, LawStatus
from breachdesk.domain.standing import AWARENESS, DETECTION, ClockStanding
from breachdesk.services.clock_words import start_words
from breachdesk.services.reliance import force_words, reliance_words
from breachdesk.services.times import in_words

if TYPE_CHECKING:
    from breachdesk.domain.facts import FactDefinition

SURE = LawStatus.IN_FORCE


def deadline_lines(
    pack: LawPack, standing: ClockStanding, zone: str, day: date, facts: Mapping[str, FactDefinition] | None = None
) -> Iterator[str]:
    """Say how a clock stands.

    Args:
        zone: In which times are said.
        day: Of awareness, there.
        facts: Every question, whose words say what a clock waits for.
    """
    yield from _dated(standing.deadline, standing.rule, zone) if standing.deadline else _undated(standing, zone, facts)
    for warning in reliance_words(pack, standing.rule, day):
        yield f"! {warning[0].upper()}{warning[1:]}."
    if standing.deadline:
        yield from _other_ends(standing.deadline, zone)
    for note in pack.notes:
        yield f"Note: {note['en']}"


def _dated(due: Deadline, rule: ClockRule, zone: str) -> Iterator[str]:
    yield f"{in_words(due.due_at, zone)}  ({due.source}, {rule.length})"


def _undated(standing: ClockStanding, zone: str, facts: Mapping[str, FactDefinition] | None) -> Iterator[str]:
    rule = standing.rule
    if standing.waits_for:
        event = standing.waits_for.removeprefix("fact:")
        yield f"Not started: it counts {start_words(rule.starts_from, facts)}. ({rule.source}, {rule.length})"
        yield f"Say when that was with --event {event}=TIME."
    else:
        yield f"No length in the law: {rule.length}. ({rule.source})"
    if standing.at_latest:
        yield f"Should it start, it ends at the latest {in_words(standing.at_latest, zone)}."
    if standing.target_at:
        yield f"The house's own aim, not law: {in_words(standing.target_at, zone)}."


def _other_ends(due: Deadline, zone: str) -> Iterator[str]:
    for reading in due.readings[1:]:
        if reading.due_at != due.due_at:
            end = f"Another reading ends {in_words(reading.due_at, zone)} ({_source(reading)}); plan by the first."
            yield f"{end} {reading.words.get('en', '')}".rstrip()
    ends = {reading.due_at for reading in due.readings}
    for note in due.notes:
        if note.due_at not in ends:  # Else it stretches nothing here.
            end = f"Only a note, {note.status.value}: {in_words(note.due_at, zone)} ({note.source})."
            yield f"{end} {note.words.get('en', '')}".rstrip()


def _source(reading: Reading) -> str:
    return str(reading.source) if reading.status is SURE else f"{reading.source}, {reading.status.value}"


def clock_words(pack: LawPack, rule: ClockRule, facts: Mapping[str, FactDefinition], today: date) -> str:
    """Say a clock in a few words: its length, from what, and what speaks against relying on it."""
    length = rule.length.replace("elapsed ", "")
    said = [f"{length} {start_words(rule.starts_from, facts)}" if rule.has_length else _undated_words(rule, facts)]
    said += [words for words in (force_words(pack, rule, today), "" if rule.status is SURE else rule.status.value) if words]
    return "; ".join(dict.fromkeys(said))


def _undated_words(rule: ClockRule, facts: Mapping[str, FactDefinition]) -> str:
    usual = rule.starts_from in (AWARENESS, DETECTION)
    return rule.length if usual else f"{rule.length}, {start_words(rule.starts_from, facts)}"


def by_regime(packs: Iterable[LawPack]) -> Iterator[tuple[LawPack, tuple[ClockRule, ...]]]:
    """Give each regime that has clocks, with them."""
    for pack in packs:
        if pack.clocks:
            yield pack, tuple(pack.clocks.values())
