"""What an import changes is said part by part, and a row that only moved in its file is no change."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from breachdesk.domain.inventory import Inventory, SourceRow, System
from breachdesk.domain.inventory_difference import RowsChanged, inventory_difference
from breachdesk.domain.parties import Controller
from tests.strategies import inventories

ROW = SourceRow("a.yaml", 1, "systems[0]")
SMALL = Inventory(Controller("Example B.V.", "NL", "Europe/Amsterdam"), None, systems=(System("crm", "CRM", ROW), System("nas", "NAS", ROW)))


def test_rows_that_are_new_changed_and_gone_are_named_by_id() -> None:
    """Lost without it: a preview that hides which systems an import takes away."""
    after = replace(SMALL, systems=(System("crm", "Sales", ROW), System("hr", "HR", ROW)))
    assert inventory_difference(SMALL, after) == (RowsChanged("systems", ("hr",), ("crm",), ("nas",)),)


def test_another_controller_is_a_change() -> None:
    """Lost without it: an import that moves the organisation to another authority without a word."""
    after = replace(SMALL, controller=replace(SMALL.controller, country="BE"))
    assert inventory_difference(SMALL, after) == (RowsChanged("organisation", (), ("controller",), ()),)


def test_a_row_that_moved_is_the_same() -> None:
    """Lost without it: everything changed, because a line was added at the top."""
    moved = tuple(replace(system, row=SourceRow("b.csv", 7, "x")) for system in SMALL.systems)
    assert inventory_difference(SMALL, replace(SMALL, systems=moved)) == ()


@given(inventories())
def test_nothing_differs_from_itself_and_everything_is_new_to_nothing(inventory: Inventory) -> None:
    """Lost without it: a part that the comparison forgets."""
    assert inventory_difference(inventory, inventory) == ()
    first = {change.part: change for change in inventory_difference(None, inventory)}
    assert first["systems"].added == tuple(system.id for system in inventory.systems)
    assert first["datasets"].added == tuple(dataset.id for dataset in inventory.datasets)
    assert not any(change.changed or change.gone for change in first.values())
