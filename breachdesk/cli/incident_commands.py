"""`breachdesk incident …`, `answer`, `task`, `decide`, `note`: the walk without a screen."""

from __future__ import annotations

import click

from breachdesk.cli.changes_said import plan_before, say_after, say_next
from breachdesk.cli.documents import case_document, fact_definition_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.domain.terms import Duty
from breachdesk.services.incidents import Opening
from breachdesk.services.overview import CaseView, home_state
from breachdesk.services.telling import Telling
from breachdesk.services.times import in_words
from breachdesk.services.views import (
    DUTY_WORDS,
    STATE_FACES,
    clock_line,
    countdown,
    fact_words,
    finding_face,
)

REFERENCE = click.argument("reference", metavar="REF")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
DUTIES = {"authority": Duty.NOTIFY_AUTHORITY, "individuals": Duty.NOTIFY_INDIVIDUALS}


@click.group()
def incident() -> None:
    """Open, list, show, correct and close incidents."""


@incident.command(name="open")
@click.option("--title", required=True, help="What is wrong, in a few words.")
@click.option("--detected", required=True, metavar="TIME", help="When somebody noticed; local, or with an offset.")
@click.option("--aware", default="", metavar="TIME", help="When you were reasonably certain; detection if left out.")
@click.option("--reason", default="", help="Why awareness came later than detection.")
@click.option("--reported-by", required=True, help="Who says so.")
@click.option("--zone", default="", help="Zone of times without offset; the controller's if left out.")
@click.option("--country", default="", metavar="CC", help="Of the authority: NL, or a part, DE-BY; else the controller's.")
@click.option("--playbook", default="customer-data-stolen", show_default=True)
@JSON
@click.pass_obj
def open_(
    front: Front,
    title: str,
    detected: str,
    aware: str,
    reason: str,
    reported_by: str,
    zone: str,
    country: str,
    playbook: str,
    as_json: bool,
) -> None:
    """Open an incident; the 72 hours run from awareness."""
    opening = Opening(
        title=title,
        detected=detected,
        reported_by=reported_by,
        aware=aware,
        awareness_reason=reason,
        zone=zone,
        country=country.upper(),
        playbook=playbook,
    )
    opened = front.desk().incidents.open(opening, front.actor)
    say_after(front, opened, as_json)


@incident.command(name="list")
@JSON
@click.pass_obj
def list_(front: Front, as_json: bool) -> None:
    """List incidents by time left."""
    desk = front.desk()
    rows = desk.overview.home()
    if as_json:
        document([case_document(desk.overview.case(r.row.id), front.now()) for r in rows])
        return
    if not rows:
        say("No incidents. `breachdesk incident open` opens one.")
        return
    now = front.now()
    lines = [
        (str(countdown(r.incident, now)), r.row.reference, r.row.title, str(home_state(r)), r.next_step) for r in rows
    ]
    table(("TIME LEFT", "REF", "INCIDENT", "STATE", "NEXT STEP"), lines)


@incident.command()
@REFERENCE
@click.option("--timeline", "with_timeline", is_flag=True, help="The whole record, entry by entry.")
@JSON
@click.pass_obj
def show(front: Front, reference: str, with_timeline: bool, as_json: bool) -> None:
    """Show one incident whole."""
    desk = front.desk()
    view = desk.overview.case(reference)
    if as_json:
        document(case_document(view, front.now()))
        return
    _say_case(front, view)
    if with_timeline:
        say("\nTIMELINE")
        telling = Telling(desk.facts_of(view.incident), view.incident.zone)
        for entry in desk.incidents.timeline(reference):
            at = in_words(entry.happened_at, view.incident.zone)
            say(f"  {entry.number:3}  {at}  {entry.by}  {telling.words(entry.act)}")


@incident.command()
@REFERENCE
@click.option("--at", "aware", required=True, metavar="TIME", help="The right instant of awareness.")
@click.option("--reason", required=True, help="Why the recorded one was wrong.")
@JSON
@click.pass_obj
def aware(front: Front, reference: str, aware: str, reason: str, as_json: bool) -> None:
    """Correct the instant of awareness; the old one stays in the record."""
    say_after(front, front.desk().incidents.correct_awareness(reference, aware, reason, front.actor), as_json)


@incident.command()
@REFERENCE
@click.option("--conclusion", required=True, help="How it ended.")
@click.option("--override", default="", help="Reason to close although must-steps are open or a duty is owed.")
@JSON
@click.pass_obj
def close(front: Front, reference: str, conclusion: str, override: str, as_json: bool) -> None:
    """Close an incident."""
    say_after(front, front.desk().incidents.close(reference, conclusion, front.actor, override), as_json)


@click.command()
@click.argument("reference", metavar="REF", required=False)
@click.argument("answers", nargs=-1, metavar="FACT=ANSWER…")
@click.option("--basis", default="", help="How you know: a log, a call, a letter.")
@click.option("--list", "show_facts", is_flag=True, help="List every fact and its valid answers.")
@JSON
@click.pass_obj
def answer(
    front: Front, reference: str | None, answers: tuple[str, ...], basis: str, show_facts: bool, as_json: bool
) -> None:
    """Answer questions: FACT=ANSWER, `unknown`, or `n/a: reason`."""
    desk = front.desk()
    if show_facts or reference is None:
        if as_json:
            document([fact_definition_document(f) for f in desk.facts().values()])
            return
        rows = [(f.id, f.kind.value, f.label(), ", ".join(o.id for o in f.options)) for f in desk.facts().values()]
        table(("FACT", "KIND", "WHAT", "ANSWERS"), rows)
        return
    pairs = [text.partition("=") for text in answers]
    if not pairs or any(not equals for _, equals, _ in pairs):
        raise click.UsageError("Write each answer as FACT=ANSWER, such as exfiltration=confirmed.")
    before = plan_before(front, reference)
    for fact, _, text in pairs:
        desk.walking.check_answer(fact.strip(), text, desk.incidents.get(reference))
    for fact, _, text in pairs:
        saved = desk.walking.answer(reference, fact.strip(), text, front.actor, basis)
        words = fact_words(desk.facts_of(saved)[fact.strip()], saved.facts.get(fact.strip()), saved.zone, None)
        tell(f"{fact.strip()}: {words}")
    say_after(front, saved, as_json, before)


@click.command()
@REFERENCE
@click.argument("step")
@click.option("--done", is_flag=True, help="The task is done.")
@click.option("--note", default="", help="A word about it.")
@click.option("--skip", default=None, metavar="REASON", help="It will not be done, and why.")
@click.option("--reopen", default=None, metavar="REASON", help="It is open again, and why.")
@click.option("--owner", default=None, metavar="NAME", help="Who does it.")
@JSON
@click.pass_obj
def task(
    front: Front,
    reference: str,
    step: str,
    done: bool,
    note: str,
    skip: str | None,
    reopen: str | None,
    owner: str | None,
    as_json: bool,
) -> None:
    """Do, skip, re-open or assign a step of the plan."""
    walking, by = front.desk().walking, front.actor
    acts = [x for x in (done or None, skip, reopen, owner) if x is not None]
    if len(acts) != 1:
        raise click.UsageError("Give one of --done, --skip REASON, --reopen REASON or --owner NAME.")
    before = plan_before(front, reference)
    if skip is not None:
        saved = walking.skip(reference, step, skip, by)
    elif reopen is not None:
        saved = walking.reopen(reference, step, reopen, by)
    elif owner is not None:
        saved = walking.assign(reference, step, owner, by)
    else:
        saved = walking.done(reference, step, by, note)
    say_after(front, saved, as_json, before, step)


@click.command()
@REFERENCE
@click.argument("whom", type=click.Choice(sorted(DUTIES)))
@click.argument("notify", type=click.Choice(["yes", "no"]))
@click.option("--reason", required=True, help="Why; kept with the decision.")
@JSON
@click.pass_obj
def decide(front: Front, reference: str, whom: str, notify: str, reason: str, as_json: bool) -> None:
    """Record the decision to notify the authority or to tell individuals."""
    before = plan_before(front, reference)
    saved = front.desk().assessing.decide(reference, DUTIES[whom], notify == "yes", reason, front.actor)
    say_after(front, saved, as_json, before)


@click.command()
@REFERENCE
@click.argument("text")
@JSON
@click.pass_obj
def note(front: Front, reference: str, text: str, as_json: bool) -> None:
    """Add a note to the record."""
    say_after(front, front.desk().incidents.note(reference, text, front.actor), as_json)


def _say_case(front: Front, view: CaseView) -> None:
    incident, now = view.incident, front.now()
    say(f"{incident.reference}  {incident.title}")
    say(str(clock_line(incident, now, narrow=False)))
    say(f"Detected {in_words(incident.detected_at, incident.zone)}; aware {in_words(incident.aware_at, incident.zone)}")
    for duty, finding in view.proposals.items():
        decision = incident.decisions.get(duty)
        decided = f"decided by {decision.by}: {'notify' if decision.notify else 'do not notify'}" if decision else ""
        say(f"{DUTY_WORDS[duty]}: {finding_face(finding).text}. {decided}".rstrip())
        for reason in finding.reasons:
            say(f"  {reason.because} ({reason.source})")
        if finding.needs:
            say(f"  Would settle it: {', '.join(finding.needs)}")
    for phase in view.plan.phases:
        say(f"\n{phase.phase.title()}  {phase.done}/{len(phase.needed)}")
        for planned in phase.steps:
            face = STATE_FACES[planned.state]
            late = "  late !" if planned.is_late(now) else ""
            say(f"  {face.symbol} {planned.step.title()} [{planned.step.id}]  {planned.because}{late}".rstrip())
    say("\nFACTS")
    facts = front.desk().facts_of(incident)
    for id_, fact in sorted(incident.facts.by_id.items()):
        say(f"  {id_}: {fact_words(facts.get(id_), fact, incident.zone, view.inventory)}  ({fact.source})")
    say()
    say_next(front, view)
