"""`breachdesk notice …`, `send`, `outbox`: drafts, revisions, review, filing, delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click

from breachdesk.cli.check_words import check_document, check_lines
from breachdesk.cli.documents import delivery_document, filing_document, notice_document
from breachdesk.cli.export_commands import export, import_, pack, verify
from breachdesk.cli.front import Front
from breachdesk.cli.review_commands import REVIEW_COMMANDS
from breachdesk.cli.review_documents import words_document
from breachdesk.cli.speaking import document, say, say_wrapped, table, tell
from breachdesk.domain.deliveries import DeliveryState
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.incident import Approval, Incident
from breachdesk.domain.notice_plan import list_beside_scope
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.notices import NoticeState
from breachdesk.services.source_words import paragraph_words
from breachdesk.services.times import in_words
from breachdesk.services.views import DELIVERY_FACES, signed_lines

REFERENCE = click.argument("reference", metavar="REF")
NOTICE = click.argument("notice_name", metavar="NOTICE")
NUMBER = click.option("--revision", "number", type=click.IntRange(min=1), help="The newest if left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def notice() -> None:
    """Draft, compare, review, approve, file and export notices. NOTICE is such as notification-nl."""


for command in REVIEW_COMMANDS:
    notice.add_command(command)


@notice.command()
@REFERENCE
@NOTICE
@click.option("--text", "text_file", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--subject", default=None, help="The old one if left out.")
@JSON
@click.pass_obj
def revise(front: Front, reference: str, notice_name: str, text_file: Path, subject: str | None, as_json: bool) -> None:
    """Save an edited text as the next revision; an approval of the one before is void."""
    notices = front.desk().notices
    old = notices.state(front.desk().incidents.get(reference), notice_name).revision
    try:
        text = text_file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WrongInput(f"{text_file.name} is not UTF-8; save it as UTF-8 and try again.") from error
    except OSError as error:
        raise WrongInput(f"{text_file.name} cannot be read: {error.strerror or error}.") from error
    line = old.subject if subject is None else subject
    made = notices.revise(reference, notice_name, line, text, front.actor)
    after_draft(front, reference, made, as_json)


@notice.command()
@REFERENCE
@NOTICE
@NUMBER
@JSON
@click.pass_obj
def show(front: Front, reference: str, notice_name: str, number: int | None, as_json: bool) -> None:
    """Show a revision's text."""
    state = front.desk().notices.state(front.desk().incidents.get(reference), notice_name, number)
    if as_json:
        document(notice_document(state))
        return
    say(state.revision.subject)
    say()
    say(state.revision.text)


@notice.command()
@REFERENCE
@NOTICE
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
@click.option("--lines", "as_lines", is_flag=True, help="The lines that differ, instead of the words.")
@JSON
@click.pass_obj
def diff(
    front: Front, reference: str, notice_name: str, old: int, new: int, as_lines: bool, as_json: bool
) -> None:
    """Show what changed between two revisions: [-taken out-] and [+put in+]."""
    desk = front.desk()
    incident = desk.incidents.get(reference)
    words = desk.reviewing.words_between(incident, notice_name, old, new)
    lines = desk.notices.diff(incident, notice_name, old, new) if as_lines or as_json else ()
    if as_json:
        said = {"subject_words": words_document(words.subject), "words": words_document(words.paragraphs)}
        document({"notice": notice_name, "from": old, "to": new, "lines": list(lines), **said})
        return
    for line in lines:
        say(line)
    for paragraph in () if as_lines else words.changed:
        say_wrapped(paragraph_words(paragraph))
        say()


@notice.command()
@REFERENCE
@NOTICE
@NUMBER
@JSON
@click.pass_obj
def check(front: Front, reference: str, notice_name: str, number: int | None, as_json: bool) -> None:
    """Say what a revision still misses, and whether its approval holds."""
    incident = front.desk().incidents.get(reference)
    state = front.desk().notices.state(incident, notice_name, number)
    revision = state.revision
    remarks = front.desk().checking.remarks(incident, revision)
    readability = front.desk().checking.readability(incident, revision)
    if as_json:
        document({**notice_document(state), **check_document(remarks, readability)})
        return
    say(f"{revision.notice}, revision {revision.number} of {state.of}, by {revision.author}")
    for line in check_lines(remarks, readability):
        say(line)
    for line in _standing(front, incident, state):
        say(f"  {line}")


def _standing(front: Front, incident: Incident, state: NoticeState) -> Iterator[str]:
    """Say where a text stands: in phases, out of date, sent back, approved and whether that holds."""
    if state.revision.in_phases and state.revision.kind is NoticeKind.NOTIFICATION:
        yield "This is a first notification in phases (GDPR Art. 33(4)); the rest follows."
    if state.facts_changed:
        yield "The facts have changed since it was written; draft again to take them in."
    if state.changes_asked:
        yield f"{state.changes_asked.by} asked for changes: {state.changes_asked.reason}"
    if state.open_comments:
        yield f"comments still open: {state.open_comments}"
    yield from _approved(front, incident, state.approval) if state.approval else ["not approved"]


def _approved(front: Front, incident: Incident, approval: Approval) -> Iterator[str]:
    yield f"approved by {approval.by}, {in_words(approval.at, incident.zone)}"
    yield from signed_lines(approval)
    void = front.desk().approving.why_void(incident, approval)
    if void:
        yield f"it does not hold: {void}"


@notice.command()
@REFERENCE
@NOTICE
@NUMBER
@click.option("--to", "addressees", type=click.Path(path_type=Path), metavar="FILE.csv", help="Who gets a letter.")
@JSON
@click.pass_obj
def approve(
    front: Front, reference: str, notice_name: str, number: int | None, addressees: Path | None, as_json: bool
) -> None:
    """Approve exactly one text, as the DPO you are (--as NAME), and sign it; a communication with its list."""
    approving = front.desk().approving
    if not approving.four_eyes:
        tell("Four-eyes is off here: the author of a text may approve it. The record says so.")
    people = front.read_addressees(addressees) if addressees is not None else None
    saved = approving.approve(reference, notice_name, front.actor, number, addressees=people)
    state = front.desk().notices.state(saved, notice_name)
    if as_json:
        document(notice_document(state))
        return
    say(f"{front.actor} approved {notice_name} revision {state.revision.number}, {state.revision.sha256[:12]}.")
    few = list_beside_scope(saved, state.revision.group, len(people.rows)) if people is not None else ""
    if few:
        tell(few)
    for line in signed_lines(state.approval):
        say(line)


@notice.command()
@REFERENCE
@NOTICE
@click.option("--reason", required=True)
@JSON
@click.pass_obj
def withdraw(front: Front, reference: str, notice_name: str, reason: str, as_json: bool) -> None:
    """Take back an approval."""
    saved = front.desk().approving.withdraw(reference, notice_name, reason, front.actor)
    if as_json:
        document(notice_document(front.desk().notices.state(saved, notice_name)))
        return
    say(f"The approval of {notice_name} no longer holds.")


@notice.command(name="file")
@REFERENCE
@NOTICE
@click.option("--reference", "number", required=True, metavar="NUMBER", help="What the authority's portal gave you.")
@click.option("--at", "filed_at", default="now", show_default=True, metavar="TIME")
@click.option("--late-reasons", default="", help="Why after the deadline (Art. 33(1)).")
@JSON
@click.pass_obj
def file_(
    front: Front, reference: str, notice_name: str, number: str, filed_at: str, late_reasons: str, as_json: bool
) -> None:
    """Record that the approved notification was made in the authority's portal; this freezes the clock."""
    saved = front.desk().approving.file(reference, notice_name, number, front.actor, filed_at, late_reasons)
    filing = saved.filings[-1]
    if as_json:
        document(filing_document(filing))
        return
    say(f"Filed {in_words(filing.filed_at, saved.zone)} under {filing.reference}. The clock stands still.")


for command in (export, import_, pack, verify):
    notice.add_command(command)


@click.command()
@REFERENCE
@NOTICE
@click.option("--to", "addressees", type=click.Path(path_type=Path), metavar="FILE.csv", help="Columns name, email.")
@JSON
@click.pass_obj
def send(front: Front, reference: str, notice_name: str, addressees: Path | None, as_json: bool) -> None:
    """Send an approved communication: one person, one letter."""
    outbox = front.desk().outbox
    if addressees is not None:
        queued = outbox.queue(reference, notice_name, front.read_addressees(addressees), front.actor)
        tell(f"{queued} letters queued.")
    report = asyncio.run(outbox.send(reference, notice_name, front.actor))
    if as_json:
        counts = {state.value: report.count(state) for state in DeliveryState}
        document({"notice": report.notice, "revision": report.number, "letters": counts, "stopped": report.stopped})
        return
    said = ", ".join(f"{report.count(s)} {s.value}" for s in DeliveryState if report.count(s))
    say(f"{report.notice} revision {report.number}: {said}.")
    if report.stopped:
        tell(f"Stopped: {report.stopped}.")


@click.command()
@click.argument("reference", metavar="REF", required=False)
@click.option("--resolve", "letter", metavar="ID", help="Settle an uncertain letter.")
@click.option("--sent", "outcome", flag_value="sent", help="The server's log says it was sent.")
@click.option("--again", "outcome", flag_value="again", help="Send it again, under the same Message-ID.")
@click.option("--reason", default="", help="How you know.")
@JSON
@click.pass_obj
def outbox(
    front: Front, reference: str | None, letter: str | None, outcome: str | None, reason: str, as_json: bool
) -> None:
    """Look at the letters; settle what is uncertain."""
    desk = front.desk()
    if letter:
        if outcome is None:
            raise click.UsageError("Say --sent or --again.")
        settled = desk.outbox.resolve(letter, outcome == "sent", reason, front.actor)
        tell(f"Letter {settled.id[:8]} is now {settled.state.value}.")
    desk.outbox.settle_interrupted()
    letters = desk.outbox.all(reference)
    if as_json:
        document([delivery_document(d) for d in letters])
        return
    rows = [(d.id[:8], str(DELIVERY_FACES[d.state]), d.to_address, d.notice, d.detail) for d in letters]
    table(("LETTER", "STATE", "TO", "NOTICE", "DETAIL"), rows)


def after_draft(front: Front, reference: str, made: Revision, as_json: bool) -> None:
    """Say what was saved and what it still misses."""
    state = front.desk().notices.state(front.desk().incidents.get(reference), made.notice)
    if as_json:
        document(notice_document(state))
        return
    say(f"Saved {made.notice} revision {made.number}, {made.sha256[:12]}.")
    if made.in_phases:
        say(f"Not known yet, and said so in the text: {', '.join(g.label for g in made.gaps)}.")
