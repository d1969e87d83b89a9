"""`breachdesk notice …`, `send`, `outbox`: drafts, revisions, review, filing, delivery."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import click

from breachdesk.cli.documents import delivery_document, filing_document, notice_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.cli.whole_files import write_whole
from breachdesk.domain.deliveries import DeliveryState, OutgoingMail
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotFound, WrongInput
from breachdesk.domain.terms import NoticeKind
from breachdesk.services.exercise_letters import marked_subject, marked_text
from breachdesk.services.times import in_words
from breachdesk.services.views import DELIVERY_FACES, signed_lines

REFERENCE = click.argument("reference", metavar="REF")
NOTICE = click.argument("notice_name", metavar="NOTICE")
NUMBER = click.option("--revision", "number", type=click.IntRange(min=1), help="The newest if left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def notice() -> None:
    """Draft, compare, approve, file and export notices. NOTICE is such as notification-nl."""


@notice.command()
@REFERENCE
@click.argument("kind", type=click.Choice([k.value for k in NoticeKind]))
@click.option("--language", default="nl", show_default=True)
@click.option("--late-reasons", default="", help="Why the notification is late (Art. 33(1)).")
@JSON
@click.pass_obj
def draft(front: Front, reference: str, kind: str, language: str, late_reasons: str, as_json: bool) -> None:
    """Write a notice from the facts as they are, as the next revision."""
    made = front.desk().notices.draft(reference, NoticeKind(kind), language, front.actor, late_reasons)
    _after(front, reference, made, as_json)


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
    _after(front, reference, made, as_json)


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
@JSON
@click.pass_obj
def diff(front: Front, reference: str, notice_name: str, old: int, new: int, as_json: bool) -> None:
    """Show what changed between two revisions."""
    lines = front.desk().notices.diff(front.desk().incidents.get(reference), notice_name, old, new)
    if as_json:
        document({"notice": notice_name, "from": old, "to": new, "lines": list(lines)})
        return
    for line in lines:
        say(line)


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
    if as_json:
        document(notice_document(state))
        return
    revision = state.revision
    say(f"{revision.notice}, revision {revision.number} of {state.of}, by {revision.author}")
    for gap in state.gaps:
        say(f"  not known yet: {gap.label} ({gap.fact}, {gap.article})")
    if revision.in_phases and revision.kind is NoticeKind.NOTIFICATION:
        say("  This is a first notification in phases (GDPR Art. 33(4)); the rest follows.")
    if state.facts_changed:
        say("  The facts have changed since it was written; draft again to take them in.")
    if state.approval:
        say(f"  approved by {state.approval.by}, {in_words(state.approval.at, incident.zone)}")
        for line in signed_lines(state.approval):
            say(f"  {line}")
        void = front.desk().approving.why_void(incident, state.approval)
        if void:
            say(f"  it does not hold: {void}")
    else:
        say("  not approved")


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


@notice.command()
@REFERENCE
@NOTICE
@NUMBER
@click.option("--dir", "folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@JSON
@click.pass_obj
def export(
    front: Front, reference: str, notice_name: str, number: int | None, folder: Path, as_json: bool
) -> None:
    """Write a revision as Markdown and .eml."""
    incident = front.desk().incidents.get(reference)
    state = front.desk().notices.state(incident, notice_name, number)
    if state.approval is not None:
        front.desk().approving.text_to_hand_out(incident, notice_name)
    paths = write_files(front, incident.reference, state.revision, folder)
    if as_json:
        document({"files": [str(path) for path in paths]})
        return
    for path in paths:
        say(str(path))


def write_files(front: Front, reference: str, revision: Revision, folder: Path) -> tuple[Path, Path]:
    """Write a revision as Markdown and .eml, readable by the owner only; names are made, never taken over."""
    revision = _marked(revision) if front.is_drill else revision
    stem = f"{reference}-{revision.notice}-rev{revision.number}"
    paths = folder / f"{stem}.md", folder / f"{stem}.eml"
    markdown = f"# {revision.subject}\n\n{revision.text}"
    for path, content in zip(paths, (markdown.encode(), front.eml(_specimen(front, revision))), strict=True):
        write_whole(path, content)
    return paths


def _marked(revision: Revision) -> Revision:
    """Give a text of an exercise with its mark, also where somebody edited that away."""
    text = marked_text(revision.text, revision.language)
    return replace(revision, subject=marked_subject(revision.subject), text=text)


def _specimen(front: Front, revision: Revision) -> OutgoingMail:
    """The mail as it would go out, addressed to the organisation's own contact point."""
    inventory = front.desk().scoping.inventory()
    if inventory.dpo is None:
        raise NotFound("The inventory names no DPO or contact point to address the specimen to; add 'dpo:' to it.")
    return OutgoingMail(
        message_id=f"<{revision.sha256[:32]}@{inventory.dpo.email.rpartition('@')[2]}>",
        from_name=inventory.controller.name,
        from_address=inventory.dpo.email,
        to_name=inventory.dpo.name,
        to_address=inventory.dpo.email,
        subject=revision.subject,
        text=revision.text,
        written_at=revision.written_at,
        language=revision.language,
    )


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


def _after(front: Front, reference: str, made: Revision, as_json: bool) -> None:
    """Say what was saved and what it still misses."""
    state = front.desk().notices.state(front.desk().incidents.get(reference), made.notice)
    if as_json:
        document(notice_document(state))
        return
    say(f"Saved {made.notice} revision {made.number}, {made.sha256[:12]}.")
    if made.in_phases:
        say(f"Not known yet, and said so in the text: {', '.join(g.label for g in made.gaps)}.")
