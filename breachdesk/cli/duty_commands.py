"""`breachdesk duties`, `duty`, `confirm`, `verdict`, `moment`: what the law asks, and what was decided about it."""

from __future__ import annotations

import click

from breachdesk.cli.documents import case_document
from breachdesk.cli.front import Front
from breachdesk.cli.law_documents import Document, clock_document
from breachdesk.cli.speaking import document, say, table
from breachdesk.domain.incident import Incident
from breachdesk.domain.obligations import Obligation, Standing
from breachdesk.domain.terms import Duty, Moment
from breachdesk.domain.verdict import Verdict
from breachdesk.services.duty_views import clock_face, note_words, standing_face, state_words
from breachdesk.services.views import clock_line

REFERENCE = click.argument("reference", metavar="REF")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
DUTIES = {"authority": Duty.NOTIFY_AUTHORITY, "individuals": Duty.NOTIFY_INDIVIDUALS}
VERDICTS = [v.value for v in Verdict if v is not Verdict.UNDETERMINED]


@click.command()
@REFERENCE
@click.option("--all", "show_all", is_flag=True, help="Also those that do not apply.")
@JSON
@click.pass_obj
def duties(front: Front, reference: str, show_all: bool, as_json: bool) -> None:
    """List an incident's obligations over all regimes: which apply, which cannot be told yet, and their clocks."""
    desk, now = front.desk(), front.now()
    facts = desk.facts()
    incident = desk.incidents.get(reference)
    rows = [r for r in desk.duties.of(incident) if show_all or as_json or r.standing is not Standing.DOES_NOT]
    if as_json:
        document([_obligation_document(row, incident) for row in rows])
        return
    cells = [
        (r.id, str(standing_face(r)), r.addressee, str(clock_face(r, now, incident.zone, facts)), state_words(r))
        for r in rows
    ]
    table(("DUTY", "APPLIES", "TOWARDS", "CLOCK", "STATE"), cells)
    for row in rows:
        for reason in row.reasons:
            say(f"{row.id}: {reason.because} ({reason.source})")
        if row.needs:
            say(f"{row.id}: would tell: {', '.join(row.needs)}")
        _say_notes(row)
        if row.concerned:
            say(f"{row.id}: concerned too: {', '.join(row.concerned)} (GDPR Art. 4(22), 56)")


@click.command()
@REFERENCE
@click.argument("obligation", metavar="DUTY")
@click.option("--done", "number", metavar="REFERENCE", help="It was done; what the other side gave, or how one can see it.")
@click.option("--at", default="now", show_default=True, metavar="TIME", help="When it was done.")
@click.option("--stage", default="", metavar="CLOCK", help="Which stage; the first one still open if left out.")
@click.option("--decline", "reason", metavar="REASON", help="It is not done, and why.")
@JSON
@click.pass_obj
def duty(
    front: Front, reference: str, obligation: str, number: str | None, at: str, stage: str, reason: str | None, as_json: bool
) -> None:
    """Record that another duty was done, or turn it down with reasons."""
    if (number is None) == (reason is None):
        raise click.UsageError("Give --done REFERENCE, or --decline REASON.")
    desk = front.desk()
    if number is not None:
        saved = desk.duties.meet(reference, obligation, stage, at, number, front.actor)
    else:
        saved = desk.duties.decline(reference, obligation, reason or "", front.actor)
    _after(front, saved, as_json)
    if not as_json:
        for row in desk.duties.of(saved):
            if row.id == obligation:
                _say_notes(row)


@click.command()
@REFERENCE
@click.argument("whom", type=click.Choice(sorted(DUTIES)))
@click.option("--reason", required=True, help="Why you stand by it; kept with the decision.")
@JSON
@click.pass_obj
def confirm(front: Front, reference: str, whom: str, reason: str, as_json: bool) -> None:
    """Stand by a decision not to notify, as its second person or after the hour."""
    _after(front, front.desk().assessing.confirm(reference, DUTIES[whom], reason, front.actor), as_json)


@click.command()
@REFERENCE
@click.argument("verdict", metavar="VERDICT", type=click.Choice(VERDICTS))
@click.option("--reason", required=True, help="Why; kept in the record, also when it is no breach.")
@JSON
@click.pass_obj
def verdict(front: Front, reference: str, verdict: str, reason: str, as_json: bool) -> None:
    """Record what the incident turned out to be (Art. 4(12)): a breach, or why it is none."""
    _after(front, front.desk().assessing.record_verdict(reference, Verdict(verdict), reason, front.actor), as_json)


@click.command()
@REFERENCE
@click.argument("which", metavar="MOMENT", type=click.Choice([m.value for m in Moment]))
@click.option("--at", required=True, metavar="TIME", help="When it was.")
@click.option("--reason", required=True, help="Who or what says so.")
@JSON
@click.pass_obj
def moment(front: Front, reference: str, which: str, at: str, reason: str, as_json: bool) -> None:
    """Record the first signal or the start of the investigation, apart from awareness."""
    _after(front, front.desk().duties.note_moment(reference, Moment(which), at, reason, front.actor), as_json)


def _say_notes(row: Obligation) -> None:
    for note in row.notes:
        say(f"{row.id}: {note_words(note)}")


def _after(front: Front, saved: Incident, as_json: bool) -> None:
    if as_json:
        document(case_document(front.desk().overview.case(saved.id), front.now()))
        return
    say(f"{saved.reference}  {saved.title}  {clock_line(saved, front.now(), narrow=False)}")


def _obligation_document(row: Obligation, incident: Incident) -> Document:
    return {
        "id": row.id,
        "regime": row.regime,
        "kind": row.duty.kind.value,
        "label": row.duty.label["en"],
        "addressee": row.addressee,
        "country": row.country or None,
        "standing": row.standing.value,
        "state": row.state.value,
        "state_because": row.state_because or None,
        "reasons": [{"because": r.because, "facts": list(r.facts), "source": str(r.source)} for r in row.reasons],
        "missing": list(row.needs),
        "source": str(row.duty.source),
        "status": row.status.value,
        "concerned": list(row.concerned),
        "notes": [{"text": n.text["en"], "source": str(n.source), "status": n.status.value} for n in row.notes],
        "clocks": [clock_document(clock, incident.aware_at, incident.zone) for clock in row.clocks],
    }
