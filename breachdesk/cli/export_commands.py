"""`breachdesk notice export`, `import`, `pack`, `verify`: notices as files, edited ones taken in, exports proved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from breachdesk.cli.front import Front
from breachdesk.cli.review_documents import words_document
from breachdesk.cli.speaking import document, say, tell
from breachdesk.cli.whole_files import write_whole
from breachdesk.domain.drafting import Revision
from breachdesk.domain.errors import NotFound, SigningProblem, WrongInput
from breachdesk.services.exporting import FORMATS, PLAIN
from breachdesk.services.proving import File, Proved
from breachdesk.services.source_words import paragraph_words
from breachdesk.services.taking_back import ReadBack

REFERENCE = click.argument("reference", metavar="REF")
NOTICE = click.argument("notice_name", metavar="NOTICE")
NUMBER = click.option("--revision", "number", type=click.IntRange(min=1), help="The newest if left out.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
ALL = "all"
MOST = 200 * 1024 * 1024


@click.command()
@REFERENCE
@NOTICE
@NUMBER
@click.option("--dir", "folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "formats", multiple=True, type=click.Choice([*FORMATS, ALL]), help="md and eml if left out.")
@click.option("--proof", is_flag=True, help="With a signed list of the files, for `notice verify`; always with --format all.")
@JSON
@click.pass_obj
def export(
    front: Front,
    reference: str,
    notice_name: str,
    number: int | None,
    folder: Path,
    formats: tuple[str, ...],
    proof: bool,
    as_json: bool,
) -> None:
    """Write a revision as files: Markdown, HTML, DOCX, PDF, .eml, JSON."""
    wanted = tuple(FORMATS) if ALL in formats else tuple(dict.fromkeys(formats)) or PLAIN
    if proof or ALL in formats:
        made: Sequence[File] = front.exporting.proved(reference, notice_name, number, wanted, front.actor)
    else:
        made = [front.exporting.export(reference, notice_name, number, one) for one in wanted]
    paths = _written(made, folder)
    if as_json:
        document({"files": [str(path) for path in paths]})
        return
    for path in paths:
        say(str(path))


@click.command(name="import")
@REFERENCE
@NOTICE
@click.argument("file", metavar="FILE.docx", type=FILE)
@JSON
@click.pass_obj
def import_(front: Front, reference: str, notice_name: str, file: Path, as_json: bool) -> None:
    """Take an edited DOCX in as the next revision, and say what changed word by word."""
    data = _bytes(file)
    read = front.exporting.taking_back.read_docx(reference, notice_name, data)
    if read.base.number != read.newest:
        # What would be taken in is said before it is refused, so that nobody's work has to be looked for.
        _say_changes(read)
    made = front.exporting.taking_back.take_docx(reference, notice_name, data, front.actor)
    if as_json:
        document(_import_document(read, made))
        return
    _say_changes(read)
    if made.number == read.base.number:
        say(f"No word was changed; revision {made.number} of {made.notice} stands.")
    else:
        say(f"Saved {made.notice} revision {made.number}, {made.sha256[:12]}.")
    if read.edited.notes:
        say(f"Comments kept from the margin: {len(read.edited.notes)}.")


@click.command()
@REFERENCE
@click.argument("notices", metavar="[NOTICE]…", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; a made name here if left out.")
@JSON
@click.pass_obj
def pack(front: Front, reference: str, notices: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Write a review pack: one HTML file for a reader without BreachDesk. Without NOTICE: every notice."""
    name, content = front.exporting.pack(reference, notices, front.actor)
    path = out or Path(name)
    write_whole(path, content)
    if as_json:
        document({"files": [str(path)]})
        return
    say(str(path))


@click.command()
@click.argument("proof", metavar="PROOF.json", type=FILE)
@click.option("--key", metavar="SHA256:…", help="Refuse an export that another key signed.")
@JSON
@click.pass_obj
def verify(front: Front, proof: Path, key: str | None, as_json: bool) -> None:
    """Check an export against its proof: every file, both signatures, the text that was approved."""
    from breachdesk.services.proving import verify as verified

    if front.signer is None:
        raise SigningProblem("No signer is set up here, so no signature can be checked; use another installation.")
    beside = proof.with_name(proof.name.removesuffix(".json") + ".sig")
    read = lambda name: _bytes(proof.parent / name)  # noqa: E731
    found = verified(proof.name, _bytes(proof), _bytes(beside), beside.name, read, front.signer)
    if key is not None and key != found.fingerprint:
        raise WrongInput(f"{proof.name} was signed with the key {found.fingerprint}, not with {key}.")
    if as_json:
        document(_proved_document(found))
        return
    say(f"OK: {len(found.files)} files of {found.notice} revision {found.number} are as {found.by} exported them.")
    say(f"  signed with {found.fingerprint}")
    if found.approved_by:
        signed = f", signed with {found.approval_fingerprint}" if found.approval_fingerprint else ", not signed"
        say(f"  the text was approved by {found.approved_by}{signed}")
    else:
        say("  nobody approved the text")


def write_files(front: Front, reference: str, revision: Revision, folder: Path) -> tuple[Path, ...]:
    """Write a revision as Markdown and .eml, readable by the owner only; names are made, never taken over."""
    exporting = front.exporting
    return _written([exporting.export(reference, revision.notice, revision.number, one) for one in PLAIN], folder)


def write_docx(front: Front, reference: str, revision: Revision, folder: Path) -> tuple[Path, ...]:
    """Write a revision as a DOCX that can be edited and taken in again."""
    return _written([front.exporting.export(reference, revision.notice, revision.number, "docx")], folder)


def take_docx(front: Front, reference: str, notice: str, path: Path, by: str) -> Revision:
    """Take an edited DOCX in as the next revision; give the one that stands where only its margin says something new."""
    return front.exporting.taking_back.take_docx(reference, notice, _bytes(path), by)


def _written(files: Sequence[File], folder: Path) -> tuple[Path, ...]:
    """Write files whole; all are made before the first is written."""
    paths = tuple(folder / name for name, _ in files)
    for path, (_, content) in zip(paths, files, strict=True):
        write_whole(path, content)
    return paths


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise NotFound(f"{path.name} does not lie there; give the whole path, and keep the files of an export together.")
        with path.open("rb") as stream:
            content = stream.read(MOST + 1)
    except OSError as error:
        raise WrongInput(f"{path.name} cannot be read: {error.strerror or type(error).__name__}.") from error
    if len(content) > MOST:
        raise WrongInput(f"{path.name} is larger than {MOST // 1024 // 1024} MB, which no file of an export is.")
    return content


def _say_changes(read: ReadBack) -> None:
    for remark in read.edited.remarks:
        tell(remark)
    for change in read.changes:
        tell(paragraph_words(change))


def _import_document(read: ReadBack, made: Revision) -> dict[str, object]:
    return {
        "notice": made.notice,
        "revision": made.number,
        "from": read.base.number,
        "sha256": made.sha256,
        "changes": words_document(read.changes),
        "remarks": list(read.edited.remarks),
        "comments": len(read.edited.notes),
    }


def _proved_document(found: Proved) -> dict[str, object]:
    return {
        "ok": True,
        "notice": found.notice,
        "revision": found.number,
        "exported_by": found.by,
        "key": found.fingerprint,
        "files": list(found.files),
        "approved_by": found.approved_by or None,
        "approval_key": found.approval_fingerprint or None,
    }
