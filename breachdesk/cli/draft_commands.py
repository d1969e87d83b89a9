"""`breachdesk notice draft`, `templates`, `languages`: writing notices, and what they are written from."""

from __future__ import annotations

import click

from breachdesk.cli.documents import notice_document
from breachdesk.cli.front import Front
from breachdesk.cli.notice_commands import JSON, REFERENCE, after_draft, notice
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.domain.errors import NotAllowed, TemplateProblem
from breachdesk.domain.official_languages import OFFICIAL
from breachdesk.domain.terms import NoticeKind, Stage


@notice.command()
@REFERENCE
@click.argument("kind", type=click.Choice([k.value for k in NoticeKind]), required=False)
@click.option("--language", default="nl", show_default=True)
@click.option("--group", default="", metavar="GROUP", help="Only what concerns this subject group.")
@click.option("--stage", type=click.Choice([s.value for s in Stage]), help="Of a notification; what follows if left out.")
@click.option("--personal", is_flag=True, help="Greet each addressee by name.")
@click.option("--own-data", is_flag=True, help="Name each addressee's own data.")
@click.option("--reason", default="", help="Why a notification is withdrawn.")
@click.option("--late-reasons", default="", help="Why the notification is late (Art. 33(1)).")
@click.option("--all", "every", is_flag=True, help="Every notice the incident asks for, in each reader's language.")
@JSON
@click.pass_obj
def draft(
    front: Front,
    reference: str,
    kind: str | None,
    language: str,
    group: str,
    stage: str | None,
    personal: bool,
    own_data: bool,
    reason: str,
    late_reasons: str,
    every: bool,
    as_json: bool,
) -> None:
    """Write a notice from the facts as they are, as the next revision."""
    if every or kind is None:
        if not every or kind is not None:
            raise click.UsageError("Say which KIND to write, or --all for every notice the incident asks for.")
        _draft_all(front, reference, late_reasons, as_json)
        return
    made = front.desk().notices.draft(
        reference,
        NoticeKind(kind),
        language,
        front.actor,
        late_reasons,
        group=group,
        stage=Stage(stage) if stage else None,
        personal=personal,
        own_data=own_data,
        reason=reason,
    )
    after_draft(front, reference, made, as_json)


def _draft_all(front: Front, reference: str, late_reasons: str, as_json: bool) -> None:
    """Write what is wanted; what already says exactly this stands, and what cannot be written is told."""
    desk = front.desk()
    made = []
    for wanted in desk.notices.wanted(desk.incidents.get(reference)):
        try:
            revision = desk.notices.draft(
                reference, wanted.kind, wanted.language, front.actor, late_reasons, group=wanted.group
            )
        except (NotAllowed, TemplateProblem) as refused:
            tell(str(refused))
            continue
        made.append(revision.notice)
        tell(f"Saved {revision.notice} revision {revision.number}: {wanted.because}.")
    incident = desk.incidents.get(reference)
    if as_json:
        document([notice_document(desk.notices.state(incident, notice_)) for notice_ in made])
        return
    for notice_ in made:
        say(notice_)


@notice.command()
@JSON
@click.pass_obj
def templates(front: Front, as_json: bool) -> None:
    """List the templates: for which notice and language, where each comes from, and what is wrong with it."""
    notices = front.desk().notices
    lines = notices.templates()
    for wrong in dict.fromkeys((*notices.left_out(), *(problem for line in lines for problem in line.wrong))):
        tell(wrong)
    if as_json:
        document(
            [
                {
                    "id": line.id,
                    "kind": line.kind.value,
                    "language": line.language,
                    "audience": line.kind.audience.value,
                    "channel": line.kind.channel.value,
                    "obligation": line.kind.obligation or None,
                    "origin": line.origin,
                    "sha256": line.sha256,
                    "wrong": list(line.wrong),
                }
                for line in lines
            ]
        )
        return
    rows = [
        (line.language, line.kind.value, line.kind.channel.value, line.kind.obligation or "-", line.origin) for line in lines
    ]
    table(("LANGUAGE", "KIND", "CHANNEL", "DUTY", "FROM"), rows)


@notice.command()
@JSON
@click.pass_obj
def languages(front: Front, as_json: bool) -> None:
    """List the official languages of the Union: which can be written in, and what the others lack."""
    notices = front.desk().notices
    lacking = {code: notices.lacking(code) for code in OFFICIAL}
    if as_json:
        document(
            [{"language": code, "name": OFFICIAL[code], "lacks": list(lacks)} for code, lacks in lacking.items()]
        )
        return
    rows = [(code, OFFICIAL[code], "complete" if not lacks else _shortly(lacks)) for code, lacks in lacking.items()]
    table(("LANGUAGE", "", "STATE"), rows)


def _shortly(lacks: tuple[str, ...]) -> str:
    more = f" and {len(lacks) - 1} more" if len(lacks) > 1 else ""
    return f"lacks {lacks[0]}{more}"
