"""`breachdesk plan …`, `evidence …`, `handover`: the plan of one incident shaped, and given to the next shift."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from breachdesk.cli.changes_said import plan_before, say_after
from breachdesk.cli.documents import evidence_document, handover_document, step_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, say_wrapped, table, tell
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.planning import Plan
from breachdesk.services.change_words import change_lines, told_changes
from breachdesk.services.handover import as_markdown, handover_of
from breachdesk.services.shaping import NewTask
from breachdesk.services.times import in_short
from breachdesk.services.views import STATE_FACES

REFERENCE = click.argument("reference", metavar="REF")
STEP = click.argument("step")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
AT_ONCE = 1 << 20
"""Bytes of a file that are read at a time."""


@click.group()
def plan() -> None:
    """See the plan of an incident, and shape it: playbooks, own tasks, what is blocked."""


@plan.command()
@REFERENCE
@JSON
@click.pass_obj
def show(front: Front, reference: str, as_json: bool) -> None:
    """Show every step with its state, owner, due time and why it is so."""
    desk, now = front.desk(), front.now()
    incident = desk.incidents.get(reference)
    current = desk.plans.of(incident)
    if as_json:
        walked = [p.id for p in desk.plans.parts(incident)]
        document({"playbooks": walked, "steps": [step_document(s, now) for s in current.steps()]})
        return
    for part in desk.plans.parts(incident):
        say(f"{part.title()} [{part.id}]")
    for phase in current.phases:
        say(f"\n{phase.phase.title()}  {phase.done}/{len(phase.needed)}")
        for planned in phase.steps:
            due = f"by {in_short(planned.due_at, incident.zone)}" if planned.due_at and not planned.is_settled else ""
            late = "late !" if planned.is_late(now) else ""
            said = " · ".join(word for word in (planned.owner, due, late, planned.because) if word)
            say_wrapped(f"  {STATE_FACES[planned.state].symbol} {planned.step.title()} [{planned.step.id}]  {said}".rstrip(), 4)


@plan.command(name="add-playbook")
@REFERENCE
@click.argument("playbook")
@click.option("--reason", default="", help="What showed that it fits; kept in the record.")
@click.option("--replace", "replaces", is_flag=True, help="What the plan asks now falls away; what was done stays.")
@click.option("--preview", is_flag=True, help="Say what it would change; nothing is saved.")
@JSON
@click.pass_obj
def add_playbook(
    front: Front, reference: str, playbook: str, reason: str, replaces: bool, preview: bool, as_json: bool
) -> None:
    """Take another playbook into a running incident, as it is now."""
    before = plan_before(front, reference)
    if preview:
        _say_preview(front, reference, playbook, before, replaces, as_json)
        return
    if not reason.strip():
        raise click.UsageError("Give --reason: what showed that this playbook fits; or --preview to look first.")
    saved = front.desk().shaping.add_playbook(reference, playbook, reason, front.actor, replaces)
    say_after(front, saved, as_json, before)


def _say_preview(front: Front, reference: str, playbook: str, before: Plan, replaces: bool, as_json: bool) -> None:
    desk = front.desk()
    after = desk.shaping.with_playbook(reference, playbook, replaces)
    if as_json:
        document({"steps": [step_document(s, front.now()) for s in after.steps()]})
        return
    incident = desk.incidents.get(reference)
    titles = {id_: found.title() for id_, found in desk.catalogues.playbooks().items()}
    lines = change_lines(told_changes(before, after, incident, desk.facts_of(incident), (), titles), named=99)
    say("Nothing is saved. What was done stays done.")
    for line, _ in lines:
        say_wrapped(line)
    if not lines:
        say("It asks nothing that the plan does not ask already.")


@plan.command(name="add-task")
@REFERENCE
@click.argument("title")
@click.option("--phase", default="", metavar="ID", help="Where it stands; the phase the incident is in if left out.")
@click.option("--due", default="", metavar="TIME", help="+4h, +30m, or a time; none if left out.")
@click.option("--why", default="", help="A sentence.")
@click.option("--must", is_flag=True, help="The incident should not close while it is open.")
@JSON
@click.pass_obj
def add_task(
    front: Front, reference: str, title: str, phase: str, due: str, why: str, must: bool, as_json: bool
) -> None:
    """Add a task of the incident's own."""
    saved = front.desk().shaping.add_task(reference, NewTask(title, phase, why, due, must), front.actor)
    tell(f"task added: {saved.added_tasks[-1].step}")
    say_after(front, saved, as_json)


@plan.command()
@REFERENCE
@STEP
@click.option("--reason", required=True, help="What holds it up.")
@click.option("--until", default="", metavar="TIME", help="When to look at it again: +4h, +30m, or a time.")
@JSON
@click.pass_obj
def block(front: Front, reference: str, step: str, reason: str, until: str, as_json: bool) -> None:
    """Say that a step cannot go on; `task REF STEP --reopen REASON` ends that."""
    before = plan_before(front, reference)
    saved = front.desk().shaping.block(reference, step, reason, front.actor, until)
    say_after(front, saved, as_json, before, step)


@click.group()
def evidence() -> None:
    """Put on record what was kept as evidence, and list it."""


@evidence.command()
@REFERENCE
@STEP
@click.option("--what", required=True, help="What was kept.")
@click.option("--where", required=True, help="Where it lies, so that others find it.")
@click.option("--sha256", default="", metavar="HEX", help="Its fingerprint.")
@click.option("--file", "path", type=click.Path(path_type=Path), metavar="FILE", help="Take the fingerprint of this file.")
@JSON
@click.pass_obj
def add(
    front: Front, reference: str, step: str, what: str, where: str, sha256: str, path: Path | None, as_json: bool
) -> None:
    """Record what was kept for a step; a file is only read, and stays where it is."""
    if sha256 and path is not None:
        raise click.UsageError("Give --sha256 or --file, not both.")
    digest = _fingerprint(path) if path is not None else sha256
    saved = front.desk().shaping.keep_evidence(reference, step, what, where, front.actor, digest)
    if digest:
        tell(f"sha256 {digest.strip().lower()}")
    say_after(front, saved, as_json)


@evidence.command(name="list")
@REFERENCE
@JSON
@click.pass_obj
def list_(front: Front, reference: str, as_json: bool) -> None:
    """List what was kept, step by step."""
    incident = front.desk().incidents.get(reference)
    kept = evidence_document(incident)
    if as_json:
        document(kept)
    elif kept:
        heads = ("step", "what", "where", "by", "sha256")
        table([head.upper() for head in heads], [[k[head] or "" for head in heads] for k in kept])
    else:
        say("Nothing was put on record. `breachdesk evidence add` does.")


@click.command()
@REFERENCE
@click.option("--markdown", is_flag=True, help="Whole, as Markdown.")
@JSON
@click.option("--to", default="", metavar="NAME", help="Give the open steps to this person, after the page is put together.")
@click.option("--from", "owned_by", default="", metavar="NAME", help="Whose steps; yours and nobody's if left out.")
@click.option("--note", default="", help="What they should know first.")
@click.pass_obj
def handover(
    front: Front, reference: str, markdown: bool, as_json: bool, to: str, owned_by: str, note: str
) -> None:
    """Say all the next shift must know of an incident on one page, and hand over."""
    if markdown and as_json:
        raise click.UsageError("Give --markdown or --json, not both.")
    if (note or owned_by) and not to:
        raise click.UsageError("Give --to NAME: who takes over.")
    desk = front.desk()
    view = desk.overview.case(reference)
    page = handover_of(view, front.now(), desk.facts_of(view.incident))
    if to:
        saved = desk.shaping.hand_over(reference, to, front.actor, owned_by, note)
        tell(f"handed over to {saved.hand_overs[-1].to}")
    if as_json:
        document(handover_document(page))
    elif markdown:
        say(as_markdown(page))
    else:
        say(f"{page.reference}  {page.title}  {page.clock}")
        for part in page.parts:
            say(f"\n{part.label}")
            for item in part.items:
                say_wrapped(f"  {item}")


def _fingerprint(path: Path) -> str:
    """Give the sha256 of a file, however large.

    Raises:
        WrongInput: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(AT_ONCE):
                digest.update(part)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise WrongInput(f"{path} cannot be read: {why}. Give --sha256 if the file lies elsewhere.") from error
    return digest.hexdigest()
