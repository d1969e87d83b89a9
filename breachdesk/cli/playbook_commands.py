"""`breachdesk playbook …`: list, show, check, give out and take in; no incident is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, say_wrapped, table, tell
from breachdesk.domain.errors import NotAllowed, WrongInput

if TYPE_CHECKING:
    from breachdesk.domain.playbook import Playbook, Step
from breachdesk.services.plans import playbook_named

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
SHELF = "playbooks"
LONGEST_ID = 60


@click.group()
def playbook() -> None:
    """Playbooks: which there are, what they say, and exchange with other tools."""


@playbook.command("list")
@JSON
@click.pass_obj
def list_(front: Front, as_json: bool) -> None:
    """List every playbook: the shipped ones and your own; say which cannot be used, and why."""
    found = front.catalogues.playbooks().values()
    if as_json:
        document([_row(each) for each in found])
    else:
        rows = [(p.id, p.title(), str(len(list(p.steps()))), p.version) for p in found]
        table(("ID", "TITLE", "STEPS", "VERSION"), rows)
    left_out = front.catalogues.playbook_problems()
    for line in left_out.lines() if left_out else ():
        tell(f"left out: {line}")


@playbook.command()
@click.argument("id_", metavar="ID")
@click.option("--language", type=click.Choice(["en", "nl"]), default="en", show_default=True, help="Of titles and reasons.")
@JSON
@click.pass_obj
def show(front: Front, id_: str, language: str, as_json: bool) -> None:
    """Show a playbook step by step, with reasons and conditions."""
    found = playbook_named(front.catalogues, id_)
    if as_json:
        from breachdesk.domain.written_plan import written_playbook

        document({**written_playbook(found), "sha256": found.sha256})
        return
    say(f"{found.title(language)} ({found.id}, version {found.version})")
    for phase in found.phases:
        say()
        say(phase.title(language))
        for step in phase.steps:
            for line in _lines(step, language):
                say_wrapped(line, 2)


@playbook.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def check(front: Front, files: tuple[Path, ...], as_json: bool) -> None:
    """Check playbooks or step sets (in a folder `steps`) before they are put to use."""
    found = front.playbook_files.check(files)
    if as_json:
        document([{"file": str(path), "steps": len(steps)} for path, steps in found.items()])
        return
    for path, steps in found.items():
        say(f"{path.name} is sound: {len(steps)} {'step' if len(steps) == 1 else 'steps'}.")


@playbook.command()
@click.option("--out", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write both schemas into this folder.")
@click.option("--steps", "of_steps", is_flag=True, help="Print the schema of step sets instead of that of playbooks.")
@click.pass_obj
def schema(front: Front, folder: Path | None, of_steps: bool) -> None:
    """Give the JSON Schema that editors check playbooks with."""
    schemas = front.playbook_files.schemas()
    if folder is None:
        say(schemas["steps.schema.json" if of_steps else "playbook.schema.json"].rstrip())
        return
    from breachdesk.cli.whole_files import write_whole

    for name, text in schemas.items():
        write_whole(folder / name, text.encode())
        say(str(folder / name))


@playbook.command()
@click.argument("id_", metavar="ID")
@click.option("--format", "form", type=click.Choice(["cacao", "yaml"]), default="cacao", show_default=True, help="Which.")
@click.option("--out", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write to this new file.")
@click.pass_obj
def export(front: Front, id_: str, form: str, target: Path | None) -> None:
    """Give a playbook out as a CACAO 2.0 document, or as YAML with all it includes."""
    found = playbook_named(front.catalogues, id_)
    text = front.playbook_files.as_cacao(found) if form == "cacao" else front.playbook_files.dump(found)
    if target is None:
        say(text.rstrip())
        return
    _refuse_there(target)
    from breachdesk.cli.whole_files import write_whole

    write_whole(target, text.encode())
    say(str(target))


@playbook.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--id", "id_", default="", metavar="ID", help="The id it is to have here; else one made of its name.")
@click.option("--preview", is_flag=True, help="Show what it would be, and what does not map; keep nothing.")
@click.pass_obj
def import_(front: Front, file: Path, id_: str, preview: bool) -> None:
    """Take a CACAO 2.0 playbook in as one of your own: tasks and questions; nothing in it is ever run."""
    _refuse_odd(id_)
    read = front.playbook_files.read_cacao(file, id_)
    found = read.playbook
    if preview:
        say(read.text.rstrip())
        return
    _refuse_taken(front, found)
    target = front.folder / SHELF / f"{found.id}.yaml"
    _refuse_there(target)
    from breachdesk.cli.whole_files import write_whole

    write_whole(target, read.text.encode())
    say(f"{found.title()} is taken in as '{found.id}', {len(list(found.steps()))} steps: {target}")
    for note in read.notes:
        tell(f"! {note}")


def _refuse_odd(id_: str) -> None:
    if id_ and not re.fullmatch(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_ID - 1}}}", id_):
        raise WrongInput(f"'{id_[:LONGEST_ID]}' is no id; use small letters, digits and hyphens, at most {LONGEST_ID}.")


def _refuse_taken(front: Front, found: Playbook) -> None:
    if found.id in front.catalogues.playbooks():
        raise NotAllowed(f"There is a playbook '{found.id}' already, and it stays as it is; choose another id with --id.")


def _refuse_there(target: Path) -> None:
    if target.exists():
        raise NotAllowed(f"{target.name} is there already and stays as it is; choose another name, or take it away first.")


def _row(found: Playbook) -> dict[str, object]:
    return {
        "id": found.id,
        "titles": dict(found.titles),
        "version": found.version,
        "phases": [phase.id for phase in found.phases],
        "steps": len(list(found.steps())),
        "sha256": found.sha256,
    }


def _lines(step: Step, language: str) -> Iterator[str]:
    due = f", within {step.due_hours} h of {step.due_from}" if step.due_hours else ""
    must = ", must be done before closing" if step.must else ""
    yield f"  {step.title(language)} [{step.id}: {step.kind}, {step.owner_role}{due}{must}]"
    from breachdesk.domain.playbook import in_language

    if step.why:
        yield f"    {step.reason(language)}{f' ({step.source})' if step.source else ''}"
    when = " and ".join(_condition(one) for one in step.when)
    if step.when_decided:
        decided = f"decided {'to' if step.when_decided.notify else 'not to'} ({step.when_decided.duty})"
        when = f"{when} and {decided}" if when else decided
    if when:
        yield f"    When {when}."
    if step.needs:
        yield f"    After {', '.join(step.needs)}."
    for words, texts in (("Keep", step.evidence), ("If it cannot be done", step.cannot)):
        if texts:
            yield f"    {words}: {in_language(texts, language)}"


def _condition(condition: object) -> str:
    from breachdesk.domain.playbook import AnyCondition, Condition, Wanted

    if isinstance(condition, AnyCondition):
        return f"({' or '.join(map(_condition, condition.any_of))})"
    assert isinstance(condition, Condition)
    return f"{condition.fact} {'is' if condition.wanted is Wanted.IS else 'is not'} {' or '.join(condition.values)}"
