"""An inventory kept in the store comes back as the same value, and one kept before it said as much still loads."""

from __future__ import annotations

import json

from hypothesis import given, settings

from breachdesk.domain.inventory import (
    CountRange,
    DataCategory,
    Dataset,
    Encryption,
    Inventory,
    Period,
    Protection,
    SourceRow,
    SubjectGroup,
    SubjectsHeld,
    System,
)
from breachdesk.domain.parties import Controller
from breachdesk.store.values import inventory_from_text, inventory_to_text
from tests.strategies import inventories

ROW = SourceRow("inventory.yaml", 3, "systems[0]")
AS_ROW = {"file": "inventory.yaml", "line": 3, "path": "systems[0]"}
UNKNOWN = {"at_least": None, "at_most": None}
OLD = {
    "controller": {"name": "Example B.V.", "country": "NL", "zone": "Europe/Amsterdam"},
    "dpo": None,
    "people": [],
    "systems": [{"id": "crm", "name": "CRM", "row": AS_ROW, "kind": "application", "processor": None}],
    "datasets": [
        {
            "id": "orders",
            "name": "Orders",
            "row": AS_ROW,
            "systems": ["crm"],
            "categories": ["health"],
            "subjects": [{"group": "all", "row": AS_ROW, "people": {"at_least": 5, "at_most": 9}, "records": UNKNOWN}],
            "copies": [],
            "part_of": None,
            "encrypted_at_rest": True,
            "retention": "",
        }
    ],
    "subject_groups": [{"id": "all", "labels": {"en": "all"}, "kind": "customers", "row": AS_ROW, "size": UNKNOWN}],
    "data_categories": [{"id": "health", "labels": {"en": "health"}, "special": True, "harms": ["discrimination"]}],
    "processing_activities": [],
    "processors": [],
    "notes": [],
}


@settings(max_examples=40)
@given(inventory=inventories())
def test_every_inventory_comes_back_from_its_kept_text(inventory: Inventory) -> None:
    """Lost without it: a flow or a key that is in the file and in no scope worked out after a restart."""
    assert inventory == inventory_from_text(inventory_to_text(inventory))


def test_an_inventory_kept_before_flows_and_protection_still_loads() -> None:
    """Lost without it: a newer program that cannot open the desk of last week in the middle of an incident."""
    expected = Inventory(
        controller=Controller("Example B.V.", "NL", "Europe/Amsterdam"),
        dpo=None,
        systems=(System("crm", "CRM", ROW, "application"),),
        datasets=(
            Dataset(
                "orders", "Orders", ROW, ("crm",), ("health",), (SubjectsHeld("all", ROW, CountRange(5, 9)),),
                encrypted_at_rest=True,
            ),
        ),
        subject_groups=(SubjectGroup("all", {"en": "all"}, "customers", ROW),),
        data_categories=(DataCategory("health", {"en": "health"}, True, ("discrimination",)),),
    )  # fmt: skip
    found = inventory_from_text(json.dumps(OLD))
    assert expected == found
    orders = found.datasets[0]
    assert (Protection(Encryption.UNKNOWN), Period()) == (orders.protection, orders.collected)
