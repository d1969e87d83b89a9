"""`breachdesk scope`: whom and what is touched, stand-alone or for an incident, and how it changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from breachdesk.cli.front import Front
from breachdesk.cli.people_documents import lists_of
from breachdesk.cli.scope_documents import difference_document, scope_document, version_document
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.domain.errors import WrongInput
from breachdesk.domain.hit import Hit, Stated, Window
from breachdesk.domain.incident import SavedScope
from breachdesk.domain.inventory import CountRange, Inventory
from breachdesk.domain.scope import Scope, check_hit, scope_of
from breachdesk.domain.scope_difference import Difference, differences

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option(
    "--inventory",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Stand-alone: use these files, not the workspace.",
)
@click.option("--system", "systems", multiple=True, metavar="ID", help="A system that was hit; may be given often.")
@click.option("--dataset", "datasets", multiple=True, metavar="ID", help="A dataset touched, whatever system it is in.")
@click.option("--leave-out", multiple=True, metavar="DATASET=WHY", help="A dataset of these systems that was not touched.")
@click.option("--rule-out", multiple=True, metavar="SYSTEM=WHY", help="A system that might have been reached and was not.")
@click.option("--since", type=DAY, metavar="DAY", help="Only data kept from this day on, such as 2026-10-01.")
@click.option("--until", type=DAY, metavar="DAY", help="Only data kept until this day.")
@click.option("--collected", is_flag=True, help="Only data collected in those days, as where a form was tapped.")
@click.option("--stated", multiple=True, metavar="GROUP=N:WHY", help="How many people of a group, and how that is known.")
@click.option("--incident", metavar="REF", help="Save it as this incident's scope.")
@click.option("--why", default="", help="Why the scope changed, for the record.")
@click.option("--what-if", is_flag=True, help="With --incident: save nothing, say what would differ.")
@click.option("--versions", is_flag=True, help="With --incident: the versions saved so far, who, why, what changed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def scope(
    front: Front,
    files: tuple[Path, ...],
    systems: tuple[str, ...],
    datasets: tuple[str, ...],
    leave_out: tuple[str, ...],
    rule_out: tuple[str, ...],
    since: date | None,
    until: date | None,
    collected: bool,
    stated: tuple[str, ...],
    incident: str | None,
    why: str,
    what_if: bool,
    versions: bool,
    as_json: bool,
) -> None:
    """Work out whom and what is affected when systems are hit."""
    _check_use(files, incident, what_if or versions)
    if versions and incident:
        _say_versions(front.desk().incidents.get(incident).scope_versions, as_json)
        return
    hit = Hit(
        systems=systems,
        datasets=datasets,
        left_out=dict(_pair(text, "--leave-out", "DATASET=WHY") for text in leave_out),
        ruled_out=dict(_pair(text, "--rule-out", "SYSTEM=WHY") for text in rule_out),
        window=_window(since, until, collected),
        stated=dict(_stated(text) for text in stated),
    )
    found = front.read_inventory(files) if files else front.desk().scoping.inventory()
    check_hit(found, hit)
    result = scope_of(found, hit, front.catalogues.combinations())
    changed: tuple[Difference, ...] = ()
    if incident and what_if:
        changed = differences(front.desk().incidents.get(incident).scope or Scope(), result)
    elif incident:
        saved = front.desk().scoping.save(incident, hit, front.actor, why).saved_scope
        tell(f"Saved as version {saved.version if saved else '?'} of the scope of {incident}.")
    if as_json:
        changes = {"changed": difference_document(changed)} if what_if else {}
        document({**scope_document(result), **lists_of(front, incident), **changes})
        return
    _say_scope(found, result)
    if what_if:
        _say_changed(changed)
        tell("Nothing was saved.")


def _check_use(files: tuple[Path, ...], incident: str | None, needs_incident: bool) -> None:
    if files and incident:
        raise click.UsageError("Give --inventory for a stand-alone answer, or --incident to save one; not both.")
    if needs_incident and not incident:
        raise click.UsageError("--what-if and --versions are about an incident; name it with --incident.")


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    name, sign, why = text.partition("=")
    if not (name.strip() and sign and why.strip()):
        raise click.UsageError(f"{option} must be {form}; the reason is kept with the scope.")
    return name.strip(), why.strip()


def _stated(text: str) -> tuple[str, Stated]:
    group, said = _pair(text, "--stated", "GROUP=N:WHY")
    count, sign, why = said.partition(":")
    if not (sign and why.strip()):
        raise click.UsageError("--stated must be GROUP=N:WHY; say how the number is known.")
    low, dash, high = count.replace("_", "").partition("-")
    if not (low.strip().isdecimal() and (not dash or high.strip().isdecimal())):
        raise WrongInput(f"'{count.strip()[:40]}' is no number of people; write 400, or 350-420.")
    try:
        people = CountRange(int(low), int(high) if dash else int(low))
    except ValueError as error:
        raise WrongInput(f"'{count.strip()[:40]}' is no number of people: {error}.") from error
    return group, Stated(people, why.strip())


def _window(since: date | None, until: date | None, collected: bool) -> Window | None:
    """Take days out of what click gives, which are instants at midnight."""
    if since is None and until is None:
        if collected:
            raise click.UsageError("--collected needs --since or --until, or both.")
        return None
    days = [day and date(day.year, day.month, day.day) for day in (since, until)]
    if days[0] and days[1] and days[0] > days[1]:
        raise WrongInput(f"--since {days[0]} is after --until {days[1]}; swap or mend them.")
    return Window(days[0], days[1], collected)


def _say_scope(inventory: Inventory, scope: Scope) -> None:
    say(f"People {scope.people}; records {scope.records}; countries {', '.join(scope.countries) or 'unknown'}")
    groups = [(g.id, str(g.people), str(g.records), ", ".join(map(str, g.because[:2]))) for g in scope.groups]
    table(("GROUP", "PEOPLE", "RECORDS", "BECAUSE"), groups)
    say()
    categories = [
        (inventory.category(c.id).label("en"), "special" if c.special else "", str(c.people), ", ".join(c.groups))
        for c in scope.categories
    ]
    table(("DATA CATEGORY", "ART. 9/10", "PEOPLE", "GROUPS"), categories)
    say()
    table(("DATASET", "READABLE", "WHY"), [(d.id, d.readable.value, d.protection) for d in scope.datasets])
    _say_lists(scope)


def _say_lists(scope: Scope) -> None:
    for what, found in (
        ("Languages", scope.languages),
        ("Processors", scope.processors),
        ("Recipients", scope.recipients),
        ("Outside the EEA", scope.transfers),
    ):
        if found:
            say(f"{what}: {', '.join(found)}")
    for line in scope.consequences:
        data = ", ".join((*line.combinations, *line.categories))
        say(f"May follow: {line.id}, for {', '.join(line.groups)}, from {data}")
    for left_out in scope.left_out:
        say(f"Left out: {left_out.id}, {left_out.because}")
    for reached in scope.reached:
        far = f" ({reached.hops} steps away)" if reached.hops > 1 else ""
        say(f"Also look at {reached.system}{far}: {reached.because}")
    for ruled_out in scope.ruled_out:
        say(f"Ruled out {ruled_out.system}: {ruled_out.reason}")
    for question in scope.unknown:
        say(f"Unknown: {question}")


def _say_changed(changed: tuple[Difference, ...]) -> None:
    say()
    for found in changed:
        name = f"{found.part.value} {found.id}".strip()
        if found.is_new:
            say(f"+ {name}")
        elif found.is_gone:
            say(f"- {name}")
        else:
            say(f"~ {name}: {found.before} -> {found.after}")
    if not changed:
        say("It is the scope that is saved.")


def _say_versions(versions: tuple[SavedScope, ...], as_json: bool) -> None:
    before = (Scope(), *(saved.scope for saved in versions))
    if as_json:
        pairs = zip(versions, before, strict=False)
        document({"versions": [version_document(saved, differences(old, saved.scope)) for saved, old in pairs]})
        return
    rows = [
        (str(s.version), s.at.strftime("%Y-%m-%d %H:%MZ"), s.by, str(s.scope.people), ", ".join(s.scope.systems), s.why)
        for s in versions
    ]
    table(("VERSION", "SAVED", "BY", "PEOPLE", "SYSTEMS", "WHY"), rows)
    if not rows:
        say("No scope has been saved yet.")
