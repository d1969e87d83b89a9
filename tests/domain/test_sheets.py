"""A look at a table tells its columns apart, and whether somebody should see how it was read."""

from __future__ import annotations

import pytest

from breachdesk.domain.columns import Proposal, Sure
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.parties import Controller
from breachdesk.domain.sheets import InventoryRead, ReadTable, SheetFormat, SheetLook

LOOK = SheetLook("a.csv", "/a.csv", SheetFormat.CSV, ("naam", "doel"), (("x", "y"), ("z", "")), "0" * 64)
NOTHING = Inventory(Controller("Example B.V.", "NL", "Europe/Amsterdam"), None)


def test_a_column_gives_its_sample_cells() -> None:
    """Lost without it: a preview that shows the cells of another column."""
    assert LOOK.column("doel") == ("y", "")


@pytest.mark.parametrize(
    ("sure", "guesses", "asks"),
    [(Sure.EXACT, (), False), (Sure.GIVEN, (), False), (Sure.REMEMBERED, (), False), (Sure.NONE, (), False),
     (Sure.SIMILAR, (), True), (Sure.CONTENT, (), True), (Sure.EXACT, ("'x' was taken as health.",), True)],
)
def test_a_guess_in_a_column_or_a_cell_needs_a_look(sure: Sure, guesses: tuple[str, ...], asks: bool) -> None:
    """Lost without it: a guess that a script takes in."""
    table = ReadTable(LOOK, "register", (Proposal("naam", "name", sure),), guesses)
    assert (table.needs_a_look, InventoryRead(NOTHING, (table,)).needs_a_look) == (asks, asks)


def test_an_inventory_of_no_table_needs_none() -> None:
    """Lost without it: YAML that is asked about."""
    assert not InventoryRead(NOTHING).needs_a_look
