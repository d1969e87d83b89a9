"""One regime's rules, read from a dated file: its clocks, its duties, when they apply and where that stands.

A legal value without unit, day in force, status, citation or the day it was read is refused: nobody may
work to a period that cannot be traced.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from breachdesk.domain.law import (
    Citation,
    ClockRule,
    DutyRule,
    LawPack,
    LawStatus,
    LegalValue,
    ReadingRule,
    ReadingShape,
)
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Fields, nearest
from breachdesk.files.law_duties import condition, duty_rule, exemption_of
from breachdesk.files.law_fields import (
    InForce,
    citations,
    cited_by_key,
    in_force,
    legal_value,
    needed,
    opened_text,
    refuse_elsewhere,
    refuse_proposed,
    refuse_second,
    slug,
    words,
)
from breachdesk.files.strict_yaml import read_text

UNITS: Mapping[str, str] = {
    "hours": "elapsed hours",
    "days": "calendar days",
    "working_days": "working days",
    "months": "calendar months",
}
"""The key that holds a length, and the unit that must stand beside it."""

NO_LENGTH = "none in law"
LONGEST = {"hours": 8760, "days": 730, "working_days": 260, "months": 24}
VALUE_UNITS = ("people",)
STARTS = ("awareness", "detection")
STARTS_BY = ("met", "fact")


def load_law(path: Path) -> LawPack:
    """Read one regime's clocks and citations, without its conditions: enough to work out a date.

    Raises:
        FileProblems: a value cannot be traced to its provision, or the file is not strict YAML.
    """
    return read_law(read_text(path), path.name, None)


def read_law(
    text: str, name: str, reader: ConditionReader | None, others: Collection[LawPack] = ()
) -> LawPack:
    """Read one regime's rule pack.

    Args:
        reader: Reads the conditions; without it they are passed over, and nobody is left out.
        others: The packs of the other files; an id of theirs may not stand in this one again.

    Raises:
        FileProblems: a value cannot be traced to its provision, or the file is not strict YAML.
    """
    top, problems = opened_text(text, name)
    is_union_act = top.yes_no("union_act") or False
    values = _values(top)
    if reader is not None:
        reader = reader.on(problems, {value.id: value.amount for value in values})
    id_line = top.line_of("id")
    id_, version, label = slug(top), top.text("version"), words(top, "label")
    refuse_elsewhere(top, id_, {pack.id: "another file" for pack in others}, "pack", id_line)
    held = in_force(top)
    known = citations(top)
    source = cited_by_key(top, "source", known)
    clocks = _clocks(top, known, held, is_union_act, {clock: f"'{pack.id}'" for pack in others for clock in pack.clocks})
    when = condition(top, reader)
    who = words(top, "who", required=False)
    taken = {duty.id: f"'{pack.id}'" for pack in others for duty in pack.duties}
    duties: dict[str, DutyRule] = {}
    for part in top.parts("duties"):
        duty = duty_rule(part, known, clocks, reader, held)
        if duty is not None:
            refuse_second(part, duty.id, duties, "duty")
            refuse_elsewhere(part, duty.id, taken, "duty")
            duties[duty.id] = duty
    exemptions = tuple(e for e in (exemption_of(part, known, reader) for part in top.parts("exemptions")) if e is not None)
    notes = tuple(_note(part) for part in top.parts("notes"))
    top.end()
    if not clocks and not duties and not notes and not problems.found:
        top.problem("'clocks' names no legal period.")
    problems.raise_if_any()
    assert held is not None
    assert source is not None
    return LawPack(
        id=id_,
        version=version,
        label=label,
        in_force_from=held.since,
        status=held.status,
        source=source,
        clocks=clocks,
        citations=known,
        when=when,
        who=who,
        duties=tuple(duties.values()),
        exemptions=exemptions if reader is not None else (),
        repealed_from=held.until,
        notes=notes,
        values=tuple(values),
        in_eea=is_union_act,
    )


def _note(part: Fields) -> Mapping[str, str]:
    found = words(part, "text")
    part.end()
    return found


def _values(top: Fields) -> list[LegalValue]:
    found: dict[str, LegalValue] = {}
    for part in top.parts("values"):
        value = legal_value(part, VALUE_UNITS)
        if value is not None:
            refuse_second(part, value.id, found, "value")
            found[value.id] = value
    return list(found.values())


def _clocks(
    top: Fields, known: Mapping[str, Citation], pack: InForce | None, is_union_act: bool, taken: Mapping[str, str]
) -> dict[str, ClockRule]:
    found: dict[str, ClockRule] = {}
    for part in top.parts("clocks"):
        clock = _clock(part, known, pack, is_union_act)
        if clock is not None:
            refuse_second(part, clock.id, found, "clock")
            refuse_elsewhere(part, clock.id, taken, "clock")
            found[clock.id] = clock
    for clock in found.values():
        earlier = clock.starts_from.removeprefix("met:")
        if clock.starts_from.startswith("met:") and earlier not in found:
            top.problem(f"the clock '{clock.id}' waits for '{earlier}', which is none here.{nearest(earlier, found)}")
    return found


def _clock(
    part: Fields, known: Mapping[str, Citation], pack: InForce | None, is_union_act: bool
) -> ClockRule | None:
    id_, label = slug(part), part.text("label")
    lengths = _lengths(part)
    law_words = words(part, "words", required=False)
    starts_from = _start(part, "starts_from")
    held = in_force(part)
    refuse_proposed(part, held.status if held else None, pack)
    source = cited_by_key(part, "source", known)
    other = cited_by_key(part, "hour_reading_source", known) if part.has("hour_reading_source") else None
    cap = part.part("cap") if part.has("cap") else None
    cap_hours = cap.integer("hours", 1, LONGEST["hours"]) if cap else None
    cap_from = _start(cap, "from") if cap else ""
    if cap:
        cap.choice("unit", (UNITS["hours"],))
        cap.end()
    readings = tuple(r for r in (_reading(inner, known) for inner in part.parts("readings")) if r is not None)
    weekends_only = _weekends_only(part, lengths)
    part.end()
    if held is None or source is None or lengths is None:
        return None
    return ClockRule(
        id=id_,
        label=label,
        hours=lengths.get("hours"),
        starts_from=starts_from,
        in_force_from=held.since,
        status=held.status,
        source=source,
        hour_reading_source=other,
        days=lengths.get("days"),
        working_days=lengths.get("working_days"),
        months=lengths.get("months"),
        words=law_words,
        cap_hours=cap_hours,
        cap_from=cap_from,
        repealed_from=held.until,
        other_readings=readings,
        is_union_act=is_union_act,
        weekends_only=weekends_only,
    )


def _weekends_only(part: Fields, lengths: Mapping[str, int] | None) -> bool:
    line = part.line_of("weekends_only")
    said = bool(part.yes_no("weekends_only")) if part.has("weekends_only") else False
    if said and lengths is not None and "working_days" not in lengths:
        part.problem("'weekends_only' says how working days are counted, and this period has none; take it out.", line)
    return said


def _lengths(part: Fields) -> dict[str, int] | None:
    """Take the one length with its unit, or that the law names none; None, reported, when it is neither."""
    given = [key for key in UNITS if part.has(key)]
    line = part.line_of("unit")
    unit = part.choice("unit", (*UNITS.values(), NO_LENGTH))
    if not given and unit == NO_LENGTH:
        if not part.has("words"):
            part.problem("'words' is missing; where the law names no length, write its own words.", line)
        return {}
    if len(given) != 1:
        for key in given:
            part.take(key)
        said = "two lengths" if given else "no length"
        part.problem(f"the clock has {said}; give one of {', '.join(UNITS)}, or unit: {NO_LENGTH}.")
        return None
    key = given[0]
    before = len(part.problems.found)
    number = needed(part, key, lambda k: part.integer(k, 1, LONGEST[key]), "a period needs its length")
    if unit and unit != UNITS[key]:
        part.problem(f"'unit' is '{unit}', and '{key}' counts {UNITS[key]}; mend one.", line)
    return {key: number} if number is not None and len(part.problems.found) == before else None


def _start(part: Fields, key: str) -> str:
    line = part.line_of(key)
    start = part.text(key)
    head, colon, name = start.partition(":")
    if start and start not in STARTS and not (colon and head in STARTS_BY and name):
        part.problem(
            f"'{key}' is '{start[:40]}'; write awareness, detection, met:<clock> or fact:<instant>."
            f"{nearest(start, STARTS) if not colon else ''}",
            line,
        )
    return start


def _reading(part: Fields, known: Mapping[str, Citation]) -> ReadingRule | None:
    id_ = slug(part)
    shape = part.choice("shape", tuple(ReadingShape))
    status = part.choice("status", tuple(LawStatus))
    source = cited_by_key(part, "source", known)
    said = words(part, "words", required=False)
    is_note = part.yes_no("note_only") or False
    part.end()
    if not shape or not status or source is None:
        return None
    return ReadingRule(id_, ReadingShape(shape), LawStatus(status), source, said, is_note)
