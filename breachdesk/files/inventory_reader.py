"""One inventory from the files a person names: our own YAML, or Fides manifests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem, WrongInput
from breachdesk.domain.inventory import Inventory
from breachdesk.domain.parties import Controller
from breachdesk.files.fides import inventory_from_fides, is_fides
from breachdesk.files.inventory_file import inventory_from
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, Node, read_yaml
from breachdesk.files.taxonomy_file import Taxonomy

NOT_STATED = Controller("not stated in the Fides manifests", "NL", "Europe/Amsterdam")
"""Fides knows neither country nor zone of a controller; the first users are Dutch."""


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
