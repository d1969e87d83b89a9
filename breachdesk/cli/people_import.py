"""`breachdesk people import`: lists of people are looked at, their columns named, and all of them taken in, or none.

By default only what is needed to count is kept, and the command says what was kept and what was not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from breachdesk.cli.front import Front
from breachdesk.cli.list_front import ListSource
from breachdesk.cli.people_documents import list_document, preview_document
from breachdesk.cli.people_preview import Looked, Prepared, also_words, held_words, say_previews
from breachdesk.cli.speaking import asked, document, say, tell
from breachdesk.domain.errors import FileProblems, WrongInput
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import Keep, PeopleList, SameAddress
from breachdesk.services.list_mapping import check_tells_apart, for_each_list, has_categories, parted, with_defaults
from breachdesk.services.people_lists import reason_to_keep
from breachdesk.services.ports import ListToTake, Taken

INCIDENT = click.option("--incident", "reference", required=True, metavar="REF", help="The incident they belong to.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
KEPT = {
    Keep.COUNTS: "Kept: a number for each person and what is held, enough to count. Not kept: names, addresses and keys.",
    Keep.ADDRESSEES: "Kept: names, addresses and keys too, so that people can be written to.",
}
COLUMN_HELP = (
    "key, email, name, language, country, ignored, or the id of a data category; SYSTEM:HEADER=ROLE for one of several."
)
EVERYONE_HELP = (
    "Held about everybody on the list; what the inventory names where no column says. SYSTEM:CATEGORY for one of several."
)
ENGINES = ("postgresql", "duckdb")
QUERY_HELP = "A list that one SELECT gives, of the database of --source; read-only. May be given often."
ADDRESS_HELP = "One address beside two names: one person (merge), or two who share it (separate)."
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line says of the lists, beside where they are."""

    columns: tuple[str, ...]
    everyone: tuple[tuple[str, str], ...]
    """System, empty for every list; and category."""

    country: str
    language: str


@click.command(name="import")
@click.argument("names", nargs=-1, metavar="SYSTEM=FILE…")
@INCIDENT
@click.option("--system", default="", metavar="ID", help="Whose list it is, where one FILE is named without its system.")
@click.option("--query", "queries", multiple=True, metavar="SYSTEM=SELECT", help=QUERY_HELP)
@click.option("--source", default="", metavar="VARIABLE", help="The environment variable that holds the database's connection.")
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help="Of --source.")
@click.option("--column", "columns", multiple=True, metavar="HEADER=ROLE", help=COLUMN_HELP)
@click.option("--everyone", multiple=True, metavar="CATEGORY", help=EVERYONE_HELP)
@click.option(
    "--keep",
    type=click.Choice([k.value for k in Keep]),
    default=Keep.COUNTS.value,
    show_default=True,
    help="addressees where people must be written to; needs --why.",
)
@click.option("--why", default="", help="Why names and addresses are needed, for the record.")
@click.option(
    "--same-address",
    type=click.Choice([s.value for s in SameAddress]),
    default=SameAddress.ASK.value,
    show_default=True,
    help=ADDRESS_HELP,
)
@click.option("--encoding", default="", metavar="NAME", help="Of a CSV file that is not UTF-8: utf-16, cp1252 or latin-1.")
@click.option("--delimiter", default="", metavar="SIGN", help="What parts the columns of a CSV file.")
@click.option("--sheet", default="", metavar="NAME", help="Which sheet of a workbook.")
@click.option("--default-country", "country", default="", metavar="CC", help="Where the list has none.")
@click.option("--default-language", "language", default="", metavar="CODE", help="Where the list has none.")
@click.option("--preview", is_flag=True, help="Show how the lists would be read, masked; change nothing.")
@click.option("--yes", is_flag=True, help="Take columns as they are proposed; do not ask.")
@JSON
@click.pass_obj
def import_(
    front: Front,
    names: tuple[str, ...],
    reference: str,
    system: str,
    queries: tuple[str, ...],
    source: str,
    engine: str,
    columns: tuple[str, ...],
    everyone: tuple[str, ...],
    keep: str,
    why: str,
    same_address: str,
    encoding: str,
    delimiter: str,
    sheet: str,
    country: str,
    language: str,
    preview: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Take in lists of the people in systems that were hit: CSV, XLSX, Parquet or a query; all of them, or none."""
    sources = [ListSource(its, path, encoding, delimiter, sheet) for its, path in _files(names, system)]
    sources += _queried(queries, source, engine)
    _check_sources(sources)
    people = front.desk().people
    systems = [one.system for one in sources]
    people.ready(reference, systems)
    reason_to_keep(Keep(keep), why)
    said = Said(columns, _everyone(front, everyone, systems), country.upper(), language.lower())
    with front.lists.folder() as folder:
        ready = _prepared(front, sources, said, folder)
        if preview:
            _show(ready, as_json)
            return
        _ask(front, ready, yes)
        lists = _all_or_problems(lambda each: _to_take(front, each, folder), ready)
        taken = people.take_in(reference, lists, Keep(keep), SameAddress(same_address), front.actor, why)
    for each in ready:
        front.tables.remember_people(each.proposals)
    if as_json:
        _give_taken(front, reference, taken)
    else:
        _tell_taken(front, reference, taken, ready)


def _files(names: Sequence[str], system: str) -> list[tuple[str, Path]]:
    """Read SYSTEM=FILE words, or the one FILE beside --system."""
    if system:
        if len(names) > 1:
            raise click.UsageError("--system goes with one FILE; write several lists as SYSTEM=FILE each.")
        return [(system, Path(names[0]))]
    found = []
    for name in names:
        its_system, sign, path = name.partition("=")
        if not (sign and its_system and path):
            raise click.UsageError(f"'{visible(name)}' must be SYSTEM=FILE, such as crm=customers.csv; or give --system ID.")
        found.append((its_system, Path(path)))
    return found


def _queried(queries: Sequence[str], variable: str, engine: str) -> list[ListSource]:
    """Read SYSTEM=SELECT words."""
    if bool(queries) != bool(variable):
        raise click.UsageError("--query and --source go together: what is asked, and of which database.")
    found = []
    for text in queries:
        system, sign, query = text.partition("=")
        if not (sign and system.strip().replace("-", "").replace("_", "").isalnum() and query.strip()):
            raise click.UsageError("--query must be SYSTEM=SELECT, such as crm='SELECT number, email FROM customers'.")
        its = system.strip()
        found.append(ListSource(its, Path(f"{its}.csv"), query=query.strip(), engine=engine, variable=variable))
    return found


def _check_sources(sources: Sequence[ListSource]) -> None:
    if not sources:
        raise click.UsageError("Name at least one list, as SYSTEM=FILE or with --query.")


def _prepared(front: Front, sources: Sequence[ListSource], said: Said, folder: Path) -> list[Prepared]:
    looks = _all_or_problems(lambda source: Looked(source.system, front.lists.look_at(source, folder)), sources)
    columns = for_each_list(said.columns, {looked.system: looked.seen.header for looked in looks})
    return [_one_prepared(front, looked, columns[looked.system], said) for looked in looks]


def _one_prepared(front: Front, looked: Looked, columns: Sequence[str], said: Said) -> Prepared:
    system, seen = looked.system, looked.seen
    proposals, mapping = front.tables.propose_people(seen, columns)
    check_tells_apart(mapping, seen.name)
    everyone = [category for its, category in said.everyone if its in ("", system)]
    mapping = with_defaults(mapping, everyone, said.country, said.language)
    held = front.desk().people.categories_held(system)
    if everyone or has_categories(mapping):
        also = tuple(category for category in held if category not in mapping.categories)
        return Prepared(system, seen, proposals, mapping, also_held=() if everyone else also)
    # What the inventory says the system holds, and what the list itself shows, such as contact by its addresses.
    whole = with_defaults(mapping, (*mapping.everywhere, *held), said.country, said.language)
    return Prepared(system, seen, proposals, whole, from_inventory=whole != mapping)


def _everyone(front: Front, texts: Sequence[str], systems: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read CATEGORY and SYSTEM:CATEGORY; the system is empty where it holds for every list."""
    found = tuple(parted(text, systems) for text in texts)
    for _, category in found:
        if not front.is_category(category):
            raise WrongInput(f"'{visible(category)[:60]}' is no data category; write its id, such as contact or health.")
    return found


def _all_or_problems(do: Callable[[Given], Made], each: Sequence[Given]) -> list[Made]:
    """Do something with every list, so that the problems of all are said in one round."""
    made: list[Made] = []
    problems: list[FileProblems] = []
    for one in each:
        try:
            made.append(do(one))
        except FileProblems as error:
            problems.append(error)
    if problems:
        raise FileProblems.of_several(problems)
    return made


def _to_take(front: Front, each: Prepared, folder: Path) -> ListToTake:
    """Give the list as the register opens it; each may be written under a name of its own."""
    return ListToTake(each.system, front.lists.as_file(each.seen, folder / f"{each.system}.csv"), each.mapping)


def _ask(front: Front, ready: Sequence[Prepared], yes: bool) -> None:
    if yes:
        return
    if front.has_terminal():
        say_previews(ready)
        asked(front, "Take these lists in?", yes)
        return
    open_ones = [each.system for each in ready if each.needs_a_look]
    if open_ones:
        raise click.UsageError(
            f"How the columns of the list of {', '.join(open_ones)} are read is only proposed. Look with --preview, then give "
            "--yes, or say these columns with --column."
        )


def _show(ready: Sequence[Prepared], as_json: bool) -> None:
    if as_json:
        document({"preview": True, "lists": [preview_document(each) for each in ready]})
    else:
        say_previews(ready)


def _give_taken(front: Front, reference: str, taken: Taken) -> None:
    found = front.desk().people.counts_of_all(reference)
    document(
        {
            "lists": [list_document(one) for one in taken.lists],
            "people": found.counts.people,
            "kept": taken.keep.value,
            "same_files": list(taken.same_files),
            "outside_stated_range": list(found.outside),
        }
    )


def _tell_taken(front: Front, reference: str, taken: Taken, ready: Sequence[Prepared]) -> None:
    for one in taken.lists:
        rows = "row" if one.rows == 1 else "rows"
        say(f"{one.system}: {people_words(one.people)} from {visible(one.file)}, on {one.rows:,} {rows}{_on_several(one)}.")
        for warning in one.warnings:
            say(f"  {visible(warning)}")
    for each in ready:
        for said in (*each.seen.warnings, *([held_words(each)] if each.from_inventory else []), *also_words(each)):
            say(f"{each.system}: {visible(said)}")
    found = front.desk().people.counts_of_all(reference)
    say(f"On all lists of {reference}: {people_words(found.counts.people)}, each counted once.")
    if taken.same_files:
        tell(f"The same file as before, byte for byte: {', '.join(taken.same_files)}.")
    for sentence in found.outside:
        say(f"Does not agree: {sentence}")
    say(KEPT[taken.keep])
    if taken.keep is Keep.ADDRESSEES:
        say(f"When the letters are out, remove them: breachdesk people purge --incident {reference} --why …")


def people_words(number: int) -> str:
    """Say how many people.

    >>> people_words(1), people_words(16020)
    ('1 person', '16,020 people')
    """
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _on_several(one: PeopleList) -> str:
    more = one.rows - one.people
    return f"; {more:,} more than people, because somebody stands on several" if more > 0 else ""
