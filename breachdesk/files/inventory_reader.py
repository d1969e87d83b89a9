"""One inventory from the files a person names: our own YAML, Fides manifests, or tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem, WrongInput
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.parties import Controller
from breachdesk.domain.sheets import InventoryRead, TableChoices
from breachdesk.files.fides import inventory_from_fides, is_fides
from breachdesk.files.inventory_file import inventory_from
from breachdesk.files.inventory_sheet import inventory_from_tables, is_table
from breachdesk.files.mapping_memory import MappingMemory
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, Node, read_yaml
from breachdesk.files.taxonomy_file import Taxonomy

NOT_STATED = Controller("not stated in the Fides manifests", "NL", "Europe/Amsterdam")
"""Fides knows neither country nor zone of a controller; the first users are Dutch."""


def read_import(
    paths: Sequence[Path],
    taxonomy: Taxonomy,
    in_use: Callable[[], Inventory | None],
    choices: TableChoices,
    memory: MappingMemory | None,
) -> InventoryRead:
    """Read one inventory from files of any kind, and how its tables were read.

    Args:
        in_use: Gives the inventory that says whose it is, where tables do not; asked for tables only.
        choices: What somebody said of the tables.
        memory: How tables were read before.

    Raises:
        FileProblems: every problem of the files.
        WrongInput: kinds are mixed, or a choice fits no table.
    """
    tables = [path for path in paths if is_table(path)]
    if len(tables) == len(paths):
        return inventory_from_tables(paths, taxonomy, in_use(), choices, memory)
    if tables:
        raise WrongInput(f"{tables[0].name} is a table and other files are not; import one kind at a time.")
    if choices.columns or choices.words or choices.sheets or choices.encoding or choices.delimiter:
        raise WrongInput("--column, --word, --sheet, --encoding and --delimiter are for tables; none of these files is one.")
    return InventoryRead(read_inventory(paths, taxonomy, choices.controller))


def read_inventory(paths: Sequence[Path], taxonomy: Taxonomy, controller: Controller | None) -> Inventory:
    """Read one inventory.

    Args:
        paths: One file of ours, or one or more Fides manifests.
        controller: Taken for Fides manifests, which know no zone; NOT_STATED when None.

    Raises:
        FileProblems: every problem of a file.
        WrongInput: the two kinds are mixed, or more than one file of ours.
    """
    documents = [(path.name, read_yaml(path, limits=INVENTORY_LIMITS)) for path in paths]
    fides = [is_fides(document) for _, document in documents]
    if all(fides):
        return _of_fides(sorted(documents, key=lambda pair: pair[0]), taxonomy, controller)
    if any(fides):
        raise WrongInput("These are Fides manifests and inventories of our own mixed; import them one kind at a time.")
    if len(documents) > 1:
        raise WrongInput(f"{len(documents)} inventories were named; import one, the last would replace the others.")
    name, document = documents[0]
    return inventory_from(document, name, taxonomy)


def _of_fides(documents: Sequence[tuple[str, Node]], taxonomy: Taxonomy, controller: Controller | None) -> Inventory:
    found = inventory_from_fides(documents, taxonomy, controller or NOT_STATED)
    if not found.systems or not found.datasets:
        what = "system" if not found.systems else "dataset"
        hold = "holds" if len(documents) == 1 else "and the other manifests hold"
        raise FileProblems(documents[0][0], [Problem(0, f"{hold} no {what}; name a file that does.")])
    if controller is None:
        said = "the controller's country and zone are not in Fides manifests; NL and Europe/Amsterdam were taken."
        return replace(found, notes=(said, *found.notes))
    return found
