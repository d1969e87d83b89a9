"""`breachdesk lesson …`, `action …`: what was learned, and what is to change, with a name and a day."""

from __future__ import annotations

import click

from breachdesk.cli.after_documents import action_document, lesson_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, say_wrapped, table
from breachdesk.domain.afterwards import LessonKind
from breachdesk.domain.incident import Incident
from breachdesk.services.action_words import action_face, day_words, open_words
from breachdesk.services.learning import ActionRow
from breachdesk.services.times import in_words

REFERENCE = click.argument("reference", metavar="REF")
ACTION = click.argument("action_id", metavar="ACTION")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
HEADS = {LessonKind.ROOT_CAUSE: "Root cause", LessonKind.HELD: "What held", LessonKind.CHANGE: "What to change"}


@click.command()
@REFERENCE
@click.option("--root-cause", metavar="TEXT", help="What it came from.")
@click.option("--held", metavar="TEXT", help="A measure that did what it was for.")
@click.option("--change", metavar="TEXT", help="What should be different next time.")
@JSON
@click.pass_obj
def lesson(front: Front, reference: str, root_cause: str | None, held: str | None, change: str | None, as_json: bool) -> None:
    """Record a lesson, also once an incident is closed; without a text: show those there are."""
    said = {LessonKind.ROOT_CAUSE: root_cause, LessonKind.HELD: held, LessonKind.CHANGE: change}
    given = [(kind, text) for kind, text in said.items() if text is not None]
    if len(given) > 1:
        raise click.UsageError("Give one of --root-cause, --held and --change; the next lesson is a command of its own.")
    desk = front.desk()
    incident = desk.incidents.get(reference)
    for kind, text in given:
        incident = desk.afterwards.learn(reference, kind, text, front.actor)
    if as_json:
        document([lesson_document(each) for each in incident.lessons])
        return
    _say_lessons(incident)


@click.group()
def action() -> None:
    """What is to change after incidents: agree, list, done, drop."""


@action.command()
@REFERENCE
@click.option("--what", required=True, help="What is to change, in a few words.")
@click.option("--owner", required=True, metavar="NAME", help="Who does it.")
@click.option("--due", required=True, metavar="DAY", help="The last day: 2026-12-15, +14d or +6w.")
@JSON
@click.pass_obj
def add(front: Front, reference: str, what: str, owner: str, due: str, as_json: bool) -> None:
    """Agree on an action; it outlives the incident."""
    saved = front.desk().afterwards.agree(reference, what, owner, due, front.actor)
    _after(front, saved, list(saved.actions)[-1], as_json)


@action.command(name="list")
@click.option("--incident", "reference", default="", metavar="REF", help="Only those of one incident.")
@click.option("--late", is_flag=True, help="Only those whose day has passed.")
@click.option("--all", "show_all", is_flag=True, help="Also those that are done or dropped.")
@JSON
@click.pass_obj
def list_(front: Front, reference: str, late: bool, show_all: bool, as_json: bool) -> None:
    """List actions over all incidents: late first, then by day."""
    desk = front.desk()
    rows = desk.afterwards.actions_of(desk.incidents.get(reference)) if reference else desk.afterwards.actions()
    rows = tuple(row for row in rows if (show_all or row.is_open) and (row.is_late or not late))
    if as_json:
        document([action_document(row) for row in rows])
        return
    if not rows:
        say("No action is late." if late else "No action is open. `breachdesk action add` agrees on one.")
        return
    table(("STATE", "DAY", "REF", "ACTION", "OWNER", "WHAT"), [_cells(row) for row in rows])
    say(str(open_words(rows)).capitalize())


@action.command()
@REFERENCE
@ACTION
@click.option("--note", default="", help="How one can see it.")
@JSON
@click.pass_obj
def done(front: Front, reference: str, action_id: str, note: str, as_json: bool) -> None:
    """Record that an action was done."""
    _after(front, front.desk().afterwards.settle(reference, action_id, True, note, front.actor), action_id, as_json)


@action.command()
@REFERENCE
@ACTION
@click.option("--reason", required=True, help="Why it will not be done.")
@JSON
@click.pass_obj
def drop(front: Front, reference: str, action_id: str, reason: str, as_json: bool) -> None:
    """Drop an action, for a reason."""
    _after(front, front.desk().afterwards.settle(reference, action_id, False, reason, front.actor), action_id, as_json)


def _after(front: Front, saved: Incident, action_id: str, as_json: bool) -> None:
    row = next(row for row in front.desk().afterwards.actions_of(saved) if row.action.id == action_id)
    if as_json:
        document(action_document(row))
        return
    found = row.action
    say(f"{row.reference} {found.id}: {found.what}, {found.owner}, by {day_words(found.due_on)}: {action_face(row)}")


def _cells(row: ActionRow) -> tuple[str, ...]:
    action = row.action
    return str(action_face(row)), day_words(action.due_on), row.reference, action.id, action.owner, action.what


def _say_lessons(incident: Incident) -> None:
    say(f"{incident.reference}  {incident.title}")
    if not incident.lessons:
        say("No lesson is recorded yet; --root-cause, --held or --change records one.")
    for kind, head in HEADS.items():
        own = [each for each in incident.lessons if each.kind is kind]
        if own:
            say(f"\n{head}")
        for each in own:
            say_wrapped(f"  {each.text}")
            say(f"    {each.by}, {in_words(each.at, incident.zone)}")
