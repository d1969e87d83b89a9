"""The duties of a regime's rule pack, read from its file: to whom, when, by which clocks; and whom the pack leaves out.

What is to be known beside a duty stands with it as a note, cited like everything else.
"""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.conditions import ALWAYS, Condition
from breachdesk.domain.law import Citation, ClockRule, DutyKind, DutyNote, DutyRule, Exemption, LawStatus
from breachdesk.files.condition_reader import ConditionReader
from breachdesk.files.fields import Fields, nearest
from breachdesk.files.law_fields import InForce, cited_by_key, days_in_force, refuse_proposed, slug, words


def duty_rule(
    part: Fields,
    known: Mapping[str, Citation],
    clocks: Mapping[str, ClockRule],
    reader: ConditionReader | None,
    held: InForce | None,
) -> DutyRule | None:
    """Read one duty: towards whom, when, by which of the pack's clocks."""
    id_ = slug(part)
    kind = part.choice("kind", tuple(DutyKind))
    label, addressee = words(part, "label"), words(part, "addressee")
    because = words(part, "because", required=False)
    when = condition(part, reader)
    wanted = part.texts_with_lines("clocks")
    for clock, line in wanted:
        if clock not in clocks:
            part.problem(f"'{clock[:40]}' is none of the pack's clocks.{nearest(clock, clocks)}", line)
    source = cited_by_key(part, "source", known)
    status = part.choice("status", tuple(LawStatus), held.status if held else LawStatus.IN_FORCE)
    refuse_proposed(part, LawStatus(status) if status else None, held)
    since, until = days_in_force(part)
    notes = tuple(n for n in (_note(inner, known, reader) for inner in part.parts("notes")) if n is not None)
    part.end()
    if not kind or source is None:
        return None
    return DutyRule(
        id=id_,
        kind=DutyKind(kind),
        label=label,
        addressee=addressee,
        source=source,
        when=when,
        because=because,
        clocks=tuple(clock for clock, _ in wanted),
        status=LawStatus(status),
        in_force_from=since,
        repealed_from=until,
        notes=notes,
    )


def _note(part: Fields, known: Mapping[str, Citation], reader: ConditionReader | None) -> DutyNote | None:
    text = words(part, "text")
    when = condition(part, reader)
    status = part.choice("status", tuple(LawStatus))
    source = cited_by_key(part, "source", known)
    part.end()
    return DutyNote(text, source, LawStatus(status), when) if status and source is not None else None


def exemption_of(part: Fields, known: Mapping[str, Citation], reader: ConditionReader | None) -> Exemption | None:
    """Read whom the pack leaves out."""
    because = words(part, "because")
    if not part.has("when"):
        part.problem("'when' is missing; say who or what is left out, or it would be everybody.")
    when = condition(part, reader)
    source = cited_by_key(part, "source", known)
    part.end()
    return Exemption(because, when, source) if source is not None else None


def condition(part: Fields, reader: ConditionReader | None) -> Condition:
    """Take when something holds; without a reader it is passed over."""
    node = part.take("when")
    return reader.read(node, f"{part.path}.when".lstrip(".")) if reader is not None else ALWAYS
