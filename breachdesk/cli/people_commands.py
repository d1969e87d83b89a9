"""`breachdesk people …`: lists of the people in systems that were hit: taken in, counted, exported, removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import click

from breachdesk.cli.front import Front
from breachdesk.cli.people_documents import counted_document, largest_first, state_document
from breachdesk.cli.people_import import INCIDENT, JSON, KEPT, import_
from breachdesk.cli.speaking import asked, document, say, table, tell
from breachdesk.cli.whole_files import write_whole
from breachdesk.domain.errors import BreachDeskError, NotFound, WrongInput
from breachdesk.domain.people import PeopleCounts
from breachdesk.domain.selection import AllOf, Everybody, Selection, Speaks, parse_selection, words_of
from breachdesk.services.people_lists import PeopleCounted, PeopleState

SYSTEMS = click.option(
    "--system",
    "systems",
    multiple=True,
    metavar="ID",
    help="Whose lists are looked at; may be given often. Without it: those of the saved scope.",
)
WHERE = click.option(
    "--where",
    default="",
    metavar="WORDS",
    help="Only some of them, such as 'crm and not hr', 'crm:health', 'country=NL', 'has=health', 'lang=unknown'.",
)
COMBINATIONS_SHOWN = 10

@click.group()
def people() -> None:
    """The affected people, where lists of them exist: exact counts, and whom to write to."""


people.add_command(import_)


@people.command()
@INCIDENT
@SYSTEMS
@WHERE
@JSON
@click.pass_obj
def scope(front: Front, reference: str, systems: tuple[str, ...], where: str, as_json: bool) -> None:
    """Count the people on the lists: per system, category, country, language, and what is held together."""
    selection = _selection(where)
    found = front.desk().people.counts(reference, systems, selection)
    special = [c for c in found.counts.by_category if front.is_special(c)]
    if as_json:
        document(counted_document(found, selection, special))
        return
    _say_counted(front, found, selection, special)


@people.command()
@INCIDENT
@JSON
@click.pass_obj
def lists(front: Front, reference: str, as_json: bool) -> None:
    """Show which lists were taken in, what is kept of them, and whether the record says the same."""
    state = front.desk().people.state(reference)
    if as_json:
        document(state_document(state))
        return
    if not state.lists:
        say("No list of people is here.")
    else:
        rows = [
            (one.system, one.file, f"{one.rows:,}", f"{one.people:,}", one.sha256[:12], one.imported_by)
            for one in state.lists
        ]
        table(("SYSTEM", "FILE", "ROWS", "PEOPLE", "SHA-256", "TAKEN IN BY"), rows)
    if state.keep:
        say(KEPT[state.keep])
    _tell_state(state, reference)


@people.command()
@INCIDENT
@SYSTEMS
@WHERE
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv")
@click.option("--language", default="", metavar="CODE", help="Only those to write to in this language, or `unknown`.")
@JSON
@click.pass_obj
def export(
    front: Front, reference: str, systems: tuple[str, ...], where: str, target: Path, language: str, as_json: bool
) -> None:
    """Write the people as files that `send` reads; whom no mail reaches stands in a file of its own."""
    selection = _selection(where)
    if language:
        selection = AllOf((selection, Speaks("" if language == "unknown" else language.lower())))
    desk = front.desk()
    # Asked before anything is written, so that a refusal leaves no file.
    desk.people.check_addressees(reference)
    written = _write_parts(front.lists.addressee_parts(lambda: desk.people.addressees(reference, systems, selection)), target)
    if not written:
        raise NotFound(f"Nobody on the lists is meant by '{words_of(selection)}'; no file was written.")
    if as_json:
        files = [{"file": str(path), "people": number, "by_post": by_post} for path, number, by_post in written]
        document({"files": files, "people": sum(number for _, number, _ in written), "where": words_of(selection)})
        return
    for path, number, by_post in written:
        how = "people whom no mail reaches, each with the reason; write to them by post" if by_post else "people to write to"
        say(f"{path}: {number:,} {how}.")
    tell("These files hold names and addresses in the clear; delete them when the letters are out.")


@people.command()
@INCIDENT
@click.option("--why", required=True, help="Why they are no longer needed, for the record.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON
@click.pass_obj
def purge(front: Front, reference: str, why: str, yes: bool, as_json: bool) -> None:
    """Remove everything kept of the lists; that there were lists stays in the record."""
    incident = front.desk().incidents.get(reference)
    asked(front, f"Remove everything kept of the lists of people of {incident.reference}?", yes)
    # Holding the folder sweeps what an import that was killed left behind.
    with front.lists.folder():
        systems = front.desk().people.purge(reference, front.actor, why)
    if as_json:
        document({"removed": list(systems)})
        return
    say(f"Removed: the people lists of {', '.join(systems) or 'no system'}. What they counted stays in the record.")


def _selection(where: str) -> Selection:
    return parse_selection(where) if where.strip() else Everybody()


def _say_counted(front: Front, found: PeopleCounted, selection: Selection, special: list[str]) -> None:
    counts = found.counts
    say(f"People {counts.people:,}; records on these lists {counts.records:,}; lists of {', '.join(found.systems)}")
    if not isinstance(selection, Everybody):
        say(f"Only: {words_of(selection)}")
    table(("SYSTEM", "PEOPLE"), _rows(counts.by_system))
    say()
    table(
        ("DATA CATEGORY", "ART. 9/10", "PEOPLE"),
        [(c, "special" if c in special else "", f"{n:,}") for c, n in sorted(counts.by_category.items())],
    )
    for head, by in (("COUNTRY", counts.by_country), ("LANGUAGE", counts.by_language)):
        say()
        table((head, "PEOPLE"), _rows(by))
    say()
    table(("HELD TOGETHER", "PEOPLE"), _combinations(counts))
    say(KEPT[found.keep])
    if found.unlisted:
        say(f"No list, so not counted: {', '.join(found.unlisted)}")
    for sentence in found.outside:
        say(f"Does not agree: {sentence}")


def _rows(by: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    """The most first."""
    return [(code or "unknown", f"{number:,}") for code, number in sorted(by.items(), key=lambda item: (-item[1], item[0]))]


def _combinations(counts: PeopleCounts) -> Iterable[tuple[str, str]]:
    ordered = largest_first(counts.by_combination)
    shown = [(", ".join(held) or "nothing of these", f"{number:,}") for held, number in ordered[:COMBINATIONS_SHOWN]]
    left = counts.people - sum(number for _, number in ordered[:COMBINATIONS_SHOWN])
    if left:
        shown.append(("other combinations", f"{left:,}"))
    return shown


def _tell_state(state: PeopleState, reference: str) -> None:
    if state.unrecorded:
        tell(f"The record has no entry of: {', '.join(state.unrecorded)}. Take the same lists in again to have it recorded.")
    if state.missing:
        tell(
            f"The record names lists that are not here: {', '.join(state.missing)}. Take them in again, or say that they "
            f"are gone with `breachdesk people purge --incident {reference} --why …`."
        )


def _write_parts(parts: Iterable[tuple[str, bytes, int, bool]], target: Path) -> list[tuple[Path, int, bool]]:
    """Write each part beside the others; all of them, or none."""
    written: list[tuple[Path, int, bool]] = []
    ending = target.suffix or ".csv"
    try:
        for name_ending, content, number, by_post in parts:
            path = target.with_name(f"{target.stem}{name_ending}{ending}")
            if path.exists() or path.is_symlink():
                raise WrongInput(f"{path} is there already and stays as it is; choose another name.")
            write_whole(path, content)
            written.append((path, number, by_post))
    except BreachDeskError:
        for path, _, _ in written:
            with suppress(OSError):
                path.unlink()
        raise
    return written
