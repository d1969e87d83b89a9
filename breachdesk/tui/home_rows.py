"""One line of the list of incidents; the first frame and the full one draw the same."""

from __future__ import annotations

from dataclasses import dataclass

from breachdesk.services.faces import Face
from breachdesk.tui.row_list import Cell, Row

LATER = Face("…", "", "muted")
"""Stands where something is still being worked out."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What one line says."""

    key: str
    clock: Face
    reference: str
    title: str
    state: Face = LATER
    owner: str = "…"
    next_step: str = "…"


def head(narrow: bool) -> Row:
    """Give the heading."""
    cells = [Cell("TIME LEFT", 18), Cell("REF", 8), Cell("INCIDENT", 0), Cell("STATE", 14)]
    if not narrow:
        cells += [Cell("OWNER", 9), Cell("NEXT STEP", 26)]
    return Row("", tuple(cells), "muted", selectable=False)


def line(listed: Listed, narrow: bool) -> Row:
    """Give one incident."""
    cells = [
        Cell(str(listed.clock), 18, listed.clock.tone),
        Cell(listed.reference, 8),
        Cell(listed.title, 0),
        Cell(str(listed.state), 14, listed.state.tone),
    ]
    if not narrow:
        cells += [Cell(listed.owner, 9), Cell(listed.next_step, 26)]
    return Row(listed.key, tuple(cells))
