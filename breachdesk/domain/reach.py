"""What else an attacker could have reached from the systems that were hit, hop by hop, each with its reason.

A proposal to look, never a finding: a person accepts it by marking the system, or rules it out with a reason.
From a system one can go where a credential kept in it opens, where a flow it opens goes, and where it writes its copies.
Other systems that merely hold the same data are named too, one hop and no further: nobody gets there from here.

Source: MITRE ATT&CK, tactic TA0008 (lateral movement), in the terms of an inventory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from breachdesk.domain.inventory import Dataset, Flow, Inventory, OpenedBy, SourceRow


class Way(StrEnum):
    """How a System may have been reached."""

    SAME_DATA = "same-data"
    COPY = "copy"
    FLOW = "flow"
    CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class Reached:
    """A System not marked as hit that is worth a look."""

    system: str
    because: str
    hops: int = 1
    """How many steps from the nearest System that was hit; 1 where only the data are the same."""

    came_from: str = ""
    """The System one hop nearer; empty where only the data are the same."""

    ways: tuple[Way, ...] = ()
    rows: tuple[SourceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A System that might have been reached and was not, as somebody found out."""

    system: str
    because: str
    reason: str


class _Step(NamedTuple):
    """One edge: from a System to another, why, and the row that says so."""

    came_from: str
    system: str
    way: Way
    because: str
    row: SourceRow


def reach_of(
    inventory: Inventory, hit: Collection[str], ruled_out: Mapping[str, str], touched: Iterable[Dataset]
) -> tuple[tuple[Reached, ...], tuple[RuledOut, ...]]:
    """Give what might have been reached, nearest first, and what was ruled out.

    Args:
        inventory: What the organisation holds.
        hit: Ids of the systems marked as hit.
        ruled_out: Systems found untouched, with the reason; nothing is reached through them.
        touched: The datasets that are in scope.
    """
    hit, found = frozenset(hit), dict[str, list[tuple[int, _Step]]]()
    for step in _same_data(inventory, hit, touched):
        found.setdefault(step.system, []).append((1, step))
    for hops, step in _walk(_steps_by_system(inventory), hit, ruled_out):
        found.setdefault(step.system, []).append((hops, step))
    place = {system.id: n for n, system in enumerate(inventory.systems)}
    reached = [_reached(system, steps) for system, steps in found.items()]
    reached.sort(key=lambda r: (r.hops, place[r.system]))
    return (
        tuple(r for r in reached if r.system not in ruled_out),
        tuple(RuledOut(r.system, r.because, ruled_out[r.system]) for r in reached if r.system in ruled_out),
    )


def _walk(
    steps: Mapping[str, list[_Step]], hit: Collection[str], ruled_out: Collection[str]
) -> Iterator[tuple[int, _Step]]:
    """Go outwards in rounds; every step that leads to a System in its first round is given, later ones are not."""
    seen = set(hit)
    border = sorted(seen)
    hops = 0
    while border:
        hops += 1
        next_round: dict[str, None] = {}
        for system in border:
            for step in steps.get(system, ()):
                if step.system not in seen:
                    next_round[step.system] = None
                    yield hops, step
        seen |= next_round.keys()
        border = [system for system in next_round if system not in ruled_out]


def _reached(system: str, steps: list[tuple[int, _Step]]) -> Reached:
    """Put all steps to a System together. Those by access come from one round; that it holds the same data is no step."""
    by_access = [(hops, step) for hops, step in steps if step.way is not Way.SAME_DATA]
    hops, first = by_access[0] if by_access else (1, None)
    same = {step.row for _, step in steps if step.way is Way.SAME_DATA}
    # That it holds a dataset says more than who writes it there.
    said = [step.because for _, step in steps if step.way is not Way.COPY or step.row not in same]
    return Reached(
        system=system,
        because="; ".join(dict.fromkeys(said)),
        hops=hops,
        came_from=first.came_from if first else "",
        ways=tuple(dict.fromkeys(step.way for _, step in steps)),
        rows=tuple(dict.fromkeys(step.row for _, step in steps)),
    )


def _same_data(inventory: Inventory, hit: Collection[str], touched: Iterable[Dataset]) -> Iterator[_Step]:
    held: dict[str, list[Dataset]] = {}
    for dataset in touched:
        for system in dataset.held_in():
            if system not in hit:
                held.setdefault(system, []).append(dataset)
    for system, datasets in held.items():
        what = "dataset" if len(datasets) == 1 else "datasets"
        because = f"holds {what} {', '.join(d.id for d in datasets)}"
        for dataset in datasets:
            yield _Step("", system, Way.SAME_DATA, because, dataset.row)


def _steps_by_system(inventory: Inventory) -> Mapping[str, list[_Step]]:
    found: dict[str, list[_Step]] = {}
    for step in (*_by_credential(inventory), *_by_flow(inventory), *_by_copy(inventory)):
        found.setdefault(step.came_from, []).append(step)
    return found


def _by_credential(inventory: Inventory) -> Iterator[_Step]:
    for credential in inventory.credentials:
        for kept in credential.kept_in:
            for opened in credential.opens:
                if opened != kept:
                    because = f"'{credential.name}', kept in {kept}, opens it"
                    yield _Step(kept, opened, Way.CREDENTIAL, because, credential.row)


def _by_flow(inventory: Inventory) -> Iterator[_Step]:
    for flow in inventory.flows:
        if flow.opened_by is not OpenedBy.RECEIVER:
            yield _Step(flow.sender, flow.receiver, Way.FLOW, _flow_words(flow, flow.sender), flow.row)
        if flow.opened_by is not OpenedBy.SENDER:
            yield _Step(flow.receiver, flow.sender, Way.FLOW, _flow_words(flow, flow.receiver), flow.row)


def _flow_words(flow: Flow, logs_in: str) -> str:
    does = "sends data to it" if logs_in == flow.sender else "fetches data from it"
    unsure = ", and nobody said which of them logs in" if flow.opened_by is OpenedBy.UNKNOWN else ""
    return f"{logs_in} {does}{unsure}"


def _by_copy(inventory: Inventory) -> Iterator[_Step]:
    for dataset in inventory.datasets:
        for home in dataset.systems:
            for copy in dataset.copies:
                if copy != home:
                    yield _Step(home, copy, Way.COPY, f"{home} writes its copy of {dataset.id} there", dataset.row)
