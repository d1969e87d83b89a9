"""Every playbook there is: the shipped ones and the user's own, which win file by file; each with its step sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.files.fields import nearest
from breachdesk.files.playbook_file import load_playbook, parse_playbook
from breachdesk.files.playbook_paths import SETS, by_name, playbook_paths
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.step_sets import StepSets


def step_sets(folders: Sequence[Path], words: PlanWords) -> StepSets:
    """Give the step sets these folders hold, each to be read when it is first included."""
    paths = by_name([folder / SETS for folder in folders]).values()
    return StepSets({path.stem: path for path in paths}, words)


def load_playbooks(folders: Sequence[Path], words: PlanWords) -> Mapping[str, Playbook]:
    """Read every playbook by id.

    Args:
        folders: The weakest first.

    Raises:
        FileProblems: anything in any of them is not right; all of it is listed.
    """
    sets = step_sets(folders, words)
    found: dict[str, Playbook] = {}
    troubles: list[FileProblems] = []
    for path in playbook_paths(folders):
        try:
            playbook = load_playbook(path, words, sets)
        except FileProblems as problems:
            troubles.append(problems)
            continue
        if playbook.id in found:
            said = f"'id' is '{playbook.id}', as in another playbook; give this one another, or the file the other's name."
            troubles.append(FileProblems(path.name, [Problem(0, said)]))
        found[playbook.id] = playbook
    if not troubles:
        troubles = list(leading_nowhere(found, found))
    if troubles:
        raise FileProblems.of_several(troubles)
    return found


def read_taken(text: str, name: str, words: PlanWords, shelf: Mapping[str, Playbook]) -> Playbook:
    """Read a playbook that was taken in from another format, as our own reader would.

    Args:
        name: Of the file it was taken from; lines of a text nobody wrote are not named.

    Raises:
        FileProblems: it is not sound, or leads to a playbook that is not on the shelf.
    """
    try:
        playbook = parse_playbook(text.encode(), name, words)
        troubles = list(leading_nowhere({playbook.id: playbook}, {**shelf, playbook.id: playbook}))
        if troubles:
            raise FileProblems.of_several(troubles)
    except FileProblems as problems:
        said = [Problem(0, f"holds no sound playbook: {problem.message}") for problem in problems.problems]
        raise FileProblems(name, said) from problems
    return playbook


def leading_nowhere(playbooks: Mapping[str, Playbook], known: Mapping[str, Playbook]) -> Iterable[FileProblems]:
    """Find plan steps that lead to a playbook nobody has."""
    for playbook in playbooks.values():
        for step in playbook.steps():
            if step.kind is StepKind.PLAN and step.playbook not in known:
                hint = nearest(step.playbook, known)
                said = f"'{step.id}' leads to the playbook '{step.playbook[:60]}', and there is none.{hint}"
                yield FileProblems(step.file, [Problem(step.line, said)])

