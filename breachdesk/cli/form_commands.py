"""`breachdesk form …`: an authority's own form, filled from the facts, answered by hand where no fact can say it."""

from __future__ import annotations

from pathlib import Path

import click

from breachdesk.cli.form_documents import filled_document, form_count_document, form_document
from breachdesk.cli.front import Front
from breachdesk.cli.speaking import document, say, table, tell
from breachdesk.cli.whole_files import write_whole
from breachdesk.domain.filled_form import FieldState, FilledField, FilledForm
from breachdesk.services.form_papers import FORM_FORMATS

REFERENCE = click.argument("reference", metavar="REF")
FORM = click.option("--form", "form_id", default="", metavar="ID", help="That of the incident's authority if left out.")
LANGUAGE = click.option("--language", default="", metavar="LANGUAGE", help="The form's own if left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
STATES = {FieldState.ANSWERED: "+ answered", FieldState.UNKNOWN: "? not known", FieldState.NOT_APPLICABLE: "- not asked"}


@click.group()
def form() -> None:
    """Fill an authority's own form. FIELD is its number or name in the form, as `form show` lists them."""


@form.command("list")
@JSON
@click.pass_obj
def list_forms(front: Front, as_json: bool) -> None:
    """List the forms there are, and how sure their questions are."""
    forms = front.desk().filling.forms()
    if as_json:
        document([form_document(one) for one in forms])
        return
    rows = [
        (one.id, str(sum(1 for _ in one.fields())), ",".join(one.labels), one.status.value, one.label(one.languages[0]))
        for one in forms
    ]
    table(("FORM", "FIELDS", "LANGUAGES", "STATUS", "TITLE"), rows)


@form.command()
@REFERENCE
@FORM
@LANGUAGE
@JSON
@click.pass_obj
def show(front: Front, reference: str, form_id: str, language: str, as_json: bool) -> None:
    """Show every field: how it stands, what it says, and where that comes from."""
    filled = _filled(front, reference, form_id, language)
    if as_json:
        document(filled_document(filled))
        return
    say(f"{filled.title}, {filled.version}, for {filled.reference}")
    for section in filled.sections:
        say()
        say(f"{section.id} {section.label}")
        table(("FIELD", "STATE", "ANSWER", "SOURCE"), [_row(one) for one in section.fields])
    say()
    _say_count(filled)
    for note in filled.notes:
        tell(note)


@form.command()
@REFERENCE
@FORM
@JSON
@click.pass_obj
def count(front: Front, reference: str, form_id: str, as_json: bool) -> None:
    """Say which share of the fields asked is filled without typing."""
    filled = _filled(front, reference, form_id, "")
    if as_json:
        document({"form": filled.form, "incident": filled.reference, **form_count_document(filled.count)})
        return
    _say_count(filled)


@form.command()
@REFERENCE
@click.argument("field", metavar="FIELD")
@click.argument("text", metavar="TEXT", default="")
@click.option("--clear", is_flag=True, help="Take the answer by hand back; the facts speak again.")
@FORM
@JSON
@click.pass_obj
def answer(front: Front, reference: str, field: str, text: str, clear: bool, form_id: str, as_json: bool) -> None:
    """Answer a field by hand: text, an option, `unknown`, or `n/a: reason`."""
    if clear == bool(text):
        raise click.UsageError("Give TEXT, or --clear to take an answer back.")
    filling = front.desk().filling
    if clear:
        saved = filling.clear(reference, form_id, field, front.actor)
    else:
        saved = filling.answer(reference, form_id, field, text, front.actor)
    filled = filling.filled(saved, form_id)
    if as_json:
        document(filled_document(filled))
        return
    one = next(one for one in filled.fields() if one.id == field)
    say(f"{one.id} {one.label}: {one.words}")
    _say_count(filled)


@form.command()
@REFERENCE
@click.option("--format", "how", type=click.Choice(["json", *FORM_FORMATS]), default="json", show_default=True)
@click.option("--dir", "folder", default=".", type=click.Path(path_type=Path, file_okay=False), help="Where a file goes.")
@FORM
@LANGUAGE
@JSON
@click.pass_obj
def export(front: Front, reference: str, how: str, folder: Path, form_id: str, language: str, as_json: bool) -> None:
    """Write the whole form with its sources; JSON goes to stdout, HTML, DOCX and PDF to a file."""
    filled = _filled(front, reference, form_id, language)
    if how == "json":
        document(filled_document(filled))
        return
    name, content = front.exporting.form(reference, filled, how, " ".join((*_count_lines(filled), *filled.notes)))
    write_whole(folder / name, content)
    if as_json:
        document({"files": [str(folder / name)]})
        return
    say(str(folder / name))


def _filled(front: Front, reference: str, form_id: str, language: str) -> FilledForm:
    desk = front.desk()
    return desk.filling.filled(desk.incidents.get(reference), form_id, language)


def _row(one: FilledField) -> tuple[str, str, str, str]:
    sign = " (confirm)" if one.confirm else ""
    sources = "; ".join(f"{source.label}: {source.says}" for source in one.sources)
    asked, said = f"{one.id} {_short(one.label, 40)}", _short(one.words, 60)
    return asked, STATES[one.state] + sign, said, _short(sources, 80) or "none yet"


def _short(text: str, at_most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= at_most else f"{line[: at_most - 1]}…"


def _say_count(filled: FilledForm) -> None:
    for line in _count_lines(filled):
        say(line)


def _count_lines(filled: FilledForm) -> tuple[str, ...]:
    n = filled.count
    return (
        f"{n.filled} of {n.applicable} fields filled without typing ({n.share:.0%}), {n.typed} answered by hand,",
        f"{n.unknown} not known yet, {n.asked} of them for a person to say; {n.not_applicable} not asked;",
        f"{n.to_confirm} of those filled are to be confirmed by a person.",
    )
