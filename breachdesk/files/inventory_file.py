"""An inventory written in our own YAML, read as one value, with every problem of the file in one round.

Each row keeps the line it came from, so that any figure built on it can be traced (Art. 30, 33(3)(a)).
"""

from __future__ import annotations

from pathlib import Path

from breachdesk.domain.inventory import Inventory
from breachdesk.files.fields import Fields, Problems
from breachdesk.files.inventory_checks import check_groups, check_holding, check_sizes, check_wholes
from breachdesk.files.inventory_datasets import dataset_of
from breachdesk.files.inventory_ids import Reading
from breachdesk.files.inventory_parties import contact_of, controller_of, person_of, processor_of
from breachdesk.files.inventory_rows import activity_of, category_of, credential_of, flow_of, group_of, system_of
from breachdesk.files.strict_yaml import INVENTORY_LIMITS, Node, parse_yaml, read_yaml
from breachdesk.files.taxonomy_file import Taxonomy


def load_inventory(path: Path, taxonomy: Taxonomy) -> Inventory:
    """Read an inventory file.

    Raises:
        FileProblems: every problem of the file; nothing is taken over half.
    """
    return inventory_from(read_yaml(path, limits=INVENTORY_LIMITS), path.name, taxonomy)


def parse_inventory(raw: bytes, name: str, taxonomy: Taxonomy) -> Inventory:
    """Read an inventory from bytes; `name` stands in messages and in every row.

    Raises:
        FileProblems: every problem of the text.
    """
    return inventory_from(parse_yaml(raw, name, INVENTORY_LIMITS), name, taxonomy)


def inventory_from(node: Node, name: str, taxonomy: Taxonomy) -> Inventory:
    """Take an inventory out of a document.

    Raises:
        FileProblems: every problem of it.
    """
    problems = Problems(name)
    reading = Reading(problems, taxonomy)
    found = _taken(Fields(node, problems), reading)
    if not problems.found:
        _check_not_empty(problems, found)
    reading.look_up()
    check_wholes(problems, found.datasets)
    check_groups(problems, found.subject_groups)
    check_sizes(problems, found.datasets, found.subject_groups)
    check_holding(problems, found.datasets)
    problems.raise_if_any()
    return found


def _taken(top: Fields, reading: Reading) -> Inventory:
    """Take every part; what a part refers to may stand further on, so the order is that of what must be known first."""
    controller = controller_of(top.part("controller"), reading.taxonomy)
    dpo = contact_of(top.part("dpo")) if top.has("dpo") else None
    top.take("dpo")
    people = tuple(person_of(part, reading) for part in top.parts("people"))
    own = {category.id: category for category in (category_of(part, reading) for part in top.parts("data_categories"))}
    reading.known = {**reading.taxonomy.categories, **own}
    found = Inventory(
        controller=controller,
        dpo=dpo,
        people=people,
        subject_groups=tuple(group_of(part, reading) for part in top.parts("subject_groups")),
        processors=tuple(processor_of(part, reading) for part in top.parts("processors")),
        systems=tuple(system_of(part, reading) for part in top.parts("systems")),
        datasets=tuple(dataset_of(part, reading) for part in top.parts("datasets")),
        processing_activities=tuple(activity_of(part, reading) for part in top.parts("processing_activities")),
        flows=tuple(flow_of(part, reading) for part in top.parts("flows")),
        credentials=tuple(credential_of(part, reading) for part in top.parts("credentials")),
        data_categories=reading.in_order(),
    )
    top.end()
    return found


def _check_not_empty(problems: Problems, found: Inventory) -> None:
    """One of the two is enough to begin with; the other would follow from it."""
    if not found.systems:
        problems.add(0, "lists no system; add at least one under 'systems:', or nothing can be hit.")
    elif not found.datasets:
        problems.add(0, "lists no dataset; add at least one under 'datasets:', or nobody can be affected.")
