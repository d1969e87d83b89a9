"""`breachdesk people import`: lists of people are looked at, their columns named, and all of them taken in, or none.

By default only what is needed to count is kept, and the command says what was kept and what was not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import click

from breachdesk.cli.front import Front, ListSource
from breachdesk.cli.law_documents import Document
from breachdesk.cli.people_documents import list_document
from breachdesk.cli.speaking import asked, document, say, table, tell
from breachdesk.domain.errors import FileProblems, WrongInput
from breachdesk.domain.foreign import visible
from breachdesk.domain.people import Keep, ListMapping, SameAddress
from breachdesk.services.list_mapping import (
    LookedAtList,
    SaidColumn,
    check_all_used,
    is_said_whole,
    mapping_for,
    masked,
    role_words,
    said_category,
    said_column,
)
from breachdesk.services.people_lists import reason_to_keep
from breachdesk.services.ports import ListToTake, Taken

INCIDENT = click.option("--incident", "reference", required=True, metavar="REF", help="The incident they belong to.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
SAMPLE_ROWS = 5
Given = TypeVar("Given")
Made = TypeVar("Made")
KEPT = {
    Keep.COUNTS: "Kept: a number for each person and what is held, enough to count. Not kept: names, addresses and keys.",
    Keep.ADDRESSEES: "Kept: names, addresses and keys too, so that people can be written to.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line says of the lists, beside where they are."""

    columns: tuple[SaidColumn, ...]
    everyone: tuple[tuple[str, str], ...]
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """One list, ready to be taken in."""

    look: LookedAtList
    to_take: ListToTake
    is_settled: bool
    """Its columns were said, or read so before; nothing is a mere proposal."""

    from_inventory: bool
    """What is held about everybody on it was taken from the inventory."""


@click.command(name="import")
@click.argument("names", nargs=-1, required=True, metavar="SYSTEM=FILE…")
@INCIDENT
@click.option("--system", default="", metavar="ID", help="Whose list it is, where one FILE is named without its system.")
@click.option("--column", "columns", multiple=True, metavar="HEADER=ROLE", help="key, email, name, language, country, ignored, or the id of a data category; SYSTEM:HEADER=ROLE for one list of several.")  # fmt: skip  # noqa: E501
@click.option("--everyone", multiple=True, metavar="CATEGORY", help="Held about everybody on the list; the inventory's own where no column says. SYSTEM:CATEGORY for one of several.")  # fmt: skip  # noqa: E501
@click.option("--keep", type=click.Choice([k.value for k in Keep]), default=Keep.COUNTS.value, show_default=True, help="addressees where people must be written to; needs --why.")  # fmt: skip  # noqa: E501
@click.option("--why", default="", help="Why names and addresses are needed, for the record.")
@click.option("--same-address", type=click.Choice([s.value for s in SameAddress]), default=SameAddress.ASK.value, show_default=True, help="One address beside two names: one person (merge), or two who share it (separate).")  # fmt: skip  # noqa: E501
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
    """Take in lists of the people in systems that were hit: CSV, XLSX or Parquet; all of them, or none."""
    files = _files(names, system)
    systems = [its_system for its_system, _ in files]
    front.desk().people.ready(reference, systems)
    reason_to_keep(Keep(keep), why)
    said = Said(
        tuple(said_column(text, systems, front.is_category) for text in columns),
        tuple(said_category(text, systems, front.is_category) for text in everyone),
        country.upper(),
        language.lower(),
    )
    ready = _prepared(front, [ListSource(s, path, encoding, delimiter, sheet) for s, path in files], said)
    if preview:
        _show(ready, as_json)
        return
    _ask(front, ready, yes)
    with front.folder_for_lists() as folder:
        lists = _all_or_problems(lambda each: _written(each, folder), ready)
        taken = front.desk().people.take_in(reference, lists, Keep(keep), SameAddress(same_address), front.actor, why)
    for each in ready:
        front.remember_columns(each.look, each.to_take.mapping)
    _tell_taken(front, reference, taken, as_json)


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


def _prepared(front: Front, sources: Sequence[ListSource], said: Said) -> list[Prepared]:
    looks = _all_or_problems(front.look_at_list, sources)
    check_all_used(said.columns, {source.system: look.file.header for source, look in zip(sources, looks, strict=True)})
    return [_one_prepared(front, source.system, look, said) for source, look in zip(sources, looks, strict=True)]


def _all_or_problems(do: Callable[[Given], Made], each: Sequence[Given]) -> list[Made]:
    """Do something with every list, so that the problems of all are said in one round."""
    made: list[Made] = []
    problems: list[FileProblems] = []
    for one in each:
        try:
            made.append(do(one))
        except FileProblems as error:
            problems.append(error)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise WrongInput("\n".join(str(problem) for problem in problems))
    return made


def _written(each: Prepared, folder: Path) -> ListToTake:
    """Give the list as the register opens it; each is written into a folder of its own, so that names may be the same."""
    if each.look.written is None:
        return each.to_take
    return replace(each.to_take, file=each.look.written(folder / each.to_take.system))


def _one_prepared(front: Front, system: str, look: LookedAtList, said: Said) -> Prepared:
    everywhere = [category for its, category in said.everyone if its in ("", system)]
    mapping = mapping_for(look, system, said.columns, everywhere, said.country, said.language)
    from_inventory = not mapping.categories
    if from_inventory:
        held = front.desk().people.categories_held(system)
        mapping = ListMapping(mapping.columns, held, mapping.default_country, mapping.default_language)
    settled = look.is_remembered or is_said_whole(look, system, said.columns)
    return Prepared(look, ListToTake(system, look.file, mapping), settled, from_inventory and bool(mapping.everywhere))


def _ask(front: Front, ready: Sequence[Prepared], yes: bool) -> None:
    if yes:
        return
    if front.has_terminal():
        _show(ready, as_json=False)
        asked(front, "Take these lists in?", yes)
        return
    open_ones = [r.to_take.system for r in ready if not r.is_settled]
    if open_ones:
        raise click.UsageError(
            f"How the columns of the list of {', '.join(open_ones)} are read is only proposed. Look with --preview, then give "
            "--yes, or say every column with --column."
        )


def _show(ready: Sequence[Prepared], as_json: bool) -> None:
    if as_json:
        document({"preview": True, "lists": [_preview_document(each) for each in ready]})
        return
    for each in ready:
        mapping, file = each.to_take.mapping, each.to_take.file
        how = "as before" if each.look.is_remembered else "as said" if each.is_settled else "proposed"
        say(f"{each.to_take.system}: {_name(each)}; how its columns are read, {how}:")
        samples = _masked_samples(each)
        table(
            ("COLUMN", "READ AS", f"FIRST {SAMPLE_ROWS} ROWS, MASKED"),
            [
                (visible(c.header)[:40], role_words(c), ", ".join(row[n] for row in samples))
                for n, c in enumerate(mapping.columns)
            ],
        )
        _say_everyone(each)
        for note in each.look.notes:
            say(f"Note: {note}")
        if file.encoding != "utf-8":
            say(f"Read as {file.encoding}.")
        say()


def _say_everyone(each: Prepared) -> None:
    mapping = each.to_take.mapping
    if mapping.everywhere:
        whence = ", from the inventory" if each.from_inventory else ""
        say(f"Held about everybody on it{whence}: {', '.join(mapping.everywhere)}")
    elif not mapping.categories:
        say("Which data are held is not known; say it with --everyone CATEGORY.")


def _masked_samples(each: Prepared) -> list[list[str]]:
    columns = each.to_take.mapping.columns
    return [[masked(c, cell) for c, cell in zip(columns, row, strict=False)] for row in each.look.samples[:SAMPLE_ROWS]]


def _preview_document(each: Prepared) -> Document:
    mapping, file = each.to_take.mapping, each.to_take.file
    return {
        "system": each.to_take.system,
        "file": _name(each),
        "encoding": None if file.is_parquet else file.encoding,
        "delimiter": None if file.is_parquet else file.delimiter,
        "settled": each.is_settled,
        "columns": [
            {"header": c.header, "role": c.role.value, "data_category": c.category or None} for c in mapping.columns
        ],
        "data_categories_of_everybody": list(mapping.everywhere),
        "rows_masked": _masked_samples(each),
        "notes": list(each.look.notes),
    }


def _name(each: Prepared) -> str:
    file = each.to_take.file
    return visible(file.name or Path(file.path).name)


def _tell_taken(front: Front, reference: str, taken: Taken, as_json: bool) -> None:
    found = front.desk().people.counts(reference, [one.system for one in front.desk().people.state(reference).lists])
    if as_json:
        document(
            {
                "lists": [list_document(one) for one in taken.lists],
                "people": found.counts.people,
                "kept": taken.keep.value,
                "same_files": list(taken.same_files),
                "outside_stated_range": list(found.outside),
            }
        )
        return
    for one in taken.lists:
        again = f"; {one.rows - one.people:,} rows are of somebody on another row" if one.rows > one.people else ""
        say(f"{one.system}: {one.rows:,} rows, {one.people:,} people from {visible(one.file)}{again}.")
        for warning in one.warnings:
            say(f"  {visible(warning)}")
    say(f"On all lists of {reference}: {found.counts.people:,} people, each counted once.")
    if taken.same_files:
        tell(f"The same file as before, byte for byte: {', '.join(taken.same_files)}.")
    for sentence in found.outside:
        say(f"Does not agree: {sentence}")
    say(KEPT[taken.keep])
    if taken.keep is Keep.ADDRESSEES:
        say(f"When the letters are out, remove them: breachdesk people purge --incident {reference} --why …")
