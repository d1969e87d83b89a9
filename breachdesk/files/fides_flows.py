"""Flows of Fides manifests: what each system says it sends to (`egress`) and gets from (`ingress`).

Fides does not say which end logs in, so that stays unknown. A flow to a dataset goes to the systems that hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from breachdesk.domain.inventory import Flow, SourceRow
from breachdesk.files.fides_gathering import Gathering, WantedFlow
from breachdesk.files.fides_nodes import items, mapping, text, texts
from breachdesk.files.strict_yaml import Node

DIRECTIONS = {"egress": True, "ingress": False}
_KNOWN = {"fides_key", "type"}
USER = "user"


def note_flows(found: Gathering, system: str, fields: Mapping[str, Node], row: SourceRow) -> None:
    """Keep the ends a system names, until every system and dataset is known."""
    for key, outgoing in DIRECTIONS.items():
        for node in items(found.said, fields.get(key), row, f"system '{system}': '{key}'"):
            flow, at = mapping(node), SourceRow(row.file, node.line, f"{row.path}.{key}")
            end = text(flow, "fides_key")
            if end:
                found.flows.append(WantedFlow(system, end, text(flow, "type"), outgoing, at))
            else:
                found.said.note(at, f"system '{system}': '{key}' names no 'fides_key'; it is left out.")
            found.said.note_others(flow, _KNOWN, row.file, f"system '{system}', '{key}'")


def note_carried(
    found: Gathering, system: str, fields: Mapping[str, Node], datasets: Sequence[str], row: SourceRow
) -> None:
    """Keep which datasets a declaration says go along with a flow of its system."""
    for key, outgoing in DIRECTIONS.items():
        for end, _ in texts(found.said, fields.get(key), row, f"system '{system}': '{key}'"):
            found.carried.setdefault((system, end, outgoing), []).extend(datasets)


def flows_of(found: Gathering) -> tuple[Flow, ...]:
    """Give every flow once, whichever end names it; an end that is nowhere is noted."""
    flows: dict[tuple[str, str], Flow] = {}
    for wanted in found.flows:
        for end, datasets in _ends(found, wanted):
            pair = (wanted.system, end) if wanted.outgoing else (end, wanted.system)
            if end != wanted.system:
                before = flows.get(pair) or Flow(*pair, wanted.row)
                flows[pair] = replace(before, datasets=tuple(dict.fromkeys((*before.datasets, *datasets))))
    return tuple(flows.values())


def _ends(found: Gathering, wanted: WantedFlow) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the systems at the other end, each with the datasets that go along."""
    carried = found.carried.get((wanted.system, wanted.end, wanted.outgoing), ())
    there = tuple(dataset for dataset in carried if dataset in found.datasets)
    if wanted.end in found.systems and wanted.kind != "dataset":
        yield wanted.end, there
    elif wanted.end in found.datasets:
        for home in found.held_in[wanted.end]:
            yield home, (wanted.end, *there)
    elif wanted.kind != USER:
        said = f"system '{wanted.system}': a flow names '{wanted.end}', which stands in none of the files."
        found.said.note(wanted.row, said)
    # With the people themselves a system exchanges data without another system; nothing is lost.
