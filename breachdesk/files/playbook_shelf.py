"""Every playbook there is: the shipped ones and the user's own, which win file by file; each with its step sets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from breachdesk.domain.errors import FileProblems, Problem
from breachdesk.domain.playbook import Playbook, StepKind
from breachdesk.files.fields import nearest
from breachdesk.files.playbook_file import load_playbook, parse_playbook
from breachdesk.files.playbook_paths import SETS, PlaybookShelf, by_name, playbook_paths
from breachdesk.files.playbook_steps import PlanWords
from breachdesk.files.step_sets import StepSets


def step_sets(folders: Sequence[Path], words: PlanWords) -> StepSets:
    """Give the step sets these folders hold, each to be read when it is first included."""
    paths = by_name([folder / SETS for folder in folders]).values()
    return StepSets({path.stem: path for path in paths}, words)


def load_playbooks(folders: Sequence[Path], words: PlanWords) -> Mapping[str, Playbook]:
    """Read every playbook by id.

    Raises:
        FileProblems: anything in any of them is not right; all of it is listed.
    """
    shelf = read_playbooks(folders, words)
    if shelf.problems is not None:
        raise shelf.problems
    return shelf.playbooks


def read_playbooks(folders: Sequence[Path], words: PlanWords) -> PlaybookShelf:
    """Read every playbook by id; one that cannot be used is left out and keeps nobody from the others.

    A shipped one whose place a broken file of the user took is left out with it: another plan than the house's own must
    not come in unseen.

    Args:
        folders: The weakest first.
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
            continue
        found[playbook.id] = playbook
    # A file goes by the id of its playbook, so what leads to a broken one does not lead nowhere.
    known = {*found, *(Path(trouble.file).stem for trouble in troubles)}
    for id_, nowhere in [(id_, list(leading_nowhere(book, known))) for id_, book in found.items()]:
        if nowhere:
            troubles += nowhere
            del found[id_]
    return PlaybookShelf(found, FileProblems.of_several(troubles) if troubles else None)


def read_taken(text: str, name: str, words: PlanWords, shelf: Mapping[str, Playbook]) -> Playbook:
    """Read a playbook that was taken in from another format, as our own reader would.

    Args:
        name: Of the file it was taken from; lines of a text nobody wrote are not named.

    Raises:
        FileProblems: it is not sound, or leads to a playbook that is not on the shelf.
    """
    try:
        playbook = parse_playbook(text.encode(), name, words)
        troubles = list(leading_nowhere(playbook, {*shelf, playbook.id}))
        if troubles:
            raise FileProblems.of_several(troubles)
    except FileProblems as problems:
        said = [Problem(0, f"holds no sound playbook: {problem.message}") for problem in problems.problems]
        raise FileProblems(name, said) from problems
    return playbook


def leading_nowhere(playbook: Playbook, known: Collection[str]) -> Iterable[FileProblems]:
    """Find plan steps that lead to a playbook nobody has."""
    for step in playbook.steps():
        if step.kind is StepKind.PLAN and step.playbook not in known:
            hint = nearest(step.playbook, known)
            said = f"'{step.id}' leads to the playbook '{step.playbook[:60]}', and there is none.{hint}"
            yield FileProblems(step.file, [Problem(step.line, said)])

