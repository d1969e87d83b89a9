"""What a text rests on besides facts: the incident's own instants, the house, the scope, a decision; each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from breachdesk.domain.drafting import LetterContext
from breachdesk.domain.group_facts import facts_for_group
from breachdesk.domain.incident import Incident
from breachdesk.domain.provenance import NOT_KNOWN, Basis, basis_of
from breachdesk.domain.terms import Duty
from breachdesk.services.times import in_words

WISHED = ("incident:late_reasons", "incident:reason", "incident:stage")
"""What whoever drafted a text said about it; later facts do not change it."""

Made = Callable[[Incident, LetterContext], Basis]
"""Says what one source says now."""


def bases_of(ids: Iterable[str], incident: Incident, wish: LetterContext) -> tuple[Basis, ...]:
    """Give what each source of a text says, for a text as it is wished for.

    Args:
        ids: As `Stated.sources` has them.
        incident: As it stands.
        wish: What the text is, or would be, written from.
    """
    ids = tuple(dict.fromkeys(ids))
    facts = wish.facts
    if wish.group and wish.scope is not None:
        facts = facts_for_group(facts, wish.scope, wish.group)
    others = {id_: _OTHERS[id_](incident, wish) for id_ in ids if id_ in _OTHERS}
    return basis_of(ids, facts.by_id, wish.definitions, others)


def _opened(label: str, pick: Callable[[LetterContext], str]) -> Made:
    """What was said when the incident was opened, or corrected since."""

    def basis(incident: Incident, wish: LetterContext) -> Basis:
        words = pick(wish) or NOT_KNOWN
        return Basis(_ID[label], label, words, f"record of {incident.reference}, {incident.reported_by}", incident.opened_at)

    return basis


def _of_scope(id_: str, label: str, items: Callable[[LetterContext], Iterable[str]]) -> Made:
    def basis(incident: Incident, wish: LetterContext) -> Basis:
        saved = incident.saved_scope
        source = f"scope version {saved.version}, {saved.by}" if saved else ""
        rows = tuple(dict.fromkeys(str(row) for line in saved.scope.datasets for row in line.because)) if saved else ()
        words = ", ".join(items(wish)) if wish.scope else ""
        return Basis(id_, label, words or NOT_KNOWN, source, saved.at if saved else None, rows)

    return basis


def _decision(incident: Incident, wish: LetterContext) -> Basis:
    made = incident.decision(Duty.NOTIFY_INDIVIDUALS)
    if made is None:
        return Basis("decision:notify_individuals", "decision to tell the people", NOT_KNOWN, "")
    told = ", told" if incident.people_told else ""
    words = f"{'tell them' if made.notify else 'do not tell them'}{told}: {made.reason}"
    return Basis("decision:notify_individuals", "decision to tell the people", words, f"decision of {made.by}", made.at)


def _controller(incident: Incident, wish: LetterContext) -> Basis:
    c = wish.controller
    words = ", ".join(part for part in (c.name, c.address, c.country, c.registration) if part)
    return Basis("inventory:controller", "the organisation", words, "inventory, controller")


def _dpo(incident: Incident, wish: LetterContext) -> Basis:
    words = ", ".join(part for part in (wish.dpo.name, wish.dpo.email, wish.dpo.phone) if part) if wish.dpo else NOT_KNOWN
    return Basis("inventory:dpo", "contact point", words, "inventory, dpo")


def _authority(incident: Incident, wish: LetterContext) -> Basis:
    a = wish.authority
    checked = f", checked {a.checked_on.isoformat()}" if a.checked_on else ", not checked"
    return Basis("incident:authority", "the authority", a.name, f"data on authorities{checked}")


def _due(incident: Incident, wish: LetterContext) -> Basis:
    words = in_words(wish.due_at, wish.zone)
    return Basis("incident:due_at", "last instant for the notification", words, "GDPR Art. 33(1), from awareness")


def _filing(incident: Incident, wish: LetterContext) -> Basis:
    first = min(incident.filings, key=lambda filing: filing.filed_at, default=None)
    if first is None:
        return Basis("incident:first_filing", "first notification", NOT_KNOWN, "")
    words = f"{in_words(first.filed_at, wish.zone)}, {first.reference}"
    return Basis("incident:first_filing", "first notification", words, f"filed by {first.by}", first.filed_at)


def _wished(id_: str, label: str, pick: Callable[[LetterContext], str]) -> Made:
    """What whoever drafted the text said about it."""

    def basis(incident: Incident, wish: LetterContext) -> Basis:
        return Basis(id_, label, pick(wish) or NOT_KNOWN, "said when it was drafted", wish.written_at)

    return basis


_ID = {
    "reference of the incident": "incident:reference",
    "title of the incident": "incident:title",
    "detection": "incident:detected_at",
    "awareness": "incident:aware_at",
    "why awareness came later": "incident:awareness_reason",
}
_OTHERS: Mapping[str, Made] = {
    "incident:reference": _opened("reference of the incident", lambda c: c.reference),
    "incident:title": _opened("title of the incident", lambda c: c.title),
    "incident:detected_at": _opened("detection", lambda c: in_words(c.detected_at, c.zone)),
    "incident:aware_at": _opened("awareness", lambda c: in_words(c.aware_at, c.zone)),
    "incident:awareness_reason": _opened("why awareness came later", lambda c: c.awareness_reason),
    "incident:due_at": _due,
    "incident:authority": _authority,
    "incident:first_filing": _filing,
    "incident:late_reasons": _wished("incident:late_reasons", "reasons for the delay", lambda c: c.late_reasons),
    "incident:reason": _wished("incident:reason", "reason for the withdrawal", lambda c: c.reason),
    "incident:stage": _wished("incident:stage", "stage of the notification", lambda c: c.stage.value),
    "inventory:controller": _controller,
    "inventory:dpo": _dpo,
    "decision:notify_individuals": _decision,
    "scope:countries": _of_scope("scope:countries", "countries", lambda c: c.scope.countries if c.scope else ()),
    "scope:systems": _of_scope("scope:systems", "systems hit", lambda c: c.scope.systems if c.scope else ()),
    "scope:processors": _of_scope("scope:processors", "processors", lambda c: c.scope.processors if c.scope else ()),
}
