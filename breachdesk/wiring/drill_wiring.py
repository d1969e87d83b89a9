"""The edges of an exercise: marked letters, no way to send, none of the real workspace's settings; and its scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from breachdesk.files.drill_file import DrillWords, load_scenario, load_scenarios, scenario_paths
from breachdesk.files.drill_folder import SCENARIO
from breachdesk.files.inventory_file import load_inventory
from breachdesk.services.desk import Desk, desk_on
from breachdesk.services.drilling import NEVER_SENT, DrillPlace, Played
from breachdesk.services.exercise_letters import ExerciseLetters
from breachdesk.services.ports import Sender
from breachdesk.wiring.signing_wiring import signer_of

if TYPE_CHECKING:
    from breachdesk.domain.drills import Scenario
    from breachdesk.files.catalogue import FileCatalogues
    from breachdesk.services.ports import CaseStore, Letters, Now, Register

NOTE = "this is an exercise: nothing is sent from it"


def drill_parts(
    store: CaseStore, catalogues: FileCatalogues, letters: Letters, place: DrillPlace, register: Callable[[], Register]
) -> Callable[[Now], Desk]:
    """Give the desk of an exercise as soon as there is a clock for it."""
    sender = Sender("EXERCISE", "exercise@localhost.invalid", None, NEVER_SENT)
    path = Path(place.folder) / SCENARIO
    played = Played(place.drill, lambda: load_scenario(path, _words(catalogues, None)))
    ports = (store, catalogues, ExerciseLetters(letters), sender)
    signer = signer_of(Path(place.folder))
    return lambda at: desk_on(*ports, at, notes=(NOTE,), register=register, played=played, signer=signer)


def scenarios(
    catalogues: FileCatalogues, folders: Sequence[Path], sample: Path
) -> Mapping[str, tuple[Scenario, Path]]:
    """Give every scenario with its file, by id.

    Args:
        folders: The weakest first.
        sample: The inventory of the organisation they are about.
    """
    systems = [system.id for system in load_inventory(sample, catalogues.taxonomy).systems]
    read = load_scenarios(folders, _words(catalogues, systems))
    paths = scenario_paths(folders)
    return {id_: (scenario, paths[id_]) for id_, scenario in read.items()}


def _words(catalogues: FileCatalogues, systems: Sequence[str] | None) -> DrillWords:
    return DrillWords(catalogues.vocabulary.plan_words, catalogues.playbooks(), systems)
