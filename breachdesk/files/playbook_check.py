"""Whether playbooks and step sets somebody writes are sound, before they are put to use; every problem of every file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from breachdesk.domain.errors import FileProblems
from breachdesk.domain.playbook import Playbook, Step
from breachdesk.files.playbook_file import load_playbook
from breachdesk.files.playbook_paths import SETS
from breachdesk.files.playbook_shelf import leading_nowhere, read_playbooks, step_sets
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.step_sets import StepSets


def check_playbooks(paths: Sequence[Path], folders: Sequence[Path], words: PlanWords) -> Mapping[Path, tuple[Step, ...]]:
    """Give the steps of each file, those it includes among them. A file in a folder `steps` is a step set.

    Args:
        paths: The files to check; the sets beside each win over those in use.
        folders: Of the playbooks in use, the weakest first.

    Raises:
        FileProblems: anything in any of them is not right; all of it is listed.
    """
    found: dict[Path, tuple[Step, ...]] = {}
    read: dict[str, Playbook] = {}
    troubles: list[FileProblems] = []
    for path in paths:
        try:
            if path.parent.name == SETS:
                beside = step_sets([*folders, path.parent.parent], words).paths
                found[path] = StepSets({**beside, path.stem: path}, words).read(path.stem).steps
                continue
            playbook = load_playbook(path, words, step_sets([*folders, path.parent], words))
        except FileProblems as problems:
            troubles.append(problems)
            continue
        found[path] = tuple(playbook.steps())
        read[playbook.id] = playbook
    if not troubles:
        known = {*read_playbooks(folders, words).playbooks, *read}
        troubles = [trouble for playbook in read.values() for trouble in leading_nowhere(playbook, known)]
    if troubles:
        raise FileProblems.of_several(troubles)
    return found
