"""`breachdesk warehouse …`: whom an incident touches, counted where the lists lie; only figures come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.domain.errors import FileProblems
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.selection import Everybody, Selection, parse_selection, words_of
from breachdesk.domain.warehouses import Said, Warehouse, WarehouseFigures, WarehouseTable, asked_systems

DIALECTS = ("postgresql", "spark", "databricks", "trino", "duckdb")
MOST_SHOWN = 20

Made = TypeVar("Made", bound=Callable[..., Any])


def _asked(command: Made) -> Made:
    """Add what every question needs: the file, the systems, and the selection."""
    where = click.option("--where", default="", metavar="EXPR", help="Only these, such as: crm and not hr, or country=NL.")
    system = click.option(
        "--system", "systems", multiple=True, required=True, metavar="ID", help="A system that was hit; may be given often."
    )
    return FILE(system(where(command)))


JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def warehouse() -> None:
    """The affected people where their lists lie in a database: it is asked, and never written to."""


@warehouse.command()
@FILE
@JSON
@click.pass_obj
def check(front: Front, file: Path, as_json: bool) -> None:
    """Report every problem of a description in one round; ask no database."""
    try:
        found = front.lists.read_warehouse(file)
    except FileProblems as problems:
        if as_json:
            lines = [{"file": problems.file, "line": p.line, "message": p.message} for p in problems.problems]
            document({"ok": False, "problems": lines})
        raise
    if as_json:
        systems = [{"id": t.system, "table": t.shown, "categories": sorted(t.categories)} for t in found.tables]
        connection = found.connection_env or None
        document({"ok": True, "problems": [], "engine": found.engine, "connection_env": connection, "systems": systems})
        return
    say(
        f"No problems. {found.engine.value}, {len(found.tables)} tables, connection in {found.connection_env or 'no variable'}."
    )
    heads = ("SYSTEM", "TABLE", "KEY", "COUNTRY", "LANGUAGE", "CATEGORIES")
    table(heads, [_table_row(t) for t in found.tables])


@warehouse.command()
@_asked
@click.option("--dialect", type=click.Choice(DIALECTS), help="Whose SQL; else that of the description's engine.")
@click.pass_obj
def sql(front: Front, file: Path, systems: tuple[str, ...], where: str, dialect: str | None) -> None:
    """Print the SQL that counts the people, and ask nobody."""
    print_sql(front, file, systems, where, dialect)


@warehouse.command()
@_asked
@JSON
@click.pass_obj
def scope(front: Front, file: Path, systems: tuple[str, ...], where: str, as_json: bool) -> None:
    """Count the people on the tables of these systems whom the selection means too."""
    warehouse_counts(front, file, systems, where, as_json)


@warehouse.command()
@_asked
@click.option("--first", type=click.IntRange(1), metavar="N", help="No more than so many, by key.")
@click.option("--to", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A new CSV file, for you only.")
@click.pass_obj
def addressees(front: Front, file: Path, systems: tuple[str, ...], where: str, first: int | None, to: Path) -> None:
    """Write the people to write to as CSV: names and addresses, with only what concerns each."""
    selection = _selection(where)
    people = front.lists.ask(front.lists.read_warehouse(file)).addressees(systems, selection, first)
    written = front.lists.write_people(people, to)
    say(f"{written:,} people in {to.name}, readable for you only. Remove it when the letters are out.")


def warehouse_counts(front: Front, file: Path, systems: Sequence[str], where: str, as_json: bool) -> None:
    """Count in a warehouse and say the figures; for any command that asks one."""
    selection = _selection(where)
    source = front.lists.read_warehouse(file)
    figures = front.lists.ask(source).figures(systems, selection)
    asked = asked_systems(source, systems, selection)
    if as_json:
        document(figures_document(source, asked, selection, figures))
    else:
        _say_counts(figures.counts)
    for note in figures.notes:
        tell(f"Note: {note}")


def print_sql(front: Front, file: Path, systems: Sequence[str], where: str, dialect: str | None) -> None:
    """Print the statements whose answers are the figures; for any command that asks a warehouse."""
    source = front.lists.read_warehouse(file)
    statements = front.lists.ask(source).sql(systems, _selection(where), dialect or source.engine)
    click.echo("\n\n".join(f"{statement};" for statement in statements))


def figures_document(
    source: Warehouse, asked: Sequence[str], selection: Selection, figures: WarehouseFigures
) -> dict[str, Any]:
    """Give the figures as one JSON document; the country or language nobody knows is under `unknown`."""
    counts = figures.counts
    return {
        "engine": source.engine,
        "systems": list(asked),
        "where": words_of(selection),
        "people": counts.people,
        "records": counts.records,
        "by_system": dict(counts.by_system),
        "by_category": dict(counts.by_category),
        "by_country": _named(counts.by_country),
        "by_language": _named(counts.by_language),
        "by_combination": [{"categories": list(c), "people": n} for c, n in counts.by_combination.items()],
        "notes": list(figures.notes),
    }


def _say_counts(counts: PeopleCounts) -> None:
    say(f"People {counts.people:,}; records {counts.records:,}")
    parts = (
        ("SYSTEM", counts.by_system),
        ("DATA CATEGORY", counts.by_category),
        ("COUNTRY", _named(counts.by_country)),
        ("LANGUAGE", _named(counts.by_language)),
        ("ALL OF THESE", {" + ".join(c) or "none of them": n for c, n in counts.by_combination.items()}),
    )
    for head, figures in parts:
        say()
        most = sorted(figures.items(), key=lambda figure: (-figure[1], figure[0]))
        table(("PEOPLE", head), [(f"{n:>11,}", name) for name, n in most[:MOST_SHOWN]])
        if len(most) > MOST_SHOWN:
            say(f"  … and {len(most) - MOST_SHOWN:,} more; --json has all.")


def _named(figures: Mapping[str, int]) -> dict[str, int]:
    return {code or "unknown": people for code, people in figures.items()}


def _table_row(found: WarehouseTable) -> tuple[str, ...]:
    categories = ", ".join(f"{category} ({_said(said)})" for category, said in sorted(found.categories.items()))
    return (found.system, found.shown, found.key, _said(found.country), _said(found.language), categories)


def _said(said: Said) -> str:
    return said.column or ("always" if said.always == "yes" else f"always {said.always}" if said.always else "-")


def _selection(where: str) -> Selection:
    return parse_selection(where) if where.strip() else Everybody()
