"""What a reviewer without the program is given: the Incident, its clock and figures, and each notice with what it rests on.

Plain values; how they look is for whoever draws the page. Nothing is left out in silence: what nobody knows says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.provenance import NOT_KNOWN
from breachdesk.domain.terms import Duty
from breachdesk.services.document_port import MarginNote, NoticeDocument, PackNote, PackNotice
from breachdesk.services.views import DUTY_WORDS

LocalTime = Callable[[datetime], str]
Rows = tuple[tuple[str, str], ...]
Part = tuple[str, Rows]


def parts_of(incident: Incident, clock: str, local: LocalTime) -> tuple[Part, ...]:
    """Give what stands before the notices: the Incident, its clock, what was decided, its figures.

    Args:
        incident: The Incident.
        clock: How the clock stands, in words.
        local: Says an instant in the Incident's zone.
    """
    return (
        ("Incident", tuple(_incident(incident, local))),
        ("Clock", tuple(_clock(incident, clock, local))),
        ("Decisions", tuple(_decisions(incident, local))),
        ("Figures", tuple(_figures(incident))),
    )


def notice_of(document: NoticeDocument, incident: Incident, approval: Approval | None, remarks: Iterable[str]) -> PackNotice:
    """Give one notice with everything that was said about it."""
    revision = document.revision
    basis = {one.id: one for one in revision.basis}
    notes = tuple(
        PackNote(one.sentence, tuple((basis[i].label, basis[i].value, basis[i].source) for i in one.sources if i in basis))
        for one in revision.stated
    )
    comments = tuple(
        MarginNote(c.paragraph, c.by, f"{c.text} — {c.answer}" if c.answer else c.text)
        for c in incident.comments.values()
        if c.notice == revision.notice and c.number == revision.number
    )
    asked = incident.change_requests.get(revision.notice)
    wanted = (MarginNote(0, asked.by, f"Changes requested: {asked.reason}"),) if asked else ()
    missing = tuple(f"Not known yet: {gap.label} ({gap.article})" for gap in revision.gaps)
    manifest = approval.manifest if approval else None
    inputs = tuple((name.replace("_", " "), str(value)) for name, value in asdict(manifest).items()) if manifest else ()
    return PackNotice(
        document=document,
        of=len(incident.revisions[revision.notice]),
        notes=tuple(note for note in notes if note.basis),
        remarks=(*missing, *remarks),
        comments=(*wanted, *comments),
        manifest=inputs,
        signature=approval.signature.armored if approval and approval.signature else "",
    )


def _incident(incident: Incident, local: LocalTime) -> Iterator[tuple[str, str]]:
    yield "Reference", incident.reference
    yield "Title", incident.title
    yield "Detected", local(incident.detected_at)
    yield "Aware", local(incident.aware_at)
    yield "Why then", incident.awareness_reason or NOT_KNOWN
    yield "Reported by", incident.reported_by
    yield "Authority", incident.authority.name
    said = incident.verdict
    if said is not None:
        yield "Said to be", f"{said.verdict.value.replace('-', ' ')}, by {said.by}: {said.reason}"


def _clock(incident: Incident, clock: str, local: LocalTime) -> Iterator[tuple[str, str]]:
    yield "Last instant for the authority", local(incident.deadline.due_at)
    yield "Stands", clock
    for filing in incident.filings:
        yield "Filed", f"{local(filing.filed_at)}, {filing.notice} revision {filing.number}, under {filing.reference}"


def _decisions(incident: Incident, local: LocalTime) -> Iterator[tuple[str, str]]:
    for duty in (Duty.NOTIFY_AUTHORITY, Duty.NOTIFY_INDIVIDUALS):
        found = incident.decision(duty)
        if found is None:
            yield DUTY_WORDS[duty], "no decision on record"
            continue
        what = "notify" if found.notify else "do not notify"
        yield DUTY_WORDS[duty], f"{what}, by {found.by}, {local(found.at)}: {found.reason}"


def _figures(incident: Incident) -> Iterator[tuple[str, str]]:
    scope = incident.scope
    if scope is None:
        yield "Scope", "none saved: how many people are concerned is not known yet"
        return
    yield "People", str(scope.people)
    yield "Records", str(scope.records)
    yield "Systems", ", ".join(scope.systems) or "none named"
    for group in scope.groups:
        yield f"Of group {group.id}", str(group.people)
