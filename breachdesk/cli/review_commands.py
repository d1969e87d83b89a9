"""`breachdesk notice comment`, `comments`, `settle`, `request-changes`, `sources`: a review without a screen."""

from __future__ import annotations

from collections.abc import Sequence

import click

from breachdesk.cli.front import Front
from breachdesk.cli.review_documents import comment_document, placed_document, sentence_document
from breachdesk.cli.speaking import document, say, say_wrapped
from breachdesk.domain.approval import revision_of
from breachdesk.domain.incident import Incident
from breachdesk.domain.review import PlacedComment
from breachdesk.services.sentence_sources import SourcedSentence, paragraphs_of
from breachdesk.services.source_words import change_words, origin_words
from breachdesk.services.times import in_words

REFERENCE = click.argument("reference", metavar="REF")
NOTICE = click.argument("notice_name", metavar="NOTICE")
NUMBER = click.option("--revision", "number", type=click.IntRange(min=1), help="The newest if left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.command()
@REFERENCE
@NOTICE
@click.argument("text")
@click.option("--paragraph", type=click.IntRange(min=0), default=0, help="Counted from 1; 0 for the text as a whole.")
@NUMBER
@JSON
@click.pass_obj
def comment(
    front: Front, reference: str, notice_name: str, text: str, paragraph: int, number: int | None, as_json: bool
) -> None:
    """Say something about a paragraph of a revision."""
    made = front.desk().reviewing.comment(reference, notice_name, number, paragraph, text, front.actor)
    if as_json:
        document(comment_document(made, made.paragraph))
        return
    say(f"Comment {made.id} on {made.notice} revision {made.number}, {_place(made.paragraph)}.")


@click.command()
@REFERENCE
@click.argument("comment_id", metavar="COMMENT")
@click.argument("answer")
@JSON
@click.pass_obj
def settle(front: Front, reference: str, comment_id: str, answer: str, as_json: bool) -> None:
    """Answer a comment, or say that what it asked for was done; COMMENT is such as c1."""
    desk = front.desk()
    settled = desk.reviewing.settle(reference, comment_id, answer, front.actor)
    if as_json:
        incident = desk.incidents.get(reference)
        placed = desk.reviewing.comments_of(incident, revision_of(incident, settled.notice))
        document(next(placed_document(one) for one in placed if one.comment.id == settled.id))
        return
    say(f"Comment {settled.id} is settled.")


@click.command(name="request-changes")
@REFERENCE
@NOTICE
@click.option("--reason", required=True, help="What has to change.")
@NUMBER
@JSON
@click.pass_obj
def request_changes(
    front: Front, reference: str, notice_name: str, reason: str, number: int | None, as_json: bool
) -> None:
    """Send a text back: nobody can approve it as it is; the next revision answers it."""
    saved = front.desk().reviewing.request_changes(reference, notice_name, number, reason, front.actor)
    request = saved.change_requests[notice_name]
    if as_json:
        keys = {"notice": request.notice, "revision": request.number, "sha256": request.sha256}
        document({**keys, "reason": request.reason, "by": request.by})
        return
    say(f"{request.by} asked for changes in {request.notice} revision {request.number}; nobody can approve it as it is.")


@click.command()
@REFERENCE
@click.argument("notice_name", metavar="[NOTICE]", required=False)
@NUMBER
@JSON
@click.pass_obj
def comments(front: Front, reference: str, notice_name: str | None, number: int | None, as_json: bool) -> None:
    """Show what was said about a notice, or about all of them, where it stands in the newest text."""
    desk = front.desk()
    incident = desk.incidents.get(reference)
    names = [notice_name] if notice_name else list(incident.revisions)
    found = [
        one for name in names for one in desk.reviewing.comments_of(incident, revision_of(incident, name, number))
    ]
    if as_json:
        document([placed_document(one) for one in found])
        return
    for one in found:
        _say_comment(one, incident)
    if not found:
        say("Nothing was said yet.")


@click.command()
@REFERENCE
@NOTICE
@click.option("--paragraph", type=click.IntRange(min=1), help="Only this one, counted from 1.")
@NUMBER
@JSON
@click.pass_obj
def sources(
    front: Front, reference: str, notice_name: str, paragraph: int | None, number: int | None, as_json: bool
) -> None:
    """Show where every sentence comes from: facts with value, source and time, then and now."""
    desk = front.desk()
    incident = desk.incidents.get(reference)
    found: Sequence[SourcedSentence] = desk.reviewing.sentence_sources(
        incident, revision_of(incident, notice_name, number)
    )
    if paragraph is not None:
        found = tuple(paragraphs_of(found, paragraph))
    if as_json:
        document([sentence_document(one) for one in found])
        return
    for one in found:
        say_wrapped(f"{one.sentence.paragraph}  {'! ' if one.is_out_of_date else ''}{one.sentence.text}", hang=4)
        for line in (*origin_words(one, incident.zone), *change_words(one)):
            say_wrapped(f"    {line}")
    if not found:
        say(f"There is no sentence in {_place(paragraph or 0)}.")


def _say_comment(one: PlacedComment, incident: Incident) -> None:
    said = one.comment
    where = "its paragraph is gone" if one.paragraph is None else _place(one.paragraph)
    say_wrapped(f"{said.id}  {said.notice}, {where}: {said.text}", hang=4)
    say_wrapped(f"    {said.by}, {in_words(said.at, incident.zone)}, revision {said.number}")
    if said.settled_at is not None:
        say_wrapped(f"    settled by {said.settled_by}: {said.answer}")


def _place(paragraph: int) -> str:
    return f"paragraph {paragraph}" if paragraph else "the text as a whole"


REVIEW_COMMANDS = (comment, comments, request_changes, settle, sources)
