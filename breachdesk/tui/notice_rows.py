"""The notices of an incident as rows: by who reads them, each with its newest revision, where it stands, and what is open."""

from __future__ import annotations

from collections.abc import Container, Iterator

from breachdesk.domain.drafting import Revision
from breachdesk.domain.incident import Incident
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.review import open_comments
from breachdesk.domain.terms import Audience
from breachdesk.services.faces import Face
from breachdesk.services.source_words import review_face
from breachdesk.services.times import in_short
from breachdesk.services.views import KIND_WORDS
from breachdesk.tui.phrases import LANGUAGES
from breachdesk.tui.row_list import Cell, Row

AUDIENCE_WORDS = {
    Audience.AUTHORITY: "the authority",
    Audience.INDIVIDUALS: "the people concerned",
    Audience.CONTROLLER: "the controller we work for",
    Audience.MANAGEMENT: "management",
    Audience.PRESS: "the press",
    Audience.INSURER: "the insurer",
    Audience.POLICE: "the police",
}
EMPTY = "Nothing is drafted yet; n writes a notice from the facts."


def notice_rows(incident: Incident, inventory: Inventory | None, narrow: bool, void: Container[str] = ()) -> list[Row]:
    """Give every notice under who it is for, at 80 columns on two lines; a line to start with where there is none.

    Args:
        incident: As it stands.
        inventory: For what groups are called.
        narrow: Whether it is for 80 columns.
        void: The notices whose approval stands in the record and holds no more.
    """
    newest = [revisions[-1] for revisions in incident.revisions.values()]
    if not newest:
        return [Row("", (Cell(EMPTY, 0),), "waiting", selectable=False)]
    return list(_grouped(incident, newest, inventory, narrow, void))


def _grouped(
    incident: Incident, newest: list[Revision], inventory: Inventory | None, narrow: bool, void: Container[str]
) -> Iterator[Row]:
    order = list(AUDIENCE_WORDS)
    before = None
    for revision in sorted(newest, key=lambda r: order.index(r.kind.audience)):
        audience = revision.kind.audience
        if audience is not before:
            yield Row(f"#{audience.value}", (Cell(f"FOR {AUDIENCE_WORDS[audience].upper()}", 0, "muted"),), selectable=False)
        before = audience
        face = notice_face(incident, revision, revision.notice in void)
        yield from _rows(incident, revision, inventory, narrow, face)


def _rows(
    incident: Incident, revision: Revision, inventory: Inventory | None, narrow: bool, face: Face
) -> Iterator[Row]:
    language = LANGUAGES.get(revision.language, revision.language)
    comments = len(open_comments(incident, revision.notice))
    said = f"{comments} comment{'s' if comments != 1 else ''} open, " if comments else ""
    group = f"for {group_name(inventory, revision.group)}, " if revision.group else ""
    about = f"{said}{group}{revision.author}, {in_short(revision.written_at, incident.zone)}"
    cells = (
        Cell(KIND_WORDS[revision.kind], 29),
        Cell(language, 10),
        Cell(f"rev {revision.number}", 6),
        Cell(str(face), 15, face.tone),
    )
    beside = Cell(about, 0, "waiting" if comments else "muted")
    yield Row(revision.notice, cells if narrow else (*cells, beside))
    if narrow:
        yield Row(f"#{revision.notice}", (beside,), indent=2, selectable=False)


def notice_face(incident: Incident, revision: Revision, void: bool = False) -> Face:
    """Say where a notice stands: out, approved, sent back, or waiting."""
    if any(f.notice == revision.notice for f in incident.filings):
        return Face("filed", "✓", "done")
    run = incident.handed_over.get(revision.notice)
    if run is not None and run.sent:
        return Face("sent", "✓", "done")
    if incident.approval_of(revision) is not None:
        if void:
            return Face("void", "⊘", "urgent")
        return Face("approved", "✓", "done")
    return review_face(incident, revision) or Face("waits for DPO", "◷", "waiting")


def group_name(inventory: Inventory | None, id_: str) -> str:
    """Give what a subject group is called, or its id."""
    groups = inventory.subject_groups if inventory else ()
    return next((group.label("en") for group in groups if group.id == id_), id_)
