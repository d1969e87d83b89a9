"""`breachdesk inventory …`: what the organisation holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.cli.table_words import preview_document, say_difference, say_tables
from breachdesk.domain.errors import FileProblems, WrongInput
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.inventory_difference import RowsChanged, inventory_difference
from breachdesk.domain.parties import Controller, Role
from breachdesk.domain.sheets import InventoryRead, TableChoices

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")

_TABLE_OPTIONS = (
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="HEADER=FIELD",
        help="Of a table: what a column means, or `ignored`; may be given often.",
    ),
    click.option(
        "--word",
        "words",
        multiple=True,
        metavar="WORD=ID",
        help="Of a table: what a word in its cells means, a data category or a kind of people; may be given often.",
    ),
    click.option("--sheet", "sheets", multiple=True, metavar="NAME", help="Of a workbook: the sheet; may be given often."),
    click.option("--encoding", metavar="NAME", help="Of a CSV file that is not UTF-8: cp1252, latin-1 or utf-16."),
    click.option("--delimiter", metavar="SIGN", help="Of a CSV file: , ; | or tab, where the header does not tell."),
    click.option("--controller", metavar="NAME", help="Whose inventory it is, where no other says so; with the next two."),
    click.option("--country", metavar="CC", help="Of the controller."),
    click.option("--zone", metavar="ZONE", help="Of the controller, such as Europe/Amsterdam."),
)


def TABLES(command: Callable[..., None]) -> Callable[..., None]:
    """Add what can be said of tables."""
    for option in reversed(_TABLE_OPTIONS):
        command = option(command)
    return command


@click.group()
def inventory() -> None:
    """The inventory of systems, datasets and processing activities (Art. 30)."""


@inventory.command()
@FILES
@TABLES
@JSON
@click.pass_obj
def check(front: Front, /, files: tuple[Path, ...], as_json: bool, **said: Any) -> None:
    """Report every problem of the files in one round; change nothing."""
    try:
        read = front.read_import(files, _choices(**said))
    except FileProblems as problems:
        if as_json:
            lines = [{"file": p.file or problems.file, "line": p.line, "message": p.message} for p in problems.problems]
            document({"ok": False, "problems": lines})
        raise
    found = read.inventory
    if as_json:
        tables = {"tables": preview_document(read, ())["tables"]} if read.tables else {}
        document({"ok": True, "problems": [], "notes": list(found.notes), **_counts(found), **tables})
        return
    say_tables(read)
    say(f"No problems. {_summary(found)}")
    _tell_notes(found)


@inventory.command(name="import")
@FILES
@TABLES
@click.option("--preview", is_flag=True, help="Show what would be taken in; change nothing.")
@click.option("--yes", is_flag=True, help="Take it in without asking, proposed columns too.")
@JSON
@click.pass_obj
def import_(
    front: Front, /, files: tuple[Path, ...], preview: bool, yes: bool, as_json: bool, **said: Any
) -> None:
    """Take the files in as the inventory in use: all of it, or nothing."""
    read = front.read_import(files, _choices(**said))
    before = front.inventory_in_use()
    changes = inventory_difference(before, read.inventory)
    if not as_json:
        say_tables(read)
        say_difference(changes, first=before is None)
    if preview:
        if as_json:
            shown = preview_document(read, changes)
            document({"preview": shown, "notes": list(read.inventory.notes), **_counts(read.inventory)})
        else:
            say(f"Would import {_summary(read.inventory)}")
            _tell_notes(read.inventory)
            tell("This was a preview; nothing was changed.")
        return
    if yes or _agreed(front, read, changes, ask=not as_json):
        _take_in(front, read, changes, as_json)
    else:
        tell("Nothing was changed.")


def _agreed(front: Front, read: InventoryRead, changes: Sequence[RowsChanged], ask: bool) -> bool:
    """Ask somebody who sits there; without anybody, take only what needs no look."""
    if ask and front.has_terminal():
        loses = any(change.gone for change in changes)
        if not read.tables and not loses:
            return True
        _tell_notes(read.inventory)
        return click.confirm("Take this in?", err=True)
    if read.needs_a_look:
        raise WrongInput(
            "Nothing was taken in: some columns or words were only proposed (marked PROPOSED; `needs_a_look` in --json). Look "
            "with --preview, mend with --column HEADER=FIELD, or agree with --yes."
        )
    return True


def _take_in(front: Front, read: InventoryRead, changes: Sequence[RowsChanged], as_json: bool) -> None:
    found = read.inventory
    desk = front.desk()
    before = desk.store.inventory()
    fingerprint = desk.scoping.take_in(found, front.actor)
    same = before is not None and before.sha256 == fingerprint
    if read.tables:
        if front.tables.warning:
            tell(front.tables.warning)
        front.tables.remember_inventory(read)
    if as_json:
        shown = {"preview": preview_document(read, changes)} if read.tables else {}
        head = {"fingerprint": fingerprint, "same_as_before": same, "notes": list(found.notes)}
        document({**head, **_counts(found), **shown})
        return
    say(f"Imported {_summary(found)} Fingerprint {fingerprint[:12]}.")
    if same:
        tell("It is the same inventory as before.")
    _tell_notes(found)


def _choices(
    columns: tuple[str, ...],
    words: tuple[str, ...],
    sheets: tuple[str, ...],
    encoding: str | None,
    delimiter: str | None,
    controller: str | None,
    country: str | None,
    zone: str | None,
) -> TableChoices:
    whose = None
    if controller or country or zone:
        if not (controller and country and zone):
            raise click.UsageError("Give --controller, --country and --zone together: the name, and where it is.")
        whose = Controller(controller, country, zone)
    return TableChoices(encoding, delimiter, sheets, columns, words, whose)


@inventory.command()
@click.option("--yaml", "as_yaml", is_flag=True, help="The whole inventory as YAML, ready to import again.")
@JSON
@click.pass_obj
def show(front: Front, as_yaml: bool, as_json: bool) -> None:
    """Show the inventory in use."""
    found = front.desk().scoping.inventory()
    if as_yaml:
        click.echo(front.dump_inventory(found), nl=False)
        return
    if as_json:
        systems = [{"id": s.id, "name": s.name, "row": str(s.row)} for s in found.systems]
        document({"controller": found.controller.name, **_counts(found), "systems": systems})
        return
    say(f"{found.controller.name}: {_summary(found)}")
    table(
        ("SYSTEM", "NAME", "PROCESSOR", "ROW"),
        [(s.id, s.name, s.processor or "-", str(s.row)) for s in found.systems],
    )


def _counts(found: Inventory) -> dict[str, int]:
    return {
        "system_count": len(found.systems),
        "dataset_count": len(found.datasets),
        "subject_group_count": len(found.subject_groups),
        "activity_count": len(found.processing_activities),
        "processor_count": len(found.processors),
    }


def _summary(found: Inventory) -> str:
    return (
        f"{len(found.systems)} systems, {len(found.datasets)} datasets, {len(found.subject_groups)} subject groups, "
        f"{len(found.processing_activities)} processing activities, {len(found.processors)} processors."
    )


def _tell_notes(found: Inventory) -> None:
    if not any(Role.DPO in person.roles for person in found.people):
        tell("Nobody in it has the role dpo, so nobody can approve a notice; add one under 'people:'.")
    if found.notes:
        tell(f"{len(found.notes)} things could not be mapped and are kept as notes:")
    for note in found.notes:
        tell(f"  {note}")
